"""What a sheet's XML holds that calamine does not say, found by a parser.

Right for any XML. That is: error cells, formulas nobody calculated, hidden rows, cells
that show more than their value, and how far the values reach.
"""

from __future__ import annotations

import functools
from pyexpat import ParserCreate
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.reading.structure import refuse_doctype
from xltool.model.grid import PICTURE, Appearance, address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.grid import Position, Run

Errors = tuple[tuple[int, int, str], ...]


class Scan(NamedTuple):
    """What was found in one sheet.

    `height` and `width` are those of the box from A1 that holds every value (an
    estimate from above where only bytes were looked at). `errors` are (row, column,
    code), counted from 0, the code empty for a formula without a value. `merged` are
    (first row, first column, last row, last column). `filled` counts the cells that
    hold something. `appearances` and `comments` are those of the cells that have any.
    `hidden_columns` are (first, last): a sheet may hide all that it does not use.
    """

    height: int = 0
    width: int = 0
    errors: Errors = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    filled: int = 0
    appearances: Mapping[Position, Appearance] = {}
    comments: Mapping[Position, str] = {}


def checked_xml(data: bytes) -> bytes:
    """Make sure that this is XML, and give it without CDATA, comments and instructions.
    pyexpat.ExpatError if not.

    Calamine reads what is no XML, and misses cells; of a text with one of the three it
    reads a part.
    """
    met: list[str] = []
    parser = ParserCreate()
    parser.CommentHandler = met.append
    parser.ProcessingInstructionHandler = lambda *_: met.append("")
    parser.StartCdataSectionHandler = lambda: met.append("")
    parser.Parse(data, True)  # noqa: FBT003 - expat's signature
    return _without(data) if met else data


def _without(data: bytes) -> bytes:
    """Give XML without CDATA, comments and instructions; ValueError if it is none."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        strip_cdata=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return bytes(etree.tostring(etree.fromstring(data, parser), encoding="UTF-8"))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None


MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""The limits of Excel."""


def scan_xml(
    data: bytes,
    styles: Mapping[str, Appearance] = {},
    rich: Mapping[int, tuple[Run, ...]] = {},
) -> Scan:
    """Scan any sheet XML with a parser.

    `styles` are the looks of the cell styles, `rich` the shared texts with a look of
    their own. pyexpat.ExpatError where the XML is not well-formed.
    """
    return _Scanner(styles, rich).run(data)


_TRUE = frozenset({"1", "true"})


