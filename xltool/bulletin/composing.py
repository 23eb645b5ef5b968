"""Composes the bulletin of a period from its roll-up: which sections there are, and what stands in each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.aspects import by_aspect
from xltool.bulletin.document import (
    Document,
    Paragraph,
    Style,
    body,
    gap,
    plain,
    prose,
    section,
)
from xltool.bulletin.sentences import facts, grouped, sentence
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.period import Cycle
from xltool.model.value import State
from xltool.rollup.answers import QUALITATIVE, TASK_PROGRESS, value_of
from xltool.rollup.progress import ProgressStatus
from xltool.rollup.tasks import DONE, NOT_STARTED, NOT_TOLD, UNDER_WAY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from xltool.bulletin.sentences import Fact, Told
    from xltool.model.period import Period
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.sections import Entry
    from xltool.rollup.tasks import TaskLine

    _Section = tuple[str, Callable[[Rollup, str], Iterator[Paragraph]]]

NAMES = {
    Cycle.TEN_DAY: "工作旬报",
    Cycle.MONTH: "工作专报",
    Cycle.QUARTER: "季度工作小结",
    Cycle.YEAR: "年度工作总结",
}
"""What the document of each cycle is called."""
_PER_SENTENCE = 4
_STATES = {
    DONE: "已完成",
    UNDER_WAY: "正在推进",
    NOT_STARTED: "尚未启动",
    NOT_TOLD: "未报进展",
}
_TARGET = re.compile(
    r"(?:达到|控制在|保持|突破)?第?\d+(?:\.\d+)?[^\d，、]{1,6}(?:以上|以内|以下|左右)$"
)
_NO_PROBLEM = "本期没有单位上报突出问题。"
_CLOSED = "已销号"
_OTHERS = "其他工作"
_DEPLOYMENT = "工作部署"
INDICATORS = "重要指标"


def compose(rollup: Rollup, *, number: int, date: dt.date, opening: str) -> Document:
    """Compose the document of the roll-up's period; `opening` is the clerk's text for 【工作部署】."""
    settings, period = rollup.inputs.settings, rollup.inputs.period
    words = {
        "红头": settings.bulletin.title
        or f"{settings.office.region}{settings.office.title}",
        "刊名": NAMES[period.cycle],
        "期号": str(number),
        "报告期": period.label,
        "发文单位": settings.office.name,
        "日期": f"{date.year}年{date.month}月{date.day}日",
        "报": "；\n".join(settings.bulletin.report_to)
        or gap("报送名单，见设置 report_to"),
        "送": "；\n".join(settings.bulletin.send_to) or gap("发送名单，见设置 send_to"),
    }
    writers = _sections(period)
    paragraphs = [
        one
        for title, write in writers
        for one in (section(title), *_or_gap(write(rollup, opening), title))
    ]
    return Document(words=words, paragraphs=tuple(paragraphs))


def _or_gap(paragraphs: Iterator[Paragraph], title: str) -> list[Paragraph]:
    return list(paragraphs) or [body((gap(title), False))]


def _sections(period: Period) -> list[_Section]:
    """Give the sections of a cycle: the brief is short, the summary begins with the state of the whole."""
    common: list[_Section] = [
        (INDICATORS, _indicators),
        ("重点任务", _tasks),
        ("突出问题", _problems),
    ]
    if period.cycle is Cycle.TEN_DAY:
        return common
    highlights: _Section = ("特色亮点", _highlights)
    if period.cycle is Cycle.MONTH:
        return [(_DEPLOYMENT, _deployment), *common, highlights]
    return [("总体情况", _overall), *common, highlights, ("下步打算", _deployment)]


def _deployment(rollup: Rollup, opening: str) -> Iterator[Paragraph]:  # noqa: ARG001 - every section is called alike
    yield from (prose(plain(line)) for line in opening.splitlines() if line.strip())


def _overall(rollup: Rollup, opening: str) -> Iterator[Paragraph]:  # noqa: ARG001
    states = [line.status for line in rollup.tasks]
    counts = "，".join(
        f"{name}{states.count(state)}项"
        for state, name in (
            (DONE, "已完成"),
            (UNDER_WAY, "正在推进"),
            (NOT_STARTED, "尚未启动"),
            (NOT_TOLD, "未报进展"),
        )
        if states.count(state)
    )
    yield body(
        (
            f"{rollup.inputs.period.label}，共调度任务{len(states)}项。其中，{counts}。",
            False,
        )
    )


# ---- 重要指标
# --------------------------------------------------------------------------------------


def aspects_of(rollup: Rollup) -> dict[str, list[IndicatorLine]]:
    """Give the indicators of 【重要指标】 by aspect."""
    settings = rollup.inputs.settings
    told = [
        line
        for line in rollup.indicators
        if line.indicator.kind is not IndicatorKind.QUALITATIVE
    ]
    return by_aspect(told, settings.bulletin.aspects, settings.office.campaigns)


def _indicators(rollup: Rollup, opening: str) -> Iterator[Paragraph]:  # noqa: ARG001
    for name, lines in aspects_of(rollup).items():
        heading = name if name.endswith("方面") or not name else f"{name}方面"
        text = _paragraph(rollup, lines)
        if text:
            yield body((f"{heading or _OTHERS}。", True), (text, False))


def _paragraph(rollup: Rollup, lines: Sequence[IndicatorLine]) -> str:
    return "".join((*_sentences(rollup, lines), *_gaps(rollup, lines)))


def _sentences(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Give sentences: the first says for which period and region, those after it 同期."""
    settings = rollup.inputs.settings
    opening = f"{rollup.inputs.period.cumulative_label}，{settings.office.region}"
    for group in _runs(told_of(rollup, lines)):
        yield f"{opening}{'；'.join(sentence(told, where=settings.bulletin.rank_among) for told in group)}。"
        opening = "同期，"


