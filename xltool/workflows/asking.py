"""`settle --ask`: asks the units themselves whose a thing is that several reported.

One mail to each unit, with everything in its books that stands in another's too. What
was asked is not asked again; the clerk records what they agree on with `settle`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from xltool.forms.deadlines import working_day_after
from xltool.ledger.ledger import open_ledger
from xltool.mail.composing import Draft
from xltool.mail.templates import render
from xltool.model.clock import office_time
from xltool.model.mail import MailKind
from xltool.model.value import State
from xltool.rollup.rollup import roll_up
from xltool.workflows.acting import utc_now
from xltool.workflows.dispatching import Outgoing, addressed, dispatch, preview
from xltool.workflows.period_form import issued_forms
from xltool.workflows.rollup import rollup_inputs
from xltool.workflows.sending import (
    SendResult,
    day_label,
    office_words,
    units_by_code,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from xltool.ledger.ledger import Ledger
    from xltool.model.period import Period
    from xltool.model.registry import Unit
    from xltool.rollup.duplicates import Repeat
    from xltool.rollup.entry import Entry
    from xltool.rollup.sections import Section
    from xltool.workflows.acting import Clock
    from xltool.workspace import Workspace

_DAYS = 3
"""So many working days a unit has to answer."""
_FIELDS = 4
"""So many fields of an entry are quoted: its name and the first figures."""


class _Doubt(NamedTuple):
    """Something that is probably reported twice, and the sheet in which it stands."""

    section: Section
    repeat: Repeat


def ask(  # noqa: PLR0913 - what a caller may say of the run
    workspace: Workspace,
    period: Period,
    *,
    now: dt.datetime,
    clock: Clock = utc_now,
    form: str = "",
    dry_run: bool = False,
) -> SendResult:
    """Mail each unit what it and others reported, as long as nobody has settled it.

    PeriodError if nothing was issued; MailError if the server cannot be used.
    """
    with open_ledger(workspace.database_url) as ledger:
        forms = issued_forms(ledger, period, form)
    doubts = []
    for key in forms:
        doubts += _doubts(workspace, period, key, now)
    with open_ledger(workspace.database_url) as ledger:
        outgoing = _mails(workspace, ledger, period, doubts, now)
        if dry_run:
            deliveries = preview(outgoing)
        else:
            deliveries = dispatch(workspace, ledger, str(period), outgoing, clock=clock)
    return SendResult(
        period=str(period),
        drafts=not workspace.settings.mail.smtp_host,
        deliveries=deliveries,
    )


def _doubts(
    workspace: Workspace, period: Period, form: str, now: dt.datetime
) -> list[_Doubt]:
    """Give the rows that two units may have reported twice."""
    inputs, _ = rollup_inputs(workspace, period, form=form, now=now)
    found = []
    for section in roll_up(inputs).sections:
        for repeat in section.doubtful:
            found.append(_Doubt(section, repeat))
    return found


def _mails(
    workspace: Workspace,
    ledger: Ledger,
    period: Period,
    doubts: list[_Doubt],
    now: dt.datetime,
) -> list[Outgoing]:
    """Put together a mail for each unit that such a row is about."""
    directory = units_by_code(workspace)
    until = working_day_after(office_time(now).date(), _DAYS)
    words = {
        **office_words(workspace, ledger, period),
        "答复日": day_label(until),
    }
    outgoing = []
    for code, unit in directory.items():
        mine = [one for one in doubts if code in one.repeat.units]
        if mine:
            outgoing.append(_mail(workspace, unit, mine, directory, words))
    return outgoing


def _mail(
    workspace: Workspace,
    unit: Unit,
    doubts: list[_Doubt],
    directory: dict[str, Unit],
    words: dict[str, Any],
) -> Outgoing:
    """Put together the mail that asks one unit."""
    to, copies, findings = addressed(unit)
    items = [_item(one, directory) for one in doubts]
    said = render(
        workspace.mail_templates,
        MailKind.QUESTION,
        {**words, "单位": unit.name, "事项": items},
    )
    return Outgoing(
        unit=unit.code,
        name=unit.name,
        kind=MailKind.QUESTION,
        key=_key(one.repeat.key for one in doubts),
        draft=Draft(
            to=to,
            copies=copies,
            subject=said.subject,
            text=said.text,
            html=said.html,
        ),
        findings=findings,
    )


def _key(questions: Iterable[str]) -> str:
    """Name a mail by what it asks: the same questions are asked once."""
    return f"{crc32('|'.join(sorted(questions)).encode()):08x}"


def _item(doubt: _Doubt, directory: dict[str, Unit]) -> dict[str, Any]:
    """Give what a template says of one doubt: 表, 名称, 各处."""
    places = []
    for entry in doubt.repeat.entries:
        unit = directory.get(entry.unit)
        name = unit.name if unit else entry.unit
        places.append({"单位": name, "内容": _said(entry, doubt.section)})
    return {
        "表": doubt.repeat.sheet,
        "名称": doubt.repeat.name,
        "各处": places,
    }


def _said(entry: Entry, section: Section) -> str:
    """Quote the beginning of an entry, field by field, with each unit of measure."""
    said = []
    for field in section.fields:
        figure = entry.row.get(field.key)
        if figure is None or figure.value.state is State.MISSING:
            continue
        said.append(f"{field.label}：{figure.value.text}{field.measurement_unit}")
    return "；".join(said[:_FIELDS])
