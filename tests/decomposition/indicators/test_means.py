"""What a figure is for: promise, parameter, scope, fact or basis, in sentences of every kind."""

from __future__ import annotations

import pytest

from xltool.decomposition.extraction import year_of
from xltool.decomposition.indicators.past import past_sentences
from xltool.decomposition.indicators.reading import read_cell
from xltool.decomposition.indicators.setting import Passage, Setting, settings_of
from xltool.decomposition.table.text_tables import text_grid
from xltool.model.registry import Level


def roles(text: str, year: int | None = 2025) -> str:
    """Give each figure of a text with its role: `=3个 target`."""
    found = read_cell(
        text, task="T", level=Level.OWN, setting=Setting(year=year)
    ).indicators
    return "；".join(
        f"{one.comparison}{one.value}{one.measurement_unit} {one.role.value}"
        for one in found
        if one.value is not None
    )


SIZES = [
    "总长约1600米", "全长2.6公里", "长80米", "宽40米", "总高32米", "深5米", "里程12公里",
    "跨度60米", "管径600毫米", "占地30亩", "占地面积2.8万平方米", "总占地面积20亩",
    "用地面积50亩", "建筑面积3000平方米", "总建筑面积约1.2万平方米", "总面积800平方米",
    "总库容1200万立方米", "日供水12万吨", "日处理污水3万吨", "年产2万吨", "日处理能力500吨",
    "设计能力3万吨", "可容纳600人", "可停放300辆", "机动车位200个",
]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_how_large_a_counted_thing_is_is_a_parameter(size: str) -> None:
    found = roles(f"新建文体中心1座，{size}")
    assert found.startswith("=1座 target")
    assert " target" not in found.removeprefix("=1座 target")


@pytest.mark.parametrize(
    "text",
    [
        "新增绿地面积50公顷",
        "绿化面积5万亩",
        "新建道路总长60公里",
        "建成厂房面积3万平方米",
    ],
)
def test_a_size_that_is_itself_promised_is_a_target(text: str) -> None:
    assert roles(text).endswith("target")


