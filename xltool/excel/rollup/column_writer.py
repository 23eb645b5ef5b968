"""The cells of one column as XML, in that column's look.

XlsxWriter's own calls take eight times as long. XlsxWriter makes everything else of the
workbook. What it would write for the same cell is the oracle of the tests.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import _lru_cache_wrapper, lru_cache
from typing import TYPE_CHECKING, Any

from xltool.excel.rollup.cells import (
    THIS_ROW,
    Cell,
    FormulaCell,
    LinkCell,
    NumberCell,
    dressed,
    fitting,
    lines_of,
    link_formula,
    printed_width,
    wall_clock,
    without_formula,
)
from xltool.opc.xmltext import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.excel.rollup.book import Book

_REMEMBERED = 4096
"""Texts that a column keeps ready: names and states come again and again."""
_EPOCH = dt.datetime(1899, 12, 31)  # noqa: DTZ001 - a workbook's times have no zone
_LEAP_DAY = 59
"""Excel counts a 29th of February 1900 that never was."""


Written = tuple[tuple[str, ...], int]
"""The XML of cells, and the lines that their longest text takes: 0 for what is no text.

It is in pieces, which the number of the row joins.
"""


class ColumnWriter(dict[type, "Callable[[Any], Written]"]):
    """Writes the cells of one column, each from behind its row's number to the next
    cell's letters.

    So the number joins what the writers of all columns wrote to the row, and the pieces
    of a formula that names cells of its row. As a mapping it has the method for each
    type of cell: asking for it by type is what a row of a million is quickest with.
    `widest` is the greatest width of a number so far, in characters.
    """

    def __init__(
        self, book: Book, width: float, look: dict[str, Any], beyond: str
    ) -> None:
        """Take the column's width, the properties that all of its cells have, and how
        the next cell begins.
        """
        super().__init__()
        self._book = book
        self._width = width
        self._look = look
        self._beyond = beyond
        self._styles: dict[object, str] = {}
        self._blank: Written = (f"{self._style(None, None)}/>{beyond}",), 0
        self.widest = 0
        self[type(None)] = self._blank_cell
        self[Decimal] = self._decimal_cell
        self[NumberCell] = self._number_cell
        for known, method in (
            (str, self._text_cell),
            (int, self._integer_cell),
            (dt.date, self._time_cell),
            (dt.datetime, self._time_cell),
        ):
            self[known] = lru_cache(_REMEMBERED)(method)
        self._link_ends = lru_cache(_REMEMBERED)(self._ends_of_link)
        self._before_value = lru_cache(_REMEMBERED)(self._start_of_formula)
        self[FormulaCell] = self._formula_cell if book.is_live else self._plain_cell
        self[LinkCell] = self._link_cell if book.is_live else self._plain_cell

    def __missing__(self, kind: type) -> Callable[[Any], Written]:
        """Give the method for a type derived from these (an Enum of texts)."""
        found = next(self[known] for known in tuple(self) if issubclass(kind, known))
        self[kind] = found
        return found

    def forget(self) -> None:
        """Forget what was written, as a page's cells are when the next page begins."""
        self._before_value.cache_clear()
        for method in self.values():
            if isinstance(method, _lru_cache_wrapper):
                method.cache_clear()

    def write(self, cell: Cell) -> Written:
        """Write a cell."""
        return self[type(cell)](cell)

    def _blank_cell(self, _: None) -> Written:
        return self._blank

    def _text_cell(self, text: str) -> Written:
        xml = self._style(str, text) + inline(text) + self._beyond
        return (xml,), lines_of(text, self._width)

    def _decimal_cell(self, number: Decimal) -> Written:
        shown = f"{number:,f}"
        self.widest = max(self.widest, len(shown))
        decimals = len(shown.partition(".")[2])
        return self._number(self._style(decimals, number), number)

    def _integer_cell(self, number: int) -> Written:
        self.widest = max(self.widest, printed_width(number))
        return self._number(self._style(int, number), number)

    def _number_cell(self, cell: NumberCell) -> Written:
        self.widest = max(self.widest, printed_width(cell))
        style = self._style((NumberCell, cell.format), cell)
        return self._number(style, cell.value)

    def _time_cell(self, time: dt.date) -> Written:
        return self._number(self._style(type(time), time), days_of(time))

    def _formula_cell(self, cell: FormulaCell) -> Written:
        # One that names no cell of its row names its unit: it does not come again.
        comes_again = THIS_ROW in cell.text
        start = self._before_value if comes_again else self._start_of_formula
        if isinstance(cell.value, str):
            *before, last = start(cell.text, cell.format, ' t="str"')
            shown = escaped(cell.value)
        else:
            self.widest = max(self.widest, printed_width(cell))
            *before, last = start(cell.text, cell.format, "")
            shown = _shown(cell.value)
        return (*before, f"{last}{shown}</v></c>{self._beyond}"), 0

    def _start_of_formula(self, text: str, shape: str, kind: str) -> list[str]:
        """Give what stands before the value of a formula of a row, in pieces."""
        style = self._style((FormulaCell, shape), FormulaCell(text, 0, shape))
        formula = map(escaped, text.removeprefix("=").split(THIS_ROW))
        return f"{style}{kind}><f>{THIS_ROW.join(formula)}</f><v>".split(THIS_ROW)

    def _link_cell(self, cell: LinkCell) -> Written:
        before, after = self._link_ends(cell.sheet, cell.label)
        return (f"{before}{cell.row + 1}{after}",), 0

    def _ends_of_link(self, sheet: str, label: str) -> tuple[str, str]:
        """Give what stands before and after the row's number of a link."""
        before, after = (escaped(one) for one in link_formula(sheet, label))
        style = self._style(LinkCell, LinkCell(sheet, 0, label))
        shown = f"<v>{escaped(label)}</v></c>{self._beyond}"
        return f'{style} t="str"><f>{before}', f"{after}</f>{shown}"

    def _plain_cell(self, cell: FormulaCell | LinkCell) -> Written:
        """Write what a formula shows; a text of it makes no row higher."""
        return self.write(without_formula(cell))[0], 0

    def _number(self, style: str, number: Decimal | float) -> Written:
        return (f"{style}><v>{float(number):.16G}</v></c>{self._beyond}",), 0

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


def _shown(number: Decimal | int) -> str:
    """Give a number as the value of a formula."""
    return str(float(number) if isinstance(number, Decimal) else number)


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
