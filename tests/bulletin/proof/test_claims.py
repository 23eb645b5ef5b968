"""What sentences claim of their numbers: each row is a sentence and every check that must come of it."""

from __future__ import annotations

import pytest

from xltool.bulletin.checking import Result
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.reading import read_bulletin

Found = dict[str, str]
"""Result by expression."""


def found_in(text: str) -> Found:
    bulletin = read_bulletin(f"【重要指标】\n{text}")
    checks = check_bulletin(bulletin, read_figures(bulletin))
    return {one.expression: one.result.value for one in checks}


RIGHT = [
    # the whole is what the sentence is about, never the last number before 其中
    (
        "1-5月，契税完成640万元，完成年初预算1600万元的40.0%，同比减收20万元。其中，新房350万元，二手房290万元。",
        {"350+290 = 640": "agrees", "640/1600 = 40.0%": "agrees"},
    ),
    (
        "1-5月，地方收入800万元，增长5.3%，增收40万元。其中，税收收入560万元，增收31万元。",
        {"560 ≤ 800": "agrees", "40/(800-40)": "agrees"},
    ),
    (
        "4月，受理诉求2700件，日均90件。其中，直办1900件、转办800件。",
        {"1900+800 = 2700": "agrees", "2700/30 = 90": "agrees"},
    ),
    (
        "7月，接到来电600件（座机350件、手机250件）。其中，即时办结410件，转办190件。",
        {"350+250 = 600": "agrees", "410+190 = 600": "agrees"},
    ),
    (
        "1-5月，到位资金90亿元，完成年度任务80亿元的112.5%；其中省外资金66亿元，完成年度任务60亿元的110%。",
        {"66 ≤ 90": "agrees", "90/80 = 112.5%": "agrees", "66/60 = 110%": "agrees"},
    ),
    # brackets and a second 其中 are the next level down
    (
        "全年安排课题40个，其中重点课题31个（一类7个、二类8个、三类16个），一般课题9个（一类4个、二类5个）。",
        {"31+9 = 40": "agrees", "7+8+16 = 31": "agrees", "4+5 = 9": "agrees"},
    ),
    (
        "重点桥梁326座，其中续建101座、新建132座（已开工98座）、前期93座。",
        {"101+132+93 = 326": "agrees", "98 ≤ 132": "agrees"},
    ),
    (
        "全年增加值6558万元。其中：第一产业2065万元；第二产业1493万元，其中工业1000万元，建筑业493万元。第三产业3000万元。",
        {"2065+1493+3000 = 6558": "agrees", "1000+493 = 1493": "agrees"},
    ),
    # another matter is no part
    (
        "重点工程71个，其中交通工程29个、水利工程22个、其他20个，涉及责任单位46个。",
        {"29+22+20 = 71": "agrees"},
    ),
    (
        "计划开工190项，其中1-5月计划开工150项，实际开工131项（提前开工12项）。",
        {"150 ≤ 190": "agrees", "12 ≤ 131": "agrees"},
    ),
    # classes that cross, or only the greater ones
    (
        "新增贷款130亿元，其中制造业贷款71亿元、小微贷款84亿元。",
        {"71+84 ≤ 130": "agrees"},
    ),
    ("签约项目30个（亿元以上12个、5亿元以上3个）。", {"12+3 ≤ 30": "agrees"}),
    # ranks of counties, and among a number
    ("全县办件2.2万件，居全省第41位。", {"1 ≤ 41 ≤ 200": "agrees"}),
    ("全县总值3.2亿元，居全省103个县市区第48位。", {"1 ≤ 48 ≤ 103": "agrees"}),
    # rates find their pair
    (
        "年度计划投资120亿元，1-7月完成投资60亿元，7月完成投资9亿元，完成率50%。",
        {"60/120 = 50%": "agrees"},
    ),
    (
        "年度任务160个，已开工120个，已竣工40个，开工率75%，竣工率25%。",
        {"120/160 = 75%": "agrees", "40/160 = 25%": "agrees"},
    ),
    (
        "税收收入35亿元，占一般公共预算收入50亿元的70%。",
        {"35/50 = 70%": "agrees"},
    ),
    # gaps, balances, means, structures
    (
        "至9月底，完成年度计划的72.3%，低于序时进度2.7个百分点。",
        {"|72.3-75.0| = 2.7": "agrees"},
    ),
    (
        "前10个月，完成率80.1%，低于序时进度3.2个百分点。",
        {"|80.1-83.3| = 3.2": "agrees"},
    ),
    ("出口132亿元，进口161.4亿元，贸易逆差29.4亿元。", {"132-161.4 = 29.4": "agrees"}),
    (
        "新开工项目114个，总投资263.3亿元，平均投资规模2.3亿元。",
        {"263.3/114 = 2.3": "agrees"},
    ),
    ("三次产业结构为6.0:46.9:47.1。", {"6.0+46.9+47.1 = 100": "agrees"}),
    ("比上年减少22件，全年478件，下降4.4%。", {}),
    ("全年478件，比上年减少22件，下降4.4%。", {"22/(478+22)": "agrees"}),
    ("死亡4人，同比下降33.3%。", {"4人/(1-33.3%) 应是整数": "agrees"}),
    # quantities in words
    (
        "受理三十八件，其中来信二十件、来访十八件。",
        {"20+18 = 38": "agrees"},
    ),
]

