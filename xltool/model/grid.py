"""A workbook as a reader gives it: sheets of raw cells, before anything is judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

Raw = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value (`#REF!`) that stands in a cell.

    An empty `code` is a formula that nobody has calculated.
    """

    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `rows[i][j]` is the cell in row i+1, column j+1.

    Rows may be of unequal length. An empty cell is None. `merged` are (first row, first
    column, last row, last column), counted from 0. `percents` are (row, column),
    counted from 0, of the numbers whose format shows them as per cent: 0.063 there is
    seen as 6.3%. Formats that do not say so (.xls, .xlsb) have none.
    """

    name: str
    rows: list[list[Raw | CellError]]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> Raw | CellError:
        """Give the cell at 0-based row and column.

        None outside of what the sheet holds.
        """
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """The sheets of a file in their order."""

    sheets: tuple[Sheet, ...]


def address(row: int, column: int) -> str:
    """Give the A1 address of a 0-based row and column.

    >>> address(6, 28)
    'AC7'
    """
    return f"{column_letters(column)}{row + 1}"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Give the letters of a 0-based column."""
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
