"""Two tables with the same header of three levels and the same names, whatever was done to them."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_unit, grid
from xltool.checks.directory import Directory
from xltool.checks.identify import Context, Issued, Sent
from xltool.checks.judge import judge
from xltool.excel.issue import write_issued
from xltool.excel.reading import read_bytes
from xltool.forms.building import build_layout
from xltool.forms.design_parsing import parse_design
from xltool.forms.stamp import sign, stamp_of
from xltool.model.period import Period
from xltool.model.value import Values, reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.forms.layout import Layout
    from xltool.model.grid import CellError, Raw, Sheet, Workbook
    from xltool.model.submission import Judgement

    Rows = list[list[Raw | CellError]]
    Hand = Callable[[Rows, Sheet], Sheet | None]

KEY = b"k" * 32
UNIT = "市教育局"
TABLES = ("小学", "初中")
ROWS = (
    ("合计", 0),
    ("城区", 1),
    ("男生", 2),
    ("女生", 2),
    ("镇区", 1),
    ("男生", 2),
    ("女生", 2),
)
PERIOD = Period.parse("2025")


def design() -> str:
    """Write a design as a clerk would, in two sheets of the same kind."""
    rows = []
    fields = []
    for table in TABLES:
        for number, (name, level) in enumerate(ROWS, start=1):
            subtotal = "SUM([下级])" if level < 2 else ""
            rows.append(
                f"| {table} | '0{number} | {name} | {level} | 人 | {subtotal} |"
            )
        for year in ("本年", "上年"):
            for kind in ("公办", "民办"):
                for what in ("招生", "在校"):
                    key = f"{year}{kind}{what}"
                    heads = f"{year} / {kind}"
                    fields.append(_field(table, key, what, "整数", heads))
            fields.append(_field(table, f"{year}占比", "占比", "百分比", year))
        fields.append(_field(table, "备注", "", "文本", ""))
    return "\n".join(
        (
            "# 设置",
            "| 项目 | 内容 |",
            *("| 表单标识 | 教育 |", "| 表单名称 | 教育统计 |", "| 周期 | 年 |"),
            "| 版本 | 1 |",
            "# 表",
            "| 表标识 | 表名 | 行来源 | 空行数 | 必填 | 提示 |",
            *(f"| {one} | {one}在校生 | 固定 | | | |" for one in TABLES),
            "# 行",
            "| 所属表 | 行号 | 名称 | 层级 | 计量单位 | 小计 |",
            *rows,
            "# 字段",
            (
                "| 所属表 | 字段标识 | 显示名 | 类型 | 表头 | 计量单位 | 必填 | 预填 "
                "| 预填来源 | 计算公式 | 选项名 | 列宽 | 填写提示 |"
            ),
            *fields,
            "# 选项",
            "| 选项名 | 选项 |",
            "# 规则",
            "| 规则编号 | 所属表 | 条件 | 级别 | 问题 | 办法 | 标记字段 |",
        )
    )


def _field(table: str, key: str, label: str, kind: str, heads: str) -> str:
    return f"| {table} | {key} | {label} | {kind} | {heads} |" + " |" * 8


@cache
def layout() -> Layout:
    form, found = parse_design({one.name: one.rows for one in grid(design()).sheets})
    assert form is not None, found
    registry = a_registry(a_unit(UNIT))
    return build_layout(
        form, registry.unit(UNIT), PERIOD, registry, last_period={}, last_year={}
    )


@cache
def values() -> Values:
    """Put another number into each cell."""
    found: Values = {}
    for number, (sheet, row, field) in enumerate(layout().inputs(), start=1):
        if field.key != "备注":
            rows = found.setdefault(sheet.design.key, {})
            rows.setdefault(row.key, {})[field.key] = reported(Decimal(number))
    return found


@cache
def issued() -> Workbook:
    written = write_issued(layout(), sign(stamp_of(layout(), 1), KEY), values=values())
    reading = read_bytes(written, "x.xlsx")
    assert reading.workbook is not None
    return reading.workbook


def returned(hand: Hand) -> Judgement:
    sheets = []
    for one in issued().sheets:
        sheet = replace(one, rows=copy.deepcopy(one.rows))
        if one.name.endswith("在校生"):
            sheet = hand(sheet.rows, sheet) or sheet
        sheets.append(sheet)
    registry = a_registry(a_unit(UNIT))
    context = Context(
        period=PERIOD,
        key=KEY,
        units=Directory(registry.units),
        issued=lambda _unit, _serial: Issued(layout=layout(), serial=1),
        form=layout(),
    )
    book = replace(issued(), sheets=tuple(sheets))
    return judge(book, Sent(name="x.xlsx"), context)


def _moved(sheet: Sheet, down: int = 0, right: int = 0) -> Sheet:
    areas = (
        (top + down, left + right, bottom + down, last + right)
        for top, left, bottom, last in sheet.merged
    )
    return replace(sheet, merged=tuple(areas))


def nothing(_rows: Rows, _sheet: Sheet) -> Sheet | None:
    return None


def rows_above(rows: Rows, sheet: Sheet) -> Sheet:
    rows[:0] = [[None], ["通知"]]
    return _moved(sheet, down=2)


def renamed(_rows: Rows, sheet: Sheet) -> Sheet:
    return replace(sheet, name=f"Sheet{TABLES.index(sheet.name[:2])}")


def hidden_keys_gone(rows: Rows, sheet: Sheet) -> Sheet:
    for row in rows:
        del row[:1]
    return _moved(sheet, right=-1)


def codes_gone(rows: Rows, sheet: Sheet) -> Sheet:
    """The names 男生 and 女生 stand twice: the order tells which is which."""
    for row in rows:
        del row[2:3]
        del row[:1]
    return replace(_moved(sheet, right=-2), merged=())


def unmerged(_rows: Rows, sheet: Sheet) -> Sheet:
    return replace(sheet, merged=())


def heads_gone(rows: Rows, sheet: Sheet) -> Sheet:
    del rows[3:5]
    return replace(sheet, merged=())


def header_printed_again(rows: Rows, _sheet: Sheet) -> None:
    rows[10:10] = copy.deepcopy(rows[3:6])


def names_indented_by_hand(rows: Rows, _sheet: Sheet) -> None:
    for row in rows[6:]:
        row[1] = f"　{row[1]} "


def renamed_and_bare(rows: Rows, sheet: Sheet) -> Sheet:
    hidden_keys_gone(rows, sheet)
    return replace(sheet, merged=(), name=f"表{sheet.name[0]}")


HANDS = (
    *(nothing, rows_above, renamed, hidden_keys_gone, codes_gone, unmerged),
    *(heads_gone, header_printed_again, names_indented_by_hand, renamed_and_bare),
)


def numbers(some: Values) -> dict[tuple[str, str, str], Decimal | None]:
    return {
        (sheet, row, field): value.number
        for sheet, rows in some.items()
        for row, fields in rows.items()
        for field, value in fields.items()
    }


@pytest.mark.parametrize("hand", HANDS, ids=lambda one: one.__name__)
def test_every_number_is_read_where_it_was_entered(hand: Hand) -> None:
    judgement = returned(hand)
    read = numbers(judgement.values)
    sent = numbers(values())
    assert {key: read.get(key) for key in sent} == sent
    assert [one for one in judgement.findings if one.severity.value == "error"] == []


def test_a_column_that_was_deleted_is_missed_and_no_other_takes_its_place() -> None:
    def deleted(rows: Rows, sheet: Sheet) -> Sheet:
        for row in rows:
            del row[4:5]
        return replace(sheet, merged=())

    judgement = returned(deleted)
    read = numbers(judgement.values)
    sent = numbers(values())
    kept = {key: number for key, number in read.items() if number is not None}
    assert all(sent.get(key, number) == number for key, number in kept.items())
    assert "S205" in {one.code for one in judgement.findings}


def test_a_row_that_was_deleted_is_missed_and_its_sum_is_not_blamed() -> None:
    def deleted(rows: Rows, _sheet: Sheet) -> None:
        del rows[8]

    codes = [one.code for one in returned(deleted).findings]
    assert codes.count("S209") == 2
    assert "V125" not in codes
