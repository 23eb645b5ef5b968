"""What stands on every page and is no part of it: running heads, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
_EDGE = 2
"""How many lines at either end of a page may be furniture."""


def without_furniture(
    pages: Sequence[Sequence[Line]], heights: Sequence[float]
) -> list[list[Line]]:
    """Give the lines outside of tables of each page without what every page repeats.

    `heights` are those of the pages. Only lines in the upper and lower eighth of a page
    are looked at.
    """
    edges = [
        _at_edges(lines, height) for lines, height in zip(pages, heights, strict=True)
    ]
    seen = Counter(key for lines in edges for key in {_key(line) for line in lines})
    often = max(2, len(pages) // 2)
    kept = []
    for lines, edge in zip(pages, edges, strict=True):
        dropped = {
            id(line)
            for line in edge
            if seen[_key(line)] >= often or is_page_number(line)
        }
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def is_page_number(line: Line) -> bool:
    """Whether a line holds nothing but a page's number."""
    return _PAGE_NUMBER.fullmatch(line.text) is not None


def _at_edges(lines: Iterable[Line], height: float) -> list[Line]:
    found = list(lines)
    top = [line for line in found[:_EDGE] if line.box.bottom < height / 8]
    bottom = [line for line in found[-_EDGE:] if line.box.top > height * 7 / 8]
    return [*top, *bottom]


def _key(line: Line) -> str:
    """Give a line's text with every number alike: 第3页 is 第4页's."""
    return _DIGITS.sub("#", "".join(line.text.split()))
