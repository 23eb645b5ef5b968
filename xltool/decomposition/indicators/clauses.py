"""Clauses: each figure with the words before it, the words behind it, and what opened
the clause.

A clause begins behind the last comma, colon or open bracket before the figure, or
behind the figure before it; a 、 ends one only behind a figure (省级、市级平台5个 is
one name). A figure that only qualifies a name (2亿元以上项目9个, 500万元以内的贷款) is
no clause of its own: it stays in the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import MONEY, TAKES_UP, VERB_START
from xltool.model.quantity import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.decomposition.text.normalizing import Folded
    from xltool.decomposition.text.numbers import Quantity

SENTENCE_ENDS = "。；！？\n"
_STOPS = "，：\n。；！？"
_CONJUNCTION = re.compile(r"[、，]?(?:以及|并且|和|及|与|并|、|或者|或)")
_QUALIFYING_UNITS = re.compile(
    r"""
    (?:
        元|美元|吨|瓦|兆瓦|MW|kW|千瓦时|千伏安|米|公里|平方米|平米  # 日处理3吨的设备
      # 满3年的企业, 300头以上
      | ㎡|亩|公顷|立方米|方|人|床|天|个月|年|小时|%|头|只|羽|户
      | TEU|标准箱|标箱  # 50万TEU的码头
    )
    $
    """,
    re.VERBOSE,
)
_QUALIFIED = re.compile(
    r"""
      (?:的|级|规模|总?装机)  # 8亩以下|的用地, 110千伏|级
    | (?!
          资金|投资|信贷|融资|社会资本|债券|税收|贷款  # a loan is no thing of a size
      )
      (?:[\u4e00-\u9fff“”]{0,12})
      (?:
          项目|企业|园区|产业|集群|基地|大户|村|单位|公司  # 2亿元以上|工业项目
        | 主体|品牌|街区|商圈|用户|水库|泵站|灌区|码头|泊位|桥梁  # 50户以上|自然村
        | 装置|生产线|产品|客户|纳税户|大班额|锅炉  # 百万元|纳税户
      )
    """,
    re.VERBOSE,
)
_CAPACITY = re.compile(
    r"(?:年产|日产|日处理|年处理|总?投资|总?装机|总?库容|单机|设计|注册资本)$"
)
_REACHED = {"超", "超过", "过", "突破", "不低于", "达到", "达"}
_LONGEST_LEFT, _LONGEST_TAIL = 200, 60
_SETS_A_RULE = re.compile(r"的(?:标准|比例|额度|目标|要求)")
_REMARK = re.compile(r"（[^（）]{0,20}）")
_BASE = re.compile(r"[由从](?:每[人户床亩生]?每?[年月日天]?)?$")
_NEARBY_BASE = 30
_BASE_BEFORE = re.compile(
    r"[由从](?:每[人户床亩生]?每?[年月日天]?)?\d[\d.]*[^\d，、；。]{1,8}、$"
)
_BASES_RISE = re.compile(
    r"""(?:、\d[\d.]*[^\d，、；。]{1,8})*
    分别(?:提高|提升|增加|降低|下降|减少|压缩)[到至]""",
    re.VERBOSE,
)
_FOUNDED = re.compile(r"(?:设立|建立|组建|成立)(?:[\u4e00-\u9fff]{0,2}规模)?$")
_FUND = re.compile(r"的?[\u4e00-\u9fff]{0,12}(?:基金|资金)")
_LIMITED = re.compile(r"[及或]?以[上下内]|之内|内")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One figure in its words; `start`..`end` is the clause in the folded text.

    `left` is what stands before the figure and its comparing word, `tail` what follows
    it up to the next mark; `runs_on` says that words follow which are the next figure's
    (98家企业监测率达到100%). `opener` is the mark that opened the clause (， 、 ； 。
    ： （). `sentence` counts sentences; `sentence_start`..`sentence_end` bound its own.
    `limits` says that the figure only says which things are meant (8亩以下的用地).
    """

    quantity: Quantity
    left: str
    tail: str
    opener: str
    start: int
    end: int
    runs_on: bool
    sentence: int
    sentence_start: int
    sentence_end: int
    limits: bool = False
    previous: Quantity | None = None
    following: Quantity | None = None
    """The figures beside it in the sentence, those in names too."""


