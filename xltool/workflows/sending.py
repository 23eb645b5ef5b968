"""`send`: a mail to each unit for each of its forms, with the workbook that it was
issued and the form's own deadline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xltool.errors import PeriodError
from xltool.excel.registry import read_registry
from xltool.ledger.ledger import open_ledger
from xltool.mail.composing import Attachment, Draft
from xltool.mail.templates import render
from xltool.model.mail import MailKind
from xltool.model.registry import Unit
from xltool.workflows.acting import utc_now
from xltool.workflows.dispatching import (
    Delivery,
    Outgoing,
    addressed,
    dispatch,
    findings_of,
    preview,
)
from xltool.workflows.in_force import deadline_of
from xltool.workflows.links import carrying, unit_address
from xltool.workflows.period import find_unit
from xltool.workflows.period_form import form_name, is_regular, issued_forms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from xltool.findings import Finding
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Issue
    from xltool.model.period import Period
    from xltool.workflows.acting import Clock
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What became of every mail of one run.

    `drafts` says that no SMTP server is set.
    """

    period: str
    drafts: bool
    deliveries: tuple[Delivery, ...]

    @property
    def mail_findings(self) -> tuple[Finding, ...]:
        """What is wrong with any of the mails."""
        return findings_of(self.deliveries)

    def as_json(self) -> dict[str, object]:
        """Give the document of `send --json` and `remind --json`."""
        return {
            "period": self.period,
            "drafts": self.drafts,
            "mails": [delivery.as_json() for delivery in self.deliveries],
        }


def send(  # noqa: PLR0913 - what a caller may say of the run
    workspace: Workspace,
    period: Period,
    units: Sequence[str] = (),
    *,
    form: str = "",
    clock: Clock = utc_now,
    dry_run: bool = False,
    resend_unknown: bool = False,
) -> SendResult:
    """Mail the issued workbooks to units, or to all that were issued one.

    `units` are codes, names or aliases; `form` is one of the period's, without it all
    are sent. What was sent is not sent again. PeriodError if
    nothing was issued; MailError if the server cannot be used; what was sent before
    that is recorded.
    """
    name = str(period)
    with open_ledger(workspace.database_url) as ledger:
        wanted = {find_unit(workspace, one).code for one in units}
        issues = _latest(ledger, name, wanted, _chosen(ledger, period, form))
        if not issues:
            raise PeriodError(
                f"{name} 还没有给所选单位下发报表：请先运行 xltool generate {name}"
            )
        directory = units_by_code(workspace)
        forms = dict.fromkeys(one.form for one in issues)
        words = {one: office_words(workspace, ledger, period, one) for one in forms}
        outgoing = []
        for issue in issues:
            address = ""
            if not dry_run:
                address = unit_address(workspace, ledger, issue.unit, now=clock())
            said = {**words[issue.form], "入口": address}
            outgoing.append(_outgoing(workspace, said, issue, directory))
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


def units_by_code(workspace: Workspace) -> dict[str, Unit]:
    """Give the directory."""
    registry, _ = read_registry(workspace.registry)
    return {unit.code: unit for unit in registry.units}


def _chosen(ledger: Ledger, period: Period, form: str) -> tuple[str, ...]:
    """Give the keys of the forms that are sent."""
    if not form:
        return ledger.forms(str(period))
    return issued_forms(ledger, period, form)


def office_words(
    workspace: Workspace, ledger: Ledger, period: Period, form: str = ""
) -> dict[str, Any]:
    """Give the words that every mail template may use, beside those of its kind.

    Of a form of the period; without one, of its regular form. Any other form, and a
    statistical one, is called by its own name.
    """
    office = workspace.settings.office
    until = deadline_of(workspace, ledger, period, form)
    title = office.title
    if form and not is_regular(ledger, period, form):
        title = form_name(ledger, period, form)
    return {
        "工作名称": title,
        "报告期": period.label,
        "截止日": day_label(until.date()) if until else "规定时间",
        "办公室": office.name,
        "联系人": office.contact,
        "联系电话": office.phone,
    }


def day_label(day: dt.date) -> str:
    """Give a day as people write it: 8月7日（周四）."""
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def issued_workbook(workspace: Workspace, issue: Issue) -> Attachment:
    """Give the workbook of an issue; PeriodError where the file is gone."""
    path = workspace.issued(issue.period) / issue.file
    if not path.is_file():
        raise PeriodError(
            f"找不到下发表 {path}：请运行 xltool generate {issue.period} 重新生成"
        )
    return Attachment(name=path.name, content=path.read_bytes())


def _latest(
    ledger: Ledger, period: str, wanted: set[str], forms: tuple[str, ...]
) -> list[Issue]:
    """Give the issue of each form that is valid for each unit, in the order of
    issue.
    """
    latest = {
        (one.unit, one.form): one
        for one in ledger.issued(period)
        if one.form in forms and (not wanted or one.unit in wanted)
    }
    return list(latest.values())


def _outgoing(
    workspace: Workspace,
    words: dict[str, Any],
    issue: Issue,
    directory: dict[str, Unit],
) -> Outgoing:
    """Put together the mail with which a workbook goes out."""
    unit = directory.get(issue.unit, Unit(code=issue.unit, name=issue.unit))
    to, copies, findings = addressed(unit)
    said = render(
        workspace.mail_templates, MailKind.ISSUE, {**words, "单位": unit.name}
    )
    said = carrying(said, words["入口"])
    return Outgoing(
        unit=unit.code,
        name=unit.name,
        kind=MailKind.ISSUE,
        key=f"{issue.form}-{issue.serial}",
        draft=Draft(
            to=to,
            copies=copies,
            subject=said.subject,
            text=said.text,
            html=said.html,
            attachments=(issued_workbook(workspace, issue),),
        ),
        findings=findings,
    )
