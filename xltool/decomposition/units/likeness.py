"""Which units' names look alike.

Candidates for the clerk to decide on, never merged by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from xltool.decomposition.units.names import UnitKey, unit_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.registry import Unit

_MOST_COMPARED = 2_000
"""Beyond so many distinct names only names that begin alike are compared."""
_MOST_ALIKE = 300
"""Names that begin alike in such numbers are numbered names, not abbreviations of each
other.
"""


def alike(units: Sequence[Unit], similar: int) -> Iterator[tuple[Unit, Unit]]:
    """Give the pairs that may be one unit.

    Very similar names, or one's core contained in the other's.
    """
    keys = {unit.code: unit_key(unit.name) for unit in units}
    stems = {unit.code: _stem(keys[unit.code].core) for unit in units}
    blocks: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        blocks[stems[unit.code][0][:1]].append(unit)
    for block in blocks.values():
        if len(block) <= _MOST_ALIKE:
            for first, second in combinations(block, 2):
                if _contained(stems[first.code], stems[second.code]) and _compatible(
                    keys[first.code], keys[second.code]
                ):
                    yield first, second
    for first, second in _similar(units, similar):
        if stems[first.code][1] == stems[second.code][1] and _compatible(
            keys[first.code], keys[second.code]
        ):
            yield first, second


def _similar(units: Sequence[Unit], similar: int) -> Iterator[tuple[Unit, Unit]]:
    """Give the pairs of names that RapidFuzz finds alike.

    Of very many names only those that begin alike.
    """
    from rapidfuzz import fuzz, process

    blocks: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        blocks[unit.name[:2] if len(units) > _MOST_COMPARED else ""].append(unit)
    for block in blocks.values():
        names = [unit.name for unit in block[:_MOST_COMPARED]]
        for at, name in enumerate(names):
            rest = names[at + 1 :]
            for _, _, other in process.extract(
                name, rest, scorer=fuzz.ratio, score_cutoff=similar, limit=3
            ):
                yield block[at], block[at + 1 + other]


def _compatible(one: UnitKey, other: UnitKey) -> bool:
    """Whether nothing in two names says that they are two.

    Another level, another place, or 委 beside 政府.
    """
    pairs = ((one.level, other.level), (one.place, other.place))
    return all(not first or not second or first == second for first, second in pairs)


_ENDS = ("管委会", "中心", "公司", "银行", "集团", *"局委办会院室处社部队所站镇乡")
_SORTS_OF_OFFICE = {"局", "委", "办", "中心", "会"}


def _stem(core: str) -> tuple[str, str]:
    """Part a core into what the body does and what sort of body it is."""
    for end in _ENDS:
        if core.endswith(end):
            return core.removesuffix(end), end
    return core, ""


def _contained(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether one name is the other with characters left out (农业局, 农业农村局), or
    of another sort (发改委).
    """
    (short, short_end), (long, long_end) = sorted(
        (one, other), key=lambda stem: len(stem[0])
    )
    if len(short) < 2:
        return False
    if short == long:
        return {short_end, long_end} <= _SORTS_OF_OFFICE
    return (
        short_end == long_end and short[0] == long[0] and _is_subsequence(short, long)
    )


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def compounds(units: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Give (县商粮局, 县商务局), (县商粮局, 县粮食局).

    A short name made of the beginnings of two others'.
    """
    stems = {unit.code: _stem(unit_key(unit.name).core) for unit in units}
    by_beginning: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        stem, end = stems[unit.code]
        if len(stem) == 2:
            by_beginning[stem[0], end].append(unit)
    for unit in units:
        stem, end = stems[unit.code]
        parts = [
            [one for one in by_beginning[char, end] if one is not unit] for char in stem
        ]
        if len(stem) == 2 and all(len(part) == 1 for part in parts):
            yield from ((unit, part[0]) for part in parts)
