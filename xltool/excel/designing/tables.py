"""Where the tables of a worksheet stand: header, rows, columns of names and of values.

A header is the last row that has words in all its columns before a row that has cells
to fill in. A table's rows go down to a note, a signature line or an empty row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.excel.designing.page import Page

DEFAULT_ENTRIES = 15
"""Rows of a list of which the office has drawn none."""
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
        columns = (*self.names, *self.values)
        return range(min(columns), max(columns) + 1)


class _Group(NamedTuple):
    """Adjoining columns of names, and the columns of values behind them."""

    names: list[int]
    values: list[int]


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


# The header


def _is_header(page: Page, row: int, columns: range) -> bool:
    """Say whether a row's words are the last line of a header."""
    if not _shows_heads(page, row, columns):
        return False
    below = _first_body_row(page, row + 1, columns)
    if _count_areas(page, row, columns) < 2:
        # a single head may be a title: its first cell below must be checked
        is_checked = page.validation(below, columns.start) is not None
        return is_checked and not page.text(below, columns.start)
    if below >= page.rows + MOST_ENTRIES:
        return False
    return any(_opens_below(page, row, below, column) for column in columns)


def _shows_heads(page: Page, row: int, columns: range) -> bool:
    """Say whether a row shows words only: no label, no unit, no formula."""
    texts = [text for _, text in page.texts_in(row, columns.start)]
    if _asks_or_measures(texts[: len(columns)]):
        return False
    cells = [page.cell(row, column) for column in columns]
    if any(cell.formula for cell in cells):
        return False
    return not all(cell.is_number for cell in cells)


def _asks_or_measures(texts: Iterable[str]) -> bool:
    """Say whether one of the texts is a label (填报单位：) or a unit (单位：万元)."""
    return any(is_label(text) or unit_in(text) for text in texts)


def _count_areas(page: Page, row: int, columns: range) -> int:
    """Count the cells of a row as they are shown: a merged one counts once."""
    return len({page.area(row, column)[:2] for column in columns})


def _opens_below(page: Page, row: int, below: int, column: int) -> bool:
    """Say whether a cell below a head is open, and no part of the head itself."""
    top = page.area(below, column)[0]
    return top > row and _is_open(page, below, column)


def _is_last(page: Page, row: int, columns: range) -> bool:
    """Say whether nothing stands below a header of several words: a bare list."""
    below = range(row + 1, page.rows)
    return len(columns) > 2 and not _shows_any(page, below, columns)


def _shows_any(page: Page, rows: Iterable[int], columns: Sequence[int]) -> bool:
    """Say whether any of the rows shows a text in one of the columns."""
    return any(page.shows(row, columns) for row in rows)


def _is_open(page: Page, row: int, column: int) -> bool:
    """Say whether a cell may be filled in or is computed."""
    cell = page.cell(row, column)
    if not cell.text:
        return True
    return cell.is_number and not _is_serial(page, row, column)


def _is_serial(page: Page, row: int, column: int) -> bool:
    """Say whether a cell is a number in the first column, as serial numbers are."""
    return column == 0 and page.cell(row, column).is_number


def _first_body_row(page: Page, row: int, columns: range) -> int:
    """Pass over a row that numbers the columns."""
    return row + 1 if _is_numbering(page, row, columns) else row


def _is_numbering(page: Page, row: int, columns: range) -> bool:
    """Say whether a row numbers the columns under a header: 甲, 乙, 1, 2."""
    texts = [squeezed(page.text(row, column)) for column in columns]
    told = [text for text in texts if text]
    if len(told) < 2 or len(told) * 2 < len(columns):
        return False
    if not all(NUMBERING.match(text) for text in told):
        return False
    return _rises([text.strip("()") for text in told])


def _rises(texts: Iterable[str]) -> bool:
    """Say whether there are numbers among the texts, each higher than the last."""
    numbers = [int(text) for text in texts if text.isdigit()]
    return bool(numbers) and numbers == sorted(set(numbers))


