"""Where a list of parts begins and ends: the lists that may be meant."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.parts import plainly_slipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText
    from xltool.bulletin.proof.parts import Parts, PartsReading

_BRACKET = re.compile(r"（[^（）]*）")
_NESTED = re.compile(r"其中|包括|[\u4e00-\u9fff]{2}中的")
ANOTHER_MATTER = re.compile(
    r"^(?:并|且)?(?:涉及|实际|带动|惠及|累计|同时|此外|另外|目前|提前|人均|实现|占用|需|计划|全年|本月|当月|还)"
)
FAR = 10


def parts_of(text: NumberedText, behind: Sequence[Mention]) -> Iterator[Parts]:
    """Give the lists that may be meant, the likeliest first."""
    own = list(_enumerated(text, behind))
    alternatives = [
        _without_nested(text, until_another_matter(own)),
        _without_nested(text, own),
        _without_nested(text, list(behind)),
        firsts_of_clauses(text, behind),
        *_nested_readings(text, list(behind)),
        *with_following(text, _without_nested(text, list(behind))),
        *with_following(text, behind[:1]),
        *_nested_and_following(text, list(behind)),
        *reversed(list(prefixes(behind))),
    ]
    yield from dict.fromkeys(tuple(one) for one in alternatives if one)


def _enumerated(text: NumberedText, behind: Sequence[Mention]) -> Sequence[Mention]:
    """Give the numbers joined by 、 alone, where the first two are.

    What follows a comma is another matter.
    """
    joins = [text.between(first, second) for first, second in pairwise(behind)]
    if not joins or "、" not in joins[0] or set("，；") & set(joins[0]):
        return behind
    for place, join in enumerate(joins, start=1):
        if "，" in join or "；" in join:
            return behind[:place]
    return behind


def by_clause(
    text: NumberedText, readings: Sequence[PartsReading]
) -> Iterator[PartsReading]:
    """城镇54715人，乡村57920人；男性…: each clause cuts the whole anew."""
    longest = max(readings, key=lambda reading: len(reading.parts), default=None)
    if longest is None:
        return
    own = [one for one in longest.parts if one.sentence == longest.parts[0].sentence]
    clauses = _at_semicolons(text, own)
    if len(clauses) < 2:
        return
    for clause in clauses:
        if len(clause) > 1:
            yield from _of_clause(longest, clause)


def _of_clause(
    longest: PartsReading, clause: Sequence[Mention]
) -> Iterator[PartsReading]:
    """Give one clause as all the parts, where it comes out or is likely meant to."""
    reading = replace(longest, parts=tuple(clause), sure=False, marked=False)
    meant = longest.sure and (reading.known or plainly_slipped(reading))
    if meant or reading.known or reading.comes_out:
        yield replace(reading, sure=meant)


def firsts_of_clauses(
    text: NumberedText, parts: Sequence[Mention]
) -> Sequence[Mention]:
    """Give the first number of each clause: 甲类开工986套，竣工464套；乙类开工1448套.

    None where there are but two clauses: they may tell of two matters.
    """
    own = [one for one in parts if one.sentence == parts[0].sentence]
    clauses = _at_semicolons(text, own)
    return [clause[0] for clause in clauses] if len(clauses) > 2 else []


def _at_semicolons(text: NumberedText, parts: Sequence[Mention]) -> list[list[Mention]]:
    """Cut a list wherever a semicolon stands between two numbers."""
    clauses: list[list[Mention]] = [[]]
    for place, part in enumerate(parts):
        if place and "；" in text.between(parts[place - 1], part):
            clauses.append([])
        clauses[-1].append(part)
    return clauses


def until_semicolon(text: NumberedText, parts: Sequence[Mention]) -> Sequence[Mention]:
    """Keep the numbers of the clause that 其中 stands in."""
    for place in range(1, len(parts)):
        if "；" in text.between(parts[place - 1], parts[place]):
            return parts[:place]
    return parts


def until_another_matter(parts: Sequence[Mention]) -> Sequence[Mention]:
    """Keep the numbers up to one whose words turn to something else: 涉及, 带动."""
    for place, part in enumerate(parts):
        if place and ANOTHER_MATTER.match(part.words):
            return parts[:place]
    return parts


def _without_nested(text: NumberedText, parts: Sequence[Mention]) -> list[Mention]:
    """Leave out what a second 其中 says of the part before it, up to a semicolon."""
    kept: list[Mention] = []
    nested = False
    for part in parts:
        join = _outside_brackets(text.between(kept[-1], part)) if kept else ""
        if kept and _NESTED.search(join):
            nested = _NESTED.search(join.rpartition("；")[2]) is not None
        elif nested and "；" in join:
            nested = False
        if not nested:
            kept.append(part)
    return kept


def _outside_brackets(join: str) -> str:
    """Drop brackets: 通知29条（其中处罚27条），人事1条 goes on behind them."""
    return _BRACKET.sub("", join)


def _nested_readings(
    text: NumberedText, parts: list[Mention]
) -> Iterator[list[Mention]]:
    """Leave out one, two, three numbers after a second 其中."""
    for place, (first, second) in enumerate(pairwise(parts)):
        if _NESTED.search(_outside_brackets(text.between(first, second))):
            for count in range(1, len(parts) - place):
                yield parts[: place + 1] + parts[place + 1 + count :]


def _nested_and_following(
    text: NumberedText, parts: list[Mention]
) -> Iterator[list[Mention]]:
    """第二产业…，其中工业…；建筑业…。第三产业…: what is nested, and what follows."""
    for nested in _nested_readings(text, parts):
        following = with_following(text, [*nested[:-1], parts[-1]])
        for found in following:
            yield [one for one in found if one is not parts[-1]]


def with_following(
    text: NumberedText, parts: Sequence[Mention]
) -> Iterator[list[Mention]]:
    """Go on with the first number of each sentence that follows in the paragraph."""
    if not parts:
        return
    found = list(parts)
    last = parts[-1]
    for index in range(last.sentence + 1, last.sentence + FAR):
        levels = text.levels(index, last.base)
        if not levels or levels[0].paragraph != last.paragraph:
            break
        found.append(levels[0])
        yield [*found]


def prefixes(parts: Sequence[Mention]) -> Iterator[Parts]:
    """Give the first two numbers, the first three and so on; a single one alone."""
    for count in range(2, len(parts) + 1):
        yield tuple(parts[:count])
    if len(parts) == 1:
        yield tuple(parts)


def shares_are_all(text: NumberedText, parts: Sequence[Mention]) -> bool:
    """Whether the shares printed behind the parts come to 100 per cent."""
    shares = [text.next_of.get(one) for one in parts]
    values = [
        one.value for one in shares if one is not None and one.role is NumberRole.SHARE
    ]
    total = sum(values, Decimal(0))
    return len(values) == len(parts) > 1 and abs(total - 100) < Decimal("0.6")


def depth_at(text: NumberedText, sentence: int, position: int) -> int:
    """Count the brackets that a place of a sentence stands in."""
    before = text.bulletin.sentences[sentence].text[:position]
    opened = before.count("（") + before.count("(")
    return max(0, opened - before.count("）") - before.count(")"))
