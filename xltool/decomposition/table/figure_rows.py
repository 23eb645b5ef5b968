"""Rows whose target is a figure in a column of its own.

Its name, 计量单位, years, stages and counties.

序号 | 指标名称     | 单位 | 2024年完成 | 2025年目标 | 东城县 | 西山县
1    | 粮食播种面积 | 万亩 | 178        | 180        | 70以上 | 65
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.omitted_words import needs_a_subject
from xltool.decomposition.table.cells import (
    NamedCell,
    figure_in,
    fitting_measure,
    is_cumulated,
    lead_in,
    measure_in,
    sign_in,
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
    r"^(?:\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十\d]{1,2}[）)]|[①-⑳])\s*"
)
_SHORT_MEASURE = re.compile(
    r"""(?:其中[:：])?
    (?:总量|增速|增幅|增长率?|同比增长|数量|面积|规模|占比|比重|总额|金额|个数|户数|人数
    |完成率|合格率|达标率|覆盖率|新增|存量|绝对值|目标值|年均(?:增长|增速|增幅)率?)""",
    re.VERBOSE,
)
"""Names that say what is measured but not of what."""
_SAID_ANYWAY = re.compile(
    r"""20\d\d年?|年度|全年|本年|预期|计划|工作|考核|目标|任务|指标|[值数量]$|要求|设定|责任
    |^数量|绝对[值数量额]|[〔\[【]累计[〕\]】]|[（）()]""",
    re.VERBOSE,
)
"""Words of a figure's heading that add nothing to the name."""
_PROMISED = (
    ColumnPart.OWN,
    ColumnPart.NAMED_FIGURE,
    ColumnPart.TOTAL,
    ColumnPart.SHARE,
)
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
    def columns(self) -> frozenset[int]:
        """Where its figures stand."""
        figures = (*self.targets, *self.shares, *self.history)
        if self.total is not None:
            figures = (*figures, self.total)
        return frozenset(figure.cell.column for figure in figures)

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
    own = _promised(read)
    words = _words(row, {cell.column for cell, _ in read})
    if not own or not words or _says_itself(words[-1], own):
        return None
    name, measure = _name(words)
    if name.endswith(_REACHED):
        return None
    name, bound = _without_bound(name)
    sign = bound or sign_in(row.text(ColumnPart.COMPARISON))
    measure = _measure(row) or measure or _measure_before(words)
    by_part: dict[ColumnPart, list[PlacedFigure]] = defaultdict(list)
    for cell, figure in read:
        compared = _compared(figure, sign)
        placed = _figure(name, measure, cell, compared, row)
        by_part[cell.part].append(placed)
    return FigureRow(
        name=name,
        measure=measure,
        targets=(*by_part[ColumnPart.OWN], *by_part[ColumnPart.NAMED_FIGURE]),
        total=next(iter(by_part[ColumnPart.TOTAL]), None),
        shares=tuple(by_part[ColumnPart.SHARE]),
        history=tuple(by_part[ColumnPart.HISTORY]),
    )


_REACHED = "实际完成"
"""How a row is named that says how far the row above it has come."""


def funds_of(row: PrintedRow) -> tuple[PlacedFigure, ...]:
    """Give the money to be spent that stands beside a row's text.

    It is named after what it is spent on and the heading over it.
    """
    funds: list[PlacedFigure] = []
    for cell in row.cells:
        figure = figure_in(cell.text) if cell.part is ColumnPart.FUNDS else None
        if figure is None:
            continue
        words, in_heading = without_measure(squeeze(cell.heading))
        name = row.text(ColumnPart.NAME) + words
        measure = figure.measurement_unit or in_heading
        measure = measure or fitting_measure(words, row.measure)
        placed = PlacedFigure(name=name, quantity=figure, measure=measure, cell=cell)
        funds.append(placed)
    return tuple(funds)


def _read_figures(row: PrintedRow) -> list[tuple[NamedCell, Quantity]]:
    """Give the cells that hold a figure and nothing else, each with its figure."""
    read: list[tuple[NamedCell, Quantity]] = []
    for cell in row.cells:
        if cell.part not in _COUNTING:
            continue
        figure = figure_in(cell.text)
        if figure is not None:
            read.append((cell, figure))
    return _without_differences(read)


def _promised(read: list[tuple[NamedCell, Quantity]]) -> list[Quantity]:
    """Give the figures that are targets."""
    return [figure for cell, figure in read if cell.part in _PROMISED]


def _without_differences(
    read: list[tuple[NamedCell, Quantity]],
) -> list[tuple[NamedCell, Quantity]]:
    """Leave out what is cumulated beside a target: by how much that is to rise.

    指标           | 2015年 | 2020年 | 年均增速[累计]
    城镇化率（%）   | 56.1   | 60     | [3.9]           60 is the target
    脱贫人口（万人）| —      | —      | [5575]          5575 is
    """
    own = [cell for cell, _ in read if cell.part is ColumnPart.OWN]
    cumulated = [cell for cell in own if is_cumulated(cell.text)]
    if len(cumulated) == len(own):
        return read
    return [(cell, figure) for cell, figure in read if cell not in cumulated]


