"""县市区对比: each indicator that areas share, area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.rollup.answer_cells import answer_cell
from xltool.excel.rollup.cells import GAP, PER_CENT, Cell, NumberCell, share_cell
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.printing import Start, print_in_blocks
from xltool.rollup.areas import areas_name
from xltool.rollup.wording import per_cent

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.areas import AreaComparison
    from xltool.rollup.indicators import UnitLine


class _Row(NamedTuple):
    """One area's line of an indicator."""

    line: UnitLine
    book: Book
    positions: Positions


def _growth(row: _Row) -> Cell:
    """Give the growth as a share of 1."""
    growth = row.line.growth
    return None if growth is None else NumberCell(growth / 100, PER_CENT)


def _gap(row: _Row) -> Cell:
    """Give the distance from what is expected, in percentage points."""
    gap = row.line.share.progress.gap
    return None if gap is None else NumberCell(gap, GAP)


COLUMNS = Columns[_Row](
    Column(title="单位", width=18, value=lambda row: row.book.unit(row.line.unit)),
    Column(
        title="目标",
        width=13,
        value=lambda row: row.line.share.goal.target,
        align="right",
    ),
    Column(
        title="累计完成",
        width=14,
        value=lambda row: answer_cell(row.line.share.value),
        align="right",
    ),
    Column(title="总量\n排名", width=8, value=lambda row: row.line.total_rank),
    Column(title="同比增长", width=11, value=_growth, align="right"),
    Column(title="增速\n排名", width=8, value=lambda row: row.line.growth_rank),
    Column(
        title="完成率",
        width=10,
        value=lambda row: share_cell(row.line.share.progress.completion),
        align="right",
    ),
    Column(title="差距\n(百分点)", width=10, value=_gap, align="right"),
    Column(title="进度\n排名", width=8, value=lambda row: row.line.progress_rank),
    Column(
        title="状态", width=11, value=lambda row: row.line.share.progress.status.value
    ),
    Column(title="来源", width=7, value=lambda row: row.positions.source(row.line.row)),
)


def write_areas(book: Book, positions: Positions) -> None:
    """Write the comparison of areas; no sheet where no two areas share an indicator."""
    rollup = book.rollup
    if not rollup.areas:
        return
    name = f"{areas_name(rollup.inputs.registry, rollup.areas)}对比"
    page = RollupPage(book, name, f"{name}表", COLUMNS, freeze=1)
    starts = []
    for comparison in rollup.areas:
        starts.append(Start(page.row, page.height))
        page.band(_heading(comparison))
        write = page.filler(COLUMNS)
        for line in comparison.lines:
            page.joined_line([write(_Row(line, book, positions))])
    page.note(
        "同值并列，其后名次顺延；未报、不适用的单位不参加排名，也不按 0 计算。"
        "“越少越好”的指标，数值小的名次在前。"
    )
    page.color_statuses(COLUMNS.place("状态"))
    print_in_blocks(page, starts, upright=True)


def _heading(comparison: AreaComparison) -> str:
    """Say which indicator the units below are compared by, and how it stands."""
    line = comparison.indicator
    indicator, total = line.indicator, line.total
    text = f"{indicator.code}　{indicator.name}"
    if indicator.measurement_unit:
        text += f"（{indicator.measurement_unit}）"
    if total.value.number is not None:
        text += f"，{total.method}{total.value.number:,f}"
    if line.progress.completion is not None:
        text += f"，完成率{per_cent(line.progress.completion)}"
    if total.partial:
        text += f"，部分汇总（{total.answered}/{len(total.reporters)}）"
    return text