class _Scanner:
    """The state of one pass over a sheet.

    Which cell the parser stands in, and what was found. Big sheets spend seconds here,
    so names are compared whole (with the prefix that the root has) and an address is
    taken apart only where a value or an error stands.
    """

    def __init__(
        self,
        styles: Mapping[str, Appearance],
        rich: Mapping[int, tuple[Run, ...]],
    ) -> None:
        self.styles, self.rich = styles, rich
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_doctype
        self.parser.StartElementHandler = self.start_root
        self.row = -1
        self.height = self.width = self.filled = 0
        self.reference = self.type = self.style = self.text = ""
        self.formula = self.collecting = self.has_value = self.in_cell = False
        self.rich_value = False
        self.errors: list[tuple[int, int, str]] = []
        self.hidden: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.appearances: dict[Position, Appearance] = {}
        self.columns: dict[str, int] = {}

    def run(self, data: bytes) -> Scan:
        """Pass over a sheet."""
        self.parser.Parse(data, True)  # noqa: FBT003 - expat's signature
        return Scan(
            height=self.height,
            width=self.width,
            errors=tuple(self.errors),
            hidden_rows=frozenset(self.hidden),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
            filled=self.filled,
            appearances=self.appearances,
        )

    def start_root(self, name: str, _attributes: dict[str, str]) -> None:
        """Learn the prefix of the sheet's names from its root."""
        prefix = name[: name.rfind(":") + 1]
        self.row_name = f"{prefix}row"
        self.column_name = f"{prefix}col"
        self.cell_name = f"{prefix}c"
        self.formula_name = f"{prefix}f"
        self.values = {f"{prefix}v", f"{prefix}is"}
        self.data_name = f"{prefix}sheetData"
        self.merged_name = f"{prefix}mergeCell"
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enter an element; what readers would take differently is refused."""
        if name == self.cell_name:
            self.refuse(self.in_cell)
            self.in_cell = True
            self.reference = attributes.get("r") or self.following()
            self.type = attributes.get("t", "n")
            self.style = attributes.get("s", "0")
            self.rich_value = "vm" in attributes
            self.text = ""
            self.formula = self.has_value = False
        elif name in self.values:
            self.refuse(self.has_value or not self.in_cell)
            self.collecting = self.has_value = True
        elif name == self.formula_name:
            self.formula = True
        elif name == self.row_name:
            self.start_row(attributes)
        elif name == self.column_name and attributes.get("hidden", "0") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns.append((first - 1, last - 1))
        else:
            self.refuse(self.collecting and self.type != "inlineStr")

    def start_row(self, attributes: dict[str, str]) -> None:
        """Enter a row; one that does not say its number follows the last."""
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.reference = ""
        if attributes.get("hidden", "0") in _TRUE:
            self.hidden.add(self.row)

    @staticmethod
    def refuse(misplaced: bool) -> None:  # noqa: FBT001 - the question is the argument
        """Stop where readers would differ.

        A cell in a cell, two values, an element within a value.
        """
        if misplaced:
            raise ValueError(misplaced)

    def following(self) -> str:
        """Give the address of a cell that does not say its own.

        The one after the last.
        """
        if not self.reference:
            return address(self.row, 0)
        row, column = position(self.reference)
        return address(row, column + 1)

    def characters(self, text: str) -> None:
        """Take a text of a value."""
        if self.collecting:
            self.text += text

    def end(self, name: str) -> None:
        """Leave an element."""
        if name in self.values:
            self.collecting = False
        elif name == self.cell_name:
            self.in_cell = False
            if self.text or self.formula or self.type == "e":
                self.close_cell()
        elif name == self.data_name:
            # of what follows, only merged ranges matter; the rest has to be well-formed
            self.parser.StartElementHandler = self.merge
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None

    def merge(self, name: str, attributes: dict[str, str]) -> None:
        """Note a merged range, behind the data."""
        if name == self.merged_name:
            self.merged.append(range_of(attributes.get("ref", "")))

    def close_cell(self) -> None:
        """Note what a filled cell shows beside its value, and how far it reaches."""
        self.filled += 1
        self.refuse(self.misleads_calamine())
        letters = self.reference.rstrip("0123456789")
        row = int(self.reference[len(letters) :]) - 1
        if letters not in self.columns:
            self.columns[letters] = column_of(letters)
        column = self.columns[letters]
        if not self.text and self.has_value and self.type == "str":
            return  # the formula gives an empty text
        error = self.error()
        if error is not None:
            self.errors.append((row, column, error))
        elif self.styles or self.rich:
            self.note_appearance(row, column)
        if row >= self.height:
            self.height = row + 1
        if column >= self.width:
            self.width = column + 1

    def misleads_calamine(self) -> bool:
        """Say whether calamine would take a number for a date, or give the first of the
        shared texts for another.
        """
        if self.type == "s" and not self.text.isdecimal():
            return True
        return not self.style.isdecimal()

    def error(self) -> str | None:
        """Give the error that a cell shows; None where it shows none.

        One with a rich value is a picture, and so is a text like a formula; a formula
        that nobody has calculated has an empty code.
        """
        if self.type == "e":
            code = self.text.strip() or "#VALUE!"
            return PICTURE.code if self.rich_value and code == "#VALUE!" else code
        if self.type == "str" and self.text.startswith("="):
            return PICTURE.code
        return "" if self.formula and not self.text else None

    def note_appearance(self, row: int, column: int) -> None:
        """Keep what a cell shows beside its value.

        A number format concerns numbers alone.
        """
        look = self.styles.get(self.style)
        runs = self.rich.get(int(self.text), ()) if self.type == "s" else ()
        if runs:
            self.appearances[row, column] = Appearance(runs=runs)
        elif look is not None and (look.struck or self.type == "n"):
            self.appearances[row, column] = look


def position(reference: str) -> tuple[int, int]:
    """Give the 0-based row and column of an A1 address; ValueError where it is none.

    >>> position("AC7")
    (6, 28)
    """
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, column_of(letters)


def range_of(reference: str) -> tuple[int, int, int, int]:
    """Give the first row, first column, last row, last column of a range, 0-based.

    ValueError for none.
    >>> range_of("A1:C2")
    (0, 0, 1, 2)
    """
    first, _, last = reference.partition(":")
    return (*position(first), *position(last or first))


@functools.lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """Give the 0-based column of its letters; ValueError where they are none."""
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        column = column * 26 + ord(letter) - 64
    return column - 1
