"""报告期: a week, a ten-day span, a month, a quarter, a half-year, a year, an occasion.

With each, the share of the year that is gone at its end (序时进度).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, total_ordering

_PATTERN = re.compile(
    r"""
    (?P<year>20\d{2})                      # 2025
    (?:-(?:
        (?P<month>0[1-9]|1[0-2])           # 2025-07
        (?:
            -T(?P<ten>[1-3])               # 2025-07-T1
          | -(?P<day>\d{2})-(?P<name>.+)   # 2025-08-20-防汛物资普查
        )?
      | Q(?P<quarter>[1-4])                # 2025-Q3
      | H(?P<half>[12])                    # 2025-H1
      | W(?P<week>\d{2})                   # 2025-W30
    ))?
    """,
    re.ASCII | re.VERBOSE,
)
SPELLINGS = (
    "2025-07、2025-07-T1（上旬）、2025-W30（第30周）、2025-Q3、2025-H1（上半年）、"
    "2025，或单次报表的“日期-名称”，如 2025-08-20-防汛物资普查"
)
_LONGEST_NAME = 40
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')
"""What no file system or shell may find in the name of a folder."""
_TEN_DAYS = {1: "上旬", 2: "中旬", 3: "下旬"}
_QUARTERS = {1: "一", 2: "二", 3: "三", 4: "四"}
_HALVES = {1: "上半年", 2: "下半年"}


class Cycle(StrEnum):
    """How often a form comes round."""

    WEEK = "周"
    TEN_DAY = "旬"
    MONTH = "月"
    QUARTER = "季"
    HALF_YEAR = "半年"
    YEAR = "年"
    ONCE = "单次"
    """A single occasion with a name and a date; it does not come round."""


@total_ordering
@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A reporting period.

    `number` is the week, the month, the quarter or the half-year; of a ten-day span
    `month * 10 + span` (72: 7月中旬), of an occasion `month * 100 + day`, and `name` is
    the occasion's. A week is ISO 8601's: from Monday to Sunday, of the year in which
    its Thursday lies.
    """

    cycle: Cycle
    year: int
    number: int = 0
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as `str` writes it (`SPELLINGS`).

        ValueError on anything else.
        """
        match = _PATTERN.fullmatch(text.strip())
        found = None if match is None else _matched(match)
        if found is None:
            raise ValueError(f"“{text}”不是报告期，应写成 {SPELLINGS}")
        return found

    @classmethod
    def containing(cls, cycle: Cycle, day: dt.date) -> Period:
        """Give the period of a cycle in which a day lies.

        ValueError for `ONCE`: an occasion has no others beside it.

        >>> str(Period.containing(Cycle.WEEK, dt.date(2024, 12, 30)))
        '2025-W01'
        """
        year = day.year
        match cycle:
            case Cycle.WEEK:
                year, number, _ = day.isocalendar()
            case Cycle.TEN_DAY:
                number = day.month * 10 + min(3, (day.day - 1) // 10 + 1)
            case Cycle.MONTH:
                number = day.month
            case Cycle.QUARTER:
                number = (day.month + 2) // 3
            case Cycle.HALF_YEAR:
                number = (day.month + 5) // 6
            case Cycle.YEAR:
                number = 0
            case Cycle.ONCE:
                raise ValueError(cycle)
        return cls(cycle=cycle, year=year, number=number)

    @classmethod
    def occasion(cls, day: dt.date, name: str) -> Period:
        """Give the occasion of this date and name.

        ValueError where the name cannot be a folder's.

        >>> str(Period.occasion(dt.date(2025, 8, 20), "防汛物资普查"))
        '2025-08-20-防汛物资普查'
        """
        if not is_occasion_name(name):
            raise ValueError(
                f"“{name}”不能作名称：1 到 {_LONGEST_NAME} 个字，不含空格和 "
                '\\ / : * ? " < > |，不以“.”开头或结尾'
            )
        number = day.month * 100 + day.day
        return cls(cycle=Cycle.ONCE, year=day.year, number=number, name=name)

    def __str__(self) -> str:
        match self.cycle:
            case Cycle.WEEK:
                text = f"{self.year}-W{self.number:02d}"
            case Cycle.TEN_DAY:
                text = f"{self.year}-{self.number // 10:02d}-T{self.number % 10}"
            case Cycle.MONTH:
                text = f"{self.year}-{self.number:02d}"
            case Cycle.QUARTER:
                text = f"{self.year}-Q{self.number}"
            case Cycle.HALF_YEAR:
                text = f"{self.year}-H{self.number}"
            case Cycle.YEAR:
                text = f"{self.year}"
            case Cycle.ONCE:
                text = f"{self.start}-{self.name}"
        return text

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start, self.name) < (other.end, other.start, other.name)

    @property
    def label(self) -> str:
        """The period as people write it.

        2025年第30周、2025年7月、2025年7月上旬、2025年第三季度、2025年上半年、2025年；
        of an occasion its name, with the year where that does not name it.
        """
        match self.cycle:
            case Cycle.WEEK:
                text = f"{self.year}年第{self.number}周"
            case Cycle.TEN_DAY:
                text = (
                    f"{self.year}年{self.number // 10}月{_TEN_DAYS[self.number % 10]}"
                )
            case Cycle.MONTH:
                text = f"{self.year}年{self.number}月"
            case Cycle.QUARTER:
                text = f"{self.year}年第{_QUARTERS[self.number]}季度"
            case Cycle.HALF_YEAR:
                text = f"{self.year}年{_HALVES[self.number]}"
            case Cycle.YEAR:
                text = f"{self.year}年"
            case Cycle.ONCE:
                year = "" if str(self.year) in self.name else f"{self.year}年"
                text = f"{year}{self.name}"
        return text

    @property
    def cumulative_label(self) -> str:
        """The span from the year's start to the period's end as people write it.

        1-7月, 截至7月20日.
        """
        if self.cycle is Cycle.YEAR:
            return "全年"
        if self.cycle is Cycle.WEEK or self.cycle is Cycle.ONCE or not self._ends_month:
            return f"截至{self.end.month}月{self.end.day}日"
        return "1月" if self.end.month == 1 else f"1-{self.end.month}月"

    @property
    def _ends_month(self) -> bool:
        return (self.end + dt.timedelta(days=1)).day == 1

    @property
    def month(self) -> int:
        """The calendar month in which the period ends."""
        return self.end.month

    @property
    def start(self) -> dt.date:
        """The first day."""
        match self.cycle:
            case Cycle.WEEK:
                day = dt.date.fromisocalendar(self.year, self.number, 1)
            case Cycle.TEN_DAY:
                month, span = divmod(self.number, 10)
                day = dt.date(self.year, month, span * 10 - 9)
            case Cycle.MONTH:
                day = dt.date(self.year, self.number, 1)
            case Cycle.QUARTER:
                day = dt.date(self.year, self.number * 3 - 2, 1)
            case Cycle.HALF_YEAR:
                day = dt.date(self.year, self.number * 6 - 5, 1)
            case Cycle.YEAR:
                day = dt.date(self.year, 1, 1)
            case Cycle.ONCE:
                day = dt.date(self.year, *divmod(self.number, 100))
        return day

    @property
    def end(self) -> dt.date:
        """The last day."""
        match self.cycle:
            case Cycle.WEEK:
                day = self.start + dt.timedelta(days=6)
            case Cycle.TEN_DAY:
                day = _last_of_span(self.year, *divmod(self.number, 10))
            case Cycle.MONTH:
                day = _last_of_month(self.year, self.number)
            case Cycle.QUARTER:
                day = _last_of_month(self.year, self.number * 3)
            case Cycle.HALF_YEAR:
                day = _last_of_month(self.year, self.number * 6)
            case Cycle.YEAR:
                day = dt.date(self.year, 12, 31)
            case Cycle.ONCE:
                day = self.start
        return day

    @property
    def time_progress(self) -> Decimal:
        """序时进度 as a share of the year (not a per cent), at the period's end.

        Whole months count as twelfths, as these offices count (7/12 at the end of
        July); a ten-day span adds a third of a month. A week or an occasion adds the
        days of its last month that are gone; the week that ends beyond its year ends
        the year.
        """
        if self.cycle is Cycle.TEN_DAY:
            thirds = (self.number // 10 - 1) * 3 + self.number % 10
            return Decimal(thirds) / Decimal(36)
        if self.cycle is Cycle.WEEK or self.cycle is Cycle.ONCE:
            return _by_days(self.end) if self.end.year == self.year else Decimal(1)
        return Decimal(self.end.month) / Decimal(12)

    @property
    def following(self) -> Period | None:
        """The next period of the cycle; None for an occasion."""
        if self.cycle is Cycle.ONCE:
            return None
        return Period.containing(self.cycle, self.end + dt.timedelta(days=1))

    @property
    def previous(self) -> Period | None:
        """The period of the same cycle before this one in the same year.

        None for a year's first and for an occasion. Cumulative figures start again each
        year, so a January has no “last period” to compare with.
        """
        before = self._before
        return before if before is not None and before.year == self.year else None

    @property
    def _before(self) -> Period | None:
        if self.cycle is Cycle.ONCE:
            return None
        return Period.containing(self.cycle, self.start - dt.timedelta(days=1))

    @property
    def last_of_year_before(self) -> Period | None:
        """The last period of the cycle in the year before; None for an occasion."""
        if self.cycle is Cycle.ONCE:
            return None
        first_days = dt.date(self.year, 1, 4)  # in the first week, by ISO 8601
        first = Period.containing(self.cycle, first_days)
        return first._before  # noqa: SLF001 - of its own class

    @property
    def lasts_within(self) -> tuple[Period, ...]:
        """The last shorter periods in it, the longest first.

        >>> [str(one) for one in Period.parse("2025-Q3").lasts_within]
        ['2025-09', '2025-09-T3']
        >>> [str(one) for one in Period.parse("2025-H1").lasts_within]
        ['2025-Q2', '2025-06', '2025-06-T3']
        """
        shorter = _SHORTER.get(self.cycle, ())
        return tuple(Period.containing(cycle, self.end) for cycle in shorter)

    @property
    def last_year(self) -> Period:
        """The same period a year earlier; for a 53rd week the last one of that year."""
        year = self.year - 1
        number = self.number
        if self.cycle is Cycle.WEEK:
            number = min(number, _weeks_of(year))
        if self.cycle is Cycle.ONCE and number == 229:
            number = 228
        return Period(cycle=self.cycle, year=year, number=number, name=self.name)


_SHORTER = {
    Cycle.YEAR: (Cycle.HALF_YEAR, Cycle.QUARTER, Cycle.MONTH, Cycle.TEN_DAY),
    Cycle.HALF_YEAR: (Cycle.QUARTER, Cycle.MONTH, Cycle.TEN_DAY),
    Cycle.QUARTER: (Cycle.MONTH, Cycle.TEN_DAY),
    Cycle.MONTH: (Cycle.TEN_DAY,),
}
"""The cycles of which a period's last one ends with it."""


