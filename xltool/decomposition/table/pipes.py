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
from operator import eq
from typing import TYPE_CHECKING

from xltool.decomposition.table.cell_lines import kind_of_cell
from xltool.decomposition.table.columns import (
    ColumnPart,
    columns_of,
    columns_with,
    heading,
    is_header,
)
from xltool.decomposition.table.printed import MAX_COLUMNS, GridRow
from xltool.decomposition.table.series import series_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BAR = re.compile(r"(?<!\\)[|│┃]")
_RULE_LINE = re.compile(r"^[\s|:+\-─━│┃┌-╬]+$")
_RULES = re.compile(r"[|│┃┌-╬]")
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

    One line with bars may be a sentence, or the navigation of a web page.
    """
    rows = [line for line in lines if _is_row(line)]
    if len(rows) < _FEWEST_ROWS:
        return False
    framed = [line for line in rows if _OPENED.match(line) and _CLOSED.search(line)]
    return len(framed) >= _FEWEST_ROWS or any(is_header(_fields(row)) for row in rows)


def _is_row(line: str) -> bool:
    """Whether bars set apart several cells in a line."""
    return len(_BAR.findall(line)) >= _FEWEST_BARS


def _fields(line: str) -> tuple[str, ...]:
    r"""Give the cells of a line, without the bars that frame it.

    >>> _fields("| 1 | 新建停车场<br>3处 | 甲\\|乙 |")
    ('1', '新建停车场\n3处', '甲|乙')
    """
    bare = line.strip()
    cells = _BAR.split(bare)
    if _OPENED.match(bare):
        cells = cells[1:]
    if cells and not cells[-1].strip() and _CLOSED.search(bare):
        cells = cells[:-1]
    return tuple(map(_text_of, cells[:MAX_COLUMNS]))


def _text_of(cell: str) -> str:
    """Give a cell's text: its breaks are lines, its escaped bars are bars."""
    text = cell.replace("\\|", "|")
    return _BREAK.sub("\n", text).strip()


@dataclass(slots=True)
class _Table:
    """The table that a line belongs to, by its header, and its row that is open.

    Attributes:
        width: how many cells the header has, 0 before the first one.
        closed: whether every row ends in a bar, so that a line without one goes on.
        numbered: the column of the numbers, None without one.
        above: the cells of the row above.
        open_lines: the lines of a row that is not complete yet.
        start: the number of its first line.
    """

    width: int = 0
    closed: bool = False
    numbered: int | None = None
    above: tuple[str, ...] = ()
    open_lines: list[str] = field(default_factory=list)
    start: int = 0

    def take(self, line: str, number: int) -> None:
        """Add a line to the open row, or open one with it."""
        if not self.open_lines:
            self.start = number
        self.open_lines.append(line.strip())


def pipe_rows(lines: Sequence[str]) -> Iterator[GridRow]:
    """Give the rows of a text with such tables; other lines stand outside.

    A row may take several lines: where bars close the rows, up to the next bar at the
    end of a line; else until it has as many cells as the header, or the next row
    begins.
    """
    table = _Table()
    for number, line in enumerate(lines, 1):
        if _is_rule(line):
            continue
        if _ends_open_row(table, line):
            yield _finished(table)
        if table.open_lines or _begins_row(table, line):
            table.take(line, number)
            if _is_complete(table):
                yield _finished(table)
        elif line.strip():
            yield _other_line(table, line, number)
    if table.open_lines:
        yield _finished(table)


def _is_rule(line: str) -> bool:
    """Whether a line only rules the table (|---|:--:|, ┣━━╋━━┫)."""
    return bool(_RULE_LINE.match(line) and _RULES.search(line))


def _other_line(table: _Table, line: str, number: int) -> GridRow:
    """Give a line that is no row of the table: a header, another table's, a text.

    A row that stands above any header is given as it is.
    """
    is_framed = _OPENED.match(line) and _CLOSED.search(line)
    label = str(number)
    if not _is_row(line) and not is_framed:
        return GridRow(cells=(line.strip(),), label=label, outside=True)
    cells = _fields(line)
    _take_header(table, line, cells)
    return GridRow(cells=cells, label=label)


def _ends_open_row(table: _Table, line: str) -> bool:
    """Whether a line is a row by itself, so that the open one goes on no more.

    Where bars close the rows, only the bar at its end completes one.
    """
    if not table.open_lines or table.closed:
        return False
    return _is_row(line)


