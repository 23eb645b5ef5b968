from __future__ import annotations

from decimal import Decimal

import pytest

from tests.builders import a_registry, a_task, a_unit, an_indicator
from tests.forms.forms import a_form, a_layout
from xltool.forms.building import build_layout, grown
from xltool.forms.layout_json import layout_from_json, layout_to_json
from xltool.model.period import Period
from xltool.model.registry import Registry, Reporting, Role
from xltool.model.value import MISSING, Values, reported

DIVIDED = a_registry(
    a_unit("平江县"),
    a_unit("湘阴县"),
    a_unit("各县市区", members=("平江县", "湘阴县")),
    a_task(support_units=("各县市区",)),
    a_task("T01-02", lead_unit="湘阴县"),
    an_indicator("T01-01-1"),
    an_indicator("T01-01-2", reporting=Reporting.EACH, value=Decimal(100)),
    an_indicator("T01-01-3", role=Role.PARAMETER),
    shares={("T01-01-2", "平江县"): Decimal(40)},
)


def _row_values(
    sheet: str, key: str, unit: str, registry: Registry = DIVIDED
) -> dict[str, str]:
    row = a_layout(registry=registry, unit=unit).sheet(sheet).row(key)
    return {name: value.text for name, value in row.prefilled.items()}


def test_a_unit_gets_the_tasks_that_it_leads_or_supports_and_no_others() -> None:
    keys = {
        unit: [
            row.key
            for row in a_layout(registry=DIVIDED, unit=unit).sheet("任务进展").rows
        ]
        for unit in ("市科技局", "平江县", "湘阴县")
    }
    assert keys == {
        "市科技局": ["T01-01"],
        "平江县": ["T01-01"],
        "湘阴县": ["T01-01", "T01-02"],
    }
    assert _row_values("任务进展", "T01-01", "平江县")["承担角色"] == "配合"
    assert _row_values("任务进展", "T01-02", "湘阴县")["承担角色"] == "牵头"


def test_a_supporting_unit_sees_the_leads_indicator_and_reports_its_own_share() -> None:
    sheet = a_layout(registry=DIVIDED, unit="平江县").sheet("指标数据")
    assert [(row.key, row.reports) for row in sheet.rows] == [
        ("T01-01-1", False),
        ("T01-01-2", True),
    ]
    assert (
        _row_values("指标数据", "T01-01-1", "平江县")["填报单位"]
        == "市科技局填报，本单位不填"
    )
    assert _row_values("指标数据", "T01-01-1", "平江县")["年度目标"] == "10"
    assert (
        _row_values("指标数据", "T01-01-2", "平江县")["填报单位"]
        == "各责任单位各填本单位数"
    )
    assert _row_values("指标数据", "T01-01-2", "平江县")["年度目标"] == "40"


def test_a_unit_without_a_share_of_a_divided_target_is_shown_none() -> None:
    assert "年度目标" not in _row_values("指标数据", "T01-01-2", "湘阴县")


def test_the_leads_last_figure_is_shown_to_the_units_that_support_it() -> None:
    lead: Values = {"指标数据": {"T01-01-1": {"累计完成": reported(Decimal("7.50"))}}}
    layout = build_layout(
        a_form(), DIVIDED.unit("平江县"), Period.parse("2025-07"), DIVIDED,
        last_period={}, last_year={}, others={"市科技局": lead},
    )  # fmt: skip
    assert layout.sheet("指标数据").row("T01-01-1").prefilled["上期累计"].text == "7.50"
    assert "上期累计" not in layout.sheet("指标数据").row("T01-01-2").prefilled


def test_the_last_accepted_values_are_prefilled_where_the_design_says_so() -> None:
    last: Values = {
        "任务进展": {"T01-01": {"本期进展": reported("已立项"), "进展状态": MISSING}}
    }
    row = a_layout(last_period=last).sheet("任务进展").row("T01-01")
    assert row.prefilled["上期进展"] == reported("已立项")
    assert "进展状态" not in row.prefilled


@pytest.mark.parametrize("name", ["工业投资", "其中：工业投资"])
def test_a_part_is_called_one_once(name: str) -> None:
    registry = a_registry(
        a_task(),
        an_indicator("T01-01-1", name="投资"),
        an_indicator("T01-01-2", name=name, parent="T01-01-1", part="其中"),
    )
    row = a_layout(registry=registry).sheet("指标数据").row("T01-01-2")
    assert row.prefilled["指标名称"] == reported("其中：工业投资")


def test_parts_stand_together_behind_their_whole_whatever_order_the_registry_has() -> (
    None
):
    registry = a_registry(
        a_task(),
        an_indicator("T01-01-3", parent="T01-01-1", part="其中"),
        an_indicator("T01-01-4", parent="T01-01-2", part="分项"),
        an_indicator("T01-01-1"),
        an_indicator("T01-01-2", parent="T01-01-1", part="分项"),
        an_indicator("T01-01-5", parent="T01-01-1", part="分项"),
    )
    sheet = a_layout(registry=registry).sheet("指标数据")
    assert [row.key for row in sheet.rows] == [f"T01-01-{n}" for n in (1, 3, 2, 5, 4)]
    assert [row.key for row in sheet.children("T01-01-1", "分项")] == [
        "T01-01-2",
        "T01-01-5",
    ]


def test_a_circle_of_parts_loses_no_row() -> None:
    registry = a_registry(
        a_task(),
        an_indicator("T01-01-1", parent="T01-01-2", part="分项"),
        an_indicator("T01-01-2", parent="T01-01-1", part="分项"),
    )
    assert len(a_layout(registry=registry).sheet("指标数据").rows) == 2


def test_a_sheet_without_rows_is_left_out() -> None:
    registry = a_registry(a_task())
    assert [sheet.design.key for sheet in a_layout(registry=registry).sheets] == [
        "填报信息",
        "任务进展",
        "突出问题",
    ]


def test_rows_that_a_unit_added_to_a_free_sheet_join_the_layout() -> None:
    layout = grown(
        a_layout(),
        {"突出问题": {"+1": {}, "+4": {}, "+5": {}}, "任务进展": {"T09-09": {}}},
    )
    assert [(row.key, row.row) for row in layout.sheet("突出问题").rows][-2:] == [
        ("+4", 7),
        ("+5", 8),
    ]
    assert len(layout.sheet("任务进展").rows) == 1


def test_a_layout_reads_back_from_its_json_as_it_was() -> None:
    last: Values = {"指标数据": {"T01-01-1": {"累计完成": reported(Decimal("7.50"))}}}
    for unit in ("市科技局", "平江县"):
        layout = a_layout(registry=DIVIDED, unit=unit, last_period=last)
        assert layout_from_json(layout_to_json(layout)) == layout
