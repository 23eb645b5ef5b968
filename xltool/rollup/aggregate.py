"""One figure from several units: what may be added is added, what may not is not.

Numbers, amounts and stocks are summed. A rate (增速、占比), an average, a duration or a
rank is never added up: a rate is weighted where the weights are known, else the lead's
own figure stands for the whole, else there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.model.value import MISSING, NOT_APPLICABLE, State, Value, reported
from xltool.rollup.progress import decimals_of, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.model.indicator_kind import IndicatorKind

TOLD_BY_UNIT = Value(state=State.REPORTED)
"""Reported, but only unit by unit: there is no one figure or text of the whole."""
_NONE: Mapping[str, Decimal] = MappingProxyType({})


class Method(StrEnum):
    """How the figure of the whole was made."""

    SINGLE = "单位填报"
    SUM = "合计"
    WEIGHTED = "加权平均"
    LEAD = "牵头单位口径"
    TEXT = "逐单位列示"
    NOT_ADDED = "不汇总"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The figure of the whole.

    `numbers` are the units' figures that are in it, `missing` the units that owe one.
    """

    value: Value
    method: Method
    reporters: tuple[str, ...]
    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    by_earlier_registry: bool = False
    """Whether another registry was in force then, by which others may have reported."""

    @property
    def partial(self) -> bool:
        """Whether some, but not all of the units have answered."""
        return 0 < len(self.missing) < len(self.reporters)

    @property
    def answered(self) -> int:
        """How many of the units have answered."""
        return len(self.reporters) - len(self.missing)


def are_comparable(total: Total, other: Total) -> bool:
    """Whether two totals of an indicator may be compared.

    The same units are in both, or others report it now (a task has moved, units were
    merged) and nobody is missing from either: else the missing ones would pass for
    growth.
    """
    if set(total.numbers) == set(other.numbers):
        return True
    moved = other.by_earlier_registry and total.reporters != other.reporters
    return moved and bool(other.numbers) and not total.missing and not other.missing


def aggregate(
    kind: IndicatorKind,
    values: Mapping[str, Value],
    *,
    adds_up: bool | None = None,
    lead: str = "",
    weights: Mapping[str, Decimal] = _NONE,
) -> Total:
    """Make one figure from those of the units that report it (`values`, the lead first,
    MISSING included).

    `adds_up` says otherwise than the kind whether they are summed (人均收入 is not).
    `weights` are by unit; they serve only where every unit that gave a number has one.
    """
    numbers = {
        unit: value.number for unit, value in values.items() if value.number is not None
    }
    summed = kind.adds_up if adds_up is None else adds_up
    method = _method(
        kind, numbers, tuple(values), summed=summed, lead=lead, weights=weights
    )
    counted = _counted(method, numbers, lead)
    return Total(
        value=_value(method, values, counted, weights),
        method=method,
        reporters=tuple(values),
        numbers=counted,
        missing=tuple(
            unit for unit, value in values.items() if value.state is State.MISSING
        ),
    )


def _counted(
    method: Method, numbers: Mapping[str, Decimal], lead: str
) -> Mapping[str, Decimal]:
    """Give the numbers that are in the total: all, that of the lead alone, or none."""
    if method in {Method.TEXT, Method.NOT_ADDED}:
        return _NONE
    return {lead: numbers[lead]} if method is Method.LEAD else numbers


def _method(  # noqa: PLR0913 - what a method depends on
    kind: IndicatorKind,
    numbers: Mapping[str, Decimal],
    reporters: tuple[str, ...],
    *,
    summed: bool,
    lead: str,
    weights: Mapping[str, Decimal],
) -> Method:
    """Say how a total is made of the units' numbers.

    What is no sum is the lead's own figure, or the mean of the units weighed by what
    it is a rate of; without weights it has no total.
    """
    if kind.is_qualitative:
        return Method.TEXT
    if len(reporters) == 1:
        return Method.SINGLE
    if summed:
        return Method.SUM
    may_weigh = kind.is_rate
    if (
        may_weigh
        and numbers
        and all(weights.get(unit, Decimal(0)) > 0 for unit in numbers)
    ):
        return Method.WEIGHTED
    return Method.LEAD if lead in numbers else Method.NOT_ADDED


def _value(
    method: Method,
    values: Mapping[str, Value],
    numbers: Mapping[str, Decimal],
    weights: Mapping[str, Decimal],
) -> Value:
    """Give the total; what it says of units without numbers where there are none."""
    if not numbers:
        return _without_numbers(values)
    return reported(
        weighted(numbers, weights)
        if method is Method.WEIGHTED
        else exact_sum(numbers.values())
    )


def _without_numbers(values: Mapping[str, Value]) -> Value:
    """What can be said of the whole where no unit gave a number.

    A text, 零报告, 不适用 or 未报.
    """
    if len(values) == 1:
        return next(iter(values.values()))
    states = {value.state for value in values.values()}
    if State.REPORTED in states:
        return TOLD_BY_UNIT
    if State.MISSING in states or not states:
        return MISSING
    return Value(state=State.ZERO) if State.ZERO in states else NOT_APPLICABLE


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """Add without rounding, whatever the order.

    The result has the decimals of the most precise addend.
    """
    with localcontext(prec=200):
        return sum(numbers, start=Decimal(0))


def weighted(numbers: Mapping[str, Decimal], weights: Mapping[str, Decimal]) -> Decimal:
    """Give the weighted mean, to the decimals of the most precise number but at least
    one.
    """
    with localcontext(prec=200):
        whole = sum((weights[unit] for unit in numbers), start=Decimal(0))
        mean = (
            sum(
                (number * weights[unit] for unit, number in numbers.items()),
                start=Decimal(0),
            )
            / whole
        )
        return rounded(
            mean, max(1, *(decimals_of(number) for number in numbers.values()))
        )
