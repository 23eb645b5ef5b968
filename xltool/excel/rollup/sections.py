"""The free sheets of the form (重点项目, 存在问题 …), all units' rows in one sheet
each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.rollup.answer_cells import field_cell
from xltool.excel.rollup.cells import Cell, FormulaCell, number_format
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.detail_columns import alignment
from xltool.excel.rollup.formulas import rounded_formula, weighted_expression
from xltool.excel.rollup.page import RollupPage
from xltool.forms.design import Merge
from xltool.model.grid import column_letters
from xltool.rollup.absent import without_report
from xltool.rollup.answers import value_of
from xltool.rollup.progress import decimals_of

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.forms.design import Field
    from xltool.rollup.entry import Entry
    from xltool.rollup.sections import Section


class _Row(NamedTuple):
    """One row that a unit wrote."""

    number: int | str
    entry: Entry
    book: Book
    positions: Positions


_HEAD: tuple[Column[_Row], ...] = (
    Column(title="序号", width=6, value=lambda row: row.number),
    Column(title="填报单位", width=16, value=lambda row: row.book.unit(row.entry.unit)),
)
_LINK: Column[_Row] = Column(
    title="来源", width=6, value=lambda row: row.positions.source(row.entry.row)
)


def _field_column(field: Field) -> Column[_Row]:
    """Make the column of a field, with its 计量单位 below the title."""
    title = field.label
    if field.measurement_unit:
        title = f"{title}\n({field.measurement_unit})"
    return Column(
        title=title,
        heads=field.heads,
        width=max(10, min(44, field.width)),
        value=lambda row: field_cell(value_of(row.entry.row, field.key)),
        align=alignment(field),
    )


def _since(row: _Row) -> Cell:
    """Name the period in which a row was first reported, where it is an earlier one."""
    since = row.entry.since
    if since is None or since == row.book.rollup.inputs.period:
        return None
    return since.label


_SINCE: Column[_Row] = Column(title="首次报送", width=12, value=_since)


def write_sections(book: Book, positions: Positions) -> None:
    """Write a sheet for each free sheet of the form."""
    for section in book.rollup.sections:
        _write_section(book, positions, section)


def _write_section(book: Book, positions: Positions, section: Section) -> None:
    """Write the rows of all units, a total, and who has none."""
    fields = [_field_column(field) for field in section.fields]
    carried = (_SINCE,) if section.design.carries_rows else ()
    columns = Columns(*_HEAD, *fields, *carried, _LINK)
    title = section.design.title
    page = RollupPage(book, title, f"{title}汇总表", columns, freeze=2)
    for number, entry in enumerate(section.entries, start=1):
        row = _Row(number=number, entry=entry, book=book, positions=positions)
        page.line(columns.cells(row))
    if section.entries:
        page.plain_line(_sums(section, page, columns), bold=True)
    else:
        page.line(columns.cells_by_name(填报单位="本期无"))
    for entry in section.repeated:
        row = _Row(number="不计", entry=entry, book=book, positions=positions)
        page.line(columns.cells(row))
    _note_left_out(page, book, section)
    page.color_statuses(len(_HEAD), len(_HEAD) + len(fields))


def _note_left_out(page: RollupPage, book: Book, section: Section) -> None:
    """Say which rows do not count, and which units have none."""
    if section.repeated:
        page.note("“不计”的行与上面别的单位报的是同一项，已裁定只计一次。")
    _note_units(page, book, "零报告", section.none)
    _note_units(page, book, "合格报表中此表空白", section.silent)
    if section.absent:
        absent = without_report(book.rollup.inputs, section.absent)
        page.note(f"没有合格报表（{len(section.absent)}个单位）：{absent}")


def _note_units(
    page: RollupPage, book: Book, words: str, units: tuple[str, ...]
) -> None:
    """Name the units of which something holds, if there are any."""
    if units:
        page.note(f"{words}（{len(units)}个单位）：{book.unit_list(units)}")


def _sums(section: Section, page: RollupPage, columns: Columns[_Row]) -> list[Cell]:
    """Give the totals: sums of amounts, and of other fields what the design says."""
    doubtful = len(section.doubtful)
    label = f"合计（{doubtful}项可能重复）" if doubtful else "合计"
    cells = columns.cells_by_name(填报单位=label)
    ranges = {}
    for place, field in enumerate(section.fields, start=len(_HEAD)):
        letters = column_letters(place)
        ranges[field.key] = f"{letters}{page.first_row + 1}:{letters}{page.row}"
    for place, field in enumerate(section.fields, start=len(_HEAD)):
        total = section.totals.get(field.key)
        if total is not None and total.value.number is not None:
            number = total.value.number
            cells[place] = _total(total.merge, number, field, ranges)
    return cells


_FUNCTIONS = {Merge.SUM: "SUM", Merge.MAXIMUM: "MAX", Merge.MINIMUM: "MIN"}


def _total(
    merge: Merge, number: Decimal, field: Field, ranges: dict[str, str]
) -> FormulaCell:
    """Give a total with its live formula over the rows above it."""
    own = ranges[field.key]
    if merge is Merge.WEIGHTED:
        expression = weighted_expression(own, ranges[field.weight])
    else:
        expression = f"{_FUNCTIONS[merge]}({own})"
    decimals = decimals_of(number)
    text = rounded_formula(expression, decimals)
    return FormulaCell(text, number, number_format(decimals))
