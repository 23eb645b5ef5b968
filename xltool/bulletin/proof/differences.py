"""Means, balances, gaps in percentage points, and structures that make a hundred."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.pace_gaps import pace_gap, speaks_of_pace
from xltool.bulletin.proof.periods import days_of
from xltool.model.quantity import COUNTS, half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_DAILY = re.compile(r"日均|每[天日]")
_EACH = re.compile(r"平均(?:每|投资规模|规模|单个|单体)|户均|店均|每[个家户]")
_PER = re.compile(r"每个?(?P<of>[\u4e00-\u9fff]{2,3})")
_BALANCE = re.compile(r"结余|顺差|逆差|差额|净流入|净增加?|净减少?|缺口")
_COMPARED = re.compile(r"[高低快慢减]|相差|下降|提高|上升")


def find_differences(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of means, balances and gaps."""
    for mention in text.mentions:
        if not mention.exact:
            continue
        if mention.role is NumberRole.MEAN:
            yield from _mean(text, mention)
        elif mention.role is NumberRole.POINTS:
            yield from _points(text, mention)
        elif _BALANCE.search(mention.words) and mention.measurement_unit != "%":
            yield from _balance(text, mention)


# ---- 日均100件 ---------------------------------------------------------------------


def _mean(text: NumberedText, mean: Mention) -> Iterator[Claim]:
    if _DAILY.search(mean.words):
        yield from _daily(text, mean)
    elif _EACH.search(mean.words):
        yield from _each(text, mean)


def _daily(text: NumberedText, mean: Mention) -> Iterator[Claim]:
    """A total by the days of its period: 7月…3100件，日均100件."""
    totals = text.levels_before(mean, mean.base)
    sentence = text.sentence(mean)
    before = sentence.text[: mean.start - sentence.start]
    days = days_of(before) or days_of(text.bulletin.folded[: mean.start][-200:])
    if not totals or not days:
        return
    total = totals[0]

    def test(numbers: Numbers) -> Result:
        results = {_divided(numbers[0], Decimal(one), numbers[1]) for one in days}
        return min(results, key=list(Result).index)

    computed = total.size / mean.factor / days[-1]
    yield Claim(
        kind=CheckKind.MEAN,
        numbers=(total, mean),
        test=test,
        show=f"{total.value:f}/{days[-1]} = {mean.value:f}",
        printed=mean.printed,
        computed=f"{computed:.2f}{mean.measurement_unit}",
    )


def _divided(total: Mention, by: Decimal, mean: Mention) -> Result:
    computed = total.size / mean.factor / by
    tolerance = total.slack / mean.factor / by + half_unit(mean.value)
    return compare(mean.value, computed, tolerance)


def _each(text: NumberedText, mean: Mention) -> Iterator[Claim]:
    """A total by how many there are: 114个…总投资263.3亿元，平均投资规模2.3亿元."""
    before = text.levels_before(mean, "", sentences=2)
    totals = [one for one in before if one.base == mean.base]
    counts = [one for one in before if _is_count(one) and one.base != mean.base]
    pairs = [one for one in product(totals, counts) if one[1].end <= one[0].start]
    settled = [one for one in pairs if mean_of((*one, mean)) in RIGHT]
    named = [one for one in pairs if _is_named(mean, one)]
    for total, count in (settled or named or pairs)[:1]:
        computed = total.size / mean.factor / count.value
        yield Claim(
            kind=CheckKind.MEAN,
            numbers=(total, count, mean),
            test=mean_of,
            show=f"{total.value:f}/{count.value:f} = {mean.value:f}",
            printed=mean.printed,
            computed=f"{computed:.3f}{mean.measurement_unit}",
            slips=len(pairs) == 1 or len(named) == 1,
        )


def _is_count(mention: Mention) -> bool:
    return mention.measurement_unit in COUNTS and mention.value > 0


def _is_named(mean: Mention, pair: tuple[Mention, Mention]) -> bool:
    """Whether a mean's words name what is counted: 平均每个家庭户, 家庭户人口."""
    match = _PER.search(mean.words)
    if match is None:
        return False
    return all(match["of"] in one.words for one in pair)


def mean_of(numbers: Numbers) -> Result:
    """Judge (total, count, mean)."""
    total, count, mean = numbers
    return _divided(total, count.value, mean) if count.value else Result.DISAGREES


# ---- 收支相抵，结余3亿元 -----------------------------------------------------------


def _balance(text: NumberedText, balance: Mention) -> Iterator[Claim]:
    before = text.levels_before(balance, balance.base, sentences=1)
    same = [one for one in before if one.sentence == balance.sentence]
    pairs = [
        (first, second) for second, first in pairwise(same if len(same) > 1 else before)
    ]
    if not pairs:
        return
    settled = [one for one in pairs if difference((*one, balance)) in RIGHT]
    first, second = (settled or pairs)[0]
    computed = abs(first.size - second.size) / balance.factor
    yield Claim(
        kind=CheckKind.BALANCE,
        numbers=(first, second, balance),
        test=difference,
        show=f"{first.value:f}-{second.value:f} = {abs(balance.value):f}",
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


# ---- 高于全省平均3.5个百分点 --------------------------------------------------------


def _points(text: NumberedText, points: Mention) -> Iterator[Claim]:
    if speaks_of_pace(text, points):
        yield from pace_gap(text, points)
        return
    rates = [
        one
        for one in text.by_sentence[points.sentence]
        if one.measurement_unit == "%" and one.end <= points.start and one.exact
    ]
    if _COMPARED.search(points.clause):
        named = [one for one in rates if one.role is NumberRole.RATE]
        near = dict.fromkeys((*_first_growth(text, points), *named[-4:], *rates[-3:]))
        yield from _between_rates(list(near), points)


def _first_growth(text: NumberedText, points: Mention) -> list[Mention]:
    """Give the first growth rate of a text, which is the whole's."""
    earlier = [
        one
        for one in text.mentions
        if one.role is NumberRole.GROWTH and one.end <= points.start and one.exact
    ]
    return earlier[:1]


def _between_rates(rates: Sequence[Mention], points: Mention) -> Iterator[Claim]:
    """Two rates and how far apart they are.

    Said only where it comes out, since other rates may be meant.
    """
    for first, second in combinations(rates, 2):
        if points_apart((first, second, points)) in RIGHT:
            gap = abs(first.value - second.value)
            yield Claim(
                kind=CheckKind.POINTS,
                numbers=(first, second, points),
                test=points_apart,
                show=f"|{first.value:f}-{second.value:f}| = {points.value:f}",
                printed=points.printed,
                computed=f"{gap:f}个百分点",
            )
            return


def points_apart(numbers: Numbers) -> Result:
    """Judge (first rate, second rate, points)."""
    first, second, points = numbers
    tolerance = sum((half_unit(one.value) for one in numbers), Decimal(0))
    return compare(abs(points.value), abs(first.value - second.value), tolerance)
