from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_registry, a_task, a_unit, an_indicator
from xltool.model.registry import Reporting

COUNTIES = a_unit("各县市区", members=("平江县", "汨罗市"))
PINGJIANG, MILUO = a_unit("平江县", group="县市区"), a_unit("汨罗市", group="县市区")


def test_a_collective_name_stands_for_its_members_once_each() -> None:
    registry = a_registry(
        a_task(support_units=("平江县", "各县市区")), COUNTIES, PINGJIANG, MILUO
    )
    assert registry.task_units(registry.tasks[0]) == ("市科技局", "平江县", "汨罗市")


@pytest.mark.parametrize(
    ("words", "reporters"),
    [
        ({}, ("市科技局",)),
        ({"reporting": Reporting.EACH}, ("市科技局", "平江县", "汨罗市")),
        (
            {"reporting": Reporting.EACH, "reporters": ("各县市区",)},
            ("平江县", "汨罗市"),
        ),
        ({"reporters": ("汨罗市",)}, ("汨罗市",)),
    ],
)
def test_who_reports_an_indicator(
    words: dict[str, Any], reporters: tuple[str, ...]
) -> None:
    indicator = an_indicator(**words)
    registry = a_registry(
        a_task(support_units=("各县市区",)), indicator, COUNTIES, PINGJIANG, MILUO
    )
    assert registry.reporters(indicator) == reporters


@pytest.mark.parametrize("name", ["工业投资", "其中：工业投资"])
def test_a_part_says_once_that_it_is_one(name: str) -> None:
    assert (
        an_indicator(name=name, parent="T01-01-1", part="其中").label
        == "其中：工业投资"
    )
    assert an_indicator(name="分项投资").label == "分项投资"


def test_nobody_reports_an_indicator_whose_task_has_no_unit() -> None:
    indicator = an_indicator()
    assert a_registry(a_task(lead_unit=""), indicator).reporters(indicator) == ()


def test_a_workbook_is_due_from_units_with_tasks_in_the_order_of_the_directory() -> (
    None
):
    idle, silent = a_unit("市档案馆"), a_unit("市人民银行", reports=False)
    task = a_task(support_units=("各县市区", "市人民银行"))
    registry = a_registry(task, idle, MILUO, PINGJIANG, COUNTIES, silent)
    assert [unit.code for unit in registry.reporting_units()] == [
        "汨罗市",
        "平江县",
        "市科技局",
    ]


def test_what_the_registry_does_not_hold_is_a_key_error() -> None:
    registry = a_registry()
    for find in (registry.unit, registry.task):
        with pytest.raises(KeyError):
            find("没有")
