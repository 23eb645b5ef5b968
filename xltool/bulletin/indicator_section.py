"""【重要指标】: by aspect what was reached, what is on plan, what is behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.bulletin.against_plan import against_plan, is_told, where_it_stands
from xltool.bulletin.aspects import by_aspect
from xltool.bulletin.document import body, gap
from xltool.bulletin.quarter import NAMES, SO_FAR, quarterly
from xltool.bulletin.spans import end_of, span_of
from xltool.bulletin.statements import Statement, grouped, statement
from xltool.bulletin.style import named, without_part_mark
from xltool.bulletin.weight import by_weight
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.period import Cycle
from xltool.rollup.progress import ProgressStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.document import Paragraph
    from xltool.bulletin.statements import Group
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.rollup import Rollup

INDICATORS = "重要指标"
OTHERS = "其他工作"
_PER_SENTENCE = 5
_NAMED_UNITS = 3


@dataclass(frozen=True, slots=True)
class _Saying:
    """What is said of a group of indicators."""

    group: Group
    statement: Statement

    @property
    def is_apart(self) -> bool:
        """Whether it is a sentence of its own."""
        return bool(self.group.parts) or self.group.alone


def indicators(rollup: Rollup) -> Iterator[Paragraph]:
    """Give a paragraph for each aspect; one without a name stands alone unnamed."""
    aspects = aspects_of(rollup)
    for name, lines in aspects.items():
        heading = name if name.endswith("方面") or not name else f"{name}方面"
        text = paragraph(rollup, lines)
        if text and not heading and len(aspects) == 1:
            yield body((text, False))
        elif text:
            yield body((f"{heading or OTHERS}。", True), (text, False))


def aspects_of(rollup: Rollup) -> dict[str, list[IndicatorLine]]:
    """Give the indicators of 【重要指标】 by aspect."""
    settings = rollup.inputs.settings
    told = []
    for line in rollup.indicators:
        if not line.indicator.kind.is_qualitative and not is_left_out(rollup, line):
            told.append(line)
    campaigns = settings.office.campaigns
    found = by_aspect(told, settings.bulletin.aspects, campaigns)
    if not rollup.tasks:
        _add_the_others(found, told)
    return found


def _add_the_others(
    aspects: dict[str, list[IndicatorLine]], told: Sequence[IndicatorLine]
) -> None:
    """Print what fits no aspect under a last one.

    Else it stands with its task, of which nobody was asked.
    """
    fitting = {line.indicator.code for lines in aspects.values() for line in lines}
    others = [line for line in told if line.indicator.code not in fitting]
    if others:
        aspects[OTHERS] = others


def is_left_out(rollup: Rollup, line: IndicatorLine) -> bool:
    """Whether the office keeps an indicator out of its bulletin."""
    words = rollup.inputs.settings.bulletin.leave_out
    return any(word in line.indicator.name for word in words)


def paragraph(rollup: Rollup, lines: Sequence[IndicatorLine]) -> str:
    """Say some indicators, where they stand, and what is missing of them."""
    sentences = list(_sentences(rollup, lines))
    of_the_last = _standing_of_the_last(rollup, lines)
    standing = _standing(rollup, lines)
    if of_the_last is not None:
        sentences[-1] = f"{sentences[-1].removesuffix('。')}，{of_the_last.text}。"
    elif standing is not None:
        sentences.append(f"{standing.text}。")
    return "".join((*sentences, *_gaps(rollup, lines)))


def statements_of(rollup: Rollup, lines: Sequence[IndicatorLine]) -> list[Statement]:
    """Give every statement made of some indicators, where they stand included."""
    found = []
    for told in _by_span(rollup, lines).values():
        found += [saying.statement for saying in told]
    standing = _standing_of_the_last(rollup, lines) or _standing(rollup, lines)
    return [*found, standing] if standing is not None else found


def _groups(rollup: Rollup, lines: Sequence[IndicatorLine]) -> list[Group]:
    settings = rollup.inputs.settings.bulletin
    numbered = [line for line in lines if line.total.value.number is not None]
    groups = grouped(numbered, where=settings.rank_among)
    return by_weight(groups, settings.first)


def _standing(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Statement | None:
    return against_plan(
        lines,
        most=rollup.inputs.settings.bulletin.names,
        quarter=rollup.inputs.period.cycle is Cycle.QUARTER,
        lead_in=rollup.inputs.settings.bulletin.standing,
    )


def _standing_of_the_last(
    rollup: Rollup, lines: Sequence[IndicatorLine]
) -> Statement | None:
    """Say where the last indicator of a paragraph stands, if that is all there is.

    Then it goes on where its figure ends, and nothing is named twice.
    """
    told = [line for line in lines if is_told(line)]
    sayings = [one for run in _by_span(rollup, lines).values() for one in run]
    if len(told) != 1 or not sayings:
        return None
    last = sayings[-1].group
    if last.lines != (told[0],):
        return None
    is_quarter = rollup.inputs.period.cycle is Cycle.QUARTER
    return where_it_stands(told[0], quarter=is_quarter)


def _sentences(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Give sentences; the first of a span says for how long, of all where."""
    lead_in = rollup.inputs.settings.bulletin.lead_in
    region = rollup.inputs.settings.office.region
    for span, told in _by_span(rollup, lines).items():
        opening = lead_in.replace("{时间}", span).replace("{范围}", region)
        for run in _runs(told):
            said = "；".join(saying.statement.text for saying in run)
            yield f"{opening}{said}。"
            opening = region = ""


