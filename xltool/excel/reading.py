"""Reading a workbook that came back, whatever it is: bytes in, sheets of raw cells and findings out.

python-calamine reads the values; everything it does not say (error cells, formulas without a value, hidden
rows, cells far away from all others) is found by a scan of the file first. A file that may kill the
process is not caught here: callers read in a worker (`isolation`).
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel import biff, biff12, opendocument, spreadsheetml
from xltool.excel.decryption import without_built_in_password
from xltool.excel.package import PackageError
from xltool.excel.sniffing import READABLE, FileKind, refusal, sniff
from xltool.findings import Finding, Place
from xltool.model.grid import CellError, Raw, Sheet, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from xltool.excel.preparing import Prepared, PreparedSheet

Cells = list[list[Raw | CellError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file gave. `workbook` is None where nothing could be read; `findings` say why."""

    kind: FileKind
    workbook: Workbook | None = None
    findings: tuple[Finding, ...] = ()


def read_workbook(path: Path) -> Reading:
    """Read the workbook at `path`; what is wrong with it is in the findings, never an exception."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return Reading(kind=FileKind.UNKNOWN, findings=(findings.CANNOT_OPEN.at(found=error.strerror or path.name),))
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str = "") -> Reading:
    """Read a workbook from its bytes; `name` only recognises the lock files of Office."""
    kind = sniff(data, name)
    try:
        if kind is FileKind.ENCRYPTED:
            return _decrypted(data)
        if kind not in READABLE:
            return Reading(kind=kind, findings=(refusal(kind),))
        return _read(_prepared(data, kind), kind)
    except PackageError as error:
        if error.kind is findings.ENCRYPTED and kind is FileKind.XLS:
            return _decrypted(data)
        return Reading(kind=kind, findings=(error.finding(),))


def _decrypted(data: bytes) -> Reading:
    plain = without_built_in_password(data)
    kind = sniff(plain) if plain else FileKind.ENCRYPTED
    if not plain or kind not in READABLE:
        return Reading(kind=FileKind.ENCRYPTED, findings=(findings.ENCRYPTED.at(),))
    try:
        reading = _read(_prepared(plain, kind), kind)
    except PackageError as error:
        return Reading(kind=kind, findings=(error.finding(),))
    return replace(reading, findings=(findings.DEFAULT_PASSWORD.at(), *reading.findings))


def _prepared(data: bytes, kind: FileKind) -> Prepared:
    match kind:
        case FileKind.XLS:
            return biff.prepare(data)
        case FileKind.XLSB:
            return biff12.prepare(data)
        case FileKind.ODS:
            return opendocument.prepare(data)
        case _:
            return spreadsheetml.prepare(data)


def _read(prepared: Prepared, kind: FileKind) -> Reading:
    from python_calamine import CalamineWorkbook

    found = list(prepared.findings)
    sheets: list[Sheet] = []
    try:
        with _calamine():
            book = CalamineWorkbook.from_filelike(io.BytesIO(prepared.data))
    except _UnreadableError as error:
        return Reading(kind=kind, findings=(*found, findings.DAMAGED.at(found=str(error))))
    for sheet in prepared.sheets:
        try:
            with _calamine():
                sheets.append(_sheet(book, sheet))
        except _UnreadableError:
            found.append(findings.SHEET_UNREADABLE.at(Place(sheet=sheet.name), found=sheet.name))
    if not sheets:
        return Reading(kind=kind, findings=tuple(found) or (findings.NO_SHEETS.at(),))
    return Reading(kind=kind, workbook=Workbook(sheets=tuple(sheets)), findings=tuple(found))


class _UnreadableError(Exception):
    """Calamine could not read it."""


@contextlib.contextmanager
def _calamine() -> Iterator[None]:
    """Turn what calamine raises into one error; its panics are no `Exception` and have no public class."""
    from python_calamine import CalamineError

    try:
        yield
    except CalamineError as error:
        raise _UnreadableError(str(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _UnreadableError("PanicException") from None


def _sheet(book: CalamineWorkbook, prepared: PreparedSheet) -> Sheet:
    values = book.get_sheet_by_name(prepared.name)
    cells: Cells = [[None if cell == "" else cell for cell in row] for row in values.to_python(skip_empty_area=False)]
    if prepared.rows is not None and prepared.columns is not None:
        cells = _spread(cells, prepared.rows, prepared.columns)
    for row, column, code in prepared.scan.errors:
        _put(cells, row, column, CellError(code))
    return Sheet(
        name=prepared.name,
        rows=cells,
        visible=prepared.visible,
        hidden_rows=prepared.scan.hidden_rows,
        merged=prepared.scan.merged,
    )


def _spread(compacted: Cells, rows: tuple[int, ...], columns: tuple[int, ...]) -> Cells:
    """Put the cells of a compacted sheet back where they stood."""
    cells: Cells = [[] for _ in range(rows[-1] + 1 if rows else 0)]
    for row, values in zip(rows, compacted, strict=False):
        for column, value in zip(columns, values, strict=False):
            if value is not None:
                _put(cells, row, column, value)
    return cells


def _put(cells: Cells, row: int, column: int, value: Raw | CellError) -> None:
    while len(cells) <= row:
        cells.append([])
    line = cells[row]
    line.extend([None] * (column + 1 - len(line)))
    line[column] = value
