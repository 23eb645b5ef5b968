"""Balances: 收入9亿元，支出6亿元，收支相抵，结余3亿元."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_BALANCE = re.compile(r"结余|顺差|逆差|差额|净流入|净增加?|净减少?|缺口")


def find_balances(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of differences that have a name."""
    for mention in text.mentions:
        named = _BALANCE.search(mention.words) is not None
        if named and mention.exact and mention.measurement_unit != "%":
            yield from _balance(text, mention)


def _balance(text: NumberedText, balance: Mention) -> Iterator[Claim]:
    """Give the two numbers before a balance that it is the difference of."""
    before = text.levels_before(balance, balance.base, sentences=1)
    same = [one for one in before if one.sentence == balance.sentence]
    enough = same if len(same) > 1 else before
    pairs = [(first, second) for second, first in pairwise(enough)]
    settled = [one for one in pairs if difference((*one, balance)) in RIGHT]
    for first, second in (settled or pairs)[:1]:
        computed = abs(first.size - second.size) / balance.factor
        yield Claim(
            kind=CheckKind.BALANCE,
            numbers=(first, second, balance),
            test=difference,
            show=f"{first.number}-{second.number} = {abs(balance.value):f}",
            printed=balance.printed,
            computed=f"{computed.normalize():f}{balance.measurement_unit}",
            slips=len(same) == 2,
        )


def difference(numbers: Numbers) -> Result:
    """Judge (first, second, how far apart they are)."""
    first, second, gap = numbers
    computed = abs(first.size - second.size) / gap.factor
    tolerance = (first.slack + second.slack) / gap.factor + half_unit(gap.value)
    return compare(abs(gap.value), computed, tolerance)
