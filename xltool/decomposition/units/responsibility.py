"""Who answers for a task, where its own text says so.

1.新建充电桩200个。（牵头单位：县发改局；责任单位：县住建局、县供电公司）
2.改造小区30个。（县住建局牵头，县财政局、县城管局配合）
3.新增托位300个。责任领导：周明；责任单位：县卫健局
4.整治背街小巷12条，由县城管局负责落实。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache, partial
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
    LABEL,
    OTHER_LABEL,
    UNIT_LABEL,
    alternation,
    meaning_of_label,
)
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.units.lists import PrintedUnit

_FOR_SEVERAL = r"(?:以上|上述)(?:\d{1,2}[项个条])?|\d{1,2}[项个条]|该"
"""How a line begins that says who answers for the items above it."""
_LABEL = re.compile(
    rf"""
    (?:(?:^|(?<=[。；\n]))(?:{_FOR_SEVERAL})(?:目标|任务|工作)?的?)?  # 以上4项目标的
    (?:(?P<label>{LABEL})
      (?:\s*[:：]|\s*均?为(?=[^，。；])|(?P<blank>[\u0020\u3000\n]+))
    | (?P<other>{OTHER_LABEL})\s*[:：])  # 涉及部门：
    """,
    re.VERBOSE,
)
_BRACKETED_LABEL = re.compile(
    rf"[【\[（(]\s*(?P<label>(?=[\u4e00-\u9fff]{{3}})(?:{LABEL}))\s*[】\]）)]\s*[:：]?"
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
    法院|检察院|联合会|总工会|妇联|团委|残联|科协|指挥部|专班|海关|城投|交投|水投|旅投|[室馆])$""",
    re.VERBOSE,
)
"""Endings of names that are bodies and nothing else (镇 and 区 also end places)."""
_ANSWERS_ALWAYS = re.compile(
    r"(?:[局委办厅]|[^俱乐]部|政府|办事处|管委会|总工会|妇联|团委|残联|指挥部|专班)$"
)
"""Endings of names of bodies that nobody builds or counts (a 中心 or a 医院 may be)."""
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
    by_other_label: bool = False
    """Whether a lead-in announced it that is none of the known ones."""


@lru_cache(maxsize=8192)  # of the lines of an outline it is asked again and again
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


