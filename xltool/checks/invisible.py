"""Characters that nobody sees.

Pasted along with a number or a name, they must not change what is read.
"""

from __future__ import annotations

import re
import unicodedata

_OVERRIDE = "\u202e"
"""RIGHT-TO-LEFT OVERRIDE shows 46.23 as 32.64: what is seen is not what is stored."""
_OTHERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"
"""Fillers and joiners that Unicode does not count among the format characters (Cf)."""
_CANDIDATE = re.compile(
    rf"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180b-\u180f"
    rf"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e00ff{_OTHERS}]"
)


def without_invisible(text: str) -> str:
    r"""Give a text without the characters that nobody sees; blanks of any width stay.

    >>> without_invisible("32\u200b.64")
    '32.64'
    """
    return text if text.isascii() and text.isprintable() else _CANDIDATE.sub("", text)


def reversing(text: str) -> str:
    """Name the character that shows a text in another order.

    Empty where there is none.
    """
    if _OVERRIDE not in text:
        return ""
    return f"U+{ord(_OVERRIDE):04X} {unicodedata.name(_OVERRIDE)}"
