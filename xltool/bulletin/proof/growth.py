"""Growth: from a level and its change, or from last year's number."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.list_heads import head_of_list
from xltool.bulletin.proof.mentions import ComparisonBasis, Mention, NumberRole
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_FAR = 5
"""How many sentences, and how many levels, back what changed is looked for."""
_STANDS_ALONE = frozenset({NumberRole.LEVEL, NumberRole.CHANGE, NumberRole.GROWTH})
"""Roles of numbers that part a change from a rate behind them."""
_GROWN = (NumberRole.LEVEL, NumberRole.MEAN)
"""Roles of what may be compared with last year's number."""
_REACHES = re.compile(
    r"(?:增加|增长|上升|提高|扩大|减少|下降|降低|压缩|缩短|调整|变)[到至为]"
)
_FROM = re.compile(r"[由从]")
_SUBJECT_ENDS = re.compile(r"(?:同比|减少|增加|数|人).*$")
_ONLY_A_DIRECTION = re.compile(r"(?:上升|下降|增长|减少|增加|提高|降低)?")
_HUNDRED = Decimal(100)


def find_growth(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of changes and growth."""
    for mention in text.mentions:
        if not mention.exact:
            continue
        if mention.role is NumberRole.CHANGE:
            yield from _of_change(text, mention)
        elif mention.role is NumberRole.BASE:
            yield from _of_base(text, mention)
        elif _REACHES.search(mention.words):
            yield from _from_to(text, mention)


# ---- 减少18起，下降38.3% -----------------------------------------------------------


def from_change(numbers: Numbers) -> Result:
    """Judge (level, change, growth).

    The change is this share of what there was before.
    """
    level, change, growth = numbers
    before = level.size - change.size
    if not before and growth.value == _HUNDRED:
        return Result.AGREES  # from nothing: an office writes 增长100%
    if before <= 0 or not change.size:
        return Result.DISAGREES
    if (change.value < 0) != (growth.value < 0):
        return Result.DISAGREES
    computed = abs(change.size) / before * _HUNDRED
    most, least = (_most_growth(level, change, way) for way in (1, -1))
    spread = max(most - computed, computed - least)
    return compare(abs(growth.value), computed, half_unit(growth.value) + spread)


def _most_growth(level: Mention, change: Mention, way: int) -> Decimal:
    """Give the largest growth that rounding allows, or the smallest (`way` -1)."""
    by = abs(change.size) + way * change.slack
    now = level.size - way * level.slack
    before = now - by if change.value > 0 else now + by
    return by / before * _HUNDRED if before > 0 else Decimal(0)


def _of_change(text: NumberedText, change: Mention) -> Iterator[Claim]:
    """Give what a change claims with the level that changed and its growth rate."""
    growth = _growth_of(text, change)
    if growth is None:
        return
    level = level_of(text, change) or _of_as_many_levels(text, change)
    if level is not None:
        yield _change_claim(level, change, growth)
    else:
        yield from _of_earlier_level(text, change, growth)


def _changes_beside(text: NumberedText, change: Mention) -> list[Mention]:
    """Give the exact changes of a change's sentence, itself among them."""
    return text.levels(change.sentence, "", NumberRole.CHANGE)


def _of_as_many_levels(text: NumberedText, change: Mention) -> Mention | None:
    """受理1452件，结案718件。受案增加121件…，结案增加42件….

    Where a sentence of changes follows one of as many levels, the n-th is of the n-th.
    """
    if text.levels(change.sentence, change.base):
        return None
    levels = text.levels(change.sentence - 1, change.base)
    before = [one for one in levels if not one.depth]
    changes = _changes_beside(text, change)
    same = [one for one in changes if one.base == change.base]
    if len(before) == len(same) > 1:
        return before[same.index(change)]
    return None


def _of_earlier_level(
    text: NumberedText, change: Mention, growth: Mention
) -> Iterator[Claim]:
    """非税收入18.4亿元。…非税收入增收1.2亿元，增长7.0%.

    Of several levels only one that comes out is meant; the only one of the sentence
    before may be wrong.
    """
    levels = text.levels_before(change, change.base, sentences=_FAR)[:_FAR]
    claims = [
        replace(_change_claim(level, change, growth), certain=False)
        for level in levels
        if level.depth == change.depth
    ]
    settled = [one for one in claims if one.comes_out]
    beside = [one for one in levels if one.sentence == change.sentence - 1]
    if settled or len(beside) == 1:
        yield from (settled or claims)[:1]


def _growth_of(text: NumberedText, change: Mention) -> Mention | None:
    """Give the rate of a change: the next one, or the n-th of 分别 rates.

    Or the one just before it.
    """
    rates = _rates_like(text, change)
    behind = [one for one in rates if one.start > change.end]
    if behind and "分别" in behind[0].clause:
        return _nth_of(text, change, behind)
    before = [one for one in rates if one.end <= change.start]
    for rate in (*behind[:1], *before[-1:]):
        first, second = sorted((change, rate), key=lambda mention: mention.start)
        if _adjoins(text, first, second):
            return rate
    return None


def _rates_like(text: NumberedText, change: Mention) -> list[Mention]:
    """Give the growth rates of a change's sentence that are on its basis."""
    rates = text.levels(change.sentence, "", NumberRole.GROWTH)
    return [one for one in rates if one.basis is change.basis]


def _nth_of(
    text: NumberedText, change: Mention, rates: Sequence[Mention]
) -> Mention | None:
    """Give the n-th of 分别 rates to the n-th of the changes before them."""
    changes = _changes_beside(text, change)
    earlier = [one for one in changes if one.end <= rates[0].start]
    run = earlier[-_run(rates) :]
    return rates[run.index(change)] if change in run else None


def _run(rates: Sequence[Mention]) -> int:
    """Count the rates of one 分别: 分别下降9.1%和7.0%, 分别下降9.1%和上升7.0%."""
    later = takewhile(goes_on, rates[1:])
    return 1 + len([*later])


def goes_on(rate: Mention) -> bool:
    """Whether a rate goes on with those of one 分别, in its own direction or theirs."""
    return _ONLY_A_DIRECTION.fullmatch(rate.words) is not None


def _adjoins(text: NumberedText, first: Mention, second: Mention) -> bool:
    """Whether no other level stands between two numbers."""
    if "；" in text.between(first, second):
        return False
    between = (
        one
        for one in text.by_sentence[first.sentence]
        if first.end <= one.start and one.end <= second.start
        if one.depth <= min(first.depth, second.depth)
    )
    return not any(one.role in _STANDS_ALONE for one in between)


def level_of(text: NumberedText, change: Mention) -> Mention | None:
    """Give the level of a change: the one that its words name, else the nearest.

    A plan is what grew where nothing else is printed: 项目支出预算80万元，增加5万元.
    """
    levels = _beside(text, change, NumberRole.LEVEL)
    for level in levels:
        if _is_named(change, level):
            return level
    if levels:
        nearest = levels[0]
        return head_of_list(text, nearest) or nearest
    plans = _beside(text, change, NumberRole.PLAN)
    return plans[0] if plans else None


def _beside(text: NumberedText, change: Mention, role: NumberRole) -> list[Mention]:
    """Give the numbers of a change's sentence and bracket before it, nearest first."""
    before = text.levels_before(change, change.base, role)
    return [one for one in before if one.depth == change.depth]


def _is_named(change: Mention, level: Mention) -> bool:
    """Whether a change says of which level it is: 造成380人死亡…死亡人数减少108人."""
    subject = _SUBJECT_ENDS.sub("", change.words)[:2]
    return bool(subject) and subject in level.words + level.behind


def _change_claim(level: Mention, change: Mention, growth: Mention) -> Claim:
    by = change.size / level.factor
    before = level.value - by
    computed = by / before * _HUNDRED if before else Decimal(0)
    sign = "-" if by > 0 else "+"
    shown = f"{abs(by).normalize():f}"
    return Claim(
        kind=CheckKind.GROWTH,
        numbers=(level, change, growth),
        test=from_change,
        show=f"{shown}/({level.number}{sign}{shown})",
        printed=f"{growth.number}%",
        computed=f"{computed:.3f}%",
        certain=True,
        outcome=computed,
    )


# ---- 比上年同期298件上升44% ---------------------------------------------------------


def from_base(numbers: Numbers) -> Result:
    """Judge (level, last year's, growth)."""
    level, base, growth = numbers
    if base.size <= 0:
        return Result.DISAGREES
    ratio = level.size / base.size
    of_level = level.slack / max(level.size, Decimal(1))
    spread = _HUNDRED * ratio * (of_level + base.slack / base.size)
    computed = (ratio - 1) * _HUNDRED
    return compare(growth.value, computed, half_unit(growth.value) + spread)


def from_base_by(numbers: Numbers) -> Result:
    """Judge (level, last year's, change)."""
    level, base, change = numbers
    computed = (level.size - base.size) / change.factor
    tolerance = (level.slack + base.slack + change.slack) / change.factor
    return compare(change.value, computed, tolerance)


def _of_base(text: NumberedText, base: Mention) -> Iterator[Claim]:
    """Give what last year's number claims with the level before it.

    Of the growth rate and of the change that follow it.
    """
    levels = text.levels_before(base, base.base, *_GROWN, sentences=1)
    own = [one for one in levels if one.sentence == base.sentence]
    growth = _nth_growth(text, base) or _next_of(text, base, NumberRole.GROWTH)
    change = _next_of(text, base, NumberRole.CHANGE)
    if growth is not None and growth.basis is ComparisonBasis.YEAR_AGO:
        yield from _compared(own or levels[:1], base, growth)
    if change is not None and change.base == base.base:
        yield from _compared(own or levels[:1], base, change)


def _nth_growth(text: NumberedText, base: Mention) -> Mention | None:
    """Give the rate of one of several bases: 去年787件1279人，分别下降32.4%、39.9%."""
    numbers = text.by_sentence[base.sentence]
    bases = _beside_each_other(numbers, base)
    behind = [one for one in numbers if one.start >= bases[-1].end]
    rates = [*takewhile(lambda number: number.role is NumberRole.GROWTH, behind)]
    if len(bases) < 2 or len(rates) != len(bases):
        return None
    rate = rates[bases.index(base)]
    return rate if rate.exact else None


def _beside_each_other(numbers: Sequence[Mention], base: Mention) -> list[Mention]:
    """Give the bases that stand in one run with a base."""
    place = numbers.index(base)
    before = takewhile(_is_base, reversed(numbers[:place]))
    behind = takewhile(_is_base, numbers[place:])
    return [*reversed([*before]), *behind]


def _is_base(number: Mention) -> bool:
    return number.role is NumberRole.BASE


def _from_to(text: NumberedText, level: Mention) -> Iterator[Claim]:
    """从1月的900人增加到6月的2124人，增加了136%: what it rose from stands before it."""
    numbers = text.by_sentence[level.sentence]
    place = numbers.index(level)
    base = numbers[place - 1] if place else None
    if base is None or base.base != level.base or not _FROM.search(base.clause):
        return
    for role in (NumberRole.GROWTH, NumberRole.CHANGE):
        outcome = _next_of(text, level, role)
        if outcome is not None and outcome.base in {"%", level.base}:
            yield from _compared([level], base, outcome)


def _next_of(text: NumberedText, base: Mention, role: NumberRole) -> Mention | None:
    """Give the first number of a role behind last year's, before another level."""
    for mention in text.by_sentence[base.sentence]:
        if mention.start < base.end:
            continue
        if mention.role is role:
            return mention if mention.exact else None
        if mention.role in {NumberRole.LEVEL, NumberRole.BASE}:
            return None
    return None


def _compared(
    levels: Sequence[Mention], base: Mention, outcome: Mention
) -> Iterator[Claim]:
    """Give the level that comes out, else the nearest."""
    claims = [_base_claim(level, base, outcome) for level in levels]
    settled = [one for one in claims if one.comes_out]
    yield from (settled or claims)[:1]


def _base_claim(level: Mention, base: Mention, outcome: Mention) -> Claim:
    """Say how much a level is above last year's, by a rate or a change."""
    numbers = (level, base, outcome)
    if outcome.role is NumberRole.CHANGE:
        by = (level.size - base.size) / outcome.factor
        return Claim(
            kind=CheckKind.GROWTH,
            numbers=numbers,
            test=from_base_by,
            show=f"{level.number}-{base.number} = {outcome.number}",
            printed=outcome.printed,
            computed=f"{by.normalize():f}{outcome.measurement_unit}",
        )
    computed = (level.size / base.size - 1) * _HUNDRED if base.size else Decimal(0)
    return Claim(
        kind=CheckKind.GROWTH,
        numbers=numbers,
        test=from_base,
        show=f"{level.number}/{base.number}-1",
        printed=f"{outcome.number}%",
        computed=f"{computed:.3f}%",
        outcome=computed,
    )
