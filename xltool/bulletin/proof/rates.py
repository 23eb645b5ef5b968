"""Rates: how much of a plan was done, 开工率 and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.model.quantity import COUNTS, half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_PLAN_SENTENCES = 3
_OF_PLAN = re.compile(
    r"""[)）]?(?:全年|年度|年初|考核)?       # 任务（2.5万人）的60%
    (?:任务|计划|目标|预算){0,2}(?:数|额)?   # 2.5万人年度目标任务的60%
    的?(?:约|近|超|已达到?)?$""",
    re.VERBOSE,
)
_PLAN_BRACKET = re.compile(r"(?:计划|任务|目标|预算)(?:数|额)?[（(]$")
"""完成全年任务（2.5万人）的60%."""
_NAMED_RATE = re.compile(
    r"(?P<of>[\u4e00-\u9fff]{2})率(?:均|已|就|约|分别)*(?:达到?|为|至)*$"
)
_STEMS = {"镇化": "城镇"}
"""What the numerator of a rate is called, where it is not the rate's own word:
城镇化率.
"""
_OF_ANOTHER = re.compile(r"[^，；。\d]{0,6}的[\d.]+%")
"""完成任务40万人的96%；参保22.5万人，完成任务的90%: the second plan is not printed."""
_PART_OF_ANOTHER = re.compile(r"其中|[省市]级")


def part_of(numbers: Numbers) -> Result:
    """Judge (part, whole, rate): the part is this share of the whole."""
    part, whole, rate = numbers
    if not part.size and whole.size:
        return Result.DISAGREES if rate.value else Result.AGREES
    if not whole.size:
        return Result.DISAGREES
    computed = part.size / whole.size * 100
    spread = abs(computed) * (
        part.slack / abs(part.size) + whole.slack / abs(whole.size)
    )
    return compare(abs(rate.value), abs(computed), half_unit(rate.value) + spread)


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
        computed = self.part.size / self.whole.size * 100 if self.whole.size else 0
        rate = f"{abs(self.rate.value):f}%"
        return Claim(
            kind=self.kind,
            numbers=(self.part, self.whole, self.rate),
            test=part_of,
            show=f"{self.part.value:f}/{self.whole.value:f} = {rate}",
            printed=rate,
            computed=f"{computed:.3f}%",
            certain=self.sure and not self.guessed,
            slips=self.sure,
            outcome=Decimal(computed),
        )


def find_rates(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of plans and the rates of them."""
    for ratio in settled_rates(text):
        yield ratio.claim


def settled_rates(text: NumberedText) -> Iterator[Ratio]:
    """Give for every rate the pair that it is of."""
    for mention in text.mentions:
        if not mention.exact or mention.measurement_unit != "%":
            continue
        match mention.role:
            case NumberRole.COMPLETION:
                ratios = list(_completions(text, mention))
            case NumberRole.RATE if _both_of(text, mention) is None:
                ratios = list(_named_rates(text, mention))
            case _:
                continue
        settled = settle(ratios)
        if settled is not None:
            yield settled


def find_rates_of_both(text: NumberedText) -> Iterator[Claim]:
    """逮捕25人，不捕24人，不捕率为48.98%: of both together, where it comes out."""
    for rate in text.mentions:
        numbers = _both_of(text, rate)
        if numbers is not None:
            yield _claim_of_both(numbers)


def _both_of(
    text: NumberedText, rate: Mention
) -> tuple[Mention, Mention, Mention] | None:
    """Give the part and the other that a negated rate is of, if it is."""
    if rate.role is not NumberRole.RATE or not rate.words.startswith(("不", "未")):
        return None
    before = text.levels_before(rate, "", sentences=1)
    for part, other in pairwise(before):
        numbers = (part, other, rate)
        if part.base == other.base and of_both(numbers) in RIGHT:
            return numbers
    return None


def of_both(numbers: Numbers) -> Result:
    """Judge (part, other, rate): the part is this share of both together."""
    part, other, rate = numbers
    both = part.size + other.size
    if both <= 0:
        return Result.DISAGREES
    return compare(rate.value, part.size / both * 100, half_unit(rate.value))


