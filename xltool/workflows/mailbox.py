"""`collect --mailbox`.

What lies in the office's mailbox, read by UID and collected like any other file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.errors import MailError, PeriodError
from xltool.findings import MAIL_INCOMPLETE, MAILBOX_RENUMBERED, Finding, Place
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Arrival
from xltool.mail.imap import Heading, MissingMail, imap_errors, open_inbox
from xltool.mail.parsing import LARGEST_MAIL
from xltool.text import file_name
from xltool.workflows.collecting import CollectResult, collect_incoming
from xltool.workflows.letters import owners_of
from xltool.workflows.receiving import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xltool.mail.imap import Inbox
    from xltool.model.period import Period
    from xltool.workspace import Workspace


def collect_mailbox(
    workspace: Workspace,
    period: Period,
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> CollectResult:
    """Collect what came into the mailbox since the last time.

    MailError if it cannot be read.
    """
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
    reader = _Reader(workspace=workspace, period=name, inbox=inbox, now=now)
    found = list(inbox.headings(after, _since(workspace, name)))
    wanted = reader.wanted(found)
    incoming = reader.fetched(wanted)
    result = collect_incoming(workspace, period, incoming, now=now, progress=progress)
    missing = {one.uid: one for one in reader.missing}
    inbox.move([one.uid for one in wanted if one.uid not in missing])
    read = _read_until(found, missing)
    if read:
        with open_ledger(workspace.database_url) as ledger:
            ledger.record_position(name, inbox.name, inbox.uidvalidity, read)
    told = [
        MAIL_INCOMPLETE.at(Place(sheet=inbox.name), found=one.uid, reason=one.reason)
        for one in missing.values()
    ]
    return replace(result, notes=(*notes, *told, *result.notes))


def _read_until(
    found: list[Heading | MissingMail], missing: dict[int, MissingMail]
) -> int:
    """Give the UID up to which every mail is whole in the ledger; 0 for none.

    What came after a mail that is missing is read again the next time, and found to be
    there already.
    """
    read = 0
    for heading in found:
        if heading.uid in missing:
            break
        read = heading.uid
    return read


def _position(
    workspace: Workspace, period: str, inbox: Inbox
) -> tuple[int, tuple[Finding, ...]]:
    """Give the UID after which to read.

    From the beginning where the server has numbered anew.
    """
    with open_ledger(workspace.database_url) as ledger:
        uidvalidity, uid = ledger.mailbox_position(period, inbox.name)
    if uidvalidity in {0, inbox.uidvalidity}:
        return uid, ()
    return 0, (MAILBOX_RENUMBERED.at(Place(sheet=inbox.name), found=inbox.name),)


def _since(workspace: Workspace, period: str) -> dt.date:
    """Give the day from which mails can concern a period.

    That of its first issue, whatever the time zone.
    """
    with open_ledger(workspace.database_url) as ledger:
        issued = ledger.issued(period)
    if not issued:
        raise PeriodError(
            f"{period} 还没有下发过报表，收到的无从核对：请先运行 xltool generate "
            f"{period}"
        )
    return issued[0].issued_at.date() - dt.timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Fetches the mails that concern a period.

    `missing` are those that are not whole.
    """

    workspace: Workspace
    period: str
    inbox: Inbox
    now: dt.datetime
    missing: list[MissingMail] = field(default_factory=list)

    def wanted(self, found: list[Heading | MissingMail]) -> list[Heading]:
        """Keep what encloses something, and what a unit wrote.

        The rest of the mailbox is none of our business.
        """
        owners = owners_of(self.workspace)
        wanted = []
        for heading in found:
            if isinstance(heading, MissingMail):
                self.missing.append(heading)
            elif heading.encloses or heading.letter.sender in owners:
                wanted.append(heading)
        return wanted

    def fetched(self, headings: list[Heading]) -> Iterator[Incoming]:
        """Fetch mail by mail into received/."""
        folder = self.workspace.received(self.period)
        for heading in headings:
            path = self.inbox.fetch(heading, folder)
            if isinstance(path, MissingMail):
                self.missing.append(path)
            elif path.stat().st_size > LARGEST_MAIL:
                self._only_record(heading, path)
            else:
                yield self._incoming(heading, path)

    def _incoming(self, heading: Heading, path: Path) -> Incoming:
        """Give a mail; that our own mailbox had it is proof of when it came."""
        arrived = heading.arrived_at
        return Incoming(
            name=_name(heading),
            content=path.read_bytes(),
            source=self._source(heading),
            sender=heading.letter.sender,
            sent_at=arrived,
            proven_at=arrived,
            proof=self.inbox.name if arrived else "",
        )

    def _only_record(self, heading: Heading, path: Path) -> None:
        """Record a mail that is too large to be opened."""
        arrival = Arrival(
            sha256=path.stem,
            name=_name(heading),
            size=path.stat().st_size,
            stored=path.name,
            source=self._source(heading),
            sender=heading.letter.sender,
            container=True,
        )
        with open_ledger(self.workspace.database_url) as ledger:
            ledger.record_originals(self.period, [arrival], received_at=self.now)

    def _source(self, heading: Heading) -> str:
        """Say where a mail lies: its mailbox and its number there."""
        return f"{self.inbox.name}/{heading.uid}"


def _name(heading: Heading) -> str:
    """Give the name under which a mail is kept."""
    return f"{file_name(heading.letter.subject)}.eml"
