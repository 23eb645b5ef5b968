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
import threading
from contextlib import ExitStack, contextmanager
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

    def __init__(self, file: _LockFile) -> None:
        self._file = file
        self._mine: set[int] = set()

    def take(self, numbers: Collection[int]) -> list[int]:
        wanted = sorted(set(numbers) - self._mine)
        taken = [number for number in wanted if self._file.take(number)]
        self._mine |= set(taken)
        return taken

    def let_go(self, numbers: Collection[int]) -> None:
        for number in self._mine & set(numbers):
            self._mine.discard(number)
            self._file.let_go(number)

    def let_go_all(self) -> None:
        """Give back what is still held, when the run ends."""
        self.let_go(tuple(self._mine))


class _LockFile:
    """The file of a database's claims, open once in a process.

    The locks are the process's: two of its threads do not see each other's, and all
    end with the first descriptor that is closed. So what its threads hold is known
    here.
    """

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        self._held: set[int] = set()
        self._lock = threading.Lock()
        self.users = 0

    def take(self, number: int) -> bool:
        with self._lock:
            if number in self._held or not lock_byte(self._descriptor, number):
                return False
            self._held.add(number)
            return True

    def let_go(self, number: int) -> None:
        with self._lock:
            self._held.discard(number)
            unlock_byte(self._descriptor, number)

    def close(self) -> None:
        os.close(self._descriptor)


_LOCK_FILES: dict[str, _LockFile] = {}
_LOCK = threading.Lock()
"""Held by who opens or closes one of them."""


@contextmanager
def _lock_file(path: str) -> Iterator[_LockFile]:
    """Give the file of this path, for as long as anybody in this process uses it.

    OSError where it cannot be opened.
    """
    with _LOCK:
        file = _LOCK_FILES.get(path)
        if file is None:
            file = _LOCK_FILES[path] = _LockFile(path)
        file.users += 1
    try:
        yield file
    finally:
        with _LOCK:
            file.users -= 1
            if not file.users:
                del _LOCK_FILES[path]
                file.close()


@contextmanager
def open_claims(engine: Engine) -> Iterator[Claims]:
    """Give the claims of one run; when it ends they end."""
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
    with ExitStack() as stack:
        try:  # for whom it is, says the umask, as for the database
            file = stack.enter_context(_lock_file(path))
        except OSError as error:
            raise LedgerError(
                f"{path} 打不开（{error.strerror}）：请检查它的权限，再运行同一命令"
            ) from None
        claims = _FileClaims(file)
        stack.callback(claims.let_go_all)
        yield claims
