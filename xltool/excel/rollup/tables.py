"""统计表: the total in the form's own layout, the units side by side, the lists.

Each figure of the total leads to its line beside the units' figures, and each of these
to its line of 数据来源.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import (
    Cell,
    FormulaCell,
    NumberCell,
    number_format,
    width_of,
)
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.formulas import rounded_formula, weighted_expression
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.table_cells import (
    computed_answer,
    heading_of,
    linked_answer,
    linked_number,
    said_of,
)
from xltool.excel.rollup.table_gaps import gap_notes, write_gaps
from xltool.excel.rollup.table_lists import write_table_list
from xltool.forms.design import Merge, Prefill
from xltool.model.grid import column_letters
from xltool.model.value import State
from xltool.rollup.merging import FIGURES
from xltool.rollup.progress import decimals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.forms.design import Field
    from xltool.rollup.merging import Merged
    from xltool.rollup.tables import Table, TableRow

_INDENT = "　"
_MOST_WIDE = 40
_UNIT_WIDTH = 13
_NARROWEST = 14.0
_FITTING = 16
"""Units that fit beside each other on a page that lies across."""
_FUNCTIONS = {Merge.SUM: "SUM", Merge.MAXIMUM: "MAX", Merge.MINIMUM: "MIN"}
BLOCKED = "×"
"""What stands in a cell that nobody fills in."""


BESIDE = "分单位"
"""In the name of a sheet that shows the units side by side."""


def write_tables(book: Book, positions: Positions) -> None:
    """Write the sheets of every table of the form."""
    for table in book.rollup.tables:
        if table.fields:
            _TableSheets(book, positions, table).write()
        if table.listed:
            write_table_list(book, positions, table)
    write_gaps(book)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the total; `number` is the row's, counted from 0."""

    row: TableRow
    number: int


class _TableSheets:
    """The total of a table, and its units side by side."""

    def __init__(self, book: Book, positions: Positions, table: Table) -> None:
        self._book = book
        self._positions = positions
        self._table = table
        title = table.design.title
        self._total = RollupPage(
            book, title, f"{title}（汇总）", self._total_columns(), freeze=1
        )
        name = f"{title[:27]}{BESIDE}"
        self._beside = RollupPage(
            book, name, f"{title}（分单位）", self._unit_columns(), freeze=3
        )
        self._lines: dict[tuple[str, str], int] = {}
        self._shapes = {one.key: _shape(table, one) for one in table.fields}

    def write(self) -> None:
        """Write both sheets: the units first, to which the total leads."""
        self._plan_lines()
        self._write_units()
        columns = Columns(*self._total_columns())
        for row in self._table.rows:
            line = _Line(row=row, number=self._total.row)
            self._total.line(columns.cells(line), bold=row.is_subtotal)
        for note in gap_notes(self._book, self._table):
            self._total.note(note)

    # ---- the total

    def _total_columns(self) -> list[Column[_Line]]:
        """Give the columns of the total: what the form prints, and its figures."""
        shown = {one.key for one in self._table.fields}
        columns: list[Column[_Line]] = []
        for field in self._table.design.fields:
            if field.key in shown:
                columns.append(self._figure_column(field))
            elif field.prefill is Prefill.REGISTRY and field.source in _PRINTED:
                columns.append(_printed_column(field))
        if not any(one.title for one in columns if one.align == "left"):
            columns.insert(0, _NAME)
        return columns

    def _figure_column(self, field: Field) -> Column[_Line]:
        """Make the column of a field of figures."""
        *heads, title = heading_of(field)
        return Column(
            title=title,
            key=field.key,
            heads=tuple(heads),
            width=max(11, min(_MOST_WIDE, field.width)),
            value=lambda line: self._figure(line.row, field),
            align="right",
        )

    def _figure(self, row: TableRow, field: Field) -> Cell:
        """Give a total, linked to the row beside it that shows the units."""
        cell = self._table.cell(row.key, field.key)
        if cell is None:
            return None if self._is_heading(row) else BLOCKED
        number = cell.value.number
        place = self._lines.get((row.key, field.key))
        if number is None or place is None:
            return _without_figure(cell)
        sheet = self._beside.sheet.get_name()
        return linked_number(number, sheet, place, self._shapes[field.key])

    def _is_heading(self, row: TableRow) -> bool:
        """Whether nobody fills in anything of a row."""
        fields = self._table.fields
        return not any(self._table.cell(row.key, one.key) for one in fields)

    # ---- the units side by side

    def _unit_columns(self) -> list[Column[TableRow]]:
        """Give the columns of the sheet that shows the units side by side."""
        columns: list[Column[TableRow]] = [
            Column(title="行号", width=7),
            Column(title="项目", width=self._name_width(), align="left"),
            Column(title="汇总", width=14, align="right"),
        ]
        for unit in self._table.units:
            name = self._book.unit(unit)
            columns.append(Column(title=name, width=_UNIT_WIDTH, align="right"))
        return columns

    def _plan_lines(self) -> None:
        """Lay out the lines of the units' sheet: a band for each field, then rows."""
        line = self._beside.row
        for field in self._table.fields:
            line += 1
            for row in self._table.rows:
                if (row.key, field.key) in self._table.cells:
                    self._lines[row.key, field.key] = line
                    line += 1

    def _name_width(self) -> float:
        """Give the width of the longest name that stands in one line."""
        names = (_INDENT * row.level + row.name for row in self._table.rows)
        widest = max(map(width_of, names), default=0)
        return max(_NARROWEST, min(_MOST_WIDE, widest + 3))

    def _write_units(self) -> None:
        """Write the units' figures, field by field."""
        page = self._beside
        if len(self._table.units) > _FITTING:
            page.sheet.fit_to_pages(0, 0)
            page.sheet.repeat_columns(0, 2)
        for field in self._table.fields:
            page.band(f"{said_of(field)}　{_merge_words(field)}".rstrip())
            for row in self._table.rows:
                if (row.key, field.key) in self._table.cells:
                    page.plain_line(self._unit_line(field, row), bold=row.is_subtotal)
        page.note(
            "“汇总”栏的小计按汇总后的各行计算，不是各单位小计相加；点各单位的数，"
            "到“数据来源”里它的那一行。"
        )

    def _unit_line(self, field: Field, row: TableRow) -> Iterator[Cell]:
        yield row.key
        yield _INDENT * row.level + row.name
        yield self._merged_cell(field, row)
        shape = self._shapes[field.key]
        for unit in self._table.units:
            answer = self._table.answer(unit, row.key, field.key)
            if answer.row is None and (field.formula or not field.is_input):
                yield computed_answer(answer.value, shape)
            elif (unit, row.key, field.key) not in self._table.answers:
                yield None
            else:
                source = None
                if answer.row is not None:
                    source = self._positions.source_of(answer.row, field.key)
                yield linked_answer(answer.value, source, shape)

    def _merged_cell(self, field: Field, row: TableRow) -> Cell:
        """Give a total with its live formula over the units' figures."""
        cell = self._table.cell(row.key, field.key)
        if cell is None or cell.value.number is None:
            return None if cell is None else _without_figure(cell)
        number = cell.value.number
        decimals = decimals_of(number)
        shape = self._shapes[field.key]
        expression = self._expression(cell.merge, field, row)
        if not expression:
            return NumberCell(number, shape)
        return FormulaCell(rounded_formula(expression, decimals), number, shape)

    def _expression(self, merge: Merge, field: Field, row: TableRow) -> str:
        """Give the live formula of a merged cell; none for what is not made of the
        units' cells of its line.
        """
        if row.is_subtotal and field.is_summed:
            return ""
        own = self._range(self._beside.row)
        if merge in _FUNCTIONS:
            return f"{_FUNCTIONS[merge]}({own})"
        weights = self._lines.get((row.key, field.weight))
        if merge is Merge.WEIGHTED and weights is not None:
            return weighted_expression(own, self._range(weights))
        return ""

    def _range(self, line: int) -> str:
        """Give the units' cells of a line, counted from 0."""
        first, last = column_letters(3), column_letters(2 + len(self._table.units))
        return f"{first}{line + 1}:{last}{line + 1}"


