"""What COUNTIF and SUMIF look for, and the wildcards they share with SEARCH."""

from __future__ import annotations

import operator
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.formula.values import (
    ExcelError,
    ExcelValue,
    compare,
    nearly_equal,
    read_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_CRITERION = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)
_CHUNK = re.compile(r"~[*?~]|\?|.", re.DOTALL)

ORDERS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""What a comparison asks of `compare`'s result and 0."""


@lru_cache(maxsize=256)
def matcher(criterion: str) -> Callable[[ExcelValue], bool]:
    """Read a criterion.

    An operator (`=` if there is none), then a number, or a text with wildcards. A
    number is met by a text that says the same number. An empty criterion is met by
    blanks and empty texts, `=` only by blanks, `<>` by everything else.

    >>> above, named = matcher(">100"), matcher("*县")
    >>> above(120.0), above("120"), named("青溪县"), named("云岭区")
    (True, False, True, False)
    """
    found = _CRITERION.fullmatch(criterion)
    sign, wanted = found.groups() if found else (None, criterion)
    if sign in ("<", "<=", ">", ">="):
        return _ordered(ORDERS[sign], wanted)
    same = _same(wanted) if wanted else _empty(also_text=sign is None)
    return (lambda value: not same(value)) if sign == "<>" else same


def _ordered(
    holds: Callable[[int, int], bool], wanted: str
) -> Callable[[ExcelValue], bool]:
    """Compare with cells of the same kind only.

    A text is not greater than a number, nor less: COUNTIF leaves it out.
    """
    number = read_number(wanted)
    if number is not None:
        return lambda value: (
            isinstance(value, float) and holds(compare(value, number), 0)
        )
    return lambda value: (
        isinstance(value, str) and bool(wanted) and holds(compare(value, wanted), 0)
    )


def _same(wanted: str) -> Callable[[ExcelValue], bool]:
    """Look for a number, however it is written, or for a text with wildcards."""
    number = read_number(wanted)
    if number is not None:
        return lambda value: _says(value, number)
    pattern = wildcards(wanted)
    return lambda value: _is_text(value, wanted, pattern)


def _is_text(value: ExcelValue, wanted: str, pattern: re.Pattern[str]) -> bool:
    """Whether a text matches.

    An error is found by its code, numbers and blanks match no text.
    """
    if isinstance(value, ExcelError):
        return value.code == wanted.upper()
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _empty(*, also_text: bool) -> Callable[[ExcelValue], bool]:
    """Look for blanks; `also_text`: for empty texts too, as a formula gives them."""
    return lambda value: value is None or (also_text and value == "")


def _says(value: ExcelValue, number: float) -> bool:
    """Say whether a value is a number, or a text that reads as it.

    >>> _says("1,000", 1000.0), _says("千", 1000.0)
    (True, False)
    """
    said = read_number(value) if isinstance(value, str) else value
    return isinstance(said, float) and nearly_equal(said, number)


def wildcards(text: str) -> re.Pattern[str]:
    """Read a text with wildcards, without regard to case.

    `*` is any text, `?` one character; `~` before either takes it as it is. What
    follows a `*` is taken where it first comes, for good, so that a text full of `*`
    costs no time.

    >>> bool(wildcards("?县*").fullmatch("溪县人民政府"))
    True
    >>> bool(wildcards("~*").fullmatch("甲"))
    False
    """
    parts = [_CHUNK.findall(part) for part in _at_stars(text)]
    first, *rest = ["".join(map(_one, part)) for part in parts]
    if not rest:
        return re.compile(first, re.IGNORECASE | re.DOTALL)
    *middle, last = rest
    pattern = first + "".join(f"(?>.*?{part})" for part in middle) + f".*{last}"
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def _at_stars(text: str) -> list[str]:
    """Split at the stars that no ~ escapes.

    >>> _at_stars("a*b~*c")
    ['a', 'b~*c']
    """
    parts = [""]
    for chunk in _CHUNK.findall(text):
        if chunk == "*":
            parts.append("")
        else:
            parts[-1] += chunk
    return parts


def _one(chunk: str) -> str:
    """Write one character, wildcard or escaped wildcard of Excel as a pattern.

    >>> _one("?"), _one("甲"), len(_one("~?"))
    ('.', '甲', 2)
    """
    if chunk == "?":
        return "."
    return re.escape(chunk[-1])
