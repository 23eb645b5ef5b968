"""`rollup --json`: the tables of a form, and its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.json_values import json_number
from xltool.rollup.answers import value_of
from xltool.rollup.table_fields import merge_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.forms.design import Field
    from xltool.model.value import Value
    from xltool.rollup.entry import Entry
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.sections import Section
    from xltool.rollup.tables import Table, TableRow


def tables_json(rollup: Rollup) -> list[dict[str, object]]:
    """Give the document's `tables`: merged tables first, then free sheets."""
    names = {unit.code: unit.name for unit in rollup.inputs.registry.units}
    found = [_table(table, names) for table in rollup.tables]
    found += [_section(section, names) for section in rollup.sections]
    return found


def _table(table: Table, names: dict[str, str]) -> dict[str, object]:
    """Give a merged table."""
    fields = []
    for field in (*table.fields, *table.listed):
        merge = merge_of(field, table.design)
        fields.append({**_field(field), "merge": merge.value, "weight": field.weight})
    return {
        "key": table.design.key,
        "title": table.design.title,
        "fields": fields,
        "rows": [_row(table, row, names) for row in table.rows],
        "entries": _entries(table.entries, table.listed, names),
        "missing": [names.get(unit, unit) for unit in table.absent],
    }


def _field(field: Field) -> dict[str, object]:
    """Give a field."""
    return {
        "key": field.key,
        "label": field.label,
        "heads": list(field.heads),
        "measurement_unit": field.measurement_unit,
    }


def _row(table: Table, row: TableRow, names: dict[str, str]) -> dict[str, object]:
    """Give a row of a table with the figures that it has."""
    cells = {}
    for field in table.fields:
        if table.cell(row.key, field.key) is not None:
            cells[field.key] = _cell(table, row, field, names)
    return {
        "code": row.key,
        "name": row.name,
        "level": row.level,
        "measurement_unit": row.measurement_unit,
        "subtotal": row.is_subtotal,
        "cells": cells,
    }


def _cell(
    table: Table, row: TableRow, field: Field, names: dict[str, str]
) -> dict[str, object]:
    """Give a figure with those of the units."""
    cell = table.cells[row.key, field.key]
    units = {}
    for unit in table.units:
        answer = table.answer(unit, row.key, field.key)
        units[names.get(unit, unit)] = _content(answer.value)
    return {
        "value": json_number(cell.value.number),
        "units": units,
        "missing": [names.get(unit, unit) for unit in cell.missing],
    }


def _content(value: Value) -> object:
    """Give a value: a number, a text, or null where there is none."""
    if value.number is not None:
        return json_number(value.number)
    return value.text or None


def _entries(
    entries: Iterable[Entry], fields: Iterable[Field], names: dict[str, str]
) -> list[dict[str, object]]:
    """Give the rows of a list."""
    shown = list(fields)
    found: list[dict[str, object]] = []
    for entry in entries:
        values = {one.key: _content(value_of(entry.row, one.key)) for one in shown}
        unit = names.get(entry.unit, entry.unit)
        found.append({"unit": unit, "row": entry.key, "values": values})
    return found


def _section(section: Section, names: dict[str, str]) -> dict[str, object]:
    """Give a free sheet."""
    return {
        "key": section.design.key,
        "title": section.design.title,
        "fields": [
            {**_field(one), "merge": one.merge.value, "weight": one.weight}
            for one in section.fields
        ],
        "rows": [],
        "entries": _entries(section.entries, section.fields, names),
        "missing": [names.get(unit, unit) for unit in section.absent],
    }
