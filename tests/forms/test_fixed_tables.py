from __future__ import annotations

from decimal import Decimal

import pytest

from tests.builders import a_registry, grid
from xltool.forms.building import build_layout
from xltool.forms.design import FormDesign, Merge, RowsFrom
from xltool.forms.design_parsing import parse_design
from xltool.forms.evaluation import Evaluation
from xltool.forms.fixed_tables import in_order
from xltool.forms.layout_json import layout_from_json, layout_to_json
from xltool.forms.row_checks import row_checks
from xltool.model.period import Period
from xltool.model.value import Values, reported

DESIGN = """
# 设置
| 项目 | 内容 |
| 表单标识 | 财政收支 |
| 表单名称 | 财政收支月报 |
| 周期 | 月 |
| 版本 | 1 |
| 单位 | 县区、市财政局 |
| 版式 | 财政收支.xlsx |

# 表
| 表标识 | 表名 | 行来源 | 空行数 | 必填 | 提示 | 列成员 |
| 收支 | 收支情况 | 固定 | | | 按累计数填 | |
| 分月 | 分月投资 | 矩阵 | | | | 月 |
| 信息 | 填报信息 | 单行 | | | | |
| 名册 | 人员名册 | 自由 | 40 | | | |

# 行
| 所属表 | 行号 | 名称 | 层级 | 计量单位 | 小计 | 不填 |
| 收支 | '00 | 一、收入 | | | | 全部 |
| 收支 | '01 | 收入合计 | | 万元 | SUM([下级]) | |
| 收支 | '02 | 税收收入 | 1 | 万元 | | |
| 收支 | '03 | 其中：增值税 | 2 | 万元 | | 上年 |
| 收支 | '04 | 非税收入 | 1 | 万元 | | |
| 收支 | '05 | 支出合计 | | 万元 | | |
| 收支 | '06 | 结余 | | 万元 | [01]-[05] | 累计 |
| 分月 | 1 | 工业投资 | | | | |
| 分月 | 2 | 民间投资 | | | | 2月 |

# 字段
| 所属表 | 字段标识 | 显示名 | 类型 | 计量单位 | 必填 | 预填 | 预填来源 | 计算公式 | 选项名 | 列宽 | 填写提示 | 表头 | 汇总 | 上级字段 |
| 收支 | 本月金额 | 金额 | 数字 | | 是 | | | | | | | 本月 | 合计 | |
| 收支 | 上年金额 | 上年 | 数字 | | | | | | | | | 本月 | | |
| 收支 | 累计金额 | 金额 | 数字 | | 是 | | | | | | | 累计 | 合计 | |
| 收支 | 占比 | 占比 | 百分比 | % | | | | IF(N([累计金额@01])=0,"",ROUND([累计金额]/[累计金额@01]*100,2)) | | | | 累计 | | |
| 收支 | 说明 | | 文本 | | | | | | | | | | | |
| 分月 | 计划 | 计划 | 数字 | 亿元 | | | | | | | | | | |
| 分月 | 实际 | 实际 | 数字 | 亿元 | 是 | | | | | | | | | |
| 分月 | 全年 | 全年 | 数字 | 亿元 | | | | SUM([各列.实际]) | | | | | | |
| 信息 | 市州 | | 选项 | | 是 | | | | 市 | | | | | |
| 信息 | 县区 | | 选项 | | 是 | | | | 县 | | | | | 市州 |
| 名册 | 姓名 | | 文本 | | 是 | | | | | | | 人员 | | |
| 名册 | 身份证号 | | 身份证号 | | | | | | | 22 | | 人员 | | |
| 名册 | 代码 | | 统一社会信用代码 | | | | | | | 22 | | 单位 | | |
| 名册 | 起始 | | 年月 | | | | | | | | | 单位 | | |
| 名册 | 市州 | | 选项 | | | | | | 市 | | | | | |
| 名册 | 县区 | | 选项 | | | | | | 县 | | | | | 市州 |

# 选项
| 选项名 | 选项 | 同义 | 上级 |
| 月 | 1月 | | |
| 月 | 2月 | | |
| 市 | 岳阳市 | 岳阳、巴陵 | |
| 市 | 长沙市 | | |
| 县 | 岳阳县 | | 岳阳市 |
| 县 | 市辖区 | | 岳阳市 |
| 县 | 市辖区 | | 长沙市 |

# 规则
| 规则编号 | 所属表 | 条件 | 级别 | 问题 | 办法 | 标记字段 |
| R01 | 收支 | [累计金额]>=[本月金额] | 须改正 | 累计小于本月 | 请核对 | |
| R02 | 收支 | [本月金额@02]>=[本月金额@03] | 须改正 | 其中项 [本月金额@03] 大于总项 | 请核对 | |
| R03 | 分月 | [实际]>=[前列.实际] | 须核实 | [实际] 小于上月 | 请核对 | |
| R04 | 分月 | SUM([各列.实际])<=1000 | 须改正 | 太大 | 请核对 | |
| R05 | 收支 | OR(ISBLANK([累计金额]),[累计金额]>=上期([累计金额])) | 须改正 | 累计 [累计金额] 小于上期 | 请核对 | |
| R06 | 收支 | N([本月金额@05])<=上年同期([累计金额@05])+100 | 须改正 | 本月超过去年 | 请核对 | |
"""


