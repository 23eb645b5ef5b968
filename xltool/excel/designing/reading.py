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
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from xltool.excel.designing.page import FormCell, Page, Validation
from xltool.excel.reading.structure import structure_of
from xltool.opc.editing import Editor
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
_RANGE = re.compile(
    r"""
    (?:'(?P<quoted>(?:[^']|'')+)'!|(?P<sheet>[^'!,()]+)!)?   # 'Sheet 1'! or Sheet1!
    \$?(?P<first>[A-Z]{1,3}\$?\d+)                           # $A$1
    (?::\$?(?P<last>[A-Z]{1,3}\$?\d+))?                      # :$A$9
    """,
    re.VERBOSE,
)


class _Range(NamedTuple):
    """A range that a formula names.

    `title` is its worksheet's, empty where none is named; `cells` are like `A1:A9`.
    """

    title: str
    cells: str


def _range_in(source: str) -> _Range | None:
    """Read a reference; None where it is another formula.

    >>> _range_in("'选项 1'!$A$2:$A$9")
    _Range(title='选项 1', cells='A2:A9')
    """
    found = _RANGE.fullmatch(source)
    if found is None:
        return None
    quoted = (found["quoted"] or "").replace("''", "'")
    first = found["first"].replace("$", "")
    last = (found["last"] or first).replace("$", "")
    return _Range(title=quoted or found["sheet"] or "", cells=f"{first}:{last}")


def read_pages(data: bytes) -> tuple[Page, ...]:
    """Read every worksheet of an .xlsx.

    PackageError, or an exception of openpyxl's, where it is none.
    """
    package = open_package(data)
    book = _open_workbook(data)
    editor = Editor(package)
    parts = {sheet.name: sheet.part for sheet in structure_of(package).sheets}
    lookups: set[str] = set()
    pages = []
    for sheet in book.worksheets:
        root = editor.tree(parts[sheet.title])
        page = _page(book, sheet, tuple(_extended(book, root, sheet)))
        pages.append(page)
        lookups |= _titles_of_lists(book, page) - {sheet.title}
    return tuple(replace(page, is_lookup=page.name in lookups) for page in pages)


def _open_workbook(data: bytes) -> Workbook:
    """Open a workbook; what openpyxl warns about is no concern of a form's."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), keep_vba=False)


def _titles_of_lists(book: Workbook, page: Page) -> set[str]:
    """Give the worksheets in which the lists of a page's validations stand."""
    titles = set()
    for validation in page.validations:
        if validation.kind != "list":
            continue
        source = validation.condition.removeprefix("=").strip()
        name = book.defined_names.get(source)
        if name is not None:
            source = name.attr_text or ""
        found = _range_in(source)
        if found is not None and found.title:
            titles.add(found.title)
    return titles


def _page(book: Workbook, sheet: Worksheet, extended: tuple[Validation, ...]) -> Page:
    """Read a worksheet; `extended` are the validations that openpyxl leaves out."""
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
    """Give the cells that have a value or a style, with their places."""
    last_row = min(sheet.max_row, _LAST_ROW)
    last_column = min(sheet.max_column, _LAST_COLUMN)
    for row in sheet.iter_rows(max_row=last_row, max_col=last_column):
        for cell in row:
            if cell.value is None and not cell.has_style:
                continue
            at = ((cell.row or 1) - 1, (cell.column or 1) - 1)
            yield at, _cell(cell)


def _cell(cell: Cell | MergedCell) -> FormCell:
    """Read a cell."""
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
    """Give a formula without its `=`, also an array formula's; empty for none."""
    if isinstance(value, str):
        is_formula = value.startswith("=") and len(value) > 1
        return value[1:] if is_formula else ""
    array_formula = getattr(value, "text", None)
    return str(array_formula).removeprefix("=") if array_formula else ""


