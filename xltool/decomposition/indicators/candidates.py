"""Which figures can be an indicator at all.

Not the numerals of idioms, not bare digits, not the past.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.names import counts_its_list, ends_in_verb

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_VAGUE = {"为", "是", "在", "：", "约", "近", "大约", "到", "至"}
"""Words that do not make a figure without a unit a target."""
_COEFFICIENT = re.compile(r"(?:系数|指数)[\u4e00-\u9fff]{0,4}$")
_IDIOM = re.compile(
    r"""
      一批|维护|确立|覆盖|窗口|不|转变|意识|自信|方面|全面|主体|盘  # 两个维护, 一批窗口
    # 两个大局, 八个方面提升
    | 事|体|大局|翻番|难题|目标|延伸|结合|融合|提升|突破|下降|增长
    | 确保|坚持|统筹|责任|清单|机制|行动|专项|重点|关键|关系  # 四张清单, 三个体系
    | 区间|台阶|层面|阶段|环节|层级|文明|维度|高于|高质量|优先  # 一个台阶, 两个高于
    | 优化|到位|率先|专班|百分|百|严禁|必须  # 三个优先, 一个百分百
    """,
    re.VERBOSE,
)
_MAKES = re.compile(
    r"(?:新增|新引进|引进|培育|建成|创建|打造|新建|获批|成立|组建|落户)$"
)
_BUILDS = re.compile(
    r"(?:建设|开工|动工|迁建|改建|扩建|新改建|改扩建|改造|修建|购置|配备|建)$"
)
_BUILT = frozenset("座所处条栋间台辆艘套张")
"""Counting words of things that are built or bought."""


def may_be_indicator(clause: Clause) -> bool:
    """Tell whether the figure of a clause counts or measures something."""
    quantity = clause.quantity
    if quantity.spelled and quantity.measurement_unit not in {"%", "个百分点"}:
        return _is_counted_in_words(clause)
    if quantity.bare:
        return _measures_without_unit(clause)
    return bool(clause.left) or not clause.tail.startswith(("方面", "重点领域"))


def _measures_without_unit(clause: Clause) -> bool:
    """Tell 大于|1.2 and 基尼系数为|0.4 from bare digits (为3)."""
    before = clause.quantity.before
    if before in _VAGUE:
        return _COEFFICIENT.search(clause.left) is not None
    return bool(before)


def _is_counted_in_words(clause: Clause) -> bool:
    """Tell 培育三家企业 from idioms (两个维护, 三个一批, 一个窗口)."""
    quantity = clause.quantity
    words = clause.left + quantity.before
    if _IDIOM.match(clause.tail):
        return False
    if _says_made(words, quantity.measurement_unit):
        return True
    if quantity.value > 1 and (quantity.before or ends_in_verb(words)):
        return True
    if quantity.before in _AT_LEAST or counts_its_list(clause):
        return True
    if clause.tail or len(clause.left) < _SHORTEST_NAME:
        return False
    return quantity.measurement_unit not in {"万", "亿"}


_AT_LEAST = ("至少", "不少于", "不低于")


def _says_made(words: str, measurement_unit: str) -> bool:
    """Tell 培育|三家, and 建设|一座 of what is built."""
    if _MAKES.search(words):
        return True
    return measurement_unit in _BUILT and bool(_BUILDS.search(words))


_SHORTEST_NAME = 4
