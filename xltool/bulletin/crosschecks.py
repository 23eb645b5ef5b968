"""The checks a careful reader makes on a bulletin's figures: do they add up, and follow from one another.

Each check is a function from a bulletin and its figures to `Check`s; `CHECKS` lists
them. Tolerance follows the printed precision: a printed number stands for all that
round to it.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, Result
from xltool.bulletin.rates import check_growth, check_rates, is_level
from xltool.bulletin.sums import check_composed_growth, check_shares, check_sums
from xltool.model.numerals import parse_numeral
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from xltool.bulletin.figures import PrintedFigure
    from xltool.bulletin.reading import Bulletin, Sentence

_LIST = re.compile(
    r"(?P<number>\d+|[二三四五六七八九十]{1,3})(?:个|项|家|件|类|种|条|大|方面)[^。；：，]{0,16}[，：]?"
    r"(?:分别是|分别为|具体为|具体是|包括|即)[:：]?(?P<list>[^。；\d]+)[。；]"
)
_NAMED_COUNT = re.compile(
    r"(?P<number>[二三四五六七八九十]{1,3})大(?P<of>攻坚|方面|行动|工程|任务)"
)
_FREE_HEADINGS = {"方面"}
"""Aspects are chosen for each section; a campaign must not be left out."""
_STAGE = re.compile(r"签约|开工|投产|竣工|建成")
_LEVEL = re.compile(r"省|全市|全县|国家")
_MOST_PREFECTURES = 21
"""The most prefecture-level divisions that any province has (四川)."""


def check_bulletin(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> tuple[Check, ...]:
    """Make every check on a bulletin."""
    return tuple(check for one in CHECKS for check in one(bulletin, figures))


def _check_lists(
    bulletin: Bulletin,
    figures: Sequence[PrintedFigure],  # noqa: ARG001
) -> Iterator[Check]:
    """Count what is listed against the number that announces the list."""
    for sentence in bulletin.sentences:
        for match in _LIST.finditer(sentence.text):
            if match["list"].rstrip("”）").endswith("等"):
                continue
            number = (
                int(match["number"])
                if match["number"].isdecimal()
                else parse_numeral(match["number"])
            )
            items = [
                item for item in re.split("、|和(?=[^、]*$)", match["list"]) if item
            ]
            counted = match["list"].count("、") + 1
            if number is None or counted < 2:
                continue
            yield Check(
                kind="list_count",
                expression=f"列举项数 = {number}",
                printed=str(number),
                computed=str(counted),
                result=Result.AGREES
                if number in {counted, len(items)}
                else Result.DISAGREES,
                source_text=_printed(bulletin, sentence, match),
            )


def _check_headings(
    bulletin: Bulletin,
    figures: Sequence[PrintedFigure],  # noqa: ARG001
) -> Iterator[Check]:
    """Compare sections that go through the same list of headings (七大攻坚) with each other and its number."""
    by_kind: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for section, headings in bulletin.headings.items():
        for ending, group in groupby(headings, key=lambda heading: heading[-2:]):
            if ending not in _FREE_HEADINGS:
                by_kind.setdefault(ending, []).append((section, tuple(group)))
    for sections in by_kind.values():
        for (first, ours), (second, theirs) in pairwise(sections):
            yield Check(
                kind="headings",
                expression=f"【{first}】{len(ours)}条 = 【{second}】{len(theirs)}条",
                printed="、".join(ours),
                computed="、".join(theirs),
                result=Result.AGREES if ours == theirs else Result.DISAGREES,
                source_text=f"{first} {second}",
            )
    for match in _NAMED_COUNT.finditer(bulletin.folded):
        number = parse_numeral(match["number"])
        for section, headings in by_kind.get(match["of"][-2:], []):
            yield Check(
                kind="headings",
                expression=f"{match['number']}大{match['of']} = 【{section}】{len(headings)}条",
                printed=str(number),
                computed=str(len(headings)),
                result=Result.AGREES if number == len(headings) else Result.DISAGREES,
                source_text=bulletin.as_printed(match.start(), match.end()),
            )
        break


def _check_parallels(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> Iterator[Check]:
    """Compare clauses that say the same of two lists: the larger in number should be the larger in amount.

    新签约 ≥ 新开工 ≥ 新投产 holds in number and amount; a list of fewer projects with
    more investment cannot be part of the longer one, or the two are counted on a
    different basis.
    """
    for index, sentence in enumerate(bulletin.sentences):
        if "其中" in sentence.text:
            continue
        runs = [
            run
            for run in _clauses(
                sentence, [one for one in figures if one.sentence == index]
            )
            if len(run) > 1
        ]
        for ours, theirs in pairwise(runs):
            if [one.measurement_unit for one in ours] != [
                one.measurement_unit for one in theirs
            ]:
                continue
            if not all(one.exact and is_level(one) for one in (*ours, *theirs)):
                continue
            if not _are_of_one_list(
                *(_words_before(sentence, run) for run in (ours, theirs))
            ):
                continue
            falls = [a.value >= b.value for a, b in zip(ours, theirs, strict=True)]
            signs = [
                f"{a.value:f}{'≥' if fall else '<'}{b.value:f}"
                for a, b, fall in zip(ours, theirs, falls, strict=True)
            ]
            yield Check(
                kind="parallel",
                expression="；".join(signs),
                printed=" ".join(f"{one.value:f}" for one in ours),
                computed=" ".join(f"{one.value:f}" for one in theirs),
                result=Result.AGREES if len(set(falls)) == 1 else Result.DISAGREES,
                source_text=bulletin.as_printed(ours[0].start, theirs[-1].end),
            )


def _are_of_one_list(ours: str, theirs: str) -> bool:
    """Tell stages of the same projects (签约, 开工, 投产) and a higher level's selection (省级, 全市) from rivals."""
    both = "项目" in ours and "项目" in theirs
    stages = bool(_STAGE.search(ours)) and bool(_STAGE.search(theirs))
    our_level, their_level = _LEVEL.search(ours), _LEVEL.search(theirs)
    selected = (
        our_level is not None
        and their_level is not None
        and our_level[0] != their_level[0]
    )
    return both and (stages or selected)


