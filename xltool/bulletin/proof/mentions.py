"""Every number that a text prints, with the part it plays.

A level, a plan, a change, a rate. `bulletin.figures` tells what a bulletin reports.
Here nothing is left out, since a claim needs the rates and the plans, too:
完成年初预算1200万元的43.3% is a plan and a completion rate beside the level that stands
before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.bulletin.phrases import QUANTITY, qualifier
from xltool.model.quantity import COUNTS, MAGNITUDE_PATTERN, MAGNITUDES, half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.printed import Bulletin, Sentence


class NumberRole(StrEnum):
    """The part that a printed number plays in its sentence."""

    LEVEL = "level"
    """How much there is: 完成投资60亿元."""
    PLAN = "plan"
    """How much there should be: 年度计划投资100亿元."""
    BASE = "base"
    """How much there was: 比上年同期298件."""
    CHANGE = "change"
    """By how much it changed: 同比增收50万元."""
    MEAN = "mean"
    """How much there is of it a day, a head: 日均100件."""
    GROWTH = "growth"
    """By what share it changed: 同比增长5.9%."""
    SHARE = "share"
    """What share of a whole it is: 占57%."""
    COMPLETION = "completion"
    """What share of a plan it is: 完成年度任务的85%."""
    RATE = "rate"
    """A rate with a name of its own: 开工率75%."""
    POINTS = "points"
    """A difference of two rates: 高于序时进度3.5个百分点."""
    PACE = "pace"
    """How much of the year has gone: 序时进度58.3%."""
    LISTED = "listed"
    """How many are named before it: 甲、乙等15个项目."""
    OTHER = "other"


class ComparisonBasis(StrEnum):
    """What a change or a growth rate is measured against."""

    YEAR_AGO = "year_ago"
    BEFORE = "before"
    """The last period or the year's beginning: 环比, 比年初."""
    REAL = "real"
    """Another price than the levels are printed in: 按可比价格."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One printed number.

    `value` is signed (下降1.7% is -1.7) and keeps its printed decimals. `base` and
    `factor` are its 计量单位 without the magnitude, and that (万元: 元, 10000). `words`
    stand before it back to the last number or comma, `behind` follows it up to the
    next. `start` and `end` are places in the folded text, `sentence` and `paragraph`
    count from 0, `depth` is how many brackets it stands in.
    """

    value: Decimal
    measurement_unit: str
    base: str
    factor: Decimal
    role: NumberRole
    basis: ComparisonBasis
    exact: bool
    words: str
    behind: str
    clause: str
    start: int
    end: int
    sentence: int
    paragraph: int
    depth: int

    @property
    def size(self) -> Decimal:
        """The value in the base of its 计量单位."""
        return self.value * self.factor

    @property
    def slack(self) -> Decimal:
        """What rounding may have taken from `size`.

        Nothing from what was counted, nor from nothing (0万元).
        """
        whole = self.value == self.value.to_integral_value()
        counted = whole and self.measurement_unit in COUNTS
        if counted or not self.value:
            return Decimal(0)
        return half_unit(self.value) * self.factor

    @property
    def digits(self) -> int:
        """How many digits it has, in units of its last printed place."""
        return len(self.value.as_tuple().digits)

    @property
    def number(self) -> str:
        """The value in digits, with its sign and its printed decimals."""
        return f"{self.value:f}"

    @property
    def printed(self) -> str:
        """The number as a person reads it, without its sign."""
        return f"{abs(self.value):f}{self.measurement_unit}"


_SEPARATORS = "，；。：、（）()！？\n"
_SERIES = re.compile(
    r"""(?P<before>)(?<![\d.,:A-Za-z第-])
    (?P<number>\d{1,7}(?:\.\d{1,2})?)(?P<about>)   # 6.7
    (?=(?:、\d{1,7}(?:\.\d{1,2})?)*               # 、18.1
    (?:、|和|及|与)\d{1,7}(?:\.\d{1,2})?           # 和34.0
    (?P<unit>个百分点|%|[万亿]元))(?P<after>)""",
    re.VERBOSE,
)
"""Numbers that share the 计量单位 of the last: 分别高6.7、18.1和34.0个百分点."""
_FILLER = r"(?:已|累计|共|均|约|近|超过?|逾|就|仅|也|又|再|各)*"
_REACHED = r"(?:为|达到?|至|到|是|有|计)?"

