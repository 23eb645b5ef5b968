from __future__ import annotations

import pytest

from tests.builders import a_unit
from xltool.checks.directory import Directory

UNITS = Directory(
    (
        a_unit(
            "市科技局",
            aliases=("科技局", "科 技"),
            emails=("KJ@example.cn",),
            copies=("office@example.cn",),
        ),
        a_unit("市科技局信息中心", emails=("xx@example.cn", "office@example.cn", " ")),
        a_unit("平江县", aliases=("平江", "市科技局")),
    )
)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("市科技局.xlsx", "市科技局"),
        ("市科技局信息中心7月.xlsx", "市科技局信息中心"),
        ("7月 科技局（修改）.xlsx", "市科技局"),
        ("市 科 技 局.xlsx", "市科技局"),
        ("科技.xlsx", ""),
        ("平江.xlsx", ""),
        ("平江县和科技局.xlsx", ""),
        ("报送.xlsx", ""),
        ("", ""),
    ],
)
def test_the_longest_name_in_a_file_name_is_the_unit_that_is_meant(
    name: str, unit: str
) -> None:
    assert UNITS.in_file_name(name) == unit


def test_a_unit_is_found_by_all_its_names_and_the_first_has_a_name_that_two_bear() -> (
    None
):
    assert UNITS.named("科技") == "市科技局"
    assert UNITS.named("市科技局") == "市科技局"
    assert UNITS.named("平 江") == "平江县"
    assert not UNITS.named("平")


def test_an_address_is_a_units_if_it_is_nobody_elses() -> None:
    assert UNITS.at(" kj@EXAMPLE.cn ") == "市科技局"
    assert not UNITS.at("office@example.cn")
    assert not UNITS.at("")


def test_a_code_that_nobody_has_stands_for_itself() -> None:
    assert UNITS.name_of("平江县") == "平江县"
    assert UNITS.name_of("不在册") == "不在册"
    assert UNITS.unit("不在册") is None