def _words(row: PrintedRow, figures: set[int]) -> list[str]:
    """Give the texts that word the name; `figures` are the columns that hold one.

    Of several columns the last says most: 项目 | 指标 | 目标值.
    """
    contents = [cell for cell in row.cells if cell.part in _WORDED]
    words = _before_figures(contents, figures)
    named = any(cell.part is ColumnPart.NAME for cell in contents)
    inherited = row.text(ColumnPart.NAME)
    # A name merged over the rows above has no cell here.
    if inherited and not named:
        words.insert(0, inherited)
    return words


def _before_figures(contents: list[NamedCell], figures: set[int]) -> list[str]:
    """Give the texts in front of the first figure, or all where none stands there.

    Behind it stand words in the place of a figure (— or 高于全省平均 below 2026年).
    """
    texts = [cell for cell in contents if not _NOTHING.fullmatch(cell.text)]
    texts = [cell for cell in texts if cell.column not in figures]
    before = [cell.text for cell in texts if cell.column < min(figures, default=0)]
    return before or [cell.text for cell in texts]


_NOTHING = re.compile(r"[-—–－/]+")
"""What stands in a cell that has no figure."""


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


def _measure_before(words: list[str]) -> str:
    """Give the 计量单位 behind the name of the group (排放量减少（%） | 氨氮).

    A rate or a share in it has one of its own.
    """
    if len(words) < 2 or _RATE.search(words[-1]):
        return ""
    return without_measure(squeeze(words[-2]))[1]


def _measure(row: PrintedRow) -> str:
    """Give the 计量单位 of a row's own column, as it is printed."""
    printed = squeeze(row.text(ColumnPart.MEASURE))
    return measure_in(printed) or printed


def _figure(
    name: str, measure: str, cell: NamedCell, quantity: Quantity, row: PrintedRow
) -> PlacedFigure:
    """Give a figure with its name and its 计量单位.

    The unit is the cell's, else the row's own, else the heading's, else the table's.
    Below 年均增速[累计] a figure in brackets is none of a rate.
    """
    title = "" if is_cumulated(cell.text) else squeeze(cell.heading)
    words, in_heading = without_measure(title)
    own = quantity.measurement_unit
    if _GROWTH.search(words):
        measure = in_heading or "%"
    unit = _joined_unit(own, measure or in_heading) or in_heading
    unit = unit or fitting_measure(name, row.measure) or _counted_in(name)
    if cell.part is ColumnPart.OWN:
        name = _with_heading(name, words) + _moves(cell.text)
    elif cell.part is ColumnPart.NAMED_FIGURE:
        name = _with_heading(name, words, is_named=True)
    return PlacedFigure(name=name, quantity=quantity, measure=unit, cell=cell)


_GROWTH = re.compile(r"增速|增幅|增长率|年均增|增长$")
"""A heading over rates, whatever the row's own figure is counted in."""
_RATE = re.compile(r"率|增[速幅长]|占比|比重|比例")
_BOUNDS = {
    "不低于": ">=",
    "不少于": ">=",
    "不高于": "<=",
    "不超过": "<=",
    "控制在": "<=",
    "控制数": "<=",
    "低于": "<",
    "高于": ">",
    "超过": ">",
}
_BOUND = re.compile(rf"(?:{'|'.join(_BOUNDS)})$")


def _without_bound(name: str) -> tuple[str, str]:
    """Give a name without the word that says how its figure compares, and that sign.

    >>> _without_bound("城镇登记失业率低于")
    ('城镇登记失业率', '<')
    """
    bound = _BOUND.search(name)
    if bound is None:
        return name, ""
    return name[: bound.start()], _BOUNDS[bound[0]]


def _compared(quantity: Quantity, sign: str) -> Quantity:
    """Give a figure that says no comparison itself with one told beside it."""
    if quantity.comparison != "=" or not sign:
        return quantity
    return replace(quantity, comparison=sign)


_COUNT = re.compile(r"(?P<unit>起|人次|人|户|个|件|家|次|座|处|所|条|例|场|宗|项)数$")


def _counted_in(name: str) -> str:
    """Give the 计量单位 that a name ends in (死亡人数 is counted in 人), if in one.

    >>> _counted_in("生产安全事故起数"), _counted_in("重特大事故")
    ('起', '')
    """
    count = _COUNT.search(name)
    return count["unit"] if count else ""


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


def _with_heading(name: str, heading: str, *, is_named: bool = False) -> str:
    """Add what a heading says beyond 2025年目标 (增速) to the name.

    >>> _with_heading("地区生产总值", "2025年预期目标增速")
    '地区生产总值增速'

    `is_named` says that the heading names what is counted: all of it is added.
    """
    rest = _SAID_ANYWAY.sub("", heading)
    says_more = is_named or _SHORT_MEASURE.fullmatch(rest)
    if says_more and rest not in name:
        return name + rest
    return name
