from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import grid
from xltool import findings
from xltool.findings import CATALOGUE, Severity
from xltool.forms.design import FieldType, Prefill, RowsFrom
from xltool.forms.design_checks import without_backups
from xltool.forms.design_parsing import parse_design
from xltool.model.period import Cycle

DESIGN = """
# 设置
| 项目 | 内容 | 说明 |
| 表单标识 | 月通报 | |
| 表单名称 | 重点工作月通报 | |
| 周期 | 月 | |
| 版本 | 2 | |
| 报送时限 | 3 | |
| 填报说明 | 只填黄色格。 | |
| 填报说明 | 不要留空。 | |

# 表
| 表标识 | 表名 | 行来源 | 空行数 | 必填 | 提示 |
| 说明：表 | | | | | |
| 指标数据 | 指标数据 | 指标 | | | |
| 突出问题 | 突出问题 | 自由 | 4 | 是 | |

# 字段
| 所属表 | 字段标识 | 显示名 | 类型 | 计量单位 | 必填 | 预填 | 预填来源 | 计算公式 | 选项名 | 列宽 | 填写提示 |
| 指标数据 | 计量单位 | | 文本 | | | 台账 | | | | 8 | |
| 指标数据 | 年度目标 | | 数字 | [计量单位] | | 目标 | | | | | |
| 指标数据 | 上期累计 | | 数字 | | | 上期 | 累计完成 | | | | |
| 指标数据 | 累计完成 | 累计数 | 数字 | [计量单位] | 是 | | | | | 12 | 填数字 |
| 指标数据 | 完成率 | | 百分比 | % | | | | [累计完成]/[年度目标]*100 | | | |
| 指标数据 | 说明 | | 文本 | | | | | | | | |
| 突出问题 | 问题 | | 文本 | | 是 | | | | | | |
| 突出问题 | 状态 | | 选项 | | | | | | 状态 | | |

# 选项
| 选项名 | 选项 |
| 状态 | 整改中 |
| 状态 | 已销号 |

# 规则
| 规则编号 | 所属表 | 条件 | 级别 | 问题 | 办法 | 标记字段 |
| R01 | 指标数据 | [累计完成]>=[上期累计] | 须核实 | [累计完成] 少于上期 | 请核对 | |
| R02 | 突出问题 | LEN([问题])>3 | 须改正 | 太短 | 写详细 | 问题 |
"""


def _parsed(text: str) -> tuple[object, list[tuple[str, str, str]]]:
    sheets = {sheet.name: sheet.rows for sheet in grid(text).sheets}
    form, found = parse_design(sheets)
    return form, [(one.code, one.place.sheet, one.place.cell) for one in found]


def test_a_design_without_mistakes_is_read_whole() -> None:
    form, found = parse_design(
        {sheet.name: sheet.rows for sheet in grid(DESIGN).sheets}
    )
    assert found == ()
    assert form is not None
    assert (form.key, form.cycle, form.version, form.deadline_days) == (
        "月通报",
        Cycle.MONTH,
        "2",
        3,
    )
    assert form.instructions == ("只填黄色格。", "不要留空。")
    assert form.choices == {"状态": ("整改中", "已销号")}
    assert [
        (one.key, one.rows_from, one.rows, one.required) for one in form.sheets
    ] == [
        ("指标数据", RowsFrom.INDICATORS, 0, False),
        ("突出问题", RowsFrom.FREE, 4, True),
    ]
    field = form.sheet("指标数据").field("累计完成")
    assert (field.label, field.type, field.unit_from, field.required) == (
        "累计数",
        FieldType.NUMBER,
        "计量单位",
        True,
    )
    earlier = form.sheet("指标数据").field("上期累计")
    assert (earlier.prefill, earlier.source, earlier.is_input) == (
        Prefill.LAST_PERIOD,
        "累计完成",
        False,
    )
    assert [(one.code, one.severity, one.field) for one in form.rules] == [
        ("R01", Severity.QUERY, "累计完成"),
        ("R02", Severity.ERROR, "问题"),
    ]


