"""Which cell styles of an .xlsx show a number as per cent: 0.063 in such a cell is seen, and meant, as 6.3%."""

from __future__ import annotations

import re

from xltool import findings
from xltool.excel.package import PackageError
from xltool.excel.reading.structure import elements

_BUILT_IN = frozenset({"9", "10"})
"""`0%` and `0.00%` (ECMA-376, 18.8.30)."""
_SECTIONS = frozenset({"numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
"""What a format code shows as it stands, or does not show: quoted, escaped, filling, a colour."""


def percent_styles(styles: bytes) -> frozenset[str]:
    """Give the indexes of the styles that a cell may name (`s`) and that show per cent.

    PackageError where the part is damaged, so that a date could be taken for a number.
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
    percents = {number for number in set(formats) if _shows_percent(number, codes.get(number))}
    return frozenset(str(index) for index, number in enumerate(formats) if number in percents)


def _number(text: str) -> str:
    if not text.isdecimal():
        raise PackageError(findings.DAMAGED, f"numFmtId {text}")
    return text


def _shows_percent(number: str, code: str | None) -> bool:
    return number in _BUILT_IN if code is None else "%" in _LITERAL.sub("", code)