def find_clauses(text: Folded, quantities: tuple[Quantity, ...]) -> Iterator[Clause]:
    """Give the clause of every figure that is no qualifier of a name, in order."""
    flat = text.flat
    position = 0
    for number, (start, end) in enumerate(sentences(flat)):
        inside = []
        while position < len(quantities) and quantities[position].start < end:
            inside.append(quantities[position])
            position += 1
        kept = _without_qualifiers(flat, inside, end)
        places = {quantity.start: at for at, quantity in enumerate(inside)}
        beside = [None, *inside, None]
        for clause in _clauses_of(flat, kept, number, start, end):
            at = places[clause.quantity.start]
            yield replace(clause, previous=beside[at], following=beside[at + 2])


def sentences(flat: str) -> Iterator[tuple[int, int]]:
    """Give where each sentence starts and ends, without the mark behind it.

    >>> list(sentences("建校。植树"))
    [(0, 2), (3, 5)]
    """
    start = 0
    for end, char in enumerate(flat):
        if char in SENTENCE_ENDS:
            yield start, end
            start = end + 1
    yield start, len(flat)


def _without_qualifiers(
    flat: str, quantities: list[Quantity], end: int
) -> list[Quantity]:
    """Drop the figures that belong to a name or are the base a target starts from
    (由30%提高到35%).

    One that qualifies what nothing else counts is kept: it limits what is meant.
    """
    kept: list[Quantity] = []
    for quantity, following in zip_longest(quantities, quantities[1:]):
        is_base = starts_from(flat, quantity)
        before = kept[-1] if kept else None
        qualifies = _is_qualifier(flat, quantity, following, end)
        if is_base or _describes(flat, quantity, before):
            continue
        if not qualifies or (
            _limits(flat, quantity, following, end)
            and not _joined(flat, before, quantity)
        ):
            kept.append(quantity)
    return kept


def starts_from(flat: str, quantity: Quantity) -> bool:
    """Tell the base that a target starts from.

    由|30%提高到35%; of several targets 由574元、|271元, and |574元、271元分别提高到.
    """
    if _BASE.search(flat, max(0, quantity.opens - 8), quantity.opens):
        return True
    opening = max(0, quantity.opens - _NEARBY_BASE)
    if _BASE_BEFORE.search(flat, opening, quantity.opens):
        return True
    return _BASES_RISE.match(flat, quantity.closes) is not None


def says_capacity(flat: str, quantity: Quantity) -> bool:
    """Tell what a thing that is counted can do (日处理|200吨的水厂1座)."""
    if _is_bound(quantity) or not _QUALIFYING_UNITS.search(quantity.measurement_unit):
        return False
    opening = max(0, quantity.opens - 6)
    if _COUNTED_BEFORE.search(flat, opening, quantity.opens):
        return quantity.measurement_unit not in COUNTS
    return bool(_CAPACITY.search(flat, opening, quantity.opens))


_COUNTED_BEFORE = re.compile(r"\d(?:座|台|个|条|套|家|处)$")


def _joined(flat: str, before: Quantity | None, quantity: Quantity) -> bool:
    """Tell a qualifier of what the figure before it counts
    (引进6家|投资5000万元以上的企业).
    """
    if before is None or before.measurement_unit not in COUNTS:
        return False
    return not re.search(r"[，、；：。]", flat[before.closes : quantity.opens])


def _limits(
    flat: str, quantity: Quantity, following: Quantity | None, end: int
) -> bool:
    """Tell a qualifier of things that no figure counts (8亩以下的用地由区级审批)."""
    tail = _tail(flat, quantity.closes, end)
    counted = _counted_in(tail, quantity, following)
    return tail.startswith("的") and counted is None


