"""An .xls made ready for calamine.

Its records passed over for what calamine does not say. The record layouts are those of
[MS-XLS]; a cell is found by its record alone, so nothing else is decoded.
"""

from __future__ import annotations

import io
import itertools
import struct
from typing import TYPE_CHECKING, NamedTuple

from xltool import findings
from xltool.excel.reading.preparing import MOST_BOXED_CELLS, Prepared, PreparedSheet
from xltool.excel.reading.scanning import Scan
from xltool.opc.package import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from olefile import OleFileIO

_BOF, _EOF, _DIMENSIONS, _FILEPASS, _CODEPAGE, _BOUNDSHEET = (
    0x809,
    0x0A,
    0x200,
    0x2F,
    0x42,
    0x85,
)
_FORMULA, _MULRK, _BOOLERR, _ROW, _MERGED = 0x06, 0xBD, 0x205, 0x208, 0xE5
_VALUES = frozenset({_FORMULA, _MULRK, _BOOLERR, 0x203, 0x204, 0xFD, 0x27E, 0xD6})
_BIFF8 = 0x600
_WORKSHEET = 0
_ROW_HIDDEN = 0x20
_NOT_CALCULATED = 0x03
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


class _Record(NamedTuple):
    kind: int
    start: int
    body: bytes


class _Listed(NamedTuple):
    name: str
    offset: int
    visible: bool


def prepare(data: bytes) -> Prepared:
    """Scan every sheet of an .xls.

    PackageError where it is encrypted, damaged or too scattered.
    """
    try:
        stream = _workbook_stream(data)
        listed = _worksheets(stream)
        scans = [_scan(stream, sheet.offset) for sheet in listed]
    except (struct.error, IndexError, ValueError, LookupError, OSError) as error:
        raise PackageError(findings.DAMAGED, str(error)) from None
    for sheet, seen in zip(listed, scans, strict=True):
        if (
            seen.height * seen.width > MOST_BOXED_CELLS
        ):  # calamine reads all sheets or none
            raise PackageError(findings.TOO_SCATTERED, sheet.name)
    sheets = (
        PreparedSheet(name=sheet.name, scan=seen, visible=sheet.visible)
        for sheet, seen in zip(listed, scans, strict=True)
    )
    return Prepared(
        data=_with_true_dimensions(data, stream, listed, scans), sheets=tuple(sheets)
    )


def _workbook_stream(data: bytes) -> bytes:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return bytes(ole.openstream(_stream_name(ole)).read())
    except Exception as error:  # noqa: BLE001 - olefile meets damage with whatever Python raises
        raise PackageError(findings.DAMAGED, str(error)) from None


def _stream_name(ole: OleFileIO) -> str:
    return "Workbook" if ole.exists("Workbook") else "Book"


def _with_true_dimensions(
    data: bytes, stream: bytes, listed: list[_Listed], scans: list[Scan]
) -> bytes:
    """Correct DIMENSIONS that claim far more than there is.

    Calamine reserves memory for all of it.
    """
    import olefile

    patched = bytearray(stream)
    for sheet, seen in zip(listed, scans, strict=True):
        claims = (
            each
            for each in _records(stream, sheet.offset)
            if each.kind == _DIMENSIONS and len(each.body) >= 12
        )
        for _, start, body in itertools.islice(claims, 1):
            first, last, left, right = struct.unpack_from("<IIHH", body)
            if (
                last < first
                or right < left
                or (last - first) * (right - left) > MOST_BOXED_CELLS
            ):
                struct.pack_into(
                    "<IIHH", patched, start + 4, 0, seen.height, 0, seen.width
                )
    if patched == stream:
        return data
    file = io.BytesIO(data)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        ole.write_stream(_stream_name(ole), bytes(patched))
        return file.getvalue()


def _records(stream: bytes, start: int) -> Iterator[_Record]:
    """Give the records from a BOF to its EOF; those of embedded charts are left out."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, start)
        if kind == _BOF:
            depth += 1
        if depth == 1:
            yield _Record(kind, start, stream[start + 4 : start + 4 + length])
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        start += 4 + length


def _worksheets(stream: bytes) -> list[_Listed]:
    listed = []
    version, codepage = _BIFF8, 1252
    for kind, _, body in _records(stream, 0):
        if kind == _BOF:
            version = struct.unpack_from("<H", body)[0]
        elif kind == _FILEPASS:
            raise PackageError(findings.ENCRYPTED)
        elif kind == _CODEPAGE:
            codepage = struct.unpack_from("<H", body)[0]
        elif kind == _BOUNDSHEET:
            offset, hidden, sort = struct.unpack_from("<IBB", body)
            if sort == _WORKSHEET:
                listed.append(
                    _Listed(
                        _name(body[6:], version, codepage),
                        offset,
                        visible=hidden & 3 == 0,
                    )
                )
    return listed


def _name(body: bytes, version: int, codepage: int) -> str:
    length = body[0]
    if version < _BIFF8:
        return body[1 : 1 + length].decode(f"cp{codepage}")
    return (
        body[2 : 2 + length * 2].decode("utf-16-le")
        if body[1] & 1
        else body[2 : 2 + length].decode("latin-1")
    )


def _scan(stream: bytes, offset: int) -> Scan:
    height = width = 0
    errors = []
    hidden = set()
    merged: list[tuple[int, int, int, int]] = []
    for kind, _, body in _records(stream, offset):
        if kind == _ROW:
            row, options = struct.unpack_from("<H10xH", body)
            if options & _ROW_HIDDEN:
                hidden.add(row)
        elif kind == _MERGED:
            ranges = struct.iter_unpack(
                "<4H", body[2 : 2 + 8 * struct.unpack_from("<H", body)[0]]
            )
            merged += [
                (first, left, last, right) for first, last, left, right in ranges
            ]
        elif kind in _VALUES:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack("<H", body[-2:])[0] if kind == _MULRK else column
            height, width = max(height, row + 1), max(width, last + 1)
            code = _error(kind, body)
            if code is not None:
                errors.append((row, column, code))
    return Scan(height, width, tuple(errors), frozenset(hidden), tuple(merged))


def _error(kind: int, body: bytes) -> str | None:
    """Give the error in a cell, "" for a formula that was never calculated, None for a value."""
    if kind == _BOOLERR:
        return ERRORS.get(body[6], "#VALUE!") if body[7] else None
    if kind != _FORMULA or body[12:14] != b"\xff\xff":
        return None
    if body[6] == 2:
        return ERRORS.get(body[8], "#VALUE!")
    flags = struct.unpack_from("<H", body, 14)[0]
    return "" if body[6] == 3 and flags & _NOT_CALCULATED else None
