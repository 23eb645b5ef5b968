"""The sheets of any spreadsheet as printed grids.

What a decomposition table is imported from.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.checks.shown import visible_text
from xltool.decomposition.registry.sheets import plain
from xltool.decomposition.table.html_tables import clean
from xltool.decomposition.table.printed import (
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    GridRow,
    Hidden,
)
from xltool.errors import InputFileError
from xltool.excel.reading import read_bytes
from xltool.model.grid import PICTURE, Appearance, CellError, address
from xltool.model.number_format import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.grid import Raw, Sheet

_PLAIN = Appearance()
"""How a cell looks of which nothing is said."""


def read_grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """Read the sheets of a workbook (.xlsx .xls .xlsb .ods), hidden ones too.

    The comments of those that are seen follow, an aside for each sheet.

    InputFileError where nothing can be read.
    """
    reading = read_bytes(data, name)
    if reading.workbook is None:
        why = reading.findings[0].message if reading.findings else "读不出内容"
        raise InputFileError(f"{name}：{why}")
    sheets = reading.workbook.sheets
    comments = [_comments(sheet) for sheet in sheets if sheet.visible]
    return (*map(_grid, sheets), *filter(lambda grid: grid.rows, comments))


def _comments(sheet: Sheet) -> Grid:
    rows = [
        GridRow(cells=(clean(text),), label=address(*place), outside=True)
        for place, text in sorted(sheet.comments.items())
    ]
    return Grid(name=f"{sheet.name}·批注", rows=tuple(rows), aside=True)


def _grid(sheet: Sheet) -> Grid:
    """Give a sheet's rows as they are seen, and what is crossed out as lines below."""
    rows: list[GridRow] = []
    deleted: list[GridRow] = []
    for at in range(len(sheet.rows[:MAX_ROWS])):
        label = str(at + 1)
        seen, struck = _parted(sheet, at)
        rows.append(GridRow(cells=tuple(seen), label=label))
        if struck:
            line = f"已划去：{' '.join(struck)}"
            deleted.append(GridRow(cells=(line,), label=label, outside=True))
    return Grid(
        name=sheet.name,
        rows=(*rows, *deleted),
        merged=sheet.merged,
        lettered=True,
        hidden=_hidden(sheet),
        broken=tuple(_broken(sheet)),
    )


def _broken(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Give the cells whose formula has no result, or an error for one."""
    for at, row in enumerate(sheet.rows[:MAX_ROWS]):
        for column, cell in enumerate(row[:MAX_COLUMNS]):
            if isinstance(cell, CellError) and cell != PICTURE:
                yield at, column


def _hidden(sheet: Sheet) -> Hidden:
    """Give what a sheet does not show of the columns that are read."""
    columns: set[int] = set()
    for first, last in sheet.hidden_columns:
        columns.update(range(first, min(last + 1, MAX_COLUMNS)))
    return Hidden(
        rows=sheet.hidden_rows,
        columns=frozenset(columns),
        whole=not sheet.visible,
    )


def _parted(sheet: Sheet, at: int) -> tuple[list[str], list[str]]:
    """Part a row, counted from 0: its cells as seen, and the texts crossed out.

    What is crossed out leaves its cell blank.
    """
    seen: list[str] = []
    struck: list[str] = []
    for column, cell in enumerate(sheet.rows[at][:MAX_COLUMNS]):
        appearance = sheet.appearances.get((at, column), _PLAIN)
        text = _seen(cell, appearance)
        if appearance.struck and text:
            struck.append(text)
            text = ""
        seen.append(text)
    return seen, struck


def _seen(cell: Raw | CellError, appearance: Appearance) -> str:
    """Give a cell's text as its number format and its pieces show it.

    0.065 under 0% is 6.5%, 500 under 0"株" is 500株: all decimals are kept. What is
    crossed out of a text is left out, and so is the mark of a footnote.
    """
    code = appearance.number_format
    if code and isinstance(cell, (int, float)) and not isinstance(cell, bool):
        number = shown(Decimal(repr(cell)), code)
        return cell_text(cell) if number.number is None else number.whole
    if appearance.runs:
        text, _ = visible_text(appearance.runs)
        return clean(text)
    return cell_text(cell)


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
