"""The header of a sheet, as it is printed: labels, and the heads above them.

Neighbours under the same heads share one merged cell; a label without heads reaches up
to the first header row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xltool.forms.layout import CHECK_LABEL, header_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import Field
    from xltool.forms.layout import LayoutSheet


class HeaderCell(NamedTuple):
    """A header: its text in its first row and column, and how far it reaches.

    `field` is whose label it is; None for a head, or for 校验.
    """

    text: str
    row: int
    column: int
    last_row: int
    last_column: int
    field: Field | None = None

    @property
    def is_merged(self) -> bool:
        """Whether it reaches over more than one cell."""
        return (self.row, self.column) != (self.last_row, self.last_column)


def header_cells(sheet: LayoutSheet) -> Iterator[HeaderCell]:
    """Give the cells of a sheet's header, level by level, those of 校验 last."""
    top, bottom = sheet.top_row, sheet.header_row
    for level in range(bottom - top):
        yield from _heads(sheet, level)
    for field in sheet.fields:
        column = sheet.columns[field.key]
        first = top + len(field.heads)
        yield HeaderCell(header_of(field), first, column, bottom, column, field)
    check = sheet.check_column
    if check is not None:
        yield HeaderCell(CHECK_LABEL, top, check, bottom, check)


def _heads(sheet: LayoutSheet, level: int) -> Iterator[HeaderCell]:
    """Give the heads of one level, from the outermost (0), those that are alike as one.

    Alike are neighbours that have all heads up to this one in common.
    """
    row = sheet.top_row + level
    begun: HeaderCell | None = None
    over: tuple[str, ...] = ()
    for field in sheet.fields:
        heads = field.heads[: level + 1]
        column = sheet.columns[field.key]
        if begun is not None and heads == over and column == begun.last_column + 1:
            begun = begun._replace(last_column=column)
            continue
        if begun is not None:
            yield begun
        begun, over = None, heads
        if len(heads) > level:
            begun = HeaderCell(heads[level], row, column, row, column)
    if begun is not None:
        yield begun
