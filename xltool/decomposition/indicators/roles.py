"""What a figure is for.

A promise to report on, a parameter of the policy, or the size of the field of work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.means import (
    is_basis,
    is_set_aside,
    is_size,
    is_widened,
)
from xltool.decomposition.indicators.names import counts_its_list, stripped
from xltool.decomposition.indicators.role_features import features_of
from xltool.decomposition.indicators.role_model import probabilities
from xltool.decomposition.indicators.vocabulary import (
    FALL,
    MONEY,
    PERCENT,
    TIME,
    VERB_START,
)
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.decomposition.indicators.clauses import Clause
    from xltool.decomposition.indicators.omitted_words import Name

_GRANT = (
    "津贴|给予|奖励|奖补|补助|补贴|资助|贴息|配套支持|补偿|返还|减征|免征|免收|奖给"
)
_GRANTED = re.compile(
    rf"(?:{_GRANT}|支持|(?<!地方)(?<!级)配套|享受|可申请|可贷|额度)(?:资金|金额|标准|额度|总额|比例|上限)?(?:一次性|总计|合计|累计|每年|每月)?(?:奖励|补助|补贴|奖补)?(?:标准)?(?:为|按)?$"
)
_GRANTS_OR_LIMITS = re.compile(rf"{_GRANT}|支持|不超过|标准")
_GIVES = re.compile(rf"{_GRANT}|享受|可申请|予以|优先")
_FUNDS = re.compile(
    r"(?:争取|到位|发放|兑现|拨付|筹集|投放|撬动|落实|投入|减免|新增|直达|统筹|安排|支出|完成|实现)[^，；。]*$"
)
_PER = re.compile(
    r"(?:每(?:人|亩|个|家|户|吨|台|件|平方米|公里|辆|头|名|生|项|所|村|县|床|千瓦|度|年|月|次|套|单位|平方)|单个|单户|单家|同一)[^，；。]{0,16}$"
)
_GIVEN = re.compile(
    rf"(?:的)?(?:标准|比例|额度|幅度)?(?:，)?(?:给予|予以|{_GRANT}|配套|一次性|定额|以奖代补|资金支持|担保贷款|创业担保贷款)"
)
_BY_RULE = re.compile(r"(?:按照?|依照|不超过.{0,8}的)(?:每?[^，；。]{0,14})?$")
_RULE_NOUN = re.compile(r"的?(?:标准|比例|费率|幅度|额度|利率)")
_RATE_OF_POLICY = re.compile(
    r"(?:费率|利率|税率|首付款?比例|首付|担保费|贴息率|缴存比例|征收率|起付线|报销比例|风险分担比例|补偿比例|投资强度|亩均投资)[^，；。]{0,6}$"
)
_FIXED_RATE = re.compile(
    r"上浮$|征收率[^，；。]{0,8}$|保证金比例[^，；。]{0,4}$|预付款比例[^，；。]{0,12}$|保证金不得?[^，；。]{0,14}$|保险费率[^，；。]{0,4}$|起征点[^，；。]{0,10}$|返还比例[^，；。]{0,6}$|返还(?:提|为|按)?$|(?:补贴|补助|奖励|奖补)标准(?:为|按)[^，；。]{0,16}$"
)
_OF_EACH = re.compile(
    r"(?:单户|单家|单笔|每户|每笔|单个|同一)[^，；。]{0,10}(?:额度|金额|限额|授信)[^，；。]{0,12}$"
)
_BASE = re.compile(r"[由从][^，由从]{0,8}\d[^，]{0,6}(?=提高|提升|增加|上调|降)")
_BUDGET = re.compile(r"工作经费[^，；。]{0,6}$")
_SIBLING = re.compile(
    r"(?:奖励|补助|补贴|资助|奖补|首付比例)[^，；。\d]{0,6}\d[\d.]*[^，；。\d]{1,4}[，、]$"
)
_HANDLED = re.compile(
    r"(?:审批|办理|开办|受理|评审|登记|验收|许可|接电|报装|通关|退税|办结|响应|到达|住院|等候|审查|交易|处置)[^，；。]{0,4}[时周期][间限期长日]"
)
_PENALTY = re.compile(r"罚款|违约金|滞纳金|处罚")
_CHOSEN = re.compile(r"(?:评选|择优|遴选|奖励|支持|资助|扶持)[^，；。]*$")
_FAR = 300
_NEARBY = 30
_SHORT, _BRIEF = 5, 9
_MOVES = re.compile(r"降|控制|压|缩|减少|提高|提升|增|达|稳定|保持")
_CONDITION_OF_TIME = re.compile(
    r"(?:满|连续|经营|运营|注册|缴纳|参保|就业|从业|工作|服务|有效期|期限|年限|时间|周期|最长|不超过)[^，；。]{0,6}$"
)
_FIELD = re.compile(
    r"(?:^|[^面])(?:对|将|等|加强|抓好|抓实|抓紧|围绕|聚焦|紧盯|针对|覆盖|涉及|全[市县区省镇乡]|辖区内?|境内|现有|已有|原有|纳入|列入|盯紧|做好|统筹|以|由|在|从|辖|共有|含|包括|向|全部|依托|突出|突破|发挥)(?:全[市县区省]|这|剩余|其余|年度|重点)?$"
)
_WITH_RATE = re.compile(
    r"[\u4e00-\u9fff“”]{2,14}(?:率|比例|占比)(?:达到?|不低于|保持在?|稳定在?|为)?\d"
)
_ALL_DO = re.compile(r"[\u4e00-\u9fff]{2,16}(?:全部|均|都)(?!覆盖)")
_PROMISED = re.compile(rf"^[，、]?(?:力争|确保|全年|完成)*(?:{VERB_START.pattern})")
_PLANNED_SIZE = re.compile(
    r"(?:规划用地|规划(?:总)?面积|规划建设用地|占地面积?|总用地|用地面积|总建筑面积|建筑面积|设计[\u4e00-\u9fff]{0,4}(?:产能|年产|能力|面积|规模|库容|流量)|概算(?:总)?投资)(?:约|为|达)?$"
)
_WHOLE_COST = re.compile(
    r"(?:总投资额?|(?<!年度)(?<!当年)计划投资|投资总额|估算投资|概算)(?:约|为|达|超)?$"
)
_PAST = re.compile(
    r"(?:已(?:经)?(?:完成|建成|实现|有|引进|达|累计|培育|发放|开工|投入|成功|获|签|建|认定|入库)|现有|目前|截至|原有|(?<![比较超对])(?:去年|上年)(?!同期|增|度?提|基础)|^年初)"
)
_ORGANISATIONS = re.compile(
    r"(?:县直|市直|区直|省直|县市区|县（市|乡镇|街道|部门|责任单位|成员单位|相关单位)"
)
_MAY_BE_EITHER = re.compile(
    r"(?:支持|资助|扶持|奖补|补助|奖励)[^，；。]*(?:项目|企业|团队|平台|人才|主体)$"
)
_MAY_BE_FIELD = re.compile(r"(?:推进|实施|加快|推动|统筹推进|谋划|抓)$")
_BAD_THINGS = re.compile(
    r"失业率|事故|死亡|伤亡|PM2\.5|PM10|浓度|不良(?:贷款)?率|负债率|债务率|杠杆|投诉|发案|案件数|逾期|时限|用时|时长|时间|流失|返贫|能耗强度|单耗|空置率|出险|漏损率|辍学率|"
    r"感染率|患病率|发病率|超标|欠薪|积压|次生|跑冒|信访(?:总量|量|件)|漏管率|劣[ⅤV五]类|受害率|成灾率|过火|贫困发生率|通胀|涨幅|消费价格|CPI|成本"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseReading:
    """A role, how sure it is (0 to 1), and the other way to read the figure, in words,
    if there is one.
    """

    role: Role
    confidence: float = 0.95
    otherwise: str = ""


def read_role(  # noqa: PLR0913 - a clause with what it leans on
    clause: Clause,
    name: Name,
    flat: str,
    *,
    year: int | None = None,
    follows: bool = False,
    past: bool = False,
    is_part: bool = False,
) -> ClauseReading:
    """Tell what the figure of a clause is for, by patterns and by learnt weights.

    `year` is the document's: a figure of an earlier one is a fact. `follows` says that
    the sentence has counted something before, `past` that it tells of what was reached,
    `is_part` that it is a part of what was counted before (其中…).
    """
    pattern = by_patterns(clause, name, flat, year=year, follows=follows, past=past)
    if clause.quantity.rank or pattern.role in (Role.FACT, Role.BASIS):
        return pattern
    is_plain = pattern.role is Role.TARGET and not pattern.otherwise
    if is_plain and (is_part or _says_done(clause)):
        return pattern
    quantity = clause.quantity
    beside = (clause.previous, clause.following)
    reading = combined(pattern, probabilities(features_of(flat, quantity, *beside)))
    is_alone = beside == (None, None)
    if is_alone and pattern.otherwise and reading.role is pattern.role:
        return pattern  # the only figure of a sentence may be what it promises
    return reading


def _says_done(clause: Clause) -> bool:
    """Tell a figure whose own words say that it is done.

    10个|老旧小区整治, 100%|达标, 3个工作日内|办结.
    """
    if is_work(clause.tail) or _DONE_BEHIND.match(clause.tail):
        return True
    if counts_its_list(clause):
        return True
    share = clause.quantity.measurement_unit == "%" and clause.tail.startswith("的")
    return share and bool(_SHARE_DOES.search(clause.tail))


_SHARE_DOES = re.compile(
    r"""^的[\u4e00-\u9fff（）]{2,20}?
    (?:达到?|建成|实现|完成|就读|参与|通|纳入|享有|配备|建立|开展)""",
    re.VERBOSE,
)
"""90%|的幼儿园达到省定标准"""


_DONE_BEHIND = re.compile(
    r"(?:台阶|大关|关口|(?:全部)?(?:达标|覆盖|完成|办结|整改到位|落实到位))"
)
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


def combined(pattern: ClauseReading, likely: Mapping[Role, float]) -> ClauseReading:
    """Give the reading that patterns and weights together lead to.

    Where they disagree, or the weights waver, its confidence is low or its other
    reading is named: the clerk is asked.
    """
    target = likely[Role.TARGET]
    best = max(likely, key=lambda role: likely[role])
    if pattern.role is not Role.TARGET:
        if target > _CERTAIN and pattern.role is Role.SCOPE:
            return ClauseReading(role=Role.TARGET, confidence=_UNSURE)
        role = pattern.role if best is Role.TARGET else best
        return _no_target(role, is_unsure=target > _CONTRADICTED)
    if target < _OVERRULED and likely[best] > _SURE_OF_OTHER:
        return _no_target(best, is_unsure=likely[best] < _OTHER_ASKED)
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
    before = flat[
        max(clause.sentence_start, clause.quantity.opens - _FAR) : clause.quantity.opens
    ]
    behind = flat[
        clause.quantity.closes : min(clause.sentence_end, clause.quantity.closes + _FAR)
    ]
    if is_basis(clause, before, behind):
        return ClauseReading(role=Role.BASIS)
    if clause.limits or _GIVEN_BACK.match(clause.tail) or _is_ruled(clause):
        return ClauseReading(role=Role.PARAMETER)
    earlier = _is_of_earlier_year(clause, year) or _reports(clause, flat, year)
    if past or earlier or _states_past(clause, before):
        return ClauseReading(role=Role.FACT)
    if _OUTCOME_OF_PROJECT.search(before) and not clause.quantity.rank:
        return ClauseReading(role=Role.PARAMETER, confidence=0.85)
    means = is_set_aside(clause) or is_widened(clause)
    if means or is_size(clause, follows=follows, behind=behind):
        return ClauseReading(role=Role.PARAMETER)
    if not clause.quantity.rank and _is_parameter(clause, before, behind):
        return ClauseReading(role=Role.PARAMETER)
    if _is_field(clause, behind):
        return ClauseReading(role=Role.SCOPE, confidence=0.85)
    return _promise(clause, name)


def _is_ruled(clause: Clause) -> bool:
    """Tell who is chosen and how much by a rule.

    对评价结果|前10位的项目给予奖补, 按上年度贷款总额的|50%给予贴息.
    """
    if clause.quantity.rank:
        chosen = clause.left.startswith(("对", "给予")) or _CHOSEN.search(clause.left)
        return clause.tail.startswith("的") and bool(chosen)
    if not PERCENT.search(clause.quantity.measurement_unit):
        return False
    return bool(_BY_SHARE.search(clause.left) and _GIVEN.match(clause.tail))


_BY_SHARE = re.compile(r"(?:^|[，、企业])按照?[^，]*的$")
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
    return not _TO_COME.search(passage, openings[-1].end())


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
    rf"(?:{VERB_START.pattern}|维护|清洗|排水|绿化|消险|治污)(?:工程|项目|工作|任务|行动)*$"
)


def is_work(tail: str) -> bool:
    """Tell words behind a figure that end in what is done (13所|学校维修改造).

    >>> is_work("学校维修改造工程"), is_work("重点项目")
    (True, False)
    """
    return len(tail) > _SHORTEST_WORK and bool(_WORK_AT_END.search(tail))


_SHORTEST_WORK = 3


def _states_past(clause: Clause, before: str) -> bool:
    if _PAST.search(clause.left):
        return True
    opening = before[: -len(clause.left)] if clause.left else before
    return opening.startswith("截至") and not re.search(
        r"力争|确保|到20|目标|年底", before[2:]
    )


def _is_parameter(clause: Clause, before: str, behind: str) -> bool:
    unit = clause.quantity.measurement_unit
    if _is_condition(clause, before, behind) or _PENALTY.search(
        clause.left + clause.tail
    ):
        return True
    if MONEY.search(unit) or PERCENT.search(unit):
        each = _FOR_EACH.search(clause.left) is not None
        return each or _is_grant(clause, before) or _is_rate(clause)
    if TIME.search(unit):
        waived = clause.left.endswith(("减免", "免收", "免除"))
        waits = _CONDITION_OF_TIME.search(clause.left) and not _MOVES.search(
            clause.left + clause.quantity.before
        )
        return waived or bool(
            waits and "办" not in clause.left and not _HANDLED.search(clause.left)
        )
    if clause.quantity.comparison == "<=" and _OF_ONE.search(before):
        return True
    if _GIVES_EACH.search(before.rpartition("；")[2]) and not _UNDERTAKES.search(
        before
    ):
        return True
    return bool(clause.quantity.comparison == "<=" and _CHOSEN.search(clause.left))


_FOR_EACH = re.compile(r"每(?:增加|新增|超过|提高)[^，；。]{0,12}$")
_OF_ONE = re.compile(r"(?:同一|单个|单户|单家|每[家户个名人])[^，。；]{0,20}$")
_GIVES_EACH = re.compile(r"(?:给予|授予|奖励|每增加|每新增)[^；。]*$")
_UNDERTAKES = re.compile(r"力争|确保|全年|年内|计划")


def _is_grant(clause: Clause, before: str) -> bool:
    """Tell an amount that the policy gives to somebody."""
    left = _BASE.sub("", clause.left)
    tail = clause.tail
    funds = _FUNDS.search(left) and not re.search(r"给予|最高|每|^对", left)
    in_front = before[: len(before) - len(clause.left)]
    if (
        len(left) < _BRIEF
        and _SIBLING.search(in_front[-_NEARBY:])
        and not VERB_START.match(left)
    ):
        return True
    if clause.quantity.before.startswith("最高") or re.search(
        r"最高[^，]{0,14}$", left
    ):
        return True
    if re.search(
        r"给予|予以|可申请", before.rpartition("；")[2]
    ) and not VERB_START.match(left.lstrip("，、")):
        return True
    if _BUDGET.search(left) or (
        not funds and (_GRANTED.search(left) or _GIVEN.match(tail))
    ):
        return True
    given_before = before[-_NEARBY:] if len(left) < _SHORT else left
    per = _PER.search(left) and _GRANTS_OR_LIMITS.search(given_before + tail)
    return bool(per) and not re.search(r"标准(?:提高|提升|达|不低于)", left)


def _is_rate(clause: Clause) -> bool:
    """Tell a rate that the policy itself sets (按50%的标准, 担保费率1%)."""
    if _BY_RULE.search(clause.left) and _RULE_NOUN.match(clause.tail):
        return True
    fixed = _FIXED_RATE.search(clause.left) or _OF_EACH.search(clause.left)
    return bool(
        fixed
        or (_RATE_OF_POLICY.search(clause.left) and not _MOVES.search(clause.left))
    )


def _is_condition(clause: Clause, before: str, behind: str) -> bool:
    """A figure that must be reached before the policy gives something
    (产值超过10亿元的，给予…).
    """
    if clause.tail == "的":
        return True
    if not _GIVES.search(behind):
        return False
    if clause.left.startswith(("力争", "确保")):
        return False
    conditional = re.search(
        r"(?:^|，|、)(?:对|凡|符合|首次|鼓励|获得|获评|获批|被)",
        before.rpartition("；")[2],
    )
    return clause.tail.startswith("的") or conditional is not None


def _is_field(clause: Clause, behind: str) -> bool:
    """Tell the size of the field of work (对205个项目全程调度,
    纳入监测的98家企业…率达到100%).
    """
    unit = clause.quantity.measurement_unit
    left = clause.left
    if (
        clause.quantity.before not in {"", "在", "为", "突破"}
        or MONEY.search(unit)
        or PERCENT.search(unit)
    ):
        return False
    if left.startswith("涉及") or (left.startswith("对") and left.endswith("的")):
        return True
    if _WITH_RATE.match(behind) and not VERB_START.match(left.lstrip("，、")):
        return True
    if clause.runs_on:
        return (
            (not left and clause.opener != "、")
            or bool(_FIELD.search(left))
            or left.endswith("的")
        )
    if not clause.tail:
        return left.endswith(("其余", "剩余"))
    lists = left.endswith("等") and VERB_START.match(stripped(left))
    field = _FIELD.search(left) and not lists
    return _is_done_by(left, clause.tail) or bool(field)


_TELLS = re.compile(r"(?:组织|督促|指导|安排|动员|要求)(?:[省市县区]直|各)?$")


def _is_done_by(left: str, tail: str) -> bool:
    """Tell 7家企业全部完成…, 其余6项…, 排查出的45个隐患.

    The figure counts who or what is dealt with.
    """
    if _ORGANISATIONS.match(tail) and (
        not left
        or re.search(r"(?:组织|督促|指导|安排|动员|要求)(?:[省市县区]直|各)?$", left)
    ):
        return True
    if left.endswith(("其余", "剩余")) or (not left and _ALL_DO.match(tail)):
        return True
    if tail.startswith(("按月", "按时", "按期", "按序", "足额")):
        return True
    return left.endswith("的") and not _PROMISED.search(left)


def kind_of(clause: Clause, name: Name) -> IndicatorKind:
    """Tell what sort of quantity the figure is."""
    unit = clause.quantity.measurement_unit
    if clause.quantity.rank:
        return IndicatorKind.RANK
    if PERCENT.search(unit):
        growth = (
            name.growth
            or unit.endswith(("点", "倍"))
            or re.search(r"增速|增幅|增长率?$", name.text)
        )
        return IndicatorKind.GROWTH if growth else IndicatorKind.SHARE
    if MONEY.search(unit):
        return IndicatorKind.AMOUNT
    if TIME.search(unit) and not re.search(r"天数|日数|课时|学时", name.text):
        return IndicatorKind.DURATION
    return IndicatorKind.COUNT


def kind_by_name(
    name: str, measurement_unit: str, *, rank: bool = False
) -> IndicatorKind:
    """Tell what sort of quantity a figure is whose name stands in a column of its
    own.
    """
    if rank:
        return IndicatorKind.RANK
    if PERCENT.search(measurement_unit):
        growth = re.search(r"增速|增幅|增长|下降|降低|提高", name)
        if growth or measurement_unit.endswith(("点", "倍")):
            return IndicatorKind.GROWTH
        return IndicatorKind.SHARE
    if MONEY.search(measurement_unit):
        return IndicatorKind.AMOUNT
    if TIME.search(measurement_unit) and not re.search(r"天数|日数|课时|学时", name):
        return IndicatorKind.DURATION
    return IndicatorKind.COUNT


def less_is_better_by_name(name: str, comparison: str) -> bool:
    """Tell whether the smaller figure is the better one, by its name and how it
    compares.
    """
    if comparison in {"<=", "<"}:
        return True
    return bool(_BAD_THINGS.search(name)) and not _GOOD_WAYS.search(name)


_GOOD_WAYS = re.compile(r"满意|办结率|整改率|下降|降低|化解|处置|合格")


def less_is_better(clause: Clause, name: Name) -> bool:
    """Tell whether the smaller figure is the better one.

    The size of a fall (能耗下降3%) is printed as a positive figure of which more is
    better.
    """
    if name.growth:
        return bool(not FALL.search(name.growth) and _BAD_THINGS.search(name.text))
    if clause.quantity.rank or clause.quantity.comparison in {"<=", "<"}:
        return True
    if FALL.search(name.level) or name.level in {"降", "减", "压"}:
        return True
    return bool(_BAD_THINGS.search(name.text)) and not _GOOD_WAYS.search(name.text)
