"""Numbers whose whole, base or twin stands in another sentence: right ones are confirmed, slips are found."""

from __future__ import annotations

import pytest

from tests.bulletin.proof.test_claims import found_in

TOLD_AGAIN = (
    "全市受理消费投诉918件，其中商品投诉640件，同比增长8.3%；举报278件。\n"
    "本月共受理商品类投诉{}件，同比增长8.3%。"
)
SECTORS = (
    "全县实现生产总值240.00亿元，增长5.2%。其中，第一产业增加值36.00亿元，第二产业增加值"
    "84.00亿元，第三产业增加值120.00亿元。三次产业结构由上年的15.6:35.2:49.2调整为{}。"
)
NO_ARREST = "批准逮捕150件190人，不批准逮捕30件38人，不捕率（按人数）为{}%。"
LAST_YEAR = (
    "受理审查起诉案件450件620人，去年同期为600件800人，件数和人数同比分别下降25%、{}%。"
)
PARTS_BESIDE = "上半年签约项目20个，总投资36亿元；履约项目18个，履约率90%；开工项目{}个，开工率75%。"
CHANGES = (
    "1-5月收入完成61250万元，同比增收4310万元，增长7.57%。其中：市本级完成21000万元，"
    "同比增收1205万元，增长6.09%；各县完成40250万元，同比增收{}万元，增长8.36%。"
)
ENUMERATED = "60个断面中，优良、轻度和重度污染断面比例分别为71.0%、20.3%和{}%。"
MONTHS = (
    "6月份，全县工业总产值完成20.5亿元。1-6月，全县工业总产值完成{}亿元，增长6.2%。"
)
BY_MEASURE = (
    "1-6月，完成工业增加值180.50亿元，增长6.1%。完成销售产值760.40亿元，增长7.0%。\n"
    "从三大门类看，采矿业完成增加值{}亿元，增长3.1%；制造业完成增加值160.10亿元，增长6.6%；"
    "电力行业完成增加值15.10亿元，增长4.0%。"
)
SHARES_IN_TURN = "全年共发生火灾4.20万起，死亡120人。\n城市发生火灾2.10万起、死亡{}人，分别占总数的50.0%、35.0%。"
TO_A_HUNDRED = (
    "全区常住人口520300人，其中，0-14岁{}人，占20.00%；15-59岁351200人，占67.50%；"
    "60岁及以上65040人，占12.50%。"
)

OWN_SUM = "受理诉求650件。从级别看，县级12件，占2.07%；乡级96件，占16.55%；村级{}件，占81.38%。"
NOT_UP_TO_STANDARD = "共抽检4200批次，检出不合格样品{}批次，总体不合格率2.50%。"
HOW_MANY_GREW = "36个行业大类中有{}个行业增加值实现增长，增长面达75.0%。"
BELOW_NOTHING = "工业增加值同比增长1.6%，高于全国平均水平（-6.3%）{}个百分点。"
TOGETHER = (
    "5月，发行新增债券5210亿元，其中一般债券1020亿元、专项债券4190亿元。发行再融资债券2240亿元，"
    "其中一般债券1310亿元、专项债券930亿元。合计，发行债券7450亿元，其中一般债券{}亿元、专项债券5120亿元。"
)
TWO_IN_A_BRACKET = "共识别监测对象{}户610人（脱贫不稳定户142户300人，边缘户71户210人，突发困难户31户100人）。"
OPPOSITES = "总体不合格率3.15%，合格率为{}%。"
NESTED_BRACKET = "共发布信息{}条，其中：机构信息6条，通知31条（其中处罚公告22条），人事信息2条，规划计划3条。"
PER_HEAD = (
    "全县居民人均可支配收入{}元。其中，人均工资性收入8100元，人均经营净收入3200元，"
    "人均财产净收入700元，人均转移净收入2900元。"
)
LAST_YEAR_S_SHARE = "全省完成投资2200亿元，增长8.1%。其中，项目投资1430亿元，占比由上年同期的61%提高到{}%。"
SIDE_BY_SIDE = (
    "全年发生火灾40.0万起，死亡800人。\n"
    "农村火灾24.0万起、亡{}人，占总数的60.0%和55.0%；城市火灾16.0万起、亡360人，占总数的40.0%和45.0%。"
)
NAMED_ALIKE = (
    "优良级的监测点比例为10.1%，良好级的监测点比例为24.0%，较差级的监测点比例为{}%，极差级的监测点比例为"
    "22.4%。"
)
BY_THE_DAY = "1-3月，新设企业1800户，增长5.1%。日均新设企业{}户。"


