"""Targets that the list of units divides: 责任单位：柳溪镇2万亩、青石镇1.5万亩."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.figure_targets import PrintedShare, is_even
from xltool.decomposition.indicators.kinds import kind_by_name
from xltool.decomposition.table.cells import figure_in
from xltool.model.quantity import convert
from xltool.model.registry import Indicator, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.text.numbers import Quantity
    from xltool.decomposition.units.lists import PrintedUnit
    from xltool.model.registry import Task


def whole_of(task: Task, units: Sequence[PrintedUnit]) -> Indicator | None:
    """Give the target of a task that only the figures beside its units tell.

    Their sum; None where they are not counted alike, or do not add up.

    推进高标准农田建设 | 柳溪镇2万亩、青石镇1.5万亩: 3.5万亩.
    """
    figures = list(filter(None, (figure_in(unit.share) for unit in units)))
    measures = {figure.measurement_unit for figure in figures}
    if len(measures) != 1:
        return None
    (measure,) = measures
    whole = Indicator(
        code=f"{task.code}-0",
        task=task.code,
        name=task.name,
        comparison="=",
        value=sum((figure.value for figure in figures), Decimal(0)),
        measurement_unit=measure,
        kind=kind_by_name(task.name, measure),
        source_text=task.text,
        confidence=_SURE,
    )
    return whole if measure and whole.adds_up else None


_SURE = 0.85


def shares_of(
    indicators: Sequence[Indicator], units: Sequence[PrintedUnit]
) -> tuple[PrintedShare, ...]:
    """Give the shares that the figures beside the units' names are of one target.

    It is the one that is counted as they are; of several the one that they make. None
    are given where no target can be told: then nothing is divided by guess.
    """
    printed: list[tuple[PrintedUnit, Quantity]] = []
    for unit in units:
        figure = figure_in(unit.share)
        if figure is not None:
            printed.append((unit, figure))
    fitting: list[tuple[PrintedShare, ...]] = []
    even: list[tuple[PrintedShare, ...]] = []
    for indicator in indicators:
        shares = _divided(indicator, printed)
        if shares:
            fitting.append(shares)
        if shares and is_even(indicator, shares):
            even.append(shares)
    chosen = even if len(fitting) > 1 else fitting
    return chosen[0] if len(chosen) == 1 else ()


def _divided(
    whole: Indicator, printed: Sequence[tuple[PrintedUnit, Quantity]]
) -> tuple[PrintedShare, ...]:
    """Divide a target; nothing where the figures are not counted as it is."""
    if whole.role is not Role.TARGET or whole.value is None:
        return ()
    shares: list[PrintedShare] = []
    for unit, figure in printed:
        share = _share_of(whole, unit, figure)
        if share is None:
            return ()
        shares.append(share)
    return tuple(shares)


def _share_of(
    whole: Indicator, unit: PrintedUnit, figure: Quantity
) -> PrintedShare | None:
    """Give what a unit takes of a target; None where it is not counted as that is."""
    counted_in = figure.measurement_unit or whole.measurement_unit
    value = convert(figure.value, counted_in, whole.measurement_unit)
    if value is None:
        return None
    comparison = figure.comparison
    return PrintedShare(
        indicator=whole.code,
        place=unit.name,
        value=value,
        comparison="" if comparison == whole.comparison else comparison,
        printed=unit.share,
    )
