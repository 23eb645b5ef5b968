"""What may be typed into an input cell.

Excel's data validation, with its input and error messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.forms.design import FieldType
from xltool.forms.type_conditions import NIL, WANTED, nil_answers, typing_condition

if TYPE_CHECKING:
    from xltool.forms.design import Field

LONGEST_LIST = 255
"""Characters that a drop-down's own list may have; Excel finds a file with more of them
damaged.
"""
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255


def needs_range(choices: tuple[str, ...]) -> bool:
    """Say whether a list must stand in cells.

    It is too long, or a choice has the comma that parts choices.
    """
    return len(",".join(choices)) > LONGEST_LIST or any(
        "," in choice for choice in choices
    )


def validation(
    field: Field, first_cell: str, choices: tuple[str, ...], source: str
) -> dict[str, Any] | None:
    """Give XlsxWriter's options for a field whose first cell is `first_cell`.

    None where anything may be typed. `source` says where the choices stand if they
    stand in cells.
    """
    condition = _condition(field, first_cell)
    if field.type is FieldType.CHOICE:
        rule: dict[str, Any] = {
            "validate": "list",
            "source": f"={source}" if source else list(choices),
        }
    elif condition:
        rule = {"validate": "custom", "value": f"={condition}"}
    elif field.help:
        rule = {"validate": "any"}
    else:
        return None
    return rule | _messages(field)


def _messages(field: Field) -> dict[str, Any]:
    """Give what a cell says before and after a wrong entry."""
    wanted = (
        f"这里应填{WANTED[field.type]}。没有发生的填 {NIL[0]}，不适用的填 {NIL[1]}。"
    )
    if field.type is FieldType.CHOICE:
        wanted = "请点单元格右侧的箭头，从列表里选一项。"
    messages = {
        "error_title": "填写有误"[:_LONGEST_TITLE],
        "error_message": wanted[:_LONGEST_MESSAGE],
    }
    if field.help:
        messages |= {
            "input_title": field.label[:_LONGEST_TITLE],
            "input_message": field.help[:_LONGEST_MESSAGE],
        }
    return messages


def _condition(field: Field, cell: str) -> str:
    """Give the condition that Excel checks when something is typed."""
    condition = typing_condition(field.type, cell)
    return f"OR({condition},{nil_answers(cell)})" if condition else ""
