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
_LOWEST_LEVEL = 2
"""Of three: deeper rows are shown as this one."""
_LONGEST_CODE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RowColumns:
    """Which columns of a table say what of its rows.

    `names` are those of its names; `code` and `unit` are None where it has none.
    """

    names: tuple[int, ...]
    code: int | None = None
    unit: int | None = None


def row_columns(page: Page, table: Table, heads: Mapping[int, Heading]) -> RowColumns:
    """Find the columns of the names, the codes and the units of measurement."""
    code, unit = None, None
    names = []
    for column in table.names:
        header = squeezed(heads[column].label)
        told = page.column_texts(column, table.body)
        if unit is None and _are_units(header, told):
            unit = column
        elif code is None and _are_codes(header, told):
            code = column
        else:
            names.append(column)
    if not names and code is not None:
        return RowColumns(names=(code,), unit=unit)
    return RowColumns(names=tuple(names), code=code, unit=unit)


def _are_units(header: str, texts: Sequence[str]) -> bool:
    """Say whether a column has the units of the rows: 计量单位 over 万元, 个."""
    if header not in UNIT_HEADERS or not texts:
        return False
    known = [text for text in texts if UNIT_WORDS.match(text)]
    return len(known) * 2 >= len(texts)


def _are_codes(header: str, texts: Sequence[str]) -> bool:
    """Say whether a column numbers the rows: 行次, 代码, with different short texts."""
    if header not in CODE_HEADERS or not texts:
        return False
    if len(set(texts)) < len(texts):
        return False
    return all(len(text) <= _LONGEST_CODE for text in texts)


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
    """Say whether a row is named by more than dots that stand for others."""
    texts = _names_in(page, columns, row)
    return any(not PLACEHOLDER.match(text) for text in texts)


def _names_in(page: Page, columns: RowColumns, row: int) -> list[str]:
    """Give the texts of a row in the columns of names, from left to right."""
    texts = [page.text(row, column).strip() for column in columns.names]
    return [text for text in texts if text]


def placeholders(page: Page, table: Table, columns: RowColumns) -> tuple[int, ...]:
    """Give the rows that only stand for rows to be added (…)."""
    found = []
    for row in table.body:
        texts = _names_in(page, columns, row)
        if texts and not _is_row(page, columns, row):
            found.append(row)
    return tuple(found)


def _codes(page: Page, columns: RowColumns, rows: Sequence[int]) -> dict[int, str]:
    """Give every row a code: the office's, else its number among the rows.

    A code may stand in several columns (类, 款, 项); a total may have none.
    """
    own = {row: _own_code(page, columns, row) for row in rows}
    distinct = {code for code in own.values() if code}
    if len(distinct) == len(rows):
        return own
    width = max(2, len(str(len(rows))))
    numbered = {}
    for number, row in enumerate(rows, start=1):
        numbered[row] = f"{number:0{width}}"
    return numbered


def _own_code(page: Page, columns: RowColumns, row: int) -> str:
    """Give the code that the office writes beside a row; empty for none.

    A total without one is known by its name.
    """
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
    names = {}
    for row, words in parts.items():
        names[row] = words[-1] if words else ""
    times = Counter(names.values())
    for row, words in parts.items():
        if times[names[row]] > 1:
            names[row] = " ".join(words)
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
    """Give a row's unit of measurement, from its column or behind its name."""
    if columns.unit is not None:
        text = page.text(row, columns.unit).strip()
        return "" if text in BLOCKED else text
    for column in columns.names:
        _, unit = split_unit(page.text(row, column))
        if unit:
            return unit
    return ""


