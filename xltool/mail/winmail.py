"""winmail.dat: what Outlook makes of attachments for another Outlook (TNEF).

Only the attachments are taken out. Format: Microsoft's MS-OXTNEF; all numbers are
little-endian.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE = 0x223E9F78
_ATTACHMENT_LEVEL = 2
_RENDERING, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
"""The attributes (their ids without the type): a new attachment begins, its short name,
its bytes, its properties.
"""
_LONG_NAME = 0x3707
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0xD
_SIZES = {
    0x2: 4,
    0x3: 4,
    0x4: 4,
    0xA: 4,
    0xB: 4,
    0x5: 8,
    0x6: 8,
    0x7: 8,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
"""Bytes of the property types of fixed size, filled up to four."""


class BrokenWinmailError(ValueError):
    """The file is cut off or is none."""


def winmail_attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of every attachment.

    BrokenWinmailError where the file ends too early.
    """
    name, content = "", None
    for attribute, body in _attributes(data):
        if attribute == _RENDERING:
            if content is not None:
                yield name, content
            name, content = "", None
        elif attribute == _TITLE and not name:
            name = _text(body)
        elif attribute == _DATA:
            content = body
        elif attribute == _PROPERTIES:
            name = _long_name(body) or name
    if content is not None:
        yield name, content


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give id and body of every attribute of an attachment."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        raise BrokenWinmailError
    at = 6
    while at + 9 <= len(data):
        level, attribute, _, size = struct.unpack_from("<BHHI", data, at)
        at += 9
        if at + size + 2 > len(data):
            raise BrokenWinmailError
        if level == _ATTACHMENT_LEVEL:
            yield attribute, data[at : at + size]
        at += size + 2  # the checksum


def _long_name(body: bytes) -> str:
    """Find the long file name among MAPI properties.

    Empty where there is none that can be read.
    """
    try:
        return next((text for tag, text in _texts(body) if tag == _LONG_NAME), "")
    except struct.error:
        return ""


def _texts(body: bytes) -> Iterator[tuple[int, str]]:
    (count,) = struct.unpack_from("<I", body)
    at = 4
    for _ in range(min(count, 1000)):
        kind, tag = struct.unpack_from("<HH", body, at)
        at += 4
        if tag >= 0x8000:
            at = _after_name(body, at)
        if kind in _SIZES:
            at += _SIZES[kind]
        elif kind in {_STRING8, _UNICODE, _BINARY, _OBJECT}:
            (values,) = struct.unpack_from("<I", body, at)
            at += 4
            for _ in range(min(values, 1000)):
                (size,) = struct.unpack_from("<I", body, at)
                value = body[at + 4 : at + 4 + size]
                if kind in {_STRING8, _UNICODE}:
                    yield (
                        tag,
                        value.decode("utf-16-le", "replace").rstrip("\0")
                        if kind == _UNICODE
                        else _text(value),
                    )
                at += 4 + _filled(size)
        else:
            return


def _after_name(body: bytes, at: int) -> int:
    """Step over a named property's GUID and its number or name."""
    (by_name,) = struct.unpack_from("<I", body, at + 16)
    (value,) = struct.unpack_from("<I", body, at + 20)
    return at + 24 + (_filled(value) if by_name else 0)


def _filled(size: int) -> int:
    return size + -size % 4


def _text(raw: bytes) -> str:
    bare = raw.split(b"\0")[0]
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError:
        return bare.decode("gb18030", "replace")
