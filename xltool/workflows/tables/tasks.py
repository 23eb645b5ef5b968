"""The table `tasks`: what each unit says of each of its tasks in each period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.ledger.ledger import open_ledger
from xltool.rollup.answers import (
    EXPLANATION,
    TASK_NEXT,
    TASK_PROGRESS,
    TASK_STATUS,
    find_answers,
)
from xltool.rollup.due_dates import due_date
from xltool.rollup.tasks import NOT_TOLD, UnitRole, contributions_of
from xltool.workflows.tables.columns import (
    PERIOD_COLUMNS,
    TableDesign,
    category,
    day,
    moment,
    or_none,
    period_cells,
    text,
)
from xltool.workflows.tables.measured import open_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.period import Period
    from xltool.model.registry import Task
    from xltool.rollup.tasks import Contribution
    from xltool.workflows.tables.columns import Cell
    from xltool.workflows.tables.measured import MeasuredPeriods, TableSource

TASKS = TableDesign(
    name="tasks",
    title="任务",
    row="what one unit says of one of its tasks in one period",
    key=("period", "task", "unit"),
    columns=(
        *PERIOD_COLUMNS,
        text("task", "任务编号", "code of the task"),
        text("name", "任务名称", "its name"),
        text("text", "任务内容", "its text in the decomposition table"),
        text("campaign", "攻坚", "the campaign that it belongs to"),
        text("measure", "政策措施", "name of the measure that it is an item of"),
        text("leaders", "牵头领导", "officials in charge, joined by 、"),
        text("deadline", "完成时限", "as printed"),
        day("due", "到期日", "the day that the deadline means, where one can be read"),
        text("unit", "单位编码", "code of the unit"),
        category("part", "承担角色", "the unit's part in it", UnitRole),
        text("task_status", "进展状态", "as the unit says; 未报 where it says nothing"),
        text("progress", "本期进展", "what was done"),
        text("next_step", "下步措施", "what comes next"),
        text("explanation", "说明", "the unit's explanation"),
        text("file", "来源文件", "name of the file it came in"),
        text("source_sheet", "来源工作表", "sheet of that file"),
        text("cell", "来源单元格", "cell of 本期进展 or 进展状态"),
        moment("received_at", "收到时间", "when it came, in the office's time"),
    ),
)


def task_rows(source: TableSource) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of `TASKS`, by period and in the registry's order, the lead
    first.
    """
    with open_ledger(source.workspace.database_url) as ledger:
        history = open_history(source.workspace, ledger)
        for period in source.periods:
            yield from _of_period(history, period)


def _of_period(history: MeasuredPeriods, period: Period) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of a period: each unit's part in each task."""
    registry = history.registry_of(period)
    answers = find_answers(history.figures(period))
    for task in registry.tasks:
        head = (*period_cells(period), *_task_cells(task, period))
        for contribution in contributions_of(registry, task, answers):
            yield (*head, *_told_cells(contribution))


def _task_cells(task: Task, period: Period) -> tuple[Cell, ...]:
    """Give what the registry says of a task."""
    return (
        task.code,
        or_none(task.name),
        or_none(task.text),
        or_none(task.campaign),
        or_none(task.measure_name),
        or_none("、".join(task.leaders)),
        or_none(task.deadline),
        due_date(task.deadline, period.year),
    )


def _told_cells(contribution: Contribution) -> tuple[Cell, ...]:
    """Give what a unit says of a task, and where."""
    words = (TASK_PROGRESS, TASK_NEXT, EXPLANATION)
    said = [or_none(contribution.value(name).text) for name in words]
    row = contribution.row
    figure = row.get(TASK_PROGRESS) or row.get(TASK_STATUS)
    where: tuple[Cell, ...] = (None, None, None, None)
    if figure is not None:
        found = figure.source
        where = (found.file, found.sheet, found.cell, found.received_at)
    status = contribution.status or NOT_TOLD
    return (contribution.unit, contribution.part.value, status, *said, *where)
