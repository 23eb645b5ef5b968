"""One data sheet of an issued workbook.

Its head and its rows, with the live checks of each. Right of the 校验 column stand
hidden columns, one for every check: each cell is empty or holds the sentence of what is
wrong in its row. The 校验 column shows the first of them, conditional formats mark the
cells that they name, and 填报自检 counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.issue.cells import (
    ROW,
    Cell,
    CellBlock,
    Column,
    Columns,
    Filled,
    Row,
    Tail,
    across,
)
from xltool.excel.issue.locating import cell_formula, keeps_to_its_row, places_of
from xltool.excel.issue.styles import line_count
from xltool.forms.design import Field, FieldType, Prefill, RowsFrom
from xltool.forms.fixed_tables import subtotal_expression
from xltool.forms.header_cells import header_cells
from xltool.forms.layout import CHECK_LABEL, header_of
from xltool.forms.row_checks import (
    ERROR,
    OUTCOMES,
    PASSED,
    active_condition,
    row_checks,
)
from xltool.formula import CONSTANTS, parse, references
from xltool.model.grid import column_letters
from xltool.model.value import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from xltool.excel.issue.locating import Places
    from xltool.forms.design import FormDesign
    from xltool.forms.evaluation import Evaluation
    from xltool.forms.header_cells import HeaderCell
    from xltool.forms.layout import LayoutRow, LayoutSheet
    from xltool.forms.row_checks import RowCheck
    from xltool.formula import ExcelValue

CHECK_WIDTH = 28
UNKNOWN = f"{ERROR}：这一行没有通过，请用 Excel 或 WPS 打开，看是哪一处"
"""What 校验 shows where a spreadsheet program cannot look up the sentence."""
Failing = tuple[int, int, int]
"""How many checks of a sheet fail, by the beginning of their sentences."""
_Text = tuple[int, str, str, str]
"""A `Cell` that holds or gives a text."""
_REMEMBERED_TAILS = 1024
_LEAST_LINES = {
    RowsFrom.TASKS: 5,
    RowsFrom.INDICATORS: 2,
    RowsFrom.FREE: 2,
    RowsFrom.SINGLE: 2,
    RowsFrom.FIXED: 1,
}
"""Lines that a row has room for, so that what is typed shows; the unit may draw rows
higher.
"""
_TALLEST = 409
"""Points that Excel allows a row."""
_INPUT_STYLES = {
    FieldType.NUMBER: "input_number",
    FieldType.INTEGER: "input_integer",
    FieldType.PERCENT: "input_number",
    FieldType.DATE: "input_date",
    FieldType.CHOICE: "input_choice",
    FieldType.PHONE: "input_text",
    FieldType.TEXT: "input_text",
    FieldType.YEAR_MONTH: "input_text",
    FieldType.ID_NUMBER: "input_text",
    FieldType.CREDIT_CODE: "input_text",
    FieldType.ATTACHMENT: "input_text",
}
_NUMBER_LABEL = "label_number"
"""The style of a printed number; words in its place have that of a text."""
_SHORT_LABEL = 12
"""Locked texts of columns up to this width are centred."""


class IssuedColumn(NamedTuple):
    """The column of a field, and the styles of its cells where the unit reports and
    where it only sees them.
    """

    field: Field
    number: int
    is_input: bool
    style: str
    foreign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSheet:
    """One data sheet with what its form says of it."""

    layout: LayoutSheet
    columns: tuple[IssuedColumn, ...]
    checks: tuple[RowCheck, ...]
    far_checks: tuple[RowCheck, ...]
    """Those of the checks whose formulas name cells of other rows or sheets."""
    check_column: int
    """The column of 校验; the keys' own where another table of the worksheet has it."""
    check_columns: range
    """The hidden columns of the checks."""
    title: CellBlock
    headers: CellBlock
    """The hint and the header: as the title, the same in every workbook of the form."""
    foreign: Columns
    """The cells of a row that another unit reports."""
    widths: dict[str, float]
    """Of the columns that the office fills in, by the keys of their fields."""
    input_widths: dict[str, float]
    """Of those that the unit fills in."""
    alone: bool
    """Whether it is a free sheet in which nothing refers to another: its rows follow
    from what is entered there.
    """
    formulas: dict[str, str] = field(default_factory=dict)
    """The cell formulas that are the same in every row of every workbook of the form,
    by their expressions.
    """
    blank: dict[LayoutSheet, tuple[CellBlock, Failing]] = field(default_factory=dict)
    """The rows of data of a free sheet in which nothing is entered: the same in every
    workbook of the form.
    """
    tail: Callable[..., Tail] = field(
        default_factory=lambda: lru_cache(maxsize=_REMEMBERED_TAILS)(_tail)
    )
    """Gives the same tail for the same cells (see `_tail`): most rows have the checks
    of many others.
    """

    known_tails: dict[object, Tail] = field(default_factory=dict)
    """The tails of rows by what tells them apart (see `check_cells`)."""
    known_columns: dict[object, Columns] = field(default_factory=dict)
    """The columns of rows by what tells them apart (see `_filled`)."""
    places: dict[str, tuple[Places, ...]] = field(default_factory=dict, init=False)
    """Where the references of expressions stand in this layout, by the expressions."""

    @property
    def first_row(self) -> int:
        """The first row of data."""
        return self.layout.rows[0].row

    @property
    def last_row(self) -> int:
        """The last row of data."""
        return self.layout.rows[-1].row

    def formula(self, expression: str, row: LayoutRow, evaluation: Evaluation) -> str:
        """Give an expression of the rule language as a cell formula of `row` (see
        `Cell`).
        """
        formula = self.formulas.get(expression)
        if formula is not None:
            return formula
        places = self.places.get(expression)
        if places is None:
            places = places_of(expression, evaluation.resolver, self.layout)
            self.places[expression] = places
        formula = cell_formula(expression, places, self.layout, row)
        if keeps_to_its_row(expression):
            self.formulas[expression] = formula
        return formula

    def checks_between(self, first: str, last: str) -> str:
        """Give the address of the hidden cells from one row to another, given as
        formulas name rows.
        """
        left = column_letters(self.check_columns[0])
        right = column_letters(self.check_columns[-1])
        return f"${left}{first}:${right}{last}"


