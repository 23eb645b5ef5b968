"""What a figure is for.

A promise to report on, a parameter of the policy, or the size of the field of work.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.means import (
    is_basis,
    is_set_aside,
    is_size,
    is_widened,
)
from xltool.decomposition.indicators.names import counts_its_list, stripped, works_on
from xltool.decomposition.indicators.parameters import is_parameter, is_ruled
from xltool.decomposition.indicators.past import names_later_year
from xltool.decomposition.indicators.role_features import features_of
from xltool.decomposition.indicators.role_model import drawn_together, probabilities
from xltool.decomposition.indicators.scopes import is_scope
from xltool.decomposition.indicators.setting import CELL, NOWHERE
from xltool.decomposition.indicators.stated_time import as_stated, stated
from xltool.decomposition.indicators.vocabulary import (
    VERB_START,
)
from xltool.model.quantity import COUNTS
from xltool.model.registry import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.decomposition.indicators.clauses import Clause
    from xltool.decomposition.indicators.omitted_words import Name
    from xltool.decomposition.indicators.setting import Setting

_FAR = 300
_PLANNED_SIZE = re.compile(
    r"""
    (?:
        规划用地|规划(?:总)?面积|规划建设用地|占地面积?|总用地  # 规划面积|5平方公里
      | 用地面积|总建筑面积|建筑面积  # 建筑面积约|2万平方米
      # 设计年产能力|30万吨
      | 设计[\u4e00-\u9fff]{0,4}(?:产能|年产|能力|面积|规模|库容|流量)
      | 概算(?:总)?投资  # 概算总投资|3亿元
    )
    (?:约|为|达)?$
    """,
    re.VERBOSE,
)
_WHOLE_COST = re.compile(
    r"(?:总投资额?|(?<!年度)(?<!当年)计划投资|投资总额|估算投资|概算)(?:约|为|达|超)?$"
)
_PAST = re.compile(
    r"""
    (?:
        已(?:经)?  # 已建成|12个, 已经培育|30家
        (?:
            完成|建成|实现|有|引进|达|累计|培育|发放|开工|投入
          | 成功|获|签|建|认定|入库
        )
      | 现有|(?<![至到])目前|截至|原有  # 现有|5所
      # 去年|12家, but not 比去年增长
      | (?<![比较超对])(?:去年|上年)(?!同期|增|度?提|基础)|^年初
    )
    """,
    re.VERBOSE,
)
_MAY_BE_EITHER = re.compile(
    r"(?:支持|资助|扶持|奖补|补助|奖励)[^，；。]*(?:项目|企业|团队|平台|人才|主体)$"
)
_MAY_BE_FIELD = re.compile(r"(?:推进|实施|加快|推动|统筹推进|谋划|抓)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseReading:
    """A role, how sure it is (0 to 1), and the other way to read the figure, in words,
    if there is one.

    `is_time_open` says that it may be a target if it is a fact, and the other way
    round: that is asked once for a document, not for each figure.
    """

    role: Role
    confidence: float = 0.95
    otherwise: str = ""
    is_time_open: bool = False


def read_role(  # noqa: PLR0913 - a clause with what it leans on
    clause: Clause,
    name: Name,
    flat: str,
    *,
    setting: Setting = NOWHERE,
    follows: bool = False,
    past: bool = False,
    is_part: bool = False,
    likely: Mapping[Role, float] | None = None,
) -> ClauseReading:
    """Tell what the figure of a clause is for, by patterns and by learnt weights.

    `setting` is what stands around the text: a figure of a year before the document's
    is a fact. `follows` says that the sentence has counted something before, `past`
    that it tells of what was reached, `is_part` that it is a part of what was counted
    before (其中…). `likely` are the chances by the weights, if they are known already.
    """
    year = setting.year
    pattern = by_patterns(clause, name, flat, year=year, follows=follows, past=past)
    if is_part and pattern.role is Role.SCOPE:
        pattern = _promise(clause, name)
    if _is_settled(pattern, clause):
        return pattern
    is_in_cell = setting.section == CELL
    is_settled = _is_settled_but_for_time(pattern, clause, is_part=is_part)
    if is_settled and is_in_cell:
        return pattern
    if likely is None:
        likely = chances_of(clause, flat, setting)
    if is_settled:
        return in_time(pattern, likely)
    reading = combined(pattern, likely, is_in_cell=is_in_cell)
    return pattern if _keeps_open(pattern, reading, clause) else reading


def _keeps_open(pattern: ClauseReading, reading: ClauseReading, clause: Clause) -> bool:
    """Whether what the patterns leave open stays so.

    The only figure of a sentence may be what it promises.
    """
    if clause.previous is not None or clause.following is not None:
        return False
    return bool(pattern.otherwise) and reading.role is pattern.role


def chances_of(clause: Clause, flat: str, setting: Setting) -> dict[Role, float]:
    """Give how likely each role of a clause's figure is by the weights."""
    beside = (clause.previous, clause.following)
    return probabilities(features_of(flat, clause.quantity, *beside, setting))


