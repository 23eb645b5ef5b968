"""The words that tell the parts of a printed document, each with its example.

A row is `word | meaning | example | source`. `word` may be a small pattern; `source`
is the sort of document in which it was found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word, what it means, and an example of it."""

    word: str
    meaning: str
    example: str
    source: str


def _words(table: str) -> tuple[Word, ...]:
    rows = (line.split(" | ") for line in table.strip().splitlines())
    return tuple(Word(*(cell.strip() for cell in row)) for row in rows)


def alternation(words: tuple[Word, ...]) -> str:
    """Give a pattern that fits any of the words, the longest first."""
    texts = sorted((word.word for word in words), key=lambda text: (-len(text), text))
    return "|".join(texts)


def meaning_of(words: tuple[Word, ...], text: str) -> str:
    """Give what the word that fits a whole text means; blank if none does."""
    for word in words:
        if re.fullmatch(word.word, text):
            return word.meaning
    return ""


LEAD_INS = _words(
    """
牵头(?:责任)? | 牵头 | 牵头单位：县发改局 | 政府工作报告任务分解
主办(?:责任)? | 牵头 | 主办单位：县交通局 | 为民办实事
主责 | 牵头 | 主责单位：县水利局 | 攻坚行动方案
(?:主要|首要|第一)责任 | 牵头 | 主要责任单位：县住建局 | 任务清单
汇总 | 牵头 | 汇总单位：县统计局 | 重点工作责任分解
(?:共同|协同|配合)责任 | 配合 | 共同责任单位：县医保局 | 任务清单
配合 | 配合 | 配合单位：县财政局 | 政府工作报告任务分解
(?:协办|会办|协助|协同|协作) | 配合 | 协办单位：县公安局 | 为民办实事
(?:参与|参加|支持|指导|成员) | 配合 | 参与单位：县总工会 | 任务清单
(?:落实|实施)?责任 | 责任 | 责任单位：县科技局、县财政局 | 任务分解
(?:承办|落实|承担|完成|执行|负责) | 责任 | 承办单位：县商务局 | 为民办实事
(?:组织)?实施 | 责任 | 实施单位：县城投公司 | 项目清单
(?:建设|主管|归口) | 责任 | 主管部门：县文旅局 | 项目清单
"""
)
"""What stands before 单位：, 部门：, 科室： and the like, and what that says of those behind
it.
"""
_BODIES = "(?:单位|部门|主体|机构|科室|股室|处室|站所|地区|区县)"
UNIT_LABEL = rf"(?:[省市县区州镇]?[级直])?(?:{alternation(LEAD_INS)}){_BODIES}"
OTHER_LABEL = (
    r"(?!报送|抄送|主送|发文|印发|联系|申[报请]|编制|起草|用人)"
    rf"(?:(?![局委办厅])[\u4e00-\u9fff]){{2,4}}{_BODIES}"
)
"""Any other lead-in (涉及部门): it says who answers where nothing else does, if only
bodies stand behind it.
"""

LABELS = _words(
    """
(?<![\u4e00-\u9fff])(?:牵头|主办|主责) | 牵头 | 牵头：县发改局 | 任务清单
(?<![\u4e00-\u9fff])(?:责任|承办|落实) | 责任 | 责任：县教育局 | 任务清单
(?<![^\\W\\d局委办厅])(?:配合|协办|会办|参加|参与|协助) | 配合 | 会办：县财政局 | 任务清单
(?:责任|任务|职责|工作)分工 | 责任 | 责任分工：县发改局牵头，县财政局配合 | 工作方案
(?:工作|推进|责任)专班 | 责任 | 工作专班：县住建局牵头 | 工作方案
责任(?:县)?领导 | 领导 | 责任领导：周明 | 重点工作任务分解
牵头(?:负责)?(?:省|市|县|区)?领导 | 领导 | 牵头领导：李勇 | 政府工作报告任务分解
分管(?:省|市|县|区)?领导 | 领导 | 分管县领导：王芳 | 任务分解
(?:包联|挂点|联系|挂帅|领办|主抓|包保|包抓)(?:省|市|县|区)?领导 | 领导 | 包联县领导：赵强 | 项目清单
分管副?[市县区]长 | 领导 | 分管副县长：刘伟 | 任务分解
(?:责任|牵头|承办)单位(?:及|和|、|与)(?:责任|负责)人 | 单位和人 | 责任单位及责任人：县住建局 周国强 | 项目清单
(?:项目|具体|第一|直接)?责任人 | 责任人 | 项目责任人：陈强 | 项目清单
(?:项目|单位)?负责人 | 责任人 | 项目负责人：孙丽 | 项目清单
(?:完成|办结|落实)?时限(?:要求)? | 时限 | 完成时限：12月底前 | 任务清单
(?:完成|办结)(?:时间|日期) | 时限 | 完成时间：2025年6月底 | 任务清单
"""
)
"""What a label in front of a colon says about who answers for a task, and by when."""

