"""The office's own clock.

Printed times, deadlines and days are those of the office, wherever the computer stands
that reads them. The People's Republic has one time zone.
"""

from __future__ import annotations

import datetime as dt

OFFICE_ZONE = dt.timezone(dt.timedelta(hours=8))
"""Beijing time: UTC+8, without summer time."""


def office_time(moment: dt.datetime) -> dt.datetime:
    """Give a moment as the office's clock shows it, with its zone.

    >>> office_time(dt.datetime(2025, 7, 31, 17, 30, tzinfo=dt.UTC)).isoformat()
    '2025-08-01T01:30:00+08:00'
    """
    return moment.astimezone(OFFICE_ZONE)


def end_of_day(day: dt.date) -> dt.datetime:
    """Give the last second of a day of the office.

    >>> end_of_day(dt.date(2025, 8, 7)).isoformat()
    '2025-08-07T23:59:59+08:00'
    """
    return dt.datetime.combine(day, dt.time(23, 59, 59), OFFICE_ZONE)
