"""Tables with a county a row and an indicator a column, set upright.

An indicator a row.

县（市、区） | 粮食播种面积（万亩） | 示范村（个）
全市         | 325.6                | 60
平川县       | 102.3                | 20
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import figure_in, without_measure
from xltool.decomposition.table.columns import heading
from xltool.decomposition.table.printed import GridRow, unmerged
from xltool.decomposition.table.series import is_place, series_word
from xltool.decomposition.units.names import is_complete
from xltool.decomposition.vocabulary import HEADINGS, meaning_of
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.table.printed import Grid

_PLACES = re.compile(
    r"""(?:各|责任|承担|任务|所属|分配)?
    (?:县市区|市县区|县区|区县|市州|乡镇|镇街|街镇|乡镇街道|镇街道|地区|园区|县|区|市县
    |单位|单位名称|部门|责任单位|承担单位|行政区划?|辖区|区域)(?:名称)?""",
    re.VERBOSE,
)
"""Headings over the names of those who share the targets."""
_TITLE_ENDS = re.compile(
    r"""^(?:关于)?(?:下达)?(?:20\d\d年(?:度)?)?(?:全[省市县区])?|[（(].*[）)]$
    |(?:目标)?(?:任务)?(?:分配|分解|计划|明细|一览|清单)?(?:情况)?表$|(?:目标任务|任务|目标|指标)$""",
    re.VERBOSE,
)
_SAYS_LITTLE = re.compile(
    r"(?:目标|计划|分配|年度)?(?:任务|目标|数量|指标|计划)?[数量值]*"
)
_FEWEST_ROWS, _SEARCHED = 2, 12
_MOST_FIGURES = 0.8


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Where a matrix stands.

    Its header's rows, the column of places, those of figures.
    """

    first: int
    below: int
    end: int
    places: int
    figures: tuple[int, ...]
    headings: tuple[str, ...]


def upright(grid: Grid) -> Grid:
    """Give a grid whose matrix has an indicator a row; any other grid as it is."""
    cells = unmerged(grid)
    matrix = _found(grid, cells)
    if matrix is None:
        return grid
    rows = [
        *grid.rows[: matrix.first],
        *_turned(grid, cells, matrix),
        *(replace(row, outside=True) for row in grid.rows[matrix.end :]),
    ]
    return replace(grid, rows=tuple(rows), merged=())


def _found(grid: Grid, cells: list[tuple[str, ...]]) -> _Matrix | None:
    for at, row in enumerate(cells[:_SEARCHED]):
        for column, text in enumerate(row):
            if not _PLACES.fullmatch(heading(text)):
                continue
            for rows in (1, 2):
                matrix = _matrix(grid, cells, at, rows, column)
                if matrix is not None:
                    return matrix
    return None


def _matrix(
    grid: Grid, cells: list[tuple[str, ...]], at: int, rows: int, column: int
) -> _Matrix | None:
    """Read a header of so many rows at a place.

    None unless figures of places stand below it.
    """
    below = at + rows
    end = _end_of_places(cells, below, column)
    if end - below < _FEWEST_ROWS or any(row.outside for row in grid.rows[at:end]):
        return None
    figures = _figure_columns(cells[at], cells[below:end], column)
    headings = tuple(
        _heading(cells, at, rows, other) for other in range(len(cells[at]))
    )
    if not figures or any(not headings[other] for other in figures):
        return None
    return _Matrix(at, below, end, column, figures, headings)


def _end_of_places(cells: list[tuple[str, ...]], below: int, column: int) -> int:
    end = below
    while end < len(cells) and _is_sharer(cells[end][column]):
        end += 1
    return end


def _figure_columns(
    header: tuple[str, ...], rows: list[tuple[str, ...]], places: int
) -> tuple[int, ...]:
    """Give the columns of figures; none where another column holds something else."""
    figures: list[int] = []
    for other, text in enumerate(header):
        texts = [row[other].strip() for row in rows if row[other].strip()]
        if other == places or not texts or _is_aside(text):
            continue
        read = sum(1 for text in texts if figure_in(text))
        if read < _MOST_FIGURES * len(texts):
            return ()
        figures.append(other)
    return tuple(figures)


def _is_aside(text: str) -> bool:
    return meaning_of(HEADINGS, heading(text)) in (
        "SEQ",
        "NOTE",
        "LEADER",
        "RESPONSIBLE",
    )


def _is_sharer(text: str) -> bool:
    word = heading(text)
    if not word:
        return False
    return is_place(word) or is_complete(word) or series_word(word) == "TOTAL"


def _heading(cells: list[tuple[str, ...]], at: int, rows: int, column: int) -> str:
    """Join a column's headings, each once, with one 计量单位 behind: the lower one's.

    The upper one's holds where the lower one has none (到2025年（万亩） over 面积).
    """
    texts = [squeeze(row[column]) for row in cells[at : at + rows]]
    if not texts[0] and texts[-1]:
        texts[0] = _left_of(cells[at], column)
    parts = list(dict.fromkeys(text for text in texts if text))
    if len(parts) < 2:
        return "".join(parts)
    upper, measure = without_measure(parts[0])
    own = without_measure(parts[-1])[1]
    behind = f"（{measure}）" if measure and not own else ""
    return f"{upper}{parts[-1]}{behind}"


def _left_of(header: tuple[str, ...], column: int) -> str:
    """Give the heading that stands to the left in the upper row of a header.

    In text, it stands over the first of its columns only.
    """
    named = [squeeze(text) for text in header[:column] if text.strip()]
    return named[-1] if named else ""


def _turned(grid: Grid, cells: list[tuple[str, ...]], matrix: _Matrix) -> list[GridRow]:
    rows = cells[matrix.below : matrix.end]
    sharers = [squeeze(row[matrix.places]) for row in rows]
    label = grid.rows[matrix.first].label
    title = _title(cells[: matrix.first])
    turned = [GridRow(cells=("指标名称", "计量单位", *sharers), label=label)]
    for column in matrix.figures:
        name, measure = without_measure(matrix.headings[column])
        if _SAYS_LITTLE.fullmatch(name) and title:
            name = title
        values = [row[column].strip() for row in rows]
        turned.append(GridRow(cells=(name, measure, *values), label=label))
    return turned


def _title(rows: Sequence[tuple[str, ...]]) -> str:
    """Give what a table's title says of its only figure (农村改厕 of
    2025年农村改厕任务分配表).
    """
    for row in rows:
        texts = [text.strip() for text in row if text.strip()]
        if len(set(texts)) == 1 and len(texts[0]) > _FEWEST_ROWS:
            title = _TITLE_ENDS.sub("", squeeze(texts[0]))
            return _TITLE_ENDS.sub("", title)
    return ""
