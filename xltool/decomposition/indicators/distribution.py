"""Subjects joined before their figures: A、B分别增长6%、7% and A、B均增长8%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.names import stripped, without_dropped
from xltool.decomposition.indicators.vocabulary import VERB_START

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_AND = re.compile(r"、|以及|和|与|(?<![普涉触危惠顾])及(?![时其格])")
_COMMON_MEASURE = re.compile(
    r"(?:(?:种植|播种|养殖|建设)?面积|患者[\u4e00-\u9fff]{0,6}率|产值|产量|销量|销售额|(?:政策范围内[\u4e00-\u9fff]{0,6})?支付比例|覆盖率|占比|增速|(?:常住)?居民(?:人均)?(?:可支配|纯)?收入)$"
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
    subjects, _, verb = clause.left.partition("分别")
    subjects = _COMPARED_AT_END.sub("", subjects)
    if not without_dropped(subjects) and recent:
        return recent, verb
    subjects = without_dropped(subjects) or stripped(
        before.rstrip("，").rpartition("，")[2]
    )
    subjects = _RECEIVES.sub("", subjects).removesuffix("的")
    sectors = _SECTORS.fullmatch(subjects)
    if sectors and count == _THREE:
        named = (f"{sector}产{sectors['what']}" for sector in "一二三")
        return tuple(named), verb
    if subjects.startswith("城乡"):
        return ("城镇" + subjects[2:], "农村" + subjects[2:]), verb
    parts = [part for part in subjects.split("、") if part]
    if len(parts) < count:
        parts = [part for part in _AND.split(subjects) if part]
    return _with_common_noun(_grades_apart(parts)), verb


def _grades_apart(parts: list[str]) -> list[str]:
    """Keep 国家级、省级A、B、C as two.

    Only the grades are told apart, the rest is one noun.
    """
    graded = [part for part in parts if _ANY_GRADE.match(part)]
    if len(graded) >= 2 and len(graded) < len(parts) and parts[: len(graded)] == graded:
        return graded
    return parts


def _with_common_noun(parts: list[str]) -> tuple[str, ...]:
    if not parts:
        return ()
    together = _ALL_OF.search(parts[-1])
    if together:
        return tuple(
            part + together["noun"]
            for part in (*parts[:-1], parts[-1][: together.start()])
        )
    measure = _COMMON_MEASURE.search(parts[-1])
    if (
        measure
        and len(measure[0]) < len(parts[-1])
        and not any(_IS_MEASURE.search(part) for part in parts[:-1])
    ):
        return (*(part + measure[0] for part in parts[:-1]), parts[-1])
    grade = _ANY_GRADE.match(parts[-1])
    noun = parts[-1][grade.end() :] if grade else ""
    return tuple(part + noun if _GRADE.match(part) else part for part in parts)


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
    subjects = [
        part for part in _AND.split(without_dropped(left[: together.start()])) if part
    ]
    subjects = list(_with_common_noun(subjects))
    if (
        len(subjects) < 2
        or subjects[0].startswith(("在", "每"))
        or any(len(subject) < 2 for subject in subjects)
    ):
        return (name,)
    verb = together["verb"].removeprefix("同比")
    made = VERB_START.match(subjects[0])
    if made and together[0] == "各" and len(made[0]) < len(subjects[0]):
        made_too = made[0]
    else:
        made_too = ""
    return tuple(
        f"{'' if subject.startswith(made_too) else made_too}{subject}{verb}"
        for subject in subjects
    )
