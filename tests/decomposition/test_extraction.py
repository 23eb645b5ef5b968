"""Whole tables of different make: their tasks, codes, units, leaders and what is odd in them."""

from __future__ import annotations

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import Extract, extract, year_of

H = "序号 | 名称 | 目标任务 | 牵头领导 | 责任单位"

MAKES: dict[str, tuple[tuple[str, ...], str]] = {
    "numbered items": (
        (H, "5 | 招商 | 1. 引进3家。2. 签约2个。 | 罗朗 | 市商务局、市工信局"),
        "T05-01 市商务局 市工信局; T05-02 市商务局 市工信局",
    ),
    "circled items": (
        (H, "5 | 招商 | ①引进3家。②签约2个。 | 罗朗 | 市商务局"),
        "T05-01 市商务局; T05-02 市商务局",
    ),
    "no items": (
        (H, "5 | 招商 | 引进1.3亿元以上项目3家。 | 罗朗 | 市商务局"),
        "T05-00 市商务局",
    ),
    "rows of one measure": (
        (H, "5 | 招商 | 引进3家。 | 罗朗 | 市商务局", " | | 签约2个。 | | 市工信局"),
        "T05-01 市商务局; T05-02 市工信局",
    ),
    "number twice": (
        (
            H,
            "5 | 招商 | 引进3家。 | 罗朗 | 市商务局",
            "5 | 旅游 | 接待9人。 | 罗朗 | 市文旅局",
        ),
        "T05-00 市商务局; T05B-00 市文旅局",
    ),
    "numbers in Chinese": (
        (
            H,
            "（五） | 招商 | 引进3家。 | 罗朗 | 市商务局",
            "六、 | 旅游 | 接待9人。 | 罗朗 | 市文旅局",
        ),
        "T05-00 市商务局; T06-00 市文旅局",
    ),
    "numbers as a spreadsheet keeps them": (
        (H, "5.0 | 招商 | 引进3家。 | 罗朗 | 市商务局"),
        "T05-00 市商务局",
    ),
    "numbers of two levels": (
        (H, "1.2 | 招商 | 引进3家。 | 罗朗 | 市商务局"),
        "T01.2-00 市商务局",
    ),
    "no numbers": (
        (
            "重点工作 | 目标任务 | 责任单位",
            "招商 | 引进3家。 | 市商务局",
            "旅游 | 接待9人。 | 市文旅局",
        ),
        "T01-00 市商务局; T02-00 市文旅局",
    ),
    "one column of content": (
        ("序号 | 工作任务 | 责任单位", "1 | 引进企业3家。 | 市商务局"),
        "T01-00 市商务局",
    ),
    "lead and support columns": (
        (
            "序号 | 重点任务 | 配合单位 | 牵头单位",
            "1 | 引进3家。 | 市工信局 | 市商务局",
        ),
        "T01-00 市商务局 市工信局",
    ),
    "lead named in the cell": (
        (H, "1 | 招商 | 引进3家。 | 罗朗 | 市工信局、市商务局（牵头）"),
        "T01-00 市商务局 市工信局",
    ),
    "labels in the cell": (
        (H, "1 | 招商 | 引进3家。 | 罗朗 | 配合单位：市工信局；牵头单位：市商务局"),
        "T01-00 市商务局 市工信局",
    ),
    "lead in a sentence": (
        (H, "1 | 招商 | 引进3家。 | 罗朗 | 市商务局牵头，市工信局、市财政局配合"),
        "T01-00 市商务局 市工信局 市财政局",
    ),
    "target table": (
        (
            "序号 | 指标名称 | 计量单位 | 2025年目标值 | 责任单位",
            "1 | 新增高新技术企业 | 家 | 130 | 市科技局",
        ),
        "T01-00 市科技局",
    ),
    "first item repeated in a further row": (
        (
            H,
            "1 | 招商 | 1. 引进3家。 | 罗朗 | 市商务局",
            " | | 1. 签约2个。 | | 市工信局",
        ),
        "T01-01 市商务局; T01-02 市工信局",
    ),
    "upper text only": (
        (
            "序号 | 工作 | 市里目标 | 我县目标 | 责任单位",
            "1 | 招商 | 引进100家。 | | 县商务局",
        ),
        "T01-00 县商务局",
    ),
    "units in lines": (
        (H, "1 | 招商 | 引进3家。 | 罗朗 | 市商务局\n市工信局"),
        "T01-00 市商务局 市工信局",
    ),
}


def read(*rows: str) -> Extract:
    return extract([a_grid(*rows)])


@pytest.mark.parametrize("make", MAKES)
def test_tables_of_every_make_give_tasks_with_codes_and_units(make: str) -> None:
    rows, expected = MAKES[make]
    found = read(*rows)
    assert (
        "; ".join(" ".join((task.code, *task.units)) for task in found.registry.tasks)
        == expected
    )