WRONG = [
    (
        "7月，受理诉求400件，其中咨询类232件，占57%；求助类168件，占42%。",
        "232/400 = 57%",
    ),
    (
        "提案85件，其中A类21件，占提案总数的34.71%；B类64件，占提案总数的75.29%。",
        "21/85 = 34.71%",
    ),
    ("桥梁工程23座，达到序时进度18座，占比87.3%。", "18/23 = 87.3%"),
    ("举报件185件（来电64件、来信112件）。", "64+112 = 185"),
    (
        "建议117件，分为四类：财经类20件、司法类7件、城建类23件、农业类58件。",
        "20+7+23+58 = 117",
    ),
    ("140项任务中，达到序时进度124项，未达序时进度61项。", "124+61 = 140"),
    (
        "共发生事故236起。\n一是工矿商贸20起。\n二是道路运输94起。\n三是火灾113起。",
        "20+94+113 = 236",
    ),
    ("直办1378件，转办190件，合计受理1487件。", "1378+190 = 1487"),
    ("1-7月，财政收入1000万元，同比增长5.3%，增收80万元。", "80/(1000-80)"),
    (
        "收入完成600万元，完成年初预算1500万元的40%，同比减收50万元，下降9.7%。",
        "50/(600+50)",
    ),
    (
        "年度计划投资85.7亿元。\n至4月底，完成投资17.3亿元，占年度计划投资的22.2%。",
        "17.3/85.7 = 22.2%",
    ),
    ("收入完成500万元，完成年初预算1200万元的47.1%。", "500/1200 = 47.1%"),
    ("新建项目185个，总投资624亿元；已开工160个，开工率85.6%。", "160/185 = 85.6%"),
    ("生产安全事故死亡3人，同比增长3.0%。", "3人/(1+3.0%) 应是整数"),
    ("新增省级创新平台0个，同比增长13.6%。", "0个/(1+13.6%) 应是整数"),
    ("收入1200万元，支出1150万元，结余60万元。", "1200-1150 = 60"),
    ("截至9月底，完成率80.1%，高于序时进度3.2个百分点。", "|80.1-75.0| = 3.2"),
    ("7月，受理诉求3100件，日均110件。", "3100/31 = 110"),
    ("新签约项目11个，其中化工项目14个。", "14 ≤ 11"),
    ("全县总值3.2亿元，居全省103个县市区第148位。", "1 ≤ 148 ≤ 103"),
    ("全市总值居全省第35位。", "1 ≤ 35 ≤ 21"),
    ("受理三十七件，其中来信二十件、来访十八件。", "20+18 = 37"),
]

