"""Writing files so that a reader sees the old file or the new one, never a part.

What is written is readable for its owner and his group as far as the umask lets it, and
for nobody else: names and telephone numbers stand in it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.errors import DiskFullError, FileInUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPORARY = ".xltool-"
"""With this the names of files begin that are being written."""
_MODE = 0o660
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content` as a whole.

    FileInUseError where another program holds the file open (Excel does, on Windows);
    DiskFullError where there is no room.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_privately(path: Path, text: str) -> None:
    """Replace `path` by a text that only this computer's user may read."""
    with replacing(path) as temporary:
        with contextlib.suppress(OSError):  # a file system without rights
            temporary.chmod(0o600)
        temporary.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path that replaces `path` when the block ends without an error."""
    with no_space_named(path), temporary_beside(path) as temporary:
        yield temporary
        put_in_place(temporary, path)


def put_in_place(temporary: Path, path: Path) -> None:
    """Replace `path` by what was written beside it.

    FileInUseError where another program holds it open.
    """
    _flush(temporary)
    try:
        temporary.replace(path)
    except PermissionError:
        raise FileInUseError(
            f"{path} 正被其他程序（Excel 或 WPS）打开：请关闭它再运行一次"
        ) from None


@contextlib.contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """Give an empty file in the folder of `path`; it is gone when the block ends.

    As long as it is written, its name is locked: what a killed run leaves behind is
    not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f"{TEMPORARY}{secrets.token_hex(6)}{path.suffix[:20]}"
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, _MODE)
    try:
        _lock(descriptor)
        if sys.platform == "win32":  # nobody could replace or write it while it is open
            os.close(descriptor)
        yield temporary
    finally:
        if sys.platform != "win32":
            os.close(descriptor)
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def no_space_named(path: Path) -> Iterator[None]:
    """Make a DiskFullError of what a full disk gives."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_SPACE:
            raise
        raise DiskFullError(f"磁盘已满，{path} 没有写成：{DISK_FULL_REMEDY}") from None


DISK_FULL_REMEDY = "请腾出空间，再运行同一命令（已写成的都在）"


def is_disk_full(error: OSError) -> bool:
    """Say whether there was no room on the disk."""
    return error.errno in _NO_SPACE


def remove_leftovers(root: Path) -> None:
    """Remove what killed runs have left half written in a workspace.

    What another run is writing at this moment stays.
    """
    folders = [root, root / "workbook_templates"]
    folders += (root / "reports").glob("*")
    folders += (root / "submissions").glob("*/*")
    for folder in folders:
        for path in _temporary_files(folder):
            if not _is_written(path):
                with contextlib.suppress(OSError):
                    path.unlink()


def _temporary_files(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(one) for one in entries if one.name.startswith(TEMPORARY)]
    except OSError:  # a file among the folders, or one that is gone
        return []


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        """Do nothing: Windows itself removes no file that is open."""

    def _is_written(path: Path) -> bool:
        """Say whether somebody may be writing a file: one that is young."""
        import time

        return time.time() - path.stat().st_mtime < 600

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _is_written(path: Path) -> bool:
        """Say whether somebody is writing a file."""
        try:
            descriptor = os.open(path, os.O_RDWR)
        except OSError:
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False
