"""What the rows of a document promise.

Each cell read once, the upper text beside our own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.indicators.figure_targets import (
    PrintedShare,
    figure_targets,
)
from xltool.decomposition.indicators.kinds import is_pure_number
from xltool.decomposition.indicators.past import looks_back
from xltool.decomposition.indicators.reading import LOOPED, read_cell
from xltool.decomposition.indicators.unread import SAID_BEFORE, UnreadNumber
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.indicator_answers import (
    answered,
    described,
    is_refused,
    is_settled,
    number_in,
    readings_of,
)
from xltool.decomposition.registry.sheets import INDICATORS, plain
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.figure_rows import figures_of
from xltool.decomposition.table.stages import plan_for, stages_of
from xltool.decomposition.text.items import split_items
from xltool.decomposition.text.loops import find_loops
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.unread import Unread, in_cell
from xltool.decomposition.upper_targets import compare, find_copies
from xltool.model.registry import Indicator, Level, PlanStage, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Finding, Place
    from xltool.model.registry import Task

_SURE = 0.7
"""Below this confidence an indicator is shown to the clerk."""


@dataclass(slots=True)
class Readings:
    """What the cells of a document promise, gathered row by row.

    `refused` are the codes of indicators that the clerk said are none.
    """

    indicators: list[Indicator] = field(default_factory=list)
    shares: list[PrintedShare] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unmeasured: list[tuple[PrintedRow, Indicator]] = field(default_factory=list)
    """Figures of number columns for which no 计量单位 is printed, with their rows."""


def read_tasks(
    tasks: Sequence[tuple[Task, PrintedRow]],
    year: int | None,
    plan_year: int | None,
    answers: Answers,
) -> Readings:
    """Read every task with the row that it stands in.

    `year` is the document's own, if it names one; `plan_year` that of its stages.
    """
    readings = Readings()
    for _, here in groupby(tasks, key=_beside):
        _read_rows(list(here), year, plan_year, answers, readings)
    readings.doubts.extend(_measures_asked(readings.unmeasured))
    return readings


def _measures_asked(
    unmeasured: Sequence[tuple[PrintedRow, Indicator]],
) -> Iterator[Doubt]:
    """Ask once a table what its figures without a 计量单位 are counted in."""
    by_table: dict[str, list[tuple[PrintedRow, Indicator]]] = {}
    for row, indicator in unmeasured:
        by_table.setdefault(row.table, []).append((row, indicator))
    for table, pairs in by_table.items():
        row, first = pairs[0]
        yield Doubt(
            kind=DoubtKind.MEASURE,
            printed=table,
            finding=f.MEASURE_UNSAID.at(
                row.place(ColumnPart.OWN),
                found=table,
                numbers=len(pairs),
                expected=first.name,
            ),
            sheet=INDICATORS.name,
            row_key=first.code,
            column="计量单位",
        )


def _measured(
    indicators: list[Indicator], row: PrintedRow, answers: Answers, readings: Readings
) -> list[Indicator]:
    """Give the figures of a row the 计量单位 that the clerk answered with for the
    table.
    """
    measure = answers.of(DoubtKind.MEASURE).get(row.table, "")
    settled = answers.settles(DoubtKind.MEASURE, row.table)
    found: list[Indicator] = []
    for indicator in indicators:
        lacks = not indicator.measurement_unit and not is_pure_number(indicator.name)
        if lacks and indicator.role is Role.TARGET and not settled:
            readings.unmeasured.append((row, indicator))
        elif lacks and measure:
            indicator = replace(indicator, measurement_unit=measure)  # noqa: PLW2901
        found.append(indicator)
    return found


def _beside(pair: tuple[Task, PrintedRow]) -> tuple[object, str]:
    """Tell which tasks stand beside one upper text.

    Those of a row, or of rows over which its cell is merged.
    """
    task, row = pair
    above = row.text(ColumnPart.UPPER)
    return (task.code.rpartition("-")[0] if above else id(row), above)


def _read_rows(
    tasks: list[tuple[Task, PrintedRow]],
    year: int | None,
    plan_year: int | None,
    answers: Answers,
    readings: Readings,
) -> None:
    """Read the upper text once, each task's own text, and set the two beside each
    other.
    """
    first, row = tasks[0]
    above = _without_marks(row.text(ColumnPart.UPPER))
    reading = read_cell(above, task=first.code, level=Level.UPPER, year=year)
    upper, said = reading.indicators, reading.findings
    readings.unread.extend(in_cell(reading.unread, row.place(ColumnPart.UPPER)))
    readings.findings.extend(_placed(_one_loop(said), row.place(ColumnPart.UPPER)))
    twofold = _twofold(said)
    own: list[Indicator] = []
    for _, group in groupby(tasks, key=lambda pair: id(pair[1])):
        here = list(group)
        found, own_said = _read_own(here, above, year, answers, readings)
        own.extend(_planned(found, here[0][1], plan_year))
        twofold |= _twofold(own_said)
        readings.findings.extend(
            _placed(_one_loop(own_said), here[0][1].place(ColumnPart.OWN))
        )
    if above:
        compared, said = compare(upper, tuple(own))
        own = list(compared)
        readings.findings.extend(_placed(said, row.place(ColumnPart.OWN)))
    places = {task.code: at.place(ColumnPart.OWN) for task, at in tasks}
    for indicator in (*upper, *own):
        if indicator.level is Level.UPPER:
            place = row.place(ColumnPart.UPPER)
        else:
            place = places[indicator.task]
        readings.doubts.extend(
            _doubt(indicator, twofold.get(indicator.source_text), answers, place)
        )
        if is_refused(indicator, answers):
            readings.refused.append(indicator.code)
        readings.indicators.append(answered(indicator, answers))


def _planned(
    indicators: Sequence[Indicator], row: PrintedRow, plan_year: int | None
) -> list[Indicator]:
    """Give a row's targets with the stages that it prints."""
    stages = stages_of(row, plan_year) if plan_year is not None else ()
    if not stages:
        return list(indicators)
    targets = [one for one in indicators if one.role is Role.TARGET]
    units = [one.measurement_unit for one in targets]
    planned: list[Indicator] = []
    for indicator in indicators:
        only_one = units.count(indicator.measurement_unit) == 1
        plan = indicator.plan
        if indicator.role is Role.TARGET:
            plan = plan_for(indicator, stages, only_one=only_one) or plan
        planned.append(
            replace(indicator, plan=_from_this_year(indicator, plan, plan_year))
        )
    return planned


