"""What a sheet's XML holds that calamine does not say.

That is: error cells, formulas nobody calculated, hidden rows, and how far the values reach.
`scan` looks at the bytes first: a sheet written the plain way (as Excel, WPS, LibreOffice and XlsxWriter
write) shows all of this without being parsed. Whatever is not certain goes to the parser, which is right
for any XML; a property test holds the two equal.
"""

from __future__ import annotations

from pyexpat import ParserCreate
from typing import NamedTuple

from xltool.excel.structure import refuse_doctype
from xltool.model.grid import address


class Scan(NamedTuple):
    """What was found in one sheet.

    `height` and `width` are those of the box from A1 that holds every value (an estimate from above where
    only bytes were looked at). `errors` are (row, column, code), counted from 0, the code empty for a
    formula without a value. `merged` are (first row, first column, last row, last column). `filled` counts the
    cells that hold something, where the XML was parsed.
    """

    height: int = 0
    width: int = 0
    errors: tuple[tuple[int, int, str], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    filled: int = 0


def scan(data: bytes) -> Scan:
    """Scan a sheet's XML. pyexpat.ExpatError or ValueError where it is not as it should be."""
    return scan_bytes(data) or scan_xml(data)


MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""The limits of Excel."""
_FEW_ROWS = 120
_UNUSUAL = (b"='", b"> ", b">\n", b">\r", b">\t")
"""What single quotes and pretty printing look like: who writes them once, writes them everywhere."""
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"


def scan_bytes(data: bytes) -> Scan | None:
    """Scan XML that is written the plain way; None where that is not certain.

    Each search passes over the whole sheet, so there are few: an error's value begins with `#`; a formula
    without a value shows as `</f></c>`, `<f…/></c>`, `<v/></c>` or `<v></v>`.
    """
    start = data.find(b"<sheetData>")
    end = data.rfind(b"</sheetData>")
    if start < 0 or end < start or b"\0" in data[:64] or b"<!" in data[:start]:
        return None
    body = data[start + len(b"<sheetData>") : end]
    if b"<v>#" in body or any(mark in body[:1000] for mark in _UNUSUAL):
        return None
    has_formulas = b"<f" in body
    if has_formulas and (b"</f></c>" in body or b"/></c>" in body):
        return None
    try:
        height, width = _low_box(body) or _box(body)
        errors = _uncalculated(body) if has_formulas else ()
        hidden = _hidden(body) if b"hidden" in body else frozenset()
        return Scan(height, width, errors, hidden, _merged(data[end:]))
    except ValueError:  # a row or a cell that is not written as all the others
        return None


def _low_box(body: bytes) -> tuple[int, int] | None:
    """Give the box of a sheet of few rows, which is harmless at any width; None for one of many rows."""
    last = body.rfind(b'<row r="')
    height = 0 if last < 0 else int(body[last + 8 : body.index(b'"', last + 8)])
    return (height, MOST_COLUMNS) if 0 < height <= _FEW_ROWS else None


def _box(body: bytes) -> tuple[int, int]:
    rows = body.split(b"<row ")[1:]
    last_cells = [row[at : row.index(b'"', at)] for row in rows if (at := row.rfind(b'<c r="') + 6) > 5]
    if len(last_cells) < len(rows) and any(b"<c " in row and b'<c r="' not in row for row in rows):
        raise ValueError(rows)
    height = max((int(cell.lstrip(_LETTERS)) for cell in last_cells), default=0)
    width = (
        max((_column(letters.decode()) for letters in {cell.rstrip(_DIGITS) for cell in last_cells}), default=-1) + 1
    )
    return height, width


def _uncalculated(body: bytes) -> tuple[tuple[int, int, str], ...]:
    errors = []
    for before in body.split(b"<v></v>")[:-1]:
        start = before.rindex(b'<c r="') + len(b'<c r="')
        head = before[start : before.index(b">", start)]
        if b' t="str"' in head:  # an empty text that a formula gave
            continue
        if b" t" in head:
            raise ValueError(head)
        if before.endswith((b"</f>", b"/>")):
            errors.append((*position(head[: head.index(b'"')].decode()), ""))
    return tuple(errors)


def _merged(furniture: bytes) -> tuple[tuple[int, int, int, int], ...]:
    if furniture.count(b"<mergeCell ") != furniture.count(b'<mergeCell ref="'):
        raise ValueError(furniture)
    ranges = (piece.partition(b'"')[0].decode() for piece in furniture.split(b'<mergeCell ref="')[1:])
    return tuple(range_of(each) for each in ranges)


def _hidden(body: bytes) -> frozenset[int]:
    heads = [row[: row.index(b">")] for row in body.split(b"<row ")[1:]]
    hidden = [head for head in heads if b' hidden="1"' in head or b' hidden="true"' in head]
    return frozenset(int(head[head.index(b'r="') + 3 :].partition(b'"')[0]) - 1 for head in hidden)


def scan_xml(data: bytes) -> Scan:
    """Scan any sheet XML with a parser. pyexpat.ExpatError where it is not well-formed."""
    return _Scanner().run(data)


class _Scanner:
    """The state of one pass over a sheet: which cell the parser stands in, and what was found.

    Big sheets spend seconds here, so names are compared whole (with the prefix that the root has) and an
    address is taken apart only where a value or an error stands.
    """

    def __init__(self) -> None:
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_doctype
        self.parser.StartElementHandler = self.start_root
        self.row = -1
        self.height = self.width = self.filled = 0
        self.reference = self.type = self.text = ""
        self.formula = self.collecting = self.has_value = False
        self.errors: list[tuple[int, int, str]] = []
        self.hidden: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.columns: dict[str, int] = {}

    def run(self, data: bytes) -> Scan:
        self.parser.Parse(data, True)  # noqa: FBT003 - expat's signature
        errors, hidden, merged = tuple(self.errors), frozenset(self.hidden), tuple(self.merged)
        return Scan(self.height, self.width, errors, hidden, merged, self.filled)

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
            self.reference = attributes.get("r") or self.following()
            self.type = attributes.get("t", "n")
            self.text = ""
            self.formula = self.has_value = False
        elif name in self.values:
            self.collecting = self.has_value = True
        elif name == self.formula_name:
            self.formula = True
        elif name == self.row_name:
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.reference = ""
            if attributes.get("hidden", "0") in {"1", "true"}:
                self.hidden.add(self.row)

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
