"""Runaway recognition.

An OCR model that repeats itself, and what of such a text can still be trusted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_CLAUSE = re.compile(r"[^，。；、：！？,;:!?\n]+")
_ITEM_MARK = re.compile(r"^[\s(（]*(?:\d{1,2}[.．)）]|[①-⑳])\s*")
_STRETCH = re.compile(r"[^，。；、：]{18,}")
_UNBROKEN = re.compile(r"(.{6,60}?)\1{2,}")
_SHORTEST = 6
_OWN_WORDS = 4
_TIMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A phrase that runs away.

    `times` it stands there, and the spans of its repeats (the first excluded).
    """

    phrase: str
    times: int
    repeats: tuple[tuple[int, int], ...]


def find_loops(text: str) -> tuple[Loop, ...]:
    """Find phrases of six characters or more that stand three times or more in a row.

    In a row means that nothing but other repeated phrases stands between: a rule that
    ends each of three sentences alike (按有关规定给予奖励) is no loop. Cost is linear
    in the text.
    """
    return _repeated_clauses(text) + _repeated_stretches(text)


def _repeated_stretches(text: str) -> tuple[Loop, ...]:
    """Find phrases that stand in a row without a mark between them."""
    loops = []
    for stretch in _STRETCH.finditer(text):
        for match in _UNBROKEN.finditer(text, stretch.start(), stretch.end()):
            if _CHINESE.search(match[1]):
                loops.append(_unbroken_loop(match))
    return tuple(loops)


_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _unbroken_loop(match: re.Match[str]) -> Loop:
    phrase = match[1]
    first_repeat = match.start() + len(phrase)
    return Loop(
        phrase=phrase,
        times=len(match[0]) // len(phrase),
        repeats=((first_repeat, match.end()),),
    )


def _repeated_clauses(text: str) -> tuple[Loop, ...]:
    """Find clauses that stand again and again, with marks between them."""
    phrases: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _CLAUSE.finditer(text):
        phrases.append(_ITEM_MARK.sub("", match[0]).strip())
        spans.append(match.span())
    places: dict[str, list[int]] = {}
    for index, phrase in enumerate(phrases):
        places.setdefault(phrase, []).append(index)
    unique_before = _unique_before(phrases, places)
    loops = []
    for phrase, indexes in places.items():
        if len(phrase) < _SHORTEST or len(indexes) < _TIMES:
            continue
        run = _longest_run(indexes, unique_before)
        if len(run) >= _TIMES:
            repeats = tuple(spans[index] for index in run[1:])
            loops.append(Loop(phrase=phrase, times=len(run), repeats=repeats))
    return tuple(loops)


def _unique_before(phrases: list[str], places: dict[str, list[int]]) -> list[int]:
    """Count, for each phrase, those before it that stand only once.

    The difference of two counts says whether anything of its own stands between.
    """
    counts = [0]
    for phrase in phrases:
        is_unique = len(places[phrase]) == 1 and len(phrase) >= _OWN_WORDS
        counts.append(counts[-1] + is_unique)
    return counts


def _longest_run(indexes: list[int], unique_before: list[int]) -> list[int]:
    """Give the longest row of places between which no phrase of its own stands."""
    best: list[int] = []
    run = indexes[:1]
    for earlier, later in pairwise(indexes):
        alone = unique_before[later] - unique_before[earlier + 1]
        run = [*run, later] if alone == 0 else [later]
        best = max(best, run, key=len)
    return best


def untrusted(loops: tuple[Loop, ...]) -> tuple[tuple[int, int], ...]:
    """Give the spans that only repeat what stands before, in order."""
    return tuple(sorted(span for loop in loops for span in loop.repeats))
