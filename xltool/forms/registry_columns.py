"""The columns of 任务台账 that a form may show (预填 = 台账).

By the name that a design gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.model.registry import Reporting

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.forms.design import FixedRow
    from xltool.model.registry import Indicator, Registry, Task, Unit

LEAD = "牵头"
SUPPORT = "配合"

DIRECTIONS = {
    ">=": "不低于",
    ">": "高于",
    "<=": "不高于",
    "<": "低于",
    "=": "等于",
    "~": "左右",
    "range": "不低于",
    "text": "定性",
}
"""How a value must stand to its target, in words that rules compare with."""


def direction_of(indicator: Indicator) -> str:
    """Give how a value must stand to its target.

    Of what is better when it is less, 降至0.42 is as good as not to be exceeded.
    """
    if indicator.reverse and indicator.comparison in {"=", "~", "range"}:
        return DIRECTIONS["<="]
    return DIRECTIONS[indicator.comparison]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task as one unit sees it."""

    task: Task
    unit: Unit
    registry: Registry

    @property
    def role(self) -> str:
        """牵头 or 配合; every member of a collective lead leads."""
        if self.task.lead_unit:
            lead = self.registry.expanded((self.task.lead_unit,))
        else:
            lead = ()
        return LEAD if self.unit.code in lead else SUPPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorView:
    """An indicator as one unit sees it."""

    indicator: Indicator
    unit: Unit
    registry: Registry

    @property
    def reports(self) -> bool:
        """Whether this unit fills it in."""
        return self.unit.code in self.registry.reporters(self.indicator)

    @property
    def role(self) -> str:
        """The unit's role in the indicator's task."""
        task = self.registry.task(self.indicator.task)
        return TaskView(task=task, unit=self.unit, registry=self.registry).role

    @property
    def filled_by(self) -> str:
        """Who fills the figure in, as a sentence for this unit."""
        reporters = self.registry.reporters(self.indicator)
        if not reporters:
            return "未定填报单位，请联系下发单位"
        if len(reporters) == 1:
            if self.reports:
                return "本单位填全部数"
            return f"{self.registry.unit_name(reporters[0])}填报，本单位不填"
        if self.indicator.reporting is Reporting.EACH:
            names = "各责任单位"
        else:
            names = _names(self.registry, reporters)
        return f"{names}各填本单位数" if self.reports else f"{names}填报，本单位不填"


NAMES = ("指标名称", "任务名称", "任务内容", "名称")
"""The columns that say what a row is about."""
TASK_COLUMNS: dict[str, Callable[[TaskView], str]] = {
    "任务编号": lambda view: view.task.code,
    "攻坚": lambda view: view.task.campaign,
    "政策措施": lambda view: view.task.measure_name,
    "任务名称": lambda view: view.task.name,
    "任务内容": lambda view: view.task.text or view.task.name,
    "上级任务": lambda view: view.task.upper_text,
    "承担角色": lambda view: view.role,
    "牵头单位": lambda view: view.registry.unit_name(view.task.lead_unit),
    "配合单位": lambda view: _names(view.registry, view.task.support_units),
    "牵头领导": lambda view: "、".join(view.task.leaders),
    "完成时限": lambda view: view.task.deadline,
    "备注": lambda view: view.task.note,
}

INDICATOR_COLUMNS: dict[str, Callable[[IndicatorView], str]] = {
    "指标编号": lambda view: view.indicator.code,
    "指标名称": lambda view: view.indicator.label,
    "计量单位": lambda view: view.indicator.measurement_unit,
    "指标类型": lambda view: view.indicator.kind.value,
    "目标方向": lambda view: direction_of(view.indicator),
    "填报单位": lambda view: view.filled_by,
    "任务编号": lambda view: view.indicator.task,
    "任务内容": lambda view: view.registry.task(view.indicator.task).text,
    "承担角色": lambda view: view.role,
    "完成时限": lambda view: view.indicator.deadline,
    "上级指标": lambda view: view.indicator.upper,
    "原文": lambda view: view.indicator.source_text,
}

FIXED_COLUMNS: dict[str, Callable[[FixedRow], str]] = {
    "行号": lambda row: row.code,
    "名称": lambda row: row.name,
    "计量单位": lambda row: row.measurement_unit,
}
"""What the sheet 行 of a design says of a fixed table's row."""


def _names(registry: Registry, codes: tuple[str, ...], most: int = 4) -> str:
    """Give the names of units, the first few of many."""
    names = [registry.unit_name(code) for code in codes[:most]]
    if len(codes) <= most:
        return "、".join(names)
    return f"{'、'.join(names)}等{len(codes)}个单位"
