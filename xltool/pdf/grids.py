"""Pages become the grids that Word gives: tables, and the lines between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from xltool.decomposition.table.printed import MAX_COLUMNS, Grid, GridRow
from xltool.pdf.blanks import parted
from xltool.pdf.lattice import SLACK, lattices_of
from xltool.pdf.lines import Line, grouped, lines_of, paragraph
from xltool.pdf.running_lines import without_running_lines
from xltool.pdf.tables import (
    Span,
    Table,
    TableCell,
    continues,
    joined,
    moved,
    table_of,
    unsure_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.pdf.lattice import Lattice
    from xltool.pdf.page import Box, PdfPage, Piece


_FEWEST_FULL = 3
"""Lines that end at the same place and show where the text's edge is."""


@dataclass(slots=True, kw_only=True)
class _Laid:
    """What a page holds.

    Attributes:
        page: the page.
        tables: its ruled tables, each with its upper edge.
        lines: the lines outside of them.
    """

    page: PdfPage
    tables: list[tuple[float, Table]]
    lines: list[Line]


@dataclass(slots=True, kw_only=True)
class _Text:
    """Lines that follow each other, over pages too.

    `edges` are those between which the text of each line's page is set.
    """

    lines: list[Line] = field(default_factory=list)
    edges: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGrid:
    """A grid, and its pieces of text that were not surely recognised.

    Each goes with its row and column in the grid.
    """

    grid: Grid
    unsure: tuple[tuple[int, int, Piece], ...] = ()


def grids_of(pages: Sequence[PdfPage]) -> tuple[ReadGrid, ...]:
    """Give the tables of these pages in order; lines between stand outside of them.

    A table that goes on over pages is one; running heads and page numbers are left out.

    Tables are named 表1, 表2 and so on; text that no table follows is 正文.
    """
    laid = list(map(_laid, pages))
    kept = without_running_lines(
        [page.lines for page in laid],
        [page.page.height for page in laid],
    )
    blocks: list[_Text | Table] = []
    for page, lines in zip(laid, kept, strict=True):
        _add_page(blocks, page, lines)
    return tuple(_grids(blocks))


def _laid(page: PdfPage) -> _Laid:
    """Part a page's text into its ruled tables and what is outside of them.

    A piece is where its middle is.
    """
    slack = SLACK * max(page.width, page.height)
    lattices = _outermost(lattices_of(page.horizontal, page.vertical, slack=slack))
    inside: list[list[Piece]] = [[] for _ in lattices]
    outside: list[Piece] = []
    for piece in page.pieces:
        for number, lattice in enumerate(lattices):
            if lattice.box.holds(piece.box.middle):
                inside[number].append(piece)
                break
        else:
            outside.append(piece)
    tables: list[tuple[float, Table]] = []
    for lattice, here in zip(lattices, inside, strict=True):
        tables.append((lattice.box.top, table_of(lattice, here)))
    lines = [line for line in lines_of(outside) if line.text]
    return _Laid(page=page, tables=tables, lines=lines)


def _outermost(lattices: Sequence[Lattice]) -> list[Lattice]:
    """Leave out tables inside of a table's cell: their text is the cell's."""
    outer: list[Lattice] = []
    for lattice in lattices:
        others = [other for other in lattices if other is not lattice]
        if not any(_is_inside(lattice.box, other.box) for other in others):
            outer.append(lattice)
    return outer


def _is_inside(box: Box, other: Box) -> bool:
    """Whether a box lies wholly in another."""
    upper_left = (box.left, box.top)
    lower_right = (box.right, box.bottom)
    return other.holds(upper_left) and other.holds(lower_right)


