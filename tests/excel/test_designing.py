"""`xltool design` finds in a blank form what it asks for, and says what it is not sure of."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from tests.excel.own_forms import (
    fixed_form,
    list_form,
    matrix_form,
    progress_form,
    roads_form,
)
from xltool.excel.designing.analysis import analyse
from xltool.excel.designing.fields import Sample, decimals_of
from xltool.excel.designing.formulas import row_formula, subtotal
from xltool.excel.designing.headers import Heading, key_of
from xltool.excel.designing.page import FormCell
from xltool.excel.designing.reading import read_pages
from xltool.excel.designing.words import split_unit, unit_for, unit_in

if TYPE_CHECKING:
    from xltool.excel.designing.found import FoundForm, FoundSheet


def found(data: bytes, name: str = "表") -> FoundForm:
    return analyse(read_pages(data), name)


def sheet(form: FoundForm, rows_from: str) -> FoundSheet:
    return next(one for one in form.sheets if one.rows_from == rows_from)


def test_the_columns_of_a_fixed_table_have_their_heads_units_types_and_places() -> None:
    table = sheet(found(fixed_form()), "固定")
    assert [
        (one.place, one.key, one.heads, one.type, one.unit, one.merge)
        for one in table.fields
    ] == [
        ("C", "金额", ("本月",), "数字", "万元", "合计"),
        ("D", "上年同月", ("本月",), "数字", "万元", "合计"),
        ("E", "累计金额", ("累计",), "数字", "万元", "合计"),
        ("F", "上年同期", ("累计",), "数字", "万元", "合计"),
        ("G", "同比增长", ("累计",), "百分比", "%", ""),
    ]
    assert table.fields[4].formula == (
        "ROUND((IF([上年同期]=0,0,[累计金额]/[上年同期]-1))*100,1)"
    )
    assert (table.header_row, table.first_row) == (4, 6)


def test_its_rows_have_codes_names_levels_and_subtotals_over_codes() -> None:
    table = sheet(found(fixed_form()), "固定")
    assert [(row.code, row.level, row.subtotal) for row in table.rows] == [
        ("01", 0, "SUM([02],[06])"),
        ("02", 1, "SUM([03:05])"),
        ("03", 2, ""),
        ("04", 2, ""),
        ("05", 2, ""),
        ("06", 1, ""),
        ("07", 0, ""),
        ("08", 0, "[01]+[07]"),
    ]
    assert table.rows[0].name == "一、一般公共预算收入"


def test_labels_that_wait_for_an_answer_are_single_cells() -> None:
    single = sheet(found(fixed_form()), "单行")
    assert [(one.key, one.place, one.type, one.prefill) for one in single.fields] == [
        ("填报单位", "A2", "文本", "单位"),
        ("单位负责人", "A15", "文本", ""),
        ("填报人", "A15", "文本", ""),
        ("填报日期", "A15", "日期", ""),
    ]


def test_a_worksheet_that_asks_for_nothing_is_named() -> None:
    doubts = found(fixed_form()).doubts
    assert [one.place for one in doubts if "没有找到要填的格" in one.question] == [
        "填表说明"
    ]


def test_the_cycle_is_what_the_form_says_else_it_is_asked() -> None:
    assert found(fixed_form()).cycle == "月"
    other = found(list_form())
    assert (other.cycle, [one.column for one in other.doubts][-1]) == ("月", "内容")


def test_rows_whose_names_come_again_are_told_apart_by_their_group() -> None:
    table = sheet(found(matrix_form()), "固定")
    assert [row.name for row in table.rows] == [
        "甲银行 新办",
        "甲银行 变更",
        "乙银行 新办",
        "乙银行 变更",
        "合计 新办",
        "合计 变更",
    ]
    assert [row.subtotal for row in table.rows[4:]] == ["[01]+[03]", "[02]+[04]"]
    assert [one.unit for one in table.fields[:3]] == ["件"] * 3
    assert table.fields[3].formula == "SUM([1月],[2月],[3月])"


def test_a_list_has_as_many_rows_as_are_drawn_and_choices_from_wherever_they_stand() -> (
    None
):
    form = found(list_form())
    table = sheet(form, "自由")
    assert table.entries == 10
    assert [(one.label, one.type, one.unit) for one in table.fields] == [
        ("项目名称", "文本", ""),
        ("项目类别", "选项", ""),
        ("总投资", "数字", "万元"),
        ("开工日期", "日期", ""),
        ("联系电话", "电话", ""),
    ]
    assert form.choices == {"项目类别": ("产业", "基础设施", "社会民生")}
    assert "字典" not in {one.worksheet for one in form.sheets}


@pytest.mark.parametrize(
    ("formula", "column", "expected"),
    [
        ("SUM(C6:C9)", 2, "SUM([01:04])"),
        ("C6+C9", 2, "[01]+[04]"),
        ("$C$6-C7", 2, "[01]-[02]"),
        ("SUM(D6:D9)", 2, ""),
        ("SUM(其他!C6:C9)", 2, ""),
        ("VLOOKUP(C6,A:B,2)", 2, ""),
        ("C5+C6", 2, ""),
    ],
)
def test_a_formula_over_cells_becomes_one_over_codes_or_nothing(
    formula: str, column: int, expected: str
) -> None:
    assert subtotal(formula, column, {5: "01", 6: "02", 7: "03", 8: "04"}) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("C6/D6", "[甲]/[乙]"),
        ("SUM(C6:D6)", "SUM([甲],[乙])"),
        ("C6/C9", "[甲]/[甲@04]"),
        ("C6*E6", ""),
        ('IF(C6="合计",0,D6)', 'IF([甲]="合计",0,[乙])'),
    ],
)
def test_a_formula_over_a_row_becomes_one_over_fields_or_nothing(
    formula: str, expected: str
) -> None:
    assert row_formula(formula, 5, {2: "甲", 3: "乙"}, {8: "04"}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单位：元", "元"),
        ("（金额单位：万元、%）", "万元、%"),
        ("统计月度：2025年 单位：笔 %", "笔、%"),
        ("填报单位：市教育局", ""),
        ("单位：市教育局", ""),
    ],
)
def test_a_corner_names_a_unit_of_measurement_and_no_office(
    text: str, expected: str
) -> None:
    assert unit_in(text) == expected


def test_a_header_is_parted_from_its_unit() -> None:
    assert split_unit("总投资（万元）") == ("总投资", "万元")
    assert split_unit("金额（不含税）") == ("金额（不含税）", "")


@pytest.mark.parametrize(
    ("label", "corner", "expected"),
    [
        ("总投资", "公里、万元", ("万元", True)),
        ("里程", "公里、万元", ("公里", True)),
        ("数量", "公里、万元", ("公里", False)),
        ("数量", "万元", ("", True)),
        ("金额", "万元", ("万元", True)),
        ("项目个数", "万元", ("", True)),
        ("项目个数", "万元、个", ("个", True)),
        ("贷款户数", "万元、人", ("人", False)),
        ("数量及金额金额", "万元、个", ("万元", True)),
        ("数量", "", ("", True)),
    ],
)
def test_of_two_units_in_a_corner_the_words_decide_or_it_is_asked(
    label: str, corner: str, expected: tuple[str, bool]
) -> None:
    assert unit_for(label, corner) == expected


def test_a_column_of_figures_is_one_whatever_the_words_above_it_are() -> None:
    form = found(roads_form())
    table = sheet(form, "固定")
    assert [(one.label, one.heads, one.type, one.unit) for one in table.fields] == [
        ("年度计划", ("新改建",), "数字", ""),
        ("本月", ("新改建", "完成情况"), "数字", ""),
        ("投资", ("养护工程",), "数字", "万元"),
        ("备注", (), "文本", ""),
    ]
    assert [(row.unit, row.level) for row in table.rows] == [
        ("公里", 0),
        ("公里", 1),
        ("公里", 1),
        ("座", 0),
    ]
    assert form.name == "道路建设养护情况统计表"
    asked = [one for one in form.doubts if one.column == "必填"]
    assert [(one.taken, one.options) for one in asked] == [("是", "是、否")]
    assert [one.required for one in table.fields] == [True, True, True, False]


def test_a_formula_that_gives_per_cent_is_not_multiplied_again() -> None:
    form = found(progress_form())
    formulas = {one.key: one.formula for one in sheet(form, "固定").fields}
    assert formulas["支出进度"] == (
        "ROUND(IF([下达资金]=0,0,[支出金额]/[下达资金]*100),2)"
    )
    assert formulas["支出率"] == (
        "ROUND((IF([下达资金]=0,0,[支出金额]/[下达资金]))*100,1)"
    )
    asked = [one.row_key for one in form.doubts if one.column == "计算公式"]
    assert asked == ["进度.支出占比"]


def test_numbers_that_count_the_rows_are_their_codes() -> None:
    table = sheet(found(progress_form()), "固定")
    assert [row.code for row in table.rows] == ["1", "2", "3"]
    assert [row.name for row in table.rows] == ["产业", "就业", "合计"]
    assert table.rows[2].subtotal == "[1]+[2]"
    assert "B" not in {one.place for one in table.fields}


def test_a_count_has_no_unit_of_money() -> None:
    form = found(progress_form())
    units = {one.key: one.unit for one in sheet(form, "固定").fields}
    assert (units["下达资金"], units["项目个数"], units["受益批次"]) == ("万元", "", "")
    asked = [one.row_key for one in form.doubts if one.column == "计量单位"]
    assert asked == ["进度.项目个数、进度.受益批次"]


def test_of_money_and_a_count_in_the_corner_each_figure_has_its_own() -> None:
    form = found(progress_form(corner="单位：万元、个"))
    units = {one.key: one.unit for one in sheet(form, "固定").fields}
    assert (units["下达资金"], units["项目个数"], units["受益批次"]) == (
        "万元",
        "个",
        "个",
    )
    asked = [one.row_key for one in form.doubts if one.column == "计量单位"]
    assert asked == ["进度.受益批次"]


@pytest.mark.parametrize(
    ("title", "months", "cycle", "asked"),
    [
        ("中央预算内投资到位情况统计表", range(1, 7), "半年", True),
        ("投资年度计划表", range(1, 7), "半年", True),
        ("投资情况统计表", range(1, 13), "年", True),
        ("部门预算表", range(1, 13), "年", False),
        ("投资情况统计表", range(4, 7), "季", True),
        ("投资月报", range(1, 7), "月", False),
    ],
)
def test_the_months_that_a_form_asks_for_say_how_often_or_it_is_asked(
    title: str, months: range, cycle: str, *, asked: bool
) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page["A1"] = title
    for column, text in enumerate(("项目", *(f"{one}月" for one in months)), start=1):
        page.cell(3, column, text)
    page["A4"], page["A5"] = "甲", "乙"
    buffer = io.BytesIO()
    book.save(buffer)
    form = found(buffer.getvalue())
    doubts = [one.taken for one in form.doubts if one.row_key == "周期"]
    assert (form.cycle, doubts) == (cycle, [cycle] if asked else [])


def test_a_period_of_which_the_year_is_printed_is_filled_in() -> None:
    form = found(progress_form())
    single = sheet(form, "单行")
    assert [(one.key, one.prefill) for one in single.fields] == [
        ("填报单位", "单位"),
        ("报告期", "报告期"),
    ]
    assert form.cycle == "月"
    assert not [one for one in form.doubts if one.row_key == "周期"]


@pytest.mark.parametrize(
    ("number_format", "decimals"),
    [
        ("0.00", 2),
        ("#,##0", 0),
        ("0.0%", 1),
        ("0.00_ ;[Red]-0.00", 2),
        ("General", None),
        ("0.00E+00", None),
        ("@", None),
    ],
)
def test_a_percentage_is_rounded_as_it_is_shown(
    number_format: str, decimals: int | None
) -> None:
    cell = FormCell(number_format=number_format)
    assert decimals_of(Sample(cells=(cell,))) == decimals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('=IF(C4=0,"",D4/C4)', 'IFERROR(ROUND((IF([甲]=0,"",[乙]/[甲]))*100,1),"")'),
        ("=ROUND(D4/C4,3)", "(ROUND([乙]/[甲],3))*100"),
    ],
)
def test_what_a_percentage_says_in_words_stays_a_word(text: str, expected: str) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for column, head in enumerate(("项目", "行次", "甲", "乙", "完成率"), start=1):
        page.cell(3, column, head)
    for row in (4, 5):
        page.cell(row, 1, f"项目{row}")
        page.cell(row, 2, f"0{row}")
        page.cell(row, 5, text.replace("4", str(row))).number_format = "0.0%"
    buffer = io.BytesIO()
    book.save(buffer)
    fields = sheet(found(buffer.getvalue()), "固定").fields
    assert fields[-1].formula == expected


def test_columns_whose_long_names_come_again_are_told_apart_by_a_number() -> None:
    heading = Heading(label="项目" * 20, heads=("资金来源" * 5,))
    taken: set[str] = set()
    keys = [key_of(heading, taken, "第A列") for _ in range(4)]
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} <= {34, 40}
    assert keys[2].endswith("2")