def issue_sheet(layout: LayoutSheet, form: FormDesign) -> IssueSheet:
    """Give a data sheet of a form with its checks."""
    checks = row_checks(layout.design, form)
    far = tuple(check for check in checks if not keeps_to_its_row(check.expression))
    check_column = layout.check_column
    if check_column is None:
        check_column = layout.key_column  # no cell of it is written
    columns = tuple(_issued_column(layout, one) for one in layout.fields)
    foreign = [Column(one.number, one.foreign) for one in columns]
    return IssueSheet(
        layout=layout,
        columns=columns,
        checks=checks,
        far_checks=far,
        check_column=check_column,
        check_columns=range(check_column + 1, check_column + 1 + len(checks)),
        title=_title(layout, check_column),
        headers=_headers(layout, check_column),
        foreign=Columns(
            (
                Column(layout.key_column, "hidden"),
                *foreign,
                Column(check_column, "foreign"),
            )
        ),
        widths={one.key: one.width for one in layout.fields if not one.is_input},
        input_widths={one.key: one.width for one in layout.fields if one.is_input},
        alone=_is_alone(layout, checks),
    )


def _issued_column(layout: LayoutSheet, column: Field) -> IssuedColumn:
    """Give a field as a column with its styles."""
    return IssuedColumn(
        column,
        layout.columns[column.key],
        column.is_input,
        _style(column),
        _foreign_style(column),
    )


def _is_alone(layout: LayoutSheet, checks: Iterable[RowCheck]) -> bool:
    """Say whether a free list is judged by itself and the constants only."""
    if layout.design.rows_from is not RowsFrom.FREE:
        return False
    expressions = [check.expression for check in checks]
    for column in layout.fields:
        if column.formula:
            expressions.append(column.formula)
    own = {"", CONSTANTS, layout.design.key}
    for expression in expressions:
        for reference in references(parse(expression)):
            if (reference.scope or reference.sheet) not in own:
                return False
    return True


def head_blocks(sheet: IssueSheet, line: str) -> tuple[CellBlock, CellBlock, CellBlock]:
    """Describe what stands above the data.

    `line` names the unit, the period and the deadline.
    """
    merged = (sheet.layout.key_column + 1, sheet.check_column)
    return (
        sheet.title,
        CellBlock([Row(1, across(*merged, "line", line), 20, merged)]),
        sheet.headers,
    )