LABEL = f"{UNIT_LABEL}|{alternation(LABELS)}"


def meaning_of_label(label: str) -> str:
    """Give what a label says of the names behind it; 责任 for one that is not known.

    >>> meaning_of_label("市级牵头部门"), meaning_of_label("协办"), meaning_of_label("涉及部门")
    ('牵头', '配合', '责任')
    """
    lead_in = re.fullmatch(rf"(?:[省市县区州镇]?[级直])?(?P<what>.+){_BODIES}", label)
    known = lead_in and meaning_of(LEAD_INS, lead_in["what"])
    return known or meaning_of(LABELS, label) or "责任"


ANSWERING = _words(
    """
牵头(?:负责)?(?:落实|实施|推进|办理|抓好落实)? | 牵头 | 县工信局牵头落实 | 重点工作任务分解意见
主办 | 牵头 | 县水利局主办 | 为民办实事
为主 | 牵头 | 县水利局为主 | 任务清单
(?:分工|分别|共同)?负责(?:落实|实施|组织实施|推进|办理)? | 责任 | 由县城管局负责落实 | 若干政策措施
组织实施 | 责任 | 县残联组织实施 | 为民办实事
(?:按照?(?:各自)?职责)?(?:分工)?(?:抓好)?(?:落实|办理) | 责任 | 各部门按职责分工落实 | 若干政策措施
(?:积极|密切|协同|共同)?(?:配合|协办|会办|协助|参与|参加|协同) | 配合 | 县财政局配合 | 若干政策措施
(?:负责)?(?:监督|指导|督导)(?:落实)? | 配合 | 县审计局负责监督 | 任务清单
"""
)
"""What follows a unit's name in a sentence that says what it does for a task."""


HEADINGS = _words(
    """
(?:序号?|编号|项次|号|NO|№|任务编号|任务序号) | SEQ | 序号 | 任务分解表
(?:备注|附注|.*说明|备考) | NOTE | 备注 | 任务分解表
(?:指标)?属性 | NOTE | 指标属性 | 规划指标表
指标(?:性质|方向性|解释|依据) | NOTE | 指标解释 | 绩效目标表
.*(?:完成|进展|落实|推进|执行|办理|实施)(?:进展)?情况 | NOTE | 落实进展情况 | 进展情况表
占(?:全年|年度|总)(?:计划|任务|目标) | NOTE | 占全年计划 | 完成情况公示表
(?:计划|任务|目标)?完成(?:率|比例) | NOTE | 占全年计划 | 完成情况公示表
.*(?:工作成效|工作进展|(?:当前|目前|实际|完成|预计)(?:完成)?进度|完成工作量).* | NOTE | 实际已完成工作量 | 完成情况公示表
(?:计量|度量)单位 | MEASURE | 计量单位 | 主要指标表
.*(?:股室|科室|处室|责任股) | OFFICE | 责任股室 | 部门内部分工
.*责任(?:单位|部门)?(?:[及和与]|暨)?(?:其)?(?:责任|负责)人 | UNIT_PERSON | 责任单位及责任人 | 重点项目清单
(?:承办|落实|实施|牵头|主办)?(?:单位|部门)[及和与暨](?:其)?(?:主要)?(?:责任|负责)人 | UNIT_PERSON | 牵头单位及主要负责人 | 重点项目清单
.*(?:时限|期限).* | DEADLINE | 完成时限 | 任务分解表
.*(?:完成|办结|截止|落实)(?:时间|日期).* | DEADLINE | 完成时间 | 任务分解表
.*时间(?:节点|要求|安排).* | DEADLINE | 时间节点 | 任务清单
(?:时间|进度要求|节点|进度安排|工作进度|形象进度|进度计划|阶段目标|阶段安排|阶段计划|序时进度) | DEADLINE | 进度安排 | 重点项目清单
(?:项目|具体|第一|直接|工作)?(?:责任|负责)人 | RESPONSIBLE | 项目责任人 | 重点项目清单
.*(?:领导|(?:牵头|联系|包联|分管)人|挂帅|链长).* | LEADER | 牵头领导 | 任务分解表
(?:分管)副?(?:县|市|区)?长 | LEADER | 分管副县长 | 任务分解表
.*(?:配合|参加|参与|协办|协助|协同|协作|共同|支持)(?:责任)?(?:单位|部门).* | SUPPORT | 配合单位 | 任务分解表
(?:配合|协办|参加) | SUPPORT | 配合 | 任务分解表
.*(?:牵头|主办|主责|首要|主要责任|第一责任)(?:责任)?(?:单位|部门)(?!.*责任单位).* | LEAD | 主办单位 | 为民办实事
(?:牵头|主办) | LEAD | 牵头 | 任务分解表
.*(?:责任|承办|落实|实施|承担|主管|完成|负责|牵头|建设|考核|监考|督办|责任主体)(?:单位|部门|主体|站所|机构).* | UNIT | 责任单位 | 任务分解表
(?:单位|部门|责任主体) | UNIT | 部门 | 任务分解表
(?:所属)?(?:七大)?(?:攻坚(?:行动|战|任务类别)?|专项(?:行动)?|(?:任务|工作|项目|指标|目标)?(?:类别|分类|类型|大类)|板块|领域|战役|方面|行动)(?:名称)? | CAMPAIGN | 任务类别 | 攻坚行动方案
"""
)
"""Headings that say what they are whatever stands beside them; the first that fits
counts.
"""

