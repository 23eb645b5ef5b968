"""The records of an .xls stream, and the pieces that they share ([MS-XLS])."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIGH_BYTES = 1


class Kind(IntEnum):
    """The kinds of records that matter here ([MS-XLS] 2.3)."""

    FORMULA = 0x06
    EOF = 0x0A
    NOTE = 0x1C
    DATE1904 = 0x22
    FILEPASS = 0x2F
    FONT = 0x31
    CONTINUE = 0x3C
    OBJ = 0x5D
    COLUMNS = 0x7D
    SHEET = 0x85
    MULRK = 0xBD
    RSTRING = 0xD6
    XF = 0xE0
    MERGED = 0xE5
    SST = 0xFC
    LABELSST = 0xFD
    TXO = 0x1B6
    DIMENSIONS = 0x200
    NUMBER = 0x203
    LABEL = 0x204
    BOOLERR = 0x205
    FORMULA_3 = 0x206
    ROW = 0x208
    RK = 0x27E
    FORMULA_4 = 0x406
    FORMAT = 0x41E
    BOF = 0x809


class Record(NamedTuple):
    """A record of the stream: where it begins, and its body."""

    kind: int
    start: int
    body: bytes


def records(stream: bytes, start: int) -> Iterator[Record]:
    """Give the records from a BOF to its EOF; those of embedded charts are left out."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, start)
        if kind == Kind.BOF:
            depth += 1
        if depth == 1:
            yield Record(kind, start, stream[start + 4 : start + 4 + length])
        if kind == Kind.EOF:
            depth -= 1
            if depth <= 0:
                return
        start += 4 + length


class Pieces:
    """The bodies of a record and of the CONTINUE records that follow it, read through.

    A text that goes on in the next body says there again how wide its characters are.
    """

    def __init__(self, bodies: list[bytes]) -> None:
        """Take the bodies in their order."""
        self._bodies = bodies
        self._at = 0

    def take(self, length: int) -> bytes:
        """Give the next bytes."""
        taken = b""
        while len(taken) < length:
            body = self._body()
            piece = body[self._at : self._at + length - len(taken)]
            taken += piece
            self._at += len(piece)
        return taken

    def number(self, layout: str) -> int:
        """Give the next number, laid out as `struct` says."""
        (number,) = struct.unpack(layout, self.take(struct.calcsize(layout)))
        return int(number)

    def text(self, length: int, flags: int) -> str:
        """Give the next characters."""
        text = ""
        while len(text) < length:
            body = self._bodies[0]
            if self._at >= len(body):
                body = self._body()
                flags = self.number("<B")
            width = 2 if flags & _HIGH_BYTES else 1
            room = (len(body) - self._at) // width
            raw = self.take(width * min(room, length - len(text)))
            text += raw.decode("utf-16-le" if width == 2 else "latin-1")
            if not raw:
                raise ValueError(text)
        return text

    def _body(self) -> bytes:
        """Give the body in which the next byte stands."""
        while self._at >= len(self._bodies[0]):
            del self._bodies[0]
            self._at = 0
        return self._bodies[0]


def unicode_text(body: bytes, at: int, width: str = "<H") -> str:
    """Read a text with its length before it.

    What follows the characters is left out.
    """
    (length,) = struct.unpack_from(width, body, at)
    at += struct.calcsize(width)
    flags = body[at]
    end = at + 1 + length * (2 if flags & _HIGH_BYTES else 1)
    return body[at + 1 : end].decode("utf-16-le" if flags & _HIGH_BYTES else "latin-1")
