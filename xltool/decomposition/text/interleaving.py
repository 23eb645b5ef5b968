"""A name that OCR read by columns.

Proposes the order in which its characters were printed.
"""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_MOST_COLUMNS = 4


def uninterleaved(text: str, used: Container[str]) -> str:
    """Propose how a name read by columns was printed.

    Empty where nothing speaks for a proposal. A narrow cell that holds two characters a
    line is read as two runs of equal length (甲丙戊 乙丁己 is 甲乙丙丁戊己). Of all
    orders of the columns the one is proposed whose neighbouring characters occur
    together in most of the pairs that the same table has (`used`); it must beat the
    text as printed.
    """
    chunks = text.split()
    if (
        not 2 <= len(chunks) <= _MOST_COLUMNS
        or len(chunks[0]) < 3
        or len({len(chunk) for chunk in chunks}) != 1
    ):
        return ""
    candidates = [
        "".join("".join(line) for line in zip(*order, strict=True))
        for order in permutations(chunks)
    ]
    best = max(candidates, key=lambda order: _familiarity(order, used))
    if _familiarity(best, used) > _familiarity("".join(chunks), used):
        return best
    return ""


def pairs_of(text: str) -> Iterator[str]:
    """Give every two neighbouring characters."""
    return (one + other for one, other in pairwise(text))


def _familiarity(text: str, used: Container[str]) -> int:
    """Count the neighbouring pairs of a text that its table uses too."""
    return sum(1 for pair in pairs_of(text) if pair in used)
