"""Where the sheets of a form stand in a returned workbook.

Found by their headers, whatever they are called. A block is one table: a header row and
the rows below it, down to the next header. One sheet may hold several (sheets pasted
into one), and one table may stand in several blocks (its header printed again).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from xltool.checks.as_issued import is_issued_header, rows_as_issued
from xltool.checks.columns import match_columns
from xltool.checks.header_levels import column_paths, header_rows
from xltool.checks.labels import is_blank, label_of, labels_of, plain
from xltool.checks.own_layout import own_sheets
from xltool.findings import COLUMN_MISSING, HEADER_LOST, Finding, Place
from xltool.forms.design import RowsFrom
from xltool.forms.fixed_tables import code_field
from xltool.forms.single_cells import answer_in
from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from xltool.checks.own_layout import OwnSheet
    from xltool.forms.design import Field
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import CellError, Position, Raw, Sheet, Workbook

_SEARCHED_ROWS = 5000
_LEAST_SHARE = 0.5
"""Of the labels of a header that must be found."""
_TITLE_ROWS = 10
"""A table's title stands within so many rows from the top of its sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """One table found.

    `columns` are those of the fields that were found, `rows` those that hold anything.
    `inputs` are the fields that the unit fills in, each with its column, None where
    that was not found. `as_issued` are the keys of those rows in which nothing of the
    office's was changed.
    """

    sheet: Sheet
    layout: LayoutSheet
    header_row: int
    rows: tuple[int, ...]
    columns: dict[str, int]
    key_column: int | None
    inputs: tuple[tuple[Field, int | None], ...]
    as_issued: Mapping[int, str] = dataclasses.field(default_factory=dict)
    findings: tuple[Finding, ...] = dataclasses.field(default=())
    spots: Mapping[str, Position] = dataclasses.field(default_factory=dict)
    """Where single cells stand that are not in one row, by their fields."""

    def cell(self, row: int, field_key: str) -> Raw | CellError:
        """Give the cell of a field in a row; None where the column was not found."""
        at = self.position(row, field_key)
        return None if at is None else self._answer(field_key, self.sheet.cell(*at))

    def position(self, row: int, field_key: str) -> Position | None:
        """Give where a field of a row stands; None where its column was not found."""
        if field_key in self.spots:
            return self.spots[field_key]
        column = self.columns.get(field_key)
        return None if column is None else (row, column)

    def _answer(self, field_key: str, cell: Raw | CellError) -> Raw | CellError:
        """Give what a cell answers, without the label that may stand in it."""
        places = self.layout.design.places
        if places is None or field_key not in places.inside:
            return cell
        if not isinstance(cell, str):
            return cell
        labels = (places.labels[one] for one in places.inside)
        return answer_in(cell, places.labels[field_key], labels) or None

    def entries(self, row: int) -> list[Raw | CellError]:
        """Give the cells of the input fields in a row, in the order of the fields."""
        if self.spots:
            return [self.cell(row, one.key) for one, _ in self.inputs]
        line = self.sheet.rows[row] if row < len(self.sheet.rows) else []
        width = len(line)
        return [
            None if column is None or column >= width else line[column]
            for _, column in self.inputs
        ]

    def place(self, row: int, field_key: str = "", row_key: str = "") -> Place:
        """Give the place of a field in a row, or of the row."""
        first = min(self.columns.values(), default=0)
        at = self.position(row, field_key) or (row, first)
        return Place(
            sheet=self.sheet.name,
            cell=address(*at),
            row_key=row_key,
            field=field_key,
        )

    def entry_place(self, row: int, row_key: str = "") -> Place:
        """Give the place of the first thing that the unit entered in a row.

        Else the row's.
        """
        cells = zip(self.inputs, self.entries(row), strict=True)
        for (field, _), cell in cells:
            if not is_blank(cell):
                return self.place(row, field.key, row_key)
        return self.place(row, row_key=row_key)


def find_blocks(
    workbook: Workbook, layouts: tuple[LayoutSheet, ...]
) -> list[TableBlock]:
    """Find every table of the form in the workbook, in reading order.

    Those on the office's own layout come first.

    A workbook that holds none of them is another form, or no form at all.
    """
    blocks: list[TableBlock] = []
    plain_layouts = []
    for layout in layouts:
        if layout.design.places is None:
            plain_layouts.append(layout)
        else:
            blocks += _on_own_layout(workbook, layout)
    return [*blocks, *_on_plain_layouts(workbook, plain_layouts)]


def _on_plain_layouts(
    workbook: Workbook, layouts: Sequence[LayoutSheet]
) -> Iterator[TableBlock]:
    """Find the tables of our own layout by their headers, else by their row keys.

    A sheet without a header is searched only for tables that no header has shown.
    """
    issued = {layout.name: layout for layout in layouts}
    sought = _sought(layouts)
    found: set[str] = set()
    for sheet in workbook.sheets if layouts else ():
        known: Mapping[int, str] = {}
        if sheet.name in issued:
            known = rows_as_issued(sheet, issued[sheet.name])
        for block in _below_headers(sheet, sought, known):
            found.add(block.layout.design.key)
            yield block
    for layout in layouts:
        if layout.design.key not in found:
            yield from _without_header(workbook, layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """Tables whose headers are looked for: those of one row, each with its labels, and
    those with heads above the labels.
    """

    flat: list[LayoutSheet]
    labels: list[set[str]]
    known: frozenset[str]
    """All of the labels."""
    levelled: list[LayoutSheet]


def _sought(layouts: Sequence[LayoutSheet]) -> _Sought:
    """Prepare for all sheets of a workbook what is looked for in each."""
    flat = [one for one in layouts if not one.design.head_levels]
    labels = [set(labels_of(one.design).values()) for one in flat]
    return _Sought(
        flat=flat,
        labels=labels,
        known=frozenset[str]().union(*labels),
        levelled=[one for one in layouts if one.design.head_levels],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """A header found: the row of its labels, how many of its words are there, whose."""

    row: int
    words: int
    layout: LayoutSheet

    @property
    def rows(self) -> range:
        """Its rows, from the outermost heads to the labels."""
        return range(self.row - self.layout.design.head_levels, self.row + 1)

    def meets(self, other: _Header) -> bool:
        """Say whether two headers share a row."""
        return self.rows[0] <= other.row and other.rows[0] <= self.row


def _below_headers(
    sheet: Sheet, sought: _Sought, known: Mapping[int, str]
) -> Iterator[TableBlock]:
    """Give the tables of a sheet, each from its header down to the next one."""
    headers = _all_headers(sheet, sought, known)
    ends = [following.rows[0] for following in headers[1:]]
    ends.append(len(sheet.rows))
    for header, end in zip(headers, ends, strict=False):
        last = _above_title(sheet, header.row, end, header.layout)
        yield _block(sheet, header.layout, header.row, last, known)


def _all_headers(sheet: Sheet, sought: _Sought, known: Container[int]) -> list[_Header]:
    """Find the headers of a sheet in their order."""
    found = list(_headers(sheet, sought, known))
    if not sought.levelled:
        return found
    for row, words, layout in header_rows(sheet, sought.levelled, _SEARCHED_ROWS):
        found.append(_Header(row=row, words=words, layout=layout))
    return _apart(sheet, found)


def _on_own_layout(workbook: Workbook, layout: LayoutSheet) -> Iterator[TableBlock]:
    """Find a sheet of the office's own layout, whatever was done to it."""
    for own in own_sheets(workbook, layout):
        if own.places.is_scattered:
            yield _single_cells(own)
        else:
            yield _own_table(own)