def _text(value: Any) -> str:
    """Give a cell's value as text: whole numbers without decimals, dates without times.

    Blanks stay, for they indent; line breaks at the ends go.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip("\r\n")


def _is_framed(cell: Cell | MergedCell) -> bool:
    """Say whether borders on two sides, or a colour, set a cell off."""
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom)
    drawn = [side for side in sides if side and side.style]
    if len(drawn) >= 2:
        return True
    fill = cell.fill
    if fill is None or fill.patternType != "solid":
        return False
    colour = fill.fgColor
    return (colour.type, colour.value) not in _WHITE


def _merges(sheet: Worksheet) -> Iterator[tuple[Position, Area]]:
    """Give every cell of a merged area with the area."""
    for merged in sheet.merged_cells.ranges:
        area = _area(merged)
        top, left, bottom, right = area
        if bottom >= _LAST_ROW or right >= _LAST_COLUMN:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield (row, column), area


def _area(bounds: Any) -> Area:
    """Give an area of openpyxl's, counted from 0."""
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
    rows, columns = 0, 0
    for (row, column), cell in cells.items():
        if not cell.is_empty or cell.framed:
            rows = max(rows, row + 1)
            columns = max(columns, column + 1)
    for at, (_, _, bottom, right) in merges.items():
        if at in cells:
            rows = max(rows, bottom + 1)
            columns = max(columns, right + 1)
    return rows, columns


def _validations(book: Workbook, sheet: Worksheet) -> Iterator[Validation]:
    """Give the validations that openpyxl knows."""
    for known in sheet.data_validations.dataValidation:
        kind = known.type or ""
        source = known.formula1 or ""
        yield Validation(
            kind=kind,
            areas=tuple(_area(area) for area in known.sqref.ranges),
            choices=_choices(book, sheet, source) if kind == "list" else (),
            condition=source,
            prompt=(known.prompt or "").strip(),
            allows_blank=bool(known.allow_blank),
        )


def _extended(book: Workbook, root: Element, sheet: Worksheet) -> Iterator[Validation]:
    """Give the validations of the extension of 2009."""
    from openpyxl.worksheet.cell_range import MultiCellRange

    for element in root.iter(f"{_X14}dataValidation"):
        kind = element.get("type", "")
        source = element.findtext(f"{_X14}formula1/{_XM}f", "")
        ranges = MultiCellRange(element.findtext(f"{_XM}sqref", ""))
        yield Validation(
            kind=kind,
            areas=tuple(_area(area) for area in ranges.ranges),
            choices=_choices(book, sheet, source) if kind == "list" else (),
            condition=source,
            prompt=element.get("prompt", ""),
            allows_blank=element.get("allowBlank") in {"1", "true"},
        )


def _choices(book: Workbook, sheet: Worksheet, source: str) -> tuple[str, ...]:
    """Give the choices that a list's source names: itself, a range, a name."""
    source = source.removeprefix("=").strip()
    if source.startswith('"'):
        return _distinct(source.strip('"').split(","))
    name = sheet.defined_names.get(source) or book.defined_names.get(source)
    if name is not None:
        source = name.attr_text or ""
    found = _range_in(source)
    if found is None:
        return ()
    if not found.title:
        return _texts_in(sheet, found.cells)
    if found.title not in book.sheetnames:
        return ()
    return _texts_in(book[found.title], found.cells)


def _texts_in(sheet: Worksheet, cells: str) -> tuple[str, ...]:
    """Give the different texts of a range, row by row, as many as a list may have."""
    shown = list(chain.from_iterable(sheet[cells]))
    return _distinct(_text(cell.value) for cell in shown[:_MOST_CHOICES])


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Give each text once, without blanks around it, the empty ones left out."""
    stripped = (text.strip() for text in texts)
    return tuple(dict.fromkeys(text for text in stripped if text))


def _names(book: Workbook, sheet: Worksheet) -> dict[str, Area]:
    """Give the defined names of which every cell is in one area of the worksheet."""
    from openpyxl.worksheet.cell_range import CellRange

    areas = {}
    for names in (book.defined_names, sheet.defined_names):
        for name, defined in names.items():
            if name.startswith("_xlnm"):
                continue  # Excel's own: a print area, a filter
            found = _range_in(defined.attr_text or "")
            if found is not None and found.title == sheet.title:
                areas[name] = _area(CellRange(found.cells))
    return areas
