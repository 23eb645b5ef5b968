"""Who answers for a task, where its own text says so.

1.新建充电桩200个。（牵头单位：县发改局；责任单位：县住建局、县供电公司）
2.改造小区30个。（县住建局牵头，县财政局、县城管局配合）
3.新增托位300个。责任领导：周明；责任单位：县卫健局
4.整治背街小巷12条，由县城管局负责落实。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import figure_in
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.decomposition.units.leaders import looks_like_name
from xltool.decomposition.units.lists import split_units
from xltool.decomposition.units.names import is_collective, is_complete
from xltool.decomposition.units.shares import is_place
from xltool.decomposition.vocabulary import (
    ANSWERING,
    LABELS,
    alternation,
    meaning_of,
)
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.decomposition.units.lists import PrintedUnit

_FOR_SEVERAL = r"(?:以上|上述)(?:\d{1,2}[项个条])?|\d{1,2}[项个条]|该"
"""How a line begins that says who answers for the items above it."""
_LABEL = re.compile(
    rf"""
    (?:(?:^|(?<=[。；\n]))(?:{_FOR_SEVERAL})(?:目标|任务|工作)?的?)?  # 以上4项目标的
    (?P<label>{alternation(LABELS)})\s*(?:[:：]|均?为(?=[^，。；]))
    """,
    re.VERBOSE,
)
_BRACKETED_LABEL = re.compile(
    rf"[【\[（(]\s*(?P<label>{alternation(LABELS)})\s*[】\]）)]\s*[:：]?"
)
"""【责任单位】县住建局"""
_ANSWERS_AT_END = re.compile(rf"(?:{alternation(ANSWERING)})$")
_BY = re.compile(
    rf"""(?:^|(?<=[，。；！\n]))\s*由(?P<units>[^，。；]{{2,80}}?)
    (?P<does>{alternation(ANSWERING)})\s*[。；]?\s*$""",
    re.VERBOSE,
)
"""…，由县城管局负责落实。"""
_BY_SEVERAL = re.compile(
    rf"""(?:^|(?<=[，。；！\n,;]))\s*由(?P<units>[^。；\n]{{4,120}}?
    (?:{alternation(ANSWERING)}))\s*[。；]?\s*$""",
    re.VERBOSE,
)
"""…，由县商务局牵头，县财政局配合。"""
_BODIES_BEHIND = re.compile(r"(?:[。；;]|\.(?=\s))\s*(?P<units>[^。；;.:：\n]{3,60})$")
"""新建公园3个。 县住建局、县城管局: a row of a table whose columns only blanks part."""
_CLOSING = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
_STOPS = re.compile(r"[。\n]")
_STRONG = re.compile(
    r"""(?:[局委办厅部处院会社队]|公司|集团|中心|政府|办事处|管委会|银行|支行|分行|
    法院|检察院|联合会|总工会|妇联|团委|残联|科协|指挥部|专班)$""",
    re.VERBOSE,
)
"""Endings of names that are bodies and nothing else (镇 and 区 also end places)."""
_SHORTEST_BODY = 3
_EDGES = "，,；;。、 \t\u3000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Lists of names as they are printed, by what they are for a task."""

    lead: str = ""
    units: str = ""
    support: str = ""
    leaders: str = ""
    responsible: str = ""
    deadline: str = ""

    @property
    def names_units(self) -> bool:
        """Whether it says which unit answers."""
        return bool(self.lead or self.units or self.support)

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return self != _NOBODY

    def joined(self, other: Responsibility) -> Responsibility:
        """Give what both say; the same name twice is one name later."""
        return Responsibility(
            **{name: _both(getattr(self, name), getattr(other, name)) for name in _ALL}
        )

    def or_else(self, other: Responsibility) -> Responsibility:
        """Give this, with what only the other says; units are one thing."""
        filled = {
            name: getattr(other, name)
            for name in ("leaders", "responsible", "deadline")
            if not getattr(self, name)
        }
        if not self.names_units:
            filled |= {name: getattr(other, name) for name in _UNITS}
        return replace(self, **filled)