def _single_cells(own: OwnSheet) -> TableBlock:
    """Describe a sheet of single cells as a table of one row.

    Each field stands where its label leads; that several stand in one column does not
    matter, as nothing is found by column there.
    """
    layout = own.layout
    row = layout.rows[0].row
    spots = own.spots()
    columns = {key: column for key, (_, column) in spots.items()}
    return TableBlock(
        sheet=own.sheet,
        layout=layout,
        header_row=row - 1,
        rows=(row,),
        columns=columns,
        key_column=None,
        inputs=_inputs(layout, columns),
        as_issued={row: layout.rows[0].key},
        spots=spots,
    )


def _own_table(own: OwnSheet) -> TableBlock:
    """Describe a table of the office's own layout by what was found of it."""
    layout = own.layout
    columns = own.columns
    named: dict[int, str] = {}
    if layout.design.rows_from is RowsFrom.FREE:
        rows: Iterable[int] = own.entries
    elif layout.design.rows_from is RowsFrom.FIXED:
        named = own.fixed
        rows = range(min(named, default=0), max(named, default=-1) + 1)
    else:
        rows = own.entries[:1]
        named = dict.fromkeys(rows, layout.rows[0].key)
    block = TableBlock(
        sheet=own.sheet,
        layout=layout,
        header_row=own.header_row,
        rows=tuple(rows),
        columns=columns,
        key_column=own.key_column,
        inputs=_inputs(layout, columns),
        as_issued=named,
        findings=tuple(_lost(own)),
    )
    held = [row for row in block.rows if row in named or _filled(block.entries(row))]
    return replace(block, rows=tuple(held))


