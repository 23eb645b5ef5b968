"""What the first part of an .xls says of its whole workbook.

Sheets, styles, rich texts.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from xltool import findings
from xltool.excel.reading.biff_records import (
    Kind,
    Pieces,
    Record,
    records,
    unicode_text,
)
from xltool.excel.reading.cell_styles import KNOWN_DATES, appearance_of
from xltool.model.grid import Appearance, Run
from xltool.model.number_format import BUILT_IN_DATES, is_date
from xltool.opc.package import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BIFF8 = 0x600
_CUSTOM = range(5, 9), range(23, 27), range(41, 45), range(63, 67), range(164, 383)
"""The numbers under which calamine looks at the code of a format."""
_WORKSHEET = 0
_STRUCK = 0x08
_EXTENDED, _RICH = 0x04, 0x08
_NO_FONT = 4
"""The index that no font has."""


class SheetEntry(NamedTuple):
    """A worksheet as the workbook lists it; `offset` is where its records begin."""

    name: str
    offset: int
    visible: bool


class Font(NamedTuple):
    """What a font does to the sense of a text."""

    struck: bool
    raised: bool


@dataclass(slots=True)
class Globals:
    """The workbook's own records, read.

    `styles` are the looks of the cell styles by their index, `rich` the shared texts
    with a look of their own.
    """

    sheets: list[SheetEntry] = field(default_factory=list)
    styles: dict[int, Appearance] = field(default_factory=dict)
    rich: dict[int, tuple[Run, ...]] = field(default_factory=dict)
    date1904: bool = False
    misread: list[tuple[int, bool]] = field(default_factory=list)
    """Where the cell styles begin whose number format calamine takes for another.

    With each, whether it is that of a date.
    """


def read_globals(stream: bytes) -> Globals:
    """Read the workbook's records.

    PackageError where it is encrypted, or older than Excel 97.
    """
    gathered = _Gathered()
    for record in records(stream, 0):
        _refuse(record)
        gathered.take(record)
    found = gathered.found
    starts = zip(gathered.starts, gathered.formats, strict=True)
    found.misread = list(_misread(starts, gathered.codes))
    found.styles = dict(_styles(gathered.formats, gathered.fonts, gathered.codes))
    has_looks = any(font.struck or font.raised for font in gathered.fonts)
    if gathered.texts and has_looks:
        found.rich = dict(_rich_texts(Pieces(gathered.texts), gathered.fonts))
    return found


@dataclass(slots=True)
class _Gathered:
    """What the records have said so far.

    `formats` are the (font, number format) of the cell styles, `starts` where their
    records begin, `codes` the number formats, `texts` the record of the shared texts
    with those that continue it.
    """

    found: Globals = field(default_factory=Globals)
    fonts: list[Font] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    formats: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)

    def take(self, record: Record) -> None:
        """Note what a record says."""
        body = record.body
        match record.kind:
            case Kind.DATE1904:
                self.found.date1904 = body[:1] == b"\1"
            case Kind.SHEET:
                self.found.sheets += _sheet(body)
            case Kind.FONT:
                self.fonts.append(_font(body))
            case Kind.FORMAT:
                (number,) = struct.unpack_from("<H", body)
                self.codes[number] = unicode_text(body, 2)
            case Kind.XF:
                self.formats.append(struct.unpack_from("<HH", body))
                self.starts.append(record.start)
            case Kind.SST:
                self.texts = [body]
            case Kind.CONTINUE if self.texts:
                self.texts.append(body)


def _refuse(record: Record) -> None:
    """Stop at a workbook that is encrypted or older than Excel 97."""
    if record.kind == Kind.FILEPASS:
        raise PackageError(findings.ENCRYPTED)
    if record.kind == Kind.BOF:
        (version,) = struct.unpack_from("<H", record.body)
        if version < _BIFF8:
            raise PackageError(findings.OLD_FORMAT)


def _sheet(body: bytes) -> Iterator[SheetEntry]:
    """Read the entry of a sheet; give it if it is a worksheet."""
    offset, hidden, sort = struct.unpack_from("<IBB", body)
    if sort == _WORKSHEET:
        name = unicode_text(body, 6, "<B")
        yield SheetEntry(name, offset, visible=hidden & 3 == 0)


def _font(body: bytes) -> Font:
    """Read a font; superscripts and subscripts are raised."""
    (flags,) = struct.unpack_from("<H", body, 2)
    (script,) = struct.unpack_from("<H", body, 8)
    return Font(struck=bool(flags & _STRUCK), raised=script in {1, 2})


def _font_at(fonts: list[Font], index: int) -> Font:
    """Give the font of an index; those above the missing one stand a place lower."""
    place = index - 1 if index > _NO_FONT else index
    return fonts[place] if place < len(fonts) else Font(struck=False, raised=False)


def _misread(
    formats: Iterable[tuple[int, tuple[int, int]]], codes: Mapping[int, str]
) -> Iterator[tuple[int, bool]]:
    """Give where the styles begin that calamine misreads, and whether each is a date's.

    It does not know some of the built-in dates, and looks at the code of a format only
    where its number is a usual one.
    """
    for start, (_, number) in formats:
        code = codes.get(number)
        if code is None:
            if number in BUILT_IN_DATES - KNOWN_DATES:
                yield start, True
        elif not any(number in usual for usual in _CUSTOM):
            yield start, is_date(code)


def _styles(
    formats: list[tuple[int, int]], fonts: list[Font], codes: Mapping[int, str]
) -> Iterator[tuple[int, Appearance]]:
    """Give the looks of the cell styles that have any, by their index."""
    for index, (font, number) in enumerate(formats):
        struck = _font_at(fonts, font).struck
        look = appearance_of(number, codes.get(number), struck=struck)
        if look is not None:
            yield index, look


def _rich_texts(
    pieces: Pieces, fonts: list[Font]
) -> Iterator[tuple[int, tuple[Run, ...]]]:
    """Read the shared texts, and give those of which a piece is crossed out or
    raised.
    """
    pieces.take(4)
    for index in range(pieces.number("<I")):
        length = pieces.number("<H")
        flags = pieces.number("<B")
        count = pieces.number("<H") if flags & _RICH else 0
        extra = pieces.number("<I") if flags & _EXTENDED else 0
        text = pieces.text(length, flags)
        marks = [struct.unpack("<HH", pieces.take(4)) for _ in range(count)]
        pieces.take(extra)
        runs = tuple(runs_of(text, marks, fonts))
        if any(run.struck or run.raised for run in runs):
            yield index, runs


def runs_of(
    text: str, marks: list[tuple[int, int]], fonts: list[Font]
) -> Iterator[Run]:
    """Cut a text where its font changes; `marks` are (first character, font)."""
    starts = marks
    if not marks or marks[0][0] > 0:
        starts = [(0, 0), *marks]
    ends = [start for start, _ in starts[1:]]
    ends.append(len(text))
    for (start, index), end in zip(starts, ends, strict=True):
        if start < end:
            font = _font_at(fonts, index)
            yield Run(text=text[start:end], struck=font.struck, raised=font.raised)
