"""Where references stand in an issued workbook: the addresses that `to_excel` writes into formulas."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from xltool.forms.reckoning import parsed
from xltool.forms.references import Cells, Constant, resolve
from xltool.formula import literal, references, to_excel
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.formula import Locate, Reference

STAMP_SHEET = "_xltool"
BLANK = f"'{STAMP_SHEET}'!$B$1"
"""A cell that is always blank stands in for a reference to nothing."""


_ROW = "\N{DOTTED CIRCLE}"
"""Stands for the row's number in a formula that is written once for all rows."""


class Formulas:
    """The formulas of one sheet; those that stay within their row are translated once, not in every row."""

    def __init__(self, layout: Layout, sheet: LayoutSheet) -> None:
        """Begin with nothing translated."""
        self._layout = layout
        self._sheet = sheet
        self._by_expression: dict[str, str | None] = {}

    def at(self, expression: str, row: LayoutRow) -> str:
        """Give an expression as a cell formula of `row`, without the leading `=`."""
        if expression not in self._by_expression:
            self._by_expression[expression] = self._for_every_row(expression)
        formula = self._by_expression[expression]
        if formula is None:
            return to_excel(parsed(expression), locator(self._layout, self._sheet, row))
        return formula.replace(_ROW, str(row.row + 1))

    def _for_every_row(self, expression: str) -> str | None:
        if _ROW in expression or any(one.sheet for one in references(parsed(expression))):
            return None
        return to_excel(parsed(expression), lambda one: f"${column_letters(self._sheet.columns[one.field])}{_ROW}")


def locator(layout: Layout, sheet: LayoutSheet, row: LayoutRow) -> Locate:
    """Give what `to_excel` asks for each reference of a formula in `row`."""

    def locate(reference: Reference) -> str:
        target = resolve(reference, layout, sheet, row)
        if isinstance(target, Constant):
            return BLANK if target.value is None else literal(target.value)
        return _places(target, layout, sheet) or BLANK

    return locate


def quoted(name: str) -> str:
    """Give a sheet's name as formulas write it."""
    return "'{}'".format(name.replace("'", "''"))


def _places(target: Cells, layout: Layout, here: LayoutSheet) -> str:
    if not target.keys:
        return ""
    key, _, field = target.keys[0]
    sheet = layout.sheet(key)
    rows = {one.key: one.row for one in sheet.rows}
    prefix = "" if sheet is here else f"{quoted(sheet.name)}!"
    column = column_letters(sheet.columns[field])
    if target.single:
        return f"{prefix}${column}{rows[target.keys[0][1]] + 1}"
    return ",".join(
        f"{prefix}${column}${first + 1}:${column}${last + 1}"
        for first, last in _runs(rows[row_key] for _, row_key, _ in target.keys)
    )


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Give the first and last of each run of adjoining rows.

    >>> _runs([4, 5, 6, 9])
    [(4, 6), (9, 9)]
    """
    runs = [list(run) for _, run in groupby(enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0])]
    return [(run[0][1], run[-1][1]) for run in runs]
