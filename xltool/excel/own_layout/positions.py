"""Where a field of a row stands in the office's workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.forms.design import Field
    from xltool.forms.layout import LayoutRow, LayoutSheet
    from xltool.model.grid import Position


def position_of(layout: LayoutSheet, row: LayoutRow, field: Field) -> Position:
    """Give the row and the column of a field in a row of the layout, from 0."""
    places = layout.design.places
    if places is not None and field.key in places.cells:
        top, left = places.cells[field.key]
        return top, left
    return row.row, layout.columns[field.key]
