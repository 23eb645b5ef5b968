"""欠报: which units owe a report, whom to call, and since when.

A unit that is returned owes its corrected report; one that is due later by a person's
decision owes from that day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.model.clock import OFFICE_ZONE
from xltool.model.submission import ACCEPTED_STATES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from xltool.model.registry import Unit
    from xltool.model.submission import UnitStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class OwingUnit:
    """A unit of which nothing counts yet.

    `state` is what is printed; `days_late` are whole days after the due day, 0 before.
    """

    name: str
    state: str
    contact: str
    phone: str
    due: dt.date | None
    days_late: int


def owing_units(
    standings: Iterable[UnitStanding], contacts: Mapping[str, Unit], *, now: dt.datetime
) -> tuple[OwingUnit, ...]:
    """Give the units that owe a report, the latest first."""
    found = []
    for standing in standings:
        if standing.state in ACCEPTED_STATES:
            continue
        unit = contacts.get(standing.code)
        due = standing.due.astimezone(OFFICE_ZONE).date() if standing.due else None
        found.append(
            OwingUnit(
                name=standing.name,
                state=standing.state.value,
                contact=unit.contact if unit else "",
                phone=unit.phone if unit else "",
                due=due,
                days_late=days_late(standing.due, now=now),
            )
        )
    return tuple(sorted(found, key=lambda owing: -owing.days_late))


def days_late(due: dt.datetime | None, *, now: dt.datetime) -> int:
    """Count the whole days after the due day; 0 up to it, and where none is known."""
    if due is None:
        return 0
    last = due.astimezone(OFFICE_ZONE).date()
    return max(0, (now.astimezone(OFFICE_ZONE).date() - last).days)
