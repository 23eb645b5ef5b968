from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from tests.builders import grid
from tests.rollup.city import a_city
from tests.rollup.city import a_form as a_city_form
from tests.soffice import convert, needs_soffice
from xltool.excel.rollup import write_rollup
from xltool.forms.design import Field, FieldType, Merge
from xltool.forms.design_parsing import parse_design
from xltool.forms.owing import with_owing_units
from xltool.model.period import Period
from xltool.model.registry import Registry, Unit
from xltool.model.submission import Figure, Source, UnitStanding, UnitState, Verdict
from xltool.model.value import MISSING, NOT_APPLICABLE, Value, reported
from xltool.rollup.answers import CUMULATIVE
from xltool.rollup.inputs import PeriodRecord, RollupInputs
from xltool.rollup.rollup import Rollup, roll_up
from xltool.settings import Office, Settings
from xltool.workflows.table_json import tables_json

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.forms.design import FormDesign

DESIGN = """
# 设置
| 项目 | 内容 |
| 表单标识 | 收支 |
| 表单名称 | 财政收支月报 |
| 周期 | 月 |
| 版本 | 1 |
| 单位 | 县市区 |

# 表
| 表标识 | 表名 | 行来源 | 列成员 | 空行数 | 必填 | 提示 |
| 收支 | 财政收支 | 固定 | |
| 分月 | 分月投资 | 矩阵 | 月 |
| 信息 | 填报信息 | 单行 | |

# 行
| 所属表 | 行号 | 名称 | 层级 | 计量单位 | 小计 | 不填 |
| 收支 | '00 | 一、收支 | | | | 全部 |
| 收支 | '01 | 收入 | | 万元 | [02]+[04] | |
| 收支 | '02 | 税收 | 1 | 万元 | | |
| 收支 | '03 | 其中：增值税 | 2 | 万元 | | 最高 |
| 收支 | '04 | 非税 | 1 | 万元 | | |
| 收支 | '05 | 结余 | | 万元 | [01]-[02]/2 | |
| 分月 | 1 | 工业 | | | | |
| 分月 | 2 | 民间 | | | | 2月 |

# 字段
| 所属表 | 字段标识 | 显示名 | 类型 | 计量单位 | 必填 | 计算公式 | 选项名 | 表头 | 汇总 | 权重 | 预填 | 预填来源 | 列宽 | 填写提示 |
| 收支 | 本月 | 金额 | 数字 | | 是 | | | 本月 | 合计 | |
| 收支 | 上年 | 上年 | 数字 | | | | | 本月 | 合计 | |
| 收支 | 同比 | 同比 | 百分比 | % | | IF(N([上年])=0,"",ROUND(([本月]/[上年]-1)*100,2)) | | 本月 | | |
| 收支 | 占比 | 占比 | 百分比 | % | | | | 本月 | 加权平均 | 本月 |
| 收支 | 最高 | 最高 | 数字 | | | | | 极值 | 最大 | |
| 收支 | 最低 | 最低 | 数字 | | | | | 极值 | 最小 | |
| 收支 | 备注 | | 文本 | | | | | | 清单 | |
| 收支 | 口径 | | 文本 | | | | | | 并列 | |
| 收支 | 内部 | | 数字 | | | | | | 不汇总 | |
| 分月 | 投资 | 投资 | 数字 | 亿元 | 是 | | | | 合计 | |
| 信息 | 填报人 | | 文本 | | 是 | | | | | |
| 信息 | 户数 | | 整数 | 户 | 是 | | | | 合计 | |

# 选项
| 选项名 | 选项 |
| 月 | 1月 |
| 月 | 2月 |

# 规则
| 规则编号 | 所属表 | 条件 | 级别 | 问题 | 办法 | 标记字段 |
"""
MONTH = Period.parse("2025-07")
COUNTIES = ("望湖区", "云岭区", "临泽县")
ABSENT = "华岳县"
SOURCE = Source(
    "表.xlsx",
    "ab" * 32,
    "财政收支",
    "D5",
    "a@b.example",
    dt.datetime(2025, 8, 4, tzinfo=dt.UTC),
)
FIGURES = """
望湖区 02 本月 100.10
望湖区 03 本月 60
望湖区 04 本月 20.05
望湖区 01 本月 120.15
望湖区 05 本月 70.10
云岭区 02 本月 0.2
云岭区 03 本月 不适用
云岭区 04 本月 0
云岭区 01 本月 999
临泽县 02 本月 33.333
临泽县 04 本月
望湖区 02 上年 80
云岭区 02 上年 0.1
临泽县 02 上年 20
望湖区 04 上年 10
云岭区 04 上年 5
临泽县 04 上年 4
望湖区 02 占比 40.5
云岭区 02 占比 20
临泽县 02 占比 10.25
望湖区 03 占比 60
云岭区 03 占比 50
望湖区 02 最高 9
云岭区 02 最高 12.5
临泽县 02 最高 12.5
望湖区 02 最低 -3
云岭区 02 最低 4
望湖区 02 备注 含留抵
临泽县 04 备注 =1+1
望湖区 02 口径 收付
云岭区 02 口径 权责
望湖区 02 内部 7
"""
ELSEWHERE = """
望湖区 分月 1 1月投资 1.5
云岭区 分月 1 1月投资 2.25
临泽县 分月 1 1月投资 3
望湖区 分月 2 1月投资 1
望湖区 信息 1 户数 10
云岭区 信息 1 户数 20
临泽县 信息 1 户数 5
望湖区 信息 1 填报人 甲
"""


