"""Wholes and their parts: what the parts add up to, and that none is above its whole.

Where a list of parts begins and ends is a reading, so several readings are tried: the
first that comes out is taken. Only if none does is the likeliest called into question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import RIGHT, CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.partitions import is_partition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

Parts = tuple["Mention", ...]

_MARKER = re.compile(
    r"""其中|具体为|包括[:：]?|主要(?:有|是)
    |[分按从][^，。；\d]{1,14}(?:看|分|划分|分析|统计|情况是)[，:：]  # 分部门看
    |分为?[^，。；\d]{0,4}[一二三四五六七八九十\d]+(?:类|种|级|个?方面)[^，。；]{0,4}[:：]
    |分别[为是](?=[^\d，。；]{2,}\d)|[中里]，""",
    re.VERBOSE,
)
_DECLARED = re.compile(r"分为|分[成作]|具体为|分别[为是]")
_NESTED = re.compile(r"其中|包括")
_ANOTHER_MATTER = re.compile(
    r"^(?:并|且)?(?:涉及|实际|带动|惠及|累计|同时|此外|另外|目前|提前|人均|实现|占用|需|计划|全年|本月|当月|还)"
)
_NESTED_BY_SIZE = re.compile(r"以上(?!不满|至)|以下|以内")
_OVERLAPPING = re.compile(r"规模|重点")
_LEFT_OUT = re.compile(r"不含|不包括|除|另|剔除|扣除|下同|含")
"""Brackets that say what is left out or taken in, not what the whole is made of."""
_TOTAL = re.compile(r"合计|总计|共计|总和|累计受理|共受理")
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．])"
)
_NATURAL = 4
"""How many readings of a list are natural enough for a slip to be looked for."""
_VERY_MANY_DIGITS = 5
_MANY_DIGITS = 4
_SOME_DIGITS = 3
_FAR = 10
_MOST_MARKERS = 5
_MOST_READINGS = 80
"""Of one list: more are tried of no sentence that a person wrote."""
_MOST_PARTS = 40
_LONGEST_LIST = 12
"""A list without a word for it is no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsReading:
    """One way to read a whole and its parts.

    `complete` says that the parts are meant to be all, `sure` that the total is the one
    that is meant.
    """

    total: Mention
    parts: Parts
    complete: bool = False
    sure: bool = False
    marked: bool = False
    """其中 or a bracket says that these are parts, of this whole or of another."""
    within: bool = False
    """其中 says that each is part of this very whole."""

    @property
    def result(self) -> Result:
        """What comes of adding up."""
        return added_up((self.total, *self.parts))

    @property
    def comes_out(self) -> bool:
        """Whether several parts make the whole."""
        return len(self.parts) > 1 and self.result in RIGHT

    @property
    def added(self) -> Decimal:
        """What the parts come to, in the base of their 计量单位."""
        return sum((one.size for one in self.parts), Decimal(0))

    @property
    def nearly(self) -> bool:
        """Whether three parts or more come near the whole: a selection seldom does."""
        gap = abs(self.added - self.total.size)
        few_digits = self.total.digits <= _SOME_DIGITS
        return few_digits and len(self.parts) > 2 and gap * 10 <= self.total.size

    @property
    def overlapping(self) -> bool:
        """Whether the parts may hold each other: 亿元以上项目, 5亿元以上项目."""
        words = " ".join(one.words for one in self.parts)
        if _NESTED_BY_SIZE.search(words):
            return True
        return not self.complete and _OVERLAPPING.search(words) is not None

    @property
    def known(self) -> bool:
        """Whether the parts' names say that they are all."""
        return _known(self.parts)


def added_up(numbers: Numbers) -> Result:
    """Judge whether all numbers but the first add up to the first."""
    total, *parts = numbers
    tolerance = sum((one.slack for one in parts), total.slack)
    computed = sum((abs(one.size) for one in parts), Decimal(0)) / total.factor
    return compare(abs(total.value), computed, tolerance / total.factor)


def none_above(numbers: Numbers) -> Result:
    """Judge whether no number is above the first."""
    total, *parts = numbers
    above = [one for one in parts if one.size - one.slack > total.size + total.slack]
    return Result.DISAGREES if above else Result.AGREES


