"""【重要指标】: by aspect what was reached, what is on plan, what is behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.against_plan import against_plan
from xltool.bulletin.aspects import by_aspect
from xltool.bulletin.document import body, gap
from xltool.bulletin.quarter import NAMES, SO_FAR, quarterly
from xltool.bulletin.statements import Statement, grouped, statement
from xltool.bulletin.weight import by_weight
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
    return by_aspect(told, settings.bulletin.aspects, settings.office.campaigns)


def is_left_out(rollup: Rollup, line: IndicatorLine) -> bool:
    """Whether the office keeps an indicator out of its bulletin."""
    words = rollup.inputs.settings.bulletin.leave_out
    return any(word in line.indicator.name for word in words)


def paragraph(rollup: Rollup, lines: Sequence[IndicatorLine]) -> str:
    """Say some indicators, where they stand, and what is missing of them."""
    sentences = list(_sentences(rollup, lines))
    standing = _standing(rollup, lines)
    if standing is not None:
        sentences.append(f"{standing.text}。")
    return "".join((*sentences, *_gaps(rollup, lines)))


def statements_of(rollup: Rollup, lines: Sequence[IndicatorLine]) -> list[Statement]:
    """Give every statement made of some indicators, where they stand included."""
    found = [_statement(rollup, group) for group in _groups(rollup, lines)]
    standing = _standing(rollup, lines)
    return [*found, standing] if standing is not None else found


def _groups(rollup: Rollup, lines: Sequence[IndicatorLine]) -> list[Group]:
    settings = rollup.inputs.settings.bulletin
    numbered = [line for line in lines if line.total.value.number is not None]
    groups = grouped(numbered, where=settings.rank_among)
    return by_weight(groups, settings.first)


def _statement(rollup: Rollup, group: Group) -> Statement:
    settings = rollup.inputs.settings.bulletin
    period = rollup.inputs.period
    if period.cycle is Cycle.QUARTER:
        told = quarterly(group, period, where=settings.rank_among)
        if told is not None:
            return told
    return statement(group, where=settings.rank_among, zero=settings.zero)


def _standing(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Statement | None:
    return against_plan(
        lines,
        most=rollup.inputs.settings.bulletin.names,
        quarter=rollup.inputs.period.cycle is Cycle.QUARTER,
    )


def _sentences(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Give sentences; the first of a span says for how long, of all where."""
    region = rollup.inputs.settings.office.region
    for span, groups in _by_span(rollup, _groups(rollup, lines)):
        opening = f"{span}，{region}"
        for run in _runs(groups):
            said = "；".join(_statement(rollup, group).text for group in run)
            yield f"{opening}{said}。"
            opening = region = ""


def _by_span(
    rollup: Rollup, groups: Sequence[Group]
) -> Iterator[tuple[str, list[Group]]]:
    """Part the groups by the time that their figures are of.

    A month has one, 1-7月 (never 同期, which is last year's). A quarter tells what it
    added, and then what is known of the year so far only: 前三季度.
    """
    period = rollup.inputs.period
    if period.cycle is not Cycle.QUARTER:
        yield period.cumulative_label, list(groups)
        return

    where = rollup.inputs.settings.bulletin.rank_among
    added: list[Group] = []
    so_far: list[Group] = []
    for group in groups:
        is_added = quarterly(group, period, where=where) is not None
        (added if is_added else so_far).append(group)
    yield NAMES[period.number - 1], added
    yield SO_FAR[period.number - 1], so_far


def _runs(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Break a long list into sentences.

    A total with its parts, or a bare rank, is one of its own.
    """
    run: list[Group] = []
    for group in groups:
        apart = group.parts or group.alone
        if (run and (apart or run[-1].parts or run[-1].alone)) or len(
            run
        ) == _PER_SENTENCE:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _gaps(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Name what is missing, in whole or in part, and who owes it."""
    names: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        ending = _owed(rollup, line)
        if ending is not None:
            names.setdefault(ending, []).append(line.indicator.name)
    for (before, after), owing in names.items():
        yield gap(f"{'、'.join(owing)}{before}{after}")


def _owed(rollup: Rollup, line: IndicatorLine) -> tuple[str, str] | None:
    if line.progress.status is ProgressStatus.NOT_ADDED:
        return "，各单位口径不能相加", ""
    if not line.total.missing:
        return None
    units = [rollup.inputs.registry.unit(code).name for code in line.total.missing]
    owed = "、".join(units[:_NAMED_UNITS]) + ("等" if len(units) > _NAMED_UNITS else "")
    return (f"不含{owed}", "") if line.total.partial else (f"，{owed}", "未报")


def promised(rollup: Rollup) -> Iterator[Statement]:
    """Give every statement of 【重要指标】.

    A reader must find it in the document, with its numbers.
    """
    for lines in aspects_of(rollup).values():
        yield from statements_of(rollup, lines)
