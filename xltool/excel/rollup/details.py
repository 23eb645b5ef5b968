"""指标明细: one row per indicator and unit, with every field of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.detail_columns import DetailRow
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.positions import FIRST_ROW

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Detail, Positions, Span


def write_details(book: Book, positions: Positions) -> None:
    """Write the sheet, and further ones where it passes Excel's last row."""
    for span in positions.details:
        _write(book, positions, span)


def _write(book: Book, positions: Positions, span: Span[Detail]) -> None:
    """Write one sheet; it is long, and formulas name its columns by letter."""
    columns = positions.columns
    page = RollupPage(book, span.sheet, "指标明细表", columns, freeze=4)
    page.sheet.set_tab_color("#8C8C8C")
    write = page.filler(columns)
    for line, unit in span.rows:
        page.joined_line([write(DetailRow(line, unit, book, positions))])
    last_row = max(page.row - 1, FIRST_ROW)
    page.sheet.autofilter(FIRST_ROW - 1, 0, last_row, page.last_column)
    status = columns.place("状态")
    book.color_statuses(page.sheet, FIRST_ROW, status, last_row, status)
