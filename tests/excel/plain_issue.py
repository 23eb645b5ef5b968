"""An issued workbook written cell by cell with XlsxWriter: the oracle of the way that is faster."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.excel.issue.cells import ROW
from xltool.excel.issue.styles import add_styles
from xltool.excel.issue.workbook import issue_sheets, merge, pages, set_up_workbook
from xltool.forms.evaluation import Evaluation
from xltool.formula import ExcelError
from xltool.settings import Office

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from xltool.excel.issue.cells import Cell
    from xltool.forms.layout import Layout
    from xltool.model.value import Values

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class _Page(Worksheet):  # type: ignore[misc] # XlsxWriter's classes are not typed
    """A worksheet that takes formulas as they are: XlsxWriter would look for new functions in their texts too."""

    def _prepare_formula(self, formula: str, *_: object) -> str:
        return formula.removeprefix("=")

    def _xml_formula_element(
        self, formula: str, result: object, attributes: list[tuple[str, object]]
    ) -> None:
        kind = (
            [("t", "str")] if result == "" else []
        )  # XlsxWriter writes an empty text as no result
        super()._xml_formula_element(formula, result, [*attributes, *kind])


def write_plain(
    layout: Layout,
    stamp_text: str,
    *,
    values: Values | None = None,
    office: Office | None = None,
) -> bytes:
    """Write what `write_issued` does, with nothing kept from one workbook to the next and no formula shared."""
    buffer = io.BytesIO()
    book = Workbook(buffer, OPTIONS)
    book.worksheet_class = _Page
    write_all(book, layout, stamp_text, values=values, office=office)
    book.close()
    return buffer.getvalue()


def write_all(
    book: Any,
    layout: Layout,
    stamp_text: str,
    *,
    values: Values | None = None,
    office: Office | None = None,
) -> None:
    """Make every call that writes the workbook."""
    office = office or Office()
    formats = add_styles(book)
    sheets = issue_sheets(layout)
    worksheets = set_up_workbook(book, layout, sheets, office, formats)
    described = pages(sheets, Evaluation(layout, values or {}), stamp_text, office)
    for page, one in zip(worksheets, described, strict=True):
        merge(page, one.rows)
        for row in one.rows:
            if row.height is not None:
                page.set_row(row.number, row.height)
            for cell in row.cells:
                _write(page, row.number, cell, formats.get(cell.style))


def _write(page: Worksheet, row: int, cell: Cell, style: Format | None) -> None:
    column, content = cell.column, cell.content
    if cell.formula:
        value = (
            content.code
            if isinstance(content, ExcelError)
            else 0
            if content is None
            else content
        )
        page.write_formula(
            row, column, cell.formula.replace(ROW, str(row + 1)), style, value
        )
    elif content is None:
        page.write_blank(row, column, None, style)
    elif isinstance(content, bool):
        page.write_boolean(row, column, content, style)
    elif isinstance(content, str):
        page.write_string(row, column, content, style)
    else:
        page.write_number(row, column, content, style)
