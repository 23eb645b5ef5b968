"""What came by mail, as letters: who wrote, what was enclosed, and what a person should know about it.

Recorded last, when all that is in a letter is stored and judged; a letter that an
interrupted run left unrecorded is found by its original.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.registry import read_registry
from xltool.findings import LETTER_AUTOMATIC, LETTER_EMPTY, MAIL_BOUNCED, Finding, Place
from xltool.ledger.records import Letter
from xltool.mail.parsing import HEAD, LARGEST_MAIL, read_letter, unopened_letter
from xltool.model.mail import MailState
from xltool.workflows.receiving import Incoming, stored_files
from xltool.workflows.sharing import kept_here

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original
    from xltool.mail.parsing import Letter as Mail
    from xltool.model.registry import Unit
    from xltool.workspace import Workspace


def record_letters(
    workspace: Workspace, ledger: Ledger, period: str, *, until: int, now: dt.datetime
) -> tuple[Finding, ...]:
    """Record the letters of a period that are not recorded yet, up to an original whose like are all judged.

    Gives what a person should know about them.
    """
    waiting = kept_here(
        workspace.received(period), ledger.unread_letters(period, until=until)
    )
    if not waiting:
        return ()
    owners = owners_of(workspace)
    findings: list[Finding] = []
    for original in waiting:
        mail, enclosed = _read(
            workspace.received(period), original, workspace.settings.mail.address
        )
        ledger.record_letter(
            Letter(
                original=original.id,
                message_id=mail.message_id,
                references=mail.references,
                sender=mail.sender,
                subject=mail.subject,
                automatic=mail.automatic,
                enclosed=enclosed,
            )
        )
        findings += _findings(ledger, mail, owners, now, empty=not enclosed)
    return tuple(findings)


def owners_of(workspace: Workspace) -> dict[str, tuple[Unit, ...]]:
    """Give the units that each mail address is registered for."""
    registry, _ = read_registry(workspace.registry)
    owners: dict[str, tuple[Unit, ...]] = {}
    for unit in registry.units:
        for address in {one.strip().lower() for one in (*unit.emails, *unit.copies)}:
            owners[address] = (*owners.get(address, ()), unit)
    return owners


def _read(
    folder: Path, original: Original, own_address: str
) -> tuple[Mail, tuple[str, ...]]:
    """Read an original that is a mail; gives with it the hashes of the files that were judged."""
    path = folder / original.stored
    if original.size > LARGEST_MAIL:
        with path.open("rb") as file:
            return unopened_letter(file.read(HEAD), original.size, own_address), ()
    content = path.read_bytes()
    inside = stored_files(
        folder, Incoming(name=original.stored, content=content), own_address
    )
    enclosed = tuple(
        arrival.sha256 for _, arrival, _ in inside if not arrival.container
    )
    return read_letter(content, own_address), enclosed


def _findings(
    ledger: Ledger,
    mail: Mail,
    owners: dict[str, tuple[Unit, ...]],
    now: dt.datetime,
    *,
    empty: bool,
) -> Iterator[Finding]:
    place = Place(sheet=f"{mail.sender}：{mail.subject}")
    yield from mail.findings
    bounced = [
        finding
        for one in mail.bounced
        if (finding := _bounced(ledger, one, place, now))
    ]
    yield from bounced
    if mail.automatic:
        if not bounced:
            yield LETTER_AUTOMATIC.at(place, found=mail.subject)
    elif empty and not mail.findings and mail.sender in owners:
        names = "、".join(unit.name for unit in owners[mail.sender])
        yield LETTER_EMPTY.at(place, found=mail.subject, expected=names)


def _bounced(
    ledger: Ledger, message_id: str, place: Place, now: dt.datetime
) -> Finding | None:
    """Name the unit that a mail of ours did not reach; if it went to nobody else, it is to be sent again."""
    sent = ledger.mail(message_id)
    if sent is None:
        return None
    if sent.state in {MailState.SENT, MailState.UNKNOWN} and " " not in sent.recipients:
        ledger.settle_mail(message_id, MailState.REFUSED, reply="退信", at=now)
    return MAIL_BOUNCED.at(place, found=sent.recipients, expected=sent.unit)
