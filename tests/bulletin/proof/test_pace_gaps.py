"""Gaps to 序时进度 and the rates of a plan beside them.

Each row is a true sentence with what is confirmed, and one number planted wrong.
"""

from __future__ import annotations

import pytest

from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.proof.periods import year_gone
from xltool.bulletin.reading import read_bulletin


def found_in(text: str) -> dict[str, str]:
    """Give the result of each expression."""
    bulletin = read_bulletin(text)
    checks = check_bulletin(bulletin, read_figures(bulletin))
    return {one.expression: one.result.value for one in checks}


TRUE = [
    (
        "城镇新增就业1.5万人，完成全年2.5万人任务的60%，比序时进度58.3%高出1.7个百分点。",
        {"1.5/2.5 = 60%", "|60-58.3| = 1.7"},
        ("高出1.7", "高出7.1"),
    ),
    (
        "城镇新增就业15000人，占全年目标25000人的60%，较序时进度58.3%快1.7个百分点。",
        {"15000/25000 = 60%", "|60-58.3| = 1.7"},
        ("的60%", "的66%"),
    ),
    (
        "1-7月，培训1260人次，完成2100人次年度任务的60%，快于序时进度1.7个百分点。",
        {"1260/2100 = 60%", "|60-58.3| = 1.7"},
        ("1260人次", "1620人次"),
    ),
    (
        "改造老旧小区126个，完成全年任务（210个）的60%，高于序时进度（58.3%）1.7个百分点。",
        {"126/210 = 60%", "|60-58.3| = 1.7"},
        ("210个", "120个"),
    ),
    (
        "累计支出32.40亿元，为年度预算60亿元的54%，低于58.3%的序时进度4.3个百分点。",
        {"32.40/60 = 54%", "|54-58.3| = 4.3"},
        ("低于58.3%", "低于53.8%"),
    ),
    (
        "栽植苗木840万株，完成1200万株年度目标任务的70%、超序时进度58.3%共11.7个百分点。",
        {"840/1200 = 70%", "|70-58.3| = 11.7"},
        ("11.7", "17.1"),
    ),
    (
        "前三季度，预算执行率72.1%，序时进度75%，落后2.9个百分点。",
        {"|72.1-75| = 2.9"},
        ("2.9", "9.2"),
    ),
    (
        "1-4月，省、市项目投资完成率分别为43.2%、37.8%，分别超时序进度9.9个百分点、4.5个百分点。",
        {"|43.2-33.3| = 9.9", "|37.8-33.3| = 4.5"},
        ("9.9", "6.9"),
    ),
    (
        "营业收入36.6亿元，占年度预算60亿元的61%，较时间进度58.3%超2.7个百分点。",
        {"36.6/60 = 61%", "|61-58.3| = 2.7"},
        ("超2.7", "超7.2"),
    ),
    (
        "序时进度为66.7%，全县完成投资85.8亿元，为年度任务120亿元的71.5%，超出4.8个百分点。",
        {"85.8/120 = 71.5%", "|71.5-66.7| = 4.8"},
        ("4.8", "8.4"),
    ),
    (
        "1-7月，完成税收12亿元，完成预算20亿元的60%，同比增长5.2%，超序时进度1.7个百分点。",
        {"12/20 = 60%", "|60-58.3| = 1.7"},
        ("1.7", "7.1"),
    ),
]


@pytest.mark.parametrize(("text", "confirmed"), [row[:2] for row in TRUE])
def test_a_true_sentence_is_confirmed(text: str, confirmed: set[str]) -> None:
    found = found_in(text)

    assert confirmed <= set(found)
    assert set(found.values()) <= {"agrees", "agrees_within_rounding"}


@pytest.mark.parametrize(
    ("text", "printed", "planted"), [(row[0], *row[2]) for row in TRUE]
)
def test_a_planted_number_is_found(text: str, printed: str, planted: str) -> None:
    assert text.count(printed) == 1

    found = found_in(text.replace(printed, planted))

    assert {"disagrees", "query"} & set(found.values())


REAL_WORDINGS = [
    "1-6月，全市引进省外资金219.22亿元，完成年度目标任务589亿元的37.22%，低于序时进度12.78个百分点，同比增长8.08%。",
    "截至11月末，专项债券支出44.8亿元，支出进度95.3%，高于序时进度3.6个百分点，较上月提高6.1个百分点，高于全省平均2.4个百分点。",
    "1-5月，网络零售额18.9亿元，同比增长12.5%，完成全年目标45亿元的42%，比41.7%的序时进度高0.3个百分点。",
    "全年计划造林12万亩，截至9月底完成造林9.6万亩，占全年计划的80%，超序时进度5个百分点，其中人工造林4.2万亩。",
    "1-8月，省、市项目分别完成投资56亿元、78亿元，分别占年度计划的70%和65%，分别高于序时进度3.3个和低于序时进度1.7个百分点。",
    "1-9月，三项工程分别完成年度任务的82%、76%、71%，其中前两项分别超序时进度7个和1个百分点，后一项落后4个百分点。",
]


@pytest.mark.parametrize("text", REAL_WORDINGS)
def test_a_true_report_is_not_questioned(text: str) -> None:
    assert not {"disagrees", "query"} & set(found_in(text).values())


@pytest.mark.parametrize(
    "text",
    [
        "完成全年2.5万人任务的60%，快于序时进度1.7个百分点。",
        "截至7月15日，完成年度计划的60%，快于序时进度5.8个百分点。",
        "参保38.4万人，完成任务40万人的96%；养老参保22.5万人，完成年度任务的90%。",
        "支出进度60%，序时进度58.3%，完成率同比提高3.2个百分点。",
    ],
)
def test_without_a_base_nothing_is_said(text: str) -> None:
    assert not {"disagrees", "query"} & set(found_in(text).values())


@pytest.mark.parametrize(
    ("text", "result"),
    [
        # on the wrong side of 序时进度
        ("完成全年任务的60%，比序时进度58.3%低1.7个百分点。", "query"),
        # a rate whose base is not said is asked about
        ("支出进度60%，比序时进度58.3%高出7.1个百分点。", "query"),
        ("1-9月，完成年度目标85%，优于序时进度0.5个百分点。", "query"),
        ("1-9月，结案率85%，高于序时进度1.0个百分点。", "query"),
        # the period stands in another paragraph
        ("1-7月工作情况。\n完成年度任务的60%，快于序时进度7.1个百分点。", "query"),
        ("1-7月，完成年度任务的60%，快于序时进度7.1个百分点。", "disagrees"),
    ],
)
def test_what_is_not_certain_is_asked(text: str, result: str) -> None:
    assert list(found_in(text).values()) == [result]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完成全年2.5万人任务的", None),
        ("占全年目标的", None),
        ("全年完成投资12亿元，完成年度计划的", "100.0"),
        ("1-7月，完成全年任务的", "58.3"),
        ("截至7月15日", None),
        ("截至9月30日", "75.0"),
        ("1-7月累计完成63%，比6月底提高9.2个百分点，较一季度", "58.3"),
        ("1-6月，完成年度任务（8月5日印发）的", "50.0"),
    ],
)
def test_how_much_of_the_year_has_gone(text: str, expected: str | None) -> None:
    gone = year_gone(text)

    assert (gone and str(gone)) == expected