def parsed(text: str = DESIGN) -> FormDesign:
    """Parse a design that has no mistakes."""
    without = text.replace(
        "| 分月 | 全年 |",
        "| 分月 | 说明 | | 文本 | | | | | | | | | | | |\n| 分月 | 全年 |",
    )
    form, found = parse_design(
        {sheet.name: sheet.rows for sheet in grid(without).sheets}
    )
    assert {one.code for one in found} <= {"D177"}  # numbers that no total takes
    assert form is not None
    return form


def test_the_rows_stand_as_printed_with_what_the_design_says_of_them() -> None:
    form = parsed()
    sheet = form.sheet("收支")
    assert sheet.rows_from is RowsFrom.FIXED
    assert [row.code for row in sheet.fixed_rows] == [
        *("00", "01", "02", "03", "04", "05", "06")
    ]
    rows = {row.code: row for row in sheet.fixed_rows}
    assert rows["00"].blocked == ("本月金额", "上年金额", "累计金额", "占比", "说明")
    assert rows["01"].subtotal == "SUM([02,04])"
    assert rows["03"].level == 2
    assert rows["03"].blocked == ("上年金额",)
    assert rows["06"].blocked == ("累计金额", "占比")
    assert [field.key for field in sheet.fields[:3]] == ["名称", "行号", "计量单位"]
    assert sheet.field("本月金额").heads == ("本月",)
    assert sheet.field("本月金额").unit_from == "计量单位"
    assert sheet.field("本月金额").merge is Merge.SUM
    assert sheet.head_levels == 1
    assert form.units == ("县区", "市财政局")
    assert form.own_layout == "财政收支.xlsx"


def test_a_matrix_is_a_fixed_table_whose_fields_stand_in_every_column() -> None:
    sheet = parsed().sheet("分月")
    assert [(one.key, one.heads, one.label) for one in sheet.fields] == [
        ("名称", (), "项目"),
        ("行号", (), "行号"),
        ("1月计划", ("1月",), "计划"),
        ("1月实际", ("1月",), "实际"),
        ("2月计划", ("2月",), "计划"),
        ("2月实际", ("2月",), "实际"),
        ("说明", (), "说明"),
        ("全年", (), "全年"),
    ]
    assert sheet.field("全年").formula == "SUM([1月实际],[2月实际])"
    assert sheet.fixed_rows[1].blocked == ("2月计划", "2月实际")


