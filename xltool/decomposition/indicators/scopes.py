"""Figures that say how large the field of work is, and not what comes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.names import stripped, works_on
from xltool.decomposition.indicators.vocabulary import MONEY, PERCENT, VERB_START

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_FIELD = re.compile(
    r"""
    (?:^|[^面])
    (?:
        对|将|等|加强|抓好|抓实|抓紧|围绕|聚焦|紧盯|针对|覆盖|涉及  # 对|205个项目
      # 全县|18个乡镇, 纳入|98家
      | 全[市县区省镇乡]|辖区内?|境内|现有|已有|原有|纳入|列入
      | 盯紧|做好|统筹|以|由|在|从|辖|共有|含|包括|向|全部|依托  # 做好|12个村的…
      | 突出|突破|发挥  # 突出|3个重点
    )
    (?:
        全[市县区省]|这|剩余|其余|年度|重点
    )?
    $
    """,
    re.VERBOSE,
)
_WITH_RATE = re.compile(
    r"[\u4e00-\u9fff“”]{2,14}(?:率|比例|占比)(?:达到?|不低于|保持在?|稳定在?|为)?\d"
)
_ALL_DO = re.compile(r"[\u4e00-\u9fff]{2,16}(?:全部|均|都)(?!覆盖)")
_PROMISED = re.compile(rf"^[，、]?(?:力争|确保|全年|完成)*(?:{VERB_START.pattern})")
_ORGANISATIONS = re.compile(
    r"(?:县直|市直|区直|省直|县市区|县（市|乡镇|街道|部门|责任单位|成员单位|相关单位)"
)


def is_scope(clause: Clause, behind: str) -> bool:
    """Tell the size of the field of work (对205个项目全程调度,
    纳入监测的98家企业…率达到100%).
    """
    if clause.quantity.before not in {"", "在", "为", "突破"}:
        return False
    if _is_rate_or_sum(clause) or _is_dealt_with(clause):
        return False
    if _opens_field(clause.left) or _has_rate_behind(clause, behind):
        return True
    if clause.runs_on:
        return _runs_into_next(clause)
    if not clause.tail:
        return clause.left.endswith(("其余", "剩余"))
    return _is_done_by(clause.left, clause.tail) or _is_in_field(clause.left)


def _is_rate_or_sum(clause: Clause) -> bool:
    """Tell 98% and 5亿元, which count nothing that is worked on."""
    unit = clause.quantity.measurement_unit
    return MONEY.search(unit) is not None or PERCENT.search(unit) is not None


def _is_dealt_with(clause: Clause) -> bool:
    """Tell what is solved or worked on one by one: the figure itself is promised."""
    return stripped(clause.left).startswith(_DEALT_WITH) or works_on(clause)


def _opens_field(left: str) -> bool:
    """Tell 涉及|3个乡镇, 对纳入监测的|98家企业."""
    return left.startswith("涉及") or (left.startswith("对") and left.endswith("的"))


def _has_rate_behind(clause: Clause, behind: str) -> bool:
    """Tell 45家企业监测率达到100%: the rate is what is promised of them."""
    does = VERB_START.match(clause.left.lstrip("，、"))
    return does is None and _WITH_RATE.match(behind) is not None


def _runs_into_next(clause: Clause) -> bool:
    """Tell a figure whose noun goes on to the next figure."""
    if not clause.left:
        return clause.opener != "、"
    return bool(_FIELD.search(clause.left)) or clause.left.endswith("的")


def _is_in_field(left: str) -> bool:
    words = stripped(left)
    begins = VERB_START.match(words) or words.startswith("启动")
    lists = left.endswith("等") and begins
    return bool(_FIELD.search(left)) and not lists


_DEALT_WITH = ("解决", "消除")
"""解决全县剩余|3万人饮水问题: what is left is what is promised."""
_TELLS = re.compile(r"(?:组织|督促|指导|安排|动员|要求)(?:[省市县区]直|各)?$")


def _is_done_by(left: str, tail: str) -> bool:
    """Tell 7家企业全部完成…, 其余6项…, 排查出的45个隐患.

    The figure counts who or what is dealt with.
    """
    if tail.startswith(("按月", "按时", "按期", "按序", "足额")):
        return True
    if not left:
        return bool(_ORGANISATIONS.match(tail) or _ALL_DO.match(tail))
    if left.endswith(("其余", "剩余")):
        return True
    if _ORGANISATIONS.match(tail) and _TELLS.search(left):
        return True
    if "、" in left and _PROJECTS_AT_WORK.match(tail):
        return True
    return left.endswith("的") and not _PROMISED.search(left)


_PROJECTS_AT_WORK = re.compile(
    r"[\u4e00-\u9fff]{0,8}项目(?:开复工|复工|完成|全部|实施|主体|竣工|封顶)"
)
"""甲小学、乙小学等|2所学校建设项目完成主体工程: which ones, not how many."""
