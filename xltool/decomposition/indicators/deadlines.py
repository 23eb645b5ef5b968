"""By when, or how often: 年内, 6月底前, 每年, 到2025年, 三年内; as printed."""

from __future__ import annotations

import re

_CN = "[一二两三四五六七八九十]"
_YEAR = r"(?:(?:19|20)\d{2}年|今年|明年|本年度?|当年|“?十[四五]五”?)"
_DAY = r"\d{1,2}月(?:份|底|末|初|中旬|上旬|下旬)?(?:\d{1,2}[日号])?"
_DEADLINE = (
    rf"(?:到|至|截至|自|从|在)?(?:{_YEAR}(?:{_DAY}|年?底|年?末|期间|度|内|上半年|下半年|{_CN}季度)?|{_DAY}|年底|年末|上半年|下半年|第?{_CN}季度末?底?)(?:之前|以前|前)?"
    rf"|年内|年度内|全年|每年度?|每[月季]度?|(?:\d+|{_CN}+)(?:年|个月|季度)(?:之内|以内|内)|任期内|用?(?:\d+|{_CN}+)年(?:左右)?(?:的?时间|(?=累计|共|总))|年度(?=[^内])"
)
_ANYWHERE = re.compile(_DEADLINE)
LEADING = re.compile(rf"^(?!每)(?:{_DEADLINE})，?")
"""A deadline with which a clause opens; 每年 stays, it is part of what is promised."""


def find_deadline(clause: str, sentence_before: str) -> str:
    """Give the printed deadline of a clause, else the last one printed before it in its
    sentence.
    """
    own = _ANYWHERE.search(clause)
    if own is not None:
        return own[0]
    earlier = _ANYWHERE.findall(sentence_before)
    return str(earlier[-1]) if earlier else ""
