"""三次产业结构为6.0:46.9:47.1: each term is a share of the whole printed before.

The three 产业 are known by their names, wherever their numbers stand, and so is the
whole that they make.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.numbered_text import first_named
from xltool.bulletin.proof.parts import PartsReading
from xltool.bulletin.proof.ratios import Ratio
from xltool.bulletin.proof.structures import structures_printed
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_SECTORS = (
    re.compile(r"第一产业|一产"),
    re.compile(r"第二产业|二产"),
    re.compile(r"第三产业|三产|服务业"),
)
_OF_SECTORS = re.compile(r"三次产业|三大产业|一二三产|产业结构")
_CHANGED = re.compile(r"%?(?:调整|转变|演变|优化|变化|变)[为到成]")
_FAR = 12
"""How many sentences before the shares the whole may stand."""


def find_structure_shares(text: NumberedText) -> Iterator[Claim]:
    """Give what the terms of an industrial structure claim of the sectors' numbers."""
    for terms in structures_printed(text):
        if len(terms) != len(_SECTORS) or _was(text, terms[-1]):
            continue
        if not _OF_SECTORS.search(text.before(terms[0])):
            continue
        reading = _sectors_before(text, terms[0])
        if reading is not None:
            yield from _shares(reading, terms)


def _was(text: NumberedText, term: Mention) -> bool:
    """Whether a structure was last year's: 由6:46:48调整为5:46:49."""
    return _CHANGED.match(text.bulletin.folded, term.end) is not None


def _sectors_before(text: NumberedText, term: Mention) -> PartsReading | None:
    """Give the last three sectors before a structure with the whole that they make."""
    before = text.levels_before(term, "", sentences=_FAR)
    sectors = [first_named(before, sector) for sector in _SECTORS]
    parts = tuple(one for one in sectors if one is not None)
    if len(parts) < len(_SECTORS):
        return None
    for total in before:
        reading = PartsReading(total=total, parts=parts)
        if total.base == parts[0].base and reading.comes_out:
            return reading
    return None


def _shares(reading: PartsReading, terms: tuple[Mention, ...]) -> Iterator[Claim]:
    """Give each term as a share of its sector.

    A term that is off by one in its last place was fitted so that all make a hundred:
    that is no fault. A structure that agrees in none of its terms is another one.
    """
    ratios = [
        Ratio(
            kind=CheckKind.SHARE, part=part, whole=reading.total, rate=term, sure=True
        )
        for part, term in zip(reading.parts, terms, strict=True)
    ]
    if not any(one.comes_out for one in ratios):
        return
    for ratio in ratios:
        claim = ratio.claim
        if ratio.comes_out or not _is_fitted(ratio):
            yield replace(claim, slips=explained(claim, same_length=True))


def _is_fitted(ratio: Ratio) -> bool:
    computed = ratio.part.size / ratio.whole.size * 100
    return abs(computed - ratio.rate.value) <= 3 * half_unit(ratio.rate.value)
