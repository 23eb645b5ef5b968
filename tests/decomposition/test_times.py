"""Figures that may be facts or targets: read by what stands around, and asked once a document."""

from __future__ import annotations

import pytest

from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.readings import Readings
from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.printed_rows import PrintedRow
from xltool.decomposition.table.text_tables import text_grid
from xltool.decomposition.unsettled import Unsettled, answer_times
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Indicator, Role

REPORT = """
县统计局半年工作情况汇报
一、经济运行
1—6月，实现产值36.82亿元，同比增长7.4%，增速居全市第2位；新增入库企业23家，完成投资8.67亿元。
二、下半年打算
确保全年产值突破80亿元，新增入库企业30家以上。
"""
PLAN = """
2025年重点工作任务分解表
一、经济运行
1.实现产值80亿元，增长7%以上。（牵头单位：县工信局）
2.新增入库企业30家，完成投资16亿元。（牵头单位：县统计局）
"""


def read(text: str, answers: Answers | None = None) -> Extract:
    """Read a document as a file of text holds it."""
    grid = text_grid(text.strip("\n"), "材料")
    return extract([grid], answers=answers, this_year=2025)


def roles(found: Extract) -> dict[str, Role]:
    """Give the role of each figure by its value."""
    return {
        f"{one.value:f}": one.role
        for one in found.registry.indicators
        if one.value is not None
    }


def test_a_report_states_facts_up_to_what_it_plans() -> None:
    found = roles(read(REPORT))
    facts = {value for value, role in found.items() if role is Role.FACT}
    assert facts == {"36.82", "7.4", "2", "23", "8.67"}
    assert {value for value, role in found.items() if role is Role.TARGET} == {
        "80",
        "30",
    }


def test_the_same_figures_in_a_plan_are_targets_and_nothing_is_asked() -> None:
    found = read(PLAN)
    assert set(roles(found).values()) == {Role.TARGET}
    assert not [one for one in found.doubts if one.kind is DoubtKind.TIME]


DEEDS = """
一、解决农村6万人安全饮水问题。
二、新建村级服务站120个。
三、改造9个垃圾中转站。
四、维修改造城区40条小巷。
"""


@pytest.mark.parametrize("title", ["县政府2012年8件实事", "2019年民生重点工作"])
def test_an_old_year_is_no_look_back_where_the_title_names_what_is_to_be_done(
    title: str,
) -> None:
    found = read(f"{title}{DEEDS}")
    assert roles(found) == dict.fromkeys(("6", "120", "9", "40"), Role.TARGET)
    assert not [one for one in found.doubts if one.kind is DoubtKind.TIME]


def test_those_who_are_helped_out_of_need_are_a_target() -> None:
    text = "今年全市饮水工程计划解决8.4万农村人口饮水安全问题，其中重点解决2.1万贫困人口饮水安全问题。"
    found = read(f"关于2017年饮水工程任务的函\n{text}\n确保完成投资300万元。")
    assert roles(found)["8.4"] is Role.TARGET


def untimed() -> Readings:
    """Give a fact of one section and a target of another, both in question."""
    readings = Readings()
    for section, role in (("工作回顾", Role.FACT), ("工作安排", Role.TARGET)):
        row = PrintedRow(
            parts={ColumnPart.NAME: section},
            unmapped={},
            table="材料",
            label="第2行",
            columns={},
        )
        readings.untimed.append(
            Unsettled(
                at=len(readings.indicators), row=row, place=row.place(ColumnPart.OWN)
            )
        )
        readings.indicators.append(
            Indicator(
                code=section,
                task="T",
                name="产值",
                kind=IndicatorKind.AMOUNT,
                role=role,
                source_text=f"{section}产值",
                confidence=0.65,
            )
        )
    return readings


def given(answer: str) -> Answers:
    return Answers(given={(DoubtKind.TIME.value, "材料"): answer})


def test_it_is_asked_once_a_document() -> None:
    readings = untimed()
    answer_times(readings, Answers())
    (doubt,) = readings.doubts
    assert (doubt.kind, doubt.printed, doubt.row_key, doubt.column) == (
        DoubtKind.TIME,
        "材料",
        "工作回顾",
        "用途",
    )
    assert doubt.options == ("事实", "目标")
    assert "有 2 个数（如“工作回顾产值”）" in doubt.finding.message


@pytest.mark.parametrize(
    ("answer", "roles"),
    [
        ("事实", [Role.FACT, Role.FACT]),
        ("目标", [Role.TARGET, Role.TARGET]),
        ("工作回顾：目标；事实", [Role.TARGET, Role.FACT]),
        ("工作回顾：事实；工作安排：目标", [Role.FACT, Role.TARGET]),
    ],
)
def test_one_answer_settles_all_figures_or_those_of_a_section(
    answer: str, roles: list[Role]
) -> None:
    readings = untimed()
    answer_times(readings, given(answer))
    assert [one.role for one in readings.indicators] == roles
    assert {one.confidence for one in readings.indicators} == {1.0}
    assert readings.doubts == []


def test_kept_as_it_is_every_figure_stays_what_it_was_read_as() -> None:
    readings = untimed()
    kept = frozenset({(DoubtKind.TIME.value, "材料")})
    answer_times(readings, Answers(kept=kept))
    assert [one.role for one in readings.indicators] == [Role.FACT, Role.TARGET]
    assert {one.confidence for one in readings.indicators} == {1.0}
    assert readings.doubts == []


@pytest.mark.parametrize("answer", ["不清楚", "工作回顾：事实"])
def test_an_answer_that_leaves_figures_open_is_asked_again(answer: str) -> None:
    readings = untimed()
    answer_times(readings, given(answer))
    (doubt,) = readings.doubts
    assert doubt.kind is DoubtKind.TIME
    assert readings.indicators[1].confidence == 0.65


UNSAID = """
全县工业经济
一、工业
新建厂房5万平方米，引进企业12家。
二、农业
粮食产量80万吨。
"""


def test_what_was_said_to_be_no_indicator_before_the_document_was_asked_stays_none() -> (
    None
):
    kind = DoubtKind.INDICATOR.value
    found = read(UNSAID)
    assert [one for one in found.doubts if one.kind is DoubtKind.TIME]
    [grain] = [one for one in found.registry.indicators if one.task.startswith("T02")]
    refusing = Answers(given={(kind, grain.source_text): "不是指标"})
    assert read(UNSAID, refusing).refused == {grain.code}