@dataclass(frozen=True, slots=True)
class _Bracket:
    """What stands within a bracket, before and behind it."""

    inside: str
    before: str
    behind: str

    @property
    def stands_alone(self) -> bool:
        """Whether a sentence ended before it (新建公园3个。（柳溪镇）)."""
        return not self.before.strip() or self.before.rstrip().endswith(_SENTENCE_ENDS)

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence ends before or behind it, or a figure its phrase.

        新建学校3所（县教育局）、食堂5个（县城管局）。
        """
        behind = self.behind.lstrip()
        if self.stands_alone or not behind or behind.startswith(_SENTENCE_ENDS):
            return True
        return bool(_COUNTS.search(self.before))


_SENTENCE_ENDS = ("。", "；", ";", "\n")
_COUNTS = re.compile(r"\d[\d.,]*[万亿]?[\u4e00-\u9fff]{1,2}$")


def _brackets(text: str) -> Iterator[_Found]:
    """Give the brackets that say who answers, wherever they stand."""
    for start, end in _outermost_brackets(text):
        if _is_of_name(text, start):
            continue
        bracket = _Bracket(text[start + 1 : end - 1], text[:start], text[end:])
        says = _bracket_says(bracket)
        if not says and _shares_out(bracket):
            says = Responsibility(support=bracket.inside.strip(_EDGES))
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


def _bracket_says(bracket: _Bracket) -> Responsibility:
    """Give what a bracket says of who answers for the text before it."""
    labelled = list(_labelled(bracket.inside))
    if labelled:
        return _labelled_says(bracket.inside, labelled)
    names, deadline = _without_deadline(bracket.inside)
    leaders = _LED_BY.fullmatch(names)
    if leaders and all(map(looks_like_name, re.split("[、，]", leaders["names"]))):
        return Responsibility(leaders=leaders["names"], deadline=deadline)
    if _ANSWERS_AT_END.search(_bare(names)) and _lists_units(names):
        return Responsibility(units=names, deadline=deadline)
    if not bracket.ends_sentence:
        return _NOBODY
    listed = _lists_bodies(names, beside_places=bracket.stands_alone)
    if listed and not _are_counted(names, bracket.before):
        return Responsibility(units=names, deadline=deadline)
    return _with_people(names, deadline)


_LED_BY = re.compile(
    r"(?:由)?(?P<names>[\u4e00-\u9fff、，]{2,20}?)(?:同志)?(?:牵头|分管)?负责"
)
"""（周明、李勇负责）"""


def _labelled_says(inside: str, labelled: Sequence[_Found]) -> Responsibility:
    before = inside[: labelled[0].start].strip(_EDGES)
    says = _NOBODY
    for statement in labelled:
        says = says.joined(statement.says)
    if before and _lists_units(before):
        says = replace(says, units=_both(before, says.units))
    return says


_DEADLINE_BESIDE = re.compile(
    r"""(?:^|[，,；;、])\s*(?P<due>
    (?:(?:20\d\d|今|本)年)?(?:\d{1,2}月|年底|年内|全年|上半年|[一二三四]季度)[^，,；;、]{0,12}
    |20\d\d年(?:完成|底前)[^，,；;、]{0,8}
    |(?:持续|长期|常态化?)(?:推进|坚持|实施|开展)
    |[列排]在?(?:第一位|首位)[的者]?为(?:牵头|汇总)(?:单位|部门)|下同)(?=$|[，,；;、])""",
    re.VERBOSE,
)


def _without_deadline(inside: str) -> tuple[str, str]:
    """Give a bracket without by when it is due or which name leads, and the first.

    县住建局，9月底前完成; 2026年12月底前完成，县教育局负责; 县教育局负责，持续推进
    """
    due = [match["due"] for match in _DEADLINE_BESIDE.finditer(inside)]
    names = _DEADLINE_BESIDE.sub("", inside).strip(_EDGES)
    return names, next((text for text in due if re.search(r"[月年季]", text)), "")


def _are_counted(names: str, before: str) -> bool:
    """Tell names that are what the figure before them counts, and no body's.

    新建医院2家（县中医院、县妇幼保健院）: two names for two hospitals.
    """
    listed = [unit.name for unit in split_units(names)]
    if any(_ANSWERS_ALWAYS.search(name) or is_collective(name) for name in listed):
        return False
    sentence = re.split(r"[。；;\n]", before)[-1]
    counted = {int(number) for number in re.findall(r"\d+", sentence)}
    return len(listed) in counted


def _with_people(names: str, deadline: str) -> Responsibility:
    """Read a bracket of bodies with their people (县教育局 周国强)."""
    if not _PEOPLE_PARTED.search(names) or re.search(r"\d", names):
        return _NOBODY
    units, people = units_and_people(names)
    is_person = all(map(looks_like_name, people.split("、")))
    if not people or not is_person or not _lists_bodies(units):
        return _NOBODY
    return Responsibility(units=units, responsible=people, deadline=deadline)


def _shares_out(bracket: _Bracket) -> bool:
    """Tell a bracket that parts the figure before it between places.

    建设高标准农田5万亩（柳溪镇3万亩、青石镇2万亩）: the parts make the whole.
    """
    units = split_units(bracket.inside)
    if len(units) < _SEVERAL or not all(map(_has_share, units)):
        return False
    shares = [figure_in(unit.share) for unit in units]
    total = sum(share.value for share in shares if share is not None)
    wholes = {quantity.value for quantity in find_quantities(fold(bracket.before).flat)}
    return total in wholes


def _has_share(unit: PrintedUnit) -> bool:
    return bool(unit.share) and is_place(unit.name)


_SEVERAL = 2


def _bare(text: str) -> str:
    return squeeze(half_width(text)).rstrip("。;,")


def _labelled(text: str) -> Iterator[_Found]:
    """Give each label with what follows it, up to the next label or the sentence's
    end.

    What other lead-ins announce counts where no known one says who answers.
    """
    labels = [label for label in _LABEL.finditer(text) if _announces(text, label)]
    limits = [*(label.start() for label in labels[1:]), len(text)]
    read = map(partial(_read_label, text), labels, limits)
    found = [one for one in read if one.says]
    known = [one for one in found if not one.by_other_label]
    is_answered = any(one.says.names_units for one in known)
    yield from known if is_answered else found


def _read_label(text: str, label: re.Match[str], limit: int) -> _Found:
    """Read a label with what follows it, up to the sentence's end or a limit."""
    stop = _STOPS.search(text, label.end(), limit)
    end = stop.start() if stop else limit
    end = label.end() + _own_length(text[label.end() : end])
    says = _said_behind(label, text[label.end() : end].strip(_EDGES))
    before = text[: label.start()].rstrip(_EDGES.replace("。", ""))
    closing = end + 1 if text[end : end + 1] == "。" else end
    return _Found(len(before), closing, says, bool(label["other"]))