def _is_qualifier(
    flat: str, quantity: Quantity, following: Quantity | None, end: int
) -> bool:
    """Tell whether a figure only qualifies the noun behind it."""
    tail = _tail(flat, quantity.closes, end)
    counted = _counted_in(tail, quantity, following)
    if counted is None:
        return _qualifies_noun(flat, quantity, tail)
    gap = flat[quantity.closes : counted.opens]
    if not gap and _is_threshold(quantity):
        return counted.measurement_unit in COUNTS
    if gap == "的" and _is_limit_of_money(quantity):
        return counted.measurement_unit in COUNTS  # 超50亿元的|5个
    if _stands_for_itself(flat, quantity, gap):
        return False
    return _qualifies_counted(quantity, counted, gap)


def _counted_in(
    tail: str, quantity: Quantity, following: Quantity | None
) -> Quantity | None:
    """Give the next figure if the words behind this one run into it
    (2亿元以上|项目9个).
    """
    if following is None or following.start > quantity.closes + len(tail):
        return None
    return following


def _qualifies_noun(flat: str, quantity: Quantity, noun: str) -> bool:
    """Tell whether a figure qualifies a noun that nothing counts (8亩以下的用地)."""
    if _stands_for_itself(flat, quantity, noun):
        return False
    sizes = bool(_QUALIFYING_UNITS.search(quantity.measurement_unit))
    is_named = bool(_QUALIFIED.match(noun))
    if _is_bound(quantity):
        return is_named and (sizes or noun.startswith("的"))
    if not sizes:
        return False
    if noun.startswith(("的", "级", "规模")):
        return True
    opening = max(0, quantity.opens - 6)
    return is_named and bool(_CAPACITY.search(flat, opening, quantity.opens))


def _stands_for_itself(flat: str, quantity: Quantity, gap: str) -> bool:
    """Tell a figure that is said of nothing behind it.

    It is the whole amount, a rank or a rule, or the words behind it are another thing.
    """
    if quantity.rank or gap in {"", "的"}:
        return True
    if _CONJUNCTION.match(gap) or _SETS_A_RULE.match(gap):
        return True
    if _is_whole_amount(flat, quantity, gap) or _is_made(flat, quantity):
        return True
    done = _done_to(flat, quantity) or _is_share_of(flat, quantity)
    return gap.startswith("的") and done


def _qualifies_counted(quantity: Quantity, counted: Quantity, gap: str) -> bool:
    """Tell whether a figure qualifies what the next one counts (2亿元以上项目|9个)."""
    is_joined = gap.endswith(_ANDS)
    units = {quantity.measurement_unit, counted.measurement_unit}
    if is_joined and units <= COUNTS:
        return False
    if _is_bound(quantity):
        return True
    if not _QUALIFYING_UNITS.search(quantity.measurement_unit):
        return False
    if _QUALIFIED.match(gap):
        return True
    if is_joined or counted.measurement_unit not in COUNTS:
        return False
    return not VERB_START.match(gap)


def _is_bound(quantity: Quantity) -> bool:
    """Tell a figure with 以上 or 超过, as thresholds have them."""
    return bool(_LIMITED.fullmatch(quantity.after)) or quantity.before in _REACHED


def _is_made(flat: str, quantity: Quantity) -> bool:
    """Tell 各建设|3个以上的示范点: the bound is on how many are made."""
    if quantity.measurement_unit not in COUNTS:
        return False
    return bool(_MAKES.search(flat, max(0, quantity.opens - 5), quantity.opens))


_MAKES = re.compile(
    r"(?:[，、。；]|各|至少|要|[县区乡镇村])(?:建设|新建|建成|打造|培育|创建|引进)$"
)
_ANDS = ("和", "及", "与", "并")
_DONE_TO = re.compile(
    r"(?:解决|完成|实现|保障|改善|惠及|救助|帮扶|安置|服务|培训|满足|消除)$"
)
_BODIES = ("户", "人", "名", "个", "家", "万户", "万人", "万名")


