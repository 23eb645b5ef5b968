"""One printed table: title, line of particulars, header, rows, in the style of an official document.

Excel's limits show here, in the open: a text longer than a cell or a printed page's row can hold goes on in
rows marked 续.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xltool.excel.rollup.book import BAND_FILL, HEAD_FILL, HEAD_FONT, LINE, LINK_INK, Book
from xltool.rollup.progress import decimals_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

CHINA = dt.timezone(dt.timedelta(hours=8))
"""Times are printed as the clerks' clocks show them; the People's Republic has one time zone."""
LONGEST_TEXT = 32_767
"""Characters that a cell can hold."""
LAST_ROW = 1_048_576
"""Rows that a sheet can hold."""
MOST_LINES = 24
"""Lines that one row shows: Excel's tallest row is 409 points."""
LINE_HEIGHT, ROW_HEIGHT = 15.0, 20.0
HEADER_ROW = 2
CONTINUED = "（下接续行）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `width` is in half-width characters. `align` is left, center or right."""

    title: str
    width: float
    align: str = "center"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with a number format of its own."""

    value: Decimal | int
    format: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, with the value that it computes."""

    text: str
    value: Decimal | int | str
    format: str = "General"


@dataclass(frozen=True, slots=True)
class Link:
    """A jump to a cell of this workbook. It is a formula, because a sheet can hold only 65,530 hyperlinks."""

    sheet: str
    row: int
    label: str

    @property
    def formula(self) -> str:
        """The formula of the cell."""
        target = f"#{quoted(self.sheet)}!A{self.row + 1}"
        return f"=HYPERLINK({literal(target)},{literal(self.label)})"


Cell = str | int | Decimal | dt.date | Number | Formula | Link | None


def literal(text: str) -> str:
    """Give a text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def quoted(sheet: str) -> str:
    """Give a sheet's name as it stands in a formula."""
    return "'" + sheet.replace("'", "''") + "'"


def number_format(decimals: int) -> str:
    """Give the format that prints a number with thousands separators and so many decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def width_of(text: str) -> int:
    """Give a text's width in half-width characters."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def lines_of(text: str, width: float) -> int:
    """Give the lines that a text takes in a column of this width."""
    if len(text) * 2 <= width - 1 and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(width_of(line) / max(1.0, width - 1))) for line in text.split("\n"))


def pieces(text: str, width: float, *, most_lines: int = MOST_LINES, longest: int = LONGEST_TEXT) -> list[str]:
    """Cut a text into pieces that a row can show; every piece but the last says that it goes on."""
    found = []
    while len(text) > longest or lines_of(text, width) > most_lines:
        low, high = 1, min(len(text), longest - len(CONTINUED))
        while low < high:
            middle = (low + high + 1) // 2
            fits = lines_of(text[:middle] + CONTINUED, width) <= most_lines
            low, high = (middle, high) if fits else (low, middle - 1)
        found.append(text[:low] + CONTINUED)
        text = text[low:]
    return [*found, text]