def chances_in_text(
    flat: str, clauses: Sequence[Clause], setting: Setting
) -> dict[int, dict[Role, float]]:
    """Give the chances of a text's figures by the places of their clauses.

    Those of a paragraph are drawn together. A table's cell has no paragraphs: nothing
    is given for it.
    """
    if setting.section == CELL:
        return {}
    found: dict[int, dict[Role, float]] = {}
    breaks = [at for at, char in enumerate(flat) if char == "\n"]
    paragraphs = groupby(clauses, key=lambda clause: bisect(breaks, clause.start))
    for _, group in paragraphs:
        here = list(group)
        chances = [chances_of(clause, flat, setting) for clause in here]
        for clause, chance in zip(here, drawn_together(chances), strict=True):
            found[clause.start] = chance
    for start, is_reached in stated(flat, clauses, setting).items():
        found[start] = as_stated(found[start], is_reached=is_reached)
    return found


def _is_settled(pattern: ClauseReading, clause: Clause) -> bool:
    """Whether the weights have nothing to say to what the patterns read."""
    return pattern.role in (Role.FACT, Role.BASIS) or _is_procedure(clause)


def _is_settled_but_for_time(
    pattern: ClauseReading, clause: Clause, *, is_part: bool
) -> bool:
    """Whether a figure is a target or a fact: its words leave nothing else."""
    if clause.quantity.rank:
        return True
    if pattern.role is not Role.TARGET or pattern.otherwise:
        return False
    return is_part or _says_done(clause)


def _says_done(clause: Clause) -> bool:
    """Tell a figure whose own words say that it is done.

    10个|老旧小区整治, 100%|达标, 3个工作日内|办结.
    """
    if is_work(clause.tail) or _DONE_BEHIND.match(clause.tail):
        return True
    if counts_its_list(clause) or works_on(clause):
        return True
    if _makes(clause) or _raises_level(clause) or _solves(clause):
        return True
    share = clause.quantity.measurement_unit == "%" and clause.tail.startswith("的")
    return share and bool(_SHARE_DOES.search(clause.tail))


def _makes(clause: Clause) -> bool:
    """Tell things that are made (改造|12个老旧小区)."""
    counted = clause.quantity.measurement_unit in COUNTS and clause.tail
    words = stripped(clause.left)
    return bool(counted and (_MADE.fullmatch(words) or _SURELY_MADE.search(words)))


def _solves(clause: Clause) -> bool:
    """Tell those who are helped out of need (解决|10万人安全饮水问题)."""
    is_need = clause.tail.endswith(("问题", "困难"))
    return is_need and clause.left.endswith("解决")


_SURELY_MADE = re.compile(r"(?:今年|年内|全年)(?:新建|新增|改造|建成|扩建|修建)$")
_MADE = re.compile(
    r"""(?:全[市县区省]|(?:每个?|各)[县市区乡镇村]{1,3})?(?:新|改|扩|续|迁|修|提[标质升档]|完成|建设|启动|开工|[、和及])*
    (?:新建|改造|新增|建成|改建|扩建|迁建|修建|建设|创建|打造|更换|安装|加装|修缮|整治)""",
    re.VERBOSE,
)


def _raises_level(clause: Clause) -> bool:
    """Tell how well people are to live (低保标准提高到每人每月|800元)."""
    words = clause.left + clause.quantity.before
    return bool(_LEVEL_OF_LIVING.search(words)) and not _RULED.search(words)


