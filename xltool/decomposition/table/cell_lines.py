"""Tables of which every cell stands on lines of its own, as they are copied from a
page.

    序号            序号 |
                    民生实事 |
    民生实事        1 |
                    新建人行天桥2座。 |
    1               县住建局 |

    新建人行天桥2座。

    县住建局

Such a table is known by its header: short lines that together name its columns, with
the first number right behind them (80, where the page shows a part of a long table).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import has_measured_figure
from xltool.decomposition.table.columns import (
    ColumnPart,
    columns_of,
    columns_with,
    is_header,
)
from xltool.decomposition.table.printed import GridRow
from xltool.decomposition.units.lists import split_units
from xltool.decomposition.units.names import is_collective, is_complete
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST, _MOST = 3, 12
_LONGEST_HEADING = 16
_NUMBER = re.compile(r"^(?P<n>\d{1,4})[.、．]?$")
_CLOSED = re.compile(r"\s*[|│]\s*$")
_DATE = re.compile(
    r"""^(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四]季度|上半年|下半年|年)
    [^，。；]{0,12}$|^(?:全年|长期|持续|常年)[^，。；]{0,6}$""",
    re.VERBOSE,
)
_PERSON = re.compile(r"^[\u4e00-\u9fff]{1}\s?[\u4e00-\u9fff]{1,2}$")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def cell_line_rows(lines: Sequence[str]) -> list[GridRow] | None:
    """Give the rows of a text whose table has a line for each cell.

    None for any other text.

    The lines before the header stand outside of the table, each with its number.
    """
    filled = _filled(lines)
    start = _header_start(filled)
    if start is None:
        return None
    first, width = start
    header = [line.text for line in filled[first : first + width]]
    rows = [_outside(line) for line in filled[:first]]
    rows.append(_row(filled[first].number, header))
    parts = columns_of(tuple(header))
    for record in _records(filled[first + width :]):
        rows.extend(_record_rows(record, parts, width))
    return rows


def _filled(lines: Sequence[str]) -> list[_Line]:
    """Give the lines that say something, or the cells where bars close most of them.

    A page that is copied cell by cell has a bar behind nearly every cell.
    """
    filled: list[_Line] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text:
            filled.append(_Line(number, text))
    closed = [line for line in filled if _CLOSED.search(line.text)]
    if len(closed) * 2 > len(filled):
        return _joined(filled)
    return filled


def _joined(lines: Sequence[_Line]) -> list[_Line]:
    """Join the lines of each cell up to the bar that closes it.

    Lines above the first bar are no cells.
    """
    closed = [bool(_CLOSED.search(line.text)) for line in lines]
    table = closed.index(True)
    cells = list(lines[:table])
    open_cell: _Line | None = None
    for line in lines[table:]:
        here = _Line(line.number, _CLOSED.sub("", line.text))
        if open_cell is not None:
            here = _Line(open_cell.number, open_cell.text + here.text)
        if _CLOSED.search(line.text):
            cells.append(here)
            open_cell = None
        else:
            open_cell = here
    if open_cell is not None:
        cells.append(open_cell)
    return cells


def _header_start(lines: Sequence[_Line]) -> tuple[int, int] | None:
    """Find where a header of single lines begins, and how many columns it has.

    It ends right before the first number of the rows.

    The widest header goes first: a part of one often looks like a header too.
    """
    for at, line in enumerate(lines):
        if not _NUMBER.match(half_width(line.text)):
            continue
        for width in range(min(_MOST, at), _FEWEST - 1, -1):
            words = tuple(line.text for line in lines[at - width : at])
            if _is_numbered_header(words):
                return at - width, width
    return None


def _is_numbered_header(words: tuple[str, ...]) -> bool:
    """Whether lines are the headings of a table whose first column is the number."""
    if max(map(len, words)) > _LONGEST_HEADING:
        return False
    if columns_of(words).get(0) is not ColumnPart.SEQ:
        return False
    return is_header(words)


def _records(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Cut the cells before each number that counts on.

    A cell that is a number by chance (a target of 12) does not count on from 3 to 4.
    """
    record: list[_Line] = []
    expected: int | None = None
    for line in lines:
        match = _NUMBER.match(half_width(line.text))
        number = int(match["n"]) if match else None
        if number is None or expected not in (None, number):
            record.append(line)
            continue
        if record:
            yield record
        record = [line]
        expected = number + 1
    if record:
        yield record


