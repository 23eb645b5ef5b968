"""Tables with a county a row and an indicator a column, set upright.

An indicator a row.

县（市、区） | 粮食播种面积（万亩） | 示范村（个）
全市         | 325.6                | 60
平川县       | 102.3                | 20
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import (
    caption_measure,
    figure_in,
    without_measure,
)
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
    |村(?:社区|居)?|行政村|单位|单位名称|部门|责任单位|承担单位|行政区划?|辖区|区域)(?:名称)?""",
    re.VERBOSE,
)
"""Headings over the names of those who share the targets."""
_TITLE_ENDS = re.compile(
    r"""^(?:关于)?(?:下达)?(?:20\d\d年(?:度)?)?(?:全[省市县区])?|[（(].*[）)]$
    |(?:目标)?(?:任务)?(?:分配|分解|计划|明细|一览|清单)?(?:情况)?表$|(?:目标任务|任务|目标|指标)$""",
    re.VERBOSE,
)
_SAYS_LITTLE = re.compile(r"(?:目标|计划|分配|年度)?(?:任务|目标|指标|计划)?[数量值]*")
_PROMISE_AT_END = re.compile(
    r"""(?<=..)(?:20\d\d年|年度)?
    (?:(?:目标|计划)?(?:任务|目标|计划)[数量值]?|控制[数值])$""",
    re.VERBOSE,
)
"""What a lower heading adds that is no part of the indicator's name (目标任务)."""
_YEAR_IN_FRONT = re.compile(r"^(?:全年|年度|本年)(?:目标|计划|任务)+(?=..)")
"""What an upper heading adds (全年目标 over 签约项目)."""
_FEWEST_ROWS = 2
"""So many places share what a matrix gives out."""
_SHORTEST_TITLE = 2
"""A row with no more characters is no title."""
_SEARCHED = 12
"""So many rows are searched for the header of a matrix."""
_MOST_FIGURES = 0.8
"""This share of a column's cells are figures where it is a column of figures."""
_ASIDE = frozenset({"SEQ", "NOTE", "LEADER", "RESPONSIBLE"})
"""What may stand beside the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    """Where a matrix stands.

    Attributes:
        first: the row of its header, counted from 0.
        below: the first row below its header.
        end: the row behind its last one.
        places: the column of those who share.
        figures: the columns of figures.
        headings: the text over each column.
    """

    first: int
    below: int
    end: int
    places: int
    figures: tuple[int, ...]
    headings: tuple[str, ...]


def upright(grid: Grid) -> Grid:
    """Give a grid whose matrix has an indicator a row; any other grid as it is.

    What stands above it stays, what stands below it is a line outside of tables: totals
    and remarks are no indicators.
    """
    cells = unmerged(grid)
    matrix = _found(grid, cells)
    if matrix is None:
        return grid
    above = grid.rows[: matrix.first]
    below = [replace(row, outside=True) for row in grid.rows[matrix.end :]]
    promised, reported = _reports_apart(matrix)
    turned = _turned(grid, cells, promised)
    told = [_told(grid, cells, matrix, column) for column in reported]
    return replace(grid, rows=(*above, *turned, *told, *below), merged=())


_REPORTED = re.compile(
    r"(?:(?:完成|实际)?进度|完成(?:数|量|率|值|比例|情况)?|实际(?:完成)?(?:数|值)?|实绩)$"
)
_PROMISED = re.compile(r"目标|任务|计划")


def _reports_apart(matrix: _Matrix) -> tuple[_Matrix, list[int]]:
    """Part the columns that tell what was done (进度, 2024年) from those of targets.

    完成 tells it only beside columns that are headed as targets: alone it may be what
    is promised.

    Gives the matrix without them, and their columns.
    """
    names = {at: without_measure(matrix.headings[at])[0] for at in matrix.figures}
    reported = [*_past(names), *_staged(names)]
    if any(_PROMISED.search(name) for name in names.values()):
        reported += [at for at, name in names.items() if _REPORTED.search(name)]
    kept = tuple(at for at in matrix.figures if at not in reported)
    return replace(matrix, figures=kept), reported


_STAGE = re.compile(r"第?[一二三四1-4]季度|[上下]半年|前三季度|\d{1,2}月")


def _staged(names: dict[int, str]) -> list[int]:
    """Give the columns of stages on the way (一季度) beside those of the whole year."""
    staged = [at for at, name in names.items() if _STAGE.match(name)]
    return staged if len(staged) < len(names) else []


_YEAR = re.compile(r"(20\d\d)年")
_PLAN = re.compile(r"十([一二三四五])五")
_PLANS = "一二三四五"


def _past(names: dict[int, str]) -> list[int]:
    """Give the columns of earlier periods than the one that the matrix is about.

    2010年排放量 | 2015年控制量, “十一五” | “十二五”: the last is to come. What is
    cumulated over several (2006—2015年累计) is none of it.
    """
    years: dict[int, int] = {}
    plans: dict[int, int] = {}
    cumulated: list[int] = []
    for at, name in names.items():
        year = _YEAR.search(name)
        plan = _PLAN.search(name)
        if name.endswith("累计"):
            cumulated.append(at)
        elif year is not None:
            years[at] = int(year[1])
        elif plan is not None:
            plans[at] = _PLANS.index(plan[1])
    earlier = [*_before_last(years), *_before_last(plans)]
    return [*earlier, *cumulated] if earlier else []


def _before_last(periods: dict[int, int]) -> list[int]:
    """Give the columns whose period is not the last of all."""
    last = max(periods.values(), default=0)
    return [at for at, period in periods.items() if period < last]


def _told(
    grid: Grid, cells: list[tuple[str, ...]], matrix: _Matrix, column: int
) -> GridRow:
    """Give a column that tells what was done as a line beside the table.

    What was done before is shown as unread, and becomes no target.
    """
    values = [row[column].strip() for row in cells[matrix.below : matrix.end]]
    text = f"{matrix.headings[column]}：{'、'.join(values)}"
    label = grid.rows[matrix.first].label
    return GridRow(cells=(text,), label=label, outside=True)


def _found(grid: Grid, cells: list[tuple[str, ...]]) -> _Matrix | None:
    """Find the first matrix of a grid, by the heading over its places."""
    for at, row in enumerate(cells[:_SEARCHED]):
        for column, text in enumerate(row):
            if not _PLACES.fullmatch(heading(text)):
                continue
            rows = _header_rows(cells[at:], column)
            matrix = _matrix(grid, cells, at, rows, column)
            if matrix is not None:
                return matrix
    return None


def _header_rows(cells: list[tuple[str, ...]], column: int) -> int:
    """Count the rows of a header: the heading over the places is merged over them.

    In text its cell is blank in the lower ones.
    """
    over = cells[0][column]
    below = takewhile(lambda row: row[column] in ("", over), cells[1:])
    return 1 + len(list(below))


def _matrix(
    grid: Grid, cells: list[tuple[str, ...]], at: int, rows: int, column: int
) -> _Matrix | None:
    """Read a header of so many rows at a place.

    None unless figures of places stand below it, each column of them with a heading.

    `at` is the header's first row and `column` that of the places, counted from 0.
    """
    below = at + rows
    end = _end_of_places(cells, below, column)
    if end - below < _FEWEST_ROWS or any(row.outside for row in grid.rows[at:end]):
        return None
    figures = _figure_columns(cells[at], cells[below:end], column)
    width = len(cells[at])
    headings = tuple(_heading(cells, at, rows, other) for other in range(width))
    if not figures or not all(headings[other] for other in figures):
        return None
    return _Matrix(
        first=at,
        below=below,
        end=end,
        places=column,
        figures=figures,
        headings=headings,
    )


def _end_of_places(cells: list[tuple[str, ...]], below: int, column: int) -> int:
    """Give the row behind the last one that names a sharer."""
    end = below
    while end < len(cells) and _is_sharer(cells[end][column]):
        end += 1
    return end


def _figure_columns(
    header: tuple[str, ...], rows: list[tuple[str, ...]], places: int
) -> tuple[int, ...]:
    """Give the columns of figures; none where another column holds something else.

    序号, 备注 and the like may stand beside the figures; a column of words may not:
    then it is a table of tasks.
    """
    figures: list[int] = []
    for column, title in enumerate(header):
        texts = list(filter(None, [row[column].strip() for row in rows]))
        if column == places or not texts or _is_aside(title):
            continue
        if not _are_figures(texts):
            return ()
        figures.append(column)
    return tuple(figures)


def _are_figures(texts: list[str]) -> bool:
    """Whether nearly all cells of a column hold a figure; some say 待定 or —."""
    read = list(filter(figure_in, texts))
    return len(read) >= _MOST_FIGURES * len(texts)


def _is_aside(title: str) -> bool:
    """Whether a column holds nothing that is shared out (序号, 备注)."""
    return meaning_of(HEADINGS, heading(title)) in _ASIDE


def _is_sharer(text: str) -> bool:
    """Whether a cell names a place or a body that shares, or their total.

    >>> _is_sharer("平川县"), _is_sharer("全市"), _is_sharer("粮食播种面积")
    (True, True, False)
    """
    word = heading(text)
    if not word:
        return False
    return is_place(word) or is_complete(word) or series_word(word) == "TOTAL"


def _heading(cells: list[tuple[str, ...]], at: int, rows: int, column: int) -> str:
    """Join a column's headings, each once, with one 计量单位 behind: the lower one's.

    The upper one's holds where the lower one has none (到2025年（万亩） over 面积).

    Headings that a merge repeats are joined once.
    """
    texts = [squeeze(row[column]) for row in cells[at : at + rows]]
    if not texts[0] and texts[-1]:
        texts[0] = _left_of(cells[at], column)
    parts = list(dict.fromkeys(text for text in texts if text and not _is_body(text)))
    if len(parts) < 2:
        return "".join(parts)
    upper, measure = without_measure("".join(parts[:-1]))
    own = without_measure(parts[-1])[1]
    behind = f"（{measure}）" if measure and not own else ""
    return f"{upper}{parts[-1]}{behind}"


def _is_body(text: str) -> bool:
    """Whether a heading is the name of a body and of no indicator."""
    return bool(text.strip()) and is_complete(heading(text))


def _answering(cells: list[tuple[str, ...]], matrix: _Matrix, column: int) -> str:
    """Give the body that the header names over a column; blank without one.

    城镇新增就业（人） over 市人社局 over 目标任务: the bureau answers for it.
    """
    texts = [row[column].strip() for row in cells[matrix.first : matrix.below]]
    return next(filter(_is_body, texts), "")


def _left_of(header: tuple[str, ...], column: int) -> str:
    """Give the heading that stands to the left in the upper row of a header.

    In text, it stands over the first of its columns only.
    """
    named = [squeeze(text) for text in header[:column] if text.strip()]
    return named[-1] if named else ""


def _turned(grid: Grid, cells: list[tuple[str, ...]], matrix: _Matrix) -> list[GridRow]:
    """Give the matrix with an indicator a row, below a header of its own.

    An indicator whose heading says only 目标任务 is what the table's title is about.

    Every row has the place of the header it was made from.
    """
    rows = cells[matrix.below : matrix.end]
    sharers = [squeeze(row[matrix.places]) for row in rows]
    label = grid.rows[matrix.first].label
    title = _title(cells[: matrix.first])
    answering = [_answering(cells, matrix, column) for column in matrix.figures]
    heads = ("责任单位",) if any(answering) else ()
    header = ("指标名称", "计量单位", *heads, *sharers)
    turned = [GridRow(cells=header, label=label)]
    for column, body in zip(matrix.figures, answering, strict=True):
        name, measure = without_measure(matrix.headings[column])
        if _SAYS_LITTLE.fullmatch(name) and title:
            name = title
        name = _YEAR_IN_FRONT.sub("", _PROMISE_AT_END.sub("", name))
        values = [row[column].strip() for row in rows]
        bodies = (body,) if heads else ()
        turned.append(GridRow(cells=(name, measure, *bodies, *values), label=label))
    return turned


def _title(rows: Sequence[tuple[str, ...]]) -> str:
    """Give what a table's title says of its only figure; blank without a title.

    >>> _title([("2025年农村改厕任务分配表", "")])
    '农村改厕'
    """
    for row in rows:
        texts = {text.strip() for text in row if text.strip()}
        if len(texts) != 1:
            continue
        words = texts.pop()
        if len(words) > _SHORTEST_TITLE and not caption_measure(words):
            title = _TITLE_ENDS.sub("", squeeze(words))
            return _TITLE_ENDS.sub("", title)
    return ""
