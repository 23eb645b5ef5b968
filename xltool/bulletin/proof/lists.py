"""Lists as long as they say, and sections that go through the same campaigns."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, CheckKind, Result
from xltool.model.numerals import parse_numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.printed import Bulletin, Sentence

_LIST = re.compile(
    r"""(?P<number>\d+|[二三四五六七八九十]{1,3})
    (?:个|项|家|件|类|种|条|大|方面)[^。；：，]{0,16}[，：]?
    (?:分别是|分别为|具体为|具体是|包括|即)[:：]?   # 13项已完成，分别是：
    (?P<list>[^。；\d]+)[。；]""",
    re.VERBOSE,
)
_NAMED_COUNT = re.compile(
    r"(?P<number>[二三四五六七八九十]{1,3})大(?P<of>攻坚|行动|工程|任务)"
)
_CAMPAIGN = re.compile(r"(?:攻坚|行动|工程|任务)$")
_MAY_LEAVE_OUT = re.compile(r"问题|亮点|经验|短板|不足")
"""Sections in which a campaign without anything to say is left out."""


def check_lists(bulletin: Bulletin) -> Iterator[Check]:
    """Count what is listed against the number that announces the list."""
    for sentence in bulletin.sentences:
        for match in _LIST.finditer(sentence.text):
            if not match["list"].rstrip("”）").endswith("等"):
                yield from _counted(bulletin, sentence, match)


def _counted(
    bulletin: Bulletin, sentence: Sentence, match: re.Match[str]
) -> Iterator[Check]:
    digits = match["number"]
    number = int(digits) if digits.isdecimal() else parse_numeral(digits)
    items = [item for item in re.split("、|和(?=[^、]*$)", match["list"]) if item]
    counted = match["list"].count("、") + 1
    if number is None or counted < 2:
        return
    first = sentence.start + match.start()
    last = sentence.start + match.end()
    yield Check(
        kind=CheckKind.LIST_COUNT,
        expression=f"列举项数 = {number}",
        printed=str(number),
        computed=str(counted),
        result=_result(number, counted, len(items)),
        source_text=bulletin.as_printed(first, last),
        places=(f"【{sentence.section}】{match.group()[:20]}", match["list"]),
    )


def _result(number: int, counted: int, items: int) -> Result:
    """One too many or too few is a slip.

    More is a list that is not counted by its commas.
    """
    if number in {counted, items}:
        return Result.AGREES
    near = min(abs(number - counted), abs(number - items)) == 1
    return Result.DISAGREES if near else Result.QUERY


def check_headings(bulletin: Bulletin) -> Iterator[Check]:
    """Compare the campaigns of sections with each other and with their number."""
    sections = [
        (section, [one for one in headings if _CAMPAIGN.search(one)])
        for section, headings in bulletin.headings.items()
    ]
    lists = [(section, headings) for section, headings in sections if headings]
    for (first, ours), (second, theirs) in pairwise(lists):
        yield Check(
            kind=CheckKind.HEADINGS,
            expression=f"【{first}】{len(ours)}条 = 【{second}】{len(theirs)}条",
            printed="、".join(ours),
            computed="、".join(theirs),
            result=_same_list(ours, theirs, second),
            source_text=f"{first} {second}",
            places=(
                f"【{first}】{'、'.join(ours)}",
                f"【{second}】{'、'.join(theirs)}",
            ),
        )
    yield from _named_counts(bulletin, lists)


def _same_list(ours: list[str], theirs: list[str], second: str) -> Result:
    if ours == theirs:
        return Result.AGREES
    if _MAY_LEAVE_OUT.search(second):
        kept = [one for one in ours if one in theirs]
        if kept == theirs:
            return Result.AGREES
    return Result.DISAGREES


def _named_counts(
    bulletin: Bulletin, lists: list[tuple[str, list[str]]]
) -> Iterator[Check]:
    """Count the campaigns of a section that leaves none out: 七大攻坚."""
    match = _NAMED_COUNT.search(bulletin.folded)
    number = parse_numeral(match["number"]) if match else None
    if match is None or number is None:
        return
    for section, headings in lists:
        named = [one for one in headings if one.endswith(match["of"])]
        if not named or _MAY_LEAVE_OUT.search(section):
            continue
        yield Check(
            kind=CheckKind.HEADINGS,
            expression=(
                f"{match['number']}大{match['of']} = 【{section}】{len(named)}条"
            ),
            printed=str(number),
            computed=str(len(named)),
            result=_result(number, len(named), len(named)),
            source_text=bulletin.as_printed(match.start(), match.end()),
            places=(match.group(), f"【{section}】{'、'.join(named)}"),
        )
