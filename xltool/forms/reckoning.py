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


@lru_cache(maxsize=4096)
def _prepared(expression: str) -> Callable[[Callable[[Reference], Operand]], ExcelValue]:
    """Prepare an expression once: the same few serve every row of every unit."""
    return compiled(parse(expression))


@lru_cache(maxsize=64)
def _columns(design: SheetDesign) -> tuple[tuple[str, bool], ...]:
    """Give the fields whose cells are not computed, and whether the unit fills them in."""
    return tuple((one.key, one.is_input) for one in design.fields if not one.formula)


@dataclass(frozen=True, slots=True, eq=False)
class _RowJudge:
    """The checks of a sheet's rows as one function of what they refer to: the row's own fields, then cells elsewhere.

    The function gives their sentences, and remembers them: rows that hold the same are judged once.
    """

    expressions: tuple[str, ...]
    own: tuple[str, ...]
    elsewhere: tuple[Reference, ...]
    sentences: Callable[..., tuple[str, ...]]


@lru_cache(maxsize=128)
def _row_judge(design: SheetDesign, form: FormDesign, *, first: bool) -> _RowJudge:
    """Prepare the checks of a sheet's rows, or of the `first` row of a free sheet."""
    expressions = tuple(check.expression for check in row_checks(design, form) if first or not check.once)
    checks = [_prepared(expression) for expression in expressions]
    named = dict.fromkeys(one for expression in expressions for one in references(parse(expression)))
    ordered = sorted(named, key=lambda one: one.sheet != "")

    @lru_cache(maxsize=_REMEMBERED_ROWS, typed=True)  # typed: TRUE is not 1
    def sentences(*operands: Operand) -> tuple[str, ...]:
        lookup = dict(zip(ordered, operands, strict=True)).__getitem__
        return tuple([str(check(lookup)) for check in checks])

    return _RowJudge(
        expressions=expressions,
        own=tuple(one.field for one in ordered if not one.sheet),
        elsewhere=tuple(one for one in ordered if one.sheet),
        sentences=sentences,
    )


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
        self._judges: dict[tuple[str, bool], _RowJudge] = {}
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
        return _prepared(expression)(lambda reference: self._operand(reference, sheet, row))

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
            judge = self._judge(sheet.design, first=row.key == FIRST_FREE_ROW)
            contents = self.contents(sheet, row)
            own = [contents[one] if one in contents else self._content(sheet, row, one) for one in judge.own]
            elsewhere = [self._operand(reference, sheet, row) for reference in judge.elsewhere]
            self._judged[key] = dict(zip(judge.expressions, judge.sentences(*own, *elsewhere), strict=True))
        return self._judged[key]

    def _judge(self, design: SheetDesign, *, first: bool) -> _RowJudge:
        if (design.key, first) not in self._judges:
            self._judges[design.key, first] = _row_judge(design, self.layout.form, first=first)
        return self._judges[design.key, first]

    def _operand(self, reference: Reference, sheet: LayoutSheet, row: LayoutRow) -> Operand:
        if not reference.sheet:
            return self._content(sheet, row, reference.field)
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
                field: cell_content((given if is_input else prefilled).get(field, MISSING))
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
