"""Pieces of text become lines, and lines become the paragraphs that they were set from.

A line that was broken because it was full goes on in the next one; a line that ends
before the edge ends its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.pdf.page import Box, Piece

_WIDE_GAP = 1.8
"""In heights of the line: a gap this wide parts columns and becomes two blanks."""
_WORD_GAP = 0.45
"""In heights of the line: a gap this wide is a blank between words."""
_KINSOKU = 1.3
"""In heights of the line: what typesetting may leave empty behind a full line."""
_KINSOKU_OPEN, _LONG_LINE = 2.0, 8
"""And after a long line that does not end as a sentence does."""
_INDENT, _FAR_BELOW = 1.2, 2.5
_NEXT_TOKEN = re.compile(r"[（《“‘(\[【]*(?:[A-Za-z0-9.,%‰/+\-]+|.)", re.DOTALL)
_NEVER_FIRST = "，。；：、）】》”’！？,.;:)!?%‰℃"
_ENDED = re.compile(r"[。；;！!？?]$")
_NUMBERED = re.compile(
    r"""
    [（(]?\d{1,2}[）).．、](?!\d)              # 1.  （2）  3、
  | [（(]?[一二三四五六七八九十]{1,3}[）)、.．]    # 一、  （二）
  | [①-⑳]
    """,
    re.VERBOSE,
)
_LATIN_END = re.compile(r"[A-Za-z,]$")
_LATIN_START = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text, its pieces from left to right."""

    text: str
    box: Box
    pieces: tuple[Piece, ...]


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """Give the lines that these pieces make, from top to bottom.

    Pieces share a line if half of the lower one's height lies beside the other.

    A line's height grows with its pieces, so that a mark set higher or lower is in it.
    """
    rows: list[list[Piece]] = []
    boxes: list[Box] = []
    for piece in sorted(pieces, key=lambda piece: piece.box.middle[1]):
        if rows and _is_beside(piece.box, boxes[-1]):
            rows[-1].append(piece)
            boxes[-1] = boxes[-1].around(piece.box)
        else:
            rows.append([piece])
            boxes.append(piece.box)
    return list(map(_line, rows, boxes))


def _is_beside(box: Box, line: Box) -> bool:
    """Whether a piece stands in a line: by half of its height, or by its middle."""
    shared = min(box.bottom, line.bottom) - max(box.top, line.top)
    return shared > 0.5 * min(box.height, line.height) or line.holds(box.middle)


def _line(row: list[Piece], box: Box) -> Line:
    """Give the line of these pieces, in their order, with blanks for the gaps.

    Pieces of a PDF are characters; those of a scan are whole strips.
    """
    pieces = sorted(row, key=attrgetter("box.left"))
    height = median(piece.box.height for piece in pieces)
    text = pieces[0].text
    for piece, after in pairwise(pieces):
        gap = after.box.left - piece.box.right
        text += _blank(gap, height, text, after.text) + after.text
    return Line(text=text.strip(), box=box, pieces=tuple(pieces))


def _blank(gap: float, height: float, before: str, after: str) -> str:
    """Give the blanks for a gap between two pieces of a line of this height.

    Two part columns, one parts words; a piece that has a blank itself needs one less.

    >>> _blank(40, 10, "目标", "责任"), _blank(6, 10, "目标", "责任")
    ('  ', ' ')
    """
    if before.endswith(" ") or after.startswith(" "):
        return " " if gap > _WIDE_GAP * height else ""
    if gap > _WIDE_GAP * height:
        return "  "
    if gap > _WORD_GAP * height:
        return " "
    return ""


def grouped(lines: Sequence[Line], width: tuple[float, float]) -> list[list[Line]]:
    """Give the lines of each paragraph.

    `width` are the left and right edges between which they were set.
    """
    groups: list[list[Line]] = [[line] for line in lines[:1]]
    for before, line in pairwise(lines):
        if is_broken(before, line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def paragraph(lines: Sequence[Line]) -> str:
    """Give the text of a paragraph's lines; words in Latin letters stay apart."""
    text = ""
    for line in lines:
        is_latin = _LATIN_END.search(text) and _LATIN_START.match(line.text)
        if is_latin:
            text += " "
        text += line.text
    return text


def is_broken(line: Line, after: Line, width: tuple[float, float]) -> bool:
    """Whether a line was broken because it was full, so that the next one goes on.

    The next line's first word would not have found room behind it:

        新建停车场7处，改造老旧小     is full: the next line goes on
        区12个。                     ends before the edge: its paragraph ends here
    """
    height = min(line.box.height, after.box.height)
    if _ENDED.search(line.text) and _NUMBERED.match(after.text):
        return False
    if after.box.top - line.box.bottom > _FAR_BELOW * height:
        return False
    if _is_indented(line, after, width, height):
        return False
    is_open = len(line.text) >= _LONG_LINE and not _ENDED.search(line.text)
    spare = _KINSOKU_OPEN if is_open else _KINSOKU
    return _room(line, width, height) < _needed(after) + spare * height


def _is_indented(
    line: Line, after: Line, width: tuple[float, float], height: float
) -> bool:
    """Whether a line begins a paragraph by its indent; centred lines have none."""
    left = width[0]
    begins_in = after.box.left - left > _INDENT * height
    stood_out = line.box.left - left < height / 2
    is_centred = abs(sum(width) / 2 - after.box.middle[0]) < height
    return begins_in and stood_out and not is_centred


def _room(line: Line, width: tuple[float, float], height: float) -> float:
    """Give how much room a line leaves; beside an indent only what is on its right.

    `width` are the left and right edges between which the lines were set.
    """
    left, right = width
    is_indented = line.box.left - left > _INDENT * height
    if is_indented and right - line.box.right < height:
        return right - line.box.right
    return right - left - line.box.width


def _needed(line: Line) -> float:
    """Give the room that the beginning of a line would have needed on the one before.

    A word or a number is not parted, nor is a mark from what it follows.

    Typesetting leaves a line shorter rather than begin the next one with 。 or part
    12%.
    """
    match = _NEXT_TOKEN.match(line.text)
    if match is None:
        return 0.0
    end = match.end()
    while end < len(line.text) and line.text[end] in _NEVER_FIRST:
        end += 1
    return line.box.width * end / max(len(line.text), 1)
