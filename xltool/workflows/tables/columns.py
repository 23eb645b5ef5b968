"""What a table consists of.

Its columns, each with its type, its title and its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from xltool.model.period import Period

    Cell = str | int | float | bool | Decimal | dt.date | dt.datetime | None


class ColumnKind(StrEnum):
    """What the cells of a column hold; None stands for nothing in each of them."""

    TEXT = "text"
    CATEGORY = "category"
    INTEGER = "integer"
    NUMBER = "number"
    """A number for calculating, in binary floating point."""
    EXACT = "decimal"
    """The same number exactly, with the decimals that were typed."""
    DATE = "date"
    TIME = "time"
    """A moment, in the office's own time."""
    TRUTH = "boolean"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column: its English name, the Chinese title, what it holds and whence.

    `values` are all that a category can be, in their order.
    """

    name: str
    title: str
    kind: ColumnKind
    meaning: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDesign:
    """A table: its name, its title, what one row of it is, and its columns."""

    name: str
    title: str
    row: str
    key: tuple[str, ...]
    columns: tuple[TableColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in their order."""
        return tuple(one.name for one in self.columns)

    def __hash__(self) -> int:
        """Hash by the name, which no other table has."""
        return hash(self.name)


PERIOD_COLUMNS = (
    TableColumn(
        name="period",
        title="报告期",
        kind=ColumnKind.TEXT,
        meaning="2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025",
    ),
    TableColumn(
        name="period_start",
        title="起始日",
        kind=ColumnKind.DATE,
        meaning=(
            "first day of the period: months, quarters and ten-day spans sort by it"
        ),
    ),
    TableColumn(
        name="period_end",
        title="截止日",
        kind=ColumnKind.DATE,
        meaning="last day of the period",
    ),
)


def period_cells(period: Period) -> tuple[str, dt.date, dt.date]:
    """Give the cells of `PERIOD_COLUMNS`."""
    return str(period), period.start, period.end


def text(name: str, title: str, meaning: str) -> TableColumn:
    """Make a column of texts."""
    return TableColumn(name=name, title=title, kind=ColumnKind.TEXT, meaning=meaning)


def number(name: str, title: str, meaning: str) -> TableColumn:
    """Make a column of numbers."""
    return TableColumn(name=name, title=title, kind=ColumnKind.NUMBER, meaning=meaning)


def exact(name: str, title: str, meaning: str) -> TableColumn:
    """Make a column of exact numbers."""
    return TableColumn(name=name, title=title, kind=ColumnKind.EXACT, meaning=meaning)


def integer(name: str, title: str, meaning: str) -> TableColumn:
    """Make a column of whole numbers."""
    return TableColumn(name=name, title=title, kind=ColumnKind.INTEGER, meaning=meaning)


def day(name: str, title: str, meaning: str) -> TableColumn:
    """Make a column of days."""
    return TableColumn(name=name, title=title, kind=ColumnKind.DATE, meaning=meaning)


def moment(name: str, title: str, meaning: str) -> TableColumn:
    """Make a column of moments."""
    return TableColumn(name=name, title=title, kind=ColumnKind.TIME, meaning=meaning)


def truth(name: str, title: str, meaning: str) -> TableColumn:
    """Make a column of yes and no."""
    return TableColumn(name=name, title=title, kind=ColumnKind.TRUTH, meaning=meaning)


def category(
    name: str, title: str, meaning: str, values: type[StrEnum] | tuple[str, ...]
) -> TableColumn:
    """Make a column of a few words that are known beforehand."""
    known = values if isinstance(values, tuple) else tuple(one.value for one in values)
    return TableColumn(
        name=name, title=title, kind=ColumnKind.CATEGORY, meaning=meaning, values=known
    )


def as_float(found: Decimal | None) -> float | None:
    """Give an exact number for calculating."""
    return None if found is None else float(found)


def or_none(found: str) -> str | None:
    """Give a text; nothing for an empty one."""
    return found or None
