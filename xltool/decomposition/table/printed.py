"""A document's tables as they are printed, before anything in them is understood.

Readers of every format give `Grid`s; nothing behind them knows which format a table
came in.
"""

from __future__ import annotations

from dataclasses import dataclass

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged cell, counted from 0."""

MAX_ROWS = 100_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row: its cells' text, and how a person finds it (`12` for a sheet's row or a
    text's line).

    A row with a single cell that stands outside of any table (a heading, a title) has
    `outside` True.
    """

    cells: tuple[str, ...]
    label: str
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsureText:
    """A piece of a cell's text that recognition was not sure of.

    `row` and `column` are the cell's in its grid, counted from 0; `text` is what was
    read (part of the cell's text), `picture` a PNG of what it was read from.
    """

    row: int
    column: int
    text: str
    page: int
    picture: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What of a sheet is not shown: some rows and columns, counted from 0, or all."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    whole: bool = False

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is not shown."""
        return self.whole or row in self.rows or column in self.columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet, a table of a document, or a text: rows with tables somewhere in them.

    `lettered` says that columns have letters, so that a place is `D7` and not
    `第7行·责任单位`. `broken` are the cells, by row and column from 0, whose formula
    gives nothing. An `aside` is no table but what stands beside the text (footnotes,
    comments, headers), each piece a row labelled with its place.
    """

    name: str
    rows: tuple[GridRow, ...]
    merged: tuple[Merge, ...] = ()
    lettered: bool = False
    unsure: tuple[UnsureText, ...] = ()
    hidden: Hidden = Hidden()
    broken: tuple[tuple[int, int], ...] = ()
    aside: bool = False


def unmerged(grid: Grid) -> list[tuple[str, ...]]:
    """Give the cells with every merged cell's text repeated in all the cells it
    covers.
    """
    width = min(max((len(row.cells) for row in grid.rows), default=0), MAX_COLUMNS)
    cells = [
        [*row.cells[:width], *([""] * (width - len(row.cells)))] for row in grid.rows
    ]
    for top, left, bottom, right in grid.merged:
        if top >= len(cells) or left >= width:
            continue
        text = cells[top][left]
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [text] * (min(right, width - 1) - left + 1)
    return [tuple(row) for row in cells]
