"""Small, pure helpers on text that more than one room needs."""

from __future__ import annotations

import re
import unicodedata

_WINDOWS_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_HALF = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


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
    name = (
        _NOT_IN_FILE_NAMES.sub("_", unicodedata.normalize("NFC", text))
        .strip(" .")[:longest]
        .rstrip(" .")
    )
    if not name or _WINDOWS_RESERVED.match(name):
        name = f"_{name}"
    return name


def shorten(text: str, longest: int = 40) -> str:
    """Cut a text for a message, showing that it was cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
