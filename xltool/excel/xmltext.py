"""Text on its way into a cell's XML."""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters of a cell's text, by Excel's limits."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_text(text: str) -> str:
    r"""Drop what XML cannot hold, cut what Excel cannot, and keep `_x0041_` from being taken for an A.

    >>> cell_text("_x0041_\x00")
    '_x005F_x0041_'
    """
    return _LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", text))[:LONGEST]