def _record_rows(
    record: list[_Line], parts: dict[int, ColumnPart], width: int
) -> Iterator[GridRow]:
    """Put the lines of one number into their columns.

    In order where there are as many as columns, else by what they hold. A line of
    content behind a filled later column begins another row of the same number.

        3                       the number
        新建停车场7处            content: the first row
        县住建局                 a body
        改造街巷12条             content behind a body: the second row, number 3 too
        县城管局
    """
    number = record[0].number
    texts = [line.text for line in record]
    if len(texts) == width:
        yield _row(number, texts)
        return
    cells = _numbered_cells(texts[0], width)
    started = False
    for text in texts[1:]:
        column = _column(text, parts, cells)
        if parts.get(column) in _CONTENTS and any(cells[column + 1 :]):
            yield _row(number, cells)
            cells = _numbered_cells(texts[0], width)
            started = True
        cells[column] = f"{cells[column]}\n{text}".strip()
    if started or any(cells[1:]):
        yield _row(number, cells)


def _numbered_cells(number: str, width: int) -> list[str]:
    """Give the cells of a row that has nothing but its number yet."""
    return [number, *([""] * (width - 1))]


_CONTENTS = (ColumnPart.NAME, ColumnPart.OWN, ColumnPart.UPPER)
_UNITS = (ColumnPart.UNIT, ColumnPart.LEAD, ColumnPart.SUPPORT, ColumnPart.UNIT_PERSON)
_DATES = (ColumnPart.DEADLINE, ColumnPart.STAGE)
_PEOPLE = (ColumnPart.LEADER, ColumnPart.RESPONSIBLE)


def _column(text: str, parts: dict[int, ColumnPart], cells: list[str]) -> int:
    """Tell which column a line belongs to: a date, a body, a person, or the text.

    A column that is still free goes first. Where all are filled the line goes on in
    the first one; bodies go on in the last one, behind who leads.

    Without any column that fits, the last one takes the line.
    """
    wanted = _wanted(text)
    fitting = columns_with(parts, *wanted) or columns_with(parts, *_CONTENTS)
    columns = [at for at in fitting if at > 0]
    if not columns:
        return len(cells) - 1
    free = [at for at in columns if not cells[at]]
    if free:
        return free[0]
    return columns[-1] if wanted is _UNITS else columns[0]


def _wanted(text: str) -> tuple[ColumnPart, ...]:
    """Give the parts that a line can be by what it holds."""
    if _DATE.match(squeeze(text)):
        return _DATES
    if _is_bodies(text):
        return _UNITS
    if _PERSON.match(text):
        return _PEOPLE
    return _CONTENTS


def kind_of_cell(text: str) -> str:
    """Tell what a cell holds: a number, a date, bodies, a person, a figure or words.

    Blank for an empty cell.

    >>> kind_of_cell("12."), kind_of_cell("6月底前"), kind_of_cell("县住建局、县财政局")
    ('number', 'date', 'bodies')
    >>> kind_of_cell("清淤渠道40公里"), kind_of_cell("水利建设")
    ('figure', 'words')
    """
    bare = squeeze(text)
    if not bare:
        return ""
    if _NUMBER.match(half_width(bare)):
        return "number"
    if _DATE.match(bare):
        return "date"
    if _is_bodies(text):
        return "bodies"
    if _PERSON.match(text):
        return "person"
    return "figure" if has_measured_figure(text) else "words"


def _is_bodies(text: str) -> bool:
    """Whether a text lists names of bodies and says nothing else."""
    if text.endswith(("。", "；", ";", ".")):
        return False
    names = [unit.name for unit in split_units(text)]
    return bool(names) and all(map(_names_a_body, names))


def _names_a_body(name: str) -> bool:
    """Whether a name is a body's (县住建局) or means several (各镇街)."""
    return is_complete(name) or is_collective(name)


def _row(number: int, texts: Sequence[str]) -> GridRow:
    """Give a row of the table that begins in line `number`."""
    return GridRow(cells=tuple(texts), label=str(number))


def _outside(line: _Line) -> GridRow:
    """Give a line before the table as a row outside of it."""
    return GridRow(cells=(line.text,), label=str(line.number), outside=True)
