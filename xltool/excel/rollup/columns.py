"""The columns of a roll-up sheet.

Of each its title, its width and what it shows of a row. Everything that points to a
column (a formula, a colour, a total) finds it by its title, so a column can be added
anywhere (docs/add-a-column.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xltool.excel.rollup.cells import THIS_ROW
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.excel.rollup.cells import Cell

Row = TypeVar("Row")
"""What a sheet has one row for."""


def _nothing(row: Any) -> Cell:  # noqa: ARG001 - the signature of a value
    """Give an empty cell."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """A column; `width` is in half-width characters, `align` is left, center or right.

    `value` gives the cell of a row. `key` is the name that the column is found by,
    where that is not its title. `heads` stand above the title, the outermost first.
    """

    title: str
    width: float
    value: Callable[[Row], Cell] = _nothing
    align: str = "center"
    key: str = ""
    heads: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the column is found by: its title without line breaks, or its key."""
        return self.key or self.title.replace("\n", "")


class Columns(Generic[Row]):
    """All columns of a sheet, from A.

    >>> columns = Columns(Column(title="单位", width=9), Column(title="状态", width=9))
    >>> columns.letters["状态"], columns.place("单位")
    ('B', 0)
    >>> columns.cells_by_name(状态="按时")
    [None, '按时']
    """

    def __init__(self, *columns: Column[Row]) -> None:
        """Take the columns in their order.

        Of two with one name the first is found by it.
        """
        self._columns = columns
        self._values = tuple(column.value for column in columns)
        self._places: dict[str, int] = {}
        for place, column in enumerate(columns):
            self._places.setdefault(column.name, place)
        self.letters = {
            name: column_letters(place) for name, place in self._places.items()
        }
        self.here = {name: f"{one}{THIS_ROW}" for name, one in self.letters.items()}
        """The addresses of a row's own cells in its formulas, by name."""

    def __iter__(self) -> Iterator[Column[Row]]:
        """Give the columns in their order."""
        return iter(self._columns)

    def __len__(self) -> int:
        """Count the columns."""
        return len(self._columns)

    def place(self, name: str) -> int:
        """Give where a column stands, counted from 0; KeyError where there is none."""
        return self._places[name]

    def cells(self, row: Row) -> list[Cell]:
        """Give the cells of a row."""
        return [value(row) for value in self._values]

    def cells_by_name(self, **cells: Cell) -> list[Cell]:
        """Give a row of these cells, by the names of their columns, and of empty
        ones.
        """
        row: list[Cell] = [None] * len(self._columns)
        for name, cell in cells.items():
            row[self._places[name]] = cell
        return row
