"""What every part of the ledger needs of the database.

On PostgreSQL a writer that decides on what it reads holds the row of its period first (`lock_period`), always
that row before any other; on SQLite a writer holds the database. So on both, two operators never decide on the
same stale reading, and there is no deadlock and nothing to try again.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from xltool.errors import LedgerError
from xltool.ledger.database import Database
from xltool.ledger.migrations import is_current, migrate

if TYPE_CHECKING:
    from xltool.ledger.database import Connection

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def to_text(moment: dt.datetime) -> str:
    """Give a time as the ledger keeps it; ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    r"""Give a text as every database takes it.

    PostgreSQL takes no NUL, which an .xls may hold, and no database the half of a surrogate pair that stands
    for a byte in a file name of another encoding.

    >>> storable("a\x00b\udcff")
    'a�b�'
    """
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def to_time(text: str) -> dt.datetime:
    """Read a time of the ledger."""
    return dt.datetime.fromisoformat(text)


def connect(url: str) -> Database:
    """Open the database at a URL and bring it to the present schema; LedgerError if that fails.

    No message shows the URL: there may be a password in it.
    """
    try:
        database = Database(url)
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"打开 database.url 要用的 {error.name} 没有安装：请运行 pip install xltool[postgres]"
        ) from None
    except ValueError:
        raise LedgerError(
            "xltool.toml 的 database.url 写得不对：请照 docs/settings.md 改正，或留空使用 xltool.db"
        ) from None
    try:
        with database.reading() as connection:
            current = is_current(connection)
        if not current:
            with database.writing() as connection:
                migrate(connection)
    except LedgerError:
        database.close()
        raise
    return database


def lock_period(connection: Connection, name: str) -> bool:
    """Make sure the period has a row, hold it until the transaction ends, and say whether it is closed."""
    query = "SELECT closed FROM period WHERE name = ?"
    if connection.on_server:
        query += " FOR UPDATE"
    closed = connection.content(query, name)
    if closed is None:
        new = "INSERT INTO period (name, closed) VALUES (?, ?) ON CONFLICT DO NOTHING"  # another may do the same now
        connection.execute(new, name, False)  # noqa: FBT003 - a column's content
        closed = connection.content(query, name)
    return bool(closed)


def entry(  # noqa: PLR0913 - the columns of the table
    action: str,
    *,
    at: dt.datetime,
    period_name: str,
    unit: str = "",
    who: str = "",
    detail: str = "",
) -> dict[str, str]:
    """Make an entry of the history."""
    detail = storable(detail)
    return {"at": to_text(at), "who": who, "period": period_name, "unit": unit, "action": action, "detail": detail}


def note(connection: Connection, *entries: dict[str, str]) -> None:
    """Add entries to the history."""
    connection.insert("event", entries)
