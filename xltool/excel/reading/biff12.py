"""An .xlsb made ready for calamine.

Its records passed over for what calamine does not say ([MS-XLSB]); cells written the
short way, which calamine does not know, are written the long way.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from xltool import findings
from xltool.excel.reading.biff import ERRORS
from xltool.excel.reading.biff12_records import Kind, joined, records, rich_text, text
from xltool.excel.reading.biff_globals import Font, runs_of
from xltool.excel.reading.cell_styles import appearance_of
from xltool.excel.reading.preparing import MOST_BOXED_CELLS, Prepared, PreparedSheet
from xltool.excel.reading.scanning import Scan
from xltool.excel.reading.structure import relations
from xltool.findings import Place
from xltool.model.grid import Appearance
from xltool.opc.package import Package, PackageError, rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.findings import Finding
    from xltool.model.grid import Position, Run

_VALUES = frozenset(range(Kind.RK, Kind.FORMULA_ERROR + 1))
_NUMBERS = frozenset({Kind.RK, Kind.REAL, Kind.FORMULA_NUMBER})
_ERRORS = frozenset({Kind.ERROR, Kind.FORMULA_ERROR})
_SHORT = range(Kind.SHORT_BLANK, Kind.SHORT_INDEX + 1)
_TO_LONG = Kind.SHORT_BLANK - Kind.BLANK
"""A short record has the number of the long one and so much more."""
_ROW_HIDDEN = 0x10
_COLUMNS_HIDDEN = 1
_WITHOUT_CELLS = frozenset({"chartsheet", "dialogsheet", "xlMacrosheet"})
_STRUCK = 0x08
_STYLE_BITS = 0xFFFFFF
"""The part of a cell's second number that is the index of its style."""

_HIGHEST_FONT = 3
"""Fonts up to it are counted as in an .xls, where no font has the number after it."""

Records = list[tuple[int, bytes]]
"""The records of a part: (kind, body)."""


@dataclass(slots=True)
class _Looks:
    """The looks of cell styles and of shared texts, by their index."""

    styles: dict[int, Appearance] = field(default_factory=dict)
    rich: dict[int, tuple[Run, ...]] = field(default_factory=dict)


class _Listed(NamedTuple):
    """A sheet as the workbook lists it; `identity` names the relation to its part."""

    name: str
    identity: str
    visible: bool


def prepare(package: Package) -> Prepared:
    """Scan every sheet of an .xlsb.

    PackageError where it is damaged or too scattered.
    """
    try:
        return _prepared(package)
    except (struct.error, IndexError, ValueError) as error:
        raise PackageError(findings.DAMAGED, str(error)) from None


def _prepared(package: Package) -> Prepared:
    """Scan every sheet; whatever exception damage raises."""
    workbook = package.find("xl/workbook.bin") or "xl/workbook.bin"
    related = relations(package, workbook)
    # of several relations of a kind the first one counts
    parts = dict(reversed(list(related.values())))
    looks = _looks(package, parts)
    listed, date1904 = _listed(package.read(workbook))
    sheets = []
    unread: list[Finding] = []
    changed: dict[str, bytes] = {}
    for name, identity, visible in listed:
        kind, part = related.get(identity, ("", ""))
        if kind in _WITHOUT_CELLS:
            continue
        if not part:
            unread.append(_without_part(name, kind))
            continue
        read = list(records(package.read(part)))
        if any(number in _SHORT for number, _ in read):
            read = list(_with_long_cells(read))
            changed[part] = joined(read)
        comments = _comments(package, part)
        sheets.append(_scanned(name, read, looks, comments, visible=visible))
    return Prepared(
        data=rebuilt(package, changed) if changed else package.data,
        sheets=tuple(sheets),
        findings=tuple(unread),
        date1904=date1904,
    )


def _without_part(name: str, kind: str) -> Finding:
    """Name a sheet that cannot be read.

    Nothing stands behind its name, or what stood there is gone.
    """
    missing = findings.SHEET_UNREADABLE if kind else findings.SHEET_WITHOUT_PART
    return missing.at(Place(sheet=name), found=name)


def _listed(data: bytes) -> tuple[list[_Listed], bool]:
    """Give the sheets in their order, and whether days count from 1904."""
    listed = []
    date1904 = False
    for kind, body in records(data):
        if kind == Kind.SHEET:
            (state,) = struct.unpack_from("<I", body)
            identity, at = text(body, 8)
            name, _ = text(body, at)
            listed.append(_Listed(name, identity, visible=state == 0))
        elif kind == Kind.PROPERTIES:
            date1904 = bool(body[0] & 1)
    return listed, date1904