def _shape(table: Table, field: Field) -> str:
    """Give the number format of a field: with as many decimals as any of its numbers
    has.
    """
    values = [one.value for (_, key), one in table.cells.items() if key == field.key]
    for (_, _, key), answer in table.answers.items():
        if key == field.key:
            values.append(answer.value)
    numbers = (one.number for one in values)
    decimals = (decimals_of(one) for one in numbers if one is not None)
    return number_format(max(decimals, default=0))


_PRINTED = {"名称", "行号", "计量单位"}


def _printed(line: _Line, source: str) -> Cell:
    """Give what the form prints in a row: its code, its 计量单位 or its name."""
    match source:
        case "行号":
            return line.row.key
        case "计量单位":
            return line.row.measurement_unit or None
        case _:
            return _INDENT * line.row.level + line.row.name


def _printed_column(field: Field) -> Column[_Line]:
    """Make the column of what the form prints."""
    *heads, title = heading_of(field)
    return Column(
        title=title,
        key=field.key,
        heads=tuple(heads),
        width=max(6, min(_MOST_WIDE, field.width)),
        value=lambda line: _printed(line, field.source),
        align="left" if field.source == "名称" else "center",
    )


_NAME: Column[_Line] = Column(
    title="项目", width=30, value=lambda line: _printed(line, "名称"), align="left"
)


def _without_figure(cell: Merged) -> Cell:
    """Say why the total has no number: nobody answered, or it is told unit by unit."""
    if cell.value.state is State.NOT_APPLICABLE:
        return cell.value.text
    if cell.unweighted:
        return "缺权数"
    if cell.merge in FIGURES and cell.missing:
        return "未报"
    return None


def _merge_words(field: Field) -> str:
    """Say how a field is merged."""
    if field.merge is Merge.WEIGHTED:
        return f"（按“{field.weight}”加权平均）"
    if field.formula and field.merge not in FIGURES:
        return "（按汇总后的数计算）"
    return f"（{field.merge}）" if field.merge else ""
