"""The workbook that the level above issued to us.

What it asks for, and our answers put into its cells. Only the cells that are answered
change, and the results of formulas that depend on them; every other part of the package
stays byte for byte.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from lxml import etree

from xltool.checks.labels import is_blank, label_of, plain
from xltool.checks.values import raw_text
from xltool.excel.cascade.recalculating import moved, recalculated
from xltool.excel.cells import Cells
from xltool.excel.reading import read_bytes
from xltool.excel.reading.scanning import position
from xltool.excel.reading.structure import structure_of
from xltool.findings import CASCADE_OCCUPIED, Place
from xltool.forms.stamp import read_unverified
from xltool.formula import ExcelError
from xltool.model.grid import address
from xltool.opc.editing import Editor, M
from xltool.opc.package import open_package
from xltool.opc.xmltext import cell_text
from xltool.rollup.cascading import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.excel.cascade.recalculating import Cell
    from xltool.findings import Finding
    from xltool.formula import ExcelValue
    from xltool.model.grid import CellError, Position, Raw, Sheet, Workbook
    from xltool.rollup.cascading import CascadeAnswer

_CODE, _NAME, _UNIT, _KIND, _WHO = (
    "指标编号",
    "指标名称",
    "计量单位",
    "指标类型",
    "填报单位",
)
_VALUE, _GROWTH, _TEXT = "累计完成", "同比增长", "定性进展"
_NOT_OURS = "本单位不填"
_SEARCHED_ROWS = 50
"""Rows in which a header is looked for."""
_ROWS_OF_STAMP = 5
"""Rows of a sheet in which a stamp is looked for."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Edits = dict[tuple[str, int, int], "Decimal | str"]
"""What to put where: (sheet name, row, column) -> number or text."""


def asked_of(workbook: Workbook) -> dict[Asked, dict[str, Position]]:
    """Give the indicators that a workbook asks for, each with its cells (row, column)
    by header.
    """
    found: dict[Asked, dict[str, Position]] = {}
    for sheet in workbook.sheets:
        if sheet.visible:
            found |= _asked(sheet)
    return found


