"""Rates with a name of their own: 已开工160个，开工率85.6%."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained_by_result
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.ratios import Ratio, part_of
from xltool.model.quantity import COUNTS, half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_NAMED_RATE = re.compile(
    r"""(?:(?P<of>[不未]?[\u4e00-\u9fff]{2})率   # 开工率, 不合格率
    |(?P<how>增长|下降|盈利|亏损)面)               # 增长面
    (?:均|已|就|约|分别)*(?:达到?|为|至)*$""",
    re.VERBOSE,
)
_NEGATED = ("不", "未")
_PROMISED = re.compile(r"承诺|应|拟|需|须")
_STEMS = {"镇化": "城镇"}
"""What the numerator of a rate is called, where it is not the rate's own word:
城镇化率.
"""
_SENTENCES = 2
"""How many sentences before its rate a numerator may be printed."""
_TELLING_DIGITS = 3
"""Digits of a rate that a wrong pair seldom gives by chance."""
_HUNDRED = Decimal(100)
_OF_WHOLE = (NumberRole.LEVEL, NumberRole.PLAN, NumberRole.BASE)
"""Roles of numbers that a rate may be of."""


def named_rates(text: NumberedText, rate: Mention) -> Iterator[Ratio]:
    """Give the pairs that a rate with a name may be of."""
    several = "分别" in rate.clause
    stem = _stem_of(text.run_of(rate)[0] if several else rate)
    if not stem:
        return
    before = text.levels_before(rate, "", *_OF_WHOLE, sentences=_SENTENCES)
    done = [one for one in before if _is_done(one, stem)]
    if several:
        yield from _nth_of_several(text, done, before, rate)
        return
    if not done:
        yield from _of_them(before, rate)
    for part in _numerators(text, done, rate):
        yield from _ratios_of(text, part, before, rate)


def _numerators(
    text: NumberedText, done: Sequence[Mention], rate: Mention
) -> Sequence[Mention]:
    """Give the number that a rate is named after in its own clause, else two."""
    own = [one for one in done[:2] if _in_one_clause(text, one, rate)]
    return own[:1] or done[:2]


def _of_them(before: Sequence[Mention], rate: Mention) -> Iterator[Ratio]:
    """355个村中，256个村完成改水，覆盖率72.1%: of what 中 is said of."""
    if len(before) < 2 or before[1].sentence != rate.sentence:
        return
    part, whole = before[:2]
    if whole.behind.endswith("中") and whole.base == part.base and _is_telling(rate):
        yield _ratio(part, whole, rate, sure=True, guessed=True)


def _stem_of(rate: Mention) -> str:
    """Give what the numerator of a rate is called: 开工 of 开工率."""
    match = _NAMED_RATE.search(rate.words or rate.clause)
    if match is None:
        return ""
    stem = match["of"] or match["how"]
    return _STEMS.get(stem, stem)


def _is_same(mention: Mention, stem: str) -> bool:
    """Whether a number is called like a numerator itself: 利润总额, 利润率.

    What was promised (承诺开工36项) is a whole.
    """
    done = mention.role is NumberRole.LEVEL and stem in mention.words
    return done and _PROMISED.search(mention.words) is None


def _is_done(mention: Mention, stem: str) -> bool:
    """Tell the numerator of 开工率: 已开工160个, 实现投产7个, 满意144件."""
    said = f"{mention.words}{mention.behind}"
    return re.search(rf"(?<![未不])(?<!计划){stem}", said) is not None


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
        one for one in before if one.end <= parts[0].start and _may_be_of(part, one)
    ]
    for whole in wholes:
        sure = whole is wholes[0] and whole.sentence == part.sentence
        yield _ratio(part, whole, rate, sure=sure)


def _may_be_of(part: Mention, whole: Mention) -> bool:
    """Whether two numbers count the same, or whole things (件, 起) both."""
    return part.base == whole.base or {part.base, whole.base} <= COUNTS


def _ratio(
    part: Mention, whole: Mention, rate: Mention, *, sure: bool, guessed: bool = False
) -> Ratio:
    return Ratio(
        kind=CheckKind.RATE,
        part=part,
        whole=whole,
        rate=rate,
        sure=sure,
        guessed=guessed,
    )


def _ratios_of(
    text: NumberedText, part: Mention, before: Sequence[Mention], rate: Mention
) -> Iterator[Ratio]:
    """Give what a part may be a share of: those before it first.

    A whole below its part is meant only where no other can be.
    """
    stem = _stem_of(rate)
    same = [one for one in before if _may_be_whole(text, one, part, stem)]
    wholes = [one for one in same if one.end <= part.start]
    certain, likely = _of_proven(text, wholes, part, rate)
    for whole in dict.fromkeys((*wholes, *same)):
        enough = _is_large_enough(whole, part, rate)
        sure = whole is certain or (whole is likely and enough)
        guessed = whole is likely or is_negated(rate)
        yield _ratio(part, whole, rate, sure=sure, guessed=guessed)


def _of_proven(
    text: NumberedText, wholes: Sequence[Mention], part: Mention, rate: Mention
) -> tuple[Mention | None, Mention | None]:
    """Give what was asked for or other rates are of, else what a sentence leaves."""
    asked = _asked_for(text, wholes, _stem_of(rate))
    proven = asked or _of_other_rates(text, wholes, part, rate)
    if proven is not None and _is_large_enough(proven, part, rate):
        return proven, None
    return _chosen(text, wholes, part, rate)


def _may_be_whole(
    text: NumberedText, number: Mention, part: Mention, stem: str
) -> bool:
    """Whether a number counts the same as a part, and is not called like it.

    One that was asked for may be. What a sentence begins with may count things by
    another word: 接听来电8769个，…直办4639件，直办率52.9%.
    """
    heads = text.levels(number.sentence)[:1] == [number]
    alike = number.base == part.base or (heads and _may_be_of(part, number))
    if not alike or number is part:
        return False
    return _is_asked_for(text, number) or not _is_same(number, stem)


def _asked_for(
    text: NumberedText, wholes: Sequence[Mention], stem: str
) -> Mention | None:
    """Give what was asked for of a numerator's own name.

    要求建成8000套，其中竣工3000套。目前，建成6000套，建成率75%.
    """
    called = (one for one in wholes if stem in one.words)
    return next((one for one in called if _is_asked_for(text, one)), None)


def _is_asked_for(text: NumberedText, number: Mention) -> bool:
    return "要求" in text.before(number)


def _is_large_enough(whole: Mention, part: Mention, rate: Mention) -> bool:
    return whole.size >= part.size or rate.value > _HUNDRED


def _chosen(
    text: NumberedText, wholes: Sequence[Mention], part: Mention, rate: Mention
) -> tuple[Mention | None, Mention | None]:
    """Give the whole that is certainly meant, or the one that is likely."""
    meant = _meant_wholes(text, wholes, part, rate)
    alone = len(meant) == 1 and part.sentence == rate.sentence
    if alone and not _is_of_longer_name(text, part, rate):
        return (meant[0] if meant[0].size else None), None
    guessable = _is_telling(rate) and not _is_shared(text, part, rate)
    return None, _likely_whole(text, wholes, part) if meant and guessable else None


def _of_other_rates(
    text: NumberedText, wholes: Sequence[Mention], part: Mention, rate: Mention
) -> Mention | None:
    """Give the whole that the rates beside one come out of.

    签约10个，履约9个，履约率90%；开工6个，开工率60%: 开工 is of 签约, too.
    """
    if part.sentence != rate.sentence:
        return None
    for other in text.by_sentence[rate.sentence]:
        done = _done_beside(text, other, part.base)
        if other is rate or done is None:
            continue
        for whole in wholes:
            if whole.end <= done.start and part_of((done, whole, other)) in RIGHT:
                return whole
    return None


def _done_beside(text: NumberedText, rate: Mention, base: str) -> Mention | None:
    """Give the nearest number before a rate, where the rate is named after it."""
    stem = _stem_of(rate) if rate.role is NumberRole.RATE else ""
    if not stem:
        return None
    nearest = text.levels_before(rate, base)[:1]
    return next((one for one in nearest if _is_done(one, stem)), None)


def _is_telling(rate: Mention) -> bool:
    """Whether a wrong pair seldom gives a rate by chance."""
    long = rate.digits >= _TELLING_DIGITS
    return long and rate.value != _HUNDRED and not is_negated(rate)


def _is_shared(text: NumberedText, part: Mention, rate: Mention) -> bool:
    """Whether another rate of the clause may be of the same part.

    按时结案597件，结案率100%，按时结案率99%: only the second is.
    """
    return any(
        stem and _is_done(part, stem)
        for stem in map(_stem_of, _other_rates(text, rate))
    )


def _is_of_longer_name(text: NumberedText, part: Mention, rate: Mention) -> bool:
    """Whether another rate of the clause is called like the whole of a part's words."""
    own = _name_of(rate)
    names = map(_name_of, _other_rates(text, rate))
    return any(len(name) > len(own) and name in part.words for name in names)


