"""Changes cells of the registry that the clerk works in, and nothing else of it.

Only the XML of the sheets that change is written anew, cell by cell; formats, extra
columns, comments, pictures and whatever else the clerk has put there stay byte for byte
(openpyxl would lose some of it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from xltool.decomposition.merge import memory_cells
from xltool.decomposition.registry.sheets import (
    CHANGES,
    DOUBTS,
    PICTURE,
    SHEETS,
    UNREAD,
)
from xltool.errors import RegistryError
from xltool.excel.reading.structure import structure_of
from xltool.excel.registry import MEMORY, MEMORY_COLUMNS, exact, link_formula
from xltool.excel.registry.pictures import Picture, with_pictures
from xltool.excel.registry.sheets import with_sheet
from xltool.model.grid import column_letters
from xltool.opc.package import Package, PackageError, open_package, rebuilt
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from xltool.decomposition.merge import Merged, MergedRow
    from xltool.decomposition.registry.rows import Book, SheetRows
    from xltool.decomposition.registry.sheets import Cells, RegistrySheet
    from xltool.excel.registry import Link

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_HERE = "xltool-rows"
_LATER = (CHANGES, UNREAD)
"""What registries of older versions do not have."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MOST_STYLED = 100
"""Columns whose style new cells take; some files style all 16,384."""


def edit_registry(path: Path, book: Book, merged: Merged) -> None:
    """Write changed and new rows into the registry at `path`.

    `book` is what was read from it.
    """
    try:
        content = _edited(path.read_bytes(), book, merged)
    except PackageError as error:
        raise RegistryError(
            f"任务台账 {path} 打不开（{error.finding().message}）：请从备份恢复"
        ) from None
    write_atomically(path, content)


def _edited(content: bytes, book: Book, merged: Merged) -> bytes:
    """Give the registry's workbook with changed and new rows."""
    package = open_package(content)
    parts = _parts(package)
    missing = [sheet for sheet in _LATER if sheet.name not in parts]
    for sheet in missing:
        package = open_package(with_sheet(package, sheet.name))
    parts = _parts(package)
    changed = _changed_parts(package, parts, book, merged.rows, merged.links)
    for sheet in missing:
        part = parts[sheet.name]
        if part not in changed:
            changed[part] = _rewritten(package.read(part), _titles(sheet), ())
    if MEMORY in parts:
        memory = package.read(parts[MEMORY])
        rows = memory_cells(merged.memory)
        changed[parts[MEMORY]] = _rewritten(memory, MEMORY_COLUMNS, rows)
    edited = rebuilt(package, changed)
    if not merged.pictures or DOUBTS.name not in parts:
        return edited
    doubts = merged.rows[DOUBTS.name]
    shown = _shown(book[DOUBTS.name], doubts, merged.pictures)
    return with_pictures(edited, parts[DOUBTS.name], shown)


def _parts(package: Package) -> dict[str, str]:
    """Give the part of each sheet by its name."""
    return {sheet.name: sheet.part for sheet in structure_of(package).sheets}


def _shown(
    doubts: SheetRows, rows: Sequence[MergedRow], pictures: Mapping[str, bytes]
) -> list[Picture]:
    """Give the pictures in the rows of their doubts, which follow the last row.

    A registry of an older version has no column for them: they stand beside its last.
    """
    beside = max(doubts.columns.values(), default=-1) + 1
    column = doubts.columns.get(PICTURE, beside)
    below = max((row for row, _ in doubts.rows), default=doubts.header) + 1
    new = [row for row in rows if row.row is None]
    shown = []
    for at, row in enumerate(new, below):
        content = pictures.get(row.cells["编号"])
        if content is not None:
            shown.append(Picture(row=at, column=column, content=content))
    return shown


