"""Which units' names look alike.

Candidates for the clerk to decide on, never merged by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, combinations
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parted:
    """A unit and its name in parts: what the body does and what sort of body it is
    (县农业局: 农业, 局).
    """

    unit: Unit
    key: UnitKey
    does: str
    sort: str


_ENDS = ("管委会", "中心", "公司", "银行", "集团", *"局委办会院室处社部队所站镇乡")
_SORTS_OF_OFFICE = {"局", "委", "办", "中心", "会"}


def _parted(unit: Unit) -> _Parted:
    key = unit_key(unit.name)
    sort = next((end for end in _ENDS if key.core.endswith(end)), "")
    does = key.core.removesuffix(sort)
    return _Parted(unit=unit, key=key, does=does, sort=sort)


def alike(units: Sequence[Unit], similar: int) -> Iterator[tuple[Unit, Unit]]:
    """Give the pairs that may be one unit.

    Very similar names, or one's core contained in the other's.
    """
    names = [_parted(unit) for unit in units]
    for first, second in chain(_abbreviated(names), _similar(names, similar)):
        if _compatible(first.key, second.key):
            yield first.unit, second.unit


def _abbreviated(names: Sequence[_Parted]) -> Iterator[tuple[_Parted, _Parted]]:
    """Give the pairs of which one is the other with characters left out."""
    blocks: dict[str, list[_Parted]] = defaultdict(list)
    for name in names:
        blocks[name.does[:1]].append(name)
    for block in blocks.values():
        if len(block) > _MOST_ALIKE:
            continue
        for first, second in combinations(block, 2):
            if _contained(first, second):
                yield first, second


def _similar(
    names: Sequence[_Parted], similar: int
) -> Iterator[tuple[_Parted, _Parted]]:
    """Give the pairs of one sort of body whose names RapidFuzz finds alike.

    Of very many names only those that begin alike are compared.
    """
    begins = 2 if len(names) > _MOST_COMPARED else 0
    blocks: dict[str, list[_Parted]] = defaultdict(list)
    for name in names:
        blocks[name.unit.name[:begins]].append(name)
    for block in blocks.values():
        for first, second in _similar_within(block[:_MOST_COMPARED], similar):
            if first.sort == second.sort:
                yield first, second


def _similar_within(
    block: Sequence[_Parted], similar: int
) -> Iterator[tuple[_Parted, _Parted]]:
    from rapidfuzz import fuzz, process

    texts = [name.unit.name for name in block]
    for at, text in enumerate(texts):
        behind = at + 1
        found = process.extract(
            text, texts[behind:], scorer=fuzz.ratio, score_cutoff=similar, limit=3
        )
        for _, _, place in found:
            yield block[at], block[behind + place]


def _compatible(key: UnitKey, other: UnitKey) -> bool:
    """Whether nothing in two names says that they are two.

    Another level, or another place.
    """
    pairs = ((key.level, other.level), (key.place, other.place))
    return all(not first or not second or first == second for first, second in pairs)


def _contained(name: _Parted, other: _Parted) -> bool:
    """Whether one name is the other with characters left out (农业局, 农业农村局), or
    of another sort (发改委).
    """
    short, long = sorted((name, other), key=lambda parted: len(parted.does))
    if len(short.does) < _SHORTEST:
        return False
    if short.does == long.does:
        return {short.sort, long.sort} <= _SORTS_OF_OFFICE
    if short.sort != long.sort or short.does[0] != long.does[0]:
        return False
    return _is_subsequence(short.does, long.does)


_SHORTEST = 2


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def compounds(units: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Give (县商粮局, 县商务局), (县商粮局, 县粮食局).

    A short name made of the beginnings of two others'.
    """
    short = [name for name in map(_parted, units) if len(name.does) == _SHORTEST]
    by_beginning: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for name in short:
        by_beginning[name.does[0], name.sort].append(name.unit)
    for name in short:
        for part in _parts_of(name, by_beginning):
            yield name.unit, part


def _parts_of(
    name: _Parted, by_beginning: dict[tuple[str, str], list[Unit]]
) -> list[Unit]:
    """Give the one unit for each character of a short name; none if one has several."""
    parts: list[Unit] = []
    for char in name.does:
        named = by_beginning[char, name.sort]
        others = [unit for unit in named if unit is not name.unit]
        if len(others) != 1:
            return []
        parts += others
    return parts
