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
    counts = Counter(unit.name for unit, _ in printed)
    merged = answers.of(DoubtKind.UNIT)
    gathering = _Gathering(known=known, counts=counts, merged=merged)
    names = set(counts) | set(gathering.exact)
    gathering.gather(_lost_characters([unit for unit, _ in printed], names))
    units: list[Unit] = []
    codes: dict[str, str] = {}
    for group in gathering.groups:
        unit = _unit(group, _chosen(group, counts), answers, leading=leading)
        units.append(unit)
        codes.update(dict.fromkeys(group.names, unit.code))
    units = [_with_coded_members(unit, codes) for unit in units]
    units.extend(_named_as_members(units, codes))
    asking = _asking(printed, counts, answers)
    doubts = tuple(asking.doubts(units, similar))
    return GatheredUnits(units=tuple(units), codes=codes, doubts=doubts)


def _with_coded_members(unit: Unit, codes: dict[str, str]) -> Unit:
    members = tuple(codes.get(name, name) for name in unit.members)
    return replace(unit, members=members)


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """The groups of spellings so far.

    `counts` says how often a name is printed, `merged` which name the clerk says it
    belongs to, `exact` in which group a spelling is.
    """

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
        """Open a group of spellings; `known` is their unit in the registry."""
        group = _Group(names, [unit_key(name) for name in names], known)
        self.groups.append(group)
        for name in names:
            self.exact.setdefault(name, group)
        return group

    def _join(self, name: str, group: _Group) -> None:
        """Add a spelling to a group, unless it is in one already."""
        if name not in self.exact:
            group.names.append(name)
            group.keys.append(unit_key(name))
            self.exact[name] = group

    def gather(self, lost: dict[str, str]) -> None:
        """Put every printed name where it belongs.

        By exact spelling, by answer, by key, by a lost character.
        """
        owners = self._owners()
        for core, names in self._fresh_by_core(lost).items():
            for bundle in _bundles(names, owners[core]):
                self._place(bundle, owners[core])
        known = {unit.code for unit in self.known}
        for name, target in {**lost, **self.merged}.items():
            if name in self.counts or name in known:
                self._join_told(name, self._target(target))

    def _owners(self) -> dict[str, list[_Group]]:
        """Give the groups that have a name with a core (住建 of 县住建局), by core."""
        owners: dict[str, list[_Group]] = defaultdict(list)
        for group in self.groups:
            for core in {key.core for key in group.keys}:
                owners[core].append(group)
        return owners

    def _fresh_by_core(self, lost: dict[str, str]) -> dict[str, list[str]]:
        """Give the printed names by core that no spelling and no answer settles."""
        by_core: dict[str, list[str]] = defaultdict(list)
        for name in self.counts:
            if name in self.exact or name in self.merged or name in lost:
                continue
            by_core[unit_key(name).core].append(name)
        return by_core

    def _join_told(self, name: str, target: str) -> None:
        """Join a name to what an answer, or a lost character, says it is."""
        owner = self.exact.get(target) or self._new([target])
        if name in self.merged:
            owner.confirmed = target
        self._join(name, owner)

    def _target(self, name: str) -> str:
        """Follow answers that lead to a name which was itself merged into another."""
        for _ in range(len(self.merged)):
            if name not in self.merged:
                break
            name = self.merged[name]
        return name

    def _place(self, names: list[str], owners: list[_Group]) -> None:
        """Put names with one core into the group that they fit.

        Where none or several fit, they are a group of their own.
        """
        keys = [unit_key(name) for name in names]
        fitting = [
            group
            for group in owners
            if all(_can_be_one([*group.keys, key]) for key in keys)
        ]
        if len(fitting) != 1:
            self._new(names)
            return
        for name in names:
            self._join(name, fitting[0])


def _bundles(names: list[str], owners: list[_Group]) -> list[list[str]]:
    """Part names with the same core into those that are one unit.

    All of them, or each by itself.
    """
    keys = [unit_key(name) for name in names]
    for group in owners:
        keys += group.keys
    if _can_be_one(keys):
        return [names]
    by_kind: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name in names:
        key = unit_key(name)
        by_kind[key.level, key.place, key.infix].append(name)
    return list(by_kind.values())


def _can_be_one(keys: Sequence[UnitKey]) -> bool:
    """Whether names with the same core can only be one unit.

    No two levels, places, or 委 beside 政府.
    """
    levels = {key.level for key in keys}
    places = {key.place for key in keys}
    infixes = {key.infix for key in keys}
    return all(len(said - {""}) <= 1 for said in (levels, places, infixes))


def _lost_characters(printed: Sequence[PrintedUnit], names: set[str]) -> dict[str, str]:
    """Find names in which a blank stands where another name has a character.

    县 民银行 is 县人民银行.
    """
    gapped = {unit.name for unit in printed if unit.gaps}
    by_length: dict[int, list[str]] = defaultdict(list)
    for name in names - gapped:
        if is_complete(name):
            by_length[len(name)].append(name)
    found: dict[str, str] = {}
    for unit in printed:
        longer_by_one = by_length[len(unit.name) + 1]
        for gap in unit.gaps:
            fits = [name for name in longer_by_one if _fills(name, unit.name, gap)]
            if len(fits) == 1:
                found[unit.name] = fits[0]
    return found


