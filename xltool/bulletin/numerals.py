"""Quantities in Chinese numerals, written as digits: 新增三十七个项目 is 37个.

What is no quantity stays: ordinals (第三届), names (十大民生实事, “十四五”), a few
(十几个), and single numerals before a counting word (两个专班).
"""

from __future__ import annotations

import re

from xltool.bulletin.phrases import UNITS_PATTERN
from xltool.model.numerals import parse_numeral
from xltool.model.quantity import MAGNITUDE_PATTERN

_DIGITS = "零一二三四五六七八九"
_NUMERAL = "零〇一二两三四五六七八九十百千"
_QUANTITY = re.compile(
    rf"""(?<![第初“周{_NUMERAL}几\d])
    (?:(?P<percent>百分之)(?P<rate>[{_NUMERAL}]+(?:点[{_DIGITS}]+)?)  # 百分之十二
    |(?P<number>[{_NUMERAL}]+(?:点[{_DIGITS}]+)?)
     (?=[多余]?(?P<unit>(?:{MAGNITUDE_PATTERN})?(?:{UNITS_PATTERN}))))  # 41亿元""",
    re.VERBOSE,
)
_MONTH = re.compile(
    r"""
    (?<![一二三四五六七八九十第“\d个])
    (?P<month>
        十[一二]?|[一二三四五六七八九]  # 十一, 八
    )
    月
    (?=
        份|底|末|[上中下]旬|[，、]  # 八月份, 八月，
      | [^一二三四五六七八九十初日]{0,3}  # 八月已|完成
        (?:完成|新增|实现|全市|全县|当月)
    )
    """,
    re.VERBOSE,
)


def with_digits(text: str) -> tuple[str, list[int]]:
    """Give a text with its quantities in digits, and where each character stood.

    >>> with_digits("新增三十七个项目")[0]
    '新增37个项目'
    """
    found = sorted(_replacements(text))
    chars: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, digits in found:
        if start < done:
            continue
        chars.extend(text[done:start])
        places.extend(range(done, start))
        chars.extend(digits)
        places.extend(_spread(start, end, len(digits)))
        done = end
    chars.extend(text[done:])
    places.extend(range(done, len(text)))
    return "".join(chars), places


def _spread(start: int, end: int, count: int) -> list[int]:
    """Lay the characters of a number over those it replaces, both ends exactly."""
    places = [min(start + place, end - 1) for place in range(count)]
    places[-1] = end - 1
    return places


def _replacements(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in _QUANTITY.finditer(text):
        digits = _quantity(match)
        if digits:
            found.append((*_span(match), digits))
    for match in _MONTH.finditer(text):
        number = parse_numeral(match["month"])
        if number is not None:
            found.append((*match.span("month"), str(number)))
    return found


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.span() if match["percent"] else match.span("number")


def _quantity(match: re.Match[str]) -> str:
    printed = match["rate"] or match["number"]
    number = _number(printed)
    if match["percent"]:
        return f"{number}%" if number else ""
    told = len(printed) > 1 or match["unit"][0] in "万亿"
    return number if told else ""


def _number(printed: str) -> str:
    whole, _, decimals = printed.partition("点")
    number = 0 if whole in {"零", "〇"} else parse_numeral(whole)
    if number is None:
        return ""
    digits = "".join(str(_DIGITS.index(char)) for char in decimals)
    return f"{number}.{digits}" if digits else str(number)
