"""The total of a table: merged cells, 小计 and computed fields of the whole."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from xltool.forms.design import Merge
from xltool.forms.fixed_tables import subtotal_order
from xltool.formula import FormulaError, parse, references
from xltool.model.registry import Unit
from xltool.model.value import MISSING, reported
from xltool.rollup.merging import FIGURES, Merged, merged
from xltool.rollup.progress import decimals_of, rounded_fraction
from xltool.rollup.subtotals import NotExactError, exact_subtotal
from xltool.rollup.table_answers import NO_ANSWER, as_issued, evaluated
from xltool.rollup.table_fields import EARLIER, merge_of, shown_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from xltool.forms.design import Field, SheetDesign
    from xltool.forms.layout import Layout, LayoutRow
    from xltool.model.value import Value, Values
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.table_answers import Answers, AskedRows

Cells = dict[tuple[str, str], Merged]
"""The cells of a total by row and field."""
_WHOLE = Unit(code="", name="合计")
"""Who would fill in the total."""
_COMPUTED_DECIMALS = 6
"""As in the units' own workbooks (`forms.fixed_tables.subtotal_expression`)."""


class Total:
    """The cells of the total of a sheet."""

    def __init__(
        self,
        sheet: SheetDesign,
        inputs: RollupInputs,
        answers: Answers,
        units: tuple[str, ...],
        asked: AskedRows,
    ) -> None:
        """Take what the units have, and the rows that each was asked."""
        self._sheet = sheet
        self._inputs = inputs
        self._answers = answers
        self._units = units
        self._asked = asked
        self._subtotals = {row.code: row for row in sheet.fixed_rows if row.subtotal}
        self._blocked = {row.code: row.blocked for row in sheet.fixed_rows}

    def cells(self, rows: list[str]) -> Cells:
        """Give every cell that somebody fills in or that is computed."""
        cells: Cells = {}
        fields = shown_fields(self._sheet)
        for row in rows:
            for field in fields:
                if self._is_merged(row, field):
                    cells[row, field.key] = self._merged(row, field)
        for field in fields:
            if field.is_summed:
                self._add_subtotals(field.key, rows, cells)
        return cells | self._computed(rows, cells)

    def _is_merged(self, row: str, field: Field) -> bool:
        """Whether a cell is made of the units' own cells."""
        if field.key in self._blocked.get(row, ()):
            return False
        if field.formula and field.merge not in FIGURES:
            return False
        return not (row in self._subtotals and field.is_summed)

    def _merged(self, row: str, field: Field) -> Merged:
        """Merge what the units that are asked for a row reported in a field."""
        values = {}
        weights = {}
        for unit in self._units:
            if row not in self._asked[unit]:
                continue
            answer = self._answers.get((unit, row, field.key), NO_ANSWER)
            values[unit] = answer.value
            weight = self._answers.get((unit, row, field.weight), NO_ANSWER)
            if weight.value.number is not None:
                weights[unit] = weight.value.number
        return merged(merge_of(field, self._sheet), values, weights)

    def _add_subtotals(self, field: str, rows: list[str], cells: Cells) -> None:
        """Compute 小计 of a field from the total's own rows, the inner ones first."""
        said = tuple((one.code, one.subtotal) for one in self._sheet.fixed_rows)
        for code in subtotal_order(said):
            row = self._subtotals[code]
            if field not in row.blocked:
                cells[code, field] = self._subtotal(row.subtotal, field, rows, cells)

    def _subtotal(
        self,
        subtotal: str,
        field: str,
        rows: list[str],
        cells: Cells,
    ) -> Merged:
        """Compute a 小计 of a field exactly from the total's cells in some rows."""
        parts = {row: cells[row, field] for row in rows if (row, field) in cells}
        numbers: dict[str, Fraction] = {}
        telling: set[str] = set()
        for row, cell in parts.items():
            telling.update(cell.units)
            if cell.value.number is not None:
                numbers[row] = Fraction(cell.value.number)
        value = MISSING
        if numbers:
            with suppress(NotExactError):
                exact = exact_subtotal(subtotal, numbers, rows)
                value = reported(_as_decimal(exact, parts))
        units = tuple(unit for unit in self._units if unit in telling)
        return Merged(merge=Merge.SUM, value=value, units=units)

    def _computed(self, rows: list[str], cells: Cells) -> Cells:
        """Compute the computed fields of the total by their own formulas."""
        fields = [
            field
            for field in shown_fields(self._sheet)
            if field.formula and field.merge not in FIGURES
        ]
        if not fields:
            return {}
        layout = self._filled_layout(cells)
        shown = evaluated(self._sheet, layout, self._totals(cells))
        found: Cells = {}
        for row in rows:
            for field in fields:
                sources = _sources(field, row, cells)
                if sources:
                    value = shown.get((row, field.key), MISSING)
                    found[row, field.key] = _of_same_units(value, sources)
        return found

    def _filled_layout(self, cells: Cells) -> Layout:
        """Give the layout that the whole would be issued, with the totals of earlier
        periods.
        """
        layout = as_issued(self._inputs, _WHOLE)
        earlier = [one.key for one in self._sheet.fields if one.prefill in EARLIER]
        sheets = []
        for sheet in layout.sheets:
            if sheet.design.key == self._sheet.key:
                rows = tuple(_with_earlier(row, earlier, cells) for row in sheet.rows)
                sheets.append(replace(sheet, rows=rows))
            else:
                sheets.append(sheet)
        return replace(layout, sheets=tuple(sheets))

    def _totals(self, cells: Cells) -> Values:
        """Give the total's cells as values that formulas refer to."""
        totals: dict[str, dict[str, Value]] = {}
        for (row, field), cell in cells.items():
            if cell.value is not MISSING:
                totals.setdefault(row, {})[field] = cell.value
        return {self._sheet.key: totals}


