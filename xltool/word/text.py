"""The text of a Word document as its readers see it.

Paragraphs with their automatic numbers, tables row by row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.errors import InputFileError
from xltool.word.reading import (
    Numbering,
    W,
    blocks,
    levels_of,
    paragraphs_of,
    parsed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


def text_of(document: bytes, numbering: bytes = b"") -> str:
    """Give the text of `word/document.xml`, a line for each paragraph.

    `numbering` is `word/numbering.xml`.
    """
    body = parsed(document).find(f"{W}body")
    if body is None:
        raise InputFileError(
            "这份 Word 文档没有正文：请用 Word 或 WPS 打开，另存为 .docx 后重试"
        )
    numbers = Numbering(levels=levels_of(parsed(numbering)) if numbering else {})
    return "\n".join(_lines(body, numbers))


def _lines(parent: _Element, numbers: Numbering) -> Iterator[str]:
    for block in blocks(parent):
        if block.tag == f"{W}p":
            for paragraph in (block, *paragraphs_of(block)):
                yield numbers.paragraph(paragraph)
        else:
            for cell in block.iter(f"{W}tc"):
                yield from _lines(cell, numbers)
