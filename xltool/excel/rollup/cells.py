"""What a cell of the roll-up can hold, how it looks, and how much room it takes."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any, NamedTuple

from xltool.excel.rollup.book import LINK_INK
from xltool.rollup.progress import decimals_of

CHINA = dt.timezone(dt.timedelta(hours=8))
"""Times are printed as the clerks' clocks show them; the People's Republic has one time
zone.
"""
LONGEST_TEXT = 32_767
"""Characters that a cell can hold, in units of UTF-16."""
MOST_LINES = 24
"""Lines that one row shows: Excel's tallest row is 409 points."""
PER_CENT, GAP, SIGNED_GAP = "0.0%", "0.00", "+0.00;-0.00;0.00"
"""Formats of shares, and of distances in percentage points, which have two decimals."""
_NARROW = re.compile("[\0-\u2e7f]+")
"""Characters of half the width of a Chinese one."""
CONTINUED = "（下接续行）"
_CUT_OFF = "…（超出单元格上限）"


class NumberCell(NamedTuple):
    """A number with a number format of its own."""

    value: Decimal | int
    format: str


THIS_ROW = "\0"
"""Stands in a formula for the number of the row that it is written to.

So it is the same in every row. No text of a cell holds it: XML cannot.
"""


class FormulaCell(NamedTuple):
    """A live formula, with the value that it computes."""

    text: str
    value: Decimal | int | str
    format: str = "General"


class LinkCell(NamedTuple):
    """A jump to a cell of this workbook.

    It is a formula, because a sheet can hold only 65,530 hyperlinks.
    """

    sheet: str
    row: int
    label: str

    @property
    def formula(self) -> str:
        """The formula of the cell."""
        before, after = link_formula(self.sheet, self.label)
        return f"={before}{self.row + 1}{after}"


Cell = str | int | Decimal | dt.date | NumberCell | FormulaCell | LinkCell | None


def literal(text: str) -> str:
    """Give a text as it stands in a formula."""
    return '"' + text.replace('"', '""').replace(THIS_ROW, "") + '"'


def link_formula(sheet: str, label: str) -> tuple[str, str]:
    r"""Give a jump to column A of a sheet: what is before and after the row's number.

    >>> link_formula("来源", "看")
    ('HYPERLINK("#\'来源\'!A', '","看")')
    """
    target = literal(f"#{quoted(sheet)}!A")
    return f"HYPERLINK({target[:-1]}", f'",{literal(label)})'


def quoted(sheet: str) -> str:
    """Give a sheet's name as it stands in a formula."""
    return "'" + sheet.replace("'", "''") + "'"


def number_format(decimals: int) -> str:
    """Give the format that prints a number with thousands separators and so many
    decimals.
    """
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def dressed(cell: Cell, look: dict[str, Any]) -> dict[str, Any]:
    """Give a look together with the properties that this kind of cell adds."""
    added: dict[str, Any]
    match cell:
        case None:
            added = {}
        case str():
            added = {"text_wrap": True}
        case LinkCell():
            added = {"font_color": LINK_INK, "underline": 1, "font_size": 9}
        case dt.datetime():
            added = {"num_format": "m月d日 hh:mm"}
        case dt.date():
            added = {"num_format": "yyyy-mm-dd"}
        case NumberCell(_, shape) | FormulaCell(_, _, shape):
            added = {"num_format": _padded(shape, look)}
        case _:
            added = {
                "num_format": _padded(number_format(decimals_of(Decimal(cell))), look)
            }
    return {**look, **added}


def without_formula(cell: FormulaCell | LinkCell) -> NumberCell | str:
    """Give what a cell shows without the formula that computes it."""
    if isinstance(cell, LinkCell):
        return cell.label
    if isinstance(cell.value, str):
        return cell.value
    return NumberCell(cell.value, cell.format)


def _padded(shape: str, look: dict[str, Any]) -> str:
    """Keep numbers at the right off the border.

    A blank as wide as a blank, in every part of the format.
    """
    if look["align"] != "right" or shape == "General":
        return shape
    return ";".join(f"{part}_ " for part in shape.split(";"))


def share_cell(share: Decimal | None) -> Cell:
    """Show a share of 1 in per cent; nothing where there is none."""
    return None if share is None else NumberCell(share, PER_CENT)


def wall_clock(time: dt.datetime) -> dt.datetime:
    """Give a time as China's clocks show it, without its zone: cells have none."""
    return time.astimezone(CHINA).replace(tzinfo=None)


def fitting(text: str) -> str:
    """Cut a text that is longer than a cell can hold, and say so."""
    if (
        len(text) * 2 <= LONGEST_TEXT
        or len(encoded := text.encode("utf-16-le", "replace")) <= LONGEST_TEXT * 2
    ):
        return text
    return encoded[: (LONGEST_TEXT - 20) * 2].decode("utf-16-le", "ignore") + _CUT_OFF


def width_of(text: str) -> int:
    """Give a text's width in half-width characters."""
    return len(text) + len(_NARROW.sub("", text))


def lines_of(text: str, width: float) -> int:
    """Give the lines that a text takes in a column of this width."""
    if _surely_fits(text, width, 1):
        return 1
    room = max(1.0, width - 1)
    lines = text.split("\n")
    return sum(max(1, math.ceil(width_of(line) / room)) for line in lines)


def _surely_fits(text: str, width: float, lines: int) -> bool:
    """Whether a text takes no more than so many lines even if all of it is wide."""
    return len(text) * 2 <= (width - 1) * lines and "\n" not in text


def pieces(
    text: str,
    width: float,
    *,
    most_lines: int = MOST_LINES,
    longest: int = LONGEST_TEXT,
) -> list[str]:
    """Cut a text into pieces that a row can show.

    Every piece but the last says that it goes on.
    """
    if len(text) <= longest and _surely_fits(text, width, most_lines):
        return [text]
    found = []
    while len(text) > longest or lines_of(text, width) > most_lines:
        low = 1
        high = min(len(text), longest - len(CONTINUED))
        while low < high:
            middle = (low + high + 1) // 2
            fits = lines_of(text[:middle] + CONTINUED, width) <= most_lines
            low, high = (middle, high) if fits else (low, middle - 1)
        found.append(text[:low] + CONTINUED)
        text = text[low:]
    return [*found, text]


def printed_width(cell: Cell) -> int:
    """Give the characters that a number takes; 0 for what is none."""
    value, shape = cell, ""
    if isinstance(cell, (NumberCell, FormulaCell)):
        value, shape = cell.value, cell.format
    if isinstance(value, str) or not isinstance(value, (Decimal, int)):
        return 0
    if "%" in shape:
        return len(f"{value * 100:,.1f}%")
    if shape:
        decimals = len(shape.partition(".")[2].partition(";")[0])
    else:
        decimals = decimals_of(Decimal(value))
    return len(f"{value:,.{decimals}f}")
