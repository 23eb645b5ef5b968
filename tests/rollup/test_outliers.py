from __future__ import annotations

from decimal import Decimal

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.periods import a_figure, inputs_of
from xltool.model.indicator_kind import IndicatorKind
from xltool.rollup.outliers import against_history, against_peers, unusual
from xltool.rollup.rollup import roll_up

STEADY = [9.0, 21.0, 30.0, 41.0, 49.0, 60.0, 71.0]
"""Cumulated: about ten a month."""


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ([*STEADY, 80.0], False),
        ([*STEADY, 83.0], False),
        ([*STEADY, 171.0], True),
        ([*STEADY, 710.0], True),
        ([*STEADY[:4], 410.0], False),  # five figures tell nothing
        ([*STEADY, 8.0], False),  # a new year begins
        ([*STEADY, 80.0, 91.0, 99.0, 110.0, 121.0, 9.0, 20.0], False),
    ],
)
def test_what_a_month_added_is_compared_with_the_months_before(
    figures: list[float], *, found: bool
) -> None:
    assert (against_history(figures, cumulated=True) is not None) is found


def test_a_level_is_compared_itself() -> None:
    levels = [6.1, 6.3, 6.2, 6.4, 6.2, 6.3]
    assert against_history([*levels, 6.5], cumulated=False) is None
    result = against_history([*levels, 62.0], cumulated=False)
    assert result is not None
    assert result.usual == pytest.approx(6.25)
    assert against_history([], cumulated=False) is None


def test_what_is_always_the_same_makes_nothing_unusual() -> None:
    assert unusual(9, [5.0] * 8, 6) is None


def test_peers_that_are_far_from_all_others_are_found() -> None:
    shares = {f"县{number}": 0.5 + number / 100 for number in range(9)}
    assert against_peers(shares) == {}
    assert list(against_peers({**shares, "甲县": 5.2})) == ["甲县"]


def test_the_roll_up_asks_about_a_unit_that_is_far_from_its_peers() -> None:
    counties = tuple(f"第{number}县" for number in range(10))
    rate = an_indicator(
        kind=IndicatorKind.GROWTH, reporters=counties, value=Decimal(10)
    )
    registry = a_registry(a_task(support_units=counties), rate)
    figures = [
        a_figure(unit, number=str(8 + place % 4)) for place, unit in enumerate(counties)
    ]
    quiet = roll_up(inputs_of(registry, {"2025-07": figures}))
    assert "U109" not in [one.code for one in quiet.findings]
    figures[3] = a_figure("第3县", number="95")
    (finding,) = [
        one
        for one in roll_up(inputs_of(registry, {"2025-07": figures})).findings
        if one.code == "U109"
    ]
    assert "第3县" in finding.message
    assert "950.0%" in finding.message
