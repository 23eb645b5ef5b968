"""Rows whose target is a figure in a column of its own.

Its name, 计量单位, years, stages and counties.

序号 | 指标名称     | 单位 | 2024年完成 | 2025年目标 | 东城县 | 西山县
1    | 粮食播种面积 | 万亩 | 178        | 180        | 70以上 | 65
"""

from __future__ import annotations

import re
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
    (?:总量|增速|增幅|增长率?|增长|同比增长|数量|面积|规模|占比|比重|总额|金额|个数|户数|人数
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFigure:
    """A figure of a row with the cell it stands in, its name and its 计量单位."""

    name: str
    quantity: Quantity
    measure: str
    cell: NamedCell


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """The figures of one row. `name` is joined from the columns that word it."""

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
    """Read a row whose target stands in a column of its own; None for a row of text."""
    figures = {cell.column: figure_in(cell.text) for cell in row.cells if _counts(cell)}
    read = [cell for cell in row.cells if figures.get(cell.column)]
    own = [figures[cell.column] for cell in read if cell.part in _PROMISED]
    words = _words(row, {column for column, one in figures.items() if one})
    if not own or not words or _says_itself(words[-1], own):
        return None
    name, measure = _name(words)
    measure = _measure(row) or measure
    made = [_figure(name, measure, cell, figures[cell.column], row) for cell in read]
    by_part = _by_part(made)
    totals = by_part.get(ColumnPart.TOTAL, [])
    return FigureRow(
        name=name,
        measure=measure,
        targets=tuple(by_part.get(ColumnPart.OWN, [])),
        total=totals[0] if totals else None,
        shares=tuple(by_part.get(ColumnPart.SHARE, [])),
        history=tuple(by_part.get(ColumnPart.HISTORY, [])),
    )


_PROMISED = (ColumnPart.OWN, ColumnPart.TOTAL, ColumnPart.SHARE)
_WORDED = (ColumnPart.NAME, ColumnPart.OWN)


def _words(row: PrintedRow, figures: set[int]) -> list[str]:
    """Give the texts that word the name; `figures` are the columns that hold one."""
    contents = [cell for cell in row.cells if cell.part in _WORDED]
    words = [cell.text for cell in contents if cell.column not in figures]
    named = any(cell.part is ColumnPart.NAME for cell in contents)
    if row.text(ColumnPart.NAME) and not named:
        words.insert(0, row.text(ColumnPart.NAME))  # merged over the rows above
    return words


_COUNTING = (ColumnPart.OWN, ColumnPart.TOTAL, ColumnPart.SHARE, ColumnPart.HISTORY)


def _counts(cell: NamedCell) -> bool:
    return cell.part in _COUNTING


def _by_part(figures: list[PlacedFigure]) -> dict[ColumnPart, list[PlacedFigure]]:
    found: dict[ColumnPart, list[PlacedFigure]] = {}
    for figure in figures:
        found.setdefault(figure.cell.part, []).append(figure)
    return found


def _says_itself(words: str, figures: list[Quantity | None]) -> bool:
    """Tell a text that has the figure of the number column too (新建学校2所 | 2)."""
    told = {quantity.value for quantity in find_quantities(fold(words).flat)}
    return any(figure is not None and figure.value in told for figure in figures)


def _name(words: list[str]) -> tuple[str, str]:
    """Join a name from the columns that word it; the last says most."""
    name, measure = without_measure(_MARK.sub("", squeeze(words[-1])))
    bare = half_width(name)
    lacks = _SHORT_MEASURE.fullmatch(bare) or needs_a_subject(bare)
    if lacks and len(words) > 1:
        before, _ = without_measure(_MARK.sub("", squeeze(words[-2])))
        name = before if before.endswith(name) else before + name
    return name, measure


def _measure(row: PrintedRow) -> str:
    """Give the 计量单位 of a row's own column, as it is printed."""
    printed = squeeze(row.text(ColumnPart.MEASURE))
    return measure_in(printed) or printed


def _figure(
    name: str, measure: str, cell: NamedCell, quantity: Quantity | None, row: PrintedRow
) -> PlacedFigure:
    assert quantity is not None  # noqa: S101 - cells without a figure are left out before
    words, in_heading = without_measure(squeeze(cell.heading))
    own = quantity.measurement_unit
    unit = _joined_unit(own, measure or in_heading) or in_heading or row.measure
    if cell.part is ColumnPart.OWN:
        name = _with_heading(name, words) + _moves(cell.text)
    return PlacedFigure(name=name, quantity=quantity, measure=unit, cell=cell)


def _moves(text: str) -> str:
    """Give the word of a cell that belongs to the name (新增|15)."""
    word = lead_in(text)
    return word if word in ("新增", "净增", "增长") else ""


def _joined_unit(own: str, measure: str) -> str:
    """Take the unit of the cell.

    A mere 万 in the cell goes before the column's (1.5万 | 亩).
    """
    if own in ("万", "亿") and measure and not measure.startswith(own):
        return own + measure
    return own or measure


def _with_heading(name: str, heading: str) -> str:
    """Add what a heading says beyond 2025年目标 (增速) to the name."""
    rest = _SAID_ANYWAY.sub("", heading)
    if _SHORT_MEASURE.fullmatch(rest) and rest not in name:
        return name + rest
    return name