_LEVEL_OF_LIVING = re.compile(
    r"""(?:[人户]均[^，。；]{2,20}(?:总额|收入|经费|水平|产值|面积|[额值])(?:达到?|提高到|增加到|为)?
    |[\u4e00-\u9fff]{4}标准(?:全部|统一|分别|再)*(?:提高|提升|上调|调整|增加)[到至为]
    (?:每[人户床亩生][每/]?[年月日天]?)?)$""",
    re.VERBOSE,
)
"""人均收入达到|3万元, 低保标准提高到每人每月|800元"""
_RULED = re.compile(r"按|给予|补助|补贴|奖励")
_SHARE_DOES = re.compile(
    r"""^的[\u4e00-\u9fff（）]{2,20}?
    (?:达到?|建成|实现|完成|就读|参与|通|纳入|享有|配备|建立|开展)""",
    re.VERBOSE,
)
"""90%|的幼儿园达到省定标准"""
_DONE_BEHIND = re.compile(
    r"(?:台阶|大关|关口|(?:全部)?(?:达标|覆盖|完成|办结|整改到位|落实到位))"
)
_MAY_BE_DONE, _DONE, _SURELY_DONE = 0.1, 0.5, 0.9
"""A figure is a fact where that is likelier than the second; asked about between the
first and the third.
"""
_IN_CELL = 0.8
"""In a table's cell it is a target up to here, and asked about from _DONE on: cells
hold few facts that their words or the column do not show.
"""
_OVERRULED = 0.15
"""A target by its pattern is none where the weights say so with a chance below this."""
_SURE_OF_OTHER = 0.6
"""And where one other role is at least this likely."""
_ASKED, _OTHER_ASKED = 0.5, 0.75
"""A target, or another role, that is less likely than this is asked about."""
_CONTRADICTED = 0.8
"""What patterns take for no target is asked about where a target is as likely as this.
"""
_CERTAIN = 0.9
"""What patterns take for no target is one where the weights are as sure as this."""
_UNSURE = 0.65
"""The confidence of a reading that the clerk is asked about."""


def combined(
    pattern: ClauseReading, likely: Mapping[Role, float], *, is_in_cell: bool = False
) -> ClauseReading:
    """Give the reading that patterns and weights together lead to.

    Where they disagree, or the weights waver, its confidence is low or its other
    reading is named: the clerk is asked. Whether the figure has been reached is decided
    apart, by the weights alone: no word of its own may tell (增长7.8%).
    """
    return in_time(_untimed(pattern, likely), likely, is_in_cell=is_in_cell)


def in_time(
    reading: ClauseReading, likely: Mapping[Role, float], *, is_in_cell: bool = False
) -> ClauseReading:
    """Give a reading, or that the figure is a fact, by what the weights say of it."""
    done = likely[Role.FACT]
    least, enough = (_DONE, _IN_CELL) if is_in_cell else (_MAY_BE_DONE, _DONE)
    is_open = least < done < _SURELY_DONE
    if done >= enough:
        confidence = _UNSURE if is_open else 0.85
        return ClauseReading(
            role=Role.FACT, confidence=confidence, is_time_open=is_open
        )
    is_asked = reading.otherwise or reading.confidence <= _UNSURE
    if not is_open or is_asked or reading.role is not Role.TARGET:
        return reading
    return replace(reading, confidence=_UNSURE, is_time_open=True)


def _untimed(pattern: ClauseReading, likely: Mapping[Role, float]) -> ClauseReading:
    """Give the reading of a figure that is no fact."""
    others = {role: chance for role, chance in likely.items() if role is not Role.FACT}
    total = sum(others.values())
    best = max(others, key=lambda role: others[role])
    target = others[Role.TARGET] / total
    if pattern.role is not Role.TARGET:
        if target > _CERTAIN and pattern.role is Role.SCOPE:
            return ClauseReading(role=Role.TARGET, confidence=_UNSURE)
        role = pattern.role if best is Role.TARGET else best
        return _no_target(role, is_unsure=target > _CONTRADICTED)
    certainty = others[best] / total
    if target < _OVERRULED and certainty > _SURE_OF_OTHER:
        return _no_target(best, is_unsure=certainty < _OTHER_ASKED)
    if target < _ASKED:
        return replace(pattern, confidence=min(pattern.confidence, _UNSURE))
    return pattern


