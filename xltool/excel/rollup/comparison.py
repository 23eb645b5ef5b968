"""县市区对比: each indicator that areas share, area by area; and 单位排名 by score."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import GAP, Cell, Number
from xltool.excel.rollup.details import answer_cell
from xltool.excel.rollup.page import ROW_HEIGHT, Column, Page
from xltool.rollup.areas import areas_name
from xltool.rollup.progress import Status
from xltool.rollup.wording import per_cent

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.rollup.areas import AreaComparison
    from xltool.rollup.indicators import UnitLine

_AREA_COLUMNS = (
    Column(title="单位", width=18),
    Column(title="目标", width=13, align="right"),
    Column(title="累计完成", width=14, align="right"),
    Column(title="总量\n排名", width=8),
    Column(title="同比增长", width=11, align="right"),
    Column(title="增速\n排名", width=8),
    Column(title="完成率", width=10, align="right"),
    Column(title="差距\n(百分点)", width=10, align="right"),
    Column(title="进度\n排名", width=8),
    Column(title="状态", width=11),
    Column(title="来源", width=7),
)
_SCORE_COLUMNS = (
    Column(title="名次", width=7),
    Column(title="单位", width=18),
    Column(title="类别", width=10),
    Column(title="类内\n名次", width=7),
    Column(title="得分", width=9, align="right"),
    Column(title="指标\n进度", width=9, align="right"),
    Column(title="按时\n报送", width=9, align="right"),
    Column(title="首报\n正确", width=9, align="right"),
    Column(title="平均\n完成率", width=9, align="right"),
    Column(title="可比\n指标", width=7),
    Column(title="已完成", width=8),
    Column(title="达序时", width=8),
    Column(title="滞后", width=7),
    Column(title="严重\n滞后", width=7),
    Column(title="未报", width=7),
)
_PRINTED_WIDTH, _PRINTED_HEIGHT, _HEAD_HEIGHT = 523, 765, 105
"""Of an upright A4 page inside its margins, in points; and of the rows that repeat at its top."""
_SHOWN = (
    Status.DONE,
    Status.ON_TRACK,
    Status.BEHIND,
    Status.SERIOUSLY_BEHIND,
    Status.MISSING,
)


def write_areas(book: Book, positions: Positions) -> None:
    """Write the comparison of areas; no sheet where no two areas share an indicator."""
    rollup = book.rollup
    if not rollup.areas:
        return
    name = f"{areas_name(rollup.inputs.registry, rollup.areas)}对比"
    page = Page(book, name, f"{name}表", _AREA_COLUMNS, freeze=1)
    starts = []
    for one in rollup.areas:
        starts.append(page.row)
        page.band(_heading(one))
        for line in one.lines:
            page.plain_line(_area_cells(book, positions, line))
    page.note(
        "同值并列，其后名次顺延；未报、不适用的单位不参加排名，也不按 0 计算。“越少越好”的指标，数值小的名次在前。"
    )
    book.color_statuses(page.sheet, 3, 9, page.row, 9)
    _keep_together(page, [*starts, page.row])


def _keep_together(page: Page, starts: list[int]) -> None:
    """Print upright, and begin a new page before a block that would be torn."""
    points = sum(column.width * 7 + 5 for column in page.columns) * 0.75
    scale = min(1.0, _PRINTED_WIDTH / points)
    rows = int((_PRINTED_HEIGHT / scale - _HEAD_HEIGHT) / ROW_HEIGHT)
    page.sheet.set_portrait()
    breaks, begun = [], starts[0]
    for start, end in pairwise(starts):
        if end - begun > rows and start > begun:
            breaks.append(start)
            begun = start
    page.sheet.set_h_pagebreaks(breaks)


def _heading(one: AreaComparison) -> str:
    indicator, total = one.indicator.indicator, one.indicator.total
    whole = (
        "" if total.value.number is None else f"，{total.method}{total.value.number:,f}"
    )
    completion = one.indicator.progress.completion
    done = "" if completion is None else f"，完成率{per_cent(completion)}"
    partial = (
        f"，部分汇总（{total.answered}/{len(total.reporters)}）"
        if total.partial
        else ""
    )
    unit = f"（{indicator.measurement_unit}）" if indicator.measurement_unit else ""
    return f"{indicator.code}　{indicator.name}{unit}{whole}{done}{partial}"


def _area_cells(book: Book, positions: Positions, line: UnitLine) -> list[Cell]:
    share = line.share
    return [
        book.unit(line.unit),
        share.goal.target,
        answer_cell(share.value),
        line.total_rank,
        None if line.growth is None else Number(line.growth / 100, "0.0%"),
        line.growth_rank,
        _share(share.progress.completion),
        None if share.progress.gap is None else Number(share.progress.gap, GAP),
        line.progress_rank,
        share.progress.status.value,
        positions.source(line.row),
    ]


def write_scores(book: Book) -> None:
    """Write the units by score; those without one stand last, without a rank."""
    page = Page(book, "单位排名", "单位排名表", _SCORE_COLUMNS, freeze=2)
    for one in book.rollup.scores:
        scored: list[Cell] = [None if one.score is None else Number(one.score, "0.00")]
        page.plain_line(
            [
                one.rank or "不排名",
                book.unit(one.unit),
                one.group,
                one.group_rank,
                *scored,
                _share(one.progress),
                _share(one.punctuality),
                _share(one.completeness),
                _share(one.completion),
                one.measured,
                *(one.statuses[status] or None for status in _SHOWN),
            ]
        )
    weights = book.rollup.inputs.settings.scoring
    page.note(
        f"得分＝指标进度×{weights.progress:g}＋按时报送×{weights.punctuality:g}＋首报正确×{weights.completeness:g}"
        "（按 xltool.toml 的 [scoring]，折成百分制）。指标进度：各指标完成率与应达进度之比的平均，单项最高按100%计，"
        "没有达到的不按100%计；按时报送：本年按时报送期数占应报期数；首报正确：本期第一次报来时正确的必填格占必填格总数。"
        "本期没有合格报表，或没有可计算完成率的指标的单位，不计分、不排名，不按0分计。"
    )


def _share(share: Decimal | None) -> Cell:
    return None if share is None else Number(share, "0.0%")
