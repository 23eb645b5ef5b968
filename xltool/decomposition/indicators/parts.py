"""Parts of a whole.

分项 where they make up the whole, 其中 where they are only some of it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.model.quantity import convert

if TYPE_CHECKING:
    from xltool.model.registry import Indicator


def with_sums(indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    """Mark parts as 分项 whose figures add up to the whole's as precisely as that is
    printed.

    Thresholds (2亿元以上9个、50亿元以上1个) overlap and are never 分项, whatever they
    add up to.
    """
    parts: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        if indicator.parent:
            parts.setdefault(indicator.parent, []).append(indicator)
    whole = {one.code: one for one in indicators if one.code in parts}
    summed = {code for code, one in whole.items() if _makes_up(parts[code], one)}
    return tuple(
        replace(one, part="分项") if one.parent in summed else one for one in indicators
    )


def _makes_up(parts: list[Indicator], whole: Indicator) -> bool:
    if len(parts) < 2 or any(
        "以上" in one.name or not one.kind.accumulates for one in (*parts, whole)
    ):
        return False
    values = [
        None
        if one.value is None or one.value_high is not None
        else convert(one.value, one.measurement_unit, unit)
        for unit in (whole.measurement_unit,)
        for one in parts
    ]
    known = [value for value in values if value is not None]
    if whole.value is None or whole.value_high is not None or len(known) < len(parts):
        return False
    exponent = whole.value.as_tuple().exponent
    return (
        sum(known, Decimal()).quantize(Decimal(1).scaleb(min(int(exponent), 0)))
        == whole.value
    )
