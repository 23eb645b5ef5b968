"""任务进展: what the lead and each supporting unit say of a task, side by side."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.model.value import State
from xltool.rollup.answers import NO_ROW, TASK_STATUS, value_of
from xltool.rollup.due_dates import due_date

if TYPE_CHECKING:
    import datetime as dt

    from xltool.model.registry import Registry, Task
    from xltool.model.value import Value
    from xltool.rollup.answers import AnswersByUnit, Row
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.inputs import RollupInputs

DONE = "已完成"
UNDER_WAY = "推进中"
NOT_STARTED = "未启动"
NOT_TOLD = "未报"
STATUSES = (DONE, UNDER_WAY, NOT_STARTED, NOT_TOLD)


class UnitRole(StrEnum):
    """A unit's part in a task."""

    LEAD = "牵头"
    SUPPORT = "配合"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one unit says of a task; an empty `row` if it said nothing."""

    unit: str
    part: UnitRole
    row: Row = field(default_factory=lambda: NO_ROW)

    def value(self, name: str) -> Value:
        """Give one of its answers."""
        return value_of(self.row, name)

    @property
    def status(self) -> str:
        """Its 进展状态; 未报 where it gave none."""
        value = self.value(TASK_STATUS)
        return NOT_TOLD if value.state is State.MISSING else value.text


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task, the lead's contribution first.

    `due` is its deadline, where one could be read.
    """

    task: Task
    contributions: tuple[Contribution, ...]
    indicators: tuple[IndicatorLine, ...]
    due: dt.date | None = None
    overdue: bool = False

    @property
    def leads(self) -> tuple[Contribution, ...]:
        """What those who lead say (several, where a collective leads)."""
        return tuple(one for one in self.contributions if one.part is UnitRole.LEAD)

    @property
    def status(self) -> str:
        """The lead's word; of several leads the least advanced one's."""
        told = {one.status for one in self.leads}
        return next(
            (one for one in reversed(STATUSES) if one in told),
            next(iter(told), NOT_TOLD),
        )

    @property
    def disputed(self) -> tuple[Contribution, ...]:
        """The supporting units that contradict the lead.

        One says 已完成, the other does not.
        """
        if self.status == NOT_TOLD:
            return ()
        return tuple(
            one
            for one in self.contributions
            if one.part is UnitRole.SUPPORT
            and one.status != NOT_TOLD
            and (one.status == DONE) is not (self.status == DONE)
        )


def task_lines(
    inputs: RollupInputs, answers: AnswersByUnit, indicators: tuple[IndicatorLine, ...]
) -> tuple[TaskLine, ...]:
    """Give every task in the registry's order."""
    by_task: dict[str, list[IndicatorLine]] = {}
    for line in indicators:
        by_task.setdefault(line.task.code, []).append(line)
    return tuple(
        _line(task, inputs, answers, tuple(by_task.get(task.code, ())))
        for task in inputs.registry.tasks
    )


def contributions_of(
    registry: Registry, task: Task, answers: AnswersByUnit
) -> tuple[Contribution, ...]:
    """Give what each unit says of a task, the lead first."""
    leads = set(registry.expanded((task.lead_unit,))) if task.lead_unit else set()
    contributions = []
    for unit in registry.task_units(task):
        part = UnitRole.LEAD if unit in leads else UnitRole.SUPPORT
        row = answers.row(unit, task.code)
        contributions.append(Contribution(unit=unit, part=part, row=row))
    return tuple(contributions)


def _line(
    task: Task,
    inputs: RollupInputs,
    answers: AnswersByUnit,
    indicators: tuple[IndicatorLine, ...],
) -> TaskLine:
    """Describe a task by what its units say of it, and whether it is overdue."""
    due = due_date(task.deadline, inputs.period.year)
    line = TaskLine(
        task=task,
        contributions=contributions_of(inputs.registry, task, answers),
        indicators=indicators,
        due=due,
    )
    late = due is not None and due <= inputs.period.end and line.status != DONE
    return replace(line, overdue=late)
