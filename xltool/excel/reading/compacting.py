"""A sheet whose few values lie far apart, moved together so that it can be read without
its emptiness.

People leave a stray cell in XFD1048576; the box of such a sheet has 17 thousand million
cells. So its values are put into one column, and where they stood is remembered.
"""

from __future__ import annotations

from pyexpat import ParserCreate
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.reading.preparing import one_column
from xltool.excel.reading.scanning import position
from xltool.opc.xmltext import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.excel.reading.preparing import Places

_KEPT: tuple[str, ...] = ("s", "t")
"""The attributes of a cell that tell what it holds: its style and its type."""


class Compacted(NamedTuple):
    """A sheet with the values one below the other, and where they stood.

    `size` counts the cells up to the last of each row that has any.
    """

    data: bytes
    places: Places
    size: int


def compact(data: bytes) -> Compacted:
    """Move the values of a sheet's XML together.

    pyexpat.ExpatError where it is not well-formed.
    """
    cells = sorted(_Values().run(data).items())
    places = tuple(place for place, _ in cells)
    widths = dict(places)  # the last column of each row wins
    column = one_column(
        f"<c{attributes}>{content}</c>".encode() for _, (attributes, content) in cells
    )
    return Compacted(column, places, sum(widths.values()) + len(widths))


class _Values:
    """Collects the cells that hold a value.

    (row, column) -> (attributes, content), both as XML.
    """

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.row = self.column = -1
        self.attributes = ""
        self.pieces: list[str] | None = None
        self.holds_text = False

    def run(self, data: bytes) -> dict[tuple[int, int], tuple[str, str]]:
        """Read a sheet, and give the XML of its filled cells by row and column."""
        parser = ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(data, True)  # noqa: FBT003 - expat's signature
        return self.cells

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enter an element; within a cell its XML is kept, without its prefix."""
        local = name[name.rfind(":") + 1 :]
        if self.pieces is not None:
            self.pieces.append(f"<{local}{_written(attributes)}>")
        elif local == "c":
            if "r" in attributes:
                self.row, self.column = position(attributes["r"])
            else:
                self.column += 1
            kept = {key: attributes[key] for key in _KEPT if key in attributes}
            self.attributes = _written(kept)
            self.pieces = []
            self.holds_text = False
        elif local == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1

    def characters(self, text: str) -> None:
        """Take a text within a cell."""
        if self.pieces is not None:
            self.pieces.append(
                text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            )
            self.holds_text = True

    def end(self, name: str) -> None:
        """Leave an element; a cell without a text is left out."""
        local = name[name.rfind(":") + 1 :]
        if self.pieces is None:
            return
        if local != "c":
            self.pieces.append(f"</{local}>")
            return
        if self.holds_text:
            self.cells[self.row, self.column] = self.attributes, "".join(self.pieces)
        self.pieces = None


def _written(attributes: Mapping[str, str]) -> str:
    """Write attributes as XML, each behind a blank."""
    return "".join(f" {key}={quoted(value)}" for key, value in attributes.items())
