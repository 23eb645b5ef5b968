"""Lists of shares that come to a hundred: their parts make the whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.mentions import Mention
from xltool.bulletin.proof.parts import (
    VERY_MANY_DIGITS,
    PartsReading,
    slipped,
    sum_claim,
)
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText
    from xltool.bulletin.proof.ratios import Ratio

Pair = tuple[Mention, Mention]
"""A share and the part that it is of."""

_FEWEST = 3
"""Shares of one sum that do not agree by chance."""
_FAR = 12
_NEAR = 3
_HUNDRED = Decimal(100)


def _lists(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Give the longest runs of parts whose shares come to a hundred."""
    by_base: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_base.setdefault(pair[1].base, []).append(pair)
    for run in by_base.values():
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
        if count > 1 and abs(total - _HUNDRED) <= tolerance:
            found = count
    return list(run[:found])


def sums_of_shares(
    pairs: Sequence[Pair], settled: Mapping[Mention, Ratio]
) -> Iterator[Claim]:
    """Parts whose shares of one whole come to a hundred must make that whole.

    Where they are short of it by less than the shares' rounding, something without a
    share may be left out (其它1件): that is only asked about.
    """
    for run in _lists(pairs):
        wholes = {settled[share].whole for share, _ in run if share in settled}
        parts = tuple(part for _, part in run)
        if len(wholes) != 1:
            continue
        reading = PartsReading(total=wholes.pop(), parts=parts, complete=True)
        asked = not reading.comes_out and _may_leave_some(reading, run)
        claim = sum_claim(reading)
        yield replace(claim, slips=False) if asked else claim


def _may_leave_some(reading: PartsReading, run: Sequence[Pair]) -> bool:
    """Whether shares so coarse leave room for a part without one.

    Of a long whole that misses its parts by a digit nothing is left out.
    """
    if reading.total.digits >= VERY_MANY_DIGITS and slipped(reading, same_length=True):
        return False
    room = sum((half_unit(share.value) for share, _ in run), Decimal(0))
    short = reading.total.size - reading.added
    return 0 <= short * _HUNDRED <= room * reading.total.size


def of_their_own_sum(
    pairs: Sequence[Pair], settled: Mapping[Mention, Ratio]
) -> Iterator[list[Pair]]:
    """Give lists whose shares are right of their own sum, and not of a printed whole.

    县级8件，占1.4%；乡级92件，占15.6%；村级491件，占83.1%: of 591, though 708 are told.
    """
    for run in (*_lists(pairs), *_runs(pairs)):
        if not _has_its_whole(run, settled) and _are_of_own_sum(run):
            yield run


def _are_of_own_sum(run: Sequence[Pair]) -> bool:
    total = _added(run)
    return all(_is_of(share, part, total) for share, part in run)


def _added(run: Sequence[Pair]) -> Decimal:
    return sum((part.size for _, part in run), Decimal(0))


def misprinted_of_own_sum(
    pairs: Sequence[Pair], settled: Mapping[Mention, Ratio]
) -> Iterator[tuple[list[Pair], Claim]]:
    """Give lists of which one slip makes every share right of their own sum.

    Three shares that agree with one corrected number are no chance. Where a whole is
    printed, each share is compared with that.
    """
    for run in _runs(pairs):
        claim = _own_sum_claim(run)
        few = sum(share in settled for share, _ in run) < len(run) - 1
        if few and not claim.comes_out and explained(claim, same_length=True):
            yield run, claim


def _runs(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Give the runs of three parts of a sentence or more, each with its share.

    Not where there is nothing of any of them.
    """
    for _, group in groupby(pairs, key=lambda pair: (pair[1].sentence, pair[1].base)):
        run = list(group)
        if len({part for _, part in run}) == len(run) >= _FEWEST and _added(run):
            yield run


def _has_its_whole(run: Sequence[Pair], settled: Mapping[Mention, Ratio]) -> bool:
    """Whether the sum of a run is printed, or all its shares come out of one whole."""
    total = _added(run)
    wholes = [settled[share].whole for share, _ in run if share in settled]
    all_of_one = len(wholes) == len(run) and len(set(wholes)) == 1
    return all_of_one or any(whole.size == total for whole in wholes)


def shares_of_own_sum(run: Sequence[Pair]) -> Iterator[Claim]:
    """Give each share of a list as one of the sum of its parts."""
    terms = "+".join(part.number for _, part in run)
    total = _added(run)
    for share, part in run:
        others = [other for _, other in run if other is not part]
        yield Claim(
            kind=CheckKind.SHARE,
            numbers=(part, *others, share),
            test=_is_share_of_all,
            show=f"{part.number}/({terms}) = {share.number}%",
            printed=f"{share.number}%",
            computed=f"{part.size / total * _HUNDRED:.3f}%",
        )


def _is_share_of_all(numbers: Numbers) -> Result:
    """Judge (part, other parts …, share)."""
    *parts, share = numbers
    total = sum((one.size for one in parts), Decimal(0))
    return Result.AGREES if _is_of(share, parts[0], total) else Result.DISAGREES


def _own_sum_claim(run: Sequence[Pair]) -> Claim:
    parts = [part for _, part in run]
    shares = [share for share, _ in run]
    total = _added(run)
    terms = "、".join(one.number for one in parts)
    printed = "、".join(f"{one.number}%" for one in shares)
    return Claim(
        kind=CheckKind.SHARE,
        numbers=(*parts, *shares),
        test=_are_shares_of_all,
        show=f"{terms}各占合计 = {printed}",
        printed=printed,
        computed="、".join(f"{one.size / total * _HUNDRED:.2f}%" for one in parts),
    )


def _are_shares_of_all(numbers: Numbers) -> Result:
    """Judge (parts …, shares …)."""
    half = len(numbers) // 2
    parts, shares = numbers[:half], numbers[half:]
    total = sum((one.size for one in parts), Decimal(0))
    pairs = zip(shares, parts, strict=True)
    right = all(_is_of(share, part, total) for share, part in pairs)
    return Result.AGREES if right else Result.DISAGREES


def _is_of(share: Mention, part: Mention, total: Decimal) -> bool:
    """Whether a part is this share of a total; of nothing there is no share."""
    if total <= 0:
        return False
    return abs(part.size / total * _HUNDRED - share.value) <= 2 * half_unit(share.value)


def misprinted_whole(text: NumberedText, run: Sequence[Pair]) -> Iterator[Claim]:
    """Give what the whole should be, where it is misprinted or stands for more."""
    parts = tuple(part for _, part in run)
    before = text.levels_before(parts[0], parts[0].base, sentences=_FAR)
    for whole in before:
        claim = sum_claim(PartsReading(total=whole, parts=parts))
        if explained(claim, same_length=True):
            yield claim
            return
    own = text.wholes.get(parts[0])
    if own is not None:
        claim = sum_claim(PartsReading(total=own, parts=parts, complete=True))
        yield replace(claim, slips=False)
