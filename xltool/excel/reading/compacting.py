"""A sheet whose few values lie far apart, moved together so that it can be read without its emptiness.

People leave a stray cell in XFD1048576; the box of such a sheet has 17 thousand million cells. Rows and
columns without a value are left out, and where the kept ones stood is remembered.
"""

from __future__ import annotations

from pyexpat import ParserCreate
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from xltool.excel.reading.scanning import position
from xltool.model.grid import address

_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


class Compacted(NamedTuple):
    """The XML of the sheet without its empty rows and columns, and where the kept ones stood.

    `places` counts the cells up to the last of each row, as they stood.
    """

    data: bytes
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    places: int


def compact(data: bytes) -> Compacted:
    """Move the values of a sheet's XML together. pyexpat.ExpatError where it is not well-formed."""
    cells = _Values().run(data)
    rows = tuple(sorted({row for row, _ in cells}))
    columns = tuple(sorted({column for _, column in cells}))
    new_row = {row: index for index, row in enumerate(rows)}
    new_column = {column: index for index, column in enumerate(columns)}
    pieces = [_HEAD]
    current = -1
    for (row, column), (attributes, content) in sorted(cells.items()):
        if row != current:
            pieces.append("</row>" if current >= 0 else "")
            pieces.append(f'<row r="{new_row[row] + 1}">')
            current = row
        reference = address(new_row[row], new_column[column])
        pieces.append(f'<c r="{reference}"{attributes}>{content}</c>')
    pieces.append("</row></sheetData></worksheet>" if cells else "</sheetData></worksheet>")
    widths = dict(sorted(cells))  # the last column of each row wins
    return Compacted("".join(pieces).encode(), rows, columns, sum(widths.values()) + len(rows))


class _Values:
    """Collects the cells that hold a value: (row, column) -> (attributes, content), both as XML."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.row = self.column = -1
        self.attributes = ""
        self.pieces: list[str] | None = None
        self.holds_text = False

    def run(self, data: bytes) -> dict[tuple[int, int], tuple[str, str]]:
        parser = ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(data, True)  # noqa: FBT003 - expat's signature
        return self.cells

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name[name.rfind(":") + 1 :]
        if self.pieces is not None:
            words = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
            self.pieces.append(f"<{local}{words}>")
        elif local == "c":
            self.row, self.column = position(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
            self.attributes = "".join(f" {key}={quoteattr(attributes[key])}" for key in ("s", "t") if key in attributes)
            self.pieces = []
            self.holds_text = False
        elif local == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1

    def characters(self, text: str) -> None:
        if self.pieces is not None:
            self.pieces.append(escape(text))
            self.holds_text = True

    def end(self, name: str) -> None:
        local = name[name.rfind(":") + 1 :]
        if self.pieces is None:
            return
        if local != "c":
            self.pieces.append(f"</{local}>")
            return
        if self.holds_text:
            self.cells[self.row, self.column] = self.attributes, "".join(self.pieces)
        self.pieces = None
