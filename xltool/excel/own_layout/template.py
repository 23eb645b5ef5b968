"""The office's own workbook, opened once: its worksheets, words, formulas and looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from xltool.excel.reading.scanning import position
from xltool.excel.reading.structure import Structure, structure_of
from xltool.model.number_format import is_date
from xltool.opc.editing import Editor, M
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element as Element

    from xltool.opc.package import Package

Position = tuple[int, int]
Area = tuple[int, int, int, int]
_BUILT_IN_PERCENT = {9: "0%", 10: "0.00%"}
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22})
"""Numbers of the formats that need no code in the file: ECMA-376, 18.8.30."""
_NAME = re.compile(
    r"""
    ^(?:'(?P<quoted>(?:[^']|'')+)'|(?P<sheet>[^'!,()]+))!   # '1 月'! or 月报!
    \$?(?P<first>[A-Z]{1,3}\$?\d+)                          # $A$1
    (?::\$?(?P<last>[A-Z]{1,3}\$?\d+))?$                    # :$C$9
    """,
    re.VERBOSE,
)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LARGEST_MERGE = 10_000
"""Cells of a merged area; a larger one holds a background, not words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSheet:
    """One worksheet of the office's file; rows and columns are counted from 0.

    `formats` are the indexes of the cells' formats.
    """

    name: str
    part: str
    texts: Mapping[Position, str] = field(default_factory=dict)
    formulas: Mapping[Position, str] = field(default_factory=dict)
    merges: Mapping[Position, Area] = field(default_factory=dict)
    formats: Mapping[Position, int] = field(default_factory=dict)
    names: Mapping[str, Area] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    protected: bool = False

    def shown(self, row: int, column: int) -> str:
        """Give the words that are shown at a place, of a merged area everywhere."""
        return self.texts.get(self.anchor(row, column), "")

    def anchor(self, row: int, column: int) -> Position:
        """Give the cell that holds what is shown at a place."""
        if (row, column) not in self.merges:
            return row, column
        top, left, _, _ = self.merges[row, column]
        return top, left

    def last_row_of(self, row: int, column: int) -> int:
        """Give the last row of the merged area of a cell, or its own."""
        if (row, column) not in self.merges:
            return row
        return self.merges[row, column][2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The office's file."""

    package: Package
    structure: Structure
    sheets: tuple[TemplateSheet, ...]
    percent: frozenset[int]
    """The formats that show a share as per cent."""
    dates: frozenset[int]
    codes: Mapping[int, str] = field(default_factory=dict)
    """The codes of the office's own number formats, by format."""

    def sheet(self, name: str) -> TemplateSheet | None:
        """Give the worksheet of this name; None where there is none."""
        for sheet in self.sheets:
            if sheet.name == name or sheet.name.strip() == name.strip():
                return sheet
        return None


@lru_cache(maxsize=4)
def open_template(data: bytes) -> Template:
    """Open the office's file.

    PackageError or ValueError where it is no sound .xlsx.
    """
    package = open_package(data)
    structure = structure_of(package)
    editor = Editor(package)
    texts = _shared_texts(editor, structure.shared_strings)
    names = _names(editor.tree(structure.workbook))
    sheets = []
    for sheet in structure.sheets:
        if sheet.kind != "worksheet" or not sheet.part:
            continue
        root = editor.tree(sheet.part)
        own_names = names.get(sheet.name, {})
        sheets.append(_sheet(sheet.name, sheet.part, root, texts, own_names))
    formats = _formats(editor, structure.styles)
    return Template(
        package=package,
        structure=structure,
        sheets=tuple(sheets),
        percent=frozenset(formats.percent),
        dates=frozenset(formats.dates),
        codes=formats.codes,
    )


def _shared_texts(editor: Editor, part: str) -> list[str]:
    """Give the texts that cells name by number."""
    if not part or not editor.exists(part):
        return []
    items = editor.tree(part).iterfind(f"{M}si")
    return ["".join(_pieces(item)) for item in items]


def _pieces(item: Element) -> Iterator[str]:
    """Give the pieces of a text, without its phonetic ones."""
    for path in (f"{M}t", f"{M}r/{M}t"):
        for piece in item.iterfind(path):
            yield piece.text or ""


def _sheet(
    name: str, part: str, root: Element, shared: list[str], names: dict[str, Area]
) -> TemplateSheet:
    """Read a worksheet; `names` are the defined names that stand for areas in it."""
    texts: dict[Position, str] = {}
    formulas: dict[Position, str] = {}
    formats: dict[Position, int] = {}
    for cell in root.iterfind(f"{M}sheetData/{M}row/{M}c"):
        at = position(cell.get("r", ""))
        formats[at] = int(cell.get("s", "0"))
        formula = cell.find(f"{M}f")
        if formula is not None:
            formulas[at] = formula.text or "="
            continue
        text = _text(cell, shared)
        if text:
            texts[at] = text
    merges = _merges(root)
    filled = [*texts, *formulas, *merges]
    return TemplateSheet(
        name=name,
        part=part,
        texts=texts,
        formulas=formulas,
        merges=merges,
        formats=formats,
        names=names,
        # rows may be drawn below the last words, columns right of them are not
        rows=max((row for row, _ in (*filled, *formats)), default=-1) + 1,
        columns=max((column for _, column in filled), default=-1) + 1,
        protected=root.find(f"{M}sheetProtection") is not None,
    )


def _text(cell: Element, shared: list[str]) -> str:
    """Give a cell's text, a number as it stands in the file; empty for none."""
    kind = cell.get("t", "")
    if kind == "inlineStr":
        item = cell.find(f"{M}is")
        return "" if item is None else "".join(_pieces(item))
    value = cell.findtext(f"{M}v", "")
    if kind == "s":
        return shared[int(value)] if value.isdigit() else ""
    return value


def _merges(root: Element) -> dict[Position, Area]:
    """Give the merged area of every cell that is in one."""
    merges: dict[Position, Area] = {}
    for merged in root.iterfind(f"{M}mergeCells/{M}mergeCell"):
        area = area_of(merged.get("ref", ""))
        top, left, bottom, right = area
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        if len(rows) * len(columns) > _LARGEST_MERGE:
            continue
        for cell in product(rows, columns):
            merges[cell] = area
    return merges


def area_of(reference: str) -> Area:
    """Give the first and the last cell of an area.

    >>> area_of("B2:C4")
    (1, 1, 3, 2)
    """
    first, _, last = reference.replace("$", "").partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return top, left, bottom, right


def _names(workbook: Element) -> dict[str, dict[str, Area]]:
    """Give the defined names that stand for one area, by the worksheet of the area."""
    found: dict[str, dict[str, Area]] = {}
    for defined in workbook.iterfind(f"{M}definedNames/{M}definedName"):
        name = defined.get("name", "")
        match = _NAME.match((defined.text or "").strip())
        if match is None or name.startswith("_xlnm"):
            continue
        sheet = (match["quoted"] or "").replace("''", "'") or match["sheet"]
        first, last = match["first"], match["last"]
        for areas in found.values():
            areas.pop(name, None)  # of two of the same name the last one counts
        found.setdefault(sheet, {})[name] = area_of(f"{first}:{last or first}")
    return found


@dataclass(frozen=True, slots=True)
class _Formats:
    """The formats that show per cent, those that show dates, and the codes of all."""

    percent: set[int] = field(default_factory=set)
    dates: set[int] = field(default_factory=set)
    codes: dict[int, str] = field(default_factory=dict)


def _formats(editor: Editor, part: str) -> _Formats:
    """Read the number formats of the cells' formats."""
    found = _Formats()
    if not part or not editor.exists(part):
        return found
    root = editor.tree(part)
    codes = dict(_BUILT_IN_PERCENT)
    for listed in root.iterfind(f"{M}numFmts/{M}numFmt"):
        codes[int(listed.get("numFmtId", "0"))] = listed.get("formatCode", "")
    for index, element in enumerate(root.iterfind(f"{M}cellXfs/{M}xf")):
        number = int(element.get("numFmtId", "0"))
        code = codes.get(number, "")
        if code:
            found.codes[index] = code
        if "%" in _LITERAL.sub("", code):
            found.percent.add(index)
        if number in _BUILT_IN_DATES or is_date(code):
            found.dates.add(index)
    return found