_UNITS = ("lead", "units", "support")
_ALL = (*_UNITS, "leaders", "responsible", "deadline")
_NOBODY = Responsibility()
_FIELDS = {
    "牵头": "lead",
    "责任": "units",
    "配合": "support",
    "领导": "leaders",
    "责任人": "responsible",
    "时限": "deadline",
}


def _both(text: str, other: str) -> str:
    return "、".join(part for part in (text, other) if part)


@dataclass(frozen=True, slots=True)
class _Found:
    """A stretch of a text that says who answers."""

    start: int
    end: int
    says: Responsibility


def responsibility_in(text: str) -> tuple[str, Responsibility]:
    """Give a task's text without what says who answers for it, and what that says.

    >>> responsibility_in("改造小区30个。（县住建局牵头，县财政局配合）")[0]
    '改造小区30个。'
    """
    text = _BRACKETED_LABEL.sub(r"\g<label>：", text)
    found = list(_brackets(text))
    if not found:
        found = list(_labelled(text)) or list(_sentences(text))
    says = _NOBODY
    kept: list[str] = []
    position = 0
    for statement in found:
        kept.append(text[position : statement.start])
        position = statement.end
        says = says.joined(statement.says)
    kept.append(text[position:])
    return _rejoined(kept), says


def _rejoined(parts: list[str]) -> str:
    """Join what is left of a text.

    Sentences stay apart where something was taken from between.
    """
    text = ""
    for part in parts:
        goes_on = part.lstrip()[:1]
        apart = (
            text
            and goes_on
            and goes_on not in "，,；;。、\n"
            and text[-1] not in "。；;，,\n"
        )
        text += f"；{part}" if apart else part
    return text.strip(" \t\u3000")


def is_responsibility(line: str) -> bool:
    """Tell a line that only says who answers (责任单位：县教育局)."""
    rest, says = responsibility_in(line)
    return bool(says) and not rest.strip("（）()【】[] \t\u3000，,；;。、")


def _brackets(text: str) -> Iterator[_Found]:
    """Give the brackets that say who answers, wherever they stand."""
    for start, end in _outermost_brackets(text):
        inside = text[start + 1 : end - 1]
        if _is_of_name(text, start):
            continue
        says = _bracket_says(inside, ends_sentence=_ends_sentence(text, start, end))
        if not says and _shares_out(inside, text[:start]):
            says = Responsibility(support=inside.strip(_EDGES))
        if says:
            yield _Found(start, end, says)


def _is_of_name(text: str, start: int) -> bool:
    """Tell a bracket of a name that a label announces (责任单位：各镇（街道）)."""
    labels = list(_LABEL.finditer(text, 0, start))
    if not labels:
        return False
    return not re.search(r"[。；;\n]", text[labels[-1].end() : start])


def _outermost_brackets(text: str) -> Iterator[tuple[int, int]]:
    depth, start = 0, 0
    for at, char in enumerate(text):
        if char in _CLOSING:
            start = at if depth == 0 else start
            depth += 1
        elif char in "）)】]〕" and depth:
            depth -= 1
            if depth == 0:
                yield start, at + 1


def _ends_sentence(text: str, start: int, end: int) -> bool:
    behind = text[end:].lstrip()
    before = text[:start].rstrip()
    return not behind or behind[0] in "。；;\n" or before.endswith(("。", "；", ";"))


def _bracket_says(inside: str, *, ends_sentence: bool) -> Responsibility:
    labelled = list(_labelled(inside))
    if labelled:
        before = inside[: labelled[0].start].strip(_EDGES)
        says = _NOBODY
        for statement in labelled:
            says = says.joined(statement.says)
        if before and _lists_units(before):
            says = replace(says, units=_both(before, says.units))
        return says
    if _ANSWERS_AT_END.search(_bare(inside)) and _lists_units(inside):
        return Responsibility(units=inside.strip(_EDGES))
    if ends_sentence:
        return _bodies_with_deadline(inside)
    return _NOBODY


_DEADLINE_BEHIND = re.compile(
    r"""[，,；;、]\s*(?P<deadline>(?:(?:20\d\d|今)年)?
    (?:\d{1,2}月|年底|年内|全年|上半年|[一二三四]季度)[^，,；;、]{0,12})$""",
    re.VERBOSE,
)


