"""Tables in text.

Tab-separated as OCR and copy-paste leave them, Markdown, CSV and HTML.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.aligned import aligned_rows
from xltool.decomposition.table.cell_lines import cell_line_rows
from xltool.decomposition.table.columns import is_header
from xltool.decomposition.table.html_tables import clean, html_grid
from xltool.decomposition.table.pipes import has_pipe_table, pipe_rows
from xltool.decomposition.table.printed import MAX_COLUMNS, MAX_ROWS, Grid, GridRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TABLE_TAG = re.compile(r"<t[dhr][\s>]", re.IGNORECASE)


def text_grid(text: str, name: str) -> Grid:
    """Give the rows of a text in whatever way it sets its tables.

    Other lines stand as rows outside of them. `name` is how a person knows the text.

    HTML, bars, delimiters, cells on lines of their own and columns set apart by blanks
    are tried in this order: each is surer to be meant than the next one.
    """
    if _TABLE_TAG.search(text):
        return html_grid(text, name)
    lines = text.splitlines()[:MAX_ROWS]
    if has_pipe_table(lines):
        return Grid(name=name, rows=_cleaned(pipe_rows(lines)))
    delimiter = _delimiter_of(lines)
    if delimiter:
        return Grid(name=name, rows=tuple(_delimited_rows(text, delimiter)))
    rows = cell_line_rows(lines)
    if rows is None:
        rows = list(aligned_rows(lines))
    return Grid(name=name, rows=_cleaned(rows))


def _cleaned(rows: Iterable[GridRow]) -> tuple[GridRow, ...]:
    """Give rows without the markup that OCR leaves in their cells."""
    return tuple(map(clean_row, rows))


def _delimiter_of(lines: Sequence[str]) -> str:
    """Give what parts the columns of a text; blank where nothing does.

    A header tells it. Tabs part a text also where many lines have several.

    Tabs go before commas, which stand in sentences as well.
    """
    for delimiter in _DELIMITERS:
        if any(_is_header_line(line, delimiter) for line in lines):
            return delimiter
    tabbed = [line for line in lines if line.count("\t") >= _FEWEST_TABS]
    return "\t" if len(tabbed) >= _FEWEST_ROWS else ""


def decoded(content: bytes) -> str | None:
    r"""Decode a text file: UTF-8 or UTF-16 (with or without BOM), else GB18030.

    None for what is no text.

    >>> decoded("序号\t任务".encode("gb18030"))
    '序号\t任务'

    Only the first of the encodings that can read every byte is taken.
    """
    for encoding in _encodings_of(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if _is_text(text) else None
    return None


def _encodings_of(content: bytes) -> tuple[str, ...]:
    """Give the encodings that a file may be in, the likeliest first.

    UTF-16 without a BOM has a zero beside every digit, blank and line break: behind it
    (little endian) or before it.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" not in content[:2000]:
        return ("utf-8-sig", "gb18030")
    odd = content[1:2000:2].count(0)
    even = content[:2000:2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _is_text(text: str) -> bool:
    """Whether hardly any character is one that no text has.

    Any bytes decode as GB18030: what is no text shows control characters and those of
    private use.
    """
    head = text[:20_000]
    strange = sum(map(_is_strange, head))
    return strange * 50 <= len(head)


def _is_strange(char: str) -> bool:
    """Whether a character is a control or of private use."""
    if char < " ":
        return char not in "\t\n\r\f\v"
    return "\ue000" <= char <= "\uf8ff"


_DELIMITERS = ("\t", ",", ";")


_FEWEST_TABS, _FEWEST_ROWS = 2, 3
"""A text with so many tabs in so many lines is a table, whatever its header says."""
_SPOKEN = re.compile(r"[。；：%:]|\d[^年月季度底末,;]")
"""What stands in sentences and not in headings."""


def _is_header_line(line: str, delimiter: str) -> bool:
    """Tell a header from a sentence with commas in it."""
    if delimiter not in line:
        return False
    if delimiter != "\t" and _SPOKEN.search(line):
        return False
    return is_header(_fields(line, delimiter))


def _fields(line: str, delimiter: str) -> tuple[str, ...]:
    """Give the cells of a line, without blanks and quotes around them."""
    parts = line.split(delimiter, MAX_COLUMNS)
    return tuple(part.strip().strip('"') for part in parts)


@dataclass(slots=True)
class _OpenRecord:
    """The record that lines of a delimited text are collected into.

    Attributes:
        width: how many cells the header above has.
        start: the number of the record's first line.
        cells: what was read of it so far.
    """

    width: int = 0
    start: int = 0
    cells: list[str] = field(default_factory=list)

    def takes(self, fields: list[str]) -> bool:
        """Whether a line goes on in the last cell without too many cells then."""
        together = len(self.cells) + len(fields) - 1
        return bool(self.cells) and together <= self.width

    def add(self, fields: list[str]) -> None:
        """Go on in the last cell, and behind it."""
        last = f"{self.cells[-1]}\n{fields[0]}"
        self.cells[-1] = last.strip()
        self.cells.extend(fields[1:])

    def closed(self) -> Iterator[GridRow]:
        """Give the record as a row, if there is one, and hold none any more."""
        if self.cells:
            yield _row(self.start, *self.cells)
        self.cells = []


def _delimited_rows(text: str, delimiter: str) -> Iterator[GridRow]:
    """Give the records of a delimited text, whose cells may hold line breaks.

    A record is complete when it has as many cells as the header above it; a line that
    follows directly goes on in its last cell. What comes after a blank line and has no
    delimiter is no part of a table.

        序号,任务,责任单位
        1,新建停车场3处,县住建局
        县交通局                      goes on in the cell above
    """
    record = _OpenRecord()
    blank_before = True
    for number, line in _records(text, delimiter):
        fields = [part.strip() for part in line]
        blank = not any(fields)
        if is_header(tuple(fields)):
            record.width = len(fields)
        apart = blank or blank_before or _stands_around(fields)
        blank_before = blank
        if not apart and record.takes(fields):
            record.add(fields)
            continue
        yield from record.closed()
        if len(fields) > 1:
            record.cells = fields
            record.start = number
        elif not blank:
            yield _outside(number, fields[0])
    yield from record.closed()


def _stands_around(fields: list[str]) -> bool:
    """Whether a line is one that stands around a table (a page's number, 注：…)."""
    return len(fields) == 1 and bool(_AROUND_TABLE.match(fields[0]))


_AROUND_TABLE = re.compile(
    r"""[-—–\s]*\d{1,3}[-—–\s]*$|第\s?\d{1,3}\s?页|(?:注|备注|说明|附件|附注)[:：\d]
    |20\d\d年\d{1,2}月\d{1,2}日$|[（(]此件""",
    re.VERBOSE,
)
"""Lines behind a table that are no part of its last cell."""


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record's first line, counted from 1, and its cells.

    Cells in quotes may hold delimiters and line breaks. An opening quote that never
    closes makes the rest of the text a cell too long to be one: the records end there.
    """
    if not _has_quoted_cells(text, delimiter):
        yield from _unquoted_records(text, delimiter)
        return
    lines = text.splitlines(keepends=True)[:MAX_ROWS]
    reader = csv.reader(lines, delimiter=delimiter)
    number = 1
    try:
        for record in reader:
            yield number, record[:MAX_COLUMNS] or [""]
            number = reader.line_num + 1
    except csv.Error:
        return


def _has_quoted_cells(text: str, delimiter: str) -> bool:
    """Whether a quote opens a cell somewhere."""
    return text.startswith('"') or f'{delimiter}"' in text or '\n"' in text


def _unquoted_records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the number and the cells of each line; of a blank one a single blank cell.

    A line of delimiters only is a blank one too where they are tabs.
    """
    for number, line in enumerate(text.splitlines()[:MAX_ROWS], 1):
        if line.strip():
            yield number, line.split(delimiter)[:MAX_COLUMNS]
        else:
            yield number, [""]


def clean_row(row: GridRow) -> GridRow:
    """Give a row whose cells hold no markup."""
    return replace(row, cells=tuple(clean(cell) for cell in row.cells))


def _row(number: int, *cells: str) -> GridRow:
    """Give a row of a table that begins in line `number`."""
    return GridRow(cells=tuple(clean(cell) for cell in cells), label=str(number))


def _outside(number: int, line: str) -> GridRow:
    """Give a line outside of any table."""
    return GridRow(cells=(clean(line),), label=str(number), outside=True)
