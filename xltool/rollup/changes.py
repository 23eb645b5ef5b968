"""An indicator against the period before (环比) and against last year (同比)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.rollup.aggregate import are_comparable
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.indicator_kind import IndicatorKind
    from xltool.rollup.aggregate import Total


class GrowthBasis(StrEnum):
    """What a growth rate against last year was made from."""

    NONE = ""
    REPORTED = "单位填报"
    LEVELS = "按上年同期计算"
    IMPLIED = "按各单位增速加权"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChange:
    """`increment` is what this period alone added, `earlier_increment` what the one
    before it did.

    For what accumulates, `chain` (环比) is increment / earlier increment - 1 and
    `growth` (同比) a share of 1. A stock or a level has no increment: its `chain` is
    how far it is above the last one, as a share of that. For rates and ranks
    (`in_points`) both are plain differences in the indicator's own 计量单位. Two totals
    are compared only where the same units are in both: else the missing ones would pass
    for growth.
    """

    in_points: bool = False
    last_period: Decimal | None = None
    increment: Decimal | None = None
    earlier_increment: Decimal | None = None
    chain: Decimal | None = None
    last_year: Decimal | None = None
    growth: Decimal | None = None
    basis: GrowthBasis = GrowthBasis.NONE


def change_of(  # noqa: PLR0913 - the three periods and last year are four different things
    total: Total,
    *,
    kind: IndicatorKind,
    previous: Total | None,
    before_previous: Total | None,
    place: int,
    last_year: Total | None,
    growths: Mapping[str, Decimal],
) -> PeriodChange:
    """Compare a total with earlier ones.

    `growths` are the growth rates that the units reported, in per cent. `place` is the
    period's in its year, 1 for the first, of which the whole total is the increment.
    """
    number = total.value.number
    last = _comparable(total, previous)
    base = _comparable(total, last_year)
    if kind.changes_in_points:
        return PeriodChange(
            in_points=True,
            last_period=last,
            chain=_difference(number, last),
            last_year=base,
            growth=_difference(number, base),
            basis=GrowthBasis.NONE if base is None else GrowthBasis.LEVELS,
        )
    growth, basis = _growth(total, base, growths)
    if not kind.accumulates:
        return PeriodChange(
            last_period=last,
            chain=_relative(number, last),
            last_year=base,
            growth=growth,
            basis=basis,
        )
    increment = number if place == 1 else _difference(number, last)
    if place == 2:
        earlier = last
    else:
        earlier = _difference(last, _comparable(total, before_previous))
    return PeriodChange(
        last_period=last,
        increment=increment,
        earlier_increment=earlier,
        chain=_chain(increment, earlier),
        last_year=base,
        growth=growth,
        basis=basis,
    )


def _comparable(total: Total, other: Total | None) -> Decimal | None:
    """Give another total's number where it is of the same units; else None."""
    if other is None or not are_comparable(total, other):
        return None
    return other.value.number


def _difference(number: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Give how much a number is above another; None where one is missing."""
    return None if number is None or base is None else number - base


def _relative(number: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Give the growth as a share of 1, to a tenth of a per cent.

    >>> _relative(Decimal(110), Decimal(100)), _relative(Decimal(1), Decimal(0))
    (Decimal('0.100'), None)
    """
    if number is None or base is None or base <= 0:
        return None
    return rounded(number / base - 1, 3)


def _chain(increment: Decimal | None, earlier: Decimal | None) -> Decimal | None:
    """Give 环比; None where the cumulated figure fell: no rate says what that means."""
    if increment is None or increment < 0:
        return None
    return _relative(increment, earlier)


def _growth(
    total: Total, base: Decimal | None, growths: Mapping[str, Decimal]
) -> tuple[Decimal | None, GrowthBasis]:
    """Official growth is at comparable prices, so a single reporter's own rate goes
    before levels.
    """
    told = {unit: growths[unit] for unit in total.numbers if unit in growths}
    if len(total.numbers) == 1 and told:
        return next(iter(told.values())) / 100, GrowthBasis.REPORTED
    by_levels = _relative(total.value.number, base)
    if by_levels is not None:
        return by_levels, GrowthBasis.LEVELS
    implied = implied_growth(total.numbers, told)
    return implied, GrowthBasis.NONE if implied is None else GrowthBasis.IMPLIED


def implied_growth(
    numbers: Mapping[str, Decimal], growths: Mapping[str, Decimal]
) -> Decimal | None:
    """Give the growth of a sum from the growth of its parts, each weighted with the
    base that it implies.

    None where a part has no growth rate, or none that implies a base. Rates are in per
    cent, the result is a share of 1.
    """
    if not numbers or any(growths.get(unit, Decimal(-100)) <= -100 for unit in numbers):
        return None
    with localcontext(prec=50):
        base = sum(
            (number / (1 + growths[unit] / 100) for unit, number in numbers.items()),
            start=Decimal(0),
        )
        if base > 0:
            return rounded(sum(numbers.values(), start=Decimal(0)) / base - 1, 3)
        return None