def _changed_parts(
    package: Package,
    parts: Mapping[str, str],
    book: Book,
    rows: Mapping[str, Sequence[MergedRow]],
    links: Mapping[str, Link],
) -> dict[str, bytes | None]:
    """Give the parts of the sheets on which rows are new or changed, anew."""
    columns = {name: sheet.columns for name, sheet in book.items()}
    changed: dict[str, bytes | None] = {}
    for sheet in SHEETS:
        merged = rows.get(sheet.name, ())
        edits = [row for row in merged if row.row is None or row.changed]
        if not edits or sheet.name not in parts:
            continue
        part = parts[sheet.name]
        content = package.read(part)
        if sheet is UNREAD:
            texts = [row.cells for row in merged]
            changed[part] = _rewritten(content, _titles(UNREAD), texts)
            continue
        page = _Page(content, book[sheet.name])
        page.head_new_columns()
        _put_rows(page, sheet, edits, links, columns)
        changed[part] = page.content()
    return changed


def _put_rows(
    page: _Page,
    sheet: RegistrySheet,
    rows: Sequence[MergedRow],
    links: Mapping[str, Link],
    columns: Mapping[str, Mapping[str, int]],
) -> None:
    """Write new and changed rows, and the links to the cells that they are about."""
    for row in rows:
        at = page.next_row() if row.row is None else row.row
        _put_row(page, sheet, at, row)
        link = links.get(row.cells.get("编号", ""))
        _put_link(page, at, link, columns)


def _titles(sheet: RegistrySheet) -> tuple[str, ...]:
    """Give the headers of a sheet."""
    return tuple(column.name for column in sheet.columns)


def _put_row(page: _Page, sheet: RegistrySheet, at: int, row: MergedRow) -> None:
    """Write a new row whole, of another one what has changed."""
    texts = row.cells if row.row is None else row.changed
    for name, text in texts.items():
        column = page.sheet.columns.get(name)
        if column is None or name == "位置":
            continue
        page.put(at, column, text, number=sheet.column(name).number)


def _put_link(
    page: _Page, at: int, link: Link | None, columns: Mapping[str, Mapping[str, int]]
) -> None:
    """Let 位置 lead to the cell that a doubt is about."""
    column = page.sheet.columns.get("位置")
    if link is not None and column is not None:
        page.put_formula(at, column, link_formula(link, columns), " ".join(link))


