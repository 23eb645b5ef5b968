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
    from collections.abc import Mapping, Sequence
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


def edit_registry(path: Path, book: Book, merged: Merged) -> None:
    """Write changed and new rows into the registry at `path`.

    `book` is what was read from it.
    """
    rows = merged.rows
    memory = memory_cells(merged.memory)
    try:
        package = open_package(path.read_bytes())
        parts = {sheet.name: sheet.part for sheet in structure_of(package).sheets}
        lacking = [sheet for sheet in _LATER if sheet.name not in parts]
        for sheet in lacking:
            package = open_package(with_sheet(package, sheet.name))
        parts = {sheet.name: sheet.part for sheet in structure_of(package).sheets}
        changed = _changed_parts(package, parts, book, rows, merged.links)
        for sheet in lacking:
            part = parts[sheet.name]
            if part not in changed:
                changed[part] = _rewritten(package.read(part), _titles(sheet), ())
        if MEMORY in parts:
            changed[parts[MEMORY]] = _memory(package.read(parts[MEMORY]), memory)
        content = rebuilt(package, changed)
        if merged.pictures and DOUBTS.name in parts:
            shown = _shown(book[DOUBTS.name], rows[DOUBTS.name], merged.pictures)
            content = with_pictures(content, parts[DOUBTS.name], shown)
    except PackageError as error:
        raise RegistryError(
            f"任务台账 {path} 打不开（{error.finding().message}）：请从备份恢复"
        ) from None
    write_atomically(path, content)


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
    return [
        Picture(row=at, column=column, content=pictures[row.cells["编号"]])
        for at, row in enumerate(new, below)
        if row.cells["编号"] in pictures
    ]


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
        for row in edits:
            at = page.next_row() if row.row is None else row.row
            _put_row(page, sheet, at, row)
            _put_link(page, at, links.get(row.cells.get("编号", "")), columns)
        changed[part] = page.content()
    return changed


def _titles(sheet: RegistrySheet) -> tuple[str, ...]:
    return tuple(column.name for column in sheet.columns)


def _put_row(page: _Page, sheet: RegistrySheet, at: int, row: MergedRow) -> None:
    """Write a new row whole, of another one what has changed."""
    texts = row.cells if row.row is None else row.changed
    for name, text in texts.items():
        if name in page.sheet.columns and name != "位置":
            column = page.sheet.columns[name]
            page.put(at, column, text, number=sheet.column(name).number)


def _put_link(
    page: _Page, at: int, link: Link | None, columns: Mapping[str, Mapping[str, int]]
) -> None:
    """Let 位置 lead to the cell that a doubt is about."""
    if link is not None and "位置" in page.sheet.columns:
        column = page.sheet.columns["位置"]
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
        from lxml import etree

        self.root = etree.fromstring(
            self.data, etree.XMLParser(resolve_entities=False, huge_tree=True)
        )
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
            if columns.get("style"):
                first = int(columns.get("min", "1"))
                last = int(columns.get("max", "1"))
                styles.update(
                    dict.fromkeys(
                        range(first - 1, min(last, 100)), columns.get("style", "")
                    )
                )
        if self.sheet.rows and self.last in self.lines:
            for cell in self.lines[self.last]:
                if cell.get("s"):
                    styles[_column(cell.get("r", ""))] = cell.get("s", "")
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
        from lxml import etree

        line = self._line(row)
        place = 0
        for place, cell in enumerate(line):  # noqa: B007 - the place is used below
            at = _column(cell.get("r", ""))
            if at == column:
                for child in list(cell):
                    cell.remove(child)
                cell.attrib.pop("t", "")
                return cell
            if at > column:
                break
        else:
            place = len(line)
        cell = etree.Element(f"{_S}c", {"r": f"{column_letters(column)}{row + 1}"})
        if column in self.styles:
            cell.set("s", self.styles[column])
        line.insert(place, cell)
        return cell

    def _line(self, row: int) -> _Element:
        from lxml import etree

        if row not in self.lines:
            line = etree.Element(f"{_S}row", {"r": str(row + 1)})
            if row > self.highest:
                self.body.append(line)
                self.highest = row
            else:
                after = max(
                    (number for number in self.lines if number < row), default=None
                )
                self.body.insert(
                    0 if after is None else self.body.index(self.lines[after]) + 1, line
                )
            self.lines[row] = line
        return self.lines[row]

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


def _column(reference: str) -> int:
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


def _memory(data: bytes, memory: Sequence[Cells]) -> bytes:
    """Give the memory's sheet with these rows for all that it held."""
    return _rewritten(data, MEMORY_COLUMNS, memory)


def _rewritten(data: bytes, names: tuple[str, ...], rows: Sequence[Cells]) -> bytes:
    """Give a sheet with these rows for all that it held below its header."""
    from lxml import etree

    head = dict(zip(names, names, strict=True))
    lines = "".join(
        f'<row r="{number}">'
        f"{''.join(_text_cell(cells.get(name, '')) for name in names)}</row>"
        for number, cells in enumerate([head, *rows], 1)
    )
    root = etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, huge_tree=True)
    )
    for body in root.iterfind(f"{_S}sheetData"):
        body.clear()
        body.text = _HERE
    content = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return content.replace(
        _HERE.encode(), lines.encode()
    )  # moving so many nodes between trees takes minutes


def _text_cell(text: str) -> str:
    shown = escape(_xml_text(text))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
