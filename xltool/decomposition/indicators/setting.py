"""What surrounds a figure says of its time: title, headings, and the text about it.

A figure without a year or a verb of its own (增长7.8%) is a fact below 上半年工作回顾
and a target below 主要预期目标.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BACK, AHEAD, BOTH, CELL = "back", "ahead", "both", "cell"

_REPORT = re.compile(
    r"""总结|汇报|通报|进展|完成情况|落实情况|执行情况|回顾|公报|综述|成效|简报|述职
    |报告|开展情况|超额|运行(?:情况|分析)|纪实|亮点|实施情况|全面(?:落实|完成)""",
    re.VERBOSE,
)
"""上半年工作总结 | 2024年民生实事进展情况"""
_PLAN = re.compile(
    r"""方案|计划|要点|分解|安排|规划|意见|办法|措施|目标|打算|思路|清单|任务|行动|政策
    |细则|评[分价]标准|工作报告|责任书|指标|部署|实事项目|(?:件实事|重点工作)(?:的通知)?$""",
    re.VERBOSE | re.MULTILINE,
)
_QUOTED = re.compile(
    r"《[^》]*》|(?:政府)?工作报告(?=[^，。]{0,12}(?:任务|分解|分工|责任))"
)
"""What a title is about, not what it is: 关于分解落实《政府工作报告》的通知."""
_HEADING_BACK = re.compile(
    r"""情况|成效|成绩|成果|回顾|总结|进展|现状|基础|特点|亮点|问题|困难|短板|背景|做法
    |(?:新|大|重大|积极|明显|显著)(?:突破|进展|提升|变化|跨越|成效)
    |(?:扎实|稳步|持续|有力|有序|不断|明显|进一步|显著|全面)(?:推进|提升|增强|改善|加强|向好|见效|优化|发展)$""",
    re.VERBOSE,
)
_HEADING_AHEAD = re.compile(
    r"""目标|任务|安排|计划|打算|思路|要点|草案|展望|今后|建议|对策|下一步|下步|下阶段|举措|措施|要求|重点工作|20\d\d年主要工作$|着力
    |支持|政策|保障|明年|^(?:加快|推进|实施|大力|强化|抓好|做好|狠抓|突出)""",
    re.VERBOSE,
)
_TELLS_BACK = re.compile(
    r"""同比|比上年|较上年|去年|上年|了(?=[\d\u4e00-\u9fff])|已(?!有的)|累计|截[至止]|目前|共有
    |荣获|获评|获得|成功|顺利|圆满|超额|位[居列]|排名|得到|有所|取得|显著|明显|成效|今年以来
    |一年来|五年来|三年来|两年来|前[三一二两]?季度|-\d{1,2}月|—\d{1,2}月|至\d{1,2}月
    |预计(?:全年|上半年|可)|率先|先后|均已|正在|实际|现[种已辖存有]""",
    re.VERBOSE,
)
"""All begin with a letter, none with a set: so the search skips what begins none."""
_TELLS_AHEAD = re.compile(
    r"""力争|确保|争取|到20\d\d年|年底前|月底前|年内|将(?=[\u4e00-\u9fff])|要(?![求点素])|计划|拟|目标
    |加快|着力|大力|继续|下一步|不低于|不少于|以上|以内|左右|打造|推动|推进|实施|开展|完善""",
    re.VERBOSE,
)
_LEANS, _MOSTLY = 0.35, 0.65
_LOOKS_BACK = re.compile(
    r"""工作?回顾|执行情况|完成情况|落实情况|进展情况|主要(?:成绩|成效|做法)|工作(?:亮点|成效)|(?:基本|运行|主要)特点|取得的?(?:成绩|成效)
    |工作总结|基本情况|发展现状|现状""",
    re.VERBOSE,
)
"""Headings over what has been done."""
_PROMISES_AFTER_ALL = re.compile(r"目标|任务分解")


def looks_back(heading: str) -> bool:
    """Tell a heading over what has been done (2023年计划执行情况)."""
    return bool(_LOOKS_BACK.search(heading)) and not _PROMISES_AFTER_ALL.search(heading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stands around the figures of a text; blank where nothing tells.

    Attributes:
        year: the document's own.
        title: whether the document reports (back), plans (ahead), or does both.
        heading: the same of the headings over the text.
        section: what the words of all that stands below the same headings tell; that it
            is a table's cell, where facts are few.
        document: the same of the whole document.
        is_assigned: whether the text says who answers for it.
        looks_back: whether a heading says that all below it has been done.
    """

    year: int | None = None
    title: str = ""
    heading: str = ""
    section: str = CELL
    document: str = ""
    is_assigned: bool = False
    looks_back: bool = False


NOWHERE = Setting()
"""A cell that stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text with its headings, the nearest first.

    `in_table` tells a table's cell, `is_assigned` that the text says who answers.
    """

    text: str
    headings: tuple[str, ...] = ()
    in_table: bool = False
    is_assigned: bool = False


def settings_of(
    passages: Sequence[Passage], title: str, year: int | None
) -> Iterator[Setting]:
    """Give the setting of each passage of a document.

    A cell of a table is its own section: what stands above it is another task.
    """
    sections: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for passage in passages:
        if not passage.in_table:
            sections[passage.headings].append(passage.text)
    tells = {
        headings: told_by("\n".join(texts)) for headings, texts in sections.items()
    }
    texts = [text for section in sections.values() for text in section]
    document = told_by("\n".join(texts))
    kind = _kind_of(title)
    for passage in passages:
        if passage.in_table:
            yield Setting(year=year, title=kind)
            continue
        yield Setting(
            year=year,
            title=kind,
            heading=heading_tells(passage.headings),
            section=tells[passage.headings],
            document=document,
            is_assigned=passage.is_assigned,
            looks_back=looks_back("".join(passage.headings)),
        )


def _kind_of(title: str) -> str:
    reports = _REPORT.search(_QUOTED.sub("", title))
    return _which(back=bool(reports), ahead=bool(_PLAN.search(title)))


def heading_tells(headings: Sequence[str]) -> str:
    """Give what the nearest heading tells that tells anything.

    >>> heading_tells(("工业", "上半年工作情况")), heading_tells(("目标任务",))
    ('back', 'ahead')
    """
    for heading in headings:
        ahead = bool(_HEADING_AHEAD.search(heading))
        back = looks_back(heading) or (
            bool(_HEADING_BACK.search(heading)) and not ahead
        )
        if back or ahead:
            return BACK if back else AHEAD
    return ""


def told_by(text: str) -> str:
    """Give which way most of the words of a text look that look any way."""
    back = len(_TELLS_BACK.findall(text))
    ahead = len(_TELLS_AHEAD.findall(text))
    if not back + ahead:
        return ""
    share = back / (back + ahead)
    return _which(back=share > _LEANS, ahead=share < _MOSTLY)


def _which(*, back: bool, ahead: bool) -> str:
    if back and ahead:
        return BOTH
    if back:
        return BACK
    return AHEAD if ahead else ""
