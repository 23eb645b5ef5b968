"""Differences that have a name, gaps to a printed rate, and figures that are said again."""

from __future__ import annotations

import pytest

from tests.bulletin.proof.test_claims import Found, found_in

RIGHT = [
    pytest.param(
        "进出口总值41.0亿元，其中出口29.5亿元，进口11.5亿元，贸易顺差18.0亿元。",
        {"29.5-11.5 = 18.0": "agrees"},
        id="a surplus is of what goes out and comes in, never of 进出口",
    ),
    pytest.param(
        "全年出生人口1260人，出生率6.32‰；死亡人口1385人，死亡率6.95‰；全年人口自然减少125人，自然增长率-0.63‰。",
        {"1260-1385 = 125": "agrees", "6.32-6.95 = 0.63": "agrees"},
        id="births and deaths, of people and of a thousand",
    ),
    pytest.param(
        "本年收入3640万元，增长4.0%。其中：保险费收入2500万元；补贴收入815万元。本年支出3120万元。"
        "其中，养老金支出3050万元。本年收支结余520万元，年末滚存结余8800万元。",
        {"3640-3120 = 520": "agrees"},
        id="what comes in and goes out stands sentences before",
    ),
    pytest.param(
        "一般公共预算收入8.20亿元，加上级补助收入5.30亿元、上年结余收入0.70亿元，收入合计14.20亿元；"
        "支出12.10亿元，加上解支出1.50亿元，支出合计13.60亿元。结转下年0.60亿元。",
        {"14.20-13.60 = 0.60": "agrees"},
        id="what the last year left is received, no balance",
    ),
    pytest.param(
        "收到申请18件，上年结转2件，办结19件，结转下年1件。",
        {"2+18-19 = 1": "agrees"},
        id="what is carried over is of what was open, came in and was closed",
    ),
    pytest.param(
        "旧存案件12.6万件，新收案件40.3万件，结案31.4万件，未结案件21.5万件。",
        {"12.6+40.3-31.4 = 21.5": "agrees"},
        id="cases that stay open",
    ),
    pytest.param(
        "出生人口2.4万人；出生率7.16‰。死亡人口2.5万人；死亡率7.41‰。人口自然增长率为-0.25‰。",
        {"7.16-7.41 = 0.25": "agrees"},
        id="births and deaths in sentences of their own",
    ),
    pytest.param(
        "受理建议60件，回复率100%，初次办理满意率91.67%，基本满意率8.33%。",
        {"91.67+8.33 = 100": "agrees"},
        id="those content and those nearly so are all",
    ),
    pytest.param(
        "测评满意率96.2%，基本满意率3.1%，不满意率0.7%。",
        {"96.2+3.1+0.7 = 100": "agrees"},
        id="three opinions",
    ),
    pytest.param(
        "工业投资增长9.6%，增幅比1-4月增速7.1%上升2.5个百分点。",
        {"|9.6-7.1| = 2.5": "agrees"},
        id="the rate right before a gap is compared with",
    ),
    pytest.param(
        "用电量增长6.4%，高于全市平均水平（4.9%）1.5个百分点，高于全省（5.2%）1.2个百分点。",
        {"|6.4-4.9| = 1.5": "agrees", "|6.4-5.2| = 1.2": "agrees"},
        id="each bracket behind 高于 is compared with",
    ),
    pytest.param(
        "用电量增长6.4%，高于全市平均水平（4.9%）1.5个百分点，比1-6月回落0.8个百分点。",
        {"|6.4-4.9| = 1.5": "agrees"},
        id="a bracket is the basis of the gap right behind it only",
    ),
    pytest.param(
        "工业增加值下降1.3%，降幅比一季度（6.5%）收窄5.2个百分点。",
        {"|-1.3+6.5| = 5.2": "agrees"},
        id="a bracket of a fall needs no sign",
    ),
    pytest.param(
        "受理来件2150件，其中投诉760件，同比增长12.5%。\n本月共受理投诉760件，同比增长12.5%。",
        {"760件 = 760件": "agrees"},
        id="one name and one growth rate are one figure",
    ),
    pytest.param(
        "新增入库企业46家，其中工业20家、商贸17家、服务业9家，完成全年目标80家的57.5%。",
        {"20+17+9 = 46": "agrees", "46/80 = 57.5%": "agrees"},
        id="what follows a list is said of its head",
    ),
    pytest.param(
        "到位资金6.40亿元，其中国债2.50亿元、其他3.90亿元，较上年多争取0.80亿元，增长14.3%。",
        {"0.8/(6.40-0.8)": "agrees"},
        id="what changed is the head of the list",
    ),
    pytest.param(
        "完成造林4.6万亩，超额完成年度任务4万亩的15%。",
        {},
        id="by how much a plan was surpassed is not how much of it was done",
    ),
    pytest.param(
        "发生火灾150起，受伤53人，与去年同期相比，起数减少25起，伤人数增加3人，分别下降14.3%和上升6.0%。",
        {"25/(150+25)": "agrees", "3/(53-3)": "agrees"},
        id="rates of one 分别 that go two ways",
    ),
]