ASKED = [
    ("三次产业结构为6.0:46.9:50.7。", "6.0+46.9+50.7 = 100"),
    ("设备160台，分为三类：大型20台、中型53台、小型24台。", "20+53+24 = 160"),
    ("第一名甲县；第二名乙县；第三名丙区、丁区；第四名戊区。", "名次 1、2、3、4"),
]


@pytest.mark.parametrize(
    ("text", "expected"), RIGHT, ids=[row[0][:14] for row in RIGHT]
)
def test_what_is_right_is_confirmed_and_nothing_else_is_said(
    text: str, expected: Found
) -> None:
    found = found_in(text)

    assert expected.items() <= found.items()
    assert set(found.values()) <= {"agrees", "agrees_within_rounding"}


@pytest.mark.parametrize(
    ("text", "expression"), WRONG, ids=[row[0][:14] for row in WRONG]
)
def test_a_slip_is_wrong(text: str, expression: str) -> None:
    found = found_in(text)

    assert found[expression] == "disagrees"
    assert list(found.values()).count("disagrees") == 1


@pytest.mark.parametrize(
    ("text", "expression"), ASKED, ids=[row[0][:14] for row in ASKED]
)
def test_what_no_single_slip_explains_is_asked(text: str, expression: str) -> None:
    assert found_in(text)[expression] == "query"


@pytest.mark.parametrize(
    ("text", "expression", "result"),
    [
        (
            "事件共1640件，其中市容1312件，占80.0%；街面318件，占19.39%。",
            "1312+318 = 1640",
            "query",
        ),
        (
            "受理案件1640件。其中，巡查上报1493件，占91.04%；返工117件。",
            "1493+117 = 1640",
            "query",
        ),
        (
            "受理诉求68402件，其中咨询22803件，占33.3%；求助45609件，占66.7%。",
            "22803+45609 = 68402",
            "disagrees",
        ),
        (
            "受理诉求640件，其中咨询320件，占50.0%；求助380件，占50.0%。",
            "320+380 = 640",
            "disagrees",
        ),
    ],
    ids=[
        "shares that come out and leave some to others",
        "a number without a share beside one that has it",
        "shares that come to a hundred hide a slip that the sum shows",
        "a share denies the slip, too",
    ],
)
def test_shares_say_whether_a_list_is_all(
    text: str, expression: str, result: str
) -> None:
    assert found_in(text)[expression] == result


def test_figures_of_other_regions_are_not_compared() -> None:
    text = (
        "1-6月，全市完成固定资产投资900.5亿元。\n【特色亮点】\n甲县：提速\n"
        "1-6月，全县完成固定资产投资86.5亿元。"
    )

    assert found_in(text) == {}


def test_what_another_check_confirms_is_not_called_the_slip() -> None:
    bulletin = read_bulletin("受理500件，其中咨询290件，占57%；求助210件，占42%。")
    checks = check_bulletin(bulletin, read_figures(bulletin))

    (wrong,) = [one for one in checks if one.result is Result.DISAGREES]
    assert wrong.suggested == "57%→58%"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("● 内需攻坚。加快实施。● 产业攻坚。开展返乡创业专项行动。走访企业。", []),
        (
            "● 内需攻坚。加快实施。\n● 产业攻坚。开展返乡创业专项行动。走访企业。",
            ["内需攻坚", "产业攻坚"],
        ),
        ("内需攻坚。加快实施。全面提速项目攻坚。", ["内需攻坚"]),
        ("（一）项目建设。进展顺利。", ["项目建设"]),
    ],
)
def test_a_title_is_known_by_its_form(text: str, titles: list[str]) -> None:
    headings = read_bulletin(f"【重点任务】\n{text}").headings["重点任务"]

    assert list(headings)[: len(titles)] == titles
    assert not {"开展返乡创业专项行动", "全面提速项目攻坚"} & set(headings)


# ---- what texts that nobody here had seen taught -----------------------------------

