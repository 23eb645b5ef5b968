"""Locks of the operating system on single bytes of an open file.

They end with the process that holds them, however it ends. Nothing is read or written:
a byte may be locked that the file does not have.
"""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    def lock_byte(descriptor: int, place: int) -> bool:
        """Lock the byte at `place`; False where another process has it."""
        os.lseek(descriptor, place, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def unlock_byte(descriptor: int, place: int) -> None:
        """Let the byte at `place` go."""
        os.lseek(descriptor, place, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock_byte(descriptor: int, place: int) -> bool:
        """Lock the byte at `place`; False where another process has it."""
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def unlock_byte(descriptor: int, place: int) -> None:
        """Let the byte at `place` go."""
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, place)
