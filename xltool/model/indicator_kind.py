"""指标类型: what sort of quantity an indicator is, and what follows from that.

Everything that depends on the kind alone stands here. A kind that is added makes mypy
point to each `match` that has to say what it does with it
(docs/add-a-kind-of-indicator.md).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import assert_never


class IndicatorKind(StrEnum):
    """What sort of quantity an indicator is.

    The value is what the registry's 性质 says.
    >>> IndicatorKind.AMOUNT.accumulates, IndicatorKind.AMOUNT.is_rate
    (True, False)
    >>> IndicatorKind.SHARE.accumulates, IndicatorKind.SHARE.is_rate
    (False, True)
    >>> IndicatorKind.STOCK.accumulates, IndicatorKind.STOCK.adds_up
    (False, True)
    """

    COUNT = "数量"
    AMOUNT = "金额"
    GROWTH = "增速"
    """% or percentage points against a year ago."""
    SHARE = "占比"
    """A part of a whole, a completion or pass rate."""
    STOCK = "存量"
    """What there is at a time, however it came about: 生猪存栏, 贷款余额."""
    LEVEL = "水平"
    """An average, a density, a price, in a 计量单位 of its own: PM2.5平均浓度."""
    RANK = "位次"
    DURATION = "时长"
    QUALITATIVE = "定性"
    """Answered in text."""

    @property
    def accumulates(self) -> bool:
        """Whether it grows over the year from nothing.

        Only this is measured against 序时进度; all else is compared with the target.
        """
        match self:
            case IndicatorKind.COUNT | IndicatorKind.AMOUNT:
                return True
            case IndicatorKind.STOCK | IndicatorKind.LEVEL:
                return False
            case IndicatorKind.GROWTH | IndicatorKind.SHARE:
                return False
            case IndicatorKind.RANK | IndicatorKind.DURATION:
                return False
            case IndicatorKind.QUALITATIVE:
                return False
        assert_never(self)

    @property
    def adds_up(self) -> bool:
        """Whether the units' figures may be summed.

        As far as the kind tells; the function `adds_up` asks name and 计量单位, too.
        """
        return self.accumulates or self is IndicatorKind.STOCK

    @property
    def is_rate(self) -> bool:
        """Whether it is itself in per cent.

        Its distance from a target is a difference, in points. Rates of several units
        are weighted, never added.
        """
        match self:
            case IndicatorKind.GROWTH | IndicatorKind.SHARE:
                return True
            case IndicatorKind.COUNT | IndicatorKind.AMOUNT:
                return False
            case IndicatorKind.STOCK | IndicatorKind.LEVEL:
                return False
            case IndicatorKind.RANK | IndicatorKind.DURATION:
                return False
            case IndicatorKind.QUALITATIVE:
                return False
        assert_never(self)

    @property
    def changes_in_points(self) -> bool:
        """Whether its change is a plain difference (6.3% after 6.1% is 0.2 up).

        The change of all else is told in per cent of what it was.
        """
        match self:
            case IndicatorKind.COUNT | IndicatorKind.AMOUNT:
                return False
            case IndicatorKind.STOCK | IndicatorKind.LEVEL:
                return False
            case IndicatorKind.GROWTH | IndicatorKind.SHARE:
                return True
            case IndicatorKind.RANK | IndicatorKind.DURATION:
                return True
            case IndicatorKind.QUALITATIVE:
                return False
        assert_never(self)

    @property
    def is_kept(self) -> bool:
        """Whether a target that is reached today is not lost by the year's end.

        It is then 已完成 at once; a growth rate, a rank or a duration may still change.
        """
        match self:
            case IndicatorKind.COUNT | IndicatorKind.AMOUNT | IndicatorKind.SHARE:
                return True
            case IndicatorKind.STOCK | IndicatorKind.LEVEL:
                return True
            case IndicatorKind.GROWTH | IndicatorKind.RANK | IndicatorKind.DURATION:
                return False
            case IndicatorKind.QUALITATIVE:
                return False
        assert_never(self)

    @property
    def is_growth(self) -> bool:
        """Whether it compares with a year ago by itself."""
        return self is IndicatorKind.GROWTH

    @property
    def is_rank(self) -> bool:
        """Whether it is a place among others.

        Less is better, and no ratio makes sense.
        """
        return self is IndicatorKind.RANK

    @property
    def is_qualitative(self) -> bool:
        """Whether it is answered in text, and judged by people."""
        return self is IndicatorKind.QUALITATIVE


_AVERAGE = re.compile(
    r"""
    人均|户均|亩均|地均|村均|校均|生均|平均|年均浓度
    |[均单]价|[水电气热]价$|单产
    |(?:指数|系数|之比|班额)$
    |密度|强度$|浓度|寿命|年限|单位面积
    """,
    re.VERBOSE,
)
"""A figure of each county that says nothing of the whole (人均可支配收入)."""


def is_average(name: str) -> bool:
    """Whether a name is that of a figure for each of many."""
    return _AVERAGE.search(name) is not None


_SHARED_OUT = re.compile(r"/(?!年|月|日|天|小时|时|秒|季|周)")
"""A 计量单位 that is shared out over a thing: 公斤/亩, not 万吨/日."""


def is_shared_out(measurement_unit: str) -> bool:
    """Whether a 计量单位 is so much of one thing for each of another."""
    return _SHARED_OUT.search(measurement_unit) is not None


def adds_up(kind: IndicatorKind, name: str, measurement_unit: str = "") -> bool:
    """Whether the figures of the parts sum to the figure of the whole.

    >>> [adds_up(IndicatorKind.AMOUNT, name) for name in ("财政收入", "人均收入")]
    [True, False]
    """
    is_of_each = is_average(name) or is_shared_out(measurement_unit)
    return kind.adds_up and not is_of_each
