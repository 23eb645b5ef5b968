"""What there is at a time and what is an average, told from what is made over the year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.builders import an_indicator
from xltool.decomposition.indicators.kinds import kind_by_name
from xltool.decomposition.indicators.levels import may_be_stock
from xltool.decomposition.indicators.reading import read_cell
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.registry import Level

NAMES = """
细颗粒物年均浓度          微克/立方米       水平
湖体总磷浓度              毫克/升           水平
人均公园绿地面积          平方米            水平
每千人口执业医师数        人                水平
万人有效发明专利拥有量    件                水平
单位GDP能耗               吨标准煤/万元     水平
万元工业增加值用水量      立方米            水平
小麦单产                  公斤              水平
建成区路网密度            公里/平方公里     水平
工业用地投资强度          万元/亩           水平
城市低保标准              元                水平
居民第一阶梯水价          元/立方米         水平
义务教育阶段班额          人                水平
孕产妇死亡率              /10万             水平
森林蓄积量                万立方米          存量
能繁母猪保有量            万头              存量
生猪存栏                  万头              存量
在园幼儿                  人                存量
在册志愿者                人                存量
户籍人口                  万人              存量
高新技术企业总数          家                存量
各项贷款余额              亿元              存量
光伏发电装机容量          万千瓦            存量
建成区面积                平方公里          存量
平均办理时间              个工作日          时长
人均地区生产总值          万元              金额
居民人均可支配收入        元                金额
亩均税收                  万元/亩           金额
每千人食品检验量          批次              数量
用水总量                  亿立方米          数量
新增光伏装机              万千瓦            数量
新增贷款余额              亿元              金额
消化库存                  万吨              数量
资助在校贫困生            人                数量
培训在岗职工              人                数量
盘活存量资金              亿元              金额
新增处理能力              万吨/日           数量
新增通过能力              万吨/年           数量
粮食播种面积              万亩              数量
空气质量优良天数          天                数量
每个乡镇建设示范村        个                数量
"""


@pytest.mark.parametrize("line", NAMES.strip().splitlines())
def test_a_name_with_its_unit_is_of_a_kind(line: str) -> None:
    name, unit, kind = line.split()
    assert kind_by_name(name, unit).value == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5G基站累计达到18万个。", K.STOCK),
        ("累计培训达到500人次。", K.COUNT),
        ("全县在园幼儿达到1.2万人。", K.STOCK),
        ("单位GDP能耗降至0.42吨标准煤/万元。", K.LEVEL),
    ],
)
def test_a_clause_says_whether_all_are_meant(text: str, kind: K) -> None:
    [indicator] = read_cell(text, task="T", level=Level.OWN).indicators
    assert indicator.kind is kind


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ({"name": "海外仓", "source_text": "海外仓达到8个"}, True),
        ({"name": "建成海外仓", "source_text": "建成海外仓达到8个"}, False),
        ({"name": "海外仓", "source_text": "海外仓8个"}, False),
        ({"name": "海外仓", "source_text": "新增海外仓达到8个"}, False),
        ({"name": "死亡人数", "source_text": "死亡人数达到8人"}, False),
        ({"name": "海外仓", "source_text": "海外仓达到8个", "reverse": True}, False),
        ({"name": "粮食产量", "measurement_unit": "万吨", "source_text": "粮食产量稳定在8万吨"}, False),
    ],
)  # fmt: skip
def test_what_may_be_all_or_only_new_is_asked(
    words: dict[str, Any], *, asked: bool
) -> None:
    assert may_be_stock(an_indicator(value=Decimal(8), **words)) is asked