def _first_header_row(page: Page, row: int, columns: range) -> int:
    """Go up as long as a row has words over most of the columns."""
    first = row
    while first > 0 and _heads(page, first - 1, columns):
        first -= 1
    return first


def _heads(page: Page, row: int, columns: range) -> bool:
    """Say whether a row above a header's last one is a level of it.

    It has words over three fifths of the columns, is no title merged over all of them,
    and asks for nothing.
    """
    texts = page.texts(row, columns)
    told = [text for text in texts if text]
    if len(told) * 5 < len(columns) * 3:
        return False
    is_title = len(columns) >= 2 and _count_areas(page, row, columns) < 2
    return not is_title and not _asks_or_measures(told)


# The body


def _body(page: Page, first: int, columns: range) -> range:
    """Give the rows below a header that belong to its table."""
    first = _first_body_row(page, first, columns)
    row = first
    limit = max(page.rows, first + 1)
    while row < limit and _belongs(page, row, columns):
        row += 1
    return range(first, row)


def _belongs(page: Page, row: int, columns: range) -> bool:
    """Say whether a row still belongs to the table above it."""
    if any(page.cell(row, column).formula for column in columns):
        return True
    told = [column for column in columns if page.text(row, column)]
    if told:
        return not _ends_table(page, row, columns, told[0])
    asked = sum(_asks(page, row, column) for column in columns)
    return asked * 2 >= len(columns) > 0


def _ends_table(page: Page, row: int, columns: range, first: int) -> bool:
    """Say whether a row whose first text stands in `first` is a note or a signature."""
    text = page.text(row, first)
    if FOOTER.search(text) or is_label(text) or len(text) > _LONGEST_WORD * 2:
        return True
    _, left, _, right = page.area(row, first)
    return right - left + 1 >= len(columns) > 2


def _asks(page: Page, row: int, column: int) -> bool:
    """Say whether a cell is drawn or checked as one to be filled in."""
    cell = page.cell(row, column)
    if not cell.is_empty:
        return False
    return cell.framed or page.validation(row, column) is not None


# Names and values


def _parted(page: Page, header: range, body: range, columns: range) -> Iterator[Table]:
    """Part a run of columns into tables side by side: names, values, names, values."""
    rows = [row for row in body if page.shows(row, columns)]
    named = _columns_of_names(page, header, rows, columns)
    only_totals = all(_is_total(page, row, columns) for row in rows)
    if only_totals or not named or _only_serials(page, header, named):
        yield _list(page, header, body, columns)
        return
    for group in _joined(page, header, list(_groups(columns, named))):
        if group.values:
            yield Table(
                header=header,
                body=_rows_of(page, body, group.names),
                names=tuple(group.names),
                values=tuple(group.values),
            )


def _rows_of(page: Page, body: range, names: Sequence[int]) -> range:
    """Give the rows down to the last one that has a name."""
    named = [row for row in body if page.shows(row, names)]
    last = max(named, default=body.stop - 1)
    return range(body.start, last + 1)


def _columns_of_names(
    page: Page, header: range, rows: Sequence[int], columns: range
) -> set[int]:
    """Give the columns of the office's words, with those that number its rows.

    Numbers alone, however they are headed, are values.
    """
    worded = {column for column in columns if _is_worded(page, rows, column)}
    if not worded:
        return set()
    numbering = {one for one in columns if _numbers_rows(page, header, rows, one)}
    return worded | numbering


def _is_worded(page: Page, rows: Sequence[int], column: int) -> bool:
    """Say whether a column shows words, not values, in at least half of the rows."""
    words = 0
    for row in rows:
        cell = page.cell(row, column)
        if not cell.text or cell.text in BLOCKED:
            continue
        if not cell.is_number or _is_serial(page, row, column):
            words += 1
    return bool(rows) and words * 2 >= len(rows)


