"""Finding the data of a layout in a returned workbook, whatever was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.checks.as_issued import KEYED
from xltool.checks.asides import remark_in
from xltool.checks.headers import TableBlock, find_blocks
from xltool.checks.labels import is_blank
from xltool.checks.rows import (
    Found,
    entered_rows,
    free_rows,
    is_entered,
    keyed_rows,
    row_name,
)
from xltool.checks.values import raw_text
from xltool.findings import (
    EXTRA_LINE,
    HIDDEN_ROW,
    MERGED_INPUT,
    ROW_DELETED,
    ROW_TWICE,
    SHEET_MISSING,
    SHEET_RENAMED,
    SHEET_TWICE,
    Finding,
    Place,
)
from xltool.forms.design import RowsFrom
from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.model.grid import CellError, Raw, Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedSheet:
    """A sheet of the layout and the rows in which its data stand.

    `unread` are (row key, field key) that could not be found, the row key empty for a
    whole column, the field key empty for a whole row: nobody may be told that they were
    left empty. `main` is the table that is read, None where there is none.
    """

    layout: LayoutSheet
    main: TableBlock | None = None
    rows: tuple[Found, ...] = ()
    unread: frozenset[tuple[str, str]] = frozenset()
    findings: tuple[Finding, ...] = ()

    def place(self, row: str, field: str) -> Place:
        """Give the place of a field in a row that is not there.

        Where the column's first entry would stand.
        """
        if self.main is None:
            return Place(sheet=self.layout.name, row_key=row, field=field)
        return self.main.place(self.main.header_row + 1, field, row)

    def is_unread(self, row: str, field: str) -> bool:
        """Say whether a cell could not be found."""
        return not self.unread.isdisjoint({("", ""), ("", field), (row, "")})


def locate(workbook: Workbook, layout: Layout) -> tuple[LocatedSheet, ...]:
    """Find every sheet of the layout, in its order."""
    blocks = find_blocks(workbook, layout.sheets)
    return tuple(
        _located(
            sheet,
            [block for block in blocks if block.layout.design.key == sheet.design.key],
        )
        for sheet in layout.sheets
    )


def _located(layout: LayoutSheet, blocks: list[TableBlock]) -> LocatedSheet:
    if not blocks:
        missing = SHEET_MISSING.at(Place(sheet=layout.name), found=layout.name)
        return LocatedSheet(
            layout=layout, unread=frozenset({("", "")}), findings=(missing,)
        )
    main = _main(layout, blocks)
    used, findings = _used(main, blocks)
    if main.sheet.name != layout.name and not any(
        block.sheet.name == layout.name for block in blocks
    ):
        place = Place(sheet=main.sheet.name)
        findings.append(
            SHEET_RENAMED.at(place, found=main.sheet.name, expected=layout.name)
        )
    findings += [finding for block in used for finding in block.findings]
    rows, unread, said = _rows(layout, used)
    columns = {
        ("", one.key)
        for one in layout.fields
        if one.is_input and one.key not in main.columns
    }
    located = [
        *findings,
        *said,
        *(finding for block in used for finding in _merged(block, rows)),
        *_hidden(rows),
    ]
    return LocatedSheet(
        layout=layout,
        main=main,
        rows=tuple(rows),
        unread=frozenset(unread | columns),
        findings=tuple(located),
    )


def _main(layout: LayoutSheet, blocks: list[TableBlock]) -> TableBlock:
    """Choose the block that is read.

    The one under the issued name, else the one with the most entries.
    """
    if len(blocks) == 1:
        return blocks[0]
    return max(
        blocks,
        key=lambda block: (block.sheet.name == layout.name, len(entered_rows(block))),
    )


def _used(
    main: TableBlock, blocks: list[TableBlock]
) -> tuple[list[TableBlock], list[Finding]]:
    """Choose the blocks to read together.

    Those of the same sheet, and others that add rows of their own. A second copy that
    says the same is left aside; one that says something else is an error.
    """
    used = [block for block in blocks if block.sheet is main.sheet]
    findings: list[Finding] = []
    if len(used) == len(blocks):
        return used, findings
    present = {
        (found.key, _contents(found)) for block in used for found in _entries(block)
    }
    keys = {key for key, _ in present}
    for block in blocks:
        if block.sheet is main.sheet:
            continue
        entries = {(found.key, _contents(found)) for found in _entries(block)}
        if entries <= present:
            continue
        if main.layout.design.rows_from in KEYED and keys.isdisjoint(
            key for key, _ in entries
        ):
            used.append(block)
        else:
            place = block.place(block.header_row)
            findings.append(
                SHEET_TWICE.at(place, found=block.sheet.name, expected=main.layout.name)
            )
    return used, findings


def _entries(block: TableBlock) -> Iterator[Found]:
    """Give the rows in which something was entered, by their keys."""
    if block.layout.design.rows_from in KEYED:
        rows = keyed_rows(block)[0]
    else:
        rows = free_rows(block, set())[0]
    entered = set(entered_rows(block))
    yield from (found for found in rows if found.row in entered)


def _contents(found: Found) -> tuple[Raw | CellError, ...]:
    return tuple(found.block.entries(found.row))


def _rows(
    layout: LayoutSheet, blocks: list[TableBlock]
) -> tuple[list[Found], set[tuple[str, str]], list[Finding]]:
    match layout.design.rows_from:
        case RowsFrom.FREE:
            rows: list[Found] = []
            findings: list[Finding] = []
            for block in blocks:
                entries, said = free_rows(block, {one.key for one in rows})
                rows += entries
                findings += said
            return rows, set(), findings
        case RowsFrom.SINGLE:
            return _single(layout, blocks)
        case RowsFrom.TASKS | RowsFrom.INDICATORS | RowsFrom.FIXED:
            return _keyed(layout, blocks)


def _single(
    layout: LayoutSheet, blocks: list[TableBlock]
) -> tuple[list[Found], set[tuple[str, str]], list[Finding]]:
    """Take the first line with an entry.

    Where nothing is entered, the line below the header.
    """
    key = layout.rows[0].key
    lines = [
        Found(key=key, block=block, row=row)
        for block in blocks
        for row in entered_rows(block)
    ]
    if not lines:
        return (
            [Found(key=key, block=blocks[0], row=blocks[0].header_row + 1)],
            set(),
            [],
        )
    findings = []
    for line in lines[1:]:
        remark = remark_in(line.block, line.row)
        extra = EXTRA_LINE.at(line.entry_place, found=layout.name)
        findings.append(extra if remark is None else remark)
    return lines[:1], set(), findings


def _keyed(
    layout: LayoutSheet, blocks: list[TableBlock]
) -> tuple[list[Found], set[tuple[str, str]], list[Finding]]:
    found: dict[str, Found] = {}
    unread: set[tuple[str, str]] = set()
    findings: list[Finding] = []
    for block in blocks:
        rows, said = keyed_rows(block)
        findings += said
        for one in rows:
            first = found.setdefault(one.key, one)
            if first is one or not is_entered(_contents(one)):
                continue
            if not is_entered(_contents(first)):
                found[one.key] = one
            elif _contents(one) != _contents(first):
                unread.add((one.key, ""))
                name = row_name(layout, one.key)
                findings.append(
                    ROW_TWICE.at(
                        one.entry_place, found=name, other=first.entry_place.cell
                    )
                )
    for row in layout.rows:
        if row.key not in found and row.reports and _asks(layout, row):
            unread.add((row.key, ""))
            place = Place(sheet=blocks[0].sheet.name, row_key=row.key)
            findings.append(ROW_DELETED.at(place, found=row_name(layout, row.key)))
    kept = [
        found[row.key]
        for row in layout.rows
        if row.key in found and (row.key, "") not in unread
    ]
    return kept, unread, findings


def _asks(layout: LayoutSheet, row: LayoutRow) -> bool:
    """Whether anything is filled in or added up in a row; a heading has nothing."""
    if not row.blocked:
        return True
    return any(row.takes(one) or row.sums(one) for one in layout.fields)


def _merged(block: TableBlock, rows: Iterable[Found]) -> Iterator[Finding]:
    """Report merges that swallow input cells: one value would stand for several."""
    inputs = [
        one for one in block.layout.fields if one.is_input and one.key in block.columns
    ]
    held = {found.row: found.key for found in rows if found.block is block}
    for top, left, bottom, right in block.sheet.merged:
        cells = [
            (row, one)
            for row in held
            if top <= row <= bottom
            for one in inputs
            if left <= block.columns[one.key] <= right
        ]
        if len(cells) > 1 and not is_blank(block.sheet.cell(top, left)):
            row, one = cells[0]
            place = Place(
                sheet=block.sheet.name,
                cell=address(top, left),
                row_key=held[row],
                field=one.key,
            )
            yield MERGED_INPUT.at(place, found=raw_text(block.sheet.cell(top, left)))


def _hidden(rows: Iterable[Found]) -> Iterator[Finding]:
    """Say which entries stand in hidden rows: they are read like all others."""
    for found in rows:
        if found.row in found.block.sheet.hidden_rows and is_entered(_contents(found)):
            yield HIDDEN_ROW.at(found.entry_place, found=found.key)
