"""How much of a plan was done: 完成年度计划的67%."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind
from xltool.bulletin.proof.list_heads import head_of_list
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.ratios import Ratio
from xltool.model.quantity import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.numbered_text import NumberedText

_PLAN_SENTENCES = 3
"""How many sentences before its rate a plan may be printed."""
_MOST_DONE = 3
"""How many numbers before a rate are tried as what was done."""
_OF_PLAN = re.compile(
    r"""[)）]?(?:全年|年度|年初|考核|年)?    # 任务（2.5万人）的60%, 4600人年计划的60%
    (?:任务|计划|目标|预算){0,2}(?:数|额)?   # 2.5万人年度目标任务的60%
    的?(?:约|近|超|已达到?)?$""",
    re.VERBOSE,
)
_ALL_OF_IT = 100
_TOTAL_INVESTED = re.compile(r"总投资|总投入")
_OF_THE_PLAN = frozenset({"占计划", "占计划的"})
"""总投资700万元，已完成投资650万元，占计划的92.9%: the plan is what it costs in all."""
_PLANNED = re.compile(r"计划|任务|目标|预算")
_PLAN_BRACKET = re.compile(r"(?:计划|任务|目标|预算)(?:数|额)?[（(]$")
"""完成全年任务（2.5万人）的60%."""
_OF_ANOTHER = re.compile(r"[^，；。\d]{0,6}的[\d.]+%")
"""完成任务40万人的96%；参保22.5万人，完成任务的90%: the second plan is not printed."""
_BRACKET = re.compile(r"[（(][^（()）]*[）)]")
_PART_OF_ANOTHER = re.compile(r"其中|[省市]级")


def completions(text: NumberedText, rate: Mention) -> Iterator[Ratio]:
    """Give the pairs of done and planned that a completion rate may be of."""
    in_turn = _in_turn(text, rate)
    if in_turn is not None:
        yield in_turn
        return
    before = text.levels_before(
        rate, "", NumberRole.PLAN, NumberRole.LEVEL, sentences=_PLAN_SENTENCES
    )
    beside = _plan_beside(text, before, rate)
    levels = [one for one in before if _may_be_done(one, rate)]
    if beside is not None:
        if not _is_surplus(rate):
            yield from _of_plan(_heads_first(text, levels, rate), beside, rate)
        return
    plans = _plans_of(before, rate)
    if not any(one.base == done.base for one in plans for done in levels[:1]):
        yield from _of_counts(levels, rate)
    yield from _of_plans_before(text, levels, plans, rate)


def _in_turn(text: NumberedText, rate: Mention) -> Ratio | None:
    """Give the n-th number done and the n-th plan of the n-th of several rates.

    公路570亿元、铁路197亿元，分别占目标（470亿元、106亿元）的121.3%、185%.
    """
    run = text.run_of(rate)
    several = len(run)
    levels = text.levels_before(run[0], "", NumberRole.PLAN, NumberRole.LEVEL)
    plans = levels[:several][::-1]
    done = levels[several : 2 * several][::-1]
    if several < 2 or len(done) < several:
        return None
    bracketed = all(one.depth > rate.depth for one in plans)
    place = run.index(rate)
    if not bracketed or done[place].base != plans[place].base:
        return None
    return _ratio(done[place], plans[place], rate, sure=True)


def _of_plans_before(
    text: NumberedText,
    levels: Sequence[Mention],
    plans: Sequence[Mention],
    rate: Mention,
) -> Iterator[Ratio]:
    """计划投资120亿元，完成60亿元，完成率50%: of a plan before what was done."""
    for done, plan in product(levels[:_MOST_DONE], plans):
        if plan.base == done.base and plan.end <= done.start:
            sure = _is_head(text, done, plan, rate)
            yield _ratio(done, plan, rate, sure=sure)


def _ratio(done: Mention, plan: Mention, rate: Mention, *, sure: bool) -> Ratio:
    return Ratio(kind=CheckKind.RATE, part=done, whole=plan, rate=rate, sure=sure)


def _plans_of(numbers: Sequence[Mention], rate: Mention) -> list[Mention]:
    """Give the plans that stand in no bracket of their own, else all.

    计划开工255项（其中上半年计划120项），已开工206项，完成计划的80.8%: of 255.
    """
    plans = [one for one in numbers if one.role is NumberRole.PLAN]
    flat = [one for one in plans if one.depth <= rate.depth]
    return flat or plans


def _may_be_done(number: Mention, rate: Mention) -> bool:
    """Whether a number is a level that stands in no bracket of its own.

    种植15万亩（其中玉米12万亩），完成计划的37%: only 15万亩 is what was done.
    """
    return number.role is NumberRole.LEVEL and number.depth <= rate.depth


def _is_surplus(rate: Mention) -> bool:
    """Whether a rate says by how much a plan was surpassed: 超额完成3万亩的6.7%."""
    return "超额完成" in rate.clause and rate.value < _ALL_OF_IT


def _heads_first(
    text: NumberedText, levels: Sequence[Mention], rate: Mention
) -> list[Mention]:
    """Put what a closed list is part of before its parts."""
    nearest = [one for one in levels[:1] if one.sentence == rate.sentence]
    heads = [head_of_list(text, one) for one in nearest]
    return [*(one for one in heads if one is not None), *levels]


def _of_counts(levels: Sequence[Mention], rate: Mention) -> Iterator[Ratio]:
    """56个项目…达到目标进度的项目32个，计划完成率57.1%: of how many there are."""
    for done in levels[:1]:
        for whole in levels[1:]:
            if whole.base == done.base and whole.size > done.size:
                total = _TOTAL_INVESTED.search(whole.words) is not None
                near = whole is levels[1] and whole.paragraph == rate.paragraph
                sure = total and near and rate.words in _OF_THE_PLAN
                yield _ratio(done, whole, rate, sure=sure)


def _plan_beside(
    text: NumberedText, before: Sequence[Mention], rate: Mention
) -> Mention | None:
    """Give the plan printed right before its rate: 完成年初预算1200万元的43.3%."""
    if not before or before[0].sentence != rate.sentence:
        return None
    nearest = before[0]
    if not is_beside(text, nearest, rate):
        return None
    bracketed = _PLAN_BRACKET.search(text.bulletin.folded[: nearest.start])
    joined = text.between(nearest, rate)
    planned = _PLANNED.search(nearest.clause + nearest.words + joined)
    return nearest if bracketed or planned else None


def is_beside(text: NumberedText, plan: Mention, rate: Mention) -> bool:
    """Whether a plan is printed right before its rate."""
    return _OF_PLAN.fullmatch(text.between(plan, rate)) is not None


def _of_plan(
    levels: Sequence[Mention], plan: Mention, rate: Mention
) -> Iterator[Ratio]:
    """Give what may have been done of a plan printed beside its rate, nearest first."""
    others = [one for one in levels if one is not plan]
    done = [one for one in others if one.base == plan.base]
    counts = [one for one in others if {one.base, plan.base} <= COUNTS]
    tried = list(dict.fromkeys((*done, *counts[:1])))
    for place, level in enumerate(tried[:_MOST_DONE]):
        near = place == 0 and level.sentence == rate.sentence
        yield _ratio(level, plan, rate, sure=near and level.base == plan.base)


def _is_head(text: NumberedText, done: Mention, plan: Mention, rate: Mention) -> bool:
    """Whether this is the pair that is meant: nothing between them speaks of a part."""
    if done.sentence != rate.sentence or rate.sentence - plan.sentence > 1:
        return False
    between = text.between(plan, rate)
    if _OF_ANOTHER.match(between) and "；" in text.between(plan, done):
        return False
    if _PART_OF_ANOTHER.search(_BRACKET.sub("", between)):
        return False
    levels = text.levels_before(rate, done.base, sentences=1)
    return [one for one in levels if one.start > plan.end] == [done]
