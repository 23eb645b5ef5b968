"""Finding the data of a layout in a returned workbook, whatever was done to it."""

from __future__ import annotations

import dataclasses
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

_Contents = tuple["Raw | CellError", ...]
"""The cells of a row that the unit fills in."""
_Entry = tuple[str, _Contents]
"""A row's key and its contents."""


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
        """Say whether a cell could not be found.

        What was not found is no empty cell: that would be a second, wrong, complaint.
        """
        return not self.unread.isdisjoint({("", ""), ("", field), (row, "")})


@dataclass(slots=True)
class _SheetRows:
    """The rows of a sheet that were found, `unread` as in `LocatedSheet`, findings."""

    rows: list[Found] = dataclasses.field(default_factory=list)
    unread: set[tuple[str, str]] = dataclasses.field(default_factory=set)
    findings: list[Finding] = dataclasses.field(default_factory=list)


def locate(workbook: Workbook, layout: Layout) -> tuple[LocatedSheet, ...]:
    """Find every sheet of the layout, in its order."""
    by_sheet: dict[str, list[TableBlock]] = {}
    for block in find_blocks(workbook, layout.sheets):
        by_sheet.setdefault(block.layout.design.key, []).append(block)
    located = []
    for sheet in layout.sheets:
        blocks = by_sheet.get(sheet.design.key, [])
        located.append(_located(sheet, blocks))
    return tuple(located)


def _located(layout: LayoutSheet, blocks: list[TableBlock]) -> LocatedSheet:
    """Find one sheet of the layout in the blocks that have its header."""
    if not blocks:
        missing = SHEET_MISSING.at(Place(sheet=layout.name), found=layout.name)
        return LocatedSheet(
            layout=layout, unread=frozenset({("", "")}), findings=(missing,)
        )
    main = _main(layout, blocks)
    used, findings = _used(main, blocks)
    if not any(block.sheet.name == layout.name for block in blocks):
        name = main.sheet.name
        place = Place(sheet=name)
        findings.append(SHEET_RENAMED.at(place, found=name, expected=layout.name))
    for block in used:
        findings += block.findings
    found = _rows(layout, used)
    findings += found.findings
    for block in used:
        findings += _merged(block, found.rows)
    findings += _hidden(found.rows)
    for field, column in main.inputs:
        if column is None:
            found.unread.add(("", field.key))
    return LocatedSheet(
        layout=layout,
        main=main,
        rows=tuple(found.rows),
        unread=frozenset(found.unread),
        findings=tuple(findings),
    )


def _main(layout: LayoutSheet, blocks: list[TableBlock]) -> TableBlock:
    """Choose the block that is read.

    The one under the issued name, else the one with the most entries.
    """
    if len(blocks) == 1:
        return blocks[0]

    def merits(block: TableBlock) -> tuple[bool, int]:
        return block.sheet.name == layout.name, len(entered_rows(block))

    return max(blocks, key=merits)


def _used(
    main: TableBlock, blocks: list[TableBlock]
) -> tuple[list[TableBlock], list[Finding]]:
    """Choose the blocks to read together.

    Those of the same sheet, and others that add rows of their own. A second copy that
    says the same is left aside; one that says something else is an error.
    """
    used = [block for block in blocks if block.sheet is main.sheet]
    others = [block for block in blocks if block.sheet is not main.sheet]
    findings: list[Finding] = []
    present: set[_Entry] = set()
    if others:
        present.update(*map(_entries, used))
    for block in others:
        entries = _entries(block)
        if entries <= present:
            continue
        if _adds_rows(block, entries, present):
            used.append(block)
            continue
        place = block.place(block.header_row)
        name = block.sheet.name
        findings.append(SHEET_TWICE.at(place, found=name, expected=main.layout.name))
    return used, findings


def _adds_rows(block: TableBlock, entries: set[_Entry], present: set[_Entry]) -> bool:
    """Say whether a block has rows that the office names, and none that is `present`.

    Two divisions may each have filled in their own rows, in a sheet each.
    """
    if block.layout.design.rows_from not in KEYED:
        return False
    keys = {key for key, _ in present}
    return keys.isdisjoint(key for key, _ in entries)


def _entries(block: TableBlock) -> set[_Entry]:
    """Give the rows in which something was entered."""
    if block.layout.design.rows_from in KEYED:
        rows, _ = keyed_rows(block)
    else:
        rows, _ = free_rows(block, set())
    entered = set(entered_rows(block))
    return {(found.key, _contents(found)) for found in rows if found.row in entered}


def _contents(found: Found) -> _Contents:
    """Give what the unit entered in a row; two rows of one key are compared by it."""
    return tuple(found.block.entries(found.row))


