"""What a name leaves out because the one before it has said it, given back.

新增省级平台1个、高新技术企业8家      the verb: 新增高新技术企业
专利许可登记140件、成交额14亿元       the noun: 专利许可成交额
3亿元以上项目9个、30亿元以上项目1个   all up to the threshold
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.vocabulary import MONEY, PERCENT, TIME, VERB_START
from xltool.model.quantity import COUNTS

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_GRADE = re.compile(
    r"^(?:(?:国家)?[2-5]A|[三四五]星|国家|国际|世界|全国|省部?|市|县|区|乡镇?|镇|村|部)级$"
)
_ANY_GRADE = re.compile(
    r"(?:(?:国家)?[2-5]A|[三四五]星|国家|省部?|市|县|区|乡镇|镇|村)级"
)
_MEASURE = (
    r"(?:成交金?额|交易额|合同金?额|总?金额|总额|总投资额?|投资额?|到位资金|总?产值|销售额|销售收入|营业收入|营收|利润总额|总?面积|里程|贷款额|放贷额|授信额|余额|"
    r"总?产量?|单产|资金|贷款|倍数|总量|总数|数量|规模|户数|人数|(?:[\u4e00-\u9fff]{2})率|占比|满意度)"
)
_GENERIC = re.compile(
    r"^(?:合同|年度|协议|预计|签约|到位|担保|放贷|建筑|用地|占地|年均|实际|资金|投资|按期)?"
    + _MEASURE
    + "$"
)
_MEASURE_AT_END = re.compile(rf"{_MEASURE}$")
_STAGE = re.compile(r"(?:签约|履约|开工|竣工|投产|(?:资金)?到位|达产|入规)率")
_ACTION_NOUN = re.compile(
    r"(?:认定登记|登记|认定|签约|开工|竣工|投产|发放|建设|改造|项目登记)$"
)
_THRESHOLD = re.compile(
    r"""
    (?P<measure>
      (?:单体|总|固定资产|年)?  # 总投资…, 年营收超…
      (?:
          投资|产值|营收|收入|税收|注册资本
      )?
      (?:额|超|过)?
    )
    (?P<size>
      \d*(?:\.\d+)?(?:[万亿千百]+)?(?:元|美元|人|亩|吨|平方米|张)  # 3亿元, 500亩
      (?:及|或)?以[上下内]  # 及以上, 以内
    )
    """,
    re.VERBOSE,
)
_OWN_SUBJECT = re.compile(
    r"^(?:总|累计|人均|年末)|(?:总数|总量|达|率|值|额|比重|占比|收入|指数|水平|数量|人数|户数|余额|规模|面积)$"
)
_VERBS_ONLY = re.compile(rf"(?:{VERB_START.pattern})++")
_OUTCOME = re.compile(r"^(?:惠及|受益|覆盖|带动|服务(?!业)|可?容纳)")
_REACH = r"(?:全[市县区省乡镇]|每个?[^，]{1,8}?)?"
_WITH_REACH = re.compile(f"{_REACH}(?P<verb>{VERB_START.pattern})")
_PLACE = re.compile(r"(?:区|县|市|镇|乡|街道|园区|片区)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name and what the next clause may leave out of its own.

    `verb` and `noun` are its parts; `restored` says that a part was taken from an
    earlier clause; `growth` is the growth word (增长, 下降) if the figure is one;
    `level` the verb that leads to the figure (降至); `from_tail` says that the words
    behind the figure name it. `counted` is what was last counted in pieces: of
    项目280个，投资650亿元，新开工80个 the last counts projects.
    """

    text: str
    verb: str = ""
    noun: str = ""
    restored: bool = False
    growth: str = ""
    level: str = ""
    from_tail: bool = False
    counted: str = ""


def verb_and_noun(words: str) -> tuple[str, str]:
    """Cut 每个乡镇引进企业 into its verb and what follows.

    A pure measure (开工率, 销售额) has no verb.
    """
    found = _WITH_REACH.match(words)
    if found is None or _GENERIC.match(words):
        return "", words
    return found["verb"], words[found.end() :]


def standing_alone(words: str) -> Name:
    """Name a clause that has nothing to lean on."""
    verb, noun = verb_and_noun(words)
    return Name(text=words, verb=verb, noun=noun or words)


def needs_a_subject(words: str) -> bool:
    """Tell whether words say what happens or is measured, but not to what (投资,
    入选).
    """
    return bool(_GENERIC.match(words) or is_verb_only(words))


