"""The figures of a cell as drafts, clause by clause.

A clause leans on those before it: for its name (新增平台3个、企业8家), for the whole
that it is a part of (其中…), for the subjects that a 分别 spreads over its figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool import findings as catalogue
from xltool.decomposition.indicators.deadlines import find_deadline
from xltool.decomposition.indicators.distribution import names_together, shared_names
from xltool.decomposition.indicators.drafts import Draft
from xltool.decomposition.indicators.every_place import is_of_every_place
from xltool.decomposition.indicators.kinds import (
    is_pure_number,
    kind_of,
    less_is_better,
)
from xltool.decomposition.indicators.names import grant_name, introduced, name_of
from xltool.decomposition.indicators.omitted_words import (
    Name,
    needs_a_subject,
    part_name,
)
from xltool.decomposition.indicators.roles import (
    ClauseReading,
    chances_in_text,
    read_role,
)
from xltool.decomposition.indicators.setting import NOWHERE, Setting
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Indicator, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.indicators.clauses import Clause
    from xltool.decomposition.text.normalizing import Folded
    from xltool.decomposition.text.numbers import Quantity
    from xltool.findings import Finding

_FAR = 200
"""So many characters of a sentence in front of a clause are looked at."""
_UNEVEN = 0.4
"""The confidence in figures of 分别 that are not as many as its subjects."""
_ROLE_WORDS = {
    Role.TARGET: "需要完成的目标",
    Role.PARAMETER: "政策参数",
    Role.SCOPE: "工作范围",
    Role.BASIS: "比较的基数",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """What stands around a text, and the numbers of the sentences that tell of what
    was reached before it.
    """

    setting: Setting = NOWHERE
    past: frozenset[int] = frozenset()


def drafts_of(folded: Folded, clauses: Sequence[Clause], time: Time) -> list[Draft]:
    """Give the drafts of all clauses, in their order."""
    chances = chances_in_text(folded.flat, clauses, time.setting)
    drafting = _Drafting(folded=folded, time=time, chances=chances)
    drafting.read(clauses)
    return drafting.drafts


@dataclass(slots=True, kw_only=True)
class _Drafting:
    """The drafts so far, and what the next clause may lean on.

    `head` is the name before it, `whole` the place of the draft that it may be a part
    of; `chances` are those of each role by the weights, by a clause's start.
    """

    folded: Folded
    time: Time
    chances: dict[int, dict[Role, float]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    head: Name | None = None
    whole: int | None = None

    def read(self, clauses: Sequence[Clause]) -> None:
        """Add the drafts of clauses that follow each other."""
        position = 0
        while position < len(clauses):
            clause = clauses[position]
            before = clauses[position - 1] if position else None
            self._enter(clause, before)
            group = _distributed(clauses, position)
            if group:
                self._spread(group)
                position += len(group)
                continue
            self._add(clause)
            position += 1
            if position < len(clauses):
                self.drafts[-1] = _asked(self.drafts[-1], clause, clauses[position])

    def _enter(self, clause: Clause, before: Clause | None) -> None:
        """Forget what a clause can no longer lean on, and see what introduces it."""
        if before is not None and not _goes_on(self.folded.flat, before, clause):
            self._forget()
        follows = before is not None and before.end == clause.start - 1
        if clause.opener in "：（" and not follows:
            self.head = introduced(self._said_before(clause))

    def _forget(self) -> None:
        self.head = None
        self.whole = None

    def _said_before(self, clause: Clause) -> str:
        """Give the sentence in front of a clause, as far back as one leans on it."""
        start = max(clause.sentence_start, clause.start - _FAR)
        return self.folded.flat[start : clause.start]

    def _add(self, clause: Clause) -> None:
        """Add the drafts of one clause, and keep what the next may lean on."""
        name = name_of(clause, self.head, self._said_before(clause))
        reading = self._role(clause, name)
        whole = self._whole(clause)
        full_name = self._full_name(clause, name, reading, whole)
        parent = whole
        if parent is None and self._is_subset(clause, name):
            parent = len(self.drafts) - 1
        part = "" if parent is None else "其中"
        for text in names_together(clause.left, full_name):
            indicator = self._indicator(clause, replace(name, text=text), reading)
            indicator = replace(indicator, part=part)
            draft = _draft(clause, indicator, reading)
            self.drafts.append(replace(draft, parent=parent))
        self.head = _leant_on(name, clause, reading, self.head)
        self.whole = whole

    def _role(self, clause: Clause, name: Name) -> ClauseReading:
        """Tell what a clause's figure is for, by its words and what was counted before
        it.
        """
        flat = self.folded.flat
        before = self.drafts[-1] if self.drafts else None
        follows = before is not None and before.sentence == clause.sentence
        if before is not None and follows and _goes_on_scope(flat, clause, before):
            return ClauseReading(role=Role.SCOPE, confidence=0.85)
        promised = _target_of(before)
        if promised is not None and is_of_every_place(clause, flat, promised):
            return ClauseReading(role=Role.PARAMETER, confidence=0.85)
        return read_role(
            clause,
            name,
            flat,
            setting=self.time.setting,
            follows=follows,
            past=clause.sentence in self.time.past,
            is_part=promised is not None and _opens_part(flat, clause),
            likely=self.chances.get(clause.start),
        )

    def _whole(self, clause: Clause) -> int | None:
        """Give the place of what a clause is a part of; None if it is none."""
        opens_part = _opens_part(self.folded.flat, clause)
        if self.whole is not None:
            whole = self.drafts[self.whole].indicator
            if opens_part or _still_part(clause, whole):
                return self.whole
        if not self.drafts or not opens_part:
            return None
        last = len(self.drafts) - 1
        # 产值120亿元、增长8%，其中高新区60亿元: a part of the amount, not of its growth
        if last and _is_other_than_growth(clause, self.drafts[last].indicator):
            return last - 1
        return last

    def _full_name(
        self, clause: Clause, name: Name, reading: ClauseReading, whole: int | None
    ) -> str:
        """Give the name that a figure is shown by, which its role decides."""
        if reading.role is Role.SCOPE and clause.tail:
            return clause.tail
        if reading.role is Role.BASIS and clause.left:
            return clause.left + clause.quantity.before
        if reading.role is Role.PARAMETER and clause.tail not in {"", "的"}:
            return grant_name(clause)
        if whole is None:
            return name.text
        return part_name(name, self.drafts[whole].indicator.name)

    def _is_subset(self, clause: Clause, name: Name) -> bool:
        """Tell a higher threshold in the same list: it is a part of the one before
        (2亿元以上100个、50亿元以上10个).
        """
        if not self.drafts or self.head is None:
            return False
        if not name.restored or clause.opener != "、":
            return False
        lower = _threshold(self.drafts[-1].indicator.name)
        higher = _threshold(name.text)
        return lower is not None and higher is not None and higher > lower

    def _indicator(
        self, clause: Clause, name: Name, reading: ClauseReading
    ) -> Indicator:
        quantity = clause.quantity
        words = self.folded.flat[clause.start : clause.end]
        return Indicator(
            code="",
            task="",
            name=name.text,
            comparison=quantity.comparison,
            value=quantity.value,
            value_high=quantity.high,
            measurement_unit=quantity.measurement_unit,
            role=reading.role,
            kind=kind_of(clause, name),
            reverse=less_is_better(clause, name),
            deadline=find_deadline(words, self._said_before(clause)),
            source_text=source_text(self.folded, clause.start, clause.end),
            confidence=min(reading.confidence, _confidence(name, quantity)),
        )

    def _spread(self, group: tuple[Clause, ...]) -> None:
        """Add the drafts of 分别: each figure has the subject at its place.

        Where there are more of one than of the other, each figure has all subjects, and
        the clerk is asked.
        """
        first = group[0]
        last = group[-1]
        recent: list[Draft] = []
        if self.head is not None:
            recent = self.drafts[-len(group) :]
        subjects, verb = shared_names(
            first,
            self._said_before(first),
            tuple(draft.indicator.name for draft in recent),
            len(group),
        )
        reading = read_role(
            replace(first, tail=last.tail),
            Name(text=verb),
            self.folded.flat,
            setting=self.time.setting,
            past=first.sentence in self.time.past,
            likely=self.chances.get(first.start),
        )
        source = source_text(self.folded, first.start, last.end)
        due = _years_of_each(self._said_before(first) + first.left, len(group))
        if due and len(subjects) == 1:
            subjects *= len(group)
        is_even = len(subjects) == len(group)
        subject_of_each = subjects if is_even else ("、".join(subjects),) * len(group)
        drafts = []
        for at, clause in enumerate(group):
            name = _shared_name(subject_of_each[at], verb, last.tail)
            indicator = replace(
                self._indicator(clause, name, reading),
                source_text=source,
                comparison=_comparison_within(group, clause),
            )
            if due:
                indicator = replace(indicator, deadline=due[at])
            drafts.append(_draft(clause, indicator, reading))
        if not is_even:
            finding = catalogue.UNEVEN_DISTRIBUTION.at(
                found=source, subjects=len(subjects), figures=len(group)
            )
            drafts = [_unsure(draft) for draft in drafts]
            drafts[0] = replace(drafts[0], findings=(finding,))
        self.drafts += drafts
        self._forget()


_YEARS = re.compile(r"到?(20\d\d)年(?:底|末)?[、和及](20\d\d)年")


def _years_of_each(words: str, count: int) -> tuple[str, ...]:
    """Give when each figure is due (到2025年和2030年，普及率分别达到70%和80%).

    Blank where the words name no two years for two figures.
    """
    years = _YEARS.search(words)
    if years is None or count != len(years.groups()):
        return ()
    return tuple(f"{year}年" for year in years.groups())


def _draft(clause: Clause, indicator: Indicator, reading: ClauseReading) -> Draft:
    return Draft(
        start=clause.start,
        indicator=indicator,
        left=clause.left,
        sentence=clause.sentence,
        spans=((clause.quantity.start, clause.quantity.end),),
        findings=_doubts(indicator, reading),
    )


def _unsure(draft: Draft) -> Draft:
    return replace(draft, indicator=replace(draft.indicator, confidence=_UNEVEN))


def source_text(folded: Folded, start: int, end: int) -> str:
    """Give the words of a cell as they are printed, without the marks around them."""
    return folded.source[start:end].strip("，、；。：（）\n ")


def _goes_on(flat: str, before: Clause, clause: Clause) -> bool:
    """Tell whether a clause may lean on the one before it.

    Only in its sentence, or behind one semicolon.
    """
    gap = flat[before.end : clause.start]
    return not any(mark in gap for mark in "。！？\n") and gap.count("；") <= 1


def _opens_part(flat: str, clause: Clause) -> bool:
    """Tell 其中|高新区60亿元, and 其中：|60亿元, where the clause begins behind it."""
    if clause.left.startswith(("其中", "含", "包括")):
        return True
    return bool(_PART.search(flat, max(0, clause.start - 4), clause.start))


_PART = re.compile(r"其中[，：]?$")


def _still_part(clause: Clause, whole: Indicator) -> bool:
    """Tell whether a clause without 其中 of its own still counts parts of the whole."""
    if clause.opener == "、":
        return True
    if clause.opener != "，" or len(clause.left) >= _LONG_FOR_A_PART:
        return False
    if clause.quantity.measurement_unit != whole.measurement_unit:
        return False
    return not _NEW_WORK.match(clause.left)


_LONG_FOR_A_PART = 12
_NEW_WORK = re.compile(r"新|引进|完成|培育|力争|确保|实现|建")


def _is_other_than_growth(clause: Clause, before: Indicator) -> bool:
    """Tell a figure that is no rate, behind a growth rate."""
    is_rate = "%" in clause.quantity.measurement_unit
    return before.kind is IndicatorKind.GROWTH and not is_rate


def _goes_on_scope(flat: str, clause: Clause, before: Draft) -> bool:
    """Tell 计划出列的2个乡和|20个村: what is joined to a scope is one."""
    if before.indicator.role not in (Role.SCOPE, Role.FACT) or clause.left:
        return False
    closes = before.spans[0][1]
    gap = flat[closes : clause.quantity.opens]
    return len(gap) < _JOINED and gap.endswith(("和", "及", "与", "、"))


_JOINED = 14
"""Two figures farther apart than so many characters are not joined by a 和."""


def _leant_on(
    name: Name, clause: Clause, reading: ClauseReading, head: Name | None
) -> Name | None:
    """Give what the next clause may lean on.

    Of a mere field of work only what it counts.
    """
    if reading.role in (Role.TARGET, Role.FACT):
        return name
    if reading.role is Role.SCOPE and head is None and clause.tail:
        return Name(text=clause.tail, noun=clause.tail)
    return head


def _threshold(name: str) -> int | None:
    """Give the least amount of money that a name sets, in 万元 (2亿元以上 is 20000)."""
    found = re.search(r"(\d*)([万亿])元以上", name)
    if found is None:
        return None
    size = {"万": 1, "亿": 10_000}
    return int(found[1] or 1) * size[found[2]]


def _confidence(name: Name, quantity: Quantity) -> float:
    """Give how sure a figure and its name are: what was guessed lowers it.

    A number without 计量单位 may have lost it (改造不少于5敬老院), unless it is an
    index.
    """
    lost_measure = quantity.bare and not is_pure_number(name.text)
    doubt = (
        0.1 * name.restored
        + 0.05 * name.from_tail
        + 0.1 * quantity.spelled
        + 0.3 * (len(name.text) < 2)
        + 0.2 * quantity.bare
        + 0.1 * lost_measure
    )
    return round(0.95 - doubt, 2)


def _doubts(indicator: Indicator, reading: ClauseReading) -> tuple[Finding, ...]:
    """Ask about a figure that may be read otherwise, or may have been reached."""
    if reading.is_time_open:
        return (catalogue.TIME_OPEN.at(found=indicator.source_text),)
    if not reading.otherwise:
        return ()
    expected = _ROLE_WORDS[indicator.role]
    return (
        catalogue.TWO_READINGS.at(
            found=indicator.source_text, expected=expected, otherwise=reading.otherwise
        ),
    )


def _target_of(draft: Draft | None) -> Indicator | None:
    """Give what a draft promises; None if it is no target."""
    if draft is None or draft.indicator.role is not Role.TARGET:
        return None
    return draft.indicator


def _asked(draft: Draft, clause: Clause, following: Clause) -> Draft:
    """Ask whether 以上 is also meant for the figure before it
    (合同140件、成交额14亿元以上).
    """
    quantity = clause.quantity
    if draft.findings or quantity.before or quantity.after:
        return draft
    if not _may_bound_both(clause, following):
        return draft
    read = f"{quantity.value:f}{quantity.measurement_unit}"
    otherwise = f"也可能是“{read}{following.quantity.after}”"
    finding = catalogue.TWO_READINGS.at(
        found=draft.indicator.source_text, expected=read, otherwise=otherwise
    )
    return replace(draft, findings=(finding,))


def _may_bound_both(clause: Clause, following: Clause) -> bool:
    """Tell a bound behind the next figure of the same thing."""
    if following.opener != "、" or following.sentence != clause.sentence:
        return False
    if not following.quantity.after or following.quantity.before:
        return False
    # an area is not what is harvested from it: 播种面积30万亩、产量13万吨以上
    if following.left.startswith(("产", "总产", "单产")):
        return False
    return needs_a_subject(following.left)


def _distributed(clauses: Sequence[Clause], position: int) -> tuple[Clause, ...]:
    """Give the clauses over which a 分别 spreads its subjects.

    Empty if there is none.
    """
    first = clauses[position]
    if "分别" not in first.left:
        return ()
    group = [first]
    for clause in clauses[position + 1 :]:
        if clause.sentence != first.sentence or clause.opener != "、":
            break
        if len(clause.left) > _SHORT_BETWEEN:
            break
        group.append(clause)
    return tuple(group)


_SHORT_BETWEEN = 3
"""So many characters stand between two figures of 分别 at most (6%、不低于7%)."""


def _comparison_within(group: tuple[Clause, ...], clause: Clause) -> str:
    """Give how a figure of 分别 compares.

    As it says itself, else as what stands before the first or behind the last says for
    all (分别突破8亿元、6亿元; 分别增长6%、7%左右).
    """
    comparison = clause.quantity.comparison
    says_itself = clause.quantity.before or clause.quantity.after
    first = group[0].quantity
    if comparison == "=" and not says_itself and not first.after:
        comparison = first.comparison
    if comparison == "=" and group[-1].quantity.comparison == "~":
        return "~"
    return comparison


_CHANGED = re.compile(r"增长|增速|下降|提高|提升|增加")


_MADE = re.compile(r"新增|新建|引进|培育|建设|建成|完成|改造")


def _shared_name(subject: str, verb: str, tail: str) -> Name:
    if _CHANGED.search(verb):
        return Name(text=f"{subject}{verb}", noun=subject, growth=verb)
    if _MADE.match(verb):
        return Name(text=f"{verb.removeprefix('完成')}{subject}{tail}", noun=subject)
    return Name(text=f"{subject}{tail}", noun=subject)