def told_of(rollup: Rollup, lines: Sequence[IndicatorLine]) -> tuple[Told, ...]:
    """Give what can be said of these indicators: those that have a number, with their growth, rank and parts."""
    numbered = [line for line in lines if line.total.value.number is not None]
    return grouped(numbered, where=rollup.inputs.settings.bulletin.rank_among)


def _runs(told: Sequence[Told]) -> Iterator[list[Told]]:
    """Break a long list into sentences; a total with its parts, or a bare rank, is one of its own."""
    run: list[Told] = []
    for one in told:
        if run and (
            one.parts
            or one.alone
            or run[-1].parts
            or run[-1].alone
            or len(run) == _PER_SENTENCE
        ):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _gaps(rollup: Rollup, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Name what is missing, in whole or in part, and who owes it."""
    names: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.progress.status is ProgressStatus.NOT_ADDED:
            names.setdefault(("，各单位口径不能相加", ""), []).append(
                line.indicator.name
            )
        elif line.total.missing:
            units = [
                rollup.inputs.registry.unit(code).name for code in line.total.missing
            ]
            owed = "、".join(units[:3]) + ("等" if len(units) > 3 else "")
            ending = (
                (f"不含{owed}", "") if line.total.partial else (f"，{owed}", "未报")
            )
            names.setdefault(ending, []).append(line.indicator.name)
    for (before, after), owing in names.items():
        yield gap(f"{'、'.join(owing)}{before}{after}")


def promised(rollup: Rollup) -> Iterator[tuple[str, str, tuple[Fact, ...]]]:
    """Give each indicator's code, its sentence and the figures that a reader must find in it."""
    where = rollup.inputs.settings.bulletin.rank_among
    for lines in aspects_of(rollup).values():
        for told in told_of(rollup, lines):
            yield (
                told.line.indicator.code,
                sentence(told, where=where),
                tuple(facts(told)),
            )


# ---- 重点任务
# --------------------------------------------------------------------------------------


def _tasks(rollup: Rollup, opening: str) -> Iterator[Paragraph]:  # noqa: ARG001
    printed = {
        line.indicator.code for lines in aspects_of(rollup).values() for line in lines
    }
    for campaign, lines in _by_campaign(rollup).items():
        runs: list[tuple[str, bool]] = [(f"● {campaign}。", True)]
        for line in lines:
            rest = [one for one in line.indicators if one.indicator.code not in printed]
            runs += [
                (f"{_task_name(line)}。", True),
                (_task_text(rollup, line, rest), False),
            ]
        yield body(*runs)


def _by_campaign(rollup: Rollup) -> dict[str, list[TaskLine]]:
    found: dict[str, list[TaskLine]] = {
        campaign: [] for campaign in rollup.inputs.settings.office.campaigns
    }
    for line in rollup.tasks:
        found.setdefault(line.task.campaign or _OTHERS, []).append(line)
    return {campaign: lines for campaign, lines in found.items() if lines}


def _task_name(line: TaskLine) -> str:
    """Give the task's name without its target: the figures are among the indicators."""
    name = plain(line.task.name or line.task.measure_name).rstrip("。；")
    return _TARGET.sub("", name) or name


def _task_text(
    rollup: Rollup, line: TaskLine, indicators: Sequence[IndicatorLine]
) -> str:
    """Say what the leads report of a task, then its indicators that are not among 【重要指标】."""
    several = len(line.leads) > 1
    texts = []
    for lead in line.leads:
        unit = rollup.inputs.registry.unit(lead.unit).name
        text = plain(lead.value(TASK_PROGRESS).text)
        texts.append(
            f"{unit}：{text}" if several and text else text or gap(f"{unit}未报进展")
        )
    numeric = [
        one for one in indicators if one.indicator.kind is not IndicatorKind.QUALITATIVE
    ]
    answers = [
        value_of(unit.row, QUALITATIVE).text for one in indicators for unit in one.units
    ]
    return "".join(
        [*texts, _paragraph(rollup, numeric), *(plain(one) for one in answers)]
    )


# ---- 突出问题、特色亮点
# ----------------------------------------------------------------------------


def _problems(rollup: Rollup, opening: str) -> Iterator[Paragraph]:  # noqa: ARG001
    by_campaign: dict[str, list[str]] = {
        campaign: [] for campaign in _by_campaign(rollup)
    }
    for entry in _entries(rollup, "突出问题"):
        text, place = _text(entry, "问题描述"), _text(entry, "所在地").rstrip("。")
        if text and _text(entry, "销号情况").rstrip("。") != _CLOSED:
            said = text if not place or place in text else f"{place}：{text}"
            by_campaign.setdefault(_campaign_of(rollup, entry.unit, text), []).append(
                said
            )
    for campaign, texts in by_campaign.items():
        yield body(
            (f"● {campaign or _OTHERS}。", True), ("".join(texts) or _NO_PROBLEM, False)
        )


def _campaign_of(rollup: Rollup, unit: str, text: str) -> str:
    """Give the campaign to whose tasks of this unit a problem's words come nearest."""
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}

    def likeness(line: TaskLine) -> tuple[int, bool]:
        words = f"{line.task.name}{line.task.text}{line.task.measure_name}"
        return sum(
            words[at : at + 2] in pairs for at in range(len(words) - 1)
        ), line.task.lead_unit == unit

    own = [
        line
        for line in rollup.tasks
        if any(one.unit == unit for one in line.contributions)
    ]
    return max(own, key=likeness).task.campaign if own else ""


def _highlights(rollup: Rollup, opening: str) -> Iterator[Paragraph]:  # noqa: ARG001
    for entry in _entries(rollup, "特色亮点"):
        unit = rollup.inputs.registry.unit(entry.unit).name
        title = _text(entry, "标题").rstrip("。")
        yield Paragraph(
            style=Style.TITLE, runs=((f"{unit}：{title}" if title else unit, False),)
        )
        content = entry.row.get("内容")
        for line in content.value.text.splitlines() if content else ():
            if line.strip():
                yield prose(plain(line))


def _entries(rollup: Rollup, key: str) -> tuple[Entry, ...]:
    return next((one.entries for one in rollup.sections if one.design.key == key), ())


def _text(entry: Entry, name: str) -> str:
    value = value_of(entry.row, name)
    return plain(value.text) if value.state is State.REPORTED else ""
