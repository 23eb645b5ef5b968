from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.periods import a_figure, inputs_of
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.registry import PlanStage
from xltool.rollup.forecasting import (
    cumulated_forecast,
    level_forecast,
    straight_line,
    value_at,
)
from xltool.rollup.outlook import OutlookBasis, Prospect
from xltool.rollup.rollup import roll_up

if TYPE_CHECKING:
    from xltool.rollup.indicators import IndicatorLine

SEASONS = (2, 1, 3, 4, 6, 8, 10, 12, 14, 15, 13, 12)


def cumulated(months: list[float]) -> list[tuple[float, float]]:
    total, points = 0.0, []
    for number, month in enumerate(months, start=1):
        total += month
        points.append((number / 12, total))
    return points


def a_year(luck: random.Random, level: float) -> list[float]:
    return [level * season * luck.uniform(0.8, 1.2) for season in SEASONS]


@pytest.mark.parametrize("months", [3, 6, 9, 11])
def test_seasons_make_a_forecast_better_than_the_naive_ones(months: int) -> None:
    """Of fifty cities whose second half of the year is the better one."""
    luck = random.Random(months)  # noqa: S311 - a series, not a secret
    ours, naive, hits = 0.0, 0.0, 0
    for _ in range(50):
        level = luck.uniform(1, 50)
        before = a_year(luck, level)
        now = a_year(luck, level * luck.uniform(0.8, 1.25))
        points, end = cumulated(now)[:months], sum(now)
        found = cumulated_forecast(points, [cumulated(before)])
        last_years_rest = points[-1][1] + sum(before[months:])
        ours += abs(found.expected - end) / end
        naive += min(abs(straight_line(points) - end), abs(last_years_rest - end)) / end
        hits += found.low <= end <= found.high
    assert ours < naive * 1.3
    assert hits >= 35


def test_a_steady_year_goes_on_as_it_is() -> None:
    points = cumulated([10.0] * 7)
    found = cumulated_forecast(points, [])
    assert found.expected == pytest.approx(120)
    assert found.low < 120 < found.high
    assert not found.seasonal


def test_an_earlier_year_without_its_end_tells_no_seasons() -> None:
    points = cumulated([10.0] * 7)
    assert not cumulated_forecast(points, [cumulated([9.0] * 7)]).seasonal
    assert not cumulated_forecast(points, [cumulated([0.0] * 12)]).seasonal


def test_points_may_be_missing_and_quarters_serve_as_well() -> None:
    before = [(0.25, 6.0), (0.5, 24.0), (0.75, 60.0), (1.0, 100.0)]
    points = [(0.25, 6.6), (0.5, 26.4)]
    found = cumulated_forecast(points, [before])
    assert 104 < found.expected < 110
    assert value_at(before, 0.375) == pytest.approx(15)


def test_a_level_takes_the_step_of_earlier_years_again() -> None:
    before = [(month / 12, 90 + month / 4) for month in range(1, 13)]
    points = [(month / 12, 92 + month / 4) for month in range(1, 8)]
    assert level_forecast(points, [before]).expected == pytest.approx(95, abs=0.2)
    alone = level_forecast(points, [])
    assert alone.expected == points[-1][1]
    assert level_forecast(points[:1], []).high > points[0][1]


def line_of(
    months: dict[str, str],
    past: dict[str, str] | None = None,
    **words: Any,
) -> IndicatorLine:
    registry = a_registry(a_task(), an_indicator(**words))
    made = {name: [a_figure("市科技局", number=one)] for name, one in months.items()}
    inputs = inputs_of(registry, made)
    earlier = {
        name: [a_figure("市科技局", number=one)] for name, one in (past or {}).items()
    }
    if earlier:
        old = inputs_of(registry, earlier)
        records = [
            replace(record, period=record.period.last_year)
            for record in (*old.earlier, old.current)
        ]
        inputs = replace(inputs, past=tuple(records))
    (line,) = roll_up(inputs).indicators
    return line


STEADY = {f"2025-{month:02d}": str(10 * month) for month in range(1, 8)}
SLOW_START = {f"2025-{month:02d}": str(sum(SEASONS[:month])) for month in range(1, 13)}
"""The months of a year; `line_of` takes them for last year's."""


@pytest.mark.parametrize(
    ("target", "prospect"),
    [
        ("60", Prospect.REACHED),
        ("100", Prospect.LIKELY),
        ("121", Prospect.AT_RISK),
        ("118", Prospect.AT_RISK),
        ("160", Prospect.UNLIKELY),
    ],
)
def test_a_target_is_likely_at_risk_or_unlikely(
    target: str, prospect: Prospect
) -> None:
    outlook = line_of(STEADY, value=Decimal(target)).outlook
    assert outlook is not None
    assert (outlook.expected, outlook.basis) == (Decimal(120), OutlookBasis.PACE)
    assert outlook.prospect is prospect
    assert outlook.low < 120 < outlook.high
    assert outlook.usual_error == Decimal("5.9")


def test_last_years_seasons_tell_a_slow_start_from_a_lag() -> None:
    months = {"2025-06": "24", "2025-07": "34"}
    alone = line_of(months, value=Decimal(100)).outlook
    assert alone is not None
    assert alone.prospect is Prospect.UNLIKELY
    known = line_of(months, SLOW_START, value=Decimal(100)).outlook
    assert known is not None
    assert (known.basis, known.expected) == (OutlookBasis.SEASONS, Decimal(100))
    assert known.usual_error == Decimal("2.9")


def test_a_plan_tells_the_seasons_where_no_year_does() -> None:
    plan = (
        PlanStage(until=dt.date(2025, 6, 30), value=Decimal(20)),
        PlanStage(until=dt.date(2025, 12, 31), value=Decimal(100)),
    )
    months = {"2025-03": "10", "2025-06": "20"}
    outlook = line_of(months, value=Decimal(100), plan=plan).outlook
    assert outlook is not None
    assert (outlook.basis, outlook.expected) == (OutlookBasis.PLAN, Decimal(100))


def test_a_limit_that_is_exceeded_is_lost() -> None:
    line = line_of(STEADY, value=Decimal(60), comparison="<=")
    assert line.outlook is not None
    assert line.outlook.prospect is Prospect.UNLIKELY


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ({"2025-12": "9"}, {}),
        ({"2025-07": "3"}, {"kind": K.RANK}),
        ({"2025-07": "3"}, {"value": None}),
    ],
)
def test_some_have_no_outlook(months: dict[str, str], words: dict[str, Any]) -> None:
    assert line_of(months, **words).outlook is None


def test_a_rate_keeps_its_level() -> None:
    months = {"2025-06": "6.3", "2025-07": "6.5"}
    outlook = line_of(months, kind=K.GROWTH, value=Decimal(6)).outlook
    assert outlook is not None
    assert (outlook.basis, outlook.expected) == (OutlookBasis.LEVEL, Decimal("6.5"))
    assert outlook.usual_error is None


def test_the_last_twelve_figures_go_over_the_years_end() -> None:
    line = line_of(STEADY, SLOW_START)
    names = [str(period) for period, _ in line.recent]
    assert (names[0], names[-1], len(names)) == ("2024-08", "2025-07", 12)
