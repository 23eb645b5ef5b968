"""The rows of a fixed table: names, codes, levels, units, subtotals, blocked cells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.designing.formulas import subtotal
from xltool.excel.designing.found import FoundRow
from xltool.excel.designing.words import (
    BLOCKED,
    CODE_HEADERS,
    PLACEHOLDER,
    TOTAL,
    UNIT_HEADERS,
    UNIT_WORDS,
    split_unit,
    squeezed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.excel.designing.headers import Heading
    from xltool.excel.designing.page import Page
    from xltool.excel.designing.tables import Table

_PARTLY = re.compile(r"^\s*(?:其\s*中|#|－|-|—)\s*[:：]?")
_UNUSABLE = re.compile(r"[\[\]:@.\s]")
"""What a code may not contain: references name it in brackets."""
_NUMBERED = (
    re.compile(r"^\s*[一二三四五六七八九十]+\s*、"),
    re.compile(r"^\s*[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"^\s*\d+\s*[.．、]"),
    re.compile(r"^\s*[（(]\d+[）)]"),
)
"""How the rows of a table are numbered, from the highest level down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowColumns:
    """Which columns of a table say what of its rows."""

    names: tuple[int, ...]
    code: int | None = None
    unit: int | None = None


def row_columns(page: Page, table: Table, heads: Mapping[int, Heading]) -> RowColumns:
    """Find the columns of the names, the codes and the units of measurement."""
    code, unit = None, None
    names = []
    for column in table.names:
        header = squeezed(heads[column].label)
        texts = [page.text(row, column).strip() for row in table.body]
        told = [text for text in texts if text]
        if unit is None and told and header in UNIT_HEADERS and _are_units(told):
            unit = column
        elif code is None and _are_codes(header, told):
            code = column
        else:
            names.append(column)
    if not names and code is not None:
        return RowColumns(names=(code,), unit=unit)
    return RowColumns(names=tuple(names), code=code, unit=unit)


def _are_units(texts: Sequence[str]) -> bool:
    known = sum(UNIT_WORDS.match(text) is not None for text in texts)
    return known * 2 >= len(texts)


def _are_codes(header: str, texts: Sequence[str]) -> bool:
    """Say whether a column numbers the rows: 行次, 代码, with different short texts."""
    if header not in CODE_HEADERS or not texts:
        return False
    return len(set(texts)) == len(texts) and all(len(text) <= 12 for text in texts)


def find_rows(
    page: Page, table: Table, columns: RowColumns, fields: Mapping[int, str]
) -> tuple[FoundRow, ...]:
    """Give the rows of a table in their order; `fields` are the columns of values."""
    rows = [row for row in table.body if _is_row(page, columns, row)]
    codes = _codes(page, columns, rows)
    names = _names(page, columns, rows)
    levels = _levels(page, columns, rows)
    found = []
    for row in rows:
        found.append(
            FoundRow(
                code=codes[row],
                name=names[row],
                row=row,
                level=levels[row],
                unit=_unit(page, columns, row),
                subtotal=_subtotal(page, row, fields, codes),
                blocked=tuple(_blocked(page, row, fields)),
            )
        )
    return tuple(found)


def _is_row(page: Page, columns: RowColumns, row: int) -> bool:
    texts = [page.text(row, column).strip() for column in columns.names]
    return any(text and not PLACEHOLDER.match(text) for text in texts)


def placeholders(page: Page, table: Table, columns: RowColumns) -> tuple[int, ...]:
    """Give the rows that only stand for rows to be added (…)."""
    found = []
    for row in table.body:
        texts = [page.text(row, column).strip() for column in columns.names]
        told = [text for text in texts if text]
        if told and all(PLACEHOLDER.match(text) for text in told):
            found.append(row)
    return tuple(found)


def _codes(page: Page, columns: RowColumns, rows: Sequence[int]) -> dict[int, str]:
    """Give every row a code: the office's, else its number among the rows.

    A code may stand in several columns (类, 款, 项); a total may have none.
    """
    own = {row: _own_code(page, columns, row) for row in rows}
    told = [text for text in own.values() if text]
    if len(set(told)) == len(rows):
        return own
    width = max(2, len(str(len(rows))))
    return {row: f"{place:0{width}}" for place, row in enumerate(rows, start=1)}


def _own_code(page: Page, columns: RowColumns, row: int) -> str:
    if columns.code is not None:
        text = page.text(row, columns.code).strip()
    else:
        text = "".join(_digits(page, columns, row))
    name = squeezed(_raw_name(page, columns, row))
    if not text and TOTAL.match(name):
        return name
    return _UNUSABLE.sub("", text)


