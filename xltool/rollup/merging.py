"""One value of the whole from those of the units, as the form's design says (汇总).

Exactly, in decimals. What was not reported is no zero: it is named, and stands in no
figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.forms.design import Merge
from xltool.model.value import MISSING, NOT_APPLICABLE, State, Value, reported
from xltool.rollup.aggregate import exact_sum, weighted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_NONE: Mapping[str, Decimal] = MappingProxyType({})
FIGURES = frozenset({Merge.SUM, Merge.WEIGHTED, Merge.MAXIMUM, Merge.MINIMUM})
"""What makes one figure of the units' figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One cell of the total.

    `value` is MISSING where there is no figure of the whole. `units` are those whose
    figures are in it. `missing` answered nothing; to `not_applicable` it does not
    apply; `unweighted` gave a figure and no weight, without which there is no mean;
    `holders` are those of the greatest or the smallest.
    """

    merge: Merge
    value: Value
    units: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    unweighted: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()


def merged(
    merge: Merge,
    values: Mapping[str, Value],
    weights: Mapping[str, Decimal] = _NONE,
) -> Merged:
    """Merge what units (by their codes) gave in a cell, MISSING included.

    >>> from decimal import Decimal
    >>> told = {"甲": reported(Decimal("1.20")), "乙": MISSING}
    >>> total = merged(Merge.SUM, told)
    >>> str(total.value.number), total.units, total.missing
    ('1.20', ('甲',), ('乙',))
    """
    numbers = {
        unit: value.number for unit, value in values.items() if value.number is not None
    }
    unweighted = _unweighted(merge, numbers, weights)
    figure = None if unweighted else _figure(merge, numbers, weights)
    silent = _in_state(values, State.MISSING)
    inapplicable = _in_state(values, State.NOT_APPLICABLE)
    if figure is not None:
        value = reported(figure)
    elif values and len(inapplicable) == len(values):
        value = NOT_APPLICABLE
    else:
        value = MISSING
    return Merged(
        merge=merge,
        value=value,
        units=tuple(numbers) if merge in FIGURES else (),
        missing=silent,
        not_applicable=inapplicable,
        unweighted=unweighted,
        holders=_holders(merge, numbers, figure),
    )


def _in_state(values: Mapping[str, Value], state: State) -> tuple[str, ...]:
    """Give the units whose answer is in a state."""
    return tuple(unit for unit, value in values.items() if value.state is state)


def _figure(
    merge: Merge, numbers: Mapping[str, Decimal], weights: Mapping[str, Decimal]
) -> Decimal | None:
    """Merge numbers to one; None where there are none, or nothing is to be merged."""
    if not numbers:
        return None
    match merge:
        case Merge.SUM:
            return exact_sum(numbers.values())
        case Merge.WEIGHTED:
            return _mean(numbers, weights)
        case Merge.MAXIMUM:
            return max(numbers.values())
        case Merge.MINIMUM:
            return min(numbers.values())
        case _:
            return None


def _mean(
    numbers: Mapping[str, Decimal], weights: Mapping[str, Decimal]
) -> Decimal | None:
    """Give the weighted mean; None where the weights add up to nothing."""
    whole = exact_sum(weights[unit] for unit in numbers)
    return weighted(numbers, weights) if whole > 0 else None


def _unweighted(
    merge: Merge, numbers: Mapping[str, Decimal], weights: Mapping[str, Decimal]
) -> tuple[str, ...]:
    """Give the units that a weighted mean leaves out: nobody knows what they weigh."""
    if merge is not Merge.WEIGHTED:
        return ()
    return tuple(unit for unit in numbers if unit not in weights)


def _holders(
    merge: Merge, numbers: Mapping[str, Decimal], figure: Decimal | None
) -> tuple[str, ...]:
    """Give the units that have the largest or the smallest number."""
    if merge not in {Merge.MAXIMUM, Merge.MINIMUM}:
        return ()
    return tuple(unit for unit, number in numbers.items() if number == figure)
