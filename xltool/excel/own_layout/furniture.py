"""What an issued workbook on the office's own layout gets beside values.

XlsxWriter writes a model: drop-downs and marks of the office's worksheets, and our own
sheets 填报自检, choices and stamp. From it elements and parts are taken over into the
office's file, with the numbers that their styles have there.
"""

from __future__ import annotations

import copy
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.annotate.marking import Styles
from xltool.excel.issue.entering import needs_range, validation
from xltool.excel.issue.locating import quoted
from xltool.excel.issue.page_setup import color_checks, mark_failing
from xltool.excel.issue.self_check import furnish_self_check
from xltool.excel.issue.styles import add_styles
from xltool.forms.layout import CHOICE_SHEET, SELF_CHECK_SHEET, STAMP_SHEET
from xltool.model.grid import address, column_letters
from xltool.opc.editing import Editor, M
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element as Element
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.issue.sheet import IssueSheet
    from xltool.forms.design import Field, FormDesign
    from xltool.forms.layout import LayoutRow, LayoutSheet

_STYLE = re.compile(rb'(<c [^>]*?\bs=")(\d+)(")')
_COLUMN_STYLE = re.compile(rb'(<col [^>]*?\bstyle=")(\d+)(")')
_DXF = re.compile(rb'(dxfId=")(\d+)(")')


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The model, with the numbers of its styles.

    `added` are our own sheets by name, with their parts as they stand in the model.
    """

    editor: Editor
    worksheets: dict[str, str]
    added: dict[str, str]
    styles: dict[str, int]


def model_of(
    sheets: Sequence[IssueSheet], form: FormDesign, taken: Mapping[str, set[str]]
) -> Model:
    """Write the model.

    `taken` are the columns, by worksheet, that the office checks itself.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    formats = add_styles(book)
    names = list(dict.fromkeys(one.layout.name for one in sheets))
    pages = {name: book.add_worksheet(name) for name in names}
    ranges = _choice_ranges(form)
    for sheet in sheets:
        page = pages[sheet.layout.name]
        _add_drop_downs(page, sheet, form, ranges, taken.get(sheet.layout.name, set()))
        _add_marks(page, sheet, formats)
    check = book.add_worksheet(SELF_CHECK_SHEET)
    furnish_self_check(check, sheets, formats)
    for place, style in enumerate(formats.values()):
        check.write_blank(100 + place, 1, None, style)  # so that it has a number
    added = [SELF_CHECK_SHEET, *_add_hidden(book, form)]
    book.close()
    numbers = {"": 0} | {name: one.xf_index for name, one in formats.items()}
    part = "xl/worksheets/sheet{}.xml"
    return Model(
        editor=Editor(open_package(buffer.getvalue())),
        worksheets={name: part.format(i) for i, name in enumerate(names, 1)},
        added={name: part.format(i) for i, name in enumerate(added, len(names) + 1)},
        styles=numbers,
    )


def _add_hidden(book: Workbook, form: FormDesign) -> list[str]:
    names = []
    if long_choices(form):
        page = book.add_worksheet(CHOICE_SHEET)
        page.hide()
        names.append(CHOICE_SHEET)
    page = book.add_worksheet(STAMP_SHEET)
    page.protect()
    page.very_hidden()
    return [*names, STAMP_SHEET]


def long_choices(form: FormDesign) -> dict[str, tuple[str, ...]]:
    """Give the choice lists that do not fit into a drop-down, by name."""
    return {name: one for name, one in form.choices.items() if needs_range(one)}


def _choice_ranges(form: FormDesign) -> dict[str, str]:
    ranges = {}
    for column, (name, choices) in enumerate(long_choices(form).items()):
        letters = column_letters(column)
        last = len(choices) + 1
        ranges[name] = f"{quoted(CHOICE_SHEET)}!${letters}$2:${letters}${last}"
    return ranges


def _add_drop_downs(
    page: Worksheet,
    sheet: IssueSheet,
    form: FormDesign,
    ranges: Mapping[str, str],
    taken: set[str],
) -> None:
    layout = sheet.layout
    for field in layout.fields:
        first, column = position_of(layout, layout.rows[0], field)
        last = position_of(layout, layout.rows[-1], field)[0]
        places = layout.design.places
        percent = places is not None and field.key in places.percent
        if not field.is_input or percent or column_letters(column) in taken:
            continue
        if places is not None and field.key in places.inside:
            continue
        choices = form.choices.get(field.choices, ())
        options = validation(
            field, address(first, column), choices, ranges.get(field.choices, "")
        )
        if options is not None:
            page.data_validation(first, column, last, column, options)


