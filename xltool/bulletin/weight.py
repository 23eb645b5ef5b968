"""What comes first in a paragraph.

The great totals with their growth, then amounts, then what was counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.model.indicator_kind import IndicatorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.bulletin.statements import Group

_HEADLINES = (
    re.compile(r"生产总值|GDP"),
    re.compile(r"^(?:完成)?固定资产投资"),
    re.compile(r"规模(?:以上)?工业|规上工业"),
    re.compile(r"社会消费品零售"),
    re.compile(r"一般公共预算|财政.*收入|^税收"),
    re.compile(r"进出口"),
    re.compile(r"可支配收入"),
    re.compile(r"事故|商品房|技术合同成交"),
)
"""The figures that a leader asks for first, in that order."""


def by_weight(groups: Sequence[Group], first: Sequence[str]) -> list[Group]:
    """Sort groups by weight.

    `first` are an office's own words: an indicator whose name holds one of them comes
    before all others, in their order.
    """
    return sorted(groups, key=lambda group: _weight(group, first))


def _weight(group: Group, first: Sequence[str]) -> tuple[int, int, int]:
    name = group.line.indicator.name
    own = [place for place, word in enumerate(first) if word in name]
    great = [place for place, one in enumerate(_HEADLINES) if one.search(name)]
    if group.line.indicator.kind is IndicatorKind.LEVEL:
        great = []  # 单位GDP能耗 is no GDP
    return (
        own[0] if own else len(first),
        great[0] if great else len(_HEADLINES),
        _by_kind(group),
    )


def _by_kind(group: Group) -> int:
    compared = group.growth is not None or group.rank is not None
    match group.line.indicator.kind:
        case IndicatorKind.AMOUNT:
            return 0 if compared else 1
        case IndicatorKind.GROWTH:
            return 1
        case IndicatorKind.COUNT | IndicatorKind.STOCK:
            return 1 if compared else 2
        case IndicatorKind.SHARE | IndicatorKind.LEVEL:
            return 3
        case IndicatorKind.RANK | IndicatorKind.DURATION:
            return 4
        case IndicatorKind.QUALITATIVE:
            return 5
