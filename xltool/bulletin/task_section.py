"""【重点任务】: by campaign what the leads report of each task.

【总体情况】: where the tasks stand.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xltool.bulletin.document import body, gap, plain
from xltool.bulletin.headings import heading, same_matter
from xltool.bulletin.indicator_section import OTHERS, aspects_of, is_left_out, paragraph
from xltool.forms.design import RowsFrom
from xltool.forms.owing import asks_for
from xltool.model.period import Cycle
from xltool.model.value import State
from xltool.rollup.answers import QUALITATIVE, TASK_PROGRESS, value_of
from xltool.rollup.progress import LAGGING, ProgressStatus
from xltool.rollup.tasks import DONE, NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from xltool.bulletin.document import Paragraph
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.tasks import TaskLine

    _Runs = list[tuple[str, bool]]

_NAMED_TASKS = 5


def overall(rollup: Rollup) -> Iterator[Paragraph]:
    """Say how many tasks are done, on plan and behind, and who leads those behind.

    A task that nobody has told of is not on plan; the clerk is asked about it.
    """
    behind = [line for line in rollup.tasks if _is_behind(line)]
    untold = [line for line in rollup.tasks if _is_untold(line)]
    on_plan = len(rollup.tasks) - len(behind) - len(untold)
    done = sum(1 for line in rollup.tasks if line.status == DONE)
    counts = (
        (done, "项已完成"),
        (on_plan - done, "项按计划推进"),
        (len(behind), "项进度滞后"),
    )
    said = [f"{count}{what}" for count, what in counts if count]
    if untold:
        said.append(gap(f"{len(untold)}项任务未报进展"))
    text = f"{rollup.inputs.period.label}，调度的{len(rollup.tasks)}项任务中，"
    yield body((f"{text}{'、'.join(said)}{_named(rollup, behind)}。", False))


def _is_untold(line: TaskLine) -> bool:
    """Whether neither words nor a figure tell how a task goes."""
    statuses = {one.progress.status for one in line.indicators}
    return line.status == NOT_TOLD and statuses <= {ProgressStatus.MISSING}


def _is_behind(line: TaskLine) -> bool:
    """Whether a task is not done and an indicator of it lags."""
    if line.status == DONE:
        return False
    return any(one.progress.status in LAGGING for one in line.indicators)


def _named(rollup: Rollup, behind: Sequence[TaskLine]) -> str:
    """Name the first tasks that are behind, each with its lead."""
    if not behind:
        return ""
    names = [_with_lead(rollup, line) for line in behind[:_NAMED_TASKS]]
    more = "等" if len(behind) > _NAMED_TASKS else ""
    return f"。滞后的是：{'、'.join(names)}{more}"


def _with_lead(rollup: Rollup, line: TaskLine) -> str:
    lead = line.task.lead_unit
    name = rollup.inputs.registry.unit(lead).name if lead else ""
    return f"{heading_of(line)}（{name}）" if name else heading_of(line)


def tasks(rollup: Rollup) -> Iterator[Paragraph]:
    """Give a paragraph for each campaign, or for each measure where there is none.

    Tasks of one matter are told together.
    """
    printed = {
        line.indicator.code for lines in aspects_of(rollup).values() for line in lines
    }
    campaigns = by_campaign(rollup)
    for campaign, lines in campaigns.items():
        title = title_of(campaign, campaigns)
        parts = [lines] if title else _by_measure(lines)
        told = [_told(rollup, part, printed) for part in parts]
        for runs in _with_gap(told, _gap(rollup, lines)):
            yield body(*title, *runs)


def _with_gap(told: Iterable[_Runs], missing: _Runs) -> list[_Runs]:
    """Give the paragraphs that say something, what is missing behind the last."""
    paragraphs = [runs for runs in told if runs]
    if missing and paragraphs:
        return [*paragraphs[:-1], paragraphs[-1] + missing]
    return paragraphs or ([missing] if missing else [])


def _gap(rollup: Rollup, lines: Sequence[TaskLine]) -> _Runs:
    """Say of which tasks nothing is told."""
    untold = untold_of(rollup, lines)
    return [(gap(untold_words(rollup, untold)), False)] if untold else []


def _told(rollup: Rollup, lines: Sequence[TaskLine], printed: set[str]) -> _Runs:
    """Give the runs of a paragraph: each matter's heading and what is told of it."""
    runs: _Runs = []
    for title, matter in _by_matter(lines).items():
        text = _text(rollup, matter, printed)
        if text:
            runs += [(f"{title}。", True), (text, False)]
    return runs


