"""What the cell styles of an .xlsx make of a number: per cent (0.063 is seen, and meant, as 6.3%), or maybe a date."""

from __future__ import annotations

import re
from typing import NamedTuple

from xltool import findings
from xltool.excel.reading.structure import elements
from xltool.opc.package import PackageError

_PERCENTS = frozenset({"9", "10"})
"""`0%` and `0.00%` (ECMA-376, 18.8.30)."""
_NUMBERS = _PERCENTS | {
    "0",
    "1",
    "2",
    "3",
    "4",
    "11",
    "12",
    "13",
    "37",
    "38",
    "39",
    "40",
    "48",
    "49",
}
_NUMBER = re.compile(r"General|[0#?.,%+\-()_* ;]*")
"""A format code with nothing that could stand for a part of a date."""
_SECTIONS = frozenset({"numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
"""What a format code shows as it stands, or does not show: quoted, escaped, filling, a colour."""


class NumberFormats(NamedTuple):
    """The indexes of the styles (`s` of a cell) that show per cent, and of those that certainly show no date.

    The empty index is that of a cell without a style.
    """

    percents: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset({""})


NO_FORMATS = NumberFormats()


def number_formats(styles: bytes) -> NumberFormats:
    """Read the styles part.

    PackageError where it is damaged, so that a date could be taken for a number.
    """
    section = ""
    codes: dict[str, str] = {}
    formats: list[str] = []
    for name, attributes in elements(styles, _SECTIONS | {"numFmt", "xf"}):
        if name in _SECTIONS:
            section = name
        elif name == "xf" and section == "cellXfs":
            formats.append(_number(attributes.get("numFmtId", "0")))
        elif name == "numFmt" and section == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
    percents = {
        number for number in set(formats) if _shows_percent(number, codes.get(number))
    }
    numbers = {
        number for number in set(formats) if _shows_number(number, codes.get(number))
    }
    return NumberFormats(
        frozenset(
            str(index) for index, number in enumerate(formats) if number in percents
        ),
        frozenset(
            {
                "",
                *(
                    str(index)
                    for index, number in enumerate(formats)
                    if number in numbers
                ),
            }
        ),
    )


def _number(text: str) -> str:
    if not text.isdecimal():
        raise PackageError(findings.DAMAGED, f"numFmtId {text}")
    return text


def _shows_percent(number: str, code: str | None) -> bool:
    return number in _PERCENTS if code is None else "%" in _LITERAL.sub("", code)


def _shows_number(number: str, code: str | None) -> bool:
    return number in _NUMBERS if code is None else _NUMBER.fullmatch(code) is not None
