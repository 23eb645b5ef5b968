"""Tables whose columns only blanks set apart, as a page's text has them.

A line's pieces belong to the columns below which they stand; a line without a number
goes on with the row above it. Wide characters take two places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import (
    ColumnPart,
    columns_of,
    columns_with,
    is_header,
)
from xltool.decomposition.table.printed import MAX_COLUMNS, GridRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIECE = re.compile(r"\S+(?: \S+)*")
"""What stands between two or more blanks."""
_PAGE = re.compile(
    r"^[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d{1,4}\s*页?)?[-—–\s]*$"
)
_FIRST_WIDE = 0x2E80
"""The first of the CJK characters, which take two places."""
_BLANK = str.maketrans({"\u3000": "  ", "\t": "        ", "\xa0": " "})


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line, and where it begins and ends on the page."""

    left: int
    right: int
    text: str


@dataclass(slots=True)
class _Open:
    """The table that lines belong to, and its row that is not complete yet.

    Attributes:
        columns: the headings, each where its column stands.
        parts: what the columns hold.
        cells: the open row, empty without one.
        start: the number of the row's first line.
    """

    columns: list[Piece] = field(default_factory=list)
    parts: dict[int, ColumnPart] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    start: int = 0

    def begin(self, headings: list[Piece]) -> None:
        """Begin a table below a header."""
        self.columns = headings
        self.parts = columns_of(tuple(piece.text for piece in headings))

    def closed(self) -> Iterator[GridRow]:
        """Give the row that is complete now, if there is one."""
        if self.cells:
            yield _row(self.start, self.cells)
        self.cells = []


def aligned_rows(lines: Sequence[str]) -> Iterator[GridRow]:
    """Give the rows of a text with such a table.

    Lines outside of it stand as rows outside.

    The header tells where the columns stand; a page's number between the rows is left
    out.
    """
    table = _Open()
    for number, line in enumerate(lines, 1):
        pieces = pieces_of(line)
        words = tuple(piece.text for piece in pieces)
        if is_header(words):
            yield from table.closed()
            table.begin(pieces)
            yield _row(number, words)
        elif not pieces or (table.columns and _PAGE.match(line)):
            continue
        elif _stands_outside(table, pieces):
            yield GridRow(cells=(line.strip(),), label=str(number), outside=True)
        else:
            yield from _with_line(table, pieces, number)
    yield from table.closed()


def _stands_outside(table: _Open, pieces: list[Piece]) -> bool:
    """Whether a line is none of a table: above it, or a single text between rows."""
    return not table.columns or (len(pieces) == 1 and not table.cells)


def _with_line(table: _Open, pieces: Sequence[Piece], number: int) -> Iterator[GridRow]:
    """Join a line to the open row, or begin the next one with it.

    The pieces of a line that goes on are put behind the texts above them, column by
    column.
    """
    placed = _placed(pieces, table.columns)
    if table.cells and _goes_on(placed, table.cells, table.parts):
        table.cells = list(map(add, table.cells, placed))
        return
    yield from table.closed()
    table.cells = placed
    table.start = number


def pieces_of(line: str) -> list[Piece]:
    """Cut a line at two or more blanks; places count wide characters twice.

    >>> pieces_of("任务  个")
    [Piece(left=0, right=4, text='任务'), Piece(left=6, right=8, text='个')]
    """
    even = line.translate(_BLANK)
    widths = [2 if ord(char) >= _FIRST_WIDE else 1 for char in even]
    places = list(accumulate(widths, initial=0))
    pieces: list[Piece] = []
    for found in _PIECE.finditer(even):
        left = places[found.start()]
        right = places[found.end()]
        pieces.append(Piece(left, right, found[0]))
    return pieces[:MAX_COLUMNS]


def _placed(pieces: Sequence[Piece], columns: Sequence[Piece]) -> list[str]:
    """Put pieces into columns.

    One each where there are as many, else by where they stand.

    A piece between two columns belongs to the nearer one.
    """
    if len(pieces) == len(columns):
        return [piece.text for piece in pieces]
    cells = [""] * len(columns)
    for piece in pieces:
        away = [_away(column, piece) for column in columns]
        nearest = away.index(min(away))
        cells[nearest] = f"{cells[nearest]} {piece.text}".strip()
    return cells


def _away(column: Piece, piece: Piece) -> tuple[float, float]:
    """Give how far a piece stands from a column: nothing where they overlap.

    Of several such columns the one whose middle is nearer goes first.
    """
    gap = max(0, column.left - piece.right, piece.left - column.right)
    middle = (piece.left + piece.right) / 2
    return gap, abs((column.left + column.right) / 2 - middle)


def _goes_on(placed: list[str], cells: list[str], parts: dict[int, ColumnPart]) -> bool:
    """Tell a line that goes on with the row above.

    It has no number where rows have one, else fewer pieces than the row above.
    """
    numbers = columns_with(parts, ColumnPart.SEQ)
    if numbers:
        return not placed[numbers[0]]
    return _count_filled(placed) < _count_filled(cells)


def _count_filled(cells: list[str]) -> int:
    """Count the cells that hold something."""
    return len(cells) - cells.count("")


def _row(number: int, texts: Sequence[str]) -> GridRow:
    """Give a row of the table that begins in line `number`."""
    return GridRow(cells=tuple(texts), label=str(number))
