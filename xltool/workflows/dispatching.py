"""Sending mails so that none is sent twice and none is forgotten.

Each is in the ledger before it is handed to the server, as PREPARED and then as
SENDING, and after it with its fate. A run that was killed is simply repeated: what is
sent stays sent, what is prepared is sent, and what was being sent when the program died
is named, because nobody can know. What another run that lives is sending is left to it:
who sends a mail has a claim on it meanwhile.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.findings import (
    ADDRESS_REFUSED,
    BAD_ADDRESS,
    DRAFT_MAYBE_SENT,
    MAIL_DEFERRED,
    MAIL_REFUSED,
    MAIL_UNKNOWN,
    NO_ADDRESS,
    Finding,
)
from xltool.json_values import json_path
from xltool.ledger.claims import claim_number, open_claims
from xltool.ledger.records import Mail
from xltool.mail.composing import Draft, as_unsent, compose, is_address, message_id
from xltool.mail.smtp import SmtpConnection
from xltool.model.mail import DOUBTFUL_STATES, OPEN_STATES, MailKind, MailState
from xltool.text import file_name
from xltool.workflows.keys import signing_key
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xltool.ledger.claims import Claims
    from xltool.ledger.ledger import Ledger
    from xltool.mail.smtp import Outcome
    from xltool.model.registry import Unit
    from xltool.workflows.acting import Clock
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail that is due.

    `key` tells it from the others of its kind to the same unit in the period.
    """

    unit: str
    name: str
    kind: MailKind
    key: str
    draft: Draft
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where a mail stands after this run.

    `now` says whether this run brought it there.
    """

    unit: str
    name: str
    recipients: tuple[str, ...]
    subject: str
    state: MailState
    now: bool = False
    reply: str = ""
    path: Path | None = None
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Give one of the `mails` of `send`, `remind` and `collect --json`."""
        return {
            "unit": self.unit,
            "name": self.name,
            "to": list(self.recipients),
            "subject": self.subject,
            "state": self.state.value,
            "now": self.now,
            "reply": self.reply,
            "path": json_path(self.path),
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A mail that is recorded and written to the outbox."""

    outgoing: Outgoing
    record: Mail
    content: bytes
    path: Path


def addressed(
    unit: Unit, *more: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Finding, ...]]:
    """Give a unit's addresses, its copies with `more`, and what is wrong with them."""
    every = dict.fromkeys((*unit.emails, *unit.copies, *more))
    findings = [
        BAD_ADDRESS.at(found=one, expected=unit.name)
        for one in every
        if not is_address(one)
    ]
    to = tuple(dict.fromkeys(one for one in unit.emails if is_address(one)))
    copies = tuple(
        one
        for one in dict.fromkeys((*unit.copies, *more))
        if is_address(one) and one not in to
    )
    if not to:
        findings.append(NO_ADDRESS.at(found=unit.name))
    return to, copies, tuple(findings)


def findings_of(deliveries: Iterable[Delivery]) -> tuple[Finding, ...]:
    """Give what is wrong with any of the mails."""
    return tuple(finding for one in deliveries for finding in one.findings)


def preview(outgoing: Iterable[Outgoing]) -> tuple[Delivery, ...]:
    """Say what would be sent to whom; nothing is recorded or written."""
    return tuple(
        _delivery(one, MailState.PREPARED, findings=one.findings) for one in outgoing
    )


def dispatch(  # noqa: PLR0913 - what a caller may say of the run
    workspace: Workspace,
    ledger: Ledger,
    period: str,
    outgoing: Sequence[Outgoing],
    *,
    clock: Clock,
    resend_unknown: bool = False,
) -> tuple[Delivery, ...]:
    """Send the mails that are due, or write them as drafts where no SMTP server is set.

    In the order of `outgoing`. `clock` gives the times that the ledger notes. MailError
    if the server is out of reach or refuses the login; what was not sent then is sent
    next time.
    """
    settled: dict[int, Delivery] = {}
    waiting: dict[int, _Prepared] = {}
    drafting = not workspace.settings.mail.smtp_host
    signing_key(workspace, ledger, now=clock())  # Message-IDs follow from it
    with open_claims(ledger.engine) as claims:
        for number, mail in enumerate(outgoing):
            identifier = _identifier(workspace, period, mail)
            known, elsewhere = _known(ledger, claims, identifier)
            if not mail.draft.to:
                state = MailState.WITHHELD
                settled[number] = _delivery(mail, state, findings=mail.findings)
            elif known is not None and elsewhere:
                settled[number] = _delivery(mail, known.state, findings=mail.findings)
            elif known is not None and _stays(
                workspace, known, drafting=drafting, resend_unknown=resend_unknown
            ):
                if known.state is MailState.SENDING:
                    known = _lost(ledger, known, clock())
                settled[number] = _as_it_is(workspace, mail, known, drafting=drafting)
            else:
                now = clock()
                waiting[number] = _prepare(
                    workspace, ledger, period, mail, known, now=now
                )
        settled |= _deliver(workspace, ledger, claims, waiting, clock)
    return tuple(settled[number] for number in sorted(settled))


def _deliver(
    workspace: Workspace,
    ledger: Ledger,
    claims: Claims,
    waiting: dict[int, _Prepared],
    clock: Clock,
) -> dict[int, Delivery]:
    """Send the mails that wait, or write them as drafts; give what became of each."""
    if workspace.settings.mail.smtp_host:
        return dict(_send_all(workspace, ledger, claims, waiting, clock))
    delivered = {}
    for number, prepared in waiting.items():
        delivered[number] = _drafted(ledger, prepared, clock())
    return delivered


def _identifier(workspace: Workspace, period: str, outgoing: Outgoing) -> str:
    """Give a mail's Message-ID, which is the same whenever it is prepared."""
    _, _, domain = workspace.settings.mail.address.rpartition("@")
    return message_id(
        workspace.key(),
        period,
        outgoing.unit,
        outgoing.kind.value,
        outgoing.key,
        domain=domain,
    )


def _known(ledger: Ledger, claims: Claims, identifier: str) -> tuple[Mail | None, bool]:
    """Give a mail as the ledger has it, and whether another run is sending it."""
    known = ledger.mail(identifier)
    if known is None or known.state is not MailState.SENDING:
        return known, False
    number = [claim_number(identifier)]
    mine = claims.take(number)
    if not mine:
        return known, True
    claims.let_go(mine)
    # it may just have been sent; else its run is dead
    return ledger.mail(identifier), False


def _stays(
    workspace: Workspace, known: Mail, *, drafting: bool, resend_unknown: bool
) -> bool:
    """Say whether a mail is left as it is.

    A draft that was deleted is written again.
    """
    if known.state in OPEN_STATES:
        return False
    if known.state is MailState.DRAFTED and drafting:
        return (
            workspace.outbox(known.period) / known.file
        ).exists() and not resend_unknown
    return not (known.state in DOUBTFUL_STATES and resend_unknown)


def _lost(ledger: Ledger, known: Mail, now: dt.datetime) -> Mail:
    """Record that nobody can know what became of a mail.

    The run that was sending it is dead.
    """
    state, reply = MailState.UNKNOWN, "程序中断"
    ledger.settle_mail(known.message_id, state, reply=reply, at=now)
    return replace(known, state=state)


def _as_it_is(
    workspace: Workspace, outgoing: Outgoing, known: Mail, *, drafting: bool
) -> Delivery:
    """Say of a mail that is left alone in which state it is, and what may be wrong."""
    path = workspace.outbox(known.period) / known.file
    finding: tuple[Finding, ...] = ()
    state = known.state
    if state is MailState.UNKNOWN:
        finding = (
            MAIL_UNKNOWN.at(
                found=f"（{known.reply or '程序中断'}）", expected=outgoing.name
            ),
        )
    elif state is MailState.DRAFTED and not drafting:
        finding = (DRAFT_MAYBE_SENT.at(found=known.file, expected=outgoing.name),)
    return _delivery(
        outgoing,
        state,
        reply=known.reply,
        path=path,
        findings=(*outgoing.findings, *finding),
    )


def _prepare(  # noqa: PLR0913 - what a mail consists of
    workspace: Workspace,
    ledger: Ledger,
    period: str,
    outgoing: Outgoing,
    known: Mail | None,
    *,
    now: dt.datetime,
) -> _Prepared:
    """Write a mail to the outbox and record it, in place of what was `known` of it."""
    identifier = _identifier(workspace, period, outgoing)
    mail, office = workspace.settings.mail, workspace.settings.office
    message = compose(
        outgoing.draft,
        sender=mail.address,
        name=office.name,
        identifier=identifier,
        date=now,
    )
    content = message.as_bytes() if mail.smtp_host else as_unsent(message)
    name = (
        f"{file_name(f'{outgoing.name}_{outgoing.kind.value}_{outgoing.key[:12]}')}.eml"
    )
    write_atomically(workspace.outbox(period) / name, content)
    record = Mail(
        message_id=identifier,
        period=period,
        unit=outgoing.unit,
        kind=outgoing.kind,
        key=outgoing.key,
        state=MailState.PREPARED,
        recipients=" ".join((*outgoing.draft.to, *outgoing.draft.copies)),
        subject=outgoing.draft.subject,
        file=name,
        reply="",
        changed_at=now,
    )
    ledger.record_mail(record, replacing=known.state if known else None)
    return _Prepared(
        outgoing=outgoing,
        record=record,
        content=content,
        path=workspace.outbox(period) / name,
    )


def _drafted(ledger: Ledger, prepared: _Prepared, now: dt.datetime) -> Delivery:
    """Note a mail as written and not sent."""
    ledger.settle_mail(prepared.record.message_id, MailState.DRAFTED, reply="", at=now)
    return _delivery(
        prepared.outgoing,
        MailState.DRAFTED,
        now=True,
        path=prepared.path,
        findings=prepared.outgoing.findings,
    )


def _send_all(
    workspace: Workspace,
    ledger: Ledger,
    claims: Claims,
    waiting: dict[int, _Prepared],
    clock: Clock,
) -> dict[int, Delivery]:
    """Send in rounds.

    What a server does not take for the moment (greylisting) is offered again after a
    while.
    """
    mail = workspace.settings.mail
    settled: dict[int, Delivery] = {}
    with SmtpConnection(mail, workspace.root) as connection:
        for attempt in range(1, mail.attempts + 1):
            for number, item in waiting.items():
                if settled:
                    time.sleep(mail.pause_seconds)
                settled[number] = _send(
                    ledger,
                    claims,
                    connection,
                    item,
                    clock=clock,
                    last_try=attempt == mail.attempts,
                )
            waiting = {
                number: one
                for number, one in waiting.items()
                if settled[number].state is MailState.PREPARED
            }
            if not waiting:
                break
            if attempt < mail.attempts:
                time.sleep(mail.retry_seconds)
    return settled


def _send(  # noqa: PLR0913 - one private caller
    ledger: Ledger,
    claims: Claims,
    connection: SmtpConnection,
    prepared: _Prepared,
    *,
    clock: Clock,
    last_try: bool,
) -> Delivery:
    """Send one mail, recorded before and after."""
    connection.connect()  # whatever fails here has sent nothing
    identifier, recipients = (
        prepared.record.message_id,
        tuple(prepared.record.recipients.split()),
    )
    number = [claim_number(identifier)]
    mine = claims.take(number)
    if not mine or not ledger.claim_mail(identifier, at=clock()):
        claims.let_go(mine)
        known = ledger.mail(identifier)
        return _delivery(
            prepared.outgoing,
            known.state if known else MailState.UNKNOWN,
            findings=prepared.outgoing.findings,
        )
    outcome = connection.send(prepared.content, recipients, last_try=last_try)
    ledger.settle_mail(identifier, outcome.state, reply=outcome.reply, at=clock())
    claims.let_go(mine)
    findings = (
        *prepared.outgoing.findings,
        *_findings(outcome, prepared.outgoing.name),
    )
    return _delivery(
        prepared.outgoing,
        outcome.state,
        now=True,
        reply=outcome.reply,
        path=prepared.path,
        findings=findings,
    )


def _findings(outcome: Outcome, name: str) -> tuple[Finding, ...]:
    """Say what a server objected to."""
    match outcome.state:
        case MailState.REFUSED:
            return (MAIL_REFUSED.at(found=outcome.reply, expected=name),)
        case MailState.UNKNOWN:
            return (MAIL_UNKNOWN.at(found=f"（{outcome.reply}）", expected=name),)
        case MailState.PREPARED:
            return (MAIL_DEFERRED.at(found=outcome.reply, expected=name),)
    return tuple(
        ADDRESS_REFUSED.at(found=one, expected=name) for one in outcome.refused
    )


def _delivery(outgoing: Outgoing, state: MailState, **rest: object) -> Delivery:
    """Say what became of a mail."""
    base = Delivery(
        unit=outgoing.unit,
        name=outgoing.name,
        recipients=(*outgoing.draft.to, *outgoing.draft.copies),
        subject=outgoing.draft.subject,
        state=state,
    )
    return replace(base, **rest)  # type: ignore[arg-type] # the fields of the same class
