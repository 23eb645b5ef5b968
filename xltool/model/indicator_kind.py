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
    """

    COUNT = "数量"
    AMOUNT = "金额"
    GROWTH = "增速"
    """% or percentage points against a year ago."""
    SHARE = "占比"
    """A part of a whole, a completion or pass rate."""
    RANK = "位次"
    DURATION = "时长"
    QUALITATIVE = "定性"
    """Answered in text."""

    @property
    def accumulates(self) -> bool:
        """Whether it grows over the year from nothing, and the units' figures add up.

        Only this is measured against 序时进度, and only this may be summed.
        """
        match self:
            case IndicatorKind.COUNT | IndicatorKind.AMOUNT:
                return True
            case IndicatorKind.GROWTH | IndicatorKind.SHARE:
                return False
            case IndicatorKind.RANK | IndicatorKind.DURATION:
                return False
            case IndicatorKind.QUALITATIVE:
                return False
        assert_never(self)

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
            case IndicatorKind.RANK | IndicatorKind.DURATION:
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
    r"人均|户均|亩均|地均|平均|[均单]价|单产|指数|密度|强度|浓度|寿命|年限|标准$"
)
"""A figure of each county that says nothing of the whole (人均可支配收入)."""


def adds_up(kind: IndicatorKind, name: str) -> bool:
    """Whether the figures of the parts sum to the figure of the whole.

    >>> [adds_up(IndicatorKind.AMOUNT, name) for name in ("财政收入", "人均收入")]
    [True, False]
    """
    return kind.accumulates and not _AVERAGE.search(name)
