"""What came by mail: letters with their enclosures, and how far a mailbox has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.ledger.records import Letter, Original
from xltool.ledger.rows import original_of
from xltool.ledger.store import lock_period, storable

if TYPE_CHECKING:
    from xltool.ledger.database import Database


class Letters:
    """The part of the ledger that knows what came by mail."""

    database: Database

    def unread_letters(self, period: str, *, until: int) -> tuple[Original, ...]:
        """Give the originals of a period, up to a number, that are mails and of which no letter is recorded yet."""
        query = """
            SELECT original.* FROM original LEFT JOIN letter ON letter.original = original.id
            WHERE original.period = ? AND original.id <= ?
                AND original.container AND original.stored LIKE ? AND letter.original IS NULL
            ORDER BY original.id"""
        with self.database.reading() as connection:
            return tuple(map(original_of, connection.rows(query, period, until, "%.eml")))

    def record_letter(self, one: Letter) -> None:
        """Record a letter with its enclosures; one that another run has recorded stays as it is."""
        columns = {name: getattr(one, name) for name in Letter.__dataclass_fields__ if name != "enclosed"}
        columns = {name: storable(text) if isinstance(text, str) else text for name, text in columns.items()}
        rows = [{"letter": one.original, "sha256": sha256} for sha256 in dict.fromkeys(one.enclosed)]
        with self.database.writing() as connection:
            lock_period(connection, connection.content("SELECT period FROM original WHERE id = ?", one.original))
            if connection.first("SELECT original FROM letter WHERE original = ?", one.original):
                return
            connection.insert("letter", [columns])
            connection.insert("enclosure", rows)

    def letters(self, period: str) -> tuple[Letter, ...]:
        """Give the letters of a period in the order in which they came."""
        query = """
            SELECT letter.* FROM letter JOIN original ON letter.original = original.id
            WHERE original.period = ? ORDER BY letter.original"""
        inside = """
            SELECT enclosure.letter, enclosure.sha256 FROM enclosure JOIN original ON enclosure.letter = original.id
            WHERE original.period = ?"""
        enclosed: dict[int, list[str]] = {}
        with self.database.reading() as connection:
            for row in connection.rows(inside, period):
                enclosed.setdefault(row.letter, []).append(row.sha256)
            return tuple(
                Letter(**row._asdict(), enclosed=tuple(sorted(enclosed.get(row.original, ()))))
                for row in connection.rows(query, period)
            )

    def mailbox_position(self, period: str, folder: str) -> tuple[int, int]:
        """Give UIDVALIDITY and the highest UID that was read of a folder; zeros if none was."""
        query = "SELECT uidvalidity, uid FROM mailbox WHERE period = ? AND folder = ?"
        with self.database.reading() as connection:
            row = connection.first(query, period, folder)
        return (row.uidvalidity, row.uid) if row else (0, 0)

    def record_position(self, period: str, folder: str, uidvalidity: int, uid: int) -> None:
        """Record how far a folder has been read."""
        with self.database.writing() as connection:
            lock_period(connection, period)
            connection.execute("DELETE FROM mailbox WHERE period = ? AND folder = ?", period, folder)
            position = {"period": period, "folder": folder, "uidvalidity": uidvalidity, "uid": uid}
            connection.insert("mailbox", [position])
