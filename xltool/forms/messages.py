"""The sentences of a rule, as expressions of the rule language.

The row's own values stand in them. Because a sentence is an expression too, the issued
workbook and the collector word it alike.
"""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"(\[[^\[\]]+\])")


def message_expression(text: str) -> str:
    """Turn a sentence that names fields into an expression that joins its pieces.

    >>> message_expression("已报 [累计完成] 万元")
    '"已报 "&[累计完成]&" 万元"'
    """
    pieces = [
        piece if place % 2 else '"{}"'.format(piece.replace('"', '""'))
        for place, piece in enumerate(_REFERENCE.split(text))
        if piece
    ]
    return "&".join(pieces) or '""'
