"""What was found in a blank form, and what was doubtful about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundField:
    """A column that the unit fills in, or a single cell.

    `place` is its column's letters, or its cell's address.
    """

    key: str
    label: str
    place: str
    type: str = "文本"
    heads: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    prefill: str = ""
    formula: str = ""
    choices: str = ""
    width: float = 12
    help: str = ""
    merge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A row that the office names; `row` is counted from 0."""

    code: str
    name: str
    row: int
    level: int = 0
    unit: str = ""
    subtotal: str = ""
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSheet:
    """One table, list or set of single cells of the form."""

    key: str
    title: str
    rows_from: str
    worksheet: str
    header_row: int = -1
    first_row: int = -1
    entries: int = 0
    fields: tuple[FoundField, ...] = ()
    rows: tuple[FoundRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignDoubt:
    """One question to the clerk.

    `sheet`, `row_key` and `column` name the cell of the design that an answer replaces;
    `row_key` is the row's own name, or `所属表.name`.
    """

    place: str
    question: str
    taken: str
    options: str = ""
    sheet: str = ""
    row_key: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundForm:
    """The whole form."""

    name: str
    cycle: str
    sheets: tuple[FoundSheet, ...]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: tuple[DesignDoubt, ...] = ()


def place_of(worksheet: str, row: int, column: int) -> str:
    """Give a cell's place as people read it.

    >>> place_of("月报", 3, 2)
    '月报!C4'
    """
    return f"{worksheet}!{address(row, column)}"


def unique(name: str, taken: Iterable[str]) -> str:
    """Give a name that is not taken, with a number if need be.

    >>> unique("收入", {"收入", "收入2"})
    '收入3'
    """
    taken = set(taken)
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{name}{number}"
    return found
