"""What a bulletin calls the time that its figures are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model.period import Period

_NAMED = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}
"""Spans from January on that have a name; all others are told by their months."""


def span_of(period: Period) -> str:
    """Name the span from the year's start to the period's end.

    >>> from xltool.model.period import Period
    >>> [span_of(Period.parse(text)) for text in ("2025-02", "2025-06", "2025-12")]
    ['1-2月', '上半年', '全年']
    """
    label = period.cumulative_label
    return label if label.startswith("截至") else _NAMED.get(period.month, label)


def end_of(period: Period) -> str:
    """Name the time at which a stock is counted.

    >>> from xltool.model.period import Period
    >>> [end_of(Period.parse(text)) for text in ("2025-07", "2025-12", "2025-07-T1")]
    ['截至7月底', '截至年底', '截至7月10日']
    """
    label = period.cumulative_label
    if label.startswith("截至"):
        return label
    return "截至年底" if period.month == 12 else f"截至{period.month}月底"
