"""The periods of a workspace.

Those in which something was issued, and the one at hand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.designs import read_designs
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Cycle, Period
from xltool.workflows.in_force import deadline_of
from xltool.workflows.period_form import form_name, forms_in_order

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """One period of the calendar.

    `issued` counts the units that were sent a workbook. `deadlines` are those of its
    forms by their names, where it has several.
    """

    period: Period
    deadline: dt.datetime | None
    closed: bool
    issued: int
    deadlines: tuple[tuple[str, dt.datetime | None], ...] = ()


def issued_periods(workspace: Workspace) -> tuple[Period, ...]:
    """Give the periods in which anything was issued, the latest first."""
    with open_ledger(workspace.database_url) as ledger:
        names = ledger.issued_forms()
    found = [Period.parse(name) for name in names]
    return tuple(
        sorted(found, key=lambda period: (period.end, period.start), reverse=True)
    )


def calendar(workspace: Workspace, periods: tuple[Period, ...]) -> list[PeriodLine]:
    """Give the deadline, the state and the number of issued workbooks of each
    period.
    """
    lines = []
    with open_ledger(workspace.database_url) as ledger:
        for period in periods:
            name = str(period)
            line = PeriodLine(
                period=period,
                deadline=deadline_of(workspace, ledger, period),
                closed=ledger.is_closed(name),
                issued=len(ledger.issued_units(name)),
                deadlines=_deadlines(workspace, ledger, period),
            )
            lines.append(line)
    return lines


def _deadlines(
    workspace: Workspace, ledger: Ledger, period: Period
) -> tuple[tuple[str, dt.datetime | None], ...]:
    """Give each form's deadline; nothing where there is only one form."""
    forms = forms_in_order(ledger, period)
    if len(forms) < 2:
        return ()
    return tuple(
        (
            form_name(ledger, period, form),
            deadline_of(workspace, ledger, period, form),
        )
        for form in forms
    )


def period_forms(workspace: Workspace, period: Period) -> dict[str, str]:
    """Give the names of the forms that were issued for a period, by their keys, in
    that order.
    """
    with open_ledger(workspace.database_url) as ledger:
        keys = forms_in_order(ledger, period)
        return {key: form_name(ledger, period, key) for key in keys}


def period_of_day(day: dt.date, cycle: Cycle = Cycle.MONTH) -> Period:
    """Give the period that is reported on at a day: the last one that is over."""
    running = Period.containing(cycle, day)
    return Period.containing(cycle, running.start - dt.timedelta(days=1))


def other_periods(workspace: Workspace, day: dt.date) -> list[Period]:
    """Give the periods at hand of the designs' other cycles than months, and their
    occasions.
    """
    designs, _ = read_designs(workspace.templates)
    found = {Period.parse(one.occasion) for one in designs if one.occasion}
    for design in designs:
        if design.cycle not in {Cycle.MONTH, Cycle.ONCE, Cycle.TEN_DAY}:
            found.add(period_of_day(day, design.cycle))
    return sorted(found)


def occasion_named(workspace: Workspace, name: str) -> Period | None:
    """Give the occasion of this name: one that was issued, or that a design is for.

    None where there is none, or more than one.
    """
    designs, _ = read_designs(workspace.templates)
    planned = [Period.parse(one.occasion) for one in designs if one.occasion]
    known = (*planned, *issued_periods(workspace))
    found = {one for one in known if one.name == name}
    return found.pop() if len(found) == 1 else None
