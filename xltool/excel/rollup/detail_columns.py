"""The columns of 指标明细: what the roll-up knows of every indicator and unit, and every field of the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.page import Column
from xltool.forms.design import FieldType, RowsFrom
from xltool.model.grid import column_letters
from xltool.rollup.answers import CUMULATIVE, GROWTH

if TYPE_CHECKING:
    from xltool.forms.design import Field, FormDesign
    from xltool.rollup.rollup import Rollup

_FIXED = (
    Column(title="指标编号", width=11),
    Column(title="攻坚", width=18),
    Column(title="指标名称", width=30, align="left"),
    Column(title="填报单位", width=16),
    Column(title="计量单位", width=9),
    Column(title="目标", width=12, align="right"),
    Column(title="累计完成", width=13, align="right"),
    Column(title="完成率", width=9, align="right"),
    Column(title="差距\n(百分点)", width=9, align="right"),
    Column(title="状态", width=10),
    Column(title="上期累计", width=13, align="right"),
    Column(title="上年同期", width=13, align="right"),
    Column(title="同比增长\n(%)", width=9, align="right"),
)
_WEIGHTS = (
    Column(title="权数", width=12, align="right"),
    Column(title="权数×数值", width=13, align="right"),
)
_LINK = Column(title="来源", width=7)


@dataclass(frozen=True, slots=True)
class DetailColumns:
    """All columns of the sheet; `letters` by title; `extras` are the fields that the form adds."""

    columns: tuple[Column, ...]
    letters: dict[str, str]
    extras: tuple[Field, ...]
    weighted: bool


def detail_columns(rollup: Rollup) -> DetailColumns:
    """Give the columns: weights only where a rate is weighted, one for each field of the form."""
    extras = _extras(rollup.inputs.form)
    weighted = any(
        unit.share.weight is not None
        for line in rollup.indicators
        for unit in line.units
    )
    shown = tuple(
        Column(title=one.label, width=max(10, min(28, one.width)), align=alignment(one))
        for one in extras
    )
    columns = (*_FIXED, *(_WEIGHTS if weighted else ()), *shown, _LINK)
    letters: dict[str, str] = {}
    for place, column in enumerate(columns):
        letters.setdefault(column.title.split("\n")[0], column_letters(place))
    return DetailColumns(columns, letters, extras, weighted)


def alignment(one: Field) -> str:
    """Give how a field's values stand in their column."""
    if one.type in {FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT}:
        return "right"
    return "left" if one.type is FieldType.TEXT else "center"


def _extras(form: FormDesign) -> tuple[Field, ...]:
    """Give what units enter on indicators beside the figure and its growth."""
    sheets = (sheet for sheet in form.sheets if sheet.rows_from is RowsFrom.INDICATORS)
    fields = {one.key: one for sheet in sheets for one in sheet.fields if one.is_input}
    return tuple(one for key, one in fields.items() if key not in {CUMULATIVE, GROWTH})
