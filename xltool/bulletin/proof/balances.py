"""Balances: 收入9亿元，支出6亿元，收支相抵，结余3亿元.

What a balance is the difference of is told by its name where that leaves no choice
(顺差 of 出口 and 进口), else by what stands before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.numbered_text import first_named
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_BALANCE = re.compile(r"结余|顺差|逆差|差额|净流入|净增加?|净减少?|缺口")
_EARLIER_BALANCE = re.compile(r"(?:上年|滚存|累计|历年)[^，；。]{0,6}结余")
"""上年结余收入42690万元 is one of the sums received, no balance of this year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """What a balance is the difference of, told by how their words end.

    `sentences` is how far before it they may stand. `always` says that nothing else
    enters it.
    """

    balance: re.Pattern[str]
    first: re.Pattern[str]
    second: re.Pattern[str]
    sentences: int
    always: bool


_SIDES = (
    _Sides(
        balance=re.compile(r"[顺逆]差"),
        first=re.compile(r"(?<!进)出口(?:总?[额值])?$"),
        second=re.compile(r"进口(?:总?[额值])?$"),
        sentences=0,
        always=True,
    ),
    _Sides(
        balance=re.compile(r"自然(?:增加|减少|增长)"),
        first=re.compile(r"出生(?:人口|人数|率)?为?$"),
        second=re.compile(r"死亡(?:人口|人数|率)?为?$"),
        sentences=2,
        always=True,
    ),
    _Sides(
        balance=re.compile(r"结余|结转下年"),
        first=re.compile(r"收入[合总][计量]|总收入$|本年收入$"),
        second=re.compile(r"支出[合总][计量]|总支出$|本年支出$"),
        sentences=6,
        always=False,
    ),
    _Sides(
        balance=re.compile(r"(?:收支|当年|本年)结余"),
        first=re.compile(r"(?<!费)(?<!补[贴助])(?<![利税])(?<!利息)收入$"),
        second=re.compile(r"(?<!养老金)(?<!待遇)支出$"),
        sentences=4,
        always=False,
    ),
)
"""Last: 基金收入，其中保险费收入、补贴收入；支出，其中养老金支出；当年结余."""


def find_balances(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of differences that have a name."""
    for mention in text.mentions:
        of_rates = mention.measurement_unit == "%"
        if of_rates or not mention.exact or _EARLIER_BALANCE.search(mention.words):
            continue
        named = _named(text, mention)
        if named is not None:
            yield named
        elif _BALANCE.search(mention.words):
            yield from _balance(text, mention)


# ---- 出口24.2亿元，进口6.3亿元，顺差17.9亿元 -----------------------------------------


def _named(text: NumberedText, balance: Mention) -> Claim | None:
    """Give a balance whose name says what it is the difference of."""
    for sides in _SIDES:
        if not sides.balance.search(balance.words):
            continue
        before = text.levels_before(
            balance,
            balance.base,
            NumberRole.LEVEL,
            NumberRole.OTHER,
            sentences=sides.sentences,
        )
        first = first_named(before, sides.first)
        second = first_named(before, sides.second)
        if first is not None and second is not None:
            return _claim(first, second, balance, slips=True, certain=sides.always)
    return None


# ---- the two numbers before it -----------------------------------------------------


def _balance(text: NumberedText, balance: Mention) -> Iterator[Claim]:
    """Give the two numbers before a balance that it is the difference of."""
    before = text.levels_before(balance, balance.base, sentences=1)
    same = [one for one in before if one.sentence == balance.sentence]
    enough = same if len(same) > 1 else before
    claims = [
        _claim(first, second, balance, slips=len(same) == 2)
        for second, first in pairwise(enough)
    ]
    settled = [one for one in claims if one.comes_out]
    yield from (settled or claims)[:1]


def _claim(
    first: Mention,
    second: Mention,
    balance: Mention,
    *,
    slips: bool,
    certain: bool = False,
) -> Claim:
    computed = abs(first.size - second.size) / balance.factor
    return Claim(
        kind=CheckKind.BALANCE,
        numbers=(first, second, balance),
        test=difference,
        show=f"{first.number}-{second.number} = {abs(balance.value):f}",
        printed=balance.printed,
        computed=f"{computed.normalize():f}{balance.measurement_unit}",
        slips=slips,
        certain=certain,
    )


def difference(numbers: Numbers) -> Result:
    """Judge (first, second, how far apart they are)."""
    first, second, gap = numbers
    computed = abs(first.size - second.size) / gap.factor
    tolerance = (first.slack + second.slack) / gap.factor + half_unit(gap.value)
    return compare(abs(gap.value), computed, tolerance)
