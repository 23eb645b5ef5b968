"""Who answers for a task, read from its own text."""

from __future__ import annotations

import pytest

from xltool.decomposition.units.responsibility import (
    Responsibility,
    is_body,
    is_responsibility,
    responsibility_in,
    units_and_people,
)

LABELS = [
    ("牵头单位：县发改局", "lead"),
    ("牵头部门：县发改局", "lead"),
    ("牵头责任单位：县发改局", "lead"),
    ("主办单位：县交通局", "lead"),
    ("主办责任部门：县交通局", "lead"),
    ("主责单位：县水利局", "lead"),
    ("主责部门：县水利局", "lead"),
    ("主要责任单位：县住建局", "lead"),
    ("第一责任单位：县教育局", "lead"),
    ("汇总单位：县统计局", "lead"),
    ("责任单位：县科技局、县财政局", "units"),
    ("责任部门：县科技局", "units"),
    ("责任主体：县城投公司", "units"),
    ("责任科室：规划办", "units"),
    ("承办单位：县商务局", "units"),
    ("落实单位：县人社局", "units"),
    ("实施单位：县城投公司", "units"),
    ("实施主体：县城投公司", "units"),
    ("建设单位：县交投公司", "units"),
    ("负责单位：县民政局", "units"),
    ("承担单位：县卫健局", "units"),
    ("完成单位：县林业局", "units"),
    ("主管部门：县文旅局", "units"),
    ("配合单位：县财政局", "support"),
    ("配合责任部门：县财政局", "support"),
    ("协办单位：县公安局", "support"),
    ("协助单位：县司法局", "support"),
    ("协同单位：县审计局", "support"),
    ("协作单位：县供销社", "support"),
    ("参与单位：县总工会", "support"),
    ("参加单位：县妇联", "support"),
    ("共同责任单位：县医保局", "support"),
    ("支持单位：县供电公司", "support"),
    ("责任领导：周明", "leaders"),
    ("责任县领导：周明", "leaders"),
    ("牵头领导：李勇", "leaders"),
    ("牵头市领导：李勇", "leaders"),
    ("分管领导：王芳", "leaders"),
    ("分管县领导：王芳", "leaders"),
    ("包联县领导：赵强", "leaders"),
    ("挂点领导：赵强", "leaders"),
    ("分管副县长：刘伟", "leaders"),
    ("责任人：陈强", "responsible"),
    ("项目责任人：陈强", "responsible"),
    ("项目负责人：孙丽", "responsible"),
    ("负责人：孙丽", "responsible"),
    ("完成时限：12月底前", "deadline"),
    ("时限要求：12月底前", "deadline"),
    ("办结时限：12月底前", "deadline"),
    ("完成时间：2025年6月底", "deadline"),
    ("办结日期：2025年6月底", "deadline"),
]


@pytest.mark.parametrize(("line", "part"), LABELS)
def test_a_label_says_what_the_names_behind_it_are(line: str, part: str) -> None:
    rest, says = responsibility_in(f"新建公园3个。{line}")
    assert rest == "新建公园3个。"
    assert says == Responsibility(**{part: line.partition("：")[2]})
    assert is_responsibility(line)


