"""Lists of shares that come to a hundred: their parts make the whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.proof.claims import explained
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

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.numbered_text import NumberedText
    from xltool.bulletin.proof.ratios import Ratio

Pair = tuple[Mention, Mention]
"""A share and the part that it is of."""

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
    """Give lists whose shares are right of their own sum, and of no printed whole."""
    for run in _lists(pairs):
        total = sum((part.size for _, part in run), Decimal(0))
        unsettled = not any(share in settled for share, _ in run)
        if unsettled and all(_is_of(share, part, total) for share, part in run):
            yield run


def _is_of(share: Mention, part: Mention, total: Decimal) -> bool:
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
        yield sum_claim(PartsReading(total=own, parts=parts, complete=True))