def _no_target(role: Role, *, is_unsure: bool) -> ClauseReading:
    if is_unsure:
        return ClauseReading(role=role, confidence=_UNSURE, otherwise=_OR_A_TARGET)
    return ClauseReading(role=role, confidence=0.85)


_OR_A_TARGET = "也可以理解为需要完成的目标"


def by_patterns(  # noqa: PLR0911, PLR0913 - one return for each role
    clause: Clause,
    name: Name,
    flat: str,
    *,
    year: int | None = None,
    follows: bool = False,
    past: bool = False,
) -> ClauseReading:
    """Tell what the figure of a clause is for, by the patterns alone."""
    before, behind = _around(clause, flat)
    if is_basis(clause, before, behind):
        return ClauseReading(role=Role.BASIS)
    if _is_procedure(clause):
        return ClauseReading(role=Role.PARAMETER, confidence=0.85)
    if _is_ruled(clause):
        return ClauseReading(role=Role.PARAMETER)
    if past or _is_fact(clause, flat, before, year):
        return ClauseReading(role=Role.FACT)
    if _is_outcome(clause, before):
        return ClauseReading(role=Role.PARAMETER, confidence=0.85)
    if works_on(clause):
        return _promise(clause, name)
    if _is_means(clause, before, behind, follows=follows):
        return ClauseReading(role=Role.PARAMETER)
    if is_scope(clause, behind):
        return ClauseReading(role=Role.SCOPE, confidence=0.85)
    return _promise(clause, name)


def _is_ruled(clause: Clause) -> bool:
    """Tell which things are meant, what is paid back, and who is chosen by a rule."""
    if clause.limits or is_ruled(clause):
        return True
    return _GIVEN_BACK.match(clause.tail) is not None


def _is_outcome(clause: Clause, before: str) -> bool:
    """Tell what a project will bring, once it stands.

    A rank is promised all the same.
    """
    if clause.quantity.rank:
        return False
    return _OUTCOME_OF_PROJECT.search(before) is not None


def _is_procedure(clause: Clause) -> bool:
    """Tell how often the work is steered (每月通报1次, 每季度召开1次例会)."""
    if clause.quantity.measurement_unit not in ("次", "场", "期"):
        return False
    words = f"{clause.left}{clause.quantity.before}{clause.tail}"
    return bool(_REGULARLY.search(words) and _STEERS.search(words))


_REGULARLY = re.compile(
    r"每(?:个|半)?(?:[年月周旬日季]|季度)|(?:按|逐)[年月周旬季]|定期"
)
_STEERS = re.compile(
    r"""通报|调度|报送|上报|汇报|报告|听取|会商|研判|例会|研究|分析|督[查导办]|碰头
    |召开[\u4e00-\u9fff]{0,8}会""",
    re.VERBOSE,
)


def _around(clause: Clause, flat: str) -> tuple[str, str]:
    """Give the sentence before and behind a figure."""
    opens = clause.quantity.opens
    closes = clause.quantity.closes
    before = flat[max(clause.sentence_start, opens - _FAR) : opens]
    behind = flat[closes : min(clause.sentence_end, closes + _FAR)]
    return before, behind


def _is_fact(clause: Clause, flat: str, before: str, year: int | None) -> bool:
    if _is_of_earlier_year(clause, year) or _reports(clause, flat, year):
        return True
    if _tells_progress(clause, flat) and not _LOOKS_AHEAD.search(before):
        return True
    return _states_past(clause, before)


def _tells_progress(clause: Clause, flat: str) -> bool:
    """Tell how far a plan is done (完成投资2亿元，占全年计划的|61%), and more than all.

    So is the figure that the share is of.
    """
    if clause.quantity.comparison != "=":
        return False
    if clause.quantity.measurement_unit == "%":
        over = clause.quantity.value > _WHOLE and "完成率" in clause.left
        return over or bool(_OF_THE_PLAN.search(clause.left))
    behind = flat[clause.quantity.closes : clause.end + _NEAR]
    return bool(_IS_OF_THE_PLAN.match(behind))


