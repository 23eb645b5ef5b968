"""Where the sheets of a form stand in a returned workbook.

Found by their headers, whatever they are called. A block is one table: a header row and
the rows below it, down to the next header. One sheet may hold several (sheets pasted
into one), and one table may stand in several blocks (its header printed again).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.checks.as_issued import is_issued_header, rows_as_issued
from xltool.findings import (
    COLUMN_ADDED,
    COLUMN_MISSING,
    COLUMN_RENAMED,
    COLUMN_TWICE,
    HEADER_LOST,
    HEADER_UNIT_CHANGED,
    Finding,
    Place,
)
from xltool.forms.layout import CHECK_LABEL
from xltool.model.grid import CellError, address
from xltool.model.quantity import parse_measurement_unit
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from xltool.forms.design import Field, SheetDesign
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import Raw, Sheet, Workbook

_SEARCHED_ROWS = 5000
_SIMILAR = 60
"""How alike (0 to 100) a header and a label must be to be taken for the same column."""


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


def plain(cell: Raw | CellError) -> str:
    """Give a cell's text as names and headers are compared."""
    return _plain_text(cell) if isinstance(cell, str) else ""


@lru_cache(maxsize=8192)
def _plain_text(text: str) -> str:
    """Fold a text; the same headers and names come again in every file."""
    return squeeze(half_width(text))


@lru_cache(maxsize=8192)
def label_of(text: str) -> str:
    """Give a header as it is compared, without its unit and marks.

    `总投资（万元）*` is 总投资.
    """
    return plain(text).partition("(")[0].strip("*:·")


@lru_cache(maxsize=64)
def labels_of(design: SheetDesign) -> dict[str, str]:
    """Give the headers of a sheet's fields as they are compared, by the fields' keys."""
    return {one.key: label_of(one.label) for one in design.fields}


def unit_in_header(text: str) -> str:
    """Give the unit that a header carries in brackets; empty if there is none."""
    return text.partition("(")[2].partition(")")[0] if "(" in text else ""


def is_blank(cell: Raw | CellError) -> bool:
    """Say whether a cell holds nothing that a person would see."""
    return (
        not (cell[:1].isalnum() or squeeze(cell))
        if isinstance(cell, str)
        else cell is None
    )


def find_blocks(
    workbook: Workbook, layouts: tuple[LayoutSheet, ...]
) -> list[TableBlock]:
    """Find every table of the form in the workbook, in the order of its sheets and rows."""
    blocks: list[TableBlock] = []
    issued = {layout.name: layout for layout in layouts}
    labels = [(set(labels_of(layout.design).values()), layout) for layout in layouts]
    for sheet in workbook.sheets:
        known = (
            rows_as_issued(sheet, issued[sheet.name]) if sheet.name in issued else {}
        )
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
        columns, findings = layout.columns, tuple[Finding, ...]()
    else:
        texts = {
            column: label_of(cell)
            for column, cell in enumerate(header)
            if isinstance(cell, str) and plain(cell)
        }
        columns, findings = _columns(sheet, layout, header_row, rows, texts)
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


def _columns(
    sheet: Sheet,
    layout: LayoutSheet,
    header_row: int,
    rows: tuple[int, ...],
    texts: dict[int, str],
) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """Match headers to fields.

    First those that are the same, then those that are alike, then by position.
    """
    labels = labels_of(layout.design)
    columns: dict[str, int] = {}
    findings: list[Finding] = []
    rest = dict(texts)
    for one in layout.fields:
        same = [column for column, text in rest.items() if text == labels[one.key]]
        if same:
            issued = layout.columns[one.key]
            columns[one.key] = issued if issued in same else same[0]
            others = [
                column
                for column in same
                if column != columns[one.key]
                and not _same_column(sheet, rows, columns[one.key], column)
            ]
            findings += [
                COLUMN_TWICE.at(
                    Place(sheet=sheet.name, cell=address(header_row, column)),
                    found=one.label,
                )
                for column in others
            ]
            findings += _changed_unit(sheet, header_row, columns[one.key], one)
            rest = {column: text for column, text in rest.items() if column not in same}
    for one in layout.fields:
        if one.key not in columns:
            column = _alike(labels[one.key], rest)
            if column is None:
                column = _by_position(one.key, layout, columns, texts)
            if column is not None:
                columns[one.key] = column
                found = rest.pop(column, "")
                place = Place(sheet=sheet.name, cell=address(header_row, column))
                findings += (
                    [COLUMN_RENAMED.at(place, found=found, expected=one.label)]
                    if one.is_input
                    else []
                )
            elif one.is_input:
                findings.append(
                    COLUMN_MISSING.at(Place(sheet=sheet.name), found=one.label)
                )
    return columns, (*findings, *_added(sheet, layout, header_row, rows, rest))


