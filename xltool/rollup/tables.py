"""统计表: what all units gave in the rows of a table, merged field by field (汇总).

A fixed table has the rows of its design, in the printed order. Of a sheet of tasks, of
indicators or of a single row, the fields are merged that say how; 累计完成 of an
indicator is not: that is what 指标汇总 measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.forms.registry_columns import NAMES
from xltool.model.figures import PickedRow
from xltool.rollup.entry import Entry
from xltool.rollup.table_answers import (
    NO_ANSWER,
    Answer,
    FiguresByRow,
    answers_of,
    asked_rows,
)
from xltool.rollup.table_fields import listed_fields, shown_fields
from xltool.rollup.table_totals import Total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.forms.design import Field, SheetDesign
    from xltool.forms.layout import LayoutRow
    from xltool.model.value import Values
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.merging import Merged
    from xltool.rollup.table_answers import AskedRows


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row of a table as it is printed."""

    key: str
    name: str
    level: int = 0
    measurement_unit: str = ""
    is_subtotal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet of the form over all units.

    `fields` are the numbers and what stands side by side, `listed` the fields whose
    answers stand one under the other in `entries`. `units` are those whose accepted
    report has the sheet, `absent` those that owe one. `cells` are the total's, by row
    and field; `answers` the units', by unit, row and field.
    """

    design: SheetDesign
    rows: tuple[TableRow, ...]
    fields: tuple[Field, ...]
    listed: tuple[Field, ...]
    units: tuple[str, ...]
    absent: tuple[str, ...]
    cells: Mapping[tuple[str, str], Merged]
    answers: Mapping[tuple[str, str, str], Answer]
    entries: tuple[Entry, ...] = ()

    def cell(self, row: str, field: str) -> Merged | None:
        """Give a cell of the total; None where nobody fills it in."""
        return self.cells.get((row, field))

    def answer(self, unit: str, row: str, field: str) -> Answer:
        """Give what a unit has in a cell."""
        return self.answers.get((unit, row, field), NO_ANSWER)

    def row_name(self, key: str) -> str:
        """Give the printed name of a row."""
        return next((row.name for row in self.rows if row.key == key), key)

    def gaps(self) -> dict[str, list[tuple[str, str]]]:
        """Give the cells that units left empty, by unit."""
        found: dict[str, list[tuple[str, str]]] = {}
        for place, cell in self.cells.items():
            for unit in cell.missing:
                found.setdefault(unit, []).append(place)
        return {unit: found[unit] for unit in self.units if unit in found}


def total_values(tables: Iterable[Table]) -> Values:
    """Give the total of every table as the values of one workbook."""
    found: Values = {}
    for table in tables:
        rows = found.setdefault(table.design.key, {})
        for (row, field), cell in table.cells.items():
            if cell.value.number is not None:
                rows.setdefault(row, {})[field] = cell.value
    return found


def tables(inputs: RollupInputs) -> tuple[Table, ...]:
    """Merge each sheet of the form that says how, in the form's order."""
    merged = [
        sheet
        for sheet in inputs.form.sheets
        if shown_fields(sheet) or listed_fields(sheet)
    ]
    if not merged:
        return ()
    found = FiguresByRow(inputs.current.figures)
    return tuple(_table(sheet, inputs, found) for sheet in merged)


def _table(sheet: SheetDesign, inputs: RollupInputs, found: FiguresByRow) -> Table:
    """Merge one sheet of all units: its total, the units' figures, its lists."""
    due = [unit.code for unit in inputs.registry.reporting_units()]
    asked = asked_rows(sheet, inputs)
    units = tuple(
        unit for unit in due if unit in found.units and asked.get(unit) is not None
    )
    rows = _rows(sheet, inputs, asked)
    answers = answers_of(sheet, inputs, found, units, asked)
    total = Total(sheet, inputs, answers, units, asked)
    listed = listed_fields(sheet)
    return Table(
        design=sheet,
        rows=rows,
        fields=shown_fields(sheet),
        listed=listed,
        units=units,
        absent=tuple(unit for unit in due if unit not in found.units),
        cells=total.cells([row.key for row in rows]),
        answers=answers,
        entries=tuple(_entries(sheet, listed, rows, units, found)),
    )


def _rows(
    sheet: SheetDesign, inputs: RollupInputs, asked: AskedRows
) -> tuple[TableRow, ...]:
    """Give the rows of a table: the design's own, or those that units are asked."""
    if sheet.rows_from is RowsFrom.FIXED:
        return tuple(
            TableRow(
                key=row.code,
                name=row.name,
                level=row.level,
                measurement_unit=row.measurement_unit,
                is_subtotal=bool(row.subtotal),
            )
            for row in sheet.fixed_rows
        )
    if sheet.rows_from is RowsFrom.SINGLE:
        return (TableRow(key="1", name=sheet.title),)
    return tuple(_registry_rows(inputs, asked))


def _registry_rows(inputs: RollupInputs, asked: AskedRows) -> Iterator[TableRow]:
    """Give the rows of tasks or indicators that anybody fills in, as the registry has
    them.
    """
    known: dict[str, LayoutRow] = {}
    for rows in asked.values():
        known |= rows
    codes = [one.code for one in inputs.registry.tasks]
    codes += [one.code for one in inputs.registry.indicators]
    for code in codes:
        if code in known:
            row = known[code]
            names = (row.prefilled[key].text for key in NAMES if key in row.prefilled)
            yield TableRow(
                key=code,
                name=next(names, code),
                measurement_unit=row.measurement_unit,
            )


def _entries(
    sheet: SheetDesign,
    listed: tuple[Field, ...],
    rows: tuple[TableRow, ...],
    units: tuple[str, ...],
    found: FiguresByRow,
) -> Iterator[Entry]:
    """Give the answers in listed fields, unit by unit, as the rows are printed."""
    for unit in units:
        told = found.rows(unit, sheet.key)
        for row in rows:
            answers = told.get(row.key, {})
            kept = {
                field.key: answers[field.key]
                for field in listed
                if field.key in answers
            }
            if any(field in one for field, one in kept.items()):
                yield Entry(unit=unit, key=row.key, row=PickedRow(kept))
