"""Cells of merged tables: figures that are links, and what a column is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.answer_cells import answer_cell
from xltool.excel.rollup.cells import (
    Cell,
    FormulaCell,
    LinkCell,
    NumberCell,
    literal,
    quoted,
)
from xltool.model.value import MISSING, State, Value

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.forms.design import Field


def heading_of(field: Field) -> tuple[str, ...]:
    """Give the heads and the title of a field's column, with its 计量单位."""
    title = field.label
    if field.measurement_unit:
        title = f"{title}\n（{field.measurement_unit}）"
    return (*field.heads, title)


def said_of(field: Field) -> str:
    """Give what a field is called in a line of text: its heads and its label."""
    name = "·".join((*field.heads, field.label))
    return f"{name}（{field.measurement_unit}）" if field.measurement_unit else name


def linked_number(number: Decimal, sheet: str, row: int, shape: str) -> FormulaCell:
    """Give a number that leads to a row (counted from 0) of a sheet."""
    target = literal(f"#{quoted(sheet)}!A{row + 1}")
    return FormulaCell(f"=HYPERLINK({target},{number:f})", number, shape)


def linked_answer(value: Value, source: LinkCell | None, shape: str) -> Cell:
    """Give a unit's answer, leading to where it came from; 未报 in words."""
    number = value.number
    if number is not None:
        if source is None:
            return NumberCell(number, shape)
        return linked_number(number, source.sheet, source.row, shape)
    shown = answer_cell(value)
    if source is None or not isinstance(shown, str) or not _is_short(shown):
        return shown
    return LinkCell(source.sheet, source.row, shown)


def _is_short(text: str) -> bool:
    """Whether a formula can hold a text: Excel's literals have 255 characters."""
    return len(text) <= 60 and "\n" not in text


def computed_answer(value: Value, shape: str) -> Cell:
    """Give a number that nobody entered; nothing where there is none."""
    if value is MISSING or value.state is State.MISSING:
        return None
    if value.number is not None:
        return NumberCell(value.number, shape)
    return answer_cell(value)
