"""Where references stand in an issued workbook: the addresses that `to_excel` writes into formulas."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.forms.references import Cells, Constant, resolve
from xltool.formula import literal, parse, references, to_excel
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.formula import Locate, Reference

STAMP_SHEET = "_xltool"
BLANK = f"'{STAMP_SHEET}'!$B$1"
"""A cell that is always blank stands in for a reference to nothing."""


_FIRST_STAND_IN = 0xE000
"""Characters for private use stand for the places in a formula that is translated once for all rows."""


def cell_formula(expression: str, layout: Layout, sheet: LayoutSheet, row: LayoutRow) -> str:
    """Give an expression of the rule language as a cell formula of `row`, without the leading `=`."""
    locate = locator(layout, sheet, row)
    named, template = _translated(expression)
    places = [locate(reference) for reference in named]
    if any("," in place for place in places):  # scattered cells change the formula itself
        return to_excel(parse(expression), locate)
    return template.translate(dict(enumerate(places, start=_FIRST_STAND_IN)))


@lru_cache(maxsize=4096)
def _translated(expression: str) -> tuple[tuple[Reference, ...], str]:
    """Translate an expression once for all rows of all units: what it refers to, and stand-ins for the places."""
    parsed = parse(expression)
    named = references(parsed)
    stand_ins = {reference: chr(place) for place, reference in enumerate(named, start=_FIRST_STAND_IN)}
    return named, to_excel(parsed, stand_ins.__getitem__)


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
