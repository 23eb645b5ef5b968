"""Tables whose columns bars set apart: Markdown, and pages copied as text.

    | 序号 | 工作任务 | 责任单位 |          序号 | 工作任务 | 责任单位 |
    |---|---|---|                            1 | 新建停车场3处。 | 县住建局 |
    | 1 | 新建停车场3处。 | 县住建局 |     2 | 栽植行道树
                                             500株。 | 县住建局 |

A page's text has no cell where another cell is merged down over it; such a row is
shorter than its header, and gets what stands above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.decomposition.table.cell_lines import kind_of_cell
from xltool.decomposition.table.columns import (
    ColumnPart,
    columns_of,
    heading,
    is_header,
)
from xltool.decomposition.table.printed import MAX_COLUMNS, GridRow
from xltool.decomposition.table.series import series_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BAR = re.compile(r"(?<!\\)[|│┃]")
_RULE_LINE = re.compile(r"^[\s|:+\-─━┼├┤│┃]+$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CLOSED = re.compile(r"(?<!\\)[|│┃]\s*$")
_OPENED = re.compile(r"^\s*[|│┃]")
_NUMBER_CELL = re.compile(r"\s*\d{1,4}[.、．]?\s*[|│┃]")
_FEWEST_BARS = 2
_FEWEST_ROWS = 2


def has_pipe_table(lines: Sequence[str]) -> bool:
    """Tell whether bars set columns apart in at least two lines.

    Lines that no bar opens (`1 | 新建停车场3处。 | 县住建局`) count only where one of
    them is a table's header.
    """
    rows = [line for line in lines if _is_row(line)]
    if len(rows) < _FEWEST_ROWS:
        return False
    framed = [line for line in rows if _OPENED.match(line) and _CLOSED.search(line)]
    return len(framed) >= _FEWEST_ROWS or any(is_header(_fields(row)) for row in rows)


def _is_row(line: str) -> bool:
    return len(_BAR.findall(line)) >= _FEWEST_BARS


def _fields(line: str) -> tuple[str, ...]:
    """Give the cells of a line, without the bars that frame it."""
    bare = line.strip()
    cells = _BAR.split(bare)
    if _OPENED.match(bare):
        cells = cells[1:]
    if cells and not cells[-1].strip() and _CLOSED.search(bare):
        cells = cells[:-1]
    whole = (_BREAK.sub("\n", cell.replace("\\|", "|")) for cell in cells)
    return tuple(cell.strip() for cell in whole)[:MAX_COLUMNS]


@dataclass(slots=True)
class _Table:
    """The table that a line belongs to, by its header."""

    width: int = 0
    closed: bool = False
    """Whether every row ends in a bar, so that a line without one goes on."""
    numbered: int | None = None
    """The column of the numbers."""
    above: tuple[str, ...] = ()
    open_lines: list[str] = field(default_factory=list)
    """The lines of a row that is not complete yet."""
    start: int = 0


def pipe_rows(lines: Sequence[str]) -> Iterator[GridRow]:
    """Give the rows of a text with such tables; other lines stand outside."""
    table = _Table()
    for number, line in enumerate(lines, 1):
        if _RULE_LINE.match(line) and _BAR.search(line):
            continue
        if table.open_lines and not table.closed and _is_row(line):
            yield _finished(table)
        if table.open_lines or (table.width and _begins_row(table, line)):
            table.start = table.start if table.open_lines else number
            table.open_lines.append(line.strip())
            if _is_complete(table):
                yield _finished(table)
        elif line.strip():
            yield _other_line(table, line, number)
    if table.open_lines:
        yield _finished(table)


def _other_line(table: _Table, line: str, number: int) -> GridRow:
    """Give a line that is no row of the table: a header, another table's, a text."""
    framed = _OPENED.match(line) and _CLOSED.search(line)
    if not _is_row(line) and not framed:
        return GridRow(cells=(line.strip(),), label=str(number), outside=True)
    cells = _fields(line)
    _take_header(table, line, cells)
    return GridRow(cells=cells, label=str(number))


