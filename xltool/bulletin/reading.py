"""A bulletin's text as sections, headed paragraphs and sentences."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from xltool.bulletin.numerals import with_digits
from xltool.bulletin.printed import Bulletin, Sentence
from xltool.text import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE_ENDS = "。！？!?"
_LINE_ENDS = _SENTENCE_ENDS + "；;：:】》”）)"
_MARKUP = "*#●•■◆"
_PUNCTUATION = str.maketrans(",;:()", "，；：（）")
_INSIDE_NUMBERS = re.compile(r"(?<=\d)[,:](?=\d)")
"""1,280 and 6.0:46.9:47.1, where the sign is no punctuation."""
_BULLETS = "●•■◆"
_SECTION = re.compile(
    r"""
      【(?!待补充)(?P<title>[^】]{2,20})】  # 【主要成效】
    | (?:^|(?<=\n))[一二三四五六七八九十]、  # 二、…
      (?P<numbered>[^。，\n]{2,20})\n  # …存在问题
    """,
    re.VERBOSE,
)
_ASPECT = re.compile(
    r"""(?:^|(?<=\n)|(?<=。))[-—]?
    (?:[（(][一二三四五六七八九十]{1,2}[）)](?P<numbered>[^。，；\d]{2,20})  # （一）
    |(?P<title>[\u4e00-\u9fff“”]{2,16}方面))。""",
    re.VERBOSE,
)
_CAMPAIGN = re.compile(
    r"[-—]?(?P<title>[\u4e00-\u9fff“”]{2,16}(?:攻坚|行动|工程|任务))。"
)
"""A title if it opens a paragraph, and a bullet's where a section has bullets: a
sentence may end in the same words.
"""
_LONGEST_TITLE = 40
_NOT_IN_TITLES = re.compile(r"[，。；：！？,;:!?】%]")


def read_bulletin(source: str) -> Bulletin:
    """Read the text of a bulletin, as a .docx's paragraphs or as OCR left it."""
    folded, positions, bullets = _fold(source)
    sentences: list[Sentence] = []
    headings: dict[str, list[str]] = {}
    for title, start, end in _sections(folded):
        headings[title] = []
        heading = ""
        bulleted = any(start <= one < end for one in bullets)
        for first, last in _sentence_spans(folded, start, end):
            found = _title_at(folded, bullets, first, last, bulleted=bulleted)
            if found:
                heading = found
                headings[title].append(heading)
            sentences.append(
                Sentence(
                    text=folded[first:last], section=title, heading=heading, start=first
                )
            )
    return Bulletin(
        source=source,
        folded=folded,
        positions=tuple(positions),
        sentences=tuple(sentences),
        headings={title: tuple(found) for title, found in headings.items()},
    )


def _title_at(
    folded: str, bullets: set[int], first: int, last: int, *, bulleted: bool
) -> str:
    """Give the title that a sentence is; empty for any other sentence."""
    aspect = _ASPECT.match(folded, first, last)
    if aspect is not None:
        return aspect["title"] or aspect["numbered"]
    campaign = _CAMPAIGN.match(folded, first, last)
    opens = first in bullets if bulleted else first == 0 or folded[first - 1] in "\n】"
    return campaign["title"] if campaign and opens else ""


def _fold(source: str) -> tuple[str, list[int], set[int]]:
    """Drop blanks and marks, write quantities in digits; give where bullets stood.

    A line break stays only where a paragraph or a title really ends.
    """
    text, positions, bullets = _without_blanks(source)
    folded, places = with_digits(text)
    moved = {place: new for new, place in reversed(list(enumerate(places)))}
    return (
        folded,
        [positions[place] for place in places],
        {moved[one] for one in bullets if one in moved},
    )


def _without_blanks(source: str) -> tuple[str, list[int], set[int]]:
    bullets: set[int] = set()
    chars: list[str] = []
    positions: list[int] = []
    first = 0
    for line in source.splitlines(keepends=True):
        opens = not chars or chars[-1] == "\n"
        before = len(chars)
        if line.lstrip()[:1] in (*_BULLETS, "-"):
            bullets.add(before)
        for position, char in _kept(line):
            chars.append(char)
            positions.append(first + position)
        first += len(line)
        if _ends("".join(chars[before:]), opens=opens):
            chars.append("\n")
            positions.append(first - 1)
    return "".join(chars), positions, bullets


def _kept(line: str) -> Iterator[tuple[int, str]]:
    """Give the characters of a line that count, digits and letters in half width.

    Punctuation that was typed in half width (同比增长5%,其中) is made whole.
    """
    inside = {match.start() for match in _INSIDE_NUMBERS.finditer(line)}
    for position, (char, printed) in enumerate(
        zip(half_width(line), line, strict=True)
    ):
        if char.isspace() or char in _MARKUP:
            continue
        if char.isascii() and (char.isalnum() or char in "%.-+"):
            yield position, char
        elif position in inside:
            yield position, printed
        else:
            yield position, printed.translate(_PUNCTUATION)


def _ends(line: str, *, opens: bool) -> bool:
    """Whether a paragraph or a title ends with a line that is not empty."""
    if not line:
        return False
    return line[-1] in _LINE_ENDS or (opens and _is_title(line))


def _is_title(line: str) -> bool:
    """Tell a title (二、重点项目) from half a sentence that a page break cut."""
    return len(line) <= _LONGEST_TITLE and not _NOT_IN_TITLES.search(line)


def _sections(folded: str) -> Iterator[tuple[str, int, int]]:
    marks = [
        (match["title"] or match["numbered"], match.start(), match.end())
        for match in _SECTION.finditer(folded)
    ]
    first = marks[0][1] if marks else len(folded)
    if first:
        yield "", 0, first
    for (title, _, start), following in zip_longest(marks, marks[1:]):
        yield title, start, following[1] if following else len(folded)


def _sentence_spans(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for position in range(start, end):
        if folded[position] in _SENTENCE_ENDS or folded[position] == "\n":
            if position + 1 - first > 1:
                yield first, position + 1
            first = position + 1
    if first < end:
        yield first, end
