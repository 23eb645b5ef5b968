"""数据来源: every figure of the period to unit, file, sheet, cell, sender and time."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.positions import FIRST_ROW
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.cells import Cell
    from xltool.excel.rollup.positions import Positions, Span
    from xltool.model.figures import FigureRow, FigureTable, Origin
    from xltool.model.value import State, Value

_REMEMBERED = 4096
"""Of files, of fields and of cells: what the next lines have again."""


def write_sources(book: Book, positions: Positions) -> None:
    """Write the sheet, and further ones where it passes Excel's last row."""
    columns = SourceColumns(book)
    for span in positions.sources:
        page = RollupPage(book, span.sheet, "数据来源表", columns, freeze=2)
        page.sheet.set_tab_color("#8C8C8C")
        _write_lines(page, columns, positions.figures, span)
        last_row = max(page.row - 1, FIRST_ROW)
        page.sheet.autofilter(FIRST_ROW - 1, 0, last_row, page.last_column)


def _write_lines(
    page: RollupPage, columns: SourceColumns, figures: FigureTable, span: Span[int]
) -> None:
    """Write a line for each figure.

    Four cells in five are those of the line before, or of many other lines: each group
    of columns is written once for what its cells depend on.
    """
    known = lru_cache(_REMEMBERED)
    of_field = known(page.filler(columns.field))
    of_state = known(page.filler(columns.state))
    of_file = known(page.filler(columns.file))
    of_cell = known(page.filler(columns.cell))
    of_arrival = known(page.filler(columns.arrival))
    of_row, of_value = page.filler(columns.row), page.filler(columns.value)
    row: FigureRow | None = None
    for number in span.rows:
        if row is None or not row.first <= number < row.first + len(row.contents):
            row = figures.row_of(number)
            row_part = of_row(row)
            file_part, arrival_part = of_file(row.origin), of_arrival(row.origin)
        place = number - row.first
        value = row.contents[place]
        page.joined_line(
            (
                row_part,
                of_field(row.shape.fields[place]),
                of_value(value),
                of_state(value.state),
                file_part,
                of_cell(row.shape.cells[place]),
                arrival_part,
            )
        )


class SourceColumns:
    """The columns of the sheet, grouped by what their cells depend on."""

    def __init__(self, book: Book) -> None:
        """Take the names of the roll-up's indicators, tasks, units and sheets."""
        names = _names(book)
        printed = _printed_rows(book)

        def name_of(row: FigureRow) -> str | None:
            if row.sheet in printed:
                return printed[row.sheet].get(row.key)
            return names.get(row.key) or None

        sheets = {sheet.key: sheet.title for sheet in book.rollup.inputs.form.sheets}
        self.row = Columns["FigureRow"](
            Column(
                title="表", width=11, value=lambda row: sheets.get(row.sheet, row.sheet)
            ),
            Column(title="编号", width=11, value=lambda row: row.key),
            Column(
                title="指标或任务" if book.rollup.measures else "项目",
                width=28,
                value=name_of,
                align="left",
            ),
            Column(title="填报单位", width=16, value=lambda row: book.unit(row.unit)),
        )
        self.field = Columns[str](
            Column(title="字段", width=12, value=lambda field: field)
        )
        self.value = Columns["Value"](
            Column(title="所报内容", width=26, value=_content, align="left")
        )
        self.state: Columns[State] = Columns(
            Column(title="状态", width=8, value=lambda state: state.value)
        )
        self.file: Columns[Origin] = Columns(
            Column(
                title="来源文件", width=34, value=lambda file: file.file, align="left"
            ),
        )
        self.cell = Columns[tuple[str, str]](
            Column(title="工作表", width=12, value=itemgetter(0)),
            Column(title="单元格", width=8, value=itemgetter(1)),
        )
        self.arrival: Columns[Origin] = Columns(
            Column(
                title="报送人（邮箱）",
                width=22,
                value=lambda arrival: arrival.sender or None,
                align="left",
            ),
            Column(
                title="收到时间", width=14, value=lambda arrival: arrival.received_at
            ),
            Column(
                title="文件校验码\n(SHA-256 前12位)",
                width=15,
                value=lambda arrival: arrival.sha256[:12],
            ),
        )

    def __iter__(self) -> Iterator[Column[Any]]:
        """Give all columns, from the first."""
        groups = (
            self.row, self.field, self.value, self.state,
            self.file, self.cell, self.arrival,
        )  # fmt: skip
        return chain.from_iterable(groups)

    def cells(self, row: FigureRow, number: int) -> list[Cell]:
        """Give the line of the figure of a row that has this number."""
        place = number - row.first
        return [
            *self.row.cells(row),
            *self.field.cells(row.shape.fields[place]),
            *self.value.cells(row.contents[place]),
            *self.state.cells(row.contents[place].state),
            *self.file.cells(row.origin),
            *self.cell.cells(row.shape.cells[place]),
            *self.arrival.cells(row.origin),
        ]


def _printed_rows(book: Book) -> dict[str, dict[str, str]]:
    """Give the printed names of the rows of the form's own tables, by sheet and
    code.
    """
    found = {}
    for table in book.rollup.tables:
        if table.design.fixed_rows:
            found[table.design.key] = {row.key: row.name for row in table.rows}
    return found


def _names(book: Book) -> dict[str, str]:
    """Give what indicators and tasks are called, by code."""
    registry = book.rollup.inputs.registry
    names = {one.code: one.name for one in registry.indicators}
    for task in registry.tasks:
        names[task.code] = task.name or task.text
    return {code: shorten(name, 60) for code, name in names.items()}


def _content(value: Value) -> Cell:
    number = value.number
    return shorten(value.text, 100) if number is None else number