def test_a_target_table_gives_sentences_that_can_be_read() -> None:
    found = read(*MAKES["target table"][0])
    (indicator,) = found.registry.indicators
    assert (
        found.registry.tasks[0].text,
        str(indicator.value),
        indicator.measurement_unit,
    ) == (
        "新增高新技术企业130家",
        "130",
        "家",
    )


CODES = [
    ("I211", (f"{H} | 群众评价", "1 | 招商 | 引进3家。 | 罗朗 | 市商务局 | 满意")),
    ("I212", (H, "1 | 兴农 | 建成3个。 | 罗朗 | 市农业局、市农业农村局")),
    ("I213", (H, "1 | 商贸 | 建成3个。 | 罗朗 | 市商粮局、市商务局、市粮食局")),
    ("I214", (H, "1 | 商贸 | 建成3个。 | 罗朗 | 市财人、市商务局")),
    ("I215", (H, "1 | 商贸 | 建成3个。 | 罗朗 | 各县市区")),
    ("I216", (H, "1 | 水利 | 建成3个。 | 罗朗 | 市水利局、市发改局、市水利局")),
    ("I217", (H, "1 | 水利 | 建成3个。 | 罗朗 | ")),
    (
        "I218",
        (
            H,
            "1 | 水利 | 建成3个。 | 罗朗 | 市水利局",
            " | 招商 | 引进3家。 | 罗朗 | 市商务局",
        ),
    ),
    (
        "I219",
        (
            H,
            "1 | 水利 | 建成3个。 | 罗朗 | 市水利局",
            "4 | 招商 | 引进3家。 | 罗朗 | 市商务局",
        ),
    ),
    ("I220", MAKES["number twice"][0]),
    ("I221", (H, "1 | 优营环 化商境 | 优化营商环境，加快优化。 | 罗朗 | 市商务局")),
    (
        "I222",
        (
            H,
            "1 | 甲 | 建成3个。 | 曾何陈 向江 南东语 | 市商务局",
            "2 | 乙 | 建成2个。 | 曾向南、何江东、陈语 | 市商务局",
        ),
    ),
    ("I223", (H, "1 | 甲 | 建成3个。 | 曾罗陈 南朗语 | 市商务局")),
]


@pytest.mark.parametrize(("code", "rows"), CODES, ids=[code for code, _ in CODES])
def test_what_is_odd_is_found_where_it_stands(code: str, rows: tuple[str, ...]) -> None:
    found = [finding for finding in read(*rows).findings if finding.code == code]
    assert found
    assert all(
        finding.place.sheet == "分解表" and finding.place.cell for finding in found
    )


def test_a_sound_table_has_nothing_to_find() -> None:
    found = read(
        H,
        "1 | 招商 | 1. 引进企业3家以上。2. 签约项目2个以上。 | 罗朗 | 市商务局、市工信局",
        "2 | 旅游 | 接待游客9万人次以上。 | 罗朗 | 市文旅局",
    )
    assert found.findings == ()
    assert found.doubts == ()


def test_what_has_no_column_of_its_own_is_kept_in_the_note() -> None:
    found = read(
        "序号 | 工作任务 | 责任单位 | 责任股室 | 备注 | 群众评价",
        "1 | 引进3家。 | 市商务局（市口岸办） | 外资股 | 省考核 | 满意",
    )
    note = found.registry.tasks[0].note
    assert all(
        word in note for word in ("外资股", "省考核", "群众评价：满意", "市口岸办")
    )


def test_the_upper_text_belongs_to_the_row_and_is_read_once() -> None:
    found = read(
        "序号 | 工作 | 市里目标 | 我县目标 | 责任单位",
        "1 | 招商 | 引进企业100家。 | 1. 引进企业9家。2. 签约项目2个。 | 县商务局",
    )
    assert [one.code for one in found.registry.indicators] == [
        "T01-01-U1",
        "T01-01-1",
        "T01-02-1",
    ]
    assert "占9%" in found.registry.indicators[1].upper


@pytest.mark.parametrize("mark", ["1.", "1．", "1、", "（1）", "①"])
def test_the_numbers_of_the_upper_texts_items_are_no_part_of_a_name(mark: str) -> None:
    second = {"①": "②"}.get(mark, mark.replace("1", "2"))
    found = read(
        "序号 | 工作 | 市里目标 | 我县目标 | 责任单位",
        f"1 | 招商 | {mark}引进企业100家；{second}签约项目50个。 | 引进企业9家。 | 县商务局",
    )
    assert [one.name for one in found.registry.indicators[:2]] == [
        "引进企业",
        "签约项目",
    ]


@pytest.mark.parametrize(
    ("row", "year"),
    [
        ("云湖市2025年任务分解表", 2025),
        ("# 2024 年 4 月 29 日", 2024),
        ("任务分解表", None),
    ],
)
def test_the_year_is_that_of_the_title(row: str, year: int | None) -> None:
    assert year_of([a_grid(row, H)]) == year
