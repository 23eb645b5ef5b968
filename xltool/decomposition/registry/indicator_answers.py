"""An indicator in words that the clerk can confirm or correct in 待确认, and what such an answer does."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.decomposition.registry.sheets import COMPARISON_LABELS, ROLE_LABELS, plain
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.registry import Indicator, Role

_ROLES = {label: role for role, label in ROLE_LABELS.items()}
_NONE = ("不是指标", "删除", "无", "不作为指标")
_SIGNS = {
    half_width(label): sign
    for sign, label in COMPARISON_LABELS.items()
    if sign not in ("range", "text")
}
_ANSWER = re.compile(
    r"^(?:(?P<role>目标|参数|范围)[::]?)?(?P<name>[^≥≤><=≈\d]*?)"
    r"(?:(?P<sign>[≥≤><=≈]|>=|<=)?(?P<value>-?\d+(?:\.\d+)?)(?:[—\-~～至](?P<high>-?\d+(?:\.\d+)?))?(?P<unit>[^\d]*))?$"
)


def described(indicator: Indicator) -> str:
    """Word an indicator: `范围：规划用地 ＝3000亩`."""
    sign = (
        ""
        if indicator.comparison in ("range", "text")
        else COMPARISON_LABELS[indicator.comparison]
    )
    value = plain(indicator.value)
    if indicator.value_high is not None:
        value = f"{value}—{plain(indicator.value_high)}"
    text = (
        indicator.text_target
        if indicator.value is None
        else f"{sign}{value}{indicator.measurement_unit}"
    )
    return f"{ROLE_LABELS[indicator.role]}：{indicator.name} {text}"


def answered(indicator: Indicator, answers: Answers) -> Iterator[Indicator]:
    """Give the indicator as the clerk answered: confirmed, corrected, or not at all where it is none.

    An answer may be the suggestion, a role (目标), a value (≥20个), or both
    (目标：≥20个). One that cannot be read leaves the indicator as it was, and the doubt
    open.
    """
    printed = indicator.source_text
    text = answers.of(DoubtKind.INDICATOR).get(printed)
    if text is None:
        kept = (DoubtKind.INDICATOR.value, printed) in answers.kept
        yield replace(indicator, confidence=1.0) if kept else indicator
    elif squeeze(half_width(text)) == squeeze(half_width(described(indicator))):
        yield replace(indicator, confidence=1.0)
    elif squeeze(text) not in _NONE:
        yield _corrected(indicator, text)


def is_settled(indicator: Indicator, answers: Answers) -> bool:
    """Whether the clerk has answered for this indicator in words that can be read."""
    printed = indicator.source_text
    text = answers.of(DoubtKind.INDICATOR).get(printed)
    if text is None:
        return answers.settles(DoubtKind.INDICATOR, printed)
    bare = squeeze(half_width(text))
    return (
        bare in _NONE
        or bare == squeeze(half_width(described(indicator)))
        or _ANSWER.match(bare) is not None
    )


def _corrected(indicator: Indicator, text: str) -> Indicator:
    match = _ANSWER.match(squeeze(half_width(text)))
    if match is None:
        return indicator
    role: Role = _ROLES[match["role"]] if match["role"] else indicator.role
    if match["value"] is None:
        return replace(indicator, role=role, confidence=1.0)
    sign = {">=": ">=", "<=": "<="}.get(match["sign"] or "") or _SIGNS.get(
        match["sign"] or "", indicator.comparison
    )
    high = Decimal(match["high"]) if match["high"] else None
    return replace(
        indicator,
        role=role,
        comparison="range" if high is not None else sign if sign != "range" else "=",
        value=Decimal(match["value"]),
        value_high=high,
        measurement_unit=match["unit"] or indicator.measurement_unit,
        confidence=1.0,
    )
