"""Ratios whose name says of which two numbers they are.

存款余额820亿元，贷款余额615亿元，存贷比75%; 男性5.1万人，女性4.9万人，性别比104.08.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.numbered_text import first_named
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_HUNDRED = Decimal(100)
_SENTENCES = 2
"""How many sentences before a ratio its numbers may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _NamedRatio:
    """A ratio as it is printed, and how the words of its two numbers end."""

    printed: re.Pattern[str]
    above: re.Pattern[str]
    below: re.Pattern[str]
    scale: Decimal


_RATIOS = (
    _NamedRatio(
        printed=re.compile(r"(?<!新增)存贷比(?:为|达到?)?(\d+(?:\.\d+)?)(?=%)"),
        above=re.compile(r"贷款(?:余额)?为?$"),
        below=re.compile(r"存款(?:余额)?为?$"),
        scale=_HUNDRED,
    ),
    _NamedRatio(
        printed=re.compile(
            r"性别比(?:（[^）]*）)?[^。；\d]*?(?:由[^。；]*[为到至])?(\d{2,3}\.\d+)(?![\d.%])"
        ),
        above=re.compile(r"男性(?:人口)?为?$"),
        below=re.compile(r"女性(?:人口)?为?$"),
        scale=_HUNDRED,
    ),
    _NamedRatio(
        printed=re.compile(r"城乡(?:居民)?收入比为?(\d\.\d+)(?=[:：∶]1)"),
        above=re.compile(r"城镇(?:居民)?(?:人均)?(?:可支配)?(?:收入)?为?$"),
        below=re.compile(r"农村(?:居民)?(?:人均)?(?:可支配)?(?:收入)?为?$"),
        scale=Decimal(1),
    ),
)


def find_named_ratios(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of ratios that have a name."""
    for index, sentence in enumerate(text.bulletin.sentences):
        for named in _RATIOS:
            for match in named.printed.finditer(sentence.text):
                yield from _of_ratio(text, _ratio(text, index, match), named)


def _ratio(text: NumberedText, index: int, match: re.Match[str]) -> Mention:
    """Make a mention of a ratio, which may have no 计量单位."""
    words = match.group()[: match.start(1) - match.start()]
    return text.unmeasured(index, match.start(1), match[1], NumberRole.RATE, words)


def _of_ratio(
    text: NumberedText, ratio: Mention, named: _NamedRatio
) -> Iterator[Claim]:
    """Give what a ratio claims of the nearest numbers that it is of."""
    roles = NumberRole.LEVEL, NumberRole.MEAN
    before = text.levels_before(ratio, "", *roles, sentences=_SENTENCES)
    above = first_named(before, named.above)
    below = first_named(before, named.below)
    if above is not None and below is not None and below.size:
        yield _claim(above, below, ratio, named.scale)


def _claim(above: Mention, below: Mention, ratio: Mention, scale: Decimal) -> Claim:
    computed = above.size / below.size * scale
    return Claim(
        kind=CheckKind.RATE,
        numbers=(above, below, ratio),
        test=_of_scale(scale),
        show=f"{above.number}/{below.number} = {ratio.number}",
        printed=ratio.number,
        computed=f"{computed:.3f}",
        outcome=computed,
    )


def _of_scale(scale: Decimal) -> Callable[[Numbers], Result]:
    def test(numbers: Numbers) -> Result:
        above, below, ratio = numbers
        if not below.size or not above.size:
            return Result.DISAGREES
        computed = above.size / below.size * scale
        rounded = above.slack / above.size + below.slack / below.size
        return compare(
            ratio.value, computed, half_unit(ratio.value) + computed * rounded
        )

    return test
