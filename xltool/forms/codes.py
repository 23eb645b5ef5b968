"""Codes of the rows of a fixed table, as the rule language names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def coded_rows(rows: str, printed: Sequence[str]) -> frozenset[str]:
    """Give the codes that `15`, `01:10` or `01:03,07` names, of those `printed`.

    A span is what is printed from its first to its last row.
    >>> sorted(coded_rows("01:03,07", ["01", "02", "其中", "03", "07"]))
    ['01', '02', '03', '07', '其中']
    """
    found: set[str] = set()
    for part in rows.split(","):
        first, _, last = part.partition(":")
        ends = [known_code(one, printed) for one in (first, last or first)]
        if all(ends):
            places = [printed.index(one) for one in ends]
            found.update(printed[min(places) : max(places) + 1])
    return frozenset(found)


def known_code(code: str, printed: Sequence[str]) -> str:
    """Give the one of the `printed` codes that a code names; empty if none is.

    A spreadsheet makes the number 1 of 01: where no code is the same, one that differs
    by leading zeros is.
    """
    if code in printed:
        return code
    bare = code.lstrip("0")
    return next((one for one in printed if one.lstrip("0") == bare), "")