CASES = [
    # money that is set aside
    ("市级财政安排2500万元前期工作经费，用于谋划项目", "=2500万元 parameter"),
    ("统筹安排财政资金5000万元，发放消费券", "=5000万元 parameter"),
    ("整合3000万元资金用于发放消费券", "=3000万元 parameter"),
    ("改造线路86公里，投资约1.2亿元", "=86公里 target；~1.2亿元 parameter"),
    ("争取上级资金3亿元", "=3亿元 target"),
    ("完成投资2亿元", "=2亿元 target"),
    ("到位资金8000万元", "=8000万元 target"),
    # what is given, to whom
    ("对首店给予不超过50万元的一次性奖励", "<=50万元 parameter"),
    ("给予认定的团队指标3名", "=3名 parameter"),
    ("每增加投资5000万元增加1名指标", "=5000万元 parameter；=1名 parameter"),
    ("同一企业最多不超过10名", "<=10名 parameter"),
    ("为困难老人每人每月发放高龄津贴100元", "=100元 parameter"),
    ("按缴纳费用的30%返还", "=30% parameter"),
    ("裁员率放宽到不超过20%", "<=20% parameter"),
    # which things are meant
    ("8亩以下（不含8亩）的零星用地由区级审批", "<=8亩 parameter"),
    ("职工30人以下的企业暂免征收", "<=30人 parameter"),
    ("引进投资5000万元以上的企业6家", "=6家 target"),
    ("引进6家投资5000万元以上的企业", "=6家 target"),
    ("解决1.7万户的住房问题", "=1.7万户 target"),
    ("园区4万吨蔬菜项目", "=4万吨 parameter"),
    ("建设4万吨蔬菜项目", "=4万吨 target"),
    # what is compared with
    ("营业收入增长9%左右，高于全省7.8%的平均水平", "~9% target；>7.8% basis"),
    ("生产率增长5%（省下达4.2%，全市平均4.6%）", "=5% target；=4.2% basis；=4.6% basis"),
    ("总值增长6%（依据区人代会目标8.5%增速设定）", "=6% target；=8.5% basis"),
    ("收入增速高于全市平均水平2个百分点", "=2个百分点 target"),
    # the past
    ("去年全县企业已达212家。新增企业18家", "=212家 fact；=18家 target"),
    ("2023年，完成投资3亿元；增长5%。今年完成4亿元", "=3亿元 fact；=5% fact；=4亿元 target"),
    ("2024年实现产值8亿元。力争增长6%", "=8亿元 fact；=6% target"),
    ("截至目前已建成120个。年内再建80个", "=120个 fact；=80个 target"),
    # directions
    ("审批时限压减30%，降至40个工作日以下", "=30% target；<=40个工作日 target"),
    ("开办时间压缩至0.5个工作日以内", "<=0.5个工作日 target"),
    ("能耗下降2.8%", "=2.8% target"),
    # numerals in words
    ("建设一座区级图书馆", "=1座 target"),
    ("打造水果、花卉、药材三个产业园区", "=3个 target"),
    ("推行出生一件事一次办理", ""),
    ("坚持两个维护，办好一批实事", ""),
    # no quantities
    ("整治小巷12条。（6分）", "=12条 target；=6分 parameter"),
    ("完成的加3分，未完成的扣5分", "=3分 parameter；=5分 parameter"),
    ("分4期发放消费券", ""),
    ("工作专班每月通报1次进展", "=1次 parameter"),
    ("每季度召开1次联席会议", "=1次 parameter"),
    ("每季度至少开展2次演练", ">=2次 target"),
    ("累计完成投资2亿元，占全年计划的61%", "=2亿元 fact；=61% fact"),
    ("力争完成投资2亿元，占年度计划的61%", "=2亿元 target；=61% target"),
    ("完成年度投资任务的55%以上", ">=55% target"),
    ("秋粮收获任务完成率129%", "=129% fact"),
    ("城南小学、城北小学2所学校建设项目完成主体工程", "=2所 scope"),
    ("7件市级重点民生实事有序推进，修路3公里", "=3公里 target"),
    ("建成至少一座敬老院", ">=1座 target"),
    ("从今年起，每年安排3亿元财政资金扶持产业", "=3亿元 parameter"),
    ("全面启动10项重点任务、34项主要工作举措", ""),
    ("实施旱粮单产增一成行动，建设丰产片9个", "=9个 target"),
    ("用水总量降至目前80%的水平", "=80% target"),
    ("7月底通报，截至目前完工子项90个、完工率72%", "=90个 fact；=72% fact"),
    ("围绕转型出台20条重点任务，新增平台3个", "=3个 target"),
    ("4项考核指标由市统一下达，新建厂房2栋", "=2栋 target"),
    # what work is done on
    ("对60户危旧房进行加固改造", "=60户 target"),
    ("对全县18所村小实行营养餐全覆盖", "=18所 target"),
    ("将90公里县道全部纳入养护范围", "=90公里 target"),
    ("预计需投入资金900万左右", "~900万 parameter"),
    # lists
    ("引进食用菌加工等7个项目", "=7个 target"),
    ("对205个项目全程调度", "=205个 scope"),
    # units of two words
    ("新建公租房3.6万m2", "=3.6万m2 target"),
    ("降尘量不高于7吨/月·平方公里", "<=7吨/月·平方公里 target"),
    ("用水量降至40立方米/万元·年以下", "<=40立方米/万元·年 target"),
    # stages of a target
    ("新增企业12家，其中第三季度完成4家", "=12家 target"),
    ("一季度新增企业3家", "=3家 target"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_figure_has_its_role(text: str, expected: str) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("heading", "back"),
    [
        ("2023年计划执行情况", True),
        ("工作回顾", True),
        ("取得的主要成绩", True),
        ("上半年完成情况", True),
        ("2024年主要目标", False),
        ("目标完成情况分解", False),
        ("重点任务", False),
    ],
)
def test_a_heading_may_look_back(heading: str, *, back: bool) -> None:
    passages = [Passage(text="完成投资3亿元", headings=(heading,))]
    setting = next(settings_of(passages, title="", year=None))
    assert setting.looks_back is back
    found = read_cell("完成投资3亿元", task="T", level=Level.OWN, setting=setting)
    assert found.indicators[0].role.value == ("fact" if back else "target")


def test_the_past_goes_on_until_a_sentence_looks_ahead() -> None:
    flat = "2023年，投资3亿元。增长5%。今年，投资4亿元。增长6%。"
    assert past_sentences(flat, Setting(year=2024)) == {0, 1}
    assert past_sentences("去年投资3亿元。投资4亿元。", Setting(year=2024)) == {0}
    assert past_sentences(flat, Setting()) == frozenset()
    assert past_sentences("去年投资3亿元。", Setting()) == {0}


UNREAD = [
    ("引进投资2亿元以上项目9个", [("2", "指标名称中的限定")]),
    ("2025年建成5G基站300座", [("2025", "时间"), ("5", "名称、文号或代号")]),
    ("落实〔2023〕4号文件", [("2023", "时间"), ("4", "名称、文号或代号")]),
    ("管理层级压缩至3级以内", [("3", "没有读成指标")]),
    ("由30%提高到35%", []),
    ("引进企业3家", []),
]


@pytest.mark.parametrize(("text", "left"), UNREAD)
def test_every_number_that_is_none_has_a_reason(
    text: str, left: list[tuple[str, str]]
) -> None:
    found = read_cell(text, task="T", level=Level.OWN)
    assert [(one.number, one.reason) for one in found.unread] == left


def test_what_was_to_be_done_is_no_fact_below_a_heading_that_looks_back() -> None:
    setting = Setting(year=2024, section="back", looks_back=True)
    flat = "2024年的主要任务是：新建水窖90口。已建成64口。计划完成投资3亿元。"
    assert past_sentences(flat, setting) & {0, 1, 2} == {1}


def test_a_deadline_is_not_the_documents_year() -> None:
    grid = text_grid("材料\n2019年以前完成改造。2017年每户补助1万元。", "材料")
    assert year_of([grid]) == 2017
