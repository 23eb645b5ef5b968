"""The own targets beside the upper level's.

Same basis and share, different basis, or not broken down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio

from xltool import findings as catalogue
from xltool.decomposition.indicators.vocabulary import VERB_START
from xltool.model.quantity import convert
from xltool.model.registry import Indicator, Role
from xltool.text import half_width, shorten, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from xltool.findings import Finding

_SAME_THING = 72.0
_SHORTEST_COPY = 15
_SENTENCE_END = re.compile(r"[。；;！!\n]")
_UNIMPORTANT = re.compile(
    r"其中：|全[县市区省]|我[县市区省]|本[县市区省]|每年|年度|累计|“|”|的|总额|合计"
)
_GROWTH = re.compile(
    r"(?:同比|年均)?(?:增长|增速|增幅|增加|提高|提升|下降|降低|减少)(?:率|幅度)?$"
)
_COUNTED = re.compile(r"人数|户数|家数|人次|件数|起数|面积|里程")
_FIGURES = re.compile(r"\d+(?:\.\d+)?|[万亿]元")
_PUNCTUATION = "。；;，,、 "


@dataclass(frozen=True, slots=True)
class _Pair:
    likeness: float
    upper: int
    own: int


def compare(
    upper: tuple[Indicator, ...], own: tuple[Indicator, ...]
) -> tuple[tuple[Indicator, ...], tuple[Finding, ...]]:
    """Set the targets of one measure beside each other.

    Gives `own` with `Indicator.upper` filled (同口径，占9% / 口径不同（…） / 上级未列),
    and a finding for every upper target that was not broken down or stands on another
    basis. Parameters and scopes stay as they are. Every upper target serves at most one
    own target.

        市级：新建停车场20处     our own：新建停车场3处      同口径，占15%
        市级：粮食产量6万吨      our own：粮食播种面积9万亩   上级未列, and 未分解
    """
    above = [indicator for indicator in upper if indicator.role is Role.TARGET]
    if not above:
        return own, ()
    partners = {pair.own: upper[pair.upper] for pair in _best_pairs(upper, own)}
    compared: list[Indicator] = []
    found: list[Finding] = []
    for place, indicator in enumerate(own):
        partner = partners.get(place)
        if indicator.role is not Role.TARGET:
            compared.append(indicator)
        elif partner is None:
            compared.append(replace(indicator, upper="上级未列"))
        else:
            why = _difference(partner, indicator)
            said = f"上级{_shown(partner)}，{_relation(partner, indicator, why)}"
            compared.append(replace(indicator, upper=said))
            found.extend(_different_basis(partner, indicator, why))
    served = {partner.code for partner in partners.values()}
    found.extend(_not_broken_down(above, served))
    return tuple(compared), tuple(found)


def _not_broken_down(upper: Sequence[Indicator], served: set[str]) -> Iterator[Finding]:
    """Report the upper level's targets that none of ours serves, by their codes."""
    for indicator in upper:
        if indicator.code not in served:
            text = indicator.source_text or indicator.name
            yield catalogue.UNBROKEN_TARGET.at(found=text)


def _different_basis(upper: Indicator, own: Indicator, why: str) -> Iterator[Finding]:
    """Report a target that cannot be compared with the upper level's."""
    if why:
        yield catalogue.DIFFERENT_BASIS.at(
            found=own.source_text,
            expected=upper.source_text,
            why=why,
        )


def find_copies(own_text: str, upper_text: str) -> Iterator[Finding]:
    """Report an item of the own column that stands word for word in the upper one.

    Where only a part of it does, the first such sentence.

    A short sentence (加快建设进度) stands in both by chance and is none.
    """
    above = squeeze(half_width(upper_text))
    text = squeeze(own_text)
    whole = text.strip(_PUNCTUATION)
    if _stands_in(whole, above):
        yield catalogue.COPIED_CELL.at(found=shorten(whole))
        return
    for sentence in _SENTENCE_END.split(text):
        words = sentence.strip(_PUNCTUATION)
        if _stands_in(words, above):
            yield catalogue.COPIED_SENTENCE.at(found=shorten(words))
            return


def _stands_in(words: str, above: str) -> bool:
    """Whether words long enough to be no chance stand in the upper text."""
    return len(words) >= _SHORTEST_COPY and half_width(words) in above


