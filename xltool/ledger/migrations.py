"""Bringing a database to the present schema, each step recorded in the transaction that makes it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, inspect, select

from xltool.errors import LedgerError
from xltool.ledger.schema import SCHEMA_VERSION, enclosure, letter, mail, mailbox, metadata, schema_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection


def _add_mail(connection: Connection) -> None:
    metadata.create_all(connection, tables=[mail, letter, enclosure, mailbox])


STEPS: dict[int, Callable[[Connection], object]] = {2: _add_mail}
"""What leads to each version from the one before it. Version 1 is the first: it is created, not reached."""


def migrate(connection: Connection, *, steps: dict[int, Callable[[Connection], object]] = STEPS) -> None:
    """Create the tables in an empty database, or take an older one step by step to the present version.

    LedgerError where the database was made by a newer xltool: writing to it could lose what this one does
    not know of.
    """
    if not inspect(connection).has_table(schema_version.name):
        metadata.create_all(connection)
        _record(connection, SCHEMA_VERSION)
        return
    present = connection.execute(select(func.max(schema_version.c.version))).scalar() or 0
    if present > SCHEMA_VERSION:
        raise LedgerError(
            f"台账数据库由更新的 xltool 建立（第 {present} 版，本程序只认到第 {SCHEMA_VERSION} 版）：请升级 xltool"
        )
    for version in range(present + 1, SCHEMA_VERSION + 1):
        steps[version](connection)
        _record(connection, version)


def _record(connection: Connection, version: int) -> None:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    connection.execute(insert(schema_version).values(version=version, applied_at=now))
