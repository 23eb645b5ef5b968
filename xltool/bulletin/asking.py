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
    COUNT_NOT_WHOLE,
    GROWTH_IMPOSSIBLE,
    LARGE_IN_WAN,
    NUMERALS_IN_WORDS,
    ONE_MONTH_ALONE,
    TEXT_CONTRADICTS_ITSELF,
)
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.period import Cycle, Period
from xltool.model.quantity import COUNTS
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from xltool.findings import Finding
    from xltool.model.registry import Indicator

_MOST_COUNTED = 300
"""Above so many whole things last year's number is always whole within rounding."""
_LONGER = {Cycle.QUARTER, Cycle.HALF_YEAR, Cycle.YEAR}
_CLAUSE = re.compile(r"[，。；！\n]")
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
_ON_PACE = re.compile(
    r"""
    (?:超过?|达到?|高于|快于|领先)(?:了)?(?:序时|时序|时间|计划)(?:进度|要求)
    | (?:超|达)序时
    | (?:与|和)(?:序时|时间)进度(?:持平|同步)
    | (?:实现)?(?:时间|任务)过半、(?:时间|任务)过半
    """,
    re.VERBOSE,
)
"""达到序时进度, 快于时间进度, 时间过半、任务过半."""
_NOT_SO = re.compile(
    r"未|没|不[能够]|难以|才能|力争|争取|确保|努力|预计|有望|督促|推动"
)
"""What makes a claim none: 尚未达到序时进度, 确保9月底达到序时进度."""
_ABOUT = re.compile(
    rf"""\d(?:十|百|千)?(?:万|亿)?(?:{UNITS_PATTERN}|%)?
    (?:出头
    |左右(?![两各侧手])              # 41亿元左右, but 30米左右两侧
    |上下(?![班学车楼游级联半水]))  # 40家上下, but 200人上下班""",
    re.VERBOSE,
)
"""What is said, not written: 40亿元出头."""
_LARGE_IN_WAN = re.compile(r"(?<![\d.])[1-9]\d{4,}(?:\.\d+)?万(?:美|欧|港|日)?元")
"""A hundred million and more, told in 万元: 12000万元."""
_MONTH = re.compile(r"(?<![\d年至—-])(\d{1,2})月(?!底|末|\d)")
_LONGER_THAN_A_MONTH = re.compile(
    r"季度|上半年|下半年|半年|全年|今年|年初|以来|累计|\d月?[至—～-]\d{1,2}月"
)


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


def fraction_query(indicator: Indicator, number: Decimal) -> Finding | None:
    """Ask about half a thing: 走访服务企业3122.4家次."""
    unit = indicator.measurement_unit
    kinds = {IndicatorKind.COUNT, IndicatorKind.STOCK}
    if unit not in COUNTS or indicator.kind not in kinds:
        return None
    if number == number.to_integral_value():
        return None
    return COUNT_NOT_WHOLE.at(found=f"{number:f}{unit}", indicator=indicator.name)


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
    large = _LARGE_IN_WAN.search(text)
    if large is not None:
        yield LARGE_IN_WAN.at(found=large.group())


def month_query(text: str, period: Period) -> Finding | None:
    """Ask about a text of a quarter or more that tells of one month alone."""
    if period.cycle not in _LONGER or _LONGER_THAN_A_MONTH.search(text):
        return None
    months = set(_MONTH.findall(text))
    if len(months) != 1:
        return None
    return ONE_MONTH_ALONE.at(found=f"{months.pop()}月", expected=period.label)


def claim_of_pace(text: str) -> str:
    """Give the words with which a text says that its figures are on plan, or nothing.

    >>> claim_of_pace("投资完成过半，快于时间进度。"), claim_of_pace("尚未达到序时进度")
    ('快于时间进度', '')
    """
    for clause in _CLAUSE.split(text):
        said = _ON_PACE.search(clause)
        if said is not None and not _NOT_SO.search(clause[: said.start()]):
            return said.group()
    return ""


def is_long_enough(text: str) -> bool:
    """Whether two such texts that are the same cannot be chance."""
    return len(text) >= _LONG_ENOUGH
