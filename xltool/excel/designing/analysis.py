"""A blank form as a design: its tables, lists and single cells, and what is doubtful.

Nothing is invented: what the form does not say is taken as the most usual thing and
asked, with its place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.excel.designing.columns import ColumnReader, choices_of, help_of
from xltool.excel.designing.cycle import cycle_of
from xltool.excel.designing.draft import Draft
from xltool.excel.designing.fields import (
    letters,
    merge_of,
    sample_of,
    type_of,
    width_of,
)
from xltool.excel.designing.found import (
    DesignDoubt,
    FoundField,
    FoundForm,
    FoundRow,
    FoundSheet,
    place_of,
)
from xltool.excel.designing.headers import (
    Heading,
    explains_rows,
    headings,
    key_of,
)
from xltool.excel.designing.rows import (
    RowColumns,
    differing_rows,
    find_rows,
    placeholders,
    row_columns,
)
from xltool.excel.designing.singles import Single, corner_unit, find_singles
from xltool.excel.designing.tables import Table, find_tables
from xltool.excel.designing.words import (
    TOTAL,
    is_label,
    squeezed,
    unit_in,
)
from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel.designing.page import Page

_TITLE = re.compile(r"(?:表|清单|名册|台账|情况|统计|月报|季报|年报|报告)(?:[（(].*)?$")
_LONGEST_TITLE = 40
_LONGEST_HEAD = 12
"""Characters of a head that names a table beside others; a longer one explains it."""
_MOST_ROWS = 400
"""More rows of the office's own are a dictionary, not a form."""
_OWN_KEY = "校验"
"""The name of the column that says what is wrong with a row: no field has it."""


def analyse(pages: Sequence[Page], name: str) -> FoundForm:
    """Find what a form asks for."""
    draft = Draft()
    unasked = []
    for page in pages:
        if not page.visible or page.is_lookup:
            continue
        if not _read_page(page, draft):
            unasked.append(page.name)
    if unasked:
        draft.ask(
            DesignDoubt(
                place="、".join(unasked),
                question="没有找到要填的格，不收；要收的请在“表”“字段”里补",
                taken="不收",
            )
        )
    cycle = cycle_of(pages, name, draft)
    return FoundForm(
        name=_name(pages, draft) or name,
        cycle=cycle,
        sheets=tuple(draft.sheets),
        choices=draft.choices,
        doubts=tuple(draft.doubts),
    )


def _name(pages: Sequence[Page], draft: Draft) -> str:
    """Give the printed title of a form of one worksheet; empty for any other form."""
    used = {sheet.worksheet for sheet in draft.sheets}
    asking = [page for page in pages if page.name in used]
    return _title(asking[0]) if len(asking) == 1 else ""


def _title(page: Page) -> str:
    """Give the printed title of a worksheet; empty where none can be told."""
    tables = find_tables(page)
    last = tables[0].header.start if tables else min(page.rows, 3)
    titles = []
    for row in range(last):
        texts = [text for _, text in page.texts_in(row)]
        if len(texts) != 1 or is_label(texts[0]) or unit_in(texts[0]):
            continue
        title = "".join(texts[0].split())
        if _TITLE.search(title) and len(title) <= _LONGEST_TITLE:
            titles.append(title)
    return max(titles, key=len, default="")


def _read_page(page: Page, draft: Draft) -> bool:
    """Read a worksheet; tell whether it asks for anything."""
    tables = find_tables(page)
    asked = [table for table in tables if _is_asked(page, table)]
    for number, table in enumerate(asked, start=1):
        _read_table(page, table, draft, number if len(asked) > 1 else 0)
    singles = list(find_singles(page, tables))
    if singles:
        _read_singles(page, singles, draft, alone=not asked)
    return bool(asked or singles)


def _is_asked(page: Page, table: Table) -> bool:
    """Say whether a table has cells to fill in, and is no dictionary."""
    if not table.is_list and len(table.body) > _MOST_ROWS:
        return False
    for row in table.body:
        if any(page.cell(row, column).is_empty for column in table.values):
            return True
    return False


# Tables


def _read_table(page: Page, table: Table, draft: Draft, number: int) -> None:
    """Read one table; `number` counts those of its worksheet, 0 where it is alone."""
    heads = headings(page, table)
    key = draft.free_key(_table_name(page, table, number))
    columns = row_columns(page, table, heads)
    keys = _keys(table, heads)
    rows: tuple[FoundRow, ...] = ()
    if not table.is_list:
        rows = find_rows(page, table, columns, keys)
    reader = ColumnReader(
        page=page,
        table=table,
        heads=heads,
        keys=keys,
        rows=_entered_rows(table, rows),
        codes={row.row: row.code for row in rows},
        unit=corner_unit(page, table),
        key=key,
        draft=draft,
        has_shares=any("/" in row.subtotal for row in rows),
        measured_by_row=columns.unit is not None,
    )
    fields = {}
    for column in table.values:
        if explains_rows(page, table, column):
            continue
        found = reader.read(column)
        if found is not None:
            fields[column] = found
    draft.sheets.append(
        FoundSheet(
            key=key,
            title=key,
            rows_from=_rows_from(table),
            worksheet=page.name,
            header_row=table.header[-1],
            first_row=table.body.start,
            entries=table.entries,
            fields=tuple(fields.values()),
            rows=rows,
        )
    )
    reader.ask_together()
    if table.is_list:
        _ask_entries(page, table, key, draft)
    else:
        _ask_placeholders(page, table, columns, draft)
    _ask_total_rows(page, rows, fields, key, draft)
    _ask_total_columns(page, fields, key, draft)
    for row in differing_rows(page, rows, keys):
        _ask_differing(page, row, columns, key, draft)


