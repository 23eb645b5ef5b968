"""指标汇总: every indicator of the whole, by 攻坚, with the units below it where
several report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.formulas import DetailSums
from xltool.excel.rollup.page import HEADER_ROW, RollupPage
from xltool.excel.rollup.summary_columns import (
    COLUMNS,
    PRINTED,
    SummaryRow,
    SummarySheet,
)
from xltool.rollup.overview import campaign_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.rollup import Rollup

SUMMARY = "指标汇总"
_SPARE_ROWS = 200
"""Rows for bands and notes that ranges reach over as well."""
NOTE_ON_PROGRESS = (
    "说明：完成率＝累计完成÷年度目标；差距为完成率与序时进度之差，"
    "“越少越好”的指标方向相反；"
    "指标自己有完成时限或分期计划的，序时进度按时限、按到期的计划算。"
    "增速、占比与目标本身比较（差距为两者之差），存量、水平、位次、时长也与目标本身比较，"
    "都不与序时进度比较。全部算法见 docs/figures.md。"
)
_NOTE_ON_CHANGES = (
    "环比为当期新增与上期新增之比，存量、水平的环比为本期与上期之比，"
    "增速、占比、位次的环比、同比为与上期、上年同期之差（百分点、位）；"
    "只有两期填报单位一致时才比较；累计数比上期减少的，不计算环比。"
    "排名按差距由好到差，相同者并列。由多个单位填报的指标，可点左侧“＋”展开各单位情况。"
)


def write_summary(book: Book, positions: Positions) -> dict[str, int]:
    """Write the sheet; gives each indicator's row (from 0), by code."""
    page = RollupPage(book, SUMMARY, "指标汇总表", COLUMNS, freeze=3, printed=PRINTED)
    page.sheet.outline_settings(visible=True, symbols_below=False)
    page.sheet.set_tab_color("#A61C1C")
    sheet = summary_sheet(book, positions, page)
    rows: dict[str, int] = {}
    for heading, lines in lines_by_campaign(book.rollup):
        page.band(heading)
        write = page.filler(COLUMNS)
        for line in lines:
            rows[line.indicator.code] = page.row
            whole = SummaryRow(sheet=sheet, line=line, number=len(rows))
            units = _unit_rows(sheet, line)
            page.plain_line(COLUMNS.cells(whole), collapsed=bool(units))
            for unit in units:
                page.joined_line([write(unit)], level=1)
    page.note(NOTE_ON_PROGRESS)
    page.note(_NOTE_ON_CHANGES)
    page.color_statuses(COLUMNS.place("状态"))
    return rows


def summary_sheet(book: Book, positions: Positions, page: RollupPage) -> SummarySheet:
    """Give what all rows of the sheet that begins need."""
    lines = book.rollup.indicators
    last_row = page.row + _rows_of(lines) + _SPARE_ROWS
    return SummarySheet(
        book=book,
        positions=positions,
        sums=DetailSums(positions.details, positions.columns.letters),
        numbers=_range("序号", last_row),
        gaps=_range("差距(百分点)", last_row),
        places={line.indicator.code: place for place, line in enumerate(lines)},
    )


def lines_by_campaign(
    rollup: Rollup,
) -> Iterator[tuple[str, tuple[IndicatorLine, ...]]]:
    """Give the indicators of each 攻坚 that has some, with its heading."""
    for place, campaign in enumerate(campaign_order(rollup.inputs), start=1):
        mine = [one for one in rollup.indicators if one.task.campaign == campaign]
        if mine:
            heading = f"{place}．{campaign or '未归入攻坚'}（{len(mine)}项指标）"
            yield heading, tuple(mine)


def _rows_of(lines: Iterable[IndicatorLine]) -> int:
    """Count the rows.

    One for each indicator, and one for each of its units if there are several.
    """
    rows = 0
    for line in lines:
        rows += 1
        if len(line.units) > 1:
            rows += len(line.units)
    return rows


def _range(name: str, last_row: int) -> str:
    """Give the address of a column's cells down to a row."""
    letters = COLUMNS.letters[name]
    return f"${letters}${HEADER_ROW + 2}:${letters}${last_row}"


def _unit_rows(sheet: SummarySheet, line: IndicatorLine) -> list[SummaryRow]:
    """Give the rows that are folded away below an indicator of several units."""
    if len(line.units) <= 1:
        return []
    return [
        SummaryRow(sheet=sheet, line=line, unit=unit, place=place)
        for place, unit in enumerate(line.units)
    ]
