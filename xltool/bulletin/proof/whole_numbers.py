"""Counted things, of which last year's number was whole: 死亡3人，同比增长3.0%."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.grown_levels import levels_with_growth
from xltool.model.quantity import COUNTS, half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_MOST_COUNTED = 300
"""Above so many whole things last year's number is always whole within rounding."""
_ASIDE = re.compile(r"(?:并|另)(?:设|有|含)")
"""小学270所，并设有教学点115个，减少4.3%: the rate is of what the sentence is about."""
_HUNDRED = Decimal(100)


def from_whole_number(numbers: Numbers) -> Result:
    """Judge (level, growth).

    Some whole number of last year gives this growth, rounded or cut off.
    """
    level, growth = numbers
    half = half_unit(growth.value)
    if not level.value:
        return Result.AGREES if growth.value == -_HUNDRED else Result.DISAGREES
    least = _HUNDRED + growth.value - 2 * half
    most = _HUNDRED + growth.value + 2 * half
    if least <= 0:
        return Result.DISAGREES
    first = (level.value * _HUNDRED / most).to_integral_value(ROUND_CEILING)
    possible = first <= level.value * _HUNDRED / least
    return Result.AGREES if possible else Result.DISAGREES


def _is_one_of_two(text: NumberedText, level: Mention) -> bool:
    """Whether a rate may be of the count before: 来访95件127人次，同比上升63.8%."""
    before = [one for one in text.levels(level.sentence) if one.end == level.start]
    return bool(before) and not level.words


def find_whole_numbers(text: NumberedText) -> Iterator[Claim]:
    """Give counted things with a growth rate.

    What many are counted of is always possible.
    """
    for level, growth in levels_with_growth(text):
        counted = level.measurement_unit in COUNTS and level.value <= _MOST_COUNTED
        whole = level.value == level.value.to_integral_value()
        if not counted or not whole or level.depth or _ASIDE.match(level.words):
            continue
        if "分别" not in growth.clause and _is_one_of_two(text, level):
            continue
        base = level.value / (1 + growth.value / _HUNDRED) if growth.value > -100 else 0
        yield Claim(
            kind=CheckKind.WHOLE_NUMBER,
            numbers=(level, growth),
            test=from_whole_number,
            show=f"{level.printed}/(1{growth.value:+f}%) 应是整数",
            printed=f"{growth.number}%",
            computed=f"去年同期{base:.2f}{level.measurement_unit}",
            impossible=True,
        )