def is_verb_only(words: str) -> bool:
    """Tell whether words name an action alone (新开工, 改造提升)."""
    return bool(_VERBS_ONLY.fullmatch(words))


def completed(words: str, clause: Clause, head: Name) -> Name:
    """Give back to words what they share with the name before them.

    The first rule that applies.
    """
    for rule in _RULES:
        name = rule(words, clause, head)
        if name is not None:
            return name
    return standing_alone(words)


def _the_same_subject(words: str, clause: Clause, head: Name) -> Name | None:
    """开工改造小区182个、2.1万户: nothing stands before the figure."""
    if words:
        return None
    if clause.quantity.before:
        return Name(text=head.noun, noun=head.noun, restored=True)
    return Name(text=head.text, verb=head.verb, noun=head.noun, restored=True)


_WORK_AT_END = re.compile(r"(?<=..)(?:新建|新增|建设|改造|存栏|出栏)$")


def _another_action(words: str, clause: Clause, head: Name) -> Name | None:
    """新开工厂房60万平方米、竣工45万平方米."""
    if not is_verb_only(words):
        return None
    if clause.quantity.measurement_unit in COUNTS:
        noun = head.counted or head.noun
    else:
        noun = head.noun
    noun = _WORK_AT_END.sub("", "" if is_verb_only(noun) else noun)
    if noun in ("", words) or words.endswith(_WHOLE_DEEDS):
        return Name(text=words, verb=words, noun=words)
    return Name(text=f"{words}{noun}", verb=words, noun=noun, restored=True)


_WHOLE_DEEDS = ("税", "厕", "树", "林")
"""How verbs end that say what is done to what: 退税, 改厕, 植树."""


def _for_each(words: str, _clause: Clause, head: Name) -> Name | None:
    """建设示范点5个（每个县至少1个）."""
    if not words.startswith("每") or len(words) >= 8 or verb_and_noun(words)[0]:
        return None
    return Name(
        text=f"{words}{head.text}", verb=head.verb, noun=head.noun, restored=True
    )


def _outcome(words: str, clause: Clause, head: Name) -> Name | None:
    """改造小区45个、惠及居民8600户."""
    if clause.opener != "、" or not head.verb or not _OUTCOME.match(words):
        return None
    verb, noun = verb_and_noun(words)
    return Name(text=f"{head.text}{words}", verb=verb, noun=noun, restored=True)


def _same_ending(words: str, _clause: Clause, head: Name) -> Name | None:
    """研发经费投入增长15%、投入强度2.4%; 医疗保险参保39万人、参保率96%."""
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}[率度额量]", words) or len(head.noun) < 4:
        return None
    if not head.noun.endswith(words[:2]):
        return None
    text = head.noun + words[2:]
    return Name(text=text, noun=text, restored=True)


def _other_places(words: str, clause: Clause, head: Name) -> Name | None:
    """东河市出行分担率不低于50%，西山市、南湖市不低于45%."""
    is_rate = PERCENT.search(clause.quantity.measurement_unit) is not None
    if not is_rate or not _PLACES.fullmatch(words):
        return None
    measure = _PLACE_IN_FRONT.sub("", head.noun)
    if measure == head.noun:
        return None
    return Name(text=f"{words}{measure}", noun=measure, restored=True)


_PLACES = re.compile(r"(?:[\u4e00-\u9fff]{2,3}[市县区]、?)+")
_PLACE_IN_FRONT = re.compile(r"^[\u4e00-\u9fff]{2,3}[市县区]")


def _own_verb(words: str, _clause: Clause, _head: Name) -> Name | None:
    verb, noun = verb_and_noun(words)
    return Name(text=words, verb=verb, noun=noun) if verb and noun else None


def _other_grade(words: str, clause: Clause, head: Name) -> Name | None:
    """创建省级示范村5个、市级10个."""
    if not _GRADE.match(words) or not _is_counted(clause):
        return None
    graded = _ANY_GRADE.search(head.text)
    if graded:
        text = _ANY_GRADE.sub(words, head.text, count=1)
    else:
        text = f"{head.verb}{words}{head.noun}"
    return Name(
        text=text, verb=head.verb, noun=text.removeprefix(head.verb), restored=True
    )


def _other_threshold(words: str, _clause: Clause, head: Name) -> Name | None:
    """新引进投资3亿元以上项目9个、30亿元以上项目1个."""
    threshold = _THRESHOLD.match(words)
    earlier = _THRESHOLD.search(head.text)
    if threshold is None or earlier is None:
        return None
    noun = head.text[earlier.end() :] if threshold.end() == len(words) else ""
    text = (
        head.text[: earlier.start() if threshold["measure"] else earlier.start("size")]
        + words
        + noun
    )
    return Name(text=text, verb=head.verb, noun=words, restored=True)


