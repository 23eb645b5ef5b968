"""Reading a workbook that came back, whatever it is.

Bytes in, sheets of raw cells and findings out. python-calamine reads the values, except
most of an .xlsx that is plainly written; everything it does not say (error cells,
formulas without a value, hidden rows, cells far away from all others) is found by a
scan of the file first. A file that may kill the process is not caught here: callers
read in a child (`execution`).
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from xltool import findings
from xltool.excel.reading import spreadsheetml
from xltool.excel.reading.decryption import without_built_in_password
from xltool.excel.reading.sniffing import (
    READABLE,
    FileKind,
    kind_of_parts,
    refusal,
    sniff,
)
from xltool.findings import Finding, Place
from xltool.model.grid import CellError, Sheet, Workbook
from xltool.model.number_format import is_date
from xltool.opc.package import PackageError, open_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from xltool.excel.reading.preparing import Cells, Prepared, PreparedSheet
    from xltool.model.grid import Raw
    from xltool.opc.package import Package

LARGEST_FILE = 64 << 20
"""Bytes; the fullest workbook an office sends is a hundredth of this."""
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(?:(\d+(?:\.\d+)?)S)?")
"""A time as an .ods holds it."""
_LAST_DAY = 2_958_466
"""The day after 9999-12-31, as cells count days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookReading:
    """What a file gave.

    `workbook` is None where nothing could be read; `findings` say why.
    """

    kind: FileKind
    workbook: Workbook | None = None
    findings: tuple[Finding, ...] = ()


def read_workbook(path: Path) -> WorkbookReading:
    """Read the workbook at `path`.

    What is wrong with it is in the findings, never an exception.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        return WorkbookReading(
            kind=FileKind.UNKNOWN,
            findings=(findings.CANNOT_OPEN.at(found=error.strerror or path.name),),
        )
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str = "") -> WorkbookReading:
    """Read a workbook from its bytes.

    `name` only recognises the lock files of Office.
    """
    if len(data) > LARGEST_FILE:
        return WorkbookReading(
            kind=FileKind.UNKNOWN,
            findings=(findings.TOO_LARGE.at(found=f"{len(data) >> 20} MB"),),
        )
    try:
        package = open_package(data) if data.startswith(b"PK") else None
        kind = kind_of_parts(package.parts, data) if package else sniff(data, name)
        if kind is FileKind.ENCRYPTED:
            return _decrypted(data)
        if kind in READABLE:
            return _read(_prepared(data, package, kind), kind)
    except PackageError as error:
        kind = sniff(data, name)
        if kind is FileKind.XLS and error.kind is findings.ENCRYPTED:
            return _decrypted(data)
        if kind in READABLE:
            return WorkbookReading(kind=kind, findings=(error.finding(),))
    return WorkbookReading(kind=kind, findings=(refusal(kind),))


def _decrypted(data: bytes) -> WorkbookReading:
    """Read a file that is encrypted with Excel's built-in password; refuse others."""
    plain = without_built_in_password(data)
    if plain is None or plain == data:
        return WorkbookReading(
            kind=FileKind.ENCRYPTED, findings=(findings.ENCRYPTED.at(),)
        )
    reading = read_bytes(plain)
    return replace(
        reading, findings=(findings.DEFAULT_PASSWORD.at(), *reading.findings)
    )


def _prepared(data: bytes, package: Package | None, kind: FileKind) -> Prepared:
    """Prepare a file for calamine.

    Nearly all are .xlsx: what reads the other kinds is imported for them.
    """
    if package is None:
        from xltool.excel.reading import biff

        return biff.prepare(data)
    match kind:
        case FileKind.XLSB:
            from xltool.excel.reading import biff12

            return biff12.prepare(package)
        case FileKind.ODS:
            from xltool.excel.reading import opendocument

            return opendocument.prepare(package)
        case _:
            return spreadsheetml.prepare(package)


