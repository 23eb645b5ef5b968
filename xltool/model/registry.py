"""任务台账: the confirmed tasks, indicators and units, and who answers for what."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from xltool.model.indicator_kind import IndicatorKind, adds_up

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from xltool.model.changes import Change


class Level(StrEnum):
    """Whose promise it is: the two columns of a decomposition table.

    `--json` calls it `column`.
    """

    UPPER = "upper"
    """上级 (市里政策措施、目标任务)."""
    OWN = "own"
    """本级 (我县政策措施、目标任务)."""


class Role(StrEnum):
    """What a number in the text is."""

    TARGET = "target"
    """A promise that is reported on."""
    PARAMETER = "parameter"
    """A subsidy, quota or condition of the policy itself."""
    SCOPE = "scope"
    """The size of the field of work (205个重点建设项目)."""
    FACT = "fact"
    """What was reached in the past (去年完成12个)."""
    BASIS = "basis"
    """What another figure is measured against (高于全省7.8%的平均水平)."""


class Reporting(StrEnum):
    """Who reports an indicator of a task."""

    LEAD = "牵头单位"
    """The lead reports the whole figure."""
    EACH = "各责任单位"
    """Every responsible unit reports its own share; the shares make the figure."""


COLLECTIVE = "集合"
"""The group of a name that stands for several units (各县市区)."""

COMPARISONS = (">=", ">", "<=", "<", "=", "~", "range", "text")
"""How a value may stand to a target; `~` is 左右, `text` a qualitative target answered
in text.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """单位: an organisation that reports.

    `code` identifies it for ever (by default the name under which it was first
    confirmed); `name` is what is printed; `aliases` are the other spellings under which
    tables and files name it. `group` is 部门, 县市区 or what else the office
    distinguishes. `members` is for a collective name (各县市区): the codes it stands
    for. A unit with `reports` False is known but is sent nothing.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    contact: str = ""
    phone: str = ""
    emails: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    reports: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """任务: one numbered item of a measure.

    `measure_seq` and `measure_name` are of the row it stands in; `campaign` is the 攻坚
    it belongs to; `lead_unit` and `support_units` are unit codes; `deadline` is as
    printed, empty if none is. `responsible` are the people named as 责任人 of a unit or
    a project: neither leaders nor units.
    """

    code: str
    measure_seq: str
    measure_name: str
    item_no: int | None = None
    name: str = ""
    text: str = ""
    upper_text: str = ""
    campaign: str = ""
    leaders: tuple[str, ...] = ()
    lead_unit: str = ""
    support_units: tuple[str, ...] = ()
    deadline: str = ""
    note: str = ""
    responsible: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Every responsible unit, the lead first."""
        return ((self.lead_unit,) if self.lead_unit else ()) + self.support_units


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStage:
    """分期计划: how much of a target is to be reached by the end of a day.

    `value` counts from the year's start, in the indicator's 计量单位.
    """

    until: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """指标: a quantity with a 计量单位 and a target that a task promises.

    `value` (and `value_high`, for a range) is in `measurement_unit` as printed;
    `text_target` holds a qualitative target. `reverse` says that less is better.
    `parent` is the code of the indicator that this one is a part of, and `part` how:
    分项 (the parts sum to the parent) or 其中 (a subset). `confidence` is 0 to 1; 1
    once the clerk confirmed it. `plan` are the stages of a target, by date; without
    any, the target falls due evenly over the year.
    """

    code: str
    task: str
    name: str
    level: Level = Level.OWN
    comparison: str = ">="
    value: Decimal | None = None
    value_high: Decimal | None = None
    measurement_unit: str = ""
    role: Role = Role.TARGET
    kind: IndicatorKind = IndicatorKind.COUNT
    text_target: str = ""
    reverse: bool = False
    parent: str = ""
    part: str = ""
    deadline: str = ""
    reporting: Reporting = Reporting.LEAD
    reporters: tuple[str, ...] = ()
    upper: str = ""
    """How the upper level's target compares (同口径，占9% / 口径不同 / 未分解), as
    shown to the clerk.
    """
    source_text: str = ""
    confidence: float = 1.0
    plan: tuple[PlanStage, ...] = ()

    @property
    def label(self) -> str:
        """The name as it is printed, a part's with how it is one.

        Imported names often say so already.
        """
        opening = f"{self.part}：" if self.part else ""
        return opening + self.name.removeprefix(opening)

    @property
    def adds_up(self) -> bool:
        """Whether the figures of several units sum to the whole's."""
        return adds_up(self.kind, self.name, self.measurement_unit)