def _done_to(flat: str, quantity: Quantity) -> bool:
    """Tell 解决1.7万户的住房问题: the figure counts for whom it is done."""
    if quantity.after or quantity.measurement_unit not in _BODIES:
        return False
    return bool(_DONE_TO.search(flat, max(0, quantity.opens - 4), quantity.opens))


def _is_share_of(flat: str, quantity: Quantity) -> bool:
    """Tell 实现|98%以上的行政村通硬化路: the share is what is promised."""
    if quantity.measurement_unit != "%":
        return False
    opening = max(0, quantity.opens - 6)
    return bool(_ATTAINED.search(flat[opening : quantity.opens]))


_ATTAINED = re.compile(
    r"(?:^|[，、；。年底前])(?:实现|确保|力争|使|让|做到|推动|保障|帮助|有)*$|(?:实现|确保|力争|使|让)$"
)


def _is_threshold(quantity: Quantity) -> bool:
    return bool(
        _LIMITED.fullmatch(quantity.after)
        and _QUALIFYING_UNITS.search(quantity.measurement_unit)
    )


def _is_limit_of_money(quantity: Quantity) -> bool:
    return _is_bound(quantity) and bool(MONEY.search(quantity.measurement_unit))


def _is_whole_amount(flat: str, quantity: Quantity, gap: str) -> bool:
    """设立规模10亿元的基金, 覆盖100%的行政村.

    The figure is what is promised, though a noun follows.
    """
    opening = max(0, quantity.opens - 8)
    if MONEY.search(quantity.measurement_unit):
        return bool(_FUND.match(gap) and _FOUNDED.search(flat, opening, quantity.opens))
    return quantity.measurement_unit == "%" and flat[opening : quantity.opens].endswith(
        ("覆盖", "惠及")
    )


def _describes(flat: str, quantity: Quantity, before: Quantity | None) -> bool:
    """Tell whether a figure describes what the one before it counts
    (3个园区收入过500亿元, 5台65吨以上锅炉).
    """
    if before is None:
        return False
    if before.closes == quantity.opens and _is_threshold(quantity):
        return before.measurement_unit in COUNTS
    if _is_sized(flat, quantity, before):
        return True
    return _is_reached_by(flat, quantity, before)


_BARE_SUMS = frozenset({"亿", "万"})
"""营业收入过千亿: sums without their 元."""


def _is_reached_by(flat: str, quantity: Quantity, before: Quantity) -> bool:
    """Tell 3个|园区收入过500亿元: how much money each of what is counted makes."""
    unit = quantity.measurement_unit
    is_money = MONEY.search(unit) is not None or unit in _BARE_SUMS
    if quantity.before not in _REACHED or not is_money:
        return False
    if not before.measurement_unit.endswith(("个", "家", "户")):
        return False
    gap = flat[before.closes : quantity.opens]
    if not 0 < len(gap) < _LONGEST_NOUN or re.search(r"[，、：（）]", gap):
        return False
    return not _CONJUNCTION.match(gap)


_LONGEST_NOUN = 20


def _is_sized(flat: str, quantity: Quantity, before: Quantity) -> bool:
    """Tell 3座|35万千瓦光热电站: how large each of what is counted is."""
    unit = quantity.measurement_unit
    if before.closes != quantity.opens or quantity.before or quantity.after:
        return False
    sized = _QUALIFYING_UNITS.search(unit) and unit not in COUNTS
    noun = "\u4e00" <= flat[quantity.closes : quantity.closes + 1] <= "\u9fff"
    return before.measurement_unit in COUNTS and bool(sized) and noun


