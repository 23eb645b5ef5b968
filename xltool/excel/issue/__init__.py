"""下发表: writes the workbook that one unit is issued for one period.

The same layout, stamp, office and values always give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from xltool.excel.issue.cover import COVER, SELF_CHECK, period_line, write_cover, write_self_check
from xltool.excel.issue.entering import needs_range
from xltool.excel.issue.locating import STAMP_SHEET, quoted
from xltool.excel.issue.plain import plain_worksheet
from xltool.excel.issue.sheet import IssueSheet, write_sheet
from xltool.excel.issue.styles import add_styles
from xltool.forms.reckoning import Reckoning
from xltool.model.grid import column_letters
from xltool.settings import Office

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from xltool.forms.layout import Layout
    from xltool.model.value import Values

CHOICE_SHEET = "_选项"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_issued(
    layout: Layout, stamp_text: str, *, values: Values | None = None, office: Office | None = None
) -> bytes:
    """Write the issued workbook of a layout, with `values` (if any) in its input cells.

    `stamp_text` is stored in a very hidden sheet; `office` is who sends it out.
    """
    import xlsxwriter

    office = office or Office()
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    _describe(book, layout, office)
    styles = add_styles(book)
    reckoning = Reckoning(layout, values or {})
    cover = book.add_worksheet(COVER)
    pages = [book.add_worksheet(sheet.name, plain_worksheet()) for sheet in layout.sheets]
    self_check = book.add_worksheet(SELF_CHECK, plain_worksheet())
    choice_ranges = _write_choices(book, layout)
    sheets = [
        IssueSheet(
            page=page,
            layout=sheet,
            reckoning=reckoning,
            styles=styles,
            choice_ranges=choice_ranges,
        )
        for page, sheet in zip(pages, layout.sheets, strict=True)
    ]
    write_cover(cover, layout, office, styles)
    for sheet in sheets:
        write_sheet(sheet, period_line(layout, office))
    write_self_check(self_check, sheets, styles)
    _write_stamp(book, stamp_text)
    for page, colour in ((cover, "#1F3864"), (self_check, "#2E7D32")):
        page.set_tab_color(colour)
    book.close()
    return buffer.getvalue()


def _describe(book: Workbook, layout: Layout, office: Office) -> None:
    created = dt.datetime.combine(layout.period.end, dt.time())
    book.set_properties(
        {
            "title": f"{layout.form.name}（{layout.period.label}）",
            "subject": layout.unit.name,
            "author": office.name,
            "created": created,
        }
    )


def _write_choices(book: Workbook, layout: Layout) -> dict[str, str]:
    """Write the choice lists that do not fit into a drop-down to a hidden sheet; gives where each stands."""
    long = {name: choices for name, choices in layout.form.choices.items() if needs_range(choices)}
    if not long:
        return {}
    page = book.add_worksheet(CHOICE_SHEET)
    page.hide()
    page.protect()
    ranges = {}
    for column, (name, choices) in enumerate(long.items()):
        page.write_string(0, column, name)
        for row, choice in enumerate(choices, start=1):
            page.write_string(row, column, choice)
        letters = column_letters(column)
        ranges[name] = f"{quoted(CHOICE_SHEET)}!${letters}$2:${letters}${len(choices) + 1}"
    return ranges


def _write_stamp(book: Workbook, stamp_text: str) -> None:
    page = book.add_worksheet(STAMP_SHEET)
    page.write_string(0, 0, stamp_text)
    page.protect()
    page.very_hidden()
