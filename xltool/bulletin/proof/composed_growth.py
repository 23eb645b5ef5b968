"""The growth of a whole, as its parts' growth and changes make it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.grown_levels import levels_with_growth
from xltool.bulletin.proof.mentions import ComparisonBasis, Mention, NumberRole
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_IN_REAL_TERMS = re.compile(r"增加值|生产总值|总产值|GDP")
_TELLING_DIGITS = 4
"""Digits of a change that a slip seldom makes by chance."""
_HUNDRED = Decimal(100)


def find_composed_growth(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of the growth of wholes and of their parts."""
    yield from _of_parts(text)
    yield from _changes_of_parts(text)


def _of_parts(text: NumberedText) -> Iterator[Claim]:
    """Check a total's growth against that of all its parts, at one price."""
    rates = dict(
        levels_with_growth(text, ComparisonBasis.YEAR_AGO, ComparisonBasis.REAL)
    )
    for numbers in _proven(text):
        growths = [rates[one] for one in numbers if one in rates]
        if len(growths) < len(numbers) or _vanished(growths):
            continue
        if _outside(growths) or not _in_real_terms(numbers):
            yield _composed_claim(numbers, growths)


def _proven(text: NumberedText) -> Iterator[tuple[Mention, ...]]:
    """Give each whole that comes out with its parts, of which there are several."""
    for reading in text.readings:
        if reading.comes_out:
            yield reading.total, *reading.parts


def _vanished(growths: Sequence[Mention]) -> bool:
    """Whether something fell to nothing, which has no growth of its own."""
    return min(one.value for one in growths) <= -_HUNDRED


def _in_real_terms(numbers: Sequence[Mention]) -> bool:
    return any(_IN_REAL_TERMS.search(one.words) for one in numbers)


def composed(numbers: Numbers) -> Result:
    """Judge (total, parts …, total's growth, parts' growth …)."""
    half = len(numbers) // 2
    levels = numbers[:half]
    growths = numbers[half:]
    computed = _composed_growth(levels, growths)
    if computed is None:
        return Result.DISAGREES
    spread = 2 * max(half_unit(one.value) for one in growths)
    return compare(growths[0].value, computed, spread)


def _composed_growth(levels: Numbers, growths: Numbers) -> Decimal | None:
    before = Decimal(0)
    for level, growth in zip(levels[1:], growths[1:], strict=True):
        if growth.value <= -_HUNDRED:
            return None
        before += level.size / (1 + growth.value / _HUNDRED)
    return (levels[0].size / before - 1) * _HUNDRED if before > 0 else None


def _composed_claim(levels: Numbers, growths: Sequence[Mention]) -> Claim:
    total, *parts = levels
    terms = "+".join(
        f"{part.number}/(1{growth.value:+f}%)"
        for part, growth in zip(parts, growths[1:], strict=True)
    )
    computed = _composed_growth(levels, growths) or Decimal(0)
    return Claim(
        kind=CheckKind.COMPOSED_GROWTH,
        numbers=(*levels, *growths),
        test=composed,
        show=f"{total.number}/({terms})-1",
        printed=f"{growths[0].number}%",
        computed=f"{computed:.3f}%",
        slips=_turned(levels, growths),
        impossible=_outside(growths),
    )


def _outside(growths: Sequence[Mention]) -> bool:
    """Whether the total's growth lies outside its parts', which no weights allow."""
    total, *parts = (one.value for one in growths)
    edge = 2 * half_unit(total)
    return not min(parts) - edge <= total <= max(parts) + edge


def _turned(levels: Numbers, growths: Sequence[Mention]) -> bool:
    """Whether 增长 and 下降 were mistaken for each other."""
    first = growths[0]
    turned = replace(first, value=-first.value)
    return composed((*levels, turned, *growths[1:])) in RIGHT


def _changes_of_parts(text: NumberedText) -> Iterator[Claim]:
    """Where the parts make the whole, their changes make its change.

    Said where it comes out, or where a digit of a long change is wrong: changes on
    another basis miss it by more.
    """
    changes = _changes_behind(text)
    for numbers in _proven(text):
        found = [changes[one] for one in numbers if one in changes]
        if len(found) < len(numbers):
            continue
        claim = _sum_of_changes(found)
        long = found[0].digits >= _TELLING_DIGITS
        if claim.comes_out or (long and explained(claim, same_length=True)):
            yield claim


def _changes_behind(text: NumberedText) -> dict[Mention, Mention]:
    """Give the change printed right behind each number that has one in its sentence."""
    return {
        number: change
        for number, change in pairwise(text.mentions)
        if change.role is NumberRole.CHANGE and number.sentence == change.sentence
    }


def signed_sum(numbers: Numbers) -> Result:
    """Judge whether the changes but the first add up to the first, signs and all."""
    total, *parts = numbers
    tolerance = sum((one.slack for one in parts), total.slack) / total.factor
    computed = sum((one.size for one in parts), Decimal(0)) / total.factor
    return compare(total.value, computed, tolerance)


def _sum_of_changes(numbers: Sequence[Mention]) -> Claim:
    total, *parts = numbers
    terms = "+".join(f"{one.number}" for one in parts)
    added = sum((one.size for one in parts), Decimal(0)) / total.factor
    return Claim(
        kind=CheckKind.SUM,
        numbers=tuple(numbers),
        test=signed_sum,
        show=f"{terms} = {total.number}".replace("+-", "-"),
        printed=total.printed,
        computed=f"{abs(added).normalize():f}{total.measurement_unit}",
    )
