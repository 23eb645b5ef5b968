"""An .xls made ready for calamine.

Its records passed over for what calamine does not say. The record layouts are those of
[MS-XLS]; a cell is found by its record alone.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel.reading.biff_globals import Globals, SheetEntry, read_globals
from xltool.excel.reading.biff_records import Kind, Pieces, records
from xltool.excel.reading.preparing import MOST_BOXED_CELLS, Prepared, PreparedSheet
from xltool.excel.reading.scanning import Scan
from xltool.model.grid import Appearance
from xltool.opc.package import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from olefile import OleFileIO

    from xltool.excel.reading.biff_records import Record
    from xltool.model.grid import Position, Run

_FORMULAS = frozenset({Kind.FORMULA, Kind.FORMULA_3, Kind.FORMULA_4})
"""A formula of Excel 97 has the first number; some programs write it under the others.
"""
_NUMBERS = frozenset({Kind.NUMBER, Kind.RK, Kind.MULRK})
_TEXTS = frozenset({Kind.LABELSST, Kind.LABEL, Kind.RSTRING})
_VALUES = _FORMULAS | _NUMBERS | _TEXTS | {Kind.BOOLERR}
_ROW_HIDDEN = 0x20
_COLUMNS_HIDDEN = 1
_ALWAYS, _ON_LOAD = 0x01, 0x02
"""A formula is calculated whenever anything is; when the file is opened."""
_VOLATILE = b"\x19\x01"
"""How the tokens of a formula begin that depends on the day or on chance."""
_NO_NUMBER = b"\xff\xff"
_ERROR_RESULT, _EMPTY_RESULT = 2, 3
_USUAL_NUMBER, _USUAL_DATE = 0, 22
"""Numbered formats that every reader takes for what they are."""
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def prepare(data: bytes) -> Prepared:
    """Scan every sheet of an .xls.

    PackageError where it is encrypted, damaged, too scattered, or older than Excel 97.
    """
    try:
        stream = _workbook_stream(data)
        found = read_globals(stream)
        scans = [_scan(stream, sheet.offset, found) for sheet in found.sheets]
    except (struct.error, IndexError, ValueError, LookupError, OSError) as error:
        raise PackageError(findings.DAMAGED, str(error)) from None
    sheets = []
    for sheet, scan in zip(found.sheets, scans, strict=True):
        # calamine reads all sheets or none
        if scan.height * scan.width > MOST_BOXED_CELLS:
            raise PackageError(findings.TOO_SCATTERED, sheet.name)
        sheets.append(PreparedSheet(name=sheet.name, scan=scan, visible=sheet.visible))
    return Prepared(
        data=_mended(data, stream, found, scans),
        sheets=tuple(sheets),
        date1904=found.date1904,
    )


def _workbook_stream(data: bytes) -> bytes:
    """Give the stream of a compound file in which the workbook's records stand."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return bytes(ole.openstream(_stream_name(ole)).read())
    except Exception as error:  # noqa: BLE001 - olefile meets damage with whatever Python raises
        raise PackageError(findings.DAMAGED, str(error)) from None


def _stream_name(ole: OleFileIO) -> str:
    """Give the name of that stream: Excel 5 called it Book, and some programs do yet."""
    return "Workbook" if ole.exists("Workbook") else "Book"


def _mended(data: bytes, stream: bytes, found: Globals, scans: Sequence[Scan]) -> bytes:
    """Give the file as calamine reads it whole; itself in most cases."""
    import olefile

    patched = bytearray(stream)
    for sheet, scan in zip(found.sheets, scans, strict=True):
        _correct_dimensions(patched, stream, sheet, scan)
        _renumber_formulas(patched, stream, sheet)
    for start, date in found.misread:
        number = _USUAL_DATE if date else _USUAL_NUMBER
        struct.pack_into("<H", patched, start + 6, number)
    if patched == stream:
        return data
    file = io.BytesIO(data)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        ole.write_stream(_stream_name(ole), bytes(patched))
        return file.getvalue()


def _correct_dimensions(
    patched: bytearray, stream: bytes, sheet: SheetEntry, scan: Scan
) -> None:
    """Correct DIMENSIONS that claim far more than there is.

    Calamine reserves memory for all of it. The first such record of a sheet counts.
    """
    for record in records(stream, sheet.offset):
        if record.kind != Kind.DIMENSIONS or len(record.body) < 12:
            continue
        first, last, left, right = struct.unpack_from("<IIHH", record.body)
        box = (last - first) * (right - left)
        if last < first or right < left or box > MOST_BOXED_CELLS:
            at = record.start + 4
            struct.pack_into("<IIHH", patched, at, 0, scan.height, 0, scan.width)
        return


def _renumber_formulas(patched: bytearray, stream: bytes, sheet: SheetEntry) -> None:
    """Give formulas the one number under which calamine looks for them."""
    for record in records(stream, sheet.offset):
        if record.kind in {Kind.FORMULA_3, Kind.FORMULA_4}:
            struct.pack_into("<H", patched, record.start, Kind.FORMULA)


def _scan(stream: bytes, offset: int, found: Globals) -> Scan:
    """Pass over the records of the sheet that begin at an offset."""
    scanner = _Scanner(found)
    for record in records(stream, offset):
        scanner.take(record)
    return scanner.finished()


