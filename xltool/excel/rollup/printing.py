"""Page breaks between blocks of rows, so that none is torn and none stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel.rollup.page import RollupPage

_ACROSS, _UPRIGHT = (769.0, 520.0), (523.0, 765.0)
"""Width and height of A4 inside the margins, in points, lying and standing."""
_SPARE = 0.97
"""Of a page's height, what is counted on: programs differ by a few points."""
_PIXELS_A_CHARACTER, _PADDING = 7, 5
_MOST_WHOLE = 0.5
"""The part of a page up to which a block is kept together."""
_MOST_USED = 0.75
"""The part of a page that is used up, after which no block begins that must be torn."""


class Start(NamedTuple):
    """Where a block begins.

    Its row, and the height of everything above it, in points.
    """

    row: int
    above: float


def print_in_blocks(
    page: RollupPage, starts: Sequence[Start], *, upright: bool = False
) -> None:
    """Begin a new page before a block that would be torn.

    The sheet is as wide as a page.
    """
    width, height = _UPRIGHT if upright else _ACROSS
    points = 0.0
    for column in page.columns:
        points += (column.width * _PIXELS_A_CHARACTER + _PADDING) * 0.75
    scale = min(1.0, width / points)
    if upright:
        page.sheet.set_portrait()
    room = height / scale * _SPARE - page.head_height
    page.sheet.set_h_pagebreaks(breaks_of(starts, page.height, room))


def breaks_of(starts: Sequence[Start], end: float, room: float) -> list[int]:
    """Give the rows before which a new page begins; `room` is a page's height for rows.

    A block that is higher than half a page may be torn between its rows. The last page
    has more than one block, if the one before can spare some.

    >>> breaks_of([Start(3, 0), Start(9, 60), Start(12, 90), Start(15, 120)], 150, 100)
    [12]
    """
    heights = _heights(starts, end)
    breaks = _torn_blocks(heights, room)
    last = len(starts) - 1
    if breaks[-1:] == [last] and last - 1 not in breaks:
        together = sum(heights[-2:])
        if together <= room:
            breaks[-1] = last - 1
    return [starts[place].row for place in breaks]


def _torn_blocks(heights: Sequence[float], room: float) -> list[int]:
    """Give the places of the blocks that begin a page, so that they are not torn."""
    breaks: list[int] = []
    used = 0.0
    for place, height in enumerate(heights):
        if used + height <= room:
            used += height
        elif height <= room * _MOST_WHOLE or used > room * _MOST_USED:
            breaks.append(place)
            used = height % room if height > room else height
        else:
            used = (used + height) % room
    return breaks


def _heights(starts: Sequence[Start], end: float) -> list[float]:
    """Give the height of each block, in points."""
    ends = [start.above for start in starts[1:]]
    ends.append(end)
    return [below - start.above for start, below in zip(starts, ends, strict=True)]
