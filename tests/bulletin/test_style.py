"""Rules of official style, each with the sentence that an office would strike out beside the one it prints."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.city import a_city
from tests.rollup.periods import a_figure, inputs_of
from xltool.bulletin.composing import compose
from xltool.bulletin.document import Style
from xltool.bulletin.headings import heading, same_matter
from xltool.bulletin.highlight_section import highlights
from xltool.bulletin.questions import questions
from xltool.bulletin.statements import comes_from_a_whole_number
from xltool.bulletin.style import (
    Direction,
    counted,
    direction_of,
    enumerated,
    moved,
    named,
    part_name,
    quantity,
    risen,
    tidy,
)
from xltool.bulletin.verifying import verify
from xltool.model.figures import figure_table
from xltool.model.indicator_kind import IndicatorKind
from xltool.rollup.rollup import Rollup, roll_up
from xltool.settings import BulletinSettings, Settings

if TYPE_CHECKING:
    from xltool.model.registry import Indicator
    from xltool.model.submission import Figure

DAY = dt.date(2025, 8, 19)


@pytest.mark.parametrize(
    ("name", "rate", "said"),
    [
        ("生产安全事故起数下降", "14.4", "同比下降14.4%"),
        ("生产安全事故起数下降", "-3", "同比上升3%"),
        ("能耗强度降幅", "3.2", "同比下降3.2%"),
        ("平均办理时限压缩", "28.8", "压缩28.8%"),
        ("居民收入增速", "5.1", "同比增长5.1%"),
        ("居民收入增长", "-0.2", "同比下降0.2%"),
        ("税收占比提高", "1.5", "提高1.5%"),
    ],
)
def test_a_name_with_a_direction_gets_no_second_one(
    name: str, rate: str, said: str
) -> None:
    direction = direction_of(name)

    assert direction is not None
    assert moved(direction, Decimal(rate)) == said


def test_what_has_no_direction_is_told_apart() -> None:
    assert direction_of("固定资产投资") is None
    assert direction_of("增长") is None
    assert risen(Decimal(0)) == "与去年同期持平"
    assert moved(Direction("时限", "缩短"), Decimal(-5)) == "延长5%"


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("12000", "万元", "1.2亿元"),
        ("9600", "万元", "9600万元"),
        ("12345.678", "万元", "1.23亿元"),
        ("3.0", "万件", "3万件"),
        ("120.50", "亿元", "120.5亿元"),
        ("100", "个", "100个"),
        ("8.5125", "万件", "85125件"),
        ("8.51", "万件", "8.51万件"),
        ("0.14", "万件", "1400件"),
        ("0", "万件", "0万件"),
        ("40.4303", "亿元", "40.4303亿元"),
        ("20000", "万美元", "2亿美元"),
        ("114.93", "万平方米", "114.93万平方米"),
        ("1.2345", "万吨", "1.2345万吨"),
    ],
)
def test_figures_are_printed_as_a_reader_uses_them(
    value: str, unit: str, printed: str
) -> None:
    assert "".join(quantity(Decimal(value), unit)) == printed


def test_small_rules() -> None:
    assert counted("生产安全事故起数") == "生产安全事故"
    assert counted("户数") == "户数"
    assert part_name("其中：新增亿元项目", "新增项目") == "亿元项目"
    assert named(["甲", "乙", "丙"], 4) == "甲、乙、丙"
    assert named(["甲", "乙", "丙"], 2) == "甲、乙等3项指标"
    assert tidy("县委书记；；县长，。") == "县委书记；县长。"
    assert enumerated(["县委书记，县委办主任；", "市综合协调组"]) == [
        "县委书记，县委办主任；",
        "市综合协调组",
    ]


@pytest.mark.parametrize(
    ("name", "text", "printed"),
    [
        (
            "加快甲材料产业园、乙机械产业园、丙数字产业园和丁经济产…",
            "加快甲材料产业园、乙机械产业园、丙数字产业园和丁经济产业园建设，打造园中园。",
            "加快甲材料产业园等建设",
        ),
        (
            "持续抓好按旬调度、台账更新、“四类”土地清理等重点…",
            "持续抓好按旬调度、台账更新、“四类”土地清理、闲置厂房盘活等重点工作，做强产业。",
            "持续抓好按旬调度等重点工作",
        ),
        ("力争各项存款增速达到12%以上", "", "保持各项存款增长"),
        ("全力推广“千企联千村”行动", "", "深入开展“千企联千村”行动"),
        ("发展“千企联千村”行动", "", "深入开展“千企联千村”行动"),
        ("外贸进出口总值达到500亿元以上", "", "稳定外贸进出口总值"),
        ("外贸进出口总值在全省位次保持第3位以内", "", "巩固外贸进出口总值位次"),
        ("生产安全事故起数控制在60起以内", "", "压降生产安全事故"),
        ("保交房项目交付率达到98%以上", "", "提高保交房项目交付率"),
        ("以“项目年”为抓手，加强重点项目调度", "", "加强重点项目调度"),
        ("新签约产业项目500个以上", "", "推进产业项目签约"),
        ("完成技术合同登记140件、成交额14亿元以上", "", "完成技术合同登记"),
        ("营商环境评价居全省前列", "", "推进营商环境评价"),
        ("接待游客9000万人次以上", "", "接待游客"),
        ("推进规模工业增加值增速达到7%", "", "保持规模工业增加值增长"),
        ("推进城镇调查失业率控制在5.5%以内", "", "降低城镇调查失业率"),
        ("推进企业开办时间", "", "压缩企业开办时间"),
        ("推进实际使用外资居全省位次", "", "巩固实际使用外资位次"),
        ("推进政务服务事项网办率", "", "提高政务服务事项网办率"),
        ("对停产企业闲置厂房进行清查、评估", "", "对停产企业闲置厂房进行清查、评估"),
        ("协助园区办好招工专场", "", "协助园区办好招工专场"),
        ("单位GDP能耗降至0.42吨标准煤/万元", "", "降低单位GDP能耗"),
        ("全力推进54个省重点建设项目", "", "全力推进54个省重点建设项目"),
        ("加快推进12个重点项目", "", "加快推进12个重点项目"),
        ("PM2.5平均浓度控制在33微克/立方米以内", "", "降低PM2.5平均浓度"),
        ("能繁母猪保有量稳定在3.6万头", "", "稳定能繁母猪保有量"),
        ("森林蓄积量达到1200万立方米", "", "提升森林蓄积量"),
        ("为重点企业提供用工服务", "", "为重点企业提供用工服务"),
        ("为民实事项目", "", "推进为民实事项目"),
        ("农机更新补贴资金", "", "用好农机更新补贴资金"),
    ],
)
def test_a_heading_is_a_whole_predicate(name: str, text: str, printed: str) -> None:
    assert heading(name, text) == printed
    assert "…" not in heading(name, text)


def test_headings_of_one_action_are_one_matter() -> None:
    first = heading("全力推广“千企联千村”行动")

    assert same_matter(first) == same_matter(heading("“千企联千村”行动方案制定"))


@pytest.mark.parametrize(
    ("number", "rate", "possible"),
    [
        ("3", "3.0", False),
        ("3", "-25.0", True),
        ("1", "10.9", False),
        ("29", "-38.3", True),
        ("0", "13.6", False),
        ("0", "-100", True),
        ("5", "-100", False),
        ("155", "-20.1", True),
    ],
)
def test_growth_of_whole_things(number: str, rate: str, *, possible: bool) -> None:
    assert comes_from_a_whole_number(Decimal(number), Decimal(rate)) is possible


def test_what_is_behind_has_one_verb() -> None:
    indicator = an_indicator(name="支持学校完成食堂改造", value=Decimal(100))

    text = text_of(rolled(indicator, T01_01_1="30"))

    assert "支持学校完成食堂改造30个，仅完成年度目标的30.0%，" in text
    assert "完成食堂改造仅完成" not in text


def test_where_the_last_figure_stands_goes_on_where_it_ends() -> None:
    """With others between them, its name is said again, without who is made to do it."""
    market = an_indicator(
        name="推动新三板挂牌企业", measurement_unit="家", value=Decimal(4)
    )
    school = an_indicator(
        code="T01-01-2", name="新建校舍", measurement_unit="栋", value=Decimal(2)
    )

    alone = text_of(rolled(market, T01_01_1="2"))
    among = text_of(rolled(market, school, T01_01_1="2", T01_01_2="1"))

    assert (
        "推动新三板挂牌企业2家，完成年度目标的50.0%，低于序时进度8.3个百分点。" in alone
    )
    assert (
        "新三板挂牌企业完成年度目标的50.0%，低于序时进度8.3个百分点；新建校舍完成50.0%"
        in among
    )
    assert "推动新三板挂牌企业完成" not in among


def test_rates_do_not_stand_between_what_is_behind_the_year() -> None:
    """低0.5个百分点 would be read as below the target of the rate before it."""
    pupils = an_indicator(name="新增学位", measurement_unit="个", value=Decimal(1000))
    growth = an_indicator(
        code="T01-01-2", name="规模工业增加值增速", measurement_unit="%",
        value=Decimal(8), kind=IndicatorKind.GROWTH,
    )  # fmt: skip
    beds = an_indicator(
        code="T01-01-3", name="新增床位", measurement_unit="张", value=Decimal(1000)
    )

    told = text_of(
        rolled(pupils, growth, beds, T01_01_1="400", T01_01_2="-1", T01_01_3="580")
    )

    assert (
        "新增床位完成58.0%，低0.3个百分点；规模工业增加值增速低于年度目标9.0个百分点。"
        in told
    )


def test_the_dead_are_counted_where_no_number_says_so() -> None:
    told = text_of(rolled(ACCIDENTS, DEATHS, T01_01_1="29", T01_01_2="60"))

    assert "生产安全事故死亡人数超过年度控制数" in told


def test_a_share_is_said_as_a_share() -> None:
    share = an_indicator(
        name="民营经济占地区生产总值比重", measurement_unit="%",
        value=Decimal(60), kind=IndicatorKind.SHARE,
    )  # fmt: skip

    assert "民营经济占地区生产总值的61.2%。" in text_of(rolled(share, T01_01_1="61.2"))


# ---- in a bulletin -----------------------------------------------------------------


def rolled(
    *indicators: Indicator,
    growth: str = "",
    settings: Settings | None = None,
    **numbers: str,
) -> Rollup:
    """Roll up one unit's figures; `growth` is of the first."""
    figures = [
        a_figure("市科技局", row=code.replace("_", "-"), number=number)
        for code, number in numbers.items()
    ]
    if growth:
        first = next(iter(numbers)).replace("_", "-")
        figures.append(a_figure("市科技局", row=first, number=growth, field="同比增长"))
    registry = a_registry(a_task(campaign="安全攻坚"), *indicators)
    inputs = inputs_of(registry, {"2025-07": figures})
    return roll_up(replace(inputs, settings=settings) if settings else inputs)


