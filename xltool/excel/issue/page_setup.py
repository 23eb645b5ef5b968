"""What stands around the rows of an issued workbook's sheets, written by XlsxWriter.

Columns, drop-downs, marks, protection, printing: of a data sheet these depend on its
form and on which its last row is, on nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.issue.entering import validation
from xltool.excel.issue.listed_choices import PARENT_CELL
from xltool.excel.issue.sheet import CHECK_WIDTH
from xltool.findings import Severity
from xltool.forms.design import RowsFrom
from xltool.forms.row_checks import ERROR, PASSED, QUERY, WAITING
from xltool.model.grid import address, column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.issue.sheet import IssueSheet
    from xltool.forms.design import FormDesign
    from xltool.forms.layout import LayoutSheet
    from xltool.forms.row_checks import RowCheck

MARK_OF = {WAITING: "waiting", ERROR: "bad", QUERY: "doubtful", PASSED: "good"}
"""The mark of each word that a cell of 校验 may begin with."""
FROZEN_WIDTH = 34
"""Columns at the left stay in view up to this width."""
FOOTER = "&L&A&C第 &P 页　共 &N 页"


def set_up_data_sheet(
    page: Worksheet,
    sheet: IssueSheet,
    form: FormDesign,
    choice_sources: Mapping[str, str],
    formats: Mapping[str, Format],
) -> None:
    """Set up a data sheet.

    `choice_sources` says where the choice lists stand that no drop-down's own text
    holds.
    """
    _add_drop_downs(page, sheet, form, choice_sources)
    _add_marks(page, sheet, formats)
    _set_columns(page, sheet)
    _set_up(page, sheet)


def _add_drop_downs(
    page: Worksheet,
    sheet: IssueSheet,
    form: FormDesign,
    choice_sources: Mapping[str, str],
) -> None:
    for field in sheet.layout.fields:
        if field.is_input:
            column = sheet.layout.columns[field.key]
            choices = form.choices.get(field.choices, ())
            first = address(sheet.first_row, column)
            source = choice_sources.get(field.choices, "")
            if field.parent:
                parent = column_letters(sheet.layout.columns[field.parent])
                source = source.replace(PARENT_CELL, f"${parent}{sheet.first_row + 1}")
            options = validation(field, first, choices, source)
            if options is not None:
                page.data_validation(
                    sheet.first_row, column, sheet.last_row, column, options
                )


def _add_marks(
    page: Worksheet, sheet: IssueSheet, formats: Mapping[str, Format]
) -> None:
    """Mark the cell that a failing check names, and colour 校验."""
    first, last = sheet.first_row, sheet.last_row
    for check, hidden in zip(sheet.checks, sheet.check_columns, strict=True):
        column = sheet.layout.columns[check.rule.field]
        cell = f"${column_letters(hidden)}{first + 1}"
        end = first if check.once else last
        mark_failing(page, check, cell, (first, column, end, column), formats)
    color_checks(page, sheet, formats)


def mark_failing(
    page: Worksheet,
    check: RowCheck,
    cell: str,
    area: tuple[int, int, int, int],
    formats: Mapping[str, Format],
) -> None:
    """Mark an area (first row and column, last row and column) where a check fails.

    `cell` is the hidden cell of the check that belongs to the area's first cell.
    """
    words: tuple[str, ...] = (WAITING, ERROR)
    if check.rule.severity is Severity.QUERY:
        words = (QUERY,)
    for word in words:
        options = {
            "type": "formula",
            "criteria": f'=LEFT({cell},{len(word)})="{word}"',
            "format": formats[MARK_OF[word]],
        }
        page.conditional_format(*area, options)


def color_checks(
    page: Worksheet, sheet: IssueSheet, formats: Mapping[str, Format]
) -> None:
    """Colour the column 校验 by the word that a cell of it begins with."""
    column = sheet.check_column
    area = (sheet.first_row, column, sheet.last_row, column)
    for word, style in MARK_OF.items():
        options = {
            "type": "text",
            "criteria": "begins with",
            "value": word,
            "format": formats[style],
        }
        page.conditional_format(*area, options)


def _set_columns(page: Worksheet, sheet: IssueSheet) -> None:
    layout = sheet.layout
    page.set_column(layout.key_column, layout.key_column, 10, None, {"hidden": True})
    for field in layout.fields:
        page.set_column(
            layout.columns[field.key], layout.columns[field.key], field.width
        )
    page.set_column(sheet.check_column, sheet.check_column, CHECK_WIDTH)
    if sheet.checks:
        page.set_column(
            sheet.check_columns[0], sheet.check_columns[-1], 10, None, {"hidden": True}
        )


def _set_up(page: Worksheet, sheet: IssueSheet) -> None:
    layout = sheet.layout
    page.freeze_panes(layout.header_row + 1, _frozen_columns(layout))
    page.hide_gridlines(2)
    free = layout.design.rows_from is RowsFrom.FREE
    page.protect(
        "",
        {
            "insert_rows": free,
            "format_rows": True,
            "format_columns": True,
            "autofilter": True,
        },
    )
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.center_horizontally()
    page.repeat_rows(layout.top_row, layout.header_row)
    page.print_area(0, layout.key_column + 1, sheet.last_row, sheet.check_column)
    page.set_footer(FOOTER)


def _frozen_columns(layout: LayoutSheet) -> int:
    """Count the locked columns at the left that stay in view, the hidden key column
    included.
    """
    width = 0.0
    count = layout.key_column + 1
    for field in layout.fields:
        width += field.width
        if field.is_input or width > FROZEN_WIDTH:
            break
        count += 1
    return count


def set_up_on_one_page(
    page: Worksheet, widths: Sequence[float], last_row: int, colour: str
) -> None:
    """Set up 填报说明 or 填报自检: columns so wide, the first of them a margin."""
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.hide_gridlines(2)
    page.protect("", {"format_rows": True, "format_columns": True})
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 1)
    page.center_horizontally()
    page.print_area(0, 1, last_row, len(widths) - 1)
    page.set_footer(FOOTER)
    page.set_tab_color(colour)
