"""Ranks that are possible.

Not beyond the number ranked, and in a list one after the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, CheckKind, Result
from xltool.model.numerals import parse_numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.printed import Bulletin, Sentence

MOST_CITIES = 21
"""The most prefecture-level divisions that any province has (四川)."""
MOST_COUNTIES = 200
"""More than the county-level divisions of any province (四川 183, 河北 167)."""

_RANK = re.compile(
    r"""全(?P<where>[省市区州])
    (?:(?P<among>\d{1,3})个(?P<what>[^，；。第\d]{1,10}))?   # 全省122个县市区
    (?:排名|排|位居|居|位列)?第(?P<rank>\d{1,4}|[一二三四五六七八九十百]{1,5})
    (?:位|名)?(?![\d届批次个家产季轮期])""",
    re.VERBOSE,
)
_BELOW_CITY = re.compile(r"县|全区|[乡镇街园]|开发区|高新区|新区|经开区")
_CITY = re.compile(r"全市|我市")
_PLACES = re.compile(
    r"第(?P<rank>[一二三四五六七八九十]{1,3}|\d{1,2})[名位](?P<who>[^；。第\d]{2,40})[；。]"
)


def check_ranks(bulletin: Bulletin) -> Iterator[Check]:
    """Check every rank of a text."""
    for sentence in bulletin.sentences:
        for match in _RANK.finditer(sentence.text):
            yield from _possible(bulletin, sentence, match)
        yield from _in_order(bulletin, sentence)


def _possible(
    bulletin: Bulletin, sentence: Sentence, match: re.Match[str]
) -> Iterator[Check]:
    rank = _number(match["rank"])
    most = _number(match["among"]) if match["among"] else _most(sentence, match)
    if rank is None or most is None:
        return
    yield Check(
        kind=CheckKind.RANK,
        expression=f"1 ≤ {rank} ≤ {most}",
        printed=str(rank),
        computed=f"1–{most}",
        result=Result.AGREES if 1 <= rank <= most else Result.DISAGREES,
        source_text=_printed(bulletin, sentence, match),
        places=(f"【{sentence.section}】{match.group()}",),
    )


def _most(sentence: Sentence, match: re.Match[str]) -> int | None:
    """Give how many there can be in a province.

    Of cities, or of counties and parks where one of these is spoken of.
    """
    if match["where"] not in "省区":
        return None
    before = sentence.text[: match.start()]
    below = _BELOW_CITY.search(sentence.heading + before)
    if below and not _CITY.search(before):
        return MOST_COUNTIES
    return MOST_CITIES if match["where"] == "省" else None


def _in_order(bulletin: Bulletin, sentence: Sentence) -> Iterator[Check]:
    """第三名甲、乙；第五名丙: a rank leaves out as many as share the one before."""
    found = list(_PLACES.finditer(sentence.text))
    if len(found) < 3:
        return
    expected = 1
    printed = []
    computed = []
    for match in found:
        rank = _number(match["rank"])
        printed.append(str(rank))
        computed.append(str(expected))
        expected = (rank or expected) + match["who"].count("、") + 1
    yield Check(
        kind=CheckKind.RANK,
        expression=f"名次 {'、'.join(printed)}",
        printed="、".join(printed),
        computed="、".join(computed),
        result=Result.AGREES if printed == computed else Result.QUERY,
        source_text=bulletin.as_printed(
            sentence.start + found[0].start(), sentence.start + found[-1].end()
        ),
        places=tuple(match.group() for match in found),
    )


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() else parse_numeral(text)


def _printed(bulletin: Bulletin, sentence: Sentence, match: re.Match[str]) -> str:
    first = sentence.start + match.start()
    return bulletin.as_printed(first, sentence.start + match.end())
