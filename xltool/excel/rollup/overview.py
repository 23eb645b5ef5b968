"""总览 and 总览图: a printed page each for leaders.

Units, indicators, tasks and extremes on the first, charts on the second.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xltool.excel.rollup.book import HEAD_FILL, HEAD_FONT, INK, LINE, STATUS_LOOKS, Book
from xltool.excel.rollup.cells import (
    SIGNED_GAP,
    Cell,
    FormulaCell,
    LinkCell,
    NumberCell,
    dressed,
    fitting,
    wall_clock,
)
from xltool.excel.rollup.charts import CHART_ROWS, add_charts
from xltool.excel.rollup.summary import SUMMARY
from xltool.excel.rollup.summary_columns import COLUMNS as SUMMARY_COLUMNS
from xltool.rollup.discipline import Mark
from xltool.rollup.progress import MEASURED, ProgressStatus
from xltool.rollup.tasks import STATUSES
from xltool.rollup.wording import per_cent
from xltool.text import shorten

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.rollup.charts import ChartData
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.overview import Overview

OVERVIEW, CHARTS = "总览", "总览图"
COLUMNS, WIDTH = 16, 11.0
_NARROW = 10
"""Columns of 总览 where no indicators are counted: units and tasks side by side."""
TEXT_SIZE, HEAD_SIZE = 13, 15
"""In points: printed at three quarters, they are read at arm's length."""
_OTHER = tuple(
    status
    for status in ProgressStatus
    if status not in {*MEASURED, ProgressStatus.MISSING}
)
_TABLE = (
    ("序号", 1),
    ("指标", 3),
    ("责任单位", 1),
    ("完成率", 1),
    ("差距", 1),
    ("状态", 1),
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    book: Book
    sheet: Worksheet
    summary_rows: dict[str, int]
    columns: int = COLUMNS

    def span(self, row: int, first: int, last: int, cell: Cell, **look: Any) -> None:
        """Write a cell over several columns."""
        look = {"align": "center", "font_size": TEXT_SIZE, **look}
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.book.format(**look))
        put(self.book, self.sheet, (row, first), cell, look)


def write_overview(book: Book, sheet: Worksheet, summary_rows: dict[str, int]) -> None:
    """Fill the first sheet, which was added before the sheets that it points to."""
    has_indicators = bool(book.rollup.indicators)
    columns = COLUMNS if has_indicators else _NARROW
    page = _Sheet(book, sheet, summary_rows, columns)
    _set_up(page)
    sheet.activate()
    _head(page)
    overview = book.rollup.overview
    _count_units(page, overview)
    if has_indicators:
        _count_indicators(page, overview)
        worst, best = "三", "四"
        if overview.tasks:
            _count_tasks(page, 11, f"三、任务（共{sum(overview.tasks.values())}项）")
            worst, best = "四", "五"
        _extremes(page, 7, 0, f"{worst}、滞后最多的十项指标", overview.worst)
        _extremes(page, 7, 8, f"{best}、进度最好的十项指标", overview.best)
        sheet.print_area(0, 0, 18, columns - 1)
    else:
        _count_tasks(page, 5, f"二、任务（共{sum(overview.tasks.values())}项）")
        sheet.print_area(0, 0, 5, columns - 1)


def write_overview_charts(book: Book, sheet: Worksheet, data: ChartData) -> None:
    """Fill the sheet of charts, which was added second."""
    page = _Sheet(book, sheet, {})
    _set_up(page)
    _head(page)
    add_charts(book, sheet, 3, data)
    sheet.print_area(0, 0, 2 + 2 * CHART_ROWS, COLUMNS - 1)


def _set_up(page: _Sheet) -> None:
    """Have the sheet printed on one page."""
    page.sheet.fit_to_pages(1, 1)
    page.sheet.set_column(0, page.columns - 1, WIDTH)
    page.sheet.set_tab_color("#A61C1C")


def _head(page: _Sheet) -> None:
    """Write the title; below it the office, where the year stands, and the period."""
    inputs = page.book.rollup.inputs
    office, period = inputs.settings.office, inputs.period
    last = page.columns - 1
    page.sheet.set_row(0, 42)
    title = f"{office.region}{office.title}进展情况总览（{period.label}）"
    page.span(0, 0, last, title, font_name=HEAD_FONT, font_size=22)

    middle, right = (6, 10) if page.columns == COLUMNS else (3, 5)
    page.sheet.set_row(1, 26)
    page.span(1, 0, middle - 1, f"编制单位：{office.name}", align="left")
    progress = f"序时进度 {per_cent(period.time_progress)}"
    page.span(1, middle, right - 1, progress, font_name=HEAD_FONT)
    due = inputs.deadline
    deadline = f"　报送截止：{due.year}年{due.month}月{due.day}日" if due else ""
    what = f"报告期：{period.cumulative_label}累计{deadline}"
    page.span(1, right, last, what, align="right")


def _count_units(page: _Sheet, overview: Overview) -> None:
    """Count the units by how their workbooks came in."""
    units = overview.units
    on_time = overview.trend[-1].discipline.counts[Mark.ON_TIME]
    due_words = f"一、报送（应报{units.due}个单位）"
    _tiles(page, 0, due_words, [
        ("已收到", units.received), ("按时合格", on_time), ("逾期合格", units.late),
        ("退回", units.returned), ("未报", units.missing),
    ])  # fmt: skip


