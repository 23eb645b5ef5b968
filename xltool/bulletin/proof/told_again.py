"""A number that a text tells again: 共受理3423件，其中投诉920件。…本月受理投诉920件.

A summary and the section on it print the same number. That it is the same is told by
what both count and by the growth that both print: 投诉920件，同比增长12.5%, twice. Two
numbers that only share a name may be of two periods or places, so they are compared
only where they agree.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations, takewhile
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result
from xltool.bulletin.proof.claims import Claim, explained
from xltool.bulletin.proof.mentions import Mention, NumberRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.numbered_text import NumberedText

_FEWEST_DIGITS = 2
_TELLING_DIGITS = 3
"""Digits of a number that two matters seldom share by chance."""
_BEYOND_CHANCE = 5
"""Digits of which all but one are never the same by chance."""
_WORD = 2
_LONG_NAME = 4
"""Characters of a word, and of a name that two matters seldom share."""
_OF_THEM = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,10})中有?$")
_COUNTED_AS = re.compile(r"(?P<verb>[\u4e00-\u9fff]{2})的$")
"""会议收到的365件提案中: those that were 收到, not those 立案."""
_PLACE = re.compile(r"(?<![全我本])[\u4e00-\u9fff](?:县|区|市|镇|乡|街道|园)(?!级|直)")
_PERIOD = re.compile(r"\d{4}年|\d{1,2}月|季度|上年|去年|计划|上半年|本级")
_FAR = 60
"""How many sentences apart a number is told again."""
_EMPTY_WORDS = re.compile(
    r"""\d{1,2}[-—至]?\d{0,2}月份?|\d{4}年度?|上半年|[一二三四]季度|截[至止]|其中|本月|当月
    |累计|同期|[全本我][国省市县区州院局]|共计?|合计|各类|受理|完成|实现|发生|办理|收到|总
    |[为达到有的已等了，：]""",
    re.VERBOSE,
)


def find_told_again(text: NumberedText) -> Iterator[Claim]:
    """Give the numbers that two sentences of a text print of the same matter."""
    by_base: dict[str, list[Mention]] = {}
    for mention in text.mentions:
        if _may_be_told_again(mention):
            by_base.setdefault(mention.base, []).append(mention)
    for levels in by_base.values():
        for first, second in combinations(levels, 2):
            if 0 < second.sentence - first.sentence <= _FAR:
                yield from _claim(text, first, second)


def _may_be_told_again(mention: Mention) -> bool:
    level = mention.role is NumberRole.LEVEL and mention.exact
    return level and mention.digits >= _FEWEST_DIGITS


def same(numbers: Numbers) -> Result:
    """Judge whether two numbers are the same, or one is the other rounded."""
    first, second = numbers
    if first.size == second.size:
        return Result.AGREES
    rounded = abs(first.size - second.size) <= max(first.slack, second.slack)
    return Result.WITHIN_ROUNDING if rounded else Result.DISAGREES


def _claim(text: NumberedText, first: Mention, second: Mention) -> Iterator[Claim]:
    alike = _share(first, second, _WORD)
    claim = Claim(
        kind=CheckKind.REPEATED,
        numbers=(first, second),
        test=same,
        show=f"{first.printed} = {second.printed}",
        printed=first.printed,
        computed=second.printed,
    )
    if claim.comes_out:
        telling = first.digits >= _TELLING_DIGITS and alike
        if telling or _is_named_alike(first, second):
            yield claim
    elif alike and _is_same_matter(text, first, second) and _is_slip(claim):
        yield claim


def _is_slip(claim: Claim) -> bool:
    return explained(claim, same_length=True)


# ---- what is counted ----------------------------------------------------------------


def _name(mention: Mention) -> str:
    """Give what a number counts, without its period and its verbs.

    65起较大火灾中 is named by the words behind it.
    """
    return _without_empty_words(f"{mention.words}{mention.behind}")


@lru_cache(maxsize=4096)
def _without_empty_words(words: str) -> str:
    return _EMPTY_WORDS.sub("", words)


def _share(first: Mention, second: Mention, length: int) -> bool:
    """Whether two numbers' names share so many characters in a row."""
    ours, theirs = _name(first), _name(second)
    last = len(ours) - length + 1
    return any(ours[place : place + length] in theirs for place in range(last))


def _is_named_alike(first: Mention, second: Mention) -> bool:
    """Whether one name of several characters ends in the other."""
    ours, theirs = sorted((_name(first), _name(second)), key=len)
    return len(ours) > 2 and (theirs.endswith(ours) or theirs.startswith(ours))


# ---- whether it must be the same ----------------------------------------------------


def _is_same_matter(text: NumberedText, first: Mention, second: Mention) -> bool:
    """Whether two numbers of one name must be the same, so that one of them is a slip.

    Both print the same growth, the second speaks of those counted before
    (65起较大火灾中), or both are so long and named so alike that it is no chance.
    """
    if _refers_back(text, first, second):
        return True
    if _PLACE.findall(first.words) != _PLACE.findall(second.words):
        return False
    if _grow_alike(text, first, second) and _holds(first, second):
        return True
    enough = min(first.digits, second.digits) >= _BEYOND_CHANCE
    same_period = _PERIOD.findall(first.clause) == _PERIOD.findall(second.clause)
    return enough and same_period and _share(first, second, _LONG_NAME)


def _holds(first: Mention, second: Mention) -> bool:
    """Whether one name holds the other: 商品投诉, 接转登记商品类投诉案件."""
    ours, theirs = sorted((_name(first), _name(second)), key=len)
    rest = iter(theirs)
    return all(char in rest for char in ours)


def _grow_alike(text: NumberedText, first: Mention, second: Mention) -> bool:
    ours = _growths(text, first)
    theirs = _growths(text, second)
    return bool(ours and theirs) and ours[0].value == theirs[0].value


def _growths(text: NumberedText, level: Mention) -> list[Mention]:
    """Give the growth rates that follow a level before the next number."""
    behind = [one for one in text.by_sentence[level.sentence] if one.start >= level.end]
    return [*takewhile(lambda number: number.role is NumberRole.GROWTH, behind)]


def _refers_back(text: NumberedText, first: Mention, second: Mention) -> bool:
    """Whether a number stands for those counted before: 65起较大火灾中，城市29起."""
    counted = _OF_THEM.match(second.behind)
    if counted is None or not _speaks_of(first, second.words):
        return False
    what = counted["what"]
    if len(what) <= _WORD and second.digits < _TELLING_DIGITS:
        return False
    named = text.levels_before(second, first.base, sentences=_FAR)
    alike = [one for one in named if _name(one).endswith(what)]
    return alike[:1] == [first]


def _speaks_of(first: Mention, words: str) -> bool:
    """Whether nothing leads in to a number, or what was done to another does."""
    counted = _COUNTED_AS.search(words)
    return not words or (counted is not None and counted["verb"] in first.words)