def _levels(page: Page, columns: RowColumns, rows: Sequence[int]) -> dict[int, int]:
    """Give the level of each row, 0 for the highest.

    By the columns over which its code is spread (类, 款, 项); else by indentation; else
    by its numbering, and 其中.
    """
    pieces = {row: len(_digits(page, columns, row)) for row in rows}
    if max(pieces.values(), default=0) > 1:
        return {row: _capped(max(count - 1, 0)) for row, count in pieces.items()}
    depths = {row: _depth(page, columns, row) for row in rows}
    steps = sorted(set(depths.values()))
    if len(steps) > 1:
        return {row: _capped(steps.index(depth)) for row, depth in depths.items()}
    return _levels_by_number({row: _last_name(page, columns, row) for row in rows})


def _capped(level: int) -> int:
    """Give the level at which a row is shown."""
    return min(level, _LOWEST_LEVEL)


def _levels_by_number(names: Mapping[int, str]) -> dict[int, int]:
    """Give the level of each named row by its numbering: 一、 above （一） above 1.

    A row without a number has the level of the last numbered one; one that opens with
    其中 stands a level below it.
    """
    kinds = {row: _numbering(name) for row, name in names.items()}
    used = sorted({kind for kind in kinds.values() if kind is not None})
    levels: dict[int, int] = {}
    level = 0
    for row, name in names.items():
        kind = kinds[row]
        if kind is not None:
            level = _capped(used.index(kind))
            levels[row] = level
        elif _PARTLY.match(name):
            levels[row] = _capped(level + 1)
        else:
            levels[row] = level
    return levels


def _depth(page: Page, columns: RowColumns, row: int) -> int:
    """Give how far in a row's name stands, in halves of a Chinese character."""
    text = _raw_name(page, columns, row)
    partly = _PARTLY.match(text)
    if partly is not None:
        # what follows 其中： stands as far in as the rows below it
        before = partly[0]
    else:
        before = text[: len(text) - len(text.lstrip(" \u3000\xa0"))]
    narrow = sum(char in " \xa0" for char in before)
    wide = len(before) - narrow
    indent = max(page.cell(row, column).indent for column in columns.names)
    return indent * 2 + narrow + wide * 2


def _numbering(name: str) -> int | None:
    """Give which kind of number a name opens with, counted from the highest level."""
    for kind, pattern in enumerate(_NUMBERED):
        if pattern.match(name):
            return kind
    return None


def _raw_name(page: Page, columns: RowColumns, row: int) -> str:
    """Give the rightmost text in the columns of names, with its blanks."""
    for column in reversed(columns.names):
        text = page.text(row, column)
        if text.strip():
            return text
    return ""


def _last_name(page: Page, columns: RowColumns, row: int) -> str:
    """Give the rightmost text in the columns of names, without blanks around it."""
    return _raw_name(page, columns, row).strip()


def _subtotal(
    page: Page, row: int, fields: Mapping[int, str], codes: Mapping[int, str]
) -> str:
    """Give what most columns of a row compute over other rows; empty for nothing.

    Of several formulas the one that names most rows counts.
    """
    times = Counter(_subtotals(page, row, fields, codes))
    del times[""]
    return max(
        times, key=lambda formula: (formula.count("["), times[formula]), default=""
    )


def _subtotals(
    page: Page, row: int, fields: Mapping[int, str], codes: Mapping[int, str]
) -> Iterator[str]:
    """Give the formula over codes of each column of a row; empty where it has none."""
    for column in fields:
        formula = page.cell(row, column).formula
        yield subtotal(formula, column, codes) if formula else ""


def differing_rows(
    page: Page, rows: Sequence[FoundRow], fields: Mapping[int, str]
) -> list[FoundRow]:
    """Give the rows whose columns do not all compute the same."""
    codes = {one.row: one.code for one in rows}
    found = []
    for row in rows:
        formulas = set(_subtotals(page, row.row, fields, codes))
        if len(formulas - {""}) > 1:
            found.append(row)
    return found


def _blocked(page: Page, row: int, fields: Mapping[int, str]) -> Iterator[str]:
    """Give the fields that are not filled in in a row: ×."""
    for column, key in fields.items():
        if page.text(row, column).strip() in BLOCKED:
            yield key
