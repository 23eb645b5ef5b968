"""Which column of a printed table means what, told from its heading and never from its
position.
"""

from __future__ import annotations

import re
from enum import StrEnum

from xltool.decomposition.table.series import series_of
from xltool.decomposition.vocabulary import CONTENT, HEADINGS, alternation, meaning_of
from xltool.text import half_width, squeeze


class ColumnPart(StrEnum):
    """What a column of a decomposition table holds."""

    SEQ = "序号"
    CAMPAIGN = "攻坚"
    NAME = "名称"
    UPPER = "上级"
    OWN = "本级"
    LEADER = "领导"
    UNIT = "责任单位"
    LEAD = "牵头单位"
    SUPPORT = "配合单位"
    MEASURE = "计量单位"
    COMPARISON = "比较符号"
    OFFICE = "责任股室"
    DEADLINE = "完成时限"
    NOTE = "备注"
    ITEM = "项号"
    RESPONSIBLE = "责任人"
    UNIT_PERSON = "责任单位及责任人"
    STAGE = "分期目标"
    SHARE = "分解目标"
    TOTAL = "合计"
    HISTORY = "往年"
    FUNDS = "计划投资"
    NAMED_FIGURE = "分项目标"


UNITS = (ColumnPart.LEAD, ColumnPart.UNIT, ColumnPart.SUPPORT)
"""The columns that name who answers."""
CONTENTS = frozenset({ColumnPart.NAME, ColumnPart.OWN, ColumnPart.UPPER})
"""What is to be done."""
_BESIDE = frozenset({ColumnPart.NOTE, ColumnPart.TOTAL, ColumnPart.HISTORY})
"""What stands beside the content in a table's rows and in its header alike."""
_SERIES = frozenset({ColumnPart.SHARE, ColumnPart.STAGE})
"""What is headed by a body's name or a month, which cells hold too."""
_SINGLE = frozenset({ColumnPart.SEQ, ColumnPart.NAME, ColumnPart.CAMPAIGN})
"""What a table has one column of."""
_PUNCTUATION = re.compile(
    r"[（）()【】〔〕\[\]、，,。:：;；/／_*#“”\"'《》·.]|(?<!\d)[-—]|[-—](?!\d)"
)
"""A dash between digits stays: 1-3月 is not 13月."""
_LONGEST_HEADING = 30
_CONTENT = re.compile(alternation(CONTENT))
_NUMBER = re.compile(r"\d{1,3}[.、]?")
_VALUE = re.compile(r"[≥≤=<>]\s?(?:\d+(?:\.\d+)?%?)?|(?!20\d\d$)\d+(?:\.\d+)?%?")
_QUALIFIER = re.compile(
    r"""20\d\d年度?|[全本]?年度?|主要|考核|评价|核心|民生|具体|完成|预期|类[别型]|[数量值]
    |规划|体系|[一二三四]级|[长中短]期""",
    re.VERBOSE,
)
"""Words that say which content a heading is over (主要指标, 年度任务数, 三级指标)."""
_OWN = re.compile(
    r"^(我[省市县区州旗镇乡]|本[级省市县区地单位])|[^\w]?我[省市县区州旗](的)?|本级|本地"
)
_LEVEL = re.compile(
    r"^全?(?P<level>国家|中央|上级|省|市|县|区|州|旗|乡镇|镇)(里|级|定|委|政府|下达|分解|要求|层面|的|本级)*"
)
_RANK = {
    "上级": 9,
    "国家": 8,
    "中央": 8,
    "省": 7,
    "市": 6,
    "州": 6,
    "县": 5,
    "区": 5,
    "旗": 5,
    "乡镇": 4,
    "镇": 4,
}
_ABOVE = re.compile(r"省|国家|中央|上级")
_BODIES = (*UNITS, ColumnPart.UNIT_PERSON)
_PROMISED = re.compile(r"目标|任务|计划|下达")
_BESIDE_TARGETS = re.compile(
    r"""(?:(?:完成|实际)?进度|完成(?:数|量|率|值|比例|情况)?|实际(?:完成)?(?:数|值)?|实绩|占比)$
    |(?:[当本][月期]|累计|目前|当前|实际|已)完成(?!.*(?:目标|任务|计划)$)|^占.{0,2}(?:任务|计划|目标)
    |^(?:可|应|现有|现状|总人口|常住人口|耕地|截至|排名|去年同期|上年同期)""",
    re.VERBOSE,
)
"""What was done, or how large a place is, beside columns that are headed as targets."""
_NAMES = re.compile(
    r"名称|^(主要|考核|评价)?指标$|事项|^(政策措施|重点工作|工作|项目|任务|重点任务|工作任务|主要工作|重点事项|条目|政策|任务项目)$"
)