def a_value(text: str) -> Value:
    if not text:
        return MISSING
    if text == "不适用":
        return NOT_APPLICABLE
    try:
        return reported(Decimal(text))
    except ArithmeticError:
        return reported(text)


def figures() -> tuple[Figure, ...]:
    found = []
    for line in FIGURES.strip().splitlines():
        unit, row, field, *words = line.split()
        found.append(Figure(unit, "收支", row, field, a_value("".join(words)), SOURCE))
    for line in ELSEWHERE.strip().splitlines():
        unit, sheet, row, field, text = line.split()
        found.append(Figure(unit, sheet, row, field, a_value(text), SOURCE))
    return tuple(found)


def design() -> FormDesign:
    sheets = {sheet.name: sheet.rows for sheet in grid(DESIGN).sheets}
    form, findings = parse_design(sheets)
    assert form is not None, findings
    return form


def rolled() -> Rollup:
    form = design()
    units = tuple(
        Unit(code=name, name=name, group="县市区") for name in (*COUNTIES, ABSENT)
    )
    whole = Registry(
        units=(*units, Unit(code="市财政局", name="市财政局", group="部门"))
    )
    registry = with_owing_units(whole, form)
    standings = tuple(
        UnitStanding(
            code=unit.code,
            name=unit.name,
            state=UnitState.ISSUED if unit.code == ABSENT else UnitState.ACCEPTED,
            verdict=None if unit.code == ABSENT else Verdict.ACCEPTED,
        )
        for unit in registry.reporting_units()
    )
    record = PeriodRecord(period=MONTH, figures=figures(), standings=standings)
    settings = Settings(office=Office(region="云湖市"))
    return roll_up(
        RollupInputs(registry=registry, form=form, settings=settings, current=record)
    )


def total(rollup: Rollup, sheet: str, row: str, field: str) -> str:
    table = next(one for one in rollup.tables if one.design.key == sheet)
    cell = table.cell(row, field)
    return "×" if cell is None else cell.value.text


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ("02", "本月", "133.633"),  # 100.10 + 0.2 + 33.333
        ("03", "本月", "60"),  # 不适用 is no zero, and is in no sum
        ("04", "本月", "20.05"),  # 0 is, what is blank is not
        ("01", "本月", "153.683"),  # of the total's rows, not of the units' own
        ("05", "本月", "86.8665"),  # 153.683 - 133.633 / 2
        ("00", "本月", "×"),
        ("02", "同比", "33.5"),  # 133.633 / 100.1 - 1
        ("04", "同比", ""),  # the county that left 本月 blank is in 上年: not comparable
        ("02", "占比", "32.92"),
        ("03", "占比", ""),  # a county has no weight
        ("02", "最高", "12.5"),
        ("02", "最低", "-3"),
        ("03", "最高", "×"),
        ("02", "口径", ""),
    ],
)  # fmt: skip
def test_the_total_merges_each_field_as_the_design_says(
    row: str, field: str, value: str
) -> None:
    assert total(rolled(), "收支", row, field) == value


