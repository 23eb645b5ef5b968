"""`collect --mailbox`: what lies in the office's mailbox, read by UID and collected like any other file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.errors import MailError, PeriodError
from xltool.findings import MAILBOX_RENUMBERED, Finding, Place
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Arrival
from xltool.mail.imap import imap_errors, open_inbox
from xltool.mail.parsing import LARGEST_MAIL
from xltool.text import file_name
from xltool.workflows.collecting import CollectResult, collect_incoming
from xltool.workflows.letters import owners_of
from xltool.workflows.receiving import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.mail.imap import Heading, Inbox
    from xltool.model.period import Period
    from xltool.workspace import Workspace


def collect_mailbox(
    workspace: Workspace,
    period: Period,
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> CollectResult:
    """Collect what came into the mailbox since the last time; MailError if it cannot be read."""
    try:
        with open_inbox(workspace.settings.mail, workspace.root) as inbox:
            return collect_inbox(workspace, period, inbox, now=now, progress=progress)
    except imap_errors() as error:
        raise MailError(
            f"收信时连接中断（{type(error).__name__}）：已收的都在，请再运行同一命令"
        ) from None


def collect_inbox(
    workspace: Workspace,
    period: Period,
    inbox: Inbox,
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> CollectResult:
    """Collect from an open mailbox.

    How far it was read is recorded last: a killed run reads the rest again.
    """
    name = str(period)
    after, notes = _position(workspace, name, inbox)
    headings = list(inbox.headings(after, _since(workspace, name)))
    wanted = _wanted(workspace, headings)
    result = collect_incoming(
        workspace,
        period,
        _fetched(workspace, name, inbox, wanted, now),
        now=now,
        progress=progress,
    )
    inbox.move([one.uid for one in wanted])
    if headings:
        with open_ledger(workspace.database_url) as ledger:
            ledger.record_position(
                name, inbox.name, inbox.uidvalidity, headings[-1].uid
            )
    return replace(result, notes=(*notes, *result.notes))


def _position(
    workspace: Workspace, period: str, inbox: Inbox
) -> tuple[int, tuple[Finding, ...]]:
    """Give the UID after which to read; from the beginning where the server has numbered anew."""
    with open_ledger(workspace.database_url) as ledger:
        uidvalidity, uid = ledger.mailbox_position(period, inbox.name)
    if uidvalidity in {0, inbox.uidvalidity}:
        return uid, ()
    return 0, (MAILBOX_RENUMBERED.at(Place(sheet=inbox.name), found=inbox.name),)


def _since(workspace: Workspace, period: str) -> dt.date:
    """Give the day from which mails can concern a period: that of its first issue, whatever the time zone."""
    with open_ledger(workspace.database_url) as ledger:
        issued = ledger.issued(period)
    if not issued:
        raise PeriodError(
            f"{period} 还没有下发过报表，收到的无从核对：请先运行 xltool generate {period}"
        )
    return issued[0].issued_at.date() - dt.timedelta(days=1)


def _wanted(workspace: Workspace, headings: list[Heading]) -> list[Heading]:
    """Keep what encloses something, and what a unit wrote; the rest of the mailbox is none of our business."""
    owners = owners_of(workspace)
    return [one for one in headings if one.encloses or one.letter.sender in owners]


def _fetched(
    workspace: Workspace,
    period: str,
    inbox: Inbox,
    headings: list[Heading],
    now: dt.datetime,
) -> Iterator[Incoming]:
    """Fetch mail by mail into received/; one that is too large to be opened is only recorded."""
    folder = workspace.received(period)
    for one in headings:
        path = inbox.fetch(one, folder)
        name, source = f"{file_name(one.letter.subject)}.eml", f"{inbox.name}/{one.uid}"
        size = path.stat().st_size
        if size <= LARGEST_MAIL:
            yield Incoming(
                name=name,
                content=path.read_bytes(),
                source=source,
                sender=one.letter.sender,
            )
            continue
        arrival = Arrival(
            sha256=path.stem,
            name=name,
            size=size,
            stored=path.name,
            source=source,
            sender=one.letter.sender,
            container=True,
        )
        with open_ledger(workspace.database_url) as ledger:
            ledger.record_originals(period, [arrival], received_at=now)