SENTENCES = [
    # brackets
    ("新增企业9家。（牵头单位：县工信局；责任单位：各乡镇）", "lead=县工信局 units=各乡镇"),
    ("改造小区8个（县住建局牵头，县城管局配合）。", "units=县住建局牵头，县城管局配合"),
    ("改造小区8个。（县住建局、县城管局负责）", "units=县住建局、县城管局负责"),
    ("改造小区8个。（县住建局）", "units=县住建局"),
    ("改造小区8个。【责任单位：县住建局】", "units=县住建局"),
    ("改造小区8个。[县住建局、县财政局]", "units=县住建局、县财政局"),
    ("修路9公里。（县交通局（县公路中心）、各乡镇人民政府）", "units=县交通局（县公路中心）、各乡镇人民政府"),
    ("修路9公里。（县政府办；配合单位：县交通局）", "units=县政府办 support=县交通局"),
    ("改造小区8个。【牵头单位】县住建局【配合单位】：县财政局", "lead=县住建局 support=县财政局"),
    # sentences
    ("整治小巷9条，由县城管局负责落实。", "units=县城管局负责落实"),
    ("整治小巷9条。由县城管局牵头实施", "units=县城管局牵头实施"),
    ("整治小巷9条。县城管局牵头，县财政局配合。", "units=县城管局牵头，县财政局配合"),
    ("完成投资2亿元，责任单位为区发改局；", "units=区发改局"),
    ("新增企业9家. 工信局、科技局", "units=工信局、科技局"),
    ("建设标准厂房3万平方米。 县开发区管委会", "units=县开发区管委会"),
    # several at once
    ("建桥2座。责任领导：周明；责任单位：县住建局；完成时限：9月底", "leaders=周明 units=县住建局 deadline=9月底"),
    ("建桥2座。\n牵头单位：县住建局\n配合单位：县财政局", "lead=县住建局 support=县财政局"),
    # nothing of the kind
    ("新建养老服务中心（站）8个。", ""),
    ("新建学校2所（城东区、城西区）。", ""),
    ("增长6%（含规下企业）。", ""),
    ("责任单位要切实负起责任，确保完成任务。", ""),
    ("每县有一所供养设施（敬老院）。", ""),
    ("浓度下降9%（各市目标任务详见附件）。", ""),
    ("新建学校2所。建设周期：12个月", ""),
    ("投资2亿元（依据县规划设定，居全市第一）。", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SENTENCES)
def test_who_answers_is_taken_out_of_the_text(text: str, said: str) -> None:
    rest, says = responsibility_in(text)
    parts = dict(part.split("=", 1) for part in said.split())
    assert says == Responsibility(**parts)
    assert bool(says) is bool(said)
    if not said:
        assert rest == text
    for names in parts.values():
        assert names not in rest


def test_what_stood_on_both_sides_stays_apart() -> None:
    text = "投资2亿元，责任单位为区发改局；技改占比9%，责任单位为区工信局；"
    rest, says = responsibility_in(text)
    assert rest == "投资2亿元；技改占比9%"
    assert says.units == "区发改局、区工信局"


def test_a_line_with_a_task_is_no_line_of_units() -> None:
    assert not is_responsibility("新建公园3个。责任单位：县住建局")
    assert is_responsibility("（县住建局牵头，县财政局配合）")


def test_an_items_own_answer_comes_before_its_sections() -> None:
    section = Responsibility(units="县发改局", leaders="周明", deadline="年底")
    own = Responsibility(lead="县住建局")
    assert own.or_else(section) == Responsibility(
        lead="县住建局", leaders="周明", deadline="年底"
    )
    assert Responsibility().or_else(section) == section


@pytest.mark.parametrize(
    ("cell", "units", "people"),
    [
        ("县住建局 周国强", "县住建局", "周国强"),
        ("县卫健局：吴小红", "县卫健局", "吴小红"),
        ("县住建局局长周国强", "县住建局", "周国强"),
        ("县教育局（李明、王芳）", "县教育局", "李明、王芳"),
        ("县住建局 周国强\n县财政局 李四光", "县住建局、县财政局", "周国强、李四光"),
        ("县民政局副局长 张三", "县民政局", "张三"),
        ("各乡镇", "各乡镇", ""),
        ("局长 赵云", "", "赵云"),
        ("", "", ""),
    ],
)
def test_units_and_people_of_one_cell_are_parted(
    cell: str, units: str, people: str
) -> None:
    assert units_and_people(cell) == (units, people)


@pytest.mark.parametrize(
    ("name", "body"),
    [("县住建局", True), ("城投公司", True), ("东城区", False), ("局", False)],
)
def test_a_body_ends_as_only_bodies_end(name: str, *, body: bool) -> None:
    assert is_body(name) is body
