"""An .xlsb made ready for calamine.

Its records passed over for what calamine does not say ([MS-XLSB]).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel.reading.biff import ERRORS
from xltool.excel.reading.preparing import MOST_BOXED_CELLS, Prepared, PreparedSheet
from xltool.excel.reading.scanning import Scan
from xltool.excel.reading.structure import relations
from xltool.opc.package import Package, PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROW, _ERROR, _FORMULA_ERROR, _MERGED, _BUNDLE = 0, 3, 11, 176, 156
_VALUES = frozenset(range(2, 12))
_ROW_HIDDEN = 0x10


def prepare(package: Package) -> Prepared:
    """Scan every sheet of an .xlsb.

    PackageError where it is damaged or too scattered.
    """
    workbook = package.find("xl/workbook.bin") or "xl/workbook.bin"
    related = relations(package, workbook)
    sheets = []
    try:
        for name, identity, visible in _listed(package.read(workbook)):
            kind, part = related.get(identity, ("", ""))
            if kind == "worksheet":
                sheets.append(_scanned(name, package.read(part), visible=visible))
    except (struct.error, IndexError, ValueError) as error:
        raise PackageError(findings.DAMAGED, str(error)) from None
    return Prepared(data=package.data, sheets=tuple(sheets))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
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


def _listed(data: bytes) -> Iterator[tuple[str, str, bool]]:
    for kind, body in _records(data):
        if kind == _BUNDLE:
            identity, at = _text(body, 8)
            name, _ = _text(body, at)
            yield name, identity, struct.unpack_from("<I", body)[0] == 0


def _text(body: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", body, at)
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le"), end


def _scanned(name: str, data: bytes, *, visible: bool) -> PreparedSheet:
    row = height = width = 0
    errors = []
    hidden = set()
    merged = []
    for kind, body in _records(data):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", body)
            if body[11] & _ROW_HIDDEN:
                hidden.add(row)
        elif kind in _VALUES:
            (column,) = struct.unpack_from("<I", body)
            height, width = max(height, row + 1), max(width, column + 1)
            if kind in {_ERROR, _FORMULA_ERROR}:
                errors.append((row, column, ERRORS.get(body[8], "#VALUE!")))
        elif kind == _MERGED:
            first, last, left, right = struct.unpack_from("<4I", body)
            merged.append((first, left, last, right))
    if height * width > MOST_BOXED_CELLS:
        raise PackageError(findings.TOO_SCATTERED, name)
    seen = Scan(height, width, tuple(errors), frozenset(hidden), tuple(merged))
    return PreparedSheet(name=name, scan=seen, visible=visible)
