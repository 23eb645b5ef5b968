"""预警: where each indicator will stand at the year's end, and whether that is
enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.rollup.aggregate import are_comparable
from xltool.rollup.forecasting import cumulated_forecast, level_forecast
from xltool.rollup.pace import share_of_year
from xltool.rollup.progress import ProgressStatus, decimals_of, ratio, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.model.period import Period
    from xltool.model.registry import Indicator
    from xltool.rollup.aggregate import Total
    from xltool.rollup.forecasting import Forecast, Point
    from xltool.rollup.measuring import Duty, Measured
    from xltool.rollup.progress import Goal, Progress

USUAL_ERRORS = {
    True: (5.9, 5.6, 5.2, 4.2, 4.1, 3.6, 2.9, 2.6, 2.2, 1.5, 0.8),
    False: (23.1, 17.4, 13.0, 9.7, 7.8, 6.7, 5.9, 5.3, 4.0, 3.0, 2.5),
}
"""Median error of a sum's forecast in per cent of the year's value, after 1 to 11
months.

With seasons and without; measured on 150 public monthly series of which none served to
find the method (docs/figures.md).
"""
_MOST_DECIMALS = 4


class OutlookBasis(StrEnum):
    """What a forecast goes by."""

    SEASONS = "往年节奏"
    PLAN = "分期计划"
    PACE = "本年进度"
    LEVEL = "当前水平"


class Prospect(StrEnum):
    """Whether the target will be reached."""

    REACHED = "已完成"
    LIKELY = "预计完成"
    AT_RISK = "有风险"
    UNLIKELY = "预计完不成"


WARNED = (Prospect.UNLIKELY, Prospect.AT_RISK)
"""What a leader has to know of, the gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The figure at the year's end, in the indicator's 计量单位.

    It lies between `low` and `high` four times out of five. `completion` is that of the
    target, as a share of 1. `usual_error` is `USUAL_ERRORS`', in per cent; None of a
    level. `periods` is how many periods of this year it is made from.
    """

    expected: Decimal
    low: Decimal
    high: Decimal
    basis: OutlookBasis
    prospect: Prospect
    periods: int
    completion: Decimal | None = None
    usual_error: Decimal | None = None


def outlook_of(
    duty: Duty, trail: Sequence[Measured], past: Sequence[tuple[Period, Total]]
) -> Outlook | None:
    """Give the outlook of an indicator, by this year's `trail` and last year's totals.

    None of ranks and of what has no number or target, and when the year is over.

    Last year's course where it is known, else the plan, else this year's own pace.
    """
    now = trail[-1]
    goal = duty.goal
    if not _has_outlook(goal, now):
        return None
    points = _points(trail)
    profiles = _profiles(now.total, past)
    has_plan = not profiles and bool(duty.indicator.plan) and goal.accumulates
    if has_plan:
        profiles = [_plan_points(duty.indicator)]
    forecast = cumulated_forecast if goal.accumulates else level_forecast
    found = forecast(points, profiles)
    basis = _basis(goal, found, has_plan=has_plan)
    return _worded(duty, now, found, basis, len(points))


def _has_outlook(goal: Goal, now: Measured) -> bool:
    """Say whether an indicator's figure at the year's end can be forecast.

    A rank cannot; what has no number or no target needs not; and nothing when the year
    is over, or where figures were not added up.
    """
    if now.total.value.number is None or goal.target is None or goal.ordinal:
        return False
    if now.period.time_progress == 1:
        return False
    return now.progress.status is not ProgressStatus.NOT_ADDED


def _basis(goal: Goal, found: Forecast, *, has_plan: bool) -> OutlookBasis:
    """Say what a forecast was made from."""
    if not found.seasonal:
        return OutlookBasis.PACE if goal.accumulates else OutlookBasis.LEVEL
    return OutlookBasis.PLAN if has_plan else OutlookBasis.SEASONS


def _worded(
    duty: Duty, now: Measured, found: Forecast, basis: OutlookBasis, periods: int
) -> Outlook:
    """Round a forecast as it is printed, and say what it means for the target."""
    goal = duty.goal
    places = _decimals(now.total.numbers.values(), goal)
    expected = rounded(Decimal(found.expected), places)
    low = rounded(Decimal(min(found.low, found.expected)), places)
    high = rounded(Decimal(max(found.high, found.expected)), places)
    completion = None
    if expected >= 0:
        completion = ratio(expected, goal.target or Decimal(0))
    return Outlook(
        expected=expected,
        low=low,
        high=high,
        basis=basis,
        prospect=_prospect(now.progress, goal, (low, expected, high)),
        periods=periods,
        completion=completion,
        usual_error=_usual_error(now, goal, seasonal=found.seasonal),
    )


def _decimals(numbers: Iterable[Decimal], goal: Goal) -> int:
    """Give the decimals of a forecast: no finer than what it is made from."""
    finest = max(map(decimals_of, numbers), default=0)
    if not goal.accumulates:
        finest = max(1, finest)
    return min(_MOST_DECIMALS, finest)


def _prospect(
    progress: Progress, goal: Goal, ends: tuple[Decimal, Decimal, Decimal]
) -> Prospect:
    """Say how likely a target is reached; `ends` are the forecast's low, mean, high."""
    if progress.status is ProgressStatus.DONE:
        return Prospect.REACHED
    if goal.accumulates and goal.reverse and not progress.met:
        # the year's limit is exceeded already
        return Prospect.UNLIKELY
    reached = [goal.met_by(number) for number in ends]
    if all(reached):
        return Prospect.LIKELY
    return Prospect.AT_RISK if any(reached) else Prospect.UNLIKELY


def _usual_error(now: Measured, goal: Goal, *, seasonal: bool) -> Decimal | None:
    """Give how far such a forecast usually is beside the year's figure, in per cent."""
    if not goal.accumulates:
        return None
    errors = USUAL_ERRORS[seasonal]
    months = round(float(now.period.time_progress) * 12)
    place = min(len(errors), max(1, months)) - 1
    return Decimal(str(errors[place]))


def _points(trail: Sequence[Measured]) -> list[Point]:
    """Give this year's points: of the periods in which the same units reported.

    Where a unit joined in July, the months before are those of another whole.
    """
    now = trail[-1].total
    points = []
    for measured in trail:
        number = measured.total.value.number
        if number is None or not are_comparable(now, measured.total):
            continue
        points.append((float(measured.period.time_progress), float(number)))
    return points


def _profiles(now: Total, past: Sequence[tuple[Period, Total]]) -> list[list[Point]]:
    """Give earlier years' points, the latest year last, of the same units' figures."""
    by_year: dict[int, list[Point]] = {}
    for period, total in past:
        number = total.value.number
        if number is None or not are_comparable(now, total):
            continue
        point = (float(period.time_progress), float(number))
        by_year.setdefault(period.year, []).append(point)
    return [by_year[year] for year in sorted(by_year)]


def _plan_points(indicator: Indicator) -> list[Point]:
    """Give an indicator's plan as the points of a year."""
    points: list[Point] = []
    for stage in indicator.plan:
        points.append((float(share_of_year(stage.until)), float(stage.value)))
    return points
