"""Tables on a terminal.

Columns line up though Chinese characters are two places wide. Ours, because libraries
that draw them take longer to import than `status` takes to run.
"""

from __future__ import annotations

import sys
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GAP = "  "
NARROWEST = 12
"""Places that a column keeps, however narrow the terminal is."""


def room() -> int:
    """Give how many places a line has.

    The terminal's, or 140 where the output goes elsewhere.
    """
    if not sys.stdout.isatty():
        return 140
    from shutil import get_terminal_size

    return get_terminal_size().columns


def drawn(
    columns: Sequence[str], rows: Iterable[Sequence[object]], width: int
) -> Iterator[str]:
    """Give the lines of a table, folded into `width` places as far as possible.

    Control characters are dropped: a cell may be what a unit wrote, and a terminal
    obeys some of them.
    """
    table = [[plain(cell) for cell in row] for row in (columns, *rows)]
    widths = _fitted(
        [max(map(places, column)) for column in zip(*table, strict=True)], width
    )
    head, *body = table
    yield from _lines(head, widths)
    yield "─" * _total(widths)
    for row in body:
        yield from _lines(row, widths)


def places(text: str) -> int:
    """Give the places that a text takes on a terminal."""
    return len(text) + sum(
        unicodedata.east_asian_width(char) in "WF" for char in text if char > "\u10ff"
    )


def folded(text: str, width: int) -> list[str]:
    """Cut a text into lines of at most `width` places (at least 2)."""
    if places(text) <= width:
        return [text]
    lines = [""]
    taken = 0
    for char in text:
        wide = places(char)
        if taken + wide > width:
            lines.append("")
            taken = 0
        lines[-1] += char
        taken += wide
    return lines


def plain(cell: object) -> str:
    """Give a text without anything that a terminal would obey."""
    text = "" if cell is None else str(cell)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)


def _fitted(widths: list[int], room: int) -> list[int]:
    """Narrow the widest columns until the table fits, but none below `NARROWEST`."""
    fitted = list(widths)
    while (excess := _total(fitted) - room) > 0 and max(fitted) > NARROWEST:
        widest = fitted.index(max(fitted))
        second = max(
            (width for place, width in enumerate(fitted) if place != widest), default=0
        )
        fitted[widest] = max(
            fitted[widest] - excess, min(second, fitted[widest] - 1), NARROWEST
        )
    return fitted


def _total(widths: list[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _lines(row: Sequence[str], widths: list[int]) -> Iterator[str]:
    cells = [folded(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (
            part + " " * (width - places(part))
            for part, width in zip(parts, widths, strict=True)
        )
        yield GAP.join(padded).rstrip()