def _begins_row(table: _Table, line: str) -> bool:
    """Tell a row of a table; a header of another one is none."""
    if not _BAR.search(line) or is_header(_fields(line)):
        return False
    if _is_row(line) or _CLOSED.search(line) or table.closed:
        return True
    return table.numbered is not None and bool(_NUMBER_CELL.match(line))


def _is_complete(table: _Table) -> bool:
    last = table.open_lines[-1]
    if table.closed:
        return bool(_CLOSED.search(last)) or not last
    fields = _fields("\n".join(table.open_lines))
    return len(fields) >= table.width or _is_row(last)


def _finished(table: _Table) -> GridRow:
    text = "\n".join(line for line in table.open_lines if line)
    cells = _fields(text)
    table.open_lines = []
    if len(cells) > 1 and table.above:
        cells = _fitted(cells, table)
    if len(cells) > 1:
        table.above = cells
    return GridRow(cells=cells, label=str(table.start))


def _fitted(cells: tuple[str, ...], table: _Table) -> tuple[str, ...]:
    """Give a row with what is merged over it.

    A page may close such a row with a blank cell, which makes it as long as the others;
    it is shifted only where its cells then hold what those above hold.
    """
    if len(cells) < table.width:
        return _under_merged(cells, table)
    said = cells
    while len(said) > 1 and not said[-1]:
        said = said[:-1]
    missing = len(cells) - len(said)
    if (
        not missing
        or len(said) < 2
        or _is_total(said[0])
        or _NUMBER_ONLY.match(said[0])
    ):
        return cells
    places = range(len(said))
    shifted = [_with_gap(said, place, missing, table.above) for place in places]
    best = max(shifted, key=lambda row: _alike(row, table.above))
    sure = _alike(best, table.above) > _alike(cells, table.above) + _MARGIN
    return best if sure else cells


_NUMBER_ONLY = re.compile(r"\d{1,4}[.、．]?$")
_MARGIN = 1
"""A blank cell is one that differs from the cell above it."""


def _is_total(text: str) -> bool:
    return series_word(heading(text)) == "TOTAL"


def _take_header(table: _Table, line: str, cells: tuple[str, ...]) -> None:
    if not is_header(cells):
        return
    table.width = len(cells)
    table.closed = bool(_CLOSED.search(line))
    places = [at for at, part in columns_of(cells).items() if part is ColumnPart.SEQ]
    table.numbered = places[0] if places else None
    table.above = ()


def _under_merged(cells: tuple[str, ...], table: _Table) -> tuple[str, ...]:
    """Fill the gap of a short row with what stands above.

    A number goes to the column of numbers. The gap is where the other cells then hold
    what the cells above them hold; where several places fit, at the front, or behind
    for a row with a number of its own.
    """
    first = 0
    if table.numbered is not None and cells[0].rstrip(".、．").isdigit():
        cells = (*table.above[: table.numbered], *cells)
        first = table.numbered + 1
    missing = table.width - len(cells)
    if missing <= 0:
        return cells[: table.width]
    places = list(range(first, len(cells) + 1))
    if first:
        places.reverse()
    filled = [_with_gap(cells, place, missing, table.above) for place in places]
    return max(filled, key=lambda row: _alike(row, table.above))


def _with_gap(
    cells: tuple[str, ...], place: int, missing: int, above: tuple[str, ...]
) -> tuple[str, ...]:
    return (*cells[:place], *above[place : place + missing], *cells[place:])


def _alike(cells: tuple[str, ...], above: tuple[str, ...]) -> int:
    """Count the cells that hold the same sort of thing as those above."""
    pairs = zip(cells, above, strict=False)
    return sum(1 for one, two in pairs if kind_of_cell(one) == kind_of_cell(two))
