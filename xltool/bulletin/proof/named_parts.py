"""Parts that are known by their names, wherever the whole was printed before.

税收收入…，非税收入…: together they are a 收入 that stands sentences before, with other
numbers between. Said where it comes out, or where one digit of a long whole differs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.bulletin.proof.parts import (
    SOME_DIGITS,
    VERY_MANY_DIGITS,
    PartsReading,
    known,
    slipped,
    sum_claim,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_LOOK_BACK = 8
"""How many numbers before the parts the whole may stand."""
_REACH = 6
"""How many numbers after the first part the last may stand."""
_MOST_PARTS = 4


def find_named_parts(text: NumberedText) -> Iterator[Claim]:
    """Give the wholes of parts whose names say that they are all there are."""
    by_base: dict[str, list[Mention]] = {}
    for sentence in text.by_sentence:
        for level in text.levels(sentence):
            by_base.setdefault(level.base, []).append(level)
    settled = {frozenset(one.parts) for one in text.readings if one.comes_out}
    for levels in by_base.values():
        for place in range(len(levels)):
            for parts in _named(levels, place):
                if frozenset(parts) not in settled:
                    beside = _stands_beside(levels, place, parts)
                    yield from _claim(text, levels[:place], parts, beside=beside)


def _named(levels: Sequence[Mention], place: int) -> Iterator[tuple[Mention, ...]]:
    """Give the partitions that begin with a level, the nearest of each length."""
    first = levels[place]
    following = levels[place + 1 : place + 1 + _REACH]
    for second in following:
        if known((first, second)):
            yield first, second
    for count in range(3, _MOST_PARTS + 1):
        parts = tuple(levels[place : place + count])
        if len(parts) == count and known(parts):
            yield parts


def _stands_beside(
    levels: Sequence[Mention], place: int, parts: tuple[Mention, ...]
) -> bool:
    """Whether whole and parts are all the numbers from the whole to the sentence's end.

    246件，满意240件，一般5件，不满意1件.
    """
    if not place or tuple(levels[place : place + len(parts)]) != parts:
        return False
    sentence = levels[place - 1].sentence
    following = levels[place + len(parts) :][:1]
    alone = not following or following[0].sentence != sentence
    return alone and parts[-1].sentence == sentence


def _claim(
    text: NumberedText,
    before: Sequence[Mention],
    parts: tuple[Mention, ...],
    *,
    beside: bool,
) -> Iterator[Claim]:
    readings = [
        PartsReading(total=total, parts=parts)
        for total in list(reversed(before))[:_LOOK_BACK]
    ]
    for reading in readings:
        if reading.comes_out and _telling(text, reading):
            yield sum_claim(reading)
            return
    for reading in readings:
        if _meant(text, reading, beside=beside and reading.total is before[-1]):
            claim = sum_claim(reading)
            asked = replace(claim, certain=True, slips=False)
            yield asked if reading.scattered else claim
            return


def _telling(text: NumberedText, reading: PartsReading) -> bool:
    near = reading.total.sentence == reading.parts[0].sentence
    return near or reading.total.digits >= SOME_DIGITS or _rated(text, reading)


def _meant(text: NumberedText, reading: PartsReading, *, beside: bool) -> bool:
    """Whether the whole is meant although it does not come out.

    One right `beside` its parts is, in a sentence of their own.
    """
    if not reading.known:
        return False
    if reading.total.digits >= VERY_MANY_DIGITS:
        return slipped(reading, same_length=True)
    if beside:
        return slipped(reading)
    return _rated(text, reading) and slipped(reading)


def _rated(text: NumberedText, reading: PartsReading) -> bool:
    """Whether a rate says that the parts are of this whole: 开工率66%."""
    return any(text.rated.get(one) is reading.total for one in reading.parts)
