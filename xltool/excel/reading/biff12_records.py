"""The records of the parts of an .xlsb ([MS-XLSB])."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RICH = 1


class Kind(IntEnum):
    """The kinds of records that matter here ([MS-XLSB] 2.3)."""

    ROW = 0
    BLANK = 1
    RK = 2
    ERROR = 3
    BOOL = 4
    REAL = 5
    TEXT = 6
    INDEX = 7
    FORMULA_TEXT = 8
    FORMULA_NUMBER = 9
    FORMULA_BOOL = 10
    FORMULA_ERROR = 11
    SHORT_BLANK = 12
    SHORT_INDEX = 18
    SHARED_TEXT = 19
    FONT = 43
    NUMBER_FORMAT = 44
    STYLE = 47
    COLUMNS = 60
    PROPERTIES = 153
    SHEET = 156
    MERGED = 176
    CELL_STYLES = 617
    CELL_STYLES_END = 618
    COMMENT = 635
    COMMENT_TEXT = 637


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give kind and body of every record of a part."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while True:
            length |= (data[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not data[at - 1] & 0x80 or shift > 21:
                break
        yield kind, data[at : at + length]
        at += length


def joined(read: Iterable[tuple[int, bytes]]) -> bytes:
    """Write records as a part."""
    return b"".join(_number(kind) + _number(len(body)) + body for kind, body in read)


def _number(number: int) -> bytes:
    """Write a number seven bits at a time, the lowest first."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def text(body: bytes, at: int) -> tuple[str, int]:
    """Read a text with its length before it; gives where it ends, too.

    A length of 2**32 - 1 says that there is none.
    """
    (length,) = struct.unpack_from("<I", body, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le"), end


def rich_text(body: bytes) -> tuple[str, list[tuple[int, int]]]:
    """Read a text, and where its font changes: (first character, font)."""
    whole, at = text(body, 1)
    if not body[0] & _RICH:
        return whole, []
    (count,) = struct.unpack_from("<I", body, at)
    marks = body[at + 4 : at + 4 + 4 * count]
    return whole, [(start, font) for start, font in struct.iter_unpack("<HH", marks)]
