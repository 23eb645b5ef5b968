"""A name that OCR read by columns: proposes the order in which its characters were printed."""

from __future__ import annotations

from itertools import pairwise, permutations

_MOST_COLUMNS = 4


def uninterleaved(text: str, corpus: str) -> str:
    """Propose how a name read by columns was printed; empty where nothing speaks for a proposal.

    A narrow cell that holds two characters a line is read as two runs of equal length (甲丙戊 乙丁己 is
    甲乙丙丁戊己). Of all orders of the columns the one is proposed whose neighbouring characters occur
    together most often in `corpus`, the text of the same table; it must beat the text as printed.
    """
    chunks = text.split()
    if not 2 <= len(chunks) <= _MOST_COLUMNS or len(chunks[0]) < 3 or len({len(chunk) for chunk in chunks}) != 1:
        return ""
    candidates = ["".join("".join(line) for line in zip(*order, strict=True)) for order in permutations(chunks)]
    best = max(candidates, key=lambda one: _familiarity(one, corpus))
    return best if _familiarity(best, corpus) > _familiarity("".join(chunks), corpus) else ""


def _familiarity(text: str, corpus: str) -> int:
    """Count the neighbouring pairs of a text that its table uses too."""
    return sum(1 for pair in pairwise(text) if "".join(pair) in corpus)
