"""A picture of a page: its ruling lines, and its text as it was recognised."""

from __future__ import annotations

from functools import reduce
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from xltool.pdf.cleaning import ink_of, upright, without_seals
from xltool.pdf.lattice import SLACK, lattices_of
from xltool.pdf.page import Box, PdfPage, Piece
from xltool.pdf.ruled_picture import ruling_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from xltool.pdf.lattice import Lattice, LatticeCell
    from xltool.pdf.recognition import Recognizer

    Picture = NDArray[Any]

_INSET = 0.002
"""Of a page's longer side: what is left out beside a cell's lines."""
_SMALLEST_INK = 0.35
"""Of a line's height: ink that is lower is a speck or a mark."""
_TALL_INK = 1.0
"""Of a line's height: ink from which nothing was read and that is lower is a speck."""
_SMALLEST_ROW = 0.55
"""Of a line's height: overlooked marks that are lower together are no text."""
_TALLEST_MARK = 1.3
_WIDEST_MARK = 4
"""In heights of a line: a larger mark is a stamp's or a line's, and no character's."""
_USUAL_HEIGHT = 20.0
"""Pixels: the height of a line where none was found."""


def prepared(picture: Picture) -> Picture:
    """Give the page without seals, turned upright."""
    return upright(without_seals(picture))


def scanned_page(picture: Picture, number: int, recognizer: Recognizer) -> PdfPage:
    """Recognise a prepared picture. Coordinates of the page are its pixels.

    The picture must be upright and without seals (`prepared`). Where nothing was read a
    piece without text stays, if the ink is as high as a line: a person has to look at
    it.
    """
    height, width = picture.shape[:2]
    side = max(height, width)
    ink = ink_of(picture)
    horizontal, vertical = ruling_lines(ink)
    lattices = lattices_of(horizontal, vertical, slack=SLACK * side)
    strips = _strips(picture, ink, lattices, recognizer, inset=_INSET * side)
    readings = recognizer.read([_cut(picture, strip) for strip in strips])
    tall = _TALL_INK * _line_height(strips)
    pieces: list[Piece] = []
    for strip, reading in zip(strips, readings, strict=True):
        if reading.text.strip() or strip.height >= tall:
            piece = Piece(
                text=reading.text,
                box=strip,
                page=number,
                confidence=reading.confidence,
            )
            pieces.append(piece)
    return PdfPage(
        number=number,
        width=width,
        height=height,
        pieces=tuple(pieces),
        horizontal=horizontal,
        vertical=vertical,
    )


def _strips(
    picture: Picture,
    ink: Picture,
    lattices: Sequence[Lattice],
    recognizer: Recognizer,
    *,
    inset: float,
) -> list[Box]:
    """Give the strips of text, none over the border of a cell.

    What the engine overlooks in a cell (a single figure, often) is found by its ink.

    A strip that the engine found over several cells is cut at their borders.
    """
    found = recognizer.strips(picture)
    height = _line_height(found)
    cells = list(chain.from_iterable(lattice.cells for lattice in lattices))
    strips = [strip for strip in found if _is_outside(strip, cells)]
    for cell in cells:
        room = _shrunk(cell.box, inset)
        here = _inside(found, room, height)
        strips.extend(here)
        strips.extend(_overlooked(ink, _shrunk(room, inset), here, height))
    return strips


def _is_outside(strip: Box, cells: Iterable[LatticeCell]) -> bool:
    """Whether a strip lies in no cell, and over none in truth."""
    for cell in cells:
        if cell.box.holds(strip.middle) or _clipped(strip, cell.box) is not None:
            return False
    return True


def _inside(found: Iterable[Box], room: Box, height: float) -> list[Box]:
    """Give the parts of strips in a cell that are as high as text, each once.

    A line's box often reaches over the border of a cell: what is cut off is no text.
    """
    parts: list[Box] = []
    for strip in found:
        part = _clipped(strip, room)
        if part is not None and part.height >= _SMALLEST_INK * height:
            parts.append(part)
    return _without_doubles(parts)


