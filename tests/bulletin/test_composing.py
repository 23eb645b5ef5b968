"""What a bulletin says of a roll-up, and that nothing in it is another number than the roll-up's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.city import a_city, a_large_city
from tests.rollup.periods import a_figure, inputs_of
from xltool.bulletin.composing import compose
from xltool.bulletin.document import WORDS, Document, Style, gap, plain, prose
from xltool.bulletin.task_section import overall
from xltool.bulletin.verifying import verify
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.period import Cycle, Period
from xltool.model.value import State, Value, reported
from xltool.rollup.rollup import Rollup, roll_up
from xltool.settings import BulletinSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.model.registry import Indicator
    from xltool.rollup.inputs import RollupInputs

DAY = dt.date(2025, 8, 19)


def composed(rollup: Rollup, opening: str = "") -> Document:
    return compose(rollup, number=7, date=DAY, opening=opening)


def told(*indicators: Indicator, growth: str = "", **numbers: str) -> Rollup:
    """Roll up one unit's figures: `numbers` by indicator (T01_01_1)."""
    figures = [
        a_figure("市科技局", row=code.replace("_", "-"), number=number)
        for code, number in numbers.items()
    ]
    if growth:
        figures.append(
            a_figure(
                "市科技局",
                row=next(iter(numbers)).replace("_", "-"),
                number=growth,
                field="同比增长",
            )
        )
    return roll_up(
        inputs_of(
            a_registry(a_task(campaign="科技创新攻坚"), *indicators),
            {"2025-07": figures},
        )
    )


AMOUNT = an_indicator(
    name="固定资产投资", kind=K.AMOUNT, measurement_unit="亿元", value=Decimal(1600)
)
RISE = an_indicator(
    code="T01-01-2",
    name="固定资产投资增长",
    kind=K.GROWTH,
    measurement_unit="%",
    value=Decimal(6),
)
PLACE = an_indicator(
    code="T01-01-3",
    name="固定资产投资全省位次",
    kind=K.RANK,
    measurement_unit="位",
    value=Decimal(3),
    comparison="<=",
)
COUNT = an_indicator(name="新签约项目", measurement_unit="个", value=Decimal(500))
ACCIDENTS = an_indicator(
    name="生产安全事故",
    measurement_unit="起",
    value=Decimal(60),
    comparison="<=",
    reverse=True,
)
SHARE = an_indicator(
    name="保交房项目交付率", kind=K.SHARE, measurement_unit="%", value=Decimal(98)
)
PART = an_indicator(
    code="T01-01-2",
    name="工业投资",
    kind=K.AMOUNT,
    measurement_unit="亿元",
    value=Decimal(600),
    parent="T01-01-1",
)

SENTENCES = [
    (
        told(AMOUNT, RISE, PLACE, T01_01_1="949.22", T01_01_2="6.3", T01_01_3="4"),
        "1-7月，全市完成固定资产投资949.22亿元，同比增长6.3%，居全省第4位。对照年度目标，固定资产投资达到序时进度；固定资产投资全省位次未达到年度目标。",
    ),
    (
        told(AMOUNT, RISE, T01_01_1="949.22", T01_01_2="-1.1"),
        "949.22亿元，同比下降1.1%。对照年度目标，固定资产投资达到序时进度；固定资产投资增速低于年度目标7.1个百分点。",
    ),
    (
        told(AMOUNT, PART, T01_01_1="949.22", T01_01_2="300.5"),
        "，其中工业投资300.5亿元。",
    ),
    (
        told(COUNT, growth="12.5", T01_01_1="302"),
        "1-7月，全市新签约项目302个，同比增长12.5%，达到序时进度。",
    ),
    (
        told(ACCIDENTS, growth="-38.3", T01_01_1="29"),
        "1-7月，全市发生生产安全事故29起，同比下降38.3%。",
    ),
    (told(SHARE, T01_01_1="98.2"), "1-7月，全市保交房项目交付率为98.2%。"),
    (told(RISE, T01_01_2="6.6"), "1-7月，全市固定资产投资同比增长6.6%。"),
    (told(PLACE, T01_01_3="8"), "1-7月，全市固定资产投资居全省第8位，未达到年度目标。"),
    (told(COUNT), "【待补充：新签约项目，市科技局未报】"),
]


@pytest.mark.parametrize(
    ("rollup", "words"), SENTENCES, ids=[words[:18] for _, words in SENTENCES]
)
def test_an_indicator_is_said_as_bulletins_say_it_and_reads_back_as_it_was(
    rollup: Rollup, words: str
) -> None:
    document = composed(rollup)

    assert words in document.text
    missing = {"U303", "U309"}  # only indicators are told here
    assert {one.code for one in verify(document, rollup)} <= missing


@pytest.mark.parametrize(
    "inputs",
    [
        a_city,
        partial(a_city, 1),
        pytest.param(a_large_city, marks=pytest.mark.no_cover),
    ],
    ids=["july", "january", "large"],
)
def test_every_figure_of_a_city_is_the_rollups(
    inputs: Callable[[], RollupInputs],
) -> None:
    rollup = roll_up(inputs())

    asked = {
        "U303",
        "U306",
        "U309",
    }  # some of the invented units' highlights are the same
    assert {one.code for one in verify(composed(rollup), rollup)} <= asked


