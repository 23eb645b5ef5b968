"""Reading a mail that came: who sent it, whether a robot did, and what is attached, however it is encoded."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.policy import Compat32
from email.utils import getaddresses
from itertools import islice
from typing import TYPE_CHECKING, Any

from xltool.findings import (
    ATTACHMENT_DAMAGED,
    ATTACHMENTS_TOO_MANY,
    MAIL_TOO_LARGE,
    Finding,
    Place,
)
from xltool.mail.composing import LONGEST_SUBJECT, is_address, message_ids, one_line
from xltool.mail.winmail import BrokenWinmailError, winmail_attachments
from xltool.text import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LARGEST_MAIL = 96 << 20
"""Bytes.

A larger one is kept as it is and not opened: reading it takes several times as much
memory.
"""
MOST_ATTACHMENTS = 100
HEAD = 256 << 10
"""Bytes in which the headers of a mail are looked for."""
_NAMELESS = "附件.bin"
DEEPEST = 8
"""So many mails may be packed into each other."""

_ROBOTS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "bounce")
_LIST_HEADERS = (
    "List-Id",
    "List-Unsubscribe",
    "List-Post",
    "X-Autoreply",
    "X-Autorespond",
    "Feedback-ID",
)
_BULK = {"bulk", "junk", "list", "auto_reply"}
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}
"""What claims to be one of these is mostly the wider one in truth."""


class _Bare(Compat32):
    """Gives headers as they came: raw GBK bytes stay, where the standard policies make them question marks."""

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ARG002 - the policy's signature
        return value


_BARE = _Bare()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file out of a mail; `name` is safe to be used as a file name."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as far as it matters.

    `bounced` are the Message-IDs of ours that a delivery report is about.
    """

    message_id: str = ""
    references: str = ""
    sender: str = ""
    subject: str = ""
    automatic: bool = False
    bounced: tuple[str, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_letter(content: bytes, own_address: str = "") -> Letter:
    """Read a mail; nothing is taken out of what a robot, a list or we ourselves sent.

    What cannot be read is a finding: no mail, however broken, raises.
    """
    if len(content) > LARGEST_MAIL:
        return unopened_letter(content[:HEAD], len(content), own_address)
    message = message_from_bytes(content, policy=_BARE)
    letter = _envelope(message, own_address)
    if letter.automatic:
        return letter
    findings: list[Finding] = []
    files = tuple(
        islice(
            _enclosed(message, _place(letter), findings, DEEPEST), MOST_ATTACHMENTS + 1
        )
    )
    if len(files) > MOST_ATTACHMENTS:
        findings.append(ATTACHMENTS_TOO_MANY.at(_place(letter), found=MOST_ATTACHMENTS))
    return replace(letter, enclosed=files[:MOST_ATTACHMENTS], findings=tuple(findings))


def unopened_letter(head: bytes, size: int, own_address: str = "") -> Letter:
    """Read the headers of a mail that is too large to be opened; `size` is its own in bytes."""
    letter = read_envelope(head, own_address)
    too_large = MAIL_TOO_LARGE.at(
        _place(letter), found=f"{size >> 20} MB", expected=LARGEST_MAIL >> 20
    )
    return replace(letter, findings=(too_large,))


def read_envelope(head: bytes, own_address: str = "") -> Letter:
    """Read the headers of a mail of which only the beginning is at hand."""
    return _envelope(
        message_from_bytes(re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0], policy=_BARE),
        own_address,
    )


def mbox_mails(content: bytes) -> Iterator[bytes]:
    """Cut an .mbox into its mails."""
    for part in re.split(rb"(?m)^(?=From [^\r\n]*\d{4}\r?$)", content):
        first, _, mail = part.partition(b"\n")
        if first.startswith(b"From ") and mail.strip():
            yield re.sub(rb"(?m)^>(>*From )", rb"\1", mail)


def header_text(value: object) -> str:
    """Decode a header, also one that raw GBK bytes or badly cut encoded words stand in."""
    plain = _decoded(str(value or "").encode("utf-8", "surrogateescape"))
    try:
        parts = decode_header(re.sub(r"[\r\n]+", "", plain))
    except (HeaderParseError, ValueError):
        return plain
    return "".join(
        _decoded(part, charset) if isinstance(part, bytes) else part
        for part, charset in parts
    )


def _place(letter: Letter) -> Place:
    return Place(sheet=f"{letter.sender}：{letter.subject}")


def _envelope(message: Message, own_address: str) -> Letter:
    addresses = [
        address.lower()
        for _, address in getaddresses([_header(message, "From")])
        if is_address(address)
    ]
    sender = addresses[0] if len(addresses) == 1 else ""
    return Letter(
        message_id=next(iter(message_ids(_header(message, "Message-ID"))), ""),
        references=" ".join(
            message_ids(
                _header(message, "References") or _header(message, "In-Reply-To")
            )
        ),
        sender=sender,
        subject=one_line(header_text(message["Subject"]), LONGEST_SUBJECT)
        or "（无主题）",
        automatic=_is_automatic(message, sender, own_address.lower()),
        bounced=tuple(_bounced(message)),
    )


