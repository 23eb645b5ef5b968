"""What was mailed: every mail of ours, before and after it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from xltool.ledger.records import Mail
from xltool.ledger.schema import mail
from xltool.ledger.store import (
    entry,
    lock_period,
    note,
    reading,
    to_text,
    to_time,
    writing,
)
from xltool.model.mail import OPEN_STATES, MailKind, MailState

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine, Row

_TOLD = {
    MailState.SENT: "发信",
    MailState.REFUSED: "发信被拒",
    MailState.UNKNOWN: "发信不明",
    MailState.DRAFTED: "拟信",
}
"""The states that the history tells of."""


class Mails:
    """The part of the ledger that knows what was mailed."""

    engine: Engine

    def mails(self, period: str, kind: MailKind) -> tuple[Mail, ...]:
        """Give the mails of one kind in a period in the order in which they were first
        prepared.
        """
        query = (
            select(mail)
            .where(mail.c.period == period, mail.c.kind == kind.value)
            .order_by(mail.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(_mail_of(row) for row in connection.execute(query))

    def mail(self, message_id: str) -> Mail | None:
        """Give the mail with this Message-ID; None if it is none of ours."""
        with reading(self.engine) as connection:
            row = connection.execute(
                select(mail).where(mail.c.message_id == message_id)
            ).first()
        return None if row is None else _mail_of(row)

    def record_mail(self, prepared: Mail, *, replacing: MailState | None) -> None:
        """Record a mail before it is sent.

        One that is known by now only if it still is in the state `replacing`. A mail
        that another run has taken in hand in the meantime stays in that run's hands.
        """
        columns = {name: getattr(prepared, name) for name in Mail.__dataclass_fields__}
        columns |= {
            "kind": prepared.kind.value,
            "state": prepared.state.value,
            "changed_at": to_text(prepared.changed_at),
        }
        same = mail.c.message_id == prepared.message_id
        with writing(self.engine) as connection:
            lock_period(connection, prepared.period)
            if connection.execute(select(mail.c.id).where(same)).scalar() is None:
                connection.execute(insert(mail).values(columns))
            else:
                expected = mail.c.state == (replacing.value if replacing else "")
                connection.execute(update(mail).where(same, expected).values(columns))

    def claim_mail(self, message_id: str, *, at: dt.datetime) -> bool:
        """Take a mail in hand to send it; False where another run was faster."""
        waiting = mail.c.state.in_([one.value for one in OPEN_STATES])
        claimed = update(mail).where(mail.c.message_id == message_id, waiting)
        with writing(self.engine) as connection:
            done = connection.execute(
                claimed.values(state=MailState.SENDING.value, changed_at=to_text(at))
            )
            return done.rowcount == 1

    def settle_mail(
        self, message_id: str, state: MailState, *, reply: str, at: dt.datetime
    ) -> None:
        """Record a mail's fate with the server's words."""
        same = mail.c.message_id == message_id
        with writing(self.engine) as connection:
            row = connection.execute(select(mail).where(same)).one()
            connection.execute(
                update(mail)
                .where(same)
                .values(state=state.value, reply=reply, changed_at=to_text(at))
            )
            if state in _TOLD:
                detail = (
                    f"{row.kind}：{row.subject}（{row.recipients}）"
                    f"{reply and f'：{reply}'}"
                )
                note(
                    connection,
                    entry(
                        _TOLD[state],
                        at=at,
                        period_name=row.period,
                        unit=row.unit,
                        detail=detail,
                    ),
                )


def _mail_of(row: Row[Any]) -> Mail:
    fields = {name: row._mapping[name] for name in Mail.__dataclass_fields__}  # noqa: SLF001 - SQLAlchemy's public name
    fields |= {
        "kind": MailKind(row.kind),
        "state": MailState(row.state),
        "changed_at": to_time(row.changed_at),
    }
    return Mail(**fields)