def _lost(own: OwnSheet) -> Iterator[Finding]:
    """Name a header, or columns of it, that are not there any more."""
    if own.is_header_lost:
        place = Place(sheet=own.sheet.name)
        yield HEADER_LOST.at(place, found=own.layout.name)
    for field in own.layout.fields:
        if field.is_input and field.key not in own.columns:
            yield COLUMN_MISSING.at(Place(sheet=own.sheet.name), found=field.label)


def _headers(
    sheet: Sheet, sought: _Sought, others: Container[int]
) -> Iterator[_Header]:
    """Find the rows that are headers without heads above them.

    The rows `others` are known to be none.
    """
    for number, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        if number in others:
            continue
        # a list, not a generator: this is done for every row of every sheet
        texts = [label_of(cell) for cell in row if cell and isinstance(cell, str)]
        words = sought.known.intersection(texts)
        if len(words) < 2:
            continue
        shares = [len(words & wanted) / len(wanted) for wanted in sought.labels]
        if max(shares) >= _LEAST_SHARE:
            layout = _likeliest(sheet, _best(sought.flat, shares))
            found = words.intersection(labels_of(layout.design).values())
            yield _Header(row=number, words=len(found), layout=layout)


def _best(layouts: Sequence[LayoutSheet], shares: Sequence[float]) -> list[LayoutSheet]:
    """Give the tables of whose labels the largest share is there."""
    best = max(shares)
    pairs = zip(layouts, shares, strict=True)
    return [layout for layout, share in pairs if share == best]


def _likeliest(sheet: Sheet, layouts: Sequence[LayoutSheet]) -> LayoutSheet:
    """Give the one of some tables with the same header that a sheet holds.

    The one that is called as the sheet, or whose title stands over it, else the one
    whose rows are named there.
    """
    if len(layouts) == 1:
        return layouts[0]
    cells: set[Raw | CellError] = set()
    for row in sheet.rows:
        cells.update(cell for cell in row if isinstance(cell, str))
    titles: set[str] = set()
    for row in sheet.rows[:_TITLE_ROWS]:
        titles.update(map(plain, row))

    def signs(layout: LayoutSheet) -> tuple[bool, bool, int]:
        """Its name, its title, and how many of its printed words are there."""
        printed: set[object] = set()
        for row in layout.rows:
            printed.update(value.content for value in row.prefilled.values())
        is_titled = plain(layout.design.title) in titles
        return layout.name == sheet.name, is_titled, len(cells & printed)

    return max(layouts, key=signs)


def _apart(sheet: Sheet, headers: Sequence[_Header]) -> list[_Header]:
    """Give headers in their order; of those that stand in each other's rows the one of
    which more is there.

    A table with heads may have the labels of another in its lowest row: the header of
    which more words are there is the one that was issued.
    """
    same: dict[tuple[int, int], list[LayoutSheet]] = {}
    for header in headers:
        same.setdefault((-header.words, header.row), []).append(header.layout)
    kept: list[_Header] = []
    for (fewer, row), layouts in sorted(same.items(), key=itemgetter(0)):
        layout = _likeliest(sheet, layouts)
        header = _Header(row=row, words=-fewer, layout=layout)
        if not any(header.meets(other) for other in kept):
            kept.append(header)
    return sorted(kept, key=attrgetter("row"))


def _above_title(sheet: Sheet, header_row: int, end: int, layout: LayoutSheet) -> int:
    """Leave the title lines of the next table out.

    At most so many as a table has, of one text each.

    Of two tables pasted one below the other, 二、项目进展 belongs to the lower one.
    """
    if end >= len(sheet.rows):
        return end
    lowest = max(header_row + 1, end - layout.header_row)
    while end > lowest and _filled(sheet.rows[end - 1]) <= 1:
        end -= 1
    return end


def _filled(cells: Iterable[Raw | CellError]) -> int:
    """Count the cells that hold anything."""
    return sum(not is_blank(cell) for cell in cells)


