"""Where the rows of 指标明细 and 数据来源 will stand, so that sheets before them can point there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.detail_columns import DetailColumns, detail_columns
from xltool.excel.rollup.page import HEADER_ROW, LAST_ROW, Link, quoted
from xltool.rollup.answers import CUMULATIVE, QUALITATIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from xltool.model.submission import Figure
    from xltool.rollup.answers import Row
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.rollup import Rollup

DETAILS, SOURCES = "指标明细", "数据来源"
FIRST_ROW = HEADER_ROW + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of rows on one sheet of several: `keys` are theirs, from `FIRST_ROW` down."""

    sheet: str
    keys: Sequence[Hashable]

    def range(self, letters: str) -> str:
        """Give the absolute range of one column, as formulas name it."""
        last = FIRST_ROW + max(1, len(self.keys))
        return f"{quoted(self.sheet)}!${letters}${FIRST_ROW + 1}:${letters}${last}"


@dataclass(frozen=True, slots=True)
class Positions:
    """`details` hold (indicator, unit), `sources` figures by (unit, sheet, row, field); `at` finds a row."""

    details: tuple[Span, ...]
    sources: tuple[Span, ...]
    figures: tuple[Figure, ...]
    at: dict[Hashable, tuple[str, int]]
    columns: DetailColumns

    def source(self, row: Row, *names: str) -> Link | None:
        """Give a link to where a row's figures came from: the first of these fields that is there, else any."""
        for name in (*names, CUMULATIVE, QUALITATIVE, *row):
            if name in row:
                place = self.at.get(figure_key(row[name]))
                return Link(*place, "来源") if place else None
        return None

    def detail(self, indicator: str, unit: str) -> Link | None:
        """Give a link to a unit's line of an indicator."""
        place = self.at.get((indicator, unit))
        return Link(*place, "明细") if place else None


def figure_key(figure: Figure) -> tuple[str, str, str, str]:
    """Give what identifies a figure in its period."""
    return (figure.unit, figure.sheet, figure.row, figure.field)


def plan(rollup: Rollup, *, last_row: int = LAST_ROW) -> Positions:
    """Lay out both sheets; what passes `last_row` goes on in further sheets “…(2)”."""
    figures = tuple(sorted(rollup.inputs.current.figures, key=_reading_order(rollup.inputs)))
    lines = [(line.indicator.code, unit.unit) for line in rollup.indicators for unit in line.units]
    details = tuple(_spans(DETAILS, lines, last_row - FIRST_ROW))
    sources = tuple(_spans(SOURCES, [figure_key(one) for one in figures], last_row - FIRST_ROW))
    at = {key: (span.sheet, FIRST_ROW + place) for span in (*details, *sources) for place, key in enumerate(span.keys)}
    return Positions(details, sources, figures, at, detail_columns(rollup))


def _spans(name: str, keys: Sequence[Hashable], most: int) -> Iterator[Span]:
    for number, start in enumerate(range(0, max(1, len(keys)), most), start=1):
        yield Span(sheet=name if number == 1 else f"{name}({number})", keys=keys[start : start + most])


def _reading_order(inputs: RollupInputs) -> Callable[[Figure], tuple[int, int, str, int, int, str]]:
    """Order figures by sheet, then by row as the registry has it, then by unit, then by field."""
    sheets = {sheet.key: place for place, sheet in enumerate(inputs.form.sheets)}
    fields = {(sheet.key, one.key): place for sheet in inputs.form.sheets for place, one in enumerate(sheet.fields)}
    codes = [task.code for task in inputs.registry.tasks] + [one.code for one in inputs.registry.indicators]
    rows = {code: place for place, code in enumerate(codes)}
    units = {unit.code: place for place, unit in enumerate(inputs.registry.units)}

    def key(figure: Figure) -> tuple[int, int, str, int, int, str]:
        free = int(figure.row[1:]) if figure.row[1:].isdecimal() and figure.row.startswith("+") else 0
        return (
            sheets.get(figure.sheet, len(sheets)),
            rows.get(figure.row, -1),
            f"{units.get(figure.unit, len(units)):06d}{figure.unit}",
            free,
            fields.get((figure.sheet, figure.field), len(fields)),
            figure.field,
        )

    return key
