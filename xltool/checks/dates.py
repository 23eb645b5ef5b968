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
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.findings import Finding, Kind

_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of Excel's serial numbers, as they count from March 1900 on."""
_SERIALS = range(32874, 73051)
"""1990 to 2099: a number in this span is taken for a serial."""
_YEARS = range(1990, 2100)
_FAR = dt.timedelta(days=200)

_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SEPARATOR = r"[-./年、]"
_FULL = re.compile(
    rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})[-./月、](\d{{1,2}})[日号]?"
    r"(?:[T ]?\d{1,2}[:时点].*)?"
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


def read_date(raw: str | float | dt.date, around: dt.date) -> Reading:
    """Read a cell of a date field.

    `around` (the period's end) gives the year where none is written. Gives the date,
    None if the cell cannot be read, and findings without a place.
    """
    if isinstance(raw, dt.date):
        day = raw.date() if isinstance(raw, dt.datetime) else raw
        return _likely(day, day.isoformat())
    if isinstance(raw, str):
        return _from_text(raw, around)
    return _from_number(raw, around)


def _likely(day: dt.date, found: str, *findings: Finding) -> Reading:
    if day.year not in _YEARS:
        return None, (DATE_UNLIKELY.at(found=found),)
    return day, findings


def _from_number(raw: float, around: dt.date) -> Reading:
    if not math.isfinite(raw) or raw != int(raw):
        return None, (NOT_A_DATE.at(found=f"{raw:g}"),)
    return _from_text(f"{raw:.0f}", around)


def _from_text(raw: str, around: dt.date) -> Reading:
    text = _western(squeeze(half_width(raw)))
    for pattern, read in _SHAPES:
        match = pattern.fullmatch(text)
        if match:
            day, kind = read([int(one) if one else 0 for one in match.groups()], around)
            if day is None:
                break
            return _likely(day, raw, kind.at(found=raw, expected=day.isoformat()))
    return None, (NOT_A_DATE.at(found=raw),)


def _western(text: str) -> str:
    """Turn 二〇二五年七月十八日 into digits; 十 has no digit of its own."""
    text = re.sub(r"(?<![一二三四五六七八九])十(?=[一二三四五六七八九])", "1", text)
    text = re.sub(r"(?<![一二三四五六七八九])十", "10", text)
    text = re.sub(r"(?<=[一二三])十(?=[一二三四五六七八九])", "", text)
    return re.sub(r"(?<=[一二三])十", "0", text).translate(_CHINESE)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> dt.date | None:
    if 1 <= month <= 12 and year:
        return _day(year, month, calendar.monthrange(year, month)[1])
    return None


def _full(parts: list[int], _around: dt.date) -> tuple[dt.date | None, Kind]:
    return _day(*parts), DATE_READ


def _serial(parts: list[int], _around: dt.date) -> tuple[dt.date | None, Kind]:
    return _EPOCH + dt.timedelta(days=parts[0]) if parts[
        0
    ] in _SERIALS else None, DATE_READ


def _short_year(parts: list[int], _around: dt.date) -> tuple[dt.date | None, Kind]:
    return _day(2000 + parts[0], parts[1], parts[2]), YEAR_DOUBTFUL


def _month(parts: list[int], _around: dt.date) -> tuple[dt.date | None, Kind]:
    return _month_end(parts[0], parts[1]), DAY_NOT_WRITTEN


def _month_day(parts: list[int], around: dt.date) -> tuple[dt.date | None, Kind]:
    day = _day(around.year, parts[0], parts[1])
    return day, DATE_READ if day is None or abs(day - around) < _FAR else YEAR_DOUBTFUL


def _bare_month_day(parts: list[int], around: dt.date) -> tuple[dt.date | None, Kind]:
    return _day(around.year, parts[0], parts[1]), YEAR_DOUBTFUL


def _month_alone(parts: list[int], around: dt.date) -> tuple[dt.date | None, Kind]:
    return _month_end(around.year, parts[0]), DAY_NOT_WRITTEN


def _year_end(parts: list[int], around: dt.date) -> tuple[dt.date | None, Kind]:
    return _day(parts[0] or around.year, 12, 31), DAY_NOT_WRITTEN


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
