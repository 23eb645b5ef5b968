"""Targets that the list of units divides: 责任单位：柳溪镇2万亩、青石镇1.5万亩."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.indicators.figure_targets import PrintedShare
from xltool.decomposition.indicators.kinds import kind_by_name
from xltool.decomposition.table.cells import figure_in
from xltool.model.indicator_kind import adds_up
from xltool.model.quantity import convert
from xltool.model.registry import Indicator, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.text.numbers import Quantity
    from xltool.decomposition.units.lists import PrintedUnit
    from xltool.findings import Finding
    from xltool.model.registry import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A target that units divide.

    Attributes:
        code: the indicator's.
        shares: what each unit takes of it, in its 计量单位.
        total: what the shares add up to.
        uneven: that they do not make the target; None where they do, or need not.
    """

    code: str
    shares: tuple[PrintedShare, ...] = field(default=())
    total: Decimal = Decimal(0)
    uneven: Finding | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The units' names as printed."""
        return tuple(share.place for share in self.shares)


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
    kind = kind_by_name(task.name, measure)
    if not measure or not adds_up(kind, task.name):
        return None
    return Indicator(
        code=f"{task.code}-0",
        task=task.code,
        name=task.name,
        comparison="=",
        value=sum((figure.value for figure in figures), Decimal(0)),
        measurement_unit=measure,
        kind=kind,
        source_text=task.text,
        confidence=_SURE,
    )


_SURE = 0.85


def division_of(
    indicators: Sequence[Indicator], units: Sequence[PrintedUnit]
) -> Division | None:
    """Give the target that the figures beside the units' names divide.

    The one that is counted as they are; of several the one that they add up to. None
    where no target can be told: then nothing is divided by guess.
    """
    printed: list[tuple[PrintedUnit, Quantity]] = []
    for unit in units:
        figure = figure_in(unit.share)
        if figure is not None:
            printed.append((unit, figure))
    fitting: list[Division] = []
    for indicator in indicators:
        division = _divided(indicator, printed)
        if division is not None:
            fitting.append(division)
    even = [division for division in fitting if division.uneven is None]
    chosen = even if len(fitting) > 1 else fitting
    return chosen[0] if len(chosen) == 1 else None


def _divided(
    whole: Indicator, printed: Sequence[tuple[PrintedUnit, Quantity]]
) -> Division | None:
    """Divide a target; None where the figures are not counted as it is."""
    if whole.role is not Role.TARGET or whole.value is None or not printed:
        return None
    shares: list[PrintedShare] = []
    for unit, figure in printed:
        share = _share_of(whole, unit, figure)
        if share is None:
            return None
        shares.append(share)
    total = sum((share.value for share in shares), Decimal(0))
    uneven = None
    if adds_up(whole.kind, whole.name) and total != whole.value:
        uneven = f.SHARES_UNEVEN.at(
            found=whole.name, total=f"{total:f}", expected=f"{whole.value:f}"
        )
    return Division(code=whole.code, shares=tuple(shares), total=total, uneven=uneven)


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