def _name_of(rate: Mention) -> str:
    return rate.words.partition("率")[0]


def _other_rates(text: NumberedText, rate: Mention) -> Iterator[Mention]:
    """Give the rates with a name that stand in one clause with a rate."""
    for other in text.by_sentence[rate.sentence]:
        if other is rate or other.role is not NumberRole.RATE:
            continue
        first, second = sorted((other, rate), key=lambda mention: mention.start)
        if _in_one_clause(text, first, second):
            yield other


def is_negated(rate: Mention) -> bool:
    """Whether a rate is of what was not done: 不捕率.

    More than what is printed before it may be its whole.
    """
    return rate.words.startswith(_NEGATED)


def _meant_wholes(
    text: NumberedText, wholes: Sequence[Mention], part: Mention, rate: Mention
) -> list[Mention]:
    """Give the wholes of the rate's own clause, else those of the part's own kind."""
    same = [one for one in wholes if one.base == part.base]
    near = [
        one
        for one in same
        if _in_one_clause(text, one, rate) and one.depth <= rate.depth
    ]
    if any(_has_its_rate(text, one, rate) for one in near):
        return []
    return near or same


def _likely_whole(
    text: NumberedText, wholes: Sequence[Mention], part: Mention
) -> Mention | None:
    """Give the whole of a part's own sum, else the nearest number that stands for all.

    接收508件，其中不受理232件、受理276件，已办结437件: a list that is closed before the
    part is passed over, of which the whole is meant.
    """
    own = text.summed.get(part)
    if own is not None:
        return own
    beside = [one for one in wholes if one.sentence == part.sentence]
    plans = [one for one in beside if one.role is NumberRole.PLAN]
    for whole in (*plans, *wholes):
        if not _is_of_closed_list(text, whole, part):
            return whole
    return None


