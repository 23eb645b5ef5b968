"""The name of an indicator: the words before its figure, without the wrapping, with what they leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.deadlines import LEADING
from xltool.decomposition.words import FALL, GROWTH, MONEY, PERCENT, TIME, VERB_START
from xltool.model.quantity import COUNTS

if TYPE_CHECKING:
    from xltool.decomposition.clauses import Clause

_WRAPPING = re.compile(
    r"^(?:[，、：；—\-*•●■◆·□\s]|力争|确保|努力|积极|大力|全力|着力|切实|进一步|持续|继续|加快|扎实|稳步|有序|认真|同时|并|要|需|应|将|把|使得?|且|另|共计?|累计|合计|预计|计划(?!总?投资)|"
    r"做到|其中|含(?!量)|包括|包含|以上|主要|全面|年度(?![^，]*投资)|原则上|总体上?|(?:全[县市区省])?(?:现有|共有|已有|目前)|至少|最少|争取(?=全年|实现|完成|达到|到|年|建成|引进|培育|新增)|"
    r"争取(?=[^，]{2,12}(?:增长|增速|达到|突破)$))"
)
_BASE_YEAR = re.compile(r"^在?(?:\d{4}年|去年|上年)?(?P<subject>[^，]*?)\d+(?:\.\d+)?[^，\d]{1,4}的?基础上$")
_DROPPED = re.compile(
    r"^(?:组织完成|全面完成|累计完成|完成|全面实现|实现|达到|保持|推动|促进|推进(?=[^，]*(?:增长|增速|率|值|额)$)|保障|稳定|力争|确保|使)(?=.)"
)
_COPULA = re.compile(
    r"(?:分别达到|达到|达|分别|为|有|共|计|至少|大约|约|总计|合计|累计|力争|确保|要|均|都|各|也|就|再|年度?|，|实现|完成|实现零的突破|每[人户亩生床]每?[年月日天]?|每月)$"
)
_LEVEL = re.compile(
    r"(?:逐步|总体|全部|整体|分别)?"
    r"(?:稳定|保持|控制|维持|提升|提高|增加|增长|扩大|上升|发展|下降|降低|降|压缩|压减|缩短|减少|缩减|恢复|增|升|回升|扩|精简|优化|减|提)$"
)
_SHARE_OF = re.compile(
    r"^(?P<part>.*?)(?:占比达到|占比达|达到|达|占到?|不低于|不少于|超过|突破|完成)(?P<whole>.{2,24}?)的$"
)
_GRADE = re.compile(r"^(?:国家|国际|世界|全国|省部?|市|县|区|乡镇?|镇|村|部)级$")
_ANY_GRADE = re.compile(r"(?:国家|省部?|市|县|区|乡镇|镇|村)级")
_MEASURE = (
    r"(?:成交金?额|交易额|合同金?额|总?金额|总额|总投资额?|投资额?|到位资金|总?产值|销售额|销售收入|营业收入|营收|利润总额|总?面积|里程|贷款额|放贷额|授信额|余额|"
    r"资金|贷款|总量|总数|数量|规模|户数|人数|(?:[\u4e00-\u9fff]{2})率|占比|满意度)"
)
_GENERIC = re.compile(
    r"^(?:合同|年度|协议|预计|签约|到位|担保|放贷|建筑|用地|占地|年均|实际|资金|投资|按期)?" + _MEASURE + "$"
)
_MEASURE_AT_END = re.compile(rf"{_MEASURE}$")
_ACTION_NOUN = re.compile(r"(?:认定登记|登记|认定|签约|开工|竣工|投产|发放|建设|改造|项目登记)$")
_THRESHOLD = re.compile(
    r"(?P<measure>(?:单体|总|固定资产|年)?(?:投资|产值|营收|收入|税收|注册资本)?(?:额|超|过)?)"
    r"(?P<size>\d*(?:\.\d+)?(?:[万亿千百]+)?(?:元|美元|人|亩|吨|平方米|张)(?:及|或)?以[上下内])"
)
_OWN_SUBJECT = re.compile(
    r"^(?:总|累计|人均|年末)|(?:总数|总量|达|率|值|额|比重|占比|收入|指数|水平|数量|人数|户数|余额|规模|面积)$"
)
_VERB_AT_END = re.compile(rf"(?:{VERB_START.pattern}|至少|有|为)了?$")
_VERBS_ONLY = re.compile(rf"(?:{VERB_START.pattern})+")
_OUTCOME = re.compile(r"^(?:惠及|受益|覆盖|带动|服务|可?容纳)")
_REACH = r"(?:全[市县区省乡镇]|每个?[^，]{1,8}?)?"
_PLACE = re.compile(r"(?:区|县|市|镇|乡|街道|园区|片区)$")
_RANKING = re.compile(
    r"(?:力争|确保)?(?:位次|排名|综合排名|总体排名|考核排名)?(?:进入|位居|位列|稳居|居于?|保持在?|名列|跻身|排在?|在|列|进)*"
    r"(?P<area>(?:全国|全省|全市|全县|全区|同类|中部|西部|长江经济带)?[^，]{0,6}?)(?P<said>排名|位次)?(?:进入|位居|位列|保持在?|居|在)?$"
)
_AND = re.compile(r"、|以及|和|与|(?<![普涉触危惠顾])及(?![时其格])")
_ALL_OF = re.compile(r"[两三四五六七八九十]大(?P<noun>.+)$")
_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name and what the next clause may leave out of its own.

    `verb` and `noun` are its parts; `restored` says that a part was taken from an earlier clause;
    `growth` is the growth word (增长, 下降) if the figure is one; `level` the verb that leads to the
    figure (降至); `from_tail` says that the words behind the figure name it. `counted` is what was last
    counted in pieces: of 项目280个，投资650亿元，新开工80个 the last counts projects.
    """

    text: str
    verb: str = ""
    noun: str = ""
    restored: bool = False
    growth: str = ""
    level: str = ""
    from_tail: bool = False
    counted: str = ""


