"""Headers of several levels in a returned sheet.

A column is known by its whole path: 本月 over 金额 is another column than 累计 over
金额. Merged cells, and heads that stand only over their first column after somebody
undid the merging, count for every column below them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.checks.labels import label_of, labels_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.forms.design import SheetDesign
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import CellError, Raw, Sheet

_ENOUGH = 0.5
"""The share of a header's words that must be found."""


def header_rows(
    sheet: Sheet, layouts: Sequence[LayoutSheet], searched: int
) -> Iterator[tuple[int, int, LayoutSheet]]:
    """Find rows of labels below heads, in so many rows as are `searched`.

    Gives the row of the labels, how many words of the header are there, and the table
    it is of. Half of the labels must stand in the row, and half of all words of the
    header in it and in the rows above it.
    """
    texts = []
    if layouts:
        texts = [_texts(row) for row in sheet.rows[:searched]]
    for layout in layouts:
        lowest, whole = _words(layout.design)
        levels = layout.design.head_levels
        for number, row in enumerate(texts):
            if len(row & lowest) < _ENOUGH * len(lowest):
                continue
            above = texts[max(0, number - levels) : number]
            words = row.union(*above)
            found = len(words & whole)
            if found >= _ENOUGH * len(whole):
                yield number, found, layout


def _texts(row: Sequence[object]) -> frozenset[str]:
    """Give the texts of a row as headers are compared."""
    texts = [cell for cell in row if isinstance(cell, str) and cell]
    return frozenset(map(label_of, texts))


@lru_cache(maxsize=64)
def _words(design: SheetDesign) -> tuple[frozenset[str], frozenset[str]]:
    """Give the labels that stand in the lowest row of a header, and all its words.

    A field without heads has its label in a cell that is merged downwards, which a
    program may hold in its first row.
    """
    lowest = set()
    words = set()
    for field in design.fields:
        label = label_of(field.label)
        words.add(label)
        words.update(map(label_of, field.heads))
        if len(field.heads) == design.head_levels:
            lowest.add(label)
    return frozenset(lowest), frozenset(words)


def column_paths(sheet: Sheet, layout: LayoutSheet, header_row: int) -> dict[int, str]:
    """Give what stands over each column, from the outermost head to the label, joined.

    Where the heads are gone but the labels stand in their order, as they were issued.
    `header_row` is the row of the labels.

    `本月` over `金额` is `本月金额`, which is how `labels_of` names the field.
    """
    top = max(0, header_row - layout.design.head_levels)
    heads = {row: _heads_of(sheet, row) for row in range(top, header_row)}
    labels: dict[int, str] = {}
    paths: dict[int, str] = {}
    for column, (row, label) in _labels(sheet, header_row, top).items():
        above = [heads[level].get(column, "") for level in range(top, row)]
        # a label that is merged with the cell above it is its own head
        path = [head for head in above if head != label]
        labels[column] = label
        paths[column] = "".join((*path, label))
    if _has_heads(layout, paths):
        return paths
    return _in_issued_order(layout, labels) or paths


def _has_heads(layout: LayoutSheet, paths: Mapping[int, str]) -> bool:
    """Say whether any column is known by its heads.

    Without heads 金额 and 金额 are the same: then only their order tells them apart.
    """
    wanted = labels_of(layout.design)
    headed = {wanted[field.key] for field in layout.fields if field.heads}
    return not headed.isdisjoint(paths.values())


def _text(cell: Raw | CellError) -> str:
    """Give a header's cell as headers are compared; empty where it holds no text."""
    return label_of(cell) if isinstance(cell, str) else ""


def _labels(sheet: Sheet, header_row: int, top: int) -> dict[int, tuple[int, str]]:
    """Give the lowest text over each column, and its row.

    `top` is the first row of the header.

    A label of a field without heads stands in the first row of the header, merged down.
    """
    found: dict[int, tuple[int, str]] = {}
    for number in range(top, header_row + 1):
        for column, cell in enumerate(sheet.rows[number]):
            text = _text(cell)
            if not text:
                continue
            if number == header_row or not _is_head(sheet, number, column):
                found[column] = (number, text)
    return found


def _is_head(sheet: Sheet, row: int, column: int) -> bool:
    """Say whether something stands below a cell of the header, or it is drawn wide."""
    is_wide = (row, column) in _wide(sheet)
    return is_wide or bool(_text(sheet.cell(row + 1, column)))


def _wide(sheet: Sheet) -> dict[tuple[int, int], int]:
    """Give the last column of each cell that is merged over several columns.

    A program that undid the merging leaves the head over the first of its columns.
    """
    return {(top, left): right for top, left, _, right in sheet.merged if right > left}


def _heads_of(sheet: Sheet, row: int) -> dict[int, str]:
    """Give the heads of a row for every column that they stand over.

    A head reaches over its merged cells; where nothing is merged in the row (somebody
    undid it), up to the next head.

    Of 本月 merged over columns 2 and 3, and 累计 over 4 and 5, the columns have 本月,
    本月, 累计, 累计.
    """
    wide = _wide(sheet)
    is_merged = any(top == row for top, _ in wide)
    width = len(sheet.rows[row])
    found: dict[int, str] = {}
    head = ""
    reach = -1
    for column, cell in enumerate(sheet.rows[row]):
        text = _text(cell)
        if text:
            head = text
            alone = column if is_merged else width
            reach = wide.get((row, column), alone)
        if head and column <= reach:
            found[column] = head
    return found


def _in_issued_order(layout: LayoutSheet, labels: Mapping[int, str]) -> dict[int, str]:
    """Give the paths of labels that stand as issued, one behind the other.

    Somebody deleted the rows of the heads: the second 金额 is still the second.
    """
    wanted = labels_of(layout.design)
    issued = [label_of(field.label) for field in layout.fields]
    columns = sorted(labels)
    given = [labels[column] for column in columns]
    for start in range(len(given) - len(issued) + 1):
        if given[start : start + len(issued)] == issued:
            keys = [field.key for field in layout.fields]
            pairs = zip(columns[start:], keys, strict=False)
            return {column: wanted[key] for column, key in pairs}
    return {}
