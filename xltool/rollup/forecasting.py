"""Where a figure will stand at the year's end: pure functions over points of a year.

A point is (share of the year gone, value). What is cumulated from January is continued
by its seasons: the share of the year that earlier years had by then, or its own plan
asks for. Without either it goes on at its pace, of which the last quarter of a year
counts up to half. What is no sum (a rate, a duration) keeps its level and takes the
step that earlier years took from here to the year's end.

The constants, the intervals and `TYPICAL_ERRORS` were found on one half of public
monthly series and measured on the other (benchmarks/outlook.py, docs/figures.md). There
is no library for it: those that forecast want years of equally spaced months, and an
office has a few points of this year and, with luck, last year's.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
"""The share of the year gone, and the value by then."""

_CAUTION = 3.0
"""Months, divided by the years that are known, after which half of what this year
differs is believed.
"""
_RECENT = 0.25
"""The share of the year that counts as recent."""
_SEASONAL_STEP = 0.9
"""How much of the step of earlier years a level is expected to take again."""
_SAME = 1e-9
"""Shares of a year that differ by less are the same."""
_LEVEL_SPREAD, _LEVEL_SPREAD_ALONE = 1.05, 1.6
"""Standard deviations of an interval of a level, with and without earlier years."""


class _Interval(NamedTuple):
    """What an interval of a sum is made of.

    `spread` counts standard deviations; `usual` is the noise of a period that is
    expected before any is seen, and weighs as much as `weight` periods; `drift` is what
    years differ by anyway.
    """

    spread: float
    usual: float
    drift: float
    weight: float = 2.0


_SEASONAL = _Interval(spread=1.2, usual=0.16, drift=0.075)
_PACED = _Interval(spread=1.3, usual=0.30, drift=0.16)


class Forecast(NamedTuple):
    """The value at the year's end.

    It lies between `low` and `high` four times out of five. `seasonal` says whether
    earlier years or a plan told the seasons.
    """

    expected: float
    low: float
    high: float
    seasonal: bool


def straight_line(points: Sequence[Point]) -> float:
    """Go on as until now: the naive forecast that every other is held against.

    >>> straight_line([(0.25, 20.0), (0.5, 50.0)])
    100.0
    """
    share, value = points[-1]
    return value / share


def cumulated_forecast(
    points: Sequence[Point], profiles: Sequence[Sequence[Point]]
) -> Forecast:
    """Forecast a figure that is cumulated from the year's beginning.

    `points` are this year's, ascending. `profiles` are earlier years' (or a plan's),
    the latest last, each up to the year's end; those that have no end are left out.

    >>> last_year = [(0.25, 20.0), (0.5, 45.0), (1.0, 100.0)]
    >>> found = cumulated_forecast([(0.25, 22.0), (0.5, 49.5)], [last_year])
    >>> 100 < found.expected < 110, found.seasonal
    (True, True)
    """
    now, value = points[-1]
    known = [one for one in profiles if _is_whole(one)]
    shares = [_share_by(one, now) for one in known]
    gone = fmean(shares) if shares else 0.0
    if not known or gone <= 0:
        return _at_its_pace(points)
    recent = _recent_level(points, known)
    level = (value / gone + recent) / 2
    base = known[-1][-1][1]
    trust = len(points) / (len(points) + _CAUTION / len(known))
    rest = (1 - gone) * (base + trust * (level - base))
    errors = _seasonal_errors(points, known, value / gone)
    half = _half_width(rest, errors, points, _SEASONAL)
    return _between(value + rest, half, seasonal=True)


def level_forecast(
    points: Sequence[Point], profiles: Sequence[Sequence[Point]]
) -> Forecast:
    """Forecast what is no sum: a rate, a duration.

    Arguments are those of `cumulated_forecast`. The present level, smoothed by the last
    points, moves as far as it did in earlier years from this time to the year's end.

    >>> level_forecast([(0.25, 3.0), (0.5, 3.0)], []).expected
    3.0
    """
    now, value = points[-1]
    known = [one for one in profiles if one and one[-1][0] >= 1]
    if known:
        steps = [profile[-1][1] - _level_at(profile, now) for profile in known]
        base = fmean((value, _recent_mean(points, known)))
        expected = base + _SEASONAL_STEP * fmean(steps)
        wide = _LEVEL_SPREAD
    else:
        expected = value
        wide = _LEVEL_SPREAD_ALONE
    ahead = max(1.0, _periods_ahead(points))
    half = wide * _usual_change(points, known) * sqrt(min(ahead, 3.0))
    return _between(expected, half, seasonal=bool(known))


def _usual_change(points: Sequence[Point], known: Sequence[Sequence[Point]]) -> float:
    """Give how far a level usually moves from one period to the next."""
    changes = []
    for profile in (points, *known):
        for (_, before), (_, after) in pairwise(profile):
            changes.append(after - before)
    if not changes:
        return abs(points[-1][1]) * _PACED.drift
    return _spread_of(changes)


def _at_its_pace(points: Sequence[Point]) -> Forecast:
    """Forecast a sum by this year alone.

    The rest of the year goes on at the mean pace so far, moved towards the recent pace
    by at most half, and by less the less of the year is left.
    """
    now, value = points[-1]
    mean = value / now
    since, before = _value_before(points, now - _RECENT)
    recent = (value - before) / (now - since)
    weight = min(0.5, 1 - now)
    rest = (1 - now) * (mean + weight * (recent - mean))
    errors = []
    for (start, low), (end, high) in pairwise([(0.0, 0.0), *points]):
        if mean:
            errors.append((high - low) / (end - start) / mean - 1)
    half = _half_width(rest, errors, points, _PACED)
    return _between(value + rest, half, seasonal=False)


def _between(expected: float, half: float, *, seasonal: bool) -> Forecast:
    """Give a forecast with an interval of the same width to both sides."""
    return Forecast(expected, expected - half, expected + half, seasonal)


def _is_whole(profile: Sequence[Point]) -> bool:
    """Whether a year is known to its end, and has one.

    >>> _is_whole([(0.5, 40.0), (1.0, 100.0)]), _is_whole([(0.5, 40.0)])
    (True, False)
    """
    return bool(profile) and profile[-1][0] >= 1 and profile[-1][1] > 0


def _share_by(profile: Sequence[Point], now: float) -> float:
    """Give the share of a whole year's value that was there by a time of it.

    >>> _share_by([(0.5, 40.0), (1.0, 100.0)], 0.5)
    0.4
    """
    return value_at(profile, now) / profile[-1][1]


def value_at(profile: Sequence[Point], now: float) -> float:
    """Give the cumulated value by a time of the year, between two points on their
    line.

    >>> value_at([(0.5, 10.0), (1.0, 30.0)], 0.75)
    20.0
    """
    left = (0.0, 0.0)
    for right in profile:
        if right[0] >= now:
            if right[0] == left[0]:
                return right[1]
            part = (now - left[0]) / (right[0] - left[0])
            return left[1] + part * (right[1] - left[1])
        left = right
    return left[1]


def _level_at(profile: Sequence[Point], now: float) -> float:
    """Give the level of the point that is nearest to a time of the year.

    >>> _level_at([(0.25, 3.1), (0.5, 3.4)], 0.3)
    3.1
    """

    def distance(point: Point) -> float:
        return abs(point[0] - now)

    return min(profile, key=distance)[1]


def _value_before(points: Sequence[Point], since: float) -> Point:
    """Give the last point that is not later than `since`.

    The year's beginning, if none.

    >>> _value_before([(0.25, 20.0), (0.5, 50.0)], 0.3)
    (0.25, 20.0)
    """
    found = (0.0, 0.0)
    for point in points[:-1]:
        if point[0] <= since + _SAME:
            found = point
    return found


def _recent_level(points: Sequence[Point], known: Sequence[Sequence[Point]]) -> float:
    """Give the year's value as the last quarter of a year alone would have it.

    Where the last quarter brought more than in other years, the year may bring more.
    """
    now, value = points[-1]
    since, before = _value_before(points, now - _RECENT)
    part = fmean(_share_by(one, now) - _share_by(one, since) for one in known)
    if part <= 0:
        return value / fmean(_share_by(one, now) for one in known)
    return (value - before) / part


def _recent_mean(points: Sequence[Point], known: Sequence[Sequence[Point]]) -> float:
    """Give the present level by the last three points, each moved by the seasons to
    now.
    """
    now = points[-1][0]
    moved = []
    for share, value in points[-3:]:
        steps = [_level_at(one, now) - _level_at(one, share) for one in known]
        moved.append(value + fmean(steps))
    return fmean(moved)


def _seasonal_errors(
    points: Sequence[Point], known: Sequence[Sequence[Point]], level: float
) -> list[float]:
    """Give how far each period's own part was from what its season would have had.

    A month that brought 8% of the year where it usually brings 10% has the error -0.2.
    """
    errors = []
    for (start, low), (end, high) in pairwise([(0.0, 0.0), *points]):
        part = fmean(_share_by(one, end) - _share_by(one, start) for one in known)
        if part > 0 and level:
            errors.append((high - low) / (part * level) - 1)
    return errors


def _half_width(
    rest: float, errors: Sequence[float], points: Sequence[Point], kind: _Interval
) -> float:
    """Give half of the interval of what is still to come.

    The more periods have been seen, and the more are to come, the less one of them
    matters.
    """
    squares = [one**2 for one in errors]
    weight = len(squares) + kind.weight
    noise = (sum(squares) + kind.weight * kind.usual**2) / weight
    ahead = max(1.0, _periods_ahead(points))
    variance = noise * (1 / len(points) + 1 / ahead) + kind.drift**2
    return kind.spread * abs(rest) * sqrt(variance)


def _spread_of(errors: Sequence[float]) -> float:
    """Give the root of the mean square.

    >>> _spread_of([3.0, -3.0])
    3.0
    """
    return sqrt(fmean(one**2 for one in errors))


def _periods_ahead(points: Sequence[Point]) -> float:
    """Give how many periods as long as those so far the rest of the year has.

    >>> _periods_ahead([(0.25, 1.0), (0.5, 2.0)])
    2.0
    """
    now = points[-1][0]
    return len(points) * (1 - now) / now
