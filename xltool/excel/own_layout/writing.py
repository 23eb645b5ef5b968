"""下发表 on the office's own layout.

The issued workbook is the office's file: every part that need not change is there byte
for byte, and what changes (the worksheets that are filled in, the styles, the workbook
with its relations and content types) keeps all that was in it. Values, checks,
drop-downs, 填报自检 and the stamp are added; nothing is ever taken away.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from lxml import etree

from xltool.excel.cells import Cells
from xltool.excel.issue.cells import ROW, Cell, CellBlock, Row, xml_of
from xltool.excel.issue.self_check import self_check_rows
from xltool.excel.issue.sheet import IssueSheet, check_cells, counted
from xltool.excel.own_layout.base import Base, base_of
from xltool.excel.own_layout.contents import put, put_formula
from xltool.excel.own_layout.model import long_choices
from xltool.excel.own_layout.positions import position_of
from xltool.excel.own_layout.sheet_parts import insert
from xltool.forms.design import FieldType
from xltool.forms.evaluation import Evaluation
from xltool.forms.fixed_tables import subtotal_expression
from xltool.forms.layout import (
    CHECK_LABEL,
    CHOICE_SHEET,
    SELF_CHECK_SHEET,
    STAMP_SHEET,
)
from xltool.forms.single_cells import answered_text
from xltool.model.grid import column_letters
from xltool.opc.editing import Editor, M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element as Element

    from xltool.excel.issue.sheet import Failing
    from xltool.excel.own_layout.template import Position
    from xltool.forms.design import Field
    from xltool.forms.layout import Layout, LayoutRow
    from xltool.formula import ExcelValue
    from xltool.model.value import Values


def write_own_layout(
    layout: Layout, stamp_text: str, file: bytes, *, values: Values
) -> bytes:
    """Write the issued workbook of a layout on the office's own file.

    `values` stand in its input cells; `stamp_text` in a very hidden sheet.
    PackageError or ValueError where the file is no sound .xlsx.
    """
    base = base_of(_common(layout), file)
    sheets = []
    for sheet, own in zip(base.sheets, layout.sheets, strict=True):
        sheets.append(replace(sheet, layout=own))
    evaluation = Evaluation(layout, values)
    editor = Editor(base.package)
    counts: list[Failing] = []
    for sheet in sheets:
        part = base.parts[sheet.layout.name]
        page = Cells.of(editor.tree(part))
        if page is None:
            raise ValueError(part)
        counts.append(_Filling(page, sheet, evaluation, base).fill())
        editor.touch(part)
    _write_self_check(editor, base, sheets, counts)
    _write_stamp(editor, base, stamp_text)
    if CHOICE_SHEET in base.parts:
        _write_choices(editor, base, layout)
    return editor.result()


def _common(layout: Layout) -> Layout:
    """Give the layout as all units have it."""
    unit = replace(layout.unit, code="", name="", aliases=(), emails=())
    sheets = []
    for sheet in layout.sheets:
        rows = tuple(replace(row, prefilled={}, carried={}) for row in sheet.rows)
        sheets.append(replace(sheet, rows=rows))
    return replace(layout, unit=unit, sheets=tuple(sheets))


class _Filling:
    """One sheet of one unit in the course of being filled in."""

    def __init__(
        self, page: Cells, sheet: IssueSheet, evaluation: Evaluation, base: Base
    ) -> None:
        self.page = page
        self.sheet = sheet
        self.layout = sheet.layout
        self.evaluation = evaluation
        self.base = base
        place = base.template.sheet(sheet.layout.name)
        places = sheet.layout.design.places
        if place is None or places is None:
            raise ValueError(sheet.layout.name)
        self.place = place
        self.places = places

    def fill(self) -> Failing:
        """Fill in every row, and count the checks that fail."""
        sentences: list[str] = []
        live = {check.expression for check in self.sheet.checks}
        for row in self.layout.rows:
            failing = self.evaluation.sentences(self.layout, row)
            shown = {key: one for key, one in failing.items() if key in live}
            sentences += shown.values()
            for field in self.layout.fields:
                self._fill_field(row, field)
            key = self.page.at(row.row, self.places.added)
            self._set_style(key, "hidden")
            put(key, row.key)
            tail = check_cells(self.sheet, self.evaluation, row, shown)
            for cell in tail.cells:
                self._fill_check(row, cell)
        if self.places.check_column is not None:
            header = self.page.at(self.layout.header_row, self.places.check_column)
            self._set_style(header, "header_check")
            put(header, CHECK_LABEL)
        if self.places.inside:
            self._fill_answers()
        return counted(sentences)

    def _set_style(self, cell: Element, style: str) -> None:
        """Give a cell of ours one of our styles."""
        cell.set("s", str(self.base.styles[style]))

    def _fill_check(self, row: LayoutRow, cell: Cell) -> None:
        """Write 校验 or one of the cells behind it."""
        is_shown = cell.column == self.sheet.check_column
        if is_shown and self.places.check_column is None:
            return
        element = self.page.at(row.row, cell.column)
        self._set_style(element, cell.style)
        if not cell.formula:
            put(element, cell.content or None)
            return
        number = str(row.row + 1)
        put_formula(element, cell.formula.replace(ROW, number), cell.content)

    def _fill_field(self, row: LayoutRow, field: Field) -> None:
        """Write what a field of a row holds; what the office has in its cell stays."""
        if field.key in self.places.inside:
            return
        at = position_of(self.layout, row, field)
        content = self.evaluation.content(self.layout, row, field)
        if at[1] > self.places.added and field.key not in self.places.cells:
            helper = self.page.at(*at)
            self._set_style(helper, "hidden")
            put(helper, content)
            return
        anchor = self.place.anchor(*at)
        if anchor in self.place.formulas:
            return
        formula = self._formula(row, field)
        if not formula:
            self._fill_content(anchor, field, content)
        elif not self._is_computed(row, field):
            cell = self.page.at(*anchor)
            put_formula(cell, formula, self._scaled(field, content))

    def _fill_content(self, at: Position, field: Field, content: ExcelValue) -> None:
        """Write what the unit or the office has entered; a day is shown as one."""
        if content is None or content == "":
            return
        cell = self.page.at(*at)
        if field.type is FieldType.DATE and isinstance(content, float):
            index = int(cell.get("s", "0"))
            cell.set("s", str(self.base.days.get(index, index)))
        put(cell, self._scaled(field, content))

    def _is_computed(self, row: LayoutRow, field: Field) -> bool:
        """Say whether the office computes what it wants computed of a row or a column
        itself: what it left blank there stays blank.
        """
        if row.sums(field):
            return any(at[0] == row.row for at in self.place.formulas)
        column = self.layout.columns[field.key]
        return any(at[1] == column for at in self.place.formulas)

    def _formula(self, row: LayoutRow, field: Field) -> str:
        """Give the formula that computes a field in a row; empty where none does."""
        expression = field.formula
        if row.sums(field):
            expression = subtotal_expression(row.subtotal, field.key)
        if not expression:
            return ""
        formula = self.sheet.formula(expression, row, self.evaluation)
        if field.key in self.places.percent:
            formula = f"({formula})/100"
        return formula.replace(ROW, str(row.row + 1))

    def _scaled(self, field: Field, content: ExcelValue) -> ExcelValue:
        """Give a content as the office's cell holds it: 12.5 as 0.125 where it shows
        per cent.
        """
        if field.key in self.places.percent and isinstance(content, float):
            return round(content / 100, 15)
        return content

    def _fill_answers(self) -> None:
        """Put answers behind the labels that stand in the same cell."""
        row = self.layout.rows[0]
        given = self.evaluation.given(self.layout, row)
        texts: dict[Position, dict[str, str]] = {}
        for field in self.layout.fields:
            if field.key not in self.places.inside:
                continue
            value = given.get(field.key) or row.prefilled.get(field.key)
            at = position_of(self.layout, row, field)
            label = self.places.labels[field.key]
            texts.setdefault(at, {})[label] = "" if value is None else value.text
        for at, answers in texts.items():
            if any(answers.values()):
                printed = self.place.texts.get(at, "")
                put(self.page.at(*at), answered_text(printed, answers))


# Our own sheets


def _write_self_check(
    editor: Editor, base: Base, sheets: Sequence[IssueSheet], counts: list[Failing]
) -> None:
    """Write 填报自检."""
    rows = list(self_check_rows(sheets, counts))
    data = xml_of(CellBlock(rows), base.styles)
    merged = [row.merged for row in rows]
    _set_rows(editor, base.parts[SELF_CHECK_SHEET], data, merged)


def _set_rows(
    editor: Editor, part: str, data: str, merged: Sequence[tuple[int, int] | None]
) -> None:
    """Put rows, written as XML, in the place of a sheet's own, and merge in them.

    `merged` has the first and the last merged column of each row.
    """
    root = editor.tree(part)
    old = root.find(f"{M}sheetData")
    if old is None:
        raise ValueError(part)
    new = etree.fromstring(f'<sheetData xmlns="{M[1:-1]}">{data}</sheetData>')
    root.replace(old, new)
    areas = []
    for row, columns in zip(new, merged, strict=True):
        if columns:
            number = row.get("r")
            first, last = map(column_letters, columns)
            areas.append(f"{first}{number}:{last}{number}")
    if areas and root.find(f"{M}mergeCells") is None:
        element = root.makeelement(f"{M}mergeCells", count=str(len(areas)))
        for area in areas:
            etree.SubElement(element, f"{M}mergeCell", ref=area)
        insert(root, element)
    editor.touch(part)


def _write_choices(editor: Editor, base: Base, layout: Layout) -> None:
    """Write the long lists of choices, each in a column under its name."""
    columns = [(name, *listed) for name, listed in long_choices(layout.form).items()]
    rows = []
    for number, texts in enumerate(zip_longest(*columns)):
        cells = []
        for column, text in enumerate(texts):
            if text is not None:
                cells.append(Cell(column, "", text))
        rows.append(Row(number, cells))
    data = xml_of(CellBlock(rows), base.styles)
    _set_rows(editor, base.parts[CHOICE_SHEET], data, [None] * len(rows))


def _write_stamp(editor: Editor, base: Base, stamp_text: str) -> None:
    """Write the stamp, which the unit never sees."""
    part = base.parts[STAMP_SHEET]
    data = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{stamp_text}</t></is></c></row>'
    _set_rows(editor, part, data, [None])
