"""How the office's cells show the fields of a sheet: as per cent, in own formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.forms.design import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.excel.own_layout.template import Position, Template, TemplateSheet
    from xltool.forms.design import Field

_FIGURES = frozenset({FieldType.NUMBER, FieldType.INTEGER})


def shows_per_cent(template: Template, sheet: TemplateSheet, at: Position) -> bool:
    """Say whether a cell shows a share as per cent."""
    return sheet.formats.get(sheet.anchor(*at), 0) in template.percent


def percent_fields(
    template: Template,
    sheet: TemplateSheet,
    fields: Sequence[Field],
    columns: Mapping[str, int],
    rows: Sequence[int],
) -> tuple[str, ...]:
    """Give the percentages of which most cells show a share as per cent."""
    found = []
    for field in fields:
        if field.key not in columns or field.type is not FieldType.PERCENT:
            continue
        cells = [(row, columns[field.key]) for row in rows]
        if _most_show_per_cent(template, sheet, cells):
            found.append(field.key)
    return tuple(found)


def rows_of_shares(
    template: Template,
    sheet: TemplateSheet,
    fields: Sequence[Field],
    columns: Mapping[str, int],
    rows: Mapping[str, int],
) -> tuple[str, ...]:
    """Give the rows, by code, of which most figures are shown as per cent."""
    figures = []
    for field in fields:
        if field.key in columns and field.type in _FIGURES:
            figures.append(columns[field.key])
    found = []
    for code, row in rows.items():
        cells = [(row, column) for column in figures]
        if _most_show_per_cent(template, sheet, cells):
            found.append(code)
    return tuple(found)


def _most_show_per_cent(
    template: Template, sheet: TemplateSheet, cells: Sequence[Position]
) -> bool:
    shown = sum(shows_per_cent(template, sheet, at) for at in cells)
    return shown * 2 > len(cells)


def own_formats(
    template: Template, sheet: TemplateSheet, columns: Mapping[str, int], row: int
) -> dict[str, str]:
    """Give the office's number formats of a row, by field."""
    found = {}
    for key, column in columns.items():
        index = sheet.formats.get(sheet.anchor(row, column), 0)
        if index in template.codes:
            found[key] = template.codes[index]
    return found
