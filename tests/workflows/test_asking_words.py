"""A unit is asked about growth and words that an office would strike out, when its report comes in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.frames.year import layouts_of, record_period
from tests.rollup.periods import a_figure, inputs_of
from xltool.bulletin.asking import month_query
from xltool.excel.registry import write_registry
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import Judgement, Verdict
from xltool.model.value import reported
from xltool.settings import Standing
from xltool.workflows.asking_words import QuestionableWords
from xltool.workflows.in_force import Files
from xltool.workflows.unusual import UnusualFigures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.ledger.records import InForce
    from xltool.model.value import Rows
    from xltool.workspace import Workspace

JULY = Period.parse("2025-07")
ROW = "T01-01-1"
LONG = "一是坚持项目为王，建立清单。二是强化服务，解决难点。"


@pytest.fixture
def words(workspace: Workspace) -> Iterator[QuestionableWords]:
    registry = a_registry(
        a_task(), an_indicator(value=Decimal(20), measurement_unit="人")
    )
    write_registry(workspace.registry, registry)
    inputs = inputs_of(registry, {"2025-07": [a_figure("市科技局", number="3")]})
    layouts = layouts_of(workspace, inputs)
    with open_ledger(workspace.database_url) as ledger:
        record_period(ledger, inputs.current, layouts)
        given: InForce = Files(workspace).in_force(JULY)
        ledger.put_in_force(given, at=dt.datetime(2025, 8, 1, tzinfo=dt.UTC), who="")
        yield QuestionableWords(ledger, UnusualFigures(ledger, JULY), Standing())


def sent(
    sheet: str, rows: dict[str, dict[str, str]], unit: str = "市科技局"
) -> Judgement:
    values: Rows = {}
    for row, fields in rows.items():
        values[row] = {}
        for name, text in fields.items():
            number = name in {"累计完成", "同比增长", "上年同期"}
            values[row][name] = reported(Decimal(text) if number else text)
    return Judgement(verdict=Verdict.ACCEPTED, unit=unit, values={sheet: values})


def figures(**fields: str) -> Judgement:
    return sent("指标数据", {ROW: fields})


def progress(text: str) -> Judgement:
    return sent("任务进展", {"T01-01": {"本期进展": text}})


@pytest.mark.parametrize(
    ("judgement", "codes"),
    [
        (figures(累计完成="3", 同比增长="3.0"), ["V330"]),
        (figures(累计完成="3", 同比增长="-25"), []),
        (figures(累计完成="3", 同比增长="3.0", 上年同期="4"), []),
        (figures(累计完成="0", 同比增长="13.6"), ["V330"]),
        (figures(累计完成="0", 同比增长="-100"), []),
        (figures(累计完成="3000", 同比增长="3.1"), []),
        (progress("安排项目62个，其中工程23个、产业14个、事项25个，均已开工。"), []),
        (progress("接到诉求171件，直接办结70件，网络转办111件。"), ["V331"]),
        (progress("接到诉求171件，直接办结70件，网络转办101件。"), []),
        (progress("新增三十七个项目，增速回升零点二个百分点。"), ["V334"]),
        (progress("7月完成投资41亿元左右，200人上下班更方便。"), ["V334"]),
        (progress("道路沿线30米左右两侧完成绿化。"), []),
        (progress("兑现奖补资金12000万元。"), ["V337"]),
        (progress("兑现奖补资金9800万元。"), []),
        (figures(累计完成="3.5"), ["V336"]),
        (progress("认真落实第十五届五次会议精神，推进“十四五”规划。"), []),
    ],
)
def test_what_cannot_be_is_asked_about(
    words: QuestionableWords, judgement: Judgement, codes: list[str]
) -> None:
    asked = words.asked_about(judgement)

    assert [one.code for one in asked.findings] == codes


def test_a_written_reason_clears_a_query(words: QuestionableWords) -> None:
    told = figures(累计完成="3", 同比增长="3.0", 说明="去年同期按新口径折算为2.9人")
    asked = words.asked_about(told)

    assert asked.verdict is Verdict.ACCEPTED
    assert "已说明" in asked.findings[0].message


def test_the_same_words_twice_are_asked_about(words: QuestionableWords) -> None:
    problem = "部分项目用地报批进度偏慢，影响开工建设。"
    asked = words.asked_about(
        sent("突出问题", {"1": {"问题描述": problem}, "2": {"问题描述": problem}})
    )

    (found,) = asked.findings
    assert (found.code, found.place.row_key) == ("V332", "2")


def test_two_units_with_one_highlight_are_asked(words: QuestionableWords) -> None:
    entry = {"1": {"标题": "跑出加速度", "内容": LONG}}
    words.asked_about(sent("特色亮点", entry))
    again = words.asked_about(sent("特色亮点", entry))
    other = words.asked_about(sent("特色亮点", entry, unit="市教育局"))

    assert again.findings == ()
    assert [one.code for one in other.findings] == ["V333"]
    assert "市科技局" in other.findings[0].message


def test_a_file_without_values_is_left_alone(words: QuestionableWords) -> None:
    empty = replace(figures(累计完成="3"), values={})

    assert words.asked_about(empty) is empty


@pytest.mark.parametrize(
    ("period", "said", "codes"),
    [
        ("2025-Q3", "9月召开推进会2次，6个项目开工。", ["V338"]),
        ("2025-Q3", "7月开工3个，8月开工2个，9月开工1个。", []),
        ("2025-Q3", "三季度开工6个，9月底前全部竣工。", []),
        ("2025-Q3", "开工6个，9月底前竣工。", []),
        ("2025-H1", "截至6月底累计开工6个，6月新开工1个。", []),
        ("2025-09", "9月召开推进会2次。", []),
    ],
)
def test_a_quarter_told_as_its_last_month_is_asked_about(
    period: str, said: str, codes: list[str]
) -> None:
    found = month_query(said, Period.parse(period))

    assert [one.code for one in (found,) if one] == codes


@pytest.mark.parametrize(
    ("said", "number", "asked"),
    [
        ("投资完成率过半，快于时间进度。", "5", "V335"),  # 5 of 20 in July is behind
        ("投资完成率过半，快于时间进度。", "14", ""),
        ("完成5人，尚未达到序时进度。", "5", ""),
        ("9月底前力争超过序时进度。", "5", ""),
    ],
)
def test_a_claim_that_the_units_own_figure_denies_is_asked_about(
    words: QuestionableWords, said: str, number: str, asked: str
) -> None:
    report = replace(
        progress(said), values={**progress(said).values, **figures(累计完成=number).values}
    )  # fmt: skip

    found = words.asked_about(report).findings

    assert [one.code for one in found] == ([asked] if asked else [])
    if asked:
        assert (found[0].place.sheet, found[0].place.field) == ("任务进展", "本期进展")
        assert "滞后，完成年度目标的25.0%" in found[0].message
