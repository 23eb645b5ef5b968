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
    from collections.abc import Iterator
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
    """
    partners = {pair.own: upper[pair.upper] for pair in _best_pairs(upper, own)}
    served = {partner.code for partner in partners.values()}
    compared = []
    found = []
    has_upper = any(indicator.role is Role.TARGET for indicator in upper)
    for place, indicator in enumerate(own):
        partner = partners.get(place)
        if indicator.role is not Role.TARGET or not has_upper:
            compared.append(indicator)
        elif partner is None:
            compared.append(replace(indicator, upper="上级未列"))
        else:
            why = _difference(partner, indicator)
            compared.append(
                replace(
                    indicator,
                    upper=(
                        f"上级{_shown(partner)}，{_relation(partner, indicator, why)}"
                    ),
                )
            )
            if why:
                found.append(
                    catalogue.DIFFERENT_BASIS.at(
                        found=indicator.source_text,
                        expected=partner.source_text,
                        why=why,
                    )
                )
    missing = (i for i in upper if i.role is Role.TARGET and i.code not in served)
    found += [
        catalogue.UNBROKEN_TARGET.at(found=indicator.source_text or indicator.name)
        for indicator in missing
    ]
    return tuple(compared), tuple(found)


def find_copies(own_text: str, upper_text: str) -> Iterator[Finding]:
    """Report an item of the own column that stands word for word in the upper one, else
    its first such sentence.
    """
    above = squeeze(half_width(upper_text))
    whole = squeeze(own_text).strip(_PUNCTUATION)
    if _stands_in(whole, above):
        yield catalogue.COPIED_CELL.at(found=shorten(whole))
        return
    sentences = (
        sentence.strip(_PUNCTUATION)
        for sentence in _SENTENCE_END.split(squeeze(own_text))
    )
    copied = next(
        (sentence for sentence in sentences if _stands_in(sentence, above)), None
    )
    if copied:
        yield catalogue.COPIED_SENTENCE.at(found=shorten(copied))


def _stands_in(words: str, above: str) -> bool:
    return len(words) >= _SHORTEST_COPY and half_width(words) in above


def _best_pairs(
    upper: tuple[Indicator, ...], own: tuple[Indicator, ...]
) -> Iterator[_Pair]:
    """Pair by likeness of names, the most alike first.

    Like with like before growth with amount.
    """
    pairs = [
        _Pair(likeness, above, below)
        for above, high in enumerate(upper)
        for below, low in enumerate(own)
        if high.role is low.role is Role.TARGET
        and (likeness := _likeness(high, low)) >= _SAME_THING
    ]
    pairs.sort(key=lambda pair: (-pair.likeness, pair.upper, pair.own))
    taken_above: set[int] = set()
    taken_below: set[int] = set()
    for pair in pairs:
        if pair.upper not in taken_above and pair.own not in taken_below:
            taken_above.add(pair.upper)
            taken_below.add(pair.own)
            yield pair


def _likeness(upper: Indicator, own: Indicator) -> float:
    """Compare two names up to wording: 0 to 100.

    Thresholds in them (2亿元以上) must be the same.
    """
    if _FIGURES.findall(upper.name) != _FIGURES.findall(own.name):
        return 0.0
    alike: float = ratio(_core(upper.name), _core(own.name))
    return alike - 5.0 * (upper.kind is not own.kind)


def _core(name: str) -> str:
    plain = _GROWTH.sub("", _UNIMPORTANT.sub("", name))
    verb = VERB_START.match(plain)
    rest = plain[verb.end() :] if verb else plain
    return rest if len(rest) >= 2 else plain


def _difference(upper: Indicator, own: Indicator) -> str:
    """Say why two targets cannot be compared; empty if they can."""
    if upper.kind is not own.kind:
        return f"{upper.kind.value}与{own.kind.value}"
    counted = [_COUNTED.search(indicator.name) for indicator in (upper, own)]
    if counted[0] and counted[1] and counted[0][0] != counted[1][0]:
        return f"{counted[0][0]}与{counted[1][0]}"
    if upper.kind.is_qualitative:
        return ""
    if _in_unit_of(upper, own) is None:
        return f"计量单位“{own.measurement_unit}”与“{upper.measurement_unit}”"
    return ""


def _in_unit_of(own: Indicator, upper: Indicator) -> Decimal | None:
    if own.value is None:
        return None
    return convert(own.value, own.measurement_unit, upper.measurement_unit)


def _relation(upper: Indicator, own: Indicator, why: str) -> str:
    if why:
        return f"口径不同（{why}）" + _other_deadline(upper, own)
    value = _in_unit_of(own, upper)
    if own.kind.accumulates and value is not None and upper.value:
        share = value * 100 / upper.value
        return (
            f"同口径，占{share:.2f}".rstrip("0").rstrip(".")
            + "%"
            + _other_deadline(upper, own)
        )
    return "同口径" + _other_deadline(upper, own)


def _other_deadline(upper: Indicator, own: Indicator) -> str:
    if upper.deadline and upper.deadline != own.deadline:
        return f"，期限不同（上级：{upper.deadline}）"
    return ""


def _shown(indicator: Indicator) -> str:
    """A target as people read it: ≥5%, 2—3家, 居全省前列."""
    if indicator.value is None:
        return f"“{indicator.text_target}”"
    sign = {">=": "≥", "<=": "≤", "=": "", "range": "", "~": "约"}.get(
        indicator.comparison, indicator.comparison
    )
    high = f"—{indicator.value_high:f}" if indicator.value_high is not None else ""
    return f"{sign}{indicator.value:f}{high}{indicator.measurement_unit}"
