"""Shares of a whole: 其中咨询类290件，占58%. The whole may stand many sentences before.

Each share is settled on the whole of which it comes out. A share that does not is laid
to the whole of its neighbours, whose list it belongs to.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result
from xltool.bulletin.proof.claims import explained
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.ratios import Ratio, settle
from xltool.bulletin.proof.share_lists import (
    misprinted_of_own_sum,
    misprinted_whole,
    of_their_own_sum,
    shares_of_own_sum,
    sums_of_shares,
)
from xltool.bulletin.proof.share_names import (
    is_another_matter,
    is_called,
    is_of_wider_region,
    likeness,
    named_whole,
    same_name,
)
from xltool.bulletin.proof.share_parts import part_of_share, whole_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.numbered_text import NumberedText
    from xltool.bulletin.proof.parts import PartsReading
    from xltool.bulletin.proof.share_lists import Pair

_FAR = 12
"""How many sentences before its share a whole may stand."""
_NEAR = 3
_CLEAR_LIKENESS = 2
_OF_ALL = re.compile("总|全部")
_TELLING_DIGITS = 3
"""Digits of a share that a wrong whole seldom gives by chance."""

Settled = dict[Mention, Ratio]
"""The shares that come out, with what they are of."""


def find_shares(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of shares."""
    pairs = list(_pairs(text))
    settled = _settled(text, pairs)
    own = list(of_their_own_sum(pairs, settled))
    misprinted = list(misprinted_of_own_sum(pairs, settled))
    runs = (*own, *(run for run, _ in misprinted))
    elsewhere = set(chain.from_iterable(runs))
    for pair in pairs:
        if pair not in elsewhere:
            yield from _of_pair(text, pair, settled)
    yield from sums_of_shares(pairs, settled)
    yield from (claim for _, claim in misprinted)
    for run in own:
        yield from shares_of_own_sum(run)
        yield from misprinted_whole(text, run)
    yield from _named_shares(text)


def _of_pair(text: NumberedText, pair: Pair, settled: Settled) -> Iterator[Claim]:
    """Give what a share claims of its part and of the whole that is meant."""
    share, part = pair
    ratio = settled.get(share) or _unsettled(text, share, part, settled)
    if ratio is None:
        return
    if ratio.comes_out or not _is_of_unprinted(text, ratio):
        of_run = _of_run(text, share, part, settled) is not None
        far = not of_run and _of_far_whole(ratio, settled)
        yield replace(ratio.claim, slips=ratio.claim.slips and not far)


def _pairs(text: NumberedText) -> Iterator[Pair]:
    for share in text.mentions:
        if share.role is not NumberRole.SHARE or not share.exact:
            continue
        part = part_of_share(text, share)
        if part is not None:
            yield share, part


def _settled(text: NumberedText, pairs: Sequence[Pair]) -> Settled:
    """Give the shares that come out, each of the whole of which it does."""
    settled: Settled = {}
    for share, part in pairs:
        ratio = settle(list(_ratios(text, share, part, settled)))
        if ratio is not None and ratio.comes_out:
            settled[share] = ratio
    return settled


def _unsettled(
    text: NumberedText, share: Mention, part: Mention, settled: Settled
) -> Ratio | None:
    """Give what a share that does not come out is of.

    The whole that is called like the part, its neighbours', the one that is named.
    """
    of_run = _of_run(text, share, part, settled)
    if of_run is not None:
        return of_run
    ratios = list(_ratios(text, share, part, settled))
    for ratio in ratios:
        if ratio.sure and same_name(ratio.whole, part):
            return ratio
    named = _of_called_beside(ratios, share)
    if named is not None:
        return named
    opens = text.sentence(part).text.startswith("其中")
    beside = _of_neighbours(share, part, settled, sentences=0 if opens else 1)
    return beside or settle(ratios) or _of_neighbours(share, part, settled)


