from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.forms.shipped import (
    PERIODS,
    correct_values,
    shipped_form,
    shipped_layout,
    value,
)
from xltool.findings import Severity
from xltool.forms.evaluation import Evaluation
from xltool.model.value import MISSING, Value, reported

if TYPE_CHECKING:
    from xltool.model.value import Values

WHO, TASKS, FIGURES, PROJECTS, PROBLEMS = (
    "填报信息",
    "任务进展",
    "指标数据",
    "重点项目",
    "突出问题",
)
PROJECT = {
    "项目名称": "城南水厂",
    "总投资": "1200",
    "累计完成投资": "300",
    "项目状态": "在建",
}
PROBLEM = {
    "问题描述": "两处堤段渗水",
    "整改措施": "灌浆",
    "整改时限": "2025-09-30",
    "销号情况": "整改中",
}

CASES = [
    # rule, sheet, row, what is entered there, how the row's 校验 begins (without 须改正 or 须核实)
    ("必填·填报人", WHO, "1", {"填报人": ""}, "“填报人”没有填；请填写"),
    ("格式·联系电话", WHO, "1", {"联系电话": "888"}, "“联系电话”应填电话号码"),
    ("必填·进展状态", TASKS, "T01-01", {"进展状态": ""}, "“进展状态”没有填；请从下拉列表选一项"),
    ("格式·进展状态", TASKS, "T01-01", {"进展状态": "正在做"}, "“进展状态”应填下拉列表里的选项"),
    ("必填·本期进展", TASKS, "T01-01", {"本期进展": " "}, "“本期进展”没有填；没有的填 零报告，与本单位无关填 不适用"),
    ("R20", TASKS, "T01-02", {"进展状态": "已完成"}, "进展状态是“已完成”，但指标数据里还有指标没有达到年度目标"),
    ("R22", TASKS, "T01-01", {"本期进展": "新入库项目三十个，完成两批申报。"}, "“本期进展”与上期一字不差"),
    ("R23", TASKS, "T01-01", {"进展状态": "未启动"}, "进展状态是“未启动”，但指标数据里已有完成数"),
    ("R24", TASKS, "T01-01", {"下步措施": ""}, "任务没有完成，“下步措施”没有填"),
    ("格式·累计完成", FIGURES, "T01-01-6", {"累计完成": "约45"}, "“累计完成”应填数字"),
    ("格式·同比增长", FIGURES, "T01-01-6", {"同比增长": "6%左右"}, "“同比增长”应填百分数的数字部分"),
    ("R01", FIGURES, "T01-01-6", {"累计完成": ""}, "“累计完成”没有填；请填年初至本期末的累计数"),
    ("R02", FIGURES, "T01-02-2", {"定性进展": ""}, "这是定性指标，“定性进展”没有填"),
    ("R03", FIGURES, "T01-01-6", {"累计完成": "39"}, "累计完成 39 比上期累计 40 还少；请核对是否填成了当月数"),
    ("R03", FIGURES, "T01-01-6", {"累计完成": "零报告"}, "累计完成 零报告 比上期累计 40 还少"),
    ("R04", FIGURES, "T01-01-1", {"累计完成": "40.4403"}, "各分项相加与累计完成 40.4403 不符"),
    ("R05", FIGURES, "T01-01-1", {"累计完成": "8.4"}, "下面的“其中”项大于累计完成 8.4"),
    ("R06", FIGURES, "T01-01-1", {"同比增长": "16.1"}, "同比增长 16.1% 与累计完成 40.4303、上年同期 38.1 算出来的不符"),
    ("R07", FIGURES, "T01-02-1", {"累计完成": "101"}, "占比 101 不在 0 到 100 之间"),
    ("R08", FIGURES, "T01-01-6", {"同比增长": "0.063"}, "同比增长填的是 0.063，像是把百分数填成了小数"),
    ("R13", FIGURES, "T01-02-1", {"累计完成": "0.67"}, "累计完成填的是 0.67%，像是把百分数填成了小数"),
    ("R09", FIGURES, "T01-01-6", {"同比增长": "-120"}, "同比增长 -120% 低于 -100%"),
    ("R10", FIGURES, "T01-01-5", {"累计完成": "-1"}, "累计完成 -1 是负数"),
    ("R11", FIGURES, "T01-01-6", {"累计完成": "450"}, "完成率 750% 超过了 200%；请核对累计完成是不是按 个 填的"),
    ("空表", PROJECTS, "+1", {"项目名称": ""}, "这张表一行也没有填；请填写；没有内容时在“项目名称”填 零报告"),
    ("必填·总投资", PROJECTS, "+1", {**PROJECT, "总投资": ""}, "“总投资”没有填"),
    ("格式·总投资", PROJECTS, "+2", {**PROJECT, "总投资": "1.2亿"}, "“总投资”应填数字"),
    ("R30", PROJECTS, "+1", {**PROJECT, "累计完成投资": "1500"}, "累计完成投资 1500 万元超过总投资 1200 万元"),
    ("R31", PROJECTS, "+1", {**PROJECT, "年度计划投资": "1300"}, "年度计划投资 1300 万元超过总投资 1200 万元"),
    ("R32", PROJECTS, "+1", {**PROJECT, "总投资": "0", "累计完成投资": "0"}, "总投资 0 不是正数"),
    ("R33", PROJECTS, "+1", {**PROJECT, "项目状态": "前期", "累计完成投资": "900"}, "项目还在前期，累计完成投资 900"),
    ("格式·整改时限", PROBLEMS, "+1", {**PROBLEM, "整改时限": "年底前"}, "“整改时限”应填日期"),
    ("R40", PROBLEMS, "+1", {**PROBLEM, "发现时间": "2025-10-01"}, "整改时限早于发现时间"),
    ("R41", PROBLEMS, "+1", {**PROBLEM, "发现时间": "2025-09-15"}, "发现时间在报告期之后"),
    ("R42", PROBLEMS, "+1", {**PROBLEM, "销号情况": "已销号"}, "问题已销号，“佐证材料”没有填"),
    ("R43", PROBLEMS, "+1", {**PROBLEM, "整改时限": "2025-06-30"}, "整改时限已经过了，销号情况还是“整改中”"),
]  # fmt: skip


