"""Rows of a table that are no entries.

Sums, signatures, remarks, rows that are crossed out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.checks.labels import is_blank
from xltool.checks.numbers import exact
from xltool.checks.phrases import is_grand_total, is_remark, is_signature, is_total
from xltool.checks.values import raw_text
from xltool.findings import STRUCK_ROW, TEXT_BELOW, TOTAL_ROW, Finding, Place
from xltool.model.grid import address, is_number
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.checks.headers import TableBlock
    from xltool.model.grid import Appearance, CellError, Raw


def split_entries(
    block: TableBlock, rows: Iterable[int]
) -> tuple[list[int], list[Finding]]:
    """Tell the entries of a free table from what is none.

    Gives the entries, and findings about the rest.
    """
    entries: list[int] = []
    findings: list[Finding] = []
    for row in rows:
        finding = _no_entry(block, row, entries)
        if finding is None:
            entries.append(row)
        else:
            findings.append(finding)
    return entries, findings


def _no_entry(block: TableBlock, row: int, above: Sequence[int]) -> Finding | None:
    """Give what is to be said of a row that is no entry; None where it is one.

    `above` are the entries above it.
    """
    text = first_text(block, row)
    if text is not None and is_total(text):
        return _total(block, row, text, above)
    remark = remark_in(block, row)
    if remark is not None:
        return remark
    if _is_struck(block, row):
        return STRUCK_ROW.at(block.entry_place(row), found=shorten(text or ""))
    return None


def remark_in(block: TableBlock, row: int) -> Finding | None:
    """Give what is to be said of a row that is a remark of any kind.

    None where it is none.
    """
    text = first_text(block, row)
    if text is None:
        return None
    if not (is_signature(text) or is_remark(text) or is_total(text)):
        return None
    words = " ".join(raw_text(cell) for _, cell in _filled(block, row))
    return TEXT_BELOW.at(_first_place(block, row), found=shorten(words))


def first_text(block: TableBlock, row: int) -> str | None:
    """Give the first thing that a person sees in a row, if it is a text."""
    for _, cell in _filled(block, row):
        return cell if isinstance(cell, str) else None
    return None


def _filled(block: TableBlock, row: int) -> Iterator[tuple[int, Raw | CellError]]:
    """Give the cells of a row that hold something, without the hidden key.

    What stands right of the table's last column is left aside.
    """
    width = max(block.columns.values(), default=-1) + 1
    line = block.sheet.rows[row] if row < len(block.sheet.rows) else []
    for column, cell in enumerate(line[:width]):
        if column != block.key_column and not is_blank(cell):
            yield column, cell


def _first_place(block: TableBlock, row: int) -> Place:
    """Give the place of the first thing that a person sees in a row."""
    for column, _ in _filled(block, row):
        return Place(sheet=block.sheet.name, cell=address(row, column))
    return Place(sheet=block.sheet.name, cell=address(row, 0))


def _total(block: TableBlock, row: int, text: str, above: Sequence[int]) -> Finding:
    """Leave a sum out, and say where it is not what stands above it.

    A 小计 may be the sum of a part of the rows: only a sum of all is compared.
    """
    told = ""
    if is_grand_total(text):
        differences = "，".join(_differences(block, row, above))
        if differences:
            told = f"；它和上面各行之和不一样：{differences}"
    return TOTAL_ROW.at(_first_place(block, row), found=shorten(text), told=told)


def _differences(block: TableBlock, row: int, above: Sequence[int]) -> Iterator[str]:
    """Say in which fields a row is not the sum of the rows above it."""
    for field, column in block.inputs:
        if column is None:
            continue
        total = _number(block.sheet.cell(row, column))
        parts = [_number(block.sheet.cell(each, column)) for each in above]
        numbers = [part for part in parts if part is not None]
        if total is None or not numbers:
            continue
        expected = sum(numbers, Decimal(0))
        if total != expected:
            yield f"“{field.label}”写的是 {total:f}，相加是 {expected:f}"


def _number(cell: Raw | CellError) -> Decimal | None:
    """Give the number in a cell; None where it holds none."""
    return exact(cell) if is_number(cell) else None


def _is_struck(block: TableBlock, row: int) -> bool:
    """Say whether everything that was entered in a row is crossed out."""
    looks = block.sheet.appearances
    if not looks:
        return False
    for (_, column), cell in zip(block.inputs, block.entries(row), strict=True):
        if column is None or is_blank(cell):
            continue
        look = looks.get((row, column))
        if look is None or not _is_crossed_out(look):
            return False
    return True


def _is_crossed_out(look: Appearance) -> bool:
    """Say whether a whole cell is crossed out, in one piece or in several."""
    if look.struck:
        return True
    return bool(look.runs) and all(run.struck for run in look.runs)
