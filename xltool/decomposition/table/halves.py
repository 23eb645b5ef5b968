"""Tables that are printed in halves beside each other, to save paper.

序号 | 单位     | 任务数 | 序号 | 单位     | 任务数
1    | 县发改局 | 50     | 3    | 县住建局 | 40
2    | 县工信局 | 80     | 4    | 县交通局 | 30
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import heading
from xltool.decomposition.table.printed import GridRow, unmerged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.table.printed import Grid

_SEARCHED = 12
"""So many rows are searched for a header that is printed twice."""
_NARROWEST = 2
"""A half has so many columns at least."""


def stacked(grid: Grid) -> Grid:
    """Give a grid whose halves stand below each other; any other grid as it is.

    Rows above the header stay. Of each half the rows stay together.
    """
    cells = unmerged(grid)
    for at, row in enumerate(cells[:_SEARCHED]):
        width = _half(row)
        if width:
            return _stacked(grid, cells, at, width)
    return grid


def _half(row: Sequence[str]) -> int:
    """Give how many columns a half has, by a header that repeats; 0 for another row.

    >>> _half(("序号", "单位", "任务数", "序号", "单位", "任务数"))
    3
    >>> _half(("目标", "目标", "目标", "目标"))
    0
    """
    words = [heading(text) for text in row]
    while words and not words[-1]:
        words.pop()
    for width in range(_NARROWEST, len(words) // 2 + 1):
        first = words[:width]
        times, rest = divmod(len(words), width)
        is_repeated = not rest and words == first * times
        if is_repeated and all(first) and len(set(first)) == width:
            return width
    return 0


def _stacked(grid: Grid, cells: Sequence[tuple[str, ...]], at: int, width: int) -> Grid:
    """Put the halves below each other, under the header in row `at`.

    Merged cells are written out: a merge could not go from one half to the next.
    """
    header = grid.rows[at]
    rows = [*grid.rows[:at], replace(header, cells=cells[at][:width])]
    below = range(at + 1, len(grid.rows))
    for left in range(0, len(cells[at]), width):
        for number in below:
            row = grid.rows[number]
            half = cells[number][left : left + width]
            if not row.outside and any(half):
                rows.append(replace(row, cells=half))
    rows.extend(_outside(grid, below))
    return replace(grid, rows=tuple(rows), merged=())


def _outside(grid: Grid, below: Sequence[int]) -> list[GridRow]:
    """Give the lines behind the table."""
    return [grid.rows[number] for number in below if grid.rows[number].outside]