def _block(
    sheet: Sheet,
    layout: LayoutSheet,
    header_row: int,
    end: int,
    known: Mapping[int, str],
) -> TableBlock:
    """Describe the table below a header, down to (not including) the row `end`.

    `known` are the keys of the rows that stand as issued.
    """
    # counted, not compared cell by cell: a padded sheet has a million rows
    rows = tuple(
        row
        for row in range(header_row + 1, end)
        if sheet.rows[row].count(None) < len(sheet.rows[row])
    )
    if is_issued_header(sheet, header_row, layout):
        columns = layout.columns
        findings = tuple[Finding, ...]()
    else:
        texts = _header_texts(sheet, layout, header_row)
        columns, findings = match_columns(sheet, layout, header_row, rows, texts)
    as_issued = {row: key for row, key in known.items() if header_row < row < end}
    key_column: int | None = layout.key_column
    if len(as_issued) < len(layout.rows):
        key_column = _key_column(sheet, layout, rows, columns)
    return TableBlock(
        sheet=sheet,
        layout=layout,
        header_row=header_row,
        rows=rows,
        columns=columns,
        key_column=key_column,
        inputs=_inputs(layout, columns),
        as_issued=as_issued,
        findings=findings,
    )


def _header_texts(sheet: Sheet, layout: LayoutSheet, header_row: int) -> dict[int, str]:
    """Give the headers by their columns, as labels are compared."""
    if layout.design.head_levels:
        return column_paths(sheet, layout, header_row)
    return {
        column: label_of(cell)
        for column, cell in enumerate(sheet.rows[header_row])
        if isinstance(cell, str) and plain(cell)
    }


def _inputs(
    layout: LayoutSheet, columns: Mapping[str, int]
) -> tuple[tuple[Field, int | None], ...]:
    """Give the fields that the unit fills in, each with its column, if it was found."""
    return tuple((one, columns.get(one.key)) for one in layout.fields if one.is_input)


def _key_column(
    sheet: Sheet, layout: LayoutSheet, rows: Sequence[int], columns: Mapping[str, int]
) -> int | None:
    """Give the column that holds the row keys, wherever it went; None if it is gone.

    `columns` are those of the fields: in a fixed table that of 行号 shows the keys.

    Somebody may have moved it, or shown it and typed into it.
    """
    keys = {row.key for row in layout.rows}
    shown = columns.get(code_field(layout.design), -1)
    taken = set(columns.values()) - {shown}
    # the keys may stand in several columns: 01 and 02 are also 序号
    hits = _columns_holding(keys, sheet, rows)
    if shown >= 0 and not hits[shown]:
        # Excel has made numbers of 01 and 02
        numbers = {float(key) for key in keys if key.isdecimal()}
        hits[shown] = sum(sheet.cell(row, shown) in numbers for row in rows)
    for column in taken:
        del hits[column]

    def likelihood(column: int) -> tuple[int, bool]:
        return hits[column], column == layout.key_column

    return max(+hits, key=likelihood, default=None)


def _columns_holding(keys: set[str], sheet: Sheet, rows: Sequence[int]) -> Counter[int]:
    """Count in which columns of some rows keys stand.

    By the cells that are there: a stray cell can make a sheet a million rows long.
    """
    hits: Counter[int] = Counter()
    for row in rows:
        for column, cell in enumerate(sheet.rows[row]):
            if cell in keys:
                hits[column] += 1
    return hits


def _without_header(workbook: Workbook, layout: LayoutSheet) -> Iterator[TableBlock]:
    """Find a table whose header is gone by its row keys.

    They tell how far everything moved.

    Somebody deleted the header, or pasted only the rows.
    """
    keys = {row.key for row in layout.rows}
    for sheet in workbook.sheets:
        if sheet.name != layout.name:
            continue
        column = _key_column(sheet, layout, range(len(sheet.rows)), {})
        if column is None:
            continue
        first = 0
        while sheet.cell(first, column) not in keys:
            first += 1
        shift = column - layout.key_column
        columns = {key: issued + shift for key, issued in layout.columns.items()}
        yield TableBlock(
            sheet=sheet,
            layout=layout,
            header_row=first - 1,
            rows=tuple(range(first, len(sheet.rows))),
            columns=columns,
            key_column=column,
            inputs=_inputs(layout, columns),
            findings=(HEADER_LOST.at(Place(sheet=sheet.name), found=layout.name),),
        )
