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

from xltool.decomposition.table.cells import (
    caption_measure,
    figure_in,
    without_measure,
)
from xltool.decomposition.table.columns import beside_targets, heading
from xltool.decomposition.table.headers import end_of_table, header_rows
from xltool.decomposition.table.kinds import TEXTS, Kind, kind_of, kinds_of
from xltool.decomposition.table.printed import GridRow, unmerged
from xltool.decomposition.table.series import heads_places, is_place, series_word
from xltool.decomposition.units.names import is_complete
from xltool.decomposition.vocabulary import HEADINGS, meaning_of
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.table.printed import Grid

_TITLE_ENDS = re.compile(
    r"""^(?:关于)?(?:下达)?(?:20\d\d年(?:度)?)?(?:全[省市县区]|各[县市区乡镇街道、（）()]+)?|[（(].*[）)]$
    |(?:[月季年]度)?(?:目标)?(?:任务)?(?:分配|分解|计划|明细|一览|清单)?(?:情况)?表$|(?:目标任务|任务|目标|指标)$""",
    re.VERBOSE,
)
_SAYS_LITTLE = re.compile(
    r"(?:20\d\d年|全年|年度)?(?:目标|计划|分配)?(?:任务|目标|指标|计划)?[数量值]*"
)
_PROMISE_AT_END = re.compile(
    r"""(?<=..)(?:20\d\d年|年度)?(?:(?:目标|计划)?(?:任务|目标|计划)[数量值]?$|(?=控制数$))""",
    re.VERBOSE,
)
"""What a lower heading adds that is no part of the indicator's name (目标任务)."""
_YEAR_IN_FRONT = re.compile(r"^(?:全年|年度|本年)(?:目标|计划|任务)+(?=..)")
"""What an upper heading adds (全年目标 over 签约项目)."""
_FEWEST_ROWS = 2
"""So many places share what a matrix gives out."""
_LONGEST_PLACE = 8
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
        stages: the columns of stages on the way to the figures.
    """

    first: int
    below: int
    end: int
    places: int
    figures: tuple[int, ...]
    headings: tuple[str, ...]
    stages: tuple[int, ...] = ()


def upright(grid: Grid) -> Grid:
    """Give a grid whose matrix has an indicator a row; any other grid as it is.

    What stands above it stays, what stands below it is a line outside of tables: totals
    and remarks are no indicators.
    """
    cells = unmerged(grid)
    matrix = _found(grid, cells)
    if matrix is None:
        return grid
    promised, reported = _reports_apart(matrix)
    staged = _staged(matrix)
    turned = _turned(grid, cells, replace(promised, stages=staged))
    told = [_told(grid, cells, matrix, column) for column in (*reported, *staged)]
    rows = (*grid.rows[: matrix.first], *turned, *told, *_behind(grid, cells, matrix))
    return replace(grid, rows=rows, merged=())


def _behind(
    grid: Grid, cells: list[tuple[str, ...]], matrix: _Matrix
) -> tuple[GridRow, ...]:
    """Give what stands behind a matrix: remarks are lines, another table stays one."""
    end = end_of_table(grid, matrix.first)
    remarks = [replace(row, outside=True) for row in grid.rows[matrix.end : end]]
    others: list[GridRow] = []
    for row, written in zip(grid.rows[end:], cells[end:], strict=True):
        others.append(row if row.outside else replace(row, cells=written))
    rest = upright(replace(grid, rows=tuple(others), merged=()))
    return (*remarks, *rest.rows)


def _reports_apart(matrix: _Matrix) -> tuple[_Matrix, list[int]]:
    """Part the columns that tell what was done (进度, 2024年) from those of targets.

    完成 tells it only beside columns that are headed as targets: alone it may be what
    is promised.

    Gives the matrix without them, and their columns.
    """
    names = {at: without_measure(matrix.headings[at])[0] for at in matrix.figures}
    reported = _past(names)
    reported += beside_targets(names)
    apart = {*reported, *_staged(matrix)}
    kept = tuple(at for at in matrix.figures if at not in apart)
    return replace(matrix, figures=kept), reported


_STAGE = re.compile(
    r"第?[一二三四1-4]季度|[上下]半年|前三季度|(?:1[-—–~至])?\d{1,2}月(?:份|底|末)?"
)


def _staged(matrix: _Matrix) -> tuple[int, ...]:
    """Give the columns of stages on the way (一季度) beside those of the whole year."""
    figures = matrix.figures
    staged = tuple(at for at in figures if _STAGE.match(matrix.headings[at]))
    return staged if len(staged) < len(figures) else ()


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
    """Find the first matrix of a grid: below a header, a column of those who share."""
    for at in range(min(_SEARCHED, len(cells))):
        if grid.rows[at].outside:
            continue
        end = end_of_table(grid, at)
        rows = header_rows(cells[at:end])
        matrix = _matrix(cells[:end], at, rows) if rows else None
        if matrix is not None:
            return matrix
    return None


def _matrix(cells: list[tuple[str, ...]], at: int, rows: int) -> _Matrix | None:
    """Read the table below a header of so many rows, which begins in row `at`.

    None unless figures of those who share stand below it, each column of them with a
    heading.
    """
    below = at + rows
    places = _column_of_places(cells[at:], rows)
    if places is None:
        return None
    end = _end_of_places(cells, below, places)
    figures = _figure_columns(cells[at], cells[below:end], places)
    headings = tuple(
        _heading(cells, at, rows, other) for other in range(len(cells[at]))
    )
    if end - below < _FEWEST_ROWS or not figures:
        return None
    if not all(headings[other] for other in figures):
        return None
    return _Matrix(
        first=at,
        below=below,
        end=end,
        places=places,
        figures=figures,
        headings=headings,
    )


def _column_of_places(cells: list[tuple[str, ...]], rows: int) -> int | None:
    """Give the column of those who share, by its heading or by its cells."""
    for column in range(len(cells[0])):
        words = [heading(row[column]) for row in cells[:rows]]
        if any(map(heads_places, words)):
            return column
        texts = list(filter(None, [row[column].strip() for row in cells[rows:]]))
        if texts and sum(map(_is_sharer, texts)) * 2 > len(texts):
            return column
    return None


def _end_of_places(cells: list[tuple[str, ...]], below: int, column: int) -> int:
    """Give the row behind the last one that names a sharer, or gives figures to it.

    市直 is no place by its name: it has its figures like the places above it.
    """
    end = below
    while end < len(cells) and _shares(cells[end], column):
        end += 1
    return end


def _shares(row: tuple[str, ...], column: int) -> bool:
    """Whether a row names a sharer, or is one by its figures."""
    if _is_sharer(row[column]):
        return True
    word = heading(row[column])
    figures = [text for text in row if kind_of(text) is Kind.FIGURE]
    return 0 < len(word) <= _LONGEST_PLACE and bool(figures) and not _has_digit(word)


def _has_digit(word: str) -> bool:
    """Whether a word counts something: no place does."""
    return any(map(str.isdigit, word))


def _figure_columns(
    header: tuple[str, ...], rows: list[tuple[str, ...]], places: int
) -> tuple[int, ...]:
    """Give the columns of figures; none where another column holds something else.

    序号 and the like may stand beside the figures, and remarks behind them; a column of
    words in front of them may not: then it is a table of tasks.
    """
    kinds = kinds_of(rows, len(header))
    remarks = _remarks(kinds)
    figures: list[int] = []
    for column, kind in enumerate(kinds):
        is_beside = kind in _BESIDE or column in remarks or _is_aside(header[column])
        if column != places and not is_beside:
            figures.append(column)
    shares = [_are_figures([row[at].strip() for row in rows]) for at in figures]
    return tuple(figures) if all(shares) else ()


def _remarks(kinds: list[Kind]) -> list[int]:
    """Give the columns of words behind all figures."""
    figures = [at for at, kind in enumerate(kinds) if kind is Kind.FIGURE]
    last = max(figures, default=len(kinds))
    return [at for at, kind in enumerate(kinds) if kind in TEXTS and at > last]


_BESIDE = frozenset({Kind.BLANK, Kind.PEOPLE, Kind.DATE})
"""What may stand beside the figures, whatever is over it."""


def _are_figures(texts: list[str]) -> bool:
    """Whether nearly all cells of a column hold a figure; some say 待定 or —."""
    filled = list(filter(None, texts))
    read = list(filter(figure_in, filled))
    return len(read) >= _MOST_FIGURES * len(filled)


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
    stages = _stages(matrix)
    header = ("指标名称", "计量单位", *heads, *stages, *sharers)
    turned = [GridRow(cells=header, label=label)]
    for column, body in zip(matrix.figures, answering, strict=True):
        name, measure = without_measure(matrix.headings[column])
        planned = [_planned(matrix, rows, column, stage) for stage in stages]
        if _SAYS_LITTLE.fullmatch(name) and title:
            name = title
        name = _YEAR_IN_FRONT.sub("", _PROMISE_AT_END.sub("", name))
        values = [row[column].strip() for row in rows]
        bodies = (body,) if heads else ()
        named = (name, measure, *bodies, *planned, *values)
        turned.append(GridRow(cells=named, label=label))
    return turned


def _stages(matrix: _Matrix) -> tuple[str, ...]:
    """Give the stages on the way, each once: several figures may have the same ones."""
    found = [_STAGE.match(matrix.headings[at]) for at in matrix.stages]
    return tuple(dict.fromkeys(stage[0] for stage in found if stage))


def _planned(
    matrix: _Matrix, rows: list[tuple[str, ...]], column: int, stage: str
) -> str:
    """Give what all are to reach of a column's figure in a stage; blank if not said.

    The row of the whole says it, else what those who share it add up to.
    """
    what = _counted(matrix.headings[column])
    single = len(matrix.figures) == 1
    for at in matrix.stages:
        words = matrix.headings[at]
        if words.startswith(stage) and (single or _counted(words) == what):
            return _whole(rows, matrix.places, at)
    return ""


def _counted(words: str) -> str:
    """Give what a heading counts, without the time that it is of."""
    bare = re.sub(r"[（(]累计[）)]", "", without_measure(words)[0])
    return _YEAR_IN_FRONT.sub("", _STAGE.sub("", bare, count=1))


def _whole(rows: list[tuple[str, ...]], places: int, at: int) -> str:
    """Give the figure of a column for all of those who share."""
    for row in rows:
        if series_word(heading(row[places])) == "TOTAL":
            return row[at].strip()
    figures = [figure_in(row[at].strip()) for row in rows]
    return str(sum(figure.value for figure in figures if figure is not None))


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
