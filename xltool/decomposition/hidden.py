"""What is no part of the printed table: what a workbook hides, and notes beside a text.

Hidden rows, columns and sheets hold old versions and helpers, or what a filter left
out: only the clerk knows. They are not read until the clerk says so. Their numbers, and
those of footnotes, comments, headers and the like, stand in 未读出.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Doubt, DoubtKind
from xltool.decomposition.table.printed import Hidden
from xltool.decomposition.unread import Unread, numbers_in
from xltool.findings import Place
from xltool.model.grid import address, column_letters
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.decomposition.registry.doubts import Answers
    from xltool.decomposition.table.printed import Grid, Merge

READ, LEAVE = "读取", "不读取"
_REASON = "隐藏的行或列"
_BESIDE = "脚注、批注、页眉等"
_MANY = 6
"""So many stretches of rows are named one by one."""


@dataclass(slots=True, kw_only=True)
class Unseen:
    """What is not read because nobody sees it: questions, and the numbers in it.

    The numbers of a hidden sheet are not listed: its question names the sheet.
    """

    doubts: list[Doubt] = field(default_factory=list)
    numbers: list[Unread] = field(default_factory=list)


def shown(grids: Sequence[Grid], answers: Answers) -> tuple[list[Grid], Unseen]:
    """Give the grids as they are seen, with what of the rest the clerk wants read.

    Each sheet with hidden rows or columns is one question, and so is each hidden sheet.
    """
    seen: list[Grid] = []
    unseen = Unseen()
    for grid in grids:
        if grid.aside:
            unseen.numbers += _numbers_beside(grid)
            continue
        question = _question(grid)
        if question is None:
            if not grid.hidden.whole:
                seen.append(_without_hidden(grid))
            continue
        answer = answers.of(DoubtKind.HIDDEN).get(question.printed)
        if answer == READ:
            seen.append(replace(grid, hidden=Hidden()))
            continue
        if not answers.settles(DoubtKind.HIDDEN, question.printed):
            unseen.doubts.append(question)
        if not grid.hidden.whole:
            unseen.numbers += _hidden_numbers(grid)
            seen.append(_without_hidden(grid))
    return seen, unseen


def _question(grid: Grid) -> Doubt | None:
    """Ask whether what a grid hides is to be read; None where that is nothing."""
    filled = list(_hidden_cells(grid))
    if not filled:
        return None
    place = Place(sheet=grid.name)
    if grid.hidden.whole:
        printed = f"工作表“{grid.name}”"
        finding = f.SHEET_HIDDEN.at(place, found=grid.name)
    else:
        where = _where(grid, filled)
        printed = f"{grid.name}：{where}"
        finding = f.CELLS_HIDDEN.at(place, found=grid.name, expected=where)
    return Doubt(
        kind=DoubtKind.HIDDEN,
        printed=printed,
        suggestion=LEAVE,
        options=(READ, LEAVE),
        finding=finding,
    )


def _hidden_cells(grid: Grid) -> Iterator[tuple[int, int]]:
    """Give the filled cells that are not shown, counted from 0."""
    for at, row in enumerate(grid.rows):
        for column, text in enumerate(row.cells):
            if text and not row.outside and grid.hidden.covers(at, column):
                yield at, column


def _where(grid: Grid, cells: Iterable[tuple[int, int]]) -> str:
    """Name hidden cells as people find them: 第5—7行、第9行、E列.

    Many rows that a filter left out are told by the first and the last
    (第5至90行中的37行).
    """
    rows: set[int] = set()
    columns: set[int] = set()
    for at, column in cells:
        if at in grid.hidden.rows:
            rows.add(at)
        else:
            columns.add(column)
    parts = []
    stretches = _stretches(rows)
    if len(stretches) > _MANY:
        parts.append(f"第{min(rows) + 1}至{max(rows) + 1}行中的{len(rows)}行")
        stretches = []
    for first, last in stretches:
        numbers = dict.fromkeys((str(first + 1), str(last + 1)))
        parts.append(f"第{'—'.join(numbers)}行")
    for first, last in _stretches(columns):
        letters = dict.fromkeys((column_letters(first), column_letters(last)))
        parts.append(f"{'—'.join(letters)}列")
    return "、".join(parts)


def _stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Give the first and last of numbers that follow each other.

    >>> _stretches({4, 5, 6, 9})
    [(4, 6), (9, 9)]
    """
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _hidden_numbers(grid: Grid) -> Iterator[Unread]:
    """Give the numbers of hidden cells, for 未读出."""
    for at, column in _hidden_cells(grid):
        place = Place(sheet=grid.name, cell=address(at, column))
        yield from _unread(place, grid.rows[at].cells[column], _REASON)


def _numbers_beside(grid: Grid) -> Iterator[Unread]:
    """Give the numbers of notes beside the text, for 未读出."""
    for row in grid.rows:
        place = Place(sheet=grid.name, cell=row.label)
        yield from _unread(place, "".join(row.cells), _BESIDE)


def _unread(place: Place, text: str, reason: str) -> Iterator[Unread]:
    for number in numbers_in(text):
        yield Unread(place=place, number=number, text=shorten(text), reason=reason)


def _without_hidden(grid: Grid) -> Grid:
    """Give a grid without its hidden rows, and with its hidden columns empty.

    So the columns keep their letters. A merged cell of which a part is seen shows its
    text there.
    """
    hidden = grid.hidden
    if not hidden.rows and not hidden.columns:
        return grid
    texts = [_without_columns(row.cells, hidden.columns) for row in grid.rows]
    kept = [at for at in range(len(texts)) if at not in hidden.rows]
    place_of = {at: place for place, at in enumerate(kept)}
    merged: list[Merge] = []
    for merge in grid.merged:
        part = _seen_part(merge, hidden, len(texts))
        if part is not None:
            top, left, bottom, right = part
            merged.append((place_of[top], left, place_of[bottom], right))
            _put(texts[top], left, _text_at(grid, merge[0], merge[1]))
    rows = tuple(replace(grid.rows[at], cells=tuple(texts[at])) for at in kept)
    return replace(grid, rows=rows, merged=tuple(merged), hidden=Hidden())


def _without_columns(cells: Sequence[str], columns: frozenset[int]) -> list[str]:
    return ["" if at in columns else text for at, text in enumerate(cells)]


def _seen_part(merge: Merge, hidden: Hidden, height: int) -> Merge | None:
    """Give what is seen of a merged cell, from its first to its last row and column."""
    top, left, bottom, right = merge
    rows = sorted(set(range(top, min(bottom + 1, height))) - hidden.rows)
    columns = sorted(set(range(left, right + 1)) - hidden.columns)
    if not rows or not columns:
        return None
    return rows[0], columns[0], rows[-1], columns[-1]


def _text_at(grid: Grid, row: int, column: int) -> str:
    cells = grid.rows[row].cells
    return cells[column] if column < len(cells) else ""


def _put(cells: list[str], column: int, text: str) -> None:
    """Put a text into a row that may end before its column."""
    cells += [""] * (column + 1 - len(cells))
    cells[column] = text
