"""数据来源: every figure of the period to unit, file, sheet, cell, sender and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.page import Column, Page
from xltool.excel.rollup.positions import FIRST_ROW
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.cells import Cell
    from xltool.excel.rollup.positions import Positions
    from xltool.model.submission import Figure

_COLUMNS = (
    Column(title="表", width=11),
    Column(title="编号", width=11),
    Column(title="指标或任务", width=28, align="left"),
    Column(title="填报单位", width=16),
    Column(title="字段", width=12),
    Column(title="所报内容", width=26, align="left"),
    Column(title="状态", width=8),
    Column(title="来源文件", width=34, align="left"),
    Column(title="工作表", width=12),
    Column(title="单元格", width=8),
    Column(title="报送人（邮箱）", width=22, align="left"),
    Column(title="收到时间", width=14),
    Column(title="文件校验码\n(SHA-256 前12位)", width=15),
)


def write_sources(book: Book, positions: Positions) -> None:
    """Write the sheet, and further ones where it passes Excel's last row."""
    registry = book.rollup.inputs.registry
    names = {one.code: one.name for one in registry.indicators}
    names |= {task.code: task.name or task.text for task in registry.tasks}
    names = {code: shorten(name, 60) for code, name in names.items()}
    sheets = {sheet.key: sheet.title for sheet in book.rollup.inputs.form.sheets}
    for span in positions.sources:
        page = Page(book, span.sheet, "数据来源表", _COLUMNS, freeze=2)
        page.sheet.set_tab_color("#8C8C8C")
        for figure in span.rows:
            page.plain_line(_cells(book, figure, names, sheets))
        page.sheet.autofilter(
            FIRST_ROW - 1, 0, max(page.row - 1, FIRST_ROW), page.last_column
        )


def _cells(
    book: Book, one: Figure, names: Mapping[str, str], sheets: Mapping[str, str]
) -> list[Cell]:
    content = one.value.number
    return [
        sheets.get(one.sheet, one.sheet),
        one.row,
        names.get(one.row) or None,
        book.unit(one.unit),
        one.field,
        shorten(one.value.text, 100) if content is None else content,
        one.value.state.value,
        one.source.file,
        one.source.sheet,
        one.source.cell,
        one.source.sender or None,
        one.source.received_at,
        one.source.sha256[:12],
    ]
