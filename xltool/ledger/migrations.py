"""Bringing a database to the present schema, each step recorded in the transaction that
makes it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, inspect, select, text

from xltool.errors import LedgerError
from xltool.ledger.schema import SCHEMA_VERSION, metadata, schema_version
from xltool.ledger.steps.version_2 import add_mail
from xltool.ledger.steps.version_3 import add_decisions
from xltool.ledger.steps.version_3_arrivals import add_arrivals
from xltool.ledger.steps.version_4 import add_access
from xltool.ledger.steps.version_5 import add_required_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection


def _third(connection: Connection) -> None:
    add_decisions(connection)
    add_arrivals(connection)


STEPS: dict[int, Callable[[Connection], object]] = {
    2: add_mail,
    3: _third,
    4: add_access,
    5: add_required_cells,
}
"""What leads to each version from the one before it, frozen in `xltool.ledger.steps`.

Version 1 is the first: it is created, not reached.
"""


_LOCK = text("SELECT pg_advisory_xact_lock(20251122)")
"""Held by whoever changes the schema: on PostgreSQL an empty database has no row that
could be held.
"""


def is_current(connection: Connection) -> bool:
    """Say whether the database is at the present version.

    LedgerError where a newer xltool made it. Writing to that could lose what this one
    does not know of.
    """
    present = _version(connection)
    if present > SCHEMA_VERSION:
        raise LedgerError(
            f"台账数据库由更新的 xltool 建立（第 {present} 版，本程序只认到第 "
            f"{SCHEMA_VERSION} 版）：请升级 xltool"
        )
    return present == SCHEMA_VERSION


def migrate(
    connection: Connection, *, steps: dict[int, Callable[[Connection], object]] = STEPS
) -> None:
    """Create the tables in an empty database, or take an older one step by step to the
    present version.

    Of two that do so at once, the second finds it done.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    if is_current(connection):
        return
    present = _version(connection)
    if not present:
        metadata.create_all(connection)
        _record(connection, SCHEMA_VERSION)
        return
    for version in range(present + 1, SCHEMA_VERSION + 1):
        steps[version](connection)
        _record(connection, version)


def _version(connection: Connection) -> int:
    """Give the version of the schema, 0 in an empty database."""
    if not inspect(connection).has_table(schema_version.name):
        return 0
    return connection.execute(select(func.max(schema_version.c.version))).scalar() or 0


def _record(connection: Connection, version: int) -> None:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    connection.execute(insert(schema_version).values(version=version, applied_at=now))
