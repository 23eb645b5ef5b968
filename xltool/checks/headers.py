"""Where the sheets of a form stand in a returned workbook.

Found by their headers, whatever they are called. A block is one table: a header row and
the rows below it, down to the next header. One sheet may hold several (sheets pasted
into one), and one table may stand in several blocks (its header printed again).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.checks.as_issued import is_issued_header, rows_as_issued
from xltool.checks.columns import match_columns
from xltool.checks.labels import is_blank, label_of, labels_of, plain
from xltool.findings import HEADER_LOST, Finding, Place
from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from xltool.forms.design import Field
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import CellError, Raw, Sheet, Workbook

_SEARCHED_ROWS = 5000


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
    as_issued: Mapping[int, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = field(default=())

    def cell(self, row: int, field_key: str) -> Raw | CellError:
        """Give the cell of a field in a row; None where the column was not found."""
        column = self.columns.get(field_key)
        return None if column is None else self.sheet.cell(row, column)

    def entries(self, row: int) -> list[Raw | CellError]:
        """Give the cells of the input fields in a row, in the order of the fields."""
        line = self.sheet.rows[row] if row < len(self.sheet.rows) else []
        width = len(line)
        return [
            None if column is None or column >= width else line[column]
            for _, column in self.inputs
        ]

    def place(self, row: int, field_key: str = "", row_key: str = "") -> Place:
        """Give the place of a field in a row, or of the row."""
        column = self.columns.get(field_key, min(self.columns.values(), default=0))
        return Place(
            sheet=self.sheet.name,
            cell=address(row, column),
            row_key=row_key,
            field=field_key,
        )

    def entry_place(self, row: int, row_key: str = "") -> Place:
        """Give the place of the first thing that the unit entered in a row.

        Else the row's.
        """
        cells = zip(self.inputs, self.entries(row), strict=True)
        for (one, _), cell in cells:
            if not is_blank(cell):
                return self.place(row, one.key, row_key)
        return self.place(row, row_key=row_key)


def find_blocks(
    workbook: Workbook, layouts: tuple[LayoutSheet, ...]
) -> list[TableBlock]:
    """Find every table of the form in the workbook, in reading order."""
    blocks: list[TableBlock] = []
    issued = {layout.name: layout for layout in layouts}
    labels = [(set(labels_of(layout.design).values()), layout) for layout in layouts]
    for sheet in workbook.sheets:
        if sheet.name in issued:
            known = rows_as_issued(sheet, issued[sheet.name])
        else:
            known = {}
        headers = list(_headers(sheet, labels, known))
        ends = [*(row for row, _ in headers[1:]), len(sheet.rows)] if headers else []
        for (row, layout), end in zip(headers, ends, strict=True):
            blocks.append(
                _block(sheet, layout, row, _above_title(sheet, row, end, layout), known)
            )
    found = {block.layout.design.key for block in blocks}
    lost = [layout for layout in layouts if layout.design.key not in found]
    return blocks + [
        block for layout in lost for block in _without_header(workbook, layout)
    ]


def _headers(
    sheet: Sheet, labels: Sequence[tuple[set[str], LayoutSheet]], others: Container[int]
) -> Iterator[tuple[int, LayoutSheet]]:
    """Find the rows that are headers, and of which table.

    `others` are known to be none.
    """
    known = frozenset[str]().union(*(one for one, _ in labels))
    for number, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        if number in others:
            continue
        texts = known.intersection(
            [label_of(cell) for cell in row if cell and isinstance(cell, str)]
        )
        if len(texts) < 2:
            continue
        share, layout = max(
            ((len(texts & one) / len(one), layout) for one, layout in labels),
            key=lambda pair: pair[0],
        )
        if share >= 0.5:
            yield number, layout


def _above_title(sheet: Sheet, header_row: int, end: int, layout: LayoutSheet) -> int:
    """Leave the title lines of the next table out.

    At most so many as a table has, of one text each.
    """
    lowest = max(header_row + 1, end - layout.header_row)
    while end > lowest and end < len(sheet.rows) and _filled(sheet.rows[end - 1]) <= 1:
        end -= 1
    return end


def _filled(row: Iterable[Raw | CellError]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _block(
    sheet: Sheet,
    layout: LayoutSheet,
    header_row: int,
    end: int,
    known: Mapping[int, str],
) -> TableBlock:
    header = sheet.rows[header_row]
    rows = tuple(
        row
        for row in range(header_row + 1, end)
        if sheet.rows[row].count(None) < len(sheet.rows[row])
    )
    if is_issued_header(header, layout):
        columns = layout.columns
        findings = tuple[Finding, ...]()
    else:
        texts = {
            column: label_of(cell)
            for column, cell in enumerate(header)
            if isinstance(cell, str) and plain(cell)
        }
        columns, findings = match_columns(sheet, layout, header_row, rows, texts)
    as_issued = {row: key for row, key in known.items() if header_row < row < end}
    whole = len(as_issued) == len(layout.rows)
    return TableBlock(
        sheet=sheet,
        layout=layout,
        header_row=header_row,
        rows=rows,
        columns=columns,
        key_column=layout.key_column
        if whole
        else _key_column(sheet, layout, rows, set(columns.values())),
        inputs=_inputs(layout, columns),
        as_issued=as_issued,
        findings=findings,
    )


def _inputs(
    layout: LayoutSheet, columns: Mapping[str, int]
) -> tuple[tuple[Field, int | None], ...]:
    return tuple((one, columns.get(one.key)) for one in layout.fields if one.is_input)


def _key_column(
    sheet: Sheet, layout: LayoutSheet, rows: Sequence[int], taken: set[int]
) -> int | None:
    """Give the column that holds the row keys, wherever it went; None if it is gone."""
    keys = {row.key for row in layout.rows}
    # by the cells that are there: a stray cell can make a sheet a million rows long
    hits = Counter(
        column
        for row in rows
        for column, cell in enumerate(sheet.rows[row])
        if cell in keys and column not in taken
    )
    return max(
        hits,
        key=lambda column: (hits[column], column == layout.key_column),
        default=None,
    )


def _without_header(workbook: Workbook, layout: LayoutSheet) -> Iterator[TableBlock]:
    """Find a table whose header is gone by its row keys.

    They tell how far everything moved.
    """
    for sheet in workbook.sheets:
        column = _key_column(sheet, layout, range(len(sheet.rows)), set())
        if column is None or sheet.name != layout.name:
            continue
        keys = {row.key for row in layout.rows}
        first = next(
            number
            for number in range(len(sheet.rows))
            if sheet.cell(number, column) in keys
        )
        shift = column - layout.key_column
        columns = {key: one + shift for key, one in layout.columns.items()}
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
