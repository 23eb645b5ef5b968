"""What was mailed: every mail of ours, before and after it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.ledger.records import Mail
from xltool.ledger.store import entry, lock_period, note, to_text, to_time
from xltool.model.mail import OPEN_STATES, MailKind, MailState

if TYPE_CHECKING:
    import datetime as dt

    from xltool.ledger.database import Database

_TOLD = {
    MailState.SENT: "发信",
    MailState.REFUSED: "发信被拒",
    MailState.UNKNOWN: "发信不明",
    MailState.DRAFTED: "拟信",
}
"""The states that the history tells of."""

_RECORD_AGAIN = """
UPDATE mail SET state = ?, recipients = ?, subject = ?, file = ?, reply = ?, changed_at = ?
WHERE message_id = ? AND state = ?"""


class Mails:
    """The part of the ledger that knows what was mailed."""

    database: Database

    def mails(self, period: str, kind: MailKind) -> tuple[Mail, ...]:
        """Give the mails of one kind in a period in the order in which they were first prepared."""
        query = "SELECT * FROM mail WHERE period = ? AND kind = ? ORDER BY id"
        with self.database.reading() as connection:
            return tuple(map(_mail_of, connection.rows(query, period, kind.value)))

    def mail(self, message_id: str) -> Mail | None:
        """Give the mail with this Message-ID; None if it is none of ours."""
        with self.database.reading() as connection:
            row = connection.first("SELECT * FROM mail WHERE message_id = ?", message_id)
        return None if row is None else _mail_of(row)

    def record_mail(self, prepared: Mail, *, replacing: MailState | None) -> None:
        """Record a mail before it is sent; one that is known by now only if it still is in the state `replacing`.

        A mail that another run has taken in hand in the meantime stays in that run's hands.
        """
        columns = {name: getattr(prepared, name) for name in Mail.__dataclass_fields__}
        columns |= {
            "kind": prepared.kind.value,
            "state": prepared.state.value,
            "changed_at": to_text(prepared.changed_at),
        }
        with self.database.writing() as connection:
            lock_period(connection, prepared.period)
            if connection.first("SELECT id FROM mail WHERE message_id = ?", prepared.message_id) is None:
                connection.insert("mail", [columns])
            elif replacing is not None:
                changing = (columns[name] for name in ("state", "recipients", "subject", "file", "reply", "changed_at"))
                connection.execute(_RECORD_AGAIN, *changing, prepared.message_id, replacing.value)

    def claim_mail(self, message_id: str, *, at: dt.datetime) -> bool:
        """Take a mail in hand to send it; False where another run was faster."""
        claim = "UPDATE mail SET state = ?, changed_at = ? WHERE message_id = ? AND state IN ?"
        waiting = [one.value for one in OPEN_STATES]
        with self.database.writing() as connection:
            return connection.execute(claim, MailState.SENDING.value, to_text(at), message_id, waiting) == 1

    def settle_mail(self, message_id: str, state: MailState, *, reply: str, at: dt.datetime) -> None:
        """Record a mail's fate with the server's words."""
        settle = "UPDATE mail SET state = ?, reply = ?, changed_at = ? WHERE message_id = ?"
        with self.database.writing() as connection:
            row = connection.first("SELECT * FROM mail WHERE message_id = ?", message_id)
            connection.execute(settle, state.value, reply, to_text(at), message_id)
            if state in _TOLD:
                detail = f"{row.kind}：{row.subject}（{row.recipients}）{reply and f'：{reply}'}"
                note(connection, entry(_TOLD[state], at=at, period_name=row.period, unit=row.unit, detail=detail))


def _mail_of(row: Any) -> Mail:
    fields = row._asdict()
    del fields["id"]
    fields |= {
        "kind": MailKind(row.kind),
        "state": MailState(row.state),
        "changed_at": to_time(row.changed_at),
    }
    return Mail(**fields)
