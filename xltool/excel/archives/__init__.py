"""Archives that units send: their members, with every name, size and time distrusted.

A zip is read here (`zips`), a 7z by py7zr (`seven_zip`), anything else by a program of
this computer where there is one (`outside`). Nothing is written to the disk, and what
may come out of one original is bounded by its `Budget`. Call this where it may die.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.archives.member import Budget, Member
from xltool.excel.archives.outside import outside_members
from xltool.excel.archives.seven_zip import seven_zip_members
from xltool.excel.archives.zips import zip_members
from xltool.excel.reading.sniffing import FileKind, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.findings import Finding

__all__ = ["Budget", "Member", "is_archive", "members"]

_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"


def is_archive(content: bytes) -> bool:
    """Say whether a file is an archive and not itself a document in a zip."""
    return sniff(content) in {FileKind.OTHER_ZIP, FileKind.ARCHIVE}


def members(
    content: bytes, budget: Budget, passwords: Sequence[str] = ()
) -> Iterator[Member | Finding]:
    """Give what is in an archive, and a finding for everything that is not given.

    `passwords` are tried where something is encrypted.
    """
    if content.startswith(b"PK"):
        yield from zip_members(content, budget, passwords)
    elif content.startswith(_SEVEN_ZIP):
        yield from seven_zip_members(content, budget, passwords)
    else:
        yield from outside_members(content, budget)