def _from_this_year(
    indicator: Indicator, plan: tuple[PlanStage, ...], plan_year: int | None
) -> tuple[PlanStage, ...]:
    """Let a plan of later years begin with the target of this one."""
    later = bool(plan) and plan_year is not None and plan[0].until.year > plan_year
    if not later or plan_year is None or indicator.value is None:
        return plan
    first = PlanStage(until=date(plan_year, 12, 31), value=indicator.value)
    return (first, *plan)


def _without_marks(text: str) -> str:
    """Give a cell that is read as a whole without the numbers of its items, which are
    no part of any name.
    """
    items = [item.text for item in split_items(text)]
    return "\n".join(
        item if not item or item.endswith(tuple("。；;！!？?")) else f"{item}；"
        for item in items
    )


def _read_own(
    tasks: list[tuple[Task, PrintedRow]],
    above: str,
    year: int | None,
    answers: Answers,
    readings: Readings,
) -> tuple[list[Indicator], list[Finding]]:
    """Read the tasks of one row; nothing is trusted of a cell that runs away."""
    task, row = tasks[0]
    figures = figures_of(row)
    if figures is not None:
        made = figure_targets(figures, task=task.code)
        readings.shares.extend(made.shares)
        found = _measured(made.indicators, row, answers, readings)
        if made.uneven is not None:
            found = _evened(found, made.uneven, row, answers, readings)
        return found, []
    own: list[Indicator] = []
    said = list(_loop_across(tasks, row))
    for task, _ in tasks:
        back = looks_back(row.text(ColumnPart.NAME) + row.text(ColumnPart.CAMPAIGN))
        past = back and not row.columns
        reading = read_cell(
            task.text, task=task.code, level=Level.OWN, year=year, past=past
        )
        own.extend(reading.indicators)
        readings.unread.extend(in_cell(reading.unread, row.place(ColumnPart.OWN)))
        said += [*reading.findings, *find_copies(task.text, above)]
    own = _said_once(own, row, readings)
    if any(one.code == f.RECOGNITION_LOOP.code for one in said):
        own = [
            replace(indicator, confidence=min(indicator.confidence, LOOPED))
            for indicator in own
        ]
    return own, said


