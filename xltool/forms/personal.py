"""Which fields of a form hold personal data, and a layout without it.

`forget` removes them when the office may not keep them any longer. The figures stay.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.forms.design import FieldType, RowsFrom
from xltool.model.value import State, Value
from xltool.text import squeeze

if TYPE_CHECKING:
    from xltool.forms.design import Field, FormDesign, SheetDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.model.registry import Registry, Unit

FORGOTTEN = "（已清除）"
"""What stands in the place of what was removed: the field was filled in."""
_TYPES = {"电话", "身份证号"}
REPORTER = (
    *("填报人", "填表人", "填写人", "填制人", "制表人", "制单人", "编制人"),
    *("录入人", "报送人", "上报人", "统计人", "经办人", "经手人", "承办人"),
    *("联系人", "联络人", "联系员", "联络员"),
)
"""What forms call the one who filled them in, the most telling first."""
TELEPHONE = ("联系电话", "电话", "手机", "联系方式")
"""What forms call how the reporter is reached, the most telling first."""
_RESPONSIBLE = (
    *("审核人", "审批人", "审查人", "审定人", "复核人", "复审人", "初审人"),
    *("核对人", "校对人", "校核人", "核定人", "批准人", "签发人", "签批人"),
    *("签收人", "签署人", "填报员", "统计员", "审核员", "经办员", "负责人"),
    *("责任人", "负责同志", "责任领导", "代表人", "代理人", "主管人", "分管人"),
)
"""What forms call those who answer for them: 单位负责人, 法定代表人."""
_BARE = frozenset(
    {"填报", "填表", "制表", "制单", "编制", "经办", "经手", "承办"}
    | {"审核", "审批", "审定", "复核", "核对", "校对", "批准", "签发"}
)
"""Labels that stand for a person alone: `制表：　　审核：`."""
_PERSON = re.compile(rf"(?:{'|'.join((*REPORTER, *_RESPONSIBLE))})(?![口数次均])")
"""Not 编制人数, 统计人口."""
_PERSONAL = re.compile(
    r"""
    姓名 | 领导 | 签字 | 签名 | 签章     # 分管领导, 负责人签字
    | 电话 | 手机 | 联系方式 | 传真      # how to reach them
    | 身份证 | 邮箱 | 邮件地址 | 微信
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
    return any(_names_a_person(name) for name in (field.key, field.label))


def _names_a_person(name: str) -> bool:
    """Whether a field's key or label asks who somebody is, or how to reach them.

    Blanks within do not matter: 制 表 人.

    >>> _names_a_person("填 报 人"), _names_a_person("编制人数")
    (True, False)
    """
    words = squeeze(name).strip("：:")
    if words in _BARE:
        return True
    return bool(_PERSON.search(words) or _PERSONAL.search(words))


def without_persons(layout: Layout) -> Layout:
    """Give a layout without contacts and without what was filled in of persons."""
    places = personal_places(layout.form)
    sheets = tuple(_sheet_without(sheet, places) for sheet in layout.sheets)
    return replace(layout, unit=unreachable(layout.unit), sheets=sheets)


def _sheet_without(sheet: LayoutSheet, places: Places) -> LayoutSheet:
    """Give a sheet without what was filled in of persons."""
    fields = {field for key, field in places if key == sheet.design.key}
    if not fields:
        return sheet
    rows = tuple(_row_without(row, fields) for row in sheet.rows)
    return replace(sheet, rows=rows)


def _row_without(row: LayoutRow, fields: set[str]) -> LayoutRow:
    """Give a row without what it was prefilled with, or carries, of persons."""
    return replace(
        row,
        prefilled=_values_without(row.prefilled, fields),
        carried=_values_without(row.carried, fields),
    )


def _values_without(values: dict[str, Value], fields: set[str]) -> dict[str, Value]:
    """Hide what was reported in some fields; that something was stays visible."""
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
