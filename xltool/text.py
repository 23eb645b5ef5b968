"""Small, pure helpers on text that more than one room needs."""

from __future__ import annotations

import re
import unicodedata

_WINDOWS_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_HALF = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


_LONGEST_NAME = 240
"""Bytes: file systems take 255, and a number and a suffix come to it."""


def half_width(text: str) -> str:
    """Fold full-width digits, letters, signs and blanks to their ASCII forms.

    Chinese stays as it is.
    >>> half_width("１２．５％　亿元")
    '12.5% 亿元'
    """
    return text.translate(_HALF)


def squeeze(text: str) -> str:
    r"""Drop every blank and zero-width character: how names and headers are compared.

    >>> squeeze(" 县 民\n银行 ")
    '县民银行'
    """
    bare = "".join(text.split())
    if bare.isprintable():  # nothing of the category Cf is
        return bare
    return "".join(char for char in bare if unicodedata.category(char) != "Cf")


def file_name(text: str, *, longest: int = 80) -> str:
    """Give a file name (without suffix) that Windows, macOS and Linux all accept.

    >>> file_name("市委/市政府: 办公室?")
    '市委_市政府_ 办公室_'
    """
    text = _NOT_IN_FILE_NAMES.sub("_", unicodedata.normalize("NFC", text))
    name = _cut(text.strip(" .")[:longest], _LONGEST_NAME).rstrip(" .")
    if not name or _WINDOWS_RESERVED.match(name):
        name = f"_{name}"
    return name


def _cut(text: str, longest: int) -> str:
    """Give as many characters from the beginning as have so many bytes in UTF-8."""
    raw = text.encode("utf-8", "surrogateescape")
    if len(raw) <= longest:
        return text
    return raw[:longest].decode("utf-8", "ignore")


def shorten(text: str, longest: int = 40) -> str:
    """Cut a text for a message, showing that it was cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