def _is_of_closed_list(text: NumberedText, level: Mention, part: Mention) -> bool:
    """Whether a number is part of a sum of which all parts stand before another."""
    total = text.summed.get(level)
    if total is None:
        return False
    listed = [one for one, whole in text.summed.items() if whole is total]
    return all(one.end <= part.start for one in listed)


def _has_its_rate(text: NumberedText, whole: Mention, rate: Mention) -> bool:
    """Whether a number is what another rate beside this one is of.

    已开工1480户，竣工840户，开工率74%，竣工率42%: both are of a plan printed before.
    """
    for other in text.by_sentence[rate.sentence]:
        stem = _stem_of(other) if other is not rate else ""
        if stem and _is_done(whole, stem):
            return True
    return False


def _in_one_clause(text: NumberedText, first: Mention, second: Mention) -> bool:
    """Whether no semicolon stands between two numbers of a sentence."""
    same = first.sentence == second.sentence
    return same and "；" not in text.between(first, second)


# ---- 逮捕25人，不捕24人，不捕率为48.98% ---------------------------------------------


def of_both(numbers: Numbers) -> Result:
    """Judge (part, other, rate): the part is this share of both together."""
    part, other, rate = numbers
    both = part.size + other.size
    if both <= 0:
        return Result.DISAGREES
    moved = other.size * part.slack + part.size * other.slack
    tolerance = half_unit(rate.value) + moved / both**2 * _HUNDRED
    return compare(rate.value, part.size / both * _HUNDRED, tolerance)


