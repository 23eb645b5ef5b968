"""The key with which a workspace signs its workbooks, in `xltool.key`."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from typing import TYPE_CHECKING

from xltool.errors import KeyFileError
from xltool.workspace.writing import temporary_beside

if TYPE_CHECKING:
    from pathlib import Path

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_RESTORE = "请从备份恢复 xltool.key"
_NO_BACKUP = (
    "没有备份的，运行 xltool init --new-key 换一把，再用 xltool generate 重新下发"
)


class KeyLostError(KeyFileError):
    """There is no key file."""


def read_key(path: Path) -> bytes:
    """Read a key; KeyLostError where there is none, KeyFileError where it is damaged.

    A byte order mark and blanks around it are what an editor adds, no damage.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").strip()
    except FileNotFoundError:
        raise KeyLostError(
            f"签名密钥 {path} 不见了：{_RESTORE}；{_NO_BACKUP}"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(
            f"签名密钥 {path} 读不出来：{_RESTORE}；{_NO_BACKUP}"
        ) from None
    if not text:
        raise KeyFileError(f"签名密钥 {path} 是空的：{_RESTORE}；{_NO_BACKUP}")
    if not _HEX.fullmatch(text):
        raise KeyFileError(f"签名密钥 {path} 已损坏：{_RESTORE}；{_NO_BACKUP}")
    return bytes.fromhex(text)


def make_key(path: Path) -> bytes:
    """Make a key where there is none yet, for its owner alone.

    Give the one that is there. The file appears as a whole: nobody ever reads half a
    key.
    """
    with temporary_beside(path) as temporary:
        temporary.chmod(0o600)
        temporary.write_text(os.urandom(32).hex() + "\n", encoding="ascii")
        with contextlib.suppress(FileExistsError):
            _put(temporary, path)
    return read_key(path)


def _put(temporary: Path, path: Path) -> None:
    """Give a file its name; FileExistsError where another has it."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(temporary.read_bytes())


def fingerprint(key: bytes) -> str:
    """Give what a key is known by; it tells nothing of the key."""
    return hashlib.sha256(b"xltool key " + key).hexdigest()[:16]


def foreign_key(path: Path, known: str, found: str) -> KeyFileError:
    """Say that a key is not the one by which workbooks were issued."""
    return KeyFileError(
        f"签名密钥 {path} 不是下发报表时用的那一把（指纹 {found}，台账记的是 "
        f"{known}）："
        f"{_RESTORE}；{_NO_BACKUP}"
    )