def heading(text: str) -> str:
    """Give a heading as it is compared: half width, without blanks and punctuation.

    >>> heading("市里政策措施、 目标任务")
    '市里政策措施目标任务'
    """
    return _PUNCTUATION.sub("", squeeze(half_width(text))).upper()


def columns_of(
    headings: tuple[str, ...], year: int | None = None
) -> dict[int, ColumnPart]:
    """Give what each column means; a column that means nothing to us is left out.

    Several columns may be content (目标任务 and 工作措施 beside each other are both our
    own text). `year` is the document's: columns of other years are history or plan.

    >>> columns_of(("序号", "重点工作", "市里要求", "我县目标", "责任单位"))[3].value
    '本级'
    """
    words = [heading(text) for text in headings]
    found: dict[int, ColumnPart] = {}
    for at, name in series_of(words, year).items():
        found[at] = ColumnPart[name]
    content: dict[int, str] = {}
    for at, word in enumerate(words):
        if at in found or not word or len(word) > _LONGEST_HEADING:
            continue
        name = meaning_of(HEADINGS, word)
        if name:
            found[at] = ColumnPart[name]
        elif _names_content(word):
            content[at] = word
    own_told = ColumnPart.OWN in found.values()
    found.update(_content_columns(content, own_told=own_told))
    return _only_one(_own_bodies(found, words))


def columns_with(columns: dict[int, ColumnPart], *parts: ColumnPart) -> list[int]:
    """Give the places of the columns that hold one of these parts, in their order.

    >>> columns_with({0: ColumnPart.SEQ, 1: ColumnPart.OWN}, ColumnPart.OWN)
    [1]
    """
    return [at for at, part in columns.items() if part in parts]


def beside_targets(words: dict[int, str]) -> list[int]:
    """Give the columns that tell what was done beside one that is headed as a target.

    Alone 完成 may be what is promised.

    >>> beside_targets({1: "下达任务", 2: "当月完成面积", 3: "任务完成量占比"})
    [2, 3]
    >>> beside_targets({1: "改厕完成"})
    []
    """
    told = [at for at, word in words.items() if _BESIDE_TARGETS.search(word)]
    others = [word for at, word in words.items() if at not in told]
    return told if any(map(_PROMISED.search, others)) else []


def _names_content(word: str) -> bool:
    """Whether a heading says what is to be done, or by which level it is set.

    工作内容 and 年度任务 name it; 市级下达 and 我县 only say whose it is.
    """
    return bool(
        _CONTENT.search(word) or _OWN.search(word) or _LEVEL.fullmatch(word),
    )


def _own_bodies(
    found: dict[int, ColumnPart], words: list[str]
) -> dict[int, ColumnPart]:
    """Leave out the upper level's bodies, and tell who answers from the 计量单位.

    省直责任单位 | 责任单位     the second answers, the first is none of ours
    责任单位     | 单位         the second is what the figures are counted in

    The upper level's bodies alone are taken: nobody else could answer then.
    """
    kept = dict(found)
    bodies = columns_with(found, *_BODIES)
    own = [at for at in bodies if not _ABOVE.match(words[at])]
    shared = ColumnPart.SHARE in found.values()
    for at in bodies:
        if own and at not in own:
            del kept[at]
        elif words[at] == "单位" and (len(own) > 1 or shared):
            kept[at] = ColumnPart.MEASURE
    return kept


def _content_columns(words: dict[int, str], *, own_told: bool) -> dict[int, ColumnPart]:
    """Part name, upper and own text: by who is named, by level, and then by order.

        市里要求 | 我县目标               upper and own
        省级目标 | 市级目标               the lowest level is our own
        重点工作 | 工作目标 | 工作措施     a name, and our own text twice

    `own_told` says that the year's own column is known already (2025年目标).

    What has no name of its own in the vocabulary is told by the others beside it.
    """
    own = [at for at, word in words.items() if _OWN.search(word)]
    ranks = _ranks(words, own)
    of_a_level = {*own, *ranks}
    plain = [at for at in words if at not in of_a_level]
    if not own and _lowest_is_own(words, ranks, plain):
        own = _lowest(ranks)
    found = dict.fromkeys(ranks, ColumnPart.UPPER)
    found |= dict.fromkeys(own, ColumnPart.OWN)
    if own or own_told or len(plain) > 1:
        return found | _names_first(words, plain)
    return found | dict.fromkeys(plain, ColumnPart.OWN)


