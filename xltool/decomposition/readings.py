"""What the rows of a document promise.

Each cell read once, the upper text beside our own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.indicators.figure_targets import (
    PrintedShare,
    figure_targets,
    indicator_of,
)
from xltool.decomposition.indicators.kinds import is_pure_number
from xltool.decomposition.indicators.reading import LOOPED, read_cell
from xltool.decomposition.indicators.setting import Passage, Setting, settings_of
from xltool.decomposition.indicators.unread import SAID_BEFORE, UnreadNumber
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.indicator_answers import (
    answered,
    described,
    is_refused,
    is_settled,
    readings_of,
)
from xltool.decomposition.registry.sheets import INDICATORS, plain
from xltool.decomposition.registry.sort_answers import is_unsorted, sorted_as_answered
from xltool.decomposition.strange_names import strange_names
from xltool.decomposition.table.columns import UNITS, ColumnPart
from xltool.decomposition.table.figure_rows import figures_of, funds_of
from xltool.decomposition.table.stages import plan_for, stages_of
from xltool.decomposition.text.items import split_items
from xltool.decomposition.text.loops import find_loops
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.uneven import evened
from xltool.decomposition.unread import Unread, in_cell
from xltool.decomposition.unsettled import Unsettled, answer_sorts, answer_times
from xltool.decomposition.upper_targets import compare, find_copies
from xltool.model.registry import Indicator, Level, PlanStage, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from xltool.decomposition.table.figure_rows import FigureRow
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Finding, Place
    from xltool.model.registry import Task

_SURE = 0.7
"""Below this confidence an indicator is shown to the clerk."""
_TWO = 2
_SENTENCE_ENDS = tuple("。；;！!？?")


@dataclass(slots=True)
class Readings:
    """What the cells of a document promise, gathered row by row.

    Attributes:
        indicators: the upper level's and our own.
        shares: what counties, towns and bureaus have of them.
        findings: what is odd in the texts.
        doubts: what the clerk is asked about.
        refused: the codes of indicators that the clerk said are none.
        unread: the numbers that became nothing.
        unmeasured: figures of number columns for which no 计量单位 is printed, with
            their rows.
        untimed: figures that may be facts or targets, with the row that each stands
            in.
        unsorted: targets that may be all that there are, or what is made.
    """

    indicators: list[Indicator] = field(default_factory=list)
    shares: list[PrintedShare] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unmeasured: list[tuple[PrintedRow, Indicator]] = field(default_factory=list)
    untimed: list[Unsettled] = field(default_factory=list)
    unsorted: list[Unsettled] = field(default_factory=list)


def read_tasks(
    tasks: Sequence[tuple[Task, PrintedRow]],
    title: str,
    year: int | None,
    plan_year: int | None,
    answers: Answers,
) -> Readings:
    """Read every task with the row that it stands in.

    `title` and `year` are the document's own, if it names any; `plan_year` is that of
    its stages.
    """
    passages = [passage_of(task, row) for task, row in tasks]
    settings = settings_of(passages, title, year)
    reader = _Reader(
        settings={
            task.code: one for (task, _), one in zip(tasks, settings, strict=True)
        },
        plan_year=plan_year,
        answers=answers,
    )
    for _, here in groupby(tasks, key=_beside):
        reader.read(list(here))
    readings = reader.readings
    readings.doubts.extend(_measures_asked(readings.unmeasured))
    answer_times(readings, answers)
    answer_sorts(readings, answers)
    doubts, refused = strange_names(tasks, readings.indicators, answers)
    readings.doubts.extend(doubts)
    readings.refused.extend(refused)
    return readings


def passage_of(task: Task, row: PrintedRow) -> Passage:
    """Give a task's text with the headings over it, the nearest first."""
    return Passage(
        text=task.text,
        headings=(row.text(ColumnPart.NAME), row.text(ColumnPart.CAMPAIGN)),
        in_table=bool(row.columns),
        is_assigned=any(map(row.text, UNITS)),
    )


