"""Bringing a database to the present schema, each step recorded in the transaction that makes it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from xltool.errors import LedgerError
from xltool.ledger.schema import MAIL, SCHEMA_VERSION, WORK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.ledger.database import Connection

STEPS = {1: WORK, 2: MAIL}
"""The statements that lead to each version from the one before it."""

_LOCK = "SELECT pg_advisory_xact_lock(20251122)"
"""Held by whoever changes the schema: on PostgreSQL an empty database has no row that could be held."""

_TABLE = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'"
_TABLE_ON_SERVER = """
SELECT count(*) FROM pg_tables WHERE tablename = 'schema_version' AND schemaname = ANY (current_schemas(false))"""


def is_current(connection: Connection) -> bool:
    """Say whether the database is at the present version; LedgerError where a newer xltool made it.

    Writing to that could lose what this one does not know of.
    """
    present = _version(connection)
    if present > SCHEMA_VERSION:
        raise LedgerError(
            f"台账数据库由更新的 xltool 建立（第 {present} 版，本程序只认到第 {SCHEMA_VERSION} 版）：请升级 xltool"
        )
    return present == SCHEMA_VERSION


def migrate(connection: Connection, *, steps: Mapping[int, Sequence[str]] = STEPS) -> None:
    """Take a database, empty or older, step by step to the present version.

    Of two that do so at once, the second finds it done.
    """
    if connection.on_server:
        connection.execute(_LOCK)
    if is_current(connection):
        return
    for version in range(_version(connection) + 1, SCHEMA_VERSION + 1):
        for statement in steps[version]:
            connection.execute(statement if connection.on_server else statement.replace("SERIAL", "INTEGER"))
    now = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    connection.insert("schema_version", [{"version": SCHEMA_VERSION, "applied_at": now}])


def _version(connection: Connection) -> int:
    """Give the version of the schema, 0 in an empty database."""
    if not connection.content(_TABLE_ON_SERVER if connection.on_server else _TABLE):
        return 0
    return connection.content("SELECT max(version) FROM schema_version") or 0