def _of_called_beside(ratios: Sequence[Ratio], share: Mention) -> Ratio | None:
    """Give the whole of the share's own sentence that is called as the share says.

    支出80亿元；其中民生支出61亿元，占一般公共预算支出的76%.
    """
    name = named_whole(share)
    for ratio in ratios:
        if ratio.whole.sentence == share.sentence and is_called(ratio.whole, name):
            return replace(ratio, sure=True)
    return None


def _of_run(
    text: NumberedText, share: Mention, part: Mention, settled: Settled
) -> Ratio | None:
    """Give the whole of one of several shares whose others are of one sentence.

    火灾8万起、亡543人，分别占总数的33.9%、38.6%: of the 起 and the 人 of that sentence.
    """
    run = [one for one in text.run_of(share) if one is not share]
    heads = {settled[one].whole.sentence for one in run if one in settled}
    if len(heads) != 1:
        return None
    whole = _only_whole(text.levels(heads.pop(), part.base), part)
    if whole is None or whole is part:
        return None
    return Ratio(kind=CheckKind.SHARE, part=part, whole=whole, rate=share, sure=True)


def _only_whole(numbers: Sequence[Mention], part: Mention) -> Mention | None:
    """Give the only number outside brackets, else the only one that counts the same."""
    levels = [one for one in numbers if not one.depth]
    alike = [one for one in levels if one.behind == part.behind]
    wholes = levels if len(levels) == 1 else alike
    return wholes[0] if len(wholes) == 1 else None


def _of_neighbours(
    share: Mention, part: Mention, settled: Settled, *, sentences: int = 1
) -> Ratio | None:
    """Lay a share to the whole of the share nearest to it, so many sentences off."""
    around = [
        one
        for one in settled.values()
        if abs(one.rate.sentence - share.sentence) <= sentences
        and one.whole.base == part.base
    ]
    if not around:
        return None
    nearest = min(around, key=lambda ratio: abs(ratio.rate.start - share.start))
    return replace(nearest, part=part, rate=share, sure=True, guessed=True)


def _near(first: Mention, second: Mention) -> bool:
    return abs(first.sentence - second.sentence) <= 1


def _is_of_unprinted(text: NumberedText, ratio: Ratio) -> bool:
    """Whether a share is of a whole that is not printed: 占全省出口的57.4%."""
    named = named_whole(ratio.rate)
    if is_another_matter(ratio.whole, named, ratio.part):
        return True
    return is_of_wider_region(named, text.bulletin.folded[: ratio.part.start])


def _of_far_whole(ratio: Ratio, settled: Settled) -> bool:
    """Whether the whole stands in another paragraph, and little says that it is meant.

    Neither is another share of it, nor is it named: 占全市出口的77.8%.
    """
    if ratio.whole.paragraph == ratio.part.paragraph:
        return False
    named = named_whole(ratio.rate)
    if is_called(ratio.whole, named) or _is_told_by_a_digit(ratio, named):
        return False
    return not any(one.whole is ratio.whole for one in settled.values())


def _is_told_by_a_digit(ratio: Ratio, named: str) -> bool:
    """Whether one digit makes a share come out of a whole that is named somewhat."""
    if ratio.rate.digits < _TELLING_DIGITS:
        return False
    meant = _OF_ALL.search(named) or likeness(named, ratio.whole.words)
    return bool(meant) and explained(ratio.claim, same_length=True, exactly=True)


# ---- the wholes that a share may be of ---------------------------------------------


def _ratios(
    text: NumberedText, share: Mention, part: Mention, settled: Settled
) -> Iterator[Ratio]:
    """Give the wholes that a share may be of.

    Those of its neighbours, its sum's, those named alike, the rest.
    """
    own = _own_whole(text, share, part)
    far = text.levels_before(part, part.base, sentences=_FAR)
    alike = [one for one in far if same_name(one, part)][:1]
    ranked = [*alike, *_by_likeness(share, far)]
    called = [*_named_between(text, share, part), *_called(share, ranked)]
    meant = [*alike, *called, *own, *_meant_wholes(text, share, part, ranked)]
    wholes = [*own, *called, *_of_near_shares(share, settled), *ranked]
    if own and share.digits < _TELLING_DIGITS:
        wholes = own
    for whole in dict.fromkeys(wholes):
        if whole.base == part.base and whole is not part:
            yield Ratio(
                kind=CheckKind.SHARE,
                part=part,
                whole=whole,
                rate=share,
                sure=whole in meant[:1],
                guessed=whole not in (*own, *alike),
            )


