"""XML as some programs write it, put into the form that every reader expects.

What is changed here is known to mean the same; everything else is left to the parser,
which refuses what it does not understand.
"""

from __future__ import annotations

import re

_EMPTY_TEXT = re.compile(rb"<t(?:\s[^<>]*)?/>")
_VALUE_OF_INLINE_TEXT = re.compile(
    rb"""
      <(?:\w+:)?c\b[^<>]*\bt=["']inlineStr["'][^<>]*>\s*<(?:\w+:)?v\b
          # <c r="A1" t="inlineStr"><v>one</v><is>..., as a Java library writes it
    | </(?:\w+:)?is>\s*<(?:\w+:)?v\b
          # ...</is><v>one</v></c>
    """,
    re.VERBOSE,
)
_SPACE_BETWEEN = re.compile(
    rb"(?<=>)\s+(?=</?(?:table:|office:|calcext:|draw:|dc:|text:p\b|text:h\b))"
)


def plain_empty_texts(strings: bytes) -> bytes:
    """Give shared texts in which an empty text is written `<t/>`."""
    return _EMPTY_TEXT.sub(b"<t/>", strings)


def without_redundant_values(sheet: bytes) -> bytes:
    """Give a sheet in which a text that stands in its cell (`is`) has no value (`v`)
    beside it.

    A cell that says it has such a text, but has a value alone, holds that value as
    text.
    """
    if not _VALUE_OF_INLINE_TEXT.search(sheet):
        return sheet
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(sheet, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    for cell in root.iter("{*}c"):
        value = cell.find("{*}v")
        if cell.get("t") != "inlineStr" or value is None:
            continue
        if cell.find("{*}is") is None:
            cell.set("t", "str")
        else:
            cell.remove(value)
    return bytes(etree.tostring(root, encoding="UTF-8"))


def without_space_between_cells(content: bytes) -> bytes:
    """Give an .ods' content without the line breaks and blanks between its elements.

    Blanks within a paragraph are text and stay.
    """
    return _SPACE_BETWEEN.sub(b"", content)
