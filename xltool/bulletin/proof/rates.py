"""Rates: how much of a plan was done, 开工率 and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.proof.completions import completions, is_beside
from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.named_rates import (
    is_negated,
    misprinted_of_both,
    named_rates,
    rate_of_both,
)
from xltool.bulletin.proof.ratios import Ratio, settle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText


def find_rates(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of plans and the rates of them."""
    settled = {one.rate: one for one in settled_rates(text)}
    proven = {one.part for one in settled.values() if one.comes_out}
    for mention in text.mentions:
        ratio = settled.get(mention)
        if ratio is not None and _is_of_another_period(text, ratio, proven):
            continue
        of_both = _of_both(text, mention, ratio)
        if of_both is not None:
            yield of_both
        elif ratio is not None:
            yield ratio.claim


def _is_of_another_period(
    text: NumberedText, ratio: Ratio, proven: Collection[Mention]
) -> bool:
    """Whether the part of a rate that fails has its rate, and no plan is beside this.

    为预算数37.1亿元的91.2%，为全年目标42亿元的80.5%: both are of what was done.
    """
    if ratio.comes_out or ratio.part not in proven:
        return False
    return not is_beside(text, ratio.whole, ratio.rate)


def _of_both(text: NumberedText, rate: Mention, ratio: Ratio | None) -> Claim | None:
    """Give what a rate claims of what was done and what was not."""
    if rate.role is not NumberRole.RATE or not rate.exact:
        return None
    if ratio is not None and ratio.comes_out:
        return None
    return rate_of_both(text, rate) or misprinted_of_both(text, rate)


def settled_rates(text: NumberedText) -> Iterator[Ratio]:
    """Give for every rate the pair that it is of."""
    for mention in text.mentions:
        if mention.exact and mention.measurement_unit == "%":
            settled = settle(list(_ratios(text, mention)))
            if settled is not None:
                yield settled


def _ratios(text: NumberedText, rate: Mention) -> Iterator[Ratio]:
    """Give the pairs that a rate may be of."""
    if rate.role is NumberRole.COMPLETION:
        yield from completions(text, rate)
    elif rate.role is NumberRole.RATE:
        of_both = rate_of_both(text, rate) if is_negated(rate) else None
        if of_both is None:
            yield from named_rates(text, rate)
