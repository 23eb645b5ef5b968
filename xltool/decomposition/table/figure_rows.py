"""Rows whose target is a figure in a column of its own.

Its name, 计量单位, years, stages and counties.

序号 | 指标名称     | 单位 | 2024年完成 | 2025年目标 | 东城县 | 西山县
1    | 粮食播种面积 | 万亩 | 178        | 180        | 70以上 | 65
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.omitted_words import needs_a_subject
from xltool.decomposition.table.cells import (
    NamedCell,
    figure_in,
    lead_in,
    measure_in,
    without_measure,
)
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.decomposition.text.numbers import Quantity

_MARK = re.compile(
    r"^(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,2}[）)]|[①-⑳])\s*"
)
_SHORT_MEASURE = re.compile(
    r"""(?:其中[:：])?
    (?:总量|增速|增幅|增长率?|同比增长|数量|面积|规模|占比|比重|总额|金额|个数|户数|人数
    |完成率|合格率|达标率|覆盖率|新增|存量|绝对值|目标值)""",
    re.VERBOSE,
)
"""Names that say what is measured but not of what."""
_SAID_ANYWAY = re.compile(
    r"""20\d\d年?|年度|全年|本年|预期|计划|工作|考核|目标|任务|指标|[值数量]$|要求|设定|责任
    |[（）()]""",
    re.VERBOSE,
)
"""Words of a figure's heading that add nothing to the name."""
_PROMISED = (ColumnPart.OWN, ColumnPart.TOTAL, ColumnPart.SHARE)
"""Where a figure is a target."""
_COUNTING = (*_PROMISED, ColumnPart.HISTORY)
"""Where a figure is a target, or what was reached before."""
_WORDED = (ColumnPart.NAME, ColumnPart.OWN)
"""Where the words stand that name the target."""
_MOVES = frozenset({"新增", "净增", "增长"})
"""Words of a cell that belong to the name."""
_BARE_SCALES = frozenset({"万", "亿"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFigure:
    """A figure of a row with the cell it stands in, its name and its 计量单位."""

    name: str
    quantity: Quantity
    measure: str
    cell: NamedCell


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """The figures of one row.

    Attributes:
        name: joined from the columns that word it.
        measure: the 计量单位 of a column of its own, or behind the name.
        targets: our own figures.
        total: the sum over the shares, if there is one.
        shares: the figures of counties, towns or bureaus.
        history: what was reached in earlier years.
    """

    name: str
    measure: str
    targets: tuple[PlacedFigure, ...] = ()
    total: PlacedFigure | None = None
    shares: tuple[PlacedFigure, ...] = ()
    history: tuple[PlacedFigure, ...] = ()

    @property
    def text(self) -> str:
        """The task in words: the name with its figure."""
        first = next(iter(self.targets), self.total)
        if first is None:
            return self.name
        printed = squeeze(first.cell.text)
        unit = "" if first.quantity.measurement_unit else first.measure
        return f"{first.name}{printed}{unit}"


def figures_of(row: PrintedRow) -> FigureRow | None:
    """Read a row whose target stands in a column of its own; None for a row of text.

    A row of which a column of text says the figure too is read as text: the text says
    more than the column.
    """
    read = _read_figures(row)
    own = [figure for cell, figure in read if cell.part in _PROMISED]
    words = _words(row, {cell.column for cell, _ in read})
    if not own or not words or _says_itself(words[-1], own):
        return None
    name, measure = _name(words)
    measure = _measure(row) or measure
    by_part: dict[ColumnPart, list[PlacedFigure]] = defaultdict(list)
    for cell, figure in read:
        placed = _figure(name, measure, cell, figure, row)
        by_part[cell.part].append(placed)
    return FigureRow(
        name=name,
        measure=measure,
        targets=tuple(by_part[ColumnPart.OWN]),
        total=next(iter(by_part[ColumnPart.TOTAL]), None),
        shares=tuple(by_part[ColumnPart.SHARE]),
        history=tuple(by_part[ColumnPart.HISTORY]),
    )


def _read_figures(row: PrintedRow) -> list[tuple[NamedCell, Quantity]]:
    """Give the cells that hold a figure and nothing else, each with its figure."""
    read: list[tuple[NamedCell, Quantity]] = []
    for cell in row.cells:
        if cell.part not in _COUNTING:
            continue
        figure = figure_in(cell.text)
        if figure is not None:
            read.append((cell, figure))
    return read


def _words(row: PrintedRow, figures: set[int]) -> list[str]:
    """Give the texts that word the name; `figures` are the columns that hold one.

    Of several columns the last says most: 项目 | 指标 | 目标值.
    """
    contents = [cell for cell in row.cells if cell.part in _WORDED]
    words = [cell.text for cell in contents if cell.column not in figures]
    named = any(cell.part is ColumnPart.NAME for cell in contents)
    inherited = row.text(ColumnPart.NAME)
    # A name merged over the rows above has no cell here.
    if inherited and not named:
        words.insert(0, inherited)
    return words


def _says_itself(words: str, figures: list[Quantity]) -> bool:
    """Tell a text that has the figure of the number column too (新建学校2所 | 2)."""
    told = {quantity.value for quantity in find_quantities(fold(words).flat)}
    return any(figure.value in told for figure in figures)


def _name(words: list[str]) -> tuple[str, str]:
    """Join a name from the columns that word it, and give the 计量单位 behind it.

    The last column says most. 增速 alone does not say of what: the one before it does.

    >>> _name(["社会消费品零售总额", "增速（%）"])
    ('社会消费品零售总额增速', '%')
    """
    name, measure = without_measure(_MARK.sub("", squeeze(words[-1])))
    bare = half_width(name)
    lacks_subject = _SHORT_MEASURE.fullmatch(bare) or needs_a_subject(bare)
    if not lacks_subject or len(words) < 2:
        return name, measure
    before, _ = without_measure(_MARK.sub("", squeeze(words[-2])))
    if before.endswith(name):
        return before, measure
    return before + name, measure


def _measure(row: PrintedRow) -> str:
    """Give the 计量单位 of a row's own column, as it is printed."""
    printed = squeeze(row.text(ColumnPart.MEASURE))
    return measure_in(printed) or printed


def _figure(
    name: str, measure: str, cell: NamedCell, quantity: Quantity, row: PrintedRow
) -> PlacedFigure:
    """Give a figure with its name and its 计量单位.

    The unit is the cell's, else the row's own, else the heading's, else the table's.
    """
    words, in_heading = without_measure(squeeze(cell.heading))
    own = quantity.measurement_unit
    unit = _joined_unit(own, measure or in_heading) or in_heading or row.measure
    if cell.part is ColumnPart.OWN:
        name = _with_heading(name, words) + _moves(cell.text)
    return PlacedFigure(name=name, quantity=quantity, measure=unit, cell=cell)


def _moves(text: str) -> str:
    """Give the word of a cell that belongs to the name (新增|15); blank for others."""
    word = lead_in(text)
    return word if word in _MOVES else ""


def _joined_unit(own: str, measure: str) -> str:
    """Take the unit of the cell.

    A mere 万 in the cell goes before the column's (1.5万 | 亩).

    >>> _joined_unit("万", "亩"), _joined_unit("万", "万亩"), _joined_unit("公里", "亩")
    ('万亩', '万', '公里')
    """
    if own in _BARE_SCALES and measure and not measure.startswith(own):
        return own + measure
    return own or measure


def _with_heading(name: str, heading: str) -> str:
    """Add what a heading says beyond 2025年目标 (增速) to the name.

    >>> _with_heading("地区生产总值", "2025年预期目标增速")
    '地区生产总值增速'
    """
    rest = _SAID_ANYWAY.sub("", heading)
    if _SHORT_MEASURE.fullmatch(rest) and rest not in name:
        return name + rest
    return name
