"""The sheets of any spreadsheet as printed grids.

What a decomposition table is imported from.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.decomposition.registry.sheets import plain
from xltool.decomposition.table.html_tables import clean
from xltool.decomposition.table.printed import MAX_COLUMNS, MAX_ROWS, Grid, GridRow
from xltool.errors import InputFileError
from xltool.excel.reading import read_bytes
from xltool.model.grid import CellError

if TYPE_CHECKING:
    from xltool.model.grid import Raw, Sheet


def read_grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """Read the visible sheets of a workbook (.xlsx .xls .xlsb .ods).

    InputFileError where nothing can be read.
    """
    reading = read_bytes(data, name)
    if reading.workbook is None:
        why = reading.findings[0].message if reading.findings else "读不出内容"
        raise InputFileError(f"{name}：{why}")
    return tuple(_grid(sheet) for sheet in reading.workbook.sheets if sheet.visible)


def _grid(sheet: Sheet) -> Grid:
    rows = tuple(
        GridRow(
            cells=tuple(cell_text(cell) for cell in row[:MAX_COLUMNS]),
            label=str(number),
        )
        for number, row in enumerate(sheet.rows[:MAX_ROWS], 1)
    )
    return Grid(name=sheet.name, rows=rows, merged=sheet.merged, lettered=True)


def cell_text(cell: Raw | CellError) -> str:
    """Give a cell as people read it.

    1.0 is `1`, a date is `2025年12月31日`, an error is nothing.
    """
    match cell:
        case None | CellError():
            return ""
        case bool():
            return "是" if cell else "否"
        case int():
            return str(cell)
        case float():
            return plain(Decimal(repr(cell)))
        case dt.date():
            return f"{cell.year}年{cell.month}月{cell.day}日"
        case _:
            return clean(str(cell))
