"""The forms that ship, laid out for a unit that has tasks and indicators of every kind."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from tests.builders import a_registry, a_task, a_unit, an_indicator
from xltool.excel.designs import read_design
from xltool.forms.building import build_layout
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.period import Period
from xltool.model.registry import Reporting
from xltool.model.value import NOT_APPLICABLE, State, Value, Values, reported
from xltool.workspace import templates_folder

if TYPE_CHECKING:
    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout

PERIODS = {"monthly": "2025-07", "tenday": "2025-07-T2", "quarterly": "2025-Q3"}
UNIT = "市发展改革委"
_MONEY, _SHARE, _GROWTH, _WORDS = (
    IndicatorKind.AMOUNT,
    IndicatorKind.SHARE,
    IndicatorKind.GROWTH,
    IndicatorKind.QUALITATIVE,
)
REGISTRY = a_registry(
    a_unit("东山县", group="县市区"),
    a_unit("西河县", group="县市区"),
    a_unit("各县市区", members=("东山县", "西河县")),
    a_task("T01-01", lead_unit=UNIT, support_units=("各县市区",), text="争取各类资金60亿元以上。"),
    a_task("T01-02", lead_unit=UNIT, text="年度计划投资完成率达到100%，建成项目储备库。"),
    a_task("T02-01", lead_unit="市商务局", support_units=(UNIT,), text="扩大进出口规模。"),
    an_indicator("T01-01-1", name="争取各类资金", value=Decimal(60), measurement_unit="亿元", kind=_MONEY),
    *(
        an_indicator(f"T01-01-{n}", name=name, value=Decimal(v), measurement_unit="亿元", kind=_MONEY,
                     parent="T01-01-1", part="分项")
        for n, name, v in ((2, "特别国债", 35), (3, "中央预算内投资", 20), (4, "省预算内投资", 5))
    ),
    an_indicator("T01-01-5", name="产业类资金", value=Decimal(9), measurement_unit="亿元", kind=_MONEY,
                 parent="T01-01-1", part="其中"),
    an_indicator("T01-01-6", name="储备项目", value=Decimal(300), reporting=Reporting.EACH),
    an_indicator("T01-02-1", name="计划完成率", value=Decimal(100), measurement_unit="%", kind=_SHARE),
    an_indicator("T01-02-2", name="项目储备库", value=None, kind=_WORDS, comparison="text", text_target="建成"),
    an_indicator("T01-02-3", name="投资增速", value=Decimal(6), measurement_unit="%", kind=_GROWTH),
    an_indicator("T02-01-1", name="进出口总值", value=Decimal(500), measurement_unit="亿元", kind=_MONEY),
    shares={("T01-01-6", UNIT): Decimal(60)},
)  # fmt: skip
LAST_PERIOD: Values = {
    "任务进展": {"T01-01": {"本期进展": reported("新入库项目三十个，完成两批申报。")}},
    "指标数据": {
        "T01-01-1": {"累计完成": reported(Decimal("36.2"))},
        "T01-01-6": {"累计完成": reported(Decimal(40))},
        "T01-02-3": {"累计完成": reported(Decimal("7.5"))},
    },
}
LAST_YEAR: Values = {"指标数据": {"T01-01-1": {"累计完成": reported(Decimal("38.1"))}}}


@cache
def shipped_form(name: str) -> FormDesign:
    """Read one of the designs that ship."""
    form, findings = read_design(templates_folder() / f"{name}.xlsx")
    assert form is not None, findings
    return form


def shipped_layout(
    name: str = "monthly", unit: str = UNIT, within: Values | None = None
) -> Layout:
    """Lay a shipped form out for the unit; `within` was reported for a quarter's last month."""
    return build_layout(
        shipped_form(name),
        REGISTRY.unit(unit),
        Period.parse(PERIODS[name]),
        REGISTRY,
        last_period=LAST_PERIOD,
        last_year=LAST_YEAR,
        within=within,
        others={},
    )


def value(typed: str) -> Value:
    """Give the value that a typed text is read as: a number, a date is left to the caller."""
    if typed == "零报告":
        return Value(state=State.ZERO, raw=typed)
    if typed == "不适用":
        return NOT_APPLICABLE
    try:
        return reported(Decimal(typed))
    except ArithmeticError:
        return reported(typed)


def correct_values() -> Values:
    """Give a month's answers of which no check has anything to say."""
    task = {
        "进展状态": value("推进中"),
        "本期进展": value("新入库项目十二个。"),
        "下步措施": value("九月申报。"),
    }
    figures = {
        "1": "40.4303",
        "2": "24.7573",
        "3": "14.2959",
        "4": "1.377",
        "5": "8.5",
        "6": "45",
    }
    return {
        "填报信息": {
            "1": {
                "分管负责人": value("周一鸣"),
                "责任股室": value("投资科"),
                "填报人": value("李晓"),
                "联系电话": value("0730-8880000"),
                "填报日期": reported(Period.parse("2025-07").end),
            }
        },
        "任务进展": {"T01-01": task, "T01-02": task, "T02-01": task},
        "指标数据": {
            **{
                f"T01-01-{n}": {"累计完成": value(figure)}
                for n, figure in figures.items()
            },
            "T01-02-1": {"累计完成": value("67.06")},
            "T01-02-2": {"定性进展": value("完成选址")},
            "T01-02-3": {"累计完成": value("6.3")},
        },
        "重点项目": {"+1": {"项目名称": value("零报告")}},
        "突出问题": {"+1": {"问题描述": value("零报告")}},
    }
