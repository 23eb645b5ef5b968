"""A rate and the pair of numbers that it is of: 已开工33个，占50个项目的66%."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.mentions import NumberRole
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention

_HUNDRED = Decimal(100)
_TELLING_DIGITS = 3
"""Digits of a rate that a wrong pair seldom gives by chance."""


def part_of(numbers: Numbers) -> Result:
    """Judge (part, whole, rate): the part is this share of the whole.

    Nothing is 0% of any whole, of nothing, too.
    """
    part, whole, rate = numbers
    if not part.size:
        return Result.DISAGREES if rate.value else Result.AGREES
    if not whole.size:
        return Result.DISAGREES
    computed = abs(part.size / whole.size * _HUNDRED)
    rounded = part.slack / abs(part.size) + whole.slack / abs(whole.size)
    tolerance = half_unit(rate.value) + computed * rounded
    return compare(abs(rate.value), computed, tolerance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A rate, and the pair that it may be of.

    `sure` where the sentence leaves no choice.
    """

    kind: CheckKind
    part: Mention
    whole: Mention
    rate: Mention
    sure: bool = False
    guessed: bool = False
    """The whole is named in other words, so that only a slip is worth saying."""

    @property
    def result(self) -> Result:
        """What comes of dividing."""
        return part_of((self.part, self.whole, self.rate))

    @property
    def comes_out(self) -> bool:
        """Whether the part is this share of the whole."""
        return self.result in RIGHT

    @property
    def claim(self) -> Claim:
        """Say that the part is this share of the whole."""
        computed = Decimal(0)
        if self.whole.size:
            computed = self.part.size / self.whole.size * _HUNDRED
        rate = f"{abs(self.rate.value):f}%"
        return Claim(
            kind=self.kind,
            numbers=(self.part, self.whole, self.rate),
            test=part_of,
            show=f"{self.part.number}/{self.whole.number} = {rate}",
            printed=rate,
            computed=f"{computed:.3f}%",
            certain=self.sure and not self.guessed,
            slips=self.sure,
            outcome=computed,
        )


def settle(ratios: Sequence[Ratio]) -> Ratio | None:
    """Give the pair that comes out, else the one that is meant."""
    for wanted in (Result.AGREES, Result.WITHIN_ROUNDING):
        for ratio in ratios:
            if ratio.result is wanted:
                return ratio
    meant = next((one for one in ratios if one.sure), None)
    return meant or _misprinted(ratios)


def _misprinted(ratios: Sequence[Ratio]) -> Ratio | None:
    """Give the only pair that one digit makes come out.

    A rate of two digits would be made so by chance. What a completion is of may not be
    printed at all: 完成年度计划的79.6%.
    """
    found = []
    for ratio in ratios:
        planned = ratio.rate.role is NumberRole.COMPLETION
        if planned or ratio.rate.digits < _TELLING_DIGITS:
            continue
        meant = replace(ratio, sure=True, guessed=True)
        if explained(meant.claim, same_length=True, exactly=True):
            found.append(meant)
    wholes = {one.whole.size for one in found}
    return found[0] if len(wholes) == 1 else None