def _title(layout: LayoutSheet, check_column: int) -> CellBlock:
    """Give the row of the sheet's title."""
    merged = (layout.key_column + 1, check_column)
    return CellBlock(
        [Row(0, across(*merged, "title", layout.design.title), 34, merged)]
    )


def _headers(layout: LayoutSheet, check_column: int) -> CellBlock:
    """Give the rows between the title and the data: the hint, then the headers."""
    merged = (layout.key_column + 1, check_column)
    width = sum(one.width for one in layout.fields) + CHECK_WIDTH
    hint = layout.design.hint
    height = 6 + 14 * line_count(hint, width)
    hint_row = Row(2, across(*merged, "hint", hint), height, merged)
    return CellBlock([hint_row, *_header_rows(layout)])


def _header_rows(layout: LayoutSheet) -> Iterator[Row]:
    """Describe the rows of the header, the outermost heads first."""
    rows: dict[int, list[Cell]] = {}
    areas: dict[int, list[tuple[int, int, int, int]]] = {}
    for header_cell in header_cells(layout):
        style = _header_style(header_cell)
        for row in range(header_cell.row, header_cell.last_row + 1):
            text = header_cell.text if row == header_cell.row else None
            cells = across(header_cell.column, header_cell.last_column, style, text)
            rows.setdefault(row, []).extend(cells)
        if header_cell.is_merged:
            area = (
                header_cell.row,
                header_cell.column,
                header_cell.last_row,
                header_cell.last_column,
            )
            areas.setdefault(header_cell.row, []).append(area)
    lines = max(line_count(header_of(one), one.width) for one in layout.fields)
    for row in range(layout.top_row, layout.header_row + 1):
        height = 10 + 14 * lines if row == layout.header_row else 24
        cells = sorted(rows[row])
        yield Row(row, cells, height, areas=areas.get(row, ()))


def _header_style(header_cell: HeaderCell) -> str:
    """Give the style of a header: of 校验, of what the unit fills in, of the rest."""
    column = header_cell.field
    if column is None:
        return "header_check" if header_cell.text == CHECK_LABEL else "header"
    return "header_input" if column.is_input else "header"


def data_block(sheet: IssueSheet, evaluation: Evaluation) -> tuple[CellBlock, Failing]:
    """Describe the rows of data with what `evaluation` says of them, and count the
    checks that fail.
    """
    if not sheet.alone or evaluation.is_filled(sheet.layout):
        return _data_block(sheet, evaluation)
    known = sheet.blank.get(sheet.layout)
    if known is None:
        known = _data_block(sheet, evaluation)
        known[0].kept = True
        sheet.blank[sheet.layout] = known
    return known


def _data_block(sheet: IssueSheet, evaluation: Evaluation) -> tuple[CellBlock, Failing]:
    layout = sheet.layout
    held = [evaluation.column(layout, one.field) for one in sheet.columns]
    rows: list[Row] = []
    said: list[str] = []
    for row in layout.rows:
        contents = [row.key, *[column[row.key] for column in held]]
        sentences = evaluation.sentences(layout, row) if row.reports else {}
        failing = list(sentences.values())
        tail = None
        cells: Filled | list[Cell]
        if not row.reports:
            cells = _foreign(sheet, contents)
        else:
            cells = _filled(sheet, evaluation, row, contents)
            if layout.design.fixed_rows:
                cells = list(_fixed_cells(sheet, evaluation, row, cells))
            tail = check_cells(sheet, evaluation, row, sentences)
        height = _height(sheet, evaluation, row, failing)
        rows.append(Row(row.row, cells, height, tail=tail))
        said += failing
    return CellBlock(rows), counted(said)


def counted(said: Sequence[str]) -> Failing:
    """Count what the checks of a sheet say, by how it begins."""
    waiting, errors, queries = (
        sum(one.startswith(word) for one in said) for word in OUTCOMES
    )
    return waiting, errors, queries


