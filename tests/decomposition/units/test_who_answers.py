"""The ways in which an item says who answers for it, through to its task."""

from __future__ import annotations

import pytest

from xltool.decomposition.extraction import extract
from xltool.decomposition.table.text_tables import text_grid

BRACKETS = [
    # lead-ins: the word tells only what the names are for
    ("（县直牵头部门：县发改局；县级责任部门：县财政局）", "县发改局 县财政局"),
    ("（主办：县科技局；会办：县财政局）", "县科技局 县财政局"),
    ("（归口单位：县民政局）", "县民政局"),
    ("（涉及部门：县卫健局、县医保局）", "县卫健局 县医保局"),
    ("（责任科室：规划科）", "规划科"),
    ("（责任处室：规划处牵头，法规处配合）", "规划处 法规处"),
    ("（责任区县：东山区、西江县）", "东山区 西江县"),
    ("（责任单位和责任人：县教育局 周国强）", "县教育局"),
    # what the names do
    ("（县科技局主办，县财政局会办）", "县科技局 县财政局"),
    ("（县住建局为主，县财政局配合）", "县住建局 县财政局"),
    ("（县教育局会同县财政局负责）", "县教育局 县财政局"),
    ("（县教育局、县财政局分别负责）", "县教育局 县财政局"),
    ("（县教育局负责实施，县审计局负责监督）", "县教育局 县审计局"),
    ("（县民政局牵头，县卫健局等部门和各街道配合）", "县民政局 县卫健局 各街道"),
    ("（省商务厅牵头，省直有关部门和各市、州人民政府负责）", "省商务厅 省直有关部门 各市、州人民政府"),
    ("（责任单位：县教育局（牵头）、县财政局）", "县教育局 县财政局"),
    ("（县教育局〔牵头〕、县财政局）", "县教育局 县财政局"),
    # by when, and what is said beside the names
    ("（2026年12月底前完成，县教育局负责）", "县教育局"),
    ("（县教育局负责，持续推进）", "县教育局"),
    ("（县教育局、县财政局，列第一位的为牵头单位，下同）", "县教育局 县财政局"),
    # names alone
    ("（县教育局 周国强）", "县教育局"),
    ("（周国强，县教育局）", "县教育局"),
    ("（柳溪镇、青石镇、县水利局）", "柳溪镇 青石镇 县水利局"),
    ("（柳溪镇、青石镇）", "柳溪镇 青石镇"),
    ("（县税务局、东山海关、东山海事局）", "县税务局 东山海关 东山海事局"),
    ("（县城投、县交投集团）", "县城投 县交投集团"),
    ("（县融媒体中心、县档案馆、县史志办）", "县融媒体中心 县档案馆 县史志办"),
    ("（东山大学、县农科院）", "东山大学 县农科院"),
    ("（各镇街，开发区管委会）", "各镇街 开发区管委会"),
    ("（县财政局、国税局）", "县财政局 县国税局"),
    ("（县城管局、鼓山生态环境局）", "县城管局 鼓山生态环境局"),
    ("（县商务局等按职责分工负责，列首位者为牵头单位，下同）", "县商务局"),
    ("（县工信局，各县（市、区）人民政府，东山高新区）", "县工信局 各县（市、区）人民政府 东山高新区"),
]  # fmt: skip


def _units(text: str) -> list[str]:
    """Give the units of the first task, the lead first."""
    document = (
        f"2026年重点工作任务分解\n一、民生\n1.{text}\n2.改造道路12条。（县交通局）"
    )
    registry = extract([text_grid(document, "分解")]).registry
    return [registry.unit_name(code) for code in registry.tasks[0].units]


@pytest.mark.parametrize(("bracket", "names"), BRACKETS)
def test_a_bracket_of_names_answers_whatever_leads_in(bracket: str, names: str) -> None:
    assert _units(f"新建学校3所。{bracket}") == names.split()


@pytest.mark.parametrize(
    "text",
    [
        "新建医院2家（县中医院、县妇幼保健院）。",
        "建成中心3个（县养老服务中心、县托育中心、县文化活动中心）。",
        "支持2家企业上市（东山科技公司、西江集团）。",
        "新建派出所2个（城东派出所、城西派出所）。",
        "改造小区30个（东山区、西江县）。",
        "改造30户（经县住建局核定）。",
        "报告单位：各学校每月报送一次。",
    ],
)
def test_what_is_built_or_counted_answers_for_nothing(text: str) -> None:
    assert _units(text) == []


LINES = [
    ("责任单位：\n县教育局\n县财政局", "县教育局 县财政局"),
    ("责任单位\n县教育局、县财政局", "县教育局 县财政局"),
    ("责任单位　县教育局", "县教育局"),
    ("县教育局、县财政局", "县教育局 县财政局"),
    ("县教育局", "县教育局"),
    ("县教育局牵头，县财政局配合", "县教育局 县财政局"),
    ("工作专班：县教育局牵头", "县教育局"),
    ("责任分工：县教育局牵头，县财政局配合。", "县教育局 县财政局"),
]


@pytest.mark.parametrize(("line", "names"), LINES)
def test_a_line_of_names_below_an_item_answers_for_it(line: str, names: str) -> None:
    assert _units(f"新建学校3所。\n{line}") == names.split()


def test_each_of_two_brackets_in_a_sentence_answers() -> None:
    assert _units("新建学校3所（县教育局）、食堂5个（县城管局）。") == [
        "县教育局",
        "县城管局",
    ]


def test_a_name_below_the_last_item_may_be_who_signs() -> None:
    text = "1.新建公厕6座。（县城管局）\n2.改造街巷12条。\n县教育局\n"
    registry = extract([text_grid(text, "目标")]).registry
    assert registry.tasks[1].units == ()
