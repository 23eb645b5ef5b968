"""The functions on texts.

Excel counts UTF-16 units: a character beyond the basic plane is two.
"""

from __future__ import annotations

from xltool.formula.criteria import wildcards
from xltool.formula.values import LONGEST_TEXT, VALUE, ExcelValue, Failure, limited


def _units(text: str) -> str:
    """Take a text apart into UTF-16 units, which is how Excel counts."""
    if text.isascii():
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        return text
    return "".join(
        chr(units[at] + 256 * units[at + 1]) for at in range(0, len(units), 2)
    )


def _joined(units: str) -> str:
    """Put UTF-16 units together again; half a character stays half."""
    return units.encode("utf-16-le", "surrogatepass").decode(
        "utf-16-le", "surrogatepass"
    )


def _size(number: float, *, least: int = 0) -> int:
    """Take a number as a count or a position of characters."""
    if number < least:
        raise Failure(VALUE)
    return int(min(number, LONGEST_TEXT))


def length(text: str) -> float:
    """Count the characters."""
    return float(
        len(text)
        if text.isascii()
        else len(text.encode("utf-16-le", "surrogatepass")) // 2
    )


def left(text: str, count: float = 1) -> str:
    """Give the first characters."""
    return _joined(_units(text)[: _size(count)])


def right(text: str, count: float = 1) -> str:
    """Give the last characters."""
    size = _size(count)
    return _joined(_units(text)[-size:]) if size else ""


def middle(text: str, start: float, count: float) -> str:
    """Give some characters from a position (from 1) on."""
    first = _size(start, least=1) - 1
    return _joined(_units(text)[first : first + _size(count)])


def find(wanted: str, text: str, start: float = 1) -> float:
    """Give the position of a text in another, case and all.

    #VALUE! if it is not there.
    """
    found = _units(text).find(_units(wanted), _size(start, least=1) - 1)
    if found < 0:
        raise Failure(VALUE)
    return float(found + 1)


def search(wanted: str, text: str, start: float = 1) -> float:
    """Give the position of a text with wildcards in another, whatever the case."""
    found = wildcards(_units(wanted)).search(_units(text), _size(start, least=1) - 1)
    if found is None:
        raise Failure(VALUE)
    return float(found.start() + 1)


def substitute(text: str, old: str, new: str, which: float | None = None) -> str:
    """Replace a text everywhere, or only where it comes for the given time."""
    if which is not None and which < 1:
        raise Failure(VALUE)
    if not old:
        return text
    if which is None:
        return limited(text.replace(old, new))
    parts = text.split(old)
    if len(parts) <= int(which):
        return text
    return limited(old.join(parts[: int(which)]) + new + old.join(parts[int(which) :]))


def trim(text: str) -> str:
    """Drop blanks at the ends and leave one between words.

    The full-width blank is none.
    """
    return " ".join(filter(None, text.split(" "))) if " " in text else text


def repeat(text: str, count: float) -> str:
    """Give a text several times."""
    size = _size(count)
    if size * len(text) > LONGEST_TEXT:
        raise Failure(VALUE)
    return text * size


def concatenate(*texts: str) -> str:
    """Join texts."""
    return limited("".join(texts))


def text_only(value: ExcelValue) -> str:
    """Give a text as it is, and nothing for anything else."""
    return value if isinstance(value, str) else ""
