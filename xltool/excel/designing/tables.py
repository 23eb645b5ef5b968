"""Where the tables of a worksheet stand: header, rows, columns of names and of values.

A header is the last row that has words in all its columns before a row that has cells
to fill in. A table's rows go down to a note, a signature line or an empty row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.designing.words import (
    BLOCKED,
    CODE_HEADERS,
    FOOTER,
    NUMBERING,
    SERIAL_HEADERS,
    TOTAL,
    is_label,
    squeezed,
    unit_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.excel.designing.page import Page

DEFAULT_ENTRIES = 15
MOST_ENTRIES = 100
_MOST_LEVELS = 8
_LONGEST_WORD = 60
"""Characters of a header's or a row's name; more is an explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a worksheet.

    `header` are the rows of its header, `body` those below that belong to it, `names`
    the columns of the office's words beside the values, `values` the columns that are
    filled in or computed. A list has no names, and `entries` rows to fill in; `sure`
    says whether the office drew them.
    """

    header: range
    body: range
    names: tuple[int, ...]
    values: tuple[int, ...]
    is_list: bool = False
    entries: int = 0
    sure: bool = True

    @property
    def columns(self) -> range:
        """All its columns."""
        told = (*self.names, *self.values)
        return range(min(told), max(told) + 1)


def find_tables(page: Page) -> tuple[Table, ...]:
    """Find the tables of a worksheet from the top down."""
    found: list[Table] = []
    row = 0
    while row < page.rows:
        tables = list(_tables_under(page, row))
        found += tables
        ends = [table.body.stop for table in tables]
        row = max([row + 1, *ends])
    return tuple(found)


def _tables_under(page: Page, row: int) -> Iterator[Table]:
    """Give the tables whose header ends in a row."""
    for columns in _runs_of_words(page, row):
        if not _is_header(page, row, columns):
            continue
        header = range(_first_header_row(page, row, columns), row + 1)
        if len(header) > _MOST_LEVELS:
            continue
        body = _body(page, row + 1, columns)
        if body.stop > body.start or _is_last(page, row, columns):
            yield from _parted(page, header, body, columns)


def _runs_of_words(page: Page, row: int) -> Iterator[range]:
    """Give the runs of adjoining columns that show words in a row."""
    first = None
    for column in range(page.columns + 1):
        shows = column < page.columns and bool(page.text(row, column))
        if shows and first is None:
            first = column
        if not shows and first is not None:
            yield range(first, column)
            first = None


def _is_header(page: Page, row: int, columns: range) -> bool:
    """Say whether a row's words are the last line of a header."""
    texts = [text for _, text in page.texts_in(row, columns.start)]
    texts = texts[: len(columns)]
    words = {page.area(row, column)[:2] for column in columns}
    if any(is_label(text) or unit_in(text) for text in texts):
        return False
    if any(page.cell(row, column).formula for column in columns):
        return False
    if all(page.cell(row, column).is_number for column in columns):
        return False
    below = _first_body_row(page, row + 1, columns)
    if len(words) < 2:
        checked = page.validation(below, columns.start) is not None
        return checked and not page.text(below, columns.start)
    open_columns = [
        column
        for column in columns
        if page.area(below, column)[0] > row and _is_open(page, below, column)
    ]
    return bool(open_columns) and below < page.rows + MOST_ENTRIES


def _is_last(page: Page, row: int, columns: range) -> bool:
    """Say whether nothing stands below a header of several words: a bare list."""
    below = range(row + 1, page.rows)
    told = any(page.text(one, column) for one in below for column in columns)
    return len(columns) > 2 and not told


def _is_open(page: Page, row: int, column: int) -> bool:
    """Say whether a cell may be filled in or is computed."""
    cell = page.cell(row, column)
    return not cell.text or (cell.is_number and not _is_serial(page, row, column))


def _is_serial(page: Page, row: int, column: int) -> bool:
    return column == 0 and page.cell(row, column).is_number


def _asks(page: Page, row: int, column: int) -> bool:
    """Say whether a cell is drawn or checked as one to be filled in."""
    cell = page.cell(row, column)
    if not cell.is_empty:
        return False
    return cell.framed or page.validation(row, column) is not None


def _first_body_row(page: Page, row: int, columns: range) -> int:
    """Pass over a row that numbers the columns."""
    return row + 1 if _is_numbering(page, row, columns) else row


def _is_numbering(page: Page, row: int, columns: range) -> bool:
    texts = [squeezed(page.text(row, column)) for column in columns]
    told = [text for text in texts if text]
    if len(told) < 2 or len(told) * 2 < len(columns):
        return False
    if not all(NUMBERING.match(text) for text in told):
        return False
    numbers = [text.strip("()") for text in told if text.strip("()").isdigit()]
    return len(numbers) >= 1 and numbers == sorted(set(numbers), key=int)


def _first_header_row(page: Page, row: int, columns: range) -> int:
    """Go up as long as a row has words over most of the columns."""
    first = row
    while first > 0:
        above = first - 1
        areas = {page.area(above, column)[:2] for column in columns}
        texts = [page.text(above, column) for column in columns]
        told = [text for text in texts if text]
        if len(told) * 5 < len(columns) * 3 or len(areas) < 2 <= len(columns):
            break
        if any(is_label(text) or unit_in(text) for text in told):
            break
        first = above
    return first


def _body(page: Page, first: int, columns: range) -> range:
    first = _first_body_row(page, first, columns)
    row = first
    limit = max(page.rows, first + 1)
    while row < limit and _belongs(page, row, columns):
        row += 1
    return range(first, row)


