"""Who answers for several items: a body's name over them, or a line behind them."""

from __future__ import annotations

import pytest

from xltool.decomposition.extraction import extract
from xltool.decomposition.table.text_tables import text_grid


def _units(text: str) -> list[tuple[str, list[str]]]:
    registry = extract([text_grid(text, "目标")]).registry
    found: list[tuple[str, list[str]]] = []
    for task in registry.tasks:
        names = [registry.unit_name(code) for code in task.units]
        found.append((task.text.rstrip("。；"), names))
    return found


BY_BODY = """2026年度部门工作目标
县城管局
一类目标：
（一）新建公厕6座。
（二）改造街巷12条。
东河县政府
（一）招商到位资金8亿元。
"""


def test_a_body_named_over_items_answers_for_them() -> None:
    assert _units(BY_BODY) == [
        ("新建公厕6座", ["县城管局"]),
        ("改造街巷12条", ["县城管局"]),
        ("招商到位资金8亿元", ["东河县政府"]),
    ]


def test_one_body_alone_may_be_who_signs() -> None:
    text = "关于下达任务的通知\n县人民政府办公室\n1.新建公厕6座。\n2.改造街巷12条。\n"
    assert {tuple(names) for _, names in _units(text)} == {()}


@pytest.mark.parametrize(
    "line", ["2项目标的责任单位均为县商务局。", "以上2项责任单位：县商务局"]
)
def test_a_line_says_who_answers_for_so_many_items_above(line: str) -> None:
    text = (
        "主要目标\n1.财政收入增长6%。\n该目标责任单位为县财政局。\n"
        f"2.网络零售额增长9%；\n3.利用外资3亿美元；\n{line}\n"
        "4.新增限上企业12家。\n"
    )
    assert _units(text) == [
        ("财政收入增长6%", ["县财政局"]),
        ("网络零售额增长9%", ["县商务局"]),
        ("利用外资3亿美元", ["县商务局"]),
        ("新增限上企业12家", []),
    ]


def test_sections_of_a_department_answer_in_brackets() -> None:
    text = (
        "一、就业\n1.新增就业9000人。（就业处、培训处）\n2.办结案件80件。（仲裁处）\n"
    )
    assert _units(text)[0] == ("新增就业9000人", ["就业处", "培训处"])


def test_a_bracket_may_say_by_when_behind_the_bodies() -> None:
    text = "1.新建天桥2座。（县住建局、县代建中心，9月底前完工）\n2.改造棚户区90户。（县住建局）\n"
    task = extract([text_grid(text, "目标")]).registry.tasks[0]
    assert _units(text)[0] == ("新建天桥2座", ["县住建局", "县代建中心"])
    assert task.deadline == "9月底前完工"


def test_what_only_the_last_of_a_list_prints_is_given_to_all() -> None:
    text = (
        "1.改造小区9个。（东山、西江经济开发区管委会负责）\n"
        "2.抽检食品900批次。（市卫健局、市场监管局、城市管理局牵头督导，市财政局配合）\n"
    )
    assert _units(text) == [
        ("改造小区9个", ["东山经济开发区管委会", "西江经济开发区管委会"]),
        ("抽检食品900批次", ["市卫健局", "市市场监管局", "市城市管理局", "市财政局"]),
    ]
