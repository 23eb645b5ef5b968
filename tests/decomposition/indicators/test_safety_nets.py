"""What the reader is not sure of is said: runaway cells, copied sentences, figures nobody read, sums of parts."""

from __future__ import annotations

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.indicators.reading import extract_indicators
from xltool.decomposition.units.leaders import resolve_leaders
from xltool.model.registry import Level

H = "序号 | 名称 | 市里目标 | 我县目标 | 牵头领导 | 责任单位"


def read(own: str, upper: str = "") -> Extract:
    return extract([a_grid(H, f"1 | 招商 | {upper} | {own} | 罗朗 | 县商务局")])


def codes(own: str, upper: str = "") -> list[str]:
    return [one.code for one in read(own, upper).findings]


def test_what_runs_away_over_several_items_is_reported_once_and_trusted_little() -> (
    None
):
    item = "做强特色农业品牌工程，做优特色农业品牌工程。"
    found = read(
        "1. 引进企业3家。" + "".join(f"{n}. 推进百企兴村，{item}" for n in range(2, 6))
    )
    assert [one.code for one in found.findings].count("I301") == 1
    assert found.registry.indicators
    assert all(one.confidence <= 0.3 for one in found.registry.indicators)


def test_two_phrases_that_run_away_in_one_item_are_one_finding() -> None:
    phrases = "做强特色农业品牌工程，" * 3 + "深化产业融合发展行动，" * 3
    assert codes(f"引进企业3家，{phrases}").count("I301") == 1


def test_a_sentence_copied_from_the_upper_text_is_asked_about() -> None:
    upper = "落实住房租赁支持政策，满足各类群体的住房需求。"
    assert "I308" in codes(f"1. 收回闲置土地。2. 摸清底数。{upper}", upper)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("登记合同90件、成交额7亿元以上", ["登记合同90件"]),
        ("登记合同90件、成交额7亿元", []),
        ("登记合同90件以上、成交额7亿元以上", []),
        ("新增平台1个、高新技术企业8家以上", []),
    ],
)
def test_a_limit_behind_the_second_figure_of_one_thing_is_asked_about(
    text: str, asked: list[str]
) -> None:
    _, findings = extract_indicators(text, task="T", level=Level.OWN)
    assert [one.found for one in findings if one.code == "I303"] == asked


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("管理层级压缩至3级以内", ["管理层级压缩至3级以内"]),
        ("引进企业3家", []),
        ("2023年引进500强企业3家，建设5G基站", []),
        ("由4:1提高到2.5:1", []),
    ],
)
def test_a_figure_that_nobody_read_is_shown(text: str, quoted: list[str]) -> None:
    _, findings = extract_indicators(text, task="T", level=Level.OWN)
    assert [one.found for one in findings if one.code == "I307"] == quoted


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("新增学位2400个（其中小学1600个、初中800个）", "分项 分项"),
        ("新增学位2400个（其中小学1600个、初中700个）", "其中 其中"),
        ("完成投资1.2亿元，其中省级资金9000万元、市级资金3000万元", "分项 分项"),
        ("完成投资2.4亿元，其中省级资金1.44亿元、市级资金0.95亿元", "分项 分项"),
        ("引进亿元以上项目10个，其中2亿元以上9个、50亿元以上1个", "其中 其中"),
        ("新增经营主体5万户，其中企业1.2万户", "其中"),
    ],
)
def test_parts_that_make_up_the_whole_are_told_from_some_of_it(
    text: str, parts: str
) -> None:
    found, _ = extract_indicators(text, task="T", level=Level.OWN)
    assert " ".join(one.part for one in found if one.parent) == parts


def test_an_upper_cell_merged_over_several_rows_is_read_once() -> None:
    upper = "引进企业100家"
    grid = a_grid(
        H,
        f"1 | 招商 | {upper} | 1. 引进企业3家。 | 罗朗 | 县商务局",
        f" | | {upper} | 2. 签约2个。 | | 县工信局",
    )
    found = [
        one.task
        for one in extract([grid]).registry.indicators
        if one.level is Level.UPPER
    ]
    assert found == ["T01-01"]


def test_a_title_before_a_name_is_no_person() -> None:
    assert resolve_leaders(["副市长 罗朗"], [])["副市长 罗朗"].names == ("罗朗",)


@pytest.mark.parametrize(
    "text",
    [
        "抓招商。一是引进企业3家；二是签约项目5个。",
        "抓招商。（1）引进企业3家；（2）签约项目5个。",
        "抓招商。①引进企业3家；②签约项目5个。",
    ],
)
def test_marks_of_a_list_within_an_item_are_no_part_of_a_name(text: str) -> None:
    found, findings = extract_indicators(text, task="T", level=Level.OWN)
    assert [one.name for one in found] == ["引进企业", "签约项目"]
    assert not findings
