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
