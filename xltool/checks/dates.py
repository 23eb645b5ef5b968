"""Dates in all the ways people write them."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from xltool.findings import (
    DATE_READ,
    DATE_UNLIKELY,
    DAY_NOT_WRITTEN,
    NOT_A_DATE,
    YEAR_DOUBTFUL,
)
from xltool.forms.contents import day_of_serial, serial_day
from xltool.forms.type_conditions import LAST_YEAR, LATEST_DAY
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.findings import Finding, Kind

_YEARS = range(1990, LAST_YEAR + 1)
"""A project's papers may be older than what the sheet lets be typed."""
SERIALS = range(int(serial_day(dt.date(_YEARS[0], 1, 1))), LATEST_DAY + 1)
"""A number in this span is taken for a serial number of a day in these years."""
_FAR = dt.timedelta(days=200)

_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SEPARATOR = r"[-./年、]"
_FULL = re.compile(
    rf"""
    (\d{{4}}) {_SEPARATOR}           # 2025-, 2025.
    (\d{{1,2}}) [-./月、]
    (\d{{1,2}}) [日号]?
    (?: [T ]? \d{{1,2}} [:时点] .* )?  # 2025-7-18 09:30, 2025年7月18日9时
    """,
    re.VERBOSE,
)
_SERIAL = re.compile(r"(\d{5})")
_DENSE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SHORT_YEAR = re.compile(r"'?(\d\d)[-./年](\d{1,2})[-./月](\d{1,2})[日号]?")
_MONTH = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})(?:月份?)?[底末]?前?")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_BARE_MONTH_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})")
_MONTH_ALONE = re.compile(r"(?:今年|本年)?(\d{1,2})月份?[底末]?前?")
_YEAR_END = re.compile(r"(?:(\d{4})年|今年|本年)?年?[底末]前?")

Reading = tuple[dt.date | None, tuple["Finding", ...]]
_Understood = tuple[dt.date | None, "Kind"]
"""A day, None if there is no such day, and the finding that says how it was read."""


def read_date(raw: str | float | dt.date, around: dt.date) -> Reading:
    """Read a cell of a date field.

    `around` (the period's end) gives the year where none is written. Gives the date,
    None if the cell cannot be read, and findings without a place.

    >>> day, findings = read_date("7月18日", dt.date(2025, 7, 31))
    >>> day.isoformat(), len(findings)
    ('2025-07-18', 1)
    """
    if isinstance(raw, dt.date):
        day = raw.date() if isinstance(raw, dt.datetime) else raw
        return _likely(day, day.isoformat())
    if isinstance(raw, str):
        return _from_text(raw, around)
    return _from_number(raw, around)


def _likely(day: dt.date, found: str, *findings: Finding) -> Reading:
    """Give a day with findings, unless its year is a slip of the pen (0205, 2925)."""
    if day.year not in _YEARS:
        return None, (DATE_UNLIKELY.at(found=found),)
    return day, findings


def _from_number(raw: float, around: dt.date) -> Reading:
    """Read a number: 20250718 and 45856 are days, 7.18 is none."""
    if not math.isfinite(raw) or raw != int(raw):
        return None, (NOT_A_DATE.at(found=f"{raw:g}"),)
    return _from_text(f"{raw:.0f}", around)


def _from_text(raw: str, around: dt.date) -> Reading:
    """Try the shapes of dates one after another; 31 February ends the search."""
    text = _western(squeeze(half_width(raw)))
    for pattern, read in _SHAPES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = [int(digits or 0) for digits in match.groups()]
        day, kind = read(parts, around)
        if day is None:
            break
        return _likely(day, raw, kind.at(found=raw, expected=day.isoformat()))
    return None, (NOT_A_DATE.at(found=raw),)


def _western(text: str) -> str:
    """Turn 二〇二五年七月十八日 into digits; 十 has no digit of its own.

    >>> _western("二〇二五年十二月三十日")
    '2025年12月30日'
    """
    text = re.sub(r"(?<![一二三四五六七八九])十(?=[一二三四五六七八九])", "1", text)
    text = re.sub(r"(?<![一二三四五六七八九])十", "10", text)
    text = re.sub(r"(?<=[一二三])十(?=[一二三四五六七八九])", "", text)
    return re.sub(r"(?<=[一二三])十", "0", text).translate(_CHINESE)


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Give a day; None where the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> dt.date | None:
    """Give the last day of a month; None where there is no such month."""
    if 1 <= month <= 12 and year:
        return _day(year, month, calendar.monthrange(year, month)[1])
    return None


def _full(parts: list[int], _around: dt.date) -> _Understood:
    """2025-7-18, 2025年7月18日, 20250718."""
    return _day(*parts), DATE_READ


def _serial(parts: list[int], _around: dt.date) -> _Understood:
    """45856: a date whose cell was formatted as a number."""
    number = parts[0]
    day = day_of_serial(number) if number in SERIALS else None
    return day, DATE_READ


def _short_year(parts: list[int], _around: dt.date) -> _Understood:
    """25-7-18; may be meant as day, month and year."""
    year, month, day = parts
    return _day(2000 + year, month, day), YEAR_DOUBTFUL


def _month(parts: list[int], _around: dt.date) -> _Understood:
    """2025年7月, 2025年9月底前: its last day."""
    year, month = parts
    return _month_end(year, month), DAY_NOT_WRITTEN


def _month_day(parts: list[int], around: dt.date) -> _Understood:
    """7月18日; far from the period it may be of another year."""
    month, number = parts
    day = _day(around.year, month, number)
    is_far = day is not None and abs(day - around) >= _FAR
    return day, YEAR_DOUBTFUL if is_far else DATE_READ


def _bare_month_day(parts: list[int], around: dt.date) -> _Understood:
    """7.18; may be meant as a month of some year, or as a number."""
    month, day = parts
    return _day(around.year, month, day), YEAR_DOUBTFUL


def _month_alone(parts: list[int], around: dt.date) -> _Understood:
    """7月份, 9月底前: the month's last day."""
    return _month_end(around.year, parts[0]), DAY_NOT_WRITTEN


def _year_end(parts: list[int], around: dt.date) -> _Understood:
    """年底前, 2025年底: 31 December."""
    year = parts[0] or around.year
    return _day(year, 12, 31), DAY_NOT_WRITTEN


_SHAPES = (
    (_FULL, _full),
    (_DENSE, _full),
    (_SERIAL, _serial),
    (_MONTH, _month),
    (_SHORT_YEAR, _short_year),
    (_MONTH_DAY, _month_day),
    (_BARE_MONTH_DAY, _bare_month_day),
    (_MONTH_ALONE, _month_alone),
    (_YEAR_END, _year_end),
)
"""Tried in this order; the first that fits the whole text decides."""