MISTAKES = [
    ("# 规则", "# 規則", "D101", "规则", ""),
    ("| 规则编号 |", "| 编号 |", "D102", "规则", "H1"),
    ("| 项目 | 内容 | 说明 |", "| 项目 | 内容 | 附注 |", "D103", "设置", "C1"),
    ("| 版本 | 2 ", "| 版本 | ", "D104", "设置", "B5"),
    ("| 报送时限 |", "| 报送期限 |", "D105", "设置", "A6"),
    ("| R02 | 突出问题 | LEN([问题])>3", "| R02 | 突出问题 | ", "D106", "规则", "C3"),
    ("| 年度目标 | | 数字 ", "| 年度目标 | | 数值 ", "D107", "字段", "D3"),
    ("| 周期 | 月 ", "| 周期 | 每月 ", "D107", "设置", "B4"),
    ("| 12 | 填数字", "| 宽 | 填数字", "D108", "字段", "K5"),
    ("| 突出问题 | 状态 |", "| 突出问题 | 问题 |", "D109", "字段", "B9"),
    ("| R02 ", "| R01 ", "D109", "规则", "A3"),
    (
        "| 突出问题 | 突出问题 | 自由",
        "| 突出问题 | 问题/建议 | 自由",
        "D110",
        "表",
        "B4",
    ),
    (
        "| 突出问题 | 突出问题 | 自由",
        "| 突出问题 | 填报自检 | 自由",
        "D110",
        "表",
        "B4",
    ),
    ("| 突出问题 | 突出问题 | 自由", "| 分项 | 突出问题 | 自由", "D110", "表", "A4"),
    (
        "| 突出问题 | 突出问题 | 自由",
        f"| 突出问题 | {'长' * 32} | 自由",
        "D110",
        "表",
        "B4",
    ),
    ("| R02 | 突出问题 |", "| R02 | 突出 |", "D111", "规则", "B3"),
    ("| 自由 | 4 | 是 |", "| 自由 | 4 | 对 |", "D107", "表", "E4"),
    ("| 年度目标 | | 数字 ", "| 年度目标 | | ", "D106", "字段", "D3"),
    ("| 自由 | 4 | 是 |", "| 自由 | -4 | 是 |", "D108", "表", "D4"),
    ("[累计完成]/[年度目标]*100", "[累计完成]/([年度目标]*100", "D112", "字段", "I6"),
    ("LEN([问题])>3", "[报告期.星期]>3", "D113", "规则", "C3"),
    ("| 指标数据 | 说明 | | 文本", "| 指标 | 说明 | | 文本", "D111", "字段", "A7"),
    ("LEN([问题])>3", "LEN([问题]>3", "D112", "规则", "C3"),
    ("LEN([问题])>3", "LEN([问提])>3", "D113", "规则", "C3"),
    ("太短 ", "[问提]太短 ", "D113", "规则", "E3"),
    ("| 状态 | | |", "| 情况 | | |", "D114", "字段", "J9"),
    ("| 上期 | 累计完成 |", "| 上期 | 累计数 |", "D115", "字段", "H4"),
    ("| 台账 | |", "| 台账 | 单位 |", "D115", "字段", "H2"),
    (
        "| 突出问题 | 问题 | | 文本 | | 是 | |",
        "| 突出问题 | 问题 | | 文本 | | 是 | 上期 |",
        "D116",
        "字段",
        "G8",
    ),
    ("| 目标 | | |", "| 目标 | | 1+1 |", "D117", "字段", "I3"),
    ("| [累计完成]/[年度目标]*100 |", "| [完成率]+1 |", "D118", "字段", "I6"),
    ("填数字", "长" * 256, "D119", "字段", "L5"),
    ("| 指标数据 | 说明 | | 文本", "| 指标数据 | 备注 | | 文本", "D120", "规则", "D2"),
    ("| 写详细 | 问题 |", "| 写详细 | 问题描述 |", "D121", "规则", "G3"),
    (
        "| 累计数 | 数字 | [计量单位] |",
        "| 累计数 | 数字 | [单位] |",
        "D126",
        "字段",
        "E5",
    ),
    ("| R02 ", "| 二 ", "D127", "规则", "A3"),
    ("LEN([问题])>3", "[指标数据.累计完成]>3", "D128", "规则", "C3"),
]