def name_of(clause: Clause, head: Name | None, before: str = "") -> Name:
    """Name the figure of a clause.

    `head` is the name of the figure before it, if that may be leant on; `before` is the sentence in front
    of the clause, for a subject that a comma separates from its figure.
    """
    words, level = _unwrapped(clause)
    share = _SHARE_OF.match(words)
    grows = PERCENT.search(clause.quantity.measurement_unit) or not _VERBS_ONLY.fullmatch(words)
    growth = _growth_at_end(words) if grows and not level else ""
    if clause.quantity.rank:
        name = _rank_name(words, head)
    elif share:
        name = _share_name(share, head)
    elif growth:
        name = _growth_name(words, growth, clause, head)
    else:
        name = _plain_name(_after_list(words if level else _COPULA.sub("", words)), clause, head, before)
    text = name.text[:_LONGEST] or _subject_before(before)
    noun = name.noun or text
    counted = noun if clause.quantity.measurement_unit in COUNTS else head.counted if head is not None else ""
    return replace(name, text=text, noun=noun, level=level, counted=counted)


def _unwrapped(clause: Clause) -> tuple[str, str]:
    """Strip modal words and deadlines in front, and behind the verb that leads up to the figure."""
    words = re.sub(r"(?:至少|最少|至多|最多)(?=[\u4e00-\u9fff]{1,6}$)", "", _stripped(clause.left))
    found = _LEVEL.search(words) if re.search(r"[到至在为]", clause.quantity.before) else None
    return (words[: found.start()], found[0]) if found else (words, "")


def _stripped(words: str) -> str:
    while True:
        shorter = _WRAPPING.sub("", LEADING.sub("", words))
        if shorter == words:
            return words
        words = shorter


def _subject_before(before: str) -> str:
    """Give the subject that stands in the segment before (技改投资…的基础上，力争突破42亿元)."""
    segment = re.split(r"[，；。]", before.rstrip("，：（"))[-1]
    base = _BASE_YEAR.match(segment)
    return plain_words(base["subject"] if base else segment)[:_LONGEST]


