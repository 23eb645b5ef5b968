"""A period as a whole.

Where its units stand, waivers, closing and reopening, and a unit's history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.checks.verdict import may_be_waived
from xltool.errors import PeriodError, RegistryError
from xltool.excel.registry import read_registry
from xltool.forms.deadlines import deadline
from xltool.forms.snapshot_json import settings_to_json
from xltool.json_values import json_time
from xltool.ledger.ledger import open_ledger
from xltool.model.clock import end_of_day
from xltool.model.period import Period
from xltool.model.registry import Unit
from xltool.model.submission import ACCEPTED_STATES
from xltool.text import half_width, squeeze
from xltool.workflows.in_force import Files, in_force
from xltool.workflows.period_form import issued_form, issued_forms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Event, InForce
    from xltool.model.registry import Registry
    from xltool.model.submission import UnitStanding, Verdict
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatus:
    """Who has what in a period.

    `form` is the form's key, `form_name` what people call it. `unidentified` counts the
    files that no unit could be given; `contacts` are the units as they can be reached,
    by code.
    """

    period: Period
    form: str
    form_name: str
    deadline: dt.datetime | None
    closed: bool
    units: tuple[UnitStanding, ...]
    unidentified: int
    contacts: dict[str, Unit] = field(default_factory=dict)
    needs_seal: bool = False

    def lacks_seal(self, standing: UnitStanding) -> bool:
        """Say whether 盖章件 is missing beside a report that counts."""
        accepted = standing.state in ACCEPTED_STATES
        return self.needs_seal and accepted and not standing.evidence

    def as_json(self) -> dict[str, object]:
        """Give the document of `status --json`."""
        return {
            "period": str(self.period),
            "form": self.form,
            "deadline": json_time(self.deadline),
            "units": [self._unit_json(standing) for standing in self.units],
        }

    def _unit_json(self, standing: UnitStanding) -> dict[str, object]:
        """Give a unit as `status --json` has it."""
        contact = self.contacts.get(standing.code)
        return {
            **_standing_json(standing),
            "contact": contact.contact if contact else "",
            "phone": contact.phone if contact else "",
            "lacks_seal": self.lacks_seal(standing),
        }


def _standing_json(standing: UnitStanding) -> dict[str, object]:
    """Give how a unit stands, without whom to call."""
    return {
        "code": standing.code,
        "name": standing.name,
        "state": standing.state.value,
        "issued_at": json_time(standing.issued_at),
        "received_at": json_time(standing.received_at),
        "verdict": standing.verdict.value if standing.verdict else None,
        "findings": standing.findings,
        "due": json_time(standing.due),
        "decision": standing.decision.value if standing.decision else None,
        "evidence": list(standing.evidence),
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


def statuses(
    workspace: Workspace, period: Period, *, form: str = "", now: dt.datetime
) -> tuple[PeriodStatus, ...]:
    """Say for each form of a period, or for the one that is named, where every unit
    stands.
    """
    with open_ledger(workspace.database_url) as ledger:
        issued = ledger.forms(str(period))
        forms = issued_forms(ledger, period, form) if issued else (form,)
    return tuple(status(workspace, period, form=one, now=now) for one in forms)


def status(
    workspace: Workspace, period: Period, *, form: str = "", now: dt.datetime
) -> PeriodStatus:
    """Say where every unit stands that is due a workbook of a form, or was issued one.

    A closed period stands as it was closed.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        files = Files(workspace)
        key = issued_form(ledger, period, form) if ledger.forms(name) else form
        closing = ledger.closing(name, key)
        at = closing.revision if closing else None
        given = in_force(workspace, ledger, period, key, at=at, files=files)
        due = _due_units(given.registry, ledger.issued_units(name, given.form))
        until = end_of_day(given.due)
        standings = ledger.standings(
            name,
            due,
            until,
            now=closing.closed_at if closing else now,
            form=given.form,
            at=at,
        )
        return PeriodStatus(
            period=period,
            form=given.form,
            form_name=given.design.name,
            deadline=until,
            closed=closing is not None,
            units=standings,
            unidentified=ledger.unidentified(name),
            contacts=_contacts(workspace, given.registry),
            needs_seal=given.design.needs_seal,
        )


def _contacts(workspace: Workspace, registry: Registry) -> dict[str, Unit]:
    """Give the units as they can be reached today."""
    try:
        today, _ = read_registry(workspace.registry)
    except RegistryError:
        return {unit.code: unit for unit in registry.units}
    return {unit.code: unit for unit in (*registry.units, *today.units)}