@dataclass(slots=True)
class _Page:
    """One sheet's XML while its cells are changed."""

    data: bytes
    sheet: SheetRows
    root: _Element = field(init=False)
    body: _Element = field(init=False)
    lines: dict[int, _Element] = field(init=False)
    styles: dict[int, str] = field(init=False)
    last: int = field(init=False)
    """The last row with values."""
    highest: int = field(init=False)
    """The last row of any kind; rows that hold only formats may follow those with
    values.
    """

    def __post_init__(self) -> None:
        self.root = _parsed(self.data)
        body = self.root.find(f"{_S}sheetData")
        if body is None:
            raise RegistryError(
                "任务台账的工作表没有数据区：请从备份恢复 registry.xlsx"
            )
        self.body = body
        self.lines = {int(line.get("r", "0")) - 1: line for line in body}
        self.highest = max(self.lines, default=-1)
        self.last = max((row for row, _ in self.sheet.rows), default=self.sheet.header)
        self.styles = self._styles()

    def _styles(self) -> dict[int, str]:
        """Give each column's style.

        That of the last row with values, or the column's own.
        """
        styles: dict[int, str] = {}
        for columns in self.root.iterfind(f"{_S}cols/{_S}col"):
            style = columns.get("style")
            if not style:
                continue
            first = int(columns.get("min", "1")) - 1
            last = int(columns.get("max", "1")) - 1
            for column in range(first, min(last + 1, _MOST_STYLED)):
                styles[column] = style
        if self.sheet.rows and self.last in self.lines:
            for cell in self.lines[self.last]:
                style = cell.get("s")
                if style:
                    styles[_column(cell.get("r", ""))] = style
        return styles

    def head_new_columns(self) -> None:
        """Write the headings of columns that this workbook did not have yet."""
        line = self.lines.get(self.sheet.header)
        cells = [] if line is None else list(line)
        headed = {_column(cell.get("r", "")) for cell in cells if len(cell)}
        for name, column in self.sheet.columns.items():
            if column not in headed:
                self.put(self.sheet.header, column, name, number=False)

    def next_row(self) -> int:
        """Give the first row below everything that has values."""
        self.last += 1
        return self.last

    def put(self, row: int, column: int, text: str, *, number: bool) -> None:
        """Set a cell to a text, or to a number where the column holds them and nothing
        is lost by it.
        """
        from lxml import etree

        cell = self._cell(row, column)
        value = exact(text) if number else None
        if value is not None:
            etree.SubElement(cell, f"{_S}v").text = repr(value)
        elif text:
            cell.set("t", "inlineStr")
            inline = etree.SubElement(etree.SubElement(cell, f"{_S}is"), f"{_S}t")
            inline.text = _xml_text(text)
            inline.set(_SPACE, "preserve")

    def put_formula(self, row: int, column: int, formula: str, shown: str) -> None:
        """Set a cell to a formula of ours with the text that it gives."""
        from lxml import etree

        cell = self._cell(row, column)
        cell.set("t", "str")
        etree.SubElement(cell, f"{_S}f").text = _xml_text(formula)
        etree.SubElement(cell, f"{_S}v").text = _xml_text(shown)

    def _cell(self, row: int, column: int) -> _Element:
        """Give the emptied cell; a new one takes the style of its column."""
        line = self._line(row)
        place = len(line)
        for index, cell in enumerate(line):
            at = _column(cell.get("r", ""))
            if at == column:
                for child in list(cell):
                    cell.remove(child)
                cell.attrib.pop("t", "")
                return cell
            if at > column:
                place = index
                break
        reference = f"{column_letters(column)}{row + 1}"
        cell = line.makeelement(f"{_S}c", {"r": reference})
        if column in self.styles:
            cell.set("s", self.styles[column])
        line.insert(place, cell)
        return cell

    def _line(self, row: int) -> _Element:
        """Give a row's element; a new one is put where it belongs."""
        if row in self.lines:
            return self.lines[row]
        line = self.body.makeelement(f"{_S}row", {"r": str(row + 1)})
        self.lines[row] = line
        if row > self.highest:
            self.body.append(line)
            self.highest = row
            return line
        before = [number for number in self.lines if number < row]
        place = 0
        if before:
            place = self.body.index(self.lines[max(before)]) + 1
        self.body.insert(place, line)
        return line

    def content(self) -> bytes:
        """Give the sheet's XML.

        Its <dimension> is dropped, readers find it themselves.
        """
        from lxml import etree

        dimension = self.root.find(f"{_S}dimension")
        if dimension is not None:
            self.root.remove(dimension)
        return etree.tostring(
            self.root, xml_declaration=True, encoding="UTF-8", standalone=True
        )


def _parsed(data: bytes) -> _Element:
    """Read a sheet's XML."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
    return etree.fromstring(data, parser)


def _column(reference: str) -> int:
    """Give the column of an address, from 0."""
    column = 0
    for char in reference:
        if not char.isalpha():
            break
        column = column * 26 + ord(char.upper()) - 64
    return column - 1


def _xml_text(text: str) -> str:
    """Leave out the control characters that XML cannot hold."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char >= " " or char in "\t\n")


def _rewritten(data: bytes, names: tuple[str, ...], rows: Iterable[Cells]) -> bytes:
    """Give a sheet with these rows for all that it held below its header."""
    from lxml import etree

    head = dict(zip(names, names, strict=True))
    lines = []
    for number, cells in enumerate([head, *rows], 1):
        texts = (_text_cell(cells.get(name, "")) for name in names)
        lines.append(f'<row r="{number}">{"".join(texts)}</row>')
    root = _parsed(data)
    for body in root.iterfind(f"{_S}sheetData"):
        body.clear()
        body.text = _HERE
    content = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    # moving so many nodes between trees would take minutes
    return content.replace(_HERE.encode(), "".join(lines).encode())


def _text_cell(text: str) -> str:
    """Write a cell that holds its text itself."""
    shown = escape(_xml_text(text))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
