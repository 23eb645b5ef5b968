"""Tables without lines: columns that only blanks set apart.

The header tells that a table begins; the strips that no line of it enters part its
columns. A line with nothing in the first column goes on in the row above.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import is_header
from xltool.pdf.lines import lines_of
from xltool.pdf.page import Box
from xltool.pdf.tables import Table, TableCell, cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.pdf.lines import Line
    from xltool.pdf.page import Piece

_NARROWEST = 0.6
"""In heights of a line: how wide a strip between columns is at least."""
_FEWEST_ROWS = 2

Block = "Line | Table"


def parted(lines: Sequence[Line], page: int) -> list[Line | Table]:
    """Give the lines of a page with those that make a table replaced by it."""
    blocks: list[Line | Table] = []
    at = 0
    while at < len(lines):
        fields = tuple(lines[at].text.split("  "))
        end = _end(lines, at) if len(fields) > 2 and is_header(fields) else at
        if end - at > _FEWEST_ROWS:
            blocks.append(_table(lines[at:end], page))
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
        if gap > 3 * line.box.height or len(_strips([lines[start], line])) < len(strips):
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


def _table(lines: Sequence[Line], page: int) -> Table:
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
        rows=[list(_row(cells, edges, page)) for cells in rows],
    )


def _cells(line: Line, edges: Sequence[float]) -> Iterator[list[Piece]]:
    for left, right in zip(edges, edges[1:], strict=False):
        yield [
            piece
            for piece in line.pieces
            if left <= piece.box.middle[0] < right
            or (right == edges[-1] and piece.box.middle[0] == right)
        ]


def _row(
    cells: Sequence[list[Piece]], edges: Sequence[float], page: int
) -> Iterator[TableCell]:
    for number, pieces in enumerate(cells):
        left, right = edges[number], edges[number + 1]
        lines = lines_of(pieces)
        box = Box(left=left, top=0, right=right, bottom=0)
        if lines:
            top = min(line.box.top for line in lines)
            bottom = max(line.box.bottom for line in lines)
            box = replace(box, top=top, bottom=bottom)
        yield TableCell(
            text=cell_text(lines, (left, right)),
            page=page,
            box=box,
            confidence=min((piece.confidence for piece in pieces), default=1.0),
        )