def _claim_of_both(numbers: tuple[Mention, Mention, Mention]) -> Claim:
    part, other, rate = numbers
    shown = f"{part.value:f}/({part.value:f}+{other.value:f})"
    return Claim(
        kind=CheckKind.RATE,
        numbers=numbers,
        test=of_both,
        show=f"{shown} = {rate.value:f}%",
        printed=f"{rate.value:f}%",
        computed=f"{rate.value:f}%",
    )


def settle(ratios: Sequence[Ratio]) -> Ratio | None:
    """Give the pair that comes out, else the one that is meant."""
    for wanted in (Result.AGREES, Result.WITHIN_ROUNDING):
        for ratio in ratios:
            if ratio.result is wanted:
                return ratio
    return next((one for one in ratios if one.sure), None)


# ---- 完成年度计划的67% -------------------------------------------------------------


def _completions(text: NumberedText, rate: Mention) -> Iterator[Ratio]:
    """Give the pairs of done and planned that a completion rate may be of."""
    before = text.levels_before(
        rate, "", NumberRole.PLAN, NumberRole.LEVEL, sentences=_PLAN_SENTENCES
    )
    beside = _plan_beside(text, before, rate)
    if beside is not None:
        yield from _of_plan(before, beside, rate, sure=True)
        return
    heads = [one for one in before if one.role is NumberRole.LEVEL]
    plans = [one for one in before if one.role is NumberRole.PLAN]
    for done in heads[:3]:
        for plan in plans:
            if plan.base == done.base and plan.end <= done.start:
                yield Ratio(
                    kind=CheckKind.RATE,
                    part=done,
                    whole=plan,
                    rate=rate,
                    sure=_is_head(text, done, plan, rate),
                )
    if not plans:
        yield from _of_counts(heads, rate)


def _of_counts(heads: Sequence[Mention], rate: Mention) -> Iterator[Ratio]:
    """56个项目…达到目标进度的项目32个，计划完成率57.1%: of how many there are."""
    for done in heads[:1]:
        for whole in heads[1:]:
            if whole.base == done.base and whole.size > done.size:
                yield Ratio(kind=CheckKind.RATE, part=done, whole=whole, rate=rate)


def _plan_beside(
    text: NumberedText, before: Sequence[Mention], rate: Mention
) -> Mention | None:
    """Give the plan printed right before its rate: 完成年初预算1200万元的43.3%."""
    if not before:
        return None
    nearest = before[0]
    joined = text.bulletin.folded[nearest.end : rate.start]
    beside = nearest.sentence == rate.sentence and _OF_PLAN.fullmatch(joined)
    words = nearest.clause + nearest.words + joined
    bracketed = _PLAN_BRACKET.search(text.bulletin.folded[: nearest.start])
    planned = bracketed or re.search(r"计划|任务|目标|预算", words)
    return nearest if beside and planned else None


def _of_plan(
    before: Sequence[Mention], plan: Mention, rate: Mention, *, sure: bool
) -> Iterator[Ratio]:
    levels = [one for one in before if one is not plan and one.role is NumberRole.LEVEL]
    done = [one for one in levels if one.base == plan.base]
    counts = [one for one in levels if {one.base, plan.base} <= COUNTS]
    done += [one for one in counts[:1] if one not in done]
    for place, one in enumerate(done[:3]):
        near = place == 0 and one.sentence == rate.sentence
        own = sure and near and one.base == plan.base
        yield Ratio(kind=CheckKind.RATE, part=one, whole=plan, rate=rate, sure=own)


def _is_head(text: NumberedText, done: Mention, plan: Mention, rate: Mention) -> bool:
    """Whether this is the pair that is meant: nothing between them speaks of a part."""
    if done.sentence != rate.sentence or rate.sentence - plan.sentence > 1:
        return False
    between = text.bulletin.folded[plan.end : rate.start]
    if _OF_ANOTHER.match(between) and "；" in text.between(plan, done):
        return False
    others = [
        one
        for one in text.levels_before(rate, done.base, sentences=1)
        if one.start > plan.end
    ]
    return not _PART_OF_ANOTHER.search(between) and others[:1] == [done] == others