def _ranks(words: dict[int, str], own: list[int]) -> dict[int, int]:
    """Give the columns headed by a level of government, with its rank.

    市里要求 is one; our own (我县目标) are left out.

    The higher the level, the higher its rank.
    """
    ranks: dict[int, int] = {}
    for at, word in words.items():
        level = _LEVEL.match(word)
        if level and at not in own:
            ranks[at] = _RANK[level["level"]]
    return ranks


def _lowest_is_own(
    words: dict[int, str], ranks: dict[int, int], plain: list[int]
) -> bool:
    """Whether the lowest level that is named must be our own.

    So it is beside a higher one, or where no other column can hold our own text.

        省级目标 | 市级目标 | 工作措施     市级目标 is our own
        市级目标 | 工作措施               工作措施 is
    """
    if not ranks:
        return False
    return len(set(ranks.values())) > 1 or not _contents(words, plain)


def _lowest(ranks: dict[int, int]) -> list[int]:
    """Give the columns of the lowest level that is named."""
    lowest = min(ranks.values())
    return [at for at, rank in ranks.items() if rank == lowest]


def _contents(words: dict[int, str], plain: list[int]) -> list[int]:
    """Give the columns that can hold our own text beside one of the upper level."""
    return [at for at in plain if not _NAMES.search(words[at])]


def _names_first(words: dict[int, str], plain: list[int]) -> dict[int, ColumnPart]:
    """Of several plain columns one is the name, and the others belong to our own text.

    It is the one headed as a name, else the first, unless that is headed as a goal:
    目标任务 beside 工作措施 is text of its own, and its figures are targets.

        项目名称 | 建设内容 | 年度目标     the first is the name
        工作任务 | 工作措施               the first is the name
        目标任务 | 工作措施               both are our own text
    """
    found = dict.fromkeys(plain, ColumnPart.OWN)
    named = [at for at in plain if _NAMES.search(words[at])]
    if not named:
        named = [at for at in plain[:1] if "目标" not in words[at]]
    if named:
        found[named[0]] = ColumnPart.NAME
    return found


def _only_one(found: dict[int, ColumnPart]) -> dict[int, ColumnPart]:
    """A table has one number, one name and one campaign column.

    What claims to be a second is shown as unmapped. Gives the columns in their order.
    """
    kept: dict[int, ColumnPart] = {}
    for at in sorted(found):
        part = found[at]
        if part in _SINGLE and part in kept.values():
            continue
        kept[at] = part
    return kept


def begins_with_number(headings: tuple[str, ...]) -> bool:
    """Whether a row's first cell is a bare number, as a task's and no header's is.

    >>> begins_with_number(("", "3.", "新建停车场")), begins_with_number(("序号",))
    (True, False)
    """
    first = next((text for text in headings if text.strip()), "")
    return bool(_NUMBER.fullmatch(half_width(first).strip()))


def holds_value(cells: tuple[str, ...]) -> bool:
    """Whether a cell is a bare figure or a sign of comparison, as no header's is.

    A year is a heading.

    >>> holds_value(("完成时间", "≤", "1", "年")), holds_value(("指标", "2025"))
    (True, False)
    """
    return any(_VALUE.fullmatch(half_width(text).strip()) for text in cells)


def is_plain_heading(text: str) -> bool:
    """Whether a text is made of words for what a table holds, and of nothing else.

    >>> is_plain_heading("年度目标任务"), is_plain_heading("推进产业项目建设")
    (True, False)
    """
    word = heading(text)
    if _LEVEL.match(word) or _OWN.match(word):
        return True
    return not _QUALIFIER.sub("", _CONTENT.sub("", word))


def is_header(headings: tuple[str, ...]) -> bool:
    """Whether a row is a table's header.

    It names content and at least one thing beside it. Names of bodies and months alone
    are such a thing only beside plain headings: they stand in rows as well.

    >>> is_header(("工作任务", "责任单位", "完成时限"))
    True
    >>> is_header(("推进产业项目建设", "县住建局", "6月底"))
    False
    """
    # Every line of a text is asked: most are told by what costs nothing.
    if len(headings) < 2 or begins_with_number(headings) or holds_value(headings):
        return False
    words = set(filter(None, map(heading, headings)))
    if len(words) < 2 or max(map(len, words)) > _LONGEST_HEADING:
        return False
    found = columns_of(headings)
    return len(found) * 2 >= len(words) and _heads_content(headings, found)


def _heads_content(headings: tuple[str, ...], found: dict[int, ColumnPart]) -> bool:
    """Whether headings, of which these are understood, name content and more."""
    contents = [headings[at] for at in columns_with(found, *CONTENTS)]
    others = set(found.values()) - CONTENTS - _BESIDE
    if not contents or not others:
        return False
    if others <= _SERIES:
        return all(map(is_plain_heading, contents))
    return True
