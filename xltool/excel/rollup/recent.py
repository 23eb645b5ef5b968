"""近十二期: beside each indicator its figures of the last twelve periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.excel.rollup.cells import LinkCell
from xltool.excel.rollup.columns import Column
from xltool.excel.rollup.page import HEADER_ROW, RollupPage
from xltool.rollup.indicators import RECENT
from xltool.rollup.wording import period_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.cells import Cell
    from xltool.model.period import Period
    from xltool.rollup.indicators import IndicatorLine

SHEET = "近十二期"


def write_recent(book: Book) -> None:
    """Write the figures of the last periods of each indicator."""
    periods = _periods(book)
    columns: list[Column[Any]] = [
        Column(title="指标编号", width=11),
        Column(title="指标名称", width=30, align="left"),
        Column(title="计量\n单位", width=9),
    ]
    for period in periods:
        title = f"{period.year}年\n{period_words(period)}"
        columns.append(Column(title=title, width=12, align="right"))
    page = RollupPage(book, SHEET, "各指标近十二期累计完成情况表", columns, freeze=3)
    page.sheet.set_tab_color("#8C8C8C")
    for line in book.rollup.indicators:
        page.plain_line(_cells(line, periods))
    page.note(
        "各期为当时的累计数，年初重新开始；空格为当期没有数，或各单位的数不能相加。"
    )


def _periods(book: Book) -> list[Period]:
    """Give the last twelve periods that any indicator has, oldest first."""
    found: set[Period] = set()
    for line in book.rollup.indicators:
        found.update(period for period, _ in line.recent)
    found.add(book.rollup.inputs.period)
    return sorted(found)[-RECENT:]


def recent_link(place: int) -> LinkCell:
    """Give a link to an indicator's figures; `place` is its own, counted from 0."""
    return LinkCell(SHEET, HEADER_ROW + 1 + place, "各期")


def _cells(line: IndicatorLine, periods: list[Period]) -> list[Cell]:
    """Give an indicator's total in each of the periods."""
    totals: Mapping[Period, Any] = dict(line.recent)
    cells: list[Cell] = [
        line.indicator.code,
        line.indicator.label,
        line.indicator.measurement_unit or None,
    ]
    for period in periods:
        total = totals.get(period)
        cells.append(None if total is None else total.value.number)
    return cells
