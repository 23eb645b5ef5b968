"""Headers of several levels: which text stands where, and which cells are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Span(NamedTuple):
    """Merged cells: rows and columns counted from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The texts of a header, level by level, and its merged cells.

    A merged cell's text stands in its first cell, the others are None.
    """

    rows: tuple[tuple[str | None, ...], ...]
    merged: tuple[Span, ...]


def header_of(columns: Sequence[tuple[str, ...]]) -> Header:
    """Lay out a header; a column is its heads and its title, the outermost first.

    Neighbours under the same heads share them; a title with fewer heads than others
    reaches down.

    >>> header = header_of([("项目",), ("本月", "金额"), ("本月", "同比")])
    >>> header.rows
    (('项目', '本月', None), (None, '金额', '同比'))
    >>> [tuple(one) for one in header.merged]
    [(0, 0, 1, 0), (0, 1, 0, 2)]
    """
    levels = max((len(texts) for texts in columns), default=1)
    rows: list[list[str | None]] = [[None] * len(columns) for _ in range(levels)]
    merged: list[Span] = []
    for column, (*heads, title) in enumerate(columns):
        for level, head in enumerate(heads):
            if column > 0 and _shares(columns[column - 1], columns[column], level):
                continue
            rows[level][column] = head
            last = _last_sharing(columns, column, level)
            if last > column:
                merged.append(Span(level, column, level, last))
        lowest = len(heads)
        rows[lowest][column] = title
        if lowest < levels - 1:
            merged.append(Span(lowest, column, levels - 1, column))
    return Header(rows=tuple(map(tuple, rows)), merged=tuple(merged))


def _shares(other: tuple[str, ...], texts: tuple[str, ...], level: int) -> bool:
    """Say whether a neighbour stands under the same heads down to a level."""
    return len(other) > level + 1 and other[: level + 1] == texts[: level + 1]


def _last_sharing(columns: Sequence[tuple[str, ...]], column: int, level: int) -> int:
    """Give the last column that stands under the same heads down to a level."""
    last = column
    for other in range(column + 1, len(columns)):
        if not _shares(columns[other], columns[column], level):
            break
        last = other
    return last