def _bodies_with_deadline(inside: str) -> Responsibility:
    """Read a bracket of nothing but bodies, and by when (县住建局，9月底前完成)."""
    due = _DEADLINE_BEHIND.search(inside)
    names = inside[: due.start()] if due else inside
    if not _lists_bodies(names):
        return _NOBODY
    deadline = due["deadline"] if due else ""
    return Responsibility(units=names.strip(_EDGES), deadline=deadline)


def _shares_out(inside: str, before: str) -> bool:
    """Tell a bracket that parts the figure before it between places.

    建设高标准农田5万亩（柳溪镇3万亩、青石镇2万亩）: the parts make the whole.
    """
    units = split_units(inside)
    if len(units) < _SEVERAL or not all(map(_has_share, units)):
        return False
    shares = [figure_in(unit.share) for unit in units]
    total = sum(share.value for share in shares if share is not None)
    wholes = {quantity.value for quantity in find_quantities(fold(before).flat)}
    return total in wholes


def _has_share(unit: PrintedUnit) -> bool:
    return bool(unit.share) and is_place(unit.name)


_SEVERAL = 2


def _bare(text: str) -> str:
    return squeeze(half_width(text)).rstrip("。;,")


def _labelled(text: str) -> Iterator[_Found]:
    """Give each label with what follows it, up to the next label or the sentence's
    end.
    """
    labels = list(_LABEL.finditer(text))
    for at, label in enumerate(labels):
        limit = labels[at + 1].start() if at + 1 < len(labels) else len(text)
        stop = _STOPS.search(text, label.end(), limit)
        end = stop.start() if stop else limit
        end = label.end() + _own_length(text[label.end() : end])
        value = text[label.end() : end].strip(_EDGES)
        meaning = meaning_of(LABELS, label["label"])
        if value and _fits(meaning, value):
            before = text[: label.start()].rstrip(_EDGES.replace("。", ""))
            start = len(before)
            closing = end + 1 if text[end : end + 1] == "。" else end
            yield _Found(start, closing, Responsibility(**{_FIELDS[meaning]: value}))


def _own_length(value: str) -> int:
    """Give how much of the words behind a label is its value: not the next sentence."""
    length = 0
    for part in re.split(r"(?<=[；;])", value):
        if length and not _lists_units(part):
            break
        length += len(part)
    return length


def _fits(meaning: str, value: str) -> bool:
    """Tell whether words can be what a label announces."""
    if meaning in ("牵头", "责任", "配合"):
        return _lists_units(value)
    return len(value) <= _LONGEST_VALUE


_LONGEST_VALUE = 60
_LONGEST_UNIT = 40


def _lists_units(text: str) -> bool:
    """Tell a list of names from a sentence: short pieces, most of them bodies."""
    names = [unit.name for unit in split_units(text)]
    if not names or any(len(name) > _LONGEST_UNIT for name in names):
        return False
    bodies = sum(1 for name in names if is_complete(name) or is_collective(name))
    return bodies * 2 >= len(names)


_FACILITY = re.compile(
    r"(?:县级?|乡镇|中心|公办|农村)?(?:敬老|养老|福利|卫生|托老|医)院|(?:服务|活动|养老|托育)中心"
)
"""新建供养设施（敬老院）: what a thing is called, no body."""


def _lists_bodies(text: str) -> bool:
    """Tell a bracket that holds nothing but names of bodies (县教育局、县财政局)."""
    names = [unit.name for unit in split_units(text)]
    if not names or re.search(r"\d|详见|见附|附件", text):
        return False
    if any(map(_FACILITY.fullmatch, names)):
        return False
    named = [is_collective(name) or is_body(name) for name in names]
    return all(named) and not text.startswith(("含", "包括", "不含", "原"))


def names_bodies(line: str) -> bool:
    """Tell a line that is nothing but the names of those who answer (凤台县政府).

    >>> names_bodies("市城管局"), names_bodies("柳溪镇"), names_bodies("各县区政府：")
    (True, True, False)
    """
    if re.search(r"[。；;：:\d]", line):
        return False
    names = [unit.name for unit in split_units(line)]
    bodies = [is_body(name) or is_place(name) for name in names]
    return all(bodies) and bool(bodies) and not any(map(is_collective, names))