def _belongs(page: Page, row: int, columns: range) -> bool:
    """Say whether a row still belongs to the table above it."""
    told = [(c, page.text(row, c)) for c in columns if page.text(row, c)]
    cells = [page.cell(row, column) for column in columns]
    computed = any(cell.formula for cell in cells)
    if told and not computed:
        text = told[0][1]
        if FOOTER.search(text) or is_label(text) or len(text) > _LONGEST_WORD * 2:
            return False
        widest = page.area(row, told[0][0])
        if widest[3] - widest[1] + 1 >= len(columns) > 2:
            return False
    if told or computed:
        return True
    asked = [_asks(page, row, column) for column in columns]
    return sum(asked) * 2 >= len(columns) > 0


def _parted(page: Page, header: range, body: range, columns: range) -> Iterator[Table]:
    """Part a run of columns into tables side by side: names, values, names, values."""
    rows = [row for row in body if _is_told(page, row, columns)]
    told = {column: _share_of_words(page, rows, column) for column in columns}
    if any(share >= 0.5 for share in told.values()):
        told |= {one: 1.0 for one in columns if _numbers_rows(page, header, rows, one)}
    totals = rows and all(_is_total(page, row, columns) for row in rows)
    is_list = not rows or totals or not any(share >= 0.5 for share in told.values())
    if is_list or _only_serials(page, header, told):
        yield _list(page, header, body, columns)
        return
    for names, values in _joined(page, header, list(_groups(columns, told))):
        if values:
            own = [row for row in rows if _is_told(page, row, names)]
            last = max(own, default=body.stop - 1)
            yield Table(
                header=header,
                body=range(body.start, last + 1),
                names=tuple(names),
                values=tuple(values),
            )


def _is_told(page: Page, row: int, columns: Sequence[int]) -> bool:
    return any(page.text(row, column) for column in columns)


def _is_total(page: Page, row: int, columns: range) -> bool:
    texts = [page.text(row, column) for column in columns]
    first = next((text for text in texts if text), "")
    return TOTAL.match(squeezed(first)) is not None


def _share_of_words(page: Page, rows: Sequence[int], column: int) -> float:
    """Give the share of rows in which a column shows words, not values."""
    words = 0
    for row in rows:
        cell = page.cell(row, column)
        if cell.text and cell.text not in BLOCKED:
            words += not cell.is_number or _is_serial(page, row, column)
    return words / len(rows) if rows else 0.0


def _numbers_rows(page: Page, header: range, rows: Sequence[int], column: int) -> bool:
    """Say whether a column holds the numbers of the rows: 行次 over 1, 2, 3."""
    if squeezed(page.text(header[-1], column)) not in CODE_HEADERS:
        return False
    texts = [page.text(row, column).strip() for row in rows]
    told = [text for text in texts if text]
    if len(told) < 2 or len(told) * 2 < len(rows):
        return False
    return all(text.isdigit() for text in told) and len(set(told)) == len(told)


def _only_serials(page: Page, header: range, told: dict[int, float]) -> bool:
    """Say whether the only words of the rows are their serial numbers."""
    worded = [column for column, share in told.items() if share >= 0.5]
    first = page.text(header[-1], worded[0]) if worded else ""
    return len(worded) == 1 and squeezed(first) in SERIAL_HEADERS


def _groups(
    columns: range, told: dict[int, float]
) -> Iterator[tuple[list[int], list[int]]]:
    """Give runs of columns of names, each with the columns of values behind it."""
    names: list[int] = []
    values: list[int] = []
    for column in columns:
        if told[column] >= 0.5 or not (names or values):
            if values:
                yield names, values
                names, values = [], []
            names.append(column)
        else:
            values.append(column)
    if names or values:
        yield names, values


def _has_serials(page: Page, header: range, body: range, column: int) -> bool:
    """Say whether the office has numbered the rows of a list in a column."""
    if squeezed(page.text(header[-1], column)) not in SERIAL_HEADERS:
        return False
    return page.cell(body.start, column).text == "1"


def _joined(
    page: Page, header: range, groups: list[tuple[list[int], list[int]]]
) -> Iterator[tuple[list[int], list[int]]]:
    """Join to the names what stands between two of them under the same head.

    So do the columns of a code that only some rows have: 类, 款, 项.
    """
    names: list[int] = []
    for place, (told, values) in enumerate(groups):
        names = [*names, *told]
        after = groups[place + 1][0] if place + 1 < len(groups) else []
        head = page.area(header[0], after[0]) if after else None
        if head is not None and head == page.area(header[0], names[0]):
            names += values
            continue
        yield names, values
        names = []


def _list(page: Page, header: range, body: range, columns: range) -> Table:
    """Give a list: its rows down to a total, as far as the office drew them."""
    rows = [row for row in body if not _is_total(page, row, columns)]
    last = max(rows, default=body.start)
    drawn = len(range(body.start, last + 1))
    checked = [
        min(area[2], body.start + MOST_ENTRIES) + 1 - body.start
        for one in page.validations
        for area in one.areas
        if area[0] <= body.start <= area[2] and area[1] in columns
    ]
    entries = max([drawn if rows else 0, *checked])
    framed = bool(rows) and all(_asks(page, body.start, one) for one in columns)
    ends = len(rows) < len(body) or any(
        page.text(row, column)
        for row in range(body.stop, page.rows)
        for column in columns
    )
    if entries < 3 and not ends and not framed:
        entries = DEFAULT_ENTRIES
    entries = max(1, min(entries, MOST_ENTRIES))
    numbered = [one for one in columns if _has_serials(page, header, body, one)]
    return Table(
        header=header,
        body=range(body.start, max(body.stop, body.start + entries)),
        names=tuple(numbered),
        values=tuple(one for one in columns if one not in numbered),
        is_list=True,
        entries=entries,
        sure=ends or entries != DEFAULT_ENTRIES,
    )
