"""The office's own workbook, opened once: its worksheets, words, formulas and looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.excel.reading.scanning import position
from xltool.excel.reading.structure import Structure, structure_of
from xltool.model.number_format import is_date
from xltool.opc.editing import Editor, M
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element

    from xltool.opc.package import Package

Position = tuple[int, int]
Area = tuple[int, int, int, int]
_BUILT_IN_PERCENT = {9: "0%", 10: "0.00%"}
_BUILT_IN_DATE = range(14, 18)
_NAME = re.compile(
    r"^(?:'(?P<quoted>(?:[^']|'')+)'|(?P<sheet>[^'!,()]+))!"
    r"\$?(?P<first>[A-Z]{1,3}\$?\d+)(?::\$?(?P<last>[A-Z]{1,3}\$?\d+))?$"
)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


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
        top, left, _, _ = self.merges.get((row, column), (row, column, 0, 0))
        return self.texts.get((top, left), "")

    def anchor(self, row: int, column: int) -> Position:
        """Give the cell that holds what is shown at a place."""
        top, left, _, _ = self.merges.get((row, column), (row, column, 0, 0))
        return top, left


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
        if sheet.kind == "worksheet" and sheet.part:
            root = editor.tree(sheet.part)
            sheets.append(_sheet(sheet.name, sheet.part, root, texts, names))
    percent, dates, codes = _formats(editor, structure.styles)
    return Template(
        package=package,
        structure=structure,
        sheets=tuple(sheets),
        percent=percent,
        dates=dates,
        codes=codes,
    )


def _shared_texts(editor: Editor, part: str) -> list[str]:
    if not part or not editor.exists(part):
        return []
    return ["".join(_pieces(item)) for item in editor.tree(part).iterfind(f"{M}si")]


def _pieces(item: Element) -> list[str]:
    """Give the pieces of a text, without its phonetic ones."""
    plain = [one.text or "" for one in item.iterfind(f"{M}t")]
    rich = [one.text or "" for one in item.iterfind(f"{M}r/{M}t")]
    return [*plain, *rich]


def _sheet(
    name: str,
    part: str,
    root: Element,
    shared: list[str],
    names: dict[str, tuple[str, Area]],
) -> TemplateSheet:
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
    reach = [*texts, *formulas, *merges]
    return TemplateSheet(
        name=name,
        part=part,
        texts=texts,
        formulas=formulas,
        merges=merges,
        formats=formats,
        names={key: area for key, (sheet, area) in names.items() if sheet == name},
        rows=max((row for row, _ in (*reach, *formats)), default=-1) + 1,
        columns=max((column for _, column in reach), default=-1) + 1,
        protected=root.find(f"{M}sheetProtection") is not None,
    )


def _text(cell: Element, shared: list[str]) -> str:
    kind = cell.get("t", "")
    if kind == "inlineStr":
        item = cell.find(f"{M}is")
        return "" if item is None else "".join(_pieces(item))
    value = cell.findtext(f"{M}v", "")
    if kind == "s":
        return shared[int(value)] if value.isdigit() else ""
    return value


def _merges(root: Element) -> dict[Position, Area]:
    merges: dict[Position, Area] = {}
    for one in root.iterfind(f"{M}mergeCells/{M}mergeCell"):
        area = area_of(one.get("ref", ""))
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) > 10_000:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                merges[row, column] = area
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


def _names(workbook: Element) -> dict[str, tuple[str, Area]]:
    """Give the defined names that stand for one area, with their worksheets."""
    found = {}
    for one in workbook.iterfind(f"{M}definedNames/{M}definedName"):
        match = _NAME.match((one.text or "").strip())
        name = one.get("name", "")
        if match is None or name.startswith("_xlnm"):
            continue
        sheet = (match["quoted"] or "").replace("''", "'") or match["sheet"]
        area = area_of(f"{match['first']}:{match['last'] or match['first']}")
        found[name] = (sheet, area)
    return found


def _formats(
    editor: Editor, part: str
) -> tuple[frozenset[int], frozenset[int], dict[int, str]]:
    """Give the formats that show per cent, those that show dates, and all codes."""
    if not part or not editor.exists(part):
        return frozenset(), frozenset(), {}
    root = editor.tree(part)
    codes = dict(_BUILT_IN_PERCENT)
    for one in root.iterfind(f"{M}numFmts/{M}numFmt"):
        codes[int(one.get("numFmtId", "0"))] = one.get("formatCode", "")
    percent, dates = set(), set()
    known: dict[int, str] = {}
    for index, one in enumerate(root.iterfind(f"{M}cellXfs/{M}xf")):
        number = int(one.get("numFmtId", "0"))
        code = codes.get(number, "")
        if code:
            known[index] = code
        if "%" in _LITERAL.sub("", code):
            percent.add(index)
        if number in _BUILT_IN_DATE or number == 22 or is_date(code):
            dates.add(index)
    return frozenset(percent), frozenset(dates), known
