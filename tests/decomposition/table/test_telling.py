"""Columns are told by what stands in them where their headings say nothing to us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.table.columns import ColumnPart as Part
from xltool.decomposition.table.telling import told
from xltool.decomposition.table.text_tables import text_grid

if TYPE_CHECKING:
    from xltool.model.registry import Indicator


def parts(head: str, *rows: str) -> list[str]:
    headings = cells(head)
    found = told(headings, [cells(row) for row in rows], 2025)
    return [found[at].name if at in found else "" for at in range(len(headings))]


def cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split("|"))


TABLES = [
    (
        "甲 | 乙 | 丙 | 丁 | 戊",
        ("1 | 新建停车场 | 7 | 处 | 县住建局", "2 | 改造街巷 | 12 | 条 | 县城管局"),
        ["SEQ", "NAME", "OWN", "MEASURE", "LEAD"],
    ),
    (
        "甲 | 乙 | 丙 | 丁",
        (
            "城市 | 新建停车场7处。 | 县住建局 | 县财政局",
            "城市 | 改造街巷12条。 | 县城管局 | ",
        ),
        ["NAME", "OWN", "LEAD", "SUPPORT"],
    ),
    (
        "事项 | 甲 | 乙 | 丙",
        ("停车 | ≥ | 7处 | 6月底前", "街巷 | ≥ | 12条 | 年底前"),
        ["OWN", "COMPARISON", "OWN", "DEADLINE"],
    ),
    (
        "项目 | 甲 | 乙",
        ("新建停车场7处。 | 周明 | 60", "改造街巷12条。 | 李樱 | 40"),
        ["OWN", "RESPONSIBLE", ""],
    ),
    (
        "任务 | 目标 | 联系电话",
        ("停车场 | 7处 | 8361234", "街巷 | 12条 | 8369471"),
        ["NAME", "OWN", ""],
    ),
    (
        "指标 | 单位 | 分值 | 全县 | 城东街道 | 河西镇",
        ("新增企业 | 家 | 10 | 12 | 7 | 5", "改厕 | 户 | 15 | 90 | 40 | 50"),
        ["OWN", "MEASURE", "", "TOTAL", "SHARE", "SHARE"],
    ),
]


@pytest.mark.parametrize(("head", "rows", "expected"), TABLES)
def test_cells_tell_what_headings_do_not(
    head: str, rows: tuple[str, ...], expected: list[str]
) -> None:
    found = parts(head, *rows)
    assert found == expected


def test_cells_go_before_a_heading_that_they_contradict() -> None:
    found = parts("指标 | 单位 | 目标", "绿地 | 公顷 | 80", "游园 | 个 | 3")
    assert found[1] == Part.MEASURE.name


def test_a_table_of_unknown_words_is_read_by_its_form() -> None:
    grid = a_grid(
        "# 2025年安排",
        "做什么 | 做多少 | 做多少 | 谁来做",
        "做什么 | 几处 | 多大 | 谁来做",
        "新建停车场 | 7处 | 按需 | 县住建局",
        "改造街巷 | 12条 | 按需 | 县城管局",
    )
    found = extract([grid])
    assert [
        (one.name, str(one.value), one.measurement_unit) for one in targets(found)
    ] == [
        ("新建停车场", "7", "处"),
        ("改造街巷", "12", "条"),
    ]
    assert [task.lead_unit for task in found.registry.tasks] == ["县住建局", "县城管局"]


def targets(found: Extract) -> list[Indicator]:
    return [one for one in found.registry.indicators if one.value is not None]


def test_a_row_without_a_places_name_shares_by_its_figures() -> None:
    grid = a_grid(
        "# 面积：万亩",
        "乡镇（农场） | 可播种面积 | 小麦任务面积",
        "城东镇 | 9 | 3",
        "河西镇 | 8 | 2",
        "市直 | 2 | 1",
        "合计 | 19 | 6",
    )
    found = extract([grid])
    (wheat,) = found.registry.indicators
    assert (wheat.name, str(wheat.value), wheat.measurement_unit) == (
        "小麦任务面积",
        "6",
        "万亩",
    )
    assert sorted(found.registry.shares.values()) == [1, 2, 3]


def test_stages_of_a_matrix_are_the_plan_of_the_whole() -> None:
    grid = a_grid(
        "# 2025年投资月度任务表",
        "# 单位：万元（累计）",
        "镇街 | 1—3月 | 1—9月 | 全年",
        "城东镇 | 10 | 30 | 50",
        "河西镇 | 5 | 20 | 40",
    )
    (invested,) = extract([grid]).registry.indicators
    assert (invested.name, str(invested.value), invested.measurement_unit) == (
        "投资",
        "90",
        "万元",
    )
    plan = [(str(stage.until), str(stage.value)) for stage in invested.plan]
    assert plan == [("2025-03-31", "15"), ("2025-09-30", "50")]


def test_what_counts_a_section_is_no_task() -> None:
    grid = a_grid(
        "序号 | 项目名称 | 建设内容 | 总投资 | 责任单位",
        "合计（2个） | 合计（2个） | 合计（2个） | 900 | ",
        "一、道路（2个） | 一、道路（2个） | 一、道路（2个） | | ",
        "1 | 滨河路 | 新建道路6公里。 | 500 | 县交通局",
        "2 | 沿江路 | 改造道路4公里。 | 400 | 县住建局",
    )
    found = extract([grid])
    assert [task.campaign for task in found.registry.tasks] == ["道路", "道路"]


def test_short_names_share_where_they_make_the_total() -> None:
    found = parts(
        "指标 | 全市 | 东山县 | 西岭 | 南湖",
        "净增企业（户） | 60 | 30 | 20 | 10",
        "净增个体户（户） | 90 | 40 | 30 | 20",
    )
    assert found == ["OWN", "TOTAL", "SHARE", "SHARE", "SHARE"]


def test_lines_drawn_around_cells_are_no_rows() -> None:
    text = "┏━━━┳━━━┓\n┃乡 镇┃沼气池（户）┃\n┣━━━╋━━━┫\n┃东河镇┃90┃\n┃西河镇┃60┃\n┗━━━┻━━━┛"
    found = extract([text_grid(text, "沼气任务")])
    assert sorted(found.registry.shares.values()) == [60, 90]


def test_what_a_place_has_and_how_far_it_is_are_no_targets_of_it() -> None:
    grid = a_grid(
        "乡镇 | 应参保人数（人） | 目标任务数（人） | 截至6月参保人数（人） | 排名",
        "东河镇 | 100 | 95 | 40 | 2",
        "西河镇 | 80 | 76 | 50 | 1",
    )
    found = extract([grid])
    assert sorted(found.registry.shares.values()) == [76, 95]


def test_units_in_a_row_of_their_own_are_those_of_their_columns() -> None:
    grid = a_grid(
        "乡镇 | 造林面积 | 骨干渠道",
        "单位 | 万亩 | （公里）",
        "东河镇 | 3 | 12",
        "西河镇 | 2 | 9",
    )
    found = extract([grid])
    assert [one.measurement_unit for one in found.registry.indicators] == [
        "万亩",
        "公里",
    ]
    assert [one.name for one in found.registry.indicators] == ["造林面积", "骨干渠道"]


def test_provinces_share_one_figure() -> None:
    grid = a_grid(
        "# 全国深松任务表",
        "省 份 | 作业面积（万亩）",
        "全 国 | 100",
        "河北省 | 50",
        "山西省 | 30",
        "新疆生产建设兵团 | 20",
    )
    (one,) = extract([grid]).registry.indicators
    assert (one.name, str(one.value), one.measurement_unit) == (
        "作业面积",
        "100",
        "万亩",
    )


def test_what_was_done_beside_a_task_is_no_target() -> None:
    grid = a_grid(
        "序号 | 县（区） | 下达任务（户） | 当月改厕完成（户） | 累计完成数（户） | 占比（%）",
        "1 | 东河县 | 90 | 10 | 30 | 33",
        "2 | 西河县 | 40 | 5 | 10 | 25",
    )
    found = extract([grid])
    assert sorted(found.registry.shares.values()) == [40, 90]
    assert "累计完成数（户）：30、10" in {one.text for one in found.unread}


def test_what_was_done_of_a_project_is_no_target() -> None:
    grid = a_grid(
        "项目名称 | 年度任务（户） | 完成数（户） | 进度（%） | 责任单位",
        "厕所改造 | 900 | 300 | 33 | 县农业农村局",
        "危房改造 | 400 | 100 | 25 | 县住建局",
    )
    read = [(one.name, str(one.value)) for one in targets(extract([grid]))]
    assert read == [("厕所改造", "900"), ("危房改造", "400")]


def test_a_caption_of_several_units_gives_each_name_its_own() -> None:
    grid = a_grid(
        "# 单位：万亩、万株",
        "指标 | 东河镇 | 西河镇",
        "封山育林 | 3 | 2",
        "四旁植树 | 5 | 4",
        "林下经济 | 1 | 1",
    )
    found = extract([grid])
    units = [one.measurement_unit for one in found.registry.indicators]
    assert units == ["万亩", "万株", ""]
    assert [
        doubt.kind.value for doubt in found.doubts if doubt.column == "计量单位"
    ] == ["计量单位"]


def test_a_row_that_says_how_far_it_is_has_no_target() -> None:
    grid = a_grid(
        "项目 | 东河镇 | 西河镇 | 合计",
        "新辟线路年度目标（条） | 2 | 5 | 7",
        "新辟线路实际完成（条） | 1 | 2 | 3",
    )
    (one,) = [i for i in extract([grid]).registry.indicators if i.value is not None]
    assert str(one.value) == "7"
