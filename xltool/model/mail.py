"""邮件: what a mail of ours is about, and what is known of its fate."""

from __future__ import annotations

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail to a unit is about.

    The value also names its templates and its history entry.
    """

    ISSUE = "下发"
    ANSWER = "答复"
    REMINDER = "催报"
    QUESTION = "核对"
    """Asks several units whose a thing is that each of them reported."""


class MailState(StrEnum):
    """What is known of a mail's fate."""

    PREPARED = "待发"
    SENDING = "发送中"
    """Being handed over; if no other state follows, the program died then and nobody
    knows.
    """
    SENT = "已发"
    REFUSED = "被拒"
    UNKNOWN = "不明"
    """The connection broke after the whole mail was handed over and before the server
    answered.
    """
    DRAFTED = "草稿"
    """A file in the outbox, for a person to send."""
    WITHHELD = "不发"
    """Decided not to be sent; the reply says why."""


OPEN_STATES = frozenset({MailState.PREPARED, MailState.REFUSED})
"""What the same command sends when it is run again."""

DOUBTFUL_STATES = frozenset({MailState.SENDING, MailState.UNKNOWN, MailState.DRAFTED})
"""What may have reached the unit, so that only a person may have it sent again."""