@pytest.mark.parametrize(
    ("text", "right", "wrong", "expression"),
    [
        (TOLD_AGAIN, "640", "648", "640件 = {}件"),
        (SECTORS, "15.0:35.0:50.0", "15.0:37.0:50.0", "84.00/240.00 = {second}%"),
        (NO_ARREST, "16.67", "16.07", "38/(38+190) = {}%"),
        (LAST_YEAR, "22.5", "32.5", "620/800-1"),
        (PARTS_BESIDE, "15", "16", "{}/20 = 75%"),
        (CHANGES, "3105", "3108", "1205+{} = 4310"),
        (ENUMERATED, "8.7", "5.7", "71.0+20.3+{} = 100"),
        (BY_MEASURE, "5.30", "8.30", "{}+160.10+15.10 = 180.50"),
        (SHARES_IN_TURN, "42", "47", "{}/120 = 35.0%"),
        (NOT_UP_TO_STANDARD, "105", "165", "{}/4200 = 2.50%"),
        (HOW_MANY_GREW, "27", "21", "{}/36 = 75.0%"),
        (BELOW_NOTHING, "7.9", "7.1", "|1.6+6.3| = {}"),
        (TOGETHER, "2330", "2380", "1020+1310 = {}"),
        (TWO_IN_A_BRACKET, "244", "284", "142+71+31 = {}"),
        (OPPOSITES, "96.85", "96.35", "3.15+{} = 100"),
        (LAST_YEAR_S_SHARE, "65.0", "68.0", "1430/2200 = {}%"),
        (SIDE_BY_SIDE, "440", "410", "{}/800 = 55.0%"),
        (NAMED_ALIKE, "43.5", "45.5", "10.1+24.0+{}+22.4 = 100"),
        (PER_HEAD, "14900", "14700", "8100+3200+700+2900 = {}"),
        (BY_THE_DAY, "20", "29", "1800/91 = {}"),
        (TO_A_HUNDRED, "104060", "104068", "{}+351200+65040 = 520300"),
    ],
    ids=lambda value: value[:12],
)
def test_what_is_told_elsewhere(
    text: str, right: str, wrong: str, expression: str
) -> None:
    confirmed = found_in(text.format(right))
    refuted = found_in(text.format(wrong))

    assert confirmed[_shown(expression, right)] == "agrees"
    assert "disagrees" not in confirmed.values()
    assert refuted[_shown(expression, wrong)] == "disagrees"


def _shown(expression: str, number: str) -> str:
    return expression.format(
        number, second=number.split(":")[1:2] and number.split(":")[1]
    )


def test_a_month_is_part_of_the_months_so_far() -> None:
    assert found_in(MONTHS.format("118.2"))["20.5 ≤ 118.2"] == "agrees"


def test_shares_of_their_own_sum_are_compared_with_it() -> None:
    """The whole that is printed is of more: the list's own sum is what was divided by."""
    right = found_in(OWN_SUM.format("472"))
    wrong = found_in(OWN_SUM.format("422"))

    assert right["472/(12+96+472) = 81.38%"] == "agrees"
    assert "disagrees" not in right.values()
    assert wrong["12、96、422各占合计 = 2.07%、16.55%、81.38%"] == "disagrees"


NOTHING_CAME = "来信0件，占{}%；来访0件，占{}%；来电0件，占{}%。"


@pytest.mark.parametrize("shares", [("0", "0", "0"), ("40", "30", "30")])
def test_shares_of_nothing_are_no_fault(shares: tuple[str, ...]) -> None:
    """A quiet month: there is no number that the shares could be of."""
    found = found_in(NOTHING_CAME.format(*shares))

    assert set(found.values()) <= {"agrees"}


@pytest.mark.parametrize("rate", ["0", "100"])
def test_a_rate_of_nothing_done_and_nothing_undone_is_no_fault(rate: str) -> None:
    assert found_in(f"满意0件，不满意0件，满意率{rate}%。") == {}


