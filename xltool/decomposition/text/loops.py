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
    loops = []
    for stretch in _STRETCH.finditer(text):
        for match in _UNBROKEN.finditer(text, stretch.start(), stretch.end()):
            phrase = match[1]
            if any("\u4e00" <= char <= "\u9fff" for char in phrase):
                first = match.start() + len(phrase)
                times = len(match[0]) // len(phrase)
                loops.append(
                    Loop(phrase=phrase, times=times, repeats=((first, match.end()),))
                )
    return tuple(loops)


def _repeated_clauses(text: str) -> tuple[Loop, ...]:
    clauses = [
        (_ITEM_MARK.sub("", match[0]).strip(), match.span())
        for match in _CLAUSE.finditer(text)
    ]
    places: dict[str, list[int]] = {}
    for index, (phrase, _) in enumerate(clauses):
        places.setdefault(phrase, []).append(index)
    unique_before = [0]
    for phrase, _ in clauses:
        unique_before.append(
            unique_before[-1] + (len(places[phrase]) == 1 and len(phrase) >= _OWN_WORDS)
        )
    loops = []
    for phrase, indexes in places.items():
        if len(phrase) < _SHORTEST or len(indexes) < _TIMES:
            continue
        run = _longest_run(indexes, unique_before)
        if len(run) >= _TIMES:
            repeats = tuple(clauses[index][1] for index in run[1:])
            loops.append(Loop(phrase=phrase, times=len(run), repeats=repeats))
    return tuple(loops)


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
