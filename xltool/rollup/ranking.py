"""Rankings: competition ranks with ties (1, 2, 2, 4).

What is missing has no rank and is never taken for 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_Key = TypeVar("_Key")


def competition_ranks(
    values: Mapping[_Key, Decimal | None], *, ascending: bool = False
) -> dict[_Key, int]:
    """Rank by value, the greatest first (the least, where `ascending`).

    Keys without a value are left out.
    >>> from decimal import Decimal
    >>> nine, seven, one = Decimal(9), Decimal(7), Decimal(1)
    >>> competition_ranks({"a": nine, "b": seven, "c": None, "d": seven, "e": one})
    {'a': 1, 'b': 2, 'd': 2, 'e': 4}
    """
    known = [(value, key) for key, value in values.items() if value is not None]
    known.sort(key=lambda pair: pair[0], reverse=not ascending)
    ranks: dict[_Key, int] = {}
    for place, (value, key) in enumerate(known):
        tied = place > 0 and known[place - 1][0] == value
        ranks[key] = ranks[known[place - 1][1]] if tied else place + 1
    return ranks
