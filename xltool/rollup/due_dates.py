"""The day that a printed deadline means (2025年6月底前, 第三季度, 上半年,
12月15日前).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from xltool.text import half_width, squeeze

_DATE = re.compile(
    r"""
    (?: (?P<year>\d{4}) [年.\-/] )?               # 2025年, 2025-
    (?P<month>\d{1,2}) (?: 月 | [.\-/] (?=\d) )   # 6月, 6.30
    (?: (?P<day>\d{1,2}) 日? )?                   # 30日
    """,
    re.VERBOSE,
)
_YEAR = re.compile(r"(?P<year>\d{4})年")
_SPANS = {
    "一季度": 3, "二季度": 6, "三季度": 9, "四季度": 12,
    "1季度": 3, "2季度": 6, "3季度": 9, "4季度": 12,
    "上半年": 6, "下半年": 12, "年底": 12, "年末": 12, "年内": 12, "全年": 12,
}  # fmt: skip


def due_date(text: str, year: int) -> dt.date | None:
    """Read a deadline; `year` is meant where none is printed.

    None for 长期、持续推进 and what is unclear.

    >>> [due_date(text, 2025) for text in ("2025年6月底前", "上半年", "9月20日前")]
    [datetime.date(2025, 6, 30), datetime.date(2025, 6, 30), datetime.date(2025, 9, 20)]
    >>> due_date("2026年", 2025), due_date("长期", 2025)
    (datetime.date(2026, 12, 31), None)
    """
    plain = squeeze(half_width(text))
    named = _YEAR.search(plain)
    if named:
        year = int(named["year"])
    date = _DATE.search(plain)
    if date:
        return _day(
            int(date["year"] or year), int(date["month"]), int(date["day"] or 0)
        )
    for words, month in _SPANS.items():
        if words in plain:
            return _day(year, month, 0)
    if named and named.end() == len(plain):
        return _day(year, 12, 0)
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Give the day, 0 being the month's last; None where the calendar has none."""
    try:
        return dt.date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
