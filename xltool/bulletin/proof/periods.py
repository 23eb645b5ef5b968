"""How long a printed period is.

Its days, and what share of its year has gone by its end.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = re.compile(
    r"(?:(?P<year>\d{4})年)?(?<!\d)(?P<first>\d{1,2})(?:月份?)?[-—–～至到](?P<last>\d{1,2})月"
)
_FIRST_MONTHS = re.compile(r"前(?P<last>\d{1,2}|[一二三四五六七八九十])个?月")
_UNTIL = re.compile(
    r"""
    (?:(?P<year>\d{4})年)?
    (?P<until>[截至止到\-—–～]+)?      # 截至2025年, 1月1日—
    (?<!\d)(?P<last>\d{1,2})月
    (?:(?P<day>\d{1,2})日|底|末)      # 7月15日, 7月底
    """,
    re.VERBOSE,
)
_MONTH_ENDS = 28
"""The first day that may end a month: 截至7月15日 is no month's end."""
_NAMED = {
    "一季度": 3,
    "1季度": 3,
    "上半年": 6,
    "前三季度": 9,
    "三季度末": 9,
    "全年": 12,
}
_WHOLE_YEAR = (
    r"(?<![成占为达及实现对])全年"
    r"(?!(?:(?!完成)[\d\u4e00-\u9fff.,]){0,12}(?:任务|目标|计划|预算))"
)
"""完成全年2.5万人任务的60% speaks of a plan, not of the year that has gone."""
_ENDS = _NAMED | {"二季度": 6, "(?<!前)三季度": 9, "四季度": 12}
"""How many months have gone by the end of each."""
_NOT_A_PERIOD = r"(?!还差|仍差|目标|任务|计划|预计)"
"""全年还差6亿元 speaks of what is left, not of the year that has gone."""
_COMPARED_WITH = re.compile(r"[比较]$")
"""比6月底提高9.2个百分点 names no period of its own."""
_WEEK = re.compile(
    r"""
      第\d{1,2}周                                            # 第30周
    | (?P<m1>\d{1,2})月(?P<d1>\d{1,2})日                     # 7月28日至8月3日
      [-—–～至到](?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日
    """,
    re.VERBOSE,
)
_ONE_MONTH = re.compile(
    r"(?:(?P<year>\d{4})年)?(?<![\d\-—–～至到])(?P<month>\d{1,2})月(?!\d|底|末|\d*日)"
)
_QUARTER = re.compile(r"第?(?P<q>[一二三四1-4])季度")
_NUMERALS = {char: place for place, char in enumerate("一二三四五六七八九十", start=1)}
_PLAIN_YEAR = 2025


def year_gone(text: str) -> Decimal | None:
    """Give how much of the year has gone, in per cent, by the last period printed.

    >>> year_gone("1-10月")
    Decimal('83.3')
    """
    found = [*_months_printed(text), *_periods_named(text)]
    if not found:
        return None
    months = max(found)[1]
    return (Decimal(months) * 100 / 12).quantize(Decimal("0.1")) if months else None


def _months_printed(text: str) -> Iterator[tuple[int, int]]:
    """Give where a text prints months, and how many have gone by the end of each.

    None (0) where the period ends amid a month. Other days are no period's end.
    """
    for pattern in (_MONTHS, _FIRST_MONTHS, _UNTIL):
        for match in pattern.finditer(text):
            if _COMPARED_WITH.search(text[: match.start()]):
                continue
            last = _number(match["last"])
            said = match.groupdict()
            amid = said.get("day") and int(said["day"]) < _MONTH_ENDS
            if amid and said["until"]:
                yield match.start(), 0
            elif not amid and 1 <= last <= 12:
                yield match.start(), last


def _periods_named(text: str) -> Iterator[tuple[int, int]]:
    """Give where a text names 上半年 and the like, and how many months have gone."""
    for name, last in _ENDS.items():
        named = _WHOLE_YEAR if name == "全年" else name
        for match in re.finditer(named + _NOT_A_PERIOD, text):
            if not _COMPARED_WITH.search(text[: match.start()]):
                yield match.start(), last


def days_of(text: str) -> tuple[int, ...]:
    """Give how many days the last period printed in a text may have.

    28 or 29, where the year is not said.
    """
    week = list(_WEEK.finditer(text))
    if week:
        return _span(week[-1])
    months = list(_MONTHS.finditer(text))
    if months:
        match = months[-1]
        return _days(match["year"], int(match["first"]), int(match["last"]))
    for name, last in _NAMED.items():
        if name in text:
            return _days("", 1, last)
    quarter = _QUARTER.search(text)
    if quarter:
        place = _number(quarter["q"])
        return _days("", 3 * place - 2, 3 * place)
    single = list(_ONE_MONTH.finditer(text))
    return (
        _days(single[-1]["year"], int(single[-1]["month"]), int(single[-1]["month"]))
        if single
        else ()
    )


def _span(match: re.Match[str]) -> tuple[int, ...]:
    if not match["m1"]:
        return (7,)
    try:
        first = dt.date(_PLAIN_YEAR, int(match["m1"]), int(match["d1"]))
        last = dt.date(_PLAIN_YEAR, int(match["m2"] or match["m1"]), int(match["d2"]))
    except ValueError:
        return ()
    return ((last - first).days + 1,)


def _days(year: str | None, first: int, last: int) -> tuple[int, ...]:
    if not 1 <= first <= last <= 12:
        return ()
    years = (
        (int(year),)
        if year and 1 <= int(year) <= 9999
        else (_PLAIN_YEAR, _PLAIN_YEAR - 1)
    )
    months = range(first, last + 1)
    found = {
        sum(calendar.monthrange(one, month)[1] for month in months) for one in years
    }
    return tuple(sorted(found))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMERALS.get(text, 0)
