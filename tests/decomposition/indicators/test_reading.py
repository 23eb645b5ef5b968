"""Promises read from cells: on tables labelled by hand, and phenomenon by phenomenon."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import extraction
from xltool.decomposition.indicators.reading import extract_indicators
from xltool.decomposition.indicators.setting import Setting
from xltool.decomposition.text.normalizing import fold
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Indicator, Level, Role


def read(text: str, *, year: int | None = None) -> tuple[Indicator, ...]:
    return extract_indicators(
        text, task="T05-01", level=Level.OWN, setting=Setting(year=year)
    )[0]


def shown(indicator: Indicator) -> str:
    """Give an indicator as `role name comparison value unit`, the role only if it is no target."""
    high = "" if indicator.value_high is None else f"-{indicator.value_high:f}"
    value = (
        indicator.text_target
        if indicator.value is None
        else f"{indicator.value:f}{high}"
    )
    role = "" if indicator.role is Role.TARGET else f"{indicator.role} "
    return f"{role}{indicator.name} {indicator.comparison} {value} {indicator.measurement_unit}".strip()


@pytest.mark.parametrize("split", ["tuning", "heldout"])
def test_our_own_tables_are_read_as_their_reader_labelled_them(split: str) -> None:
    result = extraction.score(extraction.own_cases(split))
    assert result.expected >= 90, "the tables are not there"
    assert result.precision >= 0.95, result.misses
    assert result.recall >= 0.95, result.misses
    assert result.names >= 0.90, result.misses
    assert result.roles >= 0.90, result.misses


@pytest.mark.skipif(
    not extraction.LABELS.is_dir(),
    reason="the labelled documents (../shared) are not beside the checkout",
)
def test_the_labelled_document_is_read_as_its_reader_labelled_it() -> None:
    result = extraction.score(extraction.seed_cases())
    assert result.expected >= 20
    assert result.precision >= 0.95, result.misses
    assert result.recall >= 0.95, result.misses
    assert result.names >= 0.90, result.misses
    assert result.roles == 1.0, result.misses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # thresholds in the name
        ("新开工投资5000万元以上项目12个", ["新开工投资5000万元以上项目 = 12 个"]),
        ("引进亿元以上项目20个", ["引进亿元以上项目 = 20 个"]),
        (
            "单户500万元以内的贷款由基金担保",
            ["parameter 单户贷款由基金担保 <= 500 万元"],
        ),
        ("新建2000立方米蓄水池3座", ["新建2000立方米蓄水池 = 3 座"]),
        # comparing words before and after
        ("产值达到10亿元以上", ["产值 >= 10 亿元"]),
        ("产值突破10亿元", ["产值 > 10 亿元"]),
        ("合格率不低于98%", ["合格率 >= 98 %"]),
        ("用水总量控制在3亿立方米以内", ["用水总量 <= 3 亿立方米"]),
        ("粮食产量稳定在50万吨左右", ["粮食产量 ~ 50 万吨"]),
        ("培训农民3000余人", ["培训农民 > 3000 人"]),
        ("每季度至少开展2次演练", ["每季度开展演练 >= 2 次"]),
        # ranges
        ("培育龙头企业2—3家", ["培育龙头企业 range 2-3 家"]),
        ("培育龙头企业1至3家", ["培育龙头企业 range 1-3 家"]),
        ("收入增长5%-8%", ["收入增长 range 5-8 %"]),
        # growth, points, falls
        ("外贸进出口增长-8.92%", ["外贸进出口增长 = -8.92 %"]),
        ("覆盖率提高2个百分点", ["覆盖率提高 = 2 个百分点"]),
        ("覆盖率由30%提高到35%", ["覆盖率 = 35 %", "basis 覆盖率 = 30 %"]),
        # Chinese numerals as values, and fractions
        ("培育三家企业", ["培育企业 = 3 家"]),
        ("电商交易额翻一番", ["电商交易额 = 100 %"]),
        ("行政村覆盖面达到一半以上", ["行政村覆盖面 >= 50 %"]),
        ("清洁能源占比达到三成", ["清洁能源占比 = 30 %"]),
        # what is elided
        (
            "新增甲类平台1个、乙类平台8家以上",
            ["新增甲类平台 = 1 个", "新增乙类平台 >= 8 家"],
        ),
        (
            "完成技术合同登记30件、成交额5亿元",
            ["技术合同登记 = 30 件", "技术合同成交额 = 5 亿元"],
        ),
        (
            "外资到位2亿美元，同比增长10%",
            ["外资到位 = 2 亿美元", "外资到位增长 = 10 %"],
        ),
        ("甲、乙收入分别增长6%、7%", ["甲增长 = 6 %", "乙收入增长 = 7 %"]),
        ("甲指标、乙指标均达到90%以上", ["甲指标 >= 90 %", "乙指标 >= 90 %"]),
        # shares
        ("返乡人数达到务工总人数的5%以上", ["返乡人数占务工总人数比例 >= 5 %"]),
        # ranks and words
        ("财政收入增速进入全省前三", ["财政收入增速全省排名 <= 3 位"]),
        ("贷款增速高于全省平均水平", ["贷款增速 text 高于全省平均水平"]),
        ("投资增速居全省前列", ["投资增速 text 居全省前列"]),
        (
            "化学需氧量、氨氮等排放量分别降至90吨、8吨",
            ["化学需氧量排放量 = 90 吨", "氨氮排放量 = 8 吨"],
        ),
        (
            "完成改灶600个、改厕800户",
            ["改灶 = 600 个", "改厕 = 800 户"],
        ),
        (
            "新建公路30公里，重点养护60公里",
            ["新建公路 = 30 公里", "重点养护公路 = 60 公里"],
        ),
        ("单位GDP能耗比2020年累计下降14%", ["单位GDP能耗下降 = 14 %"]),
        (
            "氨氮、总磷排放量分别较2020年下降9%、7%",
            ["氨氮排放量下降 = 9 %", "总磷排放量下降 = 7 %"],
        ),
        ("解决农村5万人饮水问题", ["解决农村饮水问题 = 5 万人"]),
        ("维修城区30条内街", ["维修城区内街 = 30 条"]),
        ("全市共安排污水减排项目9个", ["污水减排项目 = 9 个"]),
        (
            "老城、新城设施达标率、服务覆盖率均达到100%",
            ["老城、新城设施达标率 = 100 %", "服务覆盖率 = 100 %"],
        ),
        ("主要是新建幼儿园9所", ["新建幼儿园 = 9 所"]),
        ("坚决守住30万亩耕地红线", ["坚决守住耕地红线 = 30 万亩"]),
        # what work is done on, and words that only set the figure
        ("对60户危旧房进行加固", ["危旧房加固 = 60 户"]),
        ("农村公路养护，计划安排80公里", ["农村公路养护 = 80 公里"]),
        ("新兴产业产值：产值增长8%", ["新兴产业产值增长 = 8 %"]),
        # parameters and scopes
        ("对新认定的企业给予20万元奖励", ["parameter 新认定的企业奖励 = 20 万元"]),
        (
            "符合条件的最高可申请贷款30万元",
            ["parameter 符合条件的最高可申请贷款 <= 30 万元"],
        ),
        ("对205个重点项目全过程调度", ["scope 重点项目全过程调度 = 205 个"]),
    ],
)
def test_a_phrase_is_read_as_people_mean_it(text: str, expected: list[str]) -> None:
    assert [shown(indicator) for indicator in read(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "对接世界500强和“三类500强”",
        "推进“两化”融合和八期扩园",
        "依托96871平台和12345热线",
        "落实“十四五”规划和三年实施方案",
        "办好第三届大会，围绕九大重点产业链",
        "推广5G应用，促进二手房交易",
        "云府办发〔2023〕4号，2023年4月29日",
        "河湖治理规划（2023-2027年）",
        "建设“五好”园区，构建“1+3+X”体系",
        "架设10千伏线路",
        "做到两个维护，实现三个转变，推行一件事一次办",
        "65岁以上老年人，24小时值班",
    ],
)
def test_numbers_that_are_no_quantities_are_not_reported(text: str) -> None:
    assert [shown(indicator) for indicator in read(text)] == []


def test_parts_point_to_their_whole() -> None:
    whole, *parts = read(
        "新签约5000万元以上项目20个，其中，3亿元以上项目9个、30亿元以上项目1个"
    )
    assert whole.parent == ""
    assert [(part.name, part.parent, part.part) for part in parts] == [
        ("其中：新签约3亿元以上项目", whole.code, "其中"),
        ("其中：新签约30亿元以上项目", whole.code, "其中"),
    ]


def test_codes_count_in_printed_order_and_tell_the_columns_apart() -> None:
    text = "粮食产量居全省前列，新增企业3家，产值5亿元"
    own, _ = extract_indicators(text, task="T05-01", level=Level.OWN)
    upper, _ = extract_indicators(text, task="T05-01", level=Level.UPPER)
    assert [indicator.code for indicator in own] == ["T05-01-1", "T05-01-2", "T05-01-3"]
    assert [indicator.code for indicator in upper] == [
        "T05-01-U1",
        "T05-01-U2",
        "T05-01-U3",
    ]
    assert own[0].kind is IndicatorKind.QUALITATIVE
    assert {indicator.level for indicator in upper} == {Level.UPPER}


@pytest.mark.parametrize(
    ("text", "reverse"),
    [
        ("城镇调查失业率控制在5.5%以内", True),
        ("生产安全事故起数20起", True),
        ("PM2.5年均浓度降至35微克/立方米", True),
        ("办理时限压缩至3个工作日", True),
        ("财政收入增速排全省第3位", True),
        ("单位能耗下降3%", False),
        ("新增企业3家", False),
        ("信访办结率达到95%", False),
        ("治理水土流失32平方公里", False),
        ("新增水土流失面积3平方公里", True),
        ("整治超标排口14个", False),
        ("未整改事故隐患4处", True),
        ("办结信访件150件", False),
        ("处理信访件20件", False),
        ("投诉处理时限3天", True),
        ("审结案件数900件", False),
        ("追回欠薪600万元", False),
        ("志愿服务时长2万小时", False),
        ("审批时限压缩60%", False),
        ("压减审批时间30%", False),
        ("连续无事故时间200天以上", False),
    ],
)
def test_it_is_known_where_less_is_better(text: str, reverse: bool) -> None:  # noqa: FBT001 - the expected answer
    assert [indicator.reverse for indicator in read(text)] == [reverse]


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("6月底前完成投资3亿元", "6月底前"),
        ("到2025年，新增企业3家", "到2025年"),
        ("三年内培育企业5家", "三年内"),
        ("年内新增企业3家", "年内"),
        ("每年培训农民500人", "每年"),
        ("新增企业3家", ""),
    ],
)
def test_the_deadline_is_kept_as_printed(text: str, deadline: str) -> None:
    assert [indicator.deadline for indicator in read(text)] == [deadline]


def test_facts_of_earlier_years_are_no_promises() -> None:
    text = "截至去年底，已建成充电桩1200个。2022年完成投资3亿元。今年建成充电桩300个。"
    assert [(i.role, i.value) for i in read(text, year=2023)] == [
        (Role.FACT, Decimal(1200)),
        (Role.FACT, Decimal(3)),
        (Role.TARGET, Decimal(300)),
    ]


def test_a_part_keeps_its_whole_behind_figures_in_earlier_names() -> None:
    names = {
        indicator.code: (indicator.name, indicator.parent)
        for indicator in read("引进日处理200吨的水厂3座。建设学校6所，其中城区2所。")
    }
    assert names["T05-01-3"] == ("建设学校", "")
    assert names["T05-01-4"] == ("其中：城区建设学校", "T05-01-3")


def test_what_may_be_a_fact_or_a_target_is_a_query_too() -> None:
    text = "目前全区共有养老机构48家，床位7400张，助餐点96个。"
    found, findings = extract_indicators(
        text, task="T", level=Level.OWN, setting=Setting(year=2025)
    )
    assert [found[0].role, found[-1].role] == [Role.FACT, Role.TARGET]
    assert [(one.code, one.found) for one in findings] == [("I309", "助餐点96个")]
    assert found[-1].confidence < 0.7


def test_a_figure_with_two_readings_is_a_query_that_states_both() -> None:
    (indicator,), (finding,) = extract_indicators(
        "每年支持“攻关擂台”项目1—3个", task="T", level=Level.UPPER
    )
    assert indicator.confidence < 0.8
    assert finding.code == "I303"
    assert "需要完成的目标" in finding.message
    assert "政策参数" in finding.message


def test_an_uneven_distribution_is_reported() -> None:
    indicators, findings = extract_indicators(
        "甲、乙、丙分别增长6%、7%", task="T", level=Level.OWN
    )
    assert [finding.code for finding in findings] == ["I304"]
    assert all(indicator.confidence < 0.5 for indicator in indicators)


def test_a_looped_cell_is_not_trusted() -> None:
    text = "新增企业3家。" + "对新建认定的企业给予奖励。" * 4 + "新增平台2个。"
    indicators, findings = extract_indicators(text, task="T", level=Level.OWN)
    assert {finding.code for finding in findings} == {"I301"}
    assert [indicator.name for indicator in indicators] == ["新增企业", "新增平台"]
    assert all(indicator.confidence <= 0.3 for indicator in indicators)


_PIECES = st.sampled_from(
    [
        "新增企业",
        "3家",
        "、",
        "，",
        "。",
        "；",
        "（",
        "）",
        "其中",
        "增长",
        "5%",
        "分别",
        "和",
        "2亿元",
        "以上",
        "项目",
        "每个",
        "的",
        "\n",
        " ",
        "1.",
        "“",
        "”",
        "不低于",
        "到",
        "全省第3位",
        "居全省前列",
        "三个",
        "：",
        "<p>",
        "由",
        "给予",
        "1—3个",
        "-",
        "翻一番",
        "％",
        "１",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(_PIECES, max_size=40))
def test_whatever_stands_in_a_cell_its_source_is_quoted_and_its_codes_are_unique(
    pieces: list[str],
) -> None:
    text = "".join(pieces)
    indicators = read(text)
    assert len({indicator.code for indicator in indicators}) == len(indicators)
    codes = {indicator.code for indicator in indicators}
    for indicator in indicators:
        assert indicator.source_text in fold(text).source
        assert 0 <= indicator.confidence <= 1
        assert indicator.parent == "" or indicator.parent in codes


@pytest.mark.parametrize(
    "piece",
    ["1", "增长", "（", "3家", "“", "甲、", "新增建设", "年均", "其中3家，", "由3家到"],
)
@pytest.mark.no_cover
def test_noise_costs_no_more_than_text(piece: str) -> None:
    short, long = (
        _seconds(piece * (length // len(piece))) for length in (3_000, 12_000)
    )
    assert long < 8 * max(short, 0.005)


@pytest.mark.no_cover
def test_cost_is_linear_in_the_number_of_rows() -> None:
    row = "新增规模工业企业20家、高新技术企业8家以上，完成投资3.5亿元，增长12%；合格率不低于98%，居全省前列。"
    few, many = (_seconds(row, times=count) / count for count in (50, 500))
    assert many < 2 * few
    short, long = (_seconds(row * count) / count for count in (50, 500))
    assert long < 2 * short


def _seconds(text: str, times: int = 1) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        for _ in range(times):
            extract_indicators(text, task="T", level=Level.OWN)
        best = min(best, time.process_time() - start)
    return best