def _rank_name(words: str, head: Name | None) -> Name:
    """Name a rank by its subject and the field in which it ranks (财政收入增速全省排名)."""
    found = _RANKING.search(words)
    subject = _without_dropped(words[: found.start()] if found else words).rstrip("在居列位排")
    area = found["area"] if found else ""
    restored = not subject and head is not None
    if restored and head is not None:
        subject = head.noun
    return Name(text=f"{subject}{area}排名", noun=subject, restored=restored)


def _share_name(share: re.Match[str], head: Name | None) -> Name:
    part = _without_dropped(share["part"])
    if not part and "完成" in share[0]:
        return Name(text=f"{share['whole']}完成比例", noun=share["whole"])
    if not part and head is not None:
        return Name(text=f"{head.noun}占{share['whole']}比例", noun=head.noun, restored=True)
    return Name(text=f"{part}占{share['whole']}比例", noun=part)


def _growth_at_end(words: str) -> str:
    found = re.search(rf"(?:{GROWTH.pattern})(?:达到?|不低于|保持在?|稳定在?|力争|要|再)?$", words)
    return found[0] if found else ""


def _growth_name(words: str, growth: str, clause: Clause, head: Name | None) -> Name:
    subject = _without_dropped(words[: len(words) - len(growth)])
    subject = _COPULA.sub("", _stripped(_after_list(subject)))
    core = FALL.search(growth) or re.search(r"增长|增速|增加|提高|提升|上升|增幅|增", growth)
    kind = core[0] if core else growth
    restored = not subject and head is not None
    if restored and head is not None:
        subject = head.noun
    if not subject:
        subject = clause.tail
    return Name(text=f"{subject}{kind}", noun=subject, growth=kind, restored=restored)


def introduced(before: str) -> Name | None:
    """Read what a colon or a bracket goes on about (新增平台：省级1个…); None for a mere heading."""
    subject = _subject_before(before)
    if len(subject) < 2 or re.search(r"(?:指标|目标|任务|要求|重点|措施|如下|其中|方面)$", subject):
        return None
    found = VERB_START.match(subject)
    verb = found[0] if found else ""
    return Name(text=subject, verb=verb, noun=subject[len(verb) :] or subject)


def plain_words(words: str) -> str:
    """Strip the wrapping of a clause that has no figure."""
    return _COPULA.sub("", _after_list(_without_dropped(words)))


def _without_dropped(words: str) -> str:
    return _stripped(_DROPPED.sub("", _stripped(words)))


def _after_list(words: str) -> str:
    """Cut what an earlier promise without figure left in front (加强建设、新增企业3家)."""
    front, mark, last = words.rpartition("、")
    if mark and len(front) > 4 and VERB_START.match(last) and not re.search(r"等$|[率值额]$", last):
        return last
    return words


def _plain_name(words: str, clause: Clause, head: Name | None, before: str) -> Name:
    words = _without_dropped(words)
    if _ends_open(words) and _speaks(clause.tail):
        return _with_tail(words, clause, head)
    if not words:
        return _continued(clause, head)
    generic = head is not None and _GENERIC.match(words)
    found = None if generic else re.match(f"{_REACH}(?P<verb>{VERB_START.pattern})", words)
    verb = found["verb"] if found else ""
    noun = words[found.end() :] if found else words
    if head is not None and _VERBS_ONLY.fullmatch(words):
        noun = head.counted or head.noun if clause.quantity.measurement_unit in COUNTS else head.noun
        return Name(text=f"{words}{noun}", verb=words, noun=noun, restored=True)
    if head is not None and words.startswith("每") and not verb and len(words) < 8:
        return Name(text=f"{words}{head.text}", verb=head.verb, noun=head.noun, restored=True)
    if head is not None and clause.opener == "、" and _OUTCOME.match(words) and head.verb:
        return Name(text=f"{head.text}{words}", verb=verb, noun=noun, restored=True)
    if noun and verb:
        return Name(text=words, verb=verb, noun=noun)
    if head is None and (_GENERIC.match(words) or _VERBS_ONLY.fullmatch(words)):
        return _of_work_before(words, before)
    return Name(text=words, noun=words) if head is None else _completed(words, clause, head)


