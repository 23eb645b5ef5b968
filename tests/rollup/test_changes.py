from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.value import reported
from xltool.rollup.aggregate import Total, aggregate
from xltool.rollup.changes import GrowthBasis, PeriodChange, change_of, implied_growth


def total(*numbers: str, kind: K = K.AMOUNT) -> Total:
    return aggregate(
        kind, {f"单位{n}": reported(Decimal(one)) for n, one in enumerate(numbers, 1)}
    )


def change(now: Total, **words: Any) -> PeriodChange:
    plain: dict[str, Any] = {
        "kind": K.AMOUNT, "previous": None, "before_previous": None, "last_year": None, "growths": {}, "place": 3,
    }  # fmt: skip
    return change_of(now, **{**plain, **words})


def test_the_increment_of_a_period_is_compared_with_that_of_the_one_before() -> None:
    found = change(
        total("60", "40"), previous=total("50", "30"), before_previous=total("30", "30")
    )
    assert (found.last_period, found.increment, found.earlier_increment) == (
        Decimal(80),
        Decimal(20),
        Decimal(20),
    )
    assert found.chain == 0
    more = change(
        total("75", "40"), previous=total("50", "30"), before_previous=total("30", "30")
    )
    assert more.chain == Decimal("0.750")


def test_the_first_period_of_a_year_is_all_increment() -> None:
    found = change(total("60"), place=1)
    assert (found.increment, found.chain) == (Decimal(60), None)


def test_the_second_compares_with_the_whole_first() -> None:
    assert change(total("60"), previous=total("40"), place=2).chain == Decimal("-0.500")


def test_a_cumulated_figure_that_fell_has_no_rate_of_change() -> None:
    """100, then 180, then 165.7: the month took 14.3 back, and -117.9 % says nothing."""
    found = change(total("165.7"), previous=total("180"), before_previous=total("100"))
    assert (found.increment, found.chain) == (Decimal("-14.3"), None)


def test_totals_of_different_units_are_not_compared() -> None:
    found = change(total("60", "40"), previous=total("50"), last_year=total("55"))
    assert (found.last_period, found.increment, found.last_year, found.growth) == (
        None,
        None,
        None,
        None,
    )


def test_growth_against_last_years_level() -> None:
    found = change(total("60", "40"), last_year=total("50", "44"))
    assert (found.last_year, found.growth, found.basis) == (
        Decimal(94),
        Decimal("0.064"),
        GrowthBasis.LEVELS,
    )


def test_a_single_reporters_own_growth_goes_before_levels() -> None:
    found = change(
        total("100"), last_year=total("90"), growths={"单位1": Decimal("6.3")}
    )
    assert (found.growth, found.basis) == (Decimal("0.063"), GrowthBasis.REPORTED)


def test_the_growth_of_a_sum_follows_from_its_parts() -> None:
    found = change(
        total("110", "306"), growths={"单位1": Decimal(10), "单位2": Decimal(2)}
    )
    assert (found.growth, found.basis) == (Decimal("0.040"), GrowthBasis.IMPLIED)
    assert change(total("110", "306"), growths={"单位1": Decimal(10)}).growth is None
    assert implied_growth({"甲": Decimal(5)}, {"甲": Decimal(-100)}) is None


def test_rates_and_ranks_differ_in_points() -> None:
    found = change(total("6.3", kind=K.GROWTH), kind=K.GROWTH, previous=total("6.1", kind=K.GROWTH),
                   last_year=total("7.0", kind=K.GROWTH))  # fmt: skip
    assert (found.in_points, found.chain, found.growth) == (
        True,
        Decimal("0.2"),
        Decimal("-0.7"),
    )


def test_a_level_is_compared_with_the_last_one_and_has_no_increment() -> None:
    for kind in (K.STOCK, K.LEVEL):
        found = change(
            total("34.2", kind=kind),
            kind=kind,
            previous=total("36", kind=kind),
            before_previous=total("38", kind=kind),
            last_year=total("38", kind=kind),
        )
        assert (found.increment, found.earlier_increment) == (None, None)
        assert (found.chain, found.growth) == (Decimal("-0.050"), Decimal("-0.100"))
        assert not found.in_points