def _entered(typed: str) -> Value:
    if len(typed) == 10 and typed[4] == "-":
        return reported(dt.date.fromisoformat(typed))
    return value(typed) if typed else MISSING


def _with(values: Values, sheet: str, row: str, entries: dict[str, str]) -> Values:
    rows = values.get(sheet, {})
    entered = {field: _entered(typed) for field, typed in entries.items()}
    return {**values, sheet: {**rows, row: {**rows.get(row, {}), **entered}}}


def _failures(
    values: Values, sheet: str, row: str, form: str = "monthly"
) -> dict[str, str]:
    layout = shipped_layout(form)
    evaluation = Evaluation(layout, values)
    page = layout.sheet(sheet)
    return {
        check.rule.code: sentence
        for check, sentence in evaluation.failures(page, page.row(row))
    }


def test_nothing_is_said_of_a_month_that_is_filled_in_correctly() -> None:
    values = correct_values()
    layout = shipped_layout()
    evaluation = Evaluation(layout, values)
    assert [
        sentence
        for sheet in layout.sheets
        for row in sheet.rows
        for _, sentence in evaluation.failures(sheet, row)
    ] == []


@pytest.mark.parametrize(
    ("code", "sheet", "row", "entries", "begins"),
    CASES,
    ids=[f"{c[0]} {c[3]}" for c in CASES],
)
def test_every_check_says_where_what_and_what_to_do(
    code: str, sheet: str, row: str, entries: dict[str, str], begins: str
) -> None:
    failures = _failures(_with(correct_values(), sheet, row, entries), sheet, row)
    label, _, said = failures[code].partition("：")
    assert label in {"待填", "须改正", "须核实"}
    assert (label == "待填") == ("没有填" in said or code == "空表")
    assert said.startswith(begins)
    assert "；" in said


def test_all_figures_reached_beside_an_unfinished_task_is_a_query() -> None:
    values = _with(correct_values(), FIGURES, "T02-01-1", {})
    for row, figure in (("T01-02-1", "100"), ("T01-02-3", "6.5")):
        values = _with(values, FIGURES, row, {"累计完成": figure})
    assert _failures(values, TASKS, "T01-02")["R21"].startswith(
        "须核实：指标都已达到年度目标，进展状态还是“推进中”；"
    )
    assert "R21" not in _failures(
        _with(values, TASKS, "T01-02", {"进展状态": "已完成"}), TASKS, "T01-02"
    )


