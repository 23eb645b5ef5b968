"""A small form that tests lay out, fill in and judge."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.builders import a_registry, a_task, an_indicator
from xltool.findings import Severity
from xltool.forms.building import build_layout
from xltool.forms.design import (
    Field,
    FieldType,
    FormDesign,
    Prefill,
    RowsFrom,
    Rule,
    SheetDesign,
)
from xltool.model.period import Cycle, Period

if TYPE_CHECKING:
    from xltool.forms.layout import Layout
    from xltool.model.registry import Registry
    from xltool.model.value import Values

WHO = SheetDesign(
    key="填报信息",
    title="填报信息",
    rows_from=RowsFrom.SINGLE,
    fields=(
        Field(key="填报人", label="填报人", required=True),
        Field(key="联系电话", label="联系电话", type=FieldType.PHONE),
        Field(key="填报日期", label="填报日期", type=FieldType.DATE),
    ),
)
TASKS = SheetDesign(
    key="任务进展",
    title="任务进展",
    rows_from=RowsFrom.TASKS,
    fields=(
        Field(key="任务编号", label="任务编号", prefill=Prefill.REGISTRY),
        Field(key="牵头单位", label="牵头单位", prefill=Prefill.REGISTRY),
        Field(key="承担角色", label="承担角色", prefill=Prefill.REGISTRY),
        Field(
            key="上期进展",
            label="上期进展",
            prefill=Prefill.LAST_PERIOD,
            source="本期进展",
        ),
        Field(
            key="进展状态",
            label="进展状态",
            type=FieldType.CHOICE,
            choices="进展状态",
            required=True,
        ),
        Field(key="本期进展", label="本期进展", required=True),
        Field(key="说明", label="说明"),
    ),
)
INDICATORS = SheetDesign(
    key="指标数据",
    title="指标数据",
    rows_from=RowsFrom.INDICATORS,
    fields=(
        Field(key="指标名称", label="指标名称", prefill=Prefill.REGISTRY),
        Field(key="填报单位", label="填报单位", prefill=Prefill.REGISTRY),
        Field(
            key="年度目标",
            label="年度目标",
            type=FieldType.NUMBER,
            prefill=Prefill.TARGET,
        ),
        Field(
            key="上期累计",
            label="上期累计",
            type=FieldType.NUMBER,
            prefill=Prefill.LAST_PERIOD,
            source="累计完成",
        ),
        Field(
            key="累计完成",
            label="累计完成",
            type=FieldType.NUMBER,
            unit_from="计量单位",
            required=True,
        ),
        Field(
            key="完成率",
            label="完成率",
            type=FieldType.PERCENT,
            formula='IF(AND(ISNUMBER([累计完成]),ISNUMBER([年度目标])),ROUND([累计完成]/[年度目标]*100,2),"")',
        ),
        Field(key="说明", label="说明"),
    ),
)
PROBLEMS = SheetDesign(
    key="突出问题",
    title="突出问题",
    rows_from=RowsFrom.FREE,
    rows=3,
    required=True,
    fields=(
        Field(key="问题描述", label="问题描述", required=True),
        Field(key="整改时限", label="整改时限", type=FieldType.DATE, required=True),
        Field(key="说明", label="说明"),
    ),
)
RULES = (
    Rule(
        code="R01",
        sheet="指标数据",
        condition="OR(ISBLANK([累计完成]),N([累计完成])>=N([上期累计]))",
        severity=Severity.QUERY,
        message="累计完成 [累计完成] 低于上期累计 [上期累计]",
        remedy="请核对；确有核减的，在说明栏写明原因",
        field="累计完成",
    ),
    Rule(
        code="R02",
        sheet="任务进展",
        condition="OR(ISBLANK([本期进展]),[本期进展]<>[上期进展])",
        severity=Severity.ERROR,
        message="本期进展与上期一字不差",
        remedy="请写本期的新进展",
        field="本期进展",
    ),
)


def a_form(**words: Any) -> FormDesign:
    """Make a monthly form of four sheets and two rules."""
    plain: dict[str, Any] = {
        "key": "月通报",
        "name": "重点工作月通报",
        "cycle": Cycle.MONTH,
        "version": "1",
        "sheets": (WHO, TASKS, INDICATORS, PROBLEMS),
        "choices": {"进展状态": ("未启动", "推进中", "已完成")},
        "rules": RULES,
        "instructions": ("只填黄色单元格。",),
    }
    return FormDesign(**{**plain, **words})


def a_layout(
    form: FormDesign | None = None,
    registry: Registry | None = None,
    *,
    unit: str = "市科技局",
    period: str = "2025-07",
    **earlier: Values,
) -> Layout:
    """Lay out the form for one unit; without a registry it has one task with one indicator."""
    registry = registry or a_registry(a_task(), an_indicator(value=Decimal(10)))
    return build_layout(
        form or a_form(),
        registry.unit(unit),
        Period.parse(period),
        registry,
        last_period=earlier.get("last_period", {}),
        last_year=earlier.get("last_year", {}),
    )
