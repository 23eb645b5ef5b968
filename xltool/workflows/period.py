"""A period as a whole: where its units stand, waivers, closing and reopening, and a unit's history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.checks.verdict import may_be_waived
from xltool.errors import PeriodError, RegistryError
from xltool.excel.registry import read_registry
from xltool.forms.deadlines import deadline, deadline_days
from xltool.json_values import json_time
from xltool.ledger.ledger import open_ledger
from xltool.model.registry import Unit
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Event
    from xltool.model.period import Period
    from xltool.model.registry import Registry
    from xltool.model.submission import UnitStanding, Verdict
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Who has what in a period.

    `unidentified` counts the files that no unit could be given.
    """

    period: Period
    deadline: dt.datetime | None
    closed: bool
    units: tuple[UnitStanding, ...]
    unidentified: int

    def as_json(self) -> dict[str, object]:
        """Give the document of `status --json`."""
        return {
            "period": str(self.period),
            "deadline": json_time(self.deadline),
            "units": [_standing_json(standing) for standing in self.units],
        }


def _standing_json(standing: UnitStanding) -> dict[str, object]:
    return {
        "code": standing.code,
        "name": standing.name,
        "state": standing.state.value,
        "issued_at": json_time(standing.issued_at),
        "received_at": json_time(standing.received_at),
        "verdict": standing.verdict.value if standing.verdict else None,
        "findings": standing.findings,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A unit, and everything that happened to it, oldest first."""

    unit: Unit
    events: tuple[Event, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `history --json`."""
        return {
            "unit": self.unit.code,
            "name": self.unit.name,
            "events": [_event_json(event) for event in self.events],
        }


def _event_json(event: Event) -> dict[str, object]:
    return {
        "at": event.at.isoformat(),
        "period": event.period,
        "action": event.action,
        "detail": event.detail,
        "who": event.who,
    }


def status(workspace: Workspace, period: Period, *, now: dt.datetime) -> Status:
    """Say where every unit stands that is due a workbook, or was issued one."""
    registry, _ = read_registry(workspace.registry)
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        due = _due_units(registry, ledger.issued_units(name))
        until = deadline_of(workspace, ledger, period)
        return Status(
            period=period,
            deadline=until,
            closed=ledger.is_closed(name),
            units=ledger.standings(name, due, until, now=now),
            unidentified=ledger.unidentified(name),
        )


def deadline_of(
    workspace: Workspace, ledger: Ledger, period: Period
) -> dt.datetime | None:
    """Give the end of the day on which a period is due, by the form that was issued, else by the design.

    None where no form has the period's cycle. The day is one of this computer's time
    zone.
    """
    issued = ledger.issued_units(str(period))
    issue = ledger.latest_issue(str(period), issued[0]) if issued else None
    if issue is not None:
        days = deadline_days(issue.layout)
    else:
        from xltool.excel.designs import read_designs

        forms, _ = read_designs(workspace.templates)
        fitting = [form.deadline_days for form in forms if form.cycle is period.cycle]
        if not fitting:
            return None
        days = fitting[0]
    return dt.datetime.combine(deadline(period, days), dt.time(23, 59, 59)).astimezone()


def accept(  # noqa: PLR0913 - what a waiver consists of
    workspace: Workspace,
    period: Period,
    unit: str,
    *,
    code: str,
    reason: str,
    now: dt.datetime,
    operator: str = "",
) -> Verdict:
    """Let a finding of a unit pass in a period, and give the verdict on its last submission as it is then.

    `operator` is who lets it pass, for the history.
    PeriodError if the finding is not there, may not be waived, or the period is closed.
    """
    name, unit_code = str(period), find_unit(workspace, unit).code
    with open_ledger(workspace.database_url) as ledger:
        if ledger.is_closed(name):
            raise PeriodError(
                f"{name} 已关闭：请先运行 xltool reopen {name} --reason 原因"
            )
        submissions = ledger.submissions(name, unit_code)
        present = {
            one.code for submission in submissions for one in submission.findings
        }
        if code not in present:
            raise PeriodError(
                _not_there(
                    name,
                    unit_code,
                    code,
                    {one for one in present if may_be_waived(one)},
                )
            )
        if not may_be_waived(code):
            raise PeriodError(
                f"{code} 不能放行：它说的是文件本身或报送单位有误，请退回该单位改正"
            )
        ledger.waive(name, unit_code, code, reason=reason, who=operator, at=now)
        return ledger.submissions(name, unit_code)[-1].verdict


def _not_there(period: str, unit: str, code: str, present: set[str]) -> str:
    if not present:
        return f"{unit} 在 {period} 的报送里没有可放行的问题"
    return (
        f"{unit} 在 {period} 的报送里没有 {code}：现有的是 {'、'.join(sorted(present))}"
    )


def close(
    workspace: Workspace, period: Period, *, now: dt.datetime, operator: str = ""
) -> None:
    """Freeze a period's submissions; PeriodError if nothing was issued for it, or it is closed already."""
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.issued_units(str(period)):
            raise PeriodError(f"{period} 没有下发过报表，不用关闭")
        if ledger.is_closed(str(period)):
            raise PeriodError(f"{period} 已经是关闭的")
        ledger.close(str(period), at=now, who=operator)


def reopen(
    workspace: Workspace,
    period: Period,
    *,
    reason: str,
    now: dt.datetime,
    operator: str = "",
) -> None:
    """Open a closed period again; PeriodError if it is not closed."""
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.is_closed(str(period)):
            raise PeriodError(f"{period} 没有关闭，不用重开")
        ledger.reopen(str(period), at=now, who=operator, reason=reason)


def history(workspace: Workspace, unit: str) -> History:
    """Give a unit and everything that happened to it, oldest first."""
    found = find_unit(workspace, unit)
    with open_ledger(workspace.database_url) as ledger:
        return History(unit=found, events=ledger.history(found.code))


def find_unit(workspace: Workspace, name: str) -> Unit:
    """Give the unit of this code, name or alias; RegistryError, with the nearest name, if there is none."""
    registry, _ = read_registry(workspace.registry)
    by_name = {
        squeeze(half_width(one)): unit
        for unit in registry.units
        for one in (*unit.aliases, unit.name, unit.code)
    }
    wanted = squeeze(half_width(name))
    if wanted not in by_name:
        from difflib import get_close_matches

        near = get_close_matches(wanted, by_name, n=1, cutoff=0.4)
        hint = f"是不是“{near[0]}”？" if near else ""
        raise RegistryError(f"没有单位“{name}”，{hint}单位名称见任务台账的“单位”表")
    return by_name[wanted]


def _due_units(registry: Registry, issued: tuple[str, ...]) -> tuple[Unit, ...]:
    """Give the units that are due, then those that were issued a workbook and are no longer due."""
    due = registry.reporting_units()
    known = {unit.code: unit for unit in registry.units}
    codes = {unit.code for unit in due}
    return (
        *due,
        *(
            known.get(code, Unit(code=code, name=code))
            for code in issued
            if code not in codes
        ),
    )