def test_a_whole_that_another_list_proves_is_no_slip_of_this_one() -> None:
    text = (
        "受理608件。来访455件、来电45件、来信12件、其他96件。\n"
        "从来源看，群众反映416件，占69.33%；移交184件，占30.67%。"
    )

    assert found_in(text)["416+184 = 608"] == "query"


def test_a_bracket_inside_a_list_does_not_end_it() -> None:
    assert found_in(NESTED_BRACKET.format("42"))["6+31+2+3 = 42"] == "agrees"


NOT_COMPARED = [
    # 其中 goes back to a larger number than the one before it
    "抽检8600批次。检出不合格180批次。其中，市局完成的2100批次抽检中，普通食品1500批次、农产品600批次。",
    # so many days are no number of things
    "煤矿事故221起，死亡1739人，平均每6.3天发生1起。重特大事故11起，死亡303人，平均每25天发生1起。",
    # within rounding a slip may always be found: two of three parts are named
    "基金收入2296亿元，其中：保险收入648亿元；转移收入1569亿元。",
    # 其中 behind a semicolon is of the head
    "目标任务215项，已完成156项，正在推进37项，未启动22项；其中牵头59项，配合156项。",
    # a note in a bracket cuts nothing
    "丽水16件（注：1件涉3市，1件涉2市）。",
    # the same rate of another period
    "抽检4200批次，不合格样品105批次，抽检不合格率为2.50%。其中，二季度抽检不合格率为2.59%。",
    # one growth rate behind two counts may be of either
    "来访86件117人次，同比上升63.79%。",
    # what is counted for each other thing is no sum
    "粮食单位面积产量380公斤/亩。其中谷物单位面积产量430公斤/亩。",
    # the whole that a share names is not printed
    "民营企业进出口5.2亿元，增长9.1%。其中，出口3.4亿元，占出口总值的48.1%；进口1.8亿元。",
    # a fall is part of what comes to a hundred
    "三次产业贡献率分别为48.1%、-43.1%、95%。",
    # a number that is told again with fewer decimals
    "县乡村消费品零售额125.23亿元，增长4.7%。\n全县乡村消费品零售额125.2亿元，增长4.7%。",
    # two places that grew alike, two periods of one name
    "甲县产值21.10亿元，增长5.5%。\n乙县产值21.70亿元，增长5.5%。",
    "2023年收入15234万元。\n2024年收入15834万元。",
    # who is neither of two things is counted nowhere
    "决定起诉340件425人，决定不起诉48件54人，不诉率为12.37%。",
    # last year's structure is no share of this year's numbers
    SECTORS.format("15.0:35.0:50.0"),
    # a term that was fitted so that all make a hundred
    "生产总值98.00亿元。其中，第一产业21.51亿元，第二产业38.00亿元，第三产业38.49亿元。三次产业结构为21.9:38.8:39.3。",
    # the first few of many that are not given by size
    "办件量前三位的是：民政20件，教育35件，交通12件。",
]


@pytest.mark.parametrize("text", NOT_COMPARED, ids=lambda text: text[:14])
def test_what_need_not_agree_raises_no_alarm(text: str) -> None:
    assert not {"disagrees", "query"} & set(found_in(text).values())


def test_parts_in_sentences_of_their_own_are_asked_about() -> None:
    text = "审结案件93件131人。批准逮捕案件78件102人。不批捕15件27人。"

    found = found_in(text)

    assert found["78+15 = 93"] == "agrees"
    assert found["102+27 = 131"] == "query"


@pytest.mark.parametrize(
    "text",
    [
        "受理500件,其中咨询类290件,占57%;求助类210件,占42%。",
        "受理500件，其中咨询类290件，占57%；求助类210件，占42%。",
    ],
    ids=["half width", "full width"],
)
def test_punctuation_typed_in_half_width_reads_the_same(text: str) -> None:
    assert found_in(text)["290/500 = 57%"] == "disagrees"


def test_a_thousands_comma_stays_in_its_number() -> None:
    assert (
        found_in("收入1,500万元,其中税收900万元,非税600万元。")["900+600 = 1500"]
        == "agrees"
    )
