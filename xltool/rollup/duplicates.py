"""The same project in the books of two units, or twice in one.

Found by name and place, alike and not only equal. A person says whose it is (`settle`);
the answer is remembered by the question's key, which names the units and what they call
it, and not the period.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from xltool.forms.design import FieldType
from xltool.rollup.answers import value_of
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.forms.design import SheetDesign
    from xltool.rollup.entry import Entry

APART = "各计"
"""The answer that they are different ones."""
ONCE = "计一次"
"""The answer that one unit wrote the same one twice."""
_SIMILAR = 88
_PLACE = re.compile(r"地点|所在地|地址|位置")
_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_BLANKS = re.compile(r"[\s\W_]+")
_TELLING = re.compile(r"[0-9一二三四五六七八九十百甲乙丙丁东西南北]+")
"""What tells two of the same name apart: 一期 and 二期, 3号 and 4号, 东段 and 西段."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Entries of one sheet that are probably the same thing.

    `key` is what an answer is remembered by.
    """

    key: str
    sheet: str
    name: str
    entries: tuple[Entry, ...]

    @property
    def code(self) -> str:
        """What a person types for it: D and five digits."""
        return f"D{crc32(self.key.encode()) % 100_000:05d}"

    @property
    def units(self) -> tuple[str, ...]:
        """The units that have it, each once."""
        return tuple(dict.fromkeys(entry.unit for entry in self.entries))

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be answered: whose it is, or that it is not the same."""
        return (*self.units, APART) if len(self.units) > 1 else (ONCE, APART)


def repeats(design: SheetDesign, entries: Sequence[Entry]) -> tuple[Repeat, ...]:
    """Find what stands more than once in a free sheet that has something to add up."""
    if not any(field.type is FieldType.NUMBER for field in design.fields):
        return ()
    naming, placing = _naming_field(design), _placing_field(design)
    names = [_text(entry, naming) for entry in entries]
    places = [_text(entry, placing) for entry in entries]
    found = []
    for group in _groups(names, places):
        same = tuple(entries[number] for number in group)
        called = [names[number] for number in group]
        found.append(_repeat(design, same, called))
    return tuple(found)


def _naming_field(design: SheetDesign) -> str:
    """Give the field that says what an entry is: the first that units fill in."""
    return next((field.key for field in design.fields if field.is_input), "")


def _placing_field(design: SheetDesign) -> str:
    """Give the field that says where it is; empty where the sheet does not ask."""
    return next((one.key for one in design.fields if _PLACE.search(one.label)), "")


def _repeat(
    design: SheetDesign, entries: tuple[Entry, ...], names: Sequence[str]
) -> Repeat:
    """Describe entries that are alike; `names` are theirs, as they are compared."""
    parts = [f"{entry.unit}:{name}" for entry, name in zip(entries, names, strict=True)]
    return Repeat(
        key="|".join((design.key, *sorted(parts))),
        sheet=design.title,
        name=value_of(entries[0].row, _naming_field(design)).text,
        entries=entries,
    )


def counted_once(
    groups: Sequence[Repeat], settled: Mapping[str, str]
) -> tuple[Entry, ...]:
    """Give the entries that count no more, since a person said whose the thing is.

    Entries without an answer all count: nobody is deprived of a project by a likeness.
    """
    dropped: list[Entry] = []
    for group in groups:
        answer = settled.get(group.key, APART)
        if answer == ONCE:
            dropped += group.entries[1:]
        elif answer in group.units:
            kept = next(entry for entry in group.entries if entry.unit == answer)
            dropped += [entry for entry in group.entries if entry is not kept]
    return tuple(dropped)


def _text(entry: Entry, field: str) -> str:
    """Give a field as names are compared; empty where there is no such field.

    Folded, without remarks in brackets and punctuation.
    """
    if not field:
        return ""
    text = squeeze(half_width(value_of(entry.row, field).text))
    return _BLANKS.sub("", _BRACKETS.sub("", text)) or text


def _groups(names: Sequence[str], places: Sequence[str]) -> list[list[int]]:
    """Give the numbers of the entries that are alike, in groups of two and more."""
    from rapidfuzz import fuzz, process

    group_of = list(range(len(names)))
    for mine in _comparable(names):
        texts = [names[number] for number in mine]
        for place, number in enumerate(mine):
            alike = process.extract(
                texts[place],
                texts[place + 1 :],
                scorer=fuzz.ratio,
                score_cutoff=_SIMILAR,
                limit=None,
            )
            for _, _, later in alike:
                other = mine[place + 1 + later]
                if _same_place(places[number], places[other]):
                    _join(group_of, number, other)
    groups: dict[int, list[int]] = {}
    for number, group in enumerate(group_of):
        groups.setdefault(group, []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def _comparable(names: Sequence[str]) -> list[list[int]]:
    """Give the numbers of the names that may be the same: nothing tells them apart.

    Only these are compared: each with each would take minutes for a province.
    """
    found: dict[tuple[str, ...], list[int]] = {}
    for number, name in enumerate(names):
        if name:
            found.setdefault(tuple(_TELLING.findall(name)), []).append(number)
    return list(found.values())


def _join(group_of: list[int], number: int, other: int) -> None:
    """Make two groups one.

    >>> groups = [0, 1, 2, 2]
    >>> _join(groups, 0, 3)
    >>> groups
    [0, 1, 0, 0]
    """
    old = group_of[other]
    new = group_of[number]
    for place, group in enumerate(group_of):
        if group == old:
            group_of[place] = new


def _same_place(place: str, other: str) -> bool:
    """Say whether two places fit each other; a place that is not told fits any."""
    from rapidfuzz import fuzz

    if not place or not other:
        return True
    return fuzz.partial_ratio(place, other) >= _SIMILAR
