"""The name of an indicator: the words before its figure, without the wrapping, with what they leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.deadlines import LEADING
from xltool.decomposition.words import FALL, GROWTH, MONEY, PERCENT, VERB_START, VERBS

if TYPE_CHECKING:
    from xltool.decomposition.clauses import Clause

_WRAPPING = re.compile(
    r"^(?:[，、：；—\-*•●■◆·\s]|力争|确保|努力|积极|大力|全力|着力|切实|进一步|持续|继续|加快|扎实|稳步|有序|认真|同时|并|要|需|应|将|把|使得?|且|另|共计?|累计|合计|预计|计划|"
    r"其中|以上|主要|全面|年度|原则上|总体上?|争取(?=全年|实现|完成|达到|新|到|年|建成|引进|培育)|争取(?=[^，]{2,12}(?:增长|增速|达到|突破)$))"
)
_DROPPED = re.compile(
    r"^(?:组织完成|全面完成|累计完成|完成|全面实现|实现|达到|保持|推动|促进|推进(?=[^，]*(?:增长|增速|率|值|额)$)|保障|稳定|力争|确保|使)(?=.)"
)
_COPULA = re.compile(
    r"(?:达到|分别达到|达|分别|为|有|共|计|至少|大约|约|总计|合计|累计|力争|确保|要|均|都|各|也|就|再|年度?|，|实现)$"
)
_LEVEL = re.compile(
    r"(?:逐步|总体|全部|整体)?(?:稳定|保持|控制|维持|提升|提高|增加|增长|扩大|上升|发展|下降|降低|降|压缩|压减|缩短|减少|缩减|恢复|增|升|回升|扩|精简|优化|减)$"
)
_SHARE_OF = re.compile(r"^(?P<part>.+?)(?:达到|达|占到?|不低于|不少于|超过|突破|占比达?)(?P<whole>.{2,24}?)的$")
_GRADE = re.compile(r"^(?:国家|国际|世界|全国|省部?|市|县|区|乡镇?|镇|村|部)级$")
_ANY_GRADE = re.compile(r"(?:国家|省部?|市|县|区|乡镇|镇|村)级")
_GENERIC = re.compile(
    r"^(?:合同|年度|项目|协议|年|预计|带动|实现|完成|计划|累计|签约|到位|担保|放贷|技改|建筑|用地|占地|年均|新增|实际)*"
    r"(?:成交金?额|交易额|合同金?额|金额|总额|总投资额?|投资额?|到位资金|总?产值|销售额|销售收入|营业收入|营收|税收|面积|里程|贷款额|放贷额|授信额|余额|合格率|覆盖率|完成率|"
    r"开工率|竣工率|入库率|普及率|满意率|满意度|就业率|成功率|办结率|参保率|巩固率|处理率|回收率|利用率|资金|贷款|总量|总数)$"
)
_ACTION_NOUN = re.compile(r"(?:认定登记|登记|认定|签约|开工|竣工|投产|发放|建设|改造|项目登记)$")
_THRESHOLD = re.compile(
    r"(?:单体|总|固定资产|年)?(?:投资|产值|营收|主营业务收入|税收|注册资本)?(?:额|超|过)?\d*(?:\.\d+)?(?:[万亿千百]+)?(?:元|美元|人|亩|吨|平方米|张)(?:及|或)?以[上下内]"
)
_OWN_SUBJECT = re.compile(r"(?:总数|总量|达|率|值|额|比重|占比|收入|指数|水平|数量|人数|户数|余额|规模)$")
_VERB_AT_END = re.compile(rf"(?:{'|'.join(sorted(VERBS.split('|'), key=len, reverse=True))}|至少|有|为)了?$")
_AND = re.compile(r"、|以及|和|与|及")
_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name and what the next clause may leave out of its own.

    `verb` and `noun` are its parts; `restored` says that a part was taken from an earlier clause;
    `growth` is the growth word (增长, 下降) if the figure is one; `level` the verb that leads to the
    figure (降至); `from_tail` says that the words behind the figure name it.
    """

    text: str
    verb: str = ""
    noun: str = ""
    restored: bool = False
    growth: str = ""
    level: str = ""
    from_tail: bool = False


def name_of(clause: Clause, head: Name | None) -> Name:
    """Name the figure of a clause; `head` is the name of the figure before it, if that may be leant on."""
    words, level = _unwrapped(clause)
    share = _SHARE_OF.match(words)
    if share:
        part = _without_dropped(share["part"])
        return Name(text=f"{part}占{share['whole']}比例", noun=part)
    growth = _growth_at_end(words)
    if growth and not level:
        return _growth_name(words, growth, clause, head)
    words = words if level else _COPULA.sub("", words)
    name = _plain_name(_after_list(words), clause, head)
    return Name(
        text=name.text[-_LONGEST:],
        verb=name.verb,
        noun=name.noun,
        restored=name.restored,
        level=level,
        from_tail=name.from_tail,
    )


