"""The same figure in two places, and two lists of which one is drawn from the other."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, CheckKind, Result
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.slips import likely_numbers
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from xltool.bulletin.printed import Bulletin, PrintedFigure, Sentence
    from xltool.bulletin.proof.numbered_text import NumberedText

_REGION = re.compile(r"全[国省市县区州]|[我本][省市县区州]")
_OF_UNITS = re.compile(r"亮点|经验|典型|做法")
"""Sections in which each piece speaks of a unit's own figures."""
_SHORTEST_NAME = 4
_ONLY_A_PLAN = re.compile(
    r"[占为]?(?:年初|年度|全年|调整|当年)?(?:预算|计划|任务|目标|投资)*(?:数|额)?"
)
_ONLY_A_CHANGE = re.compile(r"(?:同比|[比较]?(?:上年|去年)(?:同期)?)[增减多少]")
_STAGE = re.compile(r"签约|开工|投产|竣工|建成")
_LEVEL = re.compile(r"省|全市|全县|国家")


def check_repeated(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> Iterator[Check]:
    """Compare one indicator of one period and region that two sections print."""
    seen: dict[tuple[str, str, str, str], PrintedFigure] = {}
    for figure in figures:
        if not _comparable(figure):
            continue
        region = _region(bulletin.sentences[figure.sentence])
        key = (figure.name, figure.period, figure.measurement_unit, region)
        first = seen.setdefault(key, figure)
        if first.section != figure.section:
            yield _compared(first, figure)


def _comparable(figure: PrintedFigure) -> bool:
    plan = _ONLY_A_PLAN.fullmatch(figure.name) is not None
    plan = plan or _ONLY_A_CHANGE.match(figure.name) is not None
    own = _OF_UNITS.search(figure.section) is not None
    long = len(figure.name) >= _SHORTEST_NAME and not plan
    return long and bool(figure.period) and figure.exact and not own


def _region(sentence: Sentence) -> str:
    """Give the region that a sentence speaks of: 全市 and 我市 are one."""
    match = _REGION.search(sentence.text)
    return match.group()[1] if match else ""


def _compared(first: PrintedFigure, second: PrintedFigure) -> Check:
    result, suggested = _same(first, second)
    unit = second.measurement_unit
    return Check(
        kind=CheckKind.REPEATED,
        expression=(
            f"【{first.section}】{first.value:f} = 【{second.section}】{second.value:f}"
        ),
        printed=f"{first.value:f}{first.measurement_unit}",
        computed=f"{second.value:f}{unit}",
        result=result,
        source_text=second.source_text,
        places=(
            f"【{first.section}】{first.source_text}",
            f"【{second.section}】{second.source_text}",
        ),
        suggested=suggested,
    )


def _same(first: PrintedFigure, second: PrintedFigure) -> tuple[Result, str]:
    if first.value == second.value:
        return Result.AGREES, ""
    tolerance = max(half_unit(first.value), half_unit(second.value))
    if abs(first.value - second.value) <= tolerance:
        return Result.WITHIN_ROUNDING, ""
    if is_slip(first.value, second.value):
        return Result.DISAGREES, f"{first.value:f} 或 {second.value:f}"
    return Result.QUERY, ""


def is_slip(first: Decimal, second: Decimal) -> bool:
    """Whether one slip makes one number of the other."""
    return second in likely_numbers(first) or first in likely_numbers(second)


def check_parallels(text: NumberedText) -> Iterator[Check]:
    """Compare clauses that say the same of two lists.

    The larger in number should be the larger in amount. 新签约 ≥ 新开工 ≥ 新投产 holds
    in number and amount; a list of fewer projects with more investment cannot be part
    of the longer one, or the two are counted on another basis, which a person must
    know.
    """
    for index, sentence in enumerate(text.bulletin.sentences):
        if "其中" in sentence.text or index not in text.by_sentence:
            continue
        numbers = text.levels(index, "", NumberRole.LEVEL, NumberRole.PLAN)
        runs = [run for run in _clauses(sentence, numbers) if len(run) > 1]
        for ours, theirs in pairwise(runs):
            if _are_parallel(sentence, ours, theirs):
                yield _parallel(text.bulletin, ours, theirs)


def _clauses(sentence: Sentence, numbers: Sequence[Mention]) -> Iterator[list[Mention]]:
    position = sentence.start
    for clause in sentence.text.split("；"):
        end = position + len(clause)
        yield [one for one in numbers if position <= one.start < end]
        position = end + 1


def _are_parallel(
    sentence: Sentence, ours: Sequence[Mention], theirs: Sequence[Mention]
) -> bool:
    """Tell lists of the same projects from rivals.

    They are stages (签约, 开工, 投产), or a higher level's selection (省级, 全市).
    """
    our_units = [one.measurement_unit for one in ours]
    their_units = [one.measurement_unit for one in theirs]
    our_words = _words_before(sentence, ours[0])
    their_words = _words_before(sentence, theirs[0])
    of_projects = "项目" in our_words and "项目" in their_words
    if our_units != their_units or not of_projects:
        return False
    stages = _STAGE.search(our_words) and _STAGE.search(their_words)
    return bool(stages) or _are_levels(our_words, their_words)


def _are_levels(our_words: str, their_words: str) -> bool:
    """Whether two lists are of two levels: 省级项目, 全市项目."""
    ours = _LEVEL.search(our_words)
    theirs = _LEVEL.search(their_words)
    if ours is None or theirs is None:
        return False
    return ours.group() != theirs.group()


def _words_before(sentence: Sentence, first: Mention) -> str:
    end = first.start - sentence.start
    return sentence.text[sentence.text.rfind("；", 0, end) + 1 : end]


def _parallel(
    bulletin: Bulletin, ours: Sequence[Mention], theirs: Sequence[Mention]
) -> Check:
    pairs = list(zip(ours, theirs, strict=True))
    falls = [first.value >= second.value for first, second in pairs]
    signs = [
        f"{first.value:f}{'≥' if fall else '<'}{second.value:f}"
        for (first, second), fall in zip(pairs, falls, strict=True)
    ]
    return Check(
        kind=CheckKind.PARALLEL,
        expression="；".join(signs),
        printed=" ".join(f"{one.value:f}" for one in ours),
        computed=" ".join(f"{one.value:f}" for one in theirs),
        result=Result.AGREES if len(set(falls)) == 1 else Result.QUERY,
        source_text=bulletin.as_printed(ours[0].start, theirs[-1].end),
        places=tuple(f"{one.words}{one.printed}" for one in (ours[0], theirs[0])),
    )
