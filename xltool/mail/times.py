"""When a mail was sent and when it was received, and by whose word.

A sender writes the Date. A server that a mail passes puts a Received line on top of
those that are there (RFC 5321, 4.4), so that only the topmost line can be of the
office's own server; whatever stands below may be the sender's invention.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from xltool.mail.headers import header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import Message

_BY = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)
_ZONE = dt.timezone(dt.timedelta(hours=8))
_EARLIEST = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)
_TOLERANCE = dt.timedelta(days=1)
"""By which clocks may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTimes:
    """The times of a mail.

    `written` is the sender's Date, `received` the topmost server's time and `by` its
    name.
    """

    written: dt.datetime | None = None
    received: dt.datetime | None = None
    by: str = ""

    @property
    def best(self) -> dt.datetime | None:
        """The time by which mails are put in order."""
        return self.received or self.written

    @property
    def contradict(self) -> bool:
        """Whether the sender's clock and the server's are a day apart."""
        if self.written is None or self.received is None:
            return False
        return abs(self.received - self.written) > _TOLERANCE

    def proven(self, trusted: Sequence[str]) -> dt.datetime | None:
        """Give the time at which a trusted server received the mail.

        None if none did.
        """
        return self.received if is_trusted(self.by, trusted) else None


def is_trusted(host: str, trusted: Sequence[str]) -> bool:
    """Say whether a server is one of `trusted`, or stands in a domain that is."""
    name = host.lower().rstrip(".")
    for domain in trusted:
        wanted = domain.strip().lower().strip(".")
        if wanted and (name == wanted or name.endswith(f".{wanted}")):
            return True
    return False


def local_time(moment: dt.datetime | None) -> str:
    """Give a time as the office's clock shows it."""
    return f"{moment.astimezone(_ZONE):%Y-%m-%d %H:%M}" if moment else ""


def times_of(message: Message) -> MailTimes:
    """Read the times of a mail; what is no time, or none that can be, is left out."""
    received, by = None, ""
    lines = message.get_all("Received") or []
    if lines:
        first = " ".join(str(lines[0]).split())
        named = _BY.search(first)
        received = _time(first.rpartition(";")[2])
        by = named[1] if named else ""
    return MailTimes(written=_time(header(message, "Date")), received=received, by=by)


def _time(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        in_utc = aware.astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    latest = dt.datetime.now(dt.UTC) + _TOLERANCE
    return in_utc if _EARLIEST < in_utc < latest else None