def _add_marks(
    page: Worksheet, sheet: IssueSheet, formats: Mapping[str, Format]
) -> None:
    """Mark the cell that a failing check names, and colour 校验."""
    layout = sheet.layout
    for check, hidden in zip(sheet.checks, sheet.check_columns, strict=True):
        field = layout.design.field(check.rule.field)
        first, column = position_of(layout, layout.rows[0], field)
        last = position_of(layout, layout.rows[-1], field)[0]
        row = sheet.first_row + 1
        cell = f"${column_letters(hidden)}{row}"
        if first != sheet.first_row:
            cell = f"${column_letters(hidden)}${row}"
        end = first if check.once else last
        mark_failing(page, check, cell, (first, column, end, column), formats)
    color_checks(page, sheet, formats)


def position_of(layout: LayoutSheet, row: LayoutRow, field: Field) -> tuple[int, int]:
    """Give the row and the column of a field in a row of the layout."""
    places = layout.design.places
    if places is not None and field.key in places.cells:
        top, left = places.cells[field.key]
        return top, left
    return row.row, layout.columns[field.key]


class StyleImport:
    """The styles of the model, taken over into the office's file as they are needed."""

    def __init__(self, editor: Editor, part: str, model: Model) -> None:
        """Take the office's styles and the model's."""
        self.styles = Styles(editor, part, {}, keeps_background=True)
        self.model = model.editor.tree("xl/styles.xml")
        self.formats: dict[int, int] = {}
        self.marks: dict[int, int] = {}

    def number(self, index: int) -> int:
        """Give the number that a format of the model has in the office's file."""
        if index not in self.formats:
            source = self.model.find(f"{M}cellXfs")
            if source is None:
                return 0
            element = copy.deepcopy(source[index])
            for name, table in (("font", "fonts"), ("fill", "fills"),
                                ("border", "borders")):  # fmt: skip
                old = int(element.get(f"{name}Id", "0"))
                known = self.model.find(f"{M}{table}")
                if known is not None:
                    new = self.styles.place(
                        self.styles.table(table), copy.deepcopy(known[old])
                    )
                    element.set(f"{name}Id", str(new))
            element.set("xfId", "0")
            self._set_number_format(element)
            self.formats[index] = self.styles.place(self.styles.formats, element)
        return self.formats[index]

    def derived(self, index: int, **changes: str) -> int:
        """Give a format of the office's with some attributes changed.

        `locked="0"` unlocks its cells.
        """
        known = index if index < len(self.styles.formats) else 0
        element = copy.deepcopy(self.styles.formats[known])
        locked = changes.pop("locked", "")
        if locked:
            protection = element.find(f"{M}protection")
            if protection is None:
                protection = element.makeelement(f"{M}protection")
                extension = element.find(f"{M}extLst")
                if extension is not None:
                    extension.addprevious(protection)
                else:
                    element.append(protection)
            protection.set("locked", locked)
            element.set("applyProtection", "1")
        for name, value in changes.items():
            element.set(name, value)
        return self.styles.place(self.styles.formats, element)

    def mark(self, index: int) -> int:
        """Give the number that a format of a mark has in the office's file."""
        if index not in self.marks:
            source = self.model.find(f"{M}dxfs")
            table = self._marks_table()
            if source is None:
                return 0
            table.append(copy.deepcopy(source[index]))
            table.set("count", str(len(table)))
            self.styles.editor.touch(self.styles.part)
            self.marks[index] = len(table) - 1
        return self.marks[index]

    def _marks_table(self) -> Element:
        root = self.styles.root
        found = root.find(f"{M}dxfs")
        if found is not None:
            return found
        table = root.makeelement(f"{M}dxfs", count="0")
        before = root.find(f"{M}cellStyles")
        if before is None:
            before = root.find(f"{M}cellXfs")
        if before is None:
            root.append(table)
        else:
            before.addnext(table)
        return table

    def _set_number_format(self, element: Element) -> None:
        number = int(element.get("numFmtId", "0"))
        if number < 164:
            return
        code = ""
        for one in self.model.iterfind(f"{M}numFmts/{M}numFmt"):
            if one.get("numFmtId") == str(number):
                code = one.get("formatCode", "")
        root = self.styles.root
        table = root.find(f"{M}numFmts")
        if table is None:
            table = root.makeelement(f"{M}numFmts", count="0")
            root.insert(0, table)
        taken = [int(one.get("numFmtId", "0")) for one in table]
        for one in table:
            if one.get("formatCode") == code:
                element.set("numFmtId", one.get("numFmtId", "0"))
                return
        new = str(max([175, *taken]) + 1)
        table.append(table.makeelement(f"{M}numFmt", numFmtId=new, formatCode=code))
        table.set("count", str(len(table)))
        element.set("numFmtId", new)

    def renumbered(self, content: bytes) -> bytes:
        """Give a part of the model with the numbers that its styles have here."""

        def style(match: re.Match[bytes]) -> bytes:
            return match[1] + str(self.number(int(match[2]))).encode() + match[3]

        def mark(match: re.Match[bytes]) -> bytes:
            return match[1] + str(self.mark(int(match[2]))).encode() + match[3]

        content = _STYLE.sub(style, content)
        return _DXF.sub(mark, _COLUMN_STYLE.sub(style, content))
