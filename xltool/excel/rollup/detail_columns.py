"""The columns of 指标明细.

What the roll-up knows of every indicator and unit, and the form's fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.rollup.answer_cells import answer_cell, field_cell, optional_cell
from xltool.excel.rollup.cells import GAP, PER_CENT, Cell, FormulaCell, number_format
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.formulas import (
    Refs,
    as_fraction,
    completion_formula,
    gap_formula,
    rounded_formula,
)
from xltool.forms.design import FieldType, RowsFrom
from xltool.rollup.answers import CUMULATIVE, GROWTH, value_of
from xltool.rollup.progress import decimals_of, planned_bar

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.forms.design import Field, FormDesign
    from xltool.rollup.indicators import IndicatorLine, UnitLine
    from xltool.rollup.rollup import Rollup


class DetailRow(NamedTuple):
    """One row: an indicator of a unit."""

    line: IndicatorLine
    unit: UnitLine
    book: Book
    positions: Positions

    def at(self, column: str) -> str:
        """Give the address of a cell of this row."""
        return self.positions.columns.here[column]

    @property
    def refs(self) -> Refs:
        """The cells of this row that formulas name."""
        return Refs(self.at("累计完成"), self.at("目标"))


def detail_columns(rollup: Rollup) -> Columns[DetailRow]:
    """Give the columns.

    Weights only where a rate is weighted, one for each field of the form.
    """
    weights = _WEIGHTS if _is_weighted(rollup) else ()
    fields = [_field_column(field) for field in _added_fields(rollup.inputs.form)]
    return Columns(*_FIXED, *weights, *fields, _LINK)


def alignment(field: Field) -> str:
    """Give how a field's values stand in their column."""
    if field.type in {FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT}:
        return "right"
    return "left" if field.type is FieldType.TEXT else "center"


def _is_weighted(rollup: Rollup) -> bool:
    """Say whether any unit's figure has a weight."""
    for line in rollup.indicators:
        if any(unit.share.weight is not None for unit in line.units):
            return True
    return False


def _added_fields(form: FormDesign) -> list[Field]:
    """Give what units enter on indicators beside the figure and its growth."""
    fields: dict[str, Field] = {}
    for sheet in form.sheets:
        if sheet.rows_from is not RowsFrom.INDICATORS:
            continue
        for field in sheet.fields:
            if field.is_input:
                fields[field.key] = field
    return [field for key, field in fields.items() if key not in {CUMULATIVE, GROWTH}]


def _field_column(field: Field) -> Column[DetailRow]:
    """Make the column of a field of the form."""
    return Column(
        title=field.label,
        width=max(10, min(28, field.width)),
        value=lambda row: field_cell(value_of(row.unit.row, field.key)),
        align=alignment(field),
    )


def _target(row: DetailRow) -> Cell:
    """Give the target, a worded one in words."""
    target = row.unit.share.goal.target
    return row.line.indicator.text_target if target is None else target


def _completion(row: DetailRow) -> Cell:
    """Give the completion with its live formula."""
    share = row.unit.share
    if share.progress.completion is None:
        return None
    text = completion_formula(row.refs, high=share.goal.high)
    return FormulaCell(text, share.progress.completion, PER_CENT)


def _gap(row: DetailRow) -> Cell:
    """Give the distance from what is expected, with its live formula."""
    goal = row.unit.share.goal
    progress = row.unit.share.progress
    if progress.gap is None:
        return None
    pace = row.line.measured.pace
    expected = as_fraction(pace.expected) if goal.accumulates else "1"
    text = gap_formula(goal, row.refs, expected, bar=planned_bar(goal, pace))
    return FormulaCell(text, progress.gap, GAP)


def _weight(row: DetailRow) -> Cell:
    """Give the weight of a figure; none where there is no figure."""
    share = row.unit.share
    return None if share.value.number is None else share.weight


def _weighted(row: DetailRow) -> Cell:
    """Give the weight's product with the figure."""
    number = row.unit.share.value.number
    weight = row.unit.share.weight
    if number is None or weight is None:
        return None
    product = number * weight
    decimals = decimals_of(product)
    text = rounded_formula(f"{row.at('权数')}*{row.at('累计完成')}", decimals)
    return FormulaCell(text, product, number_format(decimals))


_FIXED: tuple[Column[DetailRow], ...] = (
    Column(title="指标编号", width=11, value=lambda row: row.line.indicator.code),
    Column(title="攻坚", width=18, value=lambda row: row.line.task.campaign),
    Column(
        title="指标名称",
        width=30,
        value=lambda row: row.line.indicator.name,
        align="left",
    ),
    Column(title="填报单位", width=16, value=lambda row: row.book.unit(row.unit.unit)),
    Column(
        title="计量单位",
        width=9,
        value=lambda row: row.line.indicator.measurement_unit,
    ),
    Column(title="目标", width=12, value=_target, align="right"),
    Column(
        title="累计完成",
        width=13,
        value=lambda row: answer_cell(row.unit.share.value),
        align="right",
    ),
    Column(title="完成率", width=9, value=_completion, align="right"),
    Column(title="差距\n(百分点)", width=9, value=_gap, align="right"),
    Column(
        title="状态", width=10, value=lambda row: row.unit.share.progress.status.value
    ),
    Column(
        title="上期累计",
        width=13,
        value=lambda row: optional_cell(row.unit.last_period),
        align="right",
    ),
    Column(
        title="上年同期",
        width=13,
        value=lambda row: optional_cell(row.unit.last_year),
        align="right",
    ),
    Column(
        title="同比增长\n(%)",
        key="同比增长",
        width=9,
        value=lambda row: row.unit.growth,
        align="right",
    ),
)
_WEIGHTS: tuple[Column[DetailRow], ...] = (
    Column(title="权数", width=12, value=_weight, align="right"),
    Column(title="权数×数值", width=13, value=_weighted, align="right"),
)
_LINK: Column[DetailRow] = Column(
    title="来源", width=7, value=lambda row: row.positions.source(row.unit.row)
)