def _of_work_before(words: str, before: str) -> Name:
    """推进码头建设，完成投资2亿元: the sum belongs to the work named before it."""
    segment = _stripped(re.split(r"[，；。]", before.rstrip("，：（"))[-1])
    started = VERB_START.match(segment)
    work = segment[started.end() :] if started else segment if segment.endswith("零的突破") else ""
    work = work.removesuffix("实现零的突破")
    if not work or len(work) > 16 or re.search(r"\d", work):
        return Name(text=words, noun=words)
    return Name(text=f"{work.removesuffix('建设')}{words}", noun=words, restored=True)


def ends_in_verb(words: str) -> bool:
    """Tell whether a figure is the object of the words before it (培育|三家企业)."""
    return bool(_VERB_AT_END.search(words))


def _ends_open(words: str) -> bool:
    return not words or (len(words) < 24 and ends_in_verb(words))


def _speaks(tail: str) -> bool:
    return bool(tail) and not tail.startswith(("的目标", "的要求", "的标准", "的任务", "目标", "任务"))


def _with_tail(words: str, clause: Clause, head: Name | None) -> Name:
    tail = clause.tail.removeprefix("的")
    verb = VERB_START.match(words)
    if not words and head is not None and clause.opener == "、" and head.verb and not VERB_START.match(tail):
        return Name(text=head.verb + tail, verb=head.verb, noun=tail, restored=True, from_tail=True)
    kept = re.sub(r"(?:完成|实现|至少|有|为|达到|了)$", "", words)
    return Name(text=f"{kept}{tail}", verb=verb[0] if verb else "", noun=tail, from_tail=True)


def _continued(clause: Clause, head: Name | None) -> Name:
    """Nothing stands before the figure: it goes on about the subject of the one before."""
    if head is None:
        return Name(text=clause.tail.removeprefix("的"), noun=clause.tail, from_tail=True)
    if clause.quantity.before:
        return Name(text=head.noun, noun=head.noun, restored=True)
    return Name(text=head.text, verb=head.verb, noun=head.noun, restored=True)


def _completed(words: str, clause: Clause, head: Name) -> Name:
    """Give back to a noun what it shares with the name before it."""
    unit = clause.quantity.measurement_unit
    counted = not (MONEY.search(unit) or PERCENT.search(unit) or TIME.search(unit))
    if _GRADE.match(words) and counted:
        return _other_grade(words, head)
    threshold, earlier = _THRESHOLD.match(words), _THRESHOLD.search(head.text)
    if threshold and earlier:
        text = head.text[: earlier.start() if threshold["measure"] else earlier.start("size")] + words
        return Name(text=text, verb=head.verb, noun=words, restored=True)
    if words.startswith("占"):
        return Name(text=f"{head.noun}{words}", noun=f"{head.noun}{words}", restored=True)
    if words.startswith("总") and head.noun.endswith(words[1:]):
        text = head.noun.removesuffix(words[1:]) + words
        return Name(text=text, noun=text, restored=True)
    if _GENERIC.match(words):
        return _generic(words, clause, head)
    if head.verb and counted and not _OWN_SUBJECT.search(words) and clause.opener in "、，（":
        return Name(text=head.verb + words, verb=head.verb, noun=words, restored=True)
    return Name(text=words, noun=words)


def _other_grade(grade: str, head: Name) -> Name:
    """创建省级示范村5个、市级10个: the same thing in another grade."""
    text = (
        _ANY_GRADE.sub(grade, head.text, count=1) if _ANY_GRADE.search(head.text) else f"{head.verb}{grade}{head.noun}"
    )
    return Name(text=text, verb=head.verb, noun=text.removeprefix(head.verb), restored=True)


