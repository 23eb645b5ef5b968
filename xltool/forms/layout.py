"""The layout of one unit's issued workbook.

Which field of which row sits in which cell. The single description of an issued
workbook: the writer places by it, the reader finds by it. Rows and columns are counted
from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import Field, FormDesign, SheetDesign
    from xltool.model.period import Period
    from xltool.model.registry import Unit
    from xltool.model.value import Value, Values

CHECK_LABEL = "校验"
"""What stands above the column in which a sheet checks its rows."""


COVER_SHEET = "填报说明"
SELF_CHECK_SHEET = "填报自检"
RESULTS_SHEET = "校验结果"
CHOICE_SHEET = "_选项"
STAMP_SHEET = "_xltool"
OWN_SHEETS = frozenset(
    {COVER_SHEET, SELF_CHECK_SHEET, RESULTS_SHEET, CHOICE_SHEET, STAMP_SHEET}
)
"""The sheets of a workbook that hold none of a unit's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutRow:
    """One keyed row.

    `key` is a task's or indicator's code, or `+1`, `+2` … in a free sheet. `prefilled`
    are the values of the locked fields; `parent` is the key of the row that this one is
    a part of and `part` how (分项, 其中); `reports` is False where the unit only sees
    the lead's row. `role` is 牵头 or 配合. `measurement_unit` is the row's own
    计量单位. `task` is the code of the task that a task's or an indicator's row belongs
    to.
    """

    key: str
    row: int
    prefilled: dict[str, Value] = field(default_factory=dict, hash=False)
    parent: str = ""
    part: str = ""
    role: str = ""
    reports: bool = True
    measurement_unit: str = ""
    task: str = ""
    carried: dict[str, Value] = field(
        default_factory=dict, hash=False, metadata={"left out when empty": True}
    )
    level: int = 0
    """Of a fixed table's row: how far its name is indented."""
    subtotal: str = ""
    """Of a fixed table's row: what computes its amounts (`design.FixedRow`)."""
    blocked: tuple[str, ...] = ()
    """Of a fixed table's row: the keys of the fields that nobody fills in."""

    def takes(self, form_field: Field) -> bool:
        """Whether the unit enters a field in this row, if it reports the row."""
        if not form_field.is_input or form_field.key in self.blocked:
            return False
        return not (self.subtotal and form_field.is_summed)

    def sums(self, form_field: Field) -> bool:
        """Whether the row's 小计 computes a field."""
        return (
            bool(self.subtotal)
            and form_field.is_summed
            and form_field.key not in self.blocked
        )


@lru_cache(maxsize=1024)
def blank_row(key: str, row: int) -> LayoutRow:
    """Give a row of a free sheet in which nothing stands: most units have the same."""
    return LayoutRow(key=key, row=row)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutSheet:
    """One sheet: the header's row, the columns of its fields, its rows.

    `header_row` is that of the labels: further headers (`Field.heads`) stand above it.
    `key_column` is hidden.
    """

    design: SheetDesign
    name: str
    header_row: int
    key_column: int
    columns: dict[str, int] = field(hash=False)
    check_column: int | None
    """The 校验 column, computed in the sheet, never read back."""
    rows: tuple[LayoutRow, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The sheet's fields in the order of their columns."""
        return self.design.fields

    @property
    def top_row(self) -> int:
        """The row of the outermost headers."""
        return self.header_row - self.design.head_levels

    @property
    def first_key(self) -> str:
        """The key of the first row, at which the checks of the whole sheet stand."""
        return self.rows[0].key if self.rows else ""

    def row(self, key: str) -> LayoutRow:
        """Give the row of this key; KeyError if there is none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    def children(self, key: str, part: str = "") -> tuple[LayoutRow, ...]:
        """Give the rows that are parts of `key` (of the kind `part`, if given)."""
        return tuple(
            one
            for one in self.rows
            if one.parent == key and (not part or one.part == part)
        )


def header_of(field: Field) -> str:
    """Give what stands above a field's column.

    Its label, and on a second line the 计量单位 if all rows share it. Headers are
    compared without blanks and line breaks (`text.squeeze`).
    """
    if field.measurement_unit:
        return f"{field.label}\n（{field.measurement_unit}）"
    return field.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One issued workbook."""

    form: FormDesign
    unit: Unit
    period: Period
    sheets: tuple[LayoutSheet, ...]
    known: dict[str, Value] = field(
        default_factory=dict, hash=False, metadata={"left out when empty": True}
    )
    """What rules ask of other periods, forms and units (`forms.known`)."""

    def sheet(self, key: str) -> LayoutSheet:
        """Give the sheet of this key; KeyError if there is none."""
        for sheet in self.sheets:
            if sheet.design.key == key:
                return sheet
        raise KeyError(key)

    def carried(self) -> Values:
        """Give what comes back from last time, as the unit finds it filled in."""
        found: Values = {}
        for sheet in self.sheets:
            for row in sheet.rows:
                if row.carried:
                    found.setdefault(sheet.design.key, {})[row.key] = dict(row.carried)
        return found

    def inputs(self) -> Iterator[tuple[LayoutSheet, LayoutRow, Field]]:
        """Every cell that the unit fills in, in reading order."""
        for sheet in self.sheets:
            for row in sheet.rows:
                if row.reports:
                    for form_field in sheet.fields:
                        if row.takes(form_field):
                            yield sheet, row, form_field
