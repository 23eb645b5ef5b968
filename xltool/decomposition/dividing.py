"""Who reports what of a target that a text gives to several units.

    责任单位：柳溪镇2万亩、青石镇1.5万亩     each its share
    责任单位：柳溪镇、青石镇、白塔镇         each its own: none is above the others

A bureau that is printed first leads, and reports the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.indicators.unit_shares import shares_of, whole_of
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.sheets import INDICATORS
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.uneven import evened
from xltool.model.registry import Level, Reporting, Role
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.assignments import RowUnits
    from xltool.decomposition.readings import Readings
    from xltool.decomposition.units.gathering import GatheredUnits
    from xltool.model.registry import Indicator, Task

EACH = "各自填报"
FIRST = "首位牵头"
"""What the clerk answers about units of one rank."""
_PLACES = frozenset({"乡镇", "县市区", "园区"})
_SEVERAL = 2
_LONGEST = 20


@dataclass(slots=True, kw_only=True)
class _Dividing:
    """The readings that are divided, with the rows whose units are of one rank.

    Attributes:
        readings: what the document promises; changed in place.
        directory: the units behind the printed names.
        answers: what the clerk has answered before.
        places: where each indicator stands among those of the readings, by task.
        groups: the sort of each unit, by its code.
        equal: the indicators that units of one rank share, with their rows.
    """

    readings: Readings
    directory: GatheredUnits
    answers: Answers
    places: dict[str, list[int]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    equal: list[tuple[int, RowUnits]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.groups = {unit.code: unit.group for unit in self.directory.units}
        for at, indicator in enumerate(self.readings.indicators):
            if indicator.level is Level.OWN:
                self.places.setdefault(indicator.task, []).append(at)

    def divide(self, row: RowUnits, tasks: Sequence[Task]) -> None:
        """Divide the targets of a row's tasks as its list of units says."""
        here = [at for task in tasks for at in self.places.get(task.code, ())]
        indicators = self.readings.indicators
        if any(unit.share for unit in row.answering):
            self._share_out(row, tasks, here)
        elif self._are_equal(row):
            for at in here:
                is_target = indicators[at].role is Role.TARGET
                if is_target and indicators[at].reporting is Reporting.LEAD:
                    self.equal.append((at, row))

    def _made_whole(self, row: RowUnits, tasks: Sequence[Task]) -> list[int]:
        """Add the target that only the figures beside the units tell, their sum."""
        indicators = self.readings.indicators
        whole = whole_of(tasks[0], row.answering) if tasks else None
        if whole is None:
            return []
        indicators.append(whole)
        return [len(indicators) - 1]

    def _share_out(
        self, row: RowUnits, tasks: Sequence[Task], here: Sequence[int]
    ) -> None:
        """Give each unit the share that is printed beside its name."""
        indicators = self.readings.indicators
        if not any(indicators[at].role is Role.TARGET for at in here):
            here = self._made_whole(row, tasks)
        shares = shares_of([indicators[at] for at in here], row.answering)
        if not shares:
            return
        at = next(at for at in here if indicators[at].code == shares[0].indicator)
        places = tuple(share.place for share in shares)
        whole = replace(indicators[at], reporting=Reporting.EACH, reporters=places)
        place = row.row.place(ColumnPart.UNIT)
        indicators[at], doubts = evened(whole, shares, place, self.answers)
        self.readings.doubts.extend(doubts)
        self.readings.shares.extend(shares)

    def _are_equal(self, row: RowUnits) -> bool:
        """Whether a row names several towns or counties, and no one that leads them."""
        answering = row.answering
        if any(unit.role for unit in answering):
            return False
        codes = {self.directory.codes[unit.name] for unit in answering}
        if len(codes) < _SEVERAL:
            return False
        return all(self.groups[code] in _PLACES for code in codes)

    def ask(self) -> None:
        """Let units of one rank report each its own, and ask once about it."""
        if not self.equal:
            return
        first, row = self.equal[0]
        indicators = self.readings.indicators
        printed = row.row.table
        answer = self.answers.of(DoubtKind.REPORTING).get(printed, EACH)
        if answer == EACH:
            for at, _ in self.equal:
                whole = indicators[at]
                indicators[at] = replace(whole, reporting=Reporting.EACH)
        if not self.answers.settles(DoubtKind.REPORTING, printed):
            self.readings.doubts.append(
                _question(indicators[first], row, len(self.equal))
            )


def _question(first: Indicator, row: RowUnits, numbers: int) -> Doubt:
    """Ask who reports what units of one rank share.

    `first` is the example shown of so many indicators, `row` where it stands.
    """
    finding = f.UNITS_EQUAL.at(
        row.row.place(ColumnPart.UNIT),
        found=shorten(first.name, _LONGEST),
        numbers=numbers,
        expected="、".join(unit.name for unit in row.answering[:_SEVERAL]),
    )
    return Doubt(
        kind=DoubtKind.REPORTING,
        printed=row.row.table,
        suggestion=EACH,
        finding=finding,
        sheet=INDICATORS.name,
        row_key=first.code,
        column="填报方式",
        options=(EACH, FIRST),
    )


def divide(
    readings: Readings,
    rows: Sequence[tuple[RowUnits, Sequence[Task]]],
    directory: GatheredUnits,
    answers: Answers,
) -> None:
    """Divide the targets of every row between its units.

    Changes the indicators of `readings`, and adds shares and doubts to it. `rows` are
    the printed rows with their tasks.
    """
    dividing = _Dividing(readings=readings, directory=directory, answers=answers)
    for row, tasks in rows:
        dividing.divide(row, tasks)
    dividing.ask()