def _digits(page: Page, columns: RowColumns, row: int) -> list[str]:
    """Give the pieces of a code that stand before a name."""
    texts = [page.text(row, column).strip() for column in columns.names[:-1]]
    return [text for text in texts if text.isdigit()]


def _names(page: Page, columns: RowColumns, rows: Sequence[int]) -> dict[int, str]:
    """Give every row its name, with what stands before it where names repeat."""
    parts = {row: _parts(page, columns, row) for row in rows}
    names = {row: one[-1] if one else "" for row, one in parts.items()}
    times = Counter(names.values())
    for row, item in parts.items():
        if times[names[row]] > 1 and len(item) > 1:
            names[row] = " ".join(item)
    return names


def _parts(page: Page, columns: RowColumns, row: int) -> list[str]:
    """Give the names of a row from left to right; codes beside a name are left out."""
    found: list[str] = []
    for column in columns.names:
        text = " ".join(page.text(row, column).split())
        text = text.replace("\u3000", "")
        if text and text not in found:
            found.append(text)
    words = [text for text in found if not text.replace(".", "").isdigit()]
    return words or found


def _unit(page: Page, columns: RowColumns, row: int) -> str:
    if columns.unit is not None:
        text = page.text(row, columns.unit).strip()
        return "" if text in BLOCKED else text
    for column in columns.names:
        unit = split_unit(page.text(row, column))[1]
        if unit:
            return unit
    return ""


def _levels(page: Page, columns: RowColumns, rows: Sequence[int]) -> dict[int, int]:
    """Give the level of each row: by indentation, else by its numbering, or 其中."""
    pieces = {row: len(_digits(page, columns, row)) for row in rows}
    if max(pieces.values(), default=0) > 1:
        return {row: min(max(count - 1, 0), 2) for row, count in pieces.items()}
    depths = {row: _depth(page, columns, row) for row in rows}
    steps = sorted(set(depths.values()))
    if len(steps) > 1:
        return {row: min(steps.index(depth), 2) for row, depth in depths.items()}
    kinds = {row: _numbering(page, columns, row) for row in rows}
    used = sorted({kind for kind in kinds.values() if kind is not None})
    levels: dict[int, int] = {}
    level = 0
    for row in rows:
        kind = kinds[row]
        if kind is not None:
            level = min(used.index(kind), 2)
        partly = _PARTLY.match(_last_name(page, columns, row))
        levels[row] = min(level + 1, 2) if partly and kind is None else level
        if kind is None and not partly:
            levels[row] = 0 if not used else level
    return levels


def _depth(page: Page, columns: RowColumns, row: int) -> int:
    text = _raw_name(page, columns, row)
    blanks = text[: len(text) - len(text.lstrip(" \u3000\xa0"))]
    partly = _PARTLY.match(text)
    # what follows 其中： stands as far in as the rows below it
    before = partly[0] if partly else blanks
    indent = max(page.cell(row, column).indent for column in columns.names)
    return indent * 2 + sum(1 if char in " \xa0" else 2 for char in before)


def _numbering(page: Page, columns: RowColumns, row: int) -> int | None:
    name = _last_name(page, columns, row)
    for place, pattern in enumerate(_NUMBERED):
        if pattern.match(name):
            return place
    return None


def _raw_name(page: Page, columns: RowColumns, row: int) -> str:
    texts = [page.text(row, column) for column in columns.names]
    return next((text for text in reversed(texts) if text.strip()), "")


def _last_name(page: Page, columns: RowColumns, row: int) -> str:
    return _raw_name(page, columns, row).strip()


def _subtotal(
    page: Page, row: int, fields: Mapping[int, str], codes: Mapping[int, str]
) -> str:
    """Give what most columns of a row compute over other rows; empty for nothing."""
    said = Counter[str]()
    for column in fields:
        formula = page.cell(row, column).formula
        translated = subtotal(formula, column, codes) if formula else ""
        if translated:
            said[translated] += 1
    return max(said, key=lambda one: (one.count("["), said[one]), default="")


def differing_rows(
    page: Page, rows: Sequence[FoundRow], fields: Mapping[int, str]
) -> list[FoundRow]:
    """Give the rows whose columns do not all compute the same."""
    codes = {one.row: one.code for one in rows}
    found = []
    for row in rows:
        said = set()
        for column in fields:
            formula = page.cell(row.row, column).formula
            said.add(subtotal(formula, column, codes) if formula else "")
        if len(said - {""}) > 1:
            found.append(row)
    return found


def _blocked(page: Page, row: int, fields: Mapping[int, str]) -> Iterator[str]:
    for column, key in fields.items():
        if page.cell(row, column).text.strip() in BLOCKED:
            yield key
