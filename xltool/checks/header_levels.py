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
    for field in design.fields:
        words.update(label_of(head) for head in field.heads)
    return frozenset(lowest), frozenset(words)


def column_paths(sheet: Sheet, layout: LayoutSheet, header_row: int) -> dict[int, str]:
    """Give what stands over each column, from the outermost head to the label, joined.

    Where the heads are gone but the labels stand in their order, as they were issued.
    """
    top = max(0, header_row - layout.design.head_levels)
    levels = {row: _heads_of(sheet, row) for row in range(top, header_row)}
    labels: dict[int, str] = {}
    paths: dict[int, str] = {}
    for column, (row, label) in _labels(sheet, header_row, top).items():
        above = [levels[one].get(column, "") for one in range(top, row)]
        labels[column] = label
        paths[column] = "".join((*(head for head in above if head != label), label))
    if _has_heads(layout, paths):
        return paths
    return _in_issued_order(layout, labels) or paths


def _has_heads(layout: LayoutSheet, paths: Mapping[int, str]) -> bool:
    """Say whether any column is known by its heads."""
    wanted = labels_of(layout.design)
    headed = {wanted[one.key] for one in layout.fields if one.heads}
    return not headed.isdisjoint(paths.values())


def _text(cell: Raw | CellError) -> str:
    return label_of(cell) if isinstance(cell, str) else ""


def _labels(sheet: Sheet, header_row: int, top: int) -> dict[int, tuple[int, str]]:
    """Give the lowest text over each column, and its row."""
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
    if (row, column) in _wide(sheet):
        return True
    return bool(_text(sheet.cell(row + 1, column)))


def _wide(sheet: Sheet) -> dict[tuple[int, int], int]:
    """Give the last column of each cell that is merged over several columns."""
    return {(top, left): right for top, left, _, right in sheet.merged if right > left}


def _heads_of(sheet: Sheet, row: int) -> dict[int, str]:
    """Give the heads of a row for every column that they stand over.

    A head reaches over its merged cells; where nothing is merged in the row, up to the
    next head.
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
            reach = wide.get((row, column), column if is_merged else width)
        if head and column <= reach:
            found[column] = head
    return found


def _in_issued_order(layout: LayoutSheet, labels: Mapping[int, str]) -> dict[int, str]:
    """Give the paths of labels that stand as issued, one behind the other."""
    wanted = labels_of(layout.design)
    issued = [label_of(one.label) for one in layout.fields]
    columns = sorted(labels)
    given = [labels[column] for column in columns]
    for start in range(len(given) - len(issued) + 1):
        if given[start : start + len(issued)] == issued:
            pairs = zip(columns[start:], layout.fields, strict=False)
            return {column: wanted[one.key] for column, one in pairs}
    return {}
