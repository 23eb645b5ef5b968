"""A reader of .xlsx that goes by the standard (ECMA-376) and nothing else: slow, short, an oracle for the tests."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TYPES = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
Cells = dict[tuple[str, str], object]


def cells(data: bytes) -> Cells:
    """Give what stands in each cell that is not empty, by sheet and address.

    Errors are `#…`, formulas without a value `=`. ValueError, LookupError or lxml's errors where the standard is
    not kept.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    workbook = etree.fromstring(parts["xl/workbook.xml"])
    related = {
        each.get("Id", ""): each
        for each in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    strings, dates = _strings(parts), _dates(parts)
    found: Cells = {}
    for sheet in workbook.iterfind(f"{M}sheets/{M}sheet"):
        relation = related[sheet.get(RELATION, "")]
        if relation.get("Type", "").endswith("/worksheet"):
            root = etree.fromstring(
                parts[
                    posixpath.normpath(
                        posixpath.join("/xl", relation.get("Target", ""))
                    ).lstrip("/")
                ]
            )
            for address, value in _sheet(root, strings, dates).items():
                found[sheet.get("name", ""), address] = value
    return found


def _strings(parts: dict[str, bytes]) -> list[str]:
    part = parts.get("xl/sharedStrings.xml")
    return (
        []
        if part is None
        else [_text(item) for item in etree.fromstring(part).iterfind(M + "si")]
    )


def _text(item: Element) -> str:
    text = "".join(
        _content(text)
        for text in item.iter(M + "t")
        if _parent(text) in {"si", "is", "r"}
    )
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _content(element: Element) -> str:
    """Give an element's own text, around comments and instructions too."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _parent(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else etree.QName(parent).localname


def _dates(parts: dict[str, bytes]) -> list[bool]:
    styles = etree.fromstring(parts["xl/styles.xml"])
    codes = {
        each.get("numFmtId", ""): each.get("formatCode", "")
        for each in styles.iterfind(f"{M}numFmts/{M}numFmt")
    }
    used = [each.get("numFmtId", "0") for each in styles.iterfind(f"{M}cellXfs/{M}xf")]
    plain = {
        number: re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code)
        for number, code in codes.items()
    }
    return [
        bool(re.search("[ymdhs]", plain[each]))
        if each in plain
        else 14 <= int(each) <= 22
        for each in used
    ]


def _sheet(root: Element, strings: list[str], dates: list[bool]) -> dict[str, object]:
    found: dict[str, object] = {}
    row = 0
    for line in root.iterfind(f"{M}sheetData/{M}row"):
        row, column = int(line.get("r", row + 1)), 0
        for cell in line.iterfind(M + "c"):
            row_of_cell, column = coordinate_to_tuple(
                cell.get("r", f"{get_column_letter(column + 1)}{row}")
            )
            value = _value(cell, strings, dates)
            if value is not None:
                found[f"{get_column_letter(column)}{row_of_cell}"] = value
    return found


def _value(cell: Element, strings: list[str], dates: list[bool]) -> object:
    kind = cell.get("t", "n")
    if kind not in TYPES:
        raise ValueError(kind)
    inline, stored = cell.find(M + "is"), cell.find(M + "v")
    if kind == "inlineStr":
        return _text(inline) or None if inline is not None else None
    text = "" if stored is None else _content(stored)
    if kind == "e":
        return text.strip() or "#VALUE!"
    if not text:
        never = cell.find(M + "f") is not None and not (
            kind == "str" and stored is not None
        )
        return "=" if never else None
    style = int(cell.get("s", "0"))
    return _typed(
        kind, text, strings, date=kind == "n" and style < len(dates) and dates[style]
    )


def _typed(kind: str, text: str, strings: list[str], *, date: bool) -> object:
    if kind == "s":
        return strings[int(text)] or None
    if kind == "b":
        return text in {"1", "true"}
    if kind in {"str", "d"}:
        return text
    number = float(text)
    first = (
        dt.datetime(1899, 12, 30)  # noqa: DTZ001
        if number >= 60 or number < 1
        else dt.datetime(1899, 12, 31)  # noqa: DTZ001
    )
    return first + dt.timedelta(days=number) if date else number
