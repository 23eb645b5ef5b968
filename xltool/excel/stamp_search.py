"""Whether a file may carry the signed stamp of an issued workbook.

A search for the stamp's first letters: cheap, and enough to tell a report that a robot
relayed from what robots send. Whether the stamp is right, the judging says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.opc.package import PackageError, open_package

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = "xltool1."
_MARKS = (_MARK.encode("ascii"), _MARK.encode("utf-16-le"))
_TEXTS = ("xl/sharedstrings", "xl/worksheets/", "content.xml")
"""The parts in which a workbook keeps its texts."""


def may_carry_stamp(content: bytes) -> bool:
    """Say whether the letters with which a stamp begins stand in a workbook."""
    return any(any(mark in part for mark in _MARKS) for part in _texts(content))


def _texts(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"PK"):
        yield content
        return
    try:
        package = open_package(content)
        for name in package.parts:
            if name.lower().lstrip("/").startswith(_TEXTS):
                yield package.read(name)
    except PackageError:
        return
