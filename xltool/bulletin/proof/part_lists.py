"""Where a text lists the parts of a whole, with and without a word for it.

Each list is given as the readings that are possible, the likeliest first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import TYPE_CHECKING

from xltool.bulletin.proof.claims import explained
from xltool.bulletin.proof.list_ends import (
    ANOTHER_MATTER,
    FAR,
    by_clause,
    depth_at,
    firsts_of_clauses,
    parts_of,
    prefixes,
    shares_are_all,
    until_semicolon,
    with_following,
)
from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.parts import (
    MANY_DIGITS,
    VERY_MANY_DIGITS,
    PartsReading,
    is_others,
    known,
    plainly_slipped,
    slipped,
    sum_claim,
)
from xltool.model.numerals import parse_numeral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText
    from xltool.bulletin.proof.parts import Parts

_MARKER = re.compile(
    r"""其中|具体为|包括[:：]?|主要(?:有|是)
    |[分按从][^，。；\d]{1,14}(?:看|分|划分|分析|统计|情况是)[，:：]  # 分部门看
    |分为?[^，。；\d]{0,4}[一二三四五六七八九十\d]+(?:类|种|级|个?方面)[^，。；]{0,4}[:：]
    |分别[为是](?=[^\d，。；]{2,}\d)|[中里]，""",
    re.VERBOSE,
)
_DECLARED = re.compile(r"分为|分[成作]|具体为|分别[为是]")
_SELECTED = re.compile(
    r"""中有(?=\d)                       # 18起较大火灾中有10起
    |[，；](?:已整改|受理有效)[^，；。\d]{0,4}(?=\d)   # 举报9815件，受理有效举报6700件
    |[，；](?:经审查)?(?:立案|被?采纳|办结)(?=\d)    # 提案491件，立案466件
    |(?<=[\u4e00-\u9fff])已(?:完成|办结|整改|解决|销号)   # 59项任务已完成23项
        [^，；。\d]{0,6}(?=\d)
    |项目[（(]?已(?:开工|复工|竣工|投产)(?=\d)   # 170个新开项目已开工145个""",
    re.VERBOSE,
)
_LEFT_OUT = re.compile(r"不含|不包括|除|另|剔除|扣除|下同|含|注|备注|折合|约合|比|同比")
"""Brackets that say what is left out or taken in, not what the whole is made of."""
_ADDED_TO = re.compile(r"^加上")
_TOTAL = re.compile(
    r"^(?:两年|三国|两项|收入|支出)?(?:合计|总计|共计|总和|累计受理|共受理)"
)
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．])"
)
_ALL_TOGETHER = re.compile(r"[共总]|合计")
_VERB_ENDS = re.compile(r"(?:完成|实现|达到?|为|共|约)+$")
_HOW_MANY = re.compile(
    r"(?P<how>[三四五六七八九十]{1,2})(?:大|个|类|项|种|家)(?![月季年])[\u4e00-\u9fff]{2}"
)
_OF_THEM = "中，"
_COUNT_ANYTHING = frozenset({"个", "项"})
"""18个县中，240个村: what is counted so may be another thing."""
_LENGTH_OF_A_NAME = 2
_MOST_MARKERS = 5
_PLAN_SENTENCES = 3
_FEWEST_ITEMS = 3
_MOST_PARTS = 40
_LONGEST_LIST = 12
"""A list without a word for it is no longer."""


def lists_of(
    text: NumberedText, sentence: int, anchors: dict[str, Mention]
) -> Iterator[list[PartsReading]]:
    """Give every list of parts of a sentence, as the readings that are possible."""
    words = text.bulletin.sentences[sentence].text
    markers = list(_MARKER.finditer(words))[:_MOST_MARKERS]
    for base in dict.fromkeys(one.base for one in text.by_sentence[sentence]):
        if base in {"%", "‰", "个百分点"} or "/" in base:
            continue  # rates, and what is counted for each other thing: 公斤/公顷
        yield from _lists_in(text, sentence, base, markers, anchors)
    for marker in markers:
        yield list(_of_plans(text, sentence, marker))
    yield from _selected(text, sentence)


