"""Numbered items of a cell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.decomposition.text.items import split_items


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1. 完成投资1.3亿元。2. 新增企业2.5万户；3.全面推进",
            [(1, "完成投资1.3亿元。"), (2, "新增企业2.5万户；"), (3, "全面推进")],
        ),
        ("1、甲事项；2、乙事项", [(1, "甲事项；"), (2, "乙事项")]),
        ("１．甲事项。２．乙事项", [(1, "甲事项。"), (2, "乙事项")]),
        ("（1）甲事项。（2）乙事项", [(1, "甲事项。"), (2, "乙事项")]),
        ("(1)甲事项 (2)乙事项", [(1, "甲事项"), (2, "乙事项")]),
        ("①甲事项②乙事项", [(1, "甲事项"), (2, "乙事项")]),
        (
            "一是强责任；二是抓落实，三是严考核",
            [(1, "强责任；"), (2, "抓落实，"), (3, "严考核")],
        ),
        ("一、总体要求\n二、重点任务", [(1, "总体要求"), (2, "重点任务")]),
        ("（一）总体要求。（二）重点任务。", [(1, "总体要求。"), (2, "重点任务。")]),
        ("<p>1.甲事项</p><p>2.乙事项</p>", [(1, "甲事项"), (2, "乙事项")]),
        (
            "1.2023年底前建成\n2.5G基站覆盖\n3、2号线开工",
            [(1, "2023年底前建成"), (2, "5G基站覆盖\n3、2号线开工")],
        ),
        (
            "一、甲：1.子一。2.子二。\n二、乙：1.子一。2.子二。",
            [(1, "甲：1.子一。2.子二。"), (2, "乙：1.子一。2.子二。")],
        ),
        ("重点任务：1.甲事项；2.乙事项", [(1, "重点任务：甲事项；"), (2, "乙事项")]),
        (
            "先完成5家。再看。1.甲事项。2.乙事项。",
            [(None, "先完成5家。再看。"), (1, "甲事项。"), (2, "乙事项。")],
        ),
        (
            "1.甲事项。3.丙事项。4.丁事项。",
            [(1, "甲事项。"), (3, "丙事项。"), (4, "丁事项。")],
        ),
        ("3.续前页。4.再一项。", [(3, "续前页。"), (4, "再一项。")]),
        ("1.只有一项。", [(1, "只有一项。")]),
    ],
)
def test_numbered_items_are_told_apart(
    text: str, expected: list[tuple[int | None, str]]
) -> None:
    assert [(item.number, item.text) for item in split_items(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年完成投资1.3亿元，3年内达到2.5亿元",
        "增长1.5%。其中2、3号线开工",
        "推进1.0版和2.0版系统",
        "第一、二、三产业协调发展",
        "一是一，二是二的作风要坚持"[2:],
        "没有编号的一段话。",
        "",
    ],
)
def test_decimals_years_and_ordinals_number_nothing(text: str) -> None:
    assert [item.number for item in split_items(text)] == [None]


def test_an_item_knows_where_it_starts() -> None:
    text = "<p> 1. 甲事项。</p>2. 乙事项。"
    assert [text[item.start : item.start + 3] for item in split_items(text)] == [
        "甲事项",
        "乙事项",
    ]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.text("甲乙丙投资企业增长", min_size=2, max_size=9), min_size=2, max_size=12
    ),
    st.sampled_from(["{}.", "{}、", "（{}）"]),
)
def test_what_was_numbered_comes_apart_again(bodies: list[str], mark: str) -> None:
    text = "".join(
        f"{mark.format(number)}{body}。" for number, body in enumerate(bodies, start=1)
    )
    assert [(item.number, item.text) for item in split_items(text)] == [
        (number, f"{body}。") for number, body in enumerate(bodies, start=1)
    ]