def _share_or_total(words: str, _clause: Clause, head: Name) -> Name | None:
    """研发投入增长15%，占GDP比重达到2.3%; 新增装机50万千瓦，总装机达到180万千瓦."""
    text = ""
    if words.startswith("占"):
        text = f"{head.noun}{words}"
    elif words.startswith("总") and head.noun.endswith(words[1:]):
        text = head.noun.removesuffix(words[1:]) + words
    return Name(text=text, noun=text, restored=True) if text else None


def _its_measure(words: str, clause: Clause, head: Name) -> Name | None:
    """成交额, 总投资, 开工率 belong to what was counted before, unless that is a
    measure of its own.
    """
    if not _GENERIC.match(words):
        return None
    crop = _AREA_OF_CROP.sub("", head.noun)
    if _YIELD.fullmatch(words) and crop != head.noun:
        return _measure_of(crop, words)
    subject = _subject_of_measure(words, clause, head)
    if not subject:
        return Name(text=words, noun=words)
    return _measure_of(subject, words)


def _subject_of_measure(measure: str, clause: Clause, head: Name) -> str:
    """Give what a measure is of; empty if it needs nothing said before it.

    签约项目25个、开工率80%: 项目; 营业收入8亿元，利润总额1亿元: nothing.
    """
    counted = _ACTION_NOUN.sub("", head.noun)
    subject = _MEASURE_AT_END.sub("", counted)
    if len(subject) < _SHORTEST_SUBJECT:
        return ""
    if _STAGE.fullmatch(measure) and head.noun.endswith("率"):
        return subject
    if subject != counted and clause.opener != "、":
        return ""
    return "" if subject[:2] == measure[:2] else subject


def _measure_of(subject: str, measure: str) -> Name:
    text = f"{subject}{measure}"
    return Name(text=text, noun=text, restored=True)


_SHORTEST_SUBJECT = 2
_YIELD = re.compile(r"总?产量?|单产")
_AREA_OF_CROP = re.compile(r"(?:播种|种植|栽培|养殖)?总?面积$")
"""粮食播种面积30万亩、产量13万吨: the yield of 粮食."""


def _shared_verb(words: str, clause: Clause, head: Name) -> Name | None:
    """新增省级平台1个、高新技术企业8家."""
    if (
        not head.verb
        or words.startswith(("为", "对", "向", "给", "在"))
        or not _is_counted(clause)
        or _OWN_SUBJECT.search(words)
        or clause.opener not in "、，（"
        or _names_own_work(words, clause, head)
    ):
        return None
    return Name(text=head.verb + words, verb=head.verb, noun=words, restored=True)


def _names_own_work(words: str, clause: Clause, head: Name) -> bool:
    """Tell 帮扶困难人员500人，|职业技能培训3000人次: the training is no 帮扶.

    Behind a verb that any work can follow (开展, 组织) it is still what is done.
    """
    if clause.opener != "，" or head.verb in _ANY_WORK:
        return False
    return _WORK_OF_ITS_OWN.search(words) is not None


_ANY_WORK = frozenset({"开展", "组织"})
_WORK_OF_ITS_OWN = re.compile(r"(?<=..)(?:培训|改造|治理|演练|体检|检查)$")


_RULES = (
    _the_same_subject,
    _another_action,
    _for_each,
    _outcome,
    _same_ending,
    _other_places,
    _own_verb,
    _other_grade,
    _other_threshold,
    _share_or_total,
    _its_measure,
    _shared_verb,
)


def _is_counted(clause: Clause) -> bool:
    unit = clause.quantity.measurement_unit
    return not (MONEY.search(unit) or PERCENT.search(unit) or TIME.search(unit))


def part_name(name: Name, whole: str) -> str:
    """Name a part by 其中：, with what it shares with the whole
    (其中：高新区新增规模工业企业).
    """
    if _PLACE.search(name.noun):
        return f"其中：{name.noun}{whole}"
    made = _WITH_REACH.match(whole.removeprefix("其中："))
    if (
        made
        and not name.verb
        and not _OWN_SUBJECT.search(name.noun)
        and not name.growth
    ):
        return f"其中：{made['verb']}{name.text}"
    return f"其中：{name.text}"