def _by_likeness(share: Mention, numbers: Sequence[Mention]) -> list[Mention]:
    """Sort numbers by how much they are called as a share calls its whole."""
    named = named_whole(share)
    return sorted(numbers, key=lambda number: -likeness(named, number.words))


def _of_near_shares(share: Mention, settled: Settled) -> list[Mention]:
    """Give the wholes of the shares beside one."""
    return [one.whole for one in settled.values() if _near(one.rate, share)]


def _own_whole(text: NumberedText, share: Mention, part: Mention) -> list[Mention]:
    """Give the whole that is printed beside a share, else the part's in its sum."""
    before = text.levels_before(share, "")
    if whole_beside(text, before, share):
        return before[:1]
    return [text.wholes[part]] if part in text.wholes else []


def _meant_wholes(
    text: NumberedText, share: Mention, part: Mention, ranked: Sequence[Mention]
) -> Iterator[Mention]:
    """Give the whole that is named most clearly, or the only one there is."""
    named = named_whole(share)
    if not ranked:
        return
    if _is_clear(named, ranked):
        yield ranked[0]
    elif not named and share.digits >= _TELLING_DIGITS:
        yield from _alone_before(text, part) or _before_its_parts(text, part)


def _is_clear(named: str, ranked: Sequence[Mention]) -> bool:
    """Whether the first of some numbers is called like a whole, and no other is."""
    best, *others = (likeness(named, one.words) for one in ranked)
    if not others:
        return bool(best) or not named
    return best >= _CLEAR_LIKENESS and best != others[0]


def _called(share: Mention, ranked: Sequence[Mention]) -> list[Mention]:
    """Give the largest number that is called as a share calls its whole."""
    named = named_whole(share)
    called = [one for one in ranked if is_called(one, named)]
    return sorted(called, key=lambda number: -number.size)[:1]


def _named_between(text: NumberedText, share: Mention, part: Mention) -> list[Mention]:
    """Give the whole that is named in full, where it stands behind its part.

    税收28亿元，财政收入38亿元，税收占财政收入的比重为73.7%.
    """
    named = named_whole(share)
    before = text.levels_before(share, part.base, sentences=1)
    return [one for one in before if one.start > part.end and is_called(one, named)]


def _alone_before(text: NumberedText, part: Mention) -> list[Mention]:
    """Give the only other number before a part in its sentence: 801件提案中，564件."""
    before = text.levels_before(part, part.base)
    return before if len(before) == 1 and before[0].size > part.size else []


def _before_its_parts(text: NumberedText, part: Mention) -> list[Mention]:
    """Give the last number before 其中 that opens the sentence of a part."""
    if not text.sentence(part).text.startswith("其中"):
        return []
    before = text.levels_before(part, part.base, sentences=1)
    return [one for one in before if one.sentence < part.sentence][:1]


# ---- 税收占比为62.57% --------------------------------------------------------------


def _named_shares(text: NumberedText) -> Iterator[Claim]:
    """税收占比为62.57%: of a sum printed before, said only where it comes out."""
    for share in text.mentions:
        named = share.role is NumberRole.SHARE and not share.words.startswith("占")
        if not named or not share.exact or share.digits < _TELLING_DIGITS:
            continue
        for reading in text.readings:
            near = 0 <= share.sentence - reading.total.sentence <= _NEAR
            if near and share.sentence != reading.parts[0].sentence:
                yield from _of_reading(reading, share)


def _of_reading(reading: PartsReading, share: Mention) -> Iterator[Claim]:
    for part in reading.parts:
        ratio = Ratio(kind=CheckKind.SHARE, part=part, whole=reading.total, rate=share)
        if ratio.result is Result.AGREES and part.end <= share.start:
            yield ratio.claim
