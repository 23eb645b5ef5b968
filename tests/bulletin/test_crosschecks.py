"""What a careful reader's checks say of right and of wrong sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.bulletin.checking import Check, Result
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.reading import read_bulletin

if TYPE_CHECKING:
    from pathlib import Path


def checks(text: str, kind: str = "") -> list[Check]:
    bulletin = read_bulletin(text)
    return [
        one
        for one in check_bulletin(bulletin, read_figures(bulletin))
        if kind in {"", one.kind}
    ]


AGREES, ROUNDING = Result.AGREES, Result.WITHIN_ROUNDING
QUERY, DISAGREES = Result.QUERY, Result.DISAGREES

CASES = [
    (
        "争取资金40.4303亿元。其中，国债24.7573亿元；预算内14.2959亿元；省级1.377亿元。",
        "sum",
        ROUNDING,
    ),
    (
        "争取资金41.4303亿元。其中，国债24.7573亿元；预算内14.2959亿元；省级1.377亿元。",
        "sum",
        DISAGREES,
    ),
    ("进出口28.8亿元。其中，进口24.1亿元；出口4.7亿元。", "sum", AGREES),
    ("受理252件。其中，来信78件，来访137件，网络37件。", "sum", AGREES),
    ("受理225件。其中，来信78件，来访137件，网络37件。", "sum", DISAGREES),
    ("新签约项目11个，其中化工项目4个。", "subset", AGREES),
    ("新签约项目11个，其中化工项目14个。", "subset", DISAGREES),
    (
        "年度计划投资381.37亿元，截至6月完成投资255.53亿元，投资完成率达67%。",
        "rate",
        AGREES,
    ),
    (
        "年度计划投资381.37亿元，截至6月完成投资255.53亿元，投资完成率达76%。",
        "rate",
        DISAGREES,
    ),
    ("发生事故29起，与去年同期相比，事故减少18起，同比下降38.3%。", "growth", AGREES),
    (
        "发生事故29起，与去年同期相比，事故减少18起，同比下降83.3%。",
        "growth",
        DISAGREES,
    ),
    (
        "进出口288.8亿元，下降1.1%。其中，进口241.3亿元，下降1.7%；出口47.5亿元，增长2.2%。",
        "composed_growth",
        AGREES,
    ),
    (
        "进出口288.8亿元，增长1.1%。其中，进口241.3亿元，下降1.7%；出口47.5亿元，增长2.2%。",
        "composed_growth",
        DISAGREES,
    ),
    ("其中3项已完成，分别是：绿化提质、道路改造、充电设施。", "list_count", AGREES),
    ("其中4项已完成，分别是：绿化提质、道路改造、充电设施。", "list_count", DISAGREES),
    ("新签约项目30个，投资90亿元；新开工项目20个，投资50亿元。", "parallel", AGREES),
    (
        "省级项目54个，总投资4100亿元；全市项目251个，总投资3020亿元。",
        "parallel",
        QUERY,
    ),
    ("产值居全省第3位，产值8亿元，居全省第31位。", "rank", DISAGREES),
]


@pytest.mark.parametrize(("text", "kind", "result"), CASES)
def test_a_sentence_is_judged(text: str, kind: str, result: Result) -> None:
    found = checks(text, kind)

    assert found, "the check was not made"
    assert result in {one.result for one in found}


def test_sections_that_print_one_indicator_differently_are_named() -> None:
    text = "【重要指标】\n\n1-7月，固定资产投资949.22亿元。\n\n【重点任务】\n\n1-7月，固定资产投资994.22亿元。"

    (check,) = checks(text, "repeated")

    assert check.result is DISAGREES


def test_a_heading_left_out_of_one_section_is_named() -> None:
    text = (
        "【重点任务】\n\n● 科技创新攻坚。进展顺利。\n\n● 环境优化攻坚。进展顺利。\n\n"
        "【下步打算】\n\n- 科技创新攻坚。补齐人才。"
    )

    assert [one.result for one in checks(text, "headings")] == [DISAGREES]


def test_a_campaign_without_problems_is_not_missed() -> None:
    text = (
        "【重点任务】\n\n● 科技创新攻坚。进展顺利。\n\n● 环境优化攻坚。进展顺利。\n\n"
        "【突出问题】\n\n- 科技创新攻坚。人才缺乏。"
    )

    assert [one.result for one in checks(text, "headings")] == [AGREES]


@given(
    st.lists(
        st.decimals(min_value="0.01", max_value="999", places=2), min_size=2, max_size=5
    )
)
def test_parts_that_add_up_are_never_called_wrong(parts: list[object]) -> None:
    from decimal import Decimal

    values = [Decimal(str(part)) for part in parts]
    listed = "；".join(f"第三方甲投入{value:f}亿元" for value in values)

    found = checks(f"到位资金{sum(values):f}亿元。其中，{listed}。", "sum")

    assert [one.result for one in found] == [AGREES]


def test_the_real_bulletin_raises_one_doubt_and_no_false_alarm(shared: Path) -> None:
    source = next((shared / "seeds").glob("000_*.txt")).read_text(encoding="utf-8")
    found = checks(source)
    doubtful = [one for one in found if one.result in {QUERY, DISAGREES}]

    assert {
        "sum",
        "rate",
        "growth",
        "composed_growth",
        "list_count",
        "headings",
        "parallel",
        "subset",
        "rank",
    } <= {one.kind for one in found}
    assert [one.kind for one in doubtful] == ["parallel"]
    assert "4101.98" in doubtful[0].expression
    assert doubtful[0].result is QUERY


_WORDS = (
    "其中 ， 。 ； 、 同比 增长 下降 分别 0 0.0 7.5 100 % 个 亿元 年度计划 完成率 居全省第 位 减少 1-7月 【重要指标】"
    " 占比 整改 率 分别为 累计 二、 万 9999999999999999999999999999999999999999"
)


@given(st.lists(st.sampled_from([*_WORDS.split(" "), "\n"]), max_size=40))
def test_no_wording_stops_the_reader(pieces: list[str]) -> None:
    checks("".join(pieces))