def _lists_in(
    text: NumberedText,
    sentence: int,
    base: str,
    markers: Sequence[re.Match[str]],
    anchors: dict[str, Mention],
) -> Iterator[list[PartsReading]]:
    """Give the lists of a sentence whose parts are counted in one 计量单位."""
    yield from _in_brackets(text, sentence, base)
    for marker in markers:
        readings = list(_after_marker(text, sentence, base, marker, anchors))
        yield readings
        for reading in by_clause(text, readings):
            yield [reading]
    if _ADDED_TO.match(text.bulletin.sentences[sentence].text):
        yield list(_added_to_head(text, sentence, base))
    else:
        yield from _before_totals(text, sentence, base)
    flat = (one for one in markers if not depth_at(text, sentence, one.start()))
    first = next(flat, None)
    yield from _without_marker(text, sentence, base, first, anchors)


def _selected(text: NumberedText, sentence: int) -> Iterator[list[PartsReading]]:
    """18起较大火灾中有10起, 建议7206条，被采纳6680条: some of those before."""
    start = text.bulletin.sentences[sentence].start
    for match in _SELECTED.finditer(text.bulletin.sentences[sentence].text):
        levels = text.levels(sentence)
        behind = [one for one in levels if one.start >= start + match.start()]
        before = [one for one in levels if one.end <= start + match.start()]
        if behind and before and behind[0].base == before[-1].base:
            yield [PartsReading(total=before[-1], parts=(behind[0],), marked=True)]


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
    depth = depth_at(text, sentence, marker.start())
    levels = text.levels(sentence, base)
    behind = [one for one in levels if one.start >= start and one.depth == depth]
    if not behind or len(behind) > _MOST_PARTS:
        return
    own = [one for one in levels if one.end <= start and one.depth <= depth]
    if own:
        totals = list(reversed(own))
        sure = _sure_beside(text, own, start)
        clause = until_semicolon(text, behind)
    else:
        totals = _wholes_before(text, sentence, base, start)
        sure = _meant_before(text, marker, totals, behind, anchors.get(base))
        clause = behind
    pattern = _marked_by(text, marker, behind, sure)
    lists = dict.fromkeys((*parts_of(text, clause), *parts_of(text, behind)))
    yield from _marked_readings(text, pattern, lists, totals)


def _marked_readings(
    text: NumberedText,
    pattern: _Marked,
    lists: Iterable[Parts],
    totals: Sequence[Mention],
) -> Iterator[PartsReading]:
    """Give each list with each whole; complete where its parts' shares are all, too."""
    for parts, total in product(lists, totals):
        reading = pattern.reading(total, parts)
        counted = _says_how_many(text, total, parts)
        all_of_it = reading.complete or counted or shares_are_all(text, parts)
        yield replace(reading, complete=all_of_it, sure=reading.sure or counted)


def _says_how_many(text: NumberedText, total: Mention, parts: Parts) -> bool:
    """Whether a text says that a whole has so many parts: 五大经济区, 三个园区.

    It does so right before the whole's number, or where the parts' sentence begins.
    """
    opening = text.before(parts[0])
    if total.sentence == parts[0].sentence:
        opening = ""
    said = (re.split(r"\d", one)[-1] for one in (text.before(total), opening))
    found = _HOW_MANY.finditer("。".join(said))
    counts = [parse_numeral(one["how"]) for one in found]
    return len(parts) > 2 and counts[-1:] == [len(parts)]


def _sure_beside(
    text: NumberedText, own: Sequence[Mention], start: int
) -> Mention | None:
    """Give the number right before a marker.

    已完成156项，未启动22项；其中牵头59项: behind a semicolon any may be meant.
    """
    ended = "；" in text.bulletin.folded[own[-1].end : start]
    return None if ended and len(own) > 1 else own[-1]


