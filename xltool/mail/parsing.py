"""Reading a mail that came: who sent it and when, and what is attached.

Call `read_letter` where it may die: a mail is a stranger's bytes.
"""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass, field, replace
from email.utils import getaddresses
from typing import TYPE_CHECKING

from xltool.findings import (
    ATTACHMENT_DAMAGED,
    ATTACHMENTS_TOO_MANY,
    MAIL_TOO_DEEP,
    MAIL_TOO_LARGE,
    Finding,
    Place,
)
from xltool.mail.cloud_links import cloud_hosts
from xltool.mail.composing import LONGEST_SUBJECT, is_address, message_ids, one_line
from xltool.mail.furniture import is_furniture
from xltool.mail.headers import MailPart, decoded, header, header_text, parse_mail
from xltool.mail.robots import is_automatic, is_delivery_report
from xltool.mail.times import MailTimes, times_of
from xltool.mail.winmail import BrokenWinmailError, winmail_attachments
from xltool.text import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_MAIL = 96 << 20
"""Bytes. A larger one is kept and not opened: reading it takes several times as much
memory.
"""
MOST_ATTACHMENTS = 100
HEAD = 256 << 10
"""Bytes in which the headers of a mail are looked for."""
DEEPEST = 8
"""So many mails may be packed into each other."""
_DEEPEST_PARTS = 30
"""So many multiparts may stand in each other."""
_WORKBOOK_STARTS = (b"PK", b"\xd0\xcf\x11\xe0")
"""Of .xlsx and .xls, which some programs attach under a mail's name."""
_NAMELESS = "附件.bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file out of a mail; `name` is safe to be used as a file name."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """A mail as far as it matters.

    `automatic`: no person wrote it, so that nobody is to be answered. `own`: we sent
    it, or a mail server reports on a mail of ours, so that it holds no report.
    `bounced` are the Message-IDs of ours that a delivery report is about. `links` are
    the servers from which an attachment is to be downloaded.
    """

    message_id: str = ""
    references: str = ""
    sender: str = ""
    subject: str = ""
    times: MailTimes = field(default_factory=MailTimes)
    automatic: bool = False
    own: bool = False
    bounced: tuple[str, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    links: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def place(self) -> Place:
        """Where a person finds the mail: its sender and its subject."""
        return Place(sheet=f"{self.sender}：{self.subject}")


def read_letter(content: bytes, own_address: str = "") -> ParsedMail:
    """Read a mail; nothing is taken out of what we ourselves sent.

    What cannot be read is a finding: no mail, however broken, raises.
    """
    if len(content) > LARGEST_MAIL:
        return unopened_letter(content[:HEAD], len(content), own_address)
    try:
        message = parse_mail(content)
        letter = _envelope(message, own_address)
        if letter.own:
            return letter
        return _with_contents(letter, message)
    except RecursionError:
        letter = read_envelope(content[:HEAD], own_address)
        return replace(letter, findings=(MAIL_TOO_DEEP.at(letter.place),))


def unopened_letter(head: bytes, size: int, own_address: str = "") -> ParsedMail:
    """Read the headers of a mail that is too large to be opened; `size` is in bytes."""
    letter = read_envelope(head, own_address)
    too_large = MAIL_TOO_LARGE.at(
        letter.place, found=f"{size >> 20} MB", expected=LARGEST_MAIL >> 20
    )
    return replace(letter, findings=(too_large,))


def read_envelope(head: bytes, own_address: str = "") -> ParsedMail:
    """Read the headers of a mail of which only the beginning is at hand."""
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return _envelope(parse_mail(headers), own_address)


def mbox_mails(content: bytes) -> Iterator[bytes]:
    """Cut an .mbox into its mails."""
    for part in re.split(rb"(?m)^(?=From [^\r\n]*\d{4}\r?$)", content):
        first, _, mail = part.partition(b"\n")
        if first.startswith(b"From ") and mail.strip():
            yield re.sub(rb"(?m)^>(>*From )", rb"\1", mail)


def _envelope(message: MailPart, own_address: str) -> ParsedMail:
    addresses = []
    for _, address in getaddresses([header(message, "From")]):
        if is_address(address):
            addresses.append(address.lower())
    sender = addresses[0] if len(addresses) == 1 else ""
    thread = header(message, "References") or header(message, "In-Reply-To")
    subject = one_line(header_text(message["Subject"]), LONGEST_SUBJECT)
    from_us = bool(own_address) and sender == own_address.lower()
    return ParsedMail(
        message_id=next(iter(message_ids(header(message, "Message-ID"))), ""),
        references=" ".join(message_ids(thread)),
        sender=sender,
        subject=subject or "（无主题）",
        times=times_of(message),
        automatic=from_us or is_automatic(message, sender),
        own=from_us or is_delivery_report(message),
        bounced=tuple(_bounced(message)),
    )


def _bounced(message: MailPart) -> Iterator[str]:
    """Give the Message-IDs of the mails that a delivery report is about."""
    if not is_delivery_report(message):
        return
    for part in message.walk():
        if part is not message and "Message-ID" in part:
            yield from message_ids(header(part, "Message-ID"))
        elif part.get_content_type() == "text/rfc822-headers":
            yield from message_ids(_payload(part).decode("ascii", "replace"))


def _with_contents(letter: ParsedMail, message: MailPart) -> ParsedMail:
    """Add what is enclosed in a mail, and where its body says to download it from."""
    reader = _Reader(place=letter.place)
    reader.read(message, DEEPEST)
    return replace(
        letter,
        enclosed=tuple(reader.enclosed),
        links=tuple(reader.links),
        findings=tuple(reader.findings.values()),
    )


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Takes out what is enclosed in a mail and in the mails within it.

    `findings` has one for each code: of a hundred broken parts one is told.
    """

    place: Place
    enclosed: list[Enclosed] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)

    def read(self, message: MailPart, depth: int) -> None:
        """Take out everything; `depth` mails may still be packed into this one."""
        for part in self._leaves(message, _DEEPEST_PARTS):
            if len(self.enclosed) >= MOST_ATTACHMENTS:
                self._find(ATTACHMENTS_TOO_MANY.at(self.place, found=MOST_ATTACHMENTS))
                return
            self._read_part(part, depth)

    def _leaves(self, message: MailPart, depth: int) -> Iterator[MailPart]:
        """Give every part that is no container, also of the mails within the mail."""
        if not message.is_multipart():
            yield message
        elif depth:
            for part in message.parts():
                yield from self._leaves(part, depth - 1)
        else:
            self._find(MAIL_TOO_DEEP.at(self.place))

    def _read_part(self, part: MailPart, depth: int) -> None:
        """Take what a part holds: a body's links, an attachment, or another mail."""
        name = part_name(part)
        main = part.get_content_maintype()
        if not name and main == "text":
            self._read_body(part)
            return
        if not name and main in {"multipart", "message"}:
            return
        if _is_shown_in_text(part, name) or is_furniture(name, part.get_content_type()):
            return
        content = _payload(part)
        if name.lower().endswith(".eml"):
            self._read_mail(content, name, depth)
        elif name.lower() == "winmail.dat":
            self._read_winmail(content, name)
        else:
            self.enclosed.append(Enclosed(name=name or _NAMELESS, content=content))

    def _read_body(self, part: MailPart) -> None:
        charset = part.get_param("charset", "")
        text = decoded(_payload(part), charset if isinstance(charset, str) else "")
        self.links |= dict.fromkeys(cloud_hosts(text))

    def _read_mail(self, content: bytes, name: str, depth: int) -> None:
        if content.startswith(_WORKBOOK_STARTS):
            self.enclosed.append(Enclosed(name=name, content=content))
        elif depth:
            self.read(parse_mail(content), depth - 1)
        else:
            self._find(MAIL_TOO_DEEP.at(self.place))

    def _read_winmail(self, content: bytes, name: str) -> None:
        try:
            for inner, data in winmail_attachments(content):
                safe = safe_name(inner or _NAMELESS)
                if not is_furniture(safe, ""):
                    self.enclosed.append(Enclosed(name=safe, content=data))
        except BrokenWinmailError:
            self._find(ATTACHMENT_DAMAGED.at(self.place, found=name))

    def _find(self, finding: Finding) -> None:
        self.findings.setdefault(finding.code, finding)


def _is_shown_in_text(part: MailPart, name: str) -> bool:
    """Tell a picture of the mail's own text, such as a signature's logo."""
    is_picture = part.get_content_maintype() == "image"
    return is_picture and (not name or "Content-ID" in part)


def part_name(part: MailPart) -> str:
    """Give the name of an attachment: RFC 2231, RFC 2047, or raw bytes.

    Only its last component; empty where there is none.
    """
    places = (("Content-Disposition", "filename"), ("Content-Type", "name"))
    for header_name, parameter in places:
        value = part.get_param(parameter, header=header_name, unquote=True)
        if isinstance(value, tuple):
            charset, _, text = value
            raw = bytes(_byte(char) for char in text)
            return safe_name(decoded(raw, charset))
        if isinstance(value, str) and value.strip():
            return safe_name(header_text(value))
    return ""


def _byte(char: str) -> int:
    """Give the byte that a character of an RFC 2231 value stands for.

    Percent signs give Latin-1, and raw bytes came as surrogates.
    """
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return code - 0xDC00
    return code if code < 0x100 else ord("?")


def safe_name(name: str) -> str:
    """Give the last component of a name, which deceives neither system nor reader."""
    last = one_line(re.split(r"[/\\]", name.partition("\0")[0])[-1], 160)
    stem, dot, suffix = last.rpartition(".")
    if dot and stem:
        return f"{file_name(stem)}.{file_name(suffix, longest=10)}"
    return file_name(last)


def _payload(part: MailPart) -> bytes:
    """Decode a part's bytes; where the encoding is broken, what can be saved of it."""
    content = part.raw()
    encoding = header(part, "Content-Transfer-Encoding").strip().lower()
    if encoding == "base64":
        bare = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
        whole = bare[:-1] if len(bare) % 4 == 1 else bare
        return base64.b64decode(whole + b"=" * (-len(whole) % 4))
    if encoding == "quoted-printable":
        return quopri.decodestring(content)
    if encoding not in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return content
    decoded_payload = part.get_payload(decode=True)
    return decoded_payload if isinstance(decoded_payload, bytes) else content
