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

from xltool.decomposition.table.columns import ColumnPart, columns_of, is_header
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
    r"""^(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四]季度|上半年|下半年|年)(?:份|底|末)?
    (?:之?前|以前)?[^，。；]{0,10}$|^(?:全年|长期|持续|常年|年内|年底前?)[^，。；]{0,6}$""",
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
    """
    said = [_Line(at, line.strip()) for at, line in enumerate(lines, 1) if line.strip()]
    closed = sum(1 for line in said if _CLOSED.search(line.text))
    if closed * 2 > len(said):
        said = _joined(said)
    start = _header_start(said)
    if start is None:
        return None
    first, width = start
    rows = [_outside(line) for line in said[:first]]
    header = said[first : first + width]
    rows.append(_row(header[0].number, [line.text for line in header]))
    parts = columns_of(tuple(line.text for line in header))
    for record in _records(said[first + width :]):
        rows.extend(_record_rows(record, parts, width))
    return rows


def _joined(lines: Sequence[_Line]) -> list[_Line]:
    """Join the lines of each cell up to the bar that closes it.

    Lines above the first bar are no cells.
    """
    closed = [bool(_CLOSED.search(line.text)) for line in lines]
    table = closed.index(True)
    cells = list(lines[:table])
    open_cell: _Line | None = None
    for line in lines[table:]:
        text = _CLOSED.sub("", line.text)
        if open_cell is not None:
            text = open_cell.text + text
        here = _Line(open_cell.number if open_cell else line.number, text)
        if _CLOSED.search(line.text):
            cells.append(here)
            open_cell = None
        else:
            open_cell = here
    if open_cell is not None:
        cells.append(open_cell)
    return cells


def _header_start(lines: Sequence[_Line]) -> tuple[int, int] | None:
    """Find where a header of single lines begins, and how many columns it has."""
    for at, line in enumerate(lines):
        if not _NUMBER.match(half_width(line.text)):
            continue
        for width in range(min(_MOST, at), _FEWEST - 1, -1):
            words = tuple(one.text for one in lines[at - width : at])
            if max(map(len, words)) > _LONGEST_HEADING:
                continue
            parts = columns_of(words)
            if is_header(words) and parts.get(0) is ColumnPart.SEQ:
                return at - width, width
    return None


def _records(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Cut the cells before each number that counts on."""
    record: list[_Line] = []
    expected: int | None = None
    for line in lines:
        match = _NUMBER.match(half_width(line.text))
        number = int(match["n"]) if match else None
        if number is not None and expected in (None, number):
            if record:
                yield record
            record = [line]
            expected = number + 1
        else:
            record.append(line)
    if record:
        yield record


def _record_rows(
    record: list[_Line], parts: dict[int, ColumnPart], width: int
) -> Iterator[GridRow]:
    """Put the lines of one number into their columns.

    In order, or by what they hold.
    """
    texts = [line.text for line in record]
    if len(texts) == width:
        yield _row(record[0].number, texts)
        return
    cells = [""] * width
    cells[0] = texts[0]
    started = False
    for line in record[1:]:
        column = _column(line.text, parts, cells, width)
        begins = parts.get(column) in _CONTENTS and _later_filled(cells, column)
        if begins:
            yield _row(record[0].number, cells)
            cells = [texts[0], *([""] * (width - 1))]
            started = True
        cells[column] = f"{cells[column]}\n{line.text}".strip()
    if started or any(cells[1:]):
        yield _row(record[0].number, cells)


_CONTENTS = (ColumnPart.NAME, ColumnPart.OWN, ColumnPart.UPPER)
_UNITS = (ColumnPart.UNIT, ColumnPart.LEAD, ColumnPart.SUPPORT, ColumnPart.UNIT_PERSON)


def _later_filled(cells: list[str], column: int) -> bool:
    return any(cells[column + 1 :])


def _column(
    text: str, parts: dict[int, ColumnPart], cells: list[str], width: int
) -> int:
    """Tell which column a line belongs to: a date, a body, a person, or the text."""
    wanted: tuple[ColumnPart, ...]
    if _DATE.match(squeeze(text)):
        wanted = (ColumnPart.DEADLINE, ColumnPart.STAGE)
    elif _is_bodies(text):
        wanted = _UNITS
    elif _PERSON.match(text):
        wanted = (ColumnPart.LEADER, ColumnPart.RESPONSIBLE)
    else:
        wanted = _CONTENTS
    found = [at for at in range(1, width) if parts.get(at) in wanted]
    if not found:
        found = [at for at in range(1, width) if parts.get(at) in _CONTENTS]
    free = [at for at in found if not cells[at]]
    if wanted is _UNITS and found:
        return found[-1] if len(found) == 1 or not free else free[0]
    return (free or found or [width - 1])[0]


def kind_of_cell(text: str) -> str:
    """Tell what a cell holds: a number, a date, bodies, a person or words.

    Blank for an empty cell.
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
    return "person" if _PERSON.match(text) else "words"


def _is_bodies(text: str) -> bool:
    if text.endswith(("。", "；", ";", ".")):
        return False
    names = [unit.name for unit in split_units(text)]
    return bool(names) and all(is_complete(n) or is_collective(n) for n in names)


def _row(number: int, texts: Sequence[str]) -> GridRow:
    return GridRow(cells=tuple(texts), label=str(number))


def _outside(line: _Line) -> GridRow:
    return GridRow(cells=(line.text,), label=str(line.number), outside=True)
