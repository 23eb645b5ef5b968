"""An issued workbook as it is read back without any of xltool's readers: by the layout's own places."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from xltool.forms.design import FieldType
from xltool.model.value import MISSING, NOT_APPLICABLE, State, Value, reported

if TYPE_CHECKING:
    from xltool.forms.design import Field
    from xltool.forms.layout import Layout
    from xltool.model.value import Values

Cell = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
_NUMBERS = (FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT)


def sheets_of(content: bytes) -> dict[str, list[list[Cell]]]:
    """Give every sheet's cells, from A1 on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def cell(rows: list[list[Cell]], row: int, column: int) -> Cell:
    """Give a cell by 0-based row and column; an empty text where there is none."""
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def values_in(content: bytes, layout: Layout) -> Values:
    """Give what stands in the input cells, without those that are empty."""
    sheets = sheets_of(content)
    values: Values = {}
    for sheet, row, field in layout.inputs():
        found = _value(
            cell(sheets[sheet.name], row.row, sheet.columns[field.key]), field
        )
        if found is not MISSING:
            values.setdefault(sheet.design.key, {}).setdefault(row.key, {})[
                field.key
            ] = found
    return values


_STATES = {
    "": MISSING,
    "不适用": NOT_APPLICABLE,
    "零报告": Value(state=State.ZERO, raw="零报告"),
}


def _value(content: Cell, field: Field) -> Value:
    if isinstance(content, str) and content in _STATES:
        return _STATES[content]
    if isinstance(content, dt.datetime):
        return reported(content.date())
    if isinstance(content, dt.date):
        return reported(content)
    if isinstance(content, int | float) and field.type in _NUMBERS:
        return reported(Decimal(repr(content)).normalize())
    return reported(str(content))
