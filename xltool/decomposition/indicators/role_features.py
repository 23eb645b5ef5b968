"""What the words around a figure say about what it is for.

The features that roles are learnt from. Each feature is a short text, so that a
decision can be explained by those that weighed most: `near=size&money` reads "a word
for a size stands in its clause, and it is money".
"""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.setting import NOWHERE, told_by
from xltool.decomposition.indicators.vocabulary import (
    MONEY,
    PERCENT,
    TIME,
    VERB_START,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.decomposition.indicators.setting import Setting
    from xltool.decomposition.text.numbers import Quantity

_SENTENCE_ENDS = "。；\n！？"
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]")
_STOPS = "，。；：（）\n！？"
_LOOK_BACK, _LOOK_AHEAD, _LETTERS = 14, 16, 10
_FARTHEST = 300

_SIZE = re.compile(
    r"""
    全长|总长|长度?|宽|高|主跨|断面|双向|半径   # 全长12.6公里, 路基宽24.5米
  | 占地|面积|建筑|规模|规划|设计|库容|床位      # 占地45亩, 设计日发送旅客
  | 容纳|可保障|藏书|装机|功率|每个             # 可容纳学生3000人
  | 日(?:处理|供水|焚烧|发送|产)|年(?:产|发电|处理)
    """,
    re.VERBOSE,
)
_COST = re.compile(r"总投资|概算|估算|计划投资|投资总额|总造价")
_MEANS = re.compile(
    r"投入|安排|经费|资金|财政|配套|匹配|列入|解决|筹措|所需|列支|补助|投资"
)
_RAISED = re.compile(r"争取|到位|完成|发放|减税|清理|盘活|组建|设立|筹集")
_GRANT = re.compile(r"给予|奖励|奖补|补助|补贴|资助|贴息|津贴|减收|减半|罚款|处")
_RULE = re.compile(
    r"""
    标准|费率|利率|额度|限额|比例|首付|报销|保证金   # 首付比例15%
  | 最高|最低|不超过|不得|不低于|期限|最长           # 最高50万元
  | 每(?:人|亩|户|个|年|月|生|期|座|辆|场|平方米|千人|县)
  | 单(?:户|个|套|桩)|人均|户均|按                  # 户均补助3000元
    """,
    re.VERBOSE,
)
_PAST = re.compile(
    r"去年|上年|截至|现有|已(?:经)?[建办成]|年初|累计改造|比上年增长|同比"
)
_BASE = re.compile(r"(?:由|从)(?:上年的|去年的|每人每月)?$")
_MOVES = re.compile(
    r"达到|提高|提升|降至|降到|控制在|稳定在|保持在|增长|下降|减少|压缩|力争|突破|新增|净增|完成"
)
_FIELD = re.compile(
    r"^(?:对|向|推动|推进|组织|全[市县省区]|为|支持|涉及|其余|全面核查|纳入)"
)
_CONDITION = re.compile(r"连续|首次|获得|对")
_STAGE = re.compile(r"[一二三]季度|上半年|月底前")
_GROUPS = {
    "size": _SIZE,
    "cost": _COST,
    "means": _MEANS,
    "raised": _RAISED,
    "grant": _GRANT,
    "rule": _RULE,
    "past": _PAST,
    "base": _BASE,
    "moves": _MOVES,
    "field": _FIELD,
    "condition": _CONDITION,
    "stage": _STAGE,
}
_BEFORE = ("grant", "rule", "past", "cost", "condition", "stage", "moves", "size")
"""Groups that are looked for in the clause before, too."""
_SENTENCE = ("past", "stage", "grant")
"""And in all of the sentence up to the figure."""
_TAILS = {
    "of": re.compile(r"^的"),
    "standard": re.compile(r"^的?(?:标准|比例|费率|额度|幅度)"),
    "given": re.compile(r"^的?(?:给予|奖励|补助|补贴|津贴|罚款|经费|专项)"),
    "limit": re.compile(r"^(?:以上|以下|以内)"),
    "treated": re.compile(r"全部|均|实现|逐一|整治|检查|诊断|率"),
    "noun": re.compile(r"^[\u4e00-\u9fff]"),
}
_BEHIND = ("given", "treated")
_AREA = re.compile(r"平方|㎡|m2|亩|公顷|米|公里|km")
_MASS = re.compile(r"吨|立方|千瓦|克")
_PEOPLE = re.compile(r"[人名户]")
_OF_SOMETHING = re.compile(r"的[^，]{0,12}$")
_SINCE = re.compile(
    r"""今年以来|一年多?来|二年多?来|两年多?来|三年多?来|五年多?来|近年来|截[至止]|上半年(?!要|将)|前[三3]季度
    |1[-—至]\d{1,2}月|一[-—至]\d{1,2}月|去年|上年|目前|预计|过去|全年共|期间|现[有种辖存已]|先后|实际""",
    re.VERBOSE,
)
_UNTIL = re.compile(
    r"""到20\d\d年|年底前|月底前|年内|力争|确保|争取|下半年|下一步|下阶段|今后|明年|目标(?=[是为：])
    |计(?<![度年占]计)划(?=[^，。；的]{0,3}[建新实完投引安培改再])|拟|将(?=[\u4e00-\u9fff])""",
    re.VERBOSE,
)
_OPENINGS = re.compile(f"{_SINCE.pattern}|{_UNTIL.pattern}", re.VERBOSE)
"""Words that open a passage of what was, or of what is to be.

All begin with a letter, none with a set: so the search skips what begins none.
"""
_DONE = re.compile(r"了|已|现|实际|共(?![同建享])|累计|均|成功|获|新增|达到?$")
_COMPARED = re.compile(
    r"^[^，。；]{0,12}[，、（]?(?:同比|比上年|较上年|[占为]|超|完成|居|位|其中|增长|下降)"
)
_YEAR = re.compile(r"20\d\d(?=年)")


