"""What figures a bulletin prints, in the turns of phrase that bulletins use."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from xltool.bulletin.figures import read_figures
from xltool.bulletin.reading import read_bulletin

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.bulletin.printed import PrintedFigure

Row = tuple[str, str, str, str | None, int | None]
"""value, 计量单位, period, growth, rank"""


def figures(text: str) -> list[PrintedFigure]:
    return list(read_figures(read_bulletin(text)))


def rows(text: str) -> list[Row]:
    return [
        (
            f"{one.value:f}",
            one.measurement_unit,
            one.period,
            None if one.growth is None else f"{one.growth:f}",
            one.rank,
        )
        for one in figures(text)
    ]


CASES: list[tuple[str, list[Row]]] = [
    (
        "1-7月，全市完成工业投资 120.5 亿元，增速为 8.2%。",
        [("120.5", "亿元", "1-7月", "8.2", None)],
    ),
    (
        "1—5月，实现外贸总额30亿元，下降2.4%，居全省第4位。",
        [("30", "亿元", "1—5月", "-2.4", 4)],
    ),
    ("上半年，农业增加值增长3.1%。", [("3.1", "%", "上半年", "3.1", None)]),
    (
        "截至6月30日，成交额12亿元、同比增长5%。",
        [("12", "亿元", "截至6月30日", "5", None)],
    ),
    (
        "发生火灾12起、受伤5人，与去年同期相比，火灾减少3起、受伤减少5人，同比分别下降20%、50%。",
        [
            ("12", "起", "", "-20", None),
            ("5", "人", "", "-50", None),
            ("3", "起", "", None, None),
            ("5", "人", "", None, None),
        ],
    ),
    ("第8届展会有3C类展位，开通12345热线，“1+3+X”体系成型。", []),
    ("2025年3月5日召开第二次会议。", []),
    ("改造10千伏线路12条。", [("12", "条", "", None, None)]),
    ("2024年度兑付奖补1,200.50万元。", [("1200.50", "万元", "2024年度", None, None)]),
    (
        "1-2月，新开工项目8个；新投产项目3个。",
        [("8", "个", "1-2月", None, None), ("3", "个", "1-2月", None, None)],
    ),
    ("推动5家企业挂牌。", [("5", "家", "", None, None)]),
    (
        "出口12亿元，出口增速居全省第2位。",
        [("12", "亿元", "", None, None), ("2", "位", "", None, 2)],
    ),
    ("利润增长-8.92%。", [("-8.92", "%", "", "-8.92", None)]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_sentence_gives_its_figures(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


def test_a_page_break_inside_a_sentence_changes_nothing() -> None:
    whole = "1-7月，完成投资25.5亿元，居全省第3位。"
    broken = "1-7 月，完成投资 25.5\n\n亿元，居全\n\n省第 3 位。"

    assert rows(broken) == rows(whole)
    assert figures(broken)[0].source_text.startswith("完成投资 25.5\n\n亿元")


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("观看近4万人次。", "近"),
        ("服务700余名师生。", "余"),
        ("占比13%以上。", "以上"),
        ("成交突破6000万元。", "突破"),
    ],
)
def test_an_inexact_number_says_so(text: str, qualifier: str) -> None:
    (figure,) = figures(text)

    assert figure.qualifier == qualifier
    assert not figure.exact


def test_a_figure_knows_its_section_and_heading() -> None:
    text = "【重要指标】\n\n投资消费方面。1-3月，完成投资5亿元。\n\n【重点任务】\n\n● 科技创新攻坚。立项2个。"

    assert [(one.section, one.heading) for one in figures(text)] == [
        ("重要指标", "投资消费方面"),
        ("重点任务", "科技创新攻坚"),
    ]


def test_the_labelled_figures_of_the_real_bulletin_are_found(shared: Path) -> None:
    printed = (shared / "labels" / "bulletin_indicators.jsonl").read_text(
        encoding="utf-8"
    )
    labels = [json.loads(line) for line in printed.splitlines()]
    source = next((shared / "seeds").glob("000_*.txt")).read_text(encoding="utf-8")
    left = [one for one in figures(source) if one.section in {"重要指标", "重点任务"}]
    hits = 0
    for label in labels:
        match = next((one for one in left if _agrees(one, label)), None)
        if match is not None:
            left.remove(match)
            hits += 1

    assert hits / len(labels) >= 0.95
    assert len(left) + hits <= 112, "figures that no careful reader would list"


def _agrees(figure: PrintedFigure, label: dict[str, Any]) -> bool:
    growth = None if figure.growth is None else float(figure.growth)
    return (
        figure.value == Decimal(str(label["value"]))
        and figure.measurement_unit == label["unit"]
        and (figure.period or None) == label["period"]
        and growth == label["yoy_percent"]
        and figure.rank == label["rank_in_province"]
        and figure.section == label["section"]
    )