def _tail(flat: str, start: int, end: int, *, works: bool = False) -> str:
    """Give the words behind a figure, up to the next mark.

    A 、 between words for what is done is none (13所|学校新建、改扩建及维修工程), nor
    where something is done to what is counted (`works`: 对6所|学校进行供水、供电改造).
    """
    end = min(end, start + _LONGEST_TAIL)
    index = start
    while index < end:
        inside = _IN_NOUN.match(flat, index, end)
        if inside:
            index = inside.end()
            continue
        lists_work = flat[index] == "、" and (
            _LISTS_WORK.match(flat, index, end)
            or (flat[index - 1] == "级" and _LISTS_GRADES.match(flat, index, end))
        )
        goes_on = lists_work or (works and flat[index] == "、")
        if flat[index] in "，、：（）" and not goes_on:
            return flat[start:index]
        index += 1
    return flat[start:end]


_LISTS_GRADES = re.compile(r"、(?:国家|省|市|县|区|乡镇|镇|村)级")
"""5个|国家级、省级平台"""
_IN_NOUN = re.compile(r"（[\u4e00-\u9fff、]{1,10}）(?=[\u4e00-\u9fff])")
"""615个|村（社区）活动室: a bracket in the middle of a noun."""


_LISTS_WORK = re.compile(
    rf"(?:[、和及与]?(?:{VERB_START.pattern}))+(?:工程|项目|工作|任务)?(?=[，。；（）]|$)"
)


def _clauses_of(
    flat: str, quantities: list[Quantity], number: int, start: int, end: int
) -> Iterator[Clause]:
    floor = start
    for quantity, following in zip_longest(quantities, quantities[1:]):
        opens, opener = _opening(flat, floor, quantity.opens, start)
        limit = following.opens if following is not None else end
        works = TAKES_UP.search(flat[opens : quantity.opens]) is not None
        tail = _tail(flat, quantity.closes, end, works=works)
        runs_on = quantity.closes + len(tail) > limit
        if runs_on:
            tail = _own_tail(
                flat[quantity.closes : limit], flat[opens : quantity.opens]
            )
        yield Clause(
            quantity=quantity,
            left=flat[opens : quantity.opens],
            tail=tail,
            opener=opener,
            runs_on=runs_on and not tail and limit > quantity.closes,
            start=opens,
            end=quantity.closes + len(tail),
            sentence=number,
            sentence_start=start,
            sentence_end=end,
            limits=_is_qualifier(flat, quantity, following, end),
        )
        floor = quantity.closes + len(tail)


def _own_tail(gap: str, left: str) -> str:
    """Share the words between two figures.

    They are the first one's noun only if it has none yet.
    """
    if _CONJUNCTION.match(gap):
        return ""
    if gap.endswith((*_ANDS, "或")):
        return gap[:-1]
    if len(left) > 4:
        return ""
    for mark in ("以及", "和", "及", "与", "并"):
        if mark in gap:
            return gap[: gap.index(mark)]
    return ""


def _opening(flat: str, floor: int, end: int, sentence_start: int) -> tuple[int, str]:
    """Find where the clause of a figure begins, and what opens it.

    `floor` is where the clause before it ends.
    """
    lowest = max(floor, end - _LONGEST_LEFT)
    stop = _last_stop(flat, lowest, end)
    if stop is not None:
        return stop + 1, flat[stop]
    if lowest > floor:
        return lowest, "，"
    if floor == sentence_start:
        return floor, flat[floor - 1] if floor else "。"
    return _behind_conjunction(flat, floor, end), "、"


def _last_stop(flat: str, lowest: int, end: int) -> int | None:
    """Give the place of the last mark or open bracket; pairs of brackets are passed."""
    depth = 0
    for index in range(end - 1, lowest - 1, -1):
        char = flat[index]
        if char == "）":
            depth += 1
        elif char == "（" and depth:
            depth -= 1
        elif depth == 0 and (char == "（" or char in _STOPS):
            return index
    return None


def _behind_conjunction(flat: str, floor: int, end: int) -> int:
    """Give where words begin behind a remark in brackets and a 和 or 、."""
    remark = _REMARK.match(flat, floor, end)
    start = remark.end() if remark else floor
    conjunction = _CONJUNCTION.match(flat, start, end)
    if conjunction:
        return conjunction.end()
    return start + 1 if flat[start : start + 1] == "）" else start
