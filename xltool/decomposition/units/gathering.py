"""Which printed names are one unit, which may be, and which only look alike.

Names that the systematics of such offices make one (abbreviation, level, 委 / 政府
infix, 管委会) are unified and stay visible as aliases. Everything else that looks alike
is a doubt for the clerk; nothing is merged on likeness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.rows import names_in
from xltool.decomposition.registry.sheets import NOT_ISSUED, UNITS
from xltool.decomposition.units.likeness import alike, compounds
from xltool.decomposition.units.names import (
    UnitKey,
    is_collective,
    is_complete,
    is_vague,
    unit_key,
)
from xltool.findings import NOWHERE, Place
from xltool.model.registry import COLLECTIVE, Unit
from xltool.text import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.units.lists import PrintedUnit

UNCLEAR = "待确认"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredUnits:
    """Every unit, the code behind every spelling, and what stays doubtful."""

    units: tuple[Unit, ...]
    codes: dict[str, str]
    doubts: tuple[Doubt, ...] = ()


@dataclass(slots=True)
class _Group:
    """Spellings of one unit while they are gathered.

    `known` is the unit of the registry they belong to; `confirmed` is the name that the
    clerk answered with.
    """

    names: list[str]
    keys: list[UnitKey]
    known: Unit | None = None
    confirmed: str = ""

    @property
    def key(self) -> UnitKey:
        return self.keys[0]


def build_directory(
    printed: Sequence[tuple[PrintedUnit, Place]],
    known: Sequence[Unit],
    answers: Answers,
    *,
    similar: int,
    leading: frozenset[str] = frozenset(),
) -> GatheredUnits:
    """Unify every name that a table prints with each other and with the units already
    `known`.

    `similar` is the likeness (0 to 100) from which two names are shown to the clerk as
    perhaps one. `leading` are the names that lead a task: a mere 有关部门 that only
    helps others reports nothing, and nobody is asked who that is.
    """
    places: dict[str, Place] = {}
    for unit, place in printed:
        places.setdefault(unit.name, place)
    counts = Counter(unit.name for unit, _ in printed)
    gathering = _Gathering(
        known=known, counts=counts, merged=answers.of(DoubtKind.UNIT)
    )
    gathering.gather(
        _lost_characters(
            [unit for unit, _ in printed], set(counts) | set(gathering.exact)
        )
    )
    groups = gathering.groups
    names = {id(group): _chosen(group, counts) for group in groups}
    units = [
        _unit(group, names[id(group)], answers, leading=leading) for group in groups
    ]
    codes = {
        name: unit.code
        for unit, group in zip(units, groups, strict=True)
        for name in group.names
    }
    units = [
        replace(unit, members=tuple(codes.get(name, name) for name in unit.members))
        for unit in units
    ]
    units.extend(_named_as_members(units, codes))
    brackets = {unit.name: unit.bracket for unit, _ in printed if unit.bracket}
    asking = _Asking(counts=counts, places=places, brackets=brackets, answers=answers)
    return GatheredUnits(
        units=tuple(units), codes=codes, doubts=tuple(asking.doubts(units, similar))
    )


@dataclass(slots=True, kw_only=True)
class _Gathering:
    known: Sequence[Unit]
    counts: Counter[str]
    merged: dict[str, str]
    groups: list[_Group] = field(default_factory=list)
    exact: dict[str, _Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.known:
            names = list(dict.fromkeys((unit.code, unit.name, *unit.aliases)))
            if self.merged.get(unit.code) in (None, unit.code):
                self._new(names, unit)

    def _new(self, names: list[str], known: Unit | None = None) -> _Group:
        group = _Group(names, [unit_key(name) for name in names], known)
        self.groups.append(group)
        for name in names:
            self.exact.setdefault(name, group)
        return group

    def _join(self, name: str, group: _Group) -> None:
        if name not in self.exact:
            group.names.append(name)
            group.keys.append(unit_key(name))
            self.exact[name] = group

    def gather(self, lost: dict[str, str]) -> None:
        """Put every printed name where it belongs.

        By exact spelling, by answer, by key, by a lost character.
        """
        fresh = [
            name
            for name in self.counts
            if name not in self.exact and name not in self.merged
        ]
        by_core: dict[str, list[str]] = defaultdict(list)
        for name in fresh:
            if name not in lost:
                by_core[unit_key(name).core].append(name)
        owners: dict[str, list[_Group]] = defaultdict(list)
        for group in self.groups:
            for core in {key.core for key in group.keys}:
                owners[core].append(group)
        for core, names in by_core.items():
            for bundle in _bundles(names, owners[core]):
                self._place(bundle, owners[core])
        for name, target in {**lost, **self.merged}.items():
            if name in self.counts or name in {unit.code for unit in self.known}:
                final = self._target(target)
                owner = self.exact.get(final) or self._new([final])
                owner.confirmed = final if name in self.merged else owner.confirmed
                self._join(name, owner)

    def _target(self, name: str) -> str:
        """Follow answers that lead to a name which was itself merged into another."""
        for _ in range(len(self.merged)):
            if name not in self.merged:
                break
            name = self.merged[name]
        return name

    def _place(self, names: list[str], owners: list[_Group]) -> None:
        fitting = [
            group
            for group in owners
            if all(_one([*group.keys, unit_key(name)]) for name in names)
        ]
        if len(fitting) == 1:
            for name in names:
                self._join(name, fitting[0])
        else:
            self._new(names)


def _bundles(names: list[str], owners: list[_Group]) -> list[list[str]]:
    """Part names with the same core into those that are one unit.

    All of them, or each by itself.
    """
    keys = [unit_key(name) for name in names] + [
        key for group in owners for key in group.keys
    ]
    if _one(keys):
        return [names]
    by_kind: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name in names:
        key = unit_key(name)
        by_kind[key.level, key.place, key.infix].append(name)
    return list(by_kind.values())


def _one(keys: Sequence[UnitKey]) -> bool:
    """Whether names with the same core can only be one unit.

    No two levels, places, or 委 beside 政府.
    """
    return all(
        len({getattr(key, part) for key in keys} - {""}) <= 1
        for part in ("level", "place", "infix")
    )


def _lost_characters(printed: Sequence[PrintedUnit], names: set[str]) -> dict[str, str]:
    """Find names in which a blank stands where another name has a character.

    县 民银行 is 县人民银行.
    """
    whole = {name for name in names if is_complete(name)} - {
        unit.name for unit in printed if unit.gaps
    }
    by_length: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name in whole:
        by_length[len(name), name[-1]].append(name)
    found: dict[str, str] = {}
    for unit in printed:
        if unit.name in whole:
            continue
        for gap in unit.gaps:
            before = unit.name[:gap]
            after = unit.name[gap:]
            fits = [
                name
                for name in by_length[len(unit.name) + 1, unit.name[-1]]
                if name.startswith(before) and name.endswith(after)
            ]
            if len(fits) == 1:
                found[unit.name] = fits[0]
    return found


def _named_as_members(units: Sequence[Unit], codes: dict[str, str]) -> Iterator[Unit]:
    """Give the units that are known only because the clerk named them as members of a
    collective.
    """
    named = dict.fromkeys(name for unit in units for name in unit.members)
    known = set(codes.values())
    for name in (name for name in named if name not in known):
        yield Unit(code=name, name=name, group=_sort(name))


def _chosen(group: _Group, counts: Counter[str]) -> str:
    """Choose the name that the clerk confirmed, else the one the table uses most.

    Of several, the fullest.
    """
    return group.confirmed or max(
        group.names, key=lambda name: (counts[name], is_complete(name), len(name))
    )


def _unit(
    group: _Group, name: str, answers: Answers, *, leading: frozenset[str]
) -> Unit:
    answer = answers.of(DoubtKind.MEMBERS).get(name, "")
    members = () if answer == NOT_ISSUED else names_in(answer)
    if group.known is not None:
        known = group.known
        spellings = dict.fromkeys((*known.aliases, *group.names))
        aliases = tuple(one for one in spellings if one not in (known.code, known.name))
        return replace(
            known,
            aliases=aliases,
            members=known.members or members,
            reports=known.reports and answer != NOT_ISSUED,
        )
    aliases = tuple(one for one in group.names if one != name)
    sort = _sort(name)
    helps_only = is_vague(name) and not leading & set(group.names)
    return Unit(
        code=name,
        name=name,
        aliases=aliases,
        group=sort,
        members=members,
        reports=sort != UNCLEAR and answer != NOT_ISSUED and not helps_only,
    )


_SORTS = (
    (
        "园区",
        (
            "高新区",
            "经开区",
            "园区",
            "开发区",
            "示范区",
            "新区",
            "管理区",
            "园区管委会",
            "区管委会",
        ),
    ),
    (
        "企业",
        (
            "公司",
            "集团",
            "银行",
            "支行",
            "分行",
            "联社",
            "信用社",
            "农商行",
            "电信",
            "移动",
            "联通",
            "铁塔",
        ),
    ),
    (
        "乡镇",
        (
            "镇",
            "乡",
            "街道",
            "镇政府",
            "乡政府",
            "镇人民政府",
            "乡人民政府",
            "街道办事处",
        ),
    ),
    (
        "县市区",
        (
            "县",
            "市",
            "区",
            "县政府",
            "区政府",
            "县人民政府",
            "区人民政府",
            "市人民政府",
        ),
    ),
)


def _sort(name: str) -> str:
    """Tell what sort of body a name is of.

    `UNCLEAR` for what does not end as names of bodies end.
    """
    if is_collective(name):
        return COLLECTIVE
    for sort, endings in _SORTS:
        if name.endswith(endings) and not (
            sort == "县市区" and len(name) <= 4 and name[0] in "县市省"
        ):
            return sort
    return "部门" if is_complete(name) else UNCLEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """What asking the clerk needs to know of a table.

    How often and where names are printed, what is settled.
    """

    counts: Counter[str]
    places: dict[str, Place]
    brackets: dict[str, str]
    answers: Answers

    def doubts(self, units: Sequence[Unit], similar: int) -> Iterator[Doubt]:
        """Ask about names that stand for several, that are cut off, and that look
        alike; about each name once.
        """
        here = [
            unit
            for unit in units
            if any(name in self.counts for name in _spellings(unit))
        ]
        asked: set[str] = set()
        for unit in here:
            if unit.group == COLLECTIVE and not unit.members and unit.reports:
                yield from self._ask(
                    f.UNIT_COLLECTIVE,
                    unit,
                    self.brackets.get(unit.name) or _members(unit, units),
                )
            elif unit.group == UNCLEAR:
                yield from self._ask(f.UNIT_UNCLEAR, unit, _nearest(unit, here))
        whole = [unit for unit in here if unit.group not in (COLLECTIVE, UNCLEAR)]
        for first, second in alike(whole, similar):
            unit, other = sorted(
                (first, second), key=lambda one: (len(one.name), self._times(one))
            )
            if unit.code not in asked:
                asked.add(unit.code)
                yield from self._ask(f.UNIT_ALIKE, unit, other.name)
        for short, unit in compounds(whole):
            if unit.code not in asked:
                asked.add(unit.code)
                yield from self._ask(f.UNIT_COMPOUND, unit, short.name)

    def _times(self, unit: Unit) -> int:
        return sum(self.counts[name] for name in _spellings(unit))

    def _ask(self, kind: f.Kind, unit: Unit, suggestion: str) -> Iterator[Doubt]:
        about = DoubtKind.MEMBERS if unit.group == COLLECTIVE else DoubtKind.UNIT
        if self.answers.settles(about, unit.name):
            return
        place = next(
            (self.places[name] for name in _spellings(unit) if name in self.places),
            NOWHERE,
        )
        yield Doubt(
            kind=about,
            printed=unit.name,
            suggestion=suggestion,
            finding=kind.at(place, found=unit.name, expected=suggestion),
            sheet=UNITS.name,
            row_key=unit.code,
            column="成员" if about is DoubtKind.MEMBERS else "名称",
        )


def _spellings(unit: Unit) -> tuple[str, ...]:
    return (unit.name, *unit.aliases)


_COLLECTS = (
    ("园区", "园区"),
    ("乡镇", "乡镇"),
    ("县市区", "县市区"),
    ("县(市、区)", "县市区"),
    ("市州", "县市区"),
)


def _members(collective: Unit, units: Sequence[Unit]) -> str:
    """Suggest the units of the directory that a collective name's own words stand for
    (各园区: every 园区).
    """
    sort = next(
        (sort for word, sort in _COLLECTS if word in half_width(collective.name)), ""
    )
    names = [unit.name for unit in units if sort and unit.group == sort]
    return "、".join(names) if len(names) > 1 else ""


def _nearest(unit: Unit, others: Sequence[Unit]) -> str:
    """Give the name that a cut-off one may have been, if one begins as it does."""
    starts = [
        one.name
        for one in others
        if one.group != UNCLEAR and one.name[:3] == unit.name[:3]
    ]
    return starts[0] if len(starts) == 1 else ""
