"""What a unit left beside the form.

Comments, sheets of its own, words outside of the tables. None of it is read as an
answer; all of it is shown, so that nothing that a unit wrote goes unseen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.checks.labels import is_blank, label_of
from xltool.checks.values import raw_text
from xltool.findings import (
    COMMENT_OPENING,
    COMMENT_UNREAD,
    SHEET_ADDED,
    TEXT_BESIDE,
    Finding,
    Place,
)
from xltool.forms.layout import CHECK_LABEL, OWN_SHEETS
from xltool.forms.row_checks import OUTCOMES, PASSED
from xltool.model.grid import CellError, address
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from xltool.checks.headers import TableBlock
    from xltool.checks.locate import LocatedSheet
    from xltool.model.grid import Raw, Sheet, Workbook

_COPY = re.compile(r"\s*\(\d+\)$")
"""What a spreadsheet program adds to the name of a copied sheet."""
_OF_PROGRAMS = ("_", "WpsReserved")
"""How sheets begin that programs keep for themselves."""
_CHECKED = (PASSED, *(f"{word}：" for word in OUTCOMES))
"""How the cells begin in which the sheet checks itself."""


def beside_the_form(
    workbook: Workbook, located: Sequence[LocatedSheet]
) -> Iterator[Finding]:
    """Point out everything in a workbook that is not read."""
    blocks = [sheet.main for sheet in located if sheet.main is not None]
    known = {block.sheet.name for block in blocks}
    for block in blocks:
        places = block.layout.design.places
        known |= set(places.office_words if places else ())
    for sheet in workbook.sheets:
        yield from _comments(sheet)
        if sheet.name not in known:
            yield from _added(sheet)
    for block in blocks:
        if block.layout.design.places is None:
            yield from _outside(block)


def _comments(sheet: Sheet) -> Iterator[Finding]:
    """Quote the comments of a sheet, without what the office wrote there."""
    for (row, column), comment in sheet.comments.items():
        text = comment.partition(COMMENT_OPENING)[0].strip()
        if text:
            place = Place(sheet=sheet.name, cell=address(row, column))
            yield COMMENT_UNREAD.at(place, found=shorten(text, 100))


def _added(sheet: Sheet) -> Iterator[Finding]:
    """Name a sheet that was not issued and holds something."""
    name = _COPY.sub("", sheet.name)
    is_own = name in OWN_SHEETS or name.startswith(_OF_PROGRAMS)
    if is_own or not sheet.visible:
        return
    contents = _contents(sheet)
    if contents:
        place = Place(sheet=sheet.name, cell="A1")
        yield SHEET_ADDED.at(place, found=sheet.name, contents=contents)


def _contents(sheet: Sheet) -> str:
    """Say how much a sheet holds, and how it begins; empty where it holds nothing."""
    held = numbers = 0
    first = ""
    for row in sheet.rows:
        for cell in row:
            if is_blank(cell):
                continue
            held += 1
            numbers += isinstance(cell, (int, float))
            if not first and isinstance(cell, str):
                first = cell
    if not held:
        return ""
    contents = f"{held} 格有内容，其中 {numbers} 个数"
    if first:
        contents += f"，开头是“{shorten(first, 20)}”"
    return contents


def _outside(block: TableBlock) -> Iterator[Finding]:
    """Quote what stands in the rows of a table outside of its columns."""
    own = _own_columns(block)
    for row in block.rows:
        cells = [
            (column, cell)
            for column, cell in enumerate(block.sheet.rows[row])
            if cell is not None and column not in own and _is_written(cell)
        ]
        if cells:
            place = Place(sheet=block.sheet.name, cell=address(row, cells[0][0]))
            words = " ".join(raw_text(cell) for _, cell in cells)
            yield TEXT_BESIDE.at(place, found=shorten(words, 100))


def _own_columns(block: TableBlock) -> Container[int]:
    """Give the columns of the table, and those with a header of the unit's.

    They are spoken of elsewhere.
    """
    own = set(block.columns.values())
    for column, cell in enumerate(block.sheet.rows[block.header_row]):
        if isinstance(cell, str) and label_of(cell) not in {"", CHECK_LABEL}:
            own.add(column)
    if block.key_column is not None:
        own.add(block.key_column)
    return own


def _is_written(cell: Raw | CellError) -> bool:
    """Say whether a person wrote what a cell holds, not a formula of the office's."""
    if is_blank(cell) or isinstance(cell, CellError):
        return False
    return not (isinstance(cell, str) and cell.startswith(_CHECKED))
