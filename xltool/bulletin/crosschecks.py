"""The checks a careful reader makes on a bulletin's figures: do they add up, and follow from one another.

Each check is a function from a bulletin and its figures to `Check`s; `CHECKS` lists them. Tolerance
follows the printed precision: a printed number stands for all that round to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from xltool.model.numerals import parse_numeral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xltool.bulletin.figures import PrintedFigure
    from xltool.bulletin.reading import Bulletin, Sentence

_RATE = re.compile(
    r"(?P<name>[^，；。、]*?(?:完成率|投资率|进度)|(?:完成|占)[^，；。、]{0,6}(?:计划|任务|目标)[^，；。、]{0,3}的)"
    r"(?:已?达到?|为)?(?P<rate>\d+(?:\.\d+)?)%(?!以上|左右|以下)"
)
_PLAN = re.compile(r"计划|目标|任务")
_LIST = re.compile(
    r"(?P<number>\d+|[二三四五六七八九十]{1,3})(?:个|项|家|件|类|种|条|大|方面)[^。；：，]{0,16}[，：]?"
    r"(?:分别是|分别为|具体为|具体是|包括|即)[:：]?(?P<list>[^。；\d]+)[。；]"
)
_NAMED_COUNT = re.compile(r"(?P<number>[二三四五六七八九十]{1,3})大(?P<of>攻坚|方面|行动|工程|任务)")
_MOST_PREFECTURES = 21
"""The most prefecture-level divisions that any province has (四川)."""


class Result(StrEnum):
    """What a check came to."""

    AGREES = "agrees"
    WITHIN_ROUNDING = "agrees_within_rounding"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: `expression` as a person would write it, what is printed and what follows."""

    kind: str
    expression: str
    printed: str
    computed: str
    result: Result
    source_text: str

    def as_json(self) -> dict[str, str]:
        """Give the shape that `proof --json` promises."""
        return {
            "kind": self.kind,
            "expression": self.expression,
            "printed": self.printed,
            "computed": self.computed,
            "result": self.result.value,
            "source_text": self.source_text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A total and the figures printed as 其中 it, of one 计量单位."""

    total: PrintedFigure
    parts: tuple[PrintedFigure, ...]
    same_partition: bool = field(default=False)
    """Another 计量单位 of the same parts adds up exactly, so these must, too."""

    @property
    def sum(self) -> Decimal:
        """What the parts come to."""
        return sum((one.value for one in self.parts), Decimal(0))


def check_bulletin(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> tuple[Check, ...]:
    """Make every check on a bulletin."""
    return tuple(check for one in CHECKS for check in one(bulletin, figures))


def half_unit(value: Decimal) -> Decimal:
    """Half a unit of the last printed place: what rounding may have taken or added."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2


def compare(printed: Decimal, computed: Decimal, tolerance: Decimal) -> Result:
    """Judge a printed value against a computed one; `tolerance` is what the inputs' rounding allows."""
    if computed.quantize(printed, ROUND_HALF_UP) == printed:
        return Result.AGREES
    return Result.WITHIN_ROUNDING if abs(computed - printed) <= tolerance else Result.DISAGREES


def _check_sums(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:
    for one in _all_parts(bulletin, figures):
        tolerance = sum((half_unit(part.value) for part in one.parts), half_unit(one.total.value))
        gap = one.total.value - one.sum
        complete = len(one.parts) > 1 and (abs(gap) <= tolerance or one.same_partition or _nearly(one))
        if complete:
            result = compare(one.total.value, one.sum, tolerance)
            sign = "="
        else:
            result = Result.AGREES if gap >= -tolerance else Result.DISAGREES
            sign = "≤"
        yield Check(
            kind="sum" if complete else "subset",
            expression=f"{'+'.join(f'{part.value:f}' for part in one.parts)} {sign} {one.total.value:f}",
            printed=f"{one.total.value:f}{one.total.measurement_unit}",
            computed=f"{one.sum:f}{one.total.measurement_unit}",
            result=result,
            source_text=bulletin.as_printed(one.total.start, one.parts[-1].end),
        )


def _nearly(one: Parts) -> bool:
    """Tell parts that were meant to add up, but do not, from a mere selection of parts."""
    total, parts = f"{one.total.value:f}", f"{one.sum:f}"
    swapped = len(total) >= 3 and total != parts and sorted(total) == sorted(parts)
    return swapped or one.sum > one.total.value or abs(one.total.value - one.sum) * 20 <= one.total.value


def _all_parts(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Parts]:
    for index, sentence in enumerate(bulletin.sentences):
        position = sentence.text.find("其中")
        if position < 0:
            continue
        mark = sentence.start + position
        end = sentence.text.find("；", position) if position else -1  # 其中 within a sentence rules its clause
        limit = sentence.start + (len(sentence.text) if end < 0 else end)
        parts = [one for one in figures if one.sentence == index and mark < one.start < limit]
        before = [one for one in figures if _near(bulletin, one, index) and one.end <= mark]
        found = list(_matched(parts, before))
        exact = {len(one.parts) for one in found if len(one.parts) > 1 and one.sum == one.total.value}
        for one in found:
            yield Parts(total=one.total, parts=one.parts, same_partition=len(one.parts) in exact)


def _near(bulletin: Bulletin, figure: PrintedFigure, index: int) -> bool:
    """Tell whether a figure's sentence can hold the total: this one, or where 其中 opens it, the two before."""
    opens = bulletin.sentences[index].text.startswith("其中")
    same = bulletin.sentences[figure.sentence].heading == bulletin.sentences[index].heading
    return same and index - (2 if opens else 0) <= figure.sentence <= index


def _matched(parts: Sequence[PrintedFigure], before: Sequence[PrintedFigure]) -> Iterator[Parts]:
    for measure in dict.fromkeys(one.measurement_unit for one in parts):
        totals = [one for one in before if one.measurement_unit == measure and one.exact and not one.change]
        members = tuple(one for one in parts if one.measurement_unit == measure and one.exact and not one.change)
        if totals and members and measure not in {"%", "‰", "位"}:
            yield Parts(total=totals[-1], parts=members)


def _check_rates(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:
    for index, sentence in enumerate(bulletin.sentences):
        for match in _RATE.finditer(sentence.text):
            start = sentence.start + match.start("rate")
            earlier = [one for one in figures if one.sentence == index and one.end <= start and one.exact]
            done = next((one for one in reversed(earlier) if _is_level(one) and not _PLAN.search(one.name)), None)
            plan = next((one for one in reversed(earlier) if done and _is_plan(one, done)), None)
            if done is None or plan is None or not plan.value:
                continue
            rate = Decimal(match["rate"])
            ratio = done.value / plan.value * 100
            spread = ratio * (half_unit(done.value) / done.value + half_unit(plan.value) / plan.value)
            yield Check(
                kind="rate",
                expression=f"{done.value:f}/{plan.value:f} = {rate:f}%",
                printed=f"{rate:f}%",
                computed=f"{ratio:.3f}%",
                result=compare(rate, ratio, half_unit(rate) + spread),
                source_text=bulletin.as_printed(min(plan.start, done.start), sentence.start + match.end()),
            )


def _is_level(figure: PrintedFigure) -> bool:
    return figure.measurement_unit not in {"%", "‰", "位", "个百分点"} and not figure.change


def _is_plan(figure: PrintedFigure, done: PrintedFigure) -> bool:
    return figure.measurement_unit == done.measurement_unit and bool(_PLAN.search(figure.name)) and figure is not done


def _check_growth(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:
    """Check growth against the level and by how much it changed (29起, 减少18起, 下降38.3%)."""
    for change in figures:
        if not change.change or not change.value or change.measurement_unit in {"%", "‰", "个百分点"}:
            continue
        level = next((one for one in figures if _is_level_of(one, change)), None)
        if level is None or level.growth is None:
            continue
        fell = level.growth < 0
        base = level.value + change.value if fell else level.value - change.value
        if base <= 0:
            continue
        computed = change.value / base * 100
        spread = computed * (half_unit(change.value) / change.value + half_unit(level.value) / base)
        exact = half_unit(change.value) == half_unit(Decimal(0))
        yield Check(
            kind="growth",
            expression=f"{change.value:f}/({level.value:f}{'+' if fell else '-'}{change.value:f})",
            printed=f"{level.growth:f}%",
            computed=f"{-computed if fell else computed:.3f}%",
            result=compare(abs(level.growth), computed, half_unit(level.growth) + (0 if exact else spread)),
            source_text=bulletin.as_printed(min(level.start, change.start), max(level.end, change.end)),
        )


def _is_level_of(figure: PrintedFigure, change: PrintedFigure) -> bool:
    same = figure.sentence == change.sentence and figure.measurement_unit == change.measurement_unit
    return same and figure.growth is not None and not figure.change


def _check_composed_growth(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:
    """Check a total's growth against the growth of the parts that make it up."""
    for one in _all_parts(bulletin, figures):
        total = one.total
        if total.growth is None or total.value != one.sum or any(part.growth is None for part in one.parts):
            continue
        bases = [_base(part) for part in one.parts]
        if len(bases) < 2 or any(base is None for base in bases):
            continue
        earlier = sum((base for base in bases if base is not None), Decimal(0))
        computed = (total.value / earlier - 1) * 100
        spread = max(half_unit(part.growth) for part in (total, *one.parts) if part.growth is not None)
        inner = "+".join(f"{part.value:f}/(1{part.growth:+f}%)" for part in one.parts)
        yield Check(
            kind="composed_growth",
            expression=f"{total.value:f}/({inner})-1",
            printed=f"{total.growth:f}%",
            computed=f"{computed:.3f}%",
            result=compare(total.growth, computed, half_unit(total.growth) + spread),
            source_text=bulletin.as_printed(total.start, one.parts[-1].end),
        )


def _base(figure: PrintedFigure) -> Decimal | None:
    if figure.growth is None or figure.growth <= -100:
        return None
    return figure.value / (1 + figure.growth / 100)


def _check_lists(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:  # noqa: ARG001
    """Count what is listed against the number that announces the list."""
    for sentence in bulletin.sentences:
        for match in _LIST.finditer(sentence.text):
            if match["list"].rstrip("”）").endswith("等"):
                continue
            number = int(match["number"]) if match["number"].isdecimal() else parse_numeral(match["number"])
            items = [item for item in re.split("、|和(?=[^、]*$)", match["list"]) if item]
            counted = match["list"].count("、") + 1
            if number is None or counted < 2:
                continue
            yield Check(
                kind="list_count",
                expression=f"列举项数 = {number}",
                printed=str(number),
                computed=str(counted),
                result=Result.AGREES if number in {counted, len(items)} else Result.DISAGREES,
                source_text=_printed(bulletin, sentence, match),
            )


def _check_headings(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:  # noqa: ARG001
    """Compare sections that go through the same list of headings (七大攻坚) with each other and its number."""
    by_kind: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for section, headings in bulletin.headings.items():
        for ending, group in groupby(headings, key=lambda heading: heading[-2:]):
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


def _check_parallels(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:
    """Compare clauses that say the same of two lists: the larger in number should be the larger in amount.

    新签约 ≥ 新开工 ≥ 新投产 holds in number and amount; a list of fewer projects with more investment
    cannot be part of the longer one, or the two are counted on a different basis.
    """
    for index, sentence in enumerate(bulletin.sentences):
        runs = [run for run in _clauses(sentence, [one for one in figures if one.sentence == index]) if len(run) > 1]
        for ours, theirs in pairwise(runs):
            if [one.measurement_unit for one in ours] != [one.measurement_unit for one in theirs]:
                continue
            if "其中" in sentence.text or not all(one.exact and _is_level(one) for one in (*ours, *theirs)):
                continue
            falls = [a.value >= b.value for a, b in zip(ours, theirs, strict=True)]
            signs = [
                f"{a.value:f}{'≥' if fall else '<'}{b.value:f}" for a, b, fall in zip(ours, theirs, falls, strict=True)
            ]
            yield Check(
                kind="parallel",
                expression="；".join(signs),
                printed=" ".join(f"{one.value:f}" for one in ours),
                computed=" ".join(f"{one.value:f}" for one in theirs),
                result=Result.AGREES if len(set(falls)) == 1 else Result.DISAGREES,
                source_text=bulletin.as_printed(ours[0].start, theirs[-1].end),
            )


def _clauses(sentence: Sentence, figures: Sequence[PrintedFigure]) -> Iterator[list[PrintedFigure]]:
    position = sentence.start
    for clause in sentence.text.split("；"):
        yield [one for one in figures if position <= one.start < position + len(clause)]
        position += len(clause) + 1


def _check_repeated(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:  # noqa: ARG001
    """Compare one indicator of one period that two sections print."""
    seen: dict[tuple[str, str, str], PrintedFigure] = {}
    for one in figures:
        key = (one.name, one.period, one.measurement_unit)
        if len(one.name) < 4 or not one.period or not one.exact:
            continue
        first = seen.setdefault(key, one)
        if first.section == one.section:
            continue
        digits = min(half_unit(first.value), half_unit(one.value), key=lambda half: -half)
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
    return Result.WITHIN_ROUNDING if abs(first - second) <= tolerance else Result.DISAGREES


def _check_ranks(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:
    """Check that ranks among a province's cities are possible."""
    for one in figures:
        if one.rank is not None and "全省" in bulletin.sentences[one.sentence].text:
            yield Check(
                kind="rank",
                expression=f"1 ≤ {one.rank} ≤ {_MOST_PREFECTURES}",
                printed=str(one.rank),
                computed=f"1–{_MOST_PREFECTURES}",
                result=Result.AGREES if 1 <= one.rank <= _MOST_PREFECTURES else Result.DISAGREES,
                source_text=one.source_text,
            )


def _printed(bulletin: Bulletin, sentence: Sentence, match: re.Match[str]) -> str:
    return bulletin.as_printed(sentence.start + match.start(), sentence.start + match.end())


CHECKS: tuple[Callable[[Bulletin, Sequence[PrintedFigure]], Iterable[Check]], ...] = (
    _check_sums,
    _check_rates,
    _check_growth,
    _check_composed_growth,
    _check_lists,
    _check_headings,
    _check_parallels,
    _check_repeated,
    _check_ranks,
)
