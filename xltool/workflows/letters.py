"""What came by mail, as letters.

Who wrote, what was enclosed, what a person should know. Recorded last, when all that is
in a letter is stored and judged; a letter that an interrupted run left unrecorded is
found by its original.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from xltool.excel.registry import read_registry
from xltool.findings import (
    AUTOMATIC_ENCLOSURES,
    AUTOMATIC_REPORT,
    ENCLOSURES_KEPT,
    LETTER_AUTOMATIC,
    LETTER_EMPTY,
    LETTER_LINKS,
    MAIL_BOUNCED,
    Finding,
    Place,
)
from xltool.ledger.records import Letter
from xltool.model.mail import MailState
from xltool.workflows.opening import OpenedAs, OpeningRules
from xltool.workflows.receiving import Incoming, open_stored
from xltool.workflows.sharing import kept_here

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.execution.executors import IsolatingExecutor
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original
    from xltool.mail.parsing import ParsedMail as Mail
    from xltool.model.registry import Unit
    from xltool.workflows.opening import Opened
    from xltool.workspace import Workspace

_SAID_OF_ROBOTS = {AUTOMATIC_ENCLOSURES.code, AUTOMATIC_REPORT.code}
_MOST_NAMED = 5
"""Enclosures that a finding names; of more, the first."""


def opening_rules(workspace: Workspace) -> OpeningRules:
    """Give how the office's settings want mails and archives to be read."""
    return OpeningRules(
        own_address=workspace.settings.mail.address,
        trusted=workspace.settings.mail.trusted_servers,
        passwords=workspace.settings.judging.passwords,
    )


def record_letters(  # noqa: PLR0913 - how, where, which, when
    executor: IsolatingExecutor,
    workspace: Workspace,
    ledger: Ledger,
    period: str,
    *,
    until: int,
    now: dt.datetime,
) -> tuple[Finding, ...]:
    """Record the letters of a period that are not recorded yet.

    Up to an original such that it and all before it are judged. Gives what a person
    should know about them.
    """
    folder = workspace.received(period)
    waiting = kept_here(folder, ledger.unread_letters(period, until=until))
    if not waiting:
        return ()
    owners = owners_of(workspace)
    findings: list[Finding] = []
    kept = (_kept(folder, original) for original in waiting)
    opened = open_stored(executor, kept, opening_rules(workspace))
    for original, opened_mail in zip(waiting, opened, strict=True):
        if opened_mail.letter is not None:
            ledger.record_letter(_letter(original, opened_mail.letter, opened_mail))
            findings += _findings(ledger, opened_mail.letter, opened_mail, owners, now)
    return tuple(findings)


def _kept(folder: Path, original: Original) -> Incoming:
    """Read a letter that is kept."""
    content = (folder / original.stored).read_bytes()
    return Incoming(name=original.stored, content=content)


def _letter(original: Original, mail: Mail, opened: Opened) -> Letter:
    """Put together what the ledger keeps of a mail; `enclosed` is what was judged."""
    enclosed = []
    for file in opened.files:
        if file.role is OpenedAs.REPORT:
            enclosed.append(hashlib.sha256(file.content).hexdigest())
    return Letter(
        original=original.id,
        message_id=mail.message_id,
        references=mail.references,
        sender=mail.sender,
        subject=mail.subject,
        automatic=mail.automatic,
        enclosed=tuple(enclosed),
        links=" ".join(mail.links) if not opened.files else "",
    )


def owners_of(workspace: Workspace) -> dict[str, tuple[Unit, ...]]:
    """Give the units that each mail address is registered for."""
    registry, _ = read_registry(workspace.registry)
    owners: dict[str, tuple[Unit, ...]] = {}
    for unit in registry.units:
        listed = (*unit.emails, *unit.copies)
        for address in {address.strip().lower() for address in listed}:
            owners[address] = (*owners.get(address, ()), unit)
    return owners


def _findings(
    ledger: Ledger,
    mail: Mail,
    opened: Opened,
    owners: dict[str, tuple[Unit, ...]],
    now: dt.datetime,
) -> Iterator[Finding]:
    """Give what a person should know of a mail: what lies beside the report, that a
    robot wrote it, that a unit's mail has no report.
    """
    yield from mail.findings
    yield from _enclosures(mail, opened)
    told = {finding.code for finding in mail.findings}
    if mail.automatic:
        bounced = list(_bounces(ledger, mail, now))
        yield from bounced
        if not bounced and not told & _SAID_OF_ROBOTS:
            yield LETTER_AUTOMATIC.at(mail.place, found=mail.subject)
    elif not opened.files and mail.sender in owners and not told:
        names = "、".join(unit.name for unit in owners[mail.sender])
        yield _nothing_enclosed(mail, names)


def _enclosures(mail: Mail, opened: Opened) -> Iterator[Finding]:
    """Name what lies beside the report and is kept with it."""
    enclosures = [one for one in opened.files if one.role is OpenedAs.ENCLOSURE]
    if enclosures:
        names = "、".join(one.name for one in enclosures[:_MOST_NAMED])
        yield ENCLOSURES_KEPT.at(mail.place, found=names)


def _nothing_enclosed(mail: Mail, units: str) -> Finding:
    """Say of a unit's mail that no report is in it, and where it may be instead."""
    if not mail.links:
        return LETTER_EMPTY.at(mail.place, found=mail.subject, expected=units)
    link = "、".join(mail.links[:3])
    return LETTER_LINKS.at(mail.place, found=mail.subject, expected=units, link=link)


def _bounces(ledger: Ledger, mail: Mail, now: dt.datetime) -> Iterator[Finding]:
    """Name the units that mails of ours did not reach, as a mail server reports."""
    for message_id in mail.bounced:
        finding = _bounced(ledger, message_id, mail.place, now)
        if finding is not None:
            yield finding


def _bounced(
    ledger: Ledger, message_id: str, place: Place, now: dt.datetime
) -> Finding | None:
    """Name the unit that a mail of ours did not reach.

    If it went to nobody else, it is to be sent again.
    """
    sent = ledger.mail(message_id)
    if sent is None:
        return None
    if sent.state in {MailState.SENT, MailState.UNKNOWN} and " " not in sent.recipients:
        ledger.settle_mail(message_id, MailState.REFUSED, reply="退信", at=now)
    return MAIL_BOUNCED.at(place, found=sent.recipients, expected=sent.unit)
