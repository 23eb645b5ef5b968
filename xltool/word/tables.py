"""The tables of a Word document as printed grids, and the numbered headings between
them.

Reads the document's XML itself: merged cells, automatic numbering and tables of
thousands of rows need no more than that. A table that Word breaks over pages is one
table there; one that was cut by hand is joined by the reader of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from xltool.decomposition.table.html_tables import clean
from xltool.decomposition.table.printed import MAX_COLUMNS, MAX_ROWS, Grid, GridRow
from xltool.errors import InputFileError
from xltool.word.reading import (
    Numbering,
    W,
    blocks,
    children,
    levels_of,
    number_of,
    paragraphs_of,
    parsed,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from xltool.decomposition.table.printed import Merge


def grids_of(document: bytes, numbering: bytes = b"") -> tuple[Grid, ...]:
    """Give the tables of `word/document.xml` in their order.

    `numbering` is `word/numbering.xml`. Text outside of tables comes as rows outside of
    them. InputFileError where the XML cannot be read.
    """
    body = parsed(document).find(f"{W}body")
    if body is None:
        raise InputFileError(
            "这份 Word 文档没有正文：请用 Word 或 WPS 打开，另存为 .docx 后重试"
        )
    numbers = Numbering(levels=levels_of(parsed(numbering)) if numbering else {})
    grids: list[Grid] = []
    outside: list[GridRow] = []
    paragraphs = 0
    for element in blocks(body):
        if element.tag == f"{W}p":
            paragraphs += 1
            for part in (element, *paragraphs_of(element)):
                outside.extend(_outside(numbers.paragraph(part), paragraphs))
        else:
            name = f"表{len(grids) + 1}"
            grids.append(_table(element, numbers).grid(name, outside))
            outside = []
    if outside:
        grids.append(Grid(name="正文", rows=tuple(outside)))
    return tuple(grids)


def _outside(line: str, number: int) -> Iterator[GridRow]:
    """Give a paragraph outside of tables as a row; nothing for a blank one."""
    if line.strip():
        yield GridRow(cells=(clean(line),), label=str(number), outside=True)


_Down = dict[int, tuple[int, int]]
"""Cells that are merged down, by their first column: the first row, the last column."""


@dataclass(slots=True)
class _Table:
    """A table as far as it is read.

    Attributes:
        rows: its rows.
        merged: its merged cells that are complete.
        open_merges: those that may go on in the next row.
    """

    rows: list[GridRow] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    open_merges: _Down = field(default_factory=dict)

    def add(self, cells: list[str], going_on: _Down) -> None:
        """Add a row; what does not go on in it ended in the row above."""
        self.end_merges(going_on)
        label = str(len(self.rows) + 1)
        self.rows.append(GridRow(cells=tuple(cells[:MAX_COLUMNS]), label=label))

    def end_merges(self, going_on: _Down) -> None:
        """End the merged cells that do not go on below the last row."""
        bottom = len(self.rows) - 1
        for left, (top, right) in self.open_merges.items():
            if going_on.get(left) != (top, right):
                self.merged.append((top, left, bottom, right))
        self.open_merges = going_on

    def grid(self, name: str, outside: Sequence[GridRow]) -> Grid:
        """Give the grid of the table with the lines above it."""
        above = len(outside)
        merged: list[Merge] = []
        for top, left, bottom, right in self.merged:
            merged.append((top + above, left, bottom + above, right))
        return Grid(name=name, rows=(*outside, *self.rows), merged=tuple(merged))


def _table(element: _Element, numbers: Numbering) -> _Table:
    """Read a table; `gridSpan` merges across, `vMerge` down."""
    table = _Table()
    for row in islice(children(element, "tr"), MAX_ROWS):
        number = len(table.rows)
        cells = [""] * _before(row)
        going_on: _Down = {}
        for cell in children(row, "tc"):
            left = len(cells)
            right = left + _span(cell) - 1
            down = _vertical(cell)
            text = "" if down == "continue" else _cell_text(cell, numbers)
            cells.extend([text, *([""] * (right - left))])
            if down == "continue" and left in table.open_merges:
                going_on[left] = table.open_merges[left]
            elif down == "restart":
                going_on[left] = (number, right)
            elif right > left:
                table.merged.append((number, left, number, right))
        table.add(cells, going_on)
    table.end_merges({})
    return table


def _span(cell: _Element) -> int:
    """Give how many columns a cell takes."""
    printed = number_of(value_of(cell, "tcPr/gridSpan"), 1)
    return min(max(printed, 1), MAX_COLUMNS)


def _before(row: _Element) -> int:
    """Give how many columns a row leaves out in front."""
    return min(number_of(value_of(row, "trPr/gridBefore"), 0), MAX_COLUMNS)


def _vertical(cell: _Element) -> str:
    """Give whether a cell begins a merge down (restart) or goes on in one (continue).

    Blank for a cell of its own. Without a value it goes on.
    """
    value = value_of(cell, "tcPr/vMerge")
    return "" if value is None else value or "continue"


def _cell_text(cell: _Element, numbers: Numbering) -> str:
    """Give a cell's paragraphs as lines.

    A table in the cell gives its cells' text in order.
    """
    lines = [numbers.paragraph(paragraph) for paragraph in paragraphs_of(cell)]
    return clean("\n".join(line for line in lines if line.strip()))
