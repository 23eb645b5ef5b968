"""任务台账 as sheets of named columns.

What stands in which column, to and from the model. The single description of
`registry.xlsx`: the writer, the reader and the merge all use it. Every cell is text
here (`""` is blank); a column with `number` is written as a number where its text is
one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.model.changes import Change, ChangeKind
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Level, Reporting, Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xltool.model.registry import Indicator, PlanStage, Registry, Task, Unit

Cells = dict[str, str]
"""One row: column name -> text."""

IN_USE = "在用"
GONE = "源表已无"
RETIRED = "停用"
MERGED = "并入"
"""A unit's 状态 that begins with this was found to be another unit; it is no unit of
its own any more.
"""

COMPARISON_LABELS = {
    ">=": "≥",
    ">": "＞",
    "<=": "≤",
    "<": "＜",
    "=": "＝",
    "~": "≈",
    "range": "区间",
    "text": "定性",
}
"""How a comparison stands in the sheet: full-width, so that no spreadsheet takes `=`
for a formula.
"""
LEVEL_LABELS = {Level.OWN: "本级", Level.UPPER: "上级"}
ROLE_LABELS = {
    Role.TARGET: "目标",
    Role.PARAMETER: "参数",
    Role.SCOPE: "范围",
    Role.FACT: "事实",
    Role.BASIS: "依据",
}
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryColumn:
    """One column. `width` is in characters.

    `hint` is shown when a cell of it is selected. `choices` are its drop-down; a `free`
    column takes other text too. A `hidden` one is for the workbook itself.
    """

    name: str
    width: float = 12
    number: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    free: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySheet:
    """One sheet; `keys` are the columns that identify a row, `required` those that must
    be there.
    """

    name: str
    keys: tuple[str, ...]
    required: tuple[str, ...]
    columns: tuple[RegistryColumn, ...]
    frozen: int = 1
    """How many columns stay in sight on the left."""

    def column(self, name: str) -> RegistryColumn:
        """Give the column of this name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _column(
    name: str,
    width: float = 12,
    *,
    number: bool = False,
    choices: tuple[str, ...] = (),
    hint: str = "",
) -> RegistryColumn:
    return RegistryColumn(
        name=name, width=width, number=number, choices=choices, hint=hint
    )


_STATUS = _column(
    "状态",
    10,
    choices=(IN_USE, GONE, RETIRED),
    hint="填“停用”后不再下发；“源表已无”仍照常下发",
)
_PLAN_HINT = "各时点应累计完成多少，如“2025-03-31：3；2025-06-30：5”；留空按序时进度"
_UNITS_HINT = "填“单位”表里的名称、代码或别名；多个单位用顿号隔开"

TASKS = RegistrySheet(
    name="任务",
    keys=("任务编号",),
    required=("任务编号", "任务内容", "牵头单位"),
    frozen=1,
    columns=(
        _column("任务编号", 11),
        _column("序号", 6),
        _column("攻坚", 12),
        _column("政策措施", 18),
        _column("项号", 6, number=True),
        _column("任务名称", 22),
        _column("任务内容", 60),
        _column("上级内容", 40),
        _column("牵头领导", 12, hint="多名领导用顿号隔开"),
        _column("牵头单位", 16, hint=_UNITS_HINT),
        _column("配合单位", 24, hint=_UNITS_HINT),
        _column("完成时限", 12),
        _column("备注", 24),
        _STATUS,
        _column("来源", 18),
        _column("责任人", 12, hint="单位或项目的责任人，多人用顿号隔开；不是牵头领导"),
    ),
)

INDICATORS = RegistrySheet(
    name="指标",
    keys=("指标编号",),
    required=("指标编号", "任务编号", "指标名称"),
    frozen=1,
    columns=(
        _column("指标编号", 13),
        _column("任务编号", 11),
        _column("层级", 7, choices=tuple(LEVEL_LABELS.values())),
        _column("指标名称", 30),
        _column("比较", 7, choices=tuple(COMPARISON_LABELS.values())),
        _column("目标值", 11, number=True),
        _column("目标上限", 10, number=True, hint="只在“比较”为“区间”时填"),
        _column("计量单位", 10),
        _column(
            "用途",
            8,
            choices=tuple(ROLE_LABELS.values()),
            hint="只有“目标”要填报；其余都不下发",
        ),
        _column(
            "性质",
            8,
            choices=tuple(kind.value for kind in IndicatorKind),
            hint="数量、金额从年初累计，与序时进度比；其余与目标本身比。"
            "存量是到期末一共有多少，各单位相加；水平是平均、人均、浓度，不相加",
        ),
        _column("定性目标", 24),
        _column("越小越好", 9, choices=(YES, NO)),
        _column("所属指标", 13, hint="填上一层指标的编号"),
        _column(
            "所属关系",
            9,
            choices=("分项", "其中"),
            hint="分项之和等于所属指标；“其中”不超过它",
        ),
        _column("完成时限", 12),
        _column("填报方式", 12, choices=tuple(one.value for one in Reporting)),
        _column("填报单位", 24, hint=f"留空按填报方式；{_UNITS_HINT}"),
        _column("上级目标对照", 24),
        _column("原文", 40),
        _column("把握", 7, number=True, hint="0 到 1；人工确认后为 1"),
        _STATUS,
        _column("分期计划", 30, hint=_PLAN_HINT),
    ),
)

