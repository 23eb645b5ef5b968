"""When a form is due: so many working days after its period ends, 调休 included.

The State Council announces each year's holidays and make-up working days (调休) late in
the year before; `chinesecalendar` carries what has been announced. For other years only
weekends are known to be free.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import TYPE_CHECKING

from xltool.findings import HOLIDAYS_UNKNOWN, Finding, Place

if TYPE_CHECKING:
    from xltool.model.period import Period


USUAL_DAYS = 5
"""Working days, where a form does not say otherwise."""


def deadline_days(layout: str) -> int:
    """Give the working days until the deadline of an issued form.

    They are read from its layout as JSON, without reading anything else.
    """
    days: int = json.loads(layout)["form"].get("deadline_days", USUAL_DAYS)
    return days


@cache
def deadline(period: Period, working_days: int) -> dt.date:
    """Give the day on which a form for `period` is due.

    The n-th working day after the period's end. With 0 working days it is the period's
    last day itself, whatever day of the week that is.
    """
    return working_day_after(period.end, working_days)


def working_day_after(day: dt.date, working_days: int) -> dt.date:
    """Give the n-th working day after a day; with 0 the day itself."""
    for _ in range(working_days):
        day += dt.timedelta(days=1)
        while not is_working_day(day):
            day += dt.timedelta(days=1)
    return day


def deadline_findings(period: Period, working_days: int) -> tuple[Finding, ...]:
    """Warn where the holidays up to the deadline are not announced yet."""
    due = deadline(period, working_days)
    years = {period.end.year, due.year}
    return tuple(
        HOLIDAYS_UNKNOWN.at(
            Place(), found=year, period=str(period), due=due.isoformat()
        )
        for year in sorted(years)
        if not holidays_known(year)
    )


def is_working_day(day: dt.date) -> bool:
    """Say whether offices work on `day`."""
    import chinese_calendar

    if holidays_known(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def holidays_known(year: int) -> bool:
    """Say whether this installation knows the holidays of `year`."""
    return year in _years_announced()


@cache
def _years_announced() -> frozenset[int]:
    from chinese_calendar.constants import holidays

    return frozenset(day.year for day in holidays)
