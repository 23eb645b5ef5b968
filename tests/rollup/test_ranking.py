from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.rollup.ranking import competition_ranks


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    assert competition_ranks(
        {"甲": Decimal(9), "乙": Decimal(7), "丙": Decimal(7), "丁": Decimal(1)}
    ) == {
        "甲": 1,
        "乙": 2,
        "丙": 2,
        "丁": 4,
    }


def test_less_can_be_better() -> None:
    assert competition_ranks({"甲": Decimal(9), "乙": Decimal(7)}, ascending=True) == {
        "乙": 1,
        "甲": 2,
    }


def test_what_is_missing_has_no_rank_and_is_not_zero() -> None:
    assert competition_ranks({"甲": Decimal(-5), "乙": None}) == {"甲": 1}


@settings(deadline=None, max_examples=80)
@given(
    st.dictionaries(
        st.text(max_size=3), st.none() | st.integers(-3, 3).map(Decimal), max_size=12
    )
)
def test_a_rank_is_one_more_than_the_number_of_the_better(
    values: dict[str, Decimal | None],
) -> None:
    known = {key: value for key, value in values.items() if value is not None}
    assert competition_ranks(values) == {
        key: 1 + sum(other > value for other in known.values())
        for key, value in known.items()
    }
