"""Parts of a whole.

分项 where they make up the whole, 其中 where they are only some of it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.model.quantity import convert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.registry import Indicator


def with_sums(indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    """Mark parts as 分项 whose figures add up to the whole's as precisely as that is
    printed.

    Thresholds (2亿元以上9个、50亿元以上1个) overlap and are never 分项, whatever they
    add up to.
    """
    indicators = tuple(_of_earlier_wholes(indicators))
    parts = _parts_by_whole(indicators)
    summed = set()
    for indicator in indicators:
        if _makes_up(parts.get(indicator.code, []), indicator):
            summed.add(indicator.code)
    return tuple(
        replace(indicator, part="分项") if indicator.parent in summed else indicator
        for indicator in indicators
    )


def _parts_by_whole(indicators: tuple[Indicator, ...]) -> dict[str, list[Indicator]]:
    """Give the parts of each whole by its code."""
    parts: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        if indicator.parent:
            parts.setdefault(indicator.parent, []).append(indicator)
    return parts


def _of_earlier_wholes(indicators: tuple[Indicator, ...]) -> Iterator[Indicator]:
    """Give parts the whole that they make up, where that is not the figure just before.

    就业8000人，再就业3000人，其中农民工5000人、毕业生3000人: the parts are of the 8000.
    """
    parts = _parts_by_whole(indicators)
    wholes: dict[str, Indicator] = {}
    for at, indicator in enumerate(indicators):
        own = parts.get(indicator.code, [])
        if not own or _makes_up(own, indicator):
            continue
        earlier = [other for other in indicators[:at] if _makes_up(own, other)]
        if len(earlier) == 1:
            wholes[indicator.code] = earlier[0]
    for indicator in indicators:
        whole = wholes.get(indicator.parent)
        if whole is None:
            yield indicator
        else:
            yield replace(indicator, parent=whole.code)


def _makes_up(parts: list[Indicator], whole: Indicator) -> bool:
    """Whether parts add up to their whole, rounded as the whole is printed."""
    if len(parts) < _FEWEST or not all(map(_is_amount, (*parts, whole))):
        return False
    total = Decimal()
    for part in parts:
        value = _value_in(part, whole.measurement_unit)
        if value is None:
            return False
        total += value
    expected = _value_in(whole, whole.measurement_unit)
    return expected is not None and total.quantize(_last_digit(expected)) == expected


_FEWEST = 2


def _is_amount(indicator: Indicator) -> bool:
    """Whether figures such as this one can be added up: no rate, no threshold."""
    return indicator.adds_up and "以上" not in indicator.name


def _value_in(indicator: Indicator, measurement_unit: str) -> Decimal | None:
    """Give a single figure in another 计量单位; None for a range, or if it has none."""
    if indicator.value is None or indicator.value_high is not None:
        return None
    return convert(indicator.value, indicator.measurement_unit, measurement_unit)


def _last_digit(value: Decimal) -> Decimal:
    """Give one unit of the last printed digit: 0.01 of 3.25, 1 of 40."""
    exponent = int(value.as_tuple().exponent)
    return Decimal(1).scaleb(min(exponent, 0))
