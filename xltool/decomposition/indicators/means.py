"""Figures that are no promise.

Sizes of what is built, money that is set aside, what is compared with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import MONEY, PERCENT, VERB_START

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_SIZE = re.compile(
    r"""(?:[，、（]|其中|项目|工程|道路|线路|桥梁|隧道|主体|建筑|规划|设计|新增|主线|单体)*
    (?:(?:总|全|单)?(?:长度?|宽度?|高度?|深度?|里程|跨度|净空|管径|直径|厚度)
    |总?(?:占地|用地|总建筑|使用|展陈|库区|水域|室内)?(?:总)?面积|占地
    |(?:总|有效)?(?:库容|容积|容量|装机(?:容量)?)
    |(?:日|年|月|小时)(?:均)?(?:供水|供气|供热|处理|产|加工|吞吐|接待|发电|供应|焚烧|周转|消化|存栏)
    [\u4e00-\u9fff]{0,4}?(?:能力|规模|量)?
    |(?:设计|建设)(?:能力|规模|产能|时速|流量)
    |(?:可)?(?:容纳|停放|满足|服务半径)|机动?车位|双向|层高|红线宽度?)
    (?:约|达|为|不少于|不低于)*""",
    re.VERBOSE,
)
"""Words of a clause that only says how large the thing before it is."""
_CAPACITY = re.compile(
    r"(?:吨|千瓦|瓦|立方米|头|只|羽|床|张|平方米|标箱|千伏安|件|套|台)$"
)
_OF_A_PROJECT = re.compile(r"(?:项目|工程|生产线|基地|产业园)$")
"""4万吨|姜蒜脱水蔬菜项目: a project's name with its capacity."""
_DOES = re.compile(rf"(?:{VERB_START.pattern})")
_DOES_AT_END = re.compile(rf"(?:{VERB_START.pattern})$")
_SET_ASIDE = re.compile(
    r"""(?:财政|预算|政府|本级|专项资金?|经费)[^，。；]{0,8}(?:安排|列支|投入|设立|统筹|补助)$
    |(?:^|[，、])(?:每年)?(?:安排|列支|预算安排|统筹安排|整合)[^，。；]{0,8}$
    |(?:需要?|所需)(?:总)?(?:投入|投资|安排|筹措)?(?:资金|经费|投资)(?:总额)?(?:约|共)?$""",
    re.VERBOSE,
)
"""市级财政安排|2500万元前期工作经费"""
_FOR_WORK = re.compile(
    r"(?:前期|工作|专项|补助|奖补|财政|扶持|引导|项目)*(?:经费|资金)(?:，?用于|支持|保障|$)"
)
_PROMISED_MONEY = re.compile(r"争取|到位|完成|撬动|带动|引进|融资|筹集")
_WIDENED = re.compile(r"(?:放宽|上浮|下调|延长|缩短至|降至)到?至?[^，。；]{0,10}$")
_ABOVE_OTHERS = re.compile(
    r"""(?:高于|低于|快于|慢于|优于|超过|好于|大于|达到|参照|对标|比照)
    (?:全[国省市县区]|国家|省|市|县|区|上级|周边|同期|中部|西部|东部|所在)[^，。；]{0,8}$""",
    re.VERBOSE,
)
"""高于全省|7.8%的平均水平"""
_OF_OTHERS = re.compile(r"的?(?:平均|增速|增幅|目标|水平|均值|要求)")
_GROUNDS = re.compile(
    r"""(?:^|[，；（])(?:按|按照|依据|根据|参照|结合)?
    (?:(?:国家|省|市|上级|全[国省市县区]|区人代会|人代会)[^，。；]{0,10}
    (?:下达|平均|目标|要求|任务|考核|核定|分解|增速)(?:指标|为|是)*|下达)$""",
    re.VERBOSE,
)
"""（省下达|4.2%，全市平均|4.6%，…）"""
_GROUND_WORDS = re.compile(r"依据|根据|设定|设置|基数|按不[低高]于|口径|测算")
_ITS_GOAL = re.compile(r"(?:目标|计划|任务|指标)(?:值|数)?(?:为|是)?$")


_AMONG_PROJECTS = re.compile(
    r"[\u4e00-\u9fff“][^，。；]{0,200}等(?:一批)?(?:重大|重点|产业|龙头)?(?:项目|工程|装置)"
)
"""推动甲公司|60万吨钾肥、乙公司20万吨板材等项目建设"""


def is_size(clause: Clause, *, follows: bool, behind: str = "") -> bool:
    """Tell how large a thing is.

    `follows` says that the thing was counted before, `behind` is the sentence behind
    the figure: in a list of projects every capacity is one's own.
    """
    unit = clause.quantity.measurement_unit
    if MONEY.search(unit) or PERCENT.search(unit):
        return False
    capacity = _CAPACITY.search(unit) and not clause.quantity.after
    if capacity and _AMONG_PROJECTS.match(behind):
        return not _DOES_AT_END.search(clause.left)
    if _CAPACITY.search(unit) and _OF_A_PROJECT.search(clause.tail):
        return not _DOES.search(clause.left)
    return follows and bool(_SIZE.fullmatch(clause.left + clause.quantity.before))


def is_set_aside(clause: Clause) -> bool:
    """Tell money that is set aside for the work, not raised or spent as its aim."""
    unit = clause.quantity.measurement_unit
    named = unit in _BARE_MONEY and clause.left.endswith(("资金", "经费", "投资"))
    if not (MONEY.search(unit) or named):
        return False
    if _PROMISED_MONEY.search(clause.left):
        return False
    cost = clause.quantity.comparison == "~" and clause.left in (
        "投资",
        "总投资",
        "概算投资",
    )
    told = cost or _SET_ASIDE.search(clause.left)
    return bool(told or (_FOR_WORK.match(clause.tail) and clause.opener != "、"))


_BARE_MONEY = ("万", "亿")
"""需投入资金|2000万左右: money whose 元 is left out."""


def is_widened(clause: Clause) -> bool:
    """Tell a limit that the policy moves (裁员率放宽到不超过|20%)."""
    return bool(_WIDENED.search(clause.left)) and "放宽" in clause.left


def is_basis(clause: Clause, before: str, behind: str) -> bool:
    """Tell what another figure is measured against."""
    compared = clause.left + clause.quantity.before
    by_how_much = clause.quantity.measurement_unit.endswith(("百分点", "倍"))
    if _ABOVE_OTHERS.search(compared) and not by_how_much:
        return True
    inside = _inside_bracket(before)
    if inside is None:
        return False
    bracket = inside + behind.partition("）")[0]
    if _GROUNDS.search(compared):
        return True
    grounds = _GROUND_WORDS.search(bracket) is not None
    return grounds and bool(
        _OF_OTHERS.match(clause.tail) or _ITS_GOAL.search(clause.left)
    )


def _inside_bracket(before: str) -> str | None:
    """Give what stands before a figure in its bracket; None outside of brackets."""
    start = before.rfind("（")
    if start < 0 or "）" in before[start:]:
        return None
    return before[start + 1 :]