CONTENT = _words(
    """
任务 | 内容 | 工作任务 | 任务分解表
目标 | 内容 | 年度目标 | 主要指标表
措施 | 内容 | 工作措施 | 任务分解表
举措 | 内容 | 具体举措 | 任务分解表
内容 | 内容 | 建设内容 | 重点项目清单
要求 | 内容 | 目标要求 | 任务分解表
工作 | 内容 | 重点工作 | 任务分解表
重点 | 内容 | 年度重点 | 任务分解表
事项 | 内容 | 重点事项 | 任务清单
实事 | 内容 | 民生实事 | 为民办实事
政策 | 内容 | 政策条款 | 若干政策措施
项目 | 内容 | 项目名称 | 重点项目清单
名称 | 内容 | 指标名称 | 主要指标表
指标 | 内容 | 考核指标 | 主要指标表
规模 | 内容 | 建设规模 | 重点项目清单
清单 | 内容 | 任务清单 | 任务清单
要点 | 内容 | 工作要点 | 任务分解表
安排 | 内容 | 工作安排 | 任务分解表
计划 | 内容 | 年度计划 | 任务分解表
条款 | 内容 | 条款内容 | 若干政策措施
实施细则 | 内容 | 实施细则 | 若干政策措施
分解 | 内容 | 任务分解 | 任务分解表
设定 | 内容 | 目标设定 | 考核指标表
任务数 | 内容 | 任务数 | 任务分配表
数量 | 内容 | 数量 | 任务分配表
[分子]项 | 内容 | 分项 | 主要指标表
"""
)
"""Words of headings over what is to be done."""

SERIES = _words(
    """
第?[一1]季度?.{0,6} | STAGE 3 | 一季度目标 | 为民办实事
第?[二2]季度?.{0,6} | STAGE 6 | 二季度目标 | 为民办实事
第?[三3]季度?.{0,6} | STAGE 9 | 三季度目标 | 为民办实事
第?[四4]季度?.{0,6} | STAGE 12 | 四季度目标 | 为民办实事
上半年.{0,6} | STAGE 6 | 上半年目标 | 重点项目清单
前三季度.{0,6} | STAGE 9 | 前三季度目标 | 重点项目清单
下半年.{0,6} | STAGE 12 | 下半年目标 | 重点项目清单
(?:1[-—~至])?(?P<month>\\d{1,2})月(?:份|底|末|底前)?.{0,6} | STAGE | 6月底目标 | 重点项目清单
(?:去年|上年|上年度|基期|现状|基准)(?:实绩|完成|实际|基数|值|数|情况|年)*.{0,4} | HISTORY | 上年完成 | 主要指标表
[三五]年累计|年均(?:增长|增速|增幅)?率?(?:累计)? | OWN | 年均/累计 | 规划指标表
基数.{0,3} | HISTORY | 基数 | 主要指标表
全[国省市县区州旗].{0,4} | TOTAL | 全市 | 分县指标表
(?:合计|总计|总数|小计).{0,4} | TOTAL | 合计 | 分县指标表
"""
)
"""Columns that come in rows: stages of a year, earlier years, and the whole that is
divided.
"""
