"""The functions on texts.

Excel counts UTF-16 units: a character beyond the basic plane is two.
"""

from __future__ import annotations

from xltool.formula.criteria import wildcards
from xltool.formula.values import LONGEST_TEXT, VALUE, ExcelValue, Failure, limited


def _units(text: str) -> str:
    """Take a text apart into UTF-16 units, which is how Excel counts.

    >>> len(_units("报表")), len(_units("𠮷"))
    (2, 2)
    """
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
    """Take a number as a count or a position of characters.

    Excel takes no fraction of a character, and no more of them than a cell holds.

    >>> _size(2.9), _size(1e9)
    (2, 32767)
    """
    if number < least:
        raise Failure(VALUE)
    return int(min(number, LONGEST_TEXT))


def length(text: str) -> float:
    """Count the characters.

    >>> length("青溪县"), length("𠮷")
    (3.0, 2.0)
    """
    return float(
        len(text)
        if text.isascii()
        else len(text.encode("utf-16-le", "surrogatepass")) // 2
    )


def left(text: str, count: float = 1) -> str:
    """Give the first characters.

    >>> left("2025年7月", 4), left("甲")
    ('2025', '甲')
    """
    return _joined(_units(text)[: _size(count)])


def right(text: str, count: float = 1) -> str:
    """Give the last characters.

    >>> right("2025年7月", 2), right("甲", 0)
    ('7月', '')
    """
    size = _size(count)
    return _joined(_units(text)[-size:]) if size else ""


def middle(text: str, start: float, count: float) -> str:
    """Give some characters from a position (from 1) on.

    >>> middle("2025年7月", 6, 1), middle("甲", 5, 2)
    ('7', '')
    """
    first = _size(start, least=1) - 1
    return _joined(_units(text)[first : first + _size(count)])


def find(wanted: str, text: str, start: float = 1) -> float:
    """Give the position of a text in another, case and all.

    #VALUE! if it is not there.

    >>> find("年", "2025年7月"), find("", "甲")
    (5.0, 1.0)
    """
    found = _units(text).find(_units(wanted), _size(start, least=1) - 1)
    if found < 0:
        raise Failure(VALUE)
    return float(found + 1)


def search(wanted: str, text: str, start: float = 1) -> float:
    """Give the position of a text with wildcards in another, whatever the case.

    >>> search("?月", "2025年7月"), search("A", "bac")
    (6.0, 2.0)
    """
    found = wildcards(_units(wanted)).search(_units(text), _size(start, least=1) - 1)
    if found is None:
        raise Failure(VALUE)
    return float(found.start() + 1)


def substitute(text: str, old: str, new: str, which: float | None = None) -> str:
    """Replace a text everywhere, or only where it comes for the given time.

    >>> substitute("1、2、3", "、", ","), substitute("1、2、3", "、", ",", 2)
    ('1,2,3', '1、2,3')
    """
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

    >>> trim("  云岭区   望湖区 ")
    '云岭区 望湖区'
    """
    return " ".join(filter(None, text.split(" "))) if " " in text else text


def repeat(text: str, count: float) -> str:
    """Give a text several times.

    >>> repeat("√", 3.7)
    '√√√'
    """
    size = _size(count)
    if size * len(text) > LONGEST_TEXT:
        raise Failure(VALUE)
    return text * size


def concatenate(*texts: str) -> str:
    """Join texts."""
    return limited("".join(texts))


def text_only(value: ExcelValue) -> str:
    """Give a text as it is, and nothing for anything else.

    >>> text_only("甲"), text_only(3.0)
    ('甲', '')
    """
    return value if isinstance(value, str) else ""
