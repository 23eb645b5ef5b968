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
from xltool.model.grid import address
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.checks.headers import TableBlock
    from xltool.model.grid import CellError, Raw


def split_entries(
    block: TableBlock, rows: Iterable[int]
) -> tuple[list[int], list[Finding]]:
    """Tell the entries of a free table from what is none.

    Gives the entries, and findings about the rest.
    """
    entries: list[int] = []
    findings: list[Finding] = []
    for row in rows:
        text = first_text(block, row)
        if text is not None and is_total(text):
            findings.append(_total(block, row, text, entries))
        elif (remark := remark_in(block, row)) is not None:
            findings.append(remark)
        elif _is_struck(block, row):
            place = block.entry_place(row)
            findings.append(STRUCK_ROW.at(place, found=shorten(text or "")))
        else:
            entries.append(row)
    return entries, findings


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
    column = next((column for column, _ in _filled(block, row)), 0)
    return Place(sheet=block.sheet.name, cell=address(row, column))


def _total(block: TableBlock, row: int, text: str, above: Sequence[int]) -> Finding:
    """Leave a sum out, and say where it is not what stands above it."""
    differences = []
    if is_grand_total(text):
        differences = list(_differences(block, row, above))
    told = ""
    if differences:
        told = f"；它和上面各行之和不一样：{'，'.join(differences)}"
    return TOTAL_ROW.at(_first_place(block, row), found=shorten(text), told=told)


def _differences(block: TableBlock, row: int, above: Sequence[int]) -> Iterator[str]:
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
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return None
    return exact(cell)


def _is_struck(block: TableBlock, row: int) -> bool:
    """Say whether everything that was entered in a row is crossed out."""
    looks = block.sheet.appearances
    if not looks:
        return False
    entered = [
        looks.get((row, column))
        for (_, column), cell in zip(block.inputs, block.entries(row), strict=True)
        if column is not None and not is_blank(cell)
    ]
    return all(
        look is not None
        and (look.struck or (look.runs and all(run.struck for run in look.runs)))
        for look in entered
    )
