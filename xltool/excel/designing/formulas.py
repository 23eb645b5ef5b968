"""Formulas over cells as formulas over codes and fields.

`SUM(C6:C9)` in a column of values is a subtotal over rows, `C5/D5-1` a formula over the
fields of one row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CELLS = re.compile(
    r"""
    (?P<string>"(?:[^"]|"")*")                                  # "text"
    |(?P<elsewhere>(?:'[^']*'|[\w.\u4e00-\u9fff]+)!)            # Sheet1!
    |(?<![A-Za-z_.\d])\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+)    # C6
     (?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d+))?(?![\w(])  # :C9
    """,
    re.VERBOSE,
)
_KNOWN = re.compile(r"[A-Z][A-Z.]*(?=\()")
_FUNCTIONS = frozenset(
    {"SUM", "ROUND", "IF", "IFERROR", "MAX", "MIN", "ABS", "AVERAGE", "COUNT"}
)


class _UnreadableError(Exception):
    """A formula names something that has no name in the design."""


def subtotal(formula: str, column: int, rows: Mapping[int, str]) -> str:
    """Give a formula over cells of its own column as one over the codes of the rows.

    Empty where it names anything else.

    >>> subtotal("C6+SUM(C7:C9)", 2, {5: "01", 6: "02", 7: "03", 8: "04"})
    '[01]+SUM([02:04])'
    """

    def place(left: int, top: int, right: int, bottom: int) -> str:
        if (left, right) != (column, column):
            raise _UnreadableError
        if top == bottom:
            if top not in rows:
                raise _UnreadableError
            return f"[{rows[top]}]"
        inside = [row for row in rows if top <= row <= bottom]
        if not inside:
            raise _UnreadableError
        return f"[{rows[min(inside)]}:{rows[max(inside)]}]"

    return _translated(formula, place)


def row_formula(
    formula: str,
    row: int,
    fields: Mapping[int, str],
    codes: Mapping[int, str] | None = None,
) -> str:
    """Give a formula over cells of its own row as one over fields.

    `codes` are those of the table's rows, of which it may name one. Empty where it
    names anything else.

    >>> row_formula("IFERROR(C5/D5-1,0)", 4, {2: "本月", 3: "同期"})
    'IFERROR([本月]/[同期]-1,0)'
    >>> row_formula("C5/C9", 4, {2: "本月"}, {4: "01", 8: "05"})
    '[本月]/[本月@05]'
    """
    codes = codes or {}

    def place(left: int, top: int, right: int, bottom: int) -> str:
        named = [fields.get(column, "") for column in range(left, right + 1)]
        if top != bottom or not all(named):
            raise _UnreadableError
        if top == row:
            return ",".join(f"[{name}]" for name in named)
        if top not in codes or len(named) > 1:
            raise _UnreadableError
        return f"[{named[0]}@{codes[top]}]"

    return _translated(formula, place)


def _translated(formula: str, place: Callable[[int, int, int, int], str]) -> str:
    """Put names in the place of cells; empty where a formula says more."""
    if set(_KNOWN.findall(formula.upper())) - _FUNCTIONS:
        return ""

    def name(match: re.Match[str]) -> str:
        if match["string"]:
            return str(match["string"])
        if match["elsewhere"]:
            raise _UnreadableError
        left, top = _column(match["left"]), int(match["top"]) - 1
        right = _column(match["right"]) if match["right"] else left
        bottom = int(match["bottom"]) - 1 if match["bottom"] else top
        return place(left, top, right, bottom)

    try:
        return _CELLS.sub(name, formula).replace(" ", "")
    except _UnreadableError:
        return ""


def _column(letters: str) -> int:
    """Give the column of its letters, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