def _foreign(sheet: IssueSheet, contents: Sequence[ExcelValue]) -> Filled:
    """Describe a row that another unit reports.

    Nothing is computed there. `contents` are its key and what its fields hold.
    """
    key, *held = contents
    shown = zip(sheet.columns, held, strict=True)
    entered = [None if one.field.formula else content for one, content in shown]
    return Filled(sheet.foreign, (key, *entered, None))


def _filled(
    sheet: IssueSheet,
    evaluation: Evaluation,
    row: LayoutRow,
    contents: Sequence[ExcelValue],
) -> Filled:
    """Describe the key and the fields of a row that the unit reports.

    Most rows have the columns of many others: they differ where a formula names other
    rows, and where a field of numbers holds words.
    """
    kind: list[str | bool] = []
    for one in sheet.columns:
        if one.field.formula:
            kind.append(sheet.formula(one.field.formula, row, evaluation))
        elif one.style == _NUMBER_LABEL:
            kind.append(_is_worded(row, one.field))
    key = tuple(kind)
    columns = sheet.known_columns.get(key)
    if columns is None:
        if len(sheet.known_columns) >= _REMEMBERED_TAILS:
            sheet.known_columns.clear()
        columns = Columns(tuple(_columns(sheet, evaluation, row)))
        sheet.known_columns[key] = columns
    return Filled(columns, contents)


def _columns(
    sheet: IssueSheet, evaluation: Evaluation, row: LayoutRow
) -> Iterator[Column]:
    """Describe the columns of the key and the fields in a row that the unit reports."""
    yield Column(sheet.layout.key_column, "hidden")
    for form_field, number, _, style, _ in sheet.columns:
        if form_field.formula:
            formula = sheet.formula(form_field.formula, row, evaluation)
            yield Column(number, style, formula)
        elif style == _NUMBER_LABEL and _is_worded(row, form_field):
            # a qualitative target may need several lines
            yield Column(number, _label_style(form_field))
        else:
            yield Column(number, style)


def _is_worded(row: LayoutRow, column: Field) -> bool:
    """Say whether a field of numbers has words in a row."""
    content = row.prefilled.get(column.key, MISSING).content
    return not isinstance(content, Decimal | None)


def _fixed_cells(
    sheet: IssueSheet, evaluation: Evaluation, row: LayoutRow, filled: Filled
) -> Iterator[Cell]:
    """Describe the key and the fields of a fixed table's row.

    Its name is indented, its 小计 live. What nobody fills in is barred and empty: a
    sign there would be a text to formulas.
    """
    is_heading = not any(row.takes(one) or row.sums(one) for one in sheet.layout.fields)
    barred = "foreign_centre" if is_heading else "blocked"
    key, *cells = filled.cells
    yield key
    for cell, column in zip(cells, sheet.columns, strict=True):
        form_field = column.field
        if row.sums(form_field):
            expression = subtotal_expression(row.subtotal, form_field.key)
            formula = sheet.formula(expression, row, evaluation)
            yield cell._replace(style="subtotal", formula=formula)
        elif form_field.key in row.blocked:
            yield Cell(column.number, barred)
        elif form_field.prefill is Prefill.REGISTRY and form_field.source == "名称":
            yield cell._replace(style=_name_style(row))
        else:
            yield cell


def _name_style(row: LayoutRow) -> str:
    """Give the style of a row's name, by its level and whether it adds up others."""
    style = "label_sum" if row.subtotal else "label"
    return f"{style}_{min(row.level, 3)}" if row.level else style


def check_cells(
    sheet: IssueSheet,
    evaluation: Evaluation,
    row: LayoutRow,
    sentences: Mapping[str, str],
) -> Tail:
    """Describe 校验, which shows the first sentence of a row's checks, and the hidden
    cells of these.

    Most rows have the cells of many others, and what tells them apart costs a tenth of
    the cells: what the checks say, what 校验 shows, which checks are made, and those of
    their formulas that name other rows.
    """
    shown = next(iter(sentences.values()), "")
    if not shown and evaluation.active(sheet.layout, row):
        shown = PASSED
    is_first = row.key == sheet.layout.first_key
    kind = row.key if sheet.layout.design.fixed_rows else is_first
    far = [
        sheet.formula(check.expression, row, evaluation)
        for check in sheet.far_checks
        if check.holds_in(row.key) and (is_first or not check.once)
    ]
    key = (kind, shown, tuple(sentences.items()), tuple(far))
    tail = sheet.known_tails.get(key)
    if tail is None:
        if len(sheet.known_tails) >= _REMEMBERED_TAILS:
            sheet.known_tails.clear()
        tail = _check_tail(sheet, evaluation, row, sentences, shown)
        sheet.known_tails[key] = tail
    return tail


