"""Every promise in a cell as an indicator.

The figures, named and judged one after the other.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool import findings as catalogue
from xltool.decomposition.indicators.candidates import may_be_indicator
from xltool.decomposition.indicators.clause_drafts import (
    Time,
    drafts_of,
    source_text,
)
from xltool.decomposition.indicators.clauses import (
    Clause,
    find_clauses,
    says_capacity,
    starts_from,
)
from xltool.decomposition.indicators.deadlines import find_deadline
from xltool.decomposition.indicators.drafts import Draft, in_printed_order, staged
from xltool.decomposition.indicators.parts import with_sums
from xltool.decomposition.indicators.past import past_sentences
from xltool.decomposition.indicators.qualitative import (
    QualitativeTarget,
    find_qualitative,
)
from xltool.decomposition.indicators.setting import NOWHERE, Setting
from xltool.decomposition.indicators.unread import UnreadNumber, unread_numbers
from xltool.decomposition.text.loops import find_loops, untrusted
from xltool.decomposition.text.normalizing import Folded, fold
from xltool.decomposition.text.numbers import Quantity, find_quantities, find_scoring
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Indicator, Level, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.findings import Finding

LOOPED = 0.3
"""The most confidence in anything read from a cell that runs away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading:
    """What a cell says.

    Its indicators, what is doubtful, and the numbers that are none.
    """

    indicators: tuple[Indicator, ...]
    findings: tuple[Finding, ...]
    unread: tuple[UnreadNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """The figures of a text: all of them, and the clauses of those that may be
    indicators.
    """

    quantities: tuple[Quantity, ...]
    clauses: tuple[Clause, ...]
    limits: tuple[tuple[int, int], ...]
    """The places of those that only say which things are meant (10蒸吨以下的锅炉)."""


def extract_indicators(
    text: str, *, task: str, level: Level, setting: Setting = NOWHERE
) -> tuple[tuple[Indicator, ...], tuple[Finding, ...]]:
    """Give what `read_cell` reads, without the numbers that are no indicators."""
    reading = read_cell(text, task=task, level=level, setting=setting)
    return reading.indicators, reading.findings


def read_cell(
    text: str,
    *,
    task: str,
    level: Level,
    setting: Setting = NOWHERE,
) -> CellReading:
    """Read every promise, parameter, scope, fact and basis of a cell (or of one item of
    it).

    Codes count in printed order: `T05-01-1`, in the upper column `T05-01-U1`. `setting`
    is what stands around: figures of years before the document's are facts, and so is
    all that stands below a heading that looks back. Doubts lower `confidence`;
    those with two readings are findings as well, without a place (`Finding.moved` gives
    them one).
    """
    folded = fold(text)
    loops = find_loops(folded.flat)
    folded = replace(folded, flat=_blanked(folded.flat, untrusted(loops)))
    figures = _figures(folded)
    told = past_sentences(folded.flat, setting)
    drafts = _drafts(folded, figures, Time(setting=setting, past=told))
    unread = tuple(
        unread_numbers(folded, _spans(drafts), figures.clauses, figures.limits)
    )
    drafts += _worded_targets(folded, figures, drafts)
    findings = [
        catalogue.RECOGNITION_LOOP.at(found=loop.phrase, times=loop.times)
        for loop in loops
    ]
    for draft in drafts:
        findings += draft.findings
    if level is Level.OWN:
        findings += _unread_findings(unread)
    coded = tuple(_coded(drafts, task, level, ceiling=LOOPED if loops else 1.0))
    return CellReading(
        indicators=with_sums(coded), findings=tuple(findings), unread=unread
    )


def _blanked(flat: str, spans: tuple[tuple[int, int], ...]) -> str:
    """Blank what only repeats; places stay."""
    chars = list(flat)
    for start, end in spans:
        chars[start:end] = "。" * (end - start)
    return "".join(chars)


def _figures(folded: Folded) -> _Figures:
    quantities = tuple(find_quantities(folded.flat))
    clauses = tuple(find_clauses(folded, quantities))
    counted = {clause.quantity.start for clause in clauses}
    limits: list[tuple[int, int]] = []
    for quantity in quantities:
        if quantity.start not in counted and not quantity.bare:
            limits.append((quantity.start, quantity.end))
    return _Figures(
        quantities=quantities,
        clauses=tuple(filter(may_be_indicator, clauses)),
        limits=tuple(limits),
    )


def _drafts(folded: Folded, figures: _Figures, time: Time) -> list[Draft]:
    """Give what every figure comes to, in printed order."""
    drafts = staged(drafts_of(folded, figures.clauses, time), time.setting.year)
    within_names = list(_within_names(folded, figures, drafts))
    return in_printed_order([*drafts, *within_names, *_scoring(folded)])


def _scoring(folded: Folded) -> Iterator[Draft]:
    """Give the figures of scoring rules (每少1家扣0.5分), all of them parameters."""
    for start, quantity in find_scoring(folded.flat):
        indicator = Indicator(
            code="",
            task="",
            name=_SCORING,
            comparison=quantity.comparison,
            value=quantity.value,
            value_high=quantity.high,
            measurement_unit=quantity.measurement_unit,
            role=Role.PARAMETER,
            source_text=source_text(folded, start, quantity.closes),
            confidence=0.95,
        )
        yield Draft(
            start=quantity.start,
            indicator=indicator,
            spans=((quantity.start, quantity.end),),
        )


_SCORING = "计分标准"


def _spans(drafts: Sequence[Draft]) -> list[tuple[int, int]]:
    """Give the places of all figures that drafts took."""
    spans: list[tuple[int, int]] = []
    for draft in drafts:
        spans += draft.spans
    return spans


def _unread_findings(unread: Sequence[UnreadNumber]) -> list[Finding]:
    return [
        catalogue.NUMBER_UNREAD.at(found=number.text)
        for number in unread
        if number.open
    ]


def _within_names(
    folded: Folded, figures: _Figures, drafts: Sequence[Draft]
) -> Iterator[Draft]:
    """Give the figures in a clause's words that are no promise of their own.

    What the target starts from (由30%提高到35%) is its basis, what the counted thing
    can do (日处理200吨的水厂1座) a parameter.
    """
    drafted = {draft.start: draft for draft in drafts}
    starts = [quantity.start for quantity in figures.quantities]
    for clause in figures.clauses:
        draft = drafted.get(clause.start)
        if draft is None:
            continue
        first = bisect_left(starts, clause.start)
        last = bisect_left(starts, clause.end)
        for quantity in figures.quantities[first:last]:
            if quantity.start == clause.quantity.start or quantity.bare:
                continue
            role = _role_in_name(folded.flat, quantity)
            if role is not None:
                yield _part_of_name(folded, quantity, draft, role)


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
        source_text=source_text(folded, draft.start, quantity.closes),
        confidence=0.85,
    )
    return Draft(
        start=quantity.start,
        indicator=indicator,
        sentence=draft.sentence,
        spans=((quantity.start, quantity.end),),
    )


