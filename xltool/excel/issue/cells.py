"""The rows of a sheet as they are described, and as the XML that they become.

Texts stand in their cells, not in a table of the whole workbook, so that a row is the same in every workbook
that has it. A formula that is the same in several rows of a column but for the number of the row is written
once and shared, as Excel does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.xmltext import escaped, text_element
from xltool.formula import ExcelError
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.formula import ExcelValue

ROW = "\0"
"""Stands in a formula for the number of the row that the formula is in."""


class Cell(NamedTuple):
    """A cell: its column from 0, the name of its style if any, what it holds or (with a `formula`) what that gives.

    `formula` is without the leading `=`.
    """

    column: int
    style: str
    content: ExcelValue = None
    formula: str = ""


class Row(NamedTuple):
    """A row: its number from 0, its cells, its height in points, and the first and last of its merged columns."""

    number: int
    cells: Sequence[Cell]
    height: float | None = None
    merged: tuple[int, int] | None = None


@dataclass(slots=True)
class Block:
    """Adjoining rows, and their XML once it was written: what is alike in many workbooks is written once.

    A sheet has formulas of many rows in one block only.
    """

    rows: list[Row]
    xml: str = ""


def across(first: int, last: int, style: str, text: str) -> list[Cell]:
    """Give the cells of merged columns: the text stands in the first."""
    return [Cell(first, style, text), *(Cell(column, style) for column in range(first + 1, last + 1))]


def xml_of(block: Block, styles: Mapping[str, int]) -> str:
    """Write adjoining rows as XML; `styles` gives the number of each style."""
    if not block.xml:
        shared: dict[tuple[str, str], int] = {}
        last_row = block.rows[-1].number
        block.xml = "".join(_row(row, styles, shared, last_row) for row in block.rows)
    return block.xml


def _row(row: Row, styles: Mapping[str, int], shared: dict[tuple[str, str], int], last_row: int) -> str:
    number = row.number + 1
    pieces = [f'<row r="{number}"{_height(row.height)}>']
    for column, style, content, formula in row.cells:
        letters = column_letters(column)
        opening = f'<c r="{letters}{number}" s="{styles[style]}"'
        if formula:
            known = shared.get((letters, formula))
            if known is None:
                element = _formula(formula, letters, number, shared, last_row)
            else:
                element = f'<f t="shared" si="{known}"/>'
            if content == "":  # what most checks give
                pieces.append(f'{opening} t="str">{element}<v></v></c>')
            else:
                pieces.append(opening + _result(content, element))
        elif content is None:
            pieces.append(opening + "/>")
        elif isinstance(content, str):
            pieces.append(f'{opening} t="inlineStr"><is>{text_element(content)}</is></c>')
        else:
            pieces.append(opening + _result(content, ""))
    pieces.append("</row>")
    return "".join(pieces)


def _height(points: float | None) -> str:
    """Write a row's height, a whole number of the dots that Excel draws: three quarters of a point."""
    return "" if points is None else f' ht="{int(points / 0.75 + 0.5) * 0.75:.16G}" customHeight="1"'


def _formula(formula: str, letters: str, number: int, shared: dict[tuple[str, str], int], last_row: int) -> str:
    """Write the `f` element of a cell whose formula no cell above it has."""
    if ROW not in formula or "!" in formula:  # Excel shares no formula that looks at another sheet
        return f"<f>{escaped(formula.replace(ROW, str(number)))}</f>"
    shared[letters, formula] = place = len(shared)
    text = escaped(formula.replace(ROW, str(number)))
    return f'<f t="shared" ref="{letters}{number}:{letters}{last_row + 1}" si="{place}">{text}</f>'


def _result(content: ExcelValue, formula: str) -> str:
    """Write the rest of a cell that holds a number or a truth, or what its formula gave; a blank it takes for 0."""
    if isinstance(content, str):
        return f' t="str">{formula}<v>{escaped(content) if content else content}</v></c>'
    if isinstance(content, bool):
        return f' t="b">{formula}<v>{content:d}</v></c>'
    if isinstance(content, ExcelError):
        return f' t="e">{formula}<v>{content.code}</v></c>'
    return f">{formula}<v>{content or 0:.16G}</v></c>"
