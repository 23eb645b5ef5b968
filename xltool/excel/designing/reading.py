"""Reading the worksheets of a blank form with openpyxl's object model.

A validation whose list stands in another worksheet is kept by Excel in an extension
that openpyxl leaves out: it is read from the worksheet's part.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xltool.excel.designing.page import FormCell, Page, Validation
from xltool.excel.reading.structure import structure_of
from xltool.opc.editing import Editor
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from xltool.excel.designing.page import Area, Position

_LAST_ROW, _LAST_COLUMN = 1500, 400
"""What is looked at of a worksheet; a longer one goes on as it began."""
_MOST_CHOICES = 2000
_WHITE = (("rgb", "FFFFFFFF"), ("rgb", "00FFFFFF"), ("theme", 0), ("indexed", 9))
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"


def read_pages(data: bytes) -> tuple[Page, ...]:
    """Read every worksheet of an .xlsx.

    PackageError, or an exception of openpyxl's, where it is none.
    """
    from openpyxl import load_workbook

    package = open_package(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), keep_vba=False)
    editor = Editor(package)
    lookups: set[str] = set()
    parts = {one.name: one.part for one in structure_of(package).sheets}
    pages = []
    for sheet in book.worksheets:
        extended = _extended(book, editor.tree(parts[sheet.title]), sheet)
        page = _page(book, sheet, tuple(extended))
        pages.append(page)
        for validation in page.validations:
            if validation.kind == "list":
                lookups |= _titles(book, validation.condition) - {sheet.title}
    return tuple(replace(one, is_lookup=one.name in lookups) for one in pages)


def _titles(book: Workbook, source: str) -> set[str]:
    """Give the worksheet in which a list stands."""
    source = source.removeprefix("=").strip()
    name = book.defined_names.get(source)
    found = _RANGE.fullmatch((name.attr_text or "") if name else source)
    if found is None:
        return set()
    title = (found["quoted"] or "").replace("''", "'") or found["sheet"]
    return {title} if title else set()


def _page(book: Workbook, sheet: Worksheet, extended: tuple[Validation, ...]) -> Page:
    validations = (*_validations(book, sheet), *extended)
    cells = dict(_cells(sheet))
    merges = dict(_merges(sheet))
    rows, columns = _extent(cells, merges)
    return Page(
        name=sheet.title,
        visible=sheet.sheet_state == "visible",
        protected=bool(sheet.protection.sheet),
        cells=cells,
        merges=merges,
        validations=validations,
        rows=rows,
        columns=columns,
        names=_names(book, sheet),
    )


def _cells(sheet: Worksheet) -> Iterator[tuple[Position, FormCell]]:
    last_row = min(sheet.max_row, _LAST_ROW)
    last_column = min(sheet.max_column, _LAST_COLUMN)
    for row in sheet.iter_rows(max_row=last_row, max_col=last_column):
        for cell in row:
            if cell.value is not None or cell.has_style:
                yield ((cell.row or 1) - 1, (cell.column or 1) - 1), _cell(cell)


def _cell(cell: Cell | MergedCell) -> FormCell:
    value: Any = cell.value
    formula = _formula(value)
    return FormCell(
        text="" if formula else _text(value),
        is_number=isinstance(value, int | float) and not isinstance(value, bool),
        formula=formula,
        number_format=cell.number_format or "General",
        locked=bool(cell.protection.locked),
        framed=_is_framed(cell),
        indent=int(cell.alignment.indent or 0),
    )


def _formula(value: Any) -> str:
    if isinstance(value, str) and value.startswith("=") and len(value) > 1:
        return value[1:]
    text = getattr(value, "text", None)  # an array formula
    return str(text).removeprefix("=") if text else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip("\r\n")


def _is_framed(cell: Cell | MergedCell) -> bool:
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom)
    if sum(bool(side and side.style) for side in sides) >= 2:
        return True
    fill = cell.fill
    if fill is None or fill.patternType != "solid":
        return False
    colour = fill.fgColor
    return (colour.type, colour.value) not in _WHITE


def _merges(sheet: Worksheet) -> Iterator[tuple[Position, Area]]:
    for one in sheet.merged_cells.ranges:
        area = _area(one)
        top, left, bottom, right = area
        if bottom >= _LAST_ROW or right >= _LAST_COLUMN:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield (row, column), area


def _area(bounds: Any) -> Area:
    return (
        bounds.min_row - 1,
        bounds.min_col - 1,
        bounds.max_row - 1,
        bounds.max_col - 1,
    )


def _extent(
    cells: dict[Position, FormCell], merges: dict[Position, Area]
) -> tuple[int, int]:
    """Give how many rows and columns hold anything, words or framed cells."""
    told = [at for at, cell in cells.items() if not cell.is_empty or cell.framed]
    ends = [(area[2], area[3]) for at, area in merges.items() if at in cells]
    reach = [*told, *ends]
    rows = max((row for row, _ in reach), default=-1) + 1
    columns = max((column for _, column in reach), default=-1) + 1
    return rows, columns


def _validations(book: Workbook, sheet: Worksheet) -> Iterator[Validation]:
    for one in sheet.data_validations.dataValidation:
        source = one.formula1 or ""
        yield Validation(
            kind=one.type or "",
            areas=tuple(_area(area) for area in one.sqref.ranges),
            choices=_choices(book, sheet, source) if one.type == "list" else (),
            condition=source,
            prompt=(one.prompt or "").strip(),
            allows_blank=bool(one.allow_blank),
        )


def _extended(book: Workbook, root: Element, sheet: Worksheet) -> Iterator[Validation]:
    """Give the validations of the extension of 2009."""
    from openpyxl.worksheet.cell_range import MultiCellRange

    for one in root.iter(f"{_X14}dataValidation"):
        source = one.findtext(f"{_X14}formula1/{_XM}f", "")
        ranges = MultiCellRange(one.findtext(f"{_XM}sqref", ""))
        kind = one.get("type", "")
        yield Validation(
            kind=kind,
            areas=tuple(_area(area) for area in ranges.ranges),
            choices=_choices(book, sheet, source) if kind == "list" else (),
            condition=source,
            prompt=one.get("prompt", ""),
            allows_blank=one.get("allowBlank") in {"1", "true"},
        )


_RANGE = re.compile(
    r"""
    (?:'(?P<quoted>(?:[^']|'')+)'!|(?P<sheet>[^'!,()]+)!)?   # 'Sheet 1'! or Sheet1!
    \$?(?P<first>[A-Z]{1,3}\$?\d+)                           # $A$1
    (?::\$?(?P<last>[A-Z]{1,3}\$?\d+))?                      # :$A$9
    """,
    re.VERBOSE,
)


def _choices(book: Workbook, sheet: Worksheet, source: str) -> tuple[str, ...]:
    """Give the choices that a list's source names: itself, a range, a name."""
    source = source.removeprefix("=").strip()
    if source.startswith('"'):
        return _distinct(source.strip('"').split(","))
    name = sheet.defined_names.get(source) or book.defined_names.get(source)
    if name is not None:
        source = name.attr_text or ""
    found = _RANGE.fullmatch(source)
    if found is None:
        return ()
    title = (found["quoted"] or "").replace("''", "'") or found["sheet"]
    if title and title not in book.sheetnames:
        return ()
    page = book[title] if title else sheet
    first = found["first"].replace("$", "")
    last = (found["last"] or first).replace("$", "")
    cells = [cell for row in page[f"{first}:{last}"] for cell in row]
    return _distinct(_text(cell.value) for cell in cells[:_MOST_CHOICES])


def _distinct(texts: Any) -> tuple[str, ...]:
    stripped = (str(text).strip() for text in texts)
    return tuple(dict.fromkeys(text for text in stripped if text))


def _names(book: Workbook, sheet: Worksheet) -> dict[str, Area]:
    """Give the defined names of which every cell is in one area of the worksheet."""
    from openpyxl.worksheet.cell_range import CellRange

    found = {}
    for names in (book.defined_names, sheet.defined_names):
        for name, item in names.items():
            match = _RANGE.fullmatch(item.attr_text or "")
            if match is None:
                continue
            title = (match["quoted"] or "").replace("''", "'") or match["sheet"]
            if title == sheet.title and not name.startswith("_xlnm"):
                first = match["first"].replace("$", "")
                last = (match["last"] or first).replace("$", "")
                found[name] = _area(CellRange(f"{first}:{last}"))
    return found