UNITS = RegistrySheet(
    name="单位",
    keys=("代码",),
    required=("代码", "名称"),
    frozen=2,
    columns=(
        _column("代码", 18, hint="一经下发不要再改"),
        _column("名称", 18),
        _column("别名", 36, hint="同一单位的其他写法，用顿号隔开"),
        _column("类别", 10, hint="部门、县市区、乡镇、园区、企业、集合……"),
        _column("联系人", 10),
        _column("电话", 14),
        _column("邮箱", 24, hint="多个邮箱用分号隔开"),
        _column("抄送", 24, hint="多个邮箱用分号隔开"),
        _column("成员", 36, hint="集合名称（如各县市区）代表哪些单位，用顿号隔开"),
        _column("是否报送", 9, choices=(YES, NO)),
        _column("状态", 14, hint="“并入 某单位”的行不再作为单位"),
    ),
)

SHARES = RegistrySheet(
    name="分解目标",
    keys=("指标编号", "单位"),
    required=("指标编号", "单位", "目标值"),
    frozen=2,
    columns=(
        _column("指标编号", 13),
        _column("指标名称", 30),
        _column("单位", 18),
        _column("目标值", 12, number=True),
        _column(
            "比较",
            7,
            choices=tuple(COMPARISON_LABELS.values()),
            hint="留空与指标相同",
        ),
    ),
)

ANSWER = "处理意见"
"""The column of 待确认 in which the clerk answers."""
ACCEPT = "采纳建议"
KEEP = "保持原样"
NOT_ISSUED = "不单独下发"
"""The answer that a collective name stands for nobody who is issued a workbook."""
OPEN, DONE, OBSOLETE = "待处理", "已处理", "已不存在"

PICTURE = "图"
"""The column of 待确认 that shows what recognition was not sure of."""

OPTIONS = ("选项1", "选项2", "选项3", "选项4", "选项5", "选项6")
"""The columns of 待确认 that hold the drop-down of each row's answer."""

DOUBTS = RegistrySheet(
    name="待确认",
    keys=("编号",),
    required=("编号", "处理意见"),
    frozen=1,
    columns=(
        _column("编号", 8),
        _column("类别", 10),
        _column("位置", 22),
        _column("原文", 28),
        _column("问题与办法", 52),
        _column("建议", 28),
        RegistryColumn(
            name=ANSWER,
            width=24,
            choices=(ACCEPT, KEEP),
            free=True,
            hint=(
                "选“采纳建议”或“保持原样”，或直接填写正确内容；填好后重新运行 xltool "
                "import"
            ),
        ),
        _column("状态", 10, choices=(OPEN, DONE, OBSOLETE)),
        _column(PICTURE, 44, hint="扫描件上这一处的图"),
        *(RegistryColumn(name=name, hidden=True) for name in OPTIONS),
    ),
)

UNREAD = RegistrySheet(
    name="未读出",
    keys=("编号",),
    required=(),
    frozen=1,
    columns=(
        _column("编号", 8),
        _column("位置", 24),
        _column("数字", 10),
        _column("原文", 50),
        _column("原因", 20),
        _column("来源", 18),
    ),
)
"""Numbers of the imported tables that are no indicator; written anew by each import."""

CHANGES = RegistrySheet(
    name="变更",
    keys=("日期", "事项", "对象"),
    required=("日期", "事项", "对象"),
    frozen=3,
    columns=(
        _column(
            "日期",
            12,
            hint="从哪一天起，如 2025-05-10；报告期末日不早于它的各期按变更后办",
        ),
        _column("事项", 12, choices=tuple(kind.value for kind in ChangeKind)),
        _column(
            "对象", 20, hint="单位事项填单位；任务移交填任务编号；目标调整填指标编号"
        ),
        _column("改为", 20, hint="新名称、并入的单位、新的牵头单位或新的目标值"),
        _column("说明", 40, hint="依据，如文件号"),
    ),
)
"""Changes with their dates; the other sheets say how things stand without them."""