_FALLS = (
    "下降|降低|减少|回落|下跌|下滑|负增长|降幅|跌幅|减收|减支|减产|净减|缩小|收窄"
    "|压减|下调|调减|微降|略降"
)
_RISES = (
    "增长|增加|上升|提高|提升|上涨|回升|增速|增幅|涨幅|增收|增支|增产|净增|调增"
    "|扩大|加快|增"
)
_GROWTH = re.compile(
    rf"""(?P<word>{_FALLS}|{_RISES})
    (?:率|额|值|幅度|了)*           # 上升率44%
    (?:分别)?{_FILLER}{_REACHED}    # 增幅达到34.6%, 分别下降38.3%
    (?P<sign>[-－−])?$""",
    re.VERBOSE,
)
_CHANGE = re.compile(
    rf"""(?P<word>{_FALLS}|{_RISES}|[多少净]增加?|[多少]减|(?<=[比较].{{4}})新增|(?:同比|同期|上年|去年)[多少快慢][\u4e00-\u9fff]{{0,4}}|[多少])
    (?:额|数|量)*了?{_FILLER}{_REACHED}$""",
    re.VERBOSE,
)
_REACHED_LEVEL = re.compile(
    r"(?<![增涨降]幅)(?<!增速)"
    r"(?:增加|增长|上升|提[高升]|扩大|减少|下降|降低|压[缩减]|缩短)[到至]$"
)
"""由120元下降到90元: how much there is now, not by how much it fell."""
_WAS = re.compile(
    r"^(?:增加|增长|上升|提[高升]|扩大|减少|下降|降低|压[缩减]|缩短|调整|变)[到至为]"
)
"""由76万元调整为89万元: how much there was, where 由 or 从 stands before."""
_ADDED_LESS = re.compile(r"[多少][增减]")
_CHANGED_COUNT = re.compile(r"(?:减少|增加|多发|少发)[\u4e00-\u9fff]{1,4}$")
"""同比减少事故84起，减少死亡101人: what is counted stands between."""
_COMPARED = re.compile(r"同比|环比|同期|上年|去年|相比|分别")
_NAMED_BEFORE = re.compile(r"[\u4e00-\u9fff]{2}等$")
_SHARE = re.compile(
    r"""(?:占(?P<of>[^，；。：]*?)|(?P<named>比重|比例|份额))
    (?:的?比重|的?比例|的?份额|比率|比|的)?(?:提升|提高|上升|下降)?
    (?:已?达到?|为|约|近|至)*$""",
    re.VERBOSE,
)
_PLAN_WORD = r"(?:计划|任务|目标|序时|预算(?!收入|支出|总收入|总支出|资金|管理|内|外))"
_COMPLETION = re.compile(
    rf"""(?:完成|占|为|达|实现|及)[^，；。]*?{_PLAN_WORD}[^，；。%]{{0,14}}$
    |(?:仅|已|累计)?完成(?:了|约)?$
    |(?:完成率|完成比例|投资率|完成进度|执行进度|执行率)(?:已?达到?|为|约)*$""",
    re.VERBOSE,
)
_OF_BRACKET = re.compile(
    rf"(?:完成|占|为|达|实现)[^，；。]*?{_PLAN_WORD}(?:数|额)?[（(][^，；。（）()]{{1,40}}[）)]的约?$"
)
"""完成全年任务（2.5万人）的60%, 分别占目标（470亿元、106.5亿元）的121.3%、185%."""
_OF_COUNTED = re.compile(
    r"\d[个项件条户]，占(?:总(?:任务|计划|目标)|(?:任务|目标)总)[数量]?的?约?$"
)
"""超进度的有10个，占总任务的4.5%: a share of how many there are, no completion."""
_OF_SHARES = re.compile(r"占比|(?:占[^，；。]*)?比重|(?:占[^，；。]*)?份额")
_RATE = re.compile(
    r"(?:[\u4e00-\u9fff]{2}率|(?:增长|下降|盈利|亏损)面)"
    r"(?:均|已|就|约|分别)*(?:达到?|为|至)*$"
)
_NAME_WITH_BRACKET = re.compile(
    r"""(?P<name>[\u4e00-\u9fff]{3,16})
    [（(][^（）()\d，；。]{1,12}[）)]        # 地区生产总值（GDP）, 不起诉率（按人数）
    (?P<is>(?:完成|实现|为|达到?|是)*)$""",
    re.VERBOSE,
)
"""The bracket says what a name stands for, or how it is counted."""
_PACE = r"(?:序时|时序|时间|均衡|目标)进度"
_PACE_BEFORE = re.compile(rf"{_PACE}(?:要求|目标|应)*[（(]?(?:应?为|应?达到?|是)?$")
_PACE_BEHIND = re.compile(rf"的{_PACE}")
"""超58.3%的序时进度1.7个百分点."""
_MEAN = re.compile(
    r"""(?:日均|周均|月均|旬均|户均|亩均|店均      # 日均100件
    |人均(?!可支配|纯收入|工资|经营|财产|转移|消费)  # 人均可支配收入 is made of parts
    |单产|均价|平均                                # 平均投资规模2.3亿元
    |每[天日周月亩户人个]均?)                       # 每户2.6人
    [^，；。]{0,10}$""",
    re.VERBOSE,
)
_LAST_YEAR = re.compile(
    r"""(?:比|较|与)(?:上年|去年|\d{4}年)(?:同期|全年)?
     (?:决算|实际|完成|执行)?数?的?$                # 比上年同期298件, 比上年决算数
    |(?:上年|去年)同期[^，；。]{0,6}$                   # 去年同期共收案208件
    |(?:比|较)\d{4}年[^，；。]{2,16}的?$               # 比2010年人口普查3.32人""",
    re.VERBOSE,
)
_LAST_YEAR_BRACKET = re.compile(r"(?:上年|去年)(?:同期|全年)?[（(]$")
"""较上年（2100件）上升4.2%."""
_PLAN = re.compile(
    r"""(?<!列入)(?<!规划)(?:计划|任务|目标)   # 年度计划投资
        (?!外|进度|落实|解决)[^，；。完]{0,12}$
    |(?:预算|任务|(?<!规划)计划|目标)(?:数|额)?为?$          # 年初预算数""",
    re.VERBOSE,
)
_HOW_MANY_TASKS = re.compile(r"(?:任务|目标)共有?$")
_THINGS = frozenset({"项", "个", "件", "条"})
"""目标任务共55项: how many tasks there are is no plan."""
_PLANNED_TO_DO = re.compile(r"计划(?:完成|开工|实施|安排|新建)[^，。；的]{0,12}$")
_SAME_COUNT = {"名": "人", "元人民币": "元", "㎡": "平方米", "平米": "平方米"}
"""Words of the same 计量单位."""
_MAGNITUDE = re.compile(rf"(?P<magnitude>{MAGNITUDE_PATTERN})(?P<unit>.+)")
_DASHES = frozenset("-－−")
_BELOW_NOTHING = re.compile(r"(?:率|为|%[、和]|（)[-－−]$")
"""贡献率分别为49.6%、-44.6%: a sign that is no dash."""
_OF_IT = re.compile(r"的?(?:约|近|超)?[\d.]+%")
_BEFORE = re.compile(
    r"""环比|上月|上旬|上期|上周|上季|[比较]\d{1,2}月|[比较]上半年   # 比6月
    |年初|上年末|去年底                                          # 比年初
    |年?平均(?:增长|减少|下降)|年均                               # 年均增长""",
    re.VERBOSE,
)
_REAL = re.compile(r"可比|不变价|实际增长|剔除|扣除|同口径")