def _numbers_rows(page: Page, header: range, rows: Sequence[int], column: int) -> bool:
    """Say whether a column holds the numbers of the rows: 行次 over 1, 2, 3."""
    if squeezed(page.text(header[-1], column)) not in CODE_HEADERS:
        return False
    told = page.column_texts(column, rows)
    if len(told) < 2 or len(told) * 2 < len(rows):
        return False
    return all(text.isdigit() for text in told) and len(set(told)) == len(told)


def _only_serials(page: Page, header: range, named: set[int]) -> bool:
    """Say whether the only words of the rows are their serial numbers."""
    if len(named) != 1:
        return False
    return squeezed(page.text(header[-1], min(named))) in SERIAL_HEADERS


def _groups(columns: range, named: set[int]) -> Iterator[_Group]:
    """Give runs of columns of names, each with the columns of values behind it.

    The first column has the names, whatever it shows.
    """
    group = _Group([], [])
    for column in columns:
        if column not in named and group.names:
            group.values.append(column)
            continue
        if group.values:
            yield group
            group = _Group([], [])
        group.names.append(column)
    yield group


def _joined(page: Page, header: range, groups: list[_Group]) -> Iterator[_Group]:
    """Join to the names what stands between two of them under the same head.

    So do the columns of a code that only some rows have: 类, 款, 项.
    """
    names: list[int] = []
    followers: list[_Group | None] = [*groups[1:], None]
    for group, follower in zip(groups, followers, strict=True):
        names += group.names
        if follower is not None:
            head = page.area(header[0], follower.names[0])
            if head == page.area(header[0], names[0]):
                names += group.values
                continue
        yield _Group(names, group.values)
        names = []


# Lists


def _list(page: Page, header: range, body: range, columns: range) -> Table:
    """Give a list: its rows down to a total, as far as the office drew them."""
    entries, sure = _entries(page, body, columns)
    numbered = [one for one in columns if _has_serials(page, header, body, one)]
    return Table(
        header=header,
        body=range(body.start, max(body.stop, body.start + entries)),
        names=tuple(numbered),
        values=tuple(one for one in columns if one not in numbered),
        is_list=True,
        entries=entries,
        sure=sure,
    )


def _entries(page: Page, body: range, columns: range) -> tuple[int, bool]:
    """Give how many rows of a list are filled in, and whether the office says so.

    It says so by the rows that it has framed or checked, by a total below them, or by
    anything else that stands there.
    """
    rows = [row for row in body if not _is_total(page, row, columns)]
    drawn = max(rows) + 1 - body.start if rows else 0
    entries = max(drawn, _checked_entries(page, body.start, columns))

    has_total = len(rows) < len(body)
    after = range(body.stop, page.rows)
    ends = has_total or _shows_any(page, after, columns)
    framed = bool(rows) and _asks_in_all(page, body.start, columns)
    if entries < 3 and not ends and not framed:
        entries = DEFAULT_ENTRIES
    entries = max(1, min(entries, MOST_ENTRIES))
    return entries, ends or entries != DEFAULT_ENTRIES


def _asks_in_all(page: Page, row: int, columns: range) -> bool:
    """Say whether every cell of a row is drawn as one to be filled in."""
    return all(_asks(page, row, column) for column in columns)


def _is_total(page: Page, row: int, columns: range) -> bool:
    """Say whether the first text of a row names a total: 合计."""
    texts = page.texts(row, columns)
    first = next((text for text in texts if text), "")
    return TOTAL.match(squeezed(first)) is not None


def _checked_entries(page: Page, first: int, columns: range) -> int:
    """Count the rows from the first on that a validation of one column covers."""
    entries = 0
    for validation in page.validations:
        for top, left, bottom, _ in validation.areas:
            if top <= first <= bottom and left in columns:
                covered = min(bottom, first + MOST_ENTRIES) + 1 - first
                entries = max(entries, covered)
    return entries


def _has_serials(page: Page, header: range, body: range, column: int) -> bool:
    """Say whether the office has numbered the rows of a list in a column."""
    if squeezed(page.text(header[-1], column)) not in SERIAL_HEADERS:
        return False
    return page.cell(body.start, column).text == "1"
