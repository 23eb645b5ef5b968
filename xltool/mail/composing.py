"""Composing a mail that QQ, 163, Outlook and Foxmail all show correctly.

The headers are those of `email.message`, which refuses line breaks; texts that came
from outside are made one line before they become a header.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP, compat32
from email.utils import format_datetime
from typing import TYPE_CHECKING

from xltool.text import shorten

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

LONGEST_SUBJECT = 120
_POLICY = SMTP.clone(cte_type="7bit", refold_source="none")
"""Seven bits only, for old servers; and a part's headers stay as `_part` wrote them."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ADDRESS = re.compile(
    r"""
    [A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}  # kjj.office
    @
    (?:[A-Za-z0-9-]{1,63}\.)*             # mail.example.
    [A-Za-z0-9-]{2,63}                    # cn
    """,
    re.VERBOSE,
)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")
_ENCODED_BYTES = 42
"""So many bytes of a name go into one encoded word: with its frame it stays below the
75 that RFC 2047 allows.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to be sent: the name that the reader sees, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be sent.

    `in_reply_to` and `references` put an answer into the unit's own thread.
    """

    to: tuple[str, ...]
    copies: tuple[str, ...] = ()
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str = ""
    references: str = ""
    automatic: bool = False
    """Sent by the program alone: marked so that no other program answers it."""


def message_id(key: bytes, *parts: str, domain: str) -> str:
    """Give the Message-ID of the mail that `parts` tell from all others.

    Nobody without `key` can guess it.
    """
    digest = hmac.new(
        key, "\0".join(("mail", *parts)).encode(), hashlib.sha256
    ).hexdigest()
    return f"<{digest[:40]}@{domain or 'xltool.invalid'}>"


def is_address(text: str) -> bool:
    """Say whether this can be a mail address.

    Nothing in it can become another header or command.
    """
    return _ADDRESS.fullmatch(text) is not None


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """Make a text fit for a header.

    One line, no control or direction marks, not too long.
    """
    return shorten(_UNPRINTABLE.sub(" ", text), longest)


def message_ids(text: str) -> list[str]:
    """Give the Message-IDs in a header, and nothing else that may stand there."""
    return _MESSAGE_ID.findall(text)


def compose(
    draft: Draft, *, sender: str, name: str, identifier: str, date: dt.datetime
) -> EmailMessage:
    """Make the mail; `sender` may be empty for a draft that a person will send."""
    message = EmailMessage(policy=_POLICY)
    if sender:
        user, _, domain = sender.rpartition("@")
        message["From"] = Address(one_line(name, 60), user, domain)
    message["To"] = ", ".join(draft.to)
    if draft.copies:
        message["Cc"] = ", ".join(draft.copies)
    message["Subject"] = one_line(draft.subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = identifier
    _thread(message, draft)
    if draft.automatic:
        if draft.in_reply_to:
            message["Auto-Submitted"] = "auto-replied"
        else:
            message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(draft.text)
    message.add_alternative(draft.html, subtype="html")
    if draft.attachments:
        message.make_mixed()
        for attachment in draft.attachments:
            message.attach(_part(attachment))  # type: ignore[arg-type] # typeshed; any Message is taken
    _set_boundaries(message, identifier)
    return message


def as_unsent(message: EmailMessage) -> bytes:
    """Give the .eml that Outlook and Foxmail open as a draft, ready to be sent."""
    message["X-Unsent"] = "1"
    return message.as_bytes()


def _thread(message: EmailMessage, draft: Draft) -> None:
    answered = message_ids(draft.in_reply_to)[:1]
    if answered:
        message["In-Reply-To"] = answered[0]
        thread = dict.fromkeys([*message_ids(draft.references)[-10:], *answered])
        message["References"] = " ".join(thread)


def _part(attachment: Attachment) -> Message:
    """Make the part of an attachment, its name written twice.

    Outlook, QQ and old Foxmail read the RFC 2047 words of Content-Type, newer programs
    the RFC 2231 form of Content-Disposition. `EmailMessage` writes only the second,
    hence the older class.
    """
    part: Message = Message(policy=compat32)
    if attachment.name.lower().endswith(".xlsx"):
        kind = _XLSX
    else:
        kind = "application/octet-stream"
    words = "\r\n ".join(_encoded_words(attachment.name))
    part["Content-Type"] = f'{kind};\r\n name="{words}"'
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header(
        "Content-Disposition", "attachment", filename=("utf-8", "", attachment.name)
    )
    part.set_payload(base64.encodebytes(attachment.content).decode("ascii"))
    return part


def _encoded_words(text: str) -> Iterator[str]:
    """Give a text as encoded words, none of which cuts a character."""
    word = b""
    for char in text:
        encoded = char.encode()
        if len(word) + len(encoded) > _ENCODED_BYTES:
            yield _word(word)
            word = b""
        word += encoded
    yield _word(word)


def _word(content: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(content).decode('ascii')}?="


def _set_boundaries(message: EmailMessage, identifier: str) -> None:
    """Let the boundaries follow from the Message-ID: the same mail, the same bytes."""
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:24]
    parts: Iterable[Message] = message.walk()
    for number, part in enumerate(one for one in parts if one.is_multipart()):
        part.set_boundary(f"=_{digest}_{number}")
