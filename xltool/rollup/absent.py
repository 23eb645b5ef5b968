"""Units of which nothing counts: what came was returned, or nothing came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.rollup.discipline import mark_of

if TYPE_CHECKING:
    from xltool.rollup.inputs import RollupInputs


def without_report(inputs: RollupInputs, units: tuple[str, ...]) -> str:
    """Name units by how they stand: `退回 甲县、乙县；未报 丙区`."""
    marks = {one.code: mark_of(one).value for one in inputs.current.standings}
    names: dict[str, list[str]] = {}
    for unit in units:
        name = inputs.registry.unit_name(unit)
        names.setdefault(marks.get(unit, "未报"), []).append(name)
    said = []
    for mark in sorted(names, reverse=True):
        said.append(f"{mark} {'、'.join(names[mark])}")
    return "；".join(said)
