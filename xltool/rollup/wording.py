"""Short sentences about figures that more than one sheet prints."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from xltool.model.period import Period
    from xltool.rollup.progress import Progress


def per_cent(share: Decimal, decimals: int = 1) -> str:
    """Print a share of 1 as per cent: 58.3%.

    >>> per_cent(Decimal("0.5833")), per_cent(Decimal("1"), 0)
    ('58.3%', '100%')
    """
    return f"{rounded(share * 100, decimals):f}%"


def progress_words(progress: Progress) -> str:
    """Say how far something is.

    完成41.2%，低于序时进度17.1个百分点; of a rate: 低于目标0.9个百分点.
    """
    if progress.gap is None:
        return progress.status.value
    gap = _gap_words(progress)
    if progress.rate or progress.completion is None:
        return gap
    measure = "已用控制数" if progress.limit else "完成"
    return f"{measure}{per_cent(progress.completion)}，{gap}"


def _gap_words(progress: Progress) -> str:
    """Say how far something is above or below what is expected of it.

    A gap that one decimal does not show is printed with two.
    """
    gap = gap_of(progress)
    if progress.rate or progress.expected == 1:
        against = "目标"
    else:
        against = _pace_name(progress)
    size = abs(rounded(gap, 1)) or abs(rounded(gap, 2))
    if not size:
        return f"与{against}持平"
    side = "高于" if (gap < 0) is progress.limit else "低于"
    return f"{side}{against}{size:f}个百分点"


def _pace_name(progress: Progress) -> str:
    """Name what is expected by now: the plan's stage, or 序时进度."""
    return "序时进度" if progress.asked is None else "计划进度"


def gap_of(progress: Progress) -> Decimal:
    """Give the distance before it is rounded: what is printed is rounded once."""
    if progress.exact_gap is not None:
        return progress.exact_gap
    return Decimal(0) if progress.gap is None else progress.gap


def point_words(period: Period, progress: Progress) -> str:
    """Say how far something was in a period, for a series of them: 5月30.5%（-11.2）.

    Of a rate 5月-0.9.
    """
    if progress.gap is None:
        return f"{period_words(period)}{progress.status}"
    gap = f"{rounded(gap_of(progress), 1):+f}"
    if progress.rate or progress.completion is None:
        return f"{period_words(period)}{gap}"
    return f"{period_words(period)}{per_cent(progress.completion)}（{gap}）"


def period_words(period: Period) -> str:
    """Name a period within its year: 7月, 第三季度; the year itself in full."""
    return period.label.partition("年")[2] or period.label