def _header(message: Message, name: str) -> str:
    return str(message.get(name, "")).replace("\r", "").replace("\n", "")


def _is_automatic(message: Message, sender: str, own_address: str) -> bool:
    """Say whether a person wrote it; where that is unclear no person did, since robots must never be answered."""
    user = sender.partition("@")[0]
    return (
        not sender
        or sender == own_address
        or user.startswith(_ROBOTS)
        or _header(message, "Return-Path").strip() == "<>"
        or _header(message, "Auto-Submitted").strip().lower() not in {"", "no"}
        or _header(message, "Precedence").strip().lower() in _BULK
        or any(name in message for name in _LIST_HEADERS)
        or message.get_content_type() == "multipart/report"
    )


def _bounced(message: Message) -> Iterator[str]:
    """Give the Message-IDs of the mails that a delivery report is about."""
    if message.get_content_type() == "multipart/report":
        for part in message.walk():
            if part is not message and "Message-ID" in part:
                yield from message_ids(_header(part, "Message-ID"))
            elif part.get_content_type() == "text/rfc822-headers":
                yield from message_ids(_payload(part).decode("ascii", "replace"))


def _enclosed(
    message: Message, place: Place, findings: list[Finding], depth: int
) -> Iterator[Enclosed]:
    """Give every attachment; what is damaged is added to `findings`."""
    for part in _leaves(message, depth):
        name = _file_name(part)
        kind = part.get_content_maintype()
        if not name and kind in {"text", "multipart", "message"}:
            continue
        if kind == "image" and ("Content-ID" in part or not name):
            continue  # a picture of the signature
        content = _payload(part)
        if name.lower().endswith(".eml"):
            if depth:
                yield from _enclosed(
                    message_from_bytes(content, policy=_BARE),
                    place,
                    findings,
                    depth - 1,
                )
        elif name.lower() == "winmail.dat":
            try:
                yield from [
                    Enclosed(name=_safe(inner or _NAMELESS), content=data)
                    for inner, data in winmail_attachments(content)
                ]
            except BrokenWinmailError:
                findings.append(ATTACHMENT_DAMAGED.at(place, found=name))
        else:
            yield Enclosed(name=name or _NAMELESS, content=content)


def _leaves(message: Message, depth: int) -> Iterator[Message]:
    """Give every part that is no container, also of the mails within the mail."""
    payload: Any = message.get_payload()
    if isinstance(payload, list):
        for part in payload if depth else ():
            yield from _leaves(part, depth - 1)
    else:
        yield message


def _file_name(part: Message) -> str:
    """Give the name of an attachment: RFC 2231, RFC 2047, or raw bytes; only its last component."""
    for header, parameter in (
        ("Content-Disposition", "filename"),
        ("Content-Type", "name"),
    ):
        value = part.get_param(parameter, header=header, unquote=True)
        if isinstance(value, tuple):
            charset, _, text = value
            return _safe(_decoded(text.encode("latin-1", "replace"), charset))
        if isinstance(value, str) and value.strip():
            return _safe(header_text(value))
    return ""


def _safe(name: str) -> str:
    """Give the last component of a name, without what a system or a reader could be deceived by."""
    last = one_line(re.split(r"[/\\]", name.partition("\0")[0])[-1], 160)
    stem, dot, suffix = last.rpartition(".")
    return (
        f"{file_name(stem)}.{file_name(suffix, longest=10)}"
        if dot and stem
        else file_name(last)
    )


def _payload(part: Message) -> bytes:
    """Decode a part's bytes; where the encoding is broken, what can be saved of it."""
    raw = part.get_payload()
    if not isinstance(raw, str):
        return b""
    content = raw.encode("utf-8", "surrogateescape")
    encoding = _header(part, "Content-Transfer-Encoding").strip().lower()
    if encoding == "base64":
        bare = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
        whole = bare[:-1] if len(bare) % 4 == 1 else bare
        return base64.b64decode(whole + b"=" * (-len(whole) % 4))
    if encoding == "quoted-printable":
        return quopri.decodestring(content)
    decoded = part.get_payload(decode=True)  # uuencode among others
    return decoded if isinstance(decoded, bytes) else content


def _decoded(raw: bytes, charset: str | None = None) -> str:
    """Decode bytes by what they claim to be, then by what they are."""
    claimed = (charset or "").lower()
    for encoding in (_WIDER.get(claimed, claimed), "utf-8", "gb18030"):
        try:
            if encoding:
                return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")