def find_sums(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of wholes and parts."""
    seen: set[tuple[Mention, Parts]] = set()
    for reading in text.readings:
        key = (reading.total, reading.parts)
        if key not in seen:
            seen.add(key)
            yield from _claims(reading)


def settled_readings(text: NumberedText) -> Iterator[PartsReading]:
    """Give for every list of parts the reading that comes out, else the likeliest."""
    anchors: dict[str, Mention] = {}
    for sentence in text.by_sentence:
        lists = [
            list(islice(one, _MOST_READINGS))
            for one in _lists_of(text, sentence, anchors)
        ]
        counts = _counts_that_come_out(lists)
        settled = []
        for readings in lists:
            reading = _settle(readings, counts)
            if reading is None:
                continue
            settled.append(reading)
            if reading.comes_out:
                anchors[reading.total.base] = reading.total
        yield from _in_all_measures(settled)
    yield from _of_items(text)


def _counts_that_come_out(lists: Sequence[Sequence[PartsReading]]) -> frozenset[int]:
    """Give how many parts there are of the wholes that come out beyond doubt."""
    settled = (_settle(one, frozenset()) for one in lists)
    return frozenset(
        len(one.parts) for one in settled if one is not None and one.comes_out
    )


def _in_all_measures(readings: Sequence[PartsReading]) -> Iterator[PartsReading]:
    """Where parts make their whole in one measure (起), they must in the other (人)."""
    counts = {len(one.parts) for one in readings if one.comes_out}
    for reading in readings:
        also = len(reading.parts) in counts and reading.sure
        yield replace(reading, complete=reading.complete or also)


def _settle(
    readings: Sequence[PartsReading], counts: frozenset[int]
) -> PartsReading | None:
    """Give the reading that comes out, else the likeliest.

    `counts` are the numbers of parts that make a whole in another measure (起 beside
    人).
    """
    for reading in readings:
        also = reading.marked and len(reading.parts) in counts
        if reading.comes_out and (also or _telling(reading)):
            return reading
    likely = [one for one in readings if one.sure]
    if likely:
        slipped = (one for one in likely[:_NATURAL] if _plainly_slipped(one))
        return next(slipped, likely[0])
    for reading in readings:
        if reading.marked and none_above((reading.total, *reading.parts)) in RIGHT:
            return reading
    return None


def _plainly_slipped(reading: PartsReading) -> bool:
    """Whether one slip makes so long a whole that it cannot be chance."""
    long = reading.total.digits >= _VERY_MANY_DIGITS
    together = reading.parts[0].sentence == reading.parts[-1].sentence
    several = len(reading.parts) > 1
    return long and together and several and _slipped(reading, same_length=True)


def _slipped(reading: PartsReading, *, same_length: bool = False) -> bool:
    return explained(sum_claim(reading), same_length=same_length)


def _telling(reading: PartsReading) -> bool:
    """Whether it is more than chance that these numbers add up."""
    if reading.sure or reading.complete or reading.known:
        return True
    return reading.total.digits >= _SOME_DIGITS


# ---- where the lists are -----------------------------------------------------------


def _lists_of(
    text: NumberedText, sentence: int, anchors: dict[str, Mention]
) -> Iterator[list[PartsReading]]:
    """Give every list of parts of a sentence, as the readings that are possible."""
    words = text.bulletin.sentences[sentence].text
    markers = list(_MARKER.finditer(words))[:_MOST_MARKERS]
    for base in dict.fromkeys(one.base for one in text.by_sentence[sentence]):
        if base in {"%", "‰", "个百分点"}:
            continue
        yield from _in_brackets(text, sentence, base)
        for marker in markers:
            readings = list(_after_marker(text, sentence, base, marker, anchors))
            yield readings
            for reading in _by_clause(text, readings):
                yield [reading]
        yield list(_before_total(text, sentence, base))
        first = markers[0] if markers else None
        yield from _without_marker(text, sentence, base, first, anchors)
    for marker in markers:
        yield list(_of_plans(text, sentence, marker))


def _of_plans(
    text: NumberedText, sentence: int, marker: re.Match[str]
) -> Iterator[PartsReading]:
    """计划开工183项，其中1-7月计划开工140项: a plan and a part of it."""
    start = text.bulletin.sentences[sentence].start + marker.start()
    plans = text.levels(sentence, "", NumberRole.PLAN)
    behind = [one for one in plans if one.start >= start]
    before = [one for one in plans if one.end <= start]
    if behind and before and before[-1].base == behind[0].base:
        yield PartsReading(total=before[-1], parts=(behind[0],), marked=True)


def _after_marker(
    text: NumberedText,
    sentence: int,
    base: str,
    marker: re.Match[str],
    anchors: dict[str, Mention],
) -> Iterator[PartsReading]:
    """其中, 分产业看: the parts stand behind, the whole before."""
    start = text.bulletin.sentences[sentence].start + marker.start()
    depth = _depth_at(text, sentence, marker.start())
    levels = text.levels(sentence, base)
    behind = [one for one in levels if one.start >= start and one.depth == depth]
    if not behind or len(behind) > _MOST_PARTS:
        return
    own = [one for one in levels if one.end <= start and one.depth <= depth]
    if not own and _opens(text, sentence, start):
        plans = text.levels(sentence - 1, base, NumberRole.PLAN)
        totals = [*_totals_before(text, sentence, base), *plans[-1:]]
        sure = _sure_before(text, sentence, base, marker, anchors.get(base))
    else:
        totals = list(reversed(own))
        sure = totals[0] if totals else None
    declared = _DECLARED.search(marker.group()) is not None
    of_it = "其中" in marker.group() and not _nets_out(text, behind)
    pattern = _Marked(
        complete=declared or _shares_are_all(text, behind), of_it=of_it, sure=sure
    )
    clause = _until_semicolon(text, behind) if own else behind
    lists = dict.fromkeys((*_parts_of(text, clause), *_parts_of(text, behind)))
    for parts in lists:
        for total in totals:
            yield pattern.reading(total, parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """What a marker says of the lists behind it.

    `of_it` is that each part is of the very whole (其中), `sure` the whole that is
    meant.
    """

    complete: bool
    of_it: bool
    sure: Mention | None

    def reading(self, total: Mention, parts: Parts) -> PartsReading:
        """Give the reading with this whole and these parts."""
        meant = total is self.sure
        return PartsReading(
            total=total,
            parts=parts,
            complete=self.complete,
            sure=meant,
            marked=True,
            within=meant and self.of_it,
        )


def _nets_out(text: NumberedText, parts: Sequence[Mention]) -> bool:
    """Whether something of the list fell.

    新增30.8亿元，其中中资新增93.2亿元，外资减少62.4亿元.
    """
    after = text.by_sentence[parts[0].sentence]
    return any(
        one.role is NumberRole.CHANGE and one.value < 0 and one.base == parts[0].base
        for one in after
        if one.start > parts[0].start
    )


def _opens(text: NumberedText, sentence: int, start: int) -> bool:
    """Whether no number stands before a marker in its sentence."""
    return text.by_sentence[sentence][0].start >= start


def _sure_before(
    text: NumberedText,
    sentence: int,
    base: str,
    marker: re.Match[str],
    anchor: Mention | None,
) -> Mention | None:
    """Give the whole that is meant.

    The only one of the sentence or clause before, or the last that was one.
    """
    before = [one for one in text.levels(sentence - 1, base) if not one.depth]
    if len(before) == 1:
        return before[0]
    if "其中" not in marker.group():
        return anchor
    if len(before) > 1 and "；" in text.between(before[-2], before[-1]):
        return before[-1]
    return None


def _totals_before(text: NumberedText, sentence: int, base: str) -> list[Mention]:
    """Give levels of the sentences before, nearest first."""
    found: list[Mention] = []
    section = text.bulletin.sentences[sentence].section
    for index in range(sentence - 1, max(sentence - 1 - _FAR, -1), -1):
        if text.bulletin.sentences[index].section != section:
            break
        found.extend(reversed(text.levels(index, base)))
    return found


def _in_brackets(
    text: NumberedText, sentence: int, base: str
) -> Iterator[list[PartsReading]]:
    """168件（来电53件、来信115件）: the whole stands before the bracket."""
    levels = text.levels(sentence, base)
    outside = [one for one in levels if not one.depth]
    groups: dict[int, list[Mention]] = {}
    for one in levels:
        if one.depth:
            groups.setdefault(_bracket_before(text, one), []).append(one)
    for opening, group in groups.items():
        if _LEFT_OUT.match(text.bulletin.folded, opening + 1):
            continue
        totals = [one for one in outside if one.end <= opening]
        if totals:
            yield list(_of_bracket(text, totals[-1], opening, group))


def _of_bracket(
    text: NumberedText, total: Mention, opening: int, group: Sequence[Mention]
) -> Iterator[PartsReading]:
    close = total.end == opening
    words = text.bulletin.folded[opening : group[-1].end]
    named = "其中" in words
    listed = len(group) > 1 and not named
    for parts in _prefixes(group):
        whole = parts == tuple(group)
        yield PartsReading(
            total=total,
            parts=parts,
            complete=close and listed and whole,
            sure=(close and (listed or named)) or _known(parts),
            marked=close,
            within=close and named,
        )


def _known(parts: Parts) -> bool:
    return is_partition([one.words + one.behind for one in parts])


def _bracket_before(text: NumberedText, mention: Mention) -> int:
    folded = text.bulletin.folded
    return max(folded.rfind(one, 0, mention.start) for one in "（(")


def _before_total(
    text: NumberedText, sentence: int, base: str
) -> Iterator[PartsReading]:
    """直办2388件，转办107件，合计受理2495件: the whole stands behind its parts."""
    levels = [one for one in text.levels(sentence, base) if not one.depth]
    for place, total in enumerate(levels):
        if place < 2 or not _TOTAL.search(total.words):
            continue
        before = levels[:place]
        for count in range(place, 1, -1):
            yield PartsReading(
                total=total,
                parts=tuple(before[-count:]),
                complete=count == place,
                sure=count == place,
            )


def _without_marker(
    text: NumberedText,
    sentence: int,
    base: str,
    marker: re.Match[str] | None,
    anchors: dict[str, Mention],
) -> Iterator[list[PartsReading]]:
    """受理2877件，自行处理2276件，派单601件.

    Lists without a word for it, one for each whole.
    """
    limit = len(text.bulletin.folded)
    if marker is not None:
        limit = text.bulletin.sentences[sentence].start + marker.start()
    flat = [one for one in text.levels(sentence, base) if not one.depth]
    levels = [one for one in flat if one.start < limit]
    if len(levels) < 2:
        yield list(_in_sentences_of_their_own(text, levels))
        return
    for place, total in enumerate(levels):
        yield list(_list_of(total, levels[place + 1 :], sure=place == 0))
    yield list(_of_far_total(text, levels, anchors.get(base)))


def _of_far_total(
    text: NumberedText, levels: Sequence[Mention], anchor: Mention | None
) -> Iterator[PartsReading]:
    """咨询类33523件，求助类21570件 …: the whole was printed sentences before."""
    if len(levels) > _LONGEST_LIST:
        return
    far = _totals_before(text, levels[0].sentence, levels[0].base)[:_LONGEST_LIST]
    for total in dict.fromkeys((*([anchor] if anchor else ()), *far)):
        for parts in _prefixes(levels):
            if total is anchor or parts == tuple(levels):
                reading = PartsReading(total=total, parts=parts)
                long = total.digits >= _MANY_DIGITS and not reading.comes_out
                meant = long and reading.known and _slipped(reading)
                yield replace(reading, sure=meant)


def _in_sentences_of_their_own(
    text: NumberedText, levels: Sequence[Mention]
) -> Iterator[PartsReading]:
    """进出口1745.5亿元。进口285.0亿元。出口1460.6亿元.

    Parts whose names say that they are all.
    """
    for total in levels:
        for parts in _with_following(text, [total]):
            reading = PartsReading(total=total, parts=tuple(parts[1:]), sure=True)
            if len(reading.parts) > 1 and reading.known:
                yield reading


def _list_of(
    total: Mention, behind: Sequence[Mention], *, sure: bool
) -> Iterator[PartsReading]:
    own = [*behind]
    for place, one in enumerate(own):
        if _ANOTHER_MATTER.match(one.words):
            own = own[:place]
            break
    for parts in _prefixes(own[:_LONGEST_LIST]):
        if len(parts) < 2:
            continue
        reading = PartsReading(total=total, parts=parts)
        wrong = not reading.comes_out
        meant = (sure and reading.known) or (wrong and _plainly_slipped(reading))
        yield replace(reading, sure=meant)


def _of_items(text: NumberedText) -> Iterator[PartsReading]:
    """共发生事故274起。一是工矿商贸20起。二是…: the parts are numbered paragraphs."""
    for lead, items in _numbered_runs(text):
        found = []
        for total in text.levels(lead):
            firsts = [text.levels(item, total.base)[:1] for item in items]
            if len(items) > 1 and all(firsts):
                parts = tuple(first[0] for first in firsts)
                found.append(PartsReading(total=total, parts=parts, sure=True))
        comes_out = any(one.result in RIGHT for one in found)
        for one in found:
            yield replace(one, complete=comes_out)


def _numbered_runs(text: NumberedText) -> Iterator[tuple[int, list[int]]]:
    """Give runs of sentences that begin 一是, 二是, and the sentence before each."""
    run: list[int] = []
    for index, sentence in enumerate(text.bulletin.sentences):
        if _ITEM.match(sentence.text) and index in text.by_sentence:
            run.append(index)
            continue
        if run and index in text.by_sentence:
            yield run[0] - 1, run
            run = []
    if run:
        yield run[0] - 1, run


# ---- where a list begins and ends --------------------------------------------------


def _parts_of(text: NumberedText, behind: Sequence[Mention]) -> Iterator[Parts]:
    """Give the lists that may be meant, the likeliest first."""
    own = list(_enumerated(text, behind))
    alternatives = [
        _without_nested(text, _until_another_matter(own)),
        _without_nested(text, own),
        _without_nested(text, list(behind)),
        *_nested_readings(text, list(behind)),
        *_with_following(text, _without_nested(text, list(behind))),
        *_with_following(text, behind[:1]),
        *_nested_and_following(text, list(behind)),
        *reversed(list(_prefixes(behind))),
    ]
    yield from dict.fromkeys(tuple(one) for one in alternatives if one)


def _enumerated(text: NumberedText, behind: Sequence[Mention]) -> Sequence[Mention]:
    """Give the numbers joined by 、 alone, where the first two are.

    What follows a comma is another matter.
    """
    joins = [text.between(first, second) for first, second in pairwise(behind)]
    if not joins or "、" not in joins[0] or set("，；") & set(joins[0]):
        return behind
    for place, join in enumerate(joins, start=1):
        if "，" in join or "；" in join:
            return behind[:place]
    return behind


def _by_clause(
    text: NumberedText, readings: Sequence[PartsReading]
) -> Iterator[PartsReading]:
    """城镇54715人，乡村57920人；男性…: each clause cuts the whole anew."""
    longest = max(readings, key=lambda one: len(one.parts), default=None)
    if longest is None:
        return
    clauses: list[list[Mention]] = [[]]
    own = [one for one in longest.parts if one.sentence == longest.parts[0].sentence]
    for place, part in enumerate(own):
        if place and "；" in text.between(own[place - 1], part):
            clauses.append([])
        clauses[-1].append(part)
    for clause in clauses if len(clauses) > 1 else ():
        reading = replace(longest, parts=tuple(clause), sure=False, marked=False)
        if len(clause) > 1 and (reading.known or reading.comes_out):
            yield replace(reading, sure=reading.known and longest.sure)


def _until_semicolon(text: NumberedText, parts: Sequence[Mention]) -> Sequence[Mention]:
    """Keep the numbers of the clause that 其中 stands in."""
    for place in range(1, len(parts)):
        if "；" in text.between(parts[place - 1], parts[place]):
            return parts[:place]
    return parts


def _until_another_matter(parts: Sequence[Mention]) -> Sequence[Mention]:
    for place, one in enumerate(parts):
        if place and _ANOTHER_MATTER.match(one.words):
            return parts[:place]
    return parts


def _without_nested(text: NumberedText, parts: Sequence[Mention]) -> list[Mention]:
    """Leave out what a second 其中 says of the part before it, up to a semicolon."""
    kept: list[Mention] = []
    nested = False
    for one in parts:
        join = text.between(kept[-1], one) if kept else ""
        if kept and _NESTED.search(join):
            nested = _NESTED.search(join.rpartition("；")[2]) is not None
        elif nested and "；" in join:
            nested = False
        if not nested:
            kept.append(one)
    return kept


def _nested_readings(
    text: NumberedText, parts: list[Mention]
) -> Iterator[list[Mention]]:
    """Leave out one, two, three numbers after a second 其中."""
    for place, (first, second) in enumerate(pairwise(parts)):
        if _NESTED.search(text.between(first, second)):
            for count in range(1, len(parts) - place):
                yield parts[: place + 1] + parts[place + 1 + count :]


def _nested_and_following(
    text: NumberedText, parts: list[Mention]
) -> Iterator[list[Mention]]:
    """第二产业…，其中工业…；建筑业…。第三产业…: what is nested, and what follows."""
    for nested in _nested_readings(text, parts):
        following = _with_following(text, [*nested[:-1], parts[-1]])
        for found in following:
            yield [one for one in found if one is not parts[-1]]


def _with_following(
    text: NumberedText, parts: Sequence[Mention]
) -> Iterator[list[Mention]]:
    """Go on with the first number of each sentence that follows in the paragraph."""
    if not parts:
        return
    found = list(parts)
    last = parts[-1]
    for index in range(last.sentence + 1, last.sentence + _FAR):
        levels = text.levels(index, last.base)
        if not levels or levels[0].paragraph != last.paragraph:
            break
        found.append(levels[0])
        yield [*found]


def _prefixes(parts: Sequence[Mention]) -> Iterator[Parts]:
    for count in range(2, len(parts) + 1):
        yield tuple(parts[:count])
    if len(parts) == 1:
        yield tuple(parts)


def _shares_are_all(text: NumberedText, parts: Sequence[Mention]) -> bool:
    """Whether the shares printed behind the parts come to 100 per cent."""
    shares = [text.next_of.get(one) for one in parts]
    values = [
        one.value for one in shares if one is not None and one.role is NumberRole.SHARE
    ]
    total = sum(values, Decimal(0))
    return len(values) == len(parts) > 1 and abs(total - 100) < Decimal("0.6")


def _depth_at(text: NumberedText, sentence: int, position: int) -> int:
    before = text.bulletin.sentences[sentence].text[:position]
    opened = before.count("（") + before.count("(")
    return max(0, opened - before.count("）") - before.count(")"))


# ---- what a reading claims ---------------------------------------------------------


def _claims(reading: PartsReading) -> Iterator[Claim]:
    total, parts = reading.total, reading.parts
    if len(parts) > 1 and (reading.result in RIGHT or _meant_as_sum(reading)):
        yield sum_claim(reading)
        return
    if reading.nearly and reading.sure and not reading.overlapping:
        yield replace(sum_claim(reading), certain=True, slips=False)
        return
    if none_above((total, *parts)) in RIGHT:
        yield _subset_claim(reading)
        return
    for part in parts:
        above = replace(reading, parts=(part,))
        if reading.within and none_above((total, part)) not in RIGHT:
            yield _subset_claim(above)


def _meant_as_sum(reading: PartsReading) -> bool:
    """Whether a sum that does not come out was meant to."""
    if reading.overlapping:
        return False
    if reading.complete or reading.known:
        return True
    enough = _SOME_DIGITS if len(reading.parts) > 2 else _MANY_DIGITS
    over = reading.nearly and reading.added > reading.total.size
    telling = reading.total.digits >= enough or over
    return telling and _slipped(reading)


def sum_claim(reading: PartsReading) -> Claim:
    """Say that the parts make the whole."""
    total, parts = reading.total, reading.parts
    added = sum((abs(one.size) for one in parts), Decimal(0)) / total.factor
    terms = "+".join(f"{abs(one.value):f}" for one in parts)
    shown = f"{added.normalize():f}" if added else "0"
    return Claim(
        kind=CheckKind.SUM,
        numbers=(total, *parts),
        test=added_up,
        show=f"{terms} = {abs(total.value):f}",
        printed=total.printed,
        computed=f"{shown}{total.measurement_unit}",
        certain=reading.complete,
    )


def _subset_claim(reading: PartsReading) -> Claim:
    total, parts = reading.total, reading.parts
    terms = "+".join(f"{one.value:f}" for one in parts)
    return Claim(
        kind=CheckKind.SUBSET,
        numbers=(total, *parts),
        test=none_above,
        show=f"{terms} ≤ {total.value:f}",
        printed=total.printed,
        computed=max(parts, key=lambda one: one.size).printed,
        impossible=reading.within,
    )
