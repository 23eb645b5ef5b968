"""The native charts of 总览, and the sheet 图表数据 that they draw from."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from xltool.excel.rollup.cells import Cell, NumberCell, share_cell
from xltool.excel.rollup.columns import Column
from xltool.excel.rollup.page import RollupPage
from xltool.rollup.discipline import Mark
from xltool.rollup.progress import MEASURED
from xltool.rollup.wording import period_words

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.rollup.book import Book

CHART_DATA = "图表数据"
CHART_ROWS = 19
"""Rows of 15 points that a chart stands over."""
MOST_UNITS = 24
"""Units that fit below one chart; of more, those that are most behind."""
_COLORS = {
    "已完成": "#3A9A5B", "达序时": "#5B8BD0", "滞后": "#F0B93A", "严重滞后": "#D04A4A",
    "按时": "#5B8BD0", "逾期": "#F0B93A", "退回": "#E58A6B", "未报": "#B0B0B0",
}  # fmt: skip
_DISCIPLINE = (Mark.ON_TIME, Mark.LATE, Mark.RETURNED, Mark.MISSING)


@dataclass(frozen=True, slots=True)
class ChartTable:
    """A table on 图表数据: its first and its last row of data.

    Its titles stand above.
    """

    first: int
    last: int

    def series(self, column: int, **look: Any) -> dict[str, Any]:
        """Give a chart's series over one column, its categories in the first one."""
        return {
            "name": [CHART_DATA, self.first - 1, column],
            "categories": [CHART_DATA, self.first, 0, self.last, 0],
            "values": [CHART_DATA, self.first, column, self.last, column],
            **look,
        }


@dataclass(frozen=True, slots=True)
class ChartData:
    """Where each chart's table stands."""

    campaigns: ChartTable
    units: ChartTable
    trend: ChartTable


def write_chart_data(book: Book) -> ChartData:
    """Write the tables that the charts draw from."""
    columns: list[Column[Any]] = [Column(title="项目", width=24)]
    for number in range(1, 7):
        columns.append(Column(title=f"数据{number}", width=12))
    page = RollupPage(book, CHART_DATA, "图表数据", columns)
    data = ChartData(
        campaigns=_write_campaigns(page, book),
        units=_write_units(page, book),
        trend=_write_trend(page, book),
    )
    page.note(
        "平均完成率：各项可计算完成率的指标（不含“越少越好”的指标）的平均，"
        "单项超过100%的按100%计。"
    )
    return data


def _write_campaigns(page: RollupPage, book: Book) -> ChartTable:
    """Write how far each campaign is, and how many indicators have each status."""
    expected = share_cell(book.rollup.inputs.period.time_progress)
    statuses = (status.value for status in MEASURED)
    rows: list[list[Cell]] = []
    for campaign in book.rollup.overview.campaigns:
        name = campaign.name or "未归入攻坚"
        counts = [campaign.statuses[status] for status in MEASURED]
        rows.append([name, share_cell(campaign.completion), expected, *counts])
    titles = ("攻坚", "平均完成率", "序时进度", *statuses)
    return _block(page, "各攻坚指标", titles, rows)


def _write_units(page: RollupPage, book: Book) -> ChartTable:
    """Write how far the units are that are most behind, the last of them lowest."""
    expected = share_cell(book.rollup.inputs.period.time_progress)
    measured = []
    for score in book.rollup.scores:
        if score.completion is not None:
            measured.append((score.completion, score.unit))
    measured.sort(key=itemgetter(0))
    rows: list[list[Cell]] = []
    for completion, unit in reversed(measured[:MOST_UNITS]):
        rows.append([book.unit(unit), share_cell(completion), expected])
    return _block(page, "各单位平均完成率", ("单位", "平均完成率", "序时进度"), rows)


def _write_trend(page: RollupPage, book: Book) -> ChartTable:
    """Write how far all are in each period, and how their workbooks came in."""
    marks = (mark.value for mark in _DISCIPLINE)
    rows: list[list[Cell]] = []
    for point in book.rollup.overview.trend:
        counts = [point.discipline.counts[mark] for mark in _DISCIPLINE]
        expected = share_cell(point.period.time_progress)
        done = share_cell(point.completion)
        rows.append([period_words(point.period), done, expected, *counts])
    titles = ("报告期", "平均完成率", "序时进度", *marks)
    return _block(page, "各期情况", titles, rows)


