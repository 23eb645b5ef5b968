"""What `[字段]` and `[表.字段]` mean in a row of a layout: the one meaning that both engines use.

[字段]          the cell of that field in the same row
[分项.字段]     the cells of the rows that are 分项 of this row (they sum to it)
[其中.字段]     the cells of the rows that are 其中 of this row (a subset of it)
[上级.字段]     the cell of the row that this row is a part of; blank if there is none
[报告期.名称]   a constant of the period: 年份, 月份, 序时进度 (per cent), 起始日, 截止日
[表.字段]       from a row of a task to 指标 rows: those of its indicators; from an indicator to 任务
                rows: the one of its task; to a 单行 sheet: its one cell; else the whole column
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.formula import CONSTANTS, PARENT, PARTS, SUBSETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.forms.design import SheetDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.formula import Reference
    from xltool.model.period import Period

ROW_RELATIONS = (PARTS, SUBSETS, PARENT)
RELATIONS = (*ROW_RELATIONS, CONSTANTS)
"""Names that no sheet of a design may have."""

CellKey = tuple[str, str, str]
"""Sheet key, row key, field key."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells in the order of their rows. `single` says that a value is meant, not a range."""

    keys: tuple[CellKey, ...]
    single: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the same in every row; None is a blank cell."""

    value: float | str | None


Target = Cells | Constant

_PERIOD: Mapping[str, Callable[[Period], float]] = {
    "年份": lambda period: float(period.year),
    "月份": lambda period: float(period.month),
    "序时进度": lambda period: float(round(period.time_progress * 100, 1)),
    "起始日": lambda period: serial_day(period.start),
    "截止日": lambda period: serial_day(period.end),
}
_DAY_ZERO = dt.date(1899, 12, 30)
"""Excel counts days from here; its leap-year error of 1900 is behind every date that a report holds."""


def resolve(reference: Reference, layout: Layout, sheet: LayoutSheet, row: LayoutRow) -> Target:
    """Give what a reference means in `row`; KeyError if the form has no such sheet or field."""
    name, field = reference.sheet, reference.field
    if reference.is_constant:
        return Constant(_PERIOD[field](layout.period))
    if not name or name in ROW_RELATIONS:
        sheet.design.field(field)
        rows = _related_rows(name, sheet, row)
        return _target(sheet.design.key, rows, field, single=reference.is_cell)
    layout.form.sheet(name).field(field)
    other = next((one for one in layout.sheets if one.design.key == name), None)
    single = _is_one_row(sheet.design, layout.form.sheet(name))
    return _target(name, _rows_elsewhere(other, sheet, row), field, single=single)


def is_known(reference: Reference, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]) -> bool:
    """Say whether a form's sheet may use a reference."""
    name, field = reference.sheet, reference.field
    if reference.is_constant:
        return field in _PERIOD
    design = sheet if not name or name in ROW_RELATIONS else sheets.get(name)
    return design is not None and any(one.key == field for one in design.fields)


def is_single(reference: Reference, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]) -> bool:
    """Say whether a known reference means one value, not a range of cells."""
    name = reference.sheet
    return reference.is_cell or reference.is_constant or (name in sheets and _is_one_row(sheet, sheets[name]))


def serial_day(day: dt.date) -> float:
    """Give the number that stands for a date in a cell."""
    return float((day - _DAY_ZERO).days)


def _is_one_row(here: SheetDesign, there: SheetDesign) -> bool:
    return there.rows_from is RowsFrom.SINGLE or (here.rows_from, there.rows_from) == (
        RowsFrom.INDICATORS,
        RowsFrom.TASKS,
    )


def _related_rows(name: str, sheet: LayoutSheet, row: LayoutRow) -> tuple[LayoutRow, ...]:
    if not name:
        return (row,)
    if name == PARENT:
        return tuple(one for one in sheet.rows if row.parent and one.key == row.parent)
    children = sheet.children(row.key, name)
    # where somebody else reports a part, this workbook cannot know the sum of the parts
    return children if all(child.reports for child in children) else ()


def _rows_elsewhere(other: LayoutSheet | None, sheet: LayoutSheet, row: LayoutRow) -> tuple[LayoutRow, ...]:
    if other is None:
        return ()
    by_task = {RowsFrom.TASKS, RowsFrom.INDICATORS}
    if {sheet.design.rows_from, other.design.rows_from} == by_task:
        return tuple(one for one in other.rows if one.task == row.task)
    return other.rows


def _target(sheet: str, rows: tuple[LayoutRow, ...], field: str, *, single: bool) -> Target:
    if single and not rows:
        return Constant(None)
    return Cells(tuple((sheet, row.key, field) for row in rows), single=single)
