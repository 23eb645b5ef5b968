"""Means: a total by the days of its period, or by how many there are of it."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.periods import days_of
from xltool.model.quantity import COUNTS, half_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_DAILY = re.compile(r"日均|每[天日]")
_EACH = re.compile(r"平均(?:每(?!\d)|投资规模|规模|单个|单体)|户均|店均|每[个家户]")
_PER = re.compile(r"每个?(?P<of>[\u4e00-\u9fff]{2,3})")
_SHORTEST_NAME = 2
_SHORTLY = 200
"""Characters before a mean in which its period may be named."""


def find_means(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of means."""
    for mention in text.mentions:
        if mention.role is not NumberRole.MEAN or not mention.exact:
            continue
        if _DAILY.search(mention.words):
            yield from _daily(text, mention)
        elif _EACH.search(mention.words):
            yield from _each(text, mention)


# ---- 日均100件 ---------------------------------------------------------------------


def _daily(text: NumberedText, mean: Mention) -> Iterator[Claim]:
    """A total by the days of its period: 7月…3100件，日均100件."""
    days = _days_before(text, mean)
    for total in _totals_of(text, mean) if days else ():
        computed = total.size / mean.factor / days[-1]
        yield Claim(
            kind=CheckKind.MEAN,
            numbers=(total, mean),
            test=_over(days),
            show=f"{total.number}/{days[-1]} = {mean.number}",
            printed=mean.printed,
            computed=f"{computed:.2f}{mean.measurement_unit}",
        )


def _totals_of(text: NumberedText, mean: Mention) -> list[Mention]:
    """Give the total of a mean: the one beside it, else the one of its own name.

    新设企业589.8万户…。日均新设企业2.2万户.
    """
    beside = text.levels_before(mean, mean.base)[:1]
    if beside:
        return beside
    name = _DAILY.sub("", mean.words)
    before = text.levels_before(mean, mean.base, sentences=2)
    named = [one for one in before if one.words.endswith(name)]
    return named[:1] if len(name) >= _SHORTEST_NAME else []


def _days_before(text: NumberedText, mean: Mention) -> tuple[int, ...]:
    """Give how many days the last period named before a mean may have."""
    shortly = text.bulletin.folded[: mean.start][-_SHORTLY:]
    return days_of(text.before(mean)) or days_of(shortly)


def _over(days: tuple[int, ...]) -> Callable[[Numbers], Result]:
    """Judge (total, mean) by the number of days that suits best."""

    def test(numbers: Numbers) -> Result:
        total, mean = numbers
        results = [_divided(total, Decimal(one), mean) for one in days]
        return min(results, key=list(Result).index)

    return test


def _divided(total: Mention, by: Decimal, mean: Mention) -> Result:
    computed = total.size / mean.factor / by
    tolerance = total.slack / mean.factor / by + half_unit(mean.value)
    return compare(mean.value, computed, tolerance)


# ---- 平均投资规模2.3亿元 -----------------------------------------------------------

Pair = tuple[Mention, Mention]
"""A total, and how many there are."""


def mean_of(numbers: Numbers) -> Result:
    """Judge (total, count, mean)."""
    total, count, mean = numbers
    return _divided(total, count.size, mean) if count.value else Result.DISAGREES


def _each(text: NumberedText, mean: Mention) -> Iterator[Claim]:
    """A total by how many there are: 114个…总投资263.3亿元，平均投资规模2.3亿元."""
    pairs = _pairs(text, mean)
    settled = [one for one in pairs if mean_of((*one, mean)) in RIGHT]
    named = [one for one in pairs if _is_named(mean, one)]
    for total, count in (settled or named or pairs)[:1]:
        computed = total.size / mean.factor / count.size
        yield Claim(
            kind=CheckKind.MEAN,
            numbers=(total, count, mean),
            test=mean_of,
            show=f"{total.number}/{count.number} = {mean.number}",
            printed=mean.printed,
            computed=f"{computed:.3f}{mean.measurement_unit}",
            slips=len(pairs) == 1 or len(named) == 1,
        )


def _pairs(text: NumberedText, mean: Mention) -> list[Pair]:
    """Give the totals before a mean, each with the counts before it."""
    before = text.levels_before(mean, "", sentences=2)
    totals = [one for one in before if one.base == mean.base]
    counts = [one for one in before if _is_count(one) and one.base != mean.base]
    return [one for one in product(totals, counts) if one[1].end <= one[0].start]


def _is_count(mention: Mention) -> bool:
    return mention.base in COUNTS and mention.value > 0


def _is_named(mean: Mention, pair: Pair) -> bool:
    """Whether a mean's words name what is counted: 平均每个家庭户, 家庭户人口."""
    match = _PER.search(mean.words)
    if match is None:
        return False
    return all(match["of"] in one.words for one in pair)