_WHOLE = 100
_NEAR = 30
_OF_THE_PLAN = re.compile(
    r"占(?:全年|年度|年|总)?(?:投资)?(?:计划|任务|目标)(?:任务)?(?:投资|总数|数)?的$"
)
_IS_OF_THE_PLAN = re.compile(
    r"[，、]?(?:占|完成)(?:全年|年度|年|总)(?:投资)?(?:计划|任务|目标)[^，。；]{0,10}\d"
)


def _is_means(clause: Clause, before: str, behind: str, *, follows: bool) -> bool:
    """Tell money set aside, a limit that is moved, how large a thing is, or a policy's
    parameter.
    """
    if is_set_aside(clause) or is_widened(clause):
        return True
    if is_size(clause, follows=follows, behind=behind):
        return True
    return is_parameter(clause, before, behind)


_OUTCOME_OF_PROJECT = re.compile(
    r"(?:建成|达产|投产|投用|投运|运营)后(?:(?!今年|年内|本年)[^。；]){0,40}$"
)
"""项目达产后，年产值|6亿元: what a project will bring, once it stands."""
_GIVEN_BACK = re.compile(r"返还|补贴|补助|奖励|减免|减征|缴纳|计提|给付")


def _is_of_earlier_year(clause: Clause, year: int | None) -> bool:
    printed = _IN_YEAR.match(clause.left)
    return year is not None and printed is not None and int(printed[1]) < year


def _reports(clause: Clause, flat: str, year: int | None) -> bool:
    """Tell a figure of a passage on an earlier year (2023年，全市实现…；增长1.5%).

    The passage begins with that year and ends with its paragraph, or where the text
    turns to what is to come.
    """
    if year is None:
        return False
    start = max(flat.rfind("\n", 0, clause.start) + 1, clause.start - _PASSAGE)
    passage = flat[start : clause.start + len(clause.left)]
    openings = list(_YEAR_OPENS.finditer(passage))
    if not openings or int(openings[-1][1]) >= year:
        return False
    since = passage[openings[-1].end() :]
    return not (_TO_COME.search(since) or names_later_year(since, year))


_PASSAGE = 1000
_YEAR_OPENS = re.compile(r"(?:^|[。；])\s*((?:19|20)\d{2})年(?=[，全我])")
_TO_COME = re.compile(r"今年|明年|力争|确保|计划|目标|到20\d\d年|将")
_IN_YEAR = re.compile(r"(?:在|到|截至)?((?:19|20)\d{2})年")


def _promise(clause: Clause, name: Name) -> ClauseReading:
    """Read a figure as a promise; say so if it could be something else."""
    whole_cost = _WHOLE_COST.search(clause.left)
    if whole_cost or (not name.restored and _PLANNED_SIZE.search(clause.left)):
        return ClauseReading(
            role=Role.PARAMETER, confidence=0.6, otherwise=_OR_A_TARGET
        )
    if _MAY_BE_EITHER.search(clause.left) and "补" not in clause.tail:
        return ClauseReading(
            role=Role.TARGET,
            confidence=0.7,
            otherwise="也可以理解为政策支持的数量（政策参数）",
        )
    if _MAY_BE_FIELD.search(clause.left) and clause.tail and not is_work(clause.tail):
        return ClauseReading(
            role=Role.TARGET,
            confidence=0.7,
            otherwise="也可以理解为工作对象的数量（工作范围）",
        )
    return ClauseReading(role=Role.TARGET)


_WORK_AT_END = re.compile(
    rf"(?:{VERB_START.pattern}|清洗|排水|消险|治污)(?:工程|项目|工作|任务|行动)*$"
)


def is_work(tail: str) -> bool:
    """Tell words behind a figure that end in what is done (13所|学校维修改造).

    >>> is_work("学校维修改造工程"), is_work("重点项目")
    (True, False)
    """
    return len(tail) > _SHORTEST_WORK and bool(_WORK_AT_END.search(tail))


_SHORTEST_WORK = 3


_LOOKS_AHEAD = re.compile(r"力争|确保|到20|目标|年底")


_UNTIL_NOW = re.compile(r"^截至|截至(?:目前|\d{1,2}月)")


def _states_past(clause: Clause, before: str) -> bool:
    if _PAST.search(clause.left):
        return True
    opening = before[: -len(clause.left)] if clause.left else before
    since = _UNTIL_NOW.search(opening)
    return since is not None and not _LOOKS_AHEAD.search(before[since.end() :])
