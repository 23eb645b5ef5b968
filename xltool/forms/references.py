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
    from collections.abc import Callable, Mapping, Sequence

    from xltool.forms.design import SheetDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.formula import Reference
    from xltool.model.period import Period

ROW_RELATIONS = (PARTS, SUBSETS, PARENT)
RELATIONS = (*ROW_RELATIONS, CONSTANTS)
"""Names that no sheet of a design may have."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of one field in the order of their rows. `single` says that a value is meant, not a range."""

    sheet: LayoutSheet
    rows: tuple[LayoutRow, ...]
    field: str
    single: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the same in every row; None is a blank cell."""

    value: float | str | None


Target = Cells | Constant
NOTHING = Constant(None)
"""What a reference to no cell at all means: a blank."""
_BY_TASK = ((RowsFrom.TASKS, RowsFrom.INDICATORS), (RowsFrom.INDICATORS, RowsFrom.TASKS))

_PERIOD: Mapping[str, Callable[[Period], float]] = {
    "年份": lambda period: float(period.year),
    "月份": lambda period: float(period.month),
    "序时进度": lambda period: float(round(period.time_progress * 100, 1)),
    "起始日": lambda period: serial_day(period.start),
    "截止日": lambda period: serial_day(period.end),
}
_DAY_ZERO = dt.date(1899, 12, 30)
"""Excel counts days from here; its leap-year error of 1900 is behind every date that a report holds."""


class Resolver:
    """What references mean in the rows of one layout.

    Rows are found through indexes, and a reference that means the same cells in several rows is resolved once:
    it gives the same `Cells` again.
    """

    def __init__(self, layout: Layout) -> None:
        """Resolve in the rows of `layout`."""
        self._layout = layout
        self._sheets = {sheet.design.key: sheet for sheet in layout.sheets}
        self._indexes: dict[str, _Index] = {}
        self._shared: dict[tuple[Reference, str | None, bool], Target] = {}

    def target(self, reference: Reference, sheet: LayoutSheet, row: LayoutRow) -> Target:
        """Give what a reference means in `row`; KeyError if the form has no such sheet."""
        name = reference.sheet
        if not name or name in ROW_RELATIONS:
            return _target(sheet, self._related_rows(name, sheet, row), reference.field, single=reference.is_cell)
        here = sheet.design
        task = row.task if self._goes_by_task(name, here) else None
        key = (reference, task, here.rows_from is RowsFrom.INDICATORS)
        if key not in self._shared:
            self._shared[key] = self._elsewhere(reference, here, task)
        return self._shared[key]

    def _related_rows(self, name: str, sheet: LayoutSheet, row: LayoutRow) -> list[LayoutRow]:
        if not name:
            return [row]
        index = self._index(sheet)
        if name == PARENT:
            return [index.by_key[row.parent]] if row.parent in index.by_key else []
        parts = index.by_parent.get((row.key, name), [])
        # where somebody else reports a part, this workbook cannot know the sum of the parts
        return parts if all(part.reports for part in parts) else []

    def _goes_by_task(self, name: str, here: SheetDesign) -> bool:
        other = self._sheets.get(name)
        return other is not None and (here.rows_from, other.design.rows_from) in _BY_TASK

    def _elsewhere(self, reference: Reference, here: SheetDesign, task: str | None) -> Target:
        """Resolve a reference that means the same in every row of `here`, or in those of one task."""
        name, field = reference.sheet, reference.field
        if reference.is_constant:
            return Constant(_PERIOD[field](self._layout.period))
        design = self._layout.form.sheet(name)
        there = self._sheets.get(name)
        if there is None:
            return NOTHING
        rows = there.rows if task is None else self._index(there).by_task.get(task, [])
        return _target(there, rows, field, single=_is_one_row(here, design))

    def _index(self, sheet: LayoutSheet) -> _Index:
        key = sheet.design.key
        if key not in self._indexes:
            self._indexes[key] = _Index(sheet)
        return self._indexes[key]


class _Index:
    """The rows of a sheet by what references ask for."""

    def __init__(self, sheet: LayoutSheet) -> None:
        self.by_key = {row.key: row for row in sheet.rows}
        self.by_parent: dict[tuple[str, str], list[LayoutRow]] = {}
        self.by_task: dict[str, list[LayoutRow]] = {}
        for row in sheet.rows:
            self.by_parent.setdefault((row.parent, row.part), []).append(row)
            self.by_task.setdefault(row.task, []).append(row)


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


def _target(sheet: LayoutSheet, rows: Sequence[LayoutRow], field: str, *, single: bool) -> Target:
    return Cells(sheet, tuple(rows), field, single=single) if rows else NOTHING
