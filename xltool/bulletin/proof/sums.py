"""Wholes and their parts: what the parts add up to, and that none is above its whole.

Where a list of parts begins and ends is a reading, so several readings are tried: the
first that comes out is taken. Only if none does is the likeliest called into question.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT
from xltool.bulletin.proof.claims import explained
from xltool.bulletin.proof.columns import label_of
from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.part_lists import lists_of, lists_of_items
from xltool.bulletin.proof.parts import (
    MANY_DIGITS,
    SOME_DIGITS,
    PartsReading,
    claims_of,
    none_above,
    plainly_slipped,
    slipped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText
    from xltool.bulletin.proof.parts import Parts

_FIRST_OF_MANY = re.compile(r"前[一二三四五六七八九十两\d]+[位名]|[位名]居前|居前")
_FAR = 3
"""How many sentences before 其中 a larger whole may stand."""
_NATURAL = 4
"""How many readings of a list are natural enough for a slip to be looked for."""
_MOST_READINGS = 80
"""Of one list: more are tried of no sentence that a person wrote."""


def find_sums(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of wholes and parts."""
    seen: set[tuple[Mention, Parts]] = set()
    for reading in text.readings:
        key = (reading.total, reading.parts)
        if key not in seen:
            seen.add(key)
            for claim in claims_of(reading):
                if not _is_of_another(text, claim) and not _selects(text, claim):
                    yield claim


def _selects(text: NumberedText, claim: Claim) -> bool:
    """Whether a list that does not come out names only the first of many: 居前三位."""
    if claim.comes_out:
        return False
    last = claim.numbers[-1]
    return _FIRST_OF_MANY.search(text.sentence(last).text) is not None


def _is_of_another(text: NumberedText, claim: Claim) -> bool:
    """Whether a part above its whole is called like another number of the head.

    总投资90亿元，完成投资30亿元，其中工业总投资40亿元: 40 is of 90, not of 30.
    """
    if len(claim.numbers) != 2 or claim.comes_out:
        return False
    total, part = claim.numbers
    if _is_of_larger(text, claim):
        return True
    label = label_of(part).removeprefix("其中")
    head = text.levels(total.sentence, part.base, NumberRole.LEVEL, NumberRole.PLAN)
    return any(label_of(one) == label for one in head if one.end <= part.start)


def _is_of_larger(text: NumberedText, claim: Claim) -> bool:
    """Whether 其中 goes back to a larger number of the sentences before.

    抽检16641批次。检出不合格347批次。其中，市局完成的4068批次抽检中…: 4068 is of 16641.
    """
    total, part = claim.numbers
    if total.sentence == part.sentence:
        return _begins_anew(text, total, part)
    if text.summed.get(part, total) is not total:
        return True
    if explained(claim, same_length=True):
        return False
    before = text.levels_before(part, part.base, sentences=_FAR)
    alike = [one for one in before if one.paragraph == part.paragraph]
    return any(one.size >= part.size for one in alike)


def _begins_anew(text: NumberedText, total: Mention, part: Mention) -> bool:
    """Whether 其中 behind a semicolon is of the sentence's head.

    任务215项，已完成156项，未启动59项；其中牵头60项: 60 is of 215, not of 59.
    """
    if "；其中" not in text.between(total, part):
        return False
    before = text.levels_before(total, part.base)
    return any(one.size >= part.size for one in before)


def settled_readings(text: NumberedText) -> Iterator[PartsReading]:
    """Give for every list of parts the reading that comes out, else the likeliest."""
    anchors: dict[str, Mention] = {}
    for sentence in text.by_sentence:
        lists = [
            list(islice(one, _MOST_READINGS))
            for one in lists_of(text, sentence, anchors)
        ]
        counts = _counts_that_come_out(lists)
        settled = []
        for readings in lists:
            reading = _settle(readings, counts)
            if reading is None:
                continue
            settled.append(reading)
            if reading.comes_out:
                anchors[reading.total.base] = reading.total
        yield from _in_all_measures(settled)
    yield from lists_of_items(text)


def _counts_that_come_out(lists: Sequence[Sequence[PartsReading]]) -> frozenset[int]:
    """Give how many parts there are of the wholes that come out beyond doubt."""
    settled = (_settle(one, frozenset()) for one in lists)
    return frozenset(
        len(one.parts) for one in settled if one is not None and one.comes_out
    )


def _in_all_measures(readings: Sequence[PartsReading]) -> Iterator[PartsReading]:
    """Where parts make their whole in one measure (起), they must in the other (人).

    Not where sentences part them: more may be told of in one measure alone.
    """
    proven = [one for one in readings if one.comes_out]
    for reading in readings:
        meant = reading.sure and not reading.scattered
        also = meant and any(_interleaved(reading, one) for one in proven)
        yield replace(reading, complete=reading.complete or also)


def _interleaved(first: PartsReading, second: PartsReading) -> bool:
    """Whether two lists of parts take turns: 20起、23人，665起、220人."""
    if len(first.parts) != len(second.parts) or first.parts == second.parts:
        return False
    own = set(first.parts)
    both = sorted((*first.parts, *second.parts), key=lambda part: part.start)
    return all((one in own) != (other in own) for one, other in pairwise(both))


def _settle(
    readings: Sequence[PartsReading], counts: frozenset[int]
) -> PartsReading | None:
    """Give the reading that comes out, else the likeliest.

    `counts` are the numbers of parts that make a whole in another measure (起 beside
    人).
    """
    proven = _beyond_chance(readings, counts)
    if proven is not None:
        return proven
    sure = [one for one in readings if one.sure]
    likely = [one for one in sure if _may_be_as_many(one, counts)] or sure
    if likely:
        return _likeliest(likely)
    return next(filter(_may_be_subset, readings), None)


def _beyond_chance(
    readings: Sequence[PartsReading], counts: frozenset[int]
) -> PartsReading | None:
    """Give the first reading that comes out and hardly by chance."""
    for reading in readings:
        if reading.comes_out and (_as_many(reading, counts) or _telling(reading)):
            return reading
    return None


def _as_many(reading: PartsReading, counts: frozenset[int]) -> bool:
    """Whether a list has as many parts as one in another measure."""
    return reading.marked and len(reading.parts) in counts


def _may_be_as_many(reading: PartsReading, counts: frozenset[int]) -> bool:
    """Whether a list has as many parts as one in another measure, but for a digit."""
    return _as_many(reading, counts) and slipped(reading, same_length=True)


def _may_be_subset(reading: PartsReading) -> bool:
    return reading.marked and none_above((reading.total, *reading.parts)) in RIGHT


def _likeliest(likely: Sequence[PartsReading]) -> PartsReading:
    """Give the reading that one slip explains, else the first.

    One whose parts are known to be all comes first: 其中，第一产业…；第二产业…；….
    """
    for reading in likely:
        together = reading.parts[0].sentence == reading.parts[-1].sentence
        long = reading.total.digits >= MANY_DIGITS
        meant = reading.known or (together and reading.very_nearly)
        if (together or long) and meant and slipped(reading):
            return reading
    plain = (one for one in likely[:_NATURAL] if plainly_slipped(one))
    return next(plain, likely[0])


def _telling(reading: PartsReading) -> bool:
    """Whether it is more than chance that these numbers add up."""
    if reading.sure or reading.complete or reading.known:
        return True
    return reading.total.digits >= SOME_DIGITS
