"""Who owes a form: what its design says (单位), or who has rows in it.

A form without rows of tasks or indicators is a statistical one: it asks every unit that
reports, or those that its design names, and knows neither targets nor rankings.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from xltool.findings import DESIGN_UNITS_NONE, DESIGN_UNITS_UNKNOWN, Place
from xltool.forms.design import RowsFrom
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.model.registry import Registry, Unit

EVERYONE = "全部"
_FROM_REGISTRY = frozenset({RowsFrom.TASKS, RowsFrom.INDICATORS})
_WITHOUT_ROWS = RowsFrom.SINGLE
"""A sheet of one row, such as 填报信息, is no reason to send a workbook."""


def is_statistical(design: FormDesign) -> bool:
    """Say whether a form asks about no task and no indicator."""
    return not any(sheet.rows_from in _FROM_REGISTRY for sheet in design.sheets)


def asks_for(design: FormDesign, rows: RowsFrom) -> bool:
    """Say whether a form has a sheet of such rows: tasks, indicators and so on."""
    return any(sheet.rows_from is rows for sheet in design.sheets)


def with_owing_units(registry: Registry, design: FormDesign) -> Registry:
    """Give the registry as a form needs it: `reporting_units` are those that owe it.

    A statistical form's has no tasks and no indicators.
    """
    units = tuple(unit.code for unit in owing_units(registry, design))
    if is_statistical(design):
        return replace(
            registry,
            tasks=(),
            indicators=(),
            shares={},
            share_comparisons={},
            owing=units,
        )
    if units == tuple(unit.code for unit in registry.reporting_units()):
        return registry
    return replace(registry, owing=units)


def owing_units(registry: Registry, design: FormDesign) -> tuple[Unit, ...]:
    """Give the units that owe a form, in the order of the directory.

    Those that the design names; else of a statistical form all, of any other those that
    answer for a task. Where all rows come from the registry, only who has rows.
    """
    units = registry.able_units()
    if design.units:
        units = tuple(unit for unit in units if _is_named(unit, design.units))
    elif not is_statistical(design):
        units = tuple(unit for unit in units if registry.tasks_of(unit.code))
    if is_statistical(design) or _has_open_rows(design):
        return units
    return _with_rows(registry, units, design)


def _with_rows(
    registry: Registry, units: Iterable[Unit], design: FormDesign
) -> tuple[Unit, ...]:
    """Give the units that fill in any row of a form, in their order."""
    return tuple(unit for unit in units if _has_rows(registry, unit, design))


def _has_open_rows(design: FormDesign) -> bool:
    """Say whether a form has rows that do not depend on the registry."""
    from_elsewhere = _FROM_REGISTRY | {_WITHOUT_ROWS}
    return any(sheet.rows_from not in from_elsewhere for sheet in design.sheets)


def _has_rows(registry: Registry, unit: Unit, design: FormDesign) -> bool:
    """Say whether a unit fills in any row of a form about tasks and indicators."""
    kinds = {sheet.rows_from for sheet in design.sheets}
    if RowsFrom.TASKS in kinds and registry.tasks_of(unit.code):
        return True
    if RowsFrom.INDICATORS not in kinds:
        return False
    targets = registry.targets_of(unit.code)
    return any(unit.code in registry.reporters(one) for one in targets)


def _is_named(unit: Unit, names: tuple[str, ...]) -> bool:
    """Say whether a design's 单位 names a unit: itself, its group, or all."""
    called = {unit.name, unit.code, *unit.aliases, unit.group, EVERYONE}
    folded = set(map(squeeze, called)) - {""}
    return not folded.isdisjoint(map(squeeze, names))


def unit_findings(registry: Registry, design: FormDesign) -> Iterator[Finding]:
    """Name what 单位 of a design names and the directory does not know, and a form that
    nobody owes.
    """
    place = Place(sheet="设置", row_key=design.key)
    known = {EVERYONE}
    for unit in registry.units:
        known |= {unit.name, unit.code, unit.group, *unit.aliases}
    squeezed = {squeeze(name) for name in known}
    for name in design.units:
        if squeeze(name) not in squeezed:
            near = get_close_matches(name, sorted(known), n=1, cutoff=0.4)
            hint = f"（是不是“{near[0]}”？）" if near else ""
            yield DESIGN_UNITS_UNKNOWN.at(
                place, found=name, form=design.name, hint=hint
            )
    if registry.units and not owing_units(registry, design):
        yield DESIGN_UNITS_NONE.at(place, found=design.name)
