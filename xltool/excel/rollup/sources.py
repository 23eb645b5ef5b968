"""数据来源: every figure of the period to unit, file, sheet, cell, sender and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.page import Cell, Column, Page
from xltool.excel.rollup.positions import FIRST_ROW, figure_key
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions, Span
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
    figures = {figure_key(one): one for one in positions.figures}
    registry = book.rollup.inputs.registry
    names = {one.code: one.name for one in registry.indicators}
    names |= {task.code: task.name or task.text for task in registry.tasks}
    sheets = {sheet.key: sheet.title for sheet in book.rollup.inputs.form.sheets}
    for span in positions.sources:
        _write(book, span, [_cells(book, figures[key], names, sheets) for key in _keys(span)])


def _keys(span: Span) -> list[tuple[str, str, str, str]]:
    return [key for key in span.keys if isinstance(key, tuple)]


def _write(book: Book, span: Span, rows: list[list[Cell]]) -> None:
    page = Page(book, span.sheet, "数据来源表", _COLUMNS, freeze=2)
    page.sheet.set_tab_color("#8C8C8C")
    for row in rows:
        page.plain_line(row)
    page.sheet.autofilter(FIRST_ROW - 1, 0, max(page.row - 1, FIRST_ROW), page.last_column)


def _cells(book: Book, one: Figure, names: Mapping[str, str], sheets: Mapping[str, str]) -> list[Cell]:
    content = one.value.number
    return [
        sheets.get(one.sheet, one.sheet),
        one.row,
        shorten(names.get(one.row, ""), 60) or None,
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
