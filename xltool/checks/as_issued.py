"""Rows of a returned sheet that stand as they were issued.

Most do, and then nobody needs to find out what they are.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.forms.header_cells import header_cells
from xltool.forms.layout import CHECK_LABEL, header_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.forms.design import Field, SheetDesign
    from xltool.forms.layout import LayoutRow, LayoutSheet
    from xltool.model.grid import CellError, Raw, Sheet

KEYED = {RowsFrom.TASKS, RowsFrom.INDICATORS, RowsFrom.FIXED}
"""Tables whose rows the office names in locked cells."""


def rows_as_issued(sheet: Sheet, layout: LayoutSheet) -> dict[int, str]:
    """Give the keys of the rows whose hidden key and locked cells are as issued.

    Rows are counted from 0. No row is as issued where the header is not, or where
    nothing is locked.
    """
    design = layout.design
    locked = locked_of(design)
    if design.rows_from not in KEYED or not locked:
        return {}
    if not is_issued_header(sheet, layout.header_row, layout):
        return {}
    columns = (layout.key_column, *(layout.columns[one.key] for one in locked))
    reach = max(columns)
    # one call takes all cells of a row: this is asked of every row of every file
    cells_of = itemgetter(*columns)
    found = {}
    for row in layout.rows:
        if row.row >= len(sheet.rows):
            continue
        line = sheet.rows[row.row]
        if len(line) > reach and cells_of(line) == _issued(row, locked):
            found[row.row] = row.key
    return found


def _issued(row: LayoutRow, locked: Sequence[Field]) -> tuple[object, ...]:
    """Give what stood in a row's hidden key and its locked cells when it was issued."""
    issued: list[object] = [row.key]
    for field in locked:
        content: object = None
        if field.key in row.prefilled:
            content = row.prefilled[field.key].content
        if isinstance(content, Decimal):
            content = float(content)  # as cells hold it
        issued.append(content)
    return tuple(issued)


def is_issued_header(sheet: Sheet, header_row: int, layout: LayoutSheet) -> bool:
    """Say whether a header as issued ends in a row.

    Every head and label in its place, and nothing else.
    """
    if header_row >= len(sheet.rows):
        return False
    if not layout.design.head_levels:
        return _held(sheet.rows[header_row]) == _flat_header(layout)
    issued: dict[int, dict[int, str]] = {}
    for header_cell in header_cells(layout):
        issued.setdefault(header_cell.row, {})[header_cell.column] = header_cell.text
    moved = header_row - layout.header_row
    for row in range(layout.top_row, layout.header_row + 1):
        there = row + moved
        if there < 0 or _held(sheet.rows[there]) != issued.get(row, {}):
            return False
    return True


def _held(cells: Iterable[Raw | CellError]) -> dict[int, Raw | CellError]:
    """Give the cells of a row that hold anything, by their columns."""
    return {column: cell for column, cell in enumerate(cells) if cell is not None}


def _flat_header(layout: LayoutSheet) -> dict[int, str]:
    """Give the labels of a header of one row."""
    issued = {layout.columns[one.key]: header_of(one) for one in layout.fields}
    if layout.check_column is not None:
        issued[layout.check_column] = CHECK_LABEL
    return issued


@lru_cache(maxsize=64)
def locked_of(design: SheetDesign) -> tuple[Field, ...]:
    """Give the fields that the office filled in."""
    return tuple(one for one in design.fields if not one.is_input and not one.formula)
