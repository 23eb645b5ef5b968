"""Cells that hold a figure, and 计量单位 in headings and names."""

from __future__ import annotations

import pytest

from xltool.decomposition.table.cells import (
    caption_measure,
    figure_in,
    measure_in,
    without_measure,
)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("6.5", "= 6.5"),
        ("≥38", ">= 38"),
        ("70以上", ">= 70"),
        ("45左右", "~ 45"),
        ("5%左右", "~ 5%"),
        ("不高于4", "<= 4"),
        ("约1,200", "~ 1200"),
        ("120万吨", "= 120万吨"),
        ("1.5万", "= 1.5万"),
        ("-3.2", "= -3.2"),
        ("98%", "= 98%"),
        ("第2位", "= 2位"),
        ("8—10", "range 8"),
        ("增长8%", ""),
        ("完成选址", ""),
        ("新建2座", ""),
        ("12个、30个", ""),
        ("", ""),
    ],
)
def test_a_figure_is_read_where_a_cell_holds_nothing_else(cell: str, read: str) -> None:
    found = figure_in(cell)
    if found is None:
        assert not read
    else:
        said = f"{found.comparison} {found.value}{found.measurement_unit}"
        assert said == read


@pytest.mark.parametrize(
    ("words", "name", "measure"),
    [
        ("增速（%）", "增速", "%"),
        ("产量(万吨)", "产量", "万吨"),
        ("高新技术企业（家）", "高新技术企业", "家"),
        ("占地（单位：亩）", "占地", "亩"),
        ("养老服务中心（站）", "养老服务中心（站）", ""),
        ("示范点（含提升）", "示范点（含提升）", ""),
        ("粮食产量", "粮食产量", ""),
    ],
)
def test_a_name_parts_from_the_unit_behind_it(
    words: str, name: str, measure: str
) -> None:
    assert without_measure(words) == (name, measure)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("万亩", "万亩"),
        ("％", "%"),
        ("百分比", "%"),
        ("m2", "m2"),
        ("吨/月·平方公里", "吨/月·平方公里"),
        ("立方米/万元", "立方米/万元"),
        ("县教育局", ""),
        ("2025", ""),
        ("", ""),
    ],
)
def test_a_measure_is_known_by_its_words(text: str, measure: str) -> None:
    assert measure_in(text) == measure


def test_a_line_over_the_table_names_the_measure_of_all() -> None:
    assert caption_measure("填报日期：3月  单位：万元") == "万元"
    assert caption_measure("计量单位:亩") == "亩"
    assert caption_measure("填报单位：县教育局") == ""
