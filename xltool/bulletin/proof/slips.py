"""Slips of the hand: the numbers that one typing error turns into the printed one.

A calculation that does not come out is called wrong only where a single slip in one
printed number explains it; anything else may be another basis, which a person knows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = "0123456789"
_PLACES = (-2, -1, 1, 2, 3, 4)
"""How far a point slips; three and four places turn 万元 into 元 and back."""


def likely_numbers(printed: Decimal) -> tuple[Decimal, ...]:
    """Give what was meant if one slip was made, the likeliest slips first.

    >>> Decimal("57") in likely_numbers(Decimal("75"))
    True
    """
    sign = -1 if printed < 0 else 1
    text = f"{abs(printed):f}"
    slips = (_changed, _swapped, _doubled, _left_out, _moved)
    meant = (sign * Decimal(one) for slip in slips for one in slip(text))
    return tuple(one for one in dict.fromkeys(meant) if one != printed)


def _changed(text: str) -> Iterator[str]:
    """One digit is another: 23.91 for 29.91."""
    for place, char in enumerate(text):
        if char == ".":
            continue
        for digit in _DIGITS:
            if digit != char and not _leads_with_zero(text, place, digit):
                yield text[:place] + digit + text[place + 1 :]


def _leads_with_zero(text: str, place: int, digit: str) -> bool:
    return place == 0 and digit == "0" and text[1:2] not in {"", "."}


def _swapped(text: str) -> Iterator[str]:
    """Two digits changed places: 142 for 124."""
    for first in range(len(text)):
        for second in range(first + 1, len(text)):
            a = text[first]
            b = text[second]
            if "." in {a, b} or a == b:
                continue
            if _leads_with_zero(text, first, b):
                continue
            middle = text[first + 1 : second]
            yield text[:first] + b + middle + a + text[second + 1 :]


def _doubled(text: str) -> Iterator[str]:
    """A digit was typed twice: 1224 for 124."""
    for place in range(1, len(text)):
        if text[place] == text[place - 1] and text[place] != ".":
            yield text[:place] + text[place + 1 :]


def _left_out(text: str) -> Iterator[str]:
    """A digit is missing: 24 for 124."""
    for place in range(len(text) + 1):
        for digit in _DIGITS:
            if place == 0 and digit == "0":
                continue
            yield text[:place] + digit + text[place:]


def _moved(text: str) -> Iterator[str]:
    """The point stands elsewhere: 1.24 for 12.4."""
    for places in _PLACES:
        yield f"{Decimal(text).scaleb(places):f}"
