"""Figures that a policy sets: grants, rates, limits, conditions, penalties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import MONEY, PERCENT, TIME, VERB_START

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_GRANT = (
    "津贴|给予|奖励|奖补|补助|补贴|资助|贴息|配套支持|补偿|返还|减征|免征|免收|奖给"
)
_GRANTED = re.compile(
    rf"""
    (?:
        {_GRANT}|支持|(?<!地方)(?<!级)配套|享受|可申请|可贷|额度  # 给予…, 可贷…
    )
    (?:
        资金|金额|标准|额度|总额|比例|上限  # 补贴资金…, 支持额度…
    )?
    (?:一次性|总计|合计|累计|每年|每月)?(?:奖励|补助|补贴|奖补)?  # 一次性奖励…
    (?:标准)?(?:为|按)?$  # 标准为…
    """,
    re.VERBOSE,
)
_GRANTS_OR_LIMITS = re.compile(rf"{_GRANT}|支持|不超过|标准")
_GIVES = re.compile(rf"{_GRANT}|享受|可申请|予以|优先")
_FUNDS = re.compile(
    r"(?:争取|到位|发放|兑现|拨付|筹集|投放|撬动|落实|投入|减免|新增|直达|统筹|安排|支出|完成|实现)[^，；。]*$"
)
_PER = re.compile(
    r"""
    (?:
        每
        (?:
            人|亩|个|家|户|吨|台|件|公里|辆|头|名|生|项|所  # 每亩补助|200元
          | 村|县|床|千瓦|度|年|月|次|套|单位|平方  # 每千瓦|0.3元
        )
      | 单个|单户|单家|同一  # 单户贷款|30万元
    )
    [^，；。]{0,16}$
    """,
    re.VERBOSE,
)
_GIVEN = re.compile(
    rf"(?:的)?(?:标准|比例|额度|幅度)?(?:，)?(?:予以|{_GRANT}|配套|一次性|定额|以奖代补|资金支持|担保贷款|创业担保贷款)"
)
_BY_RULE = re.compile(r"(?:按照?|依照|不超过.{0,8}的)(?:每?[^，；。]{0,14})?$")
_RULE_NOUN = re.compile(r"的?(?:标准|比例|费率|幅度|额度|利率)")
_RATE_OF_POLICY = re.compile(
    r"""
    (?:
        费率|利率|税率|首付|担保费|贴息率|缴存比例  # 首付款比例|20%
      | 征收率|起付线|报销比例|风险分担比例|补偿比例|投资强度  # 风险补偿比例|40%
      | 亩均投资  # 亩均投资|300万元
    )
    [^，；。]{0,6}$
    """,
    re.VERBOSE,
)
_FIXED_RATE = re.compile(
    r"""
      上浮$|征收率[^，；。]{0,8}$|保证金比例[^，；。]{0,4}$  # 利率上浮|20%
    | 预付款比例[^，；。]{0,12}$|保证金不得?[^，；。]{0,14}$  # 保证金不超过|2%
    | 保险费率[^，；。]{0,4}$|起征点[^，；。]{0,10}$  # 起征点为|2万元
    | 返还比例[^，；。]{0,6}$|返还(?:提|为|按)?$  # 按税款返还|30%
    | (?:补贴|补助|奖励|奖补)标准(?:为|按)[^，；。]{0,16}$  # 补助标准为每人|600元
    """,
    re.VERBOSE,
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
    r"""
    (?:
        审批|办理|开办|受理|评审|登记|验收|许可|接电|报装|通关  # 审批…, 报装…
      | 退税|办结|响应|到达|住院|等候|审查|交易|处置  # 退税…, 住院…
    )
    [^，；。]{0,4}[时周期][间限期长日]  # …时间, …期限
    """,
    re.VERBOSE,
)
_PENALTY = re.compile(r"罚款|违约金|滞纳金|处罚")
_CHOSEN = re.compile(r"(?:评选|择优|遴选|奖励|支持|资助|扶持)[^，；。]*$")
_NEARBY = 30
_SHORT, _BRIEF = 5, 9
_MOVES = re.compile(r"降|控制|压|缩|减少|提高|提升|增|达|稳定|保持")
_CONDITION_OF_TIME = re.compile(
    r"(?:满|连续|经营|运营|注册|缴纳|参保|就业|从业|工作|服务|有效期|期限|年限|时间|周期|最长|不超过)[^，；。]{0,6}$"
)


def is_ruled(clause: Clause) -> bool:
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


def is_parameter(clause: Clause, before: str, behind: str) -> bool:
    """Tell a figure that the policy sets and nobody reports on.

    `before` and `behind` are the sentence around the figure. A rank is none.
    """
    if clause.quantity.rank:
        return False
    unit = clause.quantity.measurement_unit
    if _is_condition(clause, before, behind):
        return True
    if _PENALTY.search(clause.left + clause.tail) or _is_specified(clause):
        return True
    if MONEY.search(unit) or PERCENT.search(unit):
        each = _FOR_EACH.search(clause.left) is not None
        return each or _is_grant(clause, before) or _is_rate(clause)
    if TIME.search(unit):
        return _is_span(clause)
    return _is_limit_of_grant(clause, before)


_AFTER = re.compile(r"[\u4e00-\u9fff]{2}后$")
"""验收合格后|15个工作日内兑付"""
_DIMENSION = re.compile(
    r"(?:胸径|地径|苗高|冠幅|[株行间]距|株行距|林带宽度|厚度)[^，；。\d]{0,6}$"
)
_LENGTH = re.compile(r"^(?:毫米|厘米|米)$")
_BY_STANDARD = re.compile(r"[^，；。]{0,14}的标准$")


def _is_specified(clause: Clause) -> bool:
    """Tell how a thing must be made: 胸径|2厘米以上, 配备|1名保洁员的标准."""
    is_length = _LENGTH.match(clause.quantity.measurement_unit) is not None
    if is_length and _DIMENSION.search(clause.left):
        return True
    return _BY_STANDARD.fullmatch(clause.tail) is not None


def _is_span(clause: Clause) -> bool:
    """Tell how long something must last or may take (满2年, 免收3个月)."""
    if clause.left.endswith(("减免", "免收", "免除")):
        return True
    if _AFTER.search(clause.left) and "内" in clause.quantity.after:
        return True
    if "办" in clause.left or _HANDLED.search(clause.left):
        return False
    if _MOVES.search(clause.left + clause.quantity.before):
        return False
    return _CONDITION_OF_TIME.search(clause.left) is not None


def _is_limit_of_grant(clause: Clause, before: str) -> bool:
    """Tell how many are chosen, or what each is given (同一企业3项以内)."""
    at_most = clause.quantity.comparison == "<="
    if at_most and _OF_ONE.search(before):
        return True
    gives = _GIVES_EACH.search(before.rpartition("；")[2])
    if gives and not _UNDERTAKES.search(before):
        return True
    return at_most and _CHOSEN.search(clause.left) is not None


_FOR_EACH = re.compile(r"每(?:增加|新增|超过|提高)[^，；。]{0,12}$")
_OF_ONE = re.compile(r"(?:同一|单个|单户|单家|每[家户个名人])[^，。；]{0,20}$")
_GIVES_EACH = re.compile(r"(?:给予|授予|奖励|每增加|每新增)[^；。]*$")
_UNDERTAKES = re.compile(r"力争|确保|全年|年内|计划")


def _is_grant(clause: Clause, before: str) -> bool:
    """Tell an amount that the policy gives to somebody."""
    left = _BASE.sub("", clause.left)
    if _goes_on_grant(clause, left, before):
        return True
    if clause.quantity.before.startswith("最高") or _AT_MOST.search(left):
        return True
    given = _GIVEN_BEFORE.search(before.rpartition("；")[2])
    if given and not VERB_START.match(left.lstrip("，、")):
        return True
    if _BUDGET.search(left) or (not _raises(left) and _gives(clause, left)):
        return True
    return _is_per_head(clause, left, before)


def _goes_on_grant(clause: Clause, left: str, before: str) -> bool:
    """Tell the next amount of a list of grants (奖励50万元、|30万元)."""
    in_front = before[: len(before) - len(clause.left)]
    brief = len(left) < _BRIEF and not VERB_START.match(left)
    return brief and _SIBLING.search(in_front[-_NEARBY:]) is not None


def _raises(left: str) -> bool:
    """Tell funds that are raised or paid out (争取资金, 发放补贴), not granted."""
    return bool(_FUNDS.search(left)) and not _EACH_GIVEN.search(left)


def _gives(clause: Clause, left: str) -> bool:
    return bool(_GRANTED.search(left) or _GIVEN.match(clause.tail))


def _is_per_head(clause: Clause, left: str, before: str) -> bool:
    """Tell an amount for each of something (每亩补助|200元)."""
    given = before[-_NEARBY:] if len(left) < _SHORT else left
    if not _PER.search(left) or not _GRANTS_OR_LIMITS.search(given + clause.tail):
        return False
    return _STANDARD_RISES.search(left) is None


_AT_MOST = re.compile(r"最高[^，]{0,14}$")
_GIVEN_BEFORE = re.compile(r"给予|予以|可申请")
_EACH_GIVEN = re.compile(r"给予|最高|每|^对")
_STANDARD_RISES = re.compile(r"标准(?:提高|提升|达|不低于)")


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
    if not _GIVES.search(behind) or clause.left.startswith(("力争", "确保")):
        return False
    if clause.tail.startswith("的"):
        return True
    return _CONDITIONAL.search(before.rpartition("；")[2]) is not None


_CONDITIONAL = re.compile(r"(?:^|，|、)(?:对|凡|符合|首次|鼓励|获得|获评|获批|被)")
