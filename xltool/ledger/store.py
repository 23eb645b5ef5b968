"""The connection to the database, and what every part of the ledger needs of it.

SQLite keeps its default rollback journal: the write-ahead log needs shared memory, which a network share
does not give, and offices do keep their workspace on one. A writer takes the lock at once (BEGIN
IMMEDIATE) and others wait for it, so that two operators never decide on the same stale reading.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, insert, select
from sqlalchemy import event as listeners
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from xltool.errors import LedgerError
from xltool.ledger.migrations import migrate
from xltool.ledger.schema import event, period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_WAIT_SECONDS = 30


def to_text(moment: dt.datetime) -> str:
    """Give a time as the ledger keeps it; ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def to_time(text: str) -> dt.datetime:
    """Read a time of the ledger."""
    return dt.datetime.fromisoformat(text)


def connect(url: str) -> Engine:
    """Open the database at a SQLAlchemy URL and bring it to the present schema; LedgerError if that fails."""
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        with writing(engine) as connection:
            migrate(connection)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise LedgerError(f"xltool.toml 的 database.url 不能用（{error}）：请改正，或留空使用 xltool.db") from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise LedgerError(f"台账数据库打不开（{reason}）：请检查它的位置和权限，或从备份恢复") from None
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @listeners.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where `_on_begin` says, not at the driver's guess
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")

    @listeners.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the ledger."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction: all of it is kept, or nothing."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def lock_period(connection: Connection, name: str) -> bool:
    """Make sure the period has a row, hold it until the transaction ends, and say whether it is closed."""
    query = select(period.c.closed).where(period.c.name == name).with_for_update()
    closed = connection.execute(query).scalar()
    if closed is None:
        connection.execute(insert(period).values(name=name, closed=False))
        return False
    return bool(closed)


def note(  # noqa: PLR0913 - the columns of the table
    connection: Connection,
    action: str,
    *,
    at: dt.datetime,
    period_name: str,
    unit: str = "",
    who: str = "",
    detail: str = "",
) -> None:
    """Add an entry to the history."""
    connection.execute(
        insert(event).values(at=to_text(at), who=who, period=period_name, unit=unit, action=action, detail=detail)
    )