def _as_decimal(exact: Fraction, parts: Mapping[str, Merged]) -> Decimal:
    """Give a number with as many decimals as its parts have, or as it needs to be
    exact, at most `_COMPUTED_DECIMALS`.

    1/3 of a sum of whole numbers needs decimals that no part has.
    """
    numbers = [cell.value.number for cell in parts.values()]
    fewest = max(decimals_of(one) for one in numbers if one is not None)
    for decimals in range(fewest, _COMPUTED_DECIMALS):
        number = rounded_fraction(exact, decimals)
        if Fraction(number) == exact:
            return number
    return rounded_fraction(exact, max(fewest, _COMPUTED_DECIMALS))


def total_layout(inputs: RollupInputs, name: str) -> Layout:
    """Give the layout that the whole would be issued, under a name."""
    return as_issued(inputs, replace(_WHOLE, name=name))


def _with_earlier(row: LayoutRow, earlier: list[str], cells: Cells) -> LayoutRow:
    """Give a row with the totals of earlier periods in the place of a unit's."""
    found = {
        key: cells[row.key, key].value for key in earlier if (row.key, key) in cells
    }
    return replace(row, prefilled={**row.prefilled, **found})


def _of_same_units(value: Value, sources: list[tuple[str, ...]]) -> Merged:
    """Give a computed cell; no value where its sources are not of the same units.

    A growth of ten units over nine would be no growth.
    """
    units = sources[0]
    if any(set(one) != set(units) for one in sources):
        return Merged(merge=Merge.UNSAID, value=MISSING)
    return Merged(merge=Merge.UNSAID, value=value, units=units)


def _sources(field: Field, row: str, cells: Cells) -> list[tuple[str, ...]]:
    """Give the units that are in each cell of which a computed cell of the total is
    made.

    Where they are not the same there is no figure: who is missing from one of them
    would pass for growth.
    """
    try:
        named = references(parse(field.formula))
    except FormulaError:
        return []
    places = [(one.rows or row, one.field) for one in named if not one.sheet]
    return [cells[place].units for place in places if place in cells]
