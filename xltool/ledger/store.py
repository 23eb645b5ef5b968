"""The connection to the database, and what every part of the ledger needs of it.

SQLite keeps its default rollback journal: the write-ahead log needs shared memory,
which a network share does not give, and offices do keep their workspace on one. A
writer takes the lock at once (BEGIN IMMEDIATE) and others wait for it. On PostgreSQL a
writer that decides on what it reads holds the row of its period first (`lock_period`),
always that row before any other: so on both, two operators never decide on the same
stale reading, and there is no deadlock and nothing to try again.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, func, insert, make_url, select, text
from sqlalchemy import event as listeners
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
)

from xltool.errors import DiskFullError, LedgerDamagedError, LedgerError
from xltool.ledger.migrations import is_current, migrate
from xltool.ledger.schema import event, period
from xltool.workspace.writing import DISK_FULL_REMEDY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Table

_WAIT_SECONDS = 30
_POSTGRESQL = {
    "connect_timeout": 10,
    "application_name": "xltool",
    "options": (
        f"-c lock_timeout={_WAIT_SECONDS}s -c "
        f"idle_in_transaction_session_timeout={_WAIT_SECONDS}s"
        " -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c "
        "tcp_keepalives_count=4"
    ),
}
"""What a computer that lost its power or its network held is free again within a
minute.
"""


_DAMAGED = (
    "file is not a database",
    "database disk image is malformed",
    "malformed database schema",
)
"""What SQLite says of a file that it cannot read any more."""
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_NEW_PERIOD = text(
    "INSERT INTO period (name, closed) VALUES (:name, :closed) ON CONFLICT DO NOTHING"
)


def to_text(moment: dt.datetime) -> str:
    """Give a time as the ledger keeps it; ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    r"""Give a text as every database takes it.

    PostgreSQL takes no NUL, which an .xls may hold, and no database the half of a
    surrogate pair that stands for a byte in a file name of another encoding.

    >>> storable("a\x00b\udcff")
    'a�b�'
    """
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def to_time(text: str) -> dt.datetime:
    """Read a time of the ledger."""
    return dt.datetime.fromisoformat(text)


def connect(url: str) -> Engine:
    """Open the database at a SQLAlchemy URL and bring it to the present schema.

    LedgerError if that fails. No message shows the URL: there may be a password in it.
    """
    try:
        engine = _engine(url)
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"打开 database.url 要用的 {error.name} 没有安装：请运行 pip install "
            "xltool[postgres]"
        ) from None
    except (ArgumentError, ValueError):
        raise LedgerError(
            "xltool.toml 的 database.url 写得不对：请照 docs/settings.md 改正，"
            "或留空使用 xltool.db"
        ) from None
    try:
        with reading(engine) as connection:
            current = is_current(connection)
        if not current:
            with writing(engine) as connection:
                migrate(connection)
    except LedgerError:
        engine.dispose()
        raise
    return engine


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")  # the one that is tested
        return create_engine(address, pool_pre_ping=True, connect_args=_POSTGRESQL)
    if address.get_backend_name() != "sqlite":
        raise ArgumentError
    _make_private(address.database)
    engine = create_engine(address)
    _prepare_sqlite(engine)
    return engine


def _make_private(path: str | None) -> None:
    """Make the file of a new database, so that nobody but its owner's group may read
    it.

    SQLite gives its journal the same rights.
    """
    with suppress(OSError):  # it is there, or it cannot be: connecting says so
        if path:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o660))


def _prepare_sqlite(engine: Engine) -> None:
    @listeners.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = (
            None  # transactions begin where `_on_begin` says, not at the driver's guess
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")

    @listeners.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the ledger.

    LedgerError where the database does not answer.
    """
    with said_in_one_line(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction: all of it is kept, or nothing.

    LedgerError as for `reading`.
    """
    with (
        said_in_one_line(),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Make a LedgerError of what the database, the disk or the network is to blame
    for.
    """
    try:
        yield
    except (DataError, IntegrityError, ProgrammingError):  # faults of this program
        raise
    except (DatabaseError, InterfaceError) as error:
        reason = str(error.orig).partition("\n")[0]
        if "disk is full" in reason:
            raise DiskFullError(f"磁盘已满，台账没有写成：{DISK_FULL_REMEDY}") from None
        if reason.startswith(_DAMAGED):
            raise LedgerDamagedError(
                f"台账数据库已损坏（{reason}）：请从备份恢复它；"
                "收到的原件都在 submissions 里，没有丢"
            ) from None
        raise LedgerError(
            f"台账数据库用不了（{reason}）：请检查它的位置、权限和网络，"
            "再运行同一命令；"
            "文件损坏时从备份恢复"
        ) from None


def lock_period(connection: Connection, name: str) -> None:
    """Make sure the period has a row, and hold it until the transaction ends."""
    query = select(period.c.name).where(period.c.name == name).with_for_update()
    if connection.execute(query).scalar() is None:
        # another may do the same now
        connection.execute(_NEW_PERIOD, {"name": name, "closed": False})
        connection.execute(query).scalar_one()


def last_revision(connection: Connection) -> int:
    """Give the number of the history's last entry; 0 where nothing has happened."""
    return connection.execute(select(func.max(event.c.id))).scalar() or 0


def entry(  # noqa: PLR0913 - the columns of the table
    action: str,
    *,
    at: dt.datetime,
    period_name: str,
    unit: str = "",
    form: str = "",
    who: str = "",
    detail: str = "",
) -> dict[str, str]:
    """Make an entry of the history."""
    detail = storable(detail)
    return {
        "at": to_text(at),
        "who": who,
        "period": period_name,
        "unit": unit,
        "action": action,
        "detail": detail,
        "form": storable(form),
    }


def note(connection: Connection, *entries: dict[str, str]) -> list[int]:
    """Add entries to the history, and give their numbers."""
    if not entries:
        return []
    statement = insert(event).returning(event.c.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, entries).scalars())


def insert_rows(
    connection: Connection, table: Table, rows: list[tuple[int | str, ...]]
) -> None:
    """Insert many rows, each in the order of the table's columns.

    By the driver itself: SQLAlchemy's way with the parameters costs more than the
    database's with the rows.
    """
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    target = (
        f"{quote(table.name)} ("
        f"{', '.join(quote(column.name) for column in table.columns)})"
    )
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql((f"INSERT INTO {target} VALUES ({marks})"), rows)  # noqa: S608 - names of our own
