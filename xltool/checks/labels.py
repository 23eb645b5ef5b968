"""Headers and names as they are compared, without blanks, widths and units."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.forms.design import SheetDesign
    from xltool.model.grid import CellError, Raw


def plain(cell: Raw | CellError) -> str:
    """Give a cell's text as names and headers are compared."""
    return _plain_text(cell) if isinstance(cell, str) else ""


@lru_cache(maxsize=8192)
def _plain_text(text: str) -> str:
    """Fold a text; the same headers and names come again in every file."""
    return squeeze(half_width(text))


@lru_cache(maxsize=8192)
def label_of(text: str) -> str:
    """Give a header as it is compared, without its unit and marks.

    `总投资（万元）*` is 总投资.
    """
    return plain(text).partition("(")[0].strip("*:·")


@lru_cache(maxsize=64)
def labels_of(design: SheetDesign) -> dict[str, str]:
    """Give the headers of a sheet's fields as they are compared, by field.

    Of a field with heads these stand before its label.
    """
    return {
        one.key: "".join(map(label_of, (*one.heads, one.label)))
        for one in design.fields
    }


def unit_in_header(text: str) -> str:
    """Give the unit that a header carries in brackets; empty if there is none."""
    return text.partition("(")[2].partition(")")[0] if "(" in text else ""


def is_blank(cell: Raw | CellError) -> bool:
    """Say whether a cell holds nothing that a person would see."""
    if isinstance(cell, str):
        return not (cell[:1].isalnum() or squeeze(cell))
    return cell is None
