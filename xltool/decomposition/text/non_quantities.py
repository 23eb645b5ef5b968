"""Digits and numerals that are no quantity.

Years, document numbers, titles, names in quotes, ordinals, codes. They are blanked
before anything looks for figures, so that no later rule needs to know of them.
"""

from __future__ import annotations

import re

_BLANK = "□"
_CN = "[一二两三四五六七八九十百千零〇]"
_TRAPS = re.compile(
    "|".join(
        (
            r"《[^《》]{0,100}》",
            r"“[^“”]{1,40}”|\"[^\"]{1,40}\"|「[^「」]{1,40}」|‘[^‘’]{1,40}’",
            r"[〔\[]\d{4}[〕\]]\d*号?",
            r"(?:19|20)\d{2}(?:年?[-—–~至到]{1,2}(?:(?:19|20)\d{2}|\d{2}))?(?:年(?:度|底|末|初)?|[-—–/.]\d{1,2}(?:[-—–/.]\d{1,2})?)",
            r"[二一][〇零○一二三四五六七八九]{3}年?",
            r"\d{1,2}(?:[-—–~至到]{1,2}\d{1,2})?月(?:份|底|末|初|中旬|上旬|下旬)?(?:\d{1,2}[日号])?|\d{1,2}[日号](?!内)",
            r"(?:[1-4]|[一二三四])(?:[-—–~至到、]{1,2}(?:[1-4]|[一二三四]))?季度|前[二两三]季度",
            rf"第(?:\d{{1,9}}|{_CN}{{1,9}})(?![位名\d])",
            rf"(?:前)?(?:\d{{1,9}}|{_CN}{{1,9}})强",
            r"（\d{1,3}(?:\.\d)?分）|(?:加|扣|得|计|记|满分|分值|赋分)(?:为|：)?\d{1,3}(?:\.\d)?分",
            rf"分(?:\d{{1,2}}|{_CN}{{1,2}})(?:期|批|年|步|阶段|类|档)",
            r"[一1]件事|一站式|一网通办|一窗|一次性|一体化|一键",
            r"(?!k?m[23](?!\d))[A-Za-z][A-Za-z.\-]{0,20}\d{1,9}(?:\.\d{1,9})?(?![\d%])|\d{1,9}(?:\.\d{1,9})?(?:[GCABDKTV](?![A-Za-z])|[gkK][bB]\b)",
            r"\d{1,9}(?:\.\d{1,9})?(?:千伏|[kK][vV])(?:及?以[上下])?",
            r"\d{1,9}(?:\.\d{1,9})?(?:[+×xX*:：/]\s?(?:\d{1,9}|[XNn]))+(?![\d%万]|\.\d)",
            r"\d\.0版?(?![\d%\u4e00-\u9fff])|\d\.0版",
            r"\d{1,9}(?:周岁|岁)(?:及?以[上下])?|\d{1,9}[-—–~至到]\d{1,9}(?:周岁|岁)",
            r"\d{1,9}号|\d{1,9}#",
            r"\d{1,9}(?:分钟|小时|公里)[^，。；、\d]{0,6}圈|(?:7×)?24小时(?!内|以内)|365天",
            rf"(?:\d{{1,9}}|{_CN}{{1,9}})个(?:100%|百分之百|百分百)",
            rf"(?:\d{{1,9}}(?:\.\d{{1,9}})?|半|{_CN}{{1,9}})年(?:内|以内|之内|期|行动|规划|计划|实施|攻坚|左右|以上|以下|来|前)?",
            rf"(?:\d{{1,9}}|{_CN}{{1,9}})个月(?:内|以内|之内)",
            rf"(?:前|近|上)(?:\d{{1,9}}|{_CN}{{1,9}})个月",
            rf"用(?:\d{{1,9}}|{_CN}{{1,9}})年(?:左右)?(?:的)?时间",
            r"\d{5,12}(?=热线|平台|直播|电话|专线|服务)",
        )
    )
)
_KEEPS_YEARS = re.compile(
    r"(?:满|缩短|延长|期限|质保|不低于|不少于|不超过|最长|控制在|压缩[到至]|周期)$"
)


def without_traps(flat: str) -> str:
    """Blank every stretch whose digits are no quantity; the length stays."""

    def blank(trap: re.Match[str]) -> str:
        durable = "年" in trap[0] or "月" in trap[0]
        if (
            durable
            and len(trap[0]) <= 6
            and _KEEPS_YEARS.search(flat, max(0, trap.start() - 3), trap.start())
        ):
            return trap[0]
        return _BLANK * len(trap[0])

    return _TRAPS.sub(blank, flat)
