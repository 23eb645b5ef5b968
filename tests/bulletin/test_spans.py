"""For how long 【重要指标】 speaks, and what a form that asks about none leaves out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO

import openpyxl

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.periods import a_figure, inputs_of
from xltool.bulletin.composing import compose
from xltool.excel.rollup import write_rollup
from xltool.forms.design import RowsFrom
from xltool.rollup.rollup import Rollup, roll_up
from xltool.settings import BulletinSettings, Settings

DAY = dt.date(2025, 10, 9)
UNIT = "市科技局"


def text_of(rollup: Rollup) -> str:
    return compose(rollup, number=3, date=DAY, opening="").text


def quarters(before: dict[str, str], now: dict[str, str]) -> Rollup:
    """Roll a third quarter up; numbers by the indicator's code, since January."""
    indicators = []
    for code in now:
        indicators.append(an_indicator(code, name=f"指标{code[-1]}"))
    registry = a_registry(a_task(), *indicators)
    periods = {}
    for period, numbers in (("2025-Q2", before), ("2025-Q3", now)):
        periods[period] = [
            a_figure(UNIT, row=code, number=number) for code, number in numbers.items()
        ]
    return roll_up(inputs_of(registry, periods))


def test_a_quarter_tells_what_it_added() -> None:
    text = text_of(quarters({"T01-01-1": "40"}, {"T01-01-1": "70"}))

    assert "三季度，全市指标130" in text
    assert "前三季度累计70" in text


def test_the_year_so_far_is_named_once() -> None:
    text = text_of(
        quarters(
            {"T01-01-1": "40", "T01-01-2": "3"}, {"T01-01-1": "70", "T01-01-2": "9"}
        )
    )

    assert "指标130个，前三季度累计70个；指标26个，累计9个。" in text


def test_what_is_known_of_the_year_only_is_not_said_of_the_quarter() -> None:
    text = text_of(quarters({}, {"T01-01-1": "70"}))

    assert "前三季度，全市指标170" in text
    assert "三季度，全市" not in text.replace("前三季度", "")


def test_both_stand_apart_in_one_paragraph() -> None:
    text = text_of(quarters({"T01-01-1": "40"}, {"T01-01-1": "70", "T01-01-2": "9"}))

    quarter = text.index("三季度，全市指标1")
    so_far = text.index("前三季度，指标29")
    assert quarter < so_far


def without_indicators() -> Rollup:
    registry = a_registry(a_task(), an_indicator("T01-01-1"))
    inputs = inputs_of(
        registry,
        {"2025-07-T2": [a_figure(UNIT, row="T01-01", field="本期进展", number="1")]},
    )
    asked = [
        sheet
        for sheet in inputs.form.sheets
        if sheet.rows_from is not RowsFrom.INDICATORS
    ]
    return roll_up(replace(inputs, form=replace(inputs.form, sheets=tuple(asked))))


def test_what_nobody_was_asked_is_not_missing() -> None:
    rollup = without_indicators()

    assert rollup.indicators == ()
    assert "重要指标" not in text_of(rollup)
    assert "未报】" not in text_of(rollup).replace("未报进展】", "")


def test_the_workbook_has_no_sheet_of_them_either() -> None:
    file = BytesIO()
    write_rollup(without_indicators(), file)
    book = openpyxl.load_workbook(file)

    assert {"总览", "任务进展", "报送情况"} <= set(book.sheetnames)
    assert not {"指标汇总", "指标明细", "单位排名", "总览图"} & set(book.sheetnames)
    assert "指标" not in str([cell.value for row in book["总览"] for cell in row])


def test_that_nobody_has_reported_is_not_that_there_is_no_problem() -> None:
    registry = a_registry(a_task(), an_indicator("T01-01-1"))
    silent = text_of(roll_up(inputs_of(registry, {"2025-07": []})))
    reported = text_of(roll_up(inputs_of(registry, {"2025-07": [a_figure(UNIT)]})))

    assert "【待补充：突出问题】" in silent
    assert "没有上报突出问题" not in silent
    assert "没有上报突出问题" in reported


def without_a_sheet_of_tasks() -> Rollup:
    registry = a_registry(
        a_task(campaign="科技攻坚"), an_indicator("T01-01-1", name="新增平台")
    )
    inputs = inputs_of(registry, {"2025-07": [a_figure(UNIT, number="4")]})
    asked = [
        sheet for sheet in inputs.form.sheets if sheet.rows_from is not RowsFrom.TASKS
    ]
    return roll_up(replace(inputs, form=replace(inputs.form, sheets=tuple(asked))))


def test_of_tasks_that_no_sheet_asks_about_nothing_is_missing() -> None:
    rollup = without_a_sheet_of_tasks()
    text = text_of(rollup)
    file = BytesIO()
    write_rollup(rollup, file)
    book = openpyxl.load_workbook(file)

    assert rollup.overview.tasks == {}
    filled = rollup.units[0].filled
    assert filled is not None
    assert filled.whole == 2  # its indicator and a list
    assert "新增平台4个" in text
    assert "重点任务】" not in text
    assert "未报进展" not in text
    assert "任务进展" not in book.sheetnames
    assert "任务（共" not in str([cell.value for row in book["总览"] for cell in row])


def test_an_indicator_of_no_aspect_is_told_where_no_task_is() -> None:
    rollup = without_a_sheet_of_tasks()
    settings = Settings(bulletin=BulletinSettings(aspects=("投资方面：投资",)))
    told = replace(rollup, inputs=replace(rollup.inputs, settings=settings))

    assert "其他工作方面。1-7月，全市新增平台4个，仅完成年度目标的40.0%" in text_of(
        told
    )


def in_month(month: str, *numbers: str) -> str:
    """Tell the month's figures of indicators whose target is 10."""
    indicators = []
    figures = []
    for place, number in enumerate(numbers, 1):
        code = f"T01-01-{place}"
        indicators.append(an_indicator(code, name=f"新增{'甲乙丙丁'[place - 1]}类平台"))
        figures.append(a_figure(UNIT, row=code, number=number))
    registry = a_registry(a_task(), *indicators)
    return text_of(roll_up(inputs_of(registry, {f"2025-{month}": figures})))


def test_the_middle_and_the_end_of_the_year_have_words_of_their_own() -> None:
    june = in_month("06", "6", "4")
    assert "上半年，全市新增甲类平台6个；新增乙类平台4个。" in june
    assert "对照年度目标，新增甲类平台实现时间过半、任务过半；" in june
    assert "新增乙类平台完成年度目标的40.0%，低于序时进度10.0个百分点。" in june

    december = in_month("12", "10", "6", "8")
    assert "全年，全市新增甲类平台10个；" in december
    assert "序时" not in december
    assert "。新增甲类平台已完成年度目标；" in december
    assert "新增乙类平台完成年度目标的60.0%，还差4个；" in december
    assert "新增丙类平台完成80.0%，还差2个。" in december


def test_two_months_are_told_together_and_only_the_worst_is_only() -> None:
    february = in_month("02", "0.1", "0.2")
    assert "1-2月，全市" in february
    assert "新增甲类平台仅完成年度目标的1.0%，低于序时进度15.7个百分点；" in february
    assert "新增乙类平台完成2.0%，低14.7个百分点。" in february
