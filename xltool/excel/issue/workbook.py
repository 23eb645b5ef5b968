"""An issued workbook as it is described.

Its pages, the rows of each, and what stands around them.
"""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.issue.cells import Cell, CellBlock, Row
from xltool.excel.issue.cover import cover_blocks, period_line, set_up_cover
from xltool.excel.issue.listed_choices import choice_sources, listed_columns
from xltool.excel.issue.page_setup import set_up_data_sheet
from xltool.excel.issue.self_check import (
    self_check_rows,
    set_up_self_check,
)
from xltool.excel.issue.sheet import IssueSheet, data_block, head_blocks, issue_sheet
from xltool.forms.layout import (
    CHOICE_SHEET,
    COVER_SHEET,
    SELF_CHECK_SHEET,
    STAMP_SHEET,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xltool.forms.design import FormDesign
    from xltool.forms.evaluation import Evaluation
    from xltool.forms.layout import Layout
    from xltool.settings import Office


class IssuedPage(NamedTuple):
    """A sheet of the workbook, of any kind."""

    name: str
    blocks: list[CellBlock]

    @property
    def rows(self) -> list[Row]:
        """The rows of all blocks."""
        return [row for block in self.blocks for row in block.rows]


def issue_sheets(layout: Layout) -> tuple[IssueSheet, ...]:
    """Give the data sheets of a layout with their checks."""
    return tuple(issue_sheet(sheet, layout.form) for sheet in layout.sheets)


def pages(
    sheets: Sequence[IssueSheet],
    evaluation: Evaluation,
    stamp_text: str,
    office: Office,
) -> Iterator[IssuedPage]:
    """Describe every page of the workbook of `evaluation`'s layout, whose data sheets
    are `sheets`, in their order.
    """
    layout = evaluation.layout
    yield IssuedPage(COVER_SHEET, list(cover_blocks(layout, office)))
    line = period_line(layout, office)
    counts = []
    for sheet in sheets:
        data, failing = data_block(sheet, evaluation)
        yield IssuedPage(sheet.layout.name, [*head_blocks(sheet, line), data])
        counts.append(failing)
    yield IssuedPage(
        SELF_CHECK_SHEET, [CellBlock(list(self_check_rows(sheets, counts)))]
    )
    listed = listed_columns(layout.form)
    if listed:
        yield IssuedPage(CHOICE_SHEET, [CellBlock(list(_choice_rows(listed)))])
    yield IssuedPage(STAMP_SHEET, [CellBlock([Row(0, [Cell(0, "", stamp_text)])])])


def set_up_workbook(
    book: Workbook,
    layout: Layout,
    sheets: Sequence[IssueSheet],
    office: Office,
    formats: Mapping[str, Format],
) -> list[Worksheet]:
    """Add every page to a workbook of XlsxWriter, with all but its rows.

    Gives them in their order.
    """
    _describe(book, layout, office)
    cover = book.add_worksheet(COVER_SHEET)
    data = [book.add_worksheet(sheet.layout.name) for sheet in sheets]
    self_check = book.add_worksheet(SELF_CHECK_SHEET)
    hidden = list(_add_hidden(book, layout.form))
    set_up_cover(cover, cover_blocks(layout, office)[-1].rows[-1].number)
    sources = choice_sources(layout.form)
    for page, sheet in zip(data, sheets, strict=True):
        set_up_data_sheet(page, sheet, layout.form, sources, formats)
    set_up_self_check(self_check, sheets, formats)
    return [cover, *data, self_check, *hidden]


def merge(page: Worksheet, rows: Iterable[Row]) -> None:
    """Merge in a sheet of XlsxWriter what is merged in rows."""
    for row in rows:
        if row.merged:
            first, last = row.merged
            page.merge_range(row.number, first, row.number, last, "")
        for area in row.areas:
            page.merge_range(*area, "")


def _describe(book: Workbook, layout: Layout, office: Office) -> None:
    """Set the document's properties; its time is the period's, so that bytes repeat."""
    created = dt.datetime.combine(layout.period.end, dt.time())
    book.set_properties(
        {
            "title": f"{layout.form.name}（{layout.period.label}）",
            "subject": layout.unit.name,
            "author": office.name,
            "created": created,
        }
    )


def _add_hidden(book: Workbook, form: FormDesign) -> Iterator[Worksheet]:
    """Add the sheets that nobody sees: long lists of choices, and the stamp."""
    if listed_columns(form):
        page = book.add_worksheet(CHOICE_SHEET)
        page.hide()
        page.protect()
        yield page
    page = book.add_worksheet(STAMP_SHEET)
    page.protect()
    page.very_hidden()
    yield page


def _choice_rows(columns: Sequence[Sequence[str]]) -> Iterator[Row]:
    """Describe the sheet of the long lists of choices, each in a column."""
    for number, texts in enumerate(zip_longest(*columns)):
        cells = []
        for column, text in enumerate(texts):
            if text is not None:
                cells.append(Cell(column, "", text))
        yield Row(number, cells)
