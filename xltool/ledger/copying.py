"""A copy of the ledger as an SQLite file, as it stood at one moment.

So a backup has one kind of ledger, wherever the office keeps its own.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, insert, select

from xltool.ledger.schema import metadata
from xltool.ledger.store import said_in_one_line

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table

_ROWS = 500
"""Rows that are copied at once."""


class Copying:
    """The part of the ledger that is copied as a whole."""

    engine: Engine

    def copy_to(self, path: Path) -> None:
        """Write every table into a new SQLite file; others may write meanwhile."""
        target = create_engine(f"sqlite:///{path.as_posix()}")
        try:
            with (
                said_in_one_line(),
                self.engine.connect() as source,
                target.begin() as copy,
            ):
                if source.dialect.name == "postgresql":
                    source.execution_options(isolation_level="REPEATABLE READ")
                metadata.create_all(copy)
                for table in metadata.sorted_tables:
                    _copy_table(source, copy, table)
        finally:
            target.dispose()


def _copy_table(source: Connection, copy: Connection, table: Table) -> None:
    reading = source.execution_options(stream_results=True)
    with closing(reading.execute(select(table))) as rows:
        for some in rows.mappings().partitions(_ROWS):
            copy.execute(insert(table), [dict(row) for row in some])
