"""Words of parts that make up a whole wherever they are printed side by side."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PARTITIONS = (
    (
        r"进口(?:总?[值额])?(?:完成|实现|为|达到?)?$",
        r"(?<!进)出口(?:总?[值额])?(?:完成|实现|为|达到?)?$",
    ),
    (r"一审", r"二审", r"再审"),
    (r"第一产业", r"第二产业", r"第三产业", r"居民"),
    (r"已", r"剩余|尚余|余下|还剩"),
    (r"夏粮", r"早稻", r"秋粮"),
    (r"同城", r"异地", r"国际"),
    (r"采矿业", r"制造业", r"电力|电热"),
    (r"[地厅]厅?局?级", r"县处级", r"乡科级"),
    (r"内资", r"港、?澳、?台", r"外商"),
    (r"一季度", r"二季度", r"三季度", r"四季度"),
    (r"第一产业|一产", r"第二产业|二产", r"第三产业|三产|服务业"),
    (r"(?<!非)税收?收?入?", r"非税"),
    (r"税务", r"财政部门|财政局"),
    (r"国税", r"地税", r"财政"),
    (r"城镇", r"乡村|农村"),
    (r"男性|男", r"女性|女"),
    (r"新建|新开工", r"续建"),
    (r"(?<!地方)中央", r"地方"),
    (r"直办|直接办[理结]|在线解答|自行处理|即时办结", r"转办|转派|派单|交办"),
    (r"办结|处理完毕|已解决|已完成|完成", r"办理|在办|未|正在"),
    (r"^满意|(?<![本不])满意", r"基本满意|不满意"),
    (r"(?<!不)满意", r"一般", r"不满意"),
    (r"本级", r"县|区|下级|乡镇"),
    (r"来信", r"来访|来电|网"),
    (r"电话|来电", r"网络|来信"),
    (r"达到|达序时|按时", r"未达|未按|滞后|超时"),
    (r"^已|已完成|已解决", r"未|其余|尚"),
    (r"审结|执结|(?<!未)结案|办结", r"未结"),
    (r"落实", r"基本落实|计划落实"),
    (r"(?<!不)批准逮捕|(?<!不)批捕", r"不批准逮捕|不捕|不批捕"),
    (r"过夜", r"一日游|不过夜"),
    (r"[省州]", r"市", r"县|区"),
    (r"省", r"市县|州市|市州"),
    (r"东部", r"中部", r"西部"),
    (r"猪肉", r"牛肉", r"羊肉", r"禽肉"),
    (r"家庭户", r"集体户"),
    (r"第1批|第一批", r"第2批|第二批"),
    (r"职工", r"居民"),
    (r"已整改", r"正在整改|部分整改|未整改"),
    (r"(?<!性)(?<!未)办结", r"阶段性办结", r"未办结"),
    (r"(?<!性)(?<!未)办结", r"阶段性办结"),
    (r"以上", r"以下"),
    (r"城市|城区", r"农村|乡镇|乡村"),
    (r"县?处级", r"乡?科级(?!及?以下)", r"科级(?:及)?以下"),
    (r"(?<!不)属实", r"不属实"),
    (r"初次|首次|初信", r"重复|再次|重信"),
    (r"公立", r"民营|私立|社会办"),
    (r"一般债", r"专项债"),
    (r"新增债", r"再融资债"),
    (r"(?<!非)政府债券", r"非政府债券"),
    (r"餐饮", r"商品"),
    (r"本科", r"专科"),
    (r"(?<!不)合格", r"不合格"),
    (r"夏粮", r"秋粮"),
    (r"小春", r"大春"),
    (r"普通食品", r"食用农产品"),
)
"""Each row is one way to cut a whole; each pattern of a row is for one of its parts."""

_PARTITIONS_OF = (
    (r"农林牧渔", (r"(?<!林牧渔)农业(?!服务)", r"林业", r"牧业", r"渔业", r"服务业")),
    (r"中小学", (r"中学", r"小学")),
    (r"义务教育", (r"小学", r"初中")),
    (r"高中阶段", (r"普通高中", r"中等职业|中职")),
    (r"[市场经营]主体", (r"企业", r"个体", r"合作社")),
    (r"单位", (r"行政单位", r"事业单位")),
    (r"可支配收入", (r"工资性", r"经营净", r"财产净", r"转移净")),
    (r"公路", (r"县道", r"乡道", r"村道")),
)
"""A whole by its name, and the parts that it has: 小学 is not all there is of 学生."""
_BETWEEN_NAMES = re.compile("[、和及与]|以及")
_SHORTEST_NAME = 2


def is_partition(words: Sequence[str], *, exact: bool = False) -> bool:
    """Whether parts of these names are all there are: 进口 and 出口, 男性 and 女性.

    `exact` allows each name only once.

    >>> is_partition(["税务部门完成", "财政部门完成"])
    True
    """
    named = [_parts_named(word) for word in words]
    more = 0 if exact else 1
    return any(_is_cut(row, named, more) for row in (named[0] if named else ()))


def is_partition_of(whole: str, words: Sequence[str]) -> bool:
    """Whether parts of these names are all there are of a whole that is called so.

    The whole names them itself, or they are what such a thing is made of.

    >>> is_partition_of("接收投诉、举报、咨询共计", ["投诉", "举报", "咨询"])
    True
    >>> is_partition_of("农林牧渔业总产值", ["农业", "林业", "牧业", "渔业", "服务业"])
    True
    """
    names = [one for one in _BETWEEN_NAMES.split(whole) if len(one) >= _SHORTEST_NAME]
    if len(names) == len(words) > 1 and _are_called(names, words):
        return True
    return any(
        re.search(of, whole) and _are_each(parts, words) for of, parts in _PARTITIONS_OF
    )


def _are_called(names: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each part is called as one name of an enumeration begins or ends.

    接收投诉、举报、咨询共计: the first ends with a part's name, the last begins so.
    """
    first, *others = names
    ends = {first[-_SHORTEST_NAME:], *(one[:_SHORTEST_NAME] for one in others)}
    return len(ends) == len(names) and all(
        sum(end in word for word in words) == 1 for end in ends
    )


def _are_each(parts: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each pattern is that of just one name, and no name is left over."""
    if len(parts) != len(words):
        return False
    found = [
        [place for place, word in enumerate(words) if re.search(part, word)]
        for part in parts
    ]
    return sorted(one[0] for one in found if len(one) == 1) == list(range(len(words)))


def _is_cut(row: int, named: Sequence[Mapping[int, set[int]]], more: int) -> bool:
    """Whether names are those of all parts of a row, each once but for so many."""
    parts = [one.get(row, set()) for one in named]
    size = len(_PARTITIONS[row])
    found = len(set().union(*parts))
    return all(parts) and found == size <= len(parts) <= size + more


@lru_cache(maxsize=4096)
def _parts_named(word: str) -> dict[int, set[int]]:
    """Give by row the parts that a name may be of."""
    found: dict[int, set[int]] = {}
    for row, patterns in enumerate(_PARTITIONS):
        for part, pattern in enumerate(patterns):
            if re.search(pattern, word):
                found.setdefault(row, set()).add(part)
    return found
