"""总览: the period in numbers, what is most behind and best, and what the charts
show.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.rollup.discipline import (
    Mark,
    PeriodDiscipline,
    Rate,
    mark_of,
    period_discipline,
)
from xltool.rollup.progress import LAGGING, MEASURED, ProgressStatus
from xltool.rollup.scores import average, capped_completion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from xltool.model.period import Period
    from xltool.model.submission import UnitStanding
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.tasks import TaskLine

EXTREMES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCounts:
    """Units of this period: `due` = `received` + `missing`.

    `accepted` and `returned` are of the received.
    """

    due: int
    received: int
    accepted: int
    returned: int
    missing: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCounts:
    """One 攻坚."""

    name: str
    tasks: int
    statuses: dict[ProgressStatus, int]
    completion: Decimal | None
    on_track: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One period of the year."""

    period: Period
    completion: Decimal | None
    on_track: Rate
    discipline: PeriodDiscipline


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything on the first sheet."""

    units: UnitCounts
    indicators: dict[ProgressStatus, int]
    tasks: dict[str, int]
    worst: tuple[IndicatorLine, ...]
    best: tuple[IndicatorLine, ...]
    campaigns: tuple[CampaignCounts, ...]
    trend: tuple[TrendPoint, ...]


def overview(
    inputs: RollupInputs,
    indicators: tuple[IndicatorLine, ...],
    tasks: tuple[TaskLine, ...],
) -> Overview:
    """Count the period."""
    ranked = sorted(
        (line for line in indicators if line.progress.gap is not None), key=_gap
    )
    return Overview(
        units=unit_counts(inputs.current.standings),
        indicators=_by_status(indicators),
        tasks=dict(Counter(line.status for line in tasks)),
        worst=tuple(line for line in ranked if line.progress.status in LAGGING)[
            :EXTREMES
        ],
        best=tuple(
            line for line in reversed(ranked) if line.progress.status not in LAGGING
        )[:EXTREMES],
        campaigns=_campaigns(inputs, indicators, tasks),
        trend=_trend(inputs, indicators),
    )


def unit_counts(standings: tuple[UnitStanding, ...]) -> UnitCounts:
    """Count where the units stand, by the same marks that 报送情况 prints."""
    marks = Counter(mark_of(one) for one in standings)
    accepted = marks[Mark.ON_TIME] + marks[Mark.LATE]
    missing = marks[Mark.MISSING] + marks[Mark.NOT_ISSUED]
    return UnitCounts(
        due=len(standings),
        received=len(standings) - missing,
        accepted=accepted,
        returned=marks[Mark.RETURNED],
        missing=missing,
        late=marks[Mark.LATE],
    )


def campaign_order(inputs: RollupInputs) -> tuple[str, ...]:
    """Give the campaigns in the order of the settings, then those that only the
    registry names.
    """
    named = [
        *inputs.settings.office.campaigns,
        *(task.campaign for task in inputs.registry.tasks),
    ]
    used = {task.campaign for task in inputs.registry.tasks}
    return tuple(dict.fromkeys(name for name in named if name in used))


def _gap(line: IndicatorLine) -> Decimal:
    """Give the distance of a ranked indicator from what is expected."""
    assert line.progress.gap is not None  # noqa: S101 - only ranked lines are sorted
    return line.progress.gap


def _by_status(indicators: Iterable[IndicatorLine]) -> dict[ProgressStatus, int]:
    """Count indicators by their status, also those of which there is none."""
    counts = Counter(line.progress.status for line in indicators)
    return {status: counts[status] for status in ProgressStatus}


def _campaigns(
    inputs: RollupInputs,
    indicators: tuple[IndicatorLine, ...],
    tasks: tuple[TaskLine, ...],
) -> tuple[CampaignCounts, ...]:
    """Count tasks and indicators by 攻坚, in the order of the registry."""
    found = []
    for name in campaign_order(inputs):
        mine = [line for line in indicators if line.task.campaign == name]
        found.append(
            CampaignCounts(
                name=name,
                tasks=sum(line.task.campaign == name for line in tasks),
                statuses=_by_status(mine),
                completion=average(capped_completion(line.progress) for line in mine),
                on_track=_on_track(line.progress.status for line in mine),
            )
        )
    return tuple(found)


def _trend(
    inputs: RollupInputs, indicators: tuple[IndicatorLine, ...]
) -> tuple[TrendPoint, ...]:
    """Give the counts period by period, as the indicators stood then."""
    points = []
    for place, record in enumerate((*inputs.earlier, inputs.current)):
        then = [line.trail[place].progress for line in indicators]
        points.append(
            TrendPoint(
                period=record.period,
                completion=average(capped_completion(progress) for progress in then),
                on_track=_on_track(progress.status for progress in then),
                discipline=period_discipline(record),
            )
        )
    return tuple(points)


def _on_track(statuses: Iterable[ProgressStatus]) -> Rate:
    """Indicators at or ahead of what is expected, of those that can be measured."""
    measured = [status for status in statuses if status in MEASURED]
    return Rate(
        part=sum(status not in LAGGING for status in measured), whole=len(measured)
    )