SHEETS = (TASKS, INDICATORS, UNITS, DOUBTS, SHARES, CHANGES, UNREAD)
"""In the order of the workbook's tabs."""


def plain(number: Decimal | None) -> str:
    """Give a number as people write it: no exponent, no trailing zeros after the point.

    >>> from decimal import Decimal
    >>> plain(Decimal("1.30E+2")), plain(Decimal("2.50"))
    ('130', '2.5')
    """
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plan_text(plan: Sequence[PlanStage]) -> str:
    """Give a plan as it stands in its cell: `2025-03-31：3；2025-06-30：5`."""
    return "；".join(f"{one.until.isoformat()}：{plain(one.value)}" for one in plan)


def task_cells(task: Task, names: dict[str, str]) -> Cells:
    """Give a task's row; `names` gives each unit code's printed name."""
    return {
        "任务编号": task.code,
        "序号": task.measure_seq,
        "攻坚": task.campaign,
        "政策措施": task.measure_name,
        "项号": "" if task.item_no is None else str(task.item_no),
        "任务名称": task.name,
        "任务内容": task.text,
        "上级内容": task.upper_text,
        "牵头领导": "、".join(task.leaders),
        "牵头单位": names.get(task.lead_unit, task.lead_unit),
        "配合单位": "、".join(names.get(code, code) for code in task.support_units),
        "完成时限": task.deadline,
        "备注": task.note,
        "状态": IN_USE,
        "责任人": "、".join(task.responsible),
    }


def indicator_cells(indicator: Indicator, names: dict[str, str]) -> Cells:
    """Give an indicator's row; `names` gives each unit code's printed name."""
    return {
        "指标编号": indicator.code,
        "任务编号": indicator.task,
        "层级": LEVEL_LABELS[indicator.level],
        "指标名称": indicator.name,
        "比较": COMPARISON_LABELS[indicator.comparison],
        "目标值": plain(indicator.value),
        "目标上限": plain(indicator.value_high),
        "计量单位": indicator.measurement_unit,
        "用途": ROLE_LABELS[indicator.role],
        "性质": indicator.kind.value,
        "定性目标": indicator.text_target,
        "越小越好": YES if indicator.reverse else NO,
        "所属指标": indicator.parent,
        "所属关系": indicator.part,
        "完成时限": indicator.deadline,
        "填报方式": indicator.reporting.value,
        "填报单位": "、".join(names.get(code, code) for code in indicator.reporters),
        "上级目标对照": indicator.upper,
        "原文": indicator.source_text,
        "把握": f"{indicator.confidence:g}",
        "状态": IN_USE,
        "分期计划": plan_text(indicator.plan),
    }


def unit_cells(unit: Unit, names: dict[str, str]) -> Cells:
    """Give a unit's row; `names` gives each unit code's printed name."""
    return {
        "代码": unit.code,
        "名称": unit.name,
        "别名": "、".join(unit.aliases),
        "类别": unit.group,
        "联系人": unit.contact,
        "电话": unit.phone,
        "邮箱": "；".join(unit.emails),
        "抄送": "；".join(unit.copies),
        "成员": "、".join(names.get(code, code) for code in unit.members),
        "是否报送": YES if unit.reports else NO,
    }


def registry_cells(registry: Registry) -> dict[str, list[Cells]]:
    """Give every row of a registry by sheet name; 待确认 is empty."""
    names = {unit.code: unit.name for unit in registry.units}
    titles = {indicator.code: indicator.name for indicator in registry.indicators}
    return {
        TASKS.name: [task_cells(one, names) for one in registry.tasks],
        INDICATORS.name: [indicator_cells(one, names) for one in registry.indicators],
        UNITS.name: [unit_cells(one, names) for one in registry.units],
        SHARES.name: [
            {
                "指标编号": code,
                "指标名称": titles.get(code, ""),
                "单位": names.get(unit, unit),
                "目标值": plain(value),
                "比较": COMPARISON_LABELS.get(
                    registry.share_comparisons.get((code, unit), ""), ""
                ),
            }
            for (code, unit), value in registry.shares.items()
        ],
        DOUBTS.name: [],
        CHANGES.name: [_change_cells(one, names) for one in registry.changes],
    }


def _change_cells(change: Change, names: dict[str, str]) -> Cells:
    return {
        "日期": change.day.isoformat(),
        "事项": change.kind.value,
        "对象": names.get(change.subject, change.subject),
        "改为": plain(change.value) or names.get(change.becomes, change.becomes),
        "说明": change.reason,
    }
