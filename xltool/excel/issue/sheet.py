"""One data sheet of an issued workbook: its rows, its drop-downs, its live checks, its printing.

Right of the 校验 column stand hidden columns, one for every check: each cell is empty or holds the sentence
of what is wrong in its row. The 校验 column shows the first of them, conditional formats mark the cells that
they name, and 填报自检 counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.excel.issue.entering import validation
from xltool.excel.issue.locating import cell_formula, quoted
from xltool.excel.issue.styles import line_count
from xltool.findings import Severity
from xltool.forms.design import Field, FieldType, RowsFrom
from xltool.forms.layout import header_of
from xltool.forms.reckoning import cell_content
from xltool.forms.row_checks import ERROR, FIRST_FREE_ROW, QUERY, WAITING, active_condition
from xltool.formula import ExcelError
from xltool.model.grid import address, column_letters
from xltool.model.value import MISSING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.issue.styles import Styles
    from xltool.forms.layout import LayoutRow, LayoutSheet
    from xltool.forms.reckoning import Reckoning
    from xltool.formula import ExcelValue

CHECK_LABEL = "校验"
CHECK_WIDTH = 28
PASSED = "√"
MARK_OF = {WAITING: "waiting", ERROR: "bad", QUERY: "doubtful", PASSED: "good"}
"""The mark of each word that a cell of 校验 may begin with."""
FROZEN_WIDTH = 34
"""Columns at the left stay in view up to this width."""
_LEAST_LINES = {RowsFrom.TASKS: 5, RowsFrom.INDICATORS: 2, RowsFrom.FREE: 2, RowsFrom.SINGLE: 2}
"""Lines that a row has room for, so that what is typed shows; the unit may draw rows higher."""
_TALLEST = 409
"""Points that Excel allows a row."""
_INPUT_STYLES = {
    FieldType.NUMBER: "input_number",
    FieldType.INTEGER: "input_number",
    FieldType.PERCENT: "input_number",
    FieldType.DATE: "input_date",
    FieldType.CHOICE: "input_choice",
    FieldType.PHONE: "input_text",
    FieldType.TEXT: "input_text",
}
_SHORT_LABEL = 12
"""Locked texts of columns up to this width are centred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSheet:
    """One data sheet that is being written."""

    page: Worksheet
    layout: LayoutSheet
    reckoning: Reckoning
    styles: Styles
    choice_ranges: dict[str, str]
    """Where the choice lists that are too long for a drop-down's own text stand, by the list's name."""

    @property
    def check_column(self) -> int:
        """The column of 校验."""
        return self.layout.key_column + 1 + len(self.layout.fields)

    @property
    def first_row(self) -> int:
        """The first row of data."""
        return self.layout.rows[0].row

    @property
    def last_row(self) -> int:
        """The last row of data."""
        return self.layout.rows[-1].row

    def formula(self, expression: str, row: LayoutRow) -> str:
        """Give an expression of the rule language as a cell formula of `row`, without the leading `=`."""
        return cell_formula(expression, self.reckoning.resolver, self.layout, row)

    @property
    def check_columns(self) -> list[int]:
        """The hidden columns of the checks."""
        first = self.check_column + 1
        return list(range(first, first + len(self.reckoning.checks(self.layout))))

    def area(self, columns: list[int]) -> str:
        """Give the address of some adjoining columns over all rows, with the sheet's name."""
        first = f"${column_letters(columns[0])}${self.first_row + 1}"
        return f"{quoted(self.layout.name)}!{first}:${column_letters(columns[-1])}${self.last_row + 1}"


def write_sheet(sheet: IssueSheet, line: str) -> None:
    """Write a data sheet; `line` names the unit, the period and the deadline."""
    _write_head(sheet, line)
    for row in sheet.layout.rows:
        _write_row(sheet, row)
    _add_drop_downs(sheet)
    _add_marks(sheet)
    _set_up_page(sheet)