MORE_KINDS = [
    pytest.param(
        "上半年，全县52个项目，已开工41个，开工率78.8%。其中：工业项目12个，已开工11个，开工率91.7%；"
        "城建项目24个，已开工18个，开工率75%；农业项目16个，已开工12个，开工率75%。",
        {"12+24+16 = 52": "agrees", "11+18+12 = 41": "agrees"},
        id="clauses of one shape make the numbers of their head, column by column",
    ),
    pytest.param(
        "受理各类案件300件，结案160件，结案率53.33%。其中：受理刑事案件58件，结案38件；"
        "受理民商事案件241件，结案122件。",
        {"38+122 = 160": "agrees", "58+241 = 300": "query"},
        id="a column that is short by little may leave small things out",
    ),
    pytest.param(
        "共办理建议450件，议案20件。所提问题已解决的310件，占68.9%；列入计划逐步解决的140件，占31.1%。",
        {"310/450 = 68.9%": "agrees", "140/450 = 31.1%": "agrees"},
        id="列入计划 is no plan",
    ),
    pytest.param(
        "全市完成投资190亿元，占年度投资计划的75%，欠目标进度8.3个百分点。1-10月，完成投资190亿元，"
        "占年度投资计划的75%，欠目标进度8.3个百分点。",
        {"|75-83.3| = 8.3": "agrees"},
        id="目标进度 is the time gone",
    ),
    pytest.param(
        "全市140个重点项目中，46个竣工项目进展顺利；58个在建项目进度正常；36个前期项目中甲水库、乙道路等14个项目已开工。",
        {"46+58+36 = 140": "agrees"},
        id="how many are named before 等 is no part beside the others",
    ),
    pytest.param(
        "9月，发生事故976起，死亡1112人，同比减少事故84起，减少死亡88人，分别下降7.9%和7.3%。",
        {"84/(976+84)": "agrees", "88/(1112+88)": "agrees"},
        id="what is counted may stand between 减少 and its number",
    ),
    pytest.param(
        "全年火灾亡1250人，伤820人。重点单位亡60人，伤41人，分别只占总数的4.8%、5.0%。",
        {"60/1250 = 4.8%": "agrees", "41/820 = 5.0%": "agrees"},
        id="the n-th share of 分别 is of the n-th number, its whole is called the same",
    ),
    pytest.param(
        "收回意见表527份，对态度满意的526件，对结果满意的519件，态度满意率和结果满意率分别达到99.8%和98.5%。",
        {"526/527 = 99.8%": "agrees", "519/527 = 98.5%": "agrees"},
        id="the n-th rate of 分别",
    ),
    pytest.param(
        "受理498件，结案118件，结案率23.69%；去年同期收案408件，结案136件，结案率33.33%。",
        {"118/498 = 23.69%": "agrees", "136/408 = 33.33%": "agrees"},
        id="last year's number may be a whole",
    ),
    pytest.param(
        "全州已开工68400户，占今年85000户任务数的80.47%，已竣工13260户，占今年任务数的15.60%。",
        {"68400/85000 = 80.47%": "agrees", "13260/85000 = 15.60%": "agrees"},
        id="a plan may stand between 占 and 的",
    ),
    pytest.param(
        "共起诉76.1万人，不起诉18.6万人，不诉率19.7%。",
        {"18.6/(18.6+76.1) = 19.7%": "agrees_within_rounding"},
        id="a rate of both leaves room for what rounding took from either",
    ),
    pytest.param(
        "共逮捕25人，不捕24人，不捕率为48.98%。",
        {"24/(24+25) = 48.98%": "agrees"},
        id="a rate of both together",
    ),
    pytest.param(
        "三次产业结构由上年的24.5:28.3:47.2调整为24.5:28.2:47.3。轻、重工业占比分别为30.6%和69.4%。",
        {
            "24.5+28.3+47.2 = 100": "agrees",
            "24.5+28.2+47.3 = 100": "agrees",
            "30.6+69.4 = 100": "agrees",
        },
        id="both structures, and shares side by side",
    ),
    pytest.param(
        "常住人口为812000人，与2010年人口普查的770000人相比，增加42000人，增长5.45%。",
        {"42000/(812000-42000)": "agrees"},
        id="what is compared with is no level",
    ),
    pytest.param(
        "全县共有家庭户52000户，集体户1310户。家庭户人口为142480人，集体户人口为8420人。平均每个家庭户的人口为2.74人。",
        {"142480/52000 = 2.74": "agrees"},
        id="a mean is of what it names",
    ),
    pytest.param(
        "受理1452件，结案718件。与上年同比，受案增加121件，上升9.09%，结案增加42件，上升6.21%。",
        {"121/(1452-121)": "agrees", "42/(718-42)": "agrees"},
        id="the n-th change is of the n-th level of the sentence before",
    ),
    pytest.param(
        "总收入218000万元，增长0.6%；地方收入149000万元，增长2.2%。税收收入139500万元，下降11.4%；"
        "地方级税收收入70500万元，下降18.5%；非税收入78500万元，增长32.5%。",
        {"139500+78500 = 218000": "agrees", "70500+78500 = 149000": "agrees"},
        id="parts known by their names, with others between",
    ),
    pytest.param(
        "发生较大火灾18起，18起较大火灾中有10起发生在居住场所。提出建议7206条，被采纳6680条。",
        {"10 ≤ 18": "agrees", "6680 ≤ 7206": "agrees"},
        id="some of those before",
    ),
    pytest.param(
        "登记投诉1560件，同比上年（1500件）上升4%，其中网购投诉624件，同比上年（600件）增长4.0%。",
        {"1560/1500-1": "agrees", "624/600-1": "agrees"},
        id="last year's number in a bracket",
    ),
    pytest.param(
        "工业投资增长4.1%，比1-4月（6.0%）回落1.9个百分点，比上年同期（2.9%）提高1.2个百分点。",
        {"|4.1-6.0| = 1.9": "agrees", "|4.1-2.9| = 1.2": "agrees"},
        id="a gap to the rate in the bracket before it",
    ),
    pytest.param(
        "收入完成8,460万元，比上年同期8,000万元增收460万元，增长5.8%。户均2.4人，比上年的2.9人减少0.5人。",
        {"8460-8000 = 460": "agrees", "2.4-2.9 = -0.5": "agrees"},
        id="by how much a level is above last year's",
    ),
    pytest.param(
        "全年安排项目64项，总投资310.5亿元，年度计划投资90.4亿元，已完成投资45.2亿元，其中：在建项目24项，总投资180.5亿元，"
        "年度计划投资50.4亿元，已完成投资30.2亿元；新开工项目40项，总投资130亿元，年度计划投资40亿元，已完成投资15亿元。",
        {
            "24+40 = 64": "agrees",
            "180.5+130 = 310.5": "agrees",
            "50.4+40 = 90.4": "agrees",
            "30.2+15 = 45.2": "agrees",
        },
        id="the head of columns stands before 其中： in the same clause",
    ),
    pytest.param(
        "项目44个，年度投资计划21.5亿元，1-4月完成投资8.6亿元。其中市级项目12个，年度投资计划6.2亿元，1-4月完成投资3.1亿元。",
        {"6.2 ≤ 21.5": "agrees", "3.1 ≤ 8.6": "agrees"},
        id="what the same words name behind 其中 is a part",
    ),
    pytest.param(
        "收购粮食15600吨（其中：稻谷9400吨、玉米6200吨），完成计划任务40000吨的39%。",
        {"9400+6200 = 15600": "agrees", "15600/40000 = 39%": "agrees"},
        id="what stands in a bracket is not what was done of the plan",
    ),
    pytest.param(
        "已开工27个，未开工9个，开工率75%。",
        {"27/(27+9) = 75%": "agrees"},
        id="done and not done are all there are",
    ),
    pytest.param(
        "接收投诉450件，其中：不受理180件、受理270件，目前已办结396件，办结率为88%。",
        {"180+270 = 450": "agrees", "396/450 = 88%": "agrees"},
        id="a list that is closed before a part is passed over",
    ),
    pytest.param(
        "东、中、西部地区用户数比重分别为61.0%、24.5%和14.5%，收入比重分别为66.5%、20.5%和13.0%。",
        {"61.0+24.5+14.5 = 100": "agrees", "66.5+20.5+13.0 = 100": "agrees"},
        id="two lists of shares of the same places",
    ),
    pytest.param(
        "城镇化率52.4%，农业增速4.6%，两项分别高于全市平均1.2、0.8和0.5个百分点。咨询、求助、投诉分别占62.5、25.0和12.5%。",
        {"62.5+25.0+12.5 = 100": "agrees"},
        id="numbers that share the unit of the last",
    ),
    pytest.param(
        "平均每个家庭户的人口为2.50人。全省共有家庭户1480万户，家庭户人口为3700万人，平均每个家庭户的人口为2.50人。",
        {"3700/1480 = 2.50": "agrees"},
        id="households may be counted by the ten thousand",
    ),
    pytest.param(
        "死亡40人、伤62人；与上年相比，死亡人数减少10人，下降20.0%；受伤人数减少18人，下降22.5%。",
        {"10/(40+10)": "agrees", "18/(62+18)": "agrees"},
        id="what changed is named behind its number",
    ),
    pytest.param(
        "来访由去年的450批减少到360批，下降20%。城镇化率由48.2%提高到50.7%，提高2.5个百分点。",
        {"360/450-1": "agrees", "|48.2-50.7| = 2.5": "agrees"},
        id="from one number to another",
    ),
    pytest.param(
        "播种面积3200公顷（48000亩），比上年减少100公顷（1500亩），下降3.0%。",
        {"100/(3200+100)": "agrees"},
        id="what a bracket says again parts nothing",
    ),
    pytest.param(
        "改造任务42000户，已开工43680户，开工率达104%；竣工31500户，竣工率达75.0%。",
        {"43680/42000 = 104%": "agrees", "31500/42000 = 75.0%": "agrees"},
        id="stages are of the plan, and may be above it",
    ),
    pytest.param(
        "外贸出口增长14%。其中，对甲国、乙国出口分别增长21.5%和46.0%，分别高于全市出口增幅7.5和32.0个百分点。",
        {"|21.5-14| = 7.5": "agrees", "|46.0-14| = 32.0": "agrees"},
        id="gaps of one 分别 are measured from one rate",
    ),
    pytest.param(
        "投诉中，排名前三位的依次是餐饮类88件、服装类61件、家电类40件。",
        {"88 ≥ 61 ≥ 40": "agrees"},
        id="a list that says that it goes by size",
    ),
    pytest.param(
        "机电产品出口占全省出口比重的41.5%。全市进出口90亿元，其中出口54亿元，占全省出口的12.6%；进口36亿元。",
        {"54+36 = 90": "agrees"},
        id="a share of a wider region is of no printed whole",
    ),
    pytest.param(
        "收入完成64.5亿元，增长3%。其中：税收40.2亿元。加上转移收入21.3亿元、结转4.2亿元后，收入总计90.0亿元。",
        {"64.5+21.3+4.2 = 90.0": "agrees"},
        id="what is added, and what it is added to",
    ),
    pytest.param(
        "收入由年初的52000万元调整为60000万元，调增8000万元，其中：税收调整为34000万元，非税收入调整为26000万元。",
        {"60000-52000 = 8000": "agrees", "34000+26000 = 60000": "agrees"},
        id="what a plan was before is no part",
    ),
    pytest.param(
        "海关事务60万元，增加60万元，增长100%。",
        {"60/(60-60)": "agrees"},
        id="from nothing an office writes 增长100%",
    ),
    pytest.param(
        "公用经费86400元。工资福利支出预算640000元，同比增加16000元，增长2.56%。",
        {"16000/(640000-16000)": "agrees"},
        id="a budget may be what grew",
    ),
    pytest.param(
        "全市54个新开工项目共有42个项目实现开工，开工率达77.8%。72项任务已完成45项。",
        {"42/54 = 77.8%": "agrees", "45 ≤ 72": "agrees"},
        id="a whole may be called like what was done of it",
    ),
    pytest.param(
        "全市调查失业率为5.6%，其中青年调查失业率为4.7%，低于全市调查失业率0.9个百分点。",
        {"|4.7-5.6| = 0.9": "agrees"},
        id="a gap to the rate that it names",
    ),
    pytest.param(
        "48.6万户家庭中，已有45.1万户领证，剩余3.5万户。",
        {"45.1+3.5 = 48.6": "agrees"},
        id="done and left are all there are",
    ),
]