def is_occasion_name(name: str) -> bool:
    """Say whether a text can name an occasion, and its folder on every system."""
    if not 0 < len(name) <= _LONGEST_NAME or name.strip(".") != name:
        return False
    plain = name.isprintable() and not any(char.isspace() for char in name)
    return plain and not _NOT_IN_NAMES.intersection(name)


def _matched(match: re.Match[str]) -> Period | None:
    """Give the period that a text of the right form means; None: there is none."""
    year = int(match["year"])
    if match["name"]:
        return _occasion(match)
    if match["week"]:
        week = int(match["week"])
        exists = 0 < week <= _weeks_of(year)
        return Period(cycle=Cycle.WEEK, year=year, number=week) if exists else None
    if match["ten"]:
        number = int(match["month"]) * 10 + int(match["ten"])
        return Period(cycle=Cycle.TEN_DAY, year=year, number=number)
    for group, cycle in _NUMBERED.items():
        if match[group]:
            return Period(cycle=cycle, year=year, number=int(match[group]))
    return Period(cycle=Cycle.YEAR, year=year)


_NUMBERED = {"month": Cycle.MONTH, "quarter": Cycle.QUARTER, "half": Cycle.HALF_YEAR}


def _occasion(match: re.Match[str]) -> Period | None:
    try:
        day = dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
        return Period.occasion(day, match["name"])
    except ValueError:
        return None


def _last_of_span(year: int, month: int, span: int) -> dt.date:
    """Give the last day of a month's first, second or third ten days."""
    if span < 3:
        return dt.date(year, month, span * 10)
    return _last_of_month(year, month)


@lru_cache(maxsize=256)  # asked for with every cell that is read
def _last_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _by_days(day: dt.date) -> Decimal:
    days = calendar.monthrange(day.year, day.month)[1]
    return (day.month - 1 + Decimal(day.day) / days) / 12


def _weeks_of(year: int) -> int:
    """Give the weeks of a year: the 28th of December lies in its last one."""
    return dt.date(year, 12, 28).isocalendar().week
