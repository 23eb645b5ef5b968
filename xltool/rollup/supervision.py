"""督办清单: what is behind, overdue or not reported, for how long, and what follows
from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.rollup.discipline import REPORTED, Mark, mark_of
from xltool.rollup.progress import LAGGING, MEASURED, ProgressStatus
from xltool.rollup.streaks import streak
from xltool.rollup.wording import period_words, point_words, progress_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.period import Period
    from xltool.rollup.discipline import UnitDiscipline
    from xltool.rollup.indicators import IndicatorLine, UnitLine
    from xltool.rollup.inputs import PeriodRecord, RollupInputs
    from xltool.rollup.progress import Progress
    from xltool.rollup.tasks import TaskLine
    from xltool.settings import Standing


class SupervisionMeasure(StrEnum):
    """What the rules of accountability ask for, the gravest first."""

    SUMMON = "约谈"
    CIRCULATE = "通报"
    REMIND = "提醒"
    WATCH = "关注"
    """Not yet for as many periods as the settings want for a reminder."""


class Matter(StrEnum):
    """What is the matter."""

    NOT_REPORTED = "未报送"
    RETURNED = "退回未重报"
    LATE = "逾期报送"
    SERIOUSLY_BEHIND = "指标严重滞后"
    BEHIND = "指标滞后"
    NOT_TOLD = "指标未报"
    OVERDUE = "任务逾期"


_MATTERS = {
    Mark.MISSING: Matter.NOT_REPORTED,
    Mark.RETURNED: Matter.RETURNED,
    Mark.LATE: Matter.LATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionItem:
    """One line of the list.

    `facts` say what led there, period by period, oldest first.
    """

    measure: SupervisionMeasure
    matter: Matter
    unit: str
    subject: str
    present: str
    periods: int
    facts: str
    code: str = ""


def supervision(
    inputs: RollupInputs,
    indicators: tuple[IndicatorLine, ...],
    tasks: tuple[TaskLine, ...],
    units: tuple[UnitDiscipline, ...],
) -> tuple[SupervisionItem, ...]:
    """Give the list, the gravest measures first, then by matter and by the
    directory.

    Who is behind for long is summoned, then named in a circular; a first time is
    watched.
    """
    reported = {one.unit for one in units if one.mark in REPORTED}
    items = [
        *_of_units(inputs, units),
        *_of_indicators(inputs, indicators, reported),
        *_of_tasks(inputs, tasks),
    ]
    measures = list(SupervisionMeasure)
    matters = list(Matter)

    def gravity(item: SupervisionItem) -> tuple[int, int]:
        return measures.index(item.measure), matters.index(item.matter)

    return tuple(sorted(items, key=gravity))


def measure_for(periods: int, standing: Standing) -> SupervisionMeasure:
    """Give the measure after so many consecutive periods.

    The office sets after how many periods each measure is taken (`[standing]`).
    """
    if periods >= standing.summon_after:
        return SupervisionMeasure.SUMMON
    if periods >= standing.circulate_after:
        return SupervisionMeasure.CIRCULATE
    if periods >= standing.remind_after:
        return SupervisionMeasure.REMIND
    return SupervisionMeasure.WATCH


def _of_units(
    inputs: RollupInputs, units: tuple[UnitDiscipline, ...]
) -> Iterator[SupervisionItem]:
    """Yield the units whose report is missing, returned or late.

    The three are one kind of matter: each of them counts in the streak of the others,
    which goes on over the year's end.
    """
    records = (*inputs.past, *inputs.earlier, inputs.current)
    marks = [(record.period, _marks(record)) for record in records]
    for unit in units:
        matter = _MATTERS.get(unit.mark)
        if matter is None:
            continue
        trail = [(period, by_unit.get(unit.unit)) for period, by_unit in marks]
        run = streak(trail, _fails_to_report)
        facts = [f"{_period_of(period, inputs.period)}{mark}" for period, mark in run]
        yield SupervisionItem(
            measure=measure_for(len(run), inputs.settings.standing),
            matter=matter,
            unit=unit.unit,
            subject="本期报表",
            present=_arrival(unit),
            periods=len(run),
            facts="、".join(facts),
        )


def _marks(record: PeriodRecord) -> dict[str, Mark]:
    """Give how each unit reported in a period."""
    return {one.code: mark_of(one) for one in record.standings}


def _fails_to_report(mark: Mark | None) -> bool | None:
    """Say whether a period counts against a unit; None where it counts not at all."""
    if mark is None or mark is Mark.NOT_ISSUED:
        return None
    return mark is not Mark.ON_TIME


def _arrival(unit: UnitDiscipline) -> str:
    """Say how it stands with a unit's report today."""
    count = unit.standing.findings
    if unit.mark is Mark.MISSING:
        return "至今未收到"
    if unit.mark is Mark.RETURNED:
        return f"已退回，{count}处待改正" if count else "已退回，待改正"
    return "超过时限报送"


