"""A table of one page: its cells with their text, out of ruling lines and pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, pairwise
from operator import attrgetter
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
_FEWEST_LINES = 3
"""So many lines of a cell show that its text was broken."""
_LONGEST_BODY = 12
"""Characters: a longer line is no body's name."""
_SHORTEST_BROKEN = 200
"""Characters: a shorter text always goes on from the cell above a page break."""
_MOST_HEADERS = 3
"""So many rows of a header may be printed again on the next page."""
_SAME_PLACE = 0.02
"""Of a table's width: how far its columns may stand from those of the page before."""
_ORGANISATION_END = re.compile(
    r"""(局|委|办|院|部|厅|会|处|中心|公司|集团|政府|街道|镇|乡)$
    |[园区][（(][^（）()]{2,8}[）)]$""",  # 高新园（河东镇）
    re.VERBOSE,
)
_ORGANISATION_START = re.compile(r"[省市县区州旗镇乡各]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell's text, and those of its pieces that were not surely recognised."""

    text: str
    unsure: tuple[Piece, ...] = ()


Row = list[TableCell | None]
"""A row's cells, `None` where a merged cell goes on."""


@dataclass(slots=True, kw_only=True)
class Table:
    """A table of a page, or of several that follow each other.

    Attributes:
        across: the edges of its columns.
        rows: its cells, from top to bottom.
        spans: the merged ones among them.
        is_ruled: whether lines set it apart, and not only blanks.
    """

    across: tuple[float, ...]
    rows: list[Row]
    spans: list[Span] = field(default_factory=list)
    is_ruled: bool = True


def table_of(lattice: Lattice, pieces: Iterable[Piece]) -> Table:
    """Give the table that stands in these lines; `pieces` are those inside of it.

    A merged cell stands where its upper left corner is; the other places it covers are
    None.
    """
    filled = _filled(lattice, pieces)
    widths = _widths(filled)
    width = len(lattice.across) - 1
    rows: list[Row] = [[None] * width for _ in lattice.down[1:]]
    spans: list[Span] = []
    for cell, lines in filled:
        edges = _edges(cell, lines, widths)
        rows[cell.top][cell.left] = TableCell(
            text=cell_text(lines, edges),
            unsure=unsure_in(lines),
        )
        if (cell.top, cell.left) != (cell.bottom, cell.right):
            spans.append((cell.top, cell.left, cell.bottom, cell.right))
    return Table(across=lattice.across, rows=rows, spans=spans)


def _filled(
    lattice: Lattice, pieces: Iterable[Piece]
) -> list[tuple[LatticeCell, list[Line]]]:
    """Give the lines of text in each cell; a piece is where its middle is.

    Pieces on a line between two cells belong to the first of them.
    """
    inside: list[list[Piece]] = [[] for _ in lattice.cells]
    for piece in pieces:
        for number, cell in enumerate(lattice.cells):
            if cell.box.holds(piece.box.middle):
                inside[number].append(piece)
                break
    lines = map(lines_of, inside)
    return list(zip(lattice.cells, lines, strict=True))


def _widths(filled: Sequence[tuple[LatticeCell, list[Line]]]) -> dict[int, float]:
    """Give the longest line of the columns in which text has been broken.

    A cell shows it that is of one column, has several lines, and is nearly filled by
    the longest of them.

    The text of a page is set closer to the lines of some cells than of others: what is
    full in a column cannot be told by the cell's own width.
    """
    widths: dict[int, float] = {}
    for cell, lines in filled:
        if cell.left != cell.right or len(lines) < _FEWEST_LINES:
            continue
        longest = max((line.box for line in lines), key=attrgetter("width"))
        if longest.width >= cell.box.width - _PADDING * longest.height:
            known = widths.get(cell.left, 0)
            widths[cell.left] = max(known, longest.width)
    return widths


def _edges(
    cell: LatticeCell, lines: Sequence[Line], widths: dict[int, float]
) -> tuple[float, float]:
    """Give the edges between which a cell's lines were set.

    A full line of the same column tells it (`widths`), else the cell with half a line's
    height left blank on either side.
    """
    if not lines:
        return cell.box.left, cell.box.right
    height = lines[0].box.height
    room = cell.box.width - height
    if cell.left == cell.right:
        room = widths.get(cell.left, room)
    first = min(line.box.left for line in lines)
    left = min(first, cell.box.left + height / 2)
    return left, left + room


def cell_text(lines: Sequence[Line], edges: tuple[float, float]) -> str:
    """Give a cell's paragraphs as lines; bodies on lines of their own stay so.

    Lines that were broken because they were full are one paragraph again.
    """
    paragraphs: list[str] = []
    for group in grouped(lines, edges):
        paragraphs.extend(map(paragraph, _by_body(group)))
    return "\n".join(paragraphs)


def _by_body(lines: Sequence[Line]) -> list[list[Line]]:
    """Part lines that would be one paragraph before each that is the next body.

    They are of one cell, and full lines or not is no matter:

        县住建局
        县城管局      two bodies, although the first line leaves no room
    """
    parted = [[lines[0]]]
    for before, line in pairwise(lines):
        if _is_next_body(before.text, line.text):
            parted.append([line])
        else:
            parted[-1].append(line)
    return parted


def _is_next_body(text: str, after: str) -> bool:
    """Whether a line is a body's name and the next one begins another."""
    ended = _ORGANISATION_END.search(text)
    begins = _ORGANISATION_START.match(after)
    return bool(ended and begins) and len(text) <= _LONGEST_BODY


def unsure_in(lines: Iterable[Line]) -> tuple[Piece, ...]:
    """Give the pieces of these lines that a person has to look at.

    Only recognised pictures have any: a PDF's own characters are certain.
    """
    pieces = chain.from_iterable(line.pieces for line in lines)
    return tuple(piece for piece in pieces if piece.is_unsure)


def continues(table: Table, after: Table) -> bool:
    """Whether two tables have the same columns: one that a page break parted.

    The second page may be set further to the left or right; the distances between the
    columns must be the same.
    """
    if len(table.across) != len(after.across):
        return False
    width = table.across[-1] - table.across[0]
    shift = after.across[0] - table.across[0]
    for here, there in zip(table.across, after.across, strict=True):
        if abs(here - there + shift) > _SAME_PLACE * width:
            return False
    return True


def joined(table: Table, after: Table) -> Table:
    """Give one table of two that a page break parted.

    A header that is printed again is left out; a row that the break cut in two is one;
    a cell merged over the break goes on.

    Neither of the two is changed, but for the last row of the first: it takes up its
    rest.
    """
    rows, spans = _without_header(table, after)
    if rows and _is_cut(table, rows[0]):
        rows, spans = _mended(table, rows, spans)
    above = len(table.rows)
    whole = Table(
        across=table.across,
        rows=[*table.rows, *rows],
        is_ruled=table.is_ruled,
        spans=[*table.spans, *moved(spans, above)],
    )
    _carry_spans(whole, above)
    return whole


def moved(spans: Iterable[Span], rows: int) -> list[Span]:
    """Give merged cells so many rows lower (higher, where that is negative).

    >>> moved([(0, 0, 1, 0)], 5)
    [(5, 0, 6, 0)]
    """
    return [(top + rows, left, low + rows, right) for top, left, low, right in spans]


def _without_header(table: Table, after: Table) -> tuple[list[Row], list[Span]]:
    """Give the rows and merged cells below the header that is printed again.

    The rows are compared without blanks, which recognition sets at will. At most three
    rows are a header.
    """
    repeated = 0
    for first, again in zip(table.rows[:_MOST_HEADERS], after.rows, strict=False):
        texts = _texts(first)
        if texts != _texts(again) or not any(texts):
            break
        repeated += 1
    spans = [span for span in after.spans if span[0] >= repeated]
    return after.rows[repeated:], moved(spans, -repeated)


def _texts(row: Row) -> list[str]:
    """Give the texts of a row without blanks; blank where a merged cell goes on."""
    return ["" if cell is None else "".join(cell.text.split()) for cell in row]


_ENDED = re.compile(r"[。；;！!？?]$")
_BEGINS = re.compile(r"[（(]?(\d{1,3}|[①-⑳]|[一二三四五六七八九十]{1,3})[）).．、]")


def _is_cut(table: Table, row: Row) -> bool:
    """Whether a page's first row goes on from the last row of the page before.

    It has no number of its own, and none of its texts begins something: the text above
    it did not end, or stood in the middle of a word. Below a merged first cell a row
    may be one of its own: its rest lacks a figure that the row above has.

        工业 | 新增规上企  | 15 | 家
             | 业数（家）  |    |         the rest of a name
             | 技改投资    | 8  | 亿元    a row
    """
    texts = _texts(row)
    above = _texts(table.rows[-1])
    if texts[0] or not any(texts):
        return False
    if not above[0] and not _lacks_figure(above, texts):
        return False
    last = len(table.rows) - 1
    for at, text in enumerate(texts):
        upper = _cell_at(table, last, at).text
        if text and (not upper or _starts_anew(upper, text)):
            return False
    return True


_FIGURE = re.compile(r"[≥≤<>〔\[]?\d[\d.,]*[%〕\]]?")


def _lacks_figure(above: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a row has nothing where the row above has a bare figure.

    >>> _lacks_figure(["", "新增企", "15"], ["", "业数", ""])
    True
    """
    pairs = zip(above, texts, strict=True)
    return any(_FIGURE.fullmatch(upper) and not text for upper, text in pairs)


def _cell_at(table: Table, row: int, column: int) -> TableCell:
    """Give the cell at a place, or the one that is merged over it; a blank one else."""
    top, left = _corner(table, row, column)
    return table.rows[top][left] or TableCell(text="")


def _corner(table: Table, row: int, column: int) -> tuple[int, int]:
    """Give where the cell begins that is merged over a place, or the place itself."""
    for top, left, bottom, right in table.spans:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


def _starts_anew(above: str, text: str) -> bool:
    """Whether a long text begins an item below one that ended."""
    if len(text) <= _SHORTEST_BROKEN:
        return False
    return bool(_ENDED.search(above) and _BEGINS.match(text))


def _mended(
    table: Table, rows: list[Row], spans: list[Span]
) -> tuple[list[Row], list[Span]]:
    """Put the first row into the table's last one; what was merged begins below it.

    An item that begins in the rest stands on a line of its own, as the others do.
    """
    last = len(table.rows) - 1
    for at, more in enumerate(rows[0]):
        if more is not None and more.text:
            top, left = _corner(table, last, at)
            cell = _cell_at(table, last, at)
            table.rows[top][left] = _with_more(cell, more)
    shifted: list[Span] = []
    for top, left, bottom, right in spans:
        if bottom > 0:
            shifted.append((max(top - 1, 0), left, bottom - 1, right))
    return rows[1:], shifted


def _with_more(cell: TableCell, more: TableCell) -> TableCell:
    """Give a cell with its rest from the next page, an item of it on its own line."""
    glue = "\n" if _BEGINS.match(more.text) else ""
    return TableCell(
        text=f"{cell.text}{glue}{more.text}",
        unsure=(*cell.unsure, *more.unsure),
    )


def _carry_spans(table: Table, above: int) -> None:
    """Let a cell merged down to the break go on in the blank cells below it.

    The page below prints the cell blank, and does not merge it again.
    """
    for number, (top, left, bottom, right) in enumerate(table.spans):
        if bottom != above - 1 or top == bottom or left != right:
            continue
        low = bottom
        while low + 1 < len(table.rows) and _is_blank(table, low + 1, left):
            low += 1
        table.spans[number] = (top, left, low, right)


def _is_blank(table: Table, row: int, column: int) -> bool:
    """Whether nothing stands in a cell of its own."""
    cell = table.rows[row][column]
    return cell is None or not cell.text.strip()
