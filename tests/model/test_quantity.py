"""Units of measurement: base, factor, conversion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.model.quantity import (
    UNIT_WORDS,
    base_value,
    convert,
    parse_measurement_unit,
)


@pytest.mark.parametrize(
    ("value", "from_", "to", "expected"),
    [
        ("1.2", "亿元", "万元", "12000"),
        ("1.3", "亿美元", "万美元", "13000"),
        ("400", "万美元", "美元", "4000000"),
        ("1.2", "亿", "万元", "12000"),
        ("3", "万户", "户", "30000"),
        ("4500", "万人次", "人次", "45000000"),
        ("15", "亩", "公顷", "1"),
        ("1", "平方公里", "亩", "1500"),
        ("12", "万平方米", "公顷", "12"),
        ("5", "‰", "%", "0.5"),
        ("35", "微克/立方米", "毫克/立方米", "0.035"),
        ("3000", "元/台", "万元/台", "0.3"),
        ("1.2", "万吨/日", "吨/日", "12000"),
        ("2", "小时", "分钟", "120"),
        ("6", "万标箱", "标箱", "60000"),
        ("１", "亿元", "万元", "10000"),
        ("5", "台（套）", "台套", "5"),
    ],
)
def test_units_of_one_base_convert_exactly(
    value: str, from_: str, to: str, expected: str
) -> None:
    assert convert(Decimal(value), from_, to) == Decimal(expected)


@pytest.mark.parametrize(
    ("from_", "to"),
    [
        ("%", "个百分点"),
        ("元", "美元"),
        ("人", "人次"),
        ("户", "人"),
        ("个", "家"),
        ("工作日", "天"),
        ("月", "年"),
        ("元", "什么"),
    ],
)
def test_units_without_a_common_base_do_not_convert(from_: str, to: str) -> None:
    assert convert(Decimal(1), from_, to) is None


@pytest.mark.parametrize("text", ["", "什么", "万什么", "元/什么", "/", "12"])
def test_what_is_no_unit_is_not_read(text: str) -> None:
    assert parse_measurement_unit(text) is None


def test_a_value_is_given_in_its_base_unit() -> None:
    assert base_value(Decimal("1.3"), "亿美元") == (Decimal(130000000), "美元")
    assert base_value(Decimal(5), "%") == (Decimal("0.05"), "比例")
    assert base_value(Decimal(5), "什么") is None


@settings(deadline=None, max_examples=60)
@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False),
    st.sampled_from(UNIT_WORDS),
    st.sampled_from(["", "万", "亿", "百万"]),
)
def test_a_conversion_there_and_back_changes_nothing(
    value: Decimal, word: str, magnitude: str
) -> None:
    there = convert(value, magnitude + word, word)
    assert there is not None
    assert convert(there, word, magnitude + word) == value