def _of_indicators(
    inputs: RollupInputs, indicators: tuple[IndicatorLine, ...], reported: set[str]
) -> Iterator[SupervisionItem]:
    """Yield the wholes that are behind, by their leads, and of divided ones the
    units.
    """
    for line in indicators:
        if line.progress.status in LAGGING:
            trail = [(one.period, one.progress) for one in line.trail]
            yield _behind(inputs, line, line.lead, trail)
        for unit in line.units:
            yield from _of_unit(inputs, line, unit, told=unit.unit in reported)


def _of_unit(
    inputs: RollupInputs, line: IndicatorLine, unit: UnitLine, *, told: bool
) -> Iterator[SupervisionItem]:
    """Yield what one unit owes on an indicator: its figure, or its part of the target.

    Of an indicator of one unit the whole says it already.
    """
    status = unit.share.progress.status
    if status is ProgressStatus.MISSING and told:
        yield _not_told(inputs, line, unit.unit)
    elif len(line.units) > 1 and status in LAGGING:
        yield _behind(inputs, line, unit.unit, _trail_of(line, unit.unit))


def _trail_of(line: IndicatorLine, unit: str) -> list[tuple[Period, Progress]]:
    """Give a unit's progress period by period, where it was one of those that
    report.
    """
    trail = []
    for measured in line.trail:
        mine = [share for share in measured.shares if share.unit == unit]
        if mine:
            trail.append((measured.period, mine[0].progress))
    return trail


def _behind(
    inputs: RollupInputs,
    line: IndicatorLine,
    unit: str,
    trail: Sequence[tuple[Period, Progress]],
) -> SupervisionItem:
    """Describe an indicator that is behind, with the periods in which it has been."""
    run = streak(trail, _lags)
    now = trail[-1][1]
    serious = now.status is ProgressStatus.SERIOUSLY_BEHIND
    return SupervisionItem(
        measure=measure_for(len(run), inputs.settings.standing),
        matter=Matter.SERIOUSLY_BEHIND if serious else Matter.BEHIND,
        unit=unit,
        subject=line.indicator.name,
        present=progress_words(now),
        periods=len(run),
        facts=_series(now, run),
        code=line.indicator.code,
    )


def _lags(progress: Progress) -> bool | None:
    """Say whether a period counts against an indicator; None without a measure."""
    if progress.status not in MEASURED:
        return None
    return progress.status in LAGGING


def _series(now: Progress, run: Sequence[tuple[Period, Progress]]) -> str:
    """Print the periods of a streak one after the other: 5月30.5%（-11.2）."""
    points = "、".join(point_words(period, progress) for period, progress in run)
    if now.gap is None:
        return points
    if now.rate:
        return f"与目标的差距（百分点）：{points}"
    return f"{'已用控制数' if now.limit else '完成率'}（差距）：{points}"


def _not_told(inputs: RollupInputs, line: IndicatorLine, unit: str) -> SupervisionItem:
    """Describe a figure that a unit left out of a report that counts."""
    run = streak(_trail_of(line, unit), _is_untold)
    return SupervisionItem(
        measure=measure_for(len(run), inputs.settings.standing),
        matter=Matter.NOT_TOLD,
        unit=unit,
        subject=line.indicator.name,
        present="报表已交，此项空缺",
        periods=len(run),
        facts="、".join(f"{period_words(period)}未报" for period, _ in run),
        code=line.indicator.code,
    )


def _is_untold(progress: Progress) -> bool:
    """Say whether a figure is missing; a period without a report counts, too."""
    return progress.status is ProgressStatus.MISSING


def _of_tasks(
    inputs: RollupInputs, tasks: tuple[TaskLine, ...]
) -> Iterator[SupervisionItem]:
    """Yield the overdue tasks; they count on from last year's periods."""
    records = (*inputs.past, *inputs.earlier, inputs.current)
    for line in tasks:
        if not line.overdue or line.due is None:
            continue
        due, late = line.due, 0
        for record in records:
            late += record.period.end >= due
        words = f"应于{due.year}年{due.month}月{due.day}日前完成"
        sole = len(line.leads) == 1
        yield SupervisionItem(
            measure=measure_for(late, inputs.settings.standing),
            matter=Matter.OVERDUE,
            unit=line.leads[0].unit if sole else line.task.lead_unit,
            subject=line.task.name or line.task.text,
            present=line.status,
            periods=late,
            facts=f"{words}（{line.task.deadline}）",
            code=line.task.code,
        )


def _period_of(period: Period, now: Period) -> str:
    """Name a period; of another year in full."""
    return period_words(period) if period.year == now.year else period.label
