"""Version 3, second part.

Arrivals, what is to be judged again, keys, links in letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NUMBER = {"sqlite": "INTEGER NOT NULL PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY"}

_TABLES = (
    """
    CREATE TABLE arrival (
        id {number},
        original INTEGER NOT NULL REFERENCES original (id),
        mark TEXT NOT NULL,
        sent_at TEXT NOT NULL,
        received_at TEXT NOT NULL,
        proof TEXT NOT NULL,
        UNIQUE (original, mark)
    )
    """,
    """
    CREATE TABLE rejudge (
        original INTEGER NOT NULL PRIMARY KEY REFERENCES original (id)
    )
    """,
    """
    CREATE TABLE signing_key (
        fingerprint TEXT NOT NULL PRIMARY KEY,
        known_since TEXT NOT NULL
    )
    """,
    "ALTER TABLE letter ADD COLUMN links TEXT DEFAULT '' NOT NULL",
)

_ROWS = """
    INSERT INTO arrival (original, mark, sent_at, received_at, proof)
    SELECT id, source, '', received_at, '' FROM original ORDER BY id
"""
"""Up to schema 2 an original was known to have come once, when it was taken in."""


def add_arrivals(connection: Connection) -> None:
    """Make the tables of arrivals, and an arrival for each original."""
    number = _NUMBER[connection.dialect.name]
    for statement in _TABLES:
        connection.execute(text(statement.format(number=number)))
    connection.execute(text(_ROWS))