def _check_tail(
    sheet: IssueSheet,
    evaluation: Evaluation,
    row: LayoutRow,
    sentences: Mapping[str, str],
    shown: str,
) -> Tail:
    """Describe 校验, which shows `shown` now, and the hidden cells of the checks."""
    made = _made_in(sheet, row)
    if sheet.layout.design.fixed_rows and not made:
        return sheet.tail((sheet.check_column, "check", "", ""))
    passed = f'"{PASSED}"'
    condition = active_condition(sheet.layout.design)
    if condition:
        active = sheet.formula(condition, row, evaluation)
        passed = f'IF({active},{passed},"")'
    hidden: list[_Text] = []
    for number, check in made:
        sentence = sentences.get(check.expression, "")
        formula = sheet.formula(check.expression, row, evaluation)
        hidden.append((number, "hidden", sentence, formula))
    if hidden:
        passed = _first_sentence(sheet.checks_between(ROW, ROW), passed)
    return sheet.tail((sheet.check_column, "check", shown, passed), *hidden)


def _made_in(sheet: IssueSheet, row: LayoutRow) -> list[tuple[int, RowCheck]]:
    """Give the checks that are made in a row, with their hidden columns."""
    pairs = zip(sheet.check_columns, sheet.checks, strict=True)
    if sheet.layout.design.fixed_rows:
        return [pair for pair in pairs if pair[1].holds_in(row.key)]
    if row.key == sheet.layout.first_key:
        return list(pairs)
    return [pair for pair in pairs if not pair[1].once]


def _first_sentence(cells: str, passed: str) -> str:
    """Give the formula of the first sentence in `cells`, of `passed` where there is
    none.

    It fails closed: an engine that cannot look a sentence up says so, and √ stands only
    where it finds that nothing is said.
    """
    first = f'INDEX({cells},1,MATCH("?*",{cells},0))'
    return f'IF({said_in(cells)}=0,{passed},IFERROR({first},"{UNKNOWN}"))'


def said_in(cells: str) -> str:
    """Give the formula of how many cells say something.

    It needs no wildcards, and a cell that ends in an error makes it one, too.
    """
    return f'SUMPRODUCT(--({cells}<>""))'


def _tail(*cells: _Text) -> Tail:
    """Give cells that many rows may share."""
    return Tail(tuple(Cell(*one) for one in cells))


def _height(
    sheet: IssueSheet, evaluation: Evaluation, row: LayoutRow, failing: list[str]
) -> float:
    """Give a row's height in points.

    No program draws it by itself in a protected sheet.
    """
    lines = _LEAST_LINES[sheet.layout.design.rows_from]
    if failing:
        lines = max(lines, line_count(failing[0], CHECK_WIDTH))
    for widths, values in (
        (sheet.widths, row.prefilled),
        (sheet.input_widths, evaluation.given(sheet.layout, row)),
    ):
        for key, value in values.items():
            if key in widths:
                lines = max(lines, line_count(value.text, widths[key]))
    return min(_TALLEST, 6 + 13.5 * lines)


def _style(form_field: Field) -> str:
    """Give the style of a field's cells in the rows that the unit reports."""
    number = form_field.type in (FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT)
    if form_field.is_input:
        return _INPUT_STYLES[form_field.type]
    if form_field.formula:
        return "computed" if number else "computed_text"
    if form_field.type is FieldType.DATE:
        return "label_date"
    return _NUMBER_LABEL if number else _label_style(form_field)


def _label_style(form_field: Field) -> str:
    """Give the style of a printed text; a short one stands in the middle."""
    return "label_centre" if form_field.width <= _SHORT_LABEL else "label"


def _foreign_style(form_field: Field) -> str:
    """Give the style of a cell that another unit fills in."""
    return "foreign_centre" if form_field.width <= _SHORT_LABEL else "foreign"