def _unwrapped(clause: Clause) -> tuple[str, str]:
    """Strip modal words and deadlines in front, and behind the verb that leads up to the figure."""
    words = _stripped(clause.left)
    level = ""
    if re.search(r"[到至在为]", clause.quantity.before):
        found = _LEVEL.search(words)
        if found:
            level, words = found[0], words[: found.start()]
    return words, level


def _stripped(words: str) -> str:
    while True:
        shorter = _WRAPPING.sub("", LEADING.sub("", words))
        if shorter == words:
            return words
        words = shorter


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
        subject = head.noun or head.text
    if not subject and clause.tail:
        subject = clause.tail
    return Name(text=f"{subject}{kind}"[-_LONGEST:], noun=subject, growth=kind, restored=restored)


def plain_words(words: str) -> str:
    """Strip the wrapping of a clause that has no figure."""
    return _COPULA.sub("", _after_list(_without_dropped(words)))


def _without_dropped(words: str) -> str:
    return _stripped(_DROPPED.sub("", _stripped(words)))


def _after_list(words: str) -> str:
    """Cut what an earlier promise without figure left in front (加强建设、新增企业3家)."""
    front, mark, last = words.rpartition("、")
    if mark and VERB_START.match(last) and len(front) > 4 and not last.endswith("等"):
        return last
    return words


def _plain_name(words: str, clause: Clause, head: Name | None) -> Name:
    words = _without_dropped(words)
    if _ends_open(words) and _speaks(clause.tail):
        return _with_tail(words, clause, head)
    if not words:
        return _continued(clause, head)
    verb = VERB_START.match(words)
    if verb and len(verb[0]) < len(words):
        return Name(text=words, verb=verb[0], noun=words[len(verb[0]) :])
    if head is None:
        return Name(text=words, noun=words)
    return _completed(words, clause, head)


def _ends_open(words: str) -> bool:
    return not words or bool(_VERB_AT_END.search(words)) and len(words) < 24


def _speaks(tail: str) -> bool:
    return bool(tail) and not tail.startswith(("的目标", "的要求", "的标准", "的任务", "目标", "任务"))


def _with_tail(words: str, clause: Clause, head: Name | None) -> Name:
    tail = clause.tail.removeprefix("的")
    verb = VERB_START.match(words)
    if not words and head is not None and clause.opener == "、" and head.verb and not VERB_START.match(tail):
        return Name(text=head.verb + tail, verb=head.verb, noun=tail, restored=True, from_tail=True)
    kept = re.sub(r"(?:完成|实现|至少|有|为|达到|了)$", "", words)
    return Name(text=f"{kept}{tail}"[:_LONGEST], verb=verb[0] if verb else "", noun=tail, from_tail=True)


def _continued(clause: Clause, head: Name | None) -> Name:
    """Nothing stands before the figure: it goes on about the subject of the one before."""
    if head is None:
        return Name(text=clause.tail.removeprefix("的"), noun=clause.tail, from_tail=True)
    return Name(text=head.noun if clause.quantity.before else head.text, verb=head.verb, noun=head.noun, restored=True)


def _completed(words: str, clause: Clause, head: Name) -> Name:
    """Give back to a noun what it shares with the name before it."""
    if _GRADE.match(words) and _ANY_GRADE.search(head.text):
        text = _ANY_GRADE.sub(words, head.text, count=1)
        return Name(text=text, verb=head.verb, noun=text.removeprefix(head.verb), restored=True)
    threshold = _THRESHOLD.match(words)
    before = _THRESHOLD.search(head.text) or re.search(r"亿元以上|[百千]?万元以上", head.text)
    if threshold and before:
        text = head.text[: before.start()] + words
        return Name(text=text, verb=head.verb, noun=words, restored=True)
    if _GENERIC.match(words):
        return _generic(words, head)
    count = not (MONEY.search(clause.quantity.measurement_unit) or PERCENT.search(clause.quantity.measurement_unit))
    if head.verb and count and not _OWN_SUBJECT.search(words) and clause.opener in "、，；（":
        return Name(text=head.verb + words, verb=head.verb, noun=words, restored=True)
    return Name(text=words, noun=words)


def _generic(words: str, head: Name) -> Name:
    subject = _ACTION_NOUN.sub("", head.noun or head.text)
    if not subject or re.search(r"[数额率值量入资]$", subject):
        return Name(text=words, noun=words)
    return Name(text=f"{subject}{words}", noun=f"{subject}{words}", restored=True)


def shared_names(clause: Clause, before: str) -> tuple[tuple[str, ...], str]:
    """Read 分别: give the subjects before it, and the words between it and the first figure.

    `before` is the part of the sentence in front of the clause, where the subjects stand if a comma
    separates them (对国家级、省级平台，分别给予…).
    """
    subjects, _, verb = clause.left.partition("分别")
    subjects = _without_dropped(subjects) or _stripped(before.rstrip("，").rpartition("，")[2])
    subjects = re.sub(r"^对(?:新认定的|新获批的|获评的|首次认定的|被认定为)?", "", subjects).removesuffix("的")
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
    grade = _ANY_GRADE.match(parts[-1])
    noun = parts[-1][grade.end() :] if grade else ""
    return tuple(part + noun if _GRADE.match(part) else part for part in parts)