def test_a_changed_digit_stops_the_bulletin() -> None:
    rollup = told(AMOUNT, T01_01_1="949.22")
    document = composed(rollup)
    wrong = [
        replace(
            one,
            runs=tuple((text.replace("949", "994"), lead) for text, lead in one.runs),
        )
        for one in document.paragraphs
    ]

    findings = verify(replace(document, paragraphs=tuple(wrong)), rollup)

    assert [one.code for one in findings if one.severity == "error"] == ["U301"]


def test_a_contradiction_in_the_text_is_a_query() -> None:
    rollup = told(AMOUNT, T01_01_1="949.22")

    findings = verify(
        composed(rollup, "受理诉求225件。其中，来信78件，来访137件，网络37件。"), rollup
    )

    assert "U302" in {one.code for one in findings}


def test_a_task_that_nobody_has_told_of_is_not_on_plan() -> None:
    (untold,) = overall(told(AMOUNT))
    assert untold.text.endswith("1项任务中，【待补充：1项任务未报进展】。")
    (on_plan,) = overall(told(AMOUNT, T01_01_1="949.22"))
    assert on_plan.text.endswith("1项任务中，1项按计划推进。")


def towns_with_a_task_each(count: int, *, telling: int) -> Rollup:
    """Have the first towns tell of their tasks, one of them with 零报告."""
    registry = a_registry(
        *(
            a_task(f"T{n:02}-01", lead_unit=f"柳溪{n}镇", campaign="农业攻坚")
            for n in range(1, count + 1)
        )
    )
    figures = []
    for n in range(1, telling + 1):
        told = Value(state=State.ZERO) if n == 1 else reported("清淤渠道3公里")
        figures.append(
            a_figure(f"柳溪{n}镇", row=f"T{n:02}-01", field="本期进展", value=told)
        )
    return roll_up(inputs_of(registry, {"2025-07": figures}))


def test_a_hundred_silent_towns_are_one_marker_and_a_list_in_the_findings() -> None:
    rollup = towns_with_a_task_each(99, telling=2)
    text = composed(rollup).text
    [found] = [one for one in verify(composed(rollup), rollup) if one.code == "U309"]

    assert text.count("未报进展") == 1
    assert (
        "【待补充：柳溪3镇1项、柳溪4镇1项、柳溪5镇1项等97个单位97项任务未报进展】"
        in text
    )
    assert "任务T09-01" not in text
    assert "97项任务没有报进展：柳溪3镇1项、" in found.message
    assert "柳溪99镇1项" in found.message
    assert "柳溪1镇" not in found.message


def test_one_silent_unit_is_named_without_a_count() -> None:
    text = composed(towns_with_a_task_each(3, telling=2)).text
    assert "【待补充：柳溪3镇未报进展】" in text


def test_each_cycle_has_its_sections() -> None:
    rollup = told(AMOUNT, T01_01_1="949.22")
    titles = {}
    for period in ("2025-07-T1", "2025-07", "2025-Q3"):
        current = replace(rollup.inputs.current, period=Period.parse(period))
        document = composed(
            replace(rollup, inputs=replace(rollup.inputs, current=current)),
            "抓好落实。",
        )
        titles[Period.parse(period).cycle] = [
            one.text for one in document.paragraphs if one.style is Style.SECTION
        ]

    assert titles == {
        Cycle.TEN_DAY: ["【重要指标】", "【重点任务】", "【突出问题】"],
        Cycle.MONTH: [
            "【工作部署】",
            "【重要指标】",
            "【重点任务】",
            "【突出问题】",
            "【特色亮点】",
        ],
        Cycle.QUARTER: [
            "【总体情况】",
            "【重要指标】",
            "【重点任务】",
            "【突出问题】",
            "【特色亮点】",
            "【下步打算】",
        ],
    }


def test_aspects_choose_and_order_the_indicators() -> None:
    settings = Settings(
        bulletin=BulletinSettings(aspects=("项目方面：签约", "投资方面：投资"))
    )
    count = replace(COUNT, code="T01-01-4")
    rollup = told(
        AMOUNT,
        count,
        replace(SHARE, code="T01-01-5"),
        T01_01_1="9",
        T01_01_4="3",
        T01_01_5="98",
    )

    text = composed(
        replace(rollup, inputs=replace(rollup.inputs, settings=settings))
    ).text
    important, _, tasks = text.partition("【重点任务】")

    assert important.index("项目方面。") < important.index("投资方面。")
    assert "交付率" not in important
    assert "保交房项目交付率为98%" in tasks


def test_a_problem_that_is_closed_is_not_printed() -> None:
    rollup = roll_up(a_city())
    entries = next(
        one.entries for one in rollup.sections if one.design.key == "突出问题"
    )
    closed = [one for one in entries if one.row["销号情况"].value.text == "已销号"]
    open_texts = {
        one.row["问题描述"].value.text for one in entries if one not in closed
    }
    printed = (
        composed(rollup).text.partition("【突出问题】")[2].partition("【特色亮点】")[0]
    )

    assert closed
    assert all(printed.count(text) == 1 for text in open_texts)
    assert "没有上报" not in printed


def test_a_template_knows_every_word_of_a_bulletin() -> None:
    assert tuple(composed(roll_up(a_city())).words) == WORDS


def test_a_units_text_is_data() -> None:
    assert plain("已 完成\x07\n三项【重点任务】") == "已完成三项〔重点任务〕。"
    assert gap("甲【乙】") == "【待补充：甲〔乙〕】"


def test_lead_ins_are_set_apart() -> None:
    assert prose("会议要求：一是压实责任。各专班要到位。").runs == (
        ("会议要求：", False),
        ("一是压实责任。", True),
        ("各专班要到位。", False),
    )