# ---- 开工率85.6% -------------------------------------------------------------------


def _named_rates(text: NumberedText, rate: Mention) -> Iterator[Ratio]:
    several = "分别" in rate.clause
    named = text.run_of(rate)[0] if several else rate
    match = _NAMED_RATE.search(named.words or named.clause)
    if match is None:
        return
    stem = _STEMS.get(match["of"], match["of"])
    before = text.levels_before(
        rate, "", NumberRole.LEVEL, NumberRole.PLAN, NumberRole.BASE, sentences=2
    )
    done = [one for one in before if _is_done(one, stem)]
    if several:
        yield from _nth_of_several(text, done, before, rate)
        return
    own = [one for one in done[:2] if _in_one_clause(text, one, rate)]
    for part in own[:1] or done[:2]:
        yield from _ratios_of(text, part, before, rate)


def _nth_of_several(
    text: NumberedText,
    done: Sequence[Mention],
    before: Sequence[Mention],
    rate: Mention,
) -> Iterator[Ratio]:
    """满意的526件，…满意的519件，…满意率分别为99.8%和98.5%: the n-th of the n-th."""
    run = text.run_of(rate)
    parts = list(reversed(done[: len(run)]))
    if len(parts) < len(run):
        return
    part = parts[run.index(rate)]
    wholes = [
        one
        for one in before
        if one.end <= parts[0].start
        and ({one.base, part.base} <= COUNTS or one.base == part.base)
    ]
    for whole in wholes:
        yield Ratio(
            kind=CheckKind.RATE,
            part=part,
            whole=whole,
            rate=rate,
            sure=whole is wholes[0] and whole.sentence == part.sentence,
        )


def _ratios_of(
    text: NumberedText, part: Mention, before: Sequence[Mention], rate: Mention
) -> Iterator[Ratio]:
    """Give what a part may be a share of: those before it first.

    A whole below its part is given only where no other can be meant.
    """
    same = [one for one in before if one.base == part.base and one is not part]
    wholes = [one for one in same if one.end <= part.start]
    meant = _meant_wholes(text, wholes, part, rate)
    for whole in dict.fromkeys((*wholes, *same)):
        sure = meant == [whole] and part.sentence == rate.sentence
        if whole.size >= part.size or (sure and whole.size):
            yield Ratio(
                kind=CheckKind.RATE, part=part, whole=whole, rate=rate, sure=sure
            )


def _meant_wholes(
    text: NumberedText, wholes: Sequence[Mention], part: Mention, rate: Mention
) -> list[Mention]:
    """Give the wholes of the rate's own clause, else those of the part's own kind."""
    near = [
        one
        for one in wholes
        if _in_one_clause(text, one, rate) and one.depth <= rate.depth
    ]
    if any(_has_its_rate(text, one, rate) for one in near):
        return []
    return near or [one for one in wholes if _of_one_kind(one, part)]


def _has_its_rate(text: NumberedText, whole: Mention, rate: Mention) -> bool:
    """Whether a number is what another rate beside this one is of.

    已开工1541户，竣工862户，开工率74%，竣工率42%: both are of a plan printed before.
    """
    for other in text.by_sentence[rate.sentence]:
        named = _NAMED_RATE.search(other.words) if other is not rate else None
        if named is not None and _is_done(whole, named["of"]):
            return True
    return False


def _in_one_clause(text: NumberedText, whole: Mention, rate: Mention) -> bool:
    same = whole.sentence == rate.sentence
    return same and "；" not in text.between(whole, rate)


def _of_one_kind(whole: Mention, part: Mention) -> bool:
    same_unit = whole.measurement_unit == part.measurement_unit
    return same_unit and whole.sentence == part.sentence


def _is_done(mention: Mention, stem: str) -> bool:
    """Tell the numerator of 开工率: 已开工160个, 实现投产7个, 满意144件."""
    said = f"{mention.words}{mention.behind}"
    return re.search(rf"(?<![未不])(?<!计划){stem}", said) is not None