def read_mentions(bulletin: Bulletin) -> tuple[Mention, ...]:
    """Give every number of a text with its 计量单位, in the order of the text."""
    found: list[Mention] = []
    for index, sentence in enumerate(bulletin.sentences):
        paragraph = bulletin.folded.count("\n", 0, sentence.start)
        found.extend(_of_sentence(sentence, index, paragraph))
    return tuple(found)


def _of_sentence(sentence: Sentence, index: int, paragraph: int) -> Iterator[Mention]:
    text = sentence.text
    earlier: Mention | None = None
    matches = (*QUANTITY.finditer(text), *_SERIES.finditer(text))
    for match in sorted(matches, key=re.Match.start):
        mention = _mention(match, earlier, sentence, index, paragraph)
        yield mention
        earlier = mention


def _mention(
    match: re.Match[str],
    earlier: Mention | None,
    sentence: Sentence,
    index: int,
    paragraph: int,
) -> Mention:
    text = sentence.text
    unit = match["unit"]
    base, factor = _base(unit)
    words = _words_before(text, match.start(), earlier, sentence.start)
    words = "" if words in _DASHES else words
    clause = _clause_before(text, match.start())
    behind = re.split(r"[\d，；。：、（(]", text[match.end() :], maxsplit=1)[0]
    value = Decimal(match["number"].replace(",", ""))
    joined = _continued(text, match, earlier)
    role, basis = _role(unit, words, clause, text[match.end() :], joined)
    role = _role_by_brackets(text, match, role)
    if role is NumberRole.LEVEL and _is_changed_count(words, clause, earlier):
        role = NumberRole.CHANGE
    if role in {NumberRole.GROWTH, NumberRole.CHANGE}:
        value = _directed(value, words, earlier)
    if unit in {"%", "‰"} and _BELOW_NOTHING.search(text[: match.start()]):
        value = -abs(value)
    return Mention(
        value=value,
        measurement_unit=unit,
        base=base,
        factor=factor,
        role=role,
        basis=basis,
        exact=not qualifier(match) or _exceeds(match, role, words),
        words=words,
        behind=behind,
        clause=clause,
        start=sentence.start + match.start(),
        end=sentence.start + match.end(),
        sentence=index,
        paragraph=paragraph,
        depth=_depth(text, match.start()),
    )