def _measures_asked(
    unmeasured: Sequence[tuple[PrintedRow, Indicator]],
) -> Iterator[Doubt]:
    """Ask once a table what its figures without a 计量单位 are counted in.

    The first figure of the table is the example that the question shows.
    """
    numbers = Counter(row.table for row, _ in unmeasured)
    asked: set[str] = set()
    for row, first in unmeasured:
        if row.table in asked:
            continue
        asked.add(row.table)
        finding = f.MEASURE_UNSAID.at(
            row.place(ColumnPart.OWN),
            found=row.table,
            numbers=numbers[row.table],
            expected=first.name,
        )
        yield Doubt(
            kind=DoubtKind.MEASURE,
            printed=row.table,
            finding=finding,
            sheet=INDICATORS.name,
            row_key=first.code,
            column="计量单位",
        )


def _beside(pair: tuple[Task, PrintedRow]) -> tuple[object, str]:
    """Tell which tasks stand beside one upper text.

    Those of a row, or of rows over which its cell is merged.
    """
    task, row = pair
    above = row.text(ColumnPart.UPPER)
    measure, _, _ = task.code.rpartition("-")
    return (measure if above else id(row), above)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads the rows of a document one after the other.

    Attributes:
        settings: what stands around each task, by its code.
        plan_year: that of its stages.
        answers: what the clerk has answered before.
        readings: what was read so far.
    """

    settings: dict[str, Setting]
    plan_year: int | None
    answers: Answers
    readings: Readings = field(default_factory=Readings)

    def read(self, tasks: list[tuple[Task, PrintedRow]]) -> None:
        """Read the tasks beside one upper text, and set the two beside each other.

        The upper text is read once.

        An upper text that is merged over several rows stands beside all of their tasks:
        it is compared with the targets of all of them together, or each row would lack
        what the others have taken on.
        """
        first, row = tasks[0]
        place = row.place(ColumnPart.UPPER)
        above = _without_marks(row.text(ColumnPart.UPPER))
        beside = Setting(year=self.settings[first.code].year)
        reading = read_cell(above, task=first.code, level=Level.UPPER, setting=beside)
        self.readings.unread.extend(in_cell(reading.unread, place))
        self._say(reading.findings, place)
        twofold = _asked_about(reading.findings)
        own: list[Indicator] = []
        for _, group in groupby(tasks, key=lambda pair: id(pair[1])):
            here = list(group)
            found, said = self._read_own(here, above)
            _, own_row = here[0]
            own.extend(_planned(found, own_row, self.plan_year))
            twofold |= _asked_about(said)
            self._say(said, own_row.place(ColumnPart.OWN))
        upper = reading.indicators
        if above:
            compared, differing = compare(upper, tuple(own))
            own = list(compared)
            self.readings.findings.extend(_placed(differing, row.place(ColumnPart.OWN)))
        rows = {task.code: at for task, at in tasks}
        for indicator in upper:
            self._take(indicator, twofold, row, place)
        for indicator in own:
            own_row, own_place = row, place
            if indicator.level is not Level.UPPER:
                own_row = rows[indicator.task]
                own_place = own_row.place(ColumnPart.OWN)
            self._take(indicator, twofold, own_row, own_place)

    def _say(self, findings: Iterable[Finding], place: Place) -> None:
        """Report what is odd in a cell at its place, that it runs away only once."""
        self.readings.findings.extend(_placed(_one_loop(findings), place))

    def _take(
        self,
        indicator: Indicator,
        asked: dict[object, Finding],
        row: PrintedRow,
        place: Place,
    ) -> None:
        """Take an indicator as the clerk answered, or ask about it.

        What may be a fact or a target, or of either 性质, is asked about with all such
        figures at the end.
        """
        indicator = sorted_as_answered(indicator, self.answers)
        at = len(self.readings.indicators)
        unsettled = Unsettled(at=at, row=row, place=place)
        finding = asked.get(indicator.source_text)
        if finding is not None and finding.code == f.TIME_OPEN.code:
            if not is_settled(indicator, self.answers):
                self.readings.untimed.append(unsettled)
        else:
            self.readings.doubts.extend(_doubt(indicator, finding, self.answers, place))
            if is_unsorted(indicator, self.answers):
                self.readings.unsorted.append(unsettled)
        if is_refused(indicator, self.answers):
            self.readings.refused.append(indicator.code)
        self.readings.indicators.append(answered(indicator, self.answers))

    def _read_own(
        self, tasks: list[tuple[Task, PrintedRow]], above: str
    ) -> tuple[list[Indicator], list[Finding]]:
        """Read the tasks of one row; nothing is trusted of a cell that runs away.

        `above` is the upper level's text, of which a task may be a mere copy.

        A row of figures needs no reading of words.
        """
        first, row = tasks[0]
        figures = figures_of(row)
        if figures is not None:
            return self._read_figures(figures, first, row), []
        place = row.place(ColumnPart.OWN)
        own: list[Indicator] = []
        said = list(_loop_across(tasks, row))
        for task, _ in tasks:
            reading = read_cell(
                task.text,
                task=task.code,
                level=Level.OWN,
                setting=self.settings[task.code],
            )
            own.extend(reading.indicators)
            self.readings.unread.extend(in_cell(reading.unread, place))
            said.extend(reading.findings)
            said.extend(find_copies(task.text, above))
        own = self._said_once(own, row)
        own.extend(_funds(row, first, own))
        if any(finding.code == f.RECOGNITION_LOOP.code for finding in said):
            own = list(map(_distrusted, own))
        return own, said

    def _read_figures(
        self, figures: FigureRow, task: Task, row: PrintedRow
    ) -> list[Indicator]:
        """Give the targets of a row whose figures stand in columns of their own."""
        made = figure_targets(figures, task=task.code)
        self.readings.shares.extend(made.shares)
        found = self._measured(made.indicators, row)
        if made.shares:
            place = row.place(ColumnPart.TOTAL)
            found[0], doubts = evened(found[0], made.shares, place, self.answers)
            self.readings.doubts.extend(doubts)
        return found

    def _measured(
        self, indicators: list[Indicator], row: PrintedRow
    ) -> list[Indicator]:
        """Give a row's figures the 计量单位 that the clerk answered for the table.

        An answer that there is none (指数, 排名) leaves them bare.
        """
        measure = self.answers.of(DoubtKind.MEASURE).get(row.table, "")
        is_settled = self.answers.settles(DoubtKind.MEASURE, row.table)
        found: list[Indicator] = []
        for indicator in indicators:
            if indicator.measurement_unit or is_pure_number(indicator.name):
                found.append(indicator)
            elif indicator.role is Role.TARGET and not is_settled:
                self.readings.unmeasured.append((row, indicator))
                found.append(indicator)
            else:
                found.append(replace(indicator, measurement_unit=measure))
        return found

    def _said_once(self, own: list[Indicator], row: PrintedRow) -> list[Indicator]:
        """Leave out what a second column of the row says again.

        建设内容 and 年度目标 often promise the same; the second is shown as unread.
        """
        columns = [cell for cell in row.cells if cell.part is ColumnPart.OWN]
        if len(columns) < _TWO:
            return own
        kept: list[Indicator] = []
        again: list[UnreadNumber] = []
        for indicator in own:
            if any(_is_same(indicator, other) for other in kept):
                number = plain(indicator.value)
                text = indicator.source_text
                again.append(UnreadNumber(number=number, text=text, reason=SAID_BEFORE))
            else:
                kept.append(indicator)
        self.readings.unread.extend(in_cell(again, row.place(ColumnPart.OWN)))
        return kept


def _funds(
    row: PrintedRow, task: Task, own: Sequence[Indicator]
) -> Iterator[Indicator]:
    """Give the money in columns of their own, numbered behind the task's others."""
    numbered = [one for one in own if one.task == task.code]
    for number, figure in enumerate(funds_of(row), len(numbered) + 1):
        yield indicator_of(figure, task.code, number)


