"""How far two rates are apart, in percentage points: 高于全省平均3.5个百分点.

Gaps to 序时进度 are in `pace_gaps`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.pace_gaps import gaps_together, pace_gap, speaks_of_pace
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_SEVERAL = 2
_NAMED_BASIS = re.compile(r"[高低快慢][于出过](?P<of>[\u4e00-\u9fff]{4,16})$")
_OF_ALL = re.compile(
    r"[高低快慢][于出过](?:全部|[\u4e00-\u9fff]{0,3}[整总]体)[^，；。]{0,8}$"
)
"""高于全部投资增速, 高出外贸整体增速: the growth that a text begins with."""
_REACHES = re.compile(r"(?:为|达到?|至)+$")
_COMPARED = re.compile(
    r"[高低快慢大小减]|相差|下降|提高|上升|回落|回升|扩大|收窄|加快|放缓"
)
_BRACKET_BEFORE = re.compile(r"[比较于出过][^，；。（(]{0,14}[（(][-－−]?$")
"""比上半年（5.8%）回落2.6个百分点: the rate in the bracket is what is compared with."""
_OUT_OF_BRACKET = re.compile(r"[）)][^，；。]*")
_BASIS = re.compile(r"[比较与][^，；。]{1,14}$")
_GAP_WORDS = re.compile(
    r"""(?:相比|相较)?(?:[增涨降跌]幅|增速|分别)?
    (?:上升|回升|提[高升]|加快|扩大|增加|上涨|下降|回落|降低|放缓|收窄|缩小|减少
    |[高低快慢大小多少][于出了]?)?
    (?:了|约|仅|近|为|达)*""",
    re.VERBOSE,
)
"""What stands between the rate that is compared with and the gap to it."""


def find_rate_gaps(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of gaps in percentage points."""
    for mention in text.mentions:
        if mention.role is not NumberRole.POINTS or not mention.exact:
            continue
        if speaks_of_pace(text, mention):
            yield from pace_gap(text, mention)
            continue
        plain = _plain_gap(text, mention)
        if plain is not None:
            yield plain
        elif _COMPARED.search(mention.clause):
            yield from _between_rates(_rates_near(text, mention), mention)


def _plain_gap(text: NumberedText, points: Mention) -> Claim | None:
    """Give a gap with the two rates that its words or its place say it is between."""
    return (
        _to_bracketed(text, points)
        or _to_printed(text, points)
        or _to_named(text, points)
        or _to_all(text, points)
        or _to_one_rate(text, points)
    )


def points_apart(numbers: Numbers) -> Result:
    """Judge (first rate, second rate, points)."""
    first, second, points = numbers
    tolerance = sum((half_unit(one.value) for one in numbers), Decimal(0))
    return compare(abs(points.value), abs(first.value - second.value), tolerance)


def _claim(first: Mention, second: Mention, points: Mention) -> Claim:
    gap = abs(first.value - second.value)
    return Claim(
        kind=CheckKind.POINTS,
        numbers=(first, second, points),
        test=points_apart,
        show=f"|{first.number}-{second.number}| = {points.number}".replace("--", "+"),
        printed=points.printed,
        computed=f"{gap:f}个百分点",
    )


# ---- 比上半年（5.8%）回落2.6个百分点 -------------------------------------------------


def _to_bracketed(text: NumberedText, points: Mention) -> Claim | None:
    """Give the rate in the bracket before a gap, and the one it is compared with."""
    before = text.rates_before(points)
    if not before or not _is_in_bracket_before(text, before[-1], points):
        return None
    beside = [one for one in before if one.depth == points.depth]
    own = beside or before[:-1]
    if own:
        return _claim(_as_fall(text, own[-1]), _as_fall(text, before[-1]), points)
    earlier = [_claim(one, before[-1], points) for one in _growths_before(text, points)]
    return next((one for one in earlier if one.comes_out), None)


def _growths_before(text: NumberedText, points: Mention) -> Iterator[Mention]:
    """Give the growth rates of a paragraph before a gap, nearest first."""
    for mention in reversed(text.mentions):
        near = mention.paragraph == points.paragraph and mention.end <= points.start
        if near and mention.role is NumberRole.GROWTH and mention.exact:
            yield mention