def _write_head(sheet: IssueSheet, line: str) -> None:
    page, layout, styles = sheet.page, sheet.layout, sheet.styles
    left, right = layout.key_column + 1, sheet.check_column
    page.merge_range(0, left, 0, right, "", styles["title"])
    page.write_string(0, left, layout.design.title, styles["title"])
    page.set_row(0, 34)
    page.merge_range(1, left, 1, right, "", styles["line"])
    page.write_string(1, left, line, styles["line"])
    page.set_row(1, 20)
    page.merge_range(2, left, 2, right, "", styles["hint"])
    page.write_string(2, left, layout.design.hint, styles["hint"])
    width = sum(field.width for field in layout.fields) + CHECK_WIDTH
    page.set_row(2, 6 + 14 * line_count(layout.design.hint, width))
    for field in layout.fields:
        style = styles["header_input" if field.is_input else "header"]
        page.write_string(layout.header_row, layout.columns[field.key], header_of(field), style)
    page.write_string(layout.header_row, right, CHECK_LABEL, styles["header_check"])
    lines = max(line_count(header_of(field), field.width) for field in layout.fields)
    page.set_row(layout.header_row, 10 + 14 * lines)


def _write_row(sheet: IssueSheet, row: LayoutRow) -> None:
    sheet.page.write_string(row.row, sheet.layout.key_column, row.key, sheet.styles["hidden"])
    for field in sheet.layout.fields:
        style = sheet.styles[_style(field, row)]
        column = sheet.layout.columns[field.key]
        if field.formula and row.reports:
            _write_formula(sheet, row, column, field.formula, style)
        else:
            content = cell_content(sheet.reckoning.value(sheet.layout, row, field))
            _write_content(sheet, row.row, column, content, style)
    if row.reports:
        _write_checks(sheet, row)
    else:
        sheet.page.write_blank(row.row, sheet.check_column, None, sheet.styles["foreign"])
    sheet.page.set_row(row.row, _height(sheet, row))


def _height(sheet: IssueSheet, row: LayoutRow) -> float:
    """Give a row's height in points: no program draws it by itself in a protected sheet."""
    texts = [(sheet.reckoning.value(sheet.layout, row, field).text, field.width) for field in sheet.layout.fields]
    shown = next((sentence for _, sentence in sheet.reckoning.failures(sheet.layout, row)), "")
    lines = max(line_count(text, width) for text, width in (*texts, (shown, CHECK_WIDTH)))
    return min(_TALLEST, 6 + 13.5 * max(lines, _LEAST_LINES[sheet.layout.design.rows_from]))


def _style(field: Field, row: LayoutRow) -> str:
    if not row.reports:
        return "foreign_centre" if field.width <= _SHORT_LABEL else "foreign"
    if field.is_input:
        return _INPUT_STYLES[field.type]
    number = field.type in (FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT)
    if field.formula:
        return "computed" if number else "computed_text"
    if field.type is FieldType.DATE:
        return "label_date"
    if number and isinstance(row.prefilled.get(field.key, MISSING).content, Decimal | None):
        return "label_number"  # a qualitative target is a text that may need several lines
    return "label_centre" if field.width <= _SHORT_LABEL else "label"


def _write_content(sheet: IssueSheet, row: int, column: int, content: ExcelValue, style: Format) -> None:
    if content is None or isinstance(content, ExcelError):
        sheet.page.write_blank(row, column, None, style)
    elif isinstance(content, bool):
        sheet.page.write_boolean(row, column, content, style)
    elif isinstance(content, float):
        sheet.page.write_number(row, column, content, style)
    else:
        sheet.page.write_string(row, column, content, style)


def _write_formula(sheet: IssueSheet, row: LayoutRow, column: int, expression: str, style: Format) -> None:
    value = sheet.reckoning.evaluate(expression, sheet.layout, row)
    cached = value.code if isinstance(value, ExcelError) else value
    sheet.page.write_formula(row.row, column, f"={sheet.formula(expression, row)}", style, cached)


