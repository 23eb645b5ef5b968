"""Growth: from a level and its change, from the parts, from whole things."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import ComparisonBasis, Mention, NumberRole
from xltool.model.quantity import COUNTS, half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_FAR = 5
_SUBJECTS = re.compile(r"(?:[\u4e00-\u9fff]{1,3}数|率|总[量值额])(?:和|及|、)")
_MOST_COUNTED = 300
"""Above so many whole things last year's number is always whole within rounding."""
_IN_REAL_TERMS = re.compile(r"增加值|生产总值|总产值|GDP")
_HUNDRED = Decimal(100)


def find_growth(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of changes and growth."""
    yield from _from_changes(text)
    yield from _from_base(text)
    yield from _of_whole_things(text)
    yield from _of_parts(text)
    yield from _changes_of_parts(text)


# ---- 减少18起，下降38.3% -----------------------------------------------------------


def from_change(numbers: Numbers) -> Result:
    """Judge (level, change, growth).

    The change is this share of what there was before.
    """
    level, change, growth = numbers
    before = level.size - change.size
    if before <= 0 or not change.size:
        return Result.DISAGREES
    if (change.value < 0) != (growth.value < 0):
        return Result.DISAGREES
    computed = abs(change.size) / before * _HUNDRED
    spread = computed * (change.slack / abs(change.size) + level.slack / before)
    return compare(abs(growth.value), computed, half_unit(growth.value) + spread)


def _from_changes(text: NumberedText) -> Iterator[Claim]:
    for sentence, mentions in text.by_sentence.items():
        changes = [
            one for one in mentions if one.role is NumberRole.CHANGE and one.exact
        ]
        for change in changes:
            growth = _growth_of(text, change, changes)
            level = _level_of(text, change, sentence)
            if growth is None:
                continue
            if level is None:
                level = _of_as_many_levels(text, change, changes)
            if level is not None:
                yield _change_claim(level, change, growth)
            else:
                yield from _of_earlier_level(text, change, growth)


def _of_as_many_levels(
    text: NumberedText, change: Mention, changes: Sequence[Mention]
) -> Mention | None:
    """受理1803件，结案894件。受案增加167件…，结案增加34件….

    Where a sentence of changes follows one of as many levels, the n-th is of the n-th.
    """
    before = [
        one for one in text.levels(change.sentence - 1, change.base) if not one.depth
    ]
    same = [one for one in changes if one.base == change.base]
    alone = not text.levels(change.sentence, change.base)
    if alone and len(before) == len(same) > 1:
        return before[same.index(change)]
    return None


def _of_earlier_level(
    text: NumberedText, change: Mention, growth: Mention
) -> Iterator[Claim]:
    """非税收入25.51亿元。…非税收入增收1.63亿元，增长6.8%.

    Said only where it comes out.
    """
    for level in text.levels_before(change, change.base, sentences=_FAR)[:_FAR]:
        if from_change((level, change, growth)) in RIGHT:
            yield replace(_change_claim(level, change, growth), certain=False)
            return


def _growth_of(
    text: NumberedText, change: Mention, changes: Sequence[Mention]
) -> Mention | None:
    """Give the rate of a change: the next one, or the n-th of 分别 rates.

    Or the one just before it.
    """
    rates = _rates_like(text, change)
    behind = [one for one in rates if one.start > change.end]
    if behind and "分别" in behind[0].clause:
        return _nth_of(change, changes, behind)
    if behind and _adjoins(text, change, behind[0]):
        return behind[0]
    before = [one for one in rates if one.end <= change.start]
    return before[-1] if before and _adjoins(text, before[-1], change) else None


def _rates_like(text: NumberedText, change: Mention) -> list[Mention]:
    """Give the growth rates of a change's sentence that are on its basis."""
    return [
        one
        for one in text.by_sentence[change.sentence]
        if one.role is NumberRole.GROWTH and one.exact and one.basis is change.basis
    ]


def _nth_of(
    change: Mention, changes: Sequence[Mention], rates: Sequence[Mention]
) -> Mention | None:
    """Give the n-th of 分别 rates to the n-th of the changes before them."""
    earlier = [one for one in changes if one.end <= rates[0].start]
    run = earlier[-_run(rates) :]
    return rates[run.index(change)] if change in run else None


def _run(rates: Sequence[Mention]) -> int:
    """Count the rates of one 分别."""
    later = [one for one in rates[1:] if not one.words]
    return 1 + len(later)


def _adjoins(text: NumberedText, first: Mention, second: Mention) -> bool:
    """Whether no other level stands between two numbers."""
    between = [
        one
        for one in text.by_sentence[first.sentence]
        if first.end <= one.start and one.end <= second.start
    ]
    roles = {one.role for one in between}
    joined = text.between(first, second)
    return (
        not roles & {NumberRole.LEVEL, NumberRole.CHANGE, NumberRole.GROWTH}
        and "；" not in joined
    )


def _level_of(text: NumberedText, change: Mention, sentence: int) -> Mention | None:
    levels = [
        one
        for one in text.levels(sentence, change.base)
        if one.end <= change.start and one.depth == change.depth
    ]
    subject = re.sub(r"(?:同比|减少|增加|数|人).*$", "", change.words)
    named = [one for one in levels if subject and subject[:2] in one.words]
    found = named or levels
    return found[-1] if found else None


def _change_claim(level: Mention, change: Mention, growth: Mention) -> Claim:
    before = level.value - change.size / level.factor
    computed = change.size / level.factor / before * 100 if before else Decimal(0)
    sign = "-" if change.value > 0 else "+"
    by = abs(change.size) / level.factor
    return Claim(
        kind=CheckKind.GROWTH,
        numbers=(level, change, growth),
        test=from_change,
        show=f"{by.normalize():f}/({level.value:f}{sign}{by.normalize():f})",
        printed=f"{growth.value:f}%",
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
    computed = (level.size / base.size - 1) * _HUNDRED
    spread = (
        _HUNDRED
        * level.size
        / base.size
        * (level.slack / max(level.size, Decimal(1)) + base.slack / base.size)
    )
    return compare(growth.value, computed, half_unit(growth.value) + spread)


def _from_base(text: NumberedText) -> Iterator[Claim]:
    for mentions in text.by_sentence.values():
        for base in mentions:
            if base.role is not NumberRole.BASE or not base.exact:
                continue
            growth = _growth_behind(mentions, base)
            levels = text.levels_before(base, base.base)
            if levels and growth is not None:
                yield _of_the_level_meant(levels, base, growth)


def _growth_behind(mentions: Sequence[Mention], base: Mention) -> Mention | None:
    """Give the growth rate that follows last year's number, if it is of a year."""
    rates = [
        one
        for one in mentions
        if one.role is NumberRole.GROWTH and one.start > base.end and one.exact
    ]
    of_a_year = rates and rates[0].basis is ComparisonBasis.YEAR_AGO
    return rates[0] if of_a_year else None


def _of_the_level_meant(
    levels: Sequence[Mention], base: Mention, growth: Mention
) -> Claim:
    """Give the level that comes out, else the nearest; of several no slip is said."""
    for level in levels:
        if from_base((level, base, growth)) in RIGHT:
            return _base_claim(level, base, growth)
    alone = len(levels) == 1
    return replace(_base_claim(levels[0], base, growth), slips=alone)


def _base_claim(level: Mention, base: Mention, growth: Mention) -> Claim:
    computed = (level.size / base.size - 1) * _HUNDRED if base.size else Decimal(0)
    return Claim(
        kind=CheckKind.GROWTH,
        numbers=(level, base, growth),
        test=from_base,
        show=f"{level.value:f}/{base.value:f}-1",
        printed=f"{growth.value:f}%",
        computed=f"{computed:.3f}%",
        outcome=computed,
    )


# ---- 死亡3人，同比增长3.0% ---------------------------------------------------------


def from_whole_number(numbers: Numbers) -> Result:
    """Judge (level, growth).

    Some whole number of last year gives this growth, rounded or cut off.
    """
    level, growth = numbers
    half = half_unit(growth.value)
    if not level.value:
        return Result.AGREES if growth.value == -_HUNDRED else Result.DISAGREES
    least = _HUNDRED + growth.value - 2 * half
    most = _HUNDRED + growth.value + 2 * half
    if least <= 0:
        return Result.DISAGREES
    first = (level.value * _HUNDRED / most).to_integral_value(ROUND_CEILING)
    possible = first <= level.value * _HUNDRED / least
    return Result.AGREES if possible else Result.DISAGREES


def _of_whole_things(text: NumberedText) -> Iterator[Claim]:
    """Give counted things with a growth rate.

    What many are counted of is always possible.
    """
    for level, growth in levels_with_growth(text):
        counted = level.measurement_unit in COUNTS and level.value <= _MOST_COUNTED
        whole = level.value == level.value.to_integral_value()
        if not counted or not whole or level.depth:
            continue
        base = level.value / (1 + growth.value / _HUNDRED) if growth.value > -100 else 0
        yield Claim(
            kind=CheckKind.WHOLE_NUMBER,
            numbers=(level, growth),
            test=from_whole_number,
            show=f"{level.printed}/(1{growth.value:+f}%) 应是整数",
            printed=f"{growth.value:f}%",
            computed=f"去年同期{base:.2f}{level.measurement_unit}",
            impossible=True,
        )


def levels_with_growth(
    text: NumberedText, *bases: ComparisonBasis
) -> Iterator[tuple[Mention, Mention]]:
    """Give each level with the growth rate that is printed of it.

    The next, or the n-th of 分别.
    """
    wanted = bases or (ComparisonBasis.YEAR_AGO,)
    for mentions in text.by_sentence.values():
        waiting: list[Mention] = []
        changed: Mention | None = None
        for mention in mentions:
            if mention.role is NumberRole.LEVEL:
                waiting.append(mention)
                changed = None
            elif mention.role is NumberRole.CHANGE:
                changed = mention
            elif mention.role is NumberRole.GROWTH and mention.basis in wanted:
                level = _grown(text, waiting, changed, mention)
                if level is not None and mention.exact and level.exact:
                    yield level, mention


def _grown(
    text: NumberedText,
    waiting: list[Mention],
    changed: Mention | None,
    growth: Mention,
) -> Mention | None:
    """Give the level that a growth rate is of.

    Behind a change (减少8起，下降17.8%) what changed.
    """
    several = "分别" in growth.clause
    if changed is not None and not several:
        return _level_of(text, changed, changed.sentence)
    return _taken(waiting, growth, text.by_sentence[growth.sentence])


def _taken(
    waiting: list[Mention], growth: Mention, mentions: Sequence[Mention]
) -> Mention | None:
    """Take the level that a growth rate is of from those that wait for one."""
    if "分别" in growth.clause and growth.words:
        return _first_of_several(waiting, growth, mentions)
    if not growth.words:
        return waiting.pop(0) if waiting else None
    level = waiting[-1] if waiting else None
    waiting.clear()
    return level if _says_no_other_subject(growth) else None


def _first_of_several(
    waiting: list[Mention], growth: Mention, mentions: Sequence[Mention]
) -> Mention | None:
    """Lay 分别 rates to the levels of one list (29起、死亡31人), if as many.

    What names its subjects itself (起数和死亡人数分别下降) or leaves some out is
    not guessed at.
    """
    rates = 1
    for mention in mentions[mentions.index(growth) + 1 :]:
        if mention.role is not NumberRole.GROWTH or mention.words:
            break
        rates += 1
    listed = _last_list(waiting)
    waiting[:] = listed
    if len(listed) != rates or _SUBJECTS.search(growth.clause):
        waiting.clear()
        return None
    return waiting.pop(0)


def _last_list(levels: Sequence[Mention]) -> list[Mention]:
    """Give the last levels that follow each other without a comma or a semicolon."""
    listed = list(levels[-1:])
    for level in reversed(levels[:-1]):
        if not _in_one_clause(level, listed[0]):
            break
        listed.insert(0, level)
    return listed


def _in_one_clause(first: Mention, second: Mention) -> bool:
    """Whether no comma, semicolon or bracket stands between two numbers."""
    same_sentence = first.sentence == second.sentence
    return same_sentence and second.start - len(second.clause) <= first.start


def _says_no_other_subject(growth: Mention) -> bool:
    """Tell 同比增长5% from 规模以上工业增长5%, which is of something else."""
    bare = re.sub(
        r"(?:与|较|比)?(?:上年|去年)(?:同期)?(?:相比)?|同比|环比|分别|按可比价格?(?:计算)?|增长|增速|增幅|上升|下降|减少|提高|降低|率|为|达到?|[-]",
        "",
        growth.words,
    )
    return len(bare) < 2


# ---- 总体增速与分项增速 -------------------------------------------------------------


def _of_parts(text: NumberedText) -> Iterator[Claim]:
    """Check a total's growth against that of all its parts, at one price."""
    rates = dict(
        levels_with_growth(text, ComparisonBasis.YEAR_AGO, ComparisonBasis.REAL)
    )
    for reading in text.readings:
        numbers = (reading.total, *reading.parts)
        growths = [rates[one] for one in numbers if one in rates]
        if len(numbers) < 3 or reading.result not in RIGHT:
            continue
        if len(growths) < len(numbers) or min(one.value for one in growths) <= -100:
            continue
        real = any(_IN_REAL_TERMS.search(one.words) for one in numbers)
        if not real or _outside(growths):
            yield _composed_claim(numbers, growths)


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
        f"{part.value:f}/(1{growth.value:+f}%)"
        for part, growth in zip(parts, growths[1:], strict=True)
    )
    computed = _composed_growth(levels, growths) or Decimal(0)
    return Claim(
        kind=CheckKind.COMPOSED_GROWTH,
        numbers=(*levels, *growths),
        test=composed,
        show=f"{total.value:f}/({terms})-1",
        printed=f"{growths[0].value:f}%",
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

    Said only where it comes out.
    """
    changes = {
        level: change
        for level, change in zip(text.mentions, text.mentions[1:], strict=False)
        if change.role is NumberRole.CHANGE and level.sentence == change.sentence
    }
    for reading in text.readings:
        found = [changes.get(one) for one in (reading.total, *reading.parts)]
        known = [one for one in found if one is not None]
        if len(known) < 3 or len(known) < len(found) or reading.result not in RIGHT:
            continue
        if signed_sum(known) in RIGHT:
            yield _sum_of_changes(known)


def signed_sum(numbers: Numbers) -> Result:
    """Judge whether the changes but the first add up to the first, signs and all."""
    total, *parts = numbers
    tolerance = sum((one.slack for one in parts), total.slack) / total.factor
    computed = sum((one.size for one in parts), Decimal(0)) / total.factor
    return compare(total.value, computed, tolerance)


def _sum_of_changes(numbers: Sequence[Mention]) -> Claim:
    total, *parts = numbers
    terms = "+".join(f"{one.value:f}" for one in parts)
    return Claim(
        kind=CheckKind.SUM,
        numbers=tuple(numbers),
        test=signed_sum,
        show=f"{terms} = {total.value:f}".replace("+-", "-"),
        printed=total.printed,
        computed=total.printed,
    )
