"""未填的数: what stands in no figure of a table's total, and whose it would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import Cell
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.table_cells import said_of
from xltool.rollup.absent import without_report
from xltool.rollup.merging import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel.rollup.book import Book
    from xltool.rollup.tables import Table

GAPS = "未填的数"
_MOST_NAMED = 12
"""Gaps of a table that are named below its total; the rest is in the sheet."""


def gap_notes(book: Book, table: Table) -> Iterator[str]:
    """Say what stands in no figure of the total."""
    if table.absent:
        absent = without_report(book.rollup.inputs, table.absent)
        yield f"没有合格报表，不在汇总里（{len(table.absent)}个单位）：{absent}"
    left = list(_missing_figures(book, table))
    if left:
        more = len(left) - _MOST_NAMED
        said = "；".join(left[:_MOST_NAMED])
        rest = f"；另有{more}处，见“{GAPS}”" if more > 0 else ""
        yield f"有单位没有填、汇总里不含的数（没有填不当作 0）：{said}{rest}"


def _missing_figures(book: Book, table: Table) -> Iterator[str]:
    """Name the figures of a table to which a unit's figure or weight is missing."""
    names = {field.key: said_of(field) for field in table.fields}
    for (row, field), cell in table.cells.items():
        figure = f"{table.row_name(row)} {names[field]}"
        if cell.missing and cell.merge in FIGURES:
            yield f"{figure}（缺{book.unit_list(cell.missing)}）"
        if cell.unweighted:
            yield f"{figure}（缺权数：{book.unit_list(cell.unweighted)}）"


def write_gaps(book: Book) -> None:
    """List the cells that units left empty; no sheet where there are none."""
    lines = list(_gap_lines(book))
    if not lines:
        return
    columns = Columns[list[Cell]](
        Column(title="序号", width=6),
        Column(title="单位", width=18),
        Column(title="表", width=18),
        Column(title="字段", width=26, align="left"),
        Column(title="没有填的行", width=60, align="left"),
    )
    page = RollupPage(book, GAPS, GAPS, columns, freeze=2)
    for number, line in enumerate(lines, start=1):
        page.line([number, *line])
    page.note("没有填的不当作 0，也不在汇总里；要计入的请单位补报。")


def _gap_lines(book: Book) -> Iterator[list[Cell]]:
    """Give a line for each unit and field with the rows that it left empty."""
    for table in book.rollup.tables:
        names = {field.key: said_of(field) for field in table.fields}
        for unit, places in table.gaps().items():
            rows_of: dict[str, list[str]] = {}
            for row, field in places:
                rows_of.setdefault(field, []).append(f"{row} {table.row_name(row)}")
            for field, rows in rows_of.items():
                said = "、".join(rows)
                yield [book.unit(unit), table.design.title, names[field], said]
