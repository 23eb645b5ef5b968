"""How what units answered is shown in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.model.value import MISSING, State, Value

if TYPE_CHECKING:
    from xltool.excel.rollup.cells import Cell

_TEXT_STATES = {State.MISSING: "未报", State.NOT_APPLICABLE: "不适用"}


def answer_cell(value: Value) -> Cell:
    """Show an answer so that its four states stay apart.

    A number (0 is an answer), 零报告, 不适用 or 未报.
    """
    if value.number is not None:
        return value.number
    return _TEXT_STATES.get(value.state) or value.text


def optional_cell(value: Value) -> Cell:
    """Show an earlier answer; nothing where there is none."""
    return None if value is MISSING else answer_cell(value)


def field_cell(value: Value) -> Cell:
    """Show what a unit entered in any field."""
    if value.state is State.MISSING:
        return None
    content = value.content
    if content is None or isinstance(content, bool):
        return value.text
    return content
