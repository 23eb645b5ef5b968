"""A whole and its parts as a text may mean them, and what such a reading claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.partitions import is_partition, is_partition_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention

Parts = tuple["Mention", ...]

_NESTED_BY_SIZE = re.compile(r"以上(?!不满|至)|(?<!及)以下|以内")
_OTHERS = re.compile(r"其[他它余]")
_OVERLAPPING = re.compile(r"规模|重点")
_CROSSING = re.compile(r"民营|小微|制造业|涉农|绿色|普惠|中长期")
"""Classes of loans that cross: what a small private factory borrows is of three."""
_FUND_INCOME = re.compile(r"保险费|保费")
_FILED = re.compile(r"经审查")
"""提案187件，其中会后17件，经审查立案175件: what was filed is told of all of them."""
_SUBSIDY = re.compile(r"补[贴助]")
"""Beside both a fund has interest."""
_LEFT_OUT_SHARE = 5000
"""What lacks less than one part in so many may lack something small."""
MOST_DIGITS = 7
VERY_MANY_DIGITS = 5
MANY_DIGITS = 4
SOME_DIGITS = 3
"""Digits of a whole at which a sum that comes out, or a slip that makes it come out,
is more than chance.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsReading:
    """One way to read a whole and its parts.

    `complete` says that the parts are meant to be all, `sure` that the total is the one
    that is meant.
    """

    total: Mention
    parts: Parts
    complete: bool = False
    sure: bool = False
    marked: bool = False
    """其中 or a bracket says that these are parts, of this whole or of another."""
    within: bool = False
    """其中 says that each is part of this very whole."""

    @property
    def result(self) -> Result:
        """What comes of adding up."""
        return added_up((self.total, *self.parts))

    @property
    def comes_out(self) -> bool:
        """Whether several parts make the whole."""
        return len(self.parts) > 1 and self.result in RIGHT

    @property
    def added(self) -> Decimal:
        """What the parts come to, in the base of their 计量单位."""
        return sum((one.size for one in self.parts), Decimal(0))

    @property
    def near(self) -> bool:
        """Whether the parts miss their whole by no more than a tenth of it."""
        return abs(self.added - self.total.size) * 10 <= self.total.size

    @property
    def nearly(self) -> bool:
        """Whether three parts or more come near the whole: a selection seldom does."""
        few_digits = self.total.digits <= SOME_DIGITS
        return few_digits and len(self.parts) > 2 and self.near

    @property
    def ends_in_others(self) -> bool:
        """Whether the last part is called 其他: nothing is left out."""
        return is_others(self.parts[-1])

    @property
    def closed(self) -> bool:
        """Whether the parts go on to 其他, behind 其中 or so that they come near."""
        named = self.marked and self.sure and not self.scattered and len(self.parts) > 2
        return self.ends_in_others and (named or self.nearly)

    @property
    def scattered(self) -> bool:
        """Whether sentences part the parts of a short whole that no word says are all.

        批准逮捕101人。不批捕29人: some of the 134人 may be told of elsewhere.
        """
        apart = self.parts[0].sentence != self.parts[-1].sentence
        return apart and not self.complete and self.total.digits < MANY_DIGITS

    @property
    def very_nearly(self) -> bool:
        """Whether two parts behind 其中 come so near their whole that they are all."""
        gap = abs(self.added - self.total.size)
        filed = any(_FILED.match(one.words) for one in self.parts)
        two = len(self.parts) == 2 and self.within and not filed
        return two and self.total.digits >= SOME_DIGITS and gap * 20 <= self.total.size

    @property
    def above(self) -> bool:
        """Whether three parts or more are above a whole, which no selection can be."""
        over = len(self.parts) > 2 and self.added > self.total.size
        return over and (self.nearly or self.total.digits >= SOME_DIGITS)

    @property
    def hardly_short(self) -> bool:
        """Whether the parts lack so little of a long whole that it may be left out."""
        gap = self.total.size - self.added
        return 0 < gap * _LEFT_OUT_SHARE <= self.total.size

    @property
    def overlapping(self) -> bool:
        """Whether the parts may hold each other: 亿元以上项目, 5亿元以上项目."""
        if self.known:
            return False
        names = [one.words for one in self.parts]
        if _are_nested(names):
            return True
        return not self.complete and (_are_never_all(names) or _are_mixed(names))

    @property
    def known(self) -> bool:
        """Whether the parts' names say that they are all, or the whole's name does.

        Not those of 66个新开工项目已开工28个；58个续建项目, where 新开工 is of the 66.
        """
        first = self.parts[0].words
        if first and first == self.total.behind:
            return False
        names = [one.words for one in self.parts]
        return known(self.parts) or is_partition_of(self.total.clause, names)


def _are_nested(names: Sequence[str]) -> bool:
    """Whether parts are named by sizes of which one holds the next: 以上, 以上."""
    sizes = {one for name in names for one in _NESTED_BY_SIZE.findall(name)}
    return bool(sizes) and sizes != {"以上", "以下"}


