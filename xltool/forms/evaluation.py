"""What a filled workbook says of itself.

Its computed cells, and which checks fail in which row. Written once for both sides: the
issued workbook has these checks as formulas, with what is reckoned here as their
values; the collector judges by what is reckoned here from the values that came back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.forms.contents import cell_content
from xltool.forms.fixed_tables import subtotal_expression, subtotal_order
from xltool.forms.references import ReferencedCells, Resolver
from xltool.forms.row_checks import (
    RowCheck,
    active_condition,
    row_checks,
)
from xltool.formula import (
    Calculation,
    ExcelValue,
    Operand,
    Range,
    Reference,
    calculation,
    parse,
)
from xltool.model.value import MISSING, Value, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from xltool.forms.design import Field, FormDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.forms.references import Target

_EACH_ROW, _ONCE = "每行", "一次"
_Column = dict[str, Operand] | dict[str, ExcelValue]
"""What a reference stands for in each row of a sheet, by the rows' keys."""
_remembering = lru_cache(maxsize=512, typed=True)  # typed: TRUE is not 1
"""Keeps what a function of a row's operands gave: many rows are blank, or hold what
others hold.
"""


@lru_cache(maxsize=1024)
def _calculation(expression: str) -> Calculation:
    """Prepare an expression once: the same few serve every row of every unit.

    A unit's workbook has hundreds of rows and a dozen expressions.
    """
    prepared = calculation([parse(expression)])
    return replace(prepared, values=_remembering(prepared.values))


@dataclass(frozen=True, slots=True, eq=False)
class _Checking:
    """Checks as one function of what they refer to.

    It gives the sentences of those that fail, by their expressions.
    """

    references: tuple[Reference, ...]
    sentences: Callable[..., Mapping[str, str]]


def _checking(expressions: Sequence[str]) -> _Checking:
    """Prepare the checks of a row as one function: what they share is done once."""
    prepared = calculation([parse(one) for one in expressions])

    @_remembering
    def sentences(*operands: Operand) -> Mapping[str, str]:
        said = zip(expressions, map(str, prepared.values(*operands)), strict=True)
        return {expression: sentence for expression, sentence in said if sentence}

    return _Checking(prepared.references, sentences)


@lru_cache(maxsize=16)
def _checkings(form: FormDesign) -> dict[tuple[str, str], _Checking]:
    """Prepare the checks of a form's sheets.

    Those of each row, and those that are made once; of a fixed table those of each row
    by its code.
    """
    found: dict[tuple[str, str], _Checking] = {}
    for sheet in form.sheets:
        checks = row_checks(sheet, form)
        for group, once in ((_EACH_ROW, False), (_ONCE, True)):
            made = [check.expression for check in checks if check.once is once]
            found[sheet.key, group] = _checking(made)
        prepared: dict[tuple[str, ...], _Checking] = {}
        for row in sheet.fixed_rows:
            made = [check.expression for check in checks if check.holds_in(row.code)]
            found[sheet.key, row.code] = prepared.setdefault(
                tuple(made), _checking(made)
            )
    return found


