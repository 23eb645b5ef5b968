"""Which fields of a form hold personal data, and a layout without it.

`forget` removes them when the office may not keep them any longer. The figures stay.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.forms.design import FieldType, RowsFrom
from xltool.model.value import State, Value

if TYPE_CHECKING:
    from xltool.forms.design import Field, FormDesign, SheetDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.model.registry import Registry, Unit

FORGOTTEN = "（已清除）"
"""What stands in the place of what was removed: the field was filled in."""
_TYPES = {"电话", "身份证号"}
_PERSON = re.compile(
    r"""
    姓名 | 联系人 | 填报人 | 审核人 | 经办人 | 负责人 | 责任人   # who
    | 领导 | 签字 | 签名                                          # 分管领导, 负责人签字
    | 电话 | 手机 | 身份证 | 邮箱                                 # how to reach them
    """,
    re.VERBOSE,
)
_TYPED = {FieldType.TEXT, FieldType.CHOICE}

Places = frozenset[tuple[str, str]]
"""Keys of sheets and fields."""


def personal_places(design: FormDesign) -> Places:
    """Give the fields in which units write who they are and how they are reached."""
    return frozenset(
        (sheet.key, field.key)
        for sheet in design.sheets
        for field in sheet.fields
        if _is_personal(sheet, field)
    )


def _is_personal(sheet: SheetDesign, field: Field) -> bool:
    """Whether a field's type is personal, or it names a person in a sheet of one row
    (填报信息).
    """
    if field.type.value in _TYPES:
        return True
    if sheet.rows_from is not RowsFrom.SINGLE or field.type not in _TYPED:
        return False
    return bool(_PERSON.search(field.key) or _PERSON.search(field.label))


def without_persons(layout: Layout) -> Layout:
    """Give a layout without contacts and without what was filled in of persons."""
    places = personal_places(layout.form)
    sheets = tuple(_sheet_without(sheet, places) for sheet in layout.sheets)
    return replace(layout, unit=unreachable(layout.unit), sheets=sheets)


def _sheet_without(sheet: LayoutSheet, places: Places) -> LayoutSheet:
    fields = {field for key, field in places if key == sheet.design.key}
    if not fields:
        return sheet
    rows = tuple(_row_without(row, fields) for row in sheet.rows)
    return replace(sheet, rows=rows)


def _row_without(row: LayoutRow, fields: set[str]) -> LayoutRow:
    return replace(
        row,
        prefilled=_values_without(row.prefilled, fields),
        carried=_values_without(row.carried, fields),
    )


def _values_without(values: dict[str, Value], fields: set[str]) -> dict[str, Value]:
    kept = {}
    for key, value in values.items():
        hides = key in fields and value.state is State.REPORTED
        kept[key] = _HIDDEN if hides else value
    return kept


_HIDDEN = Value(state=State.REPORTED, content=FORGOTTEN, raw="")


def registry_without_contacts(registry: Registry) -> Registry:
    """Give a registry whose units cannot be reached."""
    units = tuple(unreachable(unit) for unit in registry.units)
    return replace(registry, units=units)


def unreachable(unit: Unit) -> Unit:
    """Give a unit without its contact, telephone and addresses."""
    return replace(unit, contact="", phone="", emails=(), copies=())
