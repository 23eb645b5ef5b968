"""督办清单: what is behind, overdue or not reported, for how long, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from xltool.rollup.discipline import Mark
from xltool.rollup.progress import LAGGING, Status
from xltool.rollup.wording import period_words, point_words, progress_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xltool.model.period import Period
    from xltool.rollup.discipline import UnitDiscipline
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.progress import Progress
    from xltool.rollup.tasks import TaskLine
    from xltool.settings import Standing

_T = TypeVar("_T")


class Measure(StrEnum):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the list.

    `facts` say what led there, period by period, oldest first.
    """

    measure: Measure
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
) -> tuple[Item, ...]:
    """Give the list, the gravest measures first, then by matter and in the order of the directory."""
    reported = {one.unit for one in units if one.mark in {Mark.ON_TIME, Mark.LATE}}
    items = [
        *_of_units(inputs, units),
        *_of_indicators(inputs, indicators, reported),
        *_of_tasks(inputs, tasks),
    ]
    measures, matters = list(Measure), list(Matter)
    return tuple(
        sorted(
            items,
            key=lambda one: (measures.index(one.measure), matters.index(one.matter)),
        )
    )


def measure_for(periods: int, standing: Standing) -> Measure:
    """Give the measure after so many consecutive periods."""
    if periods >= standing.summon_after:
        return Measure.SUMMON
    if periods >= standing.circulate_after:
        return Measure.CIRCULATE
    return Measure.REMIND if periods >= standing.remind_after else Measure.WATCH


def _of_units(
    inputs: RollupInputs, units: tuple[UnitDiscipline, ...]
) -> Iterator[Item]:
    periods = [*(record.period for record in inputs.earlier), inputs.period]
    matters = {
        Mark.MISSING: (Matter.NOT_REPORTED, frozenset({Mark.MISSING, Mark.RETURNED})),
        Mark.RETURNED: (Matter.RETURNED, frozenset({Mark.MISSING, Mark.RETURNED})),
        Mark.LATE: (Matter.LATE, frozenset({Mark.LATE, Mark.MISSING, Mark.RETURNED})),
    }
    for one in units:
        if one.mark in matters:
            matter, counted = matters[one.mark]
            run = _run(list(zip(periods, one.marks, strict=True)), counted.__contains__)
            yield Item(
                measure=measure_for(len(run), inputs.settings.standing),
                matter=matter,
                unit=one.unit,
                subject="本期报表",
                present=_arrival(one),
                periods=len(run),
                facts="、".join(
                    f"{period_words(period)}{mark}" for period, mark in run
                ),
            )


def _arrival(one: UnitDiscipline) -> str:
    count = one.standing.findings
    return {
        Mark.MISSING: "至今未收到",
        Mark.RETURNED: f"已退回，{count}处待改正" if count else "已退回，待改正",
    }.get(one.mark, "超过时限报送")


def _of_indicators(
    inputs: RollupInputs, indicators: tuple[IndicatorLine, ...], reported: set[str]
) -> Iterator[Item]:
    """Yield the wholes that are behind, by their leads, and of divided ones also the units that are."""
    for line in indicators:
        if line.progress.status in LAGGING:
            yield _behind(
                inputs,
                line,
                line.lead,
                [(one.period, one.progress) for one in line.trail],
            )
        for place, unit in enumerate(line.units):
            if unit.share.progress.status is Status.MISSING and unit.unit in reported:
                yield _not_told(inputs, line, place)
            elif len(line.units) > 1 and unit.share.progress.status in LAGGING:
                trail = [(one.period, one.shares[place].progress) for one in line.trail]
                yield _behind(inputs, line, unit.unit, trail)


def _behind(
    inputs: RollupInputs,
    line: IndicatorLine,
    unit: str,
    trail: list[tuple[Period, Progress]],
) -> Item:
    run = _run(
        [one for one in trail if one[1].status is not Status.MISSING],
        lambda one: one.status in LAGGING,
    )
    now = trail[-1][1]
    serious = now.status is Status.SERIOUSLY_BEHIND
    return Item(
        measure=measure_for(len(run), inputs.settings.standing),
        matter=Matter.SERIOUSLY_BEHIND if serious else Matter.BEHIND,
        unit=unit,
        subject=line.indicator.name,
        present=progress_words(now),
        periods=len(run),
        facts=_series(now, run),
        code=line.indicator.code,
    )


def _series(now: Progress, run: list[tuple[Period, Progress]]) -> str:
    points = "、".join(point_words(period, progress) for period, progress in run)
    if now.gap is None:
        return points
    if now.rate:
        return f"与目标的差距（百分点）：{points}"
    return f"{'已用控制数' if now.limit else '完成率'}（差距）：{points}"


def _not_told(inputs: RollupInputs, line: IndicatorLine, place: int) -> Item:
    trail = [(one.period, one.shares[place].progress.status) for one in line.trail]
    run = _run(trail, lambda status: status is Status.MISSING)
    return Item(
        measure=measure_for(len(run), inputs.settings.standing),
        matter=Matter.NOT_TOLD,
        unit=line.units[place].unit,
        subject=line.indicator.name,
        present="报表已交，此项空缺",
        periods=len(run),
        facts="、".join(f"{period_words(period)}未报" for period, _ in run),
        code=line.indicator.code,
    )


def _of_tasks(inputs: RollupInputs, tasks: tuple[TaskLine, ...]) -> Iterator[Item]:
    periods = [*(record.period for record in inputs.earlier), inputs.period]
    for line in tasks:
        if line.overdue and line.due is not None:
            due = line.due
            late = sum(period.end >= due for period in periods)
            yield Item(
                measure=measure_for(late, inputs.settings.standing),
                matter=Matter.OVERDUE,
                unit=line.leads[0].unit
                if len(line.leads) == 1
                else line.task.lead_unit,
                subject=line.task.name or line.task.text,
                present=line.status,
                periods=late,
                facts=f"应于{due.year}年{due.month}月{due.day}日前完成（{line.task.deadline}）",
                code=line.task.code,
            )


def _run(
    trail: Sequence[tuple[Period, _T]], counts: Callable[[_T], bool]
) -> list[tuple[Period, _T]]:
    """Give the unbroken run of periods, up to the last one, for which it `counts`."""
    back = takewhile(lambda one: counts(one[1]), reversed(trail))
    return list(back)[::-1]