class Evaluation:
    """The values of one workbook, and what follows from them.

    `layout` has a row for every row of `values` that is to be judged (see
    `building.grown`). What cells hold is worked out column by column, which a form
    allows: none of its formulas leads back to its own column.
    """

    def __init__(self, layout: Layout, values: Values) -> None:
        """Take the values as they are; nothing is calculated before it is asked for."""
        self.layout = layout
        self.resolver = Resolver(layout)
        self._values = values
        self._held: dict[tuple[str, str], dict[str, ExcelValue]] = {}
        self._elsewhere: dict[tuple[str, Reference], dict[str, Operand]] = {}
        self._checkings = _checkings(layout.form)
        self._checked: dict[tuple[str, str], list[_Column]] = {}

    def is_filled(self, sheet: LayoutSheet) -> bool:
        """Say whether anything was entered in a sheet."""
        return bool(self._values.get(sheet.design.key))

    def checks(self, sheet: LayoutSheet) -> tuple[RowCheck, ...]:
        """Give the checks of a sheet's rows, in their order."""
        return row_checks(sheet.design, self.layout.form)

    def failures(
        self, sheet: LayoutSheet, row: LayoutRow
    ) -> list[tuple[RowCheck, str]]:
        """Give the checks that fail in a row, each with its sentence."""
        said = self.sentences(sheet, row) if row.reports else None
        if said:
            return [
                (one, said[one.expression])
                for one in self.checks(sheet)
                if one.expression in said
            ]
        return []

    def sentences(self, sheet: LayoutSheet, row: LayoutRow) -> Mapping[str, str]:
        """Give the sentences of the checks that fail in a row, by their expressions.

        The row is one that the unit reports.
        """
        if sheet.design.fixed_rows:
            return self._sentences(sheet, row, row.key)
        sentences = self._sentences(sheet, row, _EACH_ROW)
        if row.key == sheet.first_key:
            return {**self._sentences(sheet, row, _ONCE), **sentences}
        return sentences

    def _sentences(
        self, sheet: LayoutSheet, row: LayoutRow, group: str
    ) -> Mapping[str, str]:
        """Give what the checks of a row say, by their expressions."""
        key = (sheet.design.key, group)
        checking = self._checkings[key]
        if key not in self._checked:
            self._checked[key] = self._columns(checking.references, sheet)
        return checking.sentences(*[column[row.key] for column in self._checked[key]])

    def active(self, sheet: LayoutSheet, row: LayoutRow) -> bool:
        """Say whether a row is judged.

        It is the unit's, and in a free sheet somebody entered something.
        """
        condition = active_condition(sheet.design)
        return row.reports and (
            not condition or self.evaluate(condition, sheet, row) is True
        )

    def evaluate(
        self, expression: str, sheet: LayoutSheet, row: LayoutRow
    ) -> ExcelValue:
        """Evaluate an expression of the rule language in a row."""
        return self._evaluated(expression, sheet, [row])[row.key]

    def content(self, sheet: LayoutSheet, row: LayoutRow, field: Field) -> ExcelValue:
        """Give what a cell holds, entered, prefilled or computed."""
        return self._contents(sheet, field.key)[row.key]

    def column(self, sheet: LayoutSheet, field: Field) -> Mapping[str, ExcelValue]:
        """Give what the cells of a field hold (see `content`), by the rows' keys."""
        return self._contents(sheet, field.key)

    def value(self, sheet: LayoutSheet, row: LayoutRow, field: Field) -> Value:
        """Give the value that was entered or prefilled; MISSING where there is none."""
        given = self.given(sheet, row) if field.is_input else row.prefilled
        return given.get(field.key, MISSING)

    def subtotals(self, sheet: LayoutSheet) -> Iterator[tuple[LayoutRow, Field]]:
        """Every cell of a fixed table that a row's 小计 computes, in reading order."""
        for row in sheet.rows:
            for field in sheet.fields:
                if row.sums(field):
                    yield row, field

    def given(self, sheet: LayoutSheet, row: LayoutRow) -> dict[str, Value]:
        """Give the values that were entered in a row, by their fields."""
        return self._values.get(sheet.design.key, {}).get(row.key, {})

    def _evaluated(
        self, expression: str, sheet: LayoutSheet, rows: Iterable[LayoutRow]
    ) -> dict[str, ExcelValue]:
        """Evaluate an expression in some rows, by their keys."""
        prepared = _calculation(expression)
        columns = self._columns(prepared.references, sheet)
        return {
            row.key: prepared.values(*[column[row.key] for column in columns])[0]
            for row in rows
        }

    def _columns(
        self, references: Iterable[Reference], sheet: LayoutSheet
    ) -> list[_Column]:
        """Give what each reference stands for, column by column: rows come after."""
        return [
            self._contents(sheet, one.field)
            if one.is_own
            else self._operands(one, sheet)
            for one in references
        ]

    def _operands(self, reference: Reference, sheet: LayoutSheet) -> dict[str, Operand]:
        """Give what a reference beyond its own row stands for, in each row."""
        key = (sheet.design.key, reference)
        if key not in self._elsewhere:
            targets = self.resolver.targets(reference, sheet)
            if isinstance(targets, dict):
                self._elsewhere[key] = {
                    row: self._operand(target) for row, target in targets.items()
                }
            else:
                self._elsewhere[key] = dict.fromkeys(
                    [row.key for row in sheet.rows], self._operand(targets)
                )
        return self._elsewhere[key]

    def _operand(self, target: Target) -> Operand:
        """Give what one target holds: a constant, a cell or several cells."""
        if not isinstance(target, ReferencedCells):
            return target.value
        contents = self._contents(target.sheet, target.field)
        if target.single:
            return contents[target.rows[0].key]
        return Range(tuple([contents[row.key] for row in target.rows]))

    def _contents(self, sheet: LayoutSheet, field: str) -> dict[str, ExcelValue]:
        """Give what the cells of a column hold, by the keys of their rows.

        Computed once for all rows: a form's formulas lead from column to column.
        """
        key = (sheet.design.key, field)
        if key not in self._held:
            design = sheet.design.field(field)
            formula = design.formula
            if formula and sheet.design.fixed_rows:
                rows = [row for row in sheet.rows if field not in row.blocked]
                blank = dict[str, ExcelValue].fromkeys([row.key for row in sheet.rows])
                self._held[key] = blank | self._evaluated(formula, sheet, rows)
            elif formula:
                self._held[key] = self._evaluated(formula, sheet, sheet.rows)
            else:
                self._held[key] = self._given(sheet, design)
                if sheet.design.fixed_rows:
                    self._complete(sheet, design, self._held[key])
        return self._held[key]

    def _complete(
        self, sheet: LayoutSheet, column: Field, contents: dict[str, ExcelValue]
    ) -> None:
        """Empty the barred cells of a fixed table's column, and compute its 小计.

        Each is computed after those that it is made of.
        """
        field = column.key
        for row in sheet.rows:
            if field in row.blocked:
                contents[row.key] = None
        if not column.is_summed:
            return
        rows = {row.key: row for row in sheet.rows}
        printed = tuple((row.key, row.subtotal) for row in sheet.rows)
        for code in subtotal_order(printed):
            row = rows[code]
            if field not in row.blocked:
                expression = subtotal_expression(row.subtotal, field)
                contents.update(self._evaluated(expression, sheet, [row]))

    def _given(self, sheet: LayoutSheet, field: Field) -> dict[str, ExcelValue]:
        """Give what was entered or prefilled in a column, as cells hold it."""
        key = field.key
        contents = dict[str, ExcelValue].fromkeys([row.key for row in sheet.rows])
        entered = self._values.get(sheet.design.key, {}).items()
        for row, values in (
            entered
            if field.is_input
            else [(one.key, one.prefilled) for one in sheet.rows]
        ):
            if key in values:
                contents[row] = cell_content(values[key])
        return contents
