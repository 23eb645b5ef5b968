"""Quantities and periods in running text, and what a number is called there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.model.quantity import COUNTS, MAGNITUDE_PATTERN, UNIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.printed import PrintedFigure, Sentence

_NOT_COUNTED = {
    "千伏",
    "个月",
    "个县",
    "个村",
    "级",
    "号",
    "年",
    "月",
    "日",
    "天",
    "岁",
    "周岁",
    "度",
    "时",
    "县",
    "村",
    "镇",
    "市",
    "乡",
    "标",
    "分",
    "里",
}
_UNITS = "|".join(
    re.escape(word) for word in UNIT_WORDS if word not in _NOT_COUNTED and word != "项"
)
UNITS_PATTERN = rf"(?:{_UNITS})/(?:{_UNITS})|项次|{_UNITS}|项"
"""Every 计量单位 that counts as one in running text, without a magnitude."""
QUANTITY = re.compile(
    rf"""
    (?P<before>
        近|约|超过?|突破|逾|不足|达到?|不低于|不少于  # 近…, 超过…
    )?
    (?:
      # not in A3 or 第3; the sign of 增长率-3, 分别为49.6%、-44.6%
        (?<![\dA-Za-z.+第—-])|(?<=[（长速为率]-)|(?<=%[、和]-)|(?<=APP)
    )
    (?P<number>
        \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?  # 1,280.5
      | \d{{1,15}}(?:\.\d{{1,8}})?  # 12.75
    )
    (?!\d)(?P<about>余|多)?  # 3余
    (?P<unit>
        (?:{MAGNITUDE_PATTERN})?(?:{UNITS_PATTERN})|%|‰  # 万元, %
    )
    (?!
        月|内(?![容部])|(?:以上|以下)的?[\u4e00-\u9fff]  # not 3月, 3内, 5以上的村
    )
    (?P<after>
        以上|以下|以内|左右|出头|上下  # 80以上, 3亿左右
    )?
    """,
    re.VERBOSE,
)
PERIOD = re.compile(
    r"""
      (?P<fine>
          \d{1,2}月\d{1,2}日[至—–-]\d{1,2}月\d{1,2}日  # 3月1日至3月20日
        # 2025年1—8月, but not 6—8月15日
        | (?<![比较于])(?:\d{4}年)?\d{1,2}[-—–～至到]\d{1,2}月
          (?!\d*日)
        | (?<![比较于])前\d{1,2}个月  # 前8个月
        | 截[至止](?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底|末)?  # 截至8月底
        | 至\d{1,2}月[底末]|(?<![比较于])(?:今年)?(?:上|下)半年  # 今年上半年
        | (?<![比较于])(?:前|第)?[一二三四]季度  # 前三季度
        | (?<![比较于])本[旬月季](?!度工作)度?  # 本月, 本季度
        | (?<![\d年月至比较])\d{1,2}月(?:末|底|[上中下]旬)  # 8月底, 9月上旬
        | (?<![\d年月至])\d{1,2}月(?:份)?$  # 8月份
      )
    | (?<!“)(?P<year>\d{4}年度?)(?!同期|以来|-)  # 2024年
    """,
    re.VERBOSE,
)
_VERBS = re.compile(
    r"""
    ^
    (?:
        其中|另外|同时|同期|同比|全市|全县|全区|全省|我市|我县  # 其中…, 全市…
      | 今年|累计|共计?|现场|已|新?完成(?!投资额?$)|实现|开展|实施  # 累计…, 完成…
      | [一二三四五六七八九十]是|还有|协调|推动|发放|争取|成功  # 一是…, 争取…
      | 申报|统计|各类|预计|共收获|发生|当前|建成(?!率)|共|目前  # 各类…, 建成…
      | 列入|计划推进|分别[为是]  # 分别为…
    )+
    [:：]?
    """,
    re.VERBOSE,
)
_ENDINGS = "为达到超过近约共计已仅"
_DEPENDENT = re.compile(
    r"""
    (?:项目)?
    (?:
        签约|合同|年度|累计|完成|计划|总|国债|到位|授信|引|放  # 项目签约…, 累计到位…
    )*
    (?:
        投资|资金|金额|成交|放贷|引资|授信|贷  # …资金, …授信
    )
    (?:总?额|金额|规模)?  # …额
    """,
    re.VERBOSE,
)
"""Names of amounts that say nothing without the projects or contracts that were counted
before them.
"""
_SHORTEST_NAME = 4
"""A count named by fewer characters (省定10件民生实事) is named by the words behind it,
too.
"""
_MEASURES_OF_AMOUNT = re.compile(r"元$")


def qualifier(match: re.Match[str]) -> str:
    """Give the word that makes a quantity a rough one: 近, 余, 以上; empty if none."""
    before = match["before"] or ""
    said = "" if before in {"达", "达到"} else before
    return said or match["about"] or match["after"] or ""


def phrase_start(clause: str, position: int) -> int:
    """Where the words that name a number begin.

    After the number before it in the clause.
    """
    earlier = [match.end() for match in QUANTITY.finditer(clause[:position])]
    start = max(earlier, default=0)
    return (
        start
        + len(clause[start:position])
        - len(clause[start:position].lstrip("、和及与，"))
    )


def name_of(clause: str, match: re.Match[str]) -> str:
    """Name a number by the words before it, or by those behind it (2家企业挂牌)."""
    start = phrase_start(clause, match.start())
    printed = clause[start : match.start()]
    words = printed.rsplit("、", 1)[-1] if start else printed
    before = trimmed(words)
    behind = (
        re.split(r"\d|、", clause[match.end() :], maxsplit=1)[0]
        .strip("的、和")
        .removesuffix("中")
    )
    counted = match["unit"] in COUNTS and behind
    if len(before) >= 2 and not (
        counted and (before.endswith("的") or len(before) < _SHORTEST_NAME)
    ):
        return before
    return (before + behind) or words.strip("，、已") or before


def trimmed(text: str) -> str:
    """Leave the name alone: no period, region, verb or 为 around it."""
    text = PERIOD.sub("", text).strip("，、：:“”")
    bare = _VERBS.sub("", text).rstrip(_ENDINGS)
    if len(bare) > 4:
        bare = bare.removesuffix("完成").removesuffix("实现")
    return bare


def with_heads(
    sentence: Sentence, figures: Sequence[PrintedFigure]
) -> Iterator[PrintedFigure]:
    """Complete names that lean on what was counted before.

    重大建设项目251个，…，年度计划投资731.15亿元.
    """
    head = ""
    position = sentence.start
    for figure in figures:
        if (
            "；"
            in sentence.text[position - sentence.start : figure.start - sentence.start]
        ):
            head = ""
        position = figure.end
        if figure.measurement_unit in COUNTS and not figure.change:
            head = figure.name
        elif (
            head
            and _MEASURES_OF_AMOUNT.search(figure.measurement_unit)
            and _DEPENDENT.fullmatch(figure.name)
        ):
            yield replace(
                figure,
                name=head
                + figure.name.removeprefix("项目" if head.endswith("项目") else ""),
            )
            continue
        yield figure
