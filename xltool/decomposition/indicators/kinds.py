"""What sort of quantity a figure is, and whether the smaller one is the better."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.levels import level_kind
from xltool.decomposition.indicators.vocabulary import FALL, MONEY, PERCENT, TIME
from xltool.model.indicator_kind import IndicatorKind

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause
    from xltool.decomposition.indicators.omitted_words import Name

_BAD_THINGS = re.compile(
    r"""
      失业率|事故|死亡|伤亡|PM2\.5|PM10|浓度|不良(?:贷款)?率  # 事故起数, PM2.5浓度
    | 负债率|债务率|杠杆|投诉|发案|案件数|逾期|时限|用时|时长|时间  # 不良贷款, 办理时限
    | 流失|返贫|能耗强度|单耗|空置率|出险|漏损率|辍学率|感染率  # 返贫人口, 管网漏损率
    | 患病率|发病率|超标|欠薪|积压|次生|跑冒|信访(?:总量|量|件)  # 欠薪案件, 信访总量
    | 漏管率|劣[ⅤV五]类|受害率|成灾率|过火|贫困发生率|通胀|涨幅  # 森林火灾受害率
    | 消费价格|CPI|成本  # 单位成本
    """,
    re.VERBOSE,
)


_GROWS = re.compile(r"增速|增幅|增长率?$")


_DAYS_COUNTED = re.compile(r"天数|日数|课时|学时")


def kind_of(clause: Clause, name: Name) -> IndicatorKind:
    """Tell what sort of quantity the figure is."""
    unit = clause.quantity.measurement_unit
    if clause.quantity.rank:
        return IndicatorKind.RANK
    if PERCENT.search(unit):
        growth = name.growth or unit.endswith(("点", "倍")) or _GROWS.search(name.text)
        return IndicatorKind.GROWTH if growth else IndicatorKind.SHARE
    kind = _kind_by_unit(name.text, unit)
    said = clause.left + clause.quantity.before
    if kind is IndicatorKind.COUNT and _IN_ALL.search(said):
        return IndicatorKind.STOCK
    return kind


_IN_ALL = re.compile(r"(?:累计|总[数量])(?:达|超|突破)")
"""All that there are by then, whenever they were made: 5G基站累计达到18万个."""


_CHANGES = re.compile(r"增速|增幅|增长|下降|降低|提高")


def kind_by_name(
    name: str, measurement_unit: str, *, rank: bool = False
) -> IndicatorKind:
    """Tell what sort of quantity a figure is whose name stands in a column of its
    own.
    """
    if rank:
        return IndicatorKind.RANK
    if PERCENT.search(measurement_unit):
        growth = _CHANGES.search(name)
        if growth or measurement_unit.endswith(("点", "倍")):
            return IndicatorKind.GROWTH
        return IndicatorKind.SHARE
    return _kind_by_unit(name, measurement_unit)


def _kind_by_unit(name: str, measurement_unit: str) -> IndicatorKind:
    """Tell what sort of quantity a figure is that is no rank and no rate."""
    if TIME.search(measurement_unit) and not _DAYS_COUNTED.search(name):
        return IndicatorKind.DURATION
    level = level_kind(name, measurement_unit)
    if level is not None:
        return level
    if MONEY.search(measurement_unit):
        return IndicatorKind.AMOUNT
    return IndicatorKind.COUNT


_AT_LEAST = {">=", ">"}


def less_is_better_by_name(name: str, comparison: str) -> bool:
    """Tell whether the smaller figure is the better one, by its name and how it
    compares.
    """
    if comparison in {"<=", "<"}:
        return True
    return comparison not in _AT_LEAST and _is_bad(name)


def _is_bad(name: str) -> bool:
    """Whether the thing is bad, and nothing is said to be done against it."""
    return bool(_BAD_THINGS.search(name)) and not _GOOD_WAYS.search(name)


_GOOD_WAYS = re.compile(
    r"""
      满意|合格|下降|降低  # 投诉处理满意率
    | 办结|交付|化解|处置  # 信访件办结率, 交付逾期住房, 处置不良贷款
    | [执审]结|排查|处理(?![时期])  # 审结案件数, 处理信访件; not 投诉处理时限
    | (?<!未)(?:治理|整治|整改|消除|查处)  # 治理水土流失, 水土流失治理面积
    | 清偿|追缴|追回|挽回  # 追回欠薪
    | (?:服务|培训|开放)时[长间]  # 志愿服务时长
    """,
    re.VERBOSE,
)
"""What is done against a bad thing, or of which more is wanted: more is better."""
_MADE_SHORTER = re.compile(r"^(?:压缩|压减|缩短|减少)|(?:压缩|压减|缩短|减少)$")
"""The size of a fall where a share follows (审批时限压缩60%, 压减审批时间30%)."""


def less_is_better(clause: Clause, name: Name) -> bool:
    """Tell whether the smaller figure is the better one.

    The size of a fall (能耗下降3%) is printed as a positive figure of which more is
    better.
    """
    if name.growth:
        return bool(not FALL.search(name.growth) and _BAD_THINGS.search(name.text))
    if clause.quantity.rank or clause.quantity.comparison in {"<=", "<"}:
        return True
    share = PERCENT.search(clause.quantity.measurement_unit)
    if share and _MADE_SHORTER.search(name.text):
        return False
    if FALL.search(name.level) or name.level in {"降", "减", "压"}:
        return True
    return clause.quantity.comparison not in _AT_LEAST and _is_bad(name.text)


_PURE_NUMBERS = re.compile(
    r"指数|系数|死亡率|倍数|比$|比例|排名|位次|得分|评分|分值|值$"
)


def is_pure_number(name: str) -> bool:
    """Whether what is named so has no 计量单位 (消费价格指数)."""
    return bool(_PURE_NUMBERS.search(name))