def _line_height(boxes: Sequence[Box]) -> float:
    """Give the usual height of a line, in pixels.

    The middle one of all heights: titles and specks do not count.
    """
    heights = sorted(box.height for box in boxes)
    return heights[len(heights) // 2] if heights else _USUAL_HEIGHT


def _shrunk(box: Box, inset: float) -> Box:
    """Give a box that is smaller by so much on each side."""
    return Box(
        left=box.left + inset,
        top=box.top + inset,
        right=box.right - inset,
        bottom=box.bottom - inset,
    )


def _clipped(box: Box, room: Box) -> Box | None:
    """Give the part of a strip in a cell.

    None if its middle line is elsewhere, or hardly any of it is there.

    `room` is the cell without its lines.
    """
    _, middle = box.middle
    if not room.top <= middle <= room.bottom:
        return None
    left = max(box.left, room.left)
    right = min(box.right, room.right)
    if right - left < min(0.4 * box.height, 0.5 * box.width):
        return None
    return Box(
        left=left,
        right=right,
        top=max(box.top, room.top),
        bottom=min(box.bottom, room.bottom),
    )


def _without_doubles(boxes: Sequence[Box]) -> list[Box]:
    """Leave out a strip that lies inside of another."""
    kept: list[Box] = []
    for box in boxes:
        if not any(_is_within(box, other) for other in boxes):
            kept.append(box)
    return kept


def _is_within(box: Box, other: Box) -> bool:
    """Whether a box's middle lies in a larger box."""
    size = box.width * box.height
    return other.holds(box.middle) and other.width * other.height > size


def _overlooked(
    ink: Picture, room: Box, strips: Sequence[Box], height: float
) -> Iterator[Box]:
    """Give strips around the ink of a cell that lies in none of its strips.

    `height` is that of a line; lower marks are specks, and larger ones no text.

    The ink of strips that were found is wiped out first, with some pixels around.
    """
    left, top = int(room.left), int(room.top)
    area = ink[top : int(room.bottom), left : int(room.right)].copy()
    if not area.size:
        return
    for strip in strips:
        low = max(0, int(strip.top) - top - 2)
        near = max(0, int(strip.left) - left - 2)
        area[low : int(strip.bottom) - top + 3, near : int(strip.right) - left + 3] = 0
    marks = [mark for mark in _marks(area, left, top) if _is_mark(mark, height)]
    for row in _rows(marks):
        around = reduce(Box.around, row)
        if around.height >= _SMALLEST_ROW * height:
            yield _padded(around, room, height / 4)


def _marks(area: Picture, left: int, top: int) -> Iterator[Box]:
    """Give the box of each connected mark of ink; the area's corner is at left, top."""
    import cv2

    _, _, found, _ = cv2.connectedComponentsWithStats(area)
    for across, down, width, height, _ in found[1:]:
        yield Box(
            left=across + left,
            top=down + top,
            right=across + left + width,
            bottom=down + top + height,
        )


def _is_mark(mark: Box, height: float) -> bool:
    """Whether a mark is as large as a character of a line of this height."""
    if mark.width > _WIDEST_MARK * height:
        return False
    return _SMALLEST_INK * height <= mark.height <= _TALLEST_MARK * height


def _rows(marks: Iterable[Box]) -> list[list[Box]]:
    """Part marks into rows by gaps between them, downwards.

    A mark belongs to the row of the mark before where their heights overlap.
    """
    rows: list[list[Box]] = []
    reached = 0.0
    for mark in sorted(marks, key=attrgetter("top")):
        if rows and mark.top < reached:
            rows[-1].append(mark)
            reached = max(reached, mark.bottom)
        else:
            rows.append([mark])
            reached = mark.bottom
    return rows


def _padded(box: Box, room: Box, margin: float) -> Box:
    """Give a box that is larger by a margin on each side, as far as there is room.

    Recognition needs some paper around the ink.
    """
    return Box(
        left=max(room.left, box.left - margin),
        top=max(room.top, box.top - margin),
        right=min(room.right, box.right + margin),
        bottom=min(room.bottom, box.bottom + margin),
    )


def _cut(picture: Picture, box: Box) -> Picture:
    """Give the pixels of a strip; at least one."""
    top = max(0, int(box.top))
    left = max(0, int(box.left))
    bottom = max(top + 1, round(box.bottom))
    right = max(left + 1, round(box.right))
    return picture[top:bottom, left:right]
