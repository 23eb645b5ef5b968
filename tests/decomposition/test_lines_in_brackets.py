"""A line in brackets below a sentence divides its figure, bounds it, or repeats it."""

from __future__ import annotations

import pytest

from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.table.text_tables import text_grid
from xltool.model.registry import Role


def _read(*lines: str) -> Extract:
    text = "\n".join(["一、产业（责任单位：市农业农村局）", *lines, "二、其他。"])
    return extract([text_grid(text, "目标")])


def _figures(read: Extract, role: Role) -> list[str]:
    return [
        f"{one.name} {one.comparison}{one.value}{one.measurement_unit}"
        for one in read.registry.indicators
        if one.role is role
    ]


def test_a_line_in_brackets_divides_the_figure_above() -> None:
    read = _read("新增示范合作社9个。", "（东河县5个、西山县4个）")
    registry = read.registry
    assert _figures(read, Role.TARGET) == ["新增示范合作社 =9个"]
    shares = {registry.unit_name(unit): n for (_, unit), n in registry.shares.items()}
    assert shares == {"东河县": 5, "西山县": 4}


def test_a_line_in_brackets_that_says_who_answers_does_not_go_on_a_sentence() -> None:
    read = _read("新增示范合作社9个。", "（东河县牵头，6月底前完成）")
    registry = read.registry
    names = [registry.unit_name(code) for code in registry.tasks[0].units]
    assert names == ["东河县"]
    assert _figures(read, Role.TARGET) == ["新增示范合作社 =9个"]


def test_a_line_in_brackets_below_a_heading_stays_a_line() -> None:
    tasks = _read("（东河县植树5万株）", "新增合作社9个。").registry.tasks
    assert [task.text for task in tasks[:2]] == [
        "（东河县植树5万株）",
        "新增合作社9个。",
    ]


@pytest.mark.parametrize(
    ("text", "target", "parameter"),
    [
        (
            "农民收入增长7%以上（各县、区均增长7%以上）。",
            "农民收入增长 >=7%",
            "各县、区增长 >=7%",
        ),
        (
            "新建社区食堂8个（每个街道1个）。",
            "新建社区食堂 =8个",
            "每个街道新建社区食堂 =1个",
        ),
    ],
)
def test_what_holds_for_every_place_alike_is_no_further_target(
    text: str, target: str, parameter: str
) -> None:
    read = _read(text)
    assert _figures(read, Role.TARGET) == [target]
    assert _figures(read, Role.PARAMETER) == [parameter]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("产值增长8%（各县、区均达到6%以上）。", "各县、区 >=6%"),
        ("建设示范点5个（每个县至少1个）。", "每个县建设示范点 >=1个"),
    ],
)
def test_another_or_a_least_figure_for_every_place_is_a_target(
    text: str, second: str
) -> None:
    assert _figures(_read(text), Role.TARGET)[1:] == [second]
