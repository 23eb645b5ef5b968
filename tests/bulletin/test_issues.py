"""One issue against the last: totals that fell, sentences that were copied."""

from __future__ import annotations

import pytest

from xltool.bulletin.checking import Check, Result
from xltool.bulletin.figures import read_figures
from xltool.bulletin.issues import check_against
from xltool.bulletin.reading import read_bulletin


def compared(last: str, this: str) -> list[Check]:
    before, now = read_bulletin(last), read_bulletin(this)
    return list(check_against(now, read_figures(now), before, read_figures(before)))


@pytest.mark.parametrize(
    ("last", "this", "result"),
    [
        ("1-6月，新签约项目30个。", "1-7月，新签约项目34个。", Result.AGREES),
        ("1-6月，新签约项目30个。", "1-7月，新签约项目28个。", Result.DISAGREES),
        (
            "上半年，固定资产投资512.6亿元。",
            "1-7月，固定资产投资498.2亿元。",
            Result.DISAGREES,
        ),
        (
            "截至7月10日，固定资产投资512.6亿元。",
            "截至7月20日，固定资产投资520亿元。",
            Result.AGREES,
        ),
        (
            "1-6月，固定资产投资512.6亿元。",
            "1-6月，固定资产投资521.6亿元。",
            Result.DISAGREES,
        ),
    ],
)
def test_what_accumulates_does_not_fall(last: str, this: str, result: Result) -> None:
    (check,) = compared(last, this)

    assert (check.kind, check.result) == ("last_issue", result)


def test_a_fall_that_missing_units_may_cause_is_asked_about_and_names_them() -> None:
    last = "1-6月，新建标准厂房30栋；走访服务企业400家。"
    this = "1-7月，新建标准厂房28栋；走访服务企业390家。【待补充：新建标准厂房不含甲县、乙县】"

    houses, visits = compared(last, this)

    assert houses.result is Result.QUERY
    assert houses.expression.endswith("（本期不含甲县、乙县）")
    assert visits.result is Result.DISAGREES


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ("1-6月，贷款余额300亿元。", "1-7月，贷款余额280亿元。"),
        ("6月，新签约项目30个。", "7月，新签约项目3个。"),
        ("1-7月，新签约项目30个。", "1-6月，新签约项目28个。"),
    ],
)
def test_what_may_fall_is_not_compared(last: str, this: str) -> None:
    assert compared(last, this) == []


def test_a_copied_sentence_is_named() -> None:
    sentence = "各专班要加密调度频次，盯紧滞后事项，确保全年目标任务按期完成。"

    (check,) = compared(
        f"【工作部署】\n{sentence}", f"【工作部署】\n上旬召开会议。{sentence}"
    )

    assert (check.kind, check.printed) == ("repeated_sentence", sentence)
    assert check.result is Result.QUERY


@pytest.mark.parametrize(
    "text",
    [
        "报：市委、市政府主要领导，分管副市长，各工作专班成员单位。",
        "对照年度目标，绿色工厂培育、老旧小区改造、农村供水提升等6项指标均达到序时进度。",
        "【待补充：绿色工厂培育、老旧小区改造、农村供水提升，市工信局、市住建局未报】",
    ],
)
def test_who_gets_it_gaps_and_a_standing_may_stay_the_same(text: str) -> None:
    assert compared(text, text) == []