def _asked(sheet: Sheet) -> Iterator[tuple[Asked, dict[str, Position]]]:
    """Give what each row of a sheet asks of us; rows of other units are left out."""
    header, columns = _header(sheet)
    if not columns:
        return
    for row in range(header + 1, len(sheet.rows)):
        texts = {}
        for label, column in columns.items():
            texts[label] = raw_text(sheet.cell(row, column)).strip()
        if not texts[_NAME] or not texts[_CODE] or _NOT_OURS in texts.get(_WHO, ""):
            continue
        asked = Asked(
            code=texts[_CODE],
            name=texts[_NAME],
            measurement_unit=texts.get(_UNIT, ""),
            kind=texts.get(_KIND, ""),
            place=Place(sheet=sheet.name, cell=address(row, columns[_VALUE])),
        )
        yield asked, {label: (row, column) for label, column in columns.items()}


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Give the header's row and its columns by label.

    No columns where the sheet has no indicators.
    """
    for row in range(min(len(sheet.rows), _SEARCHED_ROWS)):
        columns = {}
        for column, cell in enumerate(sheet.rows[row]):
            if not is_blank(cell):
                columns[label_of(plain(cell))] = column
        if {_CODE, _NAME, _VALUE} <= columns.keys():
            return row, columns
    return -1, {}


def period_of(workbook: Workbook) -> str:
    """Give the period that the stamp of a foreign office names.

    Empty without a stamp.
    """
    for sheet in workbook.sheets:
        for cell in chain.from_iterable(sheet.rows[:_ROWS_OF_STAMP]):
            stamp = read_unverified(cell) if isinstance(cell, str) else None
            if stamp is not None:
                return stamp.period
    return ""


def edits_of(
    workbook: Workbook,
    answers: Mapping[Asked, CascadeAnswer],
    cells: Mapping[Asked, dict[str, Position]],
) -> tuple[Edits, tuple[Finding, ...]]:
    """Give the cells to fill in.

    A cell that holds something else already is left and reported.
    """
    edits: Edits = {}
    findings: list[Finding] = []
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for asked, answer in answers.items():
        name = asked.place.sheet
        for label, value in _values(asked, answer):
            if label not in cells[asked]:
                continue
            row, column = cells[asked][label]
            present = sheets[name].cell(row, column)
            if is_blank(present):
                edits[name, row, column] = value
            elif raw_text(present) != _text(value):
                occupied = CASCADE_OCCUPIED.at(
                    Place(sheet=name, cell=address(row, column)),
                    found=raw_text(present),
                    expected=_text(value),
                )
                findings.append(occupied)
    return edits, tuple(findings)


def _values(asked: Asked, answer: CascadeAnswer) -> Iterator[tuple[str, Decimal | str]]:
    """Give what is answered, each with the header of its column.

    Without a 计量单位 an indicator is answered in words.
    """
    column = _VALUE if asked.measurement_unit else _TEXT
    if answer.value is not None:
        yield column, answer.value
    if answer.growth is not None:
        yield _GROWTH, answer.growth


def _text(value: Decimal | str) -> str:
    """Give a value as it stands in a cell."""
    return f"{value:f}" if isinstance(value, Decimal) else value


def filled(data: bytes, edits: Edits) -> bytes:
    """Give the workbook with these cells filled in, and what its formulas make of them.

    PackageError where it is no sound .xlsx.
    """
    editor = Editor(open_package(data))
    structure = structure_of(editor.package)
    parts = {sheet.name: sheet.part for sheet in structure.sheets if sheet.part}
    pages = {name: Cells.of(editor.tree(part)) for name, part in parts.items()}
    for cell in sorted(edits):
        name, row, column = cell
        page = pages[name]
        if page is not None:
            _put(page.at(row, column), edits[cell])
            editor.touch(parts[name])
    if edits:
        for name in _renew_results(data, edits, pages):
            editor.touch(parts[name])
        _calculate_anew(editor, structure.workbook)
    return editor.result()


def _renew_results(
    data: bytes, edits: Edits, pages: Mapping[str, Cells | None]
) -> set[str]:
    """Give every formula the result that it has now, or none.

    Gives the sheets that changed.
    """
    formulas: dict[Cell, str] = {}
    elements: dict[Cell, etree._Element] = {}
    for name, page in pages.items():
        for place, element, text in _formulas(page):
            elements[name, *place] = element
            formulas[name, *place] = text
    results = recalculated(formulas, _contents(data, edits), edits)
    for cell, value in results.known.items():
        _put_result(elements[cell], value)
    for cell in results.unknown:
        _put_result(elements[cell], None)
    return {cell[0] for cell in (*results.known, *results.unknown)}


def _formulas(
    page: Cells | None,
) -> Iterator[tuple[Position, etree._Element, str]]:
    """Give place, element and text of every formula.

    One that is shared is written once, at its first cell.
    """
    if page is None:
        return
    shared: dict[str, tuple[int, int, str]] = {}
    for element in page.data.iter(f"{M}c"):
        formula = element.find(f"{M}f")
        if formula is None:
            continue
        row, column = position(element.get("r", ""))
        text = formula.text or ""
        number = formula.get("si", "")
        if text and formula.get("t") == "shared":
            shared[number] = row, column, text
        elif not text and number in shared:
            top, left, first = shared[number]
            text = moved(first, row - top, column - left)
        yield (row, column), element, text


def _contents(data: bytes, edits: Edits) -> dict[Cell, Raw | CellError]:
    """Give every cell of the workbook as it is with the edits."""
    workbook = read_bytes(data).workbook
    contents: dict[Cell, Raw | CellError] = {}
    for sheet in workbook.sheets if workbook else ():
        for row, cells in enumerate(sheet.rows):
            for column, content in enumerate(cells):
                if content is not None:
                    contents[sheet.name, row, column] = content
    for cell, value in edits.items():
        contents[cell] = float(value) if isinstance(value, Decimal) else value
    return contents


def _put_result(cell: etree._Element, value: ExcelValue) -> None:
    """Give a formula's cell its result; None takes the old one away."""
    for old in cell.findall(f"{M}v"):
        cell.remove(old)
    cell.attrib.pop("t", "")
    if value is None:
        return
    text, kind = _written(value)
    if kind:
        cell.set("t", kind)
    etree.SubElement(cell, f"{M}v").text = text


def _written(value: ExcelValue) -> tuple[str, str]:
    """Give a result as XML has it, and its type (`t`)."""
    match value:
        case bool():
            return str(int(value)), "b"
        case ExcelError():
            return value.code, "e"
        case float():
            return repr(value).removesuffix(".0"), ""
    return cell_text(str(value)), "str"


def _put(cell: etree._Element, value: Decimal | str) -> None:
    """Give a cell a number or a text for all that it held; its format stays."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    if isinstance(value, Decimal):
        etree.SubElement(cell, f"{M}v").text = f"{value:f}"
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{M}is"), f"{M}t")
    text.text = cell_text(value)
    text.set(_SPACE, "preserve")


def _calculate_anew(editor: Editor, workbook: str) -> None:
    """Have all formulas calculated when the workbook is opened."""
    root = editor.tree(workbook)
    setting = root.find(f"{M}calcPr")
    if setting is None:
        before = root.find(f"{M}definedNames")
        if before is None:
            before = root.find(f"{M}sheets")
        setting = root.makeelement(f"{M}calcPr")
        before.addnext(setting)  # type: ignore[union-attr]
    setting.set("fullCalcOnLoad", "1")
    editor.touch(workbook)
