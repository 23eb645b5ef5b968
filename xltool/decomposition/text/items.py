"""Numbered items of a cell: which marks count a list, and what stands behind each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.model.numerals import parse_numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHINESE = "[一二三四五六七八九十]{1,3}"
_BEFORE = r"(?:^|(?<=[\s。；;！!？?：:，,、>）)”】])|(?<=[\u4e00-\u9fff%）)][.．]))"
_LEVELS = {
    "1.": re.compile(
        rf"{_BEFORE}(?P<n>[0-9０-９]{{1,2}})(?:[.．](?!\d)|[.．](?=(?:19|20)\d\d年|5G)|、(?!\s?\d)|、(?=20\d\d年)|[)）])\s*"
    ),
    "（1）": re.compile(r"[（(]\s?(?P<n>[0-9０-９]{1,2})\s?[)）]\s*"),
    "①": re.compile(r"(?P<n>[①-⑳])\s*"),
    "一、": re.compile(rf"(?:^|(?<=[\s。；;>]))(?P<n>{_CHINESE})、\s*"),
    "（一）": re.compile(rf"[（(]\s?(?P<n>{_CHINESE})\s?[)）]\s*"),
    "一是": re.compile(rf"{_BEFORE}(?P<n>{_CHINESE})(?:是|要)(?!否|求)"),
}
_SENTENCE_END = "。；;！!？?\n>"
_TAG = r"</?(?:p|br|div|span|li|ul|ol|strong|b|td)\b[^<>]{0,200}>"
_TAGS = re.compile(_TAG, re.IGNORECASE)
_OPENING = re.compile(rf"(?:\s|{_TAG})*", re.IGNORECASE)
_LONGEST_LEAD_IN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedItem:
    """One item: its printed number (None if the text is not numbered), its text without
    the mark.

    `start` is where `text` begins in the cell as given.
    """

    number: int | None
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Mark:
    number: int
    start: int
    end: int


def split_items(text: str) -> tuple[NumberedItem, ...]:
    """Cut a cell at its outermost numbering.

    A cell without one is a single item with number None. A mark counts only in sequence
    (1, 2, 3 …; one number may be lost to OCR), so decimals, years and ordinals do not
    cut. What stands before the first mark is an item of its own if it says something,
    and is put before the first item if it is only a lead-in (重点任务：).
    """
    marks = _outermost(text)
    if not marks:
        return (_item(None, text, 0, len(text)),)
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    items = [
        _item(mark.number, text, mark.end, end)
        for mark, end in zip(marks, ends, strict=True)
    ]
    before = _item(None, text, 0, marks[0].start)
    if not before.text:
        return tuple(items)
    if len(before.text) <= _LONGEST_LEAD_IN and not any(
        char in before.text for char in "。；;"
    ):
        first = items[0]
        items[0] = NumberedItem(
            number=first.number, text=before.text + first.text, start=before.start
        )
        return tuple(items)
    return (before, *items)


def cut_at_items(text: str) -> list[str]:
    """Cut a text before each mark of its outermost numbering; the marks stay.

    >>> cut_at_items("要求：①开展检查；②完成整改")
    ['要求：', '①开展检查；', '②完成整改']
    """
    starts = [mark.start for mark in _outermost(text)]
    places = [0, *starts, len(text)]
    parts = [text[start:end].strip() for start, end in pairwise(places)]
    return [part for part in parts if part]


def without_tags(text: str) -> str:
    """Turn the HTML tags that OCR leaves behind into line breaks."""
    return _TAGS.sub("\n", text)


def _item(number: int | None, text: str, start: int, end: int) -> NumberedItem:
    first = min(_first_character(text, start), end)
    return NumberedItem(
        number=number, text=without_tags(text[first:end]).strip(), start=first
    )


def _first_character(text: str, start: int) -> int:
    """Skip blanks and tags."""
    opening = _OPENING.match(text, start)
    return opening.end() if opening else start


def _outermost(text: str) -> list[_Mark]:
    chains = [
        chain
        for level in _LEVELS.values()
        if (chain := _chain(text, list(_marks(level, text))))
    ]
    return min(chains, key=lambda chain: chain[0].start, default=[])


def _marks(level: re.Pattern[str], text: str) -> Iterator[_Mark]:
    for match in level.finditer(text):
        number = _number(match["n"])
        if number is not None:
            yield _Mark(number, match.start(), match.end())


def _number(printed: str) -> int | None:
    if printed.isdecimal():
        return int(printed)
    if "①" <= printed <= "⑳":
        return ord(printed) - ord("①") + 1
    return parse_numeral(printed)


def _chain(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Pick the marks that count on.

    One alone is a list only where it opens the cell.
    """
    opening = _first_character(text, 0)
    chain: list[_Mark] = []
    for mark in marks:
        if not chain:
            if mark.number == 1 or mark.start == opening:
                chain.append(mark)
        elif mark.number == chain[-1].number + 1 or (
            mark.number == chain[-1].number + 2
            and text[mark.start - 1] in _SENTENCE_END
        ):
            chain.append(mark)
    return [] if len(chain) == 1 and chain[0].start != opening else chain
