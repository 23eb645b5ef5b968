"""Headers whose 计量单位 stand in a row of their own.

乡镇   | 造林面积 | 骨干渠道
单位   | 万亩     | 公里          the headings are 造林面积（万亩） and 骨干渠道（公里）
东河镇 | 3        | 12
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import figure_in, measure_in, without_measure
from xltool.decomposition.table.columns import heading
from xltool.decomposition.table.printed import unmerged
from xltool.decomposition.vocabulary import HEADINGS, meaning_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.table.printed import Grid

_SEARCHED = 12
"""So many rows are searched for one of 计量单位."""
_FEWEST = 2
"""It names so many at least."""
_BRACKETS = "（）()"


def with_measures(grid: Grid) -> Grid:
    """Give a grid with the 计量单位 behind their headings, any other grid as it is.

    Merged cells are written out: the headings stand in them.
    """
    cells = unmerged(grid)
    for at in range(1, min(_SEARCHED, len(cells))):
        pairs = zip(cells[at], cells[at - 1], strict=True)
        own = ["" if text == above else text for text, above in pairs]
        measures = _measures(own)
        if len(measures) >= _FEWEST and _are_headed(cells[at - 1], measures):
            return _joined(grid, cells, at, measures)
    return grid


def _measures(row: Sequence[str]) -> dict[int, str]:
    """Give the 计量单位 of a row by column; none where another text stands there.

    The first cell may say what they are (单位).

    >>> _measures(("单位", "万亩", "（公里）")), _measures(("东河镇", "3", "个"))
    ({1: '万亩', 2: '公里'}, {})
    """
    found: dict[int, str] = {}
    for at, text in enumerate(row):
        measure = measure_in(text.strip().strip(_BRACKETS))
        if measure:
            found[at] = measure
        elif text.strip() and (at or not _names_measures(text)):
            return {}
    return found


def _names_measures(text: str) -> bool:
    """Whether a cell heads 计量单位."""
    word = heading(text)
    return word == "单位" or meaning_of(HEADINGS, word) == "MEASURE"


def _are_headed(above: Sequence[str], measures: dict[int, str]) -> bool:
    """Whether words stand over all of them that have no 计量单位 yet."""
    over = [above[at].strip() for at in measures]
    if not all(over) or any(map(figure_in, over)):
        return False
    return not any(measure_in(text) or without_measure(text)[1] for text in over)


def _joined(
    grid: Grid, cells: list[tuple[str, ...]], at: int, measures: dict[int, str]
) -> Grid:
    """Put the 计量单位 of row `at` behind the headings above, and leave the row out."""
    written = [list(row) for row in cells]
    for column, measure in measures.items():
        words = written[at - 1][column]
        for row in written[:at]:
            if row[column] == words:
                row[column] = f"{words}（{measure}）"
    rows = [
        row if row.outside else replace(row, cells=tuple(texts))
        for row, texts in zip(grid.rows, written, strict=True)
    ]
    return replace(grid, rows=(*rows[:at], *rows[at + 1 :]), merged=())