def _rows_from(table: Table) -> str:
    """Say where the rows of a table come from: the form, or whoever fills it in."""
    if not table.is_list:
        return "固定"
    return "单行" if table.entries == 1 and table.sure else "自由"


def _keys(table: Table, heads: dict[int, Heading]) -> dict[int, str]:
    """Give every column of values a name."""
    taken = {_OWN_KEY}
    keys = {}
    for column in table.values:
        keys[column] = key_of(heads[column], taken, f"第{letters(column)}列")
    return keys


def _entered_rows(table: Table, rows: Sequence[FoundRow]) -> list[int]:
    """Give the rows by which a table's columns are known: those that add up nothing."""
    if table.is_list:
        return list(table.body)[: max(1, table.entries)]
    entered = [row.row for row in rows if not row.subtotal]
    return entered or [row.row for row in rows]


def _table_name(page: Page, table: Table, number: int) -> str:
    """Give a table's name: its worksheet's, with its own head where there are more."""
    if not number:
        return page.name
    first = table.columns[0]
    top = table.header[0]
    own = ""
    if len(table.header) > 1:
        own = page.text(top, first)
    elif top > 0:
        own = page.text(top - 1, first)
    if own and len(own) <= _LONGEST_HEAD:
        return f"{page.name}{squeezed(own)}"
    return f"{page.name}{number}"


# Doubts about a table's rows and totals


def _ask_entries(page: Page, table: Table, key: str, draft: Draft) -> None:
    """Ask how many rows a list has where the office has not drawn them."""
    if table.sure:
        return
    draft.ask(
        DesignDoubt(
            place=place_of(page.name, table.body.start, table.columns[0]),
            question="没有画出要填几行，单位可以往下加",
            taken=str(table.entries),
            sheet="表",
            row_key=key,
            column="空行数",
        )
    )


def _ask_placeholders(
    page: Page, table: Table, columns: RowColumns, draft: Draft
) -> None:
    """Say that rows of dots are not collected."""
    rows = placeholders(page, table, columns)
    if not rows:
        return
    numbers = "、".join(str(row + 1) for row in rows)
    draft.ask(
        DesignDoubt(
            place=place_of(page.name, rows[0], columns.names[-1]),
            question=f"第 {numbers} 行用省略号代表可以增加的行，不收；"
            "要收的请在“行”里补",
            taken="不收",
        )
    )


def _ask_total_rows(
    page: Page,
    rows: Sequence[FoundRow],
    fields: dict[int, FoundField],
    key: str,
    draft: Draft,
) -> None:
    """Ask which rows a total adds up where the form has no formula for it."""
    for row in rows:
        if row.subtotal or not TOTAL.search(squeezed(row.name)):
            continue
        draft.ask(
            DesignDoubt(
                place=place_of(page.name, row.row, min(fields, default=0)),
                question=f"“{row.name}”是哪几行的和？表里没有公式，没有核对",
                taken="（空）",
                options="如 SUM([01:05])、[01]+[04]",
                sheet="行",
                row_key=f"{key}.{row.code}",
                column="小计",
            )
        )


def _ask_total_columns(
    page: Page, fields: dict[int, FoundField], key: str, draft: Draft
) -> None:
    """Ask which columns a total adds up where the form has no formula for it."""
    if len(fields) < 2:
        return
    for column, total in fields.items():
        is_total = column > 0 and TOTAL.match(squeezed(total.label)) is not None
        if not is_total or total.formula:
            continue
        draft.ask(
            DesignDoubt(
                place=f"{page.name}!{total.place}",
                question=f"“{total.label}”是哪几列的和？表里没有公式，没有核对",
                taken="（空）",
                options="如 [甲]+[乙]",
                sheet="字段",
                row_key=f"{key}.{total.key}",
                column="计算公式",
            )
        )


def _ask_differing(
    page: Page, row: FoundRow, columns: RowColumns, key: str, draft: Draft
) -> None:
    """Ask about a row whose columns do not all compute the same."""
    draft.ask(
        DesignDoubt(
            place=place_of(page.name, row.row, columns.names[-1]),
            question=f"“{row.name}”各列的公式不一样，小计按列得最全的写",
            taken=row.subtotal,
            sheet="行",
            row_key=f"{key}.{row.code}",
            column="小计",
        )
    )


# Single cells


def _read_singles(
    page: Page, singles: Sequence[Single], draft: Draft, *, alone: bool
) -> None:
    """Read the single cells of a worksheet as a sheet of one row."""
    key = draft.free_key(page.name if alone else f"{page.name}表头表尾")
    taken = {_OWN_KEY}
    fields = [_single_field(page, single, taken, draft) for single in singles]
    draft.sheets.append(
        FoundSheet(
            key=key,
            title=key,
            rows_from="单行",
            worksheet=page.name,
            fields=tuple(fields),
        )
    )


def _single_field(
    page: Page, single: Single, taken: set[str], draft: Draft
) -> FoundField:
    """Give a single cell as a field; what the office knows already is a text."""
    heading = Heading(label=single.label)
    key = key_of(heading, taken, "项目")
    row, column = single.at
    sample = sample_of(page, [row], column)
    type_name = type_of(sample, heading, is_figure=False).type
    found = FoundField(
        key=key,
        label=single.label,
        place=address(row, column),
        type=type_name,
        prefill=single.prefill,
        choices=choices_of(sample, type_name, key, draft),
        width=width_of(single.label, type_name),
        help=help_of(sample, heading),
        merge=merge_of(type_name, heading).type,
    )
    if single.prefill:
        return replace(found, type="文本", merge="")
    return found
