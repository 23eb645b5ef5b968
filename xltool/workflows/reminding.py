"""`remind`: a mail to those, and only those, that still owe something.

The nearer the deadline, the plainer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xltool.checks.judge import carried_over
from xltool.errors import PeriodError
from xltool.excel.issue import write_issued
from xltool.excel.registry import read_registry
from xltool.forms.building import grown
from xltool.forms.deadlines import is_working_day
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.mail.composing import Attachment, Draft
from xltool.mail.templates import render
from xltool.model.clock import office_time
from xltool.model.mail import MailKind
from xltool.model.submission import UnitState
from xltool.workflows.acting import utc_now
from xltool.workflows.dispatching import Outgoing, addressed, dispatch, preview
from xltool.workflows.in_force import end_of, in_force
from xltool.workflows.links import carrying, unit_address
from xltool.workflows.period_form import issued_forms
from xltool.workflows.sending import (
    SendResult,
    day_label,
    issued_workbook,
    office_words,
)

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Issue
    from xltool.model.period import Period
    from xltool.model.registry import Unit
    from xltool.model.submission import UnitStanding
    from xltool.workflows.acting import Clock
    from xltool.workspace import Workspace

_OWING = {
    UnitState.ISSUED,
    UnitState.RECEIVED,
    UnitState.RETURNED,
    UnitState.OVERDUE,
    UnitState.SUPPLEMENT,
}
_NEAR = 2
"""So many working days before the deadline a reminder becomes 再次提醒."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _LastFile:
    """What a unit has in hand.

    A workbook that was returned, or the one that it was issued.
    """

    returned: bool
    attachments: tuple[Attachment, ...]


def remind(  # noqa: PLR0913 - what a caller may say of the run
    workspace: Workspace,
    period: Period,
    *,
    now: dt.datetime,
    clock: Clock = utc_now,
    form: str = "",
    dry_run: bool = False,
    resend_unknown: bool = False,
) -> SendResult:
    """Remind every unit of which nothing acceptable has come; at most once a day.

    `now` decides on the day and the wording, `clock` gives the times that the ledger
    notes.

    PeriodError if nothing was issued, or the period is closed.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        if ledger.is_closed(name):
            raise PeriodError(f"{name} 已关闭，不用催报")
        forms = issued_forms(ledger, period, form)
        today = office_time(now).date()
        outgoing = []
        for form_key in forms:
            if ledger.is_closed(name, form_key):
                continue
            key = today.isoformat() if form_key == forms[0] else f"{form_key}-{today}"
            words = office_words(workspace, ledger, period, form_key)
            for unit, standing in _owing(workspace, ledger, period, form_key, now):
                last = _last_file(workspace, ledger, name, standing)
                said = {**words, **_urgency(standing, today), "入口": ""}
                if not dry_run:
                    said["入口"] = unit_address(workspace, ledger, unit.code, now=now)
                outgoing.append(_outgoing(workspace, unit, said, key, last))
        if dry_run:
            deliveries = preview(outgoing)
        else:
            deliveries = dispatch(
                workspace,
                ledger,
                name,
                outgoing,
                clock=clock,
                resend_unknown=resend_unknown,
            )
    return SendResult(
        period=name, drafts=not workspace.settings.mail.smtp_host, deliveries=deliveries
    )


def working_days_left(today: dt.date, due: dt.date) -> int:
    """Count the working days after `today` up to `due`.

    Negative, those after `due` up to `today`.
    """
    first, last = min(today, due), max(today, due)
    days = (
        (first + dt.timedelta(days=number))
        for number in range(1, (last - first).days + 1)
    )
    count = sum(is_working_day(day) for day in days)
    return count if today <= due else -max(count, 1)


def _degree(left: int) -> str:
    if left < 0:
        return "逾期催报"
    if left == 0:
        return "今日截止"
    return "再次提醒" if left <= _NEAR else "报送提醒"


def _owing(
    workspace: Workspace, ledger: Ledger, period: Period, form: str, now: dt.datetime
) -> list[tuple[Unit, UnitStanding]]:
    """Give the units that were issued a workbook and owe it, with where they stand."""
    registry, _ = read_registry(workspace.registry)
    given = in_force(workspace, ledger, period, form)
    owing = {unit.code for unit in given.registry.reporting_units()}
    issued = set(ledger.issued_units(str(period), form)) & owing
    units = [unit for unit in registry.units if unit.code in issued]
    standings = ledger.standings(
        str(period), units, end_of(given.due), now=now, form=form
    )
    found = []
    for unit, standing in zip(units, standings, strict=True):
        if standing.state in _OWING:
            found.append((unit, standing))
    return found


def _urgency(standing: UnitStanding, today: dt.date) -> dict[str, Any]:
    """Give the words for how near a unit's own due date is."""
    due = standing.due
    left = working_days_left(today, due.date()) if due else 0
    words = {"剩余工作日": left, "程度": _degree(left), "待补": standing.owed}
    if standing.owed:
        words["程度"] = "补报提醒"
    if due is not None:
        words["截止日"] = day_label(due.date())
    return words


def _outgoing(
    workspace: Workspace,
    unit: Unit,
    words: dict[str, Any],
    key: str,
    last: _LastFile,
) -> Outgoing:
    late = workspace.settings.mail.late_copies if words["剩余工作日"] < 0 else ()
    to, copies, findings = addressed(unit, *late)
    words = {**words, "单位": unit.name, "已退回": last.returned}
    said = render(workspace.mail_templates, MailKind.REMINDER, words)
    said = carrying(said, words["入口"])
    return Outgoing(
        unit=unit.code,
        name=unit.name,
        kind=MailKind.REMINDER,
        key=key,
        draft=Draft(
            to=to,
            copies=copies,
            subject=said.subject,
            text=said.text,
            html=said.html,
            attachments=last.attachments,
            automatic=True,
        ),
        findings=findings,
    )


def _last_file(
    workspace: Workspace, ledger: Ledger, period: str, standing: UnitStanding
) -> _LastFile:
    """Give what the unit is to fill in.

    Its own file with the marks where it was returned, else the issued one.
    """
    unit, form = standing.code, standing.form
    returned = standing.state is UnitState.RETURNED
    submissions = ledger.submissions(period, unit, form=form) if returned else ()
    feedback = submissions[-1].feedback if submissions else ""
    if feedback and (workspace.returned(period) / feedback).is_file():
        content = (workspace.returned(period) / feedback).read_bytes()
        return _LastFile(
            returned=True, attachments=(Attachment(name=feedback, content=content),)
        )
    issue = ledger.latest_issue(period, unit, form)
    if issue is not None and standing.state is UnitState.SUPPLEMENT:
        return _LastFile(returned=False, attachments=(_filled(ledger, issue),))
    attachments = () if issue is None else (issued_workbook(workspace, issue),)
    return _LastFile(returned=returned, attachments=attachments)


def _filled(ledger: Ledger, issue: Issue) -> Attachment:
    """Give the present workbook with everything that the unit has already reported."""
    layout = layout_from_json(issue.layout)
    values, _ = carried_over(
        ledger.values(issue.period, issue.unit, issue.form), layout
    )
    content = write_issued(grown(layout, values), issue.stamp, values=values)
    return Attachment(name=issue.file, content=content)