def _count_indicators(page: _Sheet, overview: Overview) -> None:
    """Count the indicators by status, live where 指标汇总 is here."""
    total = sum(overview.indicators.values())
    other = sum(overview.indicators[status] for status in _OTHER)
    tiles: list[tuple[str, Cell]] = [
        (status.value, _status_count(page, status, overview.indicators[status]))
        for status in (*MEASURED, ProgressStatus.MISSING)
    ]
    _tiles(page, 5, f"二、指标（共{total}项）", [*tiles, ("其他", other)])


def _count_tasks(page: _Sheet, first: int, heading: str) -> None:
    """Count the tasks by status."""
    tasks = page.book.rollup.overview.tasks
    counted = [(status, tasks.get(status, 0)) for status in STATUSES]
    rest = sum(tasks.values()) - sum(count for _, count in counted)
    _tiles(page, first, heading, [*counted, ("其他", rest)])


def _status_count(page: _Sheet, status: ProgressStatus, count: int) -> Cell:
    """Count a status of 指标汇总 live, where that is here; its rows of units carry no
    序号.
    """
    if not page.summary_rows:
        return count
    numbers, statuses = (_whole_column(name) for name in ("序号", "状态"))
    return FormulaCell(f'=COUNTIFS({numbers},">0",{statuses},"{status}")', count, "0")


def _whole_column(name: str) -> str:
    """Give a column of 指标汇总 as formulas of other sheets name it."""
    letters = SUMMARY_COLUMNS.letters[name]
    return f"'{SUMMARY}'!${letters}:${letters}"


def _tiles(
    page: _Sheet, first: int, heading: str, tiles: list[tuple[str, Any]]
) -> None:
    """Write a heading over tiles, each with a label above its number."""
    border = {"border": 1, "border_color": LINE}
    last = first + len(tiles) - 1
    page.sheet.set_row(3, 28)
    page.span(
        3,
        first,
        last,
        heading,
        font_name=HEAD_FONT,
        bg_color=HEAD_FILL,
        font_size=HEAD_SIZE,
        **border,
    )
    page.sheet.set_row(4, 25)
    page.sheet.set_row(5, 40)
    for place, (label, value) in enumerate(tiles, start=first):
        look = STATUS_LOOKS.get(label, {})
        page.span(4, place, place, label, **border)
        page.span(
            5,
            place,
            place,
            value,
            font_size=22,
            bold=True,
            font_color=look.get("font_color", INK),
            **border,
        )


def _extremes(
    page: _Sheet, row: int, first: int, heading: str, lines: tuple[IndicatorLine, ...]
) -> None:
    """Write the ten indicators that are furthest behind, or ahead."""
    border = {"border": 1, "border_color": LINE}
    page.sheet.set_row(row, 28)
    page.span(
        row,
        first,
        first + 7,
        heading,
        font_name=HEAD_FONT,
        bg_color=HEAD_FILL,
        font_size=HEAD_SIZE,
        **border,
    )
    _table_row(
        page, row + 1, first, [title for title, _ in _TABLE], font_name=HEAD_FONT
    )
    for number in range(10):
        cells: list[Cell] = [None] * len(_TABLE)
        if number < len(lines):
            cells = _extreme(page, lines[number], number + 1)
        elif not lines and number == 0:
            cells[1] = "无"
        _table_row(page, row + 2 + number, first, cells)
    page.book.color_statuses(page.sheet, row + 2, first + 7, row + 11, first + 7)


def _extreme(page: _Sheet, line: IndicatorLine, number: int) -> list[Cell]:
    """Give the cells of an indicator's line."""
    progress = line.progress
    name = f"{line.indicator.name}{'（部分）' if line.total.partial else ''}"
    row = page.summary_rows.get(line.indicator.code)
    return [
        number,
        name if row is None else LinkCell(SUMMARY, row, shorten(name, 60)),
        page.book.unit(line.lead) or "各责任单位",
        None
        if progress.completion is None
        else NumberCell(progress.completion, "0.0%"),
        None if progress.gap is None else NumberCell(progress.gap, SIGNED_GAP),
        progress.status.value,
    ]


def _table_row(
    page: _Sheet, row: int, first: int, cells: list[Any], **look: Any
) -> None:
    """Write a line of such a table over its merged columns."""
    page.sheet.set_row(row, 37)  # two lines
    column = first
    for cell, (_, width) in zip(cells, _TABLE, strict=True):
        align = "left" if width > 1 and not look else "center"
        page.span(
            row,
            column,
            column + width - 1,
            cell,
            border=1,
            border_color=LINE,
            align=align,
            **look,
        )
        column += width


def _size_of(look: dict[str, Any]) -> dict[str, Any]:
    """Give the size that a look asks for: a link is no smaller than its neighbours."""
    return {key: look[key] for key in ("font_size",) if key in look}


def put(
    book: Book,
    sheet: Worksheet,
    place: tuple[int, int],
    cell: Cell,
    look: dict[str, Any],
) -> None:
    """Write the cell at (row, column) in a given look, by XlsxWriter."""
    style = book.format(**{**dressed(cell, look), **_size_of(look)})
    match cell:
        case None:
            sheet.write_blank(*place, None, style)
        case str():
            sheet.write_string(*place, fitting(cell), style)
        case FormulaCell(text, value):
            sheet.write_formula(
                *place,
                text,
                style,
                float(value) if isinstance(value, Decimal) else value,
            )
        case LinkCell():
            sheet.write_formula(*place, cell.formula, style, cell.label)
        case dt.date():
            sheet.write_datetime(
                *place,
                wall_clock(cell) if isinstance(cell, dt.datetime) else cell,
                style,
            )
        case NumberCell(value):
            sheet.write_number(*place, float(value), style)
        case _:
            sheet.write_number(*place, float(cell), style)
