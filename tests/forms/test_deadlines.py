from __future__ import annotations

import datetime as dt

import pytest

from xltool.forms.deadlines import deadline, deadline_findings, is_working_day
from xltool.model.period import Period


@pytest.mark.parametrize(
    ("period", "days", "due", "why"),
    [
        ("2025-07", 5, "2025-08-07", "five weekdays in August"),
        ("2025-07-T1", 2, "2025-07-14", "the 10th is a Thursday, a weekend follows"),
        (
            "2025-09",
            5,
            "2025-10-14",
            "1-8 October are free, the 11th is a make-up Saturday",
        ),
        ("2025-09-T3", 1, "2025-10-09", "nobody works in the holiday week"),
        ("2025-Q1", 5, "2025-04-08", "清明 takes the 4th"),
        ("2024", 3, "2025-01-06", "New Year's Day is free"),
        (
            "2025-01",
            5,
            "2025-02-10",
            "春节 to the 4th; the make-up Saturday is the 8th",
        ),
        ("2025-07", 0, "2025-07-31", "the period's last day itself"),
    ],
)
def test_a_form_is_due_so_many_working_days_after_its_period(
    period: str, days: int, due: str, why: str
) -> None:
    assert deadline(Period.parse(period), days).isoformat() == due, why


def test_a_make_up_saturday_is_worked_and_a_holiday_monday_is_not() -> None:
    assert is_working_day(dt.date(2025, 10, 11))
    assert not is_working_day(dt.date(2025, 10, 6))


def test_a_year_whose_holidays_are_not_announced_counts_weekends_and_says_so() -> None:
    period = Period.parse("2045-07")
    assert deadline(period, 1) == dt.date(2045, 8, 1)
    assert [one.code for one in deadline_findings(period, 1)] == ["D190"]
    assert deadline_findings(Period.parse("2025-07"), 5) == ()
