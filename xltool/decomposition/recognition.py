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
    from collections.abc import Iterable, Sequence

    from xltool.decomposition.registry.doubts import Answers
    from xltool.decomposition.table.printed import Grid, GridRow, UnsureText

NO_TEXT = "不是文字"
"""The answer for a stain that was taken for text."""
_ILLEGIBLE = "（认不出）"


def recognized(
    grids: Sequence[Grid], answers: Answers
) -> tuple[tuple[Grid, ...], tuple[Doubt, ...]]:
    """Put the clerk's answers into the grids; ask about what has none yet."""
    corrected: list[Grid] = []
    doubts: list[Doubt] = []
    for grid in grids:
        open_texts = [one for one in grid.unsure if not _is_settled(one, answers)]
        doubts += [_doubt(grid, one) for one in open_texts]
        corrected.append(_corrected(grid, answers))
    return tuple(corrected), tuple(doubts)


def printed_as(unsure: UnsureText) -> str:
    """Give what a doubt is known by: the text, its page, and which picture it is.

    The same text may stand on a page twice, and be wrong once.
    """
    mark = hashlib.sha256(unsure.picture).hexdigest()[:6]
    return f"{unsure.text or _ILLEGIBLE}〔第{unsure.page}页，图{mark}〕"


def _is_settled(unsure: UnsureText, answers: Answers) -> bool:
    return answers.settles(DoubtKind.RECOGNITION, printed_as(unsure))


def _doubt(grid: Grid, unsure: UnsureText) -> Doubt:
    label = grid.rows[unsure.row].label
    row = f" 第{label}行" if label else ""
    return Doubt(
        kind=DoubtKind.RECOGNITION,
        printed=printed_as(unsure),
        suggestion=unsure.text,
        finding=f.RECOGNITION_UNSURE.at(
            Place(sheet=grid.name, cell=f"第{unsure.page}页{row}"),
            found=shorten(unsure.text or _ILLEGIBLE),
        ),
        picture=unsure.picture,
    )


def _corrected(grid: Grid, answers: Answers) -> Grid:
    """Give the grid with the answered texts in place of those that were read."""
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
    cells = list(row.cells)
    cell = cells[unsure.column]
    if unsure.text:
        cells[unsure.column] = cell.replace(unsure.text, text, 1)
    else:
        cells[unsure.column] = _joined((cell, text))
    return replace(row, cells=tuple(cells))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