def _by_measure(lines: Sequence[TaskLine]) -> list[list[TaskLine]]:
    """Give the tasks of each measure of a decomposition."""
    found: dict[tuple[str, str], list[TaskLine]] = {}
    for line in lines:
        measure = (line.task.measure_seq, line.task.measure_name)
        found.setdefault(measure, []).append(line)
    return list(found.values())


def untold_of(rollup: Rollup, lines: Iterable[TaskLine]) -> Counter[str]:
    """Count the tasks of which leads tell nothing, by lead.

    Of a summary and a brief nobody has to tell of each task.
    """
    found: Counter[str] = Counter()
    is_asked = asks_for(rollup.inputs.form, RowsFrom.TASKS)
    if rollup.inputs.period.cycle is not Cycle.MONTH or not is_asked:
        return found
    for line in lines:
        for lead in line.leads:
            if lead.value(TASK_PROGRESS).state is State.MISSING:
                found[lead.unit] += 1
    return found


def untold_words(rollup: Rollup, untold: Counter[str], most: int = 3) -> str:
    """Say how much is missing and of whom, the first few by name.

    县贸促会6项、县科技局5项任务未报进展; 甲镇1项、乙镇1项等100个单位100项任务未报进展.
    """
    names = {unit: rollup.inputs.registry.unit(unit).name for unit in untold}
    if sum(untold.values()) == 1:
        return f"{next(iter(names.values()))}未报进展"
    said = "、".join(f"{names[unit]}{untold[unit]}项" for unit in list(untold)[:most])
    if len(untold) > most:
        said = f"{said}等{len(untold)}个单位{untold.total()}项"
    return f"{said}任务未报进展"


def title_of(campaign: str, campaigns: Collection[str]) -> tuple[tuple[str, bool], ...]:
    """Give a campaign as a title; none where nothing is sorted into campaigns."""
    if set(campaigns) == {OTHERS}:
        return ()
    return ((f"● {campaign}。", True),)


def by_campaign(rollup: Rollup) -> dict[str, list[TaskLine]]:
    """Give the tasks of each campaign, in the office's order of campaigns."""
    found: dict[str, list[TaskLine]] = {
        campaign: [] for campaign in rollup.inputs.settings.office.campaigns
    }
    for line in rollup.tasks:
        found.setdefault(line.task.campaign or OTHERS, []).append(line)
    return {campaign: lines for campaign, lines in found.items() if lines}


def heading_of(line: TaskLine) -> str:
    """Give a task's heading."""
    name = plain(line.task.name or line.task.measure_name).rstrip("。；")
    return heading(name, plain(line.task.text))


def _by_matter(lines: Sequence[TaskLine]) -> dict[str, list[TaskLine]]:
    """Put tasks of one matter under one heading.

    The same action, or a total and its rank.
    """
    found: dict[str, list[TaskLine]] = {}
    for line in lines:
        title = heading_of(line)
        known = next((other for other in found if _are_one(other, title)), title)
        found.setdefault(known, []).append(line)
    return found


def _are_one(first: str, second: str) -> bool:
    """Whether two headings are of one matter: 财政收入增长8%, 巩固财政收入位次."""
    if same_matter(first) == same_matter(second):
        return True
    bare = second.removeprefix("巩固").removesuffix("位次")
    return second.startswith("巩固") and bare in first


def _text(rollup: Rollup, lines: Sequence[TaskLine], printed: set[str]) -> str:
    """Say what is reported of some tasks, each thing once, then what no aspect has."""
    rest: list[IndicatorLine] = []
    texts: list[str] = []
    for line in lines:
        texts += _reported(rollup, line)
        rest += _unprinted(rollup, line, printed)
    texts += _answers(rest)
    numeric = [line for line in rest if not line.indicator.kind.is_qualitative]
    once = dict.fromkeys(texts)
    return "".join((*once, paragraph(rollup, numeric)))


def _unprinted(
    rollup: Rollup, line: TaskLine, printed: set[str]
) -> Iterator[IndicatorLine]:
    """Give the indicators of a task that no aspect prints (`printed` are codes)."""
    for indicator in line.indicators:
        if indicator.indicator.code in printed or is_left_out(rollup, indicator):
            continue
        yield indicator


def _reported(rollup: Rollup, line: TaskLine) -> Iterator[str]:
    """Give what each lead says of a task."""
    several = len(line.leads) > 1
    for lead in line.leads:
        unit = rollup.inputs.registry.unit(lead.unit).name
        text = plain(lead.value(TASK_PROGRESS).text)
        if text:
            own = text.startswith(unit)
            yield f"{unit}：{text}" if several and not own else text


def _answers(lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Give what units answer to indicators in words."""
    for line in lines:
        for unit in line.units:
            text = plain(value_of(unit.row, QUALITATIVE).text)
            if text:
                yield text