def _begins_row(table: _Table, line: str) -> bool:
    """Tell a row of a table; a header of another one is none.

    A row that no bar opens and none closes yet must begin with a number.
    """
    if not table.width or not _BAR.search(line) or is_header(_fields(line)):
        return False
    if _is_row(line) or _CLOSED.search(line) or table.closed:
        return True
    return table.numbered is not None and bool(_NUMBER_CELL.match(line))


def _is_complete(table: _Table) -> bool:
    """Whether the open row needs no more lines: by its last bar, or by its width.

    A blank line ends a row that should have been closed.
    """
    last = table.open_lines[-1]
    if table.closed:
        return bool(_CLOSED.search(last)) or not last
    fields = _fields("\n".join(table.open_lines))
    return len(fields) >= table.width or _is_row(last)


def _finished(table: _Table) -> GridRow:
    """Give the open row, with what is merged over it, and close it.

    The next row may take its cells for merged ones, so they are kept.
    """
    cells = _fields("\n".join(filter(None, table.open_lines)))
    table.open_lines = []
    if len(cells) > 1:
        if table.above:
            cells = _fitted(cells, table)
        table.above = cells
    return GridRow(cells=cells, label=str(table.start))


def _fitted(cells: tuple[str, ...], table: _Table) -> tuple[str, ...]:
    """Give a row with what is merged over it.

    A page may close such a row with a blank cell, which makes it as long as the others;
    it is shifted only where its cells then hold what those above hold.
    """
    if len(cells) < table.width:
        return _under_merged(cells, table)
    filled = _without_blank_end(cells)
    missing = len(cells) - len(filled)
    if not missing or len(filled) < 2 or _begins_by_itself(filled):
        return cells
    places = range(len(filled))
    best = _best_gap(filled, places, missing, table.above)
    is_sure = _alike(best, table.above) > _alike(cells, table.above) + _MARGIN
    return best if is_sure else cells


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Give a row without its blank cells at the end; its first cell stays.

    >>> _without_blank_end(("县住建局", "6月底", "", ""))
    ('县住建局', '6月底')
    """
    end = len(cells)
    while end > 1 and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _begins_by_itself(cells: tuple[str, ...]) -> bool:
    """Whether a row begins with its own number or is a total: nothing is above it."""
    first = cells[0]
    return bool(_NUMBER_ONLY.match(first)) or series_word(heading(first)) == "TOTAL"


_NUMBER_ONLY = re.compile(r"\d{1,4}[.、．]?$")
_MARGIN = 1
"""A blank cell is one that differs from the cell above it."""


def _take_header(table: _Table, line: str, cells: tuple[str, ...]) -> None:
    """Begin a table with the header that a line is, if it is one.

    A header that is repeated on a new page begins the table anew: what stood above the
    break is merged over no row below it.
    """
    if not is_header(cells):
        return
    table.width = len(cells)
    table.closed = bool(_CLOSED.search(line))
    numbers = columns_with(columns_of(cells), ColumnPart.SEQ)
    table.numbered = numbers[0] if numbers else None
    table.above = ()


def _under_merged(cells: tuple[str, ...], table: _Table) -> tuple[str, ...]:
    """Fill the gap of a short row with what stands above.

    A number goes to the column of numbers. The gap is where the other cells then hold
    what the cells above them hold; where several places fit, at the front, or behind
    for a row with a number of its own.

        1 | 城市建设 | 新建停车场3处 | 县住建局
        改造街巷12条 | 县城管局                   1 and 城市建设 are merged down
    """
    is_numbered = cells[0].rstrip(".、．").isdigit()
    first = 0
    if table.numbered is not None and is_numbered:
        cells = (*table.above[: table.numbered], *cells)
        first = table.numbered + 1
    missing = table.width - len(cells)
    if missing <= 0:
        return cells[: table.width]
    places = range(first, len(cells) + 1)
    if first:
        places = places[::-1]
    return _best_gap(cells, places, missing, table.above)


def _best_gap(
    cells: tuple[str, ...], places: Sequence[int], missing: int, above: tuple[str, ...]
) -> tuple[str, ...]:
    """Put so many cells from above into a row where the others fit best then.

    `places` are tried in their order; the first of the best ones is taken.

    `missing` is how many cells are put in; `above` is the row they are taken from.
    """
    filled = [
        (*cells[:place], *above[place : place + missing], *cells[place:])
        for place in places
    ]
    return max(filled, key=lambda row: _alike(row, above))


def _alike(cells: tuple[str, ...], above: tuple[str, ...]) -> int:
    """Count the cells that hold the same sort of thing as those above."""
    kinds = map(kind_of_cell, cells)
    kinds_above = map(kind_of_cell, above)
    return sum(map(eq, kinds, kinds_above))
