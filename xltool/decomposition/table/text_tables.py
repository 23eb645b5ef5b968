"""Tables in text.

Tab-separated as OCR and copy-paste leave them, Markdown, CSV and HTML.
"""

from __future__ import annotations

import csv
import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from xltool.decomposition.table.aligned import aligned_rows
from xltool.decomposition.table.cell_lines import cell_line_rows
from xltool.decomposition.table.columns import is_header
from xltool.decomposition.table.pipes import has_pipe_table, pipe_rows
from xltool.decomposition.table.printed import MAX_COLUMNS, MAX_ROWS, Grid, GridRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.decomposition.table.printed import Merge

_TABLE_TAG = re.compile(r"<t[dhr][\s>]", re.IGNORECASE)


def text_grid(text: str, name: str) -> Grid:
    """Give the rows of a text in whatever way it sets its tables.

    Other lines stand as rows outside of them.
    """
    if _TABLE_TAG.search(text):
        return html_grid(text, name)
    lines = text.splitlines()[:MAX_ROWS]
    if has_pipe_table(lines):
        return Grid(name=name, rows=tuple(clean_row(row) for row in pipe_rows(lines)))
    for delimiter in ("\t", ",", ";"):
        if any(_is_header_line(line, delimiter) for line in lines if delimiter in line):
            return Grid(name=name, rows=tuple(_delimited_rows(text, delimiter)))
    tabbed = sum(1 for line in lines if line.count("\t") >= _FEWEST_TABS)
    if tabbed >= _FEWEST_ROWS:
        return Grid(name=name, rows=tuple(_delimited_rows(text, "\t")))
    rows = cell_line_rows(lines)
    if rows is None:
        rows = list(aligned_rows(lines))
    return Grid(name=name, rows=tuple(clean_row(row) for row in rows))


