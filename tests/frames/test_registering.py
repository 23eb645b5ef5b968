from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.builders import a_registry, a_task, a_unit
from xltool.errors import InputFileError
from xltool.excel.registry import read_registry, write_registry
from xltool.frames import indicators_to_registry, open_office
from xltool.model.indicator_kind import IndicatorKind

if TYPE_CHECKING:
    from xltool.workspace import Workspace

ROWS: list[dict[str, Any]] = [
    {
        "task": "扩大有效投资", "campaign": "内需攻坚", "lead_unit": "市发改局",
        "support_units": "平江县、临湘市", "name": "固定资产投资", "value": "1630.50",
        "measurement_unit": "亿元", "share:平江县": 30,
    },
    {"task": "扩大有效投资", "name": "投资增速", "value": 6.5, "measurement_unit": "%"},
    {"task": "压减能耗", "campaign": "环境攻坚", "lead_unit": "市环保局", "name": "单位能耗",
     "value": None, "comparison": "<=", "kind": "占比", "measurement_unit": "%"},
]  # fmt: skip


def merged(workspace: Workspace, rows: list[dict[str, Any]]) -> None:
    office = open_office(workspace.root)
    indicators_to_registry(office, pd.DataFrame(rows), source="统计库")


def test_a_frame_goes_through_the_same_merge_as_an_import(workspace: Workspace) -> None:
    known = a_unit("市发改委", aliases=("市发改局",))
    write_registry(workspace.registry, a_registry(a_task(), known))
    merged(workspace, ROWS)
    registry, findings = read_registry(workspace.registry)
    assert [one.code for one in findings] == []
    tasks = {task.text: task for task in registry.tasks}
    assert tasks["扩大有效投资"].lead_unit == "市发改委"
    assert tasks["扩大有效投资"].support_units == ("平江县", "临湘市")
    by_name = {one.name: one for one in registry.indicators}
    investment = by_name["固定资产投资"]
    assert investment.value == Decimal("1630.50")
    assert investment.kind is IndicatorKind.AMOUNT
    assert by_name["投资增速"].kind is IndicatorKind.GROWTH
    assert (by_name["单位能耗"].value, by_name["单位能耗"].comparison) == (None, "<=")
    assert registry.shares == {(investment.code, "平江县"): Decimal(30)}
    assert len(registry.tasks) == 3


def test_the_same_frame_again_updates_and_keeps_codes(workspace: Workspace) -> None:
    merged(workspace, ROWS)
    before, _ = read_registry(workspace.registry)
    merged(workspace, [{**ROWS[0], "value": "1700"}, *ROWS[1:]])
    after, _ = read_registry(workspace.registry)
    assert [task.code for task in after.tasks] == [task.code for task in before.tasks]
    values = {one.name: one.value for one in after.indicators}
    assert values["固定资产投资"] == 1700


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"task": "任务"}, "第 1 行没有“指标名称”"),
        ({"task": "任务", "name": "甲", "value": "很多"}, "不是数字"),
        ({"task": "任务", "name": "甲", "comparison": "约"}, "“比较”不认识"),
        ({"task": "任务", "name": "甲", "kind": "大概"}, "“性质”不认识"),
    ],
)
def test_what_cannot_be_read_is_named(
    workspace: Workspace, row: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputFileError, match=said):
        merged(workspace, [row])


def test_chinese_titles_serve_as_well(workspace: Workspace) -> None:
    row = {
        "任务内容": "引进企业",
        "指标名称": "新引进企业",
        "目标值": 20,
        "计量单位": "家",
    }
    merged(workspace, [row])
    registry, _ = read_registry(workspace.registry)
    (indicator,) = registry.indicators
    assert (indicator.name, str(indicator.value)) == ("新引进企业", "20")