def test_a_rule_of_a_matrix_is_asked_of_every_column_it_speaks_of() -> None:
    rules = [one for one in parsed().rules if one.sheet == "分月"]
    assert [(one.code, one.condition, one.field) for one in rules] == [
        ("R03", "[2月实际]>=[1月实际]", "2月实际"),
        ("R04", "SUM([1月实际],[2月实际])<=1000", "2月实际"),
    ]


def test_a_rule_over_codes_is_asked_once_in_the_row_that_it_marks() -> None:
    rules = {one.code: one for one in parsed().rules}
    assert (rules["R01"].field, rules["R01"].row) == ("本月金额", "")
    assert (rules["R02"].field, rules["R02"].row) == ("本月金额", "03")


def test_a_rule_over_codes_of_another_sheet_is_asked_once() -> None:
    rule = "| R07 | 名册 | [收支.本月金额@05]<100 | 须改正 | 太大 | 请核对 | |\n"
    form = parsed(DESIGN + rule)
    checks = {one.rule.code: one for one in row_checks(form.sheet("名册"), form)}
    assert checks["R07"].once
    assert not checks["必填·姓名"].once
    evaluation = laid_out(form)
    sheet = evaluation.layout.sheet("名册")
    failing = [row.key for row in sheet.rows if evaluation.failures(sheet, row)]
    assert failing == []
    values = {"收支": {"05": {"本月金额": reported(Decimal(300))}}}
    evaluation = Evaluation(evaluation.layout, values)
    failing = [row.key for row in sheet.rows if evaluation.failures(sheet, row)]
    assert failing == ["+1"]


def test_synonyms_and_dependent_choices_are_kept_beside_the_choices() -> None:
    form = parsed()
    assert form.choices["县"] == ("岳阳县", "市辖区")
    assert form.synonyms == {"市": {"岳阳": "岳阳市", "巴陵": "岳阳市"}}
    assert form.dependents == {
        "县": {"岳阳市": ("岳阳县", "市辖区"), "长沙市": ("市辖区",)}
    }


def a_layout() -> Values:
    return {
        "收支": {
            "02": {"本月金额": reported(Decimal("1.1"))},
            "04": {
                "本月金额": reported(Decimal("2.2")),
                "累计金额": reported(Decimal(5)),
            },
            "05": {"本月金额": reported(Decimal(3))},
        }
    }


LAST: Values = {"收支": {"05": {"累计金额": reported(Decimal(11))}}}


def laid_out(form: FormDesign | None = None) -> Evaluation:
    registry = a_registry()
    layout = build_layout(
        form or parsed(),
        registry.unit("市科技局"),
        Period.parse("2025-07"),
        registry,
        last_period=LAST,
        last_year=LAST,
    )
    return Evaluation(layout, a_layout())


def test_subtotals_are_computed_each_after_its_parts() -> None:
    evaluation = laid_out()
    sheet = evaluation.layout.sheet("收支")
    amount = sheet.design.field("本月金额")
    contents = {row.key: evaluation.content(sheet, row, amount) for row in sheet.rows}
    assert contents == {
        "00": None, "01": 3.3, "02": 1.1, "03": None, "04": 2.2, "05": 3.0, "06": 0.3,
    }  # fmt: skip


def test_a_formula_may_name_rows_by_their_codes() -> None:
    evaluation = laid_out()
    sheet = evaluation.layout.sheet("收支")
    share = sheet.design.field("占比")
    assert evaluation.content(sheet, sheet.row("04"), share) == 100.0


def test_a_layout_has_a_row_for_the_heads_and_survives_the_ledger() -> None:
    layout = laid_out().layout
    sheet = layout.sheet("收支")
    assert (sheet.top_row, sheet.header_row, sheet.rows[0].row) == (3, 4, 5)
    assert layout_from_json(layout_to_json(layout)) == layout
    cells = [(row.key, one.key) for page, row, one in layout.inputs() if page is sheet]
    assert ("01", "本月金额") not in cells
    assert ("01", "说明") in cells
    assert ("03", "上年金额") not in cells


