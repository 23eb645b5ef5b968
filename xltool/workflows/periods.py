"""The periods of a workspace: those in which something was issued, and the one at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.workflows.in_force import deadline_of

if TYPE_CHECKING:
    import datetime as dt

    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """One period of the calendar; `issued` counts the units that were sent a workbook."""

    period: Period
    deadline: dt.datetime | None
    closed: bool
    issued: int


def issued_periods(workspace: Workspace) -> tuple[Period, ...]:
    """Give the periods in which anything was issued, the latest first."""
    with open_ledger(workspace.database_url) as ledger:
        names = ledger.issued_forms()
    found = [Period.parse(name) for name in names]
    return tuple(sorted(found, key=lambda one: (one.end, one.start), reverse=True))


def calendar(workspace: Workspace, periods: tuple[Period, ...]) -> list[PeriodLine]:
    """Give the deadline, the state and the number of issued workbooks of each period."""
    lines = []
    with open_ledger(workspace.database_url) as ledger:
        for period in periods:
            name = str(period)
            line = PeriodLine(
                period=period,
                deadline=deadline_of(workspace, ledger, period),
                closed=ledger.is_closed(name),
                issued=len(ledger.issued_units(name)),
            )
            lines.append(line)
    return lines


def period_of_day(day: dt.date) -> Period:
    """Give the month that is reported on at a day: the one before, until it is over."""
    month = Period.parse(f"{day:%Y-%m}")
    return month.previous or month.last_year
