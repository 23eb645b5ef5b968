"""Formulas without a result: what stands there cannot be read, and is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Doubt, DoubtKind
from xltool.findings import Place
from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.registry.doubts import Answers
    from xltool.decomposition.table.printed import Grid

_NAMED = 3
"""So many cells are named."""


def broken_formulas(grids: Sequence[Grid], answers: Answers) -> Iterator[Doubt]:
    """Ask about each sheet with formulas that give nothing, or an error."""
    for grid in grids:
        broken = [place for place in grid.broken if not grid.hidden.covers(*place)]
        if not broken:
            continue
        cells = "、".join(address(*place) for place in broken[:_NAMED])
        numbers = len(broken)
        printed = f"{grid.name}：{cells}" + (
            f"等{numbers}格" if numbers > _NAMED else ""
        )
        if answers.settles(DoubtKind.BROKEN, printed):
            continue
        place = Place(sheet=grid.name, cell=address(*broken[0]))
        finding = f.FORMULAS_BROKEN.at(
            place, found=grid.name, numbers=numbers, expected=cells
        )
        yield Doubt(kind=DoubtKind.BROKEN, printed=printed, finding=finding)
