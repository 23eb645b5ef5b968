"""A month and the year so far: 7月完成17亿元。1-7月完成139亿元.

What was done in one month is part of what was done up to then, if both count the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT
from xltool.bulletin.proof.columns import label_of
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.parts import PartsReading, none_above, subset_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.numbered_text import NumberedText

_PERIODS = re.compile(
    r"""
      (?P<span>
          \d{1,2}月?[-—–～至到]\d{1,2}月  # 1-7月
        | 累计|上半年|前\d{1,2}个月|前三季度
      )
    | (?P<month>
          (?<![-—–～至到\d])\d{1,2}月(?!底|末|\d)  # 7月份
        | 当月|本月
      )
    """,
    re.VERBOSE,
)
_AROUND = re.compile(r"^[全我本][国省市县区州]|总|(?:发生|完成|实现|为|达到?|共)+$")
_FAR = 3
"""How many sentences apart both stand."""
_SHORTEST_NAME = 4


def find_months(text: NumberedText) -> Iterator[Claim]:
    """Give the numbers of a month that are part of those of the year so far."""
    levels = [one for one in text.mentions if _is_level(one)]
    for place, first in enumerate(levels):
        for second in levels[place + 1 :]:
            if second.sentence - first.sentence > _FAR:
                break
            if first.base == second.base and _names_agree(first, second):
                yield from _claim(text, first, second)


def _is_level(mention: Mention) -> bool:
    return mention.role is NumberRole.LEVEL and mention.exact and not mention.depth


def _names_agree(first: Mention, second: Mention) -> bool:
    """Whether one name ends in the other: 全市规上工业产值, 工业总产值."""
    ours, theirs = sorted((_name(first), _name(second)), key=len)
    return len(ours) >= _SHORTEST_NAME and theirs.endswith(ours)


def _name(mention: Mention) -> str:
    bare = _PERIODS.sub("", label_of(mention))
    return _AROUND.sub("", _AROUND.sub("", bare))


def _claim(text: NumberedText, first: Mention, second: Mention) -> Iterator[Claim]:
    """Say that the month is not above the span; the other way round is another year."""
    spans = {_period(text, one): one for one in (first, second)}
    if set(spans) != {"month", "span"}:
        return
    reading = PartsReading(total=spans["span"], parts=(spans["month"],))
    if none_above((reading.total, *reading.parts)) in RIGHT:
        yield subset_claim(reading)


def _period(text: NumberedText, mention: Mention) -> str:
    """Give whether the last period printed before a number is a month or a span."""
    found = list(_PERIODS.finditer(text.before(mention)))
    return str(found[-1].lastgroup) if found else ""
