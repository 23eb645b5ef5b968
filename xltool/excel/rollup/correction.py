"""更正说明: what a corrected edition prints differently, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.rollup.correction import Difference

COLUMNS = Columns[tuple[int, "Difference"]](
    Column(title="序号", width=6, value=lambda row: row[0]),
    Column(title="数据", width=60, value=lambda row: row[1].name, align="left"),
    Column(title="原数", width=24, value=lambda row: row[1].before or "（无）"),
    Column(title="更正为", width=24, value=lambda row: row[1].after or "（无）"),
)


def write_correction(book: Book) -> None:
    """Write what is corrected, where anything is."""
    correction = book.rollup.correction
    if correction is None:
        return
    page = RollupPage(book, "更正说明", "更正说明", COLUMNS, freeze=2)
    for number, difference in enumerate(correction.differences, start=1):
        page.line(COLUMNS.cells((number, difference)))
    page.note(f"更正原因：{correction.reason}")
