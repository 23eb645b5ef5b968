"""Shares of a whole: 其中咨询类290件，占58%. The whole may stand many sentences before.

Each share is settled on the whole of which it comes out. A share that does not is laid
to the whole of its neighbours, whose list it belongs to; and where a list comes to a
hundred per cent of its own sum, that sum is what the whole should be.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result
from xltool.bulletin.proof.claims import explained
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.parts import PartsReading, sum_claim
from xltool.bulletin.proof.rates import Ratio, settle
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.numbered_text import NumberedText

_FAR = 12
_NEAR = 3
_CLEAR_LIKENESS = 2
_TELLING_DIGITS = 3
_OF_WHOLE = re.compile(
    r"占(?P<of>[^，；。：]*?)(?:的?比重|的?比例|的?份额|比率|比|的)?(?:已?达到?|为|约|近)*$"
)
_COUNTED = re.compile(r"(?:数|数量|总量|金额|总额)$")
_BEFORE_NAME = re.compile(r"^(?:其中|另有|共|发生|已核)+[:：]?")
_SUBJECT = re.compile(r"(?P<subject>[^，；。：]{2,16}?)(?:收入|总量|数)?占")

Pair = tuple[Mention, Mention]
"""A share and the part that it is of."""


def find_shares(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of shares."""
    pairs = list(_pairs(text))
    settled = _settled(text, pairs)
    own = list(_of_their_own_sum(pairs, settled))
    elsewhere = {share for run in own for share, _ in run}
    for share, part in pairs:
        ratio = settled.get(share) or _unsettled(text, share, part, settled)
        if ratio is not None:
            asked = share in elsewhere or _of_far_whole(ratio, settled)
            yield replace(ratio.claim, slips=ratio.claim.slips and not asked)
    yield from _sums_of_shares(pairs, settled)
    for run in own:
        yield from _misprinted_whole(text, run)
    yield from _named_shares(text)


def _settled(text: NumberedText, pairs: Sequence[Pair]) -> dict[Mention, Ratio]:
    """Give the shares that come out, each of the whole of which it does."""
    settled: dict[Mention, Ratio] = {}
    for share, part in pairs:
        ratio = settle(list(_ratios(text, share, part, settled)))
        if ratio is not None and ratio.comes_out:
            settled[share] = ratio
    return settled


def _unsettled(
    text: NumberedText, share: Mention, part: Mention, settled: dict[Mention, Ratio]
) -> Ratio | None:
    """Give what a share that does not come out is of.

    The whole that is called like the part, its neighbours', the one that is named.
    """
    ratios = list(_ratios(text, share, part, settled))
    for ratio in ratios:
        if ratio.sure and _same_name(ratio.whole, part):
            return ratio
    return _of_neighbours(share, part, settled) or settle(ratios)


def _of_far_whole(ratio: Ratio, settled: dict[Mention, Ratio]) -> bool:
    """Whether the whole stands in another paragraph and no other share is of it."""
    if ratio.whole.paragraph == ratio.part.paragraph:
        return False
    return not any(one.whole is ratio.whole for one in settled.values())


def _pairs(text: NumberedText) -> Iterator[Pair]:
    for share in text.mentions:
        if share.role is not NumberRole.SHARE or not share.exact:
            continue
        part = _part_of_share(text, share)
        if part is not None:
            yield share, part


def _part_of_share(text: NumberedText, share: Mention) -> Mention | None:
    """Give the number that is a share.

    The one before it, or the one that the words before 占 name.
    """
    if "分别" in share.clause:
        return _nth_part(text, share)
    before = text.levels_before(share, "", sentences=_FAR)
    if _whole_beside(text, before, share):
        before = [one for one in before[1:] if one.base == before[0].base]
    nearest = before[0] if before and before[0].sentence == share.sentence else None
    if nearest is not None and _planned_between(text, nearest, share):
        return None
    subject = _subject_of(share)
    if not subject:
        return nearest
    return next((one for one in before if subject in one.words), None)


def _subject_of(share: Mention) -> str:
    """Give what the words before 占 name; empty where they name nothing else."""
    match = _SUBJECT.match(share.words)
    if share.words.startswith("占") or match is None:
        return ""
    return "" if _COUNTED.search(match["subject"]) else match["subject"]


def _nth_part(text: NumberedText, share: Mention) -> Mention | None:
    """亡1317人，伤810人，分别占总数的94.7%、91.9%: the n-th share is of the n-th."""
    run = text.run_of(share)
    before = text.levels_before(run[0], "")
    parts = list(reversed(before[: len(run)]))
    return parts[run.index(share)] if len(parts) == len(run) else None


def _planned_between(text: NumberedText, part: Mention, share: Mention) -> bool:
    """Whether a number that is no level stands between.

    The share may be of that one.
    """
    return any(
        one.role in {NumberRole.PLAN, NumberRole.BASE}
        for one in text.by_sentence[share.sentence]
        if part.end <= one.start < share.start
    )


def _whole_beside(
    text: NumberedText, before: Sequence[Mention], share: Mention
) -> bool:
    """Whether the whole is printed right before its share.

    占一般公共预算收入50亿元的70%.
    """
    if not before or share.words != "的":
        return False
    return text.between(before[0], share) == "的" and "占" in before[0].words


