"""What stands beside a Word document's text: notes, comments, headers and footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.table.html_tables import clean
from xltool.decomposition.table.printed import Grid, GridRow
from xltool.word.reading import paragraphs_of, parsed, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = {
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
    "header": "页眉",
    "footer": "页脚",
}
_PART = re.compile(rf"word/(?P<kind>{'|'.join(_KINDS)})\d*\.xml", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[\W_]*第?\s*\d*\s*页?[\W_]*(?:共\s*\d*\s*页)?[\W_]*")


def is_aside(part: str) -> bool:
    """Tell by its name a part that holds notes, comments, a header or a footer.

    >>> is_aside("word/footnotes.xml"), is_aside("word/document.xml")
    (True, False)
    """
    return _PART.fullmatch(part) is not None


def aside_of(part: str, content: bytes) -> Grid:
    """Give what such a part says, without the numbers of pages.

    InputFileError where it cannot be read.
    """
    kind = _PART.fullmatch(part)
    name = _KINDS[kind["kind"].lower()] if kind else part
    return Grid(name=name, rows=tuple(_rows(content)), aside=True)


def _rows(content: bytes) -> Iterator[GridRow]:
    for number, paragraph in enumerate(paragraphs_of(parsed(content)), 1):
        text = clean("".join(runs_of(paragraph)))
        if not _PAGE_NUMBER.fullmatch(text):
            yield GridRow(cells=(text,), label=f"第{number}段", outside=True)
