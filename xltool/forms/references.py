"""What `[字段]` and `[表.字段]` mean in a row of a layout.

Both engines use this one meaning.

[字段]          the cell of that field in the same row
[分项.字段]     the cells of the rows that are 分项 of this row (they sum to it)
[其中.字段]     the cells of the rows that are 其中 of this row (a subset of it)
[上级.字段]     the cell of the row that this row is a part of; blank if there is none
上期([字段])    what the unit reported in that cell in the period before; 上年同期 a
                year ago: constants, kept with the layout (`known`)
[报告期.名称]   a constant of the period: 年份, 月份, 序时进度 (per cent), 起始日,
                截止日
[字段@15]       the cell of that field in the row of a fixed table with the code 15
[字段@01:10]    the cells of the rows 01 to 10 as they are printed; `,` joins several
[表.字段@15]    the same in another sheet
[表.字段]       from a row of a task to 指标 rows: those of its indicators; from an
                indicator to 任务 rows: the one of its task; to a 单行 sheet: its one
                cell; else the whole column
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.forms.codes import coded_rows, known_code
from xltool.forms.contents import cell_content, serial_day
from xltool.forms.design import RowsFrom
from xltool.forms.known import known_key, known_rows
from xltool.formula import CONSTANTS, OTHER_FORM, PARENT, PARTS, SUBSETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xltool.forms.design import SheetDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.formula import Reference
    from xltool.model.period import Period

ROW_RELATIONS = (PARTS, SUBSETS, PARENT)
RELATIONS = (*ROW_RELATIONS, CONSTANTS, "各列", "前列")
"""Names that no sheet of a design may have."""


@dataclass(slots=True, eq=False)
class ReferencedCells:
    """Cells of one field in the order of their rows.

    `single` says that a value is meant, not a range.
    """

    sheet: LayoutSheet
    rows: Sequence[LayoutRow]
    field: str
    single: bool


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the same in every row; None is a blank cell."""

    value: float | str | None


Target = ReferencedCells | Constant
NOTHING = Constant(None)
"""What a reference to no cell at all means: a blank."""
_BY_TASK = (
    (RowsFrom.TASKS, RowsFrom.INDICATORS),
    (RowsFrom.INDICATORS, RowsFrom.TASKS),
)

_PERIOD: Mapping[str, Callable[[Period], float]] = {
    "年份": lambda period: float(period.year),
    "月份": lambda period: float(period.month),
    "序时进度": lambda period: float(round(period.time_progress * 100, 1)),
    "起始日": lambda period: serial_day(period.start),
    "截止日": lambda period: serial_day(period.end),
}


class Resolver:
    """What references mean in the rows of one layout.

    Each is resolved once, for all rows of a sheet.
    """

    def __init__(self, layout: Layout) -> None:
        """Resolve in the rows of `layout`."""
        self._layout = layout
        self._sheets = {sheet.design.key: sheet for sheet in layout.sheets}
        self._targets: dict[tuple[str, Reference], Target | dict[str, Target]] = {}

    def target(
        self, reference: Reference, sheet: LayoutSheet, row: LayoutRow
    ) -> Target:
        """Give what a reference to more than the row's own cells means in `row`."""
        targets = self.targets(reference, sheet)
        return targets[row.key] if isinstance(targets, dict) else targets

    def targets(
        self, reference: Reference, sheet: LayoutSheet
    ) -> Target | dict[str, Target]:
        """Give what such a reference means, in all rows or in each by its key.

        KeyError if the form has no such sheet.
        """
        key = (sheet.design.key, reference)
        if key not in self._targets:
            if reference.scope:
                self._targets[key] = self._known(reference, sheet)
            elif reference.rows:
                self._targets[key] = self._by_code(reference, sheet)
            elif reference.sheet in ROW_RELATIONS:
                self._targets[key] = _relatives(reference, sheet)
            else:
                self._targets[key] = self._elsewhere(reference, sheet)
        return self._targets[key]

    def _known(
        self, reference: Reference, sheet: LayoutSheet
    ) -> Target | dict[str, Target]:
        """Resolve a reference to another period, form or all units: a constant.

        None of them is looked up here: the layout has what the office knew when it
        issued it.
        """
        known = self._layout.known
        found: dict[str, Target] = {}
        for row in known_rows(reference, sheet.design, self._layout.form, sheet.rows):
            value = known.get(known_key(reference, sheet.design.key, row))
            content = cell_content(value) if value else None
            found[row] = NOTHING
            if isinstance(content, float | str):
                found[row] = Constant(content)
        if reference.is_of_row:
            return found
        return next(iter(found.values()), NOTHING)

    def _by_code(self, reference: Reference, sheet: LayoutSheet) -> Target:
        """Resolve a reference to rows of a fixed table by their codes."""
        there = self._sheets.get(reference.sheet) if reference.sheet else sheet
        if there is None:
            return NOTHING
        keys = coded_rows(reference.rows, [row.key for row in there.rows])
        rows = [row for row in there.rows if row.key in keys]
        if not rows:
            return NOTHING
        single = not reference.is_several_rows
        return ReferencedCells(there, rows, reference.field, single)

    def _elsewhere(
        self, reference: Reference, sheet: LayoutSheet
    ) -> Target | dict[str, Target]:
        """Resolve a reference to another sheet of the form, or to the period.

        From a task's row to the indicators' sheet it means the rows of the same task.
        """
        name, field = reference.sheet, reference.field
        if reference.is_constant:
            return Constant(_PERIOD[field](self._layout.period))
        here = sheet.design
        design = self._layout.form.sheet(name)
        there = self._sheets.get(name)
        if there is None:
            return NOTHING
        single = _is_one_row(here, design)
        if (here.rows_from, design.rows_from) not in _BY_TASK:
            if there.rows:
                return ReferencedCells(there, there.rows, field, single)
            return NOTHING
        by_task: dict[str, list[LayoutRow]] = {}
        for row in there.rows:
            by_task.setdefault(row.task, []).append(row)
        cells = {
            task: ReferencedCells(there, rows, field, single)
            for task, rows in by_task.items()
        }
        return {row.key: cells.get(row.task, NOTHING) for row in sheet.rows}


