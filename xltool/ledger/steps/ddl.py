"""Changes to tables in words that SQLite and PostgreSQL both understand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.schema import CreateColumn

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection


def add_column(connection: Connection, table: str, column: Column[Any]) -> None:
    """Add a column to a table that may have rows.

    The column needs a `server_default` if it may not be null: the rows that are
    there take it.
    """
    quote = connection.dialect.identifier_preparer.quote
    definition = CreateColumn(column).compile(dialect=connection.dialect)
    statement = f"ALTER TABLE {quote(table)} ADD COLUMN {definition}"
    connection.execute(text(statement))
