"""Small tables for the tests of the import, as grids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.decomposition.table.printed import Grid, GridRow

if TYPE_CHECKING:
    from xltool.decomposition.table.printed import Merge


def a_grid(
    *rows: str,
    name: str = "分解表",
    merged: tuple[Merge, ...] = (),
    lettered: bool = True,
) -> Grid:
    """Make a grid of rows whose cells `|` parts; a row that begins with `#` stands outside of the table."""
    made = []
    for number, row in enumerate(rows, 1):
        outside = row.startswith("#")
        cells = (
            (row.lstrip("# "),)
            if outside
            else tuple(cell.strip() for cell in row.split("|"))
        )
        made.append(GridRow(cells=cells, label=str(number), outside=outside))
    return Grid(name=name, rows=tuple(made), merged=merged, lettered=lettered)