WRONG = [
    pytest.param(
        "收到申请18件，上年结转2件，办结14件，结转下年1件。",
        "2+18-14 = 1",
        id="what is carried over does not come out",
    ),
    pytest.param(
        "受理建议60件，初次办理满意率91.67%，基本满意率8.53%。",
        "91.67+8.53 = 100",
        id="two opinions that are all but for a digit",
    ),
    pytest.param(
        "会议立案提案中，经济方面的占34.72%，政治方面的占11.67%，文化方面的占7.99%，"
        "社会方面的占85.49%，生态方面的占10.13%。",
        "34.72+11.67+7.99+85.49+10.13 = 100",
        id="many fine shares that are all but for a digit",
    ),
    pytest.param(
        "各产业和居民生活用电所占比重分别为0.8%、76.7%、16.9%和9.6%。",
        "0.8+76.7+16.9+9.6 = 100",
        id="the shares of each are all",
    ),
    pytest.param(
        "基金收入3640万元，其中：保险费收入2500万元，补贴收入815万元；基金支出3120万元；当年结余560万元。",
        "3640-3120 = 560",
        id="a fund's surplus is not of its parts",
    ),
    pytest.param(
        "全市投资增长7.4%。工业投资增长18.6%，高于全部投资增速11.7个百分点。",
        "|18.6-7.4| = 11.7",
        id="a gap to the growth of all, which the text begins with",
    ),
    pytest.param(
        "进出口总值41.0亿元，其中出口29.5亿元，进口11.5亿元，贸易顺差13.0亿元。",
        "29.5-11.5 = 13.0",
        id="a surplus that does not come out",
    ),
    pytest.param(
        "全年出生人口1260人，死亡人口1385人，全年人口自然减少127人。",
        "1260-1385 = 127",
        id="births and deaths",
    ),
    pytest.param(
        "收入合计14.20亿元。\n支出12.10亿元，支出合计13.60亿元。\n年终结余0.80亿元。",
        "14.20-13.60 = 0.80",
        id="sums over paragraphs",
    ),
    pytest.param(
        "工业投资增长9.6%，增幅比1-4月增速7.1%上升2.8个百分点。",
        "|9.6-7.1| = 2.8",
        id="a gap to the rate right before it",
    ),
    pytest.param(
        "用电量增长6.4%，高于全市平均水平（4.9%）1.9个百分点。",
        "|6.4-4.9| = 1.9",
        id="a gap to the rate in the bracket",
    ),
    pytest.param(
        "会议共收到提案365件，其中立案340件。会议收到的385件提案中，网上提交的较多。",
        "365件 = 385件",
        id="those that were received are told again with another digit",
    ),
    pytest.param(
        "受理来件2150件，其中投诉760件，同比增长12.5%。\n本月共受理投诉790件，同比增长12.5%。",
        "760件 = 790件",
        id="a figure that is said again with another digit",
    ),
    pytest.param(
        "新增入库企业46家，其中工业20家、商贸17家、服务业9家，完成全年目标80家的51.5%。",
        "46/80 = 51.5%",
        id="how much of a plan the head of a list is",
    ),
    pytest.param(
        "发生火灾150起，受伤53人，与去年同期相比，起数减少25起，伤人数增加3人，分别下降14.3%和上升8.0%。",
        "3/(53-3)",
        id="the second of two rates that go two ways",
    ),
]

UNSAID = [
    pytest.param(
        "本月受理投诉385件。办结的365件投诉中，商品类较多。",
        id="those that were closed are not those that came in",
    ),
    pytest.param(
        "测评满意率96.2%，基本满意率3.1%。",
        id="two opinions leave room for a third",
    ),
    pytest.param(
        "会议立案提案中，经济方面的占31.2%，政治方面的占11.6%，文化方面的占7.9%，"
        "社会方面的占35.4%。",
        id="shares of one decimal may leave some out",
    ),
    pytest.param(
        "目标任务120项，已完成64项，正在推进42项，未启动14项；其中牵头71项，配合49项。",
        id="其中 behind a semicolon need not be of the last number",
    ),
    pytest.param(
        "基金收入4482万元，其中：保险费收入2807万元，财政补贴收入1275万元。",
        id="fees and subsidies leave out a fund's interest",
    ),
    pytest.param(
        "新增贷款125.3亿元，其中制造业贷款65.2亿元、民营企业贷款54.0亿元、小微企业贷款60.1亿元。",
        id="classes of loans cross",
    ),
    pytest.param(
        "甲县产值2.10亿元，增长5.5%。\n乙县产值2.70亿元，增长5.5%。",
        id="two places that grew alike",
    ),
    pytest.param(
        "社保基金收入860万元，支出640万元，上年结余150万元。",
        id="last year's balance is of last year's numbers",
    ),
]


@pytest.mark.parametrize(("text", "expected"), RIGHT)
def test_what_comes_out_is_confirmed(text: str, expected: Found) -> None:
    found = found_in(text)

    assert expected.items() <= found.items()
    assert set(found.values()) <= {"agrees", "agrees_within_rounding"}


@pytest.mark.parametrize(("text", "expression"), WRONG)
def test_a_slip_is_wrong(text: str, expression: str) -> None:
    found = found_in(text)

    assert found[expression] == "disagrees"
    assert list(found.values()).count("disagrees") == 1


@pytest.mark.parametrize("text", UNSAID)
def test_other_matters_are_not_compared(text: str) -> None:
    assert not {"disagrees", "query"} & set(found_in(text).values())
