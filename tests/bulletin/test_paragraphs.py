"""Paragraphs that an office would not strike out: no wall of text, no sentence said six times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.periods import a_figure, inputs_of
from xltool.bulletin.composing import compose
from xltool.model.value import reported
from xltool.rollup.rollup import Rollup, roll_up

if TYPE_CHECKING:
    from xltool.model.submission import Figure

DAY = dt.date(2025, 8, 19)
UNITS = ("甲镇", "乙镇", "丙镇", "丁镇")


def section_of(rollup: Rollup, name: str) -> list[str]:
    """Give the paragraphs of a section."""
    text = compose(rollup, number=7, date=DAY, opening="").text
    return text.partition(f"【{name}】\n")[2].partition("\n【")[0].splitlines()


def said(unit: str, sheet: str, field: str, text: str, *, row: str = "+1") -> Figure:
    return a_figure(unit, row=row, sheet=sheet, field=field, value=reported(text))


def with_problems(texts: dict[str, str]) -> Rollup:
    tasks = [
        a_task(f"T01-{number:02d}", campaign="", lead_unit=unit)
        for number, unit in enumerate(UNITS, 1)
    ]
    figures = [said(unit, "突出问题", "问题描述", text) for unit, text in texts.items()]
    return roll_up(inputs_of(a_registry(*tasks), {"2025-07": figures}))


def test_what_differs_in_the_units_own_name_alone_is_one_problem() -> None:
    of_all = with_problems({unit: f"{unit}牵头的项目征地偏慢" for unit in UNITS})
    of_two = with_problems({"甲镇": "甲镇水厂停工", "乙镇": "乙镇水厂停工"})
    apart = with_problems({"甲镇": "甲镇水厂停工", "乙镇": "甲镇水厂停工"})

    assert section_of(of_all, "突出问题") == [
        "甲镇、乙镇、丙镇等4个单位牵头的项目征地偏慢。"
    ]
    assert section_of(of_two, "突出问题") == ["甲镇、乙镇水厂停工。"]
    assert section_of(apart, "突出问题") == ["甲镇水厂停工。"]


def test_each_measure_is_a_paragraph_where_there_are_no_campaigns() -> None:
    tasks = [
        a_task("T01-01", campaign="", name="引导企业技改"),
        a_task("T01-02", campaign="", name="建设中试平台"),
        a_task("T02-01", campaign="", name="扩大信贷投放", measure_name="支持融资"),
    ]
    figures = [
        said("市科技局", "任务进展", "本期进展", f"已办{task.code}。", row=task.code)
        for task in tasks[1:]
    ]
    rollup = roll_up(inputs_of(a_registry(*tasks), {"2025-07": figures}))

    assert section_of(rollup, "重点任务") == [
        "建设中试平台。已办T01-02。",
        "扩大信贷投放。已办T02-01。【待补充：市科技局未报进展】",
    ]


def test_no_part_is_told_as_one_in_a_list_of_what_is_missing() -> None:
    whole = an_indicator(name="新签约项目")
    part = an_indicator("T01-01-2", name="其中：亿元以上项目", parent="T01-01-1")
    rollup = roll_up(inputs_of(a_registry(a_task(), whole, part), {"2025-07": []}))

    assert (
        "【待补充：新签约项目、亿元以上项目，市科技局未报】"
        in (section_of(rollup, "重要指标")[0])
    )
