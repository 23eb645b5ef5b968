"""The safety net: figures that were neither read as a promise nor recognised as something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.text.non_quantities import without_traps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.decomposition.indicators.clauses import Clause
    from xltool.decomposition.text.normalizing import Folded
    from xltool.decomposition.text.numbers import Quantity

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_LABEL = re.compile(r"[（(]\d{1,2}[)）]|(?:^|(?<=[。；;\n]))\d{1,2}[.、．]")
_AROUND = 8


def find_unread(
    folded: Folded, quantities: tuple[Quantity, ...], clauses: tuple[Clause, ...]
) -> Iterator[str]:
    """Quote every figure in digits that no rule has an opinion on, with the words around it.

    A figure with a 计量单位 was understood, whatever became of it; one without (its
    counting word is unknown) was only if a clause uses it.
    """
    used = {clause.quantity.start for clause in clauses}
    understood = [
        (one.start, one.end) for one in quantities if not one.bare or one.start in used
    ]
    if not _DIGITS.search(_blanked(folded.flat, understood)):
        return
    flat = _blanked(without_traps(folded.flat), understood)
    flat = _blanked(flat, [label.span() for label in _LABEL.finditer(flat)])
    for digits in _DIGITS.finditer(flat):
        yield folded.source[
            max(0, digits.start() - _AROUND) : digits.end() + _AROUND
        ].strip()


def _blanked(flat: str, spans: list[tuple[int, int]]) -> str:
    chars = list(flat)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)
