"""What stands on every page and is no part of it: running heads, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.pdf.lines import Line

_PAGE_NUMBER = re.compile(
    r"""
    [-—–－·.\s]*\d{1,4}[-—–－·.\s]*            # - 3 -
  | 第\s*\d{1,4}\s*页.{0,12}                  # 第 3 页，共 9 页
  | [Pp]age\s*\d{1,4}.{0,10}                 # Page 3 of 9
  | \d{1,4}\s*/\s*\d{1,4}                    # 3 / 9
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_MOST_LINES = 2
"""How many lines at either end of a page may be running heads or feet."""
_FEWEST_PAGES = 2


def without_running_lines(
    pages: Sequence[Sequence[Line]], heights: Sequence[float]
) -> list[list[Line]]:
    """Give the lines outside of tables of each page without what every page repeats.

    `heights` are those of the pages. Only lines in the upper and lower eighth of a page
    are looked at; what stands there on half of the pages, or is a page's number, goes.
    """
    ends = [
        _at_ends(lines, height) for lines, height in zip(pages, heights, strict=True)
    ]
    seen: Counter[str] = Counter()
    for end in ends:
        seen.update(set(map(_key, end)))
    often = max(_FEWEST_PAGES, len(pages) // 2)
    kept: list[list[Line]] = []
    for lines, end in zip(pages, ends, strict=True):
        running = [id(line) for line in end if _is_running(line, seen, often)]
        kept.append([line for line in lines if id(line) not in running])
    return kept


def _is_running(line: Line, seen: Counter[str], often: int) -> bool:
    """Whether a line at a page's end is a page's number, or stands there so often."""
    return is_page_number(line) or seen[_key(line)] >= often


def is_page_number(line: Line) -> bool:
    """Whether a line holds nothing but a page's number."""
    return _PAGE_NUMBER.fullmatch(line.text) is not None


def _at_ends(lines: Sequence[Line], height: float) -> list[Line]:
    """Give the first and the last lines of a page that stand near its edges."""
    first = lines[:_MOST_LINES]
    last = lines[-_MOST_LINES:]
    top = [line for line in first if line.box.bottom < height / 8]
    bottom = [line for line in last if line.box.top > height * 7 / 8]
    return [*top, *bottom]


def _key(line: Line) -> str:
    """Give a line's text with every number alike: 第3页 is 第4页's."""
    return _DIGITS.sub("#", "".join(line.text.split()))
