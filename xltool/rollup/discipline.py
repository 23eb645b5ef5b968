"""报送情况: who reported, when, how completely, in this period and over the year.

Each rate has its own denominator, and what is counted above the line is a part of what
is counted below it, so no rate can pass 100 %.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.model.submission import UnitState
from xltool.model.value import MISSING
from xltool.rollup.answers import NO_ROW, TASK_PROGRESS
from xltool.rollup.progress import ProgressStatus, ratio
from xltool.rollup.tasks import NOT_TOLD

if TYPE_CHECKING:
    from xltool.forms.design import FormDesign
    from xltool.model.period import Period
    from xltool.model.submission import UnitStanding
    from xltool.rollup.answers import AnswersByUnit, Row
    from xltool.rollup.indicators import IndicatorLine, Year
    from xltool.rollup.inputs import FirstSent, PeriodRecord, RollupInputs
    from xltool.rollup.tasks import Contribution, TaskLine


class Mark(StrEnum):
    """How a unit reported in one period."""

    ON_TIME = "按时"
    LATE = "逾期"
    RETURNED = "退回"
    MISSING = "未报"
    NOT_ISSUED = "未发"
    """Nothing was issued to it, so nothing was due."""


REPORTED = frozenset({Mark.ON_TIME, Mark.LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its own numerator and denominator."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """The share, of 1; None of nothing."""
        return ratio(Decimal(self.part), Decimal(self.whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDiscipline:
    """One unit's reporting.

    `marks` are by period of the year, None where it was not yet a reporting unit.
    `filled` counts the items due that have an answer, `right` the required cells that
    were right when it first sent them; None where nothing of it was accepted.
    """

    unit: str
    standing: UnitStanding
    marks: tuple[Mark | None, ...]
    filled: Rate | None
    contact: Row
    right: Rate | None = None

    @property
    def mark(self) -> Mark:
        """How it reported in this period."""
        return mark_of(self.standing)

    @property
    def reported(self) -> Rate:
        """Periods reported of the periods due."""
        return _rate(self.marks, REPORTED)

    @property
    def on_time(self) -> Rate:
        """Periods reported in time of the periods due."""
        return _rate(self.marks, frozenset({Mark.ON_TIME}))


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodDiscipline:
    """One period's reporting over all units that something was issued to."""

    period: Period
    counts: dict[Mark, int]

    @property
    def due(self) -> int:
        """How many units owed a workbook."""
        return sum(
            count for mark, count in self.counts.items() if mark is not Mark.NOT_ISSUED
        )

    @property
    def reported(self) -> Rate:
        """Units reported of the units due."""
        return Rate(part=sum(self.counts[mark] for mark in REPORTED), whole=self.due)

    @property
    def on_time(self) -> Rate:
        """Units reported in time of the units due."""
        return Rate(part=self.counts[Mark.ON_TIME], whole=self.due)


def mark_of(standing: UnitStanding) -> Mark:
    """Say in one word how a unit reported.

    Only what was accepted counts as reported.
    """
    match standing.state:
        case UnitState.NOT_ISSUED:
            return Mark.NOT_ISSUED
        case UnitState.RETURNED:
            return Mark.RETURNED
        case UnitState.ACCEPTED | UnitState.SUPPLEMENT:
            return Mark.LATE if standing.on_time is False else Mark.ON_TIME
        case _:
            return Mark.MISSING


def unit_disciplines(
    inputs: RollupInputs,
    year: Year,
    indicators: tuple[IndicatorLine, ...],
    tasks: tuple[TaskLine, ...],
) -> tuple[UnitDiscipline, ...]:
    """Give each unit's reporting in the order of the standings."""
    records = (*inputs.earlier, inputs.current)
    marks = [{one.code: mark_of(one) for one in record.standings} for record in records]
    items = items_due(inputs, year.current, indicators, tasks)
    accepted = year.current.units
    disciplines = []
    for standing in inputs.current.standings:
        code = standing.code
        filled = _filled(items.get(code, [])) if code in accepted else None
        discipline = UnitDiscipline(
            unit=code,
            standing=standing,
            marks=tuple(period.get(code) for period in marks),
            filled=filled,
            contact=year.current.single.get(code, NO_ROW),
            right=_right(inputs.current.first_sent.get(code), filled),
        )
        disciplines.append(discipline)
    return tuple(disciplines)


def _right(first_sent: FirstSent | None, filled: Rate | None) -> Rate | None:
    """Give how much was right when first sent.

    Of what no ledger remembers, what is filled in.
    """
    if filled is None or first_sent is None:
        return filled
    return Rate(part=first_sent.right, whole=first_sent.required)


def period_discipline(record: PeriodRecord) -> PeriodDiscipline:
    """Count how the units reported in a period."""
    counts = Counter(mark_of(one) for one in record.standings)
    return PeriodDiscipline(
        period=record.period, counts={mark: counts[mark] for mark in Mark}
    )


def items_due(
    inputs: RollupInputs,
    answers: AnswersByUnit,
    indicators: tuple[IndicatorLine, ...],
    tasks: tuple[TaskLine, ...],
) -> dict[str, list[bool]]:
    """Give for each unit whether each item due is answered.

    Items are its indicators, its tasks (status and progress), and the free sheets that
    may not stay empty.

    A unit without indicators and tasks owes nothing, and is not rated.
    """
    items: dict[str, list[bool]] = {}
    for line in indicators:
        for unit in line.units:
            status = unit.share.progress.status
            is_told = status is not ProgressStatus.MISSING
            items.setdefault(unit.unit, []).append(is_told)
    for task in tasks:
        for contribution in task.contributions:
            is_told = _is_told(contribution)
            items.setdefault(contribution.unit, []).append(is_told)
    for unit_code, told_items in items.items():
        for sheet in _required_lists(inputs.form):
            told_items.append((sheet, unit_code) in answers.free)
    return items


def _is_told(contribution: Contribution) -> bool:
    """Say whether a unit told a task's status and progress."""
    if contribution.status == NOT_TOLD:
        return False
    return contribution.value(TASK_PROGRESS) is not MISSING


def _required_lists(form: FormDesign) -> list[str]:
    """Give the free sheets that may not stay empty."""
    lists = []
    for sheet in form.sheets:
        if sheet.rows_from is RowsFrom.FREE and sheet.required:
            lists.append(sheet.key)
    return lists


def _filled(items: list[bool]) -> Rate:
    """Give how many of the items due are answered.

    >>> _filled([True, False, True])
    Rate(part=2, whole=3)
    """
    return Rate(part=sum(items), whole=len(items))


def _rate(marks: tuple[Mark | None, ...], counted: frozenset[Mark]) -> Rate:
    """Give in how many of the periods due a unit reported in one of some ways."""
    due = [mark for mark in marks if mark not in {None, Mark.NOT_ISSUED}]
    return Rate(part=sum(mark in counted for mark in due), whole=len(due))
