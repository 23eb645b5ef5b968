"""Grids become rows: headers found, repeats dropped, page breaks mended."""

from __future__ import annotations

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.printed_rows import printed_rows

HEADER = "序号 | 重点工作 | 目标任务 | 责任单位"


def test_title_rows_above_the_header_and_remarks_below_are_no_rows() -> None:
    rows, findings = printed_rows(
        [
            a_grid(
                "2025年任务分解表",
                HEADER,
                "1 | 招商 | 引进3家。 | 市商务局",
                "备注：以上为年度目标",
            )
        ]
    )
    assert [row.text(ColumnPart.NAME) for row in rows] == ["招商"]
    assert findings == ()


def test_a_two_row_header_is_read_as_one() -> None:
    grid = a_grid(
        "序号 | 工作任务 | 目标任务 | | 责任单位 | ",
        " | | 省里 | 我市 | 牵头 | 配合",
        "1 | 招商 | 多引进。 | 引进3家。 | 市商务局 | 市财政局",
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)),
    )
    (row,), _ = printed_rows([grid])
    assert (row.text(ColumnPart.UPPER), row.text(ColumnPart.OWN)) == (
        "多引进。",
        "引进3家。",
    )
    assert (row.text(ColumnPart.LEAD), row.text(ColumnPart.SUPPORT)) == (
        "市商务局",
        "市财政局",
    )


def test_cells_merged_down_carry_the_measure_on() -> None:
    grid = a_grid(
        HEADER,
        "1 | 招商 | 引进3家。 | 市商务局",
        " | | 签约2个。 | 市工信局",
        "2 | 旅游 | 接待9万人次。 | 市文旅局",
        merged=((1, 0, 2, 0), (1, 1, 2, 1)),
    )
    rows, _ = printed_rows([grid])
    assert [
        (row.text(ColumnPart.SEQ), row.text(ColumnPart.UNIT), row.continued)
        for row in rows
    ] == [
        ("1", "市商务局", False),
        ("1", "市工信局", True),
        ("2", "市文旅局", False),
    ]


def test_blank_cells_below_a_measure_are_its_further_tasks_and_inherit_its_unit() -> (
    None
):
    rows, _ = printed_rows(
        [a_grid(HEADER, "1 | 招商 | 引进3家。 | 市商务局", " | | 签约2个。 | ")]
    )
    assert [row.text(ColumnPart.UNIT) for row in rows] == ["市商务局", "市商务局"]


def test_a_row_that_a_page_break_cut_in_two_is_joined_under_the_repeated_header() -> (
    None
):
    rows, _ = printed_rows(
        [
            a_grid(
                HEADER,
                "1 | 招商 | 力争引进 | 市商务局、市财",
                HEADER,
                " | | 企业3家。 | 政局",
            )
        ]
    )
    (row,) = rows
    assert row.text(ColumnPart.OWN) == "力争引进企业3家。"
    assert row.text(ColumnPart.UNIT) == "市商务局、市财政局"


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("招商 | 到位内资 | 65 | 亿元", id="the name printed again"),
        pytest.param(" | 到位内资 | 65 | 亿元", id="the name blank"),
    ],
)
def test_each_target_with_a_figure_of_its_own_is_a_row(below: str) -> None:
    header = "重点任务 | 指标 | 目标值 | 计量单位"
    rows, _ = printed_rows([a_grid(header, "招商 | 签约项目 | 35 | 个", below)])
    assert [row.text(ColumnPart.OWN) for row in rows] == [
        "签约项目\n35",
        "到位内资\n65",
    ]
    assert [row.text(ColumnPart.MEASURE) for row in rows] == ["个", "亿元"]


def test_tasks_beside_a_name_that_is_merged_down_keep_their_own_units() -> None:
    rows, _ = printed_rows(
        [
            a_grid(
                "重点任务 | 工作目标 | 责任单位",
                "农田 | 新建农田3万亩 | 县农业农村局",
                "农田 | 绿化林网40公里 | 县林业局",
            )
        ]
    )
    assert [(row.text(ColumnPart.OWN), row.text(ColumnPart.UNIT)) for row in rows] == [
        ("新建农田3万亩", "县农业农村局"),
        ("绿化林网40公里", "县林业局"),
    ]


def test_a_table_goes_on_over_sheets_without_a_header_of_its_own() -> None:
    rows, _ = printed_rows(
        [
            a_grid(HEADER, "1 | 招商 | 引进3家。 | 市商务局"),
            a_grid("2 | 旅游 | 接待9万人次。 | 市文旅局", name="续"),
        ]
    )
    assert [
        (
            row.text(ColumnPart.SEQ),
            row.place(ColumnPart.OWN).sheet,
            row.place(ColumnPart.OWN).cell,
        )
        for row in rows
    ] == [
        ("1", "分解表", "C2"),
        ("2", "续", "C1"),
    ]


def test_two_tables_of_different_make_on_one_sheet_are_both_read() -> None:
    grid = a_grid(
        HEADER,
        "1 | 招商 | 引进3家。 | 市商务局",
        "",
        "序号 | 责任单位 | 工作内容",
        "1 | 市文旅局 | 接待9万人次。",
    )
    rows, _ = printed_rows([grid])
    assert [(row.text(ColumnPart.OWN), row.text(ColumnPart.UNIT)) for row in rows] == [
        ("引进3家。", "市商务局"),
        ("接待9万人次。", "市文旅局"),
    ]


def test_section_rows_and_numbered_headings_name_the_campaign() -> None:
    grid = a_grid(
        "# 一、内需扩量提效攻坚",
        HEADER,
        "1 | 招商 | 引进3家。 | 市商务局",
        "二、科技创新赋能攻坚 | | | ",
        "2 | 平台 | 新增1个。 | 市科技局",
    )
    rows, _ = printed_rows([grid])
    assert [row.text(ColumnPart.CAMPAIGN) for row in rows] == [
        "内需扩量提效攻坚",
        "科技创新赋能攻坚",
    ]


def test_text_outside_of_tables_is_no_campaign_unless_it_is_a_heading_of_one() -> None:
    grid = a_grid(
        "# 四、强化督查问责。各单位要定期总结。",
        HEADER,
        "1 | 招商 | 引进3家。 | 市商务局",
        "# 抄送：市委各部门。",
    )
    rows, _ = printed_rows([grid])
    assert [row.text(ColumnPart.CAMPAIGN) for row in rows] == [""]


def test_a_column_without_meaning_is_reported_once_and_kept() -> None:
    grid = a_grid(
        "序号 | 目标任务 | 责任单位 | 群众评价",
        "1 | 引进3家。 | 市商务局 | 满意",
        "序号 | 目标任务 | 责任单位 | 群众评价",
    )
    rows, findings = printed_rows([grid])
    assert rows[0].unmapped == {"群众评价": "满意"}
    assert [(one.code, one.place.cell) for one in findings] == [("I211", "D1")]


def test_numbers_of_a_place_in_a_text_are_lines() -> None:
    rows, _ = printed_rows(
        [a_grid(HEADER, "1 | 招商 | 引进3家。 | 市商务局", lettered=False)]
    )
    assert rows[0].place(ColumnPart.UNIT).cell == "第2行·责任单位"