class _Scanner:
    """The state of one pass over the records of a sheet."""

    def __init__(self, found: Globals) -> None:
        self.found = found
        self.height = self.width = 0
        self.errors: list[tuple[int, int, str]] = []
        self.hidden: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.appearances: dict[Position, Appearance] = {}
        self.notes: dict[int, Position] = {}
        self.texts: dict[int, list[bytes]] = {}
        self.object: int | None = None
        self.continued: list[bytes] | None = None

    def take(self, record: Record) -> None:
        """Note what a record says; CONTINUE belongs to the one before it."""
        kind, body = record.kind, record.body
        if kind in _VALUES:
            self.take_value(kind, body)
        elif kind == Kind.ROW:
            row, options = struct.unpack_from("<H10xH", body)
            if options & _ROW_HIDDEN:
                self.hidden.add(row)
        elif kind == Kind.COLUMNS:
            first, last, options = struct.unpack_from("<HH4xH", body)
            if options & _COLUMNS_HIDDEN:
                self.hidden_columns.append((first, last))
        elif kind == Kind.MERGED:
            self.merged += _merged(body)
        elif kind == Kind.CONTINUE:
            if self.continued is not None:
                self.continued.append(body)
            return
        else:
            self.take_comment(kind, body)
            return
        self.continued = None

    def take_value(self, kind: int, body: bytes) -> None:
        """Note how far the values reach, and what a cell shows beside its value.

        MULRK holds the numbers of several cells, the last column at its end.
        """
        row, column = struct.unpack_from("<HH", body)
        last = column
        if kind == Kind.MULRK:
            (last,) = struct.unpack("<H", body[-2:])
        self.height = max(self.height, row + 1)
        self.width = max(self.width, last + 1)
        code = _error(kind, body)
        if code is not None:
            self.errors.append((row, column, code))
        elif self.found.styles or self.found.rich:
            self.note_appearance(kind, body, row, column)

    def note_appearance(self, kind: int, body: bytes, row: int, column: int) -> None:
        """Keep what cells show beside their values.

        A number format concerns numbers alone.
        """
        runs: tuple[Run, ...] = ()
        if kind == Kind.LABELSST:
            (shared,) = struct.unpack_from("<I", body, 6)
            runs = self.found.rich.get(shared, ())
        step = 6 if kind == Kind.MULRK else len(body)
        for offset, at in enumerate(range(4, len(body) - 2, step)):
            (style,) = struct.unpack_from("<H", body, at)
            look = self.found.styles.get(style)
            if runs:
                look = Appearance(runs=runs)
            if look and (look.struck or look.runs or _is_number(kind, body)):
                self.appearances[row, column + offset] = look

    def take_comment(self, kind: int, body: bytes) -> None:
        """Keep where a comment stands (NOTE), and the text of its box (OBJ, TXO,
        CONTINUE).
        """
        if kind == Kind.NOTE and len(body) >= 8:
            row, column, _, identity = struct.unpack_from("<4H", body)
            self.notes[identity] = row, column
        elif kind == Kind.OBJ and len(body) >= 8:
            (self.object,) = struct.unpack_from("<H", body, 6)
        elif kind == Kind.TXO and self.object is not None:
            self.continued = self.texts[self.object] = [body]

    def finished(self) -> Scan:
        """Give what was found."""
        return Scan(
            height=self.height,
            width=self.width,
            errors=tuple(self.errors),
            hidden_rows=frozenset(self.hidden),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
            appearances=self.appearances,
            comments=dict(self.comments()),
        )

    def comments(self) -> Iterator[tuple[Position, str]]:
        """Give the comments with their cells, those without words left out."""
        for identity, place in self.notes.items():
            text = _box_text(self.texts.get(identity, []))
            if text:
                yield place, text


def _box_text(bodies: list[bytes]) -> str:
    """Read the text of a box.

    Its length in the first record, its characters in those that follow.
    """
    if len(bodies) < 2 or len(bodies[0]) < 12:
        return ""
    (length,) = struct.unpack_from("<H", bodies[0], 10)
    pieces = Pieces(bodies[1:])
    try:
        return pieces.text(length, pieces.number("<B")).strip()
    except (ValueError, IndexError, struct.error):
        return ""


def _merged(body: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Give merged cells: first row, first column, last row, last column."""
    (count,) = struct.unpack_from("<H", body)
    areas = body[2 : 2 + 8 * count]
    for first, last, left, right in struct.iter_unpack("<4H", areas):
        yield first, left, last, right


def _is_number(kind: int, body: bytes) -> bool:
    """Say whether a cell holds a number, or a formula that gives one."""
    if kind in _FORMULAS:
        return body[12:14] != _NO_NUMBER
    return kind in _NUMBERS


def _error(kind: int, body: bytes) -> str | None:
    """Give the error in a cell, nothing ("") for a formula without a result.

    None for a value.
    """
    if kind == Kind.BOOLERR:
        return ERRORS.get(body[6], "#VALUE!") if body[7] else None
    if kind not in _FORMULAS or body[12:14] != _NO_NUMBER:
        return None
    if body[6] == _ERROR_RESULT:
        return ERRORS.get(body[8], "#VALUE!")
    return "" if body[6] == _EMPTY_RESULT and _is_uncalculated(body) else None


def _is_uncalculated(body: bytes) -> bool:
    """Say whether a formula with an empty result waits for its calculation.

    One that depends on the day is calculated always, and may well be empty.
    """
    (flags,) = struct.unpack_from("<H", body, 14)
    if flags & _ON_LOAD:
        return True
    return bool(flags & _ALWAYS) and body[22:24] != _VOLATILE
