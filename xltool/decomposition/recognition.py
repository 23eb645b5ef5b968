"""What recognition was not sure of.

Asked about with its picture, and put right by the answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Doubt, DoubtKind
from xltool.findings import Place
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.registry.doubts import Answers
    from xltool.decomposition.table.printed import Grid, GridRow, UnsureText

NO_TEXT = "不是文字"
"""The answer for a stain that was taken for text."""
_ILLEGIBLE = "（认不出）"


def recognized(
    grids: Sequence[Grid], answers: Answers
) -> tuple[tuple[Grid, ...], tuple[Doubt, ...]]:
    """Put the clerk's answers into the grids; ask about what has none yet.

    The grids keep their unsure pieces; the doubts come in the order of the pages.
    """
    corrected: list[Grid] = []
    doubts: list[Doubt] = []
    for grid in grids:
        for unsure in grid.unsure:
            if not answers.settles(DoubtKind.RECOGNITION, printed_as(unsure)):
                doubts.append(_doubt(grid, unsure))
        corrected.append(_corrected(grid, answers))
    return tuple(corrected), tuple(doubts)


def printed_as(unsure: UnsureText) -> str:
    """Give what a doubt is known by: the text, its page, and which picture it is.

    The same text may stand on a page twice, and be wrong once.
    """
    mark = hashlib.sha256(unsure.picture).hexdigest()[:6]
    return f"{unsure.text or _ILLEGIBLE}〔第{unsure.page}页，图{mark}〕"


def _doubt(grid: Grid, unsure: UnsureText) -> Doubt:
    """Ask what a picture says, with the text that was read as the suggestion."""
    label = grid.rows[unsure.row].label
    spot = f"第{unsure.page}页"
    if label:
        spot += f" 第{label}行"
    place = Place(sheet=grid.name, cell=spot)
    found = shorten(unsure.text or _ILLEGIBLE)
    return Doubt(
        kind=DoubtKind.RECOGNITION,
        printed=printed_as(unsure),
        suggestion=unsure.text,
        finding=f.RECOGNITION_UNSURE.at(place, found=found),
        picture=unsure.picture,
    )


def _corrected(grid: Grid, answers: Answers) -> Grid:
    """Give the grid with the answered texts in place of those that were read.

    An answer that keeps what was read changes nothing.
    """
    given = answers.of(DoubtKind.RECOGNITION)
    rows = list(grid.rows)
    for unsure in grid.unsure:
        answer = given.get(printed_as(unsure))
        if answer is None or answer == unsure.text:
            continue
        text = "" if answer == NO_TEXT else answer
        rows[unsure.row] = _with_text(rows[unsure.row], unsure, text)
    return replace(grid, rows=tuple(rows))


def _with_text(row: GridRow, unsure: UnsureText, text: str) -> GridRow:
    """Give a row with another text in place of what was read of a cell.

    What was not read at all comes behind the rest of the cell.
    """
    cells = list(row.cells)
    cell = cells[unsure.column]
    if unsure.text:
        corrected = cell.replace(unsure.text, text, 1)
    else:
        corrected = "\n".join(filter(None, (cell, text)))
    cells[unsure.column] = corrected
    return replace(row, cells=tuple(cells))
