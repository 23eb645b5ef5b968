"""A figure that a text says twice, each time with the same growth rate.

其中投诉920件，同比增长12.5% in the overview, 共受理投诉920件，同比增长12.5% below it:
two figures of one name that grew by the very same rate are one figure.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import NumberRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_AROUND_A_NAME = re.compile(r"^其中|(?:共|累计|已|为|达|完成|实现)+$")
_SHORTEST_NAME = 2
_FEWEST_DIGITS = 3
_FEWEST_DIGITS_OF_RATE = 2


def find_restated(text: NumberedText) -> Iterator[Claim]:
    """Give the figures that a text says again in another sentence."""
    grown = [
        (level, growth)
        for level in text.mentions
        if (growth := _growth_of(text, level)) is not None
    ]
    for (first, its_growth), (second, other_growth) in combinations(grown, 2):
        again = first.sentence != second.sentence
        if again and _are_equal(its_growth, other_growth) and _is_one(first, second):
            yield _claim(first, second)


def _growth_of(text: NumberedText, level: Mention) -> Mention | None:
    """Give the growth rate right behind a level: 投诉920件，同比增长12.5%."""
    after = text.next_of.get(level)
    if after is None or after.sentence != level.sentence or not level.exact:
        return None
    is_level = level.role is NumberRole.LEVEL and level.digits >= _FEWEST_DIGITS
    is_growth = after.role is NumberRole.GROWTH and after.words != ""
    telling = after.digits >= _FEWEST_DIGITS_OF_RATE
    return after if is_level and is_growth and telling else None


def _are_equal(first: Mention, second: Mention) -> bool:
    return first.value == second.value and first.basis is second.basis


def _is_one(first: Mention, second: Mention) -> bool:
    """Whether one number's name ends with the other's: 受理投诉, 投诉."""
    if first.measurement_unit != second.measurement_unit:
        return False
    names = sorted((_name(first), _name(second)), key=len)
    return len(names[0]) >= _SHORTEST_NAME and names[1].endswith(names[0])


def _name(mention: Mention) -> str:
    return _AROUND_A_NAME.sub("", mention.words)


def _claim(first: Mention, second: Mention) -> Claim:
    return Claim(
        kind=CheckKind.REPEATED,
        numbers=(first, second),
        test=_same,
        show=f"{first.printed} = {second.printed}",
        printed=second.printed,
        computed=first.printed,
    )


def _same(numbers: Numbers) -> Result:
    first, second = numbers
    return Result.AGREES if first.value == second.value else Result.DISAGREES
