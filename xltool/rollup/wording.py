"""Short sentences about figures that more than one sheet prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.model.period import Period
    from xltool.rollup.progress import Progress


def per_cent(share: Decimal, decimals: int = 1) -> str:
    """Print a share of 1 as per cent: 58.3%."""
    return f"{rounded(share * 100, decimals):f}%"


def progress_words(progress: Progress) -> str:
    """Say how far something is: 完成41.2%，低于序时进度17.1个百分点; of a rate: 低于目标0.9个百分点."""
    if progress.gap is None:
        return progress.status.value
    measure = "目标" if progress.rate or progress.expected == 1 else "序时进度"
    side = "高于" if (progress.gap < 0) is progress.limit else "低于"
    size = abs(rounded(progress.gap, 1)) or abs(progress.gap)
    gap = f"{side}{measure}{size:f}个百分点" if size else f"与{measure}持平"
    if progress.rate or progress.completion is None:
        return gap
    return f"{'已用控制数' if progress.limit else '完成'}{per_cent(progress.completion)}，{gap}"


def point_words(period: Period, progress: Progress) -> str:
    """Say how far something was in a period, for a series of them: 5月30.5%（-11.2）; of a rate 5月-0.9."""
    if progress.gap is None:
        return f"{period_words(period)}{progress.status}"
    gap = f"{rounded(progress.gap, 1):+f}"
    if progress.rate or progress.completion is None:
        return f"{period_words(period)}{gap}"
    return f"{period_words(period)}{per_cent(progress.completion)}（{gap}）"


def period_words(period: Period) -> str:
    """Name a period within its year: 7月, 第三季度; the year itself in full."""
    return period.label.partition("年")[2] or period.label