def _worded_targets(
    folded: Folded, figures: _Figures, drafts: Sequence[Draft]
) -> list[Draft]:
    """Give the targets without a figure (全面完成整改)."""
    starts = [draft.start for draft in drafts]
    places = tuple(quantity.start for quantity in figures.quantities)
    found = []
    for target in find_qualitative(folded.flat, places):
        before = bisect_left(starts, target.start)
        previous = drafts[before - 1] if before else None
        found.append(_worded(folded, target, previous))
    return found


def _worded(folded: Folded, target: QualitativeTarget, previous: Draft | None) -> Draft:
    """Draft a target in words; one without a name of its own is named as the figure
    before it.
    """
    if target.name:
        name = target.name
    elif previous is not None:
        name = previous.indicator.name
    else:
        name = target.target
    indicator = Indicator(
        code="",
        task="",
        name=name,
        comparison="text",
        kind=IndicatorKind.QUALITATIVE,
        text_target=target.target,
        deadline=find_deadline(folded.flat[target.start : target.end], ""),
        source_text=source_text(folded, target.start, target.end),
        confidence=0.85 if target.name else 0.6,
    )
    return Draft(start=target.start, indicator=indicator)


def _coded(
    drafts: Sequence[Draft], task: str, level: Level, *, ceiling: float
) -> Iterator[Indicator]:
    """Number the drafts in printed order and point the parts to their parents'
    codes.
    """
    prefix = f"{task}-U" if level is Level.UPPER else f"{task}-"
    for number, draft in enumerate(in_printed_order(drafts), start=1):
        parent = "" if draft.parent is None else f"{prefix}{draft.parent + 1}"
        yield replace(
            draft.indicator,
            code=f"{prefix}{number}",
            task=task,
            level=level,
            parent=parent,
            confidence=min(draft.indicator.confidence, ceiling),
        )
