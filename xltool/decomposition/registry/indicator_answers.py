"""An indicator in words that the clerk can confirm or correct in 待确认, and what such
an answer does.

目标：新增企业 ≥20家     role, name, comparison, value and 计量单位
140件以上                comparison, value and 计量单位
参数                     the role alone
不是指标                 the row is 停用 and nothing of it is issued
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.decomposition.registry.sheets import COMPARISON_LABELS, ROLE_LABELS, plain
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import Quantity, find_quantities
from xltool.model.registry import Role
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.findings import Finding
    from xltool.model.registry import Indicator

NOT_AN_INDICATOR = "不是指标"
_ROLES = {label: role for role, label in ROLE_LABELS.items()}
_NONE = (NOT_AN_INDICATOR, "删除", "无", "不作为指标", "不是")
_SIGNS = str.maketrans({"≈": "约", "＝": "为", "=": "为"})
_ANSWER = re.compile(
    rf"^(?:(?P<role>{'|'.join(_ROLES)})(?:[:：]|$))?(?P<rest>.*)$", re.DOTALL
)
_RANGE = re.compile(r"(?<=\d)\s*[—–~～]\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class _Said:
    """What an answer says; None for what it leaves as it was."""

    role: Role | None
    quantity: Quantity | None


def described(indicator: Indicator) -> str:
    """Word an indicator: `范围：规划用地 ＝3000亩`."""
    if indicator.comparison in ("range", "text"):
        sign = ""
    else:
        sign = COMPARISON_LABELS[indicator.comparison]
    value = plain(indicator.value)
    if indicator.value_high is not None:
        value = f"{value}—{plain(indicator.value_high)}"
    if indicator.value is None:
        text = indicator.text_target
    else:
        text = f"{sign}{value}{indicator.measurement_unit}"
    return f"{ROLE_LABELS[indicator.role]}：{indicator.name} {text}"


def readings_of(indicator: Indicator, finding: Finding) -> tuple[str, ...]:
    """Give the readings to choose from, each in words that an answer may have.

    `finding` says why it is asked; its other reading is a figure or a role.
    """
    if "读取，" in finding.message:
        other = finding.message.rpartition("读取，")[2]
    else:
        other = ""
    found = list(find_quantities(fold(_QUOTED.sub(r"\1", other)).flat))
    readings = [indicator]
    if found:
        readings.append(_corrected(indicator, _Said(None, found[-1])))
    else:
        roles = [role for label, role in _ROLES.items() if label in other]
        wanted = roles or [Role.PARAMETER, Role.TARGET]
        readings += [
            replace(indicator, role=role) for role in wanted if role != indicator.role
        ]
    texts = dict.fromkeys(described(one) for one in readings)
    return (*texts, NOT_AN_INDICATOR)


_QUOTED = re.compile(r"“([^”]*)”")


def answered(indicator: Indicator, answers: Answers) -> Indicator:
    """Give the indicator as the clerk answered: confirmed or corrected.

    One that cannot be read leaves the indicator as it was, and the doubt open. What the
    clerk said is no indicator stays as it was read too (`is_refused`).
    """
    text = _answer(indicator, answers)
    if text is None:
        printed = (DoubtKind.INDICATOR.value, indicator.source_text)
        if printed in answers.kept:
            return replace(indicator, confidence=1.0)
        return indicator
    if _same(text, described(indicator)):
        return replace(indicator, confidence=1.0)
    said = _read(text)
    if said is None or is_refused(indicator, answers):
        return indicator
    return _corrected(indicator, said)


def is_refused(indicator: Indicator, answers: Answers) -> bool:
    """Whether the clerk said that this is no indicator."""
    text = _answer(indicator, answers)
    return text is not None and squeeze(text) in _NONE


def is_settled(indicator: Indicator, answers: Answers) -> bool:
    """Whether the clerk has answered for this indicator in words that can be read."""
    text = _answer(indicator, answers)
    if text is None:
        return answers.settles(DoubtKind.INDICATOR, indicator.source_text)
    if squeeze(text) in _NONE or _same(text, described(indicator)):
        return True
    return _read(text) is not None


def number_in(answer: str) -> Decimal | None:
    """Give the one figure of an answer; None where it has none or several."""
    found = list(find_quantities(fold(answer).flat))
    return found[0].value if len(found) == 1 else None


def _answer(indicator: Indicator, answers: Answers) -> str | None:
    return answers.of(DoubtKind.INDICATOR).get(indicator.source_text)


def _same(text: str, other: str) -> bool:
    return squeeze(half_width(text)) == squeeze(half_width(other))


def _read(text: str) -> _Said | None:
    """Read a role, a figure, or both; None for an answer that has neither."""
    match = _ANSWER.match(squeeze(text))
    if match is None:
        return None
    role = _ROLES[match["role"]] if match["role"] else None
    words = _RANGE.sub("-", match["rest"].translate(_SIGNS))
    found = list(find_quantities(fold(words).flat))
    if not found:
        return _Said(role, None) if role is not None and not match["rest"] else None
    return _Said(role, found[-1])


def _corrected(indicator: Indicator, said: _Said) -> Indicator:
    role = said.role or indicator.role
    quantity = said.quantity
    if quantity is None:
        return replace(indicator, role=role, confidence=1.0)
    return replace(
        indicator,
        role=role,
        comparison=quantity.comparison,
        value=quantity.value,
        value_high=quantity.high,
        measurement_unit=quantity.measurement_unit or indicator.measurement_unit,
        confidence=1.0,
    )