def rate_of_both(text: NumberedText, rate: Mention) -> Claim | None:
    """Give what a rate says of two numbers that are all there are, if it is of both.

    已开工33个，未开工17个，开工率66%; 逮捕25人，不捕24人，不捕率48.98%.
    """
    for part, other in _opposites(text, rate):
        claim = _claim_of_both(part, other, rate)
        if claim.comes_out:
            return claim
    return None


def misprinted_of_both(text: NumberedText, rate: Mention) -> Claim | None:
    """Give the claim of a rate and of what was done and not done, though it fails.

    It is wrong where a slip in the rate explains it. One in another number may be
    chance: what is neither done nor left undone is counted nowhere.
    """
    opposites = list(_opposites(text, rate))
    claims = [_claim_of_both(part, other, rate) for part, other in opposites]
    for claim in claims:
        if explained_by_result(claim):
            return claim
    for (_, other), claim in zip(opposites, claims, strict=True):
        if _spoken(text, other).strip("，、").startswith(_NEGATED):
            return claim
    return None


def _opposites(text: NumberedText, rate: Mention) -> Iterator[tuple[Mention, Mention]]:
    """Give pairs of what the rate is named after, and of its opposite, nearest first.

    Both stand before the rate in its sentence or the one before. Only what was not
    done may also stand behind: 起诉507人，起诉率81.12%。不起诉118人. Two that are
    nothing have no rate.
    """
    stem = _stem_of(rate)
    if not stem:
        return
    before = text.levels_before(rate, "", sentences=1)
    undone = _not_done(text, before, stem)
    done = [one for one in before if _is_done_itself(text, one, stem)]
    if is_negated(rate):
        pairs = product(undone, done)
    else:
        following = _not_done(text, text.levels(rate.sentence + 1), stem)
        pairs = product(done, (*undone, *following))
    for one, other in pairs:
        if one.base == other.base and one.size + other.size > 0:
            yield one, other


def _spoken(text: NumberedText, mention: Mention) -> str:
    """Give what a number is called; 人 of 不起诉67件70人 is called like 件."""
    if mention.words:
        return f"{mention.words}{mention.behind}"
    for earlier in text.by_sentence[mention.sentence]:
        if earlier.end == mention.start:
            return _spoken(text, earlier)
    return mention.behind


def _not_done(
    text: NumberedText, numbers: Sequence[Mention], stem: str
) -> list[Mention]:
    """Give the numbers of what was not done, in their order."""
    undone = _undone(stem)
    return [one for one in numbers if undone.search(_spoken(text, one))]


def _undone(stem: str) -> re.Pattern[str]:
    """Give how it is said that something was not done: 未开工, 不批准逮捕, 不予起诉."""
    what = stem.lstrip("".join(_NEGATED))
    return re.compile(rf"[未不](?:批准|予)?[\u4e00-\u9fff]?{what}")


def _is_done_itself(text: NumberedText, mention: Mention, stem: str) -> bool:
    """Whether a number is of what was done, not undone, planned or had before."""
    what = stem.lstrip("".join(_NEGATED))
    said = _spoken(text, mention)
    if _undone(stem).search(said):
        return False
    return re.search(rf"(?<!计划){what}", said) is not None


def _claim_of_both(part: Mention, other: Mention, rate: Mention) -> Claim:
    both = part.size + other.size
    computed = part.size / both * _HUNDRED
    return Claim(
        kind=CheckKind.RATE,
        numbers=(part, other, rate),
        test=of_both,
        show=f"{part.number}/({part.number}+{other.number}) = {rate.number}%",
        printed=f"{rate.number}%",
        computed=f"{computed:.3f}%",
        outcome=computed,
    )