def _distrusted(indicator: Indicator) -> Indicator:
    """Give an indicator of a cell that runs away, with no more trust than that."""
    return replace(indicator, confidence=min(indicator.confidence, LOOPED))


def _planned(
    indicators: Sequence[Indicator], row: PrintedRow, plan_year: int | None
) -> list[Indicator]:
    """Give a row's targets with the stages that it prints.

    The figures of a stage are a target's by their 计量单位 where only one target has
    it. What the text itself promised by date stays where the columns say nothing.
    """
    if plan_year is None:
        return list(indicators)
    stages = stages_of(row, plan_year)
    if not stages:
        return list(indicators)
    targets = [one for one in indicators if one.role is Role.TARGET]
    units = Counter(target.measurement_unit for target in targets)
    planned: list[Indicator] = []
    for indicator in indicators:
        plan = indicator.plan
        if indicator.role is Role.TARGET:
            only_one = units[indicator.measurement_unit] == 1
            plan = plan_for(indicator, stages, only_one=only_one) or plan
        plan = _from_this_year(indicator, plan, plan_year)
        planned.append(replace(indicator, plan=plan))
    return planned


def _from_this_year(
    indicator: Indicator, plan: tuple[PlanStage, ...], plan_year: int
) -> tuple[PlanStage, ...]:
    """Let a plan of later years begin with the target of this one."""
    if not plan or plan[0].until.year <= plan_year or indicator.value is None:
        return plan
    first = PlanStage(until=date(plan_year, 12, 31), value=indicator.value)
    return (first, *plan)


