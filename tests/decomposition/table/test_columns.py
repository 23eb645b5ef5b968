"""Columns are known by what their headings mean."""

from __future__ import annotations

import pytest

from xltool.decomposition.table.columns import ColumnPart, columns_of, is_header

HEADERS = [
    (
        "序号 名称 市里政策措施、目标任务 我县政策措施、目标任务 牵头领导 责任单位",
        "SEQ NAME UPPER OWN LEADER UNIT",
    ),
    ("序号 重点工作 工作措施 责任单位 完成时限", "SEQ NAME OWN UNIT DEADLINE"),
    ("序号 工作任务 责任单位", "SEQ OWN UNIT"),
    (
        "序号 攻坚 重点工作 省里目标任务 我市目标任务 牵头单位 配合单位 备注",
        "SEQ CAMPAIGN NAME UPPER OWN LEAD SUPPORT NOTE",
    ),
    ("序号 工作任务 目标任务 牵头单位 责任股室", "SEQ NAME OWN LEAD OFFICE"),
    ("序号 省定目标 市级任务 分管领导 责任单位", "SEQ UPPER OWN LEADER UNIT"),
    ("序号 工作事项 市级目标 县级目标 责任单位", "SEQ NAME UPPER OWN UNIT"),
    ("任务类别 主要任务 具体举措 责任单位 时间节点", "CAMPAIGN NAME OWN UNIT DEADLINE"),
    ("序号 市里政策措施 责任单位", "SEQ OWN UNIT"),
    (
        "序号 工作任务 年度目标 工作措施 责任领导 责任单位",
        "SEQ NAME OWN OWN LEADER UNIT",
    ),
    (
        "序号 重点任务 牵头领导 牵头单位 参加单位 时间要求",
        "SEQ OWN LEADER LEAD SUPPORT DEADLINE",
    ),
    ("序号 指标名称 单位 目标值 责任单位", "SEQ NAME MEASURE OWN UNIT"),
    ("序号 条款内容 省级牵头单位 市级责任单位", "SEQ OWN - UNIT"),
    ("序号 工作任务 责任单位 满意度", "SEQ OWN UNIT -"),
    (
        "项次 事项 我区工作安排 包联领导 承办单位 协办单位",
        "SEQ NAME OWN LEADER UNIT SUPPORT",
    ),
    (
        "编号 政策条款 上级要求 本级措施 主办单位 配合部门",
        "SEQ NAME UPPER OWN LEAD SUPPORT",
    ),
]


@pytest.mark.parametrize(("headings", "parts"), HEADERS)
def test_columns_mean_what_their_headings_say(headings: str, parts: str) -> None:
    words = tuple(headings.split())
    found = columns_of(words)
    assert is_header(words)
    assert [
        found[at].name if at in found else "-" for at in range(len(words))
    ] == parts.split()


def test_blanks_and_line_breaks_inside_headings_do_not_matter() -> None:
    found = columns_of(("序 号", "目 标\n任 务", "牵头 县领导", "责任\n单位"))
    assert list(found.values()) == [
        ColumnPart.SEQ,
        ColumnPart.OWN,
        ColumnPart.LEADER,
        ColumnPart.UNIT,
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("1", "加快项目实施", "推进项目建设", "县发改局"),
        ("", "", "", ""),
        ("2025年重点工作任务分解表",),
        ("合计", "12", "34", ""),
        (
            "5",
            "推动工作任务落实，确保责任单位按时完成目标任务，形成合力，取得实效，推动发展",
            "县发改局",
        ),
    ],
)
def test_rows_of_data_are_no_headers(row: tuple[str, ...]) -> None:
    assert not is_header(row)


def test_a_goal_beside_measures_is_text_of_its_own() -> None:
    found = columns_of(("序号", "目标任务", "工作措施", "责任单位"))
    assert found[1] is ColumnPart.OWN
    assert found[2] is ColumnPart.OWN
