"""The figures of a row with number columns as indicators, and a target's shares of
counties.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.kinds import (
    is_pure_number,
    kind_by_name,
    less_is_better_by_name,
)
from xltool.model.registry import Indicator, Reporting, Role
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.decomposition.table.figure_rows import FigureRow, PlacedFigure

_SURE, _WITHOUT_MEASURE = 0.95, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedShare:
    """What one county takes of a target.

    Its name as printed, the value, how it compares.
    """

    indicator: str
    place: str
    value: Decimal
    comparison: str
    printed: str = ""
    """The figure beside the unit's name; blank where it has a cell of its own."""


@dataclass(slots=True, kw_only=True)
class FigureTargets:
    """What a row with number columns promises; the shares are of the first target."""

    indicators: list[Indicator] = field(default_factory=list)
    shares: list[PrintedShare] = field(default_factory=list)


def figure_targets(row: FigureRow, *, task: str) -> FigureTargets:
    """Give a row's indicators.

    Its targets, the whole that counties share, and what was reached before.
    """
    found = FigureTargets()
    whole = row.total
    if whole is None and not row.targets and row.shares:
        found.indicators.append(_of_shares(row, task))
    elif whole is not None:
        found.indicators.append(indicator_of(whole, task, 1))
    for figure in row.targets:
        found.indicators.append(indicator_of(figure, task, len(found.indicators) + 1))
    if row.shares:
        _divide(found, row)
    for figure in row.history:
        fact = indicator_of(figure, task, len(found.indicators) + 1)
        name = f"{fact.name}（{squeeze(figure.cell.heading)}）"
        found.indicators.append(replace(fact, role=Role.FACT, name=name))
    return found


def indicator_of(figure: PlacedFigure, task: str, number: int) -> Indicator:
    """Give a figure as the indicator of this number (from 1) of a task."""
    quantity = figure.quantity
    measured = figure.measure or is_pure_number(figure.name) or quantity.rank
    unit = figure.measure
    return Indicator(
        code=f"{task}-{number}",
        task=task,
        name=figure.name,
        comparison=quantity.comparison,
        value=quantity.value,
        value_high=quantity.high,
        measurement_unit=unit,
        kind=kind_by_name(figure.name, unit, rank=quantity.rank),
        reverse=less_is_better_by_name(figure.name, quantity.comparison),
        source_text=f"{figure.name}{squeeze(figure.cell.text)}",
        confidence=_SURE if measured else _WITHOUT_MEASURE,
    )


def _of_shares(row: FigureRow, task: str) -> Indicator:
    """Give the whole of a row that prints shares only.

    Their sum, unless they are rates.
    """
    first = row.shares[0]
    whole = indicator_of(first, task, 1)
    value = None
    if whole.adds_up:
        value = sum((share.quantity.value for share in row.shares), Decimal(0))
    return replace(whole, value=value, comparison="=", source_text=row.name)


def _divide(found: FigureTargets, row: FigureRow) -> None:
    whole = found.indicators[0]
    places = tuple(squeeze(share.cell.heading) for share in row.shares)
    found.indicators[0] = replace(whole, reporting=Reporting.EACH, reporters=places)
    for share, place in zip(row.shares, places, strict=True):
        comparison = share.quantity.comparison
        found.shares.append(
            PrintedShare(
                indicator=whole.code,
                place=place,
                value=share.quantity.value,
                comparison="" if comparison == whole.comparison else comparison,
            )
        )


def total_of(shares: Iterable[PrintedShare]) -> Decimal:
    """Give what the shares of a target add up to, in its 计量单位."""
    return sum((share.value for share in shares), Decimal(0))


def is_even(whole: Indicator, shares: Iterable[PrintedShare]) -> bool:
    """Whether shares make their target, or need not: rates and averages do not add up.

    The shares of a target without a figure have nothing to make.
    """
    if whole.value is None or not whole.adds_up:
        return True
    return total_of(shares) == whole.value
