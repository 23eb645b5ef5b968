"""What came by mail.

Letters with their enclosures, and how far a mailbox has been read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from xltool.ledger.records import Letter, Original
from xltool.ledger.rows import original_of
from xltool.ledger.schema import enclosure, letter, mailbox, original
from xltool.ledger.store import lock_period, reading, storable, writing

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Letters:
    """The part of the ledger that knows what came by mail."""

    engine: Engine

    def unread_letters(self, period: str, *, until: int) -> tuple[Original, ...]:
        """Give the originals of a period, up to a number, that are mails and of which
        no letter is recorded yet.
        """
        query = (
            select(original)
            .outerjoin(letter, letter.c.original == original.c.id)
            .where(original.c.period == period, original.c.id <= until)
            .where(original.c.container, letter.c.original.is_(None))
            .where(original.c.stored.endswith(".eml", autoescape=True))
            .order_by(original.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(original_of(row) for row in connection.execute(query))

    def record_letter(self, new_letter: Letter) -> None:
        """Record a letter with its enclosures.

        One that another run has recorded stays as it is.
        """
        columns = {
            name: getattr(new_letter, name)
            for name in Letter.__dataclass_fields__
            if name != "enclosed"
        }
        columns = {
            name: storable(text) if isinstance(text, str) else text
            for name, text in columns.items()
        }
        rows = [
            {"letter": new_letter.original, "sha256": sha256}
            for sha256 in dict.fromkeys(new_letter.enclosed)
        ]
        period = select(original.c.period).where(original.c.id == new_letter.original)
        with writing(self.engine) as connection:
            lock_period(connection, connection.execute(period).scalar_one())
            if connection.execute(
                select(letter.c.original).where(
                    letter.c.original == new_letter.original
                )
            ).first():
                return
            connection.execute(insert(letter).values(columns))
            if rows:
                connection.execute(insert(enclosure), rows)

    def letters(self, period: str) -> tuple[Letter, ...]:
        """Give the letters of a period in the order in which they came."""
        mine = original.c.period == period
        theirs = letter.c.original == original.c.id
        query = (
            select(letter)
            .join(original, theirs)
            .where(mine)
            .order_by(letter.c.original)
        )
        inside = (
            select(enclosure)
            .join(original, enclosure.c.letter == original.c.id)
            .where(mine)
        )
        enclosed: dict[int, list[str]] = {}
        with reading(self.engine) as connection:
            for row in connection.execute(inside):
                enclosed.setdefault(row.letter, []).append(row.sha256)
            return tuple(
                Letter(
                    **dict(row._mapping),  # noqa: SLF001
                    enclosed=tuple(sorted(enclosed.get(row.original, ()))),
                )
                for row in connection.execute(query)
            )

    def mailbox_position(self, period: str, folder: str) -> tuple[int, int]:
        """Give UIDVALIDITY and the highest UID that was read of a folder.

        Zeros if none was.
        """
        query = select(mailbox.c.uidvalidity, mailbox.c.uid).where(
            mailbox.c.period == period, mailbox.c.folder == folder
        )
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        return (row.uidvalidity, row.uid) if row else (0, 0)

    def record_position(
        self, period: str, folder: str, uidvalidity: int, uid: int
    ) -> None:
        """Record how far a folder has been read."""
        with writing(self.engine) as connection:
            lock_period(connection, period)
            connection.execute(
                delete(mailbox).where(
                    mailbox.c.period == period, mailbox.c.folder == folder
                )
            )
            connection.execute(
                insert(mailbox).values(
                    period=period, folder=folder, uidvalidity=uidvalidity, uid=uid
                )
            )
