"""Every promise in a cell as an indicator.

The figures, named and judged one after the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool import findings as catalogue
from xltool.decomposition.indicators.candidates import may_be_indicator
from xltool.decomposition.indicators.clauses import (
    Clause,
    find_clauses,
    says_capacity,
    starts_from,
)
from xltool.decomposition.indicators.deadlines import find_deadline
from xltool.decomposition.indicators.distribution import names_together, shared_names
from xltool.decomposition.indicators.drafts import Draft, in_printed_order, staged
from xltool.decomposition.indicators.kinds import kind_of, less_is_better
from xltool.decomposition.indicators.names import grant_name, introduced, name_of
from xltool.decomposition.indicators.omitted_words import (
    Name,
    needs_a_subject,
    part_name,
)
from xltool.decomposition.indicators.parts import with_sums
from xltool.decomposition.indicators.past import past_sentences
from xltool.decomposition.indicators.qualitative import (
    QualitativeTarget,
    find_qualitative,
)
from xltool.decomposition.indicators.roles import ClauseReading, read_role
from xltool.decomposition.indicators.unread import UnreadNumber, unread_numbers
from xltool.decomposition.text.loops import find_loops, untrusted
from xltool.decomposition.text.normalizing import Folded, fold
from xltool.decomposition.text.numbers import Quantity, find_quantities
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Indicator, Level, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.findings import Finding

LOOPED = 0.3
"""The most confidence in anything read from a cell that runs away."""
_FAR = 200
_ROLE_WORDS = {
    Role.TARGET: "需要完成的目标",
    Role.PARAMETER: "政策参数",
    Role.SCOPE: "工作范围",
    Role.FACT: "已有情况",
    Role.BASIS: "比较的基数",
}
_PART = re.compile(r"其中[，：]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ClauseContext:
    """What the next clause may lean on.

    The name before it, and the place of the whole it may be a part of.
    """

    head: Name | None = None
    whole: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading:
    """What a cell says.

    Its indicators, what is doubtful, and the numbers that are none.
    """

    indicators: tuple[Indicator, ...]
    findings: tuple[Finding, ...]
    unread: tuple[UnreadNumber, ...]


def extract_indicators(
    text: str, *, task: str, level: Level, year: int | None = None
) -> tuple[tuple[Indicator, ...], tuple[Finding, ...]]:
    """Give what `read_cell` reads, without the numbers that are no indicators."""
    reading = read_cell(text, task=task, level=level, year=year)
    return reading.indicators, reading.findings


def read_cell(
    text: str,
    *,
    task: str,
    level: Level,
    year: int | None = None,
    past: bool = False,
) -> CellReading:
    """Read every promise, parameter, scope, fact and basis of a cell (or of one item of
    it).

    Codes count in printed order: `T05-01-1`, in the upper column `T05-01-U1`. `year` is
    the table's own: figures of earlier years are facts, and so is all that stands below
    a heading that looks back (`past`). Doubts lower `confidence`;
    those with two readings are findings as well, without a place (`Finding.moved` gives
    them one).
    """
    folded = fold(text)
    loops = find_loops(folded.flat)
    folded = replace(folded, flat=_blanked(folded.flat, untrusted(loops)))
    quantities = tuple(find_quantities(folded.flat))
    clauses = tuple(c for c in find_clauses(folded, quantities) if may_be_indicator(c))
    told = past_sentences(folded.flat, year)
    if past:
        told |= {clause.sentence for clause in clauses}
    figures = _figures(folded, clauses, _Time(year, told))
    drafts = staged(figures, year)
    drafts += _within_names(folded, quantities, clauses, figures)
    drafts = in_printed_order(drafts)
    read = [span for draft in drafts for span in draft.spans]
    worded = find_qualitative(
        folded.flat, tuple(quantity.start for quantity in quantities)
    )
    starts = [draft.start for draft in drafts]
    drafts += [
        _worded(folded, target, drafts[: bisect_left(starts, target.start)][-1:])
        for target in worded
    ]
    found = [
        catalogue.RECOGNITION_LOOP.at(found=loop.phrase, times=loop.times)
        for loop in loops
    ]
    found += [finding for draft in drafts for finding in draft.findings]
    coded = tuple(_coded(drafts, task, level, ceiling=LOOPED if loops else 1.0))
    unread = tuple(unread_numbers(folded, read, clauses))
    if level is Level.OWN:
        found += [
            catalogue.NUMBER_UNREAD.at(found=one.text) for one in unread if one.open
        ]
    return CellReading(
        indicators=with_sums(coded), findings=tuple(found), unread=unread
    )


def _within_names(
    folded: Folded,
    quantities: Sequence[Quantity],
    clauses: Sequence[Clause],
    figures: Sequence[Draft],
) -> list[Draft]:
    """Give the figures in a clause's words that are no promise of their own.

    What the target starts from (由30%提高到35%) is its basis, what the counted thing
    can do (日处理200吨的水厂1座) a parameter.
    """
    found: list[Draft] = []
    named = {draft.start: draft for draft in figures}
    starts = [quantity.start for quantity in quantities]
    for clause in clauses:
        draft = named.get(clause.start)
        if draft is None:
            continue
        first = bisect_left(starts, clause.start)
        last = bisect_left(starts, clause.end)
        for quantity in quantities[first:last]:
            if quantity.start == clause.quantity.start or quantity.bare:
                continue
            role = _role_in_name(folded.flat, quantity)
            if role is not None:
                found.append(_part_of_name(folded, quantity, draft, role))
    return found


def _role_in_name(flat: str, quantity: Quantity) -> Role | None:
    if starts_from(flat, quantity):
        return Role.BASIS
    return Role.PARAMETER if says_capacity(flat, quantity) else None


def _part_of_name(
    folded: Folded, quantity: Quantity, draft: Draft, role: Role
) -> Draft:
    indicator = replace(
        draft.indicator,
        comparison=quantity.comparison,
        value=quantity.value,
        value_high=quantity.high,
        measurement_unit=quantity.measurement_unit,
        role=role,
        plan=(),
        part="",
        deadline="",
        source_text=_source(folded, draft.start, quantity.closes),
        confidence=0.85,
    )
    return Draft(
        start=quantity.start,
        indicator=indicator,
        sentence=draft.sentence,
        spans=((quantity.start, quantity.end),),
    )


def _blanked(flat: str, spans: tuple[tuple[int, int], ...]) -> str:
    """Blank what only repeats; places stay."""
    chars = list(flat)
    for start, end in spans:
        chars[start:end] = "。" * (end - start)
    return "".join(chars)


@dataclass(frozen=True, slots=True)
class _Time:
    """The document's year, and the sentences that tell of what was reached before
    it.
    """

    year: int | None
    past: frozenset[int]


def _figures(folded: Folded, clauses: tuple[Clause, ...], time: _Time) -> list[Draft]:
    drafts: list[Draft] = []
    context = _ClauseContext()
    position = 0
    while position < len(clauses):
        clause = clauses[position]
        if position:
            context = _carried(folded.flat, clauses[position - 1], clause, context)
        if clause.opener in "：（" and (
            not position or clauses[position - 1].end != clause.start - 1
        ):
            context = replace(context, head=introduced(_said_before(folded, clause)))
        group = _distributed(clauses, position)
        if group:
            recent = drafts[-len(group) :] if context.head is not None else []
            drafts += _shared_drafts(
                folded, group, tuple(draft.indicator.name for draft in recent), time
            )
            context = _ClauseContext()
        else:
            context = _add(folded, clause, context, drafts, time)
            drafts[-1:] = [
                _asked(draft, clause, clauses[position + 1 : position + 2])
                for draft in drafts[-1:]
            ]
        position += len(group) or 1
    return drafts


def _carried(
    flat: str, before: Clause, clause: Clause, context: _ClauseContext
) -> _ClauseContext:
    """Keep what a clause may lean on: only in its sentence, or behind one semicolon."""
    gap = flat[before.end : clause.start]
    goes_on = not any(mark in gap for mark in "。！？\n") and gap.count("；") <= 1
    return context if goes_on else _ClauseContext()


def _whole(
    flat: str, clause: Clause, current: int | None, drafts: list[Draft]
) -> int | None:
    """Give the place of what a clause is a part of; None if it is none."""
    if not drafts:
        return None
    if current is not None and (
        _opens_part(flat, clause) or _still_part(clause, drafts[current].indicator)
    ):
        return current
    if not _opens_part(flat, clause):
        return None
    last = len(drafts) - 1
    is_growth = (
        drafts[last].indicator.kind is IndicatorKind.GROWTH
        and "%" not in clause.quantity.measurement_unit
    )
    return last - 1 if last and is_growth else last


def _promises(drafts: Sequence[Draft]) -> bool:
    return any(draft.indicator.role is Role.TARGET for draft in drafts)


def _opens_part(flat: str, clause: Clause) -> bool:
    return clause.left.startswith(("其中", "含", "包括")) or bool(
        _PART.search(flat, max(0, clause.start - 4), clause.start)
    )


def _add(
    folded: Folded,
    clause: Clause,
    context: _ClauseContext,
    drafts: list[Draft],
    time: _Time,
) -> _ClauseContext:
    """Add the drafts of one clause; give what the next may lean on."""
    name = name_of(clause, context.head, _said_before(folded, clause))
    follows = bool(drafts) and drafts[-1].sentence == clause.sentence
    reading = read_role(
        clause,
        name,
        folded.flat,
        year=time.year,
        follows=follows,
        past=clause.sentence in time.past,
        is_part=_opens_part(folded.flat, clause) and _promises(drafts[-1:]),
    )
    if follows and _goes_on_scope(folded.flat, clause, drafts[-1]):
        reading = ClauseReading(role=Role.SCOPE, confidence=0.85)
    whole = _whole(folded.flat, clause, context.whole, drafts)
    parent = whole
    if (
        parent is None
        and drafts
        and context.head is not None
        and _is_subset(name, drafts[-1].indicator, clause)
    ):
        parent = len(drafts) - 1
    for text in names_together(
        clause.left, _full_name(clause, name, reading, whole, drafts)
    ):
        named = name if text == name.text else replace(name, text=text)
        indicator = _indicator(
            folded, clause, named, reading, part="" if parent is None else "其中"
        )
        found = _doubts(indicator, reading.otherwise)
        drafts.append(
            Draft(
                start=clause.start,
                indicator=indicator,
                parent=parent,
                findings=found,
                left=clause.left,
                sentence=clause.sentence,
                spans=((clause.quantity.start, clause.quantity.end),),
            )
        )
    return _ClauseContext(
        head=_leant_on(name, clause, reading, context.head), whole=whole
    )


def _goes_on_scope(flat: str, clause: Clause, before: Draft) -> bool:
    """Tell 计划出列的2个乡和|20个村: what is joined to a scope is one."""
    if before.indicator.role not in (Role.SCOPE, Role.FACT) or clause.left:
        return False
    closes = before.spans[0][1]
    gap = flat[closes : clause.quantity.opens]
    return len(gap) < _JOINED and gap.endswith(("和", "及", "与", "、"))


_JOINED = 14


def _leant_on(
    name: Name, clause: Clause, reading: ClauseReading, head: Name | None
) -> Name | None:
    """Give what the next clause may lean on.

    Of a mere field of work only what it counts.
    """
    if reading.role is Role.TARGET:
        return name
    if reading.role is Role.SCOPE and head is None and clause.tail:
        return Name(text=clause.tail, noun=clause.tail)
    return head


def _full_name(
    clause: Clause,
    name: Name,
    reading: ClauseReading,
    whole: int | None,
    drafts: list[Draft],
) -> str:
    if reading.role is Role.SCOPE and clause.tail:
        return clause.tail
    if reading.role is Role.BASIS and clause.left:
        return clause.left + clause.quantity.before
    if reading.role is Role.PARAMETER and clause.tail not in {"", "的"}:
        return grant_name(clause)
    return name.text if whole is None else part_name(name, drafts[whole].indicator.name)


_NEW_WORK = re.compile(r"新|引进|完成|培育|力争|确保|实现|建")


def _still_part(clause: Clause, parent: Indicator) -> bool:
    """Tell whether a clause without 其中 of its own still counts parts of the
    parent.
    """
    return clause.opener == "、" or (
        clause.opener == "，"
        and clause.quantity.measurement_unit == parent.measurement_unit
        and len(clause.left) < 12
        and not _NEW_WORK.match(clause.left)
    )


def _is_subset(name: Name, before: Indicator, clause: Clause) -> bool:
    """A higher threshold in the same list is a part of the one before
    (2亿元以上100个、50亿元以上10个).
    """
    if not name.restored or clause.opener != "、":
        return False
    lower = re.search(r"(\d*)([万亿])元以上", before.name)
    higher = re.search(r"(\d*)([万亿])元以上", name.text)
    if lower is None or higher is None:
        return False
    size = {"万": 1, "亿": 10_000}
    return int(higher[1] or 1) * size[higher[2]] > int(lower[1] or 1) * size[lower[2]]


def _indicator(
    folded: Folded,
    clause: Clause,
    name: Name,
    reading: ClauseReading,
    *,
    part: str = "",
) -> Indicator:
    quantity = clause.quantity
    sentence = _said_before(folded, clause)
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
        part=part,
        reverse=less_is_better(clause, name),
        deadline=find_deadline(folded.flat[clause.start : clause.end], sentence),
        source_text=_source(folded, clause.start, clause.end),
        confidence=min(reading.confidence, _confidence(name, quantity)),
    )


def _said_before(folded: Folded, clause: Clause) -> str:
    """Give the sentence in front of a clause, as far back as one leans on it."""
    return folded.flat[max(clause.sentence_start, clause.start - _FAR) : clause.start]


def _source(folded: Folded, start: int, end: int) -> str:
    return folded.source[start:end].strip("，、；。：（）\n ")


def _confidence(name: Name, quantity: Quantity) -> float:
    doubt = (
        0.1 * name.restored
        + 0.05 * name.from_tail
        + 0.1 * quantity.spelled
        + 0.3 * (len(name.text) < 2)
    )
    return round(0.95 - doubt - 0.2 * quantity.bare, 2)


def _doubts(indicator: Indicator, otherwise: str) -> tuple[Finding, ...]:
    if not otherwise:
        return ()
    expected = _ROLE_WORDS[indicator.role]
    return (
        catalogue.TWO_READINGS.at(
            found=indicator.source_text, expected=expected, otherwise=otherwise
        ),
    )


def _asked(draft: Draft, clause: Clause, following: tuple[Clause, ...]) -> Draft:
    """合同140件、成交额14亿元以上.

    Ask whether 以上 is also meant for the figure of the same thing before it.
    """
    quantity = clause.quantity
    if (
        draft.start != clause.start
        or draft.findings
        or quantity.before
        or quantity.after
    ):
        return draft
    for later in following:
        if (
            later.opener == "、"
            and later.sentence == clause.sentence
            and later.quantity.after
        ):
            if later.quantity.before or not needs_a_subject(later.left):
                return draft
            if later.left.startswith(("产", "总产", "单产")):
                return draft  # an area is not what is harvested from it
            read = f"{quantity.value:f}{quantity.measurement_unit}"
            otherwise = f"也可能是“{read}{later.quantity.after}”"
            asked = catalogue.TWO_READINGS.at(
                found=draft.indicator.source_text, expected=read, otherwise=otherwise
            )
            return replace(draft, findings=(asked,))
    return draft


def _distributed(clauses: tuple[Clause, ...], position: int) -> tuple[Clause, ...]:
    """Give the clauses over which a 分别 spreads its subjects.

    Empty if there is none.
    """
    first = clauses[position]
    if "分别" not in first.left:
        return ()
    group = [first]
    for clause in clauses[position + 1 :]:
        if (
            clause.sentence != first.sentence
            or clause.opener != "、"
            or len(clause.left) > 3
        ):
            break
        group.append(clause)
    return tuple(group)


def _shared_drafts(
    folded: Folded,
    group: tuple[Clause, ...],
    recent: tuple[str, ...],
    time: _Time,
) -> list[Draft]:
    first = group[0]
    subjects, verb = shared_names(
        first, _said_before(folded, first), recent, len(group)
    )
    even = len(subjects) == len(group)
    whole = replace(first, tail=group[-1].tail)
    past = first.sentence in time.past
    reading = read_role(whole, Name(text=verb), folded.flat, year=time.year, past=past)
    source = _source(folded, first.start, group[-1].end)
    drafts = []
    for index, clause in enumerate(group):
        name = _shared_name(
            subjects[index] if even else "、".join(subjects), verb, group[-1].tail
        )
        comparison = clause.quantity.comparison
        if (
            not clause.quantity.before
            and not clause.quantity.after
            and comparison == "="
        ):
            comparison = _leading_comparison(first)
        last = group[-1].quantity
        if comparison == "=" and last.comparison == "~":
            comparison = "~"
        indicator = _indicator(folded, clause, name, reading)
        indicator = replace(indicator, source_text=source, comparison=comparison)
        drafts.append(
            Draft(
                start=clause.start,
                indicator=indicator if even else replace(indicator, confidence=0.4),
                left=clause.left,
                sentence=clause.sentence,
                spans=((clause.quantity.start, clause.quantity.end),),
            )
        )
    if not even:
        found = catalogue.UNEVEN_DISTRIBUTION.at(
            found=source, subjects=len(subjects), figures=len(group)
        )
        drafts[0] = replace(drafts[0], findings=(found,))
    return drafts


def _leading_comparison(first: Clause) -> str:
    """Give the comparison that a word before the first figure sets for all
    (分别突破8亿元、6亿元).
    """
    return "=" if first.quantity.after else first.quantity.comparison


_CHANGED = re.compile(r"增长|增速|下降|提高|提升|增加")


_MADE = re.compile(r"新增|新建|引进|培育|建设|建成|完成|改造")


def _shared_name(subject: str, verb: str, tail: str) -> Name:
    if _CHANGED.search(verb):
        return Name(text=f"{subject}{verb}", noun=subject, growth=verb)
    if _MADE.match(verb):
        return Name(text=f"{verb.removeprefix('完成')}{subject}{tail}", noun=subject)
    return Name(text=f"{subject}{tail}", noun=subject)


def _worded(folded: Folded, target: QualitativeTarget, before: list[Draft]) -> Draft:
    name = target.name or (before[0].indicator.name if before else target.target)
    indicator = Indicator(
        code="",
        task="",
        name=name,
        comparison="text",
        kind=IndicatorKind.QUALITATIVE,
        text_target=target.target,
        deadline=find_deadline(folded.flat[target.start : target.end], ""),
        source_text=_source(folded, target.start, target.end),
        confidence=0.85 if target.name else 0.6,
    )
    return Draft(start=target.start, indicator=indicator)


def _coded(
    drafts: list[Draft], task: str, level: Level, *, ceiling: float
) -> Iterator[Indicator]:
    """Number the drafts in printed order and point the parts to their parents'
    codes.
    """
    prefix = f"{task}-U" if level is Level.UPPER else f"{task}-"
    order = sorted(range(len(drafts)), key=lambda place: (drafts[place].start, place))
    codes = {place: f"{prefix}{number}" for number, place in enumerate(order, start=1)}
    for place in order:
        draft = drafts[place]
        yield replace(
            draft.indicator,
            code=codes[place],
            task=task,
            level=level,
            parent=codes[draft.parent] if draft.parent is not None else "",
            confidence=min(draft.indicator.confidence, ceiling),
        )
