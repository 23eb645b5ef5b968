"""Chinese numerals before a counting word."""

from __future__ import annotations

import pytest

from xltool.model.numerals import parse_numeral


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


@pytest.mark.parametrize("text", ["", "三五", "一二", "百千", "甲", "十百"])
def test_an_approximation_or_nonsense_is_no_numeral(text: str) -> None:
    assert parse_numeral(text) is None
