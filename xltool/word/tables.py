"""The tables of a Word document as printed grids, and the numbered headings between
them.

Reads the document's XML itself: merged cells, automatic numbering and tables of
thousands of rows need no more than that. A table that Word breaks over pages is one
table there; one that was cut by hand is joined by the reader of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.table.html_tables import clean
from xltool.decomposition.table.printed import MAX_COLUMNS, MAX_ROWS, Grid, GridRow
from xltool.errors import InputFileError
from xltool.word.reading import (
    Numbering,
    W,
    blocks,
    levels_of,
    number_of,
    parsed,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from xltool.decomposition.table.printed import Merge


def grids_of(document: bytes, numbering: bytes = b"") -> tuple[Grid, ...]:
    """Give the tables of `word/document.xml` in their order.

    `numbering` is `word/numbering.xml`. Text outside of tables comes as rows outside of
    them. InputFileError where the XML cannot be read.
    """
    body = parsed(document).find(f"{W}body")
    if body is None:
        raise InputFileError(
            "这份 Word 文档没有正文：请用 Word 或 WPS 打开，另存为 .docx 后重试"
        )
    numbers = Numbering(levels=levels_of(parsed(numbering)) if numbering else {})
    grids: list[Grid] = []
    outside: list[GridRow] = []
    tables = paragraphs = 0
    for element in blocks(body):
        if element.tag == f"{W}p":
            paragraphs += 1
            outside.extend(_outside(numbers.paragraph(element), paragraphs))
            continue
        tables += 1
        table = _table(element, numbers)
        shifted = tuple(
            (top + len(outside), left, bottom + len(outside), right)
            for top, left, bottom, right in table.merged
        )
        grids.append(
            Grid(name=f"表{tables}", rows=(*outside, *table.rows), merged=shifted)
        )
        outside = []
    if outside:
        grids.append(Grid(name="正文", rows=tuple(outside)))
    return tuple(grids)


def _children(parent: _Element, name: str) -> Iterator[_Element]:
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _children(child, name)


def _outside(line: str, number: int) -> Iterator[GridRow]:
    if line.strip():
        yield GridRow(cells=(clean(line),), label=str(number), outside=True)


@dataclass(slots=True)
class _Table:
    rows: list[GridRow]
    merged: list[Merge]


def _table(element: _Element, numbers: Numbering) -> _Table:
    """Read a table; `gridSpan` merges across, `vMerge` down."""
    table = _Table([], [])
    open_merges: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(_children(element, "tr")):
        if number >= MAX_ROWS:
            break
        cells: list[str] = [""] * _before(row)
        going_on: dict[int, tuple[int, int]] = {}
        for cell in _children(row, "tc"):
            at = len(cells)
            across = _span(cell)
            down = _vertical(cell)
            text = "" if down == "continue" else _cell_text(cell, numbers)
            cells.extend([text, *([""] * (across - 1))])
            if down == "continue" and at in open_merges:
                going_on[at] = open_merges[at]
                continue
            if down == "restart":
                going_on[at] = (number, at + across - 1)
            elif across > 1:
                table.merged.append((number, at, number, at + across - 1))
        _end_merges(table, open_merges, going_on, number)
        open_merges = going_on
        table.rows.append(
            GridRow(cells=tuple(cells[:MAX_COLUMNS]), label=str(number + 1))
        )
    _end_merges(table, open_merges, {}, len(table.rows))
    return table


def _end_merges(
    table: _Table,
    open_merges: dict[int, tuple[int, int]],
    going_on: dict[int, tuple[int, int]],
    row: int,
) -> None:
    for left, (top, right) in open_merges.items():
        if going_on.get(left) != (top, right):
            table.merged.append((top, left, row - 1, right))


def _span(cell: _Element) -> int:
    return min(max(number_of(value_of(cell, "tcPr/gridSpan"), 1), 1), MAX_COLUMNS)


def _before(row: _Element) -> int:
    return min(number_of(value_of(row, "trPr/gridBefore"), 0), MAX_COLUMNS)


def _vertical(cell: _Element) -> str:
    value = value_of(cell, "tcPr/vMerge")
    return "" if value is None else value or "continue"


def _cell_text(cell: _Element, numbers: Numbering) -> str:
    """Give a cell's paragraphs as lines.

    A table in the cell gives its cells' text in order.
    """
    lines = [numbers.paragraph(paragraph) for paragraph in cell.iter(f"{W}p")]
    return clean("\n".join(line for line in lines if line.strip()))
