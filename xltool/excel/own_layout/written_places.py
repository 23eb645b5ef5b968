"""What a design itself says of places in the office's workbook: 单元格, 版式行."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.own_layout.template import area_of
from xltool.excel.reading.scanning import column_of
from xltool.forms.design_table import Record, read_table
from xltool.forms.fixed_tables import Matrix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.excel.own_layout.template import Position
    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.forms.design_table import Rows

_COLUMN = re.compile(r"[A-Za-z]{1,3}")
_COLUMNS = re.compile(r"(?P<first>[A-Za-z]{1,3})\s*[:：]\s*(?P<last>[A-Za-z]{1,3})")
_CELL = re.compile(r"[A-Za-z]{1,3}\d{1,7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlaces:
    """What the design says of the places in one sheet.

    `header_row` and `first_row` are counted from 0, and -1 where none is written.
    `record` is the sheet's own, `cells` those of its fields and `rows` those of its
    rows, by their keys.
    """

    worksheet: str
    header_row: int
    first_row: int
    record: Record
    cells: Mapping[str, Record]
    rows: Mapping[str, Record]
    repeated: Mapping[str, tuple[str, int]]
    """Of a matrix's field: the field of the design and the number of its column."""

    def place_of_field(self, key: str) -> tuple[Record | None, str, int]:
        """Give the record that says where a field stands, what it says, and the number
        of the field's column among those of which it says so.
        """
        base, number = self.repeated.get(key, (key, 0))
        record = self.cells.get(key) or self.cells.get(base)
        text = record.text("单元格") if record is not None else ""
        return record, text, number

    def row_of(self, code: str) -> int:
        """Give the row of a code, from 0; -1 where none is written."""
        record = self.rows.get(code)
        return -1 if record is None else _row_number(record, "版式行")


def written_places(
    form: FormDesign, sheets: Mapping[str, Rows]
) -> Iterator[WrittenPlaces]:
    """Give what is written of the places in each sheet of a form."""
    ignored: list[Finding] = []  # the reader of the design has told them
    tables = {one.text("表标识"): one for one in read_table("表", sheets, ignored)}
    fields = read_table("字段", sheets, ignored)
    rows = read_table("行", sheets, ignored) if "行" in sheets else []
    for design in form.sheets:
        record = tables[design.key]
        cells = _of_sheet(fields, design.key, "字段标识")
        members = form.choices.get(record.text("列成员"), ())
        yield WrittenPlaces(
            worksheet=record.text("工作表") or design.title,
            header_row=_row_number(record, "表头行"),
            first_row=_row_number(record, "起始行"),
            record=record,
            cells=cells,
            rows=_of_sheet(rows, design.key, "行号"),
            repeated=_repeated(cells, members),
        )


def _of_sheet(
    records: Sequence[Record], sheet: str, key_column: str
) -> dict[str, Record]:
    """Give the records of one sheet by the key that stands in a column."""
    own = [record for record in records if record.text("所属表") == sheet]
    return {record.text(key_column): record for record in own}


def _repeated(
    cells: Mapping[str, Record], members: tuple[str, ...]
) -> dict[str, tuple[str, int]]:
    """Give the fields that a matrix makes of each field, one for each member."""
    repeated = {}
    for key in cells:
        matrix = Matrix(members=members, repeated=(key,))
        for number, repeated_key in enumerate(matrix.keys(key)):
            repeated[repeated_key] = (key, number)
    return repeated


def _row_number(record: Record, column: str) -> int:
    """Give a row's number from 0; -1 where none is written."""
    digits = re.findall(r"\d+", record.text(column))
    return int(digits[-1]) - 1 if digits else -1


def parse_place(text: str, number: int) -> int | Position | None:
    """Give the column or the cell that a text names.

    `number` counts the columns of a range.

    >>> parse_place("D", 0), parse_place("C:N", 2), parse_place("B3", 0)
    (3, 4, (2, 1))
    """
    text = text.strip().upper()
    if _COLUMN.fullmatch(text):
        return column_of(text) + number
    several = _COLUMNS.fullmatch(text)
    if several:
        return column_of(several["first"]) + number
    if _CELL.fullmatch(text):
        top, left, _, _ = area_of(text)
        return top, left
    return None