def test_what_was_reported_before_is_kept_with_the_layout() -> None:
    evaluation = laid_out()
    assert {key: value.text for key, value in evaluation.layout.known.items()} == {
        "上期|收支|05|累计金额": "11",
        "上年同期|收支|05|累计金额": "11",
    }
    sheet = evaluation.layout.sheet("收支")
    for code, expected in (("05", 11.0), ("04", 0.0)):
        row = sheet.row(code)
        assert evaluation.evaluate("N(上期([累计金额]))", sheet, row) == expected
    row = sheet.row("02")
    assert evaluation.evaluate("上年同期([累计金额@05])+1", sheet, row) == 12.0


MISTAKES = [
    ("上期([累计金额])", "上期([累计金额@01:02])", "D112", "规则", "C6"),
    ("上期([累计金额])", "上期([累计])", "D113", "规则", "C6"),
    ("上期([累计金额])", "上期([分月.1月实际])", "D128", "规则", "C6"),
    ("SUM([各列.实际]) |", "全部单位(SUM,[1月实际]) |", "D112", "字段", "I9"),
    ("| 收支 | '01 |", "| 收支 | '02 |", "D109", "行", "B4"),
    ("SUM([下级])", "SUM([02:09])", "D132", "行", "F3"),
    ("SUM([下级])", "SUM([02,04)", "D112", "行", "F3"),
    ("[01]-[05]", "01-05", "D112", "行", "F8"),
    ("[01]-[05]", "[01]-[06]", "D118", "行", "F8"),
    ("| 2 | 万元 | | 上年 |", "| 2 | 万元 | | 上年度 |", "D133", "行", "G5"),
    ("| 矩阵 | | | | 月 |", "| 矩阵 | | | | 月份 |", "D134", "表", "G3"),
    ("| 单行 |", "| 固定 |", "D130", "表", "C4"),
    ("| 收支情况 | 固定 |", "| 收支情况 | 自由 |", "D131", "行", "A2"),
    ("[本月金额@03] |", "[本月金额@09] |", "D132", "规则", "C3"),
    ("| 合计 | |\n| 收支 | 上年", "| 加权平均 | |\n| 收支 | 上年", "D135", "字段", "A2"),
    ("| 县 | | | | | 市州 |", "| 县 | | | | | 市 |", "D136", "字段", "O11"),
    ("| 市辖区 | | 长沙市 |", "| 市辖区 | | 株洲市 |", "D137", "选项", "D8"),
    ("| 长沙市 | | |", "| 长沙市 | 巴陵 | |", "D138", "选项", "C5"),
    ("| 说明 | | 文本 | | | | | | | | | | |", "| 说明 | | 文本 | | | | | | | | | | 合计 |", "D139", "字段", "N6"),
    ("| 周期 | 月 |", "| 周期 | 单次 |", "D140", "设置", "B4"),
    ("| 县 | | | | | 市州 |", "| 县 | | | | | |", "D141", "字段", "O11"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "code", "sheet", "cell"),
    MISTAKES,
    ids=[f"{code}-{sheet}" for _, _, code, sheet, _ in MISTAKES],
)
def test_every_mistake_is_said_where_it_stands(
    right: str, wrong: str, code: str, sheet: str, cell: str
) -> None:
    assert right in DESIGN
    text = DESIGN.replace(right, wrong, 1)
    form, found = parse_design({one.name: one.rows for one in grid(text).sheets})
    assert form is None
    said = [(one.code, one.place.sheet, one.place.cell) for one in found]
    assert (code, sheet, cell) in said


def test_subtotals_that_lead_back_to_themselves_are_found() -> None:
    assert in_order({"a": ["b"], "b": ["c"], "d": ["d"]}) == (["b", "a"], ["d"])
