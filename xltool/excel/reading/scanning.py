"""What a sheet's XML holds that calamine does not say.

That is: error cells, formulas nobody calculated, hidden rows, numbers shown as per cent, and how far the
values reach.
`scan` looks at the bytes first: a sheet written the plain way (as Excel, WPS, LibreOffice and XlsxWriter
write) shows all of this without being parsed. Whatever is not certain goes to the parser, which is right
for any XML; a property test holds the two equal.
"""

from __future__ import annotations

import re
from pyexpat import ParserCreate
from typing import NamedTuple

from xltool.excel.reading.structure import refuse_doctype
from xltool.model.grid import address

Errors = tuple[tuple[int, int, str], ...]


class Scan(NamedTuple):
    """What was found in one sheet.

    `height` and `width` are those of the box from A1 that holds every value (an estimate from above where
    only bytes were looked at). `errors` are (row, column, code), counted from 0, the code empty for a
    formula without a value. `merged` are (first row, first column, last row, last column). `filled` counts the
    cells that hold something, where the XML was parsed. `percents` are (row, column) of the numbers shown as
    per cent.
    """

    height: int = 0
    width: int = 0
    errors: Errors = ()
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    filled: int = 0
    percents: frozenset[tuple[int, int]] = frozenset()


def scan(data: bytes, percent_styles: frozenset[str] = frozenset()) -> tuple[Scan, bytes]:
    """Scan a sheet's XML; gives its values, too, as XML that is worth reading: without what nobody needs.

    `percent_styles` are the cell styles that show per cent; where there are any, the parser looks for them.
    pyexpat.ExpatError or ValueError where it is not as it should be.
    """
    quick = None if percent_styles else scan_bytes(data)
    if quick is None:
        return scan_xml(data, percent_styles), plain_xml(data)
    return quick[0], plain_xml(quick[1])


def plain_xml(data: bytes) -> bytes:
    """Make sure that this is XML, and give it without CDATA, comments and instructions. pyexpat.ExpatError if not.

    Calamine reads what is no XML, and misses cells; of a text with one of the three it reads a part.
    """
    met: list[str] = []
    parser = ParserCreate()
    parser.CommentHandler = met.append
    parser.ProcessingInstructionHandler = lambda *_: met.append("")
    parser.StartCdataSectionHandler = lambda: met.append("")
    parser.Parse(data, True)  # noqa: FBT003 - expat's signature
    return _without(data) if met else data


def _without(data: bytes) -> bytes:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, strip_cdata=True, remove_comments=True, remove_pis=True
    )
    try:
        return bytes(etree.tostring(etree.fromstring(data, parser), encoding="UTF-8"))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None


MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""The limits of Excel."""
_UNUSUAL = (b"='", b"> ", b">\n", b">\r", b">\t")
"""What single quotes and pretty printing look like: who writes them once, writes them everywhere."""
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"
_FEW_ROWS = 99
_ERROR_OR_NO_TEXT = re.compile(rb't="(?:e"|s"(?!><v>[0-9]+</v></c>))')
"""An error; and what is no number of a text, for which calamine would give the first text."""
_ODD_VALUE = re.compile(rb"<v(?!>[^<]*</v></c>)")
"""A value with something inside it or behind it. Two short searches are quicker than one for both."""
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_NO_VALUE = (b"</c>", b"<v></v>", b"<v/>")
"""What follows a formula without a value."""


def scan_bytes(data: bytes) -> tuple[Scan, bytes] | None:
    """Scan XML that is written the plain way, and give its rows without formulas; None where that is not certain.

    Each search passes over the whole sheet, so there are few. What is given may still be no XML.
    """
    start = data.find(_BEGIN)
    end = data.rfind(_END)
    if start < 0 or end < start or b"\0" in data[:64] or b"<!" in data[:start]:
        return None
    body = data[start + len(_BEGIN) : end]
    try:
        errors: Errors = ()
        if b"<f" in body:
            body, errors = _without_formulas(body)
        beginning = body[:500]
        if _ERROR_OR_NO_TEXT.search(body) or _ODD_VALUE.search(body) or any(mark in beginning for mark in _UNUSUAL):
            return None
        height, width = _low_box(body) or _box(body)
        hidden = _hidden(body) if b"hidden" in body else frozenset()
        seen = Scan(height, width, errors, hidden, _merged(data[end:]))
    except (ValueError, IndexError):  # a row or a cell that is not written as all the others
        return None
    return seen, b"".join((b"<worksheet>", _BEGIN, body, _END, b"</worksheet>"))


def _without_formulas(body: bytes) -> tuple[bytes, Errors]:
    """Give rows without their formulas, of which forms are full, and the cells whose formula has no value."""
    before, *pieces = body.split(b"<f")
    kept = [before]
    errors = []
    for piece in pieces:
        end = piece.find(b"<")
        if piece.startswith(b"</f>", end):
            rest = piece[end + len(b"</f>") :]
        elif piece.find(b"/>") == end - 2 == piece.find(b">") - 1:
            rest = piece[end:]
        else:
            raise ValueError(piece)
        gave_text = before.endswith(b' t="str">') and rest.startswith(b"<v")
        if rest.startswith(_NO_VALUE) and not gave_text:
            head = before[before.rindex(b"<c ") :]
            if b" t=" in head:
                raise ValueError(head)
            errors.append((*position(head.split(b'"')[1].decode()), ""))
        kept.append(rest)
        before = rest
    return b"".join(kept), tuple(errors)


def _low_box(body: bytes) -> tuple[int, int] | None:
    """Give the box of a sheet of few rows, which is harmless at any width; None for one of many rows."""
    last = body.rfind(b'<row r="')
    height = 0 if last < 0 else int(body[last + 8 : body.index(b'"', last + 8)])
    if not 0 < height <= _FEW_ROWS:
        return None
    _refuse_far_cells(body, 3, 2)
    return height, MOST_COLUMNS


def _refuse_far_cells(body: bytes, letters: int, digits: int) -> None:
    """Make sure that no address is longer than this: a row may hold cells that say they stand elsewhere."""
    if re.search(rb'<c (?!r="[A-Z]{1,%d}[0-9]{1,%d}")' % (letters, digits), body):
        raise ValueError(body)


def _box(body: bytes) -> tuple[int, int]:
    last_cells = []
    for row in body.split(b"<row ")[1:]:
        at = row.rfind(b"<c ") + 3
        if row.startswith(b'r="', at):
            last_cells.append(row[at + 3 : row.index(b'"', at + 3)])
        elif at > 2:
            raise ValueError(row)
    height = max((int(cell.lstrip(_LETTERS)) for cell in last_cells), default=0)
    letters = {cell.rstrip(_DIGITS).decode() for cell in last_cells}
    _refuse_far_cells(body, max(map(len, letters), default=1), len(str(height)))
    return height, max(map(_column, letters), default=-1) + 1


def _merged(furniture: bytes) -> tuple[tuple[int, int, int, int], ...]:
    pieces = furniture.split(b"<mergeCell ")[1:]
    if not all(piece.startswith(b'ref="') for piece in pieces):
        raise ValueError(furniture)
    return tuple(range_of(piece.split(b'"')[1].decode()) for piece in pieces)


def _hidden(body: bytes) -> frozenset[int]:
    heads = [row[: row.index(b">")] for row in body.split(b"<row ")[1:]]
    hidden = [head for head in heads if b' hidden="1"' in head or b' hidden="true"' in head]
    return frozenset(int(head[head.index(b'r="') + 3 :].partition(b'"')[0]) - 1 for head in hidden)


def scan_xml(data: bytes, percent_styles: frozenset[str] = frozenset()) -> Scan:
    """Scan any sheet XML with a parser. pyexpat.ExpatError where it is not well-formed."""
    return _Scanner(percent_styles).run(data)


class _Scanner:
    """The state of one pass over a sheet: which cell the parser stands in, and what was found.

    Big sheets spend seconds here, so names are compared whole (with the prefix that the root has) and an
    address is taken apart only where a value or an error stands.
    """

    def __init__(self, percent_styles: frozenset[str]) -> None:
        self.percent_styles = percent_styles
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_doctype
        self.parser.StartElementHandler = self.start_root
        self.row = -1
        self.height = self.width = self.filled = 0
        self.reference = self.type = self.style = self.text = ""
        self.formula = self.collecting = self.has_value = self.in_cell = False
        self.errors: list[tuple[int, int, str]] = []
        self.hidden: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.percents: set[tuple[int, int]] = set()
        self.columns: dict[str, int] = {}

    def run(self, data: bytes) -> Scan:
        self.parser.Parse(data, True)  # noqa: FBT003 - expat's signature
        errors, hidden, merged = tuple(self.errors), frozenset(self.hidden), tuple(self.merged)
        return Scan(self.height, self.width, errors, hidden, merged, self.filled, frozenset(self.percents))

    def start_root(self, name: str, _attributes: dict[str, str]) -> None:
        prefix = name[: name.rfind(":") + 1]
        self.row_name, self.cell_name, self.formula_name = f"{prefix}row", f"{prefix}c", f"{prefix}f"
        self.values, self.data_name = {f"{prefix}v", f"{prefix}is"}, f"{prefix}sheetData"
        self.merged_name = f"{prefix}mergeCell"
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.cell_name:
            self.refuse(self.in_cell)
            self.in_cell = True
            self.reference = attributes.get("r") or self.following()
            self.type = attributes.get("t", "n")
            self.style = attributes.get("s", "0")
            self.text = ""
            self.formula = self.has_value = False
        elif name in self.values:
            self.refuse(self.has_value or not self.in_cell)
            self.collecting = self.has_value = True
        elif name == self.formula_name:
            self.formula = True
        elif name == self.row_name:
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.reference = ""
            if attributes.get("hidden", "0") in {"1", "true"}:
                self.hidden.add(self.row)
        else:
            self.refuse(self.collecting and self.type != "inlineStr")

    @staticmethod
    def refuse(misplaced: bool) -> None:  # noqa: FBT001 - the question is the argument
        """Stop where readers would differ: a cell in a cell, two values, an element within a value."""
        if misplaced:
            raise ValueError(misplaced)

    def following(self) -> str:
        """Give the address of a cell that does not say its own: the one after the last."""
        if not self.reference:
            return address(self.row, 0)
        row, column = position(self.reference)
        return address(row, column + 1)

    def characters(self, text: str) -> None:
        if self.collecting:
            self.text += text

    def end(self, name: str) -> None:
        if name in self.values:
            self.collecting = False
        elif name == self.cell_name:
            self.in_cell = False
            if self.text or self.formula or self.type == "e":
                self.close_cell()
        elif name == self.data_name:  # of what follows, only merged ranges matter; the rest has to be well-formed
            self.parser.StartElementHandler = self.merge
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None

    def merge(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.merged_name:
            self.merged.append(range_of(attributes.get("ref", "")))

    def close_cell(self) -> None:
        self.filled += 1
        self.refuse(self.type == "s" and not self.text.isdecimal())  # calamine would give the first text
        letters = self.reference.rstrip("0123456789")
        row = int(self.reference[len(letters) :]) - 1
        if letters not in self.columns:
            self.columns[letters] = _column(letters)
        column = self.columns[letters]
        if self.type == "e":
            self.errors.append((row, column, self.text.strip() or "#VALUE!"))
        elif self.formula and not self.text:
            if self.type == "str" and self.has_value:
                return
            self.errors.append((row, column, ""))
        elif self.type == "n" and self.style in self.percent_styles:
            self.percents.add((row, column))
        if row >= self.height:
            self.height = row + 1
        if column >= self.width:
            self.width = column + 1


def position(reference: str) -> tuple[int, int]:
    """Give the 0-based row and column of an A1 address; ValueError where it is none.

    >>> position("AC7")
    (6, 28)
    """
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, _column(letters)


def range_of(reference: str) -> tuple[int, int, int, int]:
    """Give the first row, first column, last row, last column of a range, 0-based; ValueError for none.

    >>> range_of("A1:C2")
    (0, 0, 1, 2)
    """
    first, _, last = reference.partition(":")
    return (*position(first), *position(last or first))


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        column = column * 26 + ord(letter) - 64
    return column - 1
