"""Relations that the words alone say, so that a slip in any of their numbers is seen."""

from __future__ import annotations

import pytest

from tests.bulletin.proof.test_claims import found_in

OF_ALL_TASKS = (
    "全年工作细化为240项具体事项。达到进度的有180项，占总任务的75.0%；欠进度的有48项，占总任务的{}%；"
    "其它类12项，占总任务的5.0%。"
)
A_YEAR_S_PLAN = "城镇新增就业{}人，完成3500人年计划的64.00%。"
SEVERAL_PLANS = (
    "完成预算收入32.55亿元，为人大预算数35.00亿元的93.00%，为三季度目标31.00亿元的{}%，"
    "为全年目标42.00亿元的77.50%。"
)
PLAN_IN_A_BRACKET = "年度计划开工{}项（其中上半年计划开工180项），已开工160项，完成年度计划开工的64.0%。"
ABOVE_ITS_WHOLE = (
    "形成有效工单8400件，转派3200件，在线办结5200件，综合办结数{}件，综合办结率98.50%。"
)
OF_FARMING = (
    "全县实现农林牧渔业总产值60.40亿元。其中：农业产值{}亿元，增长4.1%；林业产值4.10亿元，增长6.2%；"
    "畜牧业产值18.20亿元，增长2.0%；渔业产值3.30亿元，增长5.1%；服务业产值2.50亿元，增长7.3%。"
)
NAMED_BY_THE_WHOLE = (
    "接收投诉、举报、咨询共计{}件。其中：投诉310件、举报95件、咨询127件。"
)
UP_TO_OTHERS = (
    "签订合同{}个，到位资金5.20亿元。其中工业项目42个；基础设施项目17个；其它项目61个。"
)
OF_THEM = "240个重点项目中，亿元以上项目{}个。"
HOW_MANY_TASKS = (
    "量化指标任务共60项。达到序时进度48项、占比80.0%。未达到序时进度{}项，占比20.0%。"
)
IN_ANOTHER_PARAGRAPH = (
    "1-5月，规上工业产值412.6亿元，规上工业增加值66.4亿元。\n"
    "产值前十名企业实现规上工业产值301.2亿元，占全县规上工业总产值的{}%。"
)
WHOLE_BEHIND = "税收收入26.40亿元，一般公共预算收入40.00亿元，税收收入占一般公共预算收入比重为{}%。"
CLAUSES = (
    "已落实住房建设项目41个17390套。其中，经济适用住房开工{}套，竣工2310套；公共租赁住房开工7240套，"
    "竣工510套；棚户区改造开工5210套。"
)
PLANS_IN_A_BRACKET = "干线公路完成投资285.0亿元、农村公路96.0亿元，分别占年度目标（250.0亿元、80.0亿元）的{}%、120.0%。"
SO_MANY = (
    "全省到位资金1520.60亿元，增长8.1%。\n三大经济区中，北部经济区到位{}亿元，增长7.0%；中部经济区到位"
    "510.25亿元，南部经济区到位269.95亿元。"
)
COUNTED_BEFORE = (
    "大会收到提案3652件，立案3105件。\n大会收到的{}件提案中，纸质提案1840件。"
)
OF_SO_MANY = "全县325个行政村中，{}个村完成改水，覆盖率72.0%。"
ASKED_FOR = "全年要求基本建成住房6400套，其中竣工2500套。目前，基本建成{}套，建成率75.0%；竣工1750套，竣工率70.0%。"
TWO_WORKS = (
    "水库加固3座，总投入资金2450.00万元；目前，已完成投资1960.00万元，占计划的80.0%。管道改造27处，总投资"
    "640.00万元；目前，已完成投资480.00万元，占计划的{}%。"
)
BY_ANOTHER_WORD = (
    "接听来电7200个，其中转办3100件，办结2170件，办结率70.0%；直办4100件，直办率{}%。"
)
ABOVE_ITS_PLAN = "全市年度310户改造目标任务，已开工{}户，开工率100%。"