def test_the_sums_are_those_that_pandas_finds() -> None:
    rollup = rolled()
    frame = pd.DataFrame(
        [(one.sheet, one.row, one.field, one.value.number) for one in figures()],
        columns=["sheet", "row", "field", "number"],
    )
    sums = frame.dropna().groupby(["sheet", "row", "field"])["number"].sum()
    compared = 0
    for table in rollup.tables:
        for (row, field), cell in table.cells.items():
            if cell.merge.value == "合计" and row not in {"01", "05"} and cell.units:
                assert cell.value.number == sums[table.design.key, row, field]
                compared += 1
    assert compared == 8


def written() -> openpyxl.Workbook:
    file = io.BytesIO()
    write_rollup(rolled(), file)
    again = io.BytesIO()
    write_rollup(rolled(), again)
    assert file.getvalue() == again.getvalue()
    return openpyxl.load_workbook(file)


def test_a_statistical_form_has_no_sheet_of_targets() -> None:
    names = written().sheetnames
    assert names == [
        "财政收支", "财政收支分单位", "财政收支清单", "分月投资", "分月投资分单位", "填报信息",
        "填报信息分单位", "未填的数", "报送情况", "校验与核实", "数据来源",
    ]  # fmt: skip


def text_at(book: openpyxl.Workbook, sheet: str, row: int, column: int) -> str:
    return str(book[sheet].cell(row, column).value)


def line_of(formula: str) -> int:
    return int(formula.split("!A")[1].split('"', maxsplit=1)[0])


def test_each_figure_of_the_total_leads_to_the_units_and_these_to_their_sources() -> (
    None
):
    book = written()
    codes = [text_at(book, "财政收支", row, 2) for row in range(1, 12)]
    formula = text_at(book, "财政收支", codes.index("02") + 1, 4)
    assert formula.startswith("=HYPERLINK(\"#'财政收支分单位'!A")
    assert formula.endswith(",133.633)")
    line = line_of(formula)
    cells = [text_at(book, "财政收支分单位", line, column) for column in range(1, 7)]
    assert cells[:3] == ["02", "　税收", f"=ROUND(ROUND(SUM(D{line}:F{line}),10),3)"]
    source = line_of(cells[3])
    told = [text_at(book, "数据来源", source, column) for column in range(1, 8)]
    assert told == ["财政收支", "02", "税收", "望湖区", "本月", "100.1", "已报"]


def test_the_document_has_every_total_and_what_is_missing() -> None:
    first, months, info = (as_any(one) for one in tables_json(rolled()))
    rows = {one["code"]: one for one in first["rows"]}
    assert rows["04"]["cells"]["本月"] == {
        "value": 20.05,
        "units": {"望湖区": 20.05, "云岭区": 0, "临泽县": None},
        "missing": ["临泽县"],
    }
    assert first["missing"] == [ABSENT]
    assert (months["key"], info["key"]) == ("分月", "信息")


def as_any(document: dict[str, object]) -> dict[str, Any]:
    return document


@needs_soffice
def test_a_program_that_calculates_finds_the_same_totals(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    with path.open("wb") as file:
        write_rollup(rolled(), file)
    (tmp_path / "again").mkdir()
    again = openpyxl.load_workbook(
        convert(path, "xlsx", tmp_path / "again"), data_only=True
    )
    cached = openpyxl.load_workbook(path, data_only=True)
    compared = 0
    for name in ("财政收支", "财政收支分单位"):
        for row in cached[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    value = again[name][cell.coordinate].value
                    assert value == pytest.approx(cell.value), (name, cell.coordinate)
                    compared += 1
    assert compared > 60


def test_a_field_of_indicators_is_merged_where_the_design_says_how() -> None:
    inputs = a_city()
    more = Field(
        key="完成投资", label="完成投资", type=FieldType.NUMBER, merge=Merge.SUM
    )
    figures = list(inputs.current.figures)
    told = {}
    for figure in inputs.current.figures:
        if figure.field == CUMULATIVE and figure.row not in told:
            told[figure.row] = figure
            value = reported(Decimal("12.5"))
            figures.append(figure._replace(field="完成投资", value=value))
    current = replace(inputs.current, figures=tuple(figures))
    rollup = roll_up(replace(inputs, form=a_city_form(more), current=current))
    (table,) = rollup.tables
    assert rollup.indicators
    codes = {row.key for row in table.rows}
    assert len(told) > 15
    assert told.keys() <= codes  # nobody answers for some
    for code, figure in told.items():
        cell = table.cell(code, "完成投资")
        assert cell is not None
        assert (cell.value.text, cell.units) == ("12.5", (figure.unit,))
