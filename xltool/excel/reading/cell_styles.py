"""What the cell styles of a workbook make of a value.

Dates, other scales, units, crossed-out cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from xltool import findings
from xltool.excel.reading.structure import elements
from xltool.model.grid import Appearance
from xltool.model.number_format import (
    BUILT_IN_DATES,
    BUILT_IN_NUMBERS,
    BUILT_IN_PERCENTS,
    is_date,
    is_plain,
)
from xltool.opc.package import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHINESE_DATE = 'yyyy"年"m"月"d"日"'
"""Stands for the numbered date formats of a Chinese Excel, which readers do not know.
"""
KNOWN_DATES = frozenset({*range(14, 23), *range(45, 48)})
"""Numbered date formats that calamine knows."""
_CERTAIN_NUMBER = re.compile(r"General|[0#?.,%+\-()_* ;]*")
"""A format code with nothing that could stand for a part of a date."""
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
"""By these calamine knows a date."""
_SECTIONS = frozenset({"numFmts", "fonts", "cellStyleXfs", "cellXfs", "cellStyles"}) | {
    "dxfs"
}
_WANTED = _SECTIONS | {"numFmt", "xf", "font", "strike"}


class CellStyles(NamedTuple):
    """The styles by their index (the `s` of a cell, empty for a cell without one).

    `appearances` are those that show a value otherwise than it stands; `numbers` are
    those that certainly show no date.
    """

    appearances: Mapping[str, Appearance]
    numbers: frozenset[str]


NO_STYLES = CellStyles({}, frozenset({""}))


def appearance_of(number: int, code: str | None, *, struck: bool) -> Appearance | None:
    """Give what a style shows that a value does not say; None where there is nothing.

    `number` is the number format's, `code` its code where it has one.
    """
    shown = _odd_format(number, code)
    if not shown and not struck:
        return None
    return Appearance(number_format=shown, struck=struck)


def _odd_format(number: int, code: str | None) -> str:
    """Give the code of a format under which a number is not what it seems.

    Else nothing.
    """
    if code is None:
        missed = number in BUILT_IN_DATES - KNOWN_DATES
        return CHINESE_DATE if missed else BUILT_IN_PERCENTS.get(number, "")
    if is_date(code):
        return "" if _DATE_LETTER.search(code) else code
    return "" if is_plain(code) else code


def _shows_number(number: int, code: str | None) -> bool:
    """Say whether a number format surely shows no date."""
    if code is None:
        return number in BUILT_IN_NUMBERS or number in BUILT_IN_PERCENTS
    if _CERTAIN_NUMBER.fullmatch(code):
        return True
    return not is_date(code) and not _DATE_LETTER.search(code)


@dataclass(slots=True)
class _Styles:
    """What was read of a styles part.

    Format codes, fonts that cross out, cell formats.
    """

    codes: dict[int, str] = field(default_factory=dict)
    fonts: int = -1
    struck: set[int] = field(default_factory=set)
    formats: list[tuple[int, int]] = field(default_factory=list)

    def appearances(self) -> Iterable[tuple[str, Appearance]]:
        """Give the looks of the cell styles that have any, by their index."""
        for index, (number, font) in enumerate(self.formats):
            code = self.codes.get(number)
            seen = appearance_of(number, code, struck=font in self.struck)
            if seen is not None:
                yield str(index), seen

    def numbers(self) -> Iterable[str]:
        """Give the indexes of the cell styles that surely show no date."""
        yield ""
        for index, (number, _) in enumerate(self.formats):
            if _shows_number(number, self.codes.get(number)):
                yield str(index)


def cell_styles(part: bytes) -> CellStyles:
    """Read the styles part.

    PackageError where it is damaged, so that a date could be taken for a number.
    """
    styles = _Styles()
    section = ""
    for name, attributes in elements(part, _WANTED):
        if name in _SECTIONS:
            section = name
        else:
            _take(styles, section, name, attributes)
    return CellStyles(dict(styles.appearances()), frozenset(styles.numbers()))


def _take(
    styles: _Styles, section: str, name: str, attributes: Mapping[str, str]
) -> None:
    """Note what an element of the styles says; fonts are counted as they come."""
    match section, name:
        case "numFmts", "numFmt":
            code = attributes.get("formatCode", "")
            styles.codes[_index(attributes.get("numFmtId", ""))] = code
        case "fonts", "font":
            styles.fonts += 1
        case "fonts", "strike":
            if attributes.get("val", "1") not in {"0", "false"}:
                styles.struck.add(styles.fonts)
        case "cellXfs", "xf":
            number = _index(attributes.get("numFmtId", "0"))
            styles.formats.append((number, _index(attributes.get("fontId", "0"))))


def _index(text: str) -> int:
    """Read an index; PackageError where it is none."""
    if not text.isdecimal():
        raise PackageError(findings.DAMAGED, f"numFmtId {text}")
    return int(text)
