"""Version 4 (2025-11-30): who may come in over the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NUMBER = {"sqlite": "INTEGER NOT NULL PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY"}

_TABLES = (
    """
    CREATE TABLE operator (
        name TEXT NOT NULL PRIMARY KEY,
        role TEXT NOT NULL,
        password TEXT NOT NULL,
        changed_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE link (
        id {number},
        unit TEXT NOT NULL,
        until TEXT NOT NULL,
        made_at TEXT NOT NULL,
        revoked_at TEXT DEFAULT '' NOT NULL
    )
    """,
    "CREATE INDEX link_by_unit ON link (unit)",
)


def add_access(connection: Connection) -> None:
    """Make the tables of operators and of units' links."""
    number = _NUMBER[connection.dialect.name]
    for statement in _TABLES:
        connection.execute(text(statement.format(number=number)))
