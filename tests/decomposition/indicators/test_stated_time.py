"""Figures of which the text says outright whether they have been reached."""

from __future__ import annotations

import pytest

from xltool.decomposition.extraction import extract
from xltool.decomposition.table.text_tables import text_grid
from xltool.model.registry import Role


def _figures(text: str, title: str) -> tuple[list[str], list[str], bool]:
    """Give the targets, the facts, and whether anything is asked of their time."""
    read = extract([text_grid(text, title)], this_year=2026)
    targets: list[str] = []
    facts: list[str] = []
    for one in read.registry.indicators:
        figure = f"{one.value}{one.measurement_unit}"
        (targets if one.role is Role.TARGET else facts).append(figure)
    asked = any(doubt.finding.code == "I254" for doubt in read.doubts)
    return targets, facts, asked


@pytest.mark.parametrize(
    ("text", "targets", "facts"),
    [
        (
            "1.年度目标：改造小区40个，加装电梯60部。进展情况：开工38个；加装电梯34部。",
            "40个 60部",
            "38个 34部",
        ),
        (
            "今年全县招商引资目标任务是：引进项目80个，到位资金57亿元。目前已签约项目30个。",
            "80个 57亿元",
            "30个",
        ),
        (
            "分给东山区的任务是引进项目24个。截至4月底，引进12个，占任务的50%。",
            "24个",
            "12个 50%",
        ),
        (
            "全县计划播种小麦97万亩。已播种24万亩，占计划任务的25%。",
            "97万亩",
            "24万亩 25%",
        ),
    ],
)
def test_a_goal_and_its_progress_are_told_apart(
    text: str, targets: str, facts: str
) -> None:
    title = "2026年重点工作三季度进展情况的报告"
    assert _figures(text, title) == (targets.split(), facts.split(), False)


def test_an_item_that_reports_on_itself_begins_with_its_goal() -> None:
    text = (
        "一、任务完成情况\n"
        "1.培育平台企业2家，新建示范基地30个。上半年，培育平台企业1家。\n"
        "2.新建厂房9万平方米。已完成4万平方米。\n"
    )
    targets, facts, _ = _figures(text, "2026年重点工作完成情况的通报")
    assert targets == ["2家", "30个", "9万平方米"]
    assert facts == ["1家", "4万平方米"]


def test_a_plan_without_a_word_of_the_past_is_asked_nothing() -> None:
    text = "1.开放学校场地42处，新建球场5处。\n2.整治楼院86个，维修道路14条。\n"
    targets, facts, asked = _figures(text, "东山区2026年民生实事项目")
    assert targets == ["42处", "5处", "86个", "14条"]
    assert (facts, asked) == ([], False)


def test_a_task_that_was_met_names_no_goal() -> None:
    text = "去年圆满完成目标任务：引进项目80个，到位资金57亿元。"
    targets, _, asked = _figures(text, "2025年工作总结")
    assert not targets or asked


def test_a_notice_that_shares_out_the_tasks_of_a_report_is_no_report() -> None:
    text = "（一）惠民生。新增就业2.1万人，改造棚户区1900套、危房2200户。（县人社局）\n"
    title = "关于分解落实2026年政府工作报告重点任务的通知"
    assert _figures(text, title) == (["2.1万人", "1900套", "2200户"], [], False)
