"""Version 2 (2025-11-22): mails that go out and come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection


def add_mail(connection: Connection) -> None:
    """Create `mail`, `letter`, `enclosure` and `mailbox`."""
    metadata = MetaData()
    # What the foreign key points to: it exists since version 1 and is not created here.
    Table("original", metadata, Column("id", Integer, primary_key=True))
    created = [
        Table(
            "mail",
            metadata,
            Column("id", Integer, primary_key=True),
            _text("message_id"),
            _text("period"),
            _text("unit"),
            _text("kind"),
            _text("key"),
            _text("state"),
            _text("recipients"),
            _text("subject"),
            _text("file"),
            _text("reply"),
            _text("changed_at"),
            UniqueConstraint("message_id"),
            Index("mail_by_unit", "period", "unit"),
        ),
        Table(
            "letter",
            metadata,
            Column(
                "original",
                Integer,
                ForeignKey("original.id"),
                primary_key=True,
                autoincrement=False,
            ),
            _text("message_id"),
            _text("references"),
            _text("sender"),
            _text("subject"),
            Column("automatic", Boolean, nullable=False),
        ),
        Table(
            "enclosure",
            metadata,
            Column("letter", Integer, ForeignKey("letter.original"), primary_key=True),
            Column("sha256", Text, primary_key=True),
        ),
        Table(
            "mailbox",
            metadata,
            Column("period", Text, primary_key=True),
            Column("folder", Text, primary_key=True),
            Column("uidvalidity", Integer, nullable=False),
            Column("uid", Integer, nullable=False),
        ),
    ]
    metadata.create_all(connection, tables=created)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)
