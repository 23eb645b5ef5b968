"""Subjects joined before their figures: A、B分别增长6%、7% and A、B均增长8%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from xltool.decomposition.indicators.every_place import names_several_places
from xltool.decomposition.indicators.names import stripped, without_dropped
from xltool.decomposition.indicators.vocabulary import VERB_START

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_AND = re.compile(r"、|以及|和|与|(?<![普涉触危惠顾])及(?![时其格])")
_COMMON_MEASURE = re.compile(
    r"""
    (?:
        (?:种植|播种|养殖|建设)?面积|患者[\u4e00-\u9fff]{0,6}率  # 小麦、玉米|播种面积
      | 产值|产量|销量|销售额  # 钢材、水泥|产量
      | 排放(?:总)?量|减排量|消耗量|使用量  # 氨氮、总磷|排放量
      | (?:政策范围内[\u4e00-\u9fff]{0,6})?支付比例|覆盖率|占比  # 供水、燃气|覆盖率
      | 增速|(?:常住)?居民(?:人均)?(?:可支配|纯)?收入  # 城镇、农村|居民收入
    )
    $
    """,
    re.VERBOSE,
)
_IS_MEASURE = re.compile(r"(?:[率额值量数速比例入]|面积|级)$")
_ALL_OF = re.compile(r"[两三四五六七八九十]大(?P<noun>.+)$")
_GRADE = re.compile(r"^(?:国家|国际|世界|全国|省部?|市|县|区|乡镇?|镇|村|部)级$")
_ANY_GRADE = re.compile(r"(?:国家|省部?|市|县|区|乡镇|镇|村)级")


_SECTORS = re.compile(
    r"(?:其中)?一、?二、?三(?:次)?产业?(?P<what>[\u4e00-\u9fff]{2,6})"
)
"""一二三产增加值分别增长…: three sectors."""
_THREE = 3


_COMPARED_AT_END = re.compile(r"(?:同比|比上年|较上年|年均|预计|占比)$")


_SINCE = re.compile(r"^[较比](?:20\d\d年|去年|上年)(?:同期)?")
"""分别较2020年|下降: since when is no part of the name."""


_BASES = re.compile(
    r"""(?:[由从]?每[人户床亩生]?每?[年月日天]?|[由从])?
    \d[\d.]*[^\d，、]{1,8}?(?:、\d[\d.]*[^\d，、]{1,8}?)+(?=$|[提增降压减])""",
    re.VERBOSE,
)
"""低保标准|由574元、271元|分别提高到: what figures start from is no part of a name."""


_RECEIVES = re.compile(r"^对(?:新认定的|新获批的|获评的|首次认定的|被认定为)?")


def shared_names(
    clause: Clause, before: str, recent: tuple[str, ...], count: int
) -> tuple[tuple[str, ...], str]:
    """Read 分别: give the subjects before it, and the words between it and the first
    figure.

    `before` is the part of the sentence in front of the clause, where the subjects
    stand if a comma separates them (对国家级、省级平台，分别给予…). `recent` are the
    names in front of a 分别 that has no subjects of its own
    (接待游客…、旅游收入…，分别增长…); `count` is how many figures follow.
    """
    words, _, verb = clause.left.partition("分别")
    words = _BASES.sub("", words)
    verb = _BASES.sub("", _SINCE.sub("", verb))
    subjects = without_dropped(_COMPARED_AT_END.sub("", words))
    if subjects:
        return _parted(subjects, count), verb
    if recent:
        return recent, verb
    return _parted(stripped(_last_segment(before)), count), verb


def _last_segment(before: str) -> str:
    return before.rstrip("，").rpartition("，")[2]


def _parted(words: str, count: int) -> tuple[str, ...]:
    """Part joined subjects of `count` figures."""
    words = _RECEIVES.sub("", words).removesuffix("的")
    sectors = _SECTORS.fullmatch(words)
    if sectors and count == _THREE:
        return tuple(f"{sector}产{sectors['what']}" for sector in "一二三")
    if words.startswith("城乡"):
        what = words.removeprefix("城乡")
        return f"城镇{what}", f"农村{what}"
    subjects = [subject for subject in words.split("、") if subject]
    if len(subjects) < count:
        subjects = _joined_subjects(words)
    return _with_common_noun(_grades_apart(subjects))


def _joined_subjects(words: str) -> list[str]:
    """Part at 、 and at 和, 与, 及 (A、B和C)."""
    return [subject for subject in _AND.split(words) if subject]


def _grades_apart(subjects: list[str]) -> list[str]:
    """Keep 国家级、省级A、B、C as two.

    Only the grades are told apart, the rest is one noun.
    """
    graded = [subject for subject in subjects if _ANY_GRADE.match(subject)]
    are_first = subjects[: len(graded)] == graded
    if are_first and 2 <= len(graded) < len(subjects):
        return graded
    return subjects


def _with_common_noun(subjects: list[str]) -> tuple[str, ...]:
    """Give each subject the noun that only the last one names.

    工业、服务业两大产业: 工业产业, 服务业产业; 粮食、蔬菜产量: 粮食产量, 蔬菜产量;
    省级、市级平台: 省级平台, 市级平台.
    """
    if not subjects:
        return ()
    *others, last = subjects
    noun = _noun_of_all(others, last)
    if noun:
        own = last.removesuffix(noun.printed)
        return tuple(subject + noun.shared for subject in (*others, own))
    settled = _SETTLEMENT.match(last)
    if settled and all(map(_SETTLEMENT.fullmatch, others)):
        what = last[settled.end() :]
        return tuple(subject + what for subject in (*others, settled[0]))
    grade = _ANY_GRADE.match(last)
    graded = last[grade.end() :] if grade else ""
    return tuple(
        subject + graded if _GRADE.match(subject) else subject for subject in subjects
    )


_SETTLEMENT = re.compile(r"城市|城镇|农村")
"""城市、|农村低保标准分别…: both are of the standard."""


class _CommonNoun(NamedTuple):
    """The noun of several subjects, and how it is printed behind the last."""

    shared: str
    printed: str


def _noun_of_all(others: list[str], last: str) -> _CommonNoun | None:
    """Give the noun that only the last subject names."""
    among = _AMONG.fullmatch(last)
    if others and among:
        return _CommonNoun(among["noun"], f"等{among['noun']}")
    together = _ALL_OF.search(last)
    if together:
        return _CommonNoun(together["noun"], together[0])
    measure = _measure_of_all(others, last)
    return _CommonNoun(measure, measure) if measure else None


_AMONG = re.compile(r"(?P<own>[^，等]{2,12})等(?P<noun>[\u4e00-\u9fff]{2,16})")
"""化学需氧量、氨氮等排放量分别…: the last names what all of them are."""


def _measure_of_all(others: list[str], last: str) -> str:
    """Give the measure behind the last subject if the others name none of their own."""
    measure = _COMMON_MEASURE.search(last)
    if measure is None or measure[0] == last:
        return ""
    if any(_IS_MEASURE.search(subject) for subject in others):
        return ""
    return measure[0]


_TOGETHER = re.compile(
    r"""(?:同比|分别)?(?:均|都|各)(?P<verb>(?:同比)?(?:增长|提高|下降|减少|提升)?)
    (?:达到?|在|不低于|保持在?|稳定在?|实现)?$""",
    re.VERBOSE,
)
"""A、B|均增长达到"""


def names_together(left: str, name: str) -> tuple[str, ...]:
    """Split A、B均增长: one name for each subject.

    A single name where nothing is joined.
    """
    together = _TOGETHER.search(left)
    if together is None:
        return (name,)
    words = without_dropped(left[: together.start()])
    if names_several_places(words):
        return (name,)
    subjects = _with_common_noun(_measured_subjects(_joined_subjects(words)))
    if not _are_subjects(subjects):
        return (name,)
    made = ""
    if together[0] == "各":
        made = _verb_of_all(subjects[0])
    verb = together["verb"].removeprefix("同比")
    return tuple(f"{made}{subject.removeprefix(made)}{verb}" for subject in subjects)


def _measured_subjects(subjects: list[str]) -> list[str]:
    """Join what names no rate with the rate behind it (新区、老区达标率、覆盖率均…)."""
    if not (subjects and subjects[-1].endswith(_RATES)):
        return subjects
    whole: list[str] = []
    waiting = ""
    for subject in subjects:
        waiting = f"{waiting}、{subject}" if waiting else subject
        if subject.endswith(_RATES):
            whole.append(waiting)
            waiting = ""
    return whole if len(whole) > 1 else subjects


_RATES = ("率", "比例", "占比")


def _are_subjects(words: tuple[str, ...]) -> bool:
    """Tell several names from a place or a rate (在城区和乡镇, 每人)."""
    if len(words) < _SEVERAL or words[0].startswith(("在", "每")):
        return False
    return min(map(len, words)) >= _SHORTEST_SUBJECT


_SEVERAL = 2
_SHORTEST_SUBJECT = 2


def _verb_of_all(first: str) -> str:
    """Give the verb before a list (建设幼儿园、小学各: 建设)."""
    verb = VERB_START.match(first)
    if verb is None or verb[0] == first:
        return ""
    return verb[0]
