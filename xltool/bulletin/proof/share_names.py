"""What a share calls its whole, and which number is called so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.bulletin.proof.mentions import Mention

_OF_WHOLE = re.compile(
    r"""占(?P<of>[^，；。：]*?)                     # 占全市出口
    (?:的?(?:比重|比例|份额)|比率|比)?的?          # 比重的
    (?:已?达到?|为|约|近)*$""",
    re.VERBOSE,
)
_BEFORE_NAME = re.compile(r"^(?:其中|另有|共|发生|已核)+[:：]?")
_AROUND_NAME = re.compile(
    r"""^(?:(?:其中|共|累计|全部|同期|当年|今年|实现|完成|[全我本][国省市县区州])[:：]?)+
    |(?:总?[值额]|总?量|总?数|完成|实现|达到?|为|共)+$""",
    re.VERBOSE,
)
"""全市出口总值, 实现出口: both are called 出口."""
_OUTPUT = re.compile(r"^(?:GDP|(?:地区|国内)?生产(?:总值)?)$")
_SHORTEST_NAME = 2
_ONE_WAY = frozenset({"进口", "出口"})
_BOTH_WAYS = "进出口"
_REGIONS = ("县", "区", "市", "州", "省", "国")
_REGION = re.compile(r"[全我本](?P<of>[县区市州省国])")


def named_whole(share: Mention) -> str:
    """Give what a share calls its whole: 全市出口 of 占全市出口的77.8%."""
    match = _OF_WHOLE.search(share.words or share.clause)
    return match["of"] if match else ""


def is_called(whole: Mention, name: str) -> bool:
    """Whether a number is called by a name, but for the words around both."""
    bare = _bare(name)
    return len(bare) >= _SHORTEST_NAME and _bare(whole.words) == bare


def _bare(name: str) -> str:
    """Give a name without the words around it: 全市出口总值 is 出口."""
    return _OUTPUT.sub("生产", _AROUND_NAME.sub("", name))


def is_another_matter(whole: Mention, name: str, part: Mention) -> bool:
    """Whether a share's whole cannot be this number, by what it is called.

    民营企业进出口5.5亿元，其中出口3.6亿元，占出口总值的47.5%: of all exports, which are
    not printed, since the part is exports itself, and its whole is both.
    """
    bare = _bare(name)
    if len(bare) < _SHORTEST_NAME or is_called(whole, name):
        return False
    both_ways = bare in _ONE_WAY and _BOTH_WAYS in whole.words
    return both_ways or _bare(part.words) == bare


def is_of_wider_region(name: str, text: str) -> bool:
    """Whether a whole is of a wider region than a text speaks of: 占全省出口, 全市."""
    named = _REGION.search(name)
    spoken = [match["of"] for match in _REGION.finditer(text)]
    if named is None or not spoken:
        return False
    return _width(named["of"]) > max(map(_width, spoken))


def _width(region: str) -> int:
    return _REGIONS.index(region)


def same_name(whole: Mention, part: Mention) -> bool:
    """Whether a whole and its part are called the same: 较大火灾65起, 较大火灾60起."""
    ours = _BEFORE_NAME.sub("", part.words)
    theirs = _BEFORE_NAME.sub("", whole.words)
    return bool(ours) and ours == theirs and whole.size > part.size


def likeness(first: str, second: str) -> int:
    """Count the pairs of characters that two names share."""
    pairs = {first[place : place + 2] for place in range(len(first) - 1)}
    return sum(second[place : place + 2] in pairs for place in range(len(second) - 1))
