"""Where the rows of 指标明细 and 数据来源 will stand, so that sheets before them can
point there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xltool.excel.rollup.cells import LinkCell, quoted
from xltool.excel.rollup.detail_columns import detail_columns
from xltool.excel.rollup.page import HEADER_ROW, LAST_ROW
from xltool.rollup.answers import CUMULATIVE, QUALITATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.excel.rollup.columns import Columns
    from xltool.excel.rollup.detail_columns import DetailRow
    from xltool.model.submission import Figure
    from xltool.rollup.answers import Row
    from xltool.rollup.indicators import IndicatorLine, UnitLine
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.rollup import Rollup

DETAILS, SOURCES = "指标明细", "数据来源"
FIRST_ROW = HEADER_ROW + 1


_Row = TypeVar("_Row")
Detail = tuple["IndicatorLine", "UnitLine"]
"""One row of 指标明细."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Generic[_Row]):
    """A run of rows on one sheet of several, from `FIRST_ROW` down."""

    sheet: str
    rows: Sequence[_Row]

    def range(self, letters: str) -> str:
        """Give the absolute range of one column, as formulas name it."""
        last = FIRST_ROW + max(1, len(self.rows))
        return f"{quoted(self.sheet)}!${letters}${FIRST_ROW + 1}:${letters}${last}"


@dataclass(frozen=True, slots=True)
class Positions:
    """The rows of both sheets.

    `detail_at` finds one by indicator and unit, `source_at` by its figure's identity.
    """

    details: tuple[Span[Detail], ...]
    sources: tuple[Span[Figure], ...]
    detail_at: dict[tuple[str, str], int]
    source_at: dict[int, int]
    columns: Columns[DetailRow]
    most: int

    def source(self, row: Row, *names: str) -> LinkCell | None:
        """Give a link to where a row's figures came from.

        The first of these fields that is there, else any.
        """
        for name in (*names, CUMULATIVE, QUALITATIVE, *row):
            if name in row:
                return self._link(
                    self.sources, self.source_at.get(id(row[name])), "来源"
                )
        return None

    def detail(self, indicator: str, unit: str) -> LinkCell | None:
        """Give a link to a unit's line of an indicator."""
        return self._link(self.details, self.detail_at.get((indicator, unit)), "明细")

    def _link(
        self, spans: Sequence[Span[Any]], place: int | None, label: str
    ) -> LinkCell | None:
        if place is None:
            return None
        return LinkCell(
            spans[place // self.most].sheet, FIRST_ROW + place % self.most, label
        )


def plan(rollup: Rollup, *, last_row: int = LAST_ROW) -> Positions:
    """Lay out both sheets; what passes `last_row` goes on in further sheets “…(2)”."""
    most = last_row - FIRST_ROW
    figures = _in_reading_order(rollup.inputs)
    lines = [(line, unit) for line in rollup.indicators for unit in line.units]
    return Positions(
        details=tuple(_spans(DETAILS, lines, most)),
        sources=tuple(_spans(SOURCES, figures, most)),
        detail_at={
            (line.indicator.code, unit.unit): place
            for place, (line, unit) in enumerate(lines)
        },
        source_at={id(figure): place for place, figure in enumerate(figures)},
        columns=detail_columns(rollup),
        most=most,
    )


def _spans(name: str, rows: Sequence[_Row], most: int) -> Iterator[Span[_Row]]:
    for number, start in enumerate(range(0, max(1, len(rows)), most), start=1):
        yield Span(
            sheet=name if number == 1 else f"{name}({number})",
            rows=rows[start : start + most],
        )


def _in_reading_order(inputs: RollupInputs) -> list[Figure]:
    """Order figures by sheet, then by row as the registry has it, then by unit, then by
    field.
    """
    sheets = {sheet.key: place for place, sheet in enumerate(inputs.form.sheets)}
    fields = {
        (sheet.key, one.key): place
        for sheet in inputs.form.sheets
        for place, one in enumerate(sheet.fields)
    }
    codes = [task.code for task in inputs.registry.tasks] + [
        one.code for one in inputs.registry.indicators
    ]
    rows = {code: place for place, code in enumerate(codes)}
    printed = {
        (sheet.key, row.code): place
        for sheet in inputs.form.sheets
        for place, row in enumerate(sheet.fixed_rows)
    }
    units = {unit.code: place for place, unit in enumerate(inputs.registry.units)}
    figures = list(inputs.current.figures)
    # The last criterion first, as sorting is stable: no tuple has to be kept for each
    # figure.
    figures.sort(key=lambda one: one.field)
    figures.sort(key=lambda one: fields.get((one.sheet, one.field), len(fields)))
    figures.sort(key=lambda one: _entry(one.row))
    figures.sort(key=lambda one: one.unit)
    figures.sort(key=lambda one: units.get(one.unit, len(units)))
    figures.sort(
        key=lambda one: printed.get((one.sheet, one.row), rows.get(one.row, -1))
    )
    figures.sort(key=lambda one: sheets.get(one.sheet, len(sheets)))
    return figures


def _entry(row: str) -> int:
    """Give the number of a row that a unit added (+1, +2 …); 0 for any other."""
    return int(row[1:]) if row.startswith("+") and row[1:].isdecimal() else 0
