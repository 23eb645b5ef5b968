"""A quarter told as a quarter.

What it added, against the quarter before, and the year so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.statements import (
    Statement,
    amount,
    is_quantity,
    number_of,
    spoken_name,
)
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from xltool.bulletin.statements import Group, Numbers
    from xltool.model.period import Period
    from xltool.rollup.indicators import IndicatorLine

NAMES = ("一季度", "二季度", "三季度", "四季度")
SO_FAR = ("一季度", "上半年", "前三季度", "全年")
"""What the year so far is called at the end of each quarter."""


def quarterly(
    group: Group, period: Period, *, where: str, first: bool = True
) -> Statement | None:
    """Say what a quarter added, and the year so far, by name in the `first`.

    None where that is not known, or is the whole year so far. A rank, a rate and the
    parts of a total are told as of the year so far.
    """
    line = group.line
    added = line.change.increment
    if not is_quantity(line) or added is None or group.parts or period.number == 1:
        return None
    if added <= 0:
        return None
    numbers: Numbers = []
    text = f"{spoken_name(line)}{amount(line, added, numbers)}"
    text += _against_the_last(line, period, numbers)
    so_far = SO_FAR[period.number - 1] if first else ""
    text += f"，{so_far}累计{amount(line, number_of(line), numbers)}"
    if group.rank is not None:
        rank = number_of(group.rank)
        numbers.append((rank, "位"))
        text += f"，居{where}第{rank:f}位"
    codes = tuple(one.indicator.code for one in group.lines)
    return Statement(codes=codes, text=text, numbers=tuple(numbers))


def _against_the_last(line: IndicatorLine, period: Period, numbers: Numbers) -> str:
    chain = line.change.chain
    if chain is None:
        return ""
    rate = rounded(chain * 100, 1)
    before = NAMES[period.number - 2]
    if not rate:
        return f"，与{before}持平"
    numbers.append((abs(rate), "%"))
    word = "增长" if rate > 0 else "下降"
    return f"，比{before}{word}{abs(rate):f}%"