def text_of(rollup: Rollup) -> str:
    return compose(rollup, number=7, date=DAY, opening="").text


ACCIDENTS = an_indicator(
    name="生产安全事故起数", measurement_unit="起", value=Decimal(60), reverse=True
)
DEATHS = an_indicator(
    code="T01-01-2",
    name="生产安全事故死亡人数",
    measurement_unit="人",
    value=Decimal(58),
    reverse=True,
)
PLATFORMS = an_indicator(
    name="新增省级创新平台", measurement_unit="个", value=Decimal(2)
)
BEHIND = an_indicator(
    name="新增高新技术企业", measurement_unit="家", value=Decimal(130)
)


def test_accidents_and_their_dead_are_told_together() -> None:
    told = text_of(rolled(ACCIDENTS, DEATHS, T01_01_1="29", T01_01_2="31"))

    assert "发生生产安全事故29起、死亡31人。" in told


def test_nothing_has_no_growth_and_no_rate() -> None:
    told = text_of(rolled(PLATFORMS, growth="13.6", T01_01_1="0"))

    assert "新增省级创新平台尚未实现突破（年度目标2个）。" in told
    assert "13.6" not in told
    assert "0.0%" not in told


def test_no_accident_is_good_news() -> None:
    assert "未发生生产安全事故。" in text_of(rolled(ACCIDENTS, T01_01_1="0"))