@pytest.mark.parametrize(("text", "expected"), MORE_KINDS)
def test_kinds_of_real_reports(text: str, expected: Found) -> None:
    found = found_in(text)

    assert {one: found.get(one) for one in expected} == expected
    assert "disagrees" not in found.values()


SLIPS = [
    (
        "上半年，全县52个项目，已开工41个，开工率78.8%。其中：工业项目12个，已开工11个；城建项目27个，已开工18个；农业项目16个，已开工12个。",
        "27个→24个",
    ),
    (
        "全县生产总值83.98亿元，增长4.4%，其中，第一产业15.68亿元，增长4.4%；第二产业27.39亿元，增长2.5%；第三产业44.91亿元，增长5.4%。",
        "83.98亿元→87.98亿元",
    ),
    (
        "粮食产量80.3万吨，其中：小春粮食产量14.8万吨；大春粮食产量65.8万吨。",
        "65.8万吨→65.5万吨",
    ),
    ("建议93件，其中农业农村方面26件，占比27.7%。", "27.7%→28.0%"),
    ("有效回访246件，满意240件，一般5件，不满意4件。", "4件→1件"),
    (
        "咨询2400件，占63%；投诉860件，同比增长2.5%；截至目前已办结反馈516件，办结反馈率68.0%；举报220件。",
        "68.0%→60.0%",
    ),
    ("已开工27个，未开工9个，开工率76%。", "76%→75%"),
    (
        "工业投资增长4.1%，比1-4月（6.0%）回落1.9个百分点，比上年同期（2.9%）提高1.7个百分点。",
        "1.7个百分点→1.2个百分点",
    ),
    ("收入完成8,460万元，比上年同期8,000万元增收480万元。", "480万元→460万元"),
    (
        "全市出口60.0亿元，进口36.0亿元。\n民营出口22.0亿元。\n机电产品出口45.0亿元，占全市出口的70.0%。",
        "70.0%→75.0%",
    ),
    (
        "提出建议960件，其中交由政府办理的建议800件，占建议总数的83.3%。其中，涉及交通有212件，占36.5%。",
        "36.5%→26.5%",
    ),
    (
        "项目44个，年度投资计划21.5亿元。其中市级项目12个，年度投资计划31.6亿元。",
        "31.6亿元→11.6亿元",
    ),
    (
        "东、中、西部地区用户数比重分别为61.0%、24.5%和15.5%。",
        "15.5%→14.5%",
    ),
    (
        "全年共发生警情384起。\n一是盗窃类40起。\n二是纠纷类187起。\n三是求助类166起。",
        "187起→178起",
    ),
    ("受处分的184人中，厅局级8人，县处级36人，乡科级及以下150人。", "150人→140人"),
    (
        "按增速排序，东县6.4%，西县5.2%，南县7.1%，北县1.3%。",
        "7.1%→2.1%",
    ),
    (
        "东县完成投资31亿元，居全市第1位，西县完成投资38亿元，居全市第2位。",
        "38亿元→18亿元",
    ),
    (
        "全年收入960万元。与上年相比，收入增加60万元，增长6.3%。",
        "6.3%→6.7%",
    ),
    ("来访由去年的450批减少到360批，下降21%。", "21%→20%"),
    (
        "共收到提案2410件，立案1660件，其中委员提案936件，占60.0%；团体提案468件，占30.0%；其他提案156件，占10.0%。",
        "1660件→1560件",
    ),
    (
        "收入64.5亿元，增长3%。加上转移收入21.3亿元，收入合计83.8亿元。",
        "83.8亿元→85.8亿元",
    ),
    (
        "基本支出1135820.30元，其中：人员经费1030280.20元。公用经费103540.10元。",
        "1135820.30元→1133820.30元",
    ),
    (
        "全市调查失业率为5.6%，其中青年调查失业率为4.7%，低于全市调查失业率0.4个百分点。",
        "0.4个百分点→0.9个百分点",
    ),
]