def _best_pairs(
    upper: tuple[Indicator, ...], own: tuple[Indicator, ...]
) -> Iterator[_Pair]:
    """Pair by likeness of names, the most alike first.

    Like with like before growth with amount.

    Each target is of one pair at most: what is left of the others is tried next.
    """
    pairs = sorted(
        _alike(upper, own),
        key=lambda pair: (-pair.likeness, pair.upper, pair.own),
    )
    taken_above: set[int] = set()
    taken_below: set[int] = set()
    for pair in pairs:
        if pair.upper in taken_above or pair.own in taken_below:
            continue
        taken_above.add(pair.upper)
        taken_below.add(pair.own)
        yield pair


def _alike(upper: tuple[Indicator, ...], own: tuple[Indicator, ...]) -> Iterator[_Pair]:
    """Give every two targets whose names may mean the same.

    Parameters and scopes are of none.
    """
    for above, high in enumerate(upper):
        for below, low in enumerate(own):
            if not high.role is low.role is Role.TARGET:
                continue
            likeness = _likeness(high, low)
            if likeness >= _SAME_THING:
                yield _Pair(likeness, above, below)


def _likeness(upper: Indicator, own: Indicator) -> float:
    """Compare two names up to wording: 0 to 100.

    Thresholds in them (2亿元以上) must be the same.

    Kinds that differ (增速 and 总量) cost five of a hundred.
    """
    if _FIGURES.findall(upper.name) != _FIGURES.findall(own.name):
        return 0.0
    alike: float = ratio(_core(upper.name), _core(own.name))
    return alike - 5.0 * (upper.kind is not own.kind)


def _core(name: str) -> str:
    """Give a name without what is worded differently from level to level.

    >>> _core("全县规模以上工业增加值同比增长"), _core("年度新建停车场")
    ('规模以上工业增加值', '停车场')
    """
    plain = _GROWTH.sub("", _UNIMPORTANT.sub("", name))
    verb = VERB_START.match(plain)
    rest = plain[verb.end() :] if verb else plain
    return rest if len(rest) >= 2 else plain


def _difference(upper: Indicator, own: Indicator) -> str:
    """Say why two targets cannot be compared; empty if they can.

    人数 cannot with 户数, a rate cannot with an amount, 公里 cannot with 个.

    The first difference that is found is enough.
    """
    if upper.kind is not own.kind:
        return f"{upper.kind.value}与{own.kind.value}"
    counted_above = _COUNTED.search(upper.name)
    counted = _COUNTED.search(own.name)
    if counted_above and counted and counted_above[0] != counted[0]:
        return f"{counted_above[0]}与{counted[0]}"
    if upper.kind.is_qualitative:
        return ""
    if _in_unit_of(upper, own) is None:
        return f"计量单位“{own.measurement_unit}”与“{upper.measurement_unit}”"
    return ""


def _in_unit_of(own: Indicator, upper: Indicator) -> Decimal | None:
    """Give a target's figure in another's unit; None where that cannot be.

    万元 are given in 亿元, but 公里 in no 个.
    """
    if own.value is None:
        return None
    return convert(own.value, own.measurement_unit, upper.measurement_unit)


def _relation(upper: Indicator, own: Indicator, why: str) -> str:
    """Word what our own target is of the upper one: its share of it, in percent.

    `why` says that they stand on different bases. 同口径，占9% or 口径不同（…）.
    """
    later = _other_deadline(upper, own)
    if why:
        return f"口径不同（{why}）{later}"
    value = _in_unit_of(own, upper)
    if not own.adds_up or value is None or not upper.value:
        return f"同口径{later}"
    share = f"{value * 100 / upper.value:.2f}".rstrip("0").rstrip(".")
    return f"同口径，占{share}%{later}"


def _other_deadline(upper: Indicator, own: Indicator) -> str:
    """Say that the upper level sets another deadline; blank where it does not."""
    if upper.deadline and upper.deadline != own.deadline:
        return f"，期限不同（上级：{upper.deadline}）"
    return ""


_SIGNS = {">=": "≥", "<=": "≤", "=": "", "range": "", "~": "约"}


def _shown(indicator: Indicator) -> str:
    """A target as people read it: ≥5%, 2—3家, 居全省前列."""
    if indicator.value is None:
        return f"“{indicator.text_target}”"
    sign = _SIGNS.get(indicator.comparison, indicator.comparison)
    figure = f"{indicator.value:f}"
    if indicator.value_high is not None:
        figure = f"{figure}—{indicator.value_high:f}"
    return f"{sign}{figure}{indicator.measurement_unit}"