def accept(  # noqa: PLR0913 - what a waiver consists of
    workspace: Workspace,
    period: Period,
    unit: str,
    *,
    code: str,
    reason: str,
    form: str = "",
    now: dt.datetime,
    operator: str = "",
) -> Verdict:
    """Let a finding of a unit pass in a period, and give the verdict on its last
    submission as it is then.

    `operator` is who lets it pass, for the history.
    PeriodError if the finding is not there, may not be waived, or the period is closed.
    """
    name = str(period)
    unit_code = find_unit(workspace, unit).code
    with open_ledger(workspace.database_url) as ledger:
        key = issued_form(ledger, period, form)
        if ledger.is_closed(name, key):
            raise PeriodError(
                f"{name} 已关闭：请先运行 xltool reopen {name} --reason 原因"
            )
        submissions = ledger.submissions(name, unit_code, form=key)
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
        ledger.waive(
            name, unit_code, code, form=key, reason=reason, who=operator, at=now
        )
        return ledger.submissions(name, unit_code, form=key)[-1].verdict


def _not_there(period: str, unit: str, code: str, present: set[str]) -> str:
    if not present:
        return f"{unit} 在 {period} 的报送里没有可放行的问题"
    return (
        f"{unit} 在 {period} 的报送里没有 {code}：现有的是 {'、'.join(sorted(present))}"
    )


def close(
    workspace: Workspace,
    period: Period,
    *,
    form: str = "",
    now: dt.datetime,
    operator: str = "",
) -> tuple[str, ...]:
    """Freeze a form of a period (every form, where none is named), and give which were.

    What was in force for it is kept with it where the ledger does not know it yet.
    PeriodError if nothing was issued for it, or it is closed already.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.forms(name):
            raise PeriodError(f"{period} 没有下发过报表，不用关闭")
        keys = issued_forms(ledger, period, form)
        still_open = [key for key in keys if not ledger.is_closed(name, key)]
        if not still_open:
            raise PeriodError(f"{period} 已经是关闭的")
        files = Files(workspace)
        settings = settings_to_json(workspace.settings)
        for key in still_open:
            for given in _unrecorded(ledger, files, period, key):
                ledger.put_in_force(given, at=now, who=operator, said="补记")
            ledger.close(name, key, at=now, who=operator, settings=settings)
        return tuple(still_open)


def close_what_is_over(
    workspace: Workspace, ledger: Ledger, period: Period, *, now: dt.datetime
) -> tuple[str, ...]:
    """Freeze the forms of a period whose hard date is over, and give which they are."""
    name = str(period)
    files = Files(workspace)
    closed = []
    for key in ledger.forms(name):
        last = hard_date(in_force(workspace, ledger, period, key, files=files))
        if last is None or now <= end_of_day(last) or ledger.is_closed(name, key):
            continue
        if ledger.closing_count(name, key):
            continue  # a person has opened it again
        for given in _unrecorded(ledger, files, period, key):
            ledger.put_in_force(given, at=now, who="", said="补记")
        settings = settings_to_json(workspace.settings)
        ledger.close(name, key, at=now, who="", settings=settings)
        closed.append(key)
    return tuple(closed)


def hard_date(given: InForce) -> dt.date | None:
    """Give the day after which a form closes by itself; None where it never does."""
    days = given.design.closing_days
    return None if days is None else deadline(Period.parse(given.period), days)


def _unrecorded(
    ledger: Ledger, files: Files, until: Period, form: str
) -> Iterator[InForce]:
    """Give what is in force for the issued periods up to one of which the ledger does
    not know it yet.
    """
    for name in ledger.issued_periods(form):
        period = Period.parse(name)
        same = period.cycle is until.cycle and period.end <= until.end
        if same and ledger.in_force(name, form) is None:
            yield files.in_force(period, form)


def reopen(  # noqa: PLR0913 - who reopens what, why and when
    workspace: Workspace,
    period: Period,
    *,
    form: str = "",
    reason: str,
    now: dt.datetime,
    operator: str = "",
) -> tuple[str, ...]:
    """Open a closed form of a period (every one, where none is named) again, and give
    which were.

    PeriodError if none is closed, or its originals were removed.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        if ledger.forgotten_at(name):
            raise PeriodError(
                f"{period} 的原件已按保管期限清除，不能重开：数照关闭时的样子"
            )
        keys = issued_forms(ledger, period, form) if ledger.forms(name) else ()
        closed = [key for key in keys if ledger.is_closed(name, key)]
        if not closed:
            raise PeriodError(f"{period} 没有关闭，不用重开")
        for key in closed:
            ledger.reopen(name, key, at=now, who=operator, reason=reason)
        return tuple(closed)


def history(workspace: Workspace, unit: str) -> History:
    """Give a unit and everything that happened to it, oldest first."""
    found = find_unit(workspace, unit)
    with open_ledger(workspace.database_url) as ledger:
        return History(unit=found, events=ledger.history(found.code))


def find_unit(workspace: Workspace, name: str) -> Unit:
    """Give the unit of this code, name or alias.

    RegistryError, with the nearest name, if there is none.
    """
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
    """Give the units that are due, then those that were issued a workbook and are no
    longer due.
    """
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