def features_of(
    flat: str,
    quantity: Quantity,
    previous: Quantity | None,
    following: Quantity | None,
    setting: Setting = NOWHERE,
) -> tuple[str, ...]:
    """Give the features of a figure in a folded text, in a fixed order.

    `previous` and `following` are the figures beside it; those of other sentences do
    not count. `setting` is what stands around the text.
    """
    start, end = _sentence(flat, quantity)
    if previous is not None and not start < previous.closes <= quantity.opens:
        previous = None
    floor = start if previous is None else previous.closes
    opens = _clause_start(flat, quantity.opens, floor)
    limit = end
    if following is not None and quantity.closes <= following.opens < end:
        limit = following.opens
    tail = flat[quantity.closes : _tail_end(flat, quantity.closes, limit)]
    left = flat[opens : quantity.opens].lstrip("、和及并")
    kind = _kind(quantity.measurement_unit)
    found = {
        *_of_quantity(quantity, kind),
        *_of_left(left, kind),
        *_of_before(flat[start:opens], left, kind),
        *_of_tail(tail, flat[quantity.closes : end][len(tail) :], kind),
        *_of_neighbours(flat[floor:opens], left, quantity, previous),
        *_of_setting(setting, kind),
        *_of_time(flat, (start, end), quantity, setting),
        *_of_digits(quantity, kind),
    }
    if _DONE.search(left):
        found.add("done")
    if _COMPARED.search(flat[quantity.closes : end]):
        found.add("compared")
    return tuple(sorted(found))


def _sentence(flat: str, quantity: Quantity) -> tuple[int, int]:
    lowest = max(0, quantity.opens - _FARTHEST)
    ends = (flat.rfind(end, lowest, quantity.opens) for end in _SENTENCE_ENDS)
    start = max(lowest, 1 + max(ends))
    highest = min(len(flat), quantity.closes + _FARTHEST)
    end = _SENTENCE_END.search(flat, quantity.closes, highest)
    return start, end.start() if end else highest


def _clause_start(flat: str, opens: int, floor: int) -> int:
    while opens > floor and flat[opens - 1] not in _STOPS:
        opens -= 1
    return opens


def _tail_end(flat: str, closes: int, limit: int) -> int:
    while closes < limit and flat[closes] not in _STOPS and flat[closes] != "、":
        closes += 1
    return closes


_KINDS = {
    "money": MONEY,
    "rate": PERCENT,
    "time": TIME,
    "size": _AREA,
    "mass": _MASS,
    "people": _PEOPLE,
}


@lru_cache(maxsize=256)
def _kind(measurement_unit: str) -> str:
    """Give what sort of unit it is."""
    for kind, pattern in _KINDS.items():
        if pattern.search(measurement_unit):
            return kind
    return "count" if measurement_unit else "bare"


def _of_quantity(quantity: Quantity, kind: str) -> Iterator[str]:
    yield "always"
    yield f"kind={kind}"
    yield f"unit={quantity.measurement_unit}"
    yield f"comparison={quantity.comparison}"
    yield f"said={quantity.before}"
    yield f"limit={quantity.after}"