def _write_checks(sheet: IssueSheet, row: LayoutRow) -> None:
    """Write a row's checks into the hidden columns, and the first sentence into 校验."""
    first = column = sheet.check_column + 1
    sentences = []
    for check in sheet.reckoning.checks(sheet.layout):
        if not check.once or row.key == FIRST_FREE_ROW:
            sentence = sheet.reckoning.outcome(check, sheet.layout, row)
            formula = sheet.formula(check.expression, row)
            sheet.page.write_formula(row.row, column, f"={formula}", sheet.styles["hidden"], sentence)
            sentences.append(sentence)
        column += 1
    passed = f'"{PASSED}"'
    condition = active_condition(sheet.layout.design)
    if condition:
        passed = f'IF({sheet.formula(condition, row)},{passed},"")'
    shown = next(filter(None, sentences), PASSED if sheet.reckoning.active(sheet.layout, row) else "")
    style = sheet.styles["check"]
    if not sentences:
        sheet.page.write_formula(row.row, sheet.check_column, f"={passed}", style, shown)
        return
    cells = f"${column_letters(first)}{row.row + 1}:${column_letters(column - 1)}{row.row + 1}"
    formula = f'=IFERROR(INDEX({cells},MATCH("?*",{cells},0)),{passed})'
    sheet.page.write_formula(row.row, sheet.check_column, formula, style, shown)


def _add_drop_downs(sheet: IssueSheet) -> None:
    for field in sheet.layout.fields:
        if field.is_input:
            column = sheet.layout.columns[field.key]
            form = sheet.reckoning.layout.form
            choices = form.choices.get(field.choices, ())
            first = address(sheet.first_row, column)
            options = validation(field, first, choices, sheet.choice_ranges.get(field.choices, ""))
            if options is not None:
                sheet.page.data_validation(sheet.first_row, column, sheet.last_row, column, options)


def _add_marks(sheet: IssueSheet) -> None:
    """Mark the cell that a failing check names, and colour 校验."""
    first, last = sheet.first_row, sheet.last_row
    for check, hidden in zip(sheet.reckoning.checks(sheet.layout), sheet.check_columns, strict=True):
        column = sheet.layout.columns[check.rule.field]
        cell = f"${column_letters(hidden)}{first + 1}"
        for word in (QUERY,) if check.rule.severity is Severity.QUERY else (WAITING, ERROR):
            options = {"type": "formula", "criteria": f'=LEFT({cell},{len(word)})="{word}"'}
            options["format"] = sheet.styles[MARK_OF[word]]
            sheet.page.conditional_format(first, column, first if check.once else last, column, options)
    for word, style in MARK_OF.items():
        options = {"type": "text", "criteria": "begins with", "value": word, "format": sheet.styles[style]}
        sheet.page.conditional_format(first, sheet.check_column, last, sheet.check_column, options)


def _set_up_page(sheet: IssueSheet) -> None:
    page, layout = sheet.page, sheet.layout
    page.set_column(layout.key_column, layout.key_column, 10, None, {"hidden": True})
    for field in layout.fields:
        page.set_column(layout.columns[field.key], layout.columns[field.key], field.width)
    page.set_column(sheet.check_column, sheet.check_column, CHECK_WIDTH)
    if sheet.check_columns:
        page.set_column(sheet.check_columns[0], sheet.check_columns[-1], 10, None, {"hidden": True})
    page.freeze_panes(layout.header_row + 1, _frozen_columns(layout))
    page.hide_gridlines(2)
    free = layout.design.rows_from is RowsFrom.FREE
    page.protect("", {"insert_rows": free, "format_rows": True, "format_columns": True, "autofilter": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.center_horizontally()
    page.repeat_rows(layout.header_row)
    page.print_area(0, layout.key_column + 1, sheet.last_row, sheet.check_column)
    page.set_footer("&L&A&C第 &P 页　共 &N 页")


def _frozen_columns(layout: LayoutSheet) -> int:
    """Count the locked columns at the left that stay in view, the hidden key column included."""
    width, count = 0.0, layout.key_column + 1
    for field in layout.fields:
        width += field.width
        if field.is_input or width > FROZEN_WIDTH:
            break
        count += 1
    return count
