"""Where the rows of 指标明细 and 数据来源 will stand, so that sheets before them can
point there.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from xltool.excel.rollup.cells import LinkCell, quoted
from xltool.excel.rollup.detail_columns import detail_columns
from xltool.excel.rollup.page import HEADER_ROW, LAST_ROW
from xltool.excel.rollup.reading_order import reading_order
from xltool.model.figures import figure_table
from xltool.rollup.answers import CUMULATIVE, QUALITATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.excel.rollup.columns import Columns
    from xltool.excel.rollup.detail_columns import DetailRow
    from xltool.model.figures import FigureTable
    from xltool.rollup.answers import Row
    from xltool.rollup.indicators import IndicatorLine, UnitLine
    from xltool.rollup.rollup import Rollup

DETAILS, SOURCES = "指标明细", "数据来源"
FIRST_ROW = HEADER_ROW + 1


_Row_co = TypeVar("_Row_co", covariant=True)
Detail = tuple["IndicatorLine", "UnitLine"]
"""One row of 指标明细."""


class Rows(Protocol[_Row_co]):
    """The rows of a sheet, or a part of them."""

    def __len__(self) -> int:
        """Count them."""

    def __iter__(self) -> Iterator[_Row_co]:
        """Give them."""

    def __getitem__(self, part: slice, /) -> Rows[_Row_co]:
        """Give a part of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Generic[_Row_co]):
    """A run of rows on one sheet of several, from `FIRST_ROW` down."""

    sheet: str
    rows: Rows[_Row_co]

    def range(self, letters: str) -> str:
        """Give the absolute range of one column, as formulas name it."""
        last = FIRST_ROW + max(1, len(self.rows))
        return f"{quoted(self.sheet)}!${letters}${FIRST_ROW + 1}:${letters}${last}"


@dataclass(frozen=True, slots=True)
class Positions:
    """The rows of both sheets.

    `detail_at` gives the first row of an indicator, by its code; `source_at` that of a
    figure, by its number in `figures`. The rows of `sources` are such numbers.
    """

    figures: FigureTable
    details: tuple[Span[Detail], ...]
    sources: tuple[Span[int], ...]
    detail_at: dict[str, int]
    source_at: Sequence[int]
    columns: Columns[DetailRow]
    most: int

    def source(self, row: Row, *names: str) -> LinkCell | None:
        """Give a link to where a row's figures came from.

        The first of these fields that is there, else any.
        """
        for name in chain(names, (CUMULATIVE, QUALITATIVE), row):
            if name in row:
                return self.source_of(row, name)
        return None

    def source_of(self, row: Row, name: str) -> LinkCell:
        """Give a link to where the figure of a field came from, also of a blank one."""
        place = self.source_at[row.number(name)]
        return self._to(self.sources, place, "来源")

    def detail(self, line: IndicatorLine, place: int) -> LinkCell:
        """Give a link to a unit's line of an indicator; `place` is the unit's in it."""
        first = self.detail_at[line.indicator.code]
        return self._to(self.details, first + place, "明细")

    def _to(self, spans: Sequence[Span[Any]], place: int, label: str) -> LinkCell:
        return LinkCell(
            spans[place // self.most].sheet, FIRST_ROW + place % self.most, label
        )


def plan(rollup: Rollup, *, last_row: int = LAST_ROW) -> Positions:
    """Lay out both sheets; what passes `last_row` goes on in further sheets “…(2)”."""
    most = last_row - FIRST_ROW
    figures = figure_table(rollup.inputs.current.figures)
    order = reading_order(rollup.inputs, figures)
    detail_at: dict[str, int] = {}
    count = 0
    for line in rollup.indicators:
        detail_at[line.indicator.code] = count
        count += len(line.units)
    lines = _Details(rollup.indicators, 0, count)
    return Positions(
        figures=figures,
        details=tuple(_spans(DETAILS, lines, most)),
        sources=tuple(_spans(SOURCES, order, most)),
        detail_at=detail_at,
        source_at=_places(order),
        columns=detail_columns(rollup),
        most=most,
    )


class _Details:
    """The rows of 指标明细 from one to before another, made as they are asked for."""

    def __init__(self, lines: Sequence[IndicatorLine], start: int, stop: int) -> None:
        self._lines = lines
        self._start = start
        self._stop = stop

    def __len__(self) -> int:
        return max(0, self._stop - self._start)

    def __iter__(self) -> Iterator[Detail]:
        every = ((line, unit) for line in self._lines for unit in line.units)
        return islice(every, self._start, self._stop)

    def __getitem__(self, part: slice) -> _Details:
        start, stop, _ = part.indices(len(self))
        return _Details(self._lines, self._start + start, self._start + stop)


def _spans(name: str, rows: Rows[_Row_co], most: int) -> Iterator[Span[_Row_co]]:
    for number, start in enumerate(range(0, max(1, len(rows)), most), start=1):
        yield Span(
            sheet=name if number == 1 else f"{name}({number})",
            rows=rows[start : start + most],
        )


def _places(order: array[int]) -> array[int]:
    """Give the place of each figure, by its number."""
    places = array("I", order)
    for place, number in enumerate(order):
        places[number] = place
    return places