def _without_marks(text: str) -> str:
    """Give a cell that is read as a whole without the numbers of its items.

    They are no part of any name; each item ends as a sentence does.
    """
    ended: list[str] = []
    for item in split_items(text):
        words = item.text
        if words and not words.endswith(_SENTENCE_ENDS):
            words = f"{words}；"
        ended.append(words)
    return "\n".join(ended)


def _is_same(indicator: Indicator, other: Indicator) -> bool:
    """Whether two readings are one promise: the same figure of much the same name.

    Names are alike that share half of the shorter one's characters: the second column
    words the same thing in other words (新建停车场 and 停车场建设).
    """
    if indicator.value is None or indicator.role is not other.role:
        return False
    if _figure_of(indicator) != _figure_of(other):
        return False
    characters = set(indicator.name)
    others = set(other.name)
    shared = characters & others
    return len(shared) * 2 >= min(len(characters), len(others))


def _figure_of(indicator: Indicator) -> tuple[Decimal | None, Decimal | None, str]:
    """Give a target's figure: its value, the higher one of a range, and the unit."""
    return indicator.value, indicator.value_high, indicator.measurement_unit


def _asked_about(findings: Iterable[Finding]) -> dict[object, Finding]:
    """Give the findings that are asked as doubts, by the text that they are about."""
    return {
        finding.found: finding for finding in findings if finding.code in _ASKED_ABOUT
    }


_ASKED_ABOUT = (f.TWO_READINGS.code, f.TIME_OPEN.code)


def _loop_across(
    tasks: list[tuple[Task, PrintedRow]], row: PrintedRow
) -> Iterator[Finding]:
    """See what runs away over several items of one cell; the first of it is enough."""
    if len(tasks) < _TWO:
        return
    loops = find_loops(fold(row.text(ColumnPart.OWN)).flat)
    for loop in loops[:1]:
        yield f.RECOGNITION_LOOP.at(found=loop.phrase, times=loop.times)


def _one_loop(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Report of a cell only once that it runs away."""
    has_looped = False
    for finding in findings:
        is_loop = finding.code == f.RECOGNITION_LOOP.code
        if not is_loop or not has_looped:
            yield finding
        has_looped = has_looped or is_loop


def _placed(findings: Iterable[Finding], place: Place) -> Iterator[Finding]:
    """Give findings their place.

    Those with two readings are asked as doubts instead.
    """
    for finding in findings:
        if finding.code not in _ASKED_ABOUT:
            yield finding.moved(place)


def _doubt(
    indicator: Indicator, twofold: Finding | None, answers: Answers, place: Place
) -> Iterator[Doubt]:
    """Ask about an indicator that has two readings, or is an unsure target of ours.

    `twofold` is the finding that says the two readings.
    """
    is_asked = twofold is not None or _is_unsure(indicator)
    if not is_asked or is_settled(indicator, answers):
        return
    text = indicator.source_text
    reading = described(indicator)
    finding = twofold or f.INDICATOR_UNSURE.at(found=text, expected=reading)
    yield Doubt(
        kind=DoubtKind.INDICATOR,
        printed=text,
        suggestion=reading,
        finding=finding.moved(place),
        sheet=INDICATORS.name,
        row_key=indicator.code,
        column="指标名称",
        options=readings_of(indicator, finding),
    )


def _is_unsure(indicator: Indicator) -> bool:
    """Whether a target of our own was read with little confidence."""
    if indicator.role is not Role.TARGET or indicator.level is not Level.OWN:
        return False
    return indicator.confidence < _SURE