def _meant_before(
    text: NumberedText,
    marker: re.Match[str],
    wholes: Sequence[Mention],
    behind: Sequence[Mention],
    anchor: Mention | None,
) -> Mention | None:
    """Give the whole of the sentences before that a marker means.

    One that is measured as its parts are comes first.
    """
    first = behind[0]
    measured = _measured_alike(wholes, behind)
    return measured or _sure_before(text, first.sentence, first.base, marker, anchor)


def _measured_alike(
    wholes: Sequence[Mention], parts: Sequence[Mention]
) -> Mention | None:
    """Give the nearest whole of the parts' own measure, where a nearer one is not.

    增加值245亿元。销售产值1022亿元。采矿业增加值1.89亿元，制造业增加值222亿元: they are
    parts of 增加值.
    """
    measures = {_measure_of(one) for one in parts}
    if len(measures) > 1 or len(parts) < 2:
        return None
    alike = [one for one in wholes if _measure_of(one) in measures]
    return alike[0] if alike and alike[0] is not wholes[0] else None


def _measure_of(number: Mention) -> str:
    """Give the last characters of what a number is called: 加值 of 完成工业增加值."""
    return _VERB_ENDS.sub("", number.words)[-2:]


def _wholes_before(
    text: NumberedText, sentence: int, base: str, start: int
) -> list[Mention]:
    """Give the wholes of the sentences before, where a marker opens its own."""
    if not _opens(text, sentence, start):
        return []
    return [
        *_totals_before(text, sentence, base),
        *_plans_before(text, sentence, base),
    ]


def _marked_by(
    text: NumberedText,
    marker: re.Match[str],
    behind: Sequence[Mention],
    sure: Mention | None,
) -> _Marked:
    """Give what a marker says of the numbers behind it."""
    declared = _DECLARED.search(marker.group()) is not None
    start = text.sentence(behind[0]).start + marker.end()
    ended = "；" in text.bulletin.folded[start : behind[0].start]
    named = "其中" in marker.group() or _selects(marker, behind[0], sure)
    of_it = named and not ended and not _nets_out(text, behind)
    return _Marked(
        complete=declared,
        of_it=of_it,
        sure=sure,
    )


def _selects(marker: re.Match[str], first: Mention, whole: Mention | None) -> bool:
    """Whether 中 is said of the very whole: 296个重点项目中，亿元以上项目205个."""
    if marker.group() != _OF_THEM or whole is None:
        return False
    things = marker.string[: marker.start()][-_LENGTH_OF_A_NAME:]
    counted_alone = first.base not in _COUNT_ANYTHING
    return counted_alone or things in first.words + first.behind


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
    for index in range(sentence - 1, max(sentence - 1 - FAR, -1), -1):
        if text.bulletin.sentences[index].section != section:
            break
        found.extend(reversed(text.levels(index, base)))
    return found


def _plans_before(text: NumberedText, sentence: int, base: str) -> list[Mention]:
    """Give the last plan of the sentences before in the paragraph."""
    first = text.by_sentence[sentence][0]
    plans = text.levels_before(first, base, NumberRole.PLAN, sentences=_PLAN_SENTENCES)
    return [one for one in plans if one.paragraph == first.paragraph][:1]


def _in_brackets(
    text: NumberedText, sentence: int, base: str
) -> Iterator[list[PartsReading]]:
    """168件（来电53件、来信115件）: the whole stands before the bracket."""
    levels = text.levels(sentence, base)
    outside = [one for one in levels if not one.depth]
    groups: dict[int, list[Mention]] = {}
    for level in levels:
        if level.depth:
            groups.setdefault(_bracket_before(text, level), []).append(level)
    for opening, group in groups.items():
        if _LEFT_OUT.match(text.bulletin.folded, opening + 1):
            continue
        totals = [one for one in outside if one.end <= opening]
        if totals:
            yield list(_of_bracket(text, totals[-1], opening, group))


