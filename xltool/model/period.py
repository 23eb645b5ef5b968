"""报告期: a ten-day span, a month, a quarter or a year.

With each, the share of the year that is gone at its end (序时进度).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import total_ordering

_PATTERN = re.compile(
    r"(?P<year>20\d{2})(?:-(?:(?P<month>0[1-9]|1[0-2])(?:-T(?P<ten>[1-3]))?|Q(?P<quarter>[1-4])))?",
    re.ASCII,
)
_TEN_DAYS = {1: "上旬", 2: "中旬", 3: "下旬"}
_TEN_DAY_SPANS = {1: (1, 10), 2: (11, 20)}
_QUARTERS = {1: "一", 2: "二", 3: "三", 4: "四"}


class Cycle(StrEnum):
    """How often a form comes round."""

    TEN_DAY = "旬"
    MONTH = "月"
    QUARTER = "季"
    YEAR = "年"


@total_ordering
@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A reporting period.

    `number` is the month, the quarter, or `month * 10 + ten-day span` (72: 7月中旬).
    """

    cycle: Cycle
    year: int
    number: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2025-07`, `2025-07-T1`, `2025-Q3` or `2025`.

        ValueError on anything else.
        """
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            message = (
                f"“{text}”不是报告期，应写成 2025-07、2025-07-T1（上旬）、2025-Q3 或 "
                "2025"
            )
            raise ValueError(message)
        year = int(match["year"])
        if match["quarter"]:
            return cls(cycle=Cycle.QUARTER, year=year, number=int(match["quarter"]))
        if match["ten"]:
            return cls(
                cycle=Cycle.TEN_DAY,
                year=year,
                number=int(match["month"]) * 10 + int(match["ten"]),
            )
        if match["month"]:
            return cls(cycle=Cycle.MONTH, year=year, number=int(match["month"]))
        return cls(cycle=Cycle.YEAR, year=year)

    def __str__(self) -> str:
        match self.cycle:
            case Cycle.TEN_DAY:
                return f"{self.year}-{self.number // 10:02d}-T{self.number % 10}"
            case Cycle.MONTH:
                return f"{self.year}-{self.number:02d}"
            case Cycle.QUARTER:
                return f"{self.year}-Q{self.number}"
            case Cycle.YEAR:
                return f"{self.year}"

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start) < (other.end, other.start)

    @property
    def label(self) -> str:
        """The period as people write it.

        2025年7月、2025年7月上旬、2025年第三季度、2025年.
        """
        match self.cycle:
            case Cycle.TEN_DAY:
                return (
                    f"{self.year}年{self.number // 10}月{_TEN_DAYS[self.number % 10]}"
                )
            case Cycle.MONTH:
                return f"{self.year}年{self.number}月"
            case Cycle.QUARTER:
                return f"{self.year}年第{_QUARTERS[self.number]}季度"
            case Cycle.YEAR:
                return f"{self.year}年"

    @property
    def cumulative_label(self) -> str:
        """The span from the year's start to the period's end as people write it.

        1-7月, 截至7月20日.
        """
        if self.cycle is Cycle.YEAR:
            return "全年"
        if self.cycle is Cycle.TEN_DAY and self.number % 10 != 3:
            return f"截至{self.end.month}月{self.end.day}日"
        return "1月" if self.end.month == 1 else f"1-{self.end.month}月"

    @property
    def month(self) -> int:
        """The calendar month in which the period ends."""
        return self.end.month

    @property
    def start(self) -> dt.date:
        """The first day."""
        match self.cycle:
            case Cycle.TEN_DAY:
                return dt.date(
                    self.year, self.number // 10, (self.number % 10 - 1) * 10 + 1
                )
            case Cycle.MONTH:
                return dt.date(self.year, self.number, 1)
            case Cycle.QUARTER:
                return dt.date(self.year, self.number * 3 - 2, 1)
            case Cycle.YEAR:
                return dt.date(self.year, 1, 1)

    @property
    def end(self) -> dt.date:
        """The last day."""
        if self.cycle is Cycle.TEN_DAY and self.number % 10 in _TEN_DAY_SPANS:
            return dt.date(
                self.year, self.number // 10, _TEN_DAY_SPANS[self.number % 10][1]
            )
        match self.cycle:
            case Cycle.TEN_DAY:
                month = self.number // 10
            case Cycle.MONTH:
                month = self.number
            case Cycle.QUARTER:
                month = self.number * 3
            case Cycle.YEAR:
                month = 12
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def time_progress(self) -> Decimal:
        """序时进度 as a share of the year (not a per cent), at the period's end.

        Whole months count as twelfths, as these offices count (7/12 at the end of
        July); a ten-day span adds a third of a month.
        """
        if self.cycle is Cycle.TEN_DAY:
            thirds = (self.number // 10 - 1) * 3 + self.number % 10
            return Decimal(thirds) / Decimal(36)
        return Decimal(self.end.month) / Decimal(12)

    @property
    def previous(self) -> Period | None:
        """The period of the same cycle before this one in the same year.

        None for a year's first. Cumulative figures start again each year, so a January
        has no “last period” to compare with.
        """
        match self.cycle:
            case Cycle.TEN_DAY:
                month, ten = divmod(self.number, 10)
                number = self.number - 1 if ten > 1 else (month - 1) * 10 + 3
                if number < 10:
                    return None
                return Period(cycle=self.cycle, year=self.year, number=number)
            case Cycle.YEAR:
                return None
            case _:
                if self.number == 1:
                    return None
                return Period(cycle=self.cycle, year=self.year, number=self.number - 1)

    @property
    def last_within(self) -> Period | None:
        """The last shorter period in it: of a quarter its last month.

        >>> str(Period.parse("2025-Q3").last_within)
        '2025-09'
        """
        if self.cycle is Cycle.QUARTER:
            return Period(cycle=Cycle.MONTH, year=self.year, number=self.number * 3)
        if self.cycle is Cycle.MONTH:
            number = self.number * 10 + 3
            return Period(cycle=Cycle.TEN_DAY, year=self.year, number=number)
        return None

    @property
    def last_year(self) -> Period:
        """The same period a year earlier."""
        return Period(cycle=self.cycle, year=self.year - 1, number=self.number)
