"""A table of one page: its cells with their text, out of ruling lines and pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.pdf.lines import grouped, lines_of, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.pdf.lattice import Lattice, LatticeCell
    from xltool.pdf.lines import Line
    from xltool.pdf.page import Piece

Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged cell."""

_PADDING = 3.2
"""In heights of a line: what a cell may leave empty beside its longest full line."""
_ORGANISATION_END = re.compile(
    r"(局|委|办|院|部|厅|会|处|中心|公司|集团|政府|街道|镇|乡)$"
)
_ORGANISATION_START = re.compile(r"[省市县区州旗镇乡各]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell's text, and those of its pieces that were not surely recognised."""

    text: str
    unsure: tuple[Piece, ...] = ()


@dataclass(slots=True, kw_only=True)
class Table:
    """Rows of cells, `None` where a merged cell goes on.

    `across` are the edges of its columns. A table that is not `is_ruled` is set apart
    by blanks.
    """

    across: tuple[float, ...]
    rows: list[list[TableCell | None]]
    spans: list[Span] = field(default_factory=list)
    is_ruled: bool = True


def table_of(lattice: Lattice, pieces: Iterable[Piece]) -> Table:
    """Give the table that stands in these lines; `pieces` are those inside of it."""
    filled = _filled(lattice, pieces)
    widths = _widths(filled)
    rows: list[list[TableCell | None]] = [
        [None] * (len(lattice.across) - 1) for _ in range(len(lattice.down) - 1)
    ]
    spans = []
    for cell, lines in filled:
        edges = _edges(cell, lines, widths)
        rows[cell.top][cell.left] = TableCell(
            text=cell_text(lines, edges), unsure=unsure_in(lines)
        )
        if (cell.top, cell.left) != (cell.bottom, cell.right):
            spans.append((cell.top, cell.left, cell.bottom, cell.right))
    return Table(across=lattice.across, rows=rows, spans=spans)


def _filled(
    lattice: Lattice, pieces: Iterable[Piece]
) -> list[tuple[LatticeCell, list[Line]]]:
    """Give the lines of text in each cell; a piece is where its middle is."""
    inside: list[list[Piece]] = [[] for _ in lattice.cells]
    for piece in pieces:
        for number, cell in enumerate(lattice.cells):
            if cell.box.holds(piece.box.middle):
                inside[number].append(piece)
                break
    return [
        (cell, lines_of(here)) for cell, here in zip(lattice.cells, inside, strict=True)
    ]


def _widths(filled: Sequence[tuple[LatticeCell, list[Line]]]) -> dict[int, float]:
    """Give the longest line of the columns in which text has been broken."""
    widths: dict[int, float] = {}
    for cell, lines in filled:
        if cell.left != cell.right or len(lines) < 3:
            continue
        longest = max(lines, key=lambda line: line.box.width)
        if longest.box.width >= cell.box.width - _PADDING * longest.box.height:
            widths[cell.left] = max(widths.get(cell.left, 0), longest.box.width)
    return widths


def _edges(
    cell: LatticeCell, lines: Sequence[Line], widths: dict[int, float]
) -> tuple[float, float]:
    """Give the edges between which a cell's lines were set."""
    if not lines:
        return cell.box.left, cell.box.right
    height = lines[0].box.height
    room = cell.box.width - height
    if cell.left == cell.right and cell.left in widths:
        room = widths[cell.left]
    left = min(line.box.left for line in lines)
    left = min(left, cell.box.left + height / 2)
    return left, left + room


def cell_text(lines: Sequence[Line], edges: tuple[float, float]) -> str:
    """Give a cell's paragraphs as lines; bodies on lines of their own stay so."""
    parted: list[list[Line]] = []
    for group in grouped(lines, edges):
        parted.append([group[0]])
        for line in group[1:]:
            if _is_next_body(parted[-1][-1].text, line.text):
                parted.append([line])
            else:
                parted[-1].append(line)
    return "\n".join(paragraph(group) for group in parted)


def _is_next_body(text: str, after: str) -> bool:
    ended = _ORGANISATION_END.search(text)
    return bool(ended and _ORGANISATION_START.match(after) and len(text) <= 12)


def unsure_in(lines: Iterable[Line]) -> tuple[Piece, ...]:
    """Give the pieces of these lines that a person has to look at."""
    return tuple(piece for line in lines for piece in line.pieces if piece.is_unsure)


def continues(table: Table, after: Table) -> bool:
    """Whether two tables have the same columns: one that a page break parted."""
    if len(table.across) != len(after.across):
        return False
    width = table.across[-1] - table.across[0]
    shift = after.across[0] - table.across[0]
    return all(
        abs(here - there + shift) <= 0.02 * width
        for here, there in zip(table.across, after.across, strict=True)
    )


def joined(table: Table, after: Table) -> Table:
    """Give one table of two that a page break parted.

    A header that is printed again is left out; a row that the break cut in two is one;
    a cell merged over the break goes on.
    """
    rows, spans = _without_header(table, after)
    if rows and _is_cut(table, rows[0]):
        rows, spans = _mended(table, rows, spans)
    above = len(table.rows)
    moved = [(top + above, left, low + above, right) for top, left, low, right in spans]
    whole = Table(
        across=table.across,
        rows=[*table.rows, *rows],
        is_ruled=table.is_ruled,
        spans=[*table.spans, *moved],
    )
    _carry_spans(whole, above)
    return whole


def _without_header(
    table: Table, after: Table
) -> tuple[list[list[TableCell | None]], list[Span]]:
    repeated = 0
    for first, again in zip(table.rows[:3], after.rows, strict=False):
        if _texts(first) != _texts(again) or not any(_texts(first)):
            break
        repeated += 1
    rows = after.rows[repeated:]
    spans = [
        (top - repeated, left, bottom - repeated, right)
        for top, left, bottom, right in after.spans
        if top >= repeated
    ]
    return rows, spans


def _texts(row: Sequence[TableCell | None]) -> list[str]:
    return ["" if cell is None else "".join(cell.text.split()) for cell in row]


_ENDED = re.compile(r"[。；;！!？?]$")
_BEGINS = re.compile(r"[（(]?(\d{1,3}|[①-⑳]|[一二三四五六七八九十]{1,3})[）).．、]")


def _is_cut(table: Table, row: Sequence[TableCell | None]) -> bool:
    """Whether a page's first row goes on from the last row of the page before.

    It has no number of its own, and none of its texts begins something: the text above
    it did not end, or stood in the middle of a word.
    """
    texts, above = _texts(row), _texts(table.rows[-1])
    if texts[0] or not above[0] or not any(texts):
        return False
    pairs = [(up, text) for up, text in zip(above, texts, strict=True) if text]
    return all(up and not _starts_anew(up, text) for up, text in pairs)


def _starts_anew(above: str, text: str) -> bool:
    return bool(_ENDED.search(above) and _BEGINS.match(text)) and len(text) > 200


def _mended(
    table: Table, rows: list[list[TableCell | None]], spans: list[Span]
) -> tuple[list[list[TableCell | None]], list[Span]]:
    """Put the first row into the table's last one; what was merged begins below it."""
    last = table.rows[-1]
    for at, (cell, more) in enumerate(zip(last, rows[0], strict=True)):
        if cell is None or more is None or not more.text:
            continue
        glue = "\n" if _BEGINS.match(more.text) else ""
        last[at] = replace(
            cell,
            text=f"{cell.text}{glue}{more.text}",
            unsure=(*cell.unsure, *more.unsure),
        )
    shifted = [
        (max(top - 1, 0), left, bottom - 1, right)
        for top, left, bottom, right in spans
        if bottom > 0
    ]
    return rows[1:], shifted


def _carry_spans(table: Table, above: int) -> None:
    """Let a cell merged down to the break go on in the blank cells below it."""
    for number, (top, left, bottom, right) in enumerate(table.spans):
        if bottom != above - 1 or top == bottom or left != right:
            continue
        low = bottom
        while low + 1 < len(table.rows) and _is_blank(table, low + 1, left):
            low += 1
        table.spans[number] = (top, left, low, right)


def _is_blank(table: Table, row: int, column: int) -> bool:
    cell = table.rows[row][column]
    return cell is None or not cell.text.strip()
