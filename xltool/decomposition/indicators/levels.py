"""Figures that are not made over the year: what there is at a time, and averages.

生猪存栏12万头 is a 存量, PM2.5平均浓度33微克/立方米 a 水平; 新增养老床位200张 is made
from January on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import VERB_START
from xltool.model.indicator_kind import IndicatorKind, is_average, is_shared_out
from xltool.model.registry import Level, Role

if TYPE_CHECKING:
    from xltool.model.registry import Indicator

_EACH = re.compile(
    r"""
      每?[百千万]+(?:名|户)?(?:城镇)?(?:常住)?人口?(?:口|拥有|医|有|发|高|配|托)
    | 每百户  # 每百户配备社区综合服务设施面积
    | (?:单位|万元|亿元|每元).{0,9}(?:能耗|水耗|电耗|用水量|排放|施用量|用量|产量|成本)
    | (?:死亡|出生)率  # 孕产妇死亡率 9/10万
    | (?:低保|养育|供养|补贴|补助|救助|保障|服务费|工资)[”’]?(?:项目)?标准
    | 公用经费$
    """,
    re.VERBOSE,
)
_OVER_THE_YEAR = re.compile(
    r"收入|纯收|生产总值|GDP|消费|增收|税收|产值|劳动生产率|利润|抽检|检验"
)
"""What is earned, spent or done from January on, per head too: 人均可支配收入."""


def level_kind(name: str, measurement_unit: str) -> IndicatorKind | None:
    """Give 存量 or 水平; None of what is made over the year, or is a rate.

    >>> level_kind("PM2.5平均浓度", "微克/立方米").value
    '水平'
    >>> level_kind("能繁母猪保有量", "万头").value
    '存量'
    >>> level_kind("新增光伏装机", "万千瓦")
    """
    if _is_level(name, measurement_unit):
        return IndicatorKind.LEVEL
    return IndicatorKind.STOCK if _is_stock(name) else None


def _is_level(name: str, measurement_unit: str) -> bool:
    """Tell an average, a density, a price, an amount for each head."""
    if _OVER_THE_YEAR.search(name):
        return bool(_PER_UNIT_OF_OUTPUT.search(name))
    if is_shared_out(measurement_unit) or is_average(name):
        return True
    return _EACH.search(name) is not None


_PER_UNIT_OF_OUTPUT = re.compile(r"(?:产值|生产总值|GDP).{0,4}(?:耗|用水|用电|排放)")
"""单位GDP能耗: for each unit of what is earned."""

_THERE = re.compile(
    r"""
      保有|拥有|蓄积|存栏|户籍|常住|余额|在保  # 生猪存栏, 贷款余额
    | 总(?:装机|里程|动力|人口)  # 农机总动力
    | 在[园校册籍库岗编训](?:[生幼学人登志管儿党员工职]|总?数)  # 在园幼儿, 在册志愿者
    | 装机(?:容量|规模)?$ | 通车里程$ | 参保人数$ | 库存(?:面积|规模)?$ | 储备规模$
    | (?:森林|绿地|建成区|耕地)面积$
    """,
    re.VERBOSE,
)
_ALL_OF_THEM = re.compile(
    r"(?:企业|主体|商户|单位|机构|基站|会员|党员|注册|用户)总[数量]$"
)
"""All there are: 高新技术企业总数. 用水总量 and 地区生产总值总量 are of the year."""
_ADDED = re.compile(r"新增|净增|增加|压减|新建|盘活|化解|去化|消化|出栏量")


def _is_stock(name: str) -> bool:
    """Tell what there is at a time from what is added, served, cleared away."""
    if _ADDED.search(name):
        return False
    found = _THERE.search(name) or _ALL_OF_THEM.search(name)
    if found is None:
        return False
    return name.startswith("建成区") or VERB_START.match(name) is None


_COUNTED_THINGS = re.compile(r"^[百千万亿]?(?:[个家户座处所件台辆条名人张套项对])$")
_REACHES = re.compile(r"(?:达到?|突破|超过?|稳定在|保持在?)[\d一二三四五六七八九十百]")
_OF_EVENTS = re.compile(r"死亡|受伤|事故|案件|投诉|上线|录取|就业$")
"""What happens from January on, whatever it is worded with."""


def may_be_stock(indicator: Indicator) -> bool:
    """Tell what may be all that there are, or what is made this year.

    海外仓达到8个: with those of the years before, or without.
    """
    if indicator.kind is not IndicatorKind.COUNT or indicator.reverse:
        return False
    if indicator.role is not Role.TARGET or indicator.level is not Level.OWN:
        return False
    if not _COUNTED_THINGS.match(indicator.measurement_unit):
        return False
    if VERB_START.match(indicator.name) or _OF_EVENTS.search(indicator.name):
        return False
    is_added = _ADDED.search(indicator.source_text) is not None
    return not is_added and _REACHES.search(indicator.source_text) is not None
