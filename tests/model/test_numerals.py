"""Chinese numerals before a counting word."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.model.numerals import parse_numeral, read_numeral


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百", 100),
        ("百", 100),
        ("一百零五", 105),
        ("一百五", 150),
        ("三千五", 3500),
        ("两千零二十", 2020),
        ("零", 0),
    ],
)
def test_a_numeral_is_read(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize(
    "text", ["", "三五", "一二", "百千", "甲", "十百", "一百零五十"]
)
def test_an_approximation_or_nonsense_is_no_numeral(text: str) -> None:
    assert parse_numeral(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三百二十", "320"),
        ("一万五", "15000"),
        ("一亿二", "120000000"),
        ("一亿零五", "100000005"),
        ("三万亿", "3000000000000"),
        ("三亿十五万", "300150000"),
        ("十亿五千万", "1050000000"),
        ("壹佰贰拾", "120"),
        ("叁仟万", "30000000"),
        ("三百二十点五", "320.5"),
        ("零点五零", "0.50"),
    ],
)
def test_a_whole_numeral_is_read(text: str, number: str) -> None:
    found = read_numeral(text)
    assert found == Decimal(number)
    assert str(found) == number


@pytest.mark.parametrize(
    "text",
    ["百", "万", "百亿", "亿万", "点五", "一点", "一点五万", "零十一", "万五", "甲万"],
)
def test_what_nobody_writes_is_no_number(text: str) -> None:
    assert read_numeral(text) is None


@given(st.integers(0, 10**12))
def test_every_number_is_read_as_another_library_writes_it(number: int) -> None:
    assert read_numeral(cn2an.an2cn(number, "low")) == number
    assert read_numeral(cn2an.an2cn(number, "up")) == number


@given(st.text("零一二三五九十百千万亿两点", min_size=1, max_size=7))
def test_what_two_readers_read_they_read_alike(text: str) -> None:
    number = read_numeral(text)
    # Of 二亿十万 the other one makes 200000000.
    if number is None or not set(text) & set("十百千万亿点") or "亿十" in text:
        return
    with suppress(ValueError, KeyError):
        assert number == Decimal(str(cn2an.cn2an(text, "normal")))
