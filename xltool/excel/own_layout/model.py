"""What an issued workbook on the office's own layout gets beside values.

XlsxWriter writes a model: drop-downs and marks of the office's worksheets, and our own
sheets 填报自检, choices and stamp. From it elements and parts are taken over into the
office's file, with the numbers that their styles have there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.issue.entering import needs_range, validation
from xltool.excel.issue.locating import quoted
from xltool.excel.issue.page_setup import color_checks, mark_failing
from xltool.excel.issue.self_check import set_up_self_check
from xltool.excel.issue.styles import add_styles
from xltool.excel.own_layout.positions import position_of
from xltool.forms.layout import CHOICE_SHEET, SELF_CHECK_SHEET, STAMP_SHEET
from xltool.model.grid import address, column_letters
from xltool.opc.editing import Editor
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.issue.sheet import IssueSheet
    from xltool.forms.design import Field, FormDesign
    from xltool.forms.layout import LayoutSheet

_ROW_OF_STYLES = 100
"""The row of 填报自检 below which the model has a cell of each style."""


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
    pages: dict[str, Worksheet] = {}
    ranges = _choice_ranges(form)
    for sheet in sheets:
        name = sheet.layout.name
        if name not in pages:
            pages[name] = book.add_worksheet(name)
        _add_drop_downs(pages[name], sheet, form, ranges, taken.get(name, set()))
        _add_marks(pages[name], sheet, formats)
    _add_self_check(book, sheets, formats)
    added = [SELF_CHECK_SHEET, *_add_hidden(book, form)]
    book.close()
    styles = {"": 0}
    for name, style in formats.items():
        styles[name] = style.xf_index
    return Model(
        editor=Editor(open_package(buffer.getvalue())),
        worksheets=_parts(pages, 1),
        added=_parts(added, len(pages) + 1),
        styles=styles,
    )


def _parts(names: Iterable[str], first: int) -> dict[str, str]:
    """Give the part of each worksheet, as XlsxWriter numbers them from `first` on."""
    parts = {}
    for number, name in enumerate(names, first):
        parts[name] = f"xl/worksheets/sheet{number}.xml"
    return parts


def _add_self_check(
    book: Workbook, sheets: Sequence[IssueSheet], formats: Mapping[str, Format]
) -> None:
    """Add 填报自检, with a cell of every style, so that each has a number."""
    page = book.add_worksheet(SELF_CHECK_SHEET)
    set_up_self_check(page, sheets, formats)
    for row, style in enumerate(formats.values(), start=_ROW_OF_STYLES):
        page.write_blank(row, 1, None, style)


def _add_hidden(book: Workbook, form: FormDesign) -> list[str]:
    """Add the sheets that nobody sees, and give their names."""
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
    """Give where each long list of choices will stand."""
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
    """Check what is entered, but where the office does so itself."""
    layout = sheet.layout
    for field in layout.fields:
        first, column = position_of(layout, layout.rows[0], field)
        last, _ = position_of(layout, layout.rows[-1], field)
        if column_letters(column) in taken or not _is_checked(layout, field):
            continue
        options = validation(
            field,
            address(first, column),
            form.choices.get(field.choices, ()),
            ranges.get(field.choices, ""),
        )
        if options is not None:
            page.data_validation(first, column, last, column, options)


def _is_checked(layout: LayoutSheet, field: Field) -> bool:
    """Say whether a field's cells hold what the unit enters, and nothing else.

    The cell of a share shown as per cent holds another number than the field; the cell
    of an answer behind its label holds the label, too.
    """
    places = layout.design.places
    if not field.is_input:
        return False
    if places is None:
        return True
    return field.key not in places.percent and field.key not in places.inside


def _add_marks(
    page: Worksheet, sheet: IssueSheet, formats: Mapping[str, Format]
) -> None:
    """Mark the cell that a failing check names, and colour 校验."""
    layout = sheet.layout
    for check, hidden in zip(sheet.checks, sheet.check_columns, strict=True):
        field = layout.design.field(check.rule.field)
        first, column = position_of(layout, layout.rows[0], field)
        last, _ = position_of(layout, layout.rows[-1], field)
        # a single cell stands above or below the row of its check
        fixed = "" if first == sheet.first_row else "$"
        cell = f"${column_letters(hidden)}{fixed}{sheet.first_row + 1}"
        end = first if check.once else last
        mark_failing(page, check, cell, (first, column, end, column), formats)
    color_checks(page, sheet, formats)