def _ratios(
    text: NumberedText, share: Mention, part: Mention, settled: dict[Mention, Ratio]
) -> Iterator[Ratio]:
    """Give the wholes that a share may be of.

    Those of its neighbours, its sum's, those named alike, the rest.
    """
    own = _own_whole(text, share, part)
    siblings = [one.whole for one in settled.values() if _near(one.rate, share)]
    named = _named_whole(share)
    far = text.levels_before(part, part.base, sentences=_FAR)
    alike = [one for one in far if _same_name(one, part)]
    ranked = [*alike, *sorted(far, key=lambda one: -_likeness(named, one.words))]
    meant = next(iter(alike), None) or own or _meant_whole(named, ranked)
    wholes = [*siblings, *ranked]
    if own is not None:
        telling = share.digits >= _TELLING_DIGITS
        wholes = [own, *wholes] if telling else [own]
    for whole in dict.fromkeys(wholes):
        if whole.base == part.base and whole is not part:
            yield Ratio(
                kind=CheckKind.SHARE,
                part=part,
                whole=whole,
                rate=share,
                sure=whole is meant,
                guessed=whole is not own and whole not in alike[:1],
            )


def _own_whole(text: NumberedText, share: Mention, part: Mention) -> Mention | None:
    """Give the whole that is printed beside a share, else the part's in its sum."""
    before = text.levels_before(share, "")
    beside = _whole_beside(text, before, share)
    return before[0] if beside else text.wholes.get(part)


def _same_name(whole: Mention, part: Mention) -> bool:
    """Whether a whole and its part are called the same: 较大火灾65起, 较大火灾60起."""
    ours = _BEFORE_NAME.sub("", part.words)
    theirs = _BEFORE_NAME.sub("", whole.words)
    return bool(ours) and ours == theirs and whole.size > part.size


def _near(first: Mention, second: Mention) -> bool:
    return abs(first.sentence - second.sentence) <= 1


def _meant_whole(named: str, ranked: Sequence[Mention]) -> Mention | None:
    """Give the whole that is named most clearly, or the only one there is."""
    if not ranked:
        return None
    best, *others = (_likeness(named, one.words) for one in ranked)
    if best >= _CLEAR_LIKENESS and not (others and others[0] == best):
        return ranked[0]
    return ranked[0] if len(ranked) == 1 else None


def _named_whole(share: Mention) -> str:
    match = _OF_WHOLE.search(share.words or share.clause)
    return match["of"] if match else ""


def _likeness(first: str, second: str) -> int:
    """Count the pairs of characters that two names share."""
    pairs = {first[place : place + 2] for place in range(len(first) - 1)}
    return sum(second[place : place + 2] in pairs for place in range(len(second) - 1))


def _of_neighbours(
    share: Mention, part: Mention, settled: dict[Mention, Ratio]
) -> Ratio | None:
    """Lay a share to the whole of the share nearest to it."""
    around = [
        one
        for one in settled.values()
        if _near(one.rate, share) and one.whole.base == part.base
    ]
    if not around:
        return None
    nearest = min(around, key=lambda one: abs(one.rate.start - share.start))
    return replace(nearest, part=part, rate=share, sure=True, guessed=True)


# ---- a list of shares that comes to a hundred --------------------------------------


def _lists(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Give the longest runs of parts whose shares come to a hundred."""
    for _, group in groupby(pairs, key=lambda pair: pair[1].base):
        run = list(group)
        for first in range(len(run)):
            found = _to_a_hundred(run[first:])
            if found:
                yield found


def _to_a_hundred(run: Sequence[Pair]) -> list[Pair]:
    total = Decimal(0)
    tolerance = Decimal("0.05")
    found = 0
    for count, (share, _) in enumerate(run, start=1):
        if share.sentence - run[0][0].sentence > _NEAR:
            break
        total += share.value
        tolerance += half_unit(share.value)
        if count > 1 and abs(total - 100) <= tolerance:
            found = count
    return list(run[:found])


def _sums_of_shares(
    pairs: Sequence[Pair], settled: dict[Mention, Ratio]
) -> Iterator[Claim]:
    """Parts whose shares of one whole come to a hundred must make that whole."""
    for run in _lists(pairs):
        wholes = {settled[share].whole for share, _ in run if share in settled}
        parts = tuple(part for _, part in run)
        if len(wholes) != 1:
            continue
        reading = PartsReading(total=wholes.pop(), parts=parts, complete=True)
        if reading.comes_out or not _may_leave_some(reading, run):
            yield sum_claim(reading)


def _may_leave_some(reading: PartsReading, run: Sequence[Pair]) -> bool:
    """Whether shares so coarse leave room for a part without one (其它1件)."""
    room = sum((half_unit(share.value) for share, _ in run), Decimal(0))
    return abs(reading.added - reading.total.size) * 100 <= room * reading.total.size


def _of_their_own_sum(
    pairs: Sequence[Pair], settled: dict[Mention, Ratio]
) -> Iterator[list[Pair]]:
    """Give lists whose shares are right of their own sum, and of no printed whole."""
    for run in _lists(pairs):
        total = sum((part.size for _, part in run), Decimal(0))
        unsettled = not any(share in settled for share, _ in run)
        if unsettled and all(_is_of(share, part, total) for share, part in run):
            yield run


def _misprinted_whole(text: NumberedText, run: Sequence[Pair]) -> Iterator[Claim]:
    """Give what the whole should be, where it is misprinted or stands for more."""
    parts = tuple(part for _, part in run)
    own = text.wholes.get(parts[0])
    if own is not None:
        yield sum_claim(PartsReading(total=own, parts=parts, complete=True))
        return
    for whole in text.levels_before(parts[0], parts[0].base, sentences=_FAR):
        claim = sum_claim(PartsReading(total=whole, parts=parts))
        if explained(claim):
            yield claim
            return


def _is_of(share: Mention, part: Mention, total: Decimal) -> bool:
    return abs(part.size / total * 100 - share.value) <= 2 * half_unit(share.value)


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
