"""Words of parts that make up a whole wherever they are printed side by side."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTITIONS = (
    (r"进口", r"出口"),
    (r"第一产业|一产", r"第二产业|二产", r"第三产业|三产|服务业"),
    (r"(?<!非)税收?收?入?", r"非税"),
    (r"税务", r"财政部门|财政局"),
    (r"国税", r"地税", r"财政"),
    (r"城镇", r"乡村|农村"),
    (r"男性|男", r"女性|女"),
    (r"新建|新开工", r"续建"),
    (r"(?<!地方)中央", r"地方"),
    (r"直办|直接办理|在线解答|自行处理|即时办结", r"转办|转派|派单|交办"),
    (r"办结|处理完毕|已解决|已完成|完成", r"办理|在办|未|正在"),
    (r"^满意|(?<![本不])满意", r"基本满意|不满意"),
    (r"本级", r"县|区|下级"),
    (r"来信", r"来访|来电|网"),
    (r"电话|来电", r"网络|来信"),
    (r"达到|达序时|按时", r"未达|未按|滞后|超时"),
    (r"^已|已完成|已解决", r"未|其余|尚"),
    (r"审结|执结|(?<!未)结案|办结", r"未结"),
    (r"落实", r"基本落实|计划落实"),
)
"""Each row is one way to cut a whole; each pattern of a row is for one of its parts."""


def is_partition(words: Sequence[str]) -> bool:
    """Whether parts of these names are all there are: 进口 and 出口, 男性 and 女性.

    >>> is_partition(["税务部门完成", "财政部门完成"])
    True
    """
    return _is_partition(tuple(words))


@lru_cache(maxsize=4096)
def _is_partition(words: tuple[str, ...]) -> bool:
    return any(_fits(row, words) for row in _PARTITIONS)


def _fits(row: Sequence[str], words: Sequence[str]) -> bool:
    if len(words) < len(row):
        return False
    named = all(any(re.search(one, word) for word in words) for one in row)
    covered = all(any(re.search(one, word) for one in row) for word in words)
    return named and covered and len(words) <= len(row) + 1
