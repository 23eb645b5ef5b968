"""The cells of one column as XML, in that column's look.

XlsxWriter's own calls take eight times as long. XlsxWriter makes everything else of the
workbook. What it would write for the same cell is the oracle of the tests.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xltool.excel.rollup.cells import (
    Cell,
    FormulaCell,
    LinkCell,
    NumberCell,
    dressed,
    fitting,
    lines_of,
    printed_width,
    wall_clock,
    without_formula,
)
from xltool.opc.xmltext import escaped
from xltool.rollup.progress import decimals_of

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book

_REMEMBERED = 4096
"""Texts that a column keeps ready: names and states come again and again."""
_EPOCH = dt.datetime(1899, 12, 31)  # noqa: DTZ001 - a workbook's times have no zone
_LEAP_DAY = 59
"""Excel counts a 29th of February 1900 that never was."""


class ColumnWriter:
    """Writes the cells of one column, each from behind its row's number to the next
    cell's letters.

    So the number joins what the writers of all columns wrote to the row. `widest` is
    the greatest width of a number so far, in characters.
    """

    def __init__(
        self, book: Book, width: float, look: dict[str, Any], beyond: str
    ) -> None:
        """Take the column's width, the properties that all of its cells have, and how
        the next cell begins.
        """
        self._book = book
        self._width = width
        self._look = look
        self._beyond = beyond
        self._text = lru_cache(_REMEMBERED)(self._text_cell)
        self._time = lru_cache(_REMEMBERED)(self._date_cell)
        self._styles: dict[object, str] = {}
        self._blank = f"{self._style(None, None)}/>{beyond}"
        self.widest = 0

    def write(self, cell: Cell) -> tuple[str, int]:
        """Give a cell's XML, and the lines that its text takes.

        0 for what is no text.
        """
        if isinstance(cell, str):
            return self._text(cell)
        if cell is None:
            return self._blank, 0
        if isinstance(cell, Decimal):
            return self._number_cell(cell)
        if isinstance(cell, dt.date):
            return self._time(cell)
        return self._other(cell), 0

    def _other(self, cell: NumberCell | FormulaCell | LinkCell | int) -> str:
        if not self._book.is_live and isinstance(cell, FormulaCell | LinkCell):
            return self.write(without_formula(cell))[0]
        self.widest = max(self.widest, printed_width(cell))
        match cell:
            case FormulaCell(text, value, shape):
                return self._formula(
                    self._style((FormulaCell, shape), cell), text, value
                )
            case LinkCell():
                return self._formula(
                    self._style(LinkCell, cell), cell.formula, cell.label
                )
            case NumberCell(value, shape):
                return self._number(self._style((NumberCell, shape), cell), value)
        return self._number(self._style(int, cell), cell)

    def _text_cell(self, text: str) -> tuple[str, int]:
        return self._style(str, text) + inline(text) + self._beyond, lines_of(
            text, self._width
        )

    def _number_cell(self, number: Decimal) -> tuple[str, int]:
        decimals = decimals_of(number)
        self.widest = max(self.widest, len(f"{number:,.{decimals}f}"))
        return self._number(self._style(decimals, number), number), 0

    def _date_cell(self, time: dt.date) -> tuple[str, int]:
        return self._number(self._style(type(time), time), days_of(time)), 0

    def _number(self, style: str, number: Decimal | float) -> str:
        return f"{style}><v>{float(number):.16G}</v></c>{self._beyond}"

    def _formula(self, style: str, text: str, value: Decimal | float | str) -> str:
        formula = escaped(text.removeprefix("="))
        if isinstance(value, str):
            text_shown = escaped(value)
            return (
                f'{style} t="str"><f>{formula}</f><v>{text_shown}</v></c>{self._beyond}'
            )
        shown = float(value) if isinstance(value, Decimal) else value
        return f"{style}><f>{formula}</f><v>{shown}</v></c>{self._beyond}"

    def _style(self, kind: object, cell: Cell) -> str:
        """Give the end of the address, and the cell's format.

        Cells of one `kind` have the same.
        """
        known = self._styles.get(kind)
        if known is None:
            known = self._styles[kind] = (
                f'" s="{self._book.style(dressed(cell, self._look))}"'
            )
        return known


def inline(text: str) -> str:
    """Give the XML of a text in its cell.

    Inline, so that no table of all texts has to be kept.
    """
    shown = escaped(fitting(text))
    space = ' xml:space="preserve"' if shown != shown.strip() else ""
    return f' t="inlineStr"><is><t{space}>{shown}</t></is></c>'


def days_of(time: dt.date) -> float:
    """Give a date, or a time as China's clocks show it, as Excel counts it.

    Days since the end of 1899.
    """
    if isinstance(time, dt.datetime):
        since = wall_clock(time) - _EPOCH
    else:
        since = dt.datetime.combine(time, dt.time()) - _EPOCH
    days = since.days + (since.seconds + since.microseconds / 1e6) / 86_400
    return days + 1 if days > _LEAP_DAY else days