@pytest.mark.parametrize(
    ("text", "right", "wrong", "expression"),
    [
        (OF_ALL_TASKS, "20.0", "26.0", "48/240 = {}%"),
        (A_YEAR_S_PLAN, "2240", "2840", "{}/3500 = 64.00%"),
        (SEVERAL_PLANS, "105.00", "106.00", "32.55/31.00 = {}%"),
        (PLAN_IN_A_BRACKET, "250", "150", "160/{} = 64.0%"),
        (ABOVE_ITS_WHOLE, "8274", "9274", "{}/8400 = 98.50%"),
        (OF_FARMING, "32.30", "37.30", "{}+4.10+18.20+3.30+2.50 = 60.40"),
        (NAMED_BY_THE_WHOLE, "532", "533", "310+95+127 = {}"),
        (UP_TO_OTHERS, "120", "720", "42+17+61 = {}"),
        (OF_THEM, "150", "750", "{} ≤ 240"),
        (HOW_MANY_TASKS, "12", "92", "{}/60 = 20.0%"),
        (IN_ANOTHER_PARAGRAPH, "73.0", "78.0", "301.2/412.6 = {}%"),
        (WHOLE_BEHIND, "66.0", "16.0", "26.40/40.00 = {}%"),
        (CLAUSES, "4940", "4340", "{}+7240+5210 = 17390"),
        (PLANS_IN_A_BRACKET, "114.0", "174.0", "285.0/250.0 = {}%"),
        (SO_MANY, "740.40", "740.90", "{}+510.25+269.95 = 1520.60"),
        (COUNTED_BEFORE, "3652", "3692", "3652件 = {}件"),
        (OF_SO_MANY, "234", "834", "{}/325 = 72.0%"),
        (ASKED_FOR, "4800", "4300", "{}/6400 = 75.0%"),
        (TWO_WORKS, "75.0", "15.0", "480.00/640.00 = {}%"),
        (BY_ANOTHER_WORD, "56.9", "16.9", "4100/7200 = {}%"),
        (ABOVE_ITS_PLAN, "310", "810", "{}/310 = 100%"),
    ],
    ids=lambda value: value[:12],
)
def test_a_slip_is_seen(text: str, right: str, wrong: str, expression: str) -> None:
    confirmed = found_in(text.format(right))
    refuted = found_in(text.format(wrong))

    assert confirmed[expression.format(right)] == "agrees"
    assert not {"disagrees", "query"} & set(confirmed.values())
    assert refuted[expression.format(wrong)] == "disagrees"


def test_a_total_investment_is_the_plan_of_what_was_invested() -> None:
    text = "总投入资金1850.00万元，已完成投资1572.50万元，占计划85.0%。"

    assert found_in(text)["1572.50/1850.00 = 85.0%"] == "agrees"


NOT_SAID = [
    # 个 counts anything: the villages are none of the counties
    "18个县中，240个村完成改造。",
    # and 公里 is no word for what is in it
    "县道3198公里，乡道3343公里，村道7247公里。",
    # three sorts are said of the shares, not of the fields that follow
    "受理1144.97万件。\n三类业务各占5.7%、93.1%和1.2%，公路、客运和运输分别为781.67万件、287.20万件和75.81万件。",
    # what was filed is another matter
    "收到提案187件，其中会后17件，经审查立案175件。",
    # two clauses of a list tell of two matters
    "立案971件，其中应结案956件，结案902件；部件类有效立案25件。",
    # 新开工 are the 66 themselves, and not a part of them
    "66个新开工项目已有28个开工建设；58个续建项目进展顺利。",
    # the plan that a completion is of is not printed
    "完成投资152.40亿元，占年度计划的76.1%；社会事业项目完成投资81.20亿元，占年度计划的51.7%。",
]


@pytest.mark.parametrize("text", NOT_SAID, ids=lambda text: text[:14])
def test_what_is_not_said_raises_no_alarm(text: str) -> None:
    assert not {"disagrees", "query"} & set(found_in(text).values())
