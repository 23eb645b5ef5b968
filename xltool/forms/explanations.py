"""Which 说明 answer a query: not those that explain nothing, out of habit.

The same words count in the sheet and when it is judged; an office adds its own
(`[judging] empty_answers`).
"""

from __future__ import annotations

import re

SHORTEST = 2
"""Characters: 无 in every row explains nothing."""
EMPTY = (
    *("无误", "核实无误", "经核实无误", "已核实无误", "数据无误", "填报无误"),
    *("准确无误", "数据准确", "情况属实", "属实", "已核实", "经核实", "核实", "已核"),
    *("真实有效", "如实填报", "没有问题", "无问题", "正常", "同上"),
)
"""Words that explain nothing."""
_FOLDED = re.compile(r"[\s。，,.；;！!]+")


def explains(text: str, empty: tuple[str, ...]) -> bool:
    """Say whether a 说明 answers a query.

    >>> explains("核实无误。", EMPTY), explains("剔除重复登记9家次", EMPTY)
    (False, True)
    """
    folded = _FOLDED.sub("", text)
    return len(folded) >= SHORTEST and folded not in empty


def explains_expression(field: str, empty: tuple[str, ...]) -> str:
    """Give the condition that a field holds a 说明 that answers a query."""
    folded = f"TRIM([{field}])"
    for mark in ("。", "，", " "):
        folded = f'SUBSTITUTE({folded},"{mark}","")'
    listed = f"|{'|'.join(empty)}|".replace('"', '""')
    said = f'ISNUMBER(FIND("|"&{folded}&"|","{listed}"))'
    return f"AND(LEN({folded})>={SHORTEST},NOT({said}))"