def _rows(layout: LayoutSheet, blocks: list[TableBlock]) -> _SheetRows:
    """Find the rows of a sheet, in the way in which its kind of table names them."""
    match layout.design.rows_from:
        case RowsFrom.FREE:
            return _free(blocks)
        case RowsFrom.SINGLE:
            return _single(layout, blocks)
        case RowsFrom.TASKS | RowsFrom.INDICATORS | RowsFrom.FIXED:
            return _keyed(layout, blocks)


def _free(blocks: list[TableBlock]) -> _SheetRows:
    """Take the rows of a list from all blocks, with keys that none has twice."""
    found = _SheetRows()
    for block in blocks:
        taken = {row.key for row in found.rows}
        rows, findings = free_rows(block, taken)
        found.rows += rows
        found.findings += findings
    return found


def _single(layout: LayoutSheet, blocks: list[TableBlock]) -> _SheetRows:
    """Take the first line with an entry.

    Where nothing is entered, the line below the header.

    A second line with entries may be a remark under the table; if not, nobody can know
    which of the two is meant.
    """
    key = layout.rows[0].key
    lines = []
    for block in blocks:
        lines += [Found(key=key, block=block, row=row) for row in entered_rows(block)]
    if not lines:
        first = blocks[0]
        return _SheetRows(rows=[Found(key=key, block=first, row=first.header_row + 1)])
    found = _SheetRows(rows=lines[:1])
    for line in lines[1:]:
        finding = remark_in(line.block, line.row)
        if finding is None:
            finding = EXTRA_LINE.at(line.entry_place, found=layout.name)
        found.findings.append(finding)
    return found


def _keyed(layout: LayoutSheet, blocks: list[TableBlock]) -> _SheetRows:
    """Take the rows by their keys; say which are there twice, and which are gone.

    A header that was printed again on the second page parts a table into two blocks.
    """
    result = _SheetRows()
    by_key: dict[str, Found] = {}
    for block in blocks:
        rows, said = keyed_rows(block)
        result.findings += said
        for row in rows:
            twice = _add(row, by_key, layout)
            if twice is not None:
                result.unread.add((row.key, ""))
                result.findings.append(twice)
    for issued in layout.rows:
        key = issued.key
        if key not in by_key:
            if issued.reports and _asks(layout, issued):
                result.unread.add((key, ""))
                result.findings.append(_deleted(layout, blocks[0], key))
        elif (key, "") not in result.unread:
            result.rows.append(by_key[key])
    return result


def _add(row: Found, by_key: dict[str, Found], layout: LayoutSheet) -> Finding | None:
    """Take a row, unless one of its key is there; a finding where both say something.

    Of two the one with entries is taken; two that say the same are one.
    """
    first = by_key.setdefault(row.key, row)
    if first is row or not is_entered(_contents(row)):
        return None
    if not is_entered(_contents(first)):
        by_key[row.key] = row
        return None
    if _contents(row) == _contents(first):
        return None
    name = row_name(layout, row.key)
    other = first.entry_place.cell
    return ROW_TWICE.at(row.entry_place, found=name, other=other)


def _deleted(layout: LayoutSheet, block: TableBlock, key: str) -> Finding:
    """Say that a row which the unit reports is gone from a table."""
    place = Place(sheet=block.sheet.name, row_key=key)
    return ROW_DELETED.at(place, found=row_name(layout, key))


def _asks(layout: LayoutSheet, row: LayoutRow) -> bool:
    """Whether anything is filled in or added up in a row; a heading has nothing."""
    if not row.blocked:
        return True
    return any(row.takes(one) or row.sums(one) for one in layout.fields)


def _merged(block: TableBlock, rows: Iterable[Found]) -> Iterator[Finding]:
    """Report merges that swallow input cells: one value would stand for several.

    Excel keeps the first value of merged cells and drops the others without a word.
    """
    keys = {found.row: found.key for found in rows if found.block is block}
    for top, left, bottom, right in block.sheet.merged:
        fields = _inputs_between(block, left, right)
        within = [row for row in keys if top <= row <= bottom]
        value = block.sheet.cell(top, left)
        if len(fields) * len(within) < 2 or is_blank(value):
            continue
        place = Place(
            sheet=block.sheet.name,
            cell=address(top, left),
            row_key=keys[within[0]],
            field=fields[0],
        )
        yield MERGED_INPUT.at(place, found=raw_text(value))


def _inputs_between(block: TableBlock, first: int, last: int) -> list[str]:
    """Give the fields that the unit fills in, from one column to another."""
    inputs = []
    for field, column in block.inputs:
        if column is not None and first <= column <= last:
            inputs.append(field.key)
    return inputs


def _hidden(rows: Iterable[Found]) -> Iterator[Finding]:
    """Say which entries stand in hidden rows: they are read like all others."""
    for found in rows:
        if found.row in found.block.sheet.hidden_rows and is_entered(_contents(found)):
            yield HIDDEN_ROW.at(found.entry_place, found=found.key)
