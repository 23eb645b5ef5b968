"""The leader's set: what a leader holds, alone, large, and without what is behind it.

总览, 指标汇总 and 督办清单 (of a statistical form its tables) as the roll-up has them,
but with values in place of formulas, since what they are computed from is not here; and
欠报名单: whom to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from xltool.excel.rollup.book import Book
from xltool.excel.rollup.charts import CHART_DATA, write_chart_data
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.overview import (
    CHARTS,
    OVERVIEW,
    write_overview,
    write_overview_charts,
)
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.positions import plan
from xltool.excel.rollup.summary import (
    NOTE_ON_PROGRESS,
    SUMMARY,
    lines_by_campaign,
    summary_sheet,
)
from xltool.excel.rollup.summary_columns import COLUMNS, SummaryRow
from xltool.excel.rollup.supervision import write_supervision
from xltool.excel.rollup.tables import BESIDE, write_tables

if TYPE_CHECKING:
    import datetime as dt

    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.owing import OwingUnit
    from xltool.rollup.rollup import Rollup

OWING = "欠报名单"
SCALE = 1.2
"""Against the roll-up: as large as the columns below leave room for on A4."""
_SHOWN = (
    "序号",
    "指标名称",
    "计量单位",
    "年度目标",
    "累计完成",
    "完成率",
    "差距(百分点)",
    "状态",
    "排名",
    "当期新增",
    "同比",
    "牵头单位",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """Who owes a report on a day."""

    units: tuple[OwingUnit, ...]
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwingRow:
    number: int
    unit: OwingUnit


def write_leaders(rollup: Rollup, owing: Owing, file: IO[bytes]) -> None:
    """Write the leader's set."""
    book = Book(rollup, scale=SCALE, is_live=False)
    positions = plan(rollup)
    if rollup.indicators:
        _write_measured(book, positions, owing)
    elif rollup.measures:
        _write_tasks_alone(book, owing)
    else:
        write_tables(book, positions)
        _write_owing(book, owing)
        _hide_units(book)
    book.finish(file)


def _hide_units(book: Book) -> None:
    """Print the totals alone: the units side by side are too many for a page."""
    for sheet in book.file.worksheets():
        if BESIDE in sheet.get_name():
            sheet.hide()


def _write_measured(book: Book, positions: Positions, owing: Owing) -> None:
    """Write what leaders hold of a form about tasks and indicators."""
    first = book.sheet(OVERVIEW)
    charts = book.sheet(CHARTS)
    _write_summary(book, positions)
    write_supervision(book, for_leaders=True)
    _write_owing(book, owing)
    data = write_chart_data(book)
    book.file.get_worksheet_by_name(CHART_DATA).hide()
    write_overview(book, first, {})
    write_overview_charts(book, charts, data)


def _write_tasks_alone(book: Book, owing: Owing) -> None:
    """Write what leaders hold of a form about tasks without indicators."""
    first = book.sheet(OVERVIEW)
    write_supervision(book, for_leaders=True)
    _write_owing(book, owing)
    write_overview(book, first, {})


def _write_summary(book: Book, positions: Positions) -> None:
    """Write the indicators by campaign, each in one row."""
    columns = Columns[SummaryRow](*(one for one in COLUMNS if one.name in _SHOWN))
    page = RollupPage(book, SUMMARY, "指标汇总表", columns, freeze=2)
    page.sheet.set_tab_color("#A61C1C")
    sheet = summary_sheet(book, positions, page)
    number = 0
    for heading, lines in lines_by_campaign(book.rollup):
        page.band(heading)
        for line in lines:
            number += 1
            row = SummaryRow(sheet=sheet, line=line, number=number)
            page.plain_line(columns.cells(row))
    page.note(NOTE_ON_PROGRESS)
    page.color_statuses(columns.place("状态"))


_OWING = Columns[_OwingRow](
    Column(title="序号", width=6, value=lambda row: row.number),
    Column(title="单位", width=24, value=lambda row: row.unit.name),
    Column(title="状态", width=10, value=lambda row: row.unit.state),
    Column(title="应报日期", width=13, value=lambda row: row.unit.due),
    Column(title="逾期\n天数", width=8, value=lambda row: row.unit.days_late or None),
    Column(title="联系人", width=14, value=lambda row: row.unit.contact or None),
    Column(title="联系电话", width=20, value=lambda row: row.unit.phone or None),
    Column(title="备注", width=16),
)


def _write_owing(book: Book, owing: Owing) -> None:
    """Write who has not reported, or not what was asked."""
    page = RollupPage(book, OWING, OWING, _OWING)
    for number, unit in enumerate(owing.units, start=1):
        page.plain_line(_OWING.cells(_OwingRow(number=number, unit=unit)))
    if not owing.units:
        page.plain_line(_OWING.cells_by_name(单位="无"))
    day = owing.day
    page.note(
        f"截至{day.year}年{day.month}月{day.day}日。逾期天数从应报日期的次日起按自然日计；"
        "退回的，改好重新报来才算报送。"
    )
    page.color_statuses(_OWING.place("状态"))
