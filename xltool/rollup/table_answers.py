"""What each unit was asked in a table, and what it has in each cell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xltool.forms.building import build_layout
from xltool.forms.evaluation import Evaluation
from xltool.formula import ExcelError
from xltool.model.figures import figure_table
from xltool.model.value import MISSING, Value, reported
from xltool.rollup.table_fields import shown_fields

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.forms.design import SheetDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.formula import ExcelValue
    from xltool.model.figures import FigureRow
    from xltool.model.registry import Unit
    from xltool.model.submission import Figure
    from xltool.model.value import Values
    from xltool.rollup.inputs import RollupInputs


class Answer(NamedTuple):
    """What one unit has in a cell; no row where the cell was not its to fill in."""

    value: Value
    row: FigureRow | None


NO_ANSWER = Answer(MISSING, None)
RowsByField = dict[str, "FigureRow"]
"""The row that has a field, by the field."""
Answers = dict[tuple[str, str, str], Answer]
"""By unit, row and field."""


class FiguresByRow:
    """The figures of a period by unit, sheet and row."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        """Sort the figures."""
        self.units: set[str] = set()
        self._rows: dict[tuple[str, str], dict[str, RowsByField]] = {}
        for row in figure_table(figures).rows:
            self.units.add(row.unit)
            rows = self._rows.setdefault((row.unit, row.sheet), {})
            rows.setdefault(row.key, {}).update(dict.fromkeys(row.shape.fields, row))

    def rows(self, unit: str, sheet: str) -> dict[str, RowsByField]:
        """Give a unit's rows of a sheet: of each field, also of a blank one, the row
        that has it.
        """
        return self._rows.get((unit, sheet), {})

    def values(self, unit: str, sheets: Iterable[SheetDesign]) -> Values:
        """Give a unit's values as they were read."""
        values: Values = {}
        for sheet in sheets:
            rows = self.rows(unit, sheet.key).items()
            values[sheet.key] = {key: _values_of(row) for key, row in rows}
        return values


def _values_of(row: RowsByField) -> dict[str, Value]:
    """Give what a unit entered in a field, by rows."""
    return {field: one.entered(field) for field, one in row.items()}


AskedRows = dict[str, dict[str, "LayoutRow"]]
"""The rows that each unit was asked, by unit and key."""


def asked_rows(sheet: SheetDesign, inputs: RollupInputs) -> AskedRows:
    """Give what each unit was issued; of a unit without a record, what it would be."""
    found: AskedRows = {}
    for unit in inputs.registry.reporting_units():
        layout = inputs.layouts.get(unit.code)
        if layout is None:
            layout = as_issued(inputs, unit)
        issued = sheet_of(layout, sheet.key)
        if issued is not None:
            found[unit.code] = {row.key: row for row in issued.rows if row.reports}
    return found


def as_issued(inputs: RollupInputs, unit: Unit) -> Layout:
    """Give what a unit would be issued, without values of earlier periods."""
    return build_layout(
        inputs.form,
        unit,
        inputs.period,
        inputs.registry,
        last_period={},
        last_year={},
    )


def sheet_of(layout: Layout, key: str) -> LayoutSheet | None:
    """Give a sheet of a layout; None where the unit has no rows in it."""
    for sheet in layout.sheets:
        if sheet.design.key == key:
            return sheet
    return None


def answers_of(
    sheet: SheetDesign,
    inputs: RollupInputs,
    found: FiguresByRow,
    units: tuple[str, ...],
    asked: AskedRows,
) -> Answers:
    """Give what each unit has in each cell: entered, prefilled or computed."""
    fields = shown_fields(sheet)
    answers: Answers = {}
    for unit in units:
        computed = _computed(sheet, inputs, found, unit)
        told = found.rows(unit, sheet.key)
        for key, row in asked[unit].items():
            for field in fields:
                if field.formula:
                    answer = Answer(computed.get((key, field.key), MISSING), None)
                elif field.is_input:
                    answer = _answered(told.get(key, {}).get(field.key), field.key)
                else:
                    answer = Answer(row.prefilled.get(field.key, MISSING), None)
                answers[unit, key, field.key] = answer
    return answers


def _answered(row: FigureRow | None, field: str) -> Answer:
    """Give a unit's answer in a row; none where it has no such row."""
    return NO_ANSWER if row is None else Answer(row.entered(field), row)


def _computed(
    sheet: SheetDesign, inputs: RollupInputs, found: FiguresByRow, unit: str
) -> dict[tuple[str, str], Value]:
    """Give what a unit's computed cells show."""
    if not any(field.formula for field in shown_fields(sheet)):
        return {}
    layout = inputs.layouts.get(unit)
    if layout is None:
        layout = as_issued(inputs, inputs.registry.unit(unit))
    return evaluated(sheet, layout, found.values(unit, inputs.form.sheets))


def evaluated(
    sheet: SheetDesign, layout: Layout, values: Values
) -> dict[tuple[str, str], Value]:
    """Give what the computed cells of a sheet show of values."""
    issued = sheet_of(layout, sheet.key)
    if issued is None:
        return {}
    evaluation = Evaluation(layout, values)
    shown: dict[tuple[str, str], Value] = {}
    for field in shown_fields(sheet):
        if not field.formula:
            continue
        for row in issued.rows:
            content = evaluation.content(issued, row, field)
            shown[row.key, field.key] = _as_value(content)
    return shown


def _as_value(content: ExcelValue) -> Value:
    """Give a computed number as a value; MISSING for a text, an error or nothing."""
    if isinstance(content, bool | ExcelError) or not isinstance(content, float | int):
        return MISSING
    return reported(Decimal(f"{content:.14g}"))