def _of_left(left: str, kind: str) -> Iterator[str]:
    """Give the features of the words of the clause before the figure."""
    if not left:
        yield "left="
    for length in (1, 2, 3):
        if len(left) >= length:
            yield f"left={left[-length:]}"
    for at in range(max(0, len(left) - _LETTERS), len(left) - 1):
        yield f"pair={left[at : at + 2]}"
    yield f"first={left[:1]}"
    if VERB_START.match(left):
        yield "verb"
        yield f"verb&{kind}"
    if _OF_SOMETHING.search(left):
        yield "of something"
    for name, pattern in _GROUPS.items():
        if pattern.search(left):
            yield f"near={name}"
            yield f"near={name}&{kind}"


def _of_before(before: str, left: str, kind: str) -> Iterator[str]:
    """Give the features of the sentence before the clause."""
    close = before[-_LOOK_BACK:]
    for name in _BEFORE:
        if _GROUPS[name].search(close):
            yield f"before={name}"
            yield f"before={name}&{kind}"
    for name in _SENTENCE:
        if _GROUPS[name].search(before + left):
            yield f"sentence={name}"


def _of_tail(tail: str, behind: str, kind: str) -> Iterator[str]:
    """Give the features of the words behind the figure."""
    if tail:
        yield f"tail={tail[:1]}"
        yield f"tail={tail[:2]}"
    else:
        yield "tail="
        yield f"tail=&{kind}"
    for name, pattern in _TAILS.items():
        if pattern.search(tail):
            yield f"then={name}"
            yield f"then={name}&{kind}"
    close = (tail + behind)[:_LOOK_AHEAD]
    for name in _BEHIND:
        if _TAILS[name].search(close):
            yield f"later={name}"
            yield f"later={name}&{kind}"


def _of_neighbours(
    between: str, before: str, quantity: Quantity, previous: Quantity | None
) -> Iterator[str]:
    """Give the features of the figure before; `between` is what parts the two."""
    kind = _kind(quantity.measurement_unit)
    if previous is None:
        yield f"alone&{kind}"
        return
    yield f"after={_kind(previous.measurement_unit)}>{kind}"
    yield f"mark={between[:1]}"
    if not before:
        yield f"goes on&{kind}"


def _of_setting(setting: Setting, kind: str) -> Iterator[str]:
    """Give what title, headings and the text around say."""
    yield f"title={setting.title}"
    yield f"heading={setting.heading}"
    yield f"section={setting.section}"
    yield f"document={setting.document}"
    yield f"title={setting.title}&heading={setting.heading}"
    yield f"heading={setting.heading}&section={setting.section}"
    yield f"document={setting.document}&{kind}"
    if setting.is_assigned:
        yield "assigned"
        yield f"assigned&title={setting.title}"


def _of_time(
    flat: str, sentence: tuple[int, int], quantity: Quantity, setting: Setting
) -> Iterator[str]:
    """Give how the sentence, and the paragraph before it, speak of time."""
    start, end = sentence
    told = told_by(flat[start:end])
    yield f"sentence tells={told}"
    yield f"sentence tells={told}&section={setting.section}"
    paragraph = max(flat.rfind("\n", 0, start) + 1, start - _FARTHEST)
    opening = _opening(flat, paragraph, quantity.opens)
    close = flat.find("\n", end, end + _FARTHEST)
    line = told_by(flat[paragraph : close if close >= 0 else end + _FARTHEST])
    yield f"paragraph tells={line}"
    yield f"paragraph tells={line}&heading={setting.heading}"
    yield f"paragraph tells={line}&title={setting.title}"
    yield f"opens={opening}"
    yield f"opens={opening}&heading={setting.heading}"
    if setting.year is not None:
        for year in _YEAR.findall(flat, start, quantity.opens)[-1:]:
            yield f"year={(int(year) > setting.year) - (int(year) < setting.year)}"


def _opening(flat: str, start: int, end: int) -> str:
    """Give which way the last words look that open a passage."""
    found = deque(_OPENINGS.finditer(flat, start, end), maxlen=1)
    if not found:
        return ""
    return "since" if _SINCE.match(flat, found[0].start(), end) else "until"


def _of_digits(quantity: Quantity, kind: str) -> Iterator[str]:
    """Give how exact the figure is: what was counted is seldom round."""
    digits = len(f"{quantity.value:f}".replace(".", "").strip("0"))
    yield f"digits={min(digits, 4)}"
    yield f"digits={min(digits, 4)}&{kind}"