def _of_bracket(
    text: NumberedText, total: Mention, opening: int, group: Sequence[Mention]
) -> Iterator[PartsReading]:
    """Give the lists that a bracket may hold; all of it first, where it may be all."""
    close = _is_close(text, total, opening)
    words = text.bulletin.folded[opening : group[-1].end]
    named = "其中" in words
    meant = close and (named or len(group) > 1)
    if meant and not named:
        yield from _all_of_bracket(total, group)
    for parts in prefixes(group):
        yield PartsReading(
            total=total,
            parts=parts,
            sure=meant or known(parts),
            marked=close,
            within=close and named,
        )


def _all_of_bracket(total: Mention, group: Sequence[Mention]) -> Iterator[PartsReading]:
    """Give all numbers of a bracket as parts: two, or more that come near the whole."""
    reading = PartsReading(
        total=total, parts=tuple(group), complete=True, sure=True, marked=True
    )
    if len(group) == 2 or reading.near:
        yield reading


def _is_close(text: NumberedText, total: Mention, opening: int) -> bool:
    """Whether a bracket is right behind a number, or behind the one beside it.

    共284户690人（脱贫不稳定户158户335人，…） cuts both.
    """
    end = total.end
    for number in text.by_sentence[total.sentence]:
        if number.start == end and not number.words:
            end = number.end
    return end == opening


def _bracket_before(text: NumberedText, mention: Mention) -> int:
    folded = text.bulletin.folded
    return max(folded.rfind(one, 0, mention.start) for one in "（(")


def _before_totals(
    text: NumberedText, sentence: int, base: str
) -> Iterator[list[PartsReading]]:
    """直办2388件，转办107件，合计受理2495件: the whole stands behind its parts."""
    levels = [one for one in text.levels(sentence, base) if not one.depth]
    first = 0
    for place, total in enumerate(levels):
        if not _TOTAL.search(total.words):
            continue
        before = levels[first:place]
        first = place + 1
        yield [
            PartsReading(
                total=total,
                parts=tuple(before[-count:]),
                complete=count == len(before),
                sure=count == len(before),
            )
            for count in range(len(before), 1, -1)
        ]


def _added_to_head(
    text: NumberedText, sentence: int, base: str
) -> Iterator[PartsReading]:
    """收入完成147亿元。…加上转移性收入49亿元，收入合计196亿元.

    What is added stands in the sentence of the total, what it is added to opens one
    before it.
    """
    levels = [one for one in text.levels(sentence, base) if not one.depth]
    if len(levels) < 2 or not _TOTAL.search(levels[-1].words):
        return
    *added, total = levels
    for head in _heads_before(text, total):
        reading = PartsReading(total=total, parts=(head, *added), sure=True)
        yield replace(reading, complete=head.sentence == sentence - 1)


def _heads_before(text: NumberedText, total: Mention) -> Iterator[Mention]:
    """Give the first number of each sentence before in the paragraph, nearest first."""
    for index in range(total.sentence - 1, max(total.sentence - FAR, -1), -1):
        heads = text.levels(index, total.base)[:1]
        if not heads or heads[0].paragraph != total.paragraph:
            return
        yield heads[0]


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
    """咨询类3240件，求助类2150件 …: the whole was printed sentences before."""
    if len(levels) > _LONGEST_LIST:
        return
    far = _totals_before(text, levels[0].sentence, levels[0].base)[:_LONGEST_LIST]
    anchors = [anchor] if anchor else []
    firsts = tuple(firsts_of_clauses(text, levels))
    all_of_them = {tuple(levels), firsts}
    for total in dict.fromkeys((*anchors, *far)):
        for parts in dict.fromkeys((firsts, *prefixes(levels))):
            if parts and (total is anchor or parts in all_of_them):
                reading = PartsReading(total=total, parts=parts)
                yield replace(reading, sure=_is_meant_far(reading))


def _is_meant_far(reading: PartsReading) -> bool:
    """Whether a whole printed sentences before is meant although it is wrong."""
    if reading.comes_out:
        return False
    long = reading.total.digits >= MANY_DIGITS or reading.nearly
    if long and (reading.known or reading.closed):
        return slipped(reading)
    long_list = len(reading.parts) > 2 and plainly_slipped(reading)
    return long_list and explained(sum_claim(reading), same_length=True, exactly=True)