@pytest.mark.parametrize(
    ("right", "wrong", "code", "sheet", "cell"),
    MISTAKES,
    ids=[one[2] for one in MISTAKES],
)
def test_every_mistake_is_found_where_it_stands(
    right: str, wrong: str, code: str, sheet: str, cell: str
) -> None:
    assert right in DESIGN
    form, found = _parsed(DESIGN.replace(right, wrong, 1))
    assert (code, sheet, cell) in found
    assert (form is None) == (
        CATALOGUE[code].severity is Severity.ERROR or len(found) > 1
    )


def test_a_missing_column_is_said_once_and_not_in_every_row() -> None:
    _, found = _parsed(DESIGN.replace("| 类型 |", "| 种类 |", 1))
    assert [(code, sheet) for code, sheet, _ in found] == [
        ("D103", "字段"),
        ("D102", "字段"),
    ]


def test_a_sheet_in_which_nothing_is_to_be_filled_is_named() -> None:
    design = DESIGN.replace(
        "| 突出问题 | 突出问题 |",
        "| 空表 | 空表 | 自由 | | | |\n| 突出问题 | 突出问题 |",
    )
    assert ("D122", "表", "A4") in _parsed(design)[1]


def test_a_circle_through_several_fields_is_shown_as_a_path() -> None:
    circular = DESIGN.replace("| [累计完成]/[年度目标]*100 |", "| [甲]+1 |").replace(
        "| 指标数据 | 说明 |",
        "| 指标数据 | 甲 | | 数字 | | | | | [完成率]*2 | | | |\n| 指标数据 | 说明 |",
    )
    form, found = parse_design(
        {sheet.name: sheet.rows for sheet in grid(circular).sheets}
    )
    assert form is None
    assert [one.found for one in found if one.code == "D118"] == [
        "指标数据.完成率 → 指标数据.甲 → 指标数据.完成率",
        "指标数据.甲 → 指标数据.完成率 → 指标数据.甲",
    ]


def test_a_misspelt_name_is_answered_with_the_one_that_was_meant() -> None:
    _, found = parse_design(
        {
            s.name: s.rows
            for s in grid(DESIGN.replace("LEN([问题])", "LEN([问题描述])")).sheets
        }
    )
    assert len(found) == 1
    assert found[0].message.startswith(
        "“条件”里的 [问题描述] 没有对应的字段（是不是“问题”？）；请改成“字段”里已有的"
    )


def test_a_rule_that_is_too_long_for_a_cell_is_named() -> None:
    long = " + ".join(["LEN([问题])"] * 98)
    assert _parsed(DESIGN.replace("LEN([问题])>3", f"{long}>3")) == (
        None,
        [("D112", "规则", "C3")],
    )


def test_a_backup_copy_of_a_design_is_named_and_left_out() -> None:
    form, _ = parse_design({sheet.name: sheet.rows for sheet in grid(DESIGN).sheets})
    assert form is not None
    other = replace(form, key="专项")
    given = [("a (2).xlsx", form), ("monthly.xlsx", form), ("专项.xlsx", other)]
    kept, found = without_backups(given)
    assert [file for file, _ in kept] == ["monthly.xlsx", "专项.xlsx"]
    assert [(one.code, one.place.sheet, one.expected) for one in found] == [
        (findings.DESIGN_BACKUP.code, "a (2).xlsx 设置", "monthly.xlsx")
    ]


def test_an_empty_workbook_is_told_what_it_lacks() -> None:
    form, found = parse_design({})
    assert form is None
    assert [one.place.sheet for one in found if one.code == "D101"] == [
        "设置",
        "表",
        "字段",
        "选项",
        "规则",
    ]
