"""Lists that say that they go by size, and values beside their ranks.

排名前三的依次为甲类104件、乙类66件、丙类44件; 甲县45亿元、居全市第1位，乙县40亿元、
居第2位: each number must lie between its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.model.numerals import parse_numeral

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_FEWEST = 3
"""Of two numbers one is always above the other."""
_IN_ORDER = re.compile(
    r"""按[^，；。\d]{1,14}排(?:序|名|列|位)     # 按增速排序
    |前[一二三四五六七八九十\d]{1,2}[位名]?     # 排名前三位的依次是
        的?[^，；。\d]{0,14}依次[是为]
    |[从由][高大多]到[低小少]""",
    re.VERBOSE,
)
_FIRST_OF_MANY = re.compile(
    r"""前[一二三四五六七八九十\d]{1,2}[位名类种个项]?  # 诉求量前4位的分别是
    的?[^，；。\d]{0,14}(?:分别|依次)?[是为有：]
    |前[一二三四五六七八九十\d]{1,2}[位名]，分别""",
    re.VERBOSE,
)
"""Lists of the first few of many, which most writers give by size, but not all."""
_RANKED = re.compile(
    r"""^[，、（]?(?:分别|均|并)?(?:排名|位居|位列|列|居|排|位)*[于在]?
    (?:[全我][国省市县区州])?(?:各[县区市]{1,3})?
    第(?P<rank>\d{1,3}|[一二三四五六七八九十]{1,3})[位名]""",
    re.VERBOSE,
)
_PLACE = re.compile(
    r"^(?![全我本各])[\u4e00-\u9fff]{1,8}?(?:[县区市镇乡州旗]|街道|园)(?P<of>\D*)$"
)
"""甲县完成投资: a place, and what is measured of it."""
_LOW_IS_GOOD = re.compile(r"浓度|失业|能耗|下降|降幅|投诉|事故|死亡|指数|排放|不良")
_MEASURED = frozenset({NumberRole.LEVEL, NumberRole.GROWTH, NumberRole.RATE})


def find_orders(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of the order of its numbers."""
    for index, numbers in text.by_sentence.items():
        for run in _listed_by_size(text, index, numbers, _IN_ORDER):
            yield _claim(run)
        for run in _listed_by_size(text, index, numbers, _FIRST_OF_MANY):
            claim = _claim(run)
            if claim.comes_out:
                yield claim
        yield from _beside_ranks(text, index)


def falling(numbers: Numbers) -> Result:
    """Judge whether no number is above the one before it."""
    in_order = all(first.size >= second.size for first, second in pairwise(numbers))
    return Result.AGREES if in_order else Result.DISAGREES


def rising(numbers: Numbers) -> Result:
    """Judge whether no number is below the one before it."""
    return falling(tuple(reversed(numbers)))


def _claim(run: Sequence[Mention], *, falls: bool | None = None) -> Claim:
    """Say that numbers go down, or up as their ends do."""
    down = run[0].size >= run[-1].size if falls is None else falls
    ordered = sorted(run, key=lambda number: number.size, reverse=down)
    return Claim(
        kind=CheckKind.RANK,
        numbers=tuple(run),
        test=falling if down else rising,
        show=(" ≥ " if down else " ≤ ").join(f"{one.number}" for one in run),
        printed="、".join(one.printed for one in run),
        computed="、".join(one.printed for one in ordered),
        certain=True,
    )


# ---- 排名前三的依次为… ---------------------------------------------------------------


def _listed_by_size(
    text: NumberedText,
    index: int,
    numbers: Sequence[Mention],
    order: re.Pattern[str],
) -> Iterator[list[Mention]]:
    """Give the numbers of one 计量单位 behind the words that say they are in order."""
    sentence = text.bulletin.sentences[index]
    for mark in order.finditer(sentence.text):
        behind = sentence.text[mark.end() :]
        first = sentence.start + mark.end()
        clause = re.split("[；。]", behind, maxsplit=1)[0]
        last = first + len(clause)
        run = _of_one_kind([one for one in numbers if first <= one.start < last])
        if len(run) == 1:
            run = _first_of_items(text, [one for one in numbers if one.start >= first])
        if len(run) >= _FEWEST:
            yield run


def _first_of_items(text: NumberedText, numbers: Sequence[Mention]) -> list[Mention]:
    """Give the first number of each item: （1）餐饮2509件，占36%；（2）615件，占9%."""
    run = list(numbers[:1])
    for earlier, number in pairwise(numbers):
        if "；" in text.between(earlier, number):
            if (number.base, number.depth) != (run[0].base, run[0].depth):
                break
            run.append(number)
    return run


def _of_one_kind(numbers: Sequence[Mention]) -> list[Mention]:
    """Give the first numbers as long as they are of one 计量单位 and one bracket."""
    if not numbers:
        return []
    kind = numbers[0].base, numbers[0].depth
    return [*takewhile(lambda number: (number.base, number.depth) == kind, numbers)]


# ---- 45亿元，居全市第1位 -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A number with the rank that is printed behind it, and what is measured."""

    number: Mention
    rank: int
    of: str


def _beside_ranks(text: NumberedText, index: int) -> Iterator[Claim]:
    """Give the numbers of one measure that a sentence prints with their ranks."""
    found = sorted(_ranked(text, index), key=lambda ranked_number: ranked_number.rank)
    alike = sorted(found, key=_measure)
    for _, group in groupby(alike, key=_measure):
        ranked = list(group)
        ranks = {one.rank for one in ranked}
        if 1 < len(ranked) == len(ranks):
            yield _claim([one.number for one in ranked], falls=True)


def _measure(ranked: _Ranked) -> tuple[str, str]:
    """Give what is ranked: only numbers of one measure are in one order."""
    return ranked.number.base, ranked.of


def _ranked(text: NumberedText, index: int) -> Iterator[_Ranked]:
    """Give the numbers of places of a sentence that a rank follows at once."""
    sentence = text.bulletin.sentences[index]
    for number in text.by_sentence[index]:
        behind = sentence.text[number.end - sentence.start :]
        rank = _RANKED.match(behind)
        place = _PLACE.match(number.clause)
        if rank is None or place is None or number.role not in _MEASURED:
            continue
        position = _number(rank["rank"])
        if position is not None and not _LOW_IS_GOOD.search(number.clause):
            yield _Ranked(number, position, place["of"])


def _number(digits: str) -> int | None:
    return int(digits) if digits.isdecimal() else parse_numeral(digits)
