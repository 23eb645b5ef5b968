"""HTML tables, and the markup that OCR leaves in the cells of other texts."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from itertools import product
from typing import TYPE_CHECKING

from xltool.decomposition.table.printed import MAX_COLUMNS, MAX_ROWS, Grid, GridRow

if TYPE_CHECKING:
    from xltool.decomposition.table.printed import Merge

_PARAGRAPH = re.compile(
    r"""</p>\s*<p[^<>]{0,200}>                              # </p><p align="left">
    |</?p\b[^<>]{0,200}>                                    # <p>
    |<br\s*/?>                                              # <br/>
    |</?(?:div|span|b|strong|font)\b[^<>]{0,200}>           # <span style="...">
    """,
    re.IGNORECASE | re.VERBOSE,
)


def clean(text: str) -> str:
    r"""Take the markup that OCR leaves behind out of a cell; paragraphs become lines.

    >>> clean("<p>1. 甲</p><p>2. 乙&nbsp;</p>")
    '1. 甲\n2. 乙'
    """
    if "<" in text:
        text = _PARAGRAPH.sub("\n", text)
    if "&" in text:
        text = html.unescape(text)
    lines = [line.strip(" \t\r\xa0") for line in text.split("\n")]
    return "\n".join(filter(None, lines))


def html_grid(text: str, name: str) -> Grid:
    """Give the tables of an HTML page one below the other, with their merged cells.

    Lines outside of tables stand as rows outside of them.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.end_line()
    return Grid(name=name, rows=tuple(parser.rows), merged=tuple(parser.merged))


_IGNORED = ("script", "style")
_CELLS = ("td", "th")
_BREAKS = frozenset({"p", "br", "div", "li"})
"""Tags that begin a new line."""
_LINES = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "title"})
"""Tags whose end ends a line."""
_LARGEST_SPAN = 500
_LONGEST_SPAN = 8
"""Digits of a span; more are no number that anybody meant."""


class _Tables(HTMLParser):
    """Collects rows, cells with their spans, and the lines outside of tables.

    Attributes:
        rows: what was read so far, tables and lines in their order.
        merged: the cells that span rows or columns.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[GridRow] = []
        self.merged: list[Merge] = []
        # The places, row and column, that a cell from above or before spans.
        self._taken: set[tuple[int, int]] = set()
        # The open row's cells by column, and the open cell's pieces of text.
        self._cells: dict[int, str] | None = None
        self._cell: list[str] | None = None
        # How many rows and columns the open cell spans.
        self._span = (1, 1)
        # The pieces of a line outside of tables.
        self._outside: list[str] = []
        # How many scripts and styles are open.
        self._ignored = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _IGNORED:
            self._ignored += 1
        elif tag == "tr":
            self._end_row()
            self.end_line()
            self._cells = {}
        elif tag in _CELLS and self._cells is not None:
            self._end_cell()
            named = dict(attrs)
            down = _span(named.get("rowspan"))
            across = _span(named.get("colspan"))
            self._span = (down, across)
            self._cell = []
        elif tag in _BREAKS:
            self._text("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _IGNORED:
            self._ignored = max(0, self._ignored - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            # A span may not reach into the next table.
            self._taken.clear()
        elif tag in _LINES:
            self._text("\n")

    def handle_data(self, data: str) -> None:
        if not self._ignored:
            self._text(data)

    def _text(self, text: str) -> None:
        """Take a piece of text, or the end of a line.

        A line break in the source of a cell is a blank. What stands in a table but in
        no cell is dropped.
        """
        if self._cell is not None:
            self._cell.append(text if text == "\n" else text.replace("\n", " "))
        elif self._cells is None:
            self._outside.append(text)
            if text == "\n":
                self.end_line()

    def end_line(self) -> None:
        """End what stands outside of a table as a row of its own."""
        line = " ".join("".join(self._outside).split())
        self._outside = []
        if line:
            self._add_row((line,), outside=True)

    def _add_row(self, cells: tuple[str, ...], *, outside: bool = False) -> None:
        """Add a row, labelled by its number from 1; a page has no more than so many."""
        if len(self.rows) >= MAX_ROWS:
            return
        label = str(len(self.rows) + 1)
        row = GridRow(cells=cells, label=label, outside=outside)
        self.rows.append(row)

    def _end_cell(self) -> None:
        """Put the cell that ends into the first column that is free.

        Cells from above that span this row keep their columns.
        """
        if self._cell is None or self._cells is None:
            return
        row = len(self.rows)
        column = 0
        while (row, column) in self._taken or column in self._cells:
            column += 1
        self._cells[column] = clean("".join(self._cell))
        self._cell = None
        if column < MAX_COLUMNS:
            self._merge(row, column)

    def _merge(self, row: int, column: int) -> None:
        """Take the places that the cell which ends there spans.

        They are left out when the cells of the next rows look for a free column.
        """
        down, across = self._span
        if down == across == 1:
            return
        bottom = row + down - 1
        right = min(column + across, MAX_COLUMNS) - 1
        self.merged.append((row, column, bottom, right))
        rows = range(row, bottom + 1)
        columns = range(column, right + 1)
        self._taken.update(product(rows, columns))

    def _end_row(self) -> None:
        """End a row with its last cell; columns that a span takes are blank in it."""
        self._end_cell()
        if self._cells:
            width = min(max(self._cells) + 1, MAX_COLUMNS)
            texts = [self._cells.get(column, "") for column in range(width)]
            self._add_row(tuple(texts))
        self._cells = None


def _span(text: str | None) -> int:
    """Read a `rowspan` or `colspan`: 1 for what is no number, 500 at the most.

    >>> _span("3"), _span(None), _span("0"), _span("99999")
    (3, 1, 1, 500)
    """
    if text is None or not (text.isascii() and text.isdigit()):
        return 1
    if len(text) > _LONGEST_SPAN:
        return 1
    return min(max(int(text), 1), _LARGEST_SPAN)