def is_body(name: str) -> bool:
    """Tell a name that ends as only bodies' names end (县住建局, not 东城区)."""
    return len(name) >= _SHORTEST_BODY and bool(_STRONG.search(name))


def _sentences(text: str) -> Iterator[_Found]:
    """Give a last sentence that says who does it (由县城管局负责落实)."""
    for read in (_by_one, _by_several, _bodies_behind, _last_sentence):
        found = read(text)
        if found is not None:
            yield found
            return


def _by_one(text: str) -> _Found | None:
    """Read …，由县城管局负责落实."""
    match = _BY.search(text)
    if match is None or not _lists_units(match["units"]):
        return None
    start = _with_marks_before(text, match.start())
    says = Responsibility(units=match["units"] + match["does"])
    return _Found(start, match.end(), says)


def _by_several(text: str) -> _Found | None:
    """Read …，由县商务局牵头，县财政局配合."""
    match = _BY_SEVERAL.search(text)
    if match is None or not _lists_bodies_doing(match["units"]):
        return None
    start = _with_marks_before(text, match.start())
    return _Found(start, match.end(), Responsibility(units=match["units"]))


def _with_marks_before(text: str, start: int) -> int:
    """Give the place where the marks before a place begin."""
    return len(text[:start].rstrip("，,；;"))


def _bodies_behind(text: str) -> _Found | None:
    """Read …。 县住建局、县城管局: names alone behind the last sentence."""
    match = _BODIES_BEHIND.search(text)
    if match is None or not _lists_bodies(match["units"]):
        return None
    says = Responsibility(units=match["units"])
    return _Found(match.start("units"), match.end(), says)


def _last_sentence(text: str) -> _Found | None:
    """Read …。县住建局牵头，县财政局配合."""
    last = _LAST_SENTENCE.search(text)
    if last is None or last.start() == 0:
        return None
    sentence = last[0].strip(_EDGES)
    if not _ANSWERS_AT_END.search(_bare(sentence)):
        return None
    if not _lists_bodies_doing(sentence):
        return None
    return _Found(last.start(), last.end(), Responsibility(units=sentence))


_LAST_SENTENCE = re.compile(r"(?:^|(?<=[。；;\n]))[^。；;\n]+[。；;]?\s*$")


def _lists_bodies_doing(sentence: str) -> bool:
    names = [unit.name for unit in split_units(sentence)]
    named = [is_collective(name) or is_body(name) for name in names]
    return bool(named) and all(named)


_TITLE_BEFORE = re.compile(
    r"""^(?:党(?:委|组|工委))?(?:副?(?:局|主|部|镇|乡|院|校|台|行|所|站|支队|大队)长|副?书记
    |副?主任|副?总经理|董事长|负责人|联系人)[:：\s]*""",
    re.VERBOSE,
)
_PEOPLE_PARTED = re.compile(r"[、，,；;\n/／（）()\s:：]+")


def units_and_people(text: str) -> tuple[str, str]:
    """Part a cell that holds units and people: lists of both, 、 between.

    >>> units_and_people("县住建局 周国强")
    ('县住建局', '周国强')
    """
    units: list[str] = []
    people: list[str] = []
    for piece in _PEOPLE_PARTED.split(text):
        bare = _TITLE_BEFORE.sub("", piece)
        if not bare:
            continue
        unit, person = _unit_with_person(bare)
        if unit:
            units.append(unit)
        if person:
            people.append(person)
    return "、".join(units), "、".join(people)


def _unit_with_person(piece: str) -> tuple[str, str]:
    """Part 县住建局局长周国强; a piece that is one of the two gives only that."""
    if is_collective(piece) or is_complete(piece):
        return piece, ""
    if looks_like_name(piece):
        return "", piece
    for length in (3, 2):
        unit = piece[:-length]
        name = piece[-length:]
        unit = _TITLE_BEHIND.sub("", unit)
        if looks_like_name(name) and is_body(unit):
            return unit, name
    bare = _TITLE_BEHIND.sub("", piece)
    return (bare, "") if is_body(bare) else (piece, "")


_TITLE_BEHIND = re.compile(
    r"(?:党(?:委|组|工委))?(?:副?[局主部镇乡院校台行所站]?长|副?书记|副?主任)$"
)
