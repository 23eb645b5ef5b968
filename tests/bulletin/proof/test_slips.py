"""A slip changes one number into another that looks like it; laws, not samples."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.bulletin.numerals import with_digits
from xltool.bulletin.proof.periods import days_of, year_gone
from xltool.bulletin.proof.slips import likely_numbers

NUMBERS = st.decimals(min_value="0.01", max_value="99999", places=2)


@given(NUMBERS, st.integers(0, 9), st.data())
def test_a_changed_digit_is_undone(
    meant: Decimal, digit: int, data: st.DataObject
) -> None:
    text = f"{meant:f}"
    place = data.draw(
        st.sampled_from([n for n, char in enumerate(text) if char != "."])
    )
    printed = Decimal(text[:place] + str(digit) + text[place + 1 :])

    leading_zero = place == 0 and digit == 0  # nobody prints 028
    if printed != meant and not leading_zero:
        assert meant in likely_numbers(printed)


@given(NUMBERS)
def test_a_number_is_no_slip_of_itself(number: Decimal) -> None:
    assert number not in likely_numbers(number)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("142", "124"),
        ("1224", "124"),
        ("24", "124"),
        ("12.4", "1.24"),
        ("-9.4", "-7.4"),
    ],
)
def test_each_kind_of_slip_is_known(printed: str, meant: str) -> None:
    assert Decimal(meant) in likely_numbers(Decimal(printed))


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("新增三十七个项目", "新增37个项目"),
        ("完成投资四十一亿元左右", "完成投资41亿元左右"),
        ("回升零点二个百分点", "回升0.2个百分点"),
        ("增长百分之十二点五", "增长12.5%"),
        ("七月完成投资三亿元", "7月完成投资3亿元"),
        ("十大民生实事", "十大民生实事"),
        ("第十五次会议", "第十五次会议"),
        ("两个专班", "两个专班"),
        ("十几个项目", "十几个项目"),
        ("“十四五”规划", "“十四五”规划"),
        ("三五家企业", "三五家企业"),
    ],
)
def test_quantities_in_words_become_digits(printed: str, read: str) -> None:
    text, places = with_digits(printed)

    assert text == read
    assert len(places) == len(text)
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("1-7月", "58.3"),
        ("前10个月", "83.3"),
        ("至9月底", "75.0"),
        ("上半年", "50.0"),
        ("前三季度", "75.0"),
    ],
)
def test_the_year_goes_by(text: str, gone: str) -> None:
    assert year_gone(text) == Decimal(gone)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7月", (31,)),
        ("2024年2月", (29,)),
        ("2月", (28, 29)),
        ("7月8日—7月14日", (7,)),
        ("第28周", (7,)),
        ("上半年", (181, 182)),
        ("1-2月", (59, 60)),
        ("2月30日至3月1日", ()),
    ],
)
def test_a_period_has_its_days(text: str, days: tuple[int, ...]) -> None:
    assert days_of(text) == days
