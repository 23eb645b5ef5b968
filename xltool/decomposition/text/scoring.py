"""Rules of an assessment: how many points what is worth.

考核细则 print them behind their targets (园区3个，得10分，每少1个扣2分). Their figures
are parameters of the assessment: nobody reports on them. Only how much is to be done
(园区3个) is a target, even where its points stand behind it (达到95%以上得满分).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = r"\d{1,6}(?:\.\d{1,4})?"
_POINTS = rf"{_NUMBER}分(?![钟之别类层期批解散])"
_ALL_POINTS = rf"(?:{_NUMBER}分?[、或和—–~-]){{0,5}}{_POINTS}"
_WORDS = r"[^，；。：\n]"
_SCORING = re.compile(
    rf"""
    # 每少1个百分点扣0.5分; 每超1家，加2分; not how often: 每季度开展1次
      每(?!个?[年月周日天]|季|半年){_WORDS}{{0,40}}?，?(?:再|各|分别)?[扣减加]{_ALL_POINTS}
    # 每完成1家得2分, where no threshold stands between
    | 每(?!个?[年月周日天]|季|半年)
      (?:(?!以上|至少|[不低少]于|达到){_WORDS}){{0,24}}?[得计记]{_ALL_POINTS}
    # 采用1篇计5分
    | (?<!\d)1[^，；。：\d]{{1,6}}[计记]{_ALL_POINTS}
    # 10亿元以上、5亿元以上的分别加20、10分
    | {_NUMBER}{_WORDS}{{0,50}}?分别[加扣减得计记]{_ALL_POINTS}
    # 发生事故1起，扣10分; 前3名的加1分; 低于60%的，不得分
    | (?:低于|高于|超过|不足|第|前|后)?{_NUMBER}
      (?:[-—–~至到]{_NUMBER})?[^，；。、：\d\n]{{0,16}}
      (?:
          (?:的?，)?(?:再|另|各)?[扣减]{_ALL_POINTS}
        | 加{_ALL_POINTS}
        | (?:的，)?不(?:予)?[得计加记]分
      )
    # ，完成80%至90%得15分; ；95%以下的，得6分; 第4至6位得3分
    | (?<=[，；])(?:完成(?:任务的?)?|第)?{_NUMBER}(?:%|位|名)?(?:（不?含）)?
      (?:[-—–~至到]{_NUMBER}(?:%|位|名))?(?:（不?含）)?(?:[及或]?以[上下])?
      的?，?[得计记]{_ALL_POINTS}
    # 80—89分为良好, 得分90分以上的评为优秀
    | {_NUMBER}(?:分?[-—–~至到]{_NUMBER})?分(?:（不?含）)?(?:[及或]?以[上下])?
      的?[评定确]?为?(?:优秀|良好|基本合格|合格|不合格|一般|较差|差)
    # 低于60分的
    | (?:低于|不足)(?:{_POINTS})的
    # 扣5—10分, 最高加5分, 减10分以上
    | (?<!增)[加扣减]{_ALL_POINTS}
    # 得20分, 满分为100分, 加分不超过3分, 累计不超过20分; but 得分90分以上
    | (?:
          [得计记赋]|赋分|满分|分值|总分|基[本础]分|[加扣减]满
        | (?:累计|[加扣]分|最[高多])不超过|最[高多]
      )
      (?:为|：)?{_ALL_POINTS}(?![及或]?以[上下])
    # 以10分为限, 60分乘以…, （≤10分）, 每家0.875分
    | 以{_POINTS}为限
    | {_POINTS}乘以
    | （≤?{_POINTS}）
    | 每[家个项人次篇条件例处户起名]{_POINTS}
    # （权重30%，…）, 权重为15分
    | 权重(?:为|占|：)?{_NUMBER}(?:%|分)?
    # 宣传工作1分：, 运行监测2分，; but 满意度90分, 评价达到85分
    | (?<=[\u4e00-\u9fff]{{2}})(?<![度分价数评绩果到达于为至过约在是高升降低了加少])
      {_POINTS}(?=[，；。：])
    """,
    re.VERBOSE,
)


def scoring_spans(flat: str) -> Iterator[tuple[int, int]]:
    """Give the places of a folded text's scoring rules, in order."""
    if "分" not in flat and "权重" not in flat:
        return
    for rule in _SCORING.finditer(flat):
        yield rule.span()