def _fills(name: str, gapped: str, gap: int) -> bool:
    """Whether a name is the gapped one with characters at the gap."""
    return name.startswith(gapped[:gap]) and name.endswith(gapped[gap:])


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
    is_issued = answer != NOT_ISSUED
    members = names_in(answer) if is_issued else ()
    if group.known is not None:
        return _known_unit(group.known, group.names, members, is_issued=is_issued)
    sort = _sort(name)
    helps_only = is_vague(name) and not leading & set(group.names)
    return Unit(
        code=name,
        name=name,
        aliases=tuple(spelling for spelling in group.names if spelling != name),
        group=sort,
        members=members,
        reports=is_issued and sort != UNCLEAR and not helps_only,
    )


def _known_unit(
    known: Unit, names: Sequence[str], members: tuple[str, ...], *, is_issued: bool
) -> Unit:
    """Give a unit of the registry with the spellings and the answer that are new."""
    spellings = dict.fromkeys((*known.aliases, *names))
    own = (known.code, known.name)
    return replace(
        known,
        aliases=tuple(spelling for spelling in spellings if spelling not in own),
        members=known.members or members,
        reports=known.reports and is_issued,
    )


_COUNTIES = "县市区"
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
    ("村社", ("村", "社区", "林场", "农场")),
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
        _COUNTIES,
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
        if name.endswith(endings) and not (sort == _COUNTIES and _is_office(name)):
            return sort
    return "部门" if is_complete(name) else UNCLEAR


def _is_office(name: str) -> bool:
    """Tell 市政府 and 县政府, the whole office, from a county's (东河县政府)."""
    return len(name) <= _LONGEST_OFFICE and name[0] in "县市省"


_LONGEST_OFFICE = 4


def _asking(
    printed: Sequence[tuple[PrintedUnit, Place]], counts: Counter[str], answers: Answers
) -> _Asking:
    places: dict[str, Place] = {}
    brackets: dict[str, str] = {}
    for unit, place in printed:
        places.setdefault(unit.name, place)
        if unit.bracket:
            brackets[unit.name] = unit.bracket
    return _Asking(counts=counts, places=places, brackets=brackets, answers=answers)


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
        here = [unit for unit in units if self._is_printed(unit)]
        for unit in here:
            yield from self._unclear(unit, units, here)
        whole = [unit for unit in here if unit.group not in (COLLECTIVE, UNCLEAR)]
        asked: set[str] = set()
        for kind, unit, other in self._lookalikes(whole, similar):
            if unit.code not in asked:
                asked.add(unit.code)
                yield from self._ask(kind, unit, other.name)

    def _is_printed(self, unit: Unit) -> bool:
        return any(name in self.counts for name in _spellings(unit))

    def _unclear(
        self, unit: Unit, units: Sequence[Unit], here: Sequence[Unit]
    ) -> Iterator[Doubt]:
        """Ask who a collective name stands for, and what a cut-off one is."""
        if unit.group == UNCLEAR:
            yield from self._ask(f.UNIT_UNCLEAR, unit, _nearest(unit, here))
        elif unit.group == COLLECTIVE and unit.reports and not unit.members:
            suggestion = self.brackets.get(unit.name) or _members(unit, units)
            yield from self._ask(f.UNIT_COLLECTIVE, unit, suggestion)

    def _lookalikes(
        self, units: Sequence[Unit], similar: int
    ) -> Iterator[tuple[f.Kind, Unit, Unit]]:
        """Give each unit to ask about, and the one that it may be.

        Of two that look alike the shorter, rarer name is asked about.
        """
        for pair in alike(units, similar):
            unit, other = sorted(
                pair, key=lambda unit: (len(unit.name), self._times(unit))
            )
            yield f.UNIT_ALIKE, unit, other
        for short, unit in compounds(units):
            yield f.UNIT_COMPOUND, unit, short

    def _times(self, unit: Unit) -> int:
        """Give how often the spellings of a unit are printed."""
        return sum(self.counts[name] for name in _spellings(unit))

    def _ask(self, kind: f.Kind, unit: Unit, suggestion: str) -> Iterator[Doubt]:
        """Ask about a unit, unless the clerk has answered; at its first place."""
        about = DoubtKind.MEMBERS if unit.group == COLLECTIVE else DoubtKind.UNIT
        if self.answers.settles(about, unit.name):
            return
        places = [self.places[name] for name in _spellings(unit) if name in self.places]
        place = places[0] if places else NOWHERE
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
    words = half_width(collective.name)
    sorts = [sort for word, sort in _COLLECTS if word in words]
    if not sorts:
        return ""
    names = [unit.name for unit in units if unit.group == sorts[0]]
    return "、".join(names) if len(names) > 1 else ""


def _nearest(unit: Unit, others: Sequence[Unit]) -> str:
    """Give the name that a cut-off one may have been, if one begins as it does."""
    starts = [
        one.name
        for one in others
        if one.group != UNCLEAR and one.name[:3] == unit.name[:3]
    ]
    return starts[0] if len(starts) == 1 else ""