def _in_sentences_of_their_own(
    text: NumberedText, levels: Sequence[Mention]
) -> Iterator[PartsReading]:
    """进出口1745.5亿元。进口285.0亿元。出口1460.6亿元.

    Parts whose names say that they are all.
    """
    for total in levels:
        for parts in with_following(text, [total]):
            reading = PartsReading(total=total, parts=tuple(parts[1:]), sure=True)
            if len(reading.parts) > 1 and reading.known:
                yield reading


def _list_of(
    total: Mention, behind: Sequence[Mention], *, sure: bool
) -> Iterator[PartsReading]:
    own = [*behind]
    for place, mention in enumerate(own):
        if ANOTHER_MATTER.match(mention.words):
            own = own[:place]
            break
    own = own[:_LONGEST_LIST]
    fewest = max([2, *(place for place, one in enumerate(own, 1) if is_others(one))])
    for parts in prefixes(own):
        if len(parts) < fewest:
            continue
        reading = PartsReading(total=total, parts=parts)
        wrong = not reading.comes_out
        meant = (sure and reading.known) or (wrong and plainly_slipped(reading))
        yield replace(reading, sure=meant)


def lists_of_items(text: NumberedText) -> Iterator[PartsReading]:
    """共发生事故274起。一是工矿商贸20起。二是…: the parts are numbered paragraphs.

    Items that come to more than their head speak of another matter, or overlap.
    """
    for lead, items in _numbered_runs(text):
        found = list(_of_firsts(text, lead, items))
        proven = [one.total.base for one in found if one.comes_out]
        for reading in found:
            other = reading.total.base in proven and not reading.comes_out
            if not other and (proven or _may_be_all(reading)):
                yield replace(reading, complete=bool(proven) or _counts_all(reading))
        yield from _of_all_in_items(text, lead, items)


def _may_be_all(reading: PartsReading) -> bool:
    """Whether numbered items may make the number of their head."""
    if reading.added <= reading.total.size or reading.total.digits >= MANY_DIGITS:
        return True
    return _counts_all(reading)


def _counts_all(reading: PartsReading) -> bool:
    """Whether a head says that it counts all, and is but for one digit."""
    all_together = _ALL_TOGETHER.search(reading.total.words) is not None
    return all_together and slipped(reading, same_length=True)


def _of_firsts(
    text: NumberedText, lead: int, items: Sequence[int]
) -> Iterator[PartsReading]:
    for total in text.levels(lead):
        firsts = [text.levels(item, total.base)[:1] for item in items]
        if len(items) > 1 and all(firsts):
            parts = tuple(first[0] for first in firsts)
            yield PartsReading(total=total, parts=parts, sure=True)


def _of_all_in_items(
    text: NumberedText, lead: int, items: Sequence[int]
) -> Iterator[PartsReading]:
    """主要税种如下：1.增值税…2.…: all numbers of the items make one before them."""
    levels = _levels_of(text, items)
    if len(items) < _FEWEST_ITEMS or text.levels(lead) or not levels:
        return
    base = levels[0].base
    parts = tuple(one for one in levels if one.base == base)
    for total in _totals_before(text, lead, base):
        reading = PartsReading(total=total, parts=parts, sure=True)
        if _is_beyond_chance(reading):
            yield reading
            return


def _levels_of(text: NumberedText, items: Sequence[int]) -> list[Mention]:
    """Give the levels of numbered items that stand outside brackets."""
    found = chain.from_iterable(text.levels(item) for item in items)
    return [one for one in found if not one.depth]


def _is_beyond_chance(reading: PartsReading) -> bool:
    """Whether so long a whole comes out, or would but for one digit."""
    if reading.total.digits < VERY_MANY_DIGITS:
        return False
    if reading.comes_out:
        return True
    longer = reading.total.digits > VERY_MANY_DIGITS
    return longer and slipped(reading, same_length=True)


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
