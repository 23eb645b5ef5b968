"""The rows of a sheet as they are described, and as the XML that they become.

Texts stand in their cells, not in a table of the whole workbook, so that a row is the
same in every workbook that has it. A formula that is the same in several rows of a
column but for the number of the row is written once and shared, as Excel does it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from xltool.formula import ExcelError
from xltool.model.grid import column_letters
from xltool.opc.xmltext import escaped, text_element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xltool.formula import ExcelValue

ROW = "\0"
"""Stands in a formula for the number of the row that the formula is in."""
_LAST_ROW = "\1"
"""Stands in XML for the number of the block's last row; like ROW it is in no text that
was escaped.
"""
_REMEMBERED_WAYS = 16
"""Ways of writing a tail that are kept: few, but for sheets where rows refer to
scattered others of them.
"""
_REMEMBERED_TEXTS = 4096
"""Texts and formulas that are kept as they are written: most of a form's stand in many
workbooks.
"""
_Shared = tuple[str, str]
"""The letters of a column, and the formula that its cells share."""
_Around = tuple[str, str, str]
"""Around what a cell holds: how it begins, the element of its formula, and the whole
cell where it holds nothing.
"""
_Piece = TypeVar("_Piece")
_Written = dict[tuple[_Shared, ...], tuple[_Piece, tuple[_Shared, ...]]]
"""What was written, by the formulas shared before it, with those that it added."""


class Cell(NamedTuple):
    """A cell: its column from 0, the name of its style if any, what it holds or (with a
    `formula`) what that gives.

    `formula` is without the leading `=`.
    """

    column: int
    style: str
    content: ExcelValue = None
    formula: str = ""


class Column(NamedTuple):
    """What a column's cells have in common in many rows: all of a `Cell` but what it
    holds.
    """

    number: int
    style: str
    formula: str = ""


@dataclass(slots=True, eq=False)
class Columns:
    """The columns of rows that differ in what their cells hold, and the XML around that
    once it was written.

    As `Tail` keeps its own.
    """

    columns: tuple[Column, ...]
    written: _Written[list[_Around]] = field(default_factory=dict)


class Filled(NamedTuple):
    """The cells of a row in columns that many rows have, by their contents."""

    columns: Columns
    contents: Sequence[ExcelValue]

    @property
    def cells(self) -> list[Cell]:
        """The same cells one by one."""
        pairs = zip(self.columns.columns, self.contents, strict=True)
        return [
            Cell(number, style, content, formula)
            for (number, style, formula), content in pairs
        ]


@dataclass(slots=True, eq=False)
class Tail:
    """The last cells of a row where many rows have the same, and their XML once it was
    written.

    The XML depends on the formulas that rows above share: it is kept by these, with
    those that it adds to them.
    """

    cells: tuple[Cell, ...]
    written: _Written[str] = field(default_factory=dict)


class Row(NamedTuple):
    """A row: its number from 0, its cells, its height in points, and the first and last
    of its merged columns.

    `first_cells` come before those of the `tail`. `areas` are merged cells that begin
    in it: first row and column, last row and column.
    """

    number: int
    first_cells: Sequence[Cell] | Filled
    height: float | None = None
    merged: tuple[int, int] | None = None
    tail: Tail | None = None
    areas: Sequence[tuple[int, int, int, int]] = ()

    @property
    def cells(self) -> Sequence[Cell]:
        """All cells."""
        first = self.first_cells
        cells = first.cells if isinstance(first, Filled) else first
        return (*cells, *self.tail.cells) if self.tail else cells


@dataclass(slots=True)
class CellBlock:
    """Adjoining rows, and their XML once it was written.

    What is alike in many workbooks is written once. A sheet has formulas of many rows
    in one block only. A block that many workbooks end a page with is `kept`. `styles`
    are those that the XML was written with.
    """

    rows: list[Row]
    kept: bool = False
    xml: str = ""
    styles: Mapping[str, int] | None = None


def across(first: int, last: int, style: str, text: str | None) -> list[Cell]:
    """Give the cells of merged columns: the text stands in the first."""
    return [
        Cell(first, style, text),
        *(Cell(column, style) for column in range(first + 1, last + 1)),
    ]


def xml_of(block: CellBlock, styles: Mapping[str, int]) -> str:
    """Write adjoining rows as XML; `styles` gives the number of each style."""
    if block.styles is not styles:
        shared: dict[_Shared, int] = {}
        xml = "".join([_row(row, styles, shared) for row in block.rows])
        block.xml = xml.replace(_LAST_ROW, str(block.rows[-1].number + 1))
        block.styles = styles
    return block.xml


def _row(row: Row, styles: Mapping[str, int], shared: dict[_Shared, int]) -> str:
    """Write a row."""
    number = str(row.number + 1)
    first = row.first_cells
    if isinstance(first, Filled):
        cells = _filled(first, styles, shared)
    else:
        cells = _cells(first, styles, shared)
    if row.tail:
        tail = row.tail
        cells += _once(tail.written, shared, lambda: _cells(tail.cells, styles, shared))
    return f'<row r="{number}"{_height(row.height)}>{cells.replace(ROW, number)}</row>'


def _once(
    written: _Written[_Piece], shared: dict[_Shared, int], write: Callable[[], _Piece]
) -> _Piece:
    """Take what was written where the same formulas were shared, or write it."""
    before = tuple(shared)
    known = written.get(before)
    if known is not None:
        piece, added = known
        shared.update(zip(added, count(len(before)), strict=False))
        return piece
    if len(written) == _REMEMBERED_WAYS:
        written.clear()
    piece = write()
    written[before] = piece, tuple(shared)[len(before) :]
    return piece


def _filled(
    filled: Filled, styles: Mapping[str, int], shared: dict[_Shared, int]
) -> str:
    """Write cells as `_cells` does, with all but their contents from other rows."""
    columns = filled.columns
    around = _once(
        columns.written, shared, lambda: _all_around(columns.columns, styles, shared)
    )
    return _joined(around, filled.contents)


def _cells(
    cells: Sequence[Cell], styles: Mapping[str, int], shared: dict[_Shared, int]
) -> str:
    """Write cells with ROW for the row's number and _LAST_ROW for that of the block's
    last row.
    """
    columns = [(column, style, formula) for column, style, _, formula in cells]
    around = _all_around(columns, styles, shared)
    return _joined(around, [cell.content for cell in cells])


def _joined(around: Sequence[_Around], contents: Sequence[ExcelValue]) -> str:
    """Write cells: their contents between what stands around them."""
    pieces = []
    for (opening, element, blank), content in zip(around, contents, strict=True):
        if content is None:
            pieces.append(blank)
        elif isinstance(content, str) and not element:
            pieces.append(opening + _text(content))
        else:
            pieces.append(opening + _result(content, element))
    return "".join(pieces)


def _all_around(
    columns: Sequence[tuple[int, str, str]],
    styles: Mapping[str, int],
    shared: dict[_Shared, int],
) -> list[_Around]:
    """Write what stands around the contents of cells (see `Column`)."""
    around = []
    for column, style, formula in columns:
        letters = column_letters(column)
        opening = f'<c r="{letters}{ROW}" s="{styles[style]}"'
        if formula:
            element = _formula(formula, letters, shared)
            around.append((opening, element, opening + _result(None, element)))
        else:
            around.append((opening, "", f"{opening}/>"))
    return around


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _text(content: str) -> str:
    """Write the rest of a cell that holds a text."""
    return f' t="inlineStr"><is>{text_element(content)}</is></c>'


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _escaped_formula(formula: str) -> str:
    """Write a formula; where it names its row stays open."""
    return ROW.join(map(escaped, formula.split(ROW)))


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _height(points: float | None) -> str:
    """Write a row's height, a whole number of the dots that Excel draws.

    Three quarters of a point.
    """
    if points is None:
        return ""
    return f' ht="{int(points / 0.75 + 0.5) * 0.75:.16G}" customHeight="1"'


def _formula(formula: str, letters: str, shared: dict[_Shared, int]) -> str:
    """Write the `f` element of a cell; `shared` are the formulas of the cells above."""
    known = shared.get((letters, formula))
    if known is not None:
        return f'<f t="shared" si="{known}"/>'
    text = _escaped_formula(formula)
    if (
        ROW not in formula or "!" in formula
    ):  # Excel shares no formula that looks at another sheet
        return f"<f>{text}</f>"
    shared[letters, formula] = place = len(shared)
    return (
        f'<f t="shared" ref="{letters}{ROW}:{letters}{_LAST_ROW}"'
        f' si="{place}">{text}</f>'
    )


def _result(content: ExcelValue, formula: str) -> str:
    """Write the rest of a cell that holds a number or a truth, or what its formula
    gave; a blank it takes for 0.
    """
    if isinstance(content, str):
        return (
            f' t="str">{formula}<v>{escaped(content) if content else content}</v></c>'
        )
    if isinstance(content, bool):
        return f' t="b">{formula}<v>{content:d}</v></c>'
    if isinstance(content, ExcelError):
        return f' t="e">{formula}<v>{content.code}</v></c>'
    return f">{formula}<v>{content or 0:.16G}</v></c>"
