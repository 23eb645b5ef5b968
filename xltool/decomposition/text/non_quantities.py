"""Digits and numerals that are no quantity.

Years, document numbers, titles, names in quotes, ordinals, codes. They are blanked
before anything looks for figures, so that no later rule needs to know of them.
"""

from __future__ import annotations

import re

from xltool.decomposition.text.scoring import scoring_spans

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
            rf"分(?:\d{{1,2}}|{_CN}{{1,2}})(?:期|批|年|步|阶段|类|档)",
            rf"(?<![\d{_CN[1:-1]}])[百千万]亿元?级?(?=[\u4e00-\u9fff]{{0,4}}(?:产业|企业|集群|园区|基地|茶业|果业|链|板块|县|镇|城市|工程|龙头|平台|基石|品牌))",
            rf"(?:\d{{1,3}}|{_CN}{{1,3}})(?:件|项|个方面|方面|大类?)(?:\d{{1,3}}[件项])?(?:[省市县区镇]级)?(?:重点|重大)?(?:为民|民生|惠民|利民|便民)?(?:办)?(?:实事|民生工程|民心工程)",
            rf"(?:\d{{1,3}}|{_CN}{{1,3}})[条项](?:重点任务|具体任务|(?:主要|重点|具体)?(?:工作)?举措)|(?:\d{{1,3}}|{_CN}{{1,3}})条(?:硬)?(?:政策|措施|意见|举措|细则|硬招)|\d人制",
            rf"(?<!确保)(?<!力争)(?<!推动)(?:\d{{1,3}}|{_CN}{{1,3}})[项个](?:考核|主要|核心|约束性|预期性|具体|经济|统计)*指标",
            r"(?<!\d)[百千亿]万(?=师生|群众|农民|学子|职工|市民|居民|学生|干部|移民|粉丝|大学生|人才)",
            r"(?<!\d)\d{1,2}大(?=[\u4e00-\u9fff]{0,6}(?:工程|行动|产业|任务|领域|体系|片区|专项|集群))",
            r"(?<![\d.])\d类",
            r"一起(?![^，。；]{0,8}(?:事故|案))|\d{1,3}小时(?=过境|免签|营业|值守|服务|热线|自助|不打烊)",
            r"[一1]件事|一站式|一网通办|一窗|一次性|一体化|一键",
            r"(?!k?m[23](?!\d))[A-Za-z][A-Za-z.\-]{0,20}\d{1,9}(?:\.\d{1,9})?(?![\d%])|\d{1,9}(?:\.\d{1,9})?(?:[GCABDKTV](?![A-Za-z])|[gkK][bB]\b)",
            r"\d{1,9}(?:\.\d{1,9})?(?:千伏|[kK][vV])(?:及?以[上下])?",
            r"\d{1,9}(?:\.\d{1,9})?(?:[+×xX*:：/]\s?(?:\d{1,9}|[XNn]))+(?![\d%万]|\.\d)",
            r"\d\.0版?(?![\d%\u4e00-\u9fff])|\d\.0版",
            r"\d{1,9}(?:\.\d)?(?:周岁|岁)(?:及?以[上下])?|\d{1,9}[-—–~至到]\d{1,9}(?:周岁|岁)",
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
    r"""
    (?:
        满|缩短|延长|期限|质保|不低于|不少于|不超过|最长|控制在  # 质保|5年, 期限|3年
      | 压缩[到至]|周期|年限(?:达到?|为|提高到)?  # 周期|2年
      | 寿命[\u4e00-\u9fff]{0,6}  # 寿命不少于|15年
    )
    $
    """,
    re.VERBOSE,
)


_NEARBY, _LONGEST_DURATION = 8, 6


def without_traps(flat: str) -> str:
    """Blank every stretch whose digits are no quantity; the length stays."""
    for start, end in scoring_spans(flat):
        flat = flat[:start] + _BLANK * (end - start) + flat[end:]
    return without_names(flat)


def without_names(flat: str) -> str:
    """Blank the same, but for the rules of an assessment."""

    def blank(trap: re.Match[str]) -> str:
        durable = any(unit in trap[0] for unit in "年月岁")
        opening = max(0, trap.start() - _NEARBY)
        kept = _KEEPS_YEARS.search(flat, opening, trap.start())
        if durable and kept and len(trap[0]) <= _LONGEST_DURATION:
            return trap[0]
        return _BLANK * len(trap[0])

    return _TRAPS.sub(blank, flat)
