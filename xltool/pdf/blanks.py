"""Tables without lines: columns that only blanks set apart.

The header tells that a table begins; the strips that no line of it enters part its
columns. A line with nothing in the first column goes on in the row above.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import is_header
from xltool.pdf.lines import lines_of
from xltool.pdf.tables import Table, TableCell, cell_text, unsure_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.pdf.lines import Line
    from xltool.pdf.page import Piece

_NARROWEST = 0.6
"""In heights of a line: how wide a strip between columns is at least."""
_FEWEST_ROWS = 2


def parted(lines: Sequence[Line]) -> list[Line | Table]:
    """Give the lines of a page with those that make a table replaced by it."""
    blocks: list[Line | Table] = []
    at = 0
    while at < len(lines):
        fields = tuple(lines[at].text.split("  "))
        end = _end(lines, at) if len(fields) > 2 and is_header(fields) else at
        if end - at > _FEWEST_ROWS:
            blocks.append(_table(lines[at:end]))
            at = end
        else:
            blocks.append(lines[at])
            at += 1
    return blocks


def _end(lines: Sequence[Line], start: int) -> int:
    """Give the line behind the table's last: where the strips of its header are crossed."""
    strips = _strips([lines[start]])
    end = start + 1
    while end < len(lines):
        line = lines[end]
        gap = line.box.top - lines[end - 1].box.bottom
        if gap > 3 * line.box.height or len(_strips([lines[start], line])) < len(
            strips
        ):
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


def _table(lines: Sequence[Line]) -> Table:
    strips = _strips(lines)
    left = min(line.box.left for line in lines)
    right = max(line.box.right for line in lines)
    edges = [left, *((start + end) / 2 for start, end in strips), right]
    rows: list[list[list[Piece]]] = []
    for line in lines:
        cells = list(_cells(line, edges))
        if not rows or any(piece.text.strip() for piece in cells[0]):
            rows.append(cells)
        else:
            for cell, more in zip(rows[-1], cells, strict=True):
                cell.extend(more)
    return Table(
        across=tuple(edges),
        rows=[list(_row(cells, edges)) for cells in rows],
    )


def _cells(line: Line, edges: Sequence[float]) -> Iterator[list[Piece]]:
    for left, right in itertools.pairwise(edges):
        yield [
            piece
            for piece in line.pieces
            if left <= piece.box.middle[0] < right
            or (right == edges[-1] and piece.box.middle[0] == right)
        ]


def _row(cells: Sequence[list[Piece]], edges: Sequence[float]) -> Iterator[TableCell]:
    for number, pieces in enumerate(cells):
        lines = lines_of(pieces)
        yield TableCell(
            text=cell_text(lines, (edges[number], edges[number + 1])),
            unsure=unsure_in(lines),
        )
