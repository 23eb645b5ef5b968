"""The unit's own file with its faults marked.

Cells coloured and commented, and a first sheet that lists them. Only the parts of the
package that change are edited; charts, images, validations and cached values are in
parts or elements that nobody touches, so nothing is lost. Marks of an earlier round are
taken off first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from xltool.excel.annotate import comments, results_sheet
from xltool.excel.annotate.marking import Styles, mark, unmark
from xltool.excel.reading.scanning import MOST_COLUMNS, MOST_ROWS, position
from xltool.excel.reading.sniffing import FileKind, kind_of_parts
from xltool.excel.reading.structure import structure_of
from xltool.findings import SEVERITY_LABELS, Severity, worst
from xltool.forms.layout import RESULTS_SHEET
from xltool.model.grid import address
from xltool.opc.editing import Editor, M
from xltool.opc.package import PackageError, open_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.etree import _Element as Element

    from xltool.excel.reading.structure import SheetPart, Structure
    from xltool.findings import Finding
    from xltool.opc.package import Package

    Cell = tuple[int, int]
    ByCell = dict[Cell, tuple[Finding, ...]]


_SELECTED = re.compile(rb"tabSelected\s*=\s*[\"'](?:1|true)")


def annotate(original: bytes, findings: Sequence[Finding]) -> bytes | None:
    """Give an .xlsx or .xlsm with `findings` marked, listed and commented.

    Nothing else of it changes. `place.sheet` and `place.cell` are names and addresses
    of this file; a finding without them, or with some that the file does not have, is
    only listed. Without findings, the file without earlier marks. None where the file
    is of another kind or not sound enough to be edited: the caller makes a new one.
    """
    if not original.startswith(b"PK"):
        return None
    try:
        package = open_package(original)
        if kind_of_parts(package.parts, original) not in {FileKind.XLSX, FileKind.XLSM}:
            return None
        return _annotated(package, findings)
    except (PackageError, LookupError, ValueError, etree.LxmlError):
        return None


def _annotated(package: Package, findings: Sequence[Finding]) -> bytes:
    """Mark every worksheet, and put the list of the findings first."""
    structure = structure_of(package)
    editor = Editor(package)
    if editor.tree(structure.workbook).tag != M + "workbook":
        # strict OOXML has other namespaces throughout
        raise ValueError(structure.workbook)
    samples = results_sheet.samples(editor, structure.workbook)
    by_excel = not _by_libreoffice(editor)
    styles = Styles(editor, structure.styles, samples, keeps_background=by_excel)
    results_sheet.remove(editor, structure.workbook)
    originals = styles.originals()
    by_sheet = _by_sheet(findings)
    for number, sheet in enumerate(_worksheets(structure), 1):
        marks = _Marks(
            number=number,
            cells=by_sheet.get(sheet.name, {}),
            originals=originals,
            unselect=bool(findings),
        )
        _edit(editor, sheet, marks, styles)
    if findings:
        results_sheet.insert(editor, structure.workbook, findings, styles)
    return editor.result()


def _worksheets(structure: Structure) -> Iterator[SheetPart]:
    """Give the sheets that have cells, without the list of an earlier round."""
    for sheet in structure.sheets:
        if sheet.kind == "worksheet" and sheet.name != RESULTS_SHEET:
            yield sheet


def _by_libreoffice(editor: Editor) -> bool:
    """Say whether LibreOffice wrote the file, which reads fills otherwise."""
    part = "docProps/app.xml"
    return editor.exists(part) and b"LibreOffice" in editor.content(part)


def _by_sheet(findings: Sequence[Finding]) -> dict[str, ByCell]:
    """Group the findings that name a cell by the worksheet, then by the cell."""
    grouped: dict[str, ByCell] = {}
    for finding in findings:
        cell = _cell(finding.place.cell)
        if finding.place.sheet and cell is not None:
            cells = grouped.setdefault(finding.place.sheet, {})
            cells[cell] = (*cells.get(cell, ()), finding)
    return grouped


def _cell(address: str) -> Cell | None:
    """Give the row and the column of an address, from 0; None where no sheet has it."""
    try:
        row, column = position(address)
    except ValueError:
        return None
    is_in_sheet = 0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS
    return (row, column) if is_in_sheet else None


class _Marks(NamedTuple):
    """What happens to one sheet.

    `number` tells sheets apart, `originals` are the formats of earlier marks.
    """

    number: int
    cells: ByCell
    originals: dict[int, int]
    unselect: bool


def _edit(editor: Editor, sheet: SheetPart, marks: _Marks, styles: Styles) -> None:
    """Mark a sheet anew; one without marks, old or new, is not touched."""
    content = editor.content(sheet.part)
    cells = marks.cells
    selected = marks.unselect and _SELECTED.search(content) is not None
    earlier = _earlier_marks(content, marks.originals)
    commented = comments.has_ours(editor, sheet.part)
    if not any((cells, selected, earlier, commented)):
        return
    editor.abridge(sheet.part, _wanted(cells, earlier))
    root = editor.tree(sheet.part)
    if earlier:
        unmark(root, marks.originals)
    severities = {cell: _severity(found) for cell, found in cells.items()}
    mark(root, severities, styles)
    if cells or commented:
        comments.replace_ours(editor, sheet.part, _notes(cells), marks.number)
    if selected:
        _unselect(root)
    editor.touch(sheet.part)


def _earlier_marks(content: bytes, formats: Iterable[int]) -> list[bytes]:
    """Give the attributes of cells with marks of an earlier round; none if no cell has
    any.
    """
    attributes = [f' s="{index}"'.encode() for index in formats]
    is_marked = any(attribute in content for attribute in attributes)
    return attributes if is_marked else []


def _wanted(
    cells: Iterable[Cell], earlier: Sequence[bytes]
) -> Callable[[bytes, bytes], bool]:
    """Give what tells the rows and cells that are to be changed, by name and XML."""
    rows = {f"{row + 1}".encode() for row, _ in cells}
    names = rows | {address(*cell).encode() for cell in cells}

    def is_wanted(name: bytes, xml: bytes) -> bool:
        return name in names or any(mark in xml for mark in earlier)

    return is_wanted


def _severity(found: tuple[Finding, ...]) -> Severity:
    """Give the severity by which a cell is coloured: the worst of its findings."""
    return worst(found) or Severity.NOTE


def _unselect(root: Element) -> None:
    """Take the selection off a sheet: two selected tabs would be edited together."""
    for view in root.iterfind(f"{M}sheetViews/{M}sheetView"):
        view.attrib.pop("tabSelected", "")


def _notes(cells: ByCell) -> dict[Cell, str]:
    """Give the comment of each cell: a line for each of its findings."""
    notes = {}
    for cell, found in cells.items():
        lines = []
        for finding in found:
            severity = SEVERITY_LABELS[finding.severity]
            lines.append(f"{severity}：{finding.message}（{finding.code}）")
        notes[cell] = "\n".join(lines)
    return notes