def _words_before(sentence: Sentence, run: Sequence[PrintedFigure]) -> str:
    end = run[0].start - sentence.start
    return sentence.text[sentence.text.rfind("；", 0, end) + 1 : end]


def _clauses(
    sentence: Sentence, figures: Sequence[PrintedFigure]
) -> Iterator[list[PrintedFigure]]:
    position = sentence.start
    for clause in sentence.text.split("；"):
        yield [one for one in figures if position <= one.start < position + len(clause)]
        position += len(clause) + 1


def _check_repeated(
    bulletin: Bulletin,  # noqa: ARG001
    figures: Sequence[PrintedFigure],
) -> Iterator[Check]:
    """Compare one indicator of one period that two sections print."""
    seen: dict[tuple[str, str, str], PrintedFigure] = {}
    for one in figures:
        key = (one.name, one.period, one.measurement_unit)
        if len(one.name) < 4 or not one.period or not one.exact:
            continue
        first = seen.setdefault(key, one)
        if first.section == one.section:
            continue
        digits = min(
            half_unit(first.value), half_unit(one.value), key=lambda half: -half
        )
        yield Check(
            kind="repeated",
            expression=f"【{first.section}】{first.value:f} = 【{one.section}】{one.value:f}",
            printed=f"{first.value:f}{first.measurement_unit}",
            computed=f"{one.value:f}{one.measurement_unit}",
            result=_same(first.value, one.value, digits),
            source_text=one.source_text,
        )


def _same(first: Decimal, second: Decimal, tolerance: Decimal) -> Result:
    if first == second:
        return Result.AGREES
    return (
        Result.WITHIN_ROUNDING if abs(first - second) <= tolerance else Result.DISAGREES
    )


def _check_ranks(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> Iterator[Check]:
    """Check that ranks among a province's cities are possible."""
    for one in figures:
        if one.rank is not None and "全省" in bulletin.sentences[one.sentence].text:
            yield Check(
                kind="rank",
                expression=f"1 ≤ {one.rank} ≤ {_MOST_PREFECTURES}",
                printed=str(one.rank),
                computed=f"1–{_MOST_PREFECTURES}",
                result=Result.AGREES
                if 1 <= one.rank <= _MOST_PREFECTURES
                else Result.DISAGREES,
                source_text=one.source_text,
            )


def _printed(bulletin: Bulletin, sentence: Sentence, match: re.Match[str]) -> str:
    return bulletin.as_printed(
        sentence.start + match.start(), sentence.start + match.end()
    )


CHECKS: tuple[Callable[[Bulletin, Sequence[PrintedFigure]], Iterable[Check]], ...] = (
    check_sums,
    check_rates,
    check_growth,
    check_composed_growth,
    check_shares,
    _check_lists,
    _check_headings,
    _check_parallels,
    _check_repeated,
    _check_ranks,
)
