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


CONTENTS = frozenset({ColumnPart.NAME, ColumnPart.OWN, ColumnPart.UPPER})
"""What is to be done."""
_BESIDE = frozenset({ColumnPart.NOTE, ColumnPart.TOTAL, ColumnPart.HISTORY})
_SERIES = frozenset({ColumnPart.SHARE, ColumnPart.STAGE})
_PUNCTUATION = re.compile(r"[（）()【】\[\]、，,。:：;；/／\-—_*#“”\"'《》·.]")
_LONGEST_HEADING = 30
_CONTENT = re.compile(alternation(CONTENT))
_NUMBER = re.compile(r"\d{1,3}[.、]?")
_QUALIFIER = re.compile(
    r"20\d\d年度?|[全本]?年度?|主要|考核|评价|核心|民生|具体|完成|预期|类[别型]|[数量值]"
)
"""Words that say which content a heading is over (主要指标, 年度任务数)."""
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
_BODIES = (ColumnPart.UNIT, ColumnPart.LEAD, ColumnPart.SUPPORT, ColumnPart.UNIT_PERSON)
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
    """
    words = [heading(text) for text in headings]
    found: dict[int, ColumnPart] = {
        at: ColumnPart[name] for at, name in series_of(words, year).items()
    }
    content: list[int] = []
    for at, word in enumerate(words):
        if not word or at in found or len(word) > _LONGEST_HEADING:
            continue
        name = meaning_of(HEADINGS, word)
        if name:
            found[at] = ColumnPart[name]
        elif _CONTENT.search(word) or _OWN.search(word) or _LEVEL.fullmatch(word):
            content.append(at)
    told = ColumnPart.OWN in found.values()
    found.update(_content_columns({at: words[at] for at in content}, own_told=told))
    return _only_one(_own_bodies(found, words))


def _own_bodies(
    found: dict[int, ColumnPart], words: list[str]
) -> dict[int, ColumnPart]:
    """Leave out the upper level's bodies beside our own, and take a mere 单位 beside
    责任单位 for 计量单位.
    """
    kept = dict(found)
    bodies = [at for at, part in found.items() if part in _BODIES]
    for at in bodies:
        others = [one for one in bodies if one != at and not _ABOVE.match(words[one])]
        if _ABOVE.match(words[at]) and others:
            del kept[at]
        elif words[at] == "单位" and (others or ColumnPart.SHARE in found.values()):
            kept[at] = ColumnPart.MEASURE
    return kept


def _content_columns(words: dict[int, str], *, own_told: bool) -> dict[int, ColumnPart]:
    """Part name, upper and own text: by who is named, by level, and then by order.

    `own_told` says that the year's own column is known already (2025年目标).
    """
    found: dict[int, ColumnPart] = {}
    own = [at for at, word in words.items() if _OWN.search(word)]
    ranks = {
        at: _RANK[match["level"]]
        for at, word in words.items()
        if (match := _LEVEL.match(word)) and at not in own
    }
    plain = [at for at in words if at not in own and at not in ranks]
    if (
        not own
        and ranks
        and (len(set(ranks.values())) > 1 or not _contents(words, plain))
    ):
        lowest = min(ranks.values())
        own = [at for at, rank in ranks.items() if rank == lowest]
    found.update(dict.fromkeys(ranks, ColumnPart.UPPER))
    found.update(dict.fromkeys(own, ColumnPart.OWN))
    if own or own_told:
        return found | _names_first(words, plain)
    if len(plain) > 1:
        return found | _names_first(words, plain)
    return found | dict.fromkeys(plain, ColumnPart.OWN)


def _contents(words: dict[int, str], plain: list[int]) -> list[int]:
    """Give the columns that can hold our own text beside a column of the upper
    level.
    """
    return [at for at in plain if not _NAMES.search(words[at])]


def _names_first(words: dict[int, str], plain: list[int]) -> dict[int, ColumnPart]:
    """Of several plain columns one is the name, and the others belong to our own text.

    It is the one headed as a name, else the first, unless that is headed as a goal:
    目标任务 beside 工作措施 is text of its own, and its figures are targets.
    """
    named = [at for at in plain if _NAMES.search(words[at])][:1]
    if not named:
        named = [at for at in plain[:1] if "目标" not in words[at]]
    return {at: ColumnPart.NAME if at in named else ColumnPart.OWN for at in plain}


def _only_one(found: dict[int, ColumnPart]) -> dict[int, ColumnPart]:
    """A table has one number and one name column.

    What claims to be a second is shown as unmapped.
    """
    kept: dict[int, ColumnPart] = {}
    for at in sorted(found):
        part = found[at]
        if (
            part in (ColumnPart.SEQ, ColumnPart.NAME, ColumnPart.CAMPAIGN)
            and part in kept.values()
        ):
            continue
        kept[at] = part
    return kept


def begins_with_number(headings: tuple[str, ...]) -> bool:
    """Whether a row's first cell is a bare number, as a task's and no header's is."""
    first = next((text for text in headings if text.strip()), "")
    return bool(_NUMBER.fullmatch(half_width(first).strip()))


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
    """
    words = {word for word in map(heading, headings) if word}
    if len(words) < 2 or any(len(word) > _LONGEST_HEADING for word in words):
        return False
    found = columns_of(headings)
    others = set(found.values()) - CONTENTS - _BESIDE
    if not others or begins_with_number(headings) or len(found) * 2 < len(words):
        return False
    contents = [headings[at] for at, part in found.items() if part in CONTENTS]
    if others <= _SERIES:
        return bool(contents) and all(map(is_plain_heading, contents))
    return bool(contents)
