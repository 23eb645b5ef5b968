"""清单: the answers in listed fields of a table, one under the other, with units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel.rollup.answer_cells import field_cell
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.detail_columns import alignment
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.table_cells import heading_of
from xltool.rollup.answers import value_of

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.forms.design import Field
    from xltool.rollup.entry import Entry
    from xltool.rollup.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListRow:
    """One line of a list."""

    number: int
    entry: Entry
    table: Table
    book: Book
    positions: Positions


_LIST_HEAD: tuple[Column[_ListRow], ...] = (
    Column(title="序号", width=6, value=lambda row: row.number),
    Column(title="填报单位", width=16, value=lambda row: row.book.unit(row.entry.unit)),
    Column(title="行号", width=7, value=lambda row: row.entry.key),
    Column(
        title="项目",
        width=24,
        value=lambda row: row.table.row_name(row.entry.key),
        align="left",
    ),
)
_LIST_LINK: Column[_ListRow] = Column(
    title="来源", width=6, value=lambda row: row.positions.source(row.entry.row)
)


def _list_column(field: Field) -> Column[_ListRow]:
    """Make the column of a field of a list."""
    *heads, title = heading_of(field)
    return Column(
        title=title,
        key=field.key,
        heads=tuple(heads),
        width=max(10, min(44, field.width)),
        value=lambda row: field_cell(value_of(row.entry.row, field.key)),
        align=alignment(field),
    )


def write_table_list(book: Book, positions: Positions, table: Table) -> None:
    """Write the answers in listed fields, one under the other, with their units."""
    columns = Columns(*_LIST_HEAD, *map(_list_column, table.listed), _LIST_LINK)
    title = f"{table.design.title[:28]}清单"
    page = RollupPage(book, title, title, columns, freeze=2)
    for number, entry in enumerate(table.entries, start=1):
        row = _ListRow(
            number=number, entry=entry, table=table, book=book, positions=positions
        )
        page.line(columns.cells(row))
    if not table.entries:
        page.line(columns.cells_by_name(填报单位="本期无"))
