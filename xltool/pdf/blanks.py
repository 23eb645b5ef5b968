"""Tables without lines: columns that only blanks set apart.

The header tells that a table begins; the strips that no line of it enters part its
columns. A line with nothing in the first column goes on in the row above.
"""

from __future__ import annotations

from itertools import chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import is_header
from xltool.pdf.lines import lines_of
from xltool.pdf.running_lines import is_page_number
from xltool.pdf.tables import Table, TableCell, cell_text, unsure_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.pdf.lines import Line
    from xltool.pdf.page import Piece

_NARROWEST = 0.6
"""In heights of a line: how wide a strip between columns is at least."""
_WIDEST_GAP = 3
"""In heights of a line: a table ends before a gap this wide."""
_FEWEST_ROWS = 2
_FEWEST_COLUMNS = 3


def parted(lines: Sequence[Line], before: Table | None = None) -> list[Line | Table]:
    """Give the lines of a page with those that make a table replaced by it.

    `before` is a table without lines with which the page before ended: it goes on here
    as long as no line enters the strips between its columns.

    A header with fewer than two rows below it stays a line: it may be a sentence set
    with wide blanks.
    """
    blocks: list[Line | Table] = []
    at = 0
    if before is not None and not before.is_ruled:
        at = _end_of_rest(lines, before.across)
        blocks.extend(_rest(lines[:at], before.across))
    while at < len(lines):
        end = _end(lines, at) if _is_head(lines[at]) else at
        rows = _rows_of(lines[at:end])
        if len(rows) > _FEWEST_ROWS:
            blocks.append(_table(rows, _edges(rows)))
            at = end
        else:
            blocks.append(lines[at])
            at += 1
    return blocks


def _rest(lines: Sequence[Line], edges: Sequence[float]) -> Iterator[Table]:
    """Give the rest of a table that began on the page before, if there is any.

    A header that is printed again on the new page is left out.
    """
    rows = _rows_of(lines)
    if rows and _is_head(rows[0]):
        rows = rows[1:]
    if rows:
        yield _table(rows, edges)


def _rows_of(lines: Sequence[Line]) -> list[Line]:
    """Give the lines that are no page's number."""
    return [line for line in lines if not is_page_number(line)]


def _is_head(line: Line) -> bool:
    """Whether a line is a table's header, of three columns at least."""
    fields = tuple(line.text.split())
    return len(fields) >= _FEWEST_COLUMNS and is_header(fields)


def _end_of_rest(lines: Sequence[Line], edges: Sequence[float]) -> int:
    """Give the line behind the last that stands in these columns.

    A line that stands across the strips (a title, a paragraph) is none of the table.
    """
    for at, line in enumerate(lines):
        margin = _NARROWEST / 2 * line.box.height
        if any(_enters(line, edge, margin) for edge in edges[1:-1]):
            return at
    return len(lines)


def _enters(line: Line, edge: float, margin: float) -> bool:
    """Whether a piece of a line stands nearer to an edge than the margin.

    A piece of blanks only enters nothing.
    """
    for piece in line.pieces:
        is_left = piece.box.left < edge + margin
        if is_left and piece.box.right > edge - margin and piece.text.strip():
            return True
    return False


def _end(lines: Sequence[Line], start: int) -> int:
    """Give the line behind the table's last: where a strip of its header is crossed.

    Each line is held against the header alone: a cell that is wider than its heading
    may reach into a strip that the lines between leave open.
    """
    strips = _strips([lines[start]])
    for at in range(start + 1, len(lines)):
        line = lines[at]
        gap = line.box.top - lines[at - 1].box.bottom
        left = _strips([lines[start], line])
        if gap > _WIDEST_GAP * line.box.height or len(left) < len(strips):
            return at
    return len(lines)


def _strips(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Give the strips between the first and the last piece that no piece enters.

        序号   任务              责任单位
        1      新建停车场3处      县住建局
           |--|            |------|          two strips, between three columns
    Gives each with its left and right edge.
    """
    narrowest = _NARROWEST * lines[0].box.height
    pieces = chain.from_iterable(line.pieces for line in lines)
    boxes = [piece.box for piece in pieces if piece.text.strip()]
    boxes.sort(key=attrgetter("left", "right"))
    strips: list[tuple[float, float]] = []
    reached = boxes[0].right
    for box in boxes:
        if box.left - reached >= narrowest:
            strips.append((reached, box.left))
        reached = max(reached, box.right)
    return strips


def _edges(lines: Sequence[Line]) -> list[float]:
    """Give where the columns of a table begin and end: in the middle of its strips.

    The first and the last are where the text of the table begins and ends.
    """
    left = min(line.box.left for line in lines)
    right = max(line.box.right for line in lines)
    inner = [(start + end) / 2 for start, end in _strips(lines)]
    return [left, *inner, right]


def _table(lines: Sequence[Line], edges: Sequence[float]) -> Table:
    """Give the table of these lines, whose columns stand between the edges.

    A line without anything in the first column goes on in the row above:

        1   新建停车场   县住建局
            3处         县城管局      goes on in every cell of the row above
    """
    rows: list[list[list[Piece]]] = []
    for line in lines:
        cells = list(_cells(line, edges))
        is_row = any(piece.text.strip() for piece in cells[0])
        if is_row or not rows:
            rows.append(cells)
            continue
        for cell, more in zip(rows[-1], cells, strict=True):
            cell.extend(more)
    reaches = _reaches(rows, edges)
    return Table(
        across=tuple(edges),
        rows=[list(_row(cells, reaches)) for cells in rows],
        is_ruled=False,
    )


def _is_in(piece: Piece, left: float, right: float, edges: Sequence[float]) -> bool:
    """Whether a piece's middle is in a column; the outer ones are open.

    What stands left of the first edge, or right of the last one, is still theirs.
    """
    middle, _ = piece.box.middle
    begins = left <= middle or left == edges[0]
    return begins and (middle < right or right == edges[-1])


def _reaches(
    rows: Sequence[Sequence[Sequence[Piece]]], edges: Sequence[float]
) -> list[tuple[float, float]]:
    """Give from where to where each column's text reaches: a line that long is full."""
    reaches: list[tuple[float, float]] = []
    for column, edge in enumerate(edges[:-1]):
        pieces = chain.from_iterable(row[column] for row in rows)
        boxes = [piece.box for piece in pieces]
        left = min((box.left for box in boxes), default=edge)
        right = max((box.right for box in boxes), default=edge)
        reaches.append((left, right))
    return reaches


def _cells(line: Line, edges: Sequence[float]) -> Iterator[list[Piece]]:
    """Give the pieces of a line in each column.

    A column without any piece has an empty list.
    """
    for left, right in pairwise(edges):
        yield [piece for piece in line.pieces if _is_in(piece, left, right, edges)]


def _row(
    cells: Sequence[list[Piece]], reaches: Sequence[tuple[float, float]]
) -> Iterator[TableCell]:
    """Give the cells of a row, their lines joined to paragraphs.

    A cell's text wraps where its column's longest line ends: `reaches` are these edges.
    """
    for pieces, reach in zip(cells, reaches, strict=True):
        lines = lines_of(pieces)
        yield TableCell(text=cell_text(lines, reach), unsure=unsure_in(lines))
