"""Every figure that leaders rank by, counted again from the page that words the rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.rollup.city import AREAS, a_city, mix
from tests.rollup.recount.stranger import Stranger, places
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import PlanStage
from xltool.rollup.inputs import FirstSent, RollupInputs
from xltool.rollup.rollup import Rollup, roll_up
from xltool.rollup.supervision import Matter


def a_hard_city(month: int) -> RollupInputs:
    """The city with limits, ranges, plans and deadlines of every kind, and a year before."""
    inputs = a_city(month)
    indicators = list(inputs.registry.indicators)
    stages = (
        PlanStage(until=dt.date(2025, 3, 31), value=Decimal(60)),
        PlanStage(until=dt.date(2025, 6, 30), value=Decimal(150)),
        PlanStage(until=dt.date(2025, 12, 31), value=Decimal(480)),
    )
    changes: dict[int, dict[str, object]] = {
        1: {"comparison": "<=", "value": Decimal(-2)},
        2: {"deadline": "2025年9月15日前"},
        3: {"kind": IndicatorKind.STOCK},
        4: {"plan": stages},
        5: {"comparison": "range", "value": Decimal(5), "value_high": Decimal(7)},
        8: {"kind": IndicatorKind.LEVEL, "comparison": "<="},
        9: {"comparison": "<=", "value": Decimal(0)},
        10: {"deadline": "上半年"},
        13: {"comparison": "range", "value": Decimal(60), "value_high": Decimal(80)},
        17: {"comparison": ">", "value": Decimal(88)},
        23: {"kind": IndicatorKind.SHARE, "comparison": "<", "value": Decimal(6)},
    }
    for place, words in changes.items():
        indicators[place] = replace(indicators[place], **words)  # type: ignore[arg-type]
    registry = replace(inputs.registry, indicators=tuple(indicators))
    first = {
        one.code: FirstSent(30 + mix(one.code) % 9, 30 - mix(one.code) % 7)
        for one in inputs.current.standings
    }
    year = a_city(12)
    past = [
        replace(record, period=record.period.last_year)
        for record in (*year.earlier, year.current)
    ]
    return replace(
        inputs,
        registry=registry,
        current=replace(inputs.current, first_sent=first),
        past=tuple(past),
    )


@pytest.fixture(scope="module", params=[1, 4, 7, 12], ids="{}月".format)
def counted(request: pytest.FixtureRequest) -> tuple[RollupInputs, Rollup, Stranger]:
    inputs = a_hard_city(request.param)
    return inputs, roll_up(inputs), Stranger(inputs)


Counted = tuple[RollupInputs, Rollup, Stranger]


def close(found: Decimal | None, wanted: Fraction | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return abs(Fraction(found) - wanted) < Fraction(1, 10**9)


def test_every_units_figure_is_what_the_page_says(counted: Counted) -> None:
    inputs, rolled, stranger = counted
    compared, statuses = 0, set()
    for line in rolled.indicators:
        for unit in line.units:
            progress = unit.share.progress
            wanted = stranger.unit(line.indicator, unit.unit, inputs.period)
            place = (line.indicator.code, unit.unit)
            if wanted is None:
                assert progress.met is None, place
                continue
            assert progress.status.value == wanted["status"], place
            assert close(progress.completion, wanted["completion"]), place
            assert progress.gap is None or Fraction(progress.gap) == wanted["gap"], (
                place
            )
            assert (progress.gap is None) == (wanted["gap"] is None), place
            statuses.add(wanted["status"])
            compared += 1
    assert compared > 100
    assert len(statuses) >= 3


def test_scores_and_places_are_what_the_page_says(counted: Counted) -> None:
    inputs, rolled, stranger = counted
    accepted = {figure.unit for figure in inputs.current.figures}
    scores = {}
    for one in rolled.scores:
        first = inputs.current.first_sent[one.unit]
        right = Fraction(first.right, first.required) if one.unit in accepted else None
        assert close(one.progress, stranger.progress_of(one.unit)), one.unit
        assert close(one.punctuality, stranger.punctuality_of(one.unit)), one.unit
        assert close(one.completeness, right), one.unit
        scores[one.unit] = stranger.score_of(one.unit, right)
        found = None if one.score is None else Fraction(one.score)
        assert found == scores[one.unit], one.unit
    ranks = places(scores)
    assert {one.unit: one.rank for one in rolled.scores if one.rank} == ranks
    areas = places({unit: scores[unit] for unit in AREAS})
    for one in rolled.scores:
        if one.unit in AREAS:
            assert one.group_rank == areas.get(one.unit)
    assert len({score for score in scores.values() if score}) > 10


def test_streaks_are_what_the_page_says(counted: Counted) -> None:
    _, rolled, stranger = counted
    by_code = {line.indicator.code: line.indicator for line in rolled.indicators}
    reporting = {Matter.NOT_REPORTED, Matter.RETURNED, Matter.LATE}
    lagging = {Matter.BEHIND, Matter.SERIOUSLY_BEHIND}
    compared = 0
    for item in rolled.supervision:
        if item.matter in reporting:
            assert item.periods == stranger.months_silent(item.unit), item
            compared += 1
        line = by_code.get(item.code)
        if item.matter in lagging and line is not None and item.unit in AREAS:
            assert item.periods == stranger.months_behind(line, item.unit), item
            compared += 1
    assert compared > 5


def test_a_missed_limit_costs_points_and_places(counted: Counted) -> None:
    """No unit that missed a limit or a range has the whole of its progress."""
    inputs, rolled, stranger = counted
    for line in rolled.indicators:
        for unit in line.units:
            progress = unit.share.progress
            if progress.met is False and progress.limit:
                assert (stranger.progress_of(unit.unit) or 0) < 1
                mine = next(one for one in rolled.scores if one.unit == unit.unit)
                assert mine.progress is not None
                assert mine.progress < 1
    assert inputs.period.year == 2025