def _exceeds(match: re.Match[str], role: NumberRole, words: str) -> bool:
    """Whether 超 compares with 序时进度, and does not say 'more than'.

    超58.3%的序时进度; 较序时进度58.3%超1.7个百分点.
    """
    if match["about"] or match["after"] or match["before"] not in {"超", "超过"}:
        return False
    return role is NumberRole.PACE or (role is NumberRole.POINTS and not words)


def _role_by_brackets(text: str, match: re.Match[str], role: NumberRole) -> NumberRole:
    """Give the role of a number where what says it stands beyond a bracket."""
    if match["unit"] != "%":
        of_last_year = _LAST_YEAR_BRACKET.search(text[: match.start()])
        return NumberRole.BASE if of_last_year else role
    if _is_pace(text, match):
        return NumberRole.PACE
    before = text[: match.start()]
    if role is NumberRole.OTHER and _OF_BRACKET.search(before):
        return NumberRole.COMPLETION
    if role is NumberRole.COMPLETION and _OF_COUNTED.search(before):
        return NumberRole.SHARE
    return role


def _is_pace(text: str, match: re.Match[str]) -> bool:
    """Whether a per cent is 序时进度 itself: 比序时进度58.3%高出1.7个百分点."""
    before = _PACE_BEFORE.search(text[: match.start()])
    return before is not None or _PACE_BEHIND.match(text, match.end()) is not None


def _is_changed_count(words: str, clause: str, earlier: Mention | None) -> bool:
    """Whether a number says by how many: 同比减少事故84起，减少死亡101人."""
    if not _CHANGED_COUNT.search(words) or _REACHED_LEVEL.search(words):
        return False
    again = earlier is not None and earlier.role is NumberRole.CHANGE
    return again or _COMPARED.search(clause) is not None


def _base(unit: str) -> tuple[str, Decimal]:
    """Give a 计量单位 without its magnitude, and that: 万元 is 元, 10000."""
    match = _MAGNITUDE.fullmatch(unit)
    if match is None:
        return _SAME_COUNT.get(unit, unit), Decimal(1)
    plain = match["unit"]
    return _SAME_COUNT.get(plain, plain), Decimal(MAGNITUDES[match["magnitude"]])


def _depth(text: str, position: int) -> int:
    before = text[:position]
    opened = before.count("（") + before.count("(")
    return max(0, opened - before.count("）") - before.count(")"))


def _words_before(
    text: str, position: int, earlier: Mention | None, offset: int
) -> str:
    """Give the words between a number and the number or separator before it."""
    named = _NAME_WITH_BRACKET.search(text[:position])
    if named is not None:
        return named["name"] + named["is"]
    start = earlier.end - offset if earlier else 0
    separators = [text.rfind(mark, start, position) for mark in _SEPARATORS]
    words = text[max(start, *(place + 1 for place in separators)) : position]
    return words.lstrip("和与及")


def _clause_before(text: str, position: int) -> str:
    """Give what stands before a number since the last comma, other numbers included."""
    separators = [text.rfind(mark, 0, position) for mark in "，；。：！？（("]
    return text[max(separators) + 1 : position]