def _with_long_cells(read: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Write every cell with its column.

    A short one stands behind the cell before it.
    """
    column = -1
    for kind, body in read:
        if kind in _SHORT:
            column += 1
            yield kind - _TO_LONG, struct.pack("<I", column) + body
            continue
        if kind == Kind.ROW:
            column = -1
        elif kind in _VALUES or kind == Kind.BLANK:
            (column,) = struct.unpack_from("<I", body)
        yield kind, body


def _looks(package: Package, parts: Mapping[str, str]) -> _Looks:
    """Read the styles, and the shared texts where a font can give them a look.

    `parts` are the workbook's parts by their kind.
    """
    looks = _Looks()
    fonts: list[Font] = []
    if parts.get("styles"):
        styles = list(records(package.read(parts["styles"])))
        fonts = [_font(body) for kind, body in styles if kind == Kind.FONT]
        looks.styles = dict(_styles(styles, fonts))
    shared = parts.get("sharedStrings")
    if shared and any(font.struck or font.raised for font in fonts):
        looks.rich = dict(_rich_texts(package.read(shared), fonts))
    return looks


def _font(body: bytes) -> Font:
    """Read a font; superscripts and subscripts are raised."""
    _height, flags, _weight, script = struct.unpack_from("<4H", body)
    return Font(struck=bool(flags & _STRUCK), raised=script in {1, 2})


def _styles(styles: Records, fonts: list[Font]) -> Iterator[tuple[int, Appearance]]:
    """Give the looks of the cell styles that have any, by their index.

    Styles stand in two lists, of which cells name only those of the second.
    """
    codes: dict[int, str] = {}
    formats: list[tuple[int, int]] = []
    of_cells = False
    for kind, body in styles:
        if kind == Kind.NUMBER_FORMAT:
            (number,) = struct.unpack_from("<H", body)
            codes[number], _ = text(body, 2)
        elif kind in {Kind.CELL_STYLES, Kind.CELL_STYLES_END}:
            of_cells = kind == Kind.CELL_STYLES
        elif kind == Kind.STYLE and of_cells:
            formats.append(struct.unpack_from("<2xHH", body))
    for index, (number, font) in enumerate(formats):
        struck = font < len(fonts) and fonts[font].struck
        look = appearance_of(number, codes.get(number), struck=struck)
        if look is not None:
            yield index, look


def _rich_texts(
    data: bytes, fonts: list[Font]
) -> Iterator[tuple[int, tuple[Run, ...]]]:
    """Give the shared texts of which a piece is crossed out or raised, by index."""
    items = (body for kind, body in records(data) if kind == Kind.SHARED_TEXT)
    for index, body in enumerate(items):
        whole, marks = rich_text(body)
        # fonts are counted without a gap here, unlike in an .xls
        gapless = [(start, font + (font > _HIGHEST_FONT)) for start, font in marks]
        runs = tuple(runs_of(whole, gapless, fonts))
        if any(run.struck or run.raised for run in runs):
            yield index, runs


def _comments(package: Package, sheet: str) -> dict[Position, str]:
    """Give the comments of a sheet by their cells; the part of a sheet may have one
    of comments.
    """
    found: dict[Position, str] = {}
    for kind, part in relations(package, sheet).values():
        if kind != "comments" or not part.endswith(".bin"):
            continue
        place = None
        for number, body in records(package.read(part)):
            if number == Kind.COMMENT:
                row, _, column, _ = struct.unpack_from("<4x4I", body)
                place = row, column
            elif number == Kind.COMMENT_TEXT and place is not None:
                words, _ = rich_text(body)
                found[place] = words.strip()
    return {place: words for place, words in found.items() if words}


def _scanned(
    name: str,
    read: Records,
    looks: _Looks,
    comments: Mapping[Position, str],
    *,
    visible: bool,
) -> PreparedSheet:
    """Pass over the records of a sheet."""
    scanner = _Scanner(looks)
    for kind, body in read:
        scanner.take(kind, body)
    if scanner.height * scanner.width > MOST_BOXED_CELLS:
        raise PackageError(findings.TOO_SCATTERED, name)
    scan = scanner.finished()._replace(comments=comments)
    return PreparedSheet(name=name, scan=scan, visible=visible)


class _Scanner:
    """The state of one pass over the records of a sheet."""

    def __init__(self, looks: _Looks) -> None:
        self.looks = looks
        self.row = self.height = self.width = 0
        self.errors: list[tuple[int, int, str]] = []
        self.hidden: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.appearances: dict[Position, Appearance] = {}

    def take(self, kind: int, body: bytes) -> None:
        """Note what a record says; a row is said before its cells."""
        if kind == Kind.ROW:
            (self.row,) = struct.unpack_from("<I", body)
            if body[11] & _ROW_HIDDEN:
                self.hidden.add(self.row)
        elif kind in _VALUES:
            self.take_value(kind, body)
        elif kind == Kind.COLUMNS:
            first, last, options = struct.unpack_from("<II8xH", body)
            if options & _COLUMNS_HIDDEN:
                self.hidden_columns.append((first, last))
        elif kind == Kind.MERGED:
            first, last, left, right = struct.unpack_from("<4I", body)
            self.merged.append((first, left, last, right))

    def take_value(self, kind: int, body: bytes) -> None:
        """Note how far the values reach, and what a cell shows beside its value."""
        column, style = struct.unpack_from("<II", body)
        self.height = max(self.height, self.row + 1)
        self.width = max(self.width, column + 1)
        if kind in _ERRORS:
            code = ERRORS.get(body[8], "#VALUE!")
            self.errors.append((self.row, column, code))
            return
        look = self.looks.styles.get(style & _STYLE_BITS)
        if kind == Kind.INDEX:
            (shared,) = struct.unpack_from("<I", body, 8)
            runs = self.looks.rich.get(shared, ())
            if runs:
                look = Appearance(runs=runs)
        # a number format concerns numbers alone
        if look and (look.struck or look.runs or kind in _NUMBERS):
            self.appearances[self.row, column] = look

    def finished(self) -> Scan:
        """Give what was found."""
        return Scan(
            height=self.height,
            width=self.width,
            errors=tuple(self.errors),
            hidden_rows=frozenset(self.hidden),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
            appearances=self.appearances,
        )
