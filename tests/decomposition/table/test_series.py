"""Columns that come in rows: stages, years, counties."""

from __future__ import annotations

import pytest

from xltool.decomposition.table.columns import columns_of, is_header
from xltool.decomposition.table.series import is_place, series_word, year_in

HEADERS = [
    (
        "序号 工作任务 一季度目标 二季度目标 三季度目标 四季度目标 责任单位",
        None,
        "SEQ OWN STAGE STAGE STAGE STAGE UNIT",
    ),
    (
        "序号 工作任务 第一季度 2季度 三季度 第四季度 责任单位",
        None,
        "SEQ OWN STAGE STAGE STAGE STAGE UNIT",
    ),
    (
        "序号 目标任务 上半年目标 前三季度 下半年 责任单位",
        None,
        "SEQ OWN STAGE STAGE STAGE UNIT",
    ),
    ("序号 目标任务 3月底 6月底目标 9月份 责任单位", None, "SEQ OWN STAGE STAGE STAGE UNIT"),
    (
        "序号 指标名称 单位 全市 东城县 西山县 南湖区",
        None,
        "SEQ OWN MEASURE TOTAL SHARE SHARE SHARE",
    ),
    (
        "序号 指标名称 计量单位 合计 青石镇 白水乡 高新区 责任单位",
        None,
        "SEQ OWN MEASURE TOTAL SHARE SHARE SHARE UNIT",
    ),
    ("序号 指标名称 教育局 民政局 责任单位", None, "SEQ OWN SHARE SHARE UNIT"),
    (
        "序号 指标名称 2023年实绩 2024年完成 2025年目标 2026年目标 责任单位",
        2025,
        "SEQ NAME HISTORY HISTORY OWN STAGE UNIT",
    ),
    (
        "序号 指标名称 2024年 2025年 责任单位",
        2025,
        "SEQ NAME HISTORY OWN UNIT",
    ),
    (
        "序号 指标名称 2024年完成 2025年目标 2026年目标 责任单位",
        None,
        "SEQ NAME HISTORY OWN STAGE UNIT",
    ),
    (
        "序号 指标名称 2024年完成情况 年度目标 责任单位",
        2025,
        "SEQ NAME HISTORY OWN UNIT",
    ),
    ("序号 指标名称 上年完成 年度目标 责任单位", None, "SEQ NAME HISTORY OWN UNIT"),
    ("序号 指标名称 基数 目标值 责任单位", None, "SEQ NAME HISTORY OWN UNIT"),
    ("序号 县市区 工作任务 责任单位", None, "SEQ - OWN UNIT"),
    ("序号 工作任务 合计 责任单位", None, "SEQ OWN - UNIT"),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "year", "parts"), HEADERS)
def test_a_row_of_columns_is_known_as_one(
    headings: str, year: int | None, parts: str
) -> None:
    words = tuple(headings.split())
    found = columns_of(words, year)
    assert is_header(words)
    said = [found[at].name if at in found else "-" for at in range(len(words))]
    assert said == parts.split()


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("一季度目标", "STAGE 3"),
        ("第二季度", "STAGE 6"),
        ("3季度末", "STAGE 9"),
        ("四季度", "STAGE 12"),
        ("上半年进度", "STAGE 6"),
        ("前三季度", "STAGE 9"),
        ("下半年", "STAGE 12"),
        ("6月底目标", "STAGE 6"),
        ("1-9月", "STAGE 9"),
        ("去年实绩", "HISTORY"),
        ("上年度完成", "HISTORY"),
        ("基数", "HISTORY"),
        ("全县", "TOTAL"),
        ("总计", "TOTAL"),
        ("责任单位", ""),
    ],
)
def test_a_heading_of_a_series_says_which(word: str, meaning: str) -> None:
    assert series_word(word) == meaning


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("东城县", True),
        ("高新区", True),
        ("青石镇", True),
        ("白水街道", True),
        ("教育局", True),
        ("县市区", False),
        ("责任单位", False),
        ("项目名称", False),
        ("牵头部门", False),
        ("所属区县", False),
        ("中心城区", False),
        ("主城区", False),
        ("城区", False),
        ("东城区", True),
        ("新城区", True),
    ],
)
def test_a_place_is_one_by_its_end(word: str, *, place: bool) -> None:
    assert is_place(word) is place


def test_a_heading_may_name_its_year() -> None:
    assert year_in("2025年目标") == 2025
    assert year_in("目标") is None
