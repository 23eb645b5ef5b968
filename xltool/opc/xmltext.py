"""Text on its way into a cell's XML."""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters of a cell's text, by Excel's limits."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile(
    "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)


def cell_text(text: str) -> str:
    r"""Drop what XML cannot hold, cut what Excel cannot, keep `_x0041_` as it is.

    >>> cell_text("_x0041_\x00")
    '_x005F_x0041_'
    """
    return _LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", text))[:LONGEST]


def escaped(text: str) -> str:
    r"""Write a text as an element's content.

    What XML cannot hold as Excel writes it, halves of a character not at all.
    >>> escaped("a<b\x0b_x0041_")
    'a&lt;b_x000B__x005F_x0041_'
    """
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(_escape, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return "" if "\ud800" <= char <= "\udfff" else f"_x{ord(char):04X}_"


def text_element(text: str) -> str:
    """Write a cell's text as its `t` element, cut where Excel's longest ends."""
    written = escaped(text[:LONGEST])
    if text != text.strip():
        return f'<t xml:space="preserve">{written}</t>'
    return f"<t>{written}</t>"


def quoted(text: str) -> str:
    r"""Write a text as an attribute's value, quotes and all.

    `xml.sax.saxutils` would import half of the network.


    >>> quoted('a"\n')
    '"a&quot;&#10;"'
    """
    text = (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
    )
    return (
        '"'
        + text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
        + '"'
    )
