"""单位排名: the units by score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import Cell, NumberCell, share_cell
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.page import RollupPage
from xltool.rollup.progress import ProgressStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from xltool.excel.rollup.book import Book
    from xltool.rollup.scores import UnitScore
    from xltool.settings import Scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One unit's score; `name` is how the unit is printed."""

    score: UnitScore
    name: str


def _share_column(
    title: str, share: Callable[[UnitScore], Decimal | None]
) -> Column[_Row]:
    """Make a column of one part of the score, a share of 1."""
    return Column(
        title=title,
        width=9,
        value=lambda row: share_cell(share(row.score)),
        align="right",
    )


def _count_column(title: str, width: float, status: ProgressStatus) -> Column[_Row]:
    """Make a column that counts a unit's indicators of one status."""
    return Column(
        title=title,
        width=width,
        value=lambda row: row.score.statuses[status] or None,
    )


def _score(row: _Row) -> Cell:
    """Give the score; units that are not scored have none."""
    score = row.score.score
    return None if score is None else NumberCell(score, "0.00")


COLUMNS = Columns[_Row](
    Column(title="名次", width=7, value=lambda row: row.score.rank or "不排名"),
    Column(title="单位", width=18, value=lambda row: row.name),
    Column(title="类别", width=10, value=lambda row: row.score.group),
    Column(title="类内\n名次", width=7, value=lambda row: row.score.group_rank),
    Column(title="得分", width=9, value=_score, align="right"),
    _share_column("指标\n进度", lambda score: score.progress),
    _share_column("按时\n报送", lambda score: score.punctuality),
    _share_column("首报\n正确", lambda score: score.completeness),
    _share_column("平均\n完成率", lambda score: score.completion),
    Column(title="可比\n指标", width=7, value=lambda row: row.score.measured),
    _count_column("已完成", 8, ProgressStatus.DONE),
    _count_column("达序时", 8, ProgressStatus.ON_TRACK),
    _count_column("滞后", 7, ProgressStatus.BEHIND),
    _count_column("严重\n滞后", 7, ProgressStatus.SERIOUSLY_BEHIND),
    _count_column("未报", 7, ProgressStatus.MISSING),
)


def write_scores(book: Book) -> None:
    """Write the units by score; those without one stand last, without a rank."""
    page = RollupPage(book, "单位排名", "单位排名表", COLUMNS, freeze=2)
    for score in book.rollup.scores:
        row = _Row(score=score, name=book.unit(score.unit))
        page.plain_line(COLUMNS.cells(row))
    page.note(_note(book.rollup.inputs.settings.scoring))


def _note(weights: Scoring) -> str:
    """Say how the scores are reckoned, with the office's weights."""
    return (
        f"得分＝指标进度×{weights.progress:g}＋按时报送×{weights.punctuality:g}"
        f"＋首报正确×{weights.completeness:g}"
        "（按 xltool.toml 的 [scoring]，折成百分制）。"
        "指标进度：各指标完成率与应达进度之比的平均，单项最高按100%计，"
        "没有达到的不按100%计；按时报送：本年按时报送期数占应报期数；"
        "首报正确：本期第一次报来时正确的必填格占必填格总数。"
        "本期没有合格报表，或没有可计算完成率的指标的单位，不计分、不排名，不按0分计。"
    )
