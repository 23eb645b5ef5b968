"""What title, headings and the words around a figure say of its time."""

from __future__ import annotations

import pytest

from xltool.decomposition.indicators.setting import (
    Passage,
    Setting,
    heading_tells,
    settings_of,
    told_by,
)


@pytest.mark.parametrize(
    ("title", "tells"),
    [
        ("2024年上半年工作总结", "back"),
        ("民生实事进展情况通报", "back"),
        ("2025年重点工作任务分解表", "ahead"),
        ("产业发展实施方案", "ahead"),
        ("2023年工作总结及2024年工作计划", "both"),
        ("政府工作报告", "both"),
        ("方志", ""),
        ("镇政府2012年8件实事", "ahead"),
        ("2021年政务服务重点工作", "ahead"),
        ("重点工作进展情况", "back"),
        ("2015年20件实事上半年进展情况", "back"),
        ("关于分解落实《政府工作报告》的通知", "ahead"),
        ("县林业生产超额完成目标", "both"),
    ],
)
def test_a_title_says_whether_a_document_reports_or_plans(
    title: str, tells: str
) -> None:
    (setting,) = settings_of([Passage(text="修路3公里。")], title, 2024)
    assert (setting.title, setting.year) == (tells, 2024)


@pytest.mark.parametrize(
    ("headings", "tells"),
    [
        (("工业", "上半年工作情况"), "back"),
        (("发展基础", "总体要求"), "back"),
        (("目标任务", "基本情况"), "ahead"),
        (("项目建设稳步推进", ""), "back"),
        (("推进项目建设", ""), "ahead"),
        (("2024年工作要点", ""), "ahead"),
        (("存在的问题", ""), "back"),
        (("农业", ""), ""),
    ],
)
def test_the_nearest_heading_that_tells_anything_tells(
    headings: tuple[str, str], tells: str
) -> None:
    assert heading_tells(headings) == tells


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("已完成投资3亿元，同比增长5%。", "back"),
        ("力争投资4亿元，确保增长6%。", "ahead"),
        ("已投资3亿元，力争4亿元。", "both"),
        ("投资3亿元。", ""),
    ],
)
def test_most_of_the_words_that_look_any_way_tell(text: str, tells: str) -> None:
    assert told_by(text) == tells


def test_a_section_is_all_that_stands_below_the_same_headings() -> None:
    passages = [
        Passage(text="实现产值3亿元，同比增长5%。", headings=("工业", "工作回顾")),
        Passage(text="产值4亿元。", headings=("工业", "工作回顾"), is_assigned=True),
        Passage(text="力争产值5亿元。", headings=("工业", "工作安排")),
        Passage(text="力争产值6亿元。", headings=("工业", ""), in_table=True),
    ]
    back, below, ahead, cell = settings_of(passages, "", None)
    assert (back.section, below.section, ahead.section) == ("back", "back", "ahead")
    assert {one.document for one in (back, below, ahead)} == {"both"}
    assert (back.is_assigned, below.is_assigned) == (False, True)
    assert (back.looks_back, ahead.looks_back) == (True, False)
    assert cell == Setting()