def _announces(text: str, label: re.Match[str]) -> bool:
    """Whether a label stands where one can.

    Without a colon (责任单位 县教育局) it must open a sentence, a line or a bracket.
    """
    before = text[: label.start()].rstrip(" \t\u3000")
    return not label["blank"] or not before or before[-1] in "。；;\n（(【[〔"


def _said_behind(label: re.Match[str], value: str) -> Responsibility:
    """Give what a label and the words behind it say; nothing where they do not fit."""
    if not value:
        return _NOBODY
    if label["other"] or label["blank"]:
        fits = _lists_bodies(value) or _lists_bodies_doing(value)
        if not fits:
            return _NOBODY
    meaning = meaning_of_label(label["label"] or label["other"])
    if meaning == "单位和人":
        units, people = units_and_people(value)
        return Responsibility(units=units, responsible=people)
    if not _fits(meaning, value):
        return _NOBODY
    return Responsibility(**{_FIELDS[meaning]: value})


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
    bodies = sum(1 for name in names if _may_answer(name))
    return bodies * 2 >= len(names)


def _may_answer(name: str) -> bool:
    """Whether a label may announce a name: a body's, a collective one, a village's."""
    return is_complete(name) or is_collective(name) or name.endswith(("村", "社区"))


_FACILITY = re.compile(
    r"(?:县级?|乡镇|中心|公办|农村)?(?:敬老|养老|福利|卫生|托老|医)院|(?:服务|活动|养老|托育)中心"
)
"""新建供养设施（敬老院）: what a thing is called, no body."""


def _lists_bodies(text: str, *, beside_places: bool = False) -> bool:
    """Tell a bracket that holds nothing but names of bodies (县教育局、县财政局).

    Beside a body, a place is who answers there (柳溪镇、县水利局); `beside_places` says
    that places alone are, too.
    """
    names = [unit.name for unit in split_units(text)]
    if not names or _NO_LIST.search(text) or any(map(_FACILITY.fullmatch, names)):
        return False
    others = beside_places or any(map(_ANSWERS_ALWAYS.search, names))
    return all(_is_listed(name, others=others) for name in names)


def _is_listed(name: str, *, others: bool) -> bool:
    """Whether a name can be a body's; with `others`, a place's or a school's, too."""
    if is_collective(name) or is_body(name):
        return True
    return (
        others and len(name) >= _SHORTEST_BODY and (is_place(name) or is_complete(name))
    )


_NO_LIST = re.compile(r"^(?:含|包括|不含|原)|\d|详见|见附|附件")


def is_bare_label(line: str) -> bool:
    """Tell a label whose names stand in the lines below it (责任单位：).

    >>> is_bare_label("责任单位："), is_bare_label("责任单位：县教育局")
    (True, False)
    """
    return bool(_BARE_LABEL.fullmatch(squeeze(line)))


_BARE_LABEL = re.compile(rf"{UNIT_LABEL}[:：]?")


def lists_bodies(line: str) -> bool:
    """Tell a line of nothing but names, of which one or more are bodies or collective.

    >>> lists_bodies("县教育局、柳溪镇"), lists_bodies("柳溪镇")
    (True, False)
    """
    return not re.search(r"[。；;：:]", line) and _lists_bodies(line)


def names_bodies(line: str) -> bool:
    """Tell a line that is nothing but the names of those who answer (凤台县政府).

    >>> names_bodies("市城管局"), names_bodies("柳溪镇"), names_bodies("各县区政府：")
    (True, True, False)
    """
    if re.search(r"[。；;：:\d]", line):
        return False
    names = [unit.name for unit in split_units(line)]
    bodies = [is_body(name) or is_place(name) or _OFFICE.search(name) for name in names]
    return all(bodies) and bool(bodies) and not any(map(is_collective, names))


_OFFICE = re.compile(r"[\u4e00-\u9fff]{2}[科股室]$")
"""登记注册股: a part of a body, which heads a list of its own work."""


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
    if last is None:
        return None
    sentence = last[0].strip(_EDGES)
    if not _ANSWERS_AT_END.search(_bare(sentence)):
        return None
    if not _lists_bodies_doing(sentence):
        return None
    if last.start() == 0 and not _begins_with_body(sentence):
        return None
    return _Found(last.start(), last.end(), Responsibility(units=sentence))


_LAST_SENTENCE = re.compile(r"(?:^|(?<=[。；;\n]))[^。；;\n]+[。；;]?\s*$")


def _begins_with_body(sentence: str) -> bool:
    """Whether a line begins with who does it (not: 活动由各部门落实)."""
    first = split_units(sentence)[0].name
    return is_body(first) or first.startswith("各")


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