def decoded(content: bytes) -> str | None:
    """Decode a text file: UTF-8 or UTF-16 (with or without BOM), else GB18030.

    None for what is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:2000]:
        odd = content[1:2000:2].count(0)
        even = content[:2000:2].count(0)
        encodings = ["utf-16-le" if odd > even else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if _is_text(text) else None
    return None


def _is_text(text: str) -> bool:
    head = text[:20_000]
    strange = sum(
        1
        for char in head
        if (char < " " and char not in "\t\n\r\f\v") or "\ue000" <= char <= "\uf8ff"
    )
    return strange * 50 <= len(head)


_FEWEST_TABS, _FEWEST_ROWS = 2, 3
"""A text with so many tabs in so many lines is a table, whatever its header says."""
_SPOKEN = re.compile(r"[。；：%:]|\d[^年月季度底末,;]")
"""What stands in sentences and not in headings."""


def _is_header_line(line: str, delimiter: str) -> bool:
    """Tell a header from a sentence with commas in it."""
    if delimiter != "\t" and _SPOKEN.search(line):
        return False
    return is_header(_fields(line, delimiter))


def _fields(line: str, delimiter: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"') for part in line.split(delimiter, MAX_COLUMNS))


def _delimited_rows(text: str, delimiter: str) -> Iterator[GridRow]:
    """Give the records of a delimited text, whose cells may hold line breaks, quoted or
    not.

    A record is complete when it has as many cells as the header above it; a line that
    follows directly goes on in its last cell. What comes after a blank line and has no
    delimiter is no part of a table.
    """
    width = 0
    cells = list[str]()
    start = 0
    blank_before = True
    for number, line in _records(text, delimiter):
        fields = [part.strip() for part in line]
        blank = not any(fields)
        is_table_line = len(fields) > 1
        if is_table_line and is_header(tuple(fields)):
            width = len(fields)
        around = len(fields) == 1 and bool(_AROUND_TABLE.match(fields[0]))
        open_record = bool(cells) and not (blank_before or blank or around)
        if open_record and len(cells) + len(fields) - 1 <= width:
            cells[-1] = f"{cells[-1]}\n{fields[0]}".strip()
            cells.extend(fields[1:])
        else:
            if cells:
                yield _row(start, *cells)
            cells, start = (fields, number) if is_table_line else ([], number)
            if not is_table_line and not blank:
                yield _outside(number, fields[0])
        blank_before = blank
    if cells:
        yield _row(start, *cells)


_AROUND_TABLE = re.compile(
    r"""[-—–\s]*\d{1,3}[-—–\s]*$|第\s?\d{1,3}\s?页|(?:注|备注|说明|附件|附注)[:：\d]
    |20\d\d年\d{1,2}月\d{1,2}日$|[（(]此件""",
    re.VERBOSE,
)
"""Lines behind a table that are no part of its last cell."""


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give (line number, cells).

    Cells in quotes may hold delimiters and line breaks.
    """
    if f'{delimiter}"' not in text and not text.startswith('"') and '\n"' not in text:
        for number, line in enumerate(text.splitlines()[:MAX_ROWS], 1):
            yield number, line.split(delimiter)[:MAX_COLUMNS] if line.strip() else [""]
        return
    reader = csv.reader(text.splitlines(keepends=True)[:MAX_ROWS], delimiter=delimiter)
    number = 1
    try:
        for record in reader:
            yield number, record[:MAX_COLUMNS] or [""]
            number = reader.line_num + 1
    except (
        csv.Error
    ):  # an opening quote that never closes: the rest is one cell too long to be one
        return


def clean_row(row: GridRow) -> GridRow:
    """Give a row whose cells hold no markup."""
    return replace(row, cells=tuple(clean(cell) for cell in row.cells))


def _row(number: int, *cells: str) -> GridRow:
    return GridRow(cells=tuple(clean(cell) for cell in cells), label=str(number))


def _outside(number: int, line: str) -> GridRow:
    return GridRow(cells=(clean(line),), label=str(number), outside=True)


_PARAGRAPH = re.compile(
    r"</p>\s*<p[^<>]{0,200}>|</?p\b[^<>]{0,200}>|<br\s*/?>|</?(?:div|span|b|strong|font)\b[^<>]{0,200}>",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    r"""Take the markup that OCR leaves behind out of a cell; paragraphs become lines.

    >>> clean("<p>1. 甲</p><p>2. 乙&nbsp;</p>")
    '1. 甲\n2. 乙'
    """
    if "<" in text:
        text = _PARAGRAPH.sub("\n", text)
    if "&" in text:
        text = html.unescape(text)
    return "\n".join(
        line.strip(" \t\r\xa0") for line in text.split("\n") if line.strip(" \t\r\xa0")
    )


def html_grid(text: str, name: str) -> Grid:
    """Give the tables of an HTML page one below the other, with their merged cells."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.end_line()
    return Grid(name=name, rows=tuple(parser.rows), merged=tuple(parser.merged))


class _Tables(HTMLParser):
    """Collects rows, cells with their spans, and the lines outside of tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[GridRow] = []
        self.merged: list[Merge] = []
        self._taken: dict[tuple[int, int], bool] = {}
        self._cells: dict[int, str] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._outside: list[str] = []
        self._ignored = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._ignored += 1
        elif tag == "tr":
            self._end_row()
            self.end_line()
            self._cells = {}
        elif tag in ("td", "th") and self._cells is not None:
            self._end_cell()
            words = dict(attrs)
            self._span = (_span(words.get("rowspan")), _span(words.get("colspan")))
            self._cell = []
        elif tag in ("p", "br", "div", "li"):
            self._text("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._ignored = max(0, self._ignored - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            if tag == "table":  # a span may not reach into the next table
                self._taken.clear()
        elif tag in ("p", "div", "li", "h1", "h2", "h3", "h4", "title"):
            self._text("\n")

    def handle_data(self, data: str) -> None:
        if not self._ignored:
            self._text(data)

    def _text(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(text if text == "\n" else " ".join(text.split("\n")))
        elif self._cells is None:
            self._outside.append(text)
            if text == "\n":
                self.end_line()

    def end_line(self) -> None:
        """End what stands outside of a table as a row of its own."""
        line = " ".join("".join(self._outside).split())
        self._outside = []
        if line and len(self.rows) < MAX_ROWS:
            self.rows.append(
                GridRow(cells=(line,), label=str(len(self.rows) + 1), outside=True)
            )

    def _end_cell(self) -> None:
        if self._cell is None or self._cells is None:
            return
        row = len(self.rows)
        column = 0
        while (row, column) in self._taken or column in self._cells:
            column += 1
        self._cells[column] = clean("".join(self._cell))
        self._cell = None
        down, across = self._span
        if (down > 1 or across > 1) and column < MAX_COLUMNS:
            last = min(column + across, MAX_COLUMNS) - 1
            self.merged.append((row, column, row + down - 1, last))
            for at in range(column, last + 1):
                self._taken.update(((row + below, at), True) for below in range(down))

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells:
            cells = tuple(
                self._cells.get(at, "")
                for at in range(min(max(self._cells) + 1, MAX_COLUMNS))
            )
            if len(self.rows) < MAX_ROWS:
                self.rows.append(GridRow(cells=cells, label=str(len(self.rows) + 1)))
        self._cells = None


def _span(text: str | None) -> int:
    if text is not None and text.isascii() and text.isdigit() and len(text) < 9:
        return max(1, min(int(text), 500))
    return 1