def _add_page(blocks: list[_Text | Table], laid: _Laid, lines: list[Line]) -> None:
    """Add what a page holds, from top to bottom.

    Tables without lines are sought between the ruled ones; one that ends the page
    before goes on in the first lines of this one.
    """
    edges = _edges(lines, laid.page.width)
    above = 0.0
    for top, table in [*laid.tables, (float("inf"), None)]:
        here = [line for line in lines if above <= line.box.middle[1] < top]
        last = blocks[-1] if blocks else None
        for block in parted(here, last if isinstance(last, Table) else None):
            if isinstance(block, Table):
                _add_table(blocks, block)
            else:
                _add_line(blocks, block, edges)
        if table is not None:
            _add_table(blocks, table)
        above = top


def _edges(lines: Sequence[Line], width: float) -> tuple[float, float]:
    """Give the edges between which a page's text is set.

    Where several lines end at the same place, that is the right edge; else the margins
    are taken to be alike. `width` is the page's.
    """
    if not lines:
        return 0.0, width
    left = min(line.box.left for line in lines)
    longest = max((line.box for line in lines), key=attrgetter("right"))
    near = longest.right - 1.5 * longest.height
    full = [line for line in lines if line.box.right > near]
    if len(full) >= _FEWEST_FULL:
        return left, longest.right
    return left, max(longest.right, width - left)


def _add_line(
    blocks: list[_Text | Table], line: Line, edges: tuple[float, float]
) -> None:
    """Add a line to the text that is open, or begin one behind a table."""
    last = blocks[-1] if blocks else None
    if not isinstance(last, _Text):
        last = _Text()
        blocks.append(last)
    last.lines.append(line)
    last.edges.append(edges)


def _add_table(blocks: list[_Text | Table], table: Table) -> None:
    """Add a table, or the rest of the one that a page break parted."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Table) and continues(last, table):
        blocks[-1] = joined(last, table)
    else:
        blocks.append(table)


def _grids(blocks: Iterable[_Text | Table]) -> Iterator[ReadGrid]:
    """Give a grid for each table with the text above it; the last text is its own."""
    outside: list[_Row] = []
    tables = 0
    for block in blocks:
        if isinstance(block, _Text):
            outside.extend(_outside(block))
            continue
        tables += 1
        yield _grid(f"表{tables}", outside, block)
        outside = []
    if outside:
        yield _assembled("正文", outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of a grid as it is assembled."""

    cells: tuple[TableCell, ...]
    label: str = ""
    outside: bool = False


def _outside(text: _Text) -> Iterator[_Row]:
    """Give the paragraphs of a text as rows outside of tables."""
    left = min(edge for edge, _ in text.edges)
    right = max(edge for _, edge in text.edges)
    for group in grouped(text.lines, (left, right)):
        cell = TableCell(text=paragraph(group), unsure=unsure_in(group))
        yield _Row(cells=(cell,), outside=True)


def _grid(name: str, outside: Sequence[_Row], table: Table) -> ReadGrid:
    """Give a table's grid, the rows outside of it first.

    The merged cells move down by the rows outside of the table.
    """
    blank = TableCell(text="")
    rows = list(outside)
    for number, row in enumerate(table.rows, 1):
        cells = tuple(cell or blank for cell in row)
        rows.append(_Row(cells=cells, label=str(number)))
    merged = moved(table.spans, len(outside))
    return _assembled(name, rows, tuple(merged))


def _assembled(
    name: str, rows: Sequence[_Row], merged: tuple[Span, ...] = ()
) -> ReadGrid:
    """Give a grid of these rows, and where its unsure pieces stand in it.

    What is wider than a grid may be is cut off.
    """
    printed: list[GridRow] = []
    unsure: list[tuple[int, int, Piece]] = []
    for number, row in enumerate(rows):
        cells = row.cells[:MAX_COLUMNS]
        texts = tuple(cell.text for cell in cells)
        printed.append(GridRow(cells=texts, label=row.label, outside=row.outside))
        for column, cell in enumerate(cells):
            unsure.extend((number, column, piece) for piece in cell.unsure)
    grid = Grid(name=name, rows=tuple(printed), merged=merged)
    return ReadGrid(grid=grid, unsure=tuple(unsure))
