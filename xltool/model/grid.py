"""A workbook as a reader gives it: sheets of raw cells, before anything is judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Mapping

Raw = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value (`#REF!`) that stands in a cell.

    An empty `code` is a formula that nobody has calculated.
    """

    code: str = ""


PICTURE = CellError("#PICTURE!")
"""Of a cell that shows a picture, and holds no text."""


def is_number(cell: Raw | CellError) -> TypeGuard[float]:
    """Say whether a cell holds a number; TRUE and FALSE are none."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


Position = tuple[int, int]
"""(Row, column), counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of a text with a look of its own; `raised` pieces are superscripts."""

    text: str
    struck: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """What a person sees in a cell that its value does not say.

    `number_format` is the code of a format that shows numbers otherwise than they
    stand (`0.0%`, `0.0"亿元"`), empty for any other. `struck` says that the whole cell
    is crossed out. `runs` are the pieces of a text, given where one of them is crossed
    out or raised.
    """

    number_format: str = ""
    struck: bool = False
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `rows[i][j]` is the cell in row i+1, column j+1.

    Rows may be of unequal length. An empty cell is None. `merged` are (first row, first
    column, last row, last column), counted from 0. `appearances` are those of the cells
    that show more than their value; `comments` are the texts of the 批注.
    """

    name: str
    rows: list[list[Raw | CellError]]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """First and last of each stretch."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    appearances: Mapping[Position, Appearance] = field(default_factory=dict)
    comments: Mapping[Position, str] = field(default_factory=dict)

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