def _as_fall(text: NumberedText, basis: Mention) -> Mention:
    """Give a rate its sign: 降幅比一季度（8.4%）收窄 speaks of a fall by 8.4%."""
    before = text.bulletin.folded[: basis.start]
    said = re.split("[，；。]", before)[-1]
    return replace(basis, value=-abs(basis.value)) if "降幅" in said else basis


def _is_in_bracket_before(text: NumberedText, rate: Mention, points: Mention) -> bool:
    """Whether a rate stands in a bracket right before the gap to it."""
    if not _is_compared_with(text, rate):
        return False
    return _OUT_OF_BRACKET.fullmatch(text.between(rate, points)) is not None


def _is_compared_with(text: NumberedText, rate: Mention) -> bool:
    return _BRACKET_BEFORE.search(text.bulletin.folded[: rate.start]) is not None


# ---- 增幅比1-4月增速18%上升5.4个百分点 ---------------------------------------------


def _to_printed(text: NumberedText, points: Mention) -> Claim | None:
    """Give the rate printed right before a gap, and the one it is compared with."""
    before = text.rates_before(points)
    if len(before) < _SEVERAL or not _BASIS.search(before[-1].words):
        return None
    right_before = _GAP_WORDS.fullmatch(text.between(before[-1], points)) is not None
    return _claim(before[-2], before[-1], points) if right_before else None


# ---- 低于全国城镇调查失业率0.6个百分点 ----------------------------------------------


def _to_named(text: NumberedText, points: Mention) -> Claim | None:
    """Give the rate that a gap names in full, and the one right before the gap."""
    named = _NAMED_BASIS.search(points.words)
    before = text.rates_before(points)
    if named is None or not before:
        return None
    for basis in reversed(before[:-1]):
        if _REACHES.sub("", basis.words) == named["of"]:
            return _claim(before[-1], basis, points)
    return None


# ---- 高于全部投资增速10.2个百分点 ---------------------------------------------------


def _to_all(text: NumberedText, points: Mention) -> Claim | None:
    """Give the growth right before a gap, and that of all which a text begins with."""
    grown = [one for one in text.rates_before(points) if one.role is NumberRole.GROWTH]
    whole = _first_growth(text, points)
    if not grown or not whole or not _OF_ALL.search(points.words):
        return None
    claim = _claim(grown[-1], whole[0], points)
    meant = claim.comes_out or explained(claim, same_length=True)
    return claim if meant else None


# ---- 分别高于全市增幅7.7和34.7个百分点 ----------------------------------------------


def _to_one_rate(text: NumberedText, points: Mention) -> Claim | None:
    """Give the one earlier rate that all gaps of a 分别 are measured from."""
    run = gaps_together(text, points)
    rates = text.rates_before(run[0])[-len(run) :]
    if len(rates) < len(run) or len(run) < _SEVERAL:
        return None
    pairs = list(zip(rates, run, strict=True))
    for basis in text.mentions:
        if basis.start >= rates[0].start:
            break
        growth = basis.role is NumberRole.GROWTH and basis.exact
        if growth and all(
            points_apart((rate, basis, gap)) in RIGHT for rate, gap in pairs
        ):
            return _claim(rates[run.index(points)], basis, points)
    return None


# ---- any two rates of a sentence ---------------------------------------------------


def _rates_near(text: NumberedText, points: Mention) -> list[Mention]:
    """Give the rates that a gap may be between: the whole's growth, the last ones."""
    rates = text.rates_before(points)
    named = [one for one in rates if one.role is NumberRole.RATE]
    return list(dict.fromkeys((*_first_growth(text, points), *named[-4:], *rates[-3:])))


def _first_growth(text: NumberedText, points: Mention) -> list[Mention]:
    """Give the first growth rate of a text, which is the whole's."""
    for mention in text.mentions:
        if mention.end > points.start:
            break
        if mention.role is NumberRole.GROWTH and mention.exact:
            return [mention]
    return []


def _between_rates(rates: Sequence[Mention], points: Mention) -> Iterator[Claim]:
    """Two rates and how far apart they are.

    Said only where it comes out, since other rates may be meant.
    """
    for first, second in combinations(rates, 2):
        claim = _claim(first, second, points)
        if claim.comes_out:
            yield claim
            return
