"""What is asked about a unit's words and figures when they come in.

The same rules by which a bulletin is composed and proofread, so that a unit puts right
in its own workbook what an office would otherwise strike out of the bulletin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Result
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.phrases import QUANTITY, UNITS_PATTERN
from xltool.bulletin.reading import read_bulletin
from xltool.bulletin.statements import comes_from_a_whole_number
from xltool.findings import (
    GROWTH_IMPOSSIBLE,
    NUMERALS_IN_WORDS,
    TEXT_CONTRADICTS_ITSELF,
)
from xltool.model.quantity import COUNTS
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from xltool.findings import Finding
    from xltool.model.registry import Indicator

_MOST_COUNTED = 300
"""Above so many whole things last year's number is always whole within rounding."""
_FEWEST_NUMBERS = 3
"""Fewer say nothing that could be wrong."""
_LONG_ENOUGH = 15
_NUMERAL = "一二三四五六七八九十"
_IN_WORDS = re.compile(
    rf"""(?<![第初“届{_NUMERAL}几百千万亿])
    (?:[{_NUMERAL}][{_NUMERAL}百千]+(?:亿|万)?(?![次届])(?:{UNITS_PATTERN})  # 三十七个
    |[零{_NUMERAL}百]+点[零{_NUMERAL}]+(?:{UNITS_PATTERN})       # 零点二个百分点
    |百分之[零{_NUMERAL}百]+(?:点[零{_NUMERAL}]+)?)             # 百分之十二""",
    re.VERBOSE,
)
_ABOUT = re.compile(r"\d+(?:\.\d+)?(?:万|亿)?(?:元|个|项|家|户|人|吨)?出头")
"""What is said, not written: 40亿元出头."""


def growth_query(
    indicator: Indicator, number: Decimal, growth: Decimal
) -> Finding | None:
    """Ask about a growth rate (per cent) that no whole number of last year gives."""
    unit = indicator.measurement_unit
    whole = number == number.to_integral_value()
    if unit not in COUNTS or not whole or not 0 <= number <= _MOST_COUNTED:
        return None
    if comes_from_a_whole_number(number, rounded(growth, 1)):
        return None
    return GROWTH_IMPOSSIBLE.at(
        found=f"{number:f}{unit}", expected=f"{growth:f}%", indicator=indicator.name
    )


def text_questions(text: str) -> Iterator[Finding]:
    """Ask about a text whose numbers contradict each other, or stand in words."""
    if len(QUANTITY.findall(text)) >= _FEWEST_NUMBERS:
        for check in check_bulletin(read_bulletin(text), ()):
            if check.result is Result.DISAGREES:
                yield TEXT_CONTRADICTS_ITSELF.at(
                    found=check.expression,
                    expected=check.computed,
                    suggested=f"，可能应为 {check.suggested}"
                    if check.suggested
                    else "",
                )
    said = _IN_WORDS.search(text) or _ABOUT.search(text)
    if said is not None:
        yield NUMERALS_IN_WORDS.at(found=said.group())


def is_long_enough(text: str) -> bool:
    """Whether two such texts that are the same cannot be chance."""
    return len(text) >= _LONG_ENOUGH