class Page:
    """A sheet being filled from the top down; `row` is the next free row, counted from 0."""

    def __init__(self, book: Book, name: str, title: str, columns: Sequence[Column], *, freeze: int = 0) -> None:
        """Begin a sheet with its title, its line of particulars and its header; `freeze` columns stay in view."""
        self.book, self.name, self.columns = book, name, tuple(columns)
        self.sheet: Worksheet = book.sheet(name)
        self._widths = [column.width for column in self.columns]
        for place, width in enumerate(self._widths):
            self.sheet.set_column(place, place, width)
        self._head(title)
        self.row = HEADER_ROW + 1
        self.sheet.freeze_panes(self.row, freeze)
        self.sheet.repeat_rows(0, HEADER_ROW)

    @property
    def last_column(self) -> int:
        """The last column, counted from 0."""
        return len(self.columns) - 1

    def _head(self, title: str) -> None:
        inputs, last = self.book.rollup.inputs, self.last_column
        office, period = inputs.settings.office, inputs.period
        heading = self.book.format(font_name=HEAD_FONT, font_size=18, align="center")
        self.sheet.set_row(0, 36)
        self._merged(0, 0, last, f"{office.region}{office.title}{title}", heading)
        self.sheet.set_row(1, 20)
        middle = max(0, last // 2)
        self._merged(1, 0, middle, f"编制单位：{office.name}", self.book.format(align="left"))
        when = f"报告期：{period.label}（{period.cumulative_label}累计）"
        self._merged(1, middle + 1, last, when, self.book.format(align="right"))
        look = self.book.format(
            font_name=HEAD_FONT, align="center", text_wrap=True, border=1, border_color=LINE, bg_color=HEAD_FILL
        )
        lines = max(lines_of(column.title, column.width) for column in self.columns)
        self.sheet.set_row(HEADER_ROW, max(26, 16 * lines + 6))
        for place, column in enumerate(self.columns):
            self.sheet.write_string(HEADER_ROW, place, column.title, look)

    def _merged(self, row: int, first: int, last: int, text: str, look: Any) -> None:
        if first < last:
            self.sheet.merge_range(row, first, row, last, "", look)
        if first <= last:
            self.sheet.write_string(row, first, text, look)

    def band(self, text: str) -> None:
        """Write a row that heads a group."""
        look = self.book.format(
            font_name=HEAD_FONT, align="left", border=1, border_color=LINE, bg_color=BAND_FILL, indent=1
        )
        self.sheet.set_row(self.row, 22)
        self._merged(self.row, 0, self.last_column, text, look)
        self.row += 1

    def note(self, text: str) -> None:
        """Write a remark over the whole width, without borders."""
        width = sum(column.width for column in self.columns)
        look = self.book.format(align="left", text_wrap=True, font_size=9, valign="top")
        for piece in pieces(text, width * 1.1):
            self.sheet.set_row(self.row, max(16, 13 * lines_of(piece, width * 1.1) + 4))
            self._merged(self.row, 0, self.last_column, piece, look)
            self.row += 1

    def line(self, cells: Sequence[Cell], *, bold: bool = False, least_height: float = 0) -> int:
        """Write one row, and further rows marked 续 where a text needs them. Gives the first row's number."""
        cut = [
            pieces(cell, column.width) if isinstance(cell, str) else [cell]
            for cell, column in zip(cells, self.columns, strict=True)
        ]
        first, count = self.row, max(len(parts) for parts in cut)
        for number in range(count):
            texts: list[Cell] = [parts[number] if number < len(parts) else None for parts in cut]
            if number and texts[0] is None:
                texts[0] = "续"
            self.plain_line(texts, bold=bold, least_height=least_height / count)
        return first

    def plain_line(
        self,
        cells: Sequence[Cell],
        *,
        bold: bool = False,
        least_height: float = 0,
        options: dict[str, Any] | None = None,
    ) -> None:
        """Write exactly one row; `options` are XlsxWriter's for a row (level, hidden)."""
        height = max(ROW_HEIGHT, least_height)
        for place, (cell, column) in enumerate(zip(cells, self.columns, strict=True)):
            self.put(self.row, place, cell, column.align, bold=bold)
            if isinstance(cell, str):
                height = max(height, LINE_HEIGHT * min(MOST_LINES + 1, lines_of(cell, column.width)) + 5)
        self.sheet.set_row(self.row, height, None, options or {})
        self.row += 1

    def put(self, row: int, column: int, cell: Cell, align: str = "center", **extra: Any) -> None:
        """Write one cell with a border; a text from a unit is always written as text."""
        look = {"align": align, "border": 1, "border_color": LINE, **{key: one for key, one in extra.items() if one}}
        if align == "left":
            look["indent"] = 1
        put(self.book, self.sheet, (row, column), cell, look)
        if not isinstance(cell, str):
            self._widen(column, printed_width(cell) + 3)

    def _widen(self, column: int, width: float) -> None:
        """Widen a column for a number that would print as ####."""
        if width > self._widths[column]:
            self._widths[column] = width
            self.sheet.set_column(column, column, width)


def printed_width(cell: Cell) -> int:
    """Give the characters that a number takes; 0 for what is none."""
    value, shape = (cell.value, cell.format) if isinstance(cell, Number | Formula) else (cell, "")
    if isinstance(value, str) or not isinstance(value, Decimal | int):
        return 0
    if "%" in shape:
        return len(f"{value * 100:,.1f}%")
    decimals = len(shape.partition(".")[2].partition(";")[0]) if shape else decimals_of(Decimal(value))
    return len(f"{value:,.{decimals}f}")


def put(book: Book, sheet: Worksheet, place: tuple[int, int], cell: Cell, look: dict[str, Any]) -> None:
    """Write the cell at (row, column) in a given look."""
    row, column = place
    match cell:
        case None:
            sheet.write_blank(row, column, None, book.format(**look))
        case str():
            shown = cell if len(cell) <= LONGEST_TEXT else cell[: LONGEST_TEXT - 20] + "…（超出单元格上限）"
            sheet.write_string(row, column, shown, book.format(**look, text_wrap=True))
        case Number(value, shape):
            sheet.write_number(row, column, float(value), book.format(**look, num_format=_padded(shape, look)))
        case Formula(text, value, shape):
            cached = float(value) if isinstance(value, Decimal) else value
            sheet.write_formula(row, column, text, book.format(**look, num_format=_padded(shape, look)), cached)
        case Link():
            ink = {**look, "font_color": LINK_INK, "underline": 1, "font_size": 9}
            sheet.write_formula(row, column, cell.formula, book.format(**ink), cell.label)
        case dt.datetime():
            local = cell.astimezone(CHINA).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, book.format(**look, num_format="m月d日 hh:mm"))
        case dt.date():
            sheet.write_datetime(row, column, cell, book.format(**look, num_format="yyyy-mm-dd"))
        case _:
            shape = number_format(decimals_of(Decimal(cell)))
            sheet.write_number(row, column, float(cell), book.format(**look, num_format=_padded(shape, look)))


def _padded(shape: str, look: dict[str, Any]) -> str:
    """Keep numbers at the right off the border: a blank as wide as a blank, in every part of the format."""
    if look["align"] != "right" or shape == "General":
        return shape
    return ";".join(f"{part}_ " for part in shape.split(";"))
