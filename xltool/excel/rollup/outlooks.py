"""预警: where each indicator will stand at the year's end, the gravest first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import PER_CENT, Cell, NumberCell, number_format
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.rollup.outlook import WARNED, Prospect
from xltool.rollup.progress import decimals_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.excel.rollup.book import Book
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.outlook import Outlook

OUTLOOKS = "预警"
_ORDER = (*WARNED, Prospect.LIKELY, Prospect.REACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One indicator with its outlook; `lead` is the printed name of who leads."""

    number: int
    line: IndicatorLine
    outlook: Outlook
    lead: str


def _target(row: _Row) -> Cell:
    """Give the target; what may not be exceeded has a sign before it."""
    target = row.line.goal.target
    if target is None:
        return None
    sign = "≤" if row.line.goal.reverse else ""
    return NumberCell(target, f'"{sign}"{number_format(decimals_of(target))}')


def _completion(row: _Row) -> Cell:
    """Give the completion so far as a share of 1."""
    return _share(row.line.progress.completion)


def _share(share: Decimal | None) -> Cell:
    """Give a share of 1; empty where there is none."""
    return None if share is None else NumberCell(share, PER_CENT)


def _interval(row: _Row) -> Cell:
    """Give what the year may end with, from the lowest to the highest."""
    low, high = row.outlook.low, row.outlook.high
    return f"{low:,f} — {high:,f}" if low != high else f"{low:,f}"


def _usual_error(row: _Row) -> Cell:
    """Give by how much such forecasts were usually wrong."""
    error = row.outlook.usual_error
    return None if error is None else NumberCell(error / 100, "±0.0%")


COLUMNS = Columns[_Row](
    Column(title="序号", width=6, value=lambda row: row.number),
    Column(title="判断", width=11, value=lambda row: row.outlook.prospect.value),
    Column(title="指标编号", width=11, value=lambda row: row.line.indicator.code),
    Column(
        title="指标名称",
        width=28,
        value=lambda row: row.line.indicator.label,
        align="left",
    ),
    Column(title="牵头单位", width=16, value=lambda row: row.lead),
    Column(
        title="计量\n单位",
        width=8,
        value=lambda row: row.line.indicator.measurement_unit or None,
    ),
    Column(title="年度目标", width=12, value=_target, align="right"),
    Column(
        title="累计完成",
        width=12,
        value=lambda row: row.line.total.value.number,
        align="right",
    ),
    Column(title="完成率", width=9, value=_completion, align="right"),
    Column(
        title="计划\n应达",
        width=11,
        value=lambda row: row.line.progress.asked,
        align="right",
    ),
    Column(
        title="预计全年",
        width=12,
        value=lambda row: row.outlook.expected,
        align="right",
    ),
    Column(title="预计区间", width=21, value=_interval),
    Column(
        title="预计\n完成率",
        width=9,
        value=lambda row: _share(row.outlook.completion),
        align="right",
    ),
    Column(title="依据", width=11, value=lambda row: row.outlook.basis.value),
    Column(title="一般\n误差", width=8, value=_usual_error),
)


def write_outlooks(book: Book) -> None:
    """Write the sheet; indicators without an outlook are left out."""
    page = RollupPage(book, OUTLOOKS, "年底预计与预警", COLUMNS, freeze=4)
    page.sheet.set_tab_color("#A61C1C")
    number = 0
    for prospect in _ORDER:
        lines = _lines(book.rollup.indicators, prospect)
        if lines:
            page.band(f"{prospect}（{len(lines)}项）")
        for line, outlook in lines:
            number += 1
            lead = book.unit(line.lead) or "各责任单位"
            row = _Row(number=number, line=line, outlook=outlook, lead=lead)
            page.plain_line(COLUMNS.cells(row))
    if not number:
        page.plain_line(COLUMNS.cells_by_name(指标名称="本期无"))
    page.note(_ON_THE_METHOD)
    page.note(_ON_THE_ERROR)
    page.color_statuses(COLUMNS.place("判断"))


def _lines(
    lines: Iterable[IndicatorLine], prospect: Prospect
) -> list[tuple[IndicatorLine, Outlook]]:
    """Give the indicators with this prospect, those that will be furthest behind
    first.
    """
    found = []
    for line in lines:
        if line.outlook is not None and line.outlook.prospect is prospect:
            found.append((line, line.outlook))
    return sorted(found, key=_distance)


def _distance(pair: tuple[IndicatorLine, Outlook]) -> Decimal:
    """Give by what the rows are ordered: the furthest behind come first."""
    line, outlook = pair
    share = outlook.completion or Decimal(0)
    return -share if line.goal.reverse else share


_ON_THE_METHOD = (
    "预计全年：按往年同期以后的节奏、分期计划或本年进度推算；"
    "存量、水平、增速、占比、时长按当前水平和往年年底前的变化推算。区间：实际落在其中的约五次里有四次。"
    "判断：区间两头都达到目标的预计完成，都达不到的预计完不成，其余有风险。"
)
_ON_THE_ERROR = (
    "一般误差：同样的算法在公开的月度数据上，从同一个月推算全年的误差的中位数。"
    "预计只供研判，不作为考核依据；算法见 docs/figures.md。"
)
