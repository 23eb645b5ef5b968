"""One SQL for two databases: SQLite, and PostgreSQL where several computers share one ledger.

A statement has `?` for each parameter, and `IN ?` where that is a collection. By the drivers alone: a library
over them takes longer to import than `status` takes to run.

SQLite keeps its default rollback journal: the write-ahead log needs shared memory, which a network share
does not give, and offices do keep their workspace on one. A writer takes the lock at once (BEGIN
IMMEDIATE) and others wait for it.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Collection
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xltool.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_WAIT_SECONDS = 30
_POSTGRESQL = {
    "connect_timeout": 10,
    "application_name": "xltool",
    "options": (
        f"-c lock_timeout={_WAIT_SECONDS}s -c idle_in_transaction_session_timeout={_WAIT_SECONDS}s"
        " -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
    ),
}
"""What a computer that lost its power or its network held is free again within a minute."""

_FETCHED = 5_000
"""Rows of a stream that are in memory at once."""

sqlite3.register_converter("BOOLEAN", lambda content: content != b"0")


class Connection:
    """One transaction's way to the database. Rows have their columns' names."""

    def __init__(self, raw: Any, *, on_server: bool) -> None:
        """Speak through a driver's connection."""
        self.raw = raw
        self.on_server = on_server

    def execute(self, statement: str, *parameters: object) -> int:
        """Change something, and give the number of rows that were changed."""
        changed: int = self._run(statement, parameters).rowcount
        return changed

    def execute_all(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Execute a statement with each row of parameters."""
        if rows:
            self.raw.cursor().executemany(self._marked(statement), rows)

    def rows(self, query: str, *parameters: object) -> list[Any]:
        """Give all rows of a query."""
        cursor = self._run(query, parameters)
        row = _row(tuple(column[0] for column in cursor.description))
        return [row._make(one) for one in cursor]

    def first(self, query: str, *parameters: object) -> Any:
        """Give the first row of a query; None if there is none."""
        return next(iter(self.rows(query, *parameters)), None)

    def contents(self, query: str, *parameters: object) -> list[Any]:
        """Give the first column of a query."""
        return [row[0] for row in self._run(query, parameters)]

    def content(self, query: str, *parameters: object) -> Any:
        """Give the first column of the first row of a query; None if there is none."""
        return next(iter(self.contents(query, *parameters)), None)

    def stream(self, query: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query as plain tuples, only some of them in memory at once."""
        if not self.on_server:
            yield from self._run(query, parameters)
            return
        with self.raw.cursor("stream") as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(*self._as_driver_wants(query, parameters))
            yield from cursor

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows that all give the same columns."""
        if rows:
            names = ", ".join(f'"{name}"' for name in rows[0])
            marks = ", ".join("?" for _ in rows[0])
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
            self.execute_all(statement, [tuple(row.values()) for row in rows])

    def insert_all(self, table: str, rows: Sequence[tuple[int | str, ...]]) -> None:
        """Insert many rows, each in the order of the table's columns."""
        if self.on_server:
            with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        elif rows:
            marks = ", ".join("?" for _ in rows[0])
            self.execute_all(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - a name of our own

    def _run(self, statement: str, parameters: Sequence[object]) -> Any:
        return self.raw.execute(*self._as_driver_wants(statement, parameters))

    def _as_driver_wants(self, statement: str, parameters: Sequence[object]) -> tuple[Any, ...]:
        if not parameters:
            return (statement,)
        return tuple(_spread(self._marked(statement), parameters, "%s" if self.on_server else "?"))

    def _marked(self, statement: str) -> str:
        return statement.replace("?", "%s") if self.on_server else statement


@lru_cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024 - its columns are the query's


def _spread(statement: str, parameters: Sequence[object], mark: str) -> tuple[str, list[object]]:
    """Give a collection among the parameters one mark for each of its members; one that is empty holds nothing."""
    text, *others = statement.split(mark)
    spread: list[object] = []
    for parameter, other in zip(parameters, others, strict=True):
        if isinstance(parameter, Collection) and not isinstance(parameter, str):
            members = list(parameter) or [None]
            text += f"({', '.join([mark] * len(members))}){other}"
            spread += members
        else:
            text += mark + other
            spread.append(parameter)
    return text, spread


class Database:
    """A database, with one connection that is opened when it is first needed, and anew where it broke."""

    def __init__(self, url: str) -> None:
        """Work on what is at a URL: `sqlite:///file` or `postgresql://…`.

        ValueError for another one, ModuleNotFoundError where the driver is not installed.
        """
        scheme, _, place = url.partition("://")
        kind = scheme.partition("+")[0]
        self.on_server = kind == "postgresql"
        if self.on_server:
            import psycopg

            self._driver: Any = psycopg
            self.place = f"postgresql://{place}"
            try:
                psycopg.conninfo.conninfo_to_dict(self.place)
            except psycopg.ProgrammingError:
                raise ValueError(kind) from None
        elif kind == "sqlite" and place[:1] == "/":
            self._driver = sqlite3
            self.place = place[1:]
        else:
            raise ValueError(kind)
        self._connection: Connection | None = None

    def close(self) -> None:
        """Let go of the database."""
        if self._connection is not None:
            self._connection.raw.close()
            self._connection = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the ledger; LedgerError where the database does not answer."""
        with self.said_in_one_line():
            connection = self._begin("BEGIN")
            try:
                yield connection
            finally:
                self._roll_back(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in one transaction: all of it is kept, or nothing; LedgerError as for `reading`."""
        with self.said_in_one_line():
            connection = self._begin("BEGIN" if self.on_server else "BEGIN IMMEDIATE")
            try:
                yield connection
                self._commit(connection)
            finally:
                self._roll_back(connection)

    @contextmanager
    def said_in_one_line(self) -> Iterator[None]:
        """Make a LedgerError of what the database, the disk or the network is to blame for."""
        driver = self._driver
        try:
            yield
        except (driver.DataError, driver.IntegrityError, driver.ProgrammingError):  # faults of this program
            raise
        except (driver.DatabaseError, driver.InterfaceError) as error:
            reason = str(error).partition("\n")[0]
            raise LedgerError(
                f"台账数据库用不了（{reason}）：请检查它的位置、权限和网络，再运行同一命令；文件损坏时从备份恢复"
            ) from None

    def connect(self) -> Any:
        """Open a connection of the driver; transactions begin where it is told so, not at the driver's guess."""
        if self.on_server:
            return self._driver.connect(self.place, autocommit=True, **_POSTGRESQL)
        raw = sqlite3.connect(self.place, _WAIT_SECONDS, sqlite3.PARSE_DECLTYPES, isolation_level=None)
        raw.execute("PRAGMA foreign_keys = ON")
        return raw

    def _begin(self, statement: str) -> Connection:
        if self._connection is not None:
            try:
                self._connection.execute(statement)
            except self._driver.OperationalError:
                if not self.on_server or not self._connection.raw.closed:
                    raise
            else:
                return self._connection
        self._connection = Connection(self.connect(), on_server=self.on_server)
        self._connection.execute(statement)
        return self._connection

    def _commit(self, connection: Connection) -> None:
        connection.raw.commit()

    def _roll_back(self, connection: Connection) -> None:
        """Undo what was not committed; a connection that broke has nothing to undo."""
        with suppress(self._driver.OperationalError):
            connection.raw.rollback()