def _read(prepared: Prepared, kind: FileKind) -> WorkbookReading:
    found = list(prepared.findings)
    book = _attempt(partial(_opened, prepared.data))
    if prepared.data and book is None:
        return WorkbookReading(
            kind=kind, findings=(*found, findings.DAMAGED.at(found="内容无法解析"))
        )
    sheets: list[Sheet] = []
    for each in prepared.sheets:
        sheet = _attempt(partial(_sheet, book, each, date1904=prepared.date1904))
        if sheet is None:
            found.append(
                findings.SHEET_UNREADABLE.at(Place(sheet=each.name), found=each.name)
            )
        else:
            sheets.append(sheet)
    if not sheets:
        return WorkbookReading(
            kind=kind, findings=tuple(found) or (findings.NO_SHEETS.at(),)
        )
    return WorkbookReading(
        kind=kind, workbook=Workbook(sheets=tuple(sheets)), findings=tuple(found)
    )


Result = TypeVar("Result")


def _attempt(read: Callable[[], Result]) -> Result | None:
    """Give what calamine reads, or None.

    It meets damage with its own exceptions, with those of the system, and with panics,
    which are no `Exception` and have no public class.
    """
    try:
        return read()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, the file is damaged
        return None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return None


def _opened(data: bytes) -> CalamineWorkbook | None:
    """Open a workbook; None where nothing is left to be opened."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(data)) if data else None


def _sheet(
    book: CalamineWorkbook | None, prepared: PreparedSheet, *, date1904: bool
) -> Sheet:
    """Give a sheet: calamine's values, and what only our scan of it knows."""
    cells = _values(book, prepared)
    scan = prepared.scan
    for row, column, code in scan.errors:
        _put(cells, row, column, CellError(code))
    sheet = Sheet(
        name=prepared.name,
        rows=cells,
        visible=prepared.visible,
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        merged=scan.merged,
        appearances=scan.appearances,
        comments=scan.comments,
    )
    for (row, column), look in scan.appearances.items():
        if is_date(look.number_format):
            day = _as_date(sheet.cell(row, column), date1904=date1904)
            if day is not None:
                _put(cells, row, column, day)
    return sheet


def _values(book: CalamineWorkbook | None, prepared: PreparedSheet) -> Cells:
    """Give the values of a sheet where they belong.

    A compacted sheet has its cells one below the other, and `places` says where each
    one stood.
    """
    if book is None or prepared.places == ():
        return prepared.cells
    values = book.get_sheet_by_name(prepared.name).to_python(skip_empty_area=False)
    read: Cells = [[None if cell == "" else cell for cell in row] for row in values]
    if prepared.places is None:
        return read
    for (row, column), (value,) in zip(prepared.places, read, strict=False):
        _put(prepared.cells, row, column, value)
    return prepared.cells


def _as_date(value: Raw | CellError, *, date1904: bool) -> Raw:
    """Give the day or duration that a cell with a date's format shows; None if none."""
    if isinstance(value, float):
        return _day(value, date1904=date1904)
    if isinstance(value, str) and (elapsed := _DURATION.fullmatch(value)):
        return _duration(elapsed)
    return None


def _duration(elapsed: re.Match[str]) -> dt.timedelta:
    """Give a time that calamine wrote as a text."""
    hours, minutes, seconds = elapsed.groups()
    return dt.timedelta(
        hours=int(hours), minutes=int(minutes), seconds=float(seconds or 0)
    )


def _day(serial: float, *, date1904: bool) -> Raw:
    """Give the day or time that a number is shown as, where calamine does not see
    it.
    """
    if not 0 <= serial < _LAST_DAY:
        return serial
    first = dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30)
    moment = dt.datetime.combine(first, dt.time()) + dt.timedelta(days=serial)
    if serial < 1:
        return moment.time()
    return moment if moment.time() != dt.time() else moment.date()


def _put(cells: Cells, row: int, column: int, value: Raw | CellError) -> None:
    """Set a cell; rows and columns that are missing before it are made."""
    while len(cells) <= row:
        cells.append([])
    line = cells[row]
    line.extend([None] * (column + 1 - len(line)))
    line[column] = value
