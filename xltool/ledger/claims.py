"""Who has which original or mail in hand, so that operators share the work and none
does what another is doing.

A claim is a lock of the database server (PostgreSQL), or of the operating system on one
byte of a file beside the database (SQLite). Both let go of it by themselves, and at
once, when the process that holds it ends in whatever way: there is nothing to renew, no
clock to compare, no process number to look up (which Windows gives to another process
at once), and no row in the ledger that a killed run leaves behind. A claim only saves
work: that each thing is recorded once is the business of the transactions.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from sqlalchemy import text

from xltool.errors import LedgerError
from xltool.ledger.byte_locks import lock_byte, unlock_byte
from xltool.ledger.store import said_in_one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Engine

_TAKE = text(
    "SELECT one FROM unnest(CAST(:numbers AS integer[])) AS one WHERE "
    "pg_try_advisory_lock(:space, one)"
)
_LET_GO = text(
    "SELECT pg_advisory_unlock(:space, one) FROM unnest(CAST(:numbers AS "
    "integer[])) AS one"
)
_SPACE = 7001
"""What the locks of this program are known by among others of the same database."""


def claim_number(name: str) -> int:
    """Give the number by which something that has only a name, a mail, is claimed.

    Far above those of originals. Two that share one are never in hand at once, and
    nothing worse.
    """
    return 1 << 30 | crc32(name.encode()) >> 2


class Claims(Protocol):
    """What one run has in hand: originals, by their numbers, and mails."""

    def take(self, numbers: Collection[int]) -> list[int]:
        """Take what no other run has in hand, and say which that is.

        What this run has itself is not asked for.
        """

    def let_go(self, numbers: Collection[int]) -> None:
        """Give back what was taken."""


class _ServerClaims:
    """Advisory locks of PostgreSQL, held by a connection of their own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, numbers: Collection[int]) -> list[int]:
        with said_in_one_line():
            found = self._connection.execute(
                _TAKE, {"space": _SPACE, "numbers": list(numbers)}
            )
            return sorted(found.scalars())

    def let_go(self, numbers: Collection[int]) -> None:
        with said_in_one_line():
            self._connection.execute(
                _LET_GO, {"space": _SPACE, "numbers": list(numbers)}
            )


class _FileClaims:
    """Locks on bytes of a file, the byte at a place for the original of that number.

    Nothing is written to it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def take(self, numbers: Collection[int]) -> list[int]:
        return [
            number for number in sorted(numbers) if lock_byte(self._descriptor, number)
        ]

    def let_go(self, numbers: Collection[int]) -> None:
        for number in numbers:
            unlock_byte(self._descriptor, number)


@contextmanager
def open_claims(engine: Engine) -> Iterator[Claims]:
    """Give the claims of one run; when it ends they end.

    One process may hold them once at a time.
    """
    if engine.dialect.name == "postgresql":
        with (
            said_in_one_line(),
            engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as connection,
        ):
            connection.detach()  # closed at the end, not kept: its locks end with it
            yield _ServerClaims(connection)
        return
    path = f"{engine.url.database}-claims"
    try:
        descriptor = os.open(
            path, os.O_RDWR | os.O_CREAT, 0o666
        )  # for whom, says the umask, as for the database
    except OSError as error:
        raise LedgerError(
            f"{path} 打不开（{error.strerror}）：请检查它的权限，再运行同一命令"
        ) from None
    try:
        yield _FileClaims(descriptor)
    finally:
        os.close(descriptor)
