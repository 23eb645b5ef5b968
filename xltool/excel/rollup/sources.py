"""数据来源: every figure of the period to unit, file, sheet, cell, sender and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.positions import FIRST_ROW
from xltool.text import shorten

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.cells import Cell
    from xltool.excel.rollup.positions import Positions
    from xltool.model.submission import Figure


def write_sources(book: Book, positions: Positions) -> None:
    """Write the sheet, and further ones where it passes Excel's last row."""
    columns = source_columns(book)
    for span in positions.sources:
        page = RollupPage(book, span.sheet, "数据来源表", columns, freeze=2)
        page.sheet.set_tab_color("#8C8C8C")
        for figure in span.rows:
            page.plain_line(columns.cells(figure))
        last_row = max(page.row - 1, FIRST_ROW)
        page.sheet.autofilter(FIRST_ROW - 1, 0, last_row, page.last_column)


def source_columns(book: Book) -> Columns[Figure]:
    """Give the columns.

    Names of indicators, tasks, units and sheets are this roll-up's.
    """
    names = _names(book)
    printed = _printed_rows(book)

    def name_of(figure: Figure) -> str | None:
        if figure.sheet in printed:
            return printed[figure.sheet].get(figure.row)
        return names.get(figure.row) or None

    sheets = {sheet.key: sheet.title for sheet in book.rollup.inputs.form.sheets}
    return Columns(
        Column(
            title="表", width=11, value=lambda one: sheets.get(one.sheet, one.sheet)
        ),
        Column(title="编号", width=11, value=lambda one: one.row),
        Column(
            title="指标或任务" if book.rollup.measures else "项目",
            width=28,
            value=name_of,
            align="left",
        ),
        Column(title="填报单位", width=16, value=lambda one: book.unit(one.unit)),
        Column(title="字段", width=12, value=lambda one: one.field),
        Column(title="所报内容", width=26, value=_content, align="left"),
        Column(title="状态", width=8, value=lambda one: one.value.state.value),
        Column(
            title="来源文件",
            width=34,
            value=lambda one: one.source.file,
            align="left",
        ),
        Column(title="工作表", width=12, value=lambda one: one.source.sheet),
        Column(title="单元格", width=8, value=lambda one: one.source.cell),
        Column(
            title="报送人（邮箱）",
            width=22,
            value=lambda one: one.source.sender or None,
            align="left",
        ),
        Column(title="收到时间", width=14, value=lambda one: one.source.received_at),
        Column(
            title="文件校验码\n(SHA-256 前12位)",
            width=15,
            value=lambda one: one.source.sha256[:12],
        ),
    )


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


def _content(figure: Figure) -> Cell:
    number = figure.value.number
    return shorten(figure.value.text, 100) if number is None else number