def test_an_impossible_growth_is_left_out_and_asked() -> None:
    rollup = rolled(ACCIDENTS, growth="3.0", T01_01_1="3")

    assert "3起，" not in text_of(rollup)
    assert [one.code for one in questions(rollup)] == ["U304"]


def test_what_is_behind_is_named_with_its_gap() -> None:
    told = text_of(rolled(BEHIND, T01_01_1="40"))

    assert (
        "新增高新技术企业40家，仅完成年度目标的30.8%，低于序时进度27.5个百分点。"
        in told
    )


def test_the_offices_own_words_are_settings() -> None:
    settings = Settings(
        bulletin=BulletinSettings(zero="暂无", leave_out=("高新",), names=1)
    )
    told = text_of(
        rolled(
            PLATFORMS,
            replace(BEHIND, code="T01-01-2"),
            settings=settings,
            T01_01_1="0",
            T01_01_2="40",
        )
    )

    assert "新增省级创新平台暂无" in told
    assert "高新技术企业仅" not in told


def test_how_an_aspect_begins_is_a_setting() -> None:
    own = BulletinSettings(
        lead_in="今年{时间}，", standing="与目标相比，", no_problem="无突出问题"
    )
    schools = an_indicator(
        code="T01-01-2", name="新建学校", value=Decimal(10), measurement_unit="所"
    )

    told = text_of(
        rolled(
            BEHIND,
            schools,
            settings=Settings(bulletin=own),
            T01_01_1="90",
            T01_01_2="7",
        )
    )

    assert "今年1-7月，新增高新技术企业90家；新建学校7所。与目标相比，新增" in told
    assert "【突出问题】\n无突出问题。" in text_of(
        replace(
            roll_up(a_city()),
            sections=(),
            inputs=replace(roll_up(a_city()).inputs, settings=Settings(bulletin=own)),
        )
    )