@pytest.mark.parametrize(("text", "meant"), SLIPS)
def test_one_slip_is_named(text: str, meant: str) -> None:
    bulletin = read_bulletin(text)
    wrong = [
        one
        for one in check_bulletin(bulletin, read_figures(bulletin))
        if one.result is Result.DISAGREES
    ]

    assert any(meant in one.suggested for one in wrong)


NO_ALARM = [
    "收入合计3960.40万元，其中：拨款3704.30万元，占93.53%；基金0万元，占0%；其他256.10万元，占6.47%。",
    "危房改造已开工1480户，竣工840户，开工率74%，竣工率42%。",
    "登记市场主体1.46亿户。其中，企业4600.0万户，增长8.9%，企业中的外资企业70.4万户，增长2.1%；个体户9780.6万户，增长9.2%；合作社219.4万户，增长0.9%。",
    "60岁及以上人口为152400人，占19.05%，其中65岁及以上人口为111600人，占13.95%。",
    "共收案190件，结案19件；去年同期收案200件，结案38件；收案数、结案数及结案率同比分别下降5.00%、50.00%及减少9.00个百分点。",
    "1.受理诉讼类案件131件。\n2.受理行政案件26件（其中一审24件、赔偿2件）。\n3.受理刑事案件7件。\n4.受理执行案件68件。\n5.受理程序类案件5件。",
    "处分省部级干部12人，厅局级干部655人，县处级干部0.4万人，一般干部1.5万人，农村、企业等其他人员6万人。",
    "机电产品出口2410.6亿元，其中，电脑出口1186.2亿元；集成电路出口131亿元。同期，机电产品进口1120.5亿元。",
    "抢险救援9.6万起。\n处置各类交通事故1.9万起，占抢险救援出动总量的18.4%。",
    "与2010年人口普查时的150300人相比，减少了9920人，年平均减少0.66%。",
    "抢收小麦42万亩；抢种秋作物31.5万亩，占预播面积的78%，其中玉米26万亩。",
    "种豆类1.64万亩，同比快0.12万亩，其中蚕豆0.92万亩，同比快0.15万亩。",
    "车险收入146.2亿元，其中，甲险、乙险分别增长11.1%、15.0%；农业保险提供了182.4亿元的风险保障。",
    "基层机构86.4万个，其中：中心3.1万个，卫生院3.3万个，卫生室51.8万个，诊所24.2万个。",
    "甲类公司收入5210.04亿元；乙类公司收入9830.55亿元；行业收入15040.66亿元。",
    "收入总额3900.5亿元，负债2210.3亿元，权益1690.2亿元。\n（1）中央收入2600.3亿元。\n（2）地方收入1300.2亿元。",
    "派单640件，按时结案622件，超时办理18件，结案率100%，按时结案率97.2%。",
    "机电产品出口4620.5亿元。其中出口手机718.2亿元。机电产品进口2904.6亿元。主要进口产品中，电路进口1604.3亿元。",
    "工业增长5%，居全省第3位；投资增长9%，居全省第5位；全市消费增长7%，居全省第4位。",
    "实现利润126.40亿元。11月份，实现利润16.80亿元，营业收入利润率为9.2%。",
    "处分人数共164人。分区域看，处分人数居前三位的甲市26人、乙市22人、丙市19人。",
    "接收投诉450件，其中：不受理440件、尚在初查中4件、正式受理6件。\n接收举报210件，其中：不立案170件、尚在初查中36件、正式立案4件。",
]


@pytest.mark.parametrize("text", NO_ALARM)
def test_what_is_no_slip_is_not_called_one(text: str) -> None:
    assert "disagrees" not in found_in(text).values()