def _changed_unit(
    sheet: Sheet, header_row: int, column: int, one: Field
) -> list[Finding]:
    """Report a header that now names another unit than the one it was issued with.

    总投资（亿元）.
    """
    written = (
        unit_in_header(plain(sheet.cell(header_row, column))) if one.is_input else ""
    )
    if written in {"", one.measurement_unit} or parse_measurement_unit(written) is None:
        return []
    place = Place(sheet=sheet.name, cell=address(header_row, column), field=one.key)
    return [
        HEADER_UNIT_CHANGED.at(
            place, found=written, expected=one.measurement_unit or "本行的计量单位"
        )
    ]


def _same_column(sheet: Sheet, rows: tuple[int, ...], first: int, second: int) -> bool:
    """Say whether a second column of a name adds nothing.

    It is empty, or says the same.
    """
    return all(
        is_blank(sheet.cell(row, second))
        or sheet.cell(row, second) == sheet.cell(row, first)
        for row in rows
    )


def _alike(label: str, texts: dict[int, str]) -> int | None:
    from rapidfuzz import fuzz

    scores = sorted(
        ((fuzz.ratio(label, text), -column) for column, text in texts.items()),
        reverse=True,
    )
    if (
        not scores
        or scores[0][0] < _SIMILAR
        or (len(scores) > 1 and scores[1][0] == scores[0][0])
    ):
        return None
    return -scores[0][1]


def _by_position(
    key: str, layout: LayoutSheet, columns: dict[str, int], texts: dict[int, str]
) -> int | None:
    """Find a column whose header was wiped out.

    It stands between its two neighbours, as it was issued.
    """
    keys = [one.key for one in layout.fields]
    place = keys.index(key)
    before = columns.get(keys[place - 1]) if place else None
    after = columns.get(keys[place + 1]) if place + 1 < len(keys) else None
    if before is not None and (after is None or after == before + 2):
        column = before + 1
    elif before is None and after is not None:
        column = after - 1
    else:
        return None
    return (
        column
        if column >= 0 and column not in texts and column not in columns.values()
        else None
    )


def _added(
    sheet: Sheet,
    layout: LayoutSheet,
    header_row: int,
    rows: tuple[int, ...],
    rest: dict[int, str],
) -> Iterator[Finding]:
    """Name the columns that the unit added and filled; 校验 is the tool's own."""
    for column, text in rest.items():
        own = (
            column == layout.check_column
            or text in {CHECK_LABEL, "序号"}
            or column == layout.key_column
        )
        if not own and any(not is_blank(sheet.cell(row, column)) for row in rows):
            yield COLUMN_ADDED.at(
                Place(sheet=sheet.name, cell=address(header_row, column)), found=text
            )


def _key_column(
    sheet: Sheet, layout: LayoutSheet, rows: Sequence[int], taken: set[int]
) -> int | None:
    """Give the column that holds the row keys, wherever it went; None if it is gone."""
    keys = {row.key for row in layout.rows}
    hits = Counter(  # by the cells that are there: one stray cell can make a sheet a million rows by 16,384 columns
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
