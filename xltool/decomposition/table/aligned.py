"""Tables whose columns only blanks set apart, as a page's text has them.

A line's pieces belong to the columns below which they stand; a line without a number
goes on with the row above it. Wide characters take two places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import ColumnPart, columns_of, is_header
from xltool.decomposition.table.printed import MAX_COLUMNS, GridRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIECE = re.compile(r"\S+(?: \S+)*")
"""What stands between two or more blanks."""
_PAGE = re.compile(
    r"^[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d{1,4}\s*页?)?[-—–\s]*$"
)
_BLANK = str.maketrans({"\u3000": "  ", "\t": "        ", "\xa0": " "})

Piece = tuple[int, int, str]
"""Where a piece begins and ends on the page, and its text."""


@dataclass(slots=True)
class _Open:
    """The table that lines belong to, and its row that is not complete yet."""

    columns: list[tuple[int, int]] = field(default_factory=list)
    """Where each column begins and ends on the page."""
    parts: dict[int, ColumnPart] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    start: int = 0

    def closed(self) -> Iterator[GridRow]:
        """Give the row that is complete now, if there is one."""
        if self.cells:
            yield _row(self.start, self.cells)
        self.cells = []


def aligned_rows(lines: Sequence[str]) -> Iterator[GridRow]:
    """Give the rows of a text with such a table.

    Lines outside of it stand as rows outside.
    """
    table = _Open()
    for number, line in enumerate(lines, 1):
        pieces = pieces_of(line)
        words = tuple(text for _, _, text in pieces)
        if is_header(words):
            yield from table.closed()
            table.columns = [(left, right) for left, right, _ in pieces]
            table.parts = columns_of(words)
            yield _row(number, words)
        elif not pieces or (table.columns and _PAGE.match(line)):
            continue
        elif not table.columns or (len(pieces) == 1 and not table.cells):
            yield GridRow(cells=(line.strip(),), label=str(number), outside=True)
        else:
            yield from _with_line(table, pieces, number)
    yield from table.closed()


def _with_line(table: _Open, pieces: Sequence[Piece], number: int) -> Iterator[GridRow]:
    """Join a line to the open row, or begin the next one with it."""
    placed = _placed(pieces, table.columns)
    if table.cells and _goes_on(placed, table.cells, table.parts):
        pairs = zip(table.cells, placed, strict=True)
        table.cells = [_glued(one, two) for one, two in pairs]
        return
    yield from table.closed()
    table.cells = placed
    table.start = number


def pieces_of(line: str) -> list[Piece]:
    """Cut a line at two or more blanks; places count wide characters twice."""
    even = line.translate(_BLANK)
    places = [0]
    for char in even:
        places.append(places[-1] + (2 if ord(char) > 0x2E7F else 1))
    return [
        (places[piece.start()], places[piece.end()], piece[0])
        for piece in _PIECE.finditer(even)
    ][:MAX_COLUMNS]


def _placed(pieces: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> list[str]:
    """Put pieces into columns.

    One each where there are as many, else by where they stand.
    """
    if len(pieces) == len(columns):
        return [text for _, _, text in pieces]
    cells = [""] * len(columns)
    for left, right, text in pieces:
        middle = (left + right) / 2
        at = min(
            range(len(columns)),
            key=lambda at: _away(columns[at], left, right, middle),
        )
        cells[at] = f"{cells[at]} {text}".strip()
    return cells


def _away(
    column: tuple[int, int], left: int, right: int, middle: float
) -> tuple[float, float]:
    """Give how far a piece stands from a column: nothing where they overlap."""
    gap = max(0, column[0] - right, left - column[1])
    return gap, abs((column[0] + column[1]) / 2 - middle)


def _goes_on(placed: list[str], cells: list[str], parts: dict[int, ColumnPart]) -> bool:
    """Tell a line that goes on with the row above.

    It has no number where rows have one.
    """
    numbered = [at for at, part in parts.items() if part is ColumnPart.SEQ]
    if numbered:
        return not placed[numbered[0]]
    return len([text for text in placed if text]) < len(
        [text for text in cells if text]
    )


def _glued(text: str, two: str) -> str:
    if not text or not two:
        return text or two
    return text + two


def _row(number: int, texts: Sequence[str]) -> GridRow:
    return GridRow(cells=tuple(texts), label=str(number))
