from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.value import MISSING, NOT_APPLICABLE, State, Value, reported
from xltool.rollup.aggregate import Method, aggregate, exact_sum

if TYPE_CHECKING:
    from random import Random

NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=4)
KINDS_NOT_ADDED = [K.GROWTH, K.SHARE, K.LEVEL, K.RANK, K.DURATION]


def values(*numbers: str | Value) -> dict[str, Value]:
    return {
        f"单位{n}": one if isinstance(one, Value) else reported(Decimal(one))
        for n, one in enumerate(numbers, 1)
    }


@settings(deadline=None, max_examples=60)
@given(st.lists(NUMBERS, max_size=12), st.randoms())
def test_a_sum_is_the_same_in_any_order_and_exact(
    numbers: list[Decimal], random: Random
) -> None:
    shuffled = list(numbers)
    random.shuffle(shuffled)
    assert exact_sum(numbers) == exact_sum(shuffled)
    assert exact_sum(numbers) * 10**4 == sum(int(number * 10**4) for number in numbers)


def test_printed_parts_give_the_printed_whole() -> None:
    assert exact_sum(
        [Decimal("24.7573"), Decimal("14.2959"), Decimal("1.3771")]
    ) == Decimal("40.4303")


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(KINDS_NOT_ADDED),
    st.lists(st.decimals(1, 99, places=1), min_size=2, max_size=8),
)
def test_a_rate_is_never_added_up(kind: K, rates: list[Decimal]) -> None:
    total = aggregate(kind, values(*map(str, rates)))
    assert total.method is Method.NOT_ADDED
    assert total.value.number is None


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.decimals(-50, 99, places=1), st.integers(1, 10**6)),
        min_size=2,
        max_size=8,
    )
)
def test_a_weighted_rate_lies_between_its_parts(
    parts: list[tuple[Decimal, int]],
) -> None:
    told = values(*(str(rate) for rate, _ in parts))
    weights = {
        unit: Decimal(weight) for unit, (_, weight) in zip(told, parts, strict=True)
    }
    total = aggregate(K.SHARE, told, weights=weights)
    assert total.method is Method.WEIGHTED
    assert total.value.number is not None
    assert (
        min(rate for rate, _ in parts)
        <= total.value.number
        <= max(rate for rate, _ in parts)
    )


def test_a_weighted_growth_is_the_growth_of_the_sum() -> None:
    # 100 grew by 10 %, 300 by 2 %: 416 over 400 is 4 %
    total = aggregate(
        K.GROWTH,
        values("10", "2"),
        weights={"单位1": Decimal(100), "单位2": Decimal(300)},
    )
    assert total.value.number == Decimal("4.0")


def test_a_rate_without_weights_is_the_leads_own() -> None:
    total = aggregate(K.GROWTH, values("6.3", "5.1"), lead="单位1")
    assert (total.method, total.value.number, tuple(total.numbers)) == (
        Method.LEAD,
        Decimal("6.3"),
        ("单位1",),
    )


def test_one_missing_weight_is_no_weight() -> None:
    assert (
        aggregate(K.SHARE, values("6.3", "5.1"), weights={"单位1": Decimal(5)}).method
        is Method.NOT_ADDED
    )


@pytest.mark.parametrize(
    ("told", "state", "number", "missing"),
    [
        (values("3", "4.50"), State.REPORTED, "7.50", ()),
        (values("3", MISSING), State.REPORTED, "3", ("单位2",)),
        (values("3", NOT_APPLICABLE), State.REPORTED, "3", ()),
        (values("0", "0"), State.ZERO, "0", ()),
        (values("0", MISSING), State.ZERO, "0", ("单位2",)),
        (values(MISSING, MISSING), State.MISSING, None, ("单位1", "单位2")),
        (values(NOT_APPLICABLE, NOT_APPLICABLE), State.NOT_APPLICABLE, None, ()),
        (values(NOT_APPLICABLE, MISSING), State.MISSING, None, ("单位2",)),
        ({}, State.MISSING, None, ()),
    ],
)
def test_the_four_states_stay_apart(
    told: dict[str, Value], state: State, number: str | None, missing: tuple[str, ...]
) -> None:
    total = aggregate(K.COUNT, told)
    assert (total.value.state, total.value.number) == (
        state,
        None if number is None else Decimal(number),
    )
    assert total.missing == missing
    assert total.partial == (0 < len(missing) < len(told))


def test_texts_are_told_unit_by_unit() -> None:
    total = aggregate(K.QUALITATIVE, {"甲": reported("建成"), "乙": reported("在建")})
    assert total.method is Method.TEXT
    assert (total.value.state, total.value.content) == (State.REPORTED, None)
    assert aggregate(K.QUALITATIVE, {"甲": reported("建成")}).value.text == "建成"


def test_what_there_is_in_each_county_is_there_in_all_of_them() -> None:
    total = aggregate(K.STOCK, values("0.92", "0.82"), lead="单位1")
    assert (total.method, total.value.number) == (Method.SUM, Decimal("1.74"))


def test_an_income_for_each_head_is_not_added_though_it_is_money() -> None:
    incomes = values("1.45", "1.50")
    total = aggregate(K.AMOUNT, incomes, adds_up=False, lead="单位1")
    assert (total.method, total.value.number) == (Method.LEAD, Decimal("1.45"))
    assert aggregate(K.AMOUNT, incomes, adds_up=False).method is Method.NOT_ADDED
