"""Where references stand in an issued workbook.

The addresses that `to_excel` writes into formulas.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.excel.issue.cells import ROW
from xltool.forms.references import Constant, ReferencedCells
from xltool.formula import literal, parse, references, to_excel
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from xltool.forms.layout import LayoutRow, LayoutSheet
    from xltool.forms.references import Resolver, Target
    from xltool.formula import Reference

Places = str | dict[str, str]
"""Where a reference stands, as `to_excel` writes it.

In all rows, or in each by its key.
"""
_FIRST_STAND_IN = 0xE000
"""Characters for private use stand for the places in a formula that is translated once
for all rows.
"""


def places_of(
    expression: str, resolver: Resolver, sheet: LayoutSheet
) -> tuple[Places, ...]:
    """Give where each reference of an expression of the rule language stands, in the
    rows of a sheet.
    """
    return tuple([_in_rows(one, resolver, sheet) for one in _translated(expression)[0]])


def cell_formula(
    expression: str, places: tuple[Places, ...], sheet: LayoutSheet, row: LayoutRow
) -> str:
    """Give an expression as a cell formula of `row`, without the leading `=`.

    `places` are those of its references. The row's own number is written as ROW.
    """
    key = row.key
    here = [one if isinstance(one, str) else one[key] for one in places]
    return with_per_cent(_placed(expression, tuple(here)), sheet)


@lru_cache(maxsize=4096)
def _placed(expression: str, places: tuple[str, ...]) -> str:
    """Write an expression whose references stand at these places, in the order in which
    it names them.
    """
    named, template = _translated(expression)
    if any(
        "," in place for place in places
    ):  # scattered cells change the formula itself
        return to_excel(
            parse(expression), dict(zip(named, places, strict=True)).__getitem__
        )
    return template.translate(dict(enumerate(places, start=_FIRST_STAND_IN)))


@lru_cache(maxsize=4096)
def keeps_to_its_row(expression: str) -> bool:
    """Say whether an expression names nothing but cells of its own row, so that all
    rows have the same formula.
    """
    named = _translated(expression)[0]
    return all(one.is_own or one.is_constant for one in named)


@lru_cache(maxsize=4096)
def _translated(expression: str) -> tuple[tuple[Reference, ...], str]:
    """Translate an expression once for all rows of all units.

    What it refers to, and stand-ins for the places.
    """
    parsed = parse(expression)
    named = references(parsed)
    stand_ins = {
        reference: chr(place)
        for place, reference in enumerate(named, start=_FIRST_STAND_IN)
    }
    return named, to_excel(parsed, stand_ins.__getitem__)


def _in_rows(reference: Reference, resolver: Resolver, sheet: LayoutSheet) -> Places:
    """Give where a reference stands in the rows of a sheet.

    Many rows have one target: the indicators of a task, and what there is not.
    """
    if reference.is_own:
        return cell_of(sheet, reference.field, ROW)
    targets = resolver.targets(reference, sheet)
    if not isinstance(targets, dict):
        return _place(targets, sheet)
    different = {id(target): target for target in targets.values()}
    place_of = {number: _place(one, sheet) for number, one in different.items()}
    return {row: place_of[id(target)] for row, target in targets.items()}


def _place(target: Target, sheet: LayoutSheet) -> str:
    """Give where a target stands, or what stands for it, in a formula of a sheet."""
    if isinstance(target, Constant):
        return _blank(sheet) if target.value is None else literal(target.value)
    return _places(target, sheet)


def cell_of(sheet: LayoutSheet, field: str, row: str) -> str:
    """Give the address of a field in a row, `row` as formulas write its number."""
    places = sheet.design.places
    if places is not None and field in places.cells:
        top, left = places.cells[field]
        return f"${column_letters(left)}${top + 1}"
    return f"${column_letters(sheet.columns[field])}{row}"


def with_per_cent(formula: str, sheet: LayoutSheet) -> str:
    """Have cells of the office's that show a share stand for the per cent they show.

    Not those that COUNTA counts, nor those of a range.
    """
    places = sheet.design.places
    if places is None or not places.percent:
        return formula
    columns = {column_letters(sheet.columns[field]) for field in places.percent}
    letters = "|".join(columns)
    cells = re.compile(rf"(?<![:A-Z$!])\$(?:{letters})(?:{ROW}|\$?\d+)(?![\d:])")
    start = formula.find("COUNTA(")
    end = _closing(formula, start + len("COUNTA(")) if start >= 0 else start
    pieces = []
    for text, is_counted in (
        (formula[: max(start, 0)], False),
        (formula[max(start, 0) : max(end, 0)], True),
        (formula[max(end, 0) :], False),
    ):
        pieces.append(text if is_counted else cells.sub(_per_cent, text))
    return "".join(pieces)


def _per_cent(match: re.Match[str]) -> str:
    cell = match[0]
    return f'IF(ISNUMBER({cell}),ROUND({cell}*100,10),{cell}&"")'


def _closing(formula: str, start: int) -> int:
    """Give where the bracket ends that is open at a place."""
    depth = 1
    place = start
    while depth and place < len(formula):
        depth += {"(": 1, ")": -1}.get(formula[place], 0)
        place += 1
    return place


def _blank(sheet: LayoutSheet) -> str:
    """Give the cell that stands in for a reference to nothing.

    Nothing stands beside a sheet's title.
    """
    return f"${column_letters(sheet.key_column)}$1"


def quoted(name: str) -> str:
    """Give a sheet's name as formulas write it."""
    return "'{}'".format(name.replace("'", "''"))


def _places(target: ReferencedCells, here: LayoutSheet) -> str:
    sheet = target.sheet
    prefix = "" if sheet is here else f"{quoted(sheet.name)}!"
    column = column_letters(sheet.columns[target.field])
    if target.single:
        row = f"${target.rows[0].row + 1}"
        return prefix + cell_of(sheet, target.field, row)
    return ",".join(
        f"{prefix}${column}${first + 1}:${column}${last + 1}"
        for first, last in _runs(tuple([row.row for row in target.rows]))
    )


@lru_cache(maxsize=4096)
def _runs(rows: tuple[int, ...]) -> list[tuple[int, int]]:
    """Give the first and last of each run of adjoining rows.

    >>> _runs((4, 5, 6, 9))
    [(4, 6), (9, 9)]
    """
    runs = [
        list(run)
        for _, run in groupby(
            enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0]
        )
    ]
    return [(run[0][1], run[-1][1]) for run in runs]