def _relatives(reference: Reference, sheet: LayoutSheet) -> dict[str, Target]:
    """Resolve a reference to the rows below each row, or to the row above it."""
    if reference.sheet == PARENT:
        related = _parents(sheet)
    else:
        related = _reported_parts(sheet, reference.sheet)
    found: dict[str, Target] = {}
    for row in sheet.rows:
        found[row.key] = NOTHING
        if row.key in related:
            rows, field = related[row.key], reference.field
            found[row.key] = ReferencedCells(sheet, rows, field, reference.is_cell)
    return found


def _parents(sheet: LayoutSheet) -> dict[str, list[LayoutRow]]:
    """Give the row above each row that is a part of another."""
    by_key = {row.key: row for row in sheet.rows}
    above = {}
    for row in sheet.rows:
        if row.parent in by_key:
            above[row.key] = [by_key[row.parent]]
    return above


def _reported_parts(sheet: LayoutSheet, part: str) -> dict[str, list[LayoutRow]]:
    """Give the rows that are parts (分项, 其中) of each row, if the unit reports all.

    Where somebody else reports a part, this workbook cannot know the sum of the parts.
    """
    parts: dict[str, list[LayoutRow]] = {}
    foreign = set()
    for row in sheet.rows:
        if row.part == part:
            parts.setdefault(row.parent, []).append(row)
            if not row.reports:
                foreign.add(row.parent)
    for parent in foreign:
        del parts[parent]
    return parts


def is_known(
    reference: Reference, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]
) -> bool:
    """Say whether a form's sheet may use a reference."""
    name, field = reference.sheet, reference.field
    if reference.is_constant:
        return field in _PERIOD
    if reference.scope.startswith(OTHER_FORM):
        return True  # its design is another file
    design = sheet if not name or name in ROW_RELATIONS else sheets.get(name)
    if design is None or not any(one.key == field for one in design.fields):
        return False
    return not reference.rows or not unknown_codes(reference.rows, design)


def unknown_codes(rows: str, design: SheetDesign) -> list[str]:
    """Give the codes that a fixed table does not have.

    A span names its first and its last row.
    """
    known = [one.code for one in design.fixed_rows]
    named = rows.replace(":", ",").split(",")
    return [code for code in named if not known_code(code, known)]


def is_single(
    reference: Reference, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]
) -> bool:
    """Say whether a known reference means one value, not a range of cells."""
    name = reference.sheet
    if reference.rows or reference.scope.startswith(OTHER_FORM):
        return not reference.is_several_rows
    return (
        reference.is_cell
        or reference.is_constant
        or (name in sheets and _is_one_row(sheet, sheets[name]))
    )


def _is_one_row(here: SheetDesign, there: SheetDesign) -> bool:
    """Say whether a row of one sheet has one row of another, as indicators a task."""
    return there.rows_from is RowsFrom.SINGLE or (here.rows_from, there.rows_from) == (
        RowsFrom.INDICATORS,
        RowsFrom.TASKS,
    )