def _block(
    page: RollupPage, heading: str, titles: tuple[str, ...], rows: list[list[Cell]]
) -> ChartTable:
    page.band(heading)
    spare: list[Cell] = [None] * (len(page.columns) - len(titles))
    first = page.row + 1
    nothing: list[Cell] = ["无", *(None for _ in titles[1:])]
    lines: list[list[Cell]] = [[*titles], *(rows or [nothing])]
    for row in lines:
        plain = [
            float(cell.value) if isinstance(cell, NumberCell) else cell for cell in row
        ]
        page.sheet.write_row(
            page.row, 0, plain
        )  # for XlsxWriter, which keeps in each chart what it draws
        page.plain_line([*row, *spare], bold=page.row < first)
    return ChartTable(first, page.row - 1)


def add_charts(book: Book, sheet: Worksheet, row: int, data: ChartData) -> None:
    """Put the four charts below the tables, two by two."""
    for place, chart in enumerate(
        (
            _campaigns(book, data),
            _units(book, data),
            _trend(book, data),
            _discipline(book, data),
        )
    ):
        chart.set_size({"width": 648, "height": 370})
        sheet.insert_chart(
            row + place // 2 * CHART_ROWS,
            place % 2 * 8,
            chart,
            {"object_position": 2, "x_offset": 2},
        )


def _chart(book: Book, kind: dict[str, str], title: str) -> Any:
    """Make a chart with our fonts, its legend below."""
    chart = book.file.add_chart(kind)
    chart.set_title(
        {
            "name": title,
            "name_font": {"name": "黑体", "size": 15, "bold": False},
            "overlay": False,
        }
    )
    chart.set_legend({"position": "bottom", "font": {"size": 12}})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})
    chart.set_x_axis({"num_font": {"size": 12}, "line": {"color": "#8C8C8C"}})
    return chart


def _completion(book: Book, block: ChartTable, title: str, color: str) -> Any:
    """Columns of average completion with 序时进度 as a line across."""
    chart = _chart(book, {"type": "column"}, title)
    chart.add_series(
        block.series(1, fill={"color": color}, gap=60, data_labels=_LABELS)
    )
    line = book.file.add_chart({"type": "line"})
    line.add_series(
        block.series(2, line={"color": "#A61C1C", "width": 1.75, "dash_type": "dash"})
    )
    chart.combine(line)
    chart.set_y_axis(_PERCENT_AXIS)
    return chart


_LABELS = {"value": True, "num_format": "0%", "font": {"size": 11}}
_PERCENT_AXIS = {
    "num_format": "0%", "min": 0, "max": 1, "num_font": {"size": 11},
    "major_gridlines": {"visible": True, "line": {"color": "#E5E5E5"}},
}  # fmt: skip


def _campaigns(book: Book, data: ChartData) -> Any:
    """Make the chart of the campaigns."""
    return _completion(book, data.campaigns, "各攻坚指标平均完成率", "#5B8BD0")


def _units(book: Book, data: ChartData) -> Any:
    """Make the chart of the units."""
    chart = _completion(book, data.units, "各单位指标平均完成率", "#6FAE8C")
    chart.set_x_axis({"num_font": {"size": 11, "rotation": -45}, "interval_unit": 1})
    return chart


def _trend(book: Book, data: ChartData) -> Any:
    """Make the chart of all periods: how far all were, beside what was expected."""
    chart = _chart(book, {"type": "line"}, "各期平均完成率与序时进度")
    look = {"type": "circle", "size": 5}
    chart.add_series(
        data.trend.series(
            1,
            line={"color": "#5B8BD0", "width": 2.25},
            marker=look,
            data_labels=_LABELS,
        )
    )
    chart.add_series(
        data.trend.series(
            2, line={"color": "#A61C1C", "width": 1.5, "dash_type": "dash"}
        )
    )
    chart.set_y_axis(_PERCENT_AXIS)
    return chart


def _discipline(book: Book, data: ChartData) -> Any:
    """Make the chart of how the workbooks of each period came in."""
    chart = _chart(
        book, {"type": "column", "subtype": "stacked"}, "各期报送情况（单位数）"
    )
    for place, mark in enumerate(_DISCIPLINE, start=3):
        chart.add_series(
            data.trend.series(place, fill={"color": _COLORS[mark]}, gap=70)
        )
    chart.set_y_axis(
        {
            "min": 0,
            "num_format": "0",
            "num_font": {"size": 9},
            "major_gridlines": {"visible": True, "line": {"color": "#E5E5E5"}},
        }
    )
    return chart