def _said_once(
    own: list[Indicator], row: PrintedRow, readings: Readings
) -> list[Indicator]:
    """Leave out what a second column of the row says again (建设内容 and 年度目标)."""
    columns = [cell for cell in row.cells if cell.part is ColumnPart.OWN]
    if len(columns) < _TWO:
        return own
    kept: list[Indicator] = []
    for one in own:
        if not any(_is_same(one, other) for other in kept):
            kept.append(one)
            continue
        again = UnreadNumber(
            number=plain(one.value), text=one.source_text, reason=SAID_BEFORE
        )
        readings.unread.extend(in_cell([again], row.place(ColumnPart.OWN)))
    return kept


def _is_same(indicator: Indicator, other: Indicator) -> bool:
    """Whether two readings are one promise: the same figure of much the same name."""
    figures = [(i.value, i.value_high, i.measurement_unit) for i in (indicator, other)]
    if (
        indicator.value is None
        or figures[0] != figures[1]
        or indicator.role is not other.role
    ):
        return False
    shared = set(indicator.name) & set(other.name)
    return len(shared) * 2 >= min(len(set(indicator.name)), len(set(other.name)))


_TWO = 2


def _evened(
    indicators: list[Indicator],
    uneven: Finding,
    row: PrintedRow,
    answers: Answers,
    readings: Readings,
) -> list[Indicator]:
    """Ask which is right where a target's shares do not add up to it, or do as the
    clerk answered.
    """
    whole = indicators[0]
    total = sum(
        (share.value for share in readings.shares if share.indicator == whole.code),
        Decimal(0),
    )
    printed = f"{whole.name}：合计{plain(whole.value)}，各单位之和{plain(total)}"
    answer = answers.of(DoubtKind.SHARES).get(printed)
    value = number_in(answer) if answer else None
    if value is not None:
        return [replace(whole, value=value), *indicators[1:]]
    if not answers.settles(DoubtKind.SHARES, printed):
        finding = uneven.moved(row.place(ColumnPart.TOTAL))
        suggestion = f"{plain(total)}{whole.measurement_unit}"
        readings.doubts.append(
            Doubt(
                kind=DoubtKind.SHARES,
                printed=printed,
                suggestion=suggestion,
                finding=finding,
                sheet=INDICATORS.name,
                row_key=whole.code,
                column="目标值",
                options=(suggestion, f"{plain(whole.value)}{whole.measurement_unit}"),
            )
        )
    return indicators


def _twofold(findings: Iterable[Finding]) -> dict[object, Finding]:
    return {one.found: one for one in findings if one.code == f.TWO_READINGS.code}


def _loop_across(
    tasks: list[tuple[Task, PrintedRow]], row: PrintedRow
) -> Iterator[Finding]:
    """See what runs away over several items of one cell."""
    if len(tasks) > 1:
        for loop in find_loops(fold(row.text(ColumnPart.OWN)).flat)[:1]:
            yield f.RECOGNITION_LOOP.at(found=loop.phrase, times=loop.times)


def _one_loop(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Report of a cell only once that it runs away."""
    looped = False
    for finding in findings:
        if finding.code != f.RECOGNITION_LOOP.code or not looped:
            yield finding
        looped = looped or finding.code == f.RECOGNITION_LOOP.code


def _placed(findings: Iterable[Finding], place: Place) -> Iterator[Finding]:
    """Give findings their place.

    Those with two readings are asked as doubts instead.
    """
    return (one.moved(place) for one in findings if one.code != f.TWO_READINGS.code)


def _doubt(
    indicator: Indicator, twofold: Finding | None, answers: Answers, place: Place
) -> Iterator[Doubt]:
    """Ask about an indicator that has two readings, or that is a target read with
    little confidence.
    """
    unsure = (
        indicator.confidence < _SURE
        and indicator.role is Role.TARGET
        and indicator.level is Level.OWN
    )
    if (twofold is None and not unsure) or is_settled(indicator, answers):
        return
    reading = described(indicator)
    finding = twofold or f.INDICATOR_UNSURE.at(
        found=indicator.source_text, expected=reading
    )
    yield Doubt(
        kind=DoubtKind.INDICATOR,
        printed=indicator.source_text,
        suggestion=reading,
        finding=finding.moved(place),
        sheet=INDICATORS.name,
        row_key=indicator.code,
        column="指标名称",
        options=readings_of(indicator, finding),
    )