def _generic(words: str, clause: Clause, head: Name) -> Name:
    """成交额, 总投资, 开工率 belong to what was counted before, unless that is a measure of its own."""
    subject = _MEASURE_AT_END.sub("", _ACTION_NOUN.sub("", head.noun))
    was_measure = subject != _ACTION_NOUN.sub("", head.noun)
    if len(subject) < 2 or (was_measure and clause.opener != "、") or subject[:2] == words[:2]:
        return Name(text=words, noun=words)
    return Name(text=f"{subject}{words}", noun=f"{subject}{words}", restored=True)


def part_name(name: Name, whole: str) -> str:
    """Name a part by 其中：, with what it shares with the whole (其中：高新区新增规模工业企业)."""
    if _PLACE.search(name.noun):
        return f"其中：{name.noun}{whole}"
    made = re.match(f"(?:其中：)?{_REACH}(?P<verb>{VERB_START.pattern})", whole)
    if made and not name.verb and not _OWN_SUBJECT.search(name.noun) and not name.growth:
        return f"其中：{made['verb']}{name.text}"
    return f"其中：{name.text}"


def names_together(left: str, name: str) -> tuple[str, ...]:
    """Split A、B均增长: one name for each subject; a single name where nothing is joined."""
    together = re.search(
        r"(?:同比|分别)?(?:均|都)(?P<verb>(?:同比)?(?:增长|提高|下降|减少|提升)?)(?:达到?|在|不低于)?$", left
    )
    if together is None:
        return (name,)
    subjects = [part for part in _AND.split(_without_dropped(left[: together.start()])) if part]
    if len(subjects) < 2 or any(len(subject) < 2 for subject in subjects):
        return (name,)
    verb = together["verb"].removeprefix("同比")
    return tuple(f"{subject}{verb}" for subject in subjects)


def shared_names(clause: Clause, before: str, recent: tuple[str, ...], count: int) -> tuple[tuple[str, ...], str]:
    """Read 分别: give the subjects before it, and the words between it and the first figure.

    `before` is the part of the sentence in front of the clause, where the subjects stand if a comma
    separates them (对国家级、省级平台，分别给予…). `recent` are the names in front of a 分别 that has no
    subjects of its own (接待游客…、旅游收入…，分别增长…); `count` is how many figures follow.
    """
    subjects, _, verb = clause.left.partition("分别")
    subjects = re.sub(r"(?:同比|比上年|较上年|年均|预计|占比)$", "", subjects)
    if not _without_dropped(subjects) and recent:
        return recent, verb
    subjects = _without_dropped(subjects) or _stripped(before.rstrip("，").rpartition("，")[2])
    subjects = re.sub(r"^对(?:新认定的|新获批的|获评的|首次认定的|被认定为)?", "", subjects).removesuffix("的")
    if subjects.startswith("城乡"):
        return ("城镇" + subjects[2:], "农村" + subjects[2:]), verb
    parts = [part for part in subjects.split("、") if part]
    if len(parts) < count:
        parts = [part for part in _AND.split(subjects) if part]
    return _with_common_noun(_grades_apart(parts)), verb


def _grades_apart(parts: list[str]) -> list[str]:
    """Keep 国家级、省级A、B、C as two: only the grades are told apart, the rest is one noun."""
    graded = [part for part in parts if _ANY_GRADE.match(part)]
    if len(graded) >= 2 and len(graded) < len(parts) and parts[: len(graded)] == graded:
        return graded
    return parts


def _with_common_noun(parts: list[str]) -> tuple[str, ...]:
    if not parts:
        return ()
    together = _ALL_OF.search(parts[-1])
    if together:
        return tuple(part + together["noun"] for part in (*parts[:-1], parts[-1][: together.start()]))
    grade = _ANY_GRADE.match(parts[-1])
    noun = parts[-1][grade.end() :] if grade else ""
    return tuple(part + noun if _GRADE.match(part) else part for part in parts)
