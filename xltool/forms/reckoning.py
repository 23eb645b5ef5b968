"""What a filled workbook says of itself: its computed cells, and which checks fail in which row.

Written once for both sides: the issued workbook has these checks as formulas, with what is reckoned here as
their values; the collector judges by what is reckoned here from the values that came back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.forms.references import Cells, Resolver, serial_day
from xltool.forms.row_checks import FIRST_FREE_ROW, RowCheck, active_condition, row_checks
from xltool.formula import ExcelValue, Operand, Range, Reference, compiled, in_cell, parse, references
from xltool.model.value import MISSING, State, Value, Values
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.forms.design import Field, FormDesign, SheetDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet

_RowKey = tuple[str, str]
_REMEMBERED_ROWS = 512
"""Rows of a sheet whose sentences are kept: blank rows, and what many units are issued alike."""


@lru_cache(maxsize=64)
def _columns(design: SheetDesign) -> tuple[tuple[str, bool], ...]:
    """Give the fields whose cells are not computed, and whether the unit fills them in."""
    return tuple((one.key, one.is_input) for one in design.fields if not one.formula)


@dataclass(frozen=True, slots=True, eq=False)
class _Calculation:
    """Some expressions as one function of what they refer to: the row's own fields, then cells elsewhere.

    The function remembers what it gave: rows that hold the same are calculated once.
    """

    expressions: tuple[str, ...]
    own: tuple[str, ...]
    elsewhere: tuple[Reference, ...]
    values: Callable[..., tuple[ExcelValue, ...]]


@lru_cache(maxsize=1024)
def _calculation(expressions: tuple[str, ...]) -> _Calculation:
    """Prepare expressions once: the same few serve every row of every unit."""
    trees = [parse(expression) for expression in expressions]
    steps = [compiled(tree) for tree in trees]
    ordered = sorted(dict.fromkeys(one for tree in trees for one in references(tree)), key=lambda one: one.sheet != "")

    @lru_cache(maxsize=_REMEMBERED_ROWS, typed=True)  # typed: TRUE is not 1
    def values(*operands: Operand) -> tuple[ExcelValue, ...]:
        lookup = dict(zip(ordered, operands, strict=True)).__getitem__
        return tuple([step(lookup) for step in steps])

    return _Calculation(
        expressions=expressions,
        own=tuple(one.field for one in ordered if not one.sheet),
        elsewhere=tuple(one for one in ordered if one.sheet),
        values=values,
    )


@lru_cache(maxsize=128)
def _checking(design: SheetDesign, form: FormDesign, *, first: bool) -> _Calculation:
    """Prepare the checks of a sheet's rows, or of the `first` row of a free sheet."""
    return _calculation(tuple(check.expression for check in row_checks(design, form) if first or not check.once))