def _continued(
    text: str, match: re.Match[str], earlier: Mention | None
) -> Mention | None:
    """Give the number before, where this one continues it: 分别下降38.3%、39.2%."""
    if earlier is None:
        return None
    joined = re.search(
        r"(?:[%点位个起件人家项元](?:和|、|及|与|，分别)?[-－−]?|\d(?:和|、|及|与))$",
        text[: match.start()],
    )
    same_kind = (earlier.measurement_unit == "%") == (match["unit"] == "%")
    return earlier if joined and same_kind else None


def _role(
    unit: str, words: str, clause: str, rest: str, continued: Mention | None
) -> tuple[NumberRole, ComparisonBasis]:
    basis = _basis(clause)
    if not words and continued is not None:
        return continued.role, continued.basis
    if "百分点" in unit or "千分点" in unit:
        return NumberRole.POINTS, basis
    if unit == "%":
        return _role_of_share(words, clause, rest), basis
    if unit in {"‰", "倍"}:
        return NumberRole.OTHER, basis
    if unit in _THINGS and _HOW_MANY_TASKS.search(words):
        return NumberRole.LEVEL, basis
    return _role_of_amount(words, rest), basis


def _basis(clause: str) -> ComparisonBasis:
    if _REAL.search(clause):
        return ComparisonBasis.REAL
    if _BEFORE.search(clause):
        return ComparisonBasis.BEFORE
    return ComparisonBasis.YEAR_AGO


def _role_of_share(words: str, clause: str, rest: str) -> NumberRole:
    """Tell this year's share from last year's: 占比由上年同期的63%提高到65.1%."""
    of_share = _OF_SHARES.search(clause) is not None
    if of_share and _WAS.match(rest):
        return NumberRole.OTHER
    if of_share and _REACHED_LEVEL.search(words):
        return NumberRole.SHARE
    return _role_of_rate(words, clause)


def _role_of_rate(words: str, clause: str) -> NumberRole:
    said = clause if words in {"", "的"} else words
    of_plan = _COMPLETION.search(clause) and not words.startswith("占比")
    if of_plan and not _GROWTH.search(words):
        return NumberRole.COMPLETION
    if _REACHED_LEVEL.search(said):
        return NumberRole.OTHER
    if _GROWTH.search(said):
        return NumberRole.GROWTH
    if _SHARE.search(said):
        return NumberRole.SHARE
    return NumberRole.RATE if _RATE.search(said) else NumberRole.OTHER


def _role_of_amount(words: str, rest: str) -> NumberRole:
    changed = _CHANGE.search(words)
    if _NAMED_BEFORE.search(words):
        return NumberRole.LISTED
    if _is_base(words, rest, changed=changed is not None):
        return NumberRole.BASE
    if _REACHED_LEVEL.search(words):
        return NumberRole.LEVEL
    if changed:
        return NumberRole.OTHER if _ADDED_LESS.search(words) else NumberRole.CHANGE
    if _MEAN.search(words):
        return NumberRole.MEAN
    return NumberRole.PLAN if _is_planned(words, rest) else NumberRole.LEVEL


def _is_base(words: str, rest: str, *, changed: bool) -> bool:
    """Whether a number is what another is compared with: 与2010年的703428人相比."""
    if rest.startswith("相比") or (_WAS.match(rest) and re.search("[由从]", words)):
        return True
    return _LAST_YEAR.search(words) is not None and (not changed or "同期为" in words)


def _is_planned(words: str, rest: str) -> bool:
    if _PLANNED_TO_DO.search(words):
        return True
    named = _PLAN.search(words) is not None
    return named and ("完成" not in words or _OF_IT.match(rest) is not None)


def _directed(value: Decimal, words: str, earlier: Mention | None) -> Decimal:
    """Give a change the sign of its words, else that of the number it continues."""
    if words:
        return _signed(value, words)
    falls = earlier is not None and earlier.value < 0
    return -value if falls else value


def _signed(value: Decimal, words: str) -> Decimal:
    match = _GROWTH.search(words) or _CHANGE.search(words)
    if match is None:
        counted = _CHANGED_COUNT.search(words)
        fewer = counted is not None and counted.group()[0] in "减少"
        return -value if fewer else value
    falls = re.match(rf"(?:{_FALLS}|.{{0,2}}[少慢]|.减)", match["word"]) is not None
    if match.groupdict().get("sign"):
        falls = not falls
    return -value if falls else value
