"""Unit lists, and which names are one unit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.decomposition.units.gathering import GatheredUnits, build_directory
from xltool.decomposition.units.lists import split_units
from xltool.decomposition.units.names import is_collective, unit_key
from xltool.findings import NOWHERE
from xltool.model.registry import Unit

if TYPE_CHECKING:
    from pathlib import Path

LISTS = [
    ("县科技局、县发改局，县工信局；县财政局", "县科技局 县发改局 县工信局 县财政局"),
    ("县科技局 县发改局\n县工信局", "县科技局 县发改局 县工信局"),
    ("科技局 财政局 发改局", "科技局 财政局 发改局"),
    (
        "云湖高新 技术产业 园区管委 会、县委 发改局、 县自然资 源局、县 财政局",
        "云湖高新技术产业园区管委会 县委发改局 县自然资源局 县财政局",
    ),
    ("县住房公积金 中心、县青石镇 服务中心", "县住房公积金中心 县青石镇服务中心"),
    ("县财政局县科技局县商务局", "县财政局 县科技局 县商务局"),
    ("县市场监管局县城管局", "县市场监管局 县城管局"),
    (
        "国家税务总局县税务局、中国人民银行县支行",
        "国家税务总局县税务局 中国人民银行县支行",
    ),
    ("市委市政府督查室、市直有关部门", "市委市政府督查室 市直有关部门"),
    ("县发改局（县优化办）、各县（市、区）", "县发改局 各县（市、区）"),
    ("1.县财政局 2.县科技局", "县财政局 县科技局"),
    ("县财政局、县科技局等", "县财政局 县科技局"),
    ("县财政局、县科技局等单位按职责分工负责", "县财政局 县科技局"),
    ("市财政局、农业局、高新区管委会", "市财政局 市农业局 高新区管委会"),
    ("市发改委、统计局、国家统计局调查队", "市发改委 市统计局 国家统计局调查队"),
    ("县教育局、东城区教育局", "县教育局 东城区教育局"),
    ("县商务局，各乡镇人民政府、街道办事处", "县商务局 各乡镇人民政府、街道办事处"),
    ("市农业农村局，各县（市）、区人民政府", "市农业农村局 各县（市）、区人民政府"),
    ("县水利局，各乡、镇人民政府", "县水利局 各乡、镇人民政府"),
    ("各区、县级市", "各区、县级市"),
    ("各县（区）人民政府、经开区管委会", "各县（区）人民政府 经开区管委会"),
    ("各县市区人民政府、各开发区管委会", "各县市区人民政府 各开发区管委会"),
    ("市国资委，各有关乡镇、街道", "市国资委 各有关乡镇、街道"),
    ("市投促局及相关部门", "市投促局 相关部门"),
    ("县文旅局和县交通局", "县文旅局 县交通局"),
    ("县教育和体育局", "县教育和体育局"),
    ("各管线权属单位 市水务局", "各管线权属单位 市水务局"),
    ("县水利局、县粮食局、县水利局", "县水利局 县粮食局 县水利局"),
    ("无", ""),
    ("—", ""),
]


@pytest.mark.parametrize(("text", "names"), LISTS)
def test_lists_are_split_at_separators_and_mended_within_names(
    text: str, names: str
) -> None:
    assert [unit.name for unit in split_units(text)] == names.split()


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("县发改局牵头，县财政局、县工信局配合", "牵头 配合 配合"),
        ("县发改局（牵头）、县财政局", "牵头 -"),
        ("牵头单位：县发改局；配合单位：县财政局、县科技局", "牵头 配合 配合"),
        ("由县发改局牵头负责，县财政局", "牵头 -"),
        ("县发改局、县财政局牵头落实", "牵头 牵头"),
        ("县发改局、县财政局（牵头）", "- 牵头"),
        ("县发改局牵头，县财政局积极配合", "牵头 配合"),
        ("县发改局主办，县财政局协助", "牵头 配合"),
        ("县发改局牵头实施，县财政局、县审计局参与", "牵头 配合 配合"),
        # a line that a PDF has joined to the one before
        ("牵头：县发改局配合：县财政局", "牵头 配合"),
    ],
)
def test_roles_are_read_where_the_cell_says_them(text: str, roles: str) -> None:
    assert [unit.role or "-" for unit in split_units(text)] == roles.split()


SAME = [
    "县金融办 县政府金融办 县政府办金融办",
    "云湖高新区 县云湖高新区 云湖高新区管委会 云湖高新技术产业园区管委会 云湖高新技术产业开发区",
    "县发改局 县委发改局 县发展和改革局 发改局",
    "县市监局 县市场监管局 县市场监督管理局",
    "县卫健委 县卫生健康委员会",
    "县人民银行 人行云湖县支行 中国人民银行云湖县支行",
    "县税务局 国家税务总局云湖县税务局",
    "县财政局 云湖县财政局",
    "县青石镇 青石镇 青石镇人民政府",
    "市政府办 市政府办公室 市人民政府办公室",
]
DIFFERENT = [
    "县住建局 县住房公积金中心",
    "县农业局 县农业农村局",
    "县商务局 县粮食局 县商粮局",
    "县政府办 县金融办 县委办",
    "县委督查室 县政府督查室",
    "县财政局 市财政局",
    "平江县财政局 湘阴县财政局",
    "云湖高新区 云湖经开区",
    "县青石镇 县青石镇服务中心",
    "高新区财政局 县财政局",
    "县发改委 县发改局",
    "县教育局 县体育局",
    "县水利局 县水务局",
]


def directory(
    *names: str, known: tuple[Unit, ...] = (), answers: Answers | None = None
) -> GatheredUnits:
    printed = [(unit, NOWHERE) for name in names for unit in split_units(name)]
    return build_directory(printed, known, answers or Answers(), similar=88)


@pytest.mark.parametrize("names", SAME)
def test_systematic_spellings_are_one_unit_and_stay_visible_as_aliases(
    names: str,
) -> None:
    (unit,) = directory(*names.split()).units
    assert {unit.name, *unit.aliases} == set(names.split())


@pytest.mark.parametrize("names", DIFFERENT)
def test_names_that_only_look_alike_are_never_merged(names: str) -> None:
    assert {unit.name for unit in directory(*names.split()).units} == set(names.split())


def test_between_two_rivals_a_shorter_name_joins_neither() -> None:
    assert len(directory("县委督查室", "县政府督查室", "县督查室").units) == 3
    assert len(directory("平江县财政局", "湘阴县财政局", "县财政局").units) == 3


def test_a_lost_character_is_found_where_a_blank_stands_for_it() -> None:
    found = directory("县人民银行", "县 民银行")
    assert found.codes["县民银行"] == "县人民银行"
    assert len(directory("县人民银行", "县人寿银行", "县人 银行").units) == 3


@pytest.mark.parametrize(
    ("names", "printed", "suggestion"),
    [
        ("县农业局 县农业农村局", "县农业局", "县农业农村局"),
        ("县商务局 县商粮局 县粮食局", "县商务局", "县商粮局"),
        ("县发改委 县发改局", "县发改", "县发改"),
        ("县财人 县财政局", "县财人", ""),
        ("各县市区 县财政局", "各县市区", ""),
        (
            "市优化营商环境工作专班办 市优化营商环境工作专斑办",
            "市优化营商环境",
            "市优化营商环境",
        ),
    ],
)
def test_what_may_be_one_unit_is_asked(
    names: str, printed: str, suggestion: str
) -> None:
    doubts = directory(*names.split()).doubts
    assert any(
        one.printed.startswith(printed) and one.suggestion.startswith(suggestion)
        for one in doubts
    )


def test_a_bracket_behind_a_collective_suggests_its_members() -> None:
    (doubt,) = directory("各园区（高新区、经开区）").doubts
    assert (doubt.kind, doubt.suggestion) == (DoubtKind.MEMBERS, "高新区、经开区")


def test_the_directory_suggests_the_members_of_a_collective() -> None:
    known = tuple(
        Unit(code=name, name=name, group="县市区") for name in ("平江县", "湘阴县")
    )
    (doubt,) = directory("各县市区", known=known).doubts
    assert doubt.suggestion == "平江县、湘阴县"


def test_an_answer_merges_names_for_ever() -> None:
    answers = Answers(given={("单位名称", "县农业局"): "县农业农村局"})
    found = directory("县农业局", "县农业农村局", answers=answers)
    assert found.codes == {"县农业局": "县农业农村局", "县农业农村局": "县农业农村局"}
    assert found.doubts == ()
    again = directory("县农业局", known=found.units)
    assert [unit.code for unit in again.units] == ["县农业农村局"]


def test_a_name_confirmed_as_printed_is_not_asked_about_again() -> None:
    answers = Answers(kept=frozenset({("单位名称", "县农业局")}))
    assert directory("县农业局", "县农业农村局", answers=answers).doubts == ()


def test_members_that_the_clerk_gave_are_kept_with_the_collective() -> None:
    answers = Answers(given={("集合单位", "各县市区"): "平江县、湘阴县"})
    found = directory("各县市区", "平江县", answers=answers)
    assert next(unit for unit in found.units if unit.name == "各县市区").members == (
        "平江县",
        "湘阴县",
    )


def test_a_unit_that_is_known_keeps_its_code_whatever_the_table_prints() -> None:
    known = Unit(
        code="县金融办",
        name="县金融事务中心",
        aliases=("县政府金融办",),
        emails=("a@b.cn",),
    )
    found = directory("县政府办金融办", "县政府金融办", known=(known,))
    (unit,) = found.units
    assert (unit.code, unit.name, unit.emails) == (
        "县金融办",
        "县金融事务中心",
        ("a@b.cn",),
    )
    assert "县政府办金融办" in unit.aliases


@pytest.mark.parametrize(
    "name",
    [
        "各县市区",
        "各乡镇人民政府",
        "市直有关部门",
        "各园区",
        "县直各相关单位",
        "各有关单位",
        "各县（市、区）",
        "有关金融机构",
        "各成员单位",
        "乡镇人民政府",
        "县（市、区）",
        "镇（街道）",
        "园区管委会",
        "各项目建设单位",
        "各中小学校",
        "各乡镇人民政府、街道办事处",
    ],
)
def test_collective_names_are_recognised(name: str) -> None:
    assert is_collective(name)


@pytest.mark.parametrize("name", ["县财政局", "岳阳县", "市场监管局", "县政府办"])
def test_single_units_are_not_collective(name: str) -> None:
    assert not is_collective(name)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["县财政局", "县商务局", "县科技局", "县交通局", "县水利局"]),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from("、，；;, "),
)
def test_splitting_is_the_inverse_of_joining(names: list[str], separator: str) -> None:
    assert [unit.name for unit in split_units(separator.join(names))] == names


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="县市委政府财政局办发改高新区管会、 \n，（）", max_size=30))
def test_no_name_has_characters_that_are_not_printed(text: str) -> None:
    printed = "".join(text.split()).replace("，", ",")
    for unit in split_units(text):
        carried = unit.name[0] in "省市县区州旗" and unit.name[1:] in printed
        collective = unit.name.startswith("各")
        assert unit.name in printed or carried or collective


def test_keys_do_not_depend_on_blanks() -> None:
    assert unit_key("县 发展和 改革局") == unit_key("县发改局")


def test_no_false_merge_and_every_alias_of_the_real_table(shared: Path) -> None:
    lines = (
        (shared / "labels" / "decomposition_units.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    rows = [json.loads(line) for line in lines]
    found = directory(*[row["units_printed_raw"] for row in rows])
    canonical: dict[str, set[str]] = {}
    for row in rows:
        printed = [unit.name for unit in split_units(row["units_printed_raw"])]
        assert printed == row["units_printed"]
        for unit in row["units"]:
            if unit["status"] in ("ok", "alias"):
                canonical.setdefault(found.codes[unit["printed"]], set()).add(
                    unit["canonical"]
                )
    assert all(len(names) == 1 for names in canonical.values()), canonical
