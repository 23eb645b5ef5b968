"""Whether a person wrote a mail.

Robots must never be answered: two that answer each other do not stop. Where it is
unclear, no person wrote it (RFC 3834, RFC 2919, and what offices' gateways add).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.mail.headers import header

if TYPE_CHECKING:
    from email.message import Message

_ROBOTS = (
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "donotreply",
    "bounce",
)
_LIST_HEADERS = (
    "List-Id",
    "List-Unsubscribe",
    "List-Post",
    "X-Autoreply",
    "X-Autorespond",
    "Feedback-ID",
)
_BULK = {"bulk", "junk", "list", "auto_reply"}


def is_automatic(message: Message, sender: str) -> bool:
    """Say whether no person is to be answered.

    `sender` is empty where that is unclear.
    """
    user = sender.partition("@")[0]
    return (
        not sender
        or user.startswith(_ROBOTS)
        or header(message, "Return-Path").strip() == "<>"
        or header(message, "Auto-Submitted").strip().lower() not in {"", "no"}
        or header(message, "Precedence").strip().lower() in _BULK
        or any(name in message for name in _LIST_HEADERS)
        or is_delivery_report(message)
    )


def is_delivery_report(message: Message) -> bool:
    """Say whether a mail server tells what became of a mail of ours."""
    return message.get_content_type() == "multipart/report"
