"""Answers that stand in the same cell as their label: `填报人：张三　　联系电话：`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_GAP = "　　"


def answered_text(printed: str, answers: dict[str, str]) -> str:
    """Give the office's text with answers behind its labels.

    >>> answered_text("填报人：      负责人：   ", {"填报人": "张三", "负责人": ""})
    '填报人：张三　　负责人：   '
    >>> answered_text("报告期：2025年  月", {"报告期": "2025年7月"})
    '报告期：2025年7月'
    """
    for label, answer in answers.items():
        found = _label(label).search(printed)
        if found is None or not answer:
            continue
        rest = printed[found.end() :]
        following = re.search(r"[^\s_＿\u3000]", _without_form(rest))
        kept = _without_form(rest)[following.start() :] if following else ""
        gap = _GAP if kept else ""
        printed = f"{printed[: found.end()]}{answer}{gap}{kept}"
    return printed


def answer_in(text: str, label: str, labels: Iterable[str]) -> str:
    """Give what stands behind a label, before the next of the cell's labels.

    >>> answer_in("填报人：张三　　负责人：____", "填报人", ["填报人", "负责人"])
    '张三'
    >>> answer_in("填报日期：    年  月  日", "填报日期", ["填报日期"])
    ''
    >>> answer_in("报告期：2025年  月", "报告期", ["报告期"])
    ''
    >>> answer_in("报告期：2025年7月", "报告期", ["报告期"])
    '2025年7月'
    """
    found = _label(label).search(text)
    if found is None:
        return ""
    rest = text[found.end() :]
    for other in labels:
        following = _label(other).search(rest) if other != label else None
        if following is not None:
            rest = rest[: following.start()]
    return _without_form(rest).strip(" \t\r\n\u3000\xa0_＿")


def _label(label: str) -> re.Pattern[str]:
    """Give the pattern of a label: blanks between its characters, a remark behind it.

    >>> bool(_label("填报人").match("填 报 人（签字）："))
    True
    """
    loose = r"\s*".join(re.escape(char) for char in label)
    return re.compile(rf"{loose}(?:（[^（）]*）|\([^()]*\))?\s*[:：]")


def _without_form(text: str) -> str:
    """Drop the form of a date that waits to be filled in: `2025年  月  日`.

    >>> _without_form("2025年  月  日"), _without_form("2025年7月")
    ('', '2025年7月')
    """
    form = r"^[\s_\u3000]*(?:20\d\d)?[\s_\u3000]*年[\s_\u3000]*月(?:[\s_\u3000]*日)?"
    return re.sub(form, "", text)
