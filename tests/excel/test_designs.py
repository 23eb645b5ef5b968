from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.excel.issued import cell, sheets_of
from tests.forms.shipped import (
    LAST_PERIOD,
    LAST_YEAR,
    PERIODS,
    REGISTRY,
    UNIT,
    correct_values,
    value,
)
from xltool.excel.designs import read_design, read_designs
from xltool.excel.issue import write_issued
from xltool.excel.textconv import workbook_text
from xltool.forms.building import build_layout
from xltool.forms.evaluation import Evaluation
from xltool.model.period import Cycle, Period
from xltool.workspace import templates_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_the_designs_that_ship_have_no_mistake_and_a_cycle_each() -> None:
    forms, findings = read_designs(templates_folder())
    assert findings == ()
    assert [(form.key, form.cycle) for form in forms] == [
        ("月通报", Cycle.MONTH),
        ("季总结", Cycle.QUARTER),
        ("旬简报", Cycle.TEN_DAY),
    ]


@pytest.mark.parametrize("name", PERIODS)
def test_a_design_is_pleasant_to_edit(name: str) -> None:
    book = openpyxl.load_workbook(templates_folder() / f"{name}.xlsx")
    assert book.sheetnames == ["设置", "表", "字段", "选项", "规则"]
    for page in book:
        assert page.freeze_panes, page.title
        assert str(page["A2"].value).startswith("说明："), page.title
    offered = [
        one.formula1
        for one in book["字段"].data_validations.dataValidation
        if one.type == "list"
    ]
    assert '"数字,整数,百分比,文本,日期,选项,电话"' in offered
    assert '"台账,目标,上期,上年同期"' in offered


def test_a_new_field_and_a_new_rule_need_nothing_but_excel(tmp_path: Path) -> None:
    """What docs/forms.md describes: a row in 字段, a row in 规则, the version raised."""
    path = tmp_path / "monthly.xlsx"
    book = openpyxl.load_workbook(templates_folder() / "monthly.xlsx")
    fields, rules = book["字段"], book["规则"]
    place = next(
        row
        for row in range(1, 99)
        if fields.cell(row, 1).value == "重点项目"
        and fields.cell(row, 2).value == "说明"
    )
    fields.insert_rows(place)
    for column, text in enumerate(
        ("重点项目", "用地面积", "", "数字", "亩", "是"), start=1
    ):
        fields.cell(place, column).value = text or None
    rules.append(
        (
            "R90",
            "重点项目",
            "[用地面积]<=3000",
            "须核实",
            "用地面积 [用地面积] 亩偏大",
            "请核对；属实的写明说明",
        )
    )
    book.save(path)
    form, findings = read_design(path)
    assert findings == ()
    assert form is not None
    layout = build_layout(
        form,
        REGISTRY.unit(UNIT),
        Period.parse("2025-07"),
        REGISTRY,
        last_period=LAST_PERIOD,
        last_year=LAST_YEAR,
    )
    project = {
        "项目名称": "城南水厂",
        "总投资": "1200",
        "累计完成投资": "300",
        "项目状态": "在建",
        "用地面积": "5000",
    }
    values = correct_values() | {
        "重点项目": {"+1": {key: value(text) for key, text in project.items()}}
    }
    sheet = layout.sheet("重点项目")
    said = [
        sentence
        for _, sentence in Evaluation(layout, values).failures(sheet, sheet.row("+1"))
    ]
    assert said == ["须核实：用地面积 5000 亩偏大；请核对；属实的写明说明"]
    rows = sheets_of(write_issued(layout, "x", values=values))["重点项目"]
    assert cell(rows, sheet.header_row, sheet.columns["用地面积"]) == "用地面积\n（亩）"
    assert cell(rows, sheet.row("+1").row, sheet.check_column or 0) == said[0]


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "monthly.xlsx").write_text("不是表格", encoding="utf-8")
    (tmp_path / "~$monthly.xlsx").write_text("lock", encoding="utf-8")
    forms, findings = read_designs(tmp_path)
    assert forms == ()
    assert [(one.code, one.place.sheet) for one in findings] == [
        ("D124", "monthly.xlsx")
    ]


def test_a_folder_without_designs_says_how_to_get_them(tmp_path: Path) -> None:
    assert [one.code for one in read_designs(tmp_path)[1]] == ["D125"]


def test_the_text_of_a_design_shows_one_cell_a_line() -> None:
    lines = workbook_text(templates_folder() / "monthly.xlsx").splitlines()
    start = lines.index("[R07]")
    condition = lines.pop(start + 2)
    assert condition.startswith('    条件: IF(AND([指标类型]="占比",[计量单位]="%"')
    assert lines[start : start + 6] == [
        "[R07]",
        "    所属表: 指标数据",
        "    级别: 须改正",
        "    问题: 占比 [累计完成] 不在 0 到 100 之间",
        "    办法: 请按百分数填写：85.5% 填 85.5",
        "    标记字段: 累计完成",
    ]


def test_git_can_run_the_conversion() -> None:
    command = [
        sys.executable,
        "-m",
        "xltool.excel.textconv",
        str(templates_folder() / "tenday.xlsx"),
    ]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode(
        "utf-8"
    )
    assert text.startswith("== 设置 ==\n")
    assert "[旬简报]" not in text
    assert "    内容: 旬简报" in text


def test_the_synonyms_that_the_guide_adds_to_the_monthly_design_are_read(
    tmp_path: Path,
) -> None:
    shipped = templates_folder() / "monthly.xlsx"
    plain, _ = read_design(shipped)
    assert plain is not None
    assert plain.synonyms == {}
    words = {"推进中": "进行中、正在推进", "已完成": "完成、已办结"}
    book = openpyxl.load_workbook(shipped)
    page = book["选项"]
    page["C1"] = "同义"
    for row in range(3, page.max_row + 1):
        page.cell(row, 3).value = words.get(str(page.cell(row, 2).value))
    path = tmp_path / "monthly.xlsx"
    book.save(path)
    form, findings = read_design(path)
    assert findings == ()
    assert form is not None
    assert form.synonyms["进展状态"] == {
        "进行中": "推进中",
        "正在推进": "推进中",
        "完成": "已完成",
        "已办结": "已完成",
    }