@dataclass(frozen=True, kw_only=True)
class Registry:
    """The whole registry, in its printed order.

    `shares` are targets by (indicator code, unit code) where an indicator is divided
    between units; `share_comparisons` say how a share compares where it does so in
    another way than its indicator. `changes` take effect on their days
    (`xltool.model.as_of.as_of`).
    """

    tasks: tuple[Task, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    units: tuple[Unit, ...] = ()
    shares: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    share_comparisons: dict[tuple[str, str], str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    owing: tuple[str, ...] | None = None
    """The codes of the units that owe a form; None: those that answer for a task."""

    def unit(self, code: str) -> Unit:
        """Give the unit of this code; KeyError if there is none."""
        return self._units[code]

    def task(self, code: str) -> Task:
        """Give the task of this code; KeyError if there is none."""
        return self._tasks[code]

    def unit_name(self, code: str) -> str:
        """Give a unit's printed name; its code where the directory does not have it."""
        unit = self._units.get(code)
        return code if unit is None else unit.name

    def expanded(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Replace collective units (各县市区) by their members.

        Each code once, in order.
        """
        if codes not in self._expanded:
            found: dict[str, None] = {}
            for code in codes:
                unit = self._units.get(code)
                for member in (
                    unit.members if unit is not None and unit.members else (code,)
                ):
                    found[member] = None
            self._expanded[codes] = tuple(found)
        return self._expanded[codes]

    def task_units(self, task: Task) -> tuple[str, ...]:
        """Every unit that answers for a task, collectives expanded, the lead first."""
        return self.expanded(task.units)

    def tasks_of(self, unit: str) -> tuple[Task, ...]:
        """Every task that a unit answers for."""
        return tuple(self._tasks_by_unit.get(unit, ()))

    def reporters(self, indicator: Indicator) -> tuple[str, ...]:
        """Give the units that fill in an indicator.

        Those named in the registry, else as `reporting` says.
        """
        if indicator.reporters:
            return self.expanded(indicator.reporters)
        task = self.task(indicator.task)
        if indicator.reporting is Reporting.EACH:
            return self.task_units(task)
        return self.expanded((task.lead_unit,)) if task.lead_unit else ()

    def targets_of(self, unit: str) -> tuple[Indicator, ...]:
        """Give the targets that concern a unit.

        What it reports itself, and what others report of the tasks that it answers for.
        """
        return tuple(self._targets_by_unit.get(unit, ()))

    def reporting_units(self) -> tuple[Unit, ...]:
        """Give the units that are due a workbook, in the order of the directory."""
        due = self._tasks_by_unit if self.owing is None else self.owing
        return tuple(unit for unit in self.able_units() if unit.code in due)

    def able_units(self) -> tuple[Unit, ...]:
        """Give the units that can be asked to report.

        A collective name is none: its members are, once they are known.
        """
        return tuple(
            unit
            for unit in self.units
            if unit.reports and not unit.members and unit.group != COLLECTIVE
        )

    def open_collectives(self) -> tuple[Unit, ...]:
        """Give the collective names with a task whose members nobody has said.

        One that is not to report (有关部门) needs none.
        """
        return tuple(
            unit
            for unit in self.units
            if unit.group == COLLECTIVE
            and unit.reports
            and not unit.members
            and unit.code in self._tasks_by_unit
        )

    def idle_units(self) -> tuple[Unit, ...]:
        """Give the units that report and answer for no task."""
        return tuple(
            unit for unit in self.able_units() if unit.code not in self._tasks_by_unit
        )

    @cached_property
    def _expanded(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        return {}

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in reversed(self.units)}

    @cached_property
    def _tasks(self) -> dict[str, Task]:
        return {task.code: task for task in reversed(self.tasks)}

    @cached_property
    def _tasks_by_unit(self) -> dict[str, list[Task]]:
        return _by_unit((task, self.task_units(task)) for task in self.tasks)

    @cached_property
    def _targets_by_unit(self) -> dict[str, list[Indicator]]:
        return _by_unit(
            (one, self._answering(one))
            for one in self.indicators
            if one.role is Role.TARGET and one.level is Level.OWN
        )

    def _answering(self, indicator: Indicator) -> tuple[str, ...]:
        task = self._tasks.get(indicator.task)
        responsible = () if task is None else self.task_units(task)
        return tuple(dict.fromkeys((*responsible, *self.reporters(indicator))))


_Of = TypeVar("_Of")


def _by_unit(pairs: Iterable[tuple[_Of, tuple[str, ...]]]) -> dict[str, list[_Of]]:
    """Give what belongs to each unit."""
    found: dict[str, list[_Of]] = {}
    for owned, units in pairs:
        for unit in units:
            found.setdefault(unit, []).append(owned)
    return found