def test_a_yearly_forecast_below_what_is_done_is_a_query_in_the_quarter() -> None:
    values = _with(correct_values(), FIGURES, "T01-01-6", {"预计全年": "44"})
    assert _failures(values, FIGURES, "T01-01-6", "quarterly")["R12"].startswith(
        "须核实：预计全年 44 比累计完成 45 还少；"
    )


def test_a_quarter_that_is_not_its_last_month_is_a_query() -> None:
    month: Values = {FIGURES: {"T01-01-6": {"累计完成": value("45")}}}
    layout = shipped_layout("quarterly", within=month)
    page = layout.sheet(FIGURES)
    said = []
    for figure in ("45", "46"):
        values = _with(correct_values(), FIGURES, "T01-01-6", {"累计完成": figure})
        failures = Evaluation(layout, values).failures(page, page.row("T01-01-6"))
        said.append([text for check, text in failures if check.rule.code == "R14"])
    assert said[0] == []
    assert said[1][0].startswith(
        "须核实：“累计完成”46 与本季最后一个月月报的 45 不一致"
    )


@pytest.mark.parametrize(
    ("row", "entries"),
    [
        ("T01-01-6", {"累计完成": "39", "说明": "核减重复登记的6个"}),
        ("T01-01-1", {"同比增长": "16.1", "说明": "上年同期数已调整"}),
        ("T01-01-6", {"同比增长": "0.063", "说明": "确为千分之六"}),
    ],
)
def test_a_query_is_answered_by_a_written_explanation(
    row: str, entries: dict[str, str]
) -> None:
    assert _failures(_with(correct_values(), FIGURES, row, entries), FIGURES, row) == {}


def test_an_error_is_not_answered_by_an_explanation() -> None:
    entries = {"累计完成": "101", "说明": "省里就是这样算的"}
    assert "R07" in _failures(
        _with(correct_values(), FIGURES, "T01-02-1", entries), FIGURES, "T01-02-1"
    )


@pytest.mark.parametrize(
    ("row", "entries"),
    [
        ("T01-01-1", {"同比增长": "6.1"}),  # 40.4303/38.1 is 6.116 % more
        ("T01-01-1", {"同比增长": "6"}),  # rounded to whole per cent
        ("T01-01-5", {"累计完成": "零报告"}),
        ("T01-01-5", {"累计完成": "不适用"}),
        ("T01-02-3", {"累计完成": "-2.5"}),  # a growth may be negative and may fall
        ("T01-02-1", {"累计完成": "100"}),
        ("T01-01-6", {"同比增长": "1.5"}),
        ("T01-02-2", {"定性进展": "不适用"}),
    ],
)
def test_what_is_in_order_is_left_alone(row: str, entries: dict[str, str]) -> None:
    assert _failures(_with(correct_values(), FIGURES, row, entries), FIGURES, row) == {}


def test_an_empty_row_of_a_free_sheet_is_never_judged() -> None:
    values = _with(correct_values(), PROBLEMS, "+1", {"问题描述": "", "整改措施": ""})
    values = _with(values, PROBLEMS, "+2", PROBLEM)
    assert _failures(values, PROBLEMS, "+1") == {}
    assert _failures(values, PROBLEMS, "+2") == {}
    assert _failures(values, PROBLEMS, "+3") == {}


def test_every_rule_that_ships_is_provoked_here() -> None:
    shipped = {rule.code for name in PERIODS for rule in shipped_form(name).rules}
    assert shipped - {case[0] for case in CASES} == {
        "R21",
        "R12",
        "R14",
    }  # these have tests of their own


def test_the_three_forms_ask_who_answers_for_them() -> None:
    for name in PERIODS:
        sheet = shipped_form(name).sheet("填报信息")
        assert [field.key for field in sheet.fields if field.required] == [
            "分管负责人", "责任股室", "填报人", "联系电话", "填报日期",
        ]  # fmt: skip
        assert all(
            rule.severity in (Severity.ERROR, Severity.QUERY)
            for rule in shipped_form(name).rules
        )
