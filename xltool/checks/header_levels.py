"""Headers of several levels in a returned sheet.

A column is known by its whole path: 本月 over 金额 is another column than 累计 over
金额. Merged cells, and heads that stand only over their first column after somebody
undid the merging, count for every column below them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.checks.labels import label_of, labels_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.forms.design import SheetDesign
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import Sheet

_ENOUGH = 0.5
"""The share of a header's words that must be found."""


def header_rows(
    sheet: Sheet, layouts: Sequence[LayoutSheet], searched: int
) -> Iterator[tuple[int, int, LayoutSheet]]:
    """Find rows of labels below heads: the row, how many words of the header are there,
    and the table it is of.
    """
    rows = sheet.rows[:searched]
    texts = [_texts(row) for row in rows] if layouts else []
    for layout in layouts:
        lowest, whole = _words(layout.design)
        levels = layout.design.head_levels
        for number, row in enumerate(texts):
            if len(row & lowest) < _ENOUGH * len(lowest):
                continue
            around = frozenset[str]().union(*texts[max(0, number - levels) : number])
            found = len((row | around) & whole)
            if found >= _ENOUGH * len(whole):
                yield number, found, layout


def _texts(row: Sequence[object]) -> frozenset[str]:
    return frozenset(label_of(cell) for cell in row if isinstance(cell, str) and cell)


@lru_cache(maxsize=64)
def _words(design: SheetDesign) -> tuple[frozenset[str], frozenset[str]]:
    """Give the labels that stand in the lowest row of a header, and all its words."""
    levels = design.head_levels
    lowest = {label_of(one.label) for one in design.fields if len(one.heads) == levels}
    words = {label_of(one.label) for one in design.fields}
    for one in design.fields:
        words.update(label_of(head) for head in one.heads)
    return frozenset(lowest), frozenset(words)


def column_paths(sheet: Sheet, layout: LayoutSheet, header_row: int) -> dict[int, str]:
    """Give what stands over each column, from the outermost head to the label, joined.

    Where the heads are gone but the labels stand in their order, as they were issued.
    """
    top = max(0, header_row - layout.design.head_levels)
    rows = [_filled_right(sheet, row) for row in range(top, header_row)]
    labels = _labels(sheet, header_row, top)
    paths = {}
    for column, label in labels.items():
        heads = [row.get(column, "") for row in rows]
        path = [head for head in heads if head and head != label]
        paths[column] = "".join((*path, label))
    wanted = labels_of(layout.design)
    headed = {wanted[one.key] for one in layout.fields if one.heads}
    if not headed.intersection(paths.values()):
        return _in_issued_order(layout, labels) or paths
    return paths


def _labels(sheet: Sheet, header_row: int, top: int) -> dict[int, str]:
    """Give the lowest text over each column."""
    found: dict[int, str] = {}
    for number in range(top, header_row + 1):
        for column, cell in enumerate(sheet.rows[number]):
            text = label_of(cell) if isinstance(cell, str) else ""
            if text and (number == header_row or not _is_head(sheet, number, column)):
                found[column] = text
    return found


def _is_head(sheet: Sheet, row: int, column: int) -> bool:
    """Say whether something stands below a cell of the header, or it is drawn wide."""
    for top, left, _, right in sheet.merged:
        if (top, left) == (row, column) and right > left:
            return True
    below = sheet.cell(row + 1, column)
    return isinstance(below, str) and bool(plain(below))


def _filled_right(sheet: Sheet, row: int) -> dict[int, str]:
    """Give the heads of a row for every column that they stand over.

    A head reaches over its merged cells; where nothing is merged in the row, up to the
    next head, as far as there is a label below.
    """
    spans = {
        left: right
        for top, left, _, right in sheet.merged
        if top == row and right > left
    }
    found: dict[int, str] = {}
    head, reach = "", -1
    for column in range(len(sheet.rows[row])):
        cell = sheet.rows[row][column]
        text = label_of(cell) if isinstance(cell, str) else ""
        if text:
            head = text
            reach = spans.get(column, column if spans else len(sheet.rows[row]))
        if head and column <= reach:
            found[column] = head
    return found


def _in_issued_order(layout: LayoutSheet, labels: dict[int, str]) -> dict[int, str]:
    """Give the paths of labels that stand as issued, one behind the other."""
    wanted = labels_of(layout.design)
    short = [label_of(one.label) for one in layout.fields]
    columns = sorted(labels)
    given = [labels[column] for column in columns]
    for start in range(len(given) - len(short) + 1):
        if given[start : start + len(short)] == short:
            pairs = zip(columns[start:], layout.fields, strict=False)
            return {column: wanted[one.key] for column, one in pairs}
    return {}