class Reckoning:
    """The values of one workbook, and what follows from them.

    `layout` has a row for every row of `values` that is to be judged (see `building.grown`).
    """

    def __init__(self, layout: Layout, values: Values) -> None:
        """Take the values as they are; nothing is calculated before it is asked for."""
        self.layout = layout
        self.resolver = Resolver(layout)
        self._checks = {sheet.design.key: row_checks(sheet.design, layout.form) for sheet in layout.sheets}
        self._values = values
        self._contents: dict[_RowKey, dict[str, ExcelValue]] = {}
        self._ranges: dict[Cells, Range] = {}
        self._checkings: dict[tuple[str, bool], _Calculation] = {}
        self._judged: dict[_RowKey, dict[str, str]] = {}

    def is_filled(self, sheet: LayoutSheet) -> bool:
        """Say whether anything was entered in a sheet."""
        return bool(self._values.get(sheet.design.key))

    def checks(self, sheet: LayoutSheet) -> tuple[RowCheck, ...]:
        """Give the checks of a sheet's rows, in their order."""
        return self._checks[sheet.design.key]

    def outcome(self, check: RowCheck, sheet: LayoutSheet, row: LayoutRow) -> str:
        """Give the sentence that a failing check shows in a row; empty if it does not fail there."""
        if not row.reports or (check.once and row.key != FIRST_FREE_ROW):
            return ""
        return self.sentences(sheet, row)[check.expression]

    def failures(self, sheet: LayoutSheet, row: LayoutRow) -> Iterator[tuple[RowCheck, str]]:
        """Give the checks that fail in a row, each with its sentence."""
        if row.reports and any(self.sentences(sheet, row).values()):
            for check in self.checks(sheet):
                sentence = self.outcome(check, sheet, row)
                if sentence:
                    yield check, sentence

    def active(self, sheet: LayoutSheet, row: LayoutRow) -> bool:
        """Say whether a row is judged: it is the unit's, and in a free sheet somebody entered something."""
        condition = active_condition(sheet.design)
        return row.reports and (not condition or self.evaluate(condition, sheet, row) is True)

    def evaluate(self, expression: str, sheet: LayoutSheet, row: LayoutRow) -> ExcelValue:
        """Evaluate an expression of the rule language in a row."""
        [value] = self._calculated(_calculation((expression,)), sheet, row)
        return value

    def content(self, sheet: LayoutSheet, row: LayoutRow, field: Field) -> ExcelValue:
        """Give what a cell holds, entered, prefilled or computed."""
        return self._content(sheet, row, field.key)

    def value(self, sheet: LayoutSheet, row: LayoutRow, field: Field) -> Value:
        """Give the value that was entered or prefilled; MISSING where there is none."""
        given = self.given(sheet, row) if field.is_input else row.prefilled
        return given.get(field.key, MISSING)

    def given(self, sheet: LayoutSheet, row: LayoutRow) -> dict[str, Value]:
        """Give the values that were entered in a row, by their fields."""
        return self._values.get(sheet.design.key, {}).get(row.key, {})

    def sentences(self, sheet: LayoutSheet, row: LayoutRow) -> dict[str, str]:
        """Give the sentence (or none) of every check that holds in a row that the unit reports, by its expression."""
        key = (sheet.design.key, row.key)
        if key not in self._judged:
            checking = self._checking(sheet.design, first=row.key == FIRST_FREE_ROW)
            values = self._calculated(checking, sheet, row)
            self._judged[key] = dict(zip(checking.expressions, map(str, values), strict=True))
        return self._judged[key]

    def _checking(self, design: SheetDesign, *, first: bool) -> _Calculation:
        if (design.key, first) not in self._checkings:
            self._checkings[design.key, first] = _checking(design, self.layout.form, first=first)
        return self._checkings[design.key, first]

    def _calculated(self, calculation: _Calculation, sheet: LayoutSheet, row: LayoutRow) -> tuple[ExcelValue, ...]:
        contents = self.contents(sheet, row)
        own = [contents[one] if one in contents else self._content(sheet, row, one) for one in calculation.own]
        elsewhere = [self._operand(reference, sheet, row) for reference in calculation.elsewhere]
        return calculation.values(*own, *elsewhere)

    def _operand(self, reference: Reference, sheet: LayoutSheet, row: LayoutRow) -> Operand:
        target = self.resolver.target(reference, sheet, row)
        if not isinstance(target, Cells):
            return target.value
        if target.single:
            return self._content(target.sheet, target.rows[0], target.field)
        if target not in self._ranges:
            values = [self._content(target.sheet, one, target.field) for one in target.rows]
            self._ranges[target] = Range(tuple(values))
        return self._ranges[target]

    def _content(self, sheet: LayoutSheet, row: LayoutRow, field: str) -> ExcelValue:
        contents = self.contents(sheet, row)
        if field not in contents:
            contents[field] = self.evaluate(sheet.design.field(field).formula, sheet, row)
        return contents[field]

    def contents(self, sheet: LayoutSheet, row: LayoutRow) -> dict[str, ExcelValue]:
        """Give what the cells of a row hold, by their fields; computed ones are added once they are asked for."""
        key = (sheet.design.key, row.key)
        contents = self._contents.get(key)
        if contents is None:
            given, prefilled = self.given(sheet, row), row.prefilled
            contents = self._contents[key] = {
                field: cell_content(value) if (value := (given if is_input else prefilled).get(field)) else None
                for field, is_input in _columns(sheet.design)
            }
        return contents


def cell_content(value: Value) -> ExcelValue:
    """Give what a cell holds that a value was read from, or is written to; a date is its serial number."""
    if value is MISSING:
        return None
    state, content = value.state, value.content
    if state is State.ZERO and (content is None or squeeze(value.raw) == State.ZERO.value):
        return State.ZERO.value
    if state is State.NOT_APPLICABLE:
        return State.NOT_APPLICABLE.value
    if isinstance(content, Decimal):
        return in_cell(float(content))
    return serial_day(content) if isinstance(content, dt.date) else content
