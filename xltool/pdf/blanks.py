"""Tables without lines: columns that only blanks set apart.

The header tells that a table begins; the strips that no line of it enters part its
columns. A line with nothing in the first column goes on in the row above.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import is_header
from xltool.pdf.furniture import is_page_number
from xltool.pdf.lines import lines_of
from xltool.pdf.tables import Table, TableCell, cell_text, unsure_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.pdf.lines import Line
    from xltool.pdf.page import Piece

_NARROWEST = 0.6
"""In heights of a line: how wide a strip between columns is at least."""
_FEWEST_ROWS = 2


def parted(lines: Sequence[Line], before: Table | None = None) -> list[Line | Table]:
    """Give the lines of a page with those that make a table replaced by it.

    `before` is a table without lines with which the page before ended: it goes on here
    as long as no line enters the strips between its columns.
    """
    blocks: list[Line | Table] = []
    at = 0
    if before is not None and not before.is_ruled:
        at = _end_of_rest(lines, before.across)
        rest = _rows_of(lines[:at])
        if rest and _is_head(rest[0]):
            rest = rest[1:]
        if rest:
            blocks.append(_table(rest, before.across))
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


def _rows_of(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not is_page_number(line)]


def _is_head(line: Line) -> bool:
    fields = tuple(line.text.split())
    return len(fields) > 2 and is_header(fields)


def _end_of_rest(lines: Sequence[Line], edges: Sequence[float]) -> int:
    """Give the line behind the last that stands in these columns."""
    for at, line in enumerate(lines):
        margin = _NARROWEST / 2 * line.box.height
        for edge in edges[1:-1]:
            if any(
                piece.box.left < edge + margin and piece.box.right > edge - margin
                for piece in line.pieces
                if piece.text.strip()
            ):
                return at
    return len(lines)


def _end(lines: Sequence[Line], start: int) -> int:
    """Give the line behind the table's last: where a strip of its header is crossed."""
    strips = _strips([lines[start]])
    end = start + 1
    while end < len(lines):
        line = lines[end]
        gap = line.box.top - lines[end - 1].box.bottom
        left = _strips([lines[start], line])
        if gap > 3 * line.box.height or len(left) < len(strips):
            break
        end += 1
    return end


def _strips(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Give the strips between the first and the last piece that no piece enters."""
    height = lines[0].box.height
    spans = sorted(
        (piece.box.left, piece.box.right)
        for line in lines
        for piece in line.pieces
        if piece.text.strip()
    )
    strips = []
    reached = spans[0][1]
    for left, right in spans:
        if left - reached >= _NARROWEST * height:
            strips.append((reached, left))
        reached = max(reached, right)
    return strips


def _edges(lines: Sequence[Line]) -> list[float]:
    """Give where the columns of a table begin and end: in the middle of its strips."""
    left = min(line.box.left for line in lines)
    right = max(line.box.right for line in lines)
    return [left, *((start + end) / 2 for start, end in _strips(lines)), right]


def _table(lines: Sequence[Line], edges: Sequence[float]) -> Table:
    rows: list[list[list[Piece]]] = []
    for line in lines:
        cells = list(_cells(line, edges))
        if not rows or any(piece.text.strip() for piece in cells[0]):
            rows.append(cells)
        else:
            for cell, more in zip(rows[-1], cells, strict=True):
                cell.extend(more)
    reaches = _reaches(rows, edges)
    return Table(
        across=tuple(edges),
        rows=[list(_row(cells, reaches)) for cells in rows],
        is_ruled=False,
    )


def _is_in(piece: Piece, left: float, right: float, edges: Sequence[float]) -> bool:
    """Whether a piece's middle is in a column; the outer ones are open."""
    middle = piece.box.middle[0]
    begins = left <= middle or left == edges[0]
    return begins and (middle < right or right == edges[-1])


def _reaches(
    rows: Sequence[Sequence[Sequence[Piece]]], edges: Sequence[float]
) -> list[tuple[float, float]]:
    """Give from where to where each column's text reaches: a line that long is full."""
    reaches = []
    for column, edge in enumerate(edges[:-1]):
        boxes = [piece.box for row in rows for piece in row[column]]
        left = min((box.left for box in boxes), default=edge)
        right = max((box.right for box in boxes), default=edge)
        reaches.append((left, right))
    return reaches


def _cells(line: Line, edges: Sequence[float]) -> Iterator[list[Piece]]:
    for left, right in pairwise(edges):
        yield [piece for piece in line.pieces if _is_in(piece, left, right, edges)]


def _row(
    cells: Sequence[list[Piece]], reaches: Sequence[tuple[float, float]]
) -> Iterator[TableCell]:
    for pieces, reach in zip(cells, reaches, strict=True):
        lines = lines_of(pieces)
        yield TableCell(text=cell_text(lines, reach), unsure=unsure_in(lines))