def test_a_city_prints_nothing_that_an_office_strikes_out() -> None:
    told = text_of(roll_up(a_city()))

    for struck_out in (
        "同期，",
        "其中其中",
        "下降增长",
        "为压缩",
        "…。",
        "全市：",
        "；；",
    ):
        assert struck_out not in told
    problems = told.partition("【突出问题】")[2].partition("【特色亮点】")[0]
    assert "没有单位上报" not in problems


def test_a_highlight_keeps_its_opening_and_its_points() -> None:
    rollup = roll_up(a_city())
    section = next(one for one in rollup.sections if one.design.key == "特色亮点")
    entry = section.entries[0]
    unit = rollup.inputs.registry.unit(entry.unit).name
    table = figure_table(
        (
            a_text("标题", f"{unit}：机制先行"),
            a_text("内容", "导语一句。一是抓早。早调度。二是抓细。细到人。"),
        )
    )
    changed = replace(section, entries=(replace(entry, row=table.rows[0]),) * 2)
    sections = tuple(changed if one is section else one for one in rollup.sections)

    told = list(highlights(replace(rollup, sections=sections)))

    assert [one.style for one in told] == [Style.TITLE, *[Style.BODY] * 3]
    assert told[0].text == f"{unit}：机制先行"
    assert told[2].runs[0] == ("一是抓早。", True)


def a_text(field: str, text: str) -> Figure:
    from xltool.model.value import reported

    figure = a_figure("市科技局", row="+1", number="1", field=field)
    return figure._replace(value=reported(text))


DUST = an_indicator(
    name="PM2.5平均浓度",
    measurement_unit="微克/立方米",
    value=Decimal(33),
    comparison="<=",
    kind=IndicatorKind.LEVEL,
)
SOWS = an_indicator(
    name="全县能繁母猪保有量",
    measurement_unit="万头",
    value=Decimal("3.6"),
    kind=IndicatorKind.STOCK,
)
ENERGY = an_indicator(
    name="单位GDP能耗",
    measurement_unit="吨标准煤/万元",
    value=Decimal("0.42"),
    reverse=True,
    kind=IndicatorKind.LEVEL,
)


def test_a_level_is_told_against_its_target_and_never_against_the_time_gone() -> None:
    told = text_of(rolled(DUST, growth="5.2", T01_01_1="34.1"))

    assert (
        "PM2.5平均浓度为34.1微克/立方米，同比上升5.2%，高于年度目标1.1微克/立方米。"
        in told
    )
    assert "序时" not in told


def test_what_there_is_is_told_as_of_the_end_and_without_whose_it_is() -> None:
    told = text_of(rolled(SOWS, T01_01_1="3.37"))

    assert "截至7月底，全市能繁母猪保有量3.37万头，低于年度目标2300头。" in told
    assert "能繁母猪保有量3.6万头，已达标。" in text_of(rolled(SOWS, T01_01_1="3.6"))


def test_a_unit_of_measurement_that_no_reader_knows_stops_no_bulletin() -> None:
    rollup = rolled(ENERGY, T01_01_1="0.44")
    document = compose(rollup, number=7, date=DAY, opening="")

    assert (
        "单位GDP能耗为0.44吨标准煤/万元，高于年度目标0.02吨标准煤/万元。"
        in document.text
    )
    assert "U301" not in [one.code for one in verify(document, rollup)]


def test_an_official_rate_of_fall_is_no_growth() -> None:
    rate = an_indicator(
        code="T01-01-2",
        name="PM2.5平均浓度下降",
        measurement_unit="%",
        value=Decimal(4),
        kind=IndicatorKind.GROWTH,
    )
    told = text_of(rolled(DUST, rate, T01_01_1="32", T01_01_2="5.4"))

    assert "PM2.5平均浓度为32微克/立方米，同比下降5.4%。" in told
