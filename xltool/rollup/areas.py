"""县市区对比: the same indicator over all areas (counties, towns).

They are ranked by total, growth and progress.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model.registry import Registry, Unit
    from xltool.rollup.indicators import IndicatorLine, UnitLine

DEPARTMENTS = "部门"
_COUNTIES, _TOWNS, _AREAS = "县市区", "乡镇街道", "各地"
_COUNTY_ENDINGS = ("县", "区", "市")
_TOWN_ENDINGS = ("镇", "乡", "街道")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaComparison:
    """One indicator.

    `lines` are those of the areas that report it, by rank, the missing ones last.
    """

    indicator: IndicatorLine
    lines: tuple[UnitLine, ...]


def area_comparisons(
    registry: Registry, indicators: tuple[IndicatorLine, ...]
) -> tuple[AreaComparison, ...]:
    """Give every indicator that at least two areas report."""
    areas = {unit.code for unit in registry.units if is_area(unit)}
    compared = []
    for indicator in indicators:
        lines = [line for line in indicator.units if line.unit in areas]
        if len(lines) > 1:
            ordered = sorted(
                lines,
                key=lambda line: (
                    line.progress_rank or line.total_rank or len(lines) + 1
                ),
            )
            compared.append(AreaComparison(indicator=indicator, lines=tuple(ordered)))
    return tuple(compared)


def is_area(unit: Unit) -> bool:
    """Whether a unit is a territory.

    As its group says, else by its name (平江县、云溪区, not 市商务局).
    """
    if unit.members:
        return False  # 各县市区 is a name for others
    if unit.group:
        return unit.group != DEPARTMENTS
    return unit.name.endswith(_COUNTY_ENDINGS + _TOWN_ENDINGS)


def areas_name(registry: Registry, comparisons: tuple[AreaComparison, ...]) -> str:
    """Give what the units that are compared are called, for the sheet's name.

    They are called as their groups in the directory are, and where they have none, by
    what they are.
    """
    compared = {line.unit for one in comparisons for line in one.lines}
    kinds = [_kind_of(unit) for unit in registry.units if unit.code in compared]
    return "、".join(dict.fromkeys(kinds)) or _AREAS


def _kind_of(unit: Unit) -> str:
    """Say with which units a unit is compared: its group, else towns or counties."""
    if unit.group:
        return unit.group
    return _TOWNS if unit.name.endswith(_TOWN_ENDINGS) else _COUNTIES
