"""Every number that was not read as an indicator, with why: none goes unsaid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.text.non_quantities import without_traps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.decomposition.indicators.clauses import Clause
    from xltool.decomposition.text.normalizing import Folded

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_LABEL = re.compile(r"[（(]\d{1,2}[)）]|(?:^|(?<=[。；;\n]))\d{1,2}[.、．]")
_YEAR = re.compile(r"(?:19|20)\d{2}|\d{1,2}月|\d{1,2}日|季度")
_AROUND = 8

QUALIFIER = "指标名称中的限定"
NUMBERED = "序号"
DATE = "时间"
NAME = "名称、文号或代号"
BASE = "原有水平"
SAID_BEFORE = "同一行已有"
OPEN = "没有读成指标"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadNumber:
    """A number that is no indicator.

    Itself, the words around it, and what it was taken for.
    """

    number: str
    text: str
    reason: str

    @property
    def open(self) -> bool:
        """Whether nothing is known of it."""
        return self.reason == OPEN


def unread_numbers(
    folded: Folded,
    read: Sequence[tuple[int, int]],
    clauses: Sequence[Clause],
    limits: Sequence[tuple[int, int]] = (),
) -> Iterator[UnreadNumber]:
    """Give every number in digits that no indicator took, in order.

    `limits` are the places of those that only say which things are meant.
    """
    flat = folded.flat
    if not _DIGITS.search(flat):
        return
    bare = without_traps(flat)
    taken = _covered(flat, read)
    labels = _covered(flat, (label.span() for label in _LABEL.finditer(flat)))
    within = ((clause.start, clause.end) for clause in clauses)
    named = _covered(flat, (*within, *limits))
    for digits in _DIGITS.finditer(flat):
        span = digits.span()
        place = slice(*span)
        if any(taken[place]):
            continue
        around = flat[max(0, span[0] - 1) : span[1] + 2]
        reason = OPEN
        if any(labels[place]):
            reason = NUMBERED
        elif bare[span[0]] != flat[span[0]]:
            reason = DATE if _YEAR.search(around) else NAME
        elif any(named[place]):
            reason = QUALIFIER
        quoted = folded.source[max(0, span[0] - _AROUND) : span[1] + _AROUND]
        yield UnreadNumber(number=digits[0], text=quoted.strip(), reason=reason)


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Mark the characters of a text that lie within any of the spans."""
    marks = bytearray(len(text))
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks
