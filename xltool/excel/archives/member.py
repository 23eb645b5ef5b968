"""What comes out of an archive: its name made safe, its time, and how much may come."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.text import file_name

if TYPE_CHECKING:
    import datetime as dt

MOST_MEMBERS = 500
LARGEST_MEMBER = 64 << 20
LARGEST_ARCHIVE = 512 << 20
_FLOOR = 32 << 20
_SWELLING = 20
"""What people send grows a few times when it is unpacked; what grows more is a bomb."""
_LEFT_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_LOCK_FILE = "~$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file out of an archive. `name` is its last component, safe as a file name.

    `modified` is what the packer's clock said, None where it said nothing.
    """

    name: str
    content: bytes
    modified: dt.datetime | None = None


@dataclass(slots=True, kw_only=True)
class Budget:
    """What may still come out of one original, over all archives and mails in it.

    `size` is in bytes.
    """

    files: int = MOST_MEMBERS
    size: int = LARGEST_ARCHIVE

    @classmethod
    def of(cls, content: bytes) -> Budget:
        """Give the budget of an original; it grows with the original's own size."""
        return cls(size=min(LARGEST_ARCHIVE, max(_FLOOR, _SWELLING * len(content))))

    @property
    def largest(self) -> int:
        """Bytes that the next file may have."""
        return min(LARGEST_MEMBER, self.size)

    def take(self, size: int) -> None:
        """Note that a file of this size came out."""
        self.files -= 1
        self.size -= size


def is_left_over(name: str) -> bool:
    """Say whether a member is a folder, or what other programs left behind."""
    folder = name.endswith("/")
    lock_file = posixpath.basename(name).startswith(_LOCK_FILE)
    return folder or lock_file or any(word in name for word in _LEFT_OVER)


def safe_name(name: str) -> str:
    """Give the last component of a member's name, fit for every system."""
    last = posixpath.basename(name.replace("\\", "/").partition("\0")[0])
    stem, suffix = posixpath.splitext(last)
    if len(suffix) < 2:
        return file_name(stem)
    return f"{file_name(stem)}.{file_name(suffix[1:], longest=10)}"
