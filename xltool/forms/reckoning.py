"""What a filled workbook says of itself: its computed cells, and which checks fail in which row.

Written once for both sides: the issued workbook has these checks as formulas, with what is reckoned here as
their values; the collector judges by what is reckoned here from the values that came back.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.forms.references import Constant, resolve, serial_day
from xltool.forms.row_checks import FIRST_FREE_ROW, RowCheck, active_condition, row_checks
from xltool.formula import ExcelValue, Operand, Range, Reference, compiled, parse
from xltool.model.value import MISSING, State, Value, Values
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.forms.design import Field
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.forms.references import CellKey


@lru_cache(maxsize=4096)
def _prepared(expression: str) -> Callable[[Callable[[Reference], Operand]], ExcelValue]:
    """Prepare an expression once: the same few serve every row of every unit."""
    return compiled(parse(expression))


class Reckoning:
    """The values of one workbook, and what follows from them.

    `layout` has a row for every row of `values` that is to be judged (see `building.grown`).
    """

    def __init__(self, layout: Layout, values: Values) -> None:
        """Take the values as they are; nothing is calculated before it is asked for."""
        self.layout = layout
        self._values = values
        self._sheets = {sheet.design.key: sheet for sheet in layout.sheets}
        self._rows = {(sheet.design.key, row.key): row for sheet in layout.sheets for row in sheet.rows}
        self._checks = {sheet.design.key: row_checks(sheet.design, layout.form) for sheet in layout.sheets}
        self._contents: dict[CellKey, ExcelValue] = {}
        self._sentences: dict[CellKey, str] = {}

    def checks(self, sheet: LayoutSheet) -> tuple[RowCheck, ...]:
        """Give the checks of a sheet's rows, in their order."""
        return self._checks[sheet.design.key]

    def outcome(self, check: RowCheck, sheet: LayoutSheet, row: LayoutRow) -> str:
        """Give the sentence that a failing check shows in a row; empty if it does not fail there."""
        if not row.reports or (check.once and row.key != FIRST_FREE_ROW):
            return ""
        key = (sheet.design.key, row.key, check.rule.code)
        if key not in self._sentences:
            self._sentences[key] = str(self.evaluate(check.expression, sheet, row))
        return self._sentences[key]

    def failures(self, sheet: LayoutSheet, row: LayoutRow) -> Iterator[tuple[RowCheck, str]]:
        """Give the checks that fail in a row, each with its sentence."""
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
        return _prepared(expression)(self._lookup(sheet, row))

    def content(self, sheet: LayoutSheet, row: LayoutRow, field: Field) -> ExcelValue:
        """Give what a cell holds, entered, prefilled or computed."""
        key = (sheet.design.key, row.key, field.key)
        if key not in self._contents:
            self._contents[key] = (
                self.evaluate(field.formula, sheet, row)
                if field.formula
                else cell_content(self.value(sheet, row, field))
            )
        return self._contents[key]

    def value(self, sheet: LayoutSheet, row: LayoutRow, field: Field) -> Value:
        """Give the value that was entered or prefilled; MISSING where there is none."""
        given = self._values.get(sheet.design.key, {}).get(row.key, {}) if field.is_input else row.prefilled
        return given.get(field.key, MISSING)

    def _lookup(self, sheet: LayoutSheet, row: LayoutRow) -> Callable[[Reference], Operand]:
        def lookup(reference: Reference) -> Operand:
            target = resolve(reference, self.layout, sheet, row)
            if isinstance(target, Constant):
                return target.value
            contents = tuple(self._content_at(key) for key in target.keys)
            return contents[0] if target.single else Range(contents or (None,))  # none: a blank cell stands in

        return lookup

    def _content_at(self, key: CellKey) -> ExcelValue:
        sheet = self._sheets[key[0]]
        return self.content(sheet, self._rows[key[0], key[1]], sheet.design.field(key[2]))


def cell_content(value: Value) -> ExcelValue:
    """Give what a cell holds that a value was read from, or is written to; a date is its serial number."""
    if value.state is State.ZERO and (value.content is None or squeeze(value.raw) == State.ZERO.value):
        return State.ZERO.value
    if value.state is State.NOT_APPLICABLE:
        return State.NOT_APPLICABLE.value
    content = value.content
    if isinstance(content, Decimal):
        return float(content)
    return serial_day(content) if isinstance(content, dt.date) else content
