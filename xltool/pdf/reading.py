"""A PDF as printed grids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.pdf.grids import grids_of
from xltool.pdf.textual import has_text, open_pdf, page_of

if TYPE_CHECKING:
    from xltool.decomposition.table.printed import Grid


def read_pdf(data: bytes) -> tuple[Grid, ...]:
    """Give the tables and lines of a PDF with text."""
    with open_pdf(data) as document:
        pages = [
            page_of(page, number)
            for number, page in enumerate(document, 1)
            if has_text(page)
        ]
    return grids_of(pages)