def _by_span(
    rollup: Rollup, lines: Sequence[IndicatorLine]
) -> dict[str, list[_Saying]]:
    """Say each group, by the time that its figures are of.

    A month has one, 1-7月 (never 同期, which is last year's), and what there is at its
    end another, 截至7月底. A quarter tells what it added, and then what is known of the
    year so far only: 前三季度.
    """
    period = rollup.inputs.period
    settings = rollup.inputs.settings.bulletin
    added: list[_Saying] = []
    so_far: list[_Saying] = []
    at_end: list[_Saying] = []
    for group in _groups(rollup, lines):
        if period.cycle is Cycle.QUARTER:
            told = quarterly(group, period, where=settings.rank_among, first=not added)
            if told is not None:
                added.append(_Saying(group, told))
                continue
        told = statement(group, where=settings.rank_among, zero=settings.zero)
        is_stock = group.line.indicator.kind is IndicatorKind.STOCK
        (at_end if is_stock else so_far).append(_Saying(group, told))

    if period.cycle is not Cycle.QUARTER:
        return {span_of(period): so_far, end_of(period): at_end}
    quarter = period.number - 1
    return {NAMES[quarter]: added, SO_FAR[quarter]: so_far, end_of(period): at_end}


def _runs(told: Sequence[_Saying]) -> Iterator[list[_Saying]]:
    """Break a long list into sentences.

    A total with its parts, or a bare rank, is one of its own.
    """
    run: list[_Saying] = []
    for saying in told:
        is_apart = saying.is_apart or (run and run[-1].is_apart)
        if run and (is_apart or len(run) == _PER_SENTENCE):
            yield run
            run = []
        run.append(saying)
    if run:
        yield run


def _gaps(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Name what is missing, in whole or in part, and who owes it."""
    names: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        ending = _owed(rollup, line)
        if ending is not None:
            names.setdefault(ending, []).append(without_part_mark(line.indicator.name))
    most = rollup.inputs.settings.bulletin.names
    for (before, after), owing in names.items():
        yield gap(f"{named(owing, most)}{before}{after}")


def _owed(rollup: Rollup, line: IndicatorLine) -> tuple[str, str] | None:
    if line.progress.status is ProgressStatus.NOT_ADDED:
        return "，各单位口径不能相加", ""
    if not line.total.missing:
        return None
    units = [rollup.inputs.registry.unit(code).name for code in line.total.missing]
    owed = named(units, _NAMED_UNITS, "个单位")
    return (f"不含{owed}", "") if line.total.partial else (f"，{owed}", "未报")


def promised(rollup: Rollup) -> Iterator[Statement]:
    """Give every statement of 【重要指标】.

    A reader must find it in the document, with its numbers.
    """
    for lines in aspects_of(rollup).values():
        yield from statements_of(rollup, lines)