def _are_mixed(names: Sequence[str]) -> bool:
    """Whether some parts, not all, are named by weight (重点): others may hold them."""
    selected = [_OVERLAPPING.search(name) is not None for name in names]
    return any(selected) and not all(selected)


def _are_never_all(names: Sequence[str]) -> bool:
    """Whether parts of these names cross each other, or always leave something out."""
    if all(_CROSSING.search(name) for name in names):
        return True
    fees = any(_FUND_INCOME.search(name) for name in names)
    return len(names) == 2 and fees and any(_SUBSIDY.search(name) for name in names)


def added_up(numbers: Numbers) -> Result:
    """Judge whether all numbers but the first add up to the first."""
    total, *parts = numbers
    tolerance = sum((one.slack for one in parts), total.slack)
    computed = sum((abs(one.size) for one in parts), Decimal(0)) / total.factor
    return compare(abs(total.value), computed, tolerance / total.factor)


def none_above(numbers: Numbers) -> Result:
    """Judge whether no number is above the first."""
    total, *parts = numbers
    above = [one for one in parts if one.size - one.slack > total.size + total.slack]
    return Result.DISAGREES if above else Result.AGREES


def claims_of(reading: PartsReading) -> Iterator[Claim]:
    """Give what a reading claims: a sum, or that no part is above its whole."""
    if _is_asked(reading):
        yield replace(sum_claim(reading), certain=True, slips=False)
    elif reading.comes_out or _meant_as_sum(reading):
        yield sum_claim(reading)
    elif none_above((reading.total, *reading.parts)) in RIGHT:
        yield subset_claim(reading)
    elif reading.within:
        yield from _parts_above(reading)


def _is_asked(reading: PartsReading) -> bool:
    """Whether parts come so near their whole that a person must say what is missing.

    A slip that closes the gap may be chance.
    """
    if reading.comes_out:
        return False
    if _meant_as_sum(reading):
        surely_all = reading.complete or reading.known or reading.ends_in_others
        return reading.scattered or (reading.hardly_short and not surely_all)
    return reading.nearly and reading.sure and not reading.overlapping


def _parts_above(reading: PartsReading) -> Iterator[Claim]:
    """Give each part that is above the whole it is of."""
    for part in reading.parts:
        if none_above((reading.total, part)) not in RIGHT:
            yield subset_claim(replace(reading, parts=(part,)))


def _meant_as_sum(reading: PartsReading) -> bool:
    """Whether a sum that does not come out was meant to."""
    if reading.overlapping or len(reading.parts) < 2:
        return False
    if reading.complete or reading.known:
        return True
    near = reading.very_nearly or reading.closed or reading.above
    if reading.total.digits >= MANY_DIGITS:
        short = reading.total.digits < VERY_MANY_DIGITS
        return explained(sum_claim(reading), same_length=True, exactly=short)
    return near and slipped(reading)


def sum_claim(reading: PartsReading) -> Claim:
    """Say that the parts make the whole."""
    total, parts = reading.total, reading.parts
    added = sum((abs(one.size) for one in parts), Decimal(0)) / total.factor
    terms = "+".join(f"{abs(one.value):f}" for one in parts)
    shown = f"{added.normalize():f}" if added else "0"
    return Claim(
        kind=CheckKind.SUM,
        numbers=(total, *parts),
        test=added_up,
        show=f"{terms} = {abs(total.value):f}",
        printed=total.printed,
        computed=f"{shown}{total.measurement_unit}",
        certain=reading.complete,
    )


def subset_claim(reading: PartsReading) -> Claim:
    """Say that no part is above its whole."""
    total, parts = reading.total, reading.parts
    terms = "+".join(f"{one.number}" for one in parts)
    return Claim(
        kind=CheckKind.SUBSET,
        numbers=(total, *parts),
        test=none_above,
        show=f"{terms} ≤ {total.number}",
        printed=total.printed,
        computed=max(parts, key=lambda part: part.size).printed,
        impossible=reading.within,
    )


def is_others(part: Mention) -> bool:
    """Whether a part is called 其他, so that a list goes at least so far."""
    return _OTHERS.search(part.words) is not None


def slipped(reading: PartsReading, *, same_length: bool = False) -> bool:
    """Whether one slip explains that the parts do not make the whole."""
    return explained(sum_claim(reading), same_length=same_length)


def known(parts: Parts) -> bool:
    """Whether the parts' names say that they are all there are."""
    names = [(one.words or one.clause) + one.behind for one in parts]
    together = parts[0].sentence == parts[-1].sentence
    return len(parts) > 1 and is_partition(names, exact=not together)


def plainly_slipped(reading: PartsReading) -> bool:
    """Whether one slip makes so long a whole that it cannot be chance.

    Parts of several sentences make only a whole that is longer still.
    """
    together = reading.parts[0].sentence == reading.parts[-1].sentence
    enough = VERY_MANY_DIGITS if together else MOST_DIGITS
    if reading.total.digits < enough or len(reading.parts) < 2:
        return False
    return slipped(reading, same_length=True)
