"""A picture of a page: its ruling lines, and its text as it was recognised."""

from __future__ import annotations

from dataclasses import replace
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


def prepared(picture: Picture) -> Picture:
    """Give the page without seals, turned upright."""
    return upright(without_seals(picture))


def scanned_page(picture: Picture, number: int, recognizer: Recognizer) -> PdfPage:
    """Recognise a prepared picture. Coordinates of the page are its pixels."""
    height, width = picture.shape[:2]
    side = max(height, width)
    ink = ink_of(picture)
    horizontal, vertical = ruling_lines(ink)
    lattices = lattices_of(horizontal, vertical, slack=SLACK * side)
    strips = _strips(picture, ink, lattices, recognizer, inset=_INSET * side)
    readings = recognizer.read([_cut(picture, strip) for strip in strips])
    pieces = [
        Piece(
            text=reading.text,
            box=strip,
            page=number,
            confidence=reading.confidence,
        )
        for strip, reading in zip(strips, readings, strict=True)
        if reading.text.strip() or strip.height >= _TALL_INK * _line_height(strips)
    ]
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
    """
    found = recognizer.strips(picture)
    cells = [cell for lattice in lattices for cell in lattice.cells]
    outside = [box for box in found if _cell_at(cells, box.middle) is None]
    height = _line_height(found)
    strips = [box for box in outside if not _crosses(box, cells)]
    for cell in cells:
        room = _shrunk(cell.box, inset)
        inside = [_clipped(box, room) for box in found]
        here = [box for box in inside if box is not None and _is_text(box, height)]
        here = _without_doubles(here)
        strips += [*here, *_overlooked(ink, _shrunk(room, inset), here, height)]
    return strips


def _crosses(box: Box, cells: Iterable[LatticeCell]) -> bool:
    """Whether a strip outside of tables lies over several cells in truth."""
    return any(_clipped(box, cell.box) is not None for cell in cells)


def _cell_at(
    cells: Iterable[LatticeCell], point: tuple[float, float]
) -> LatticeCell | None:
    return next((cell for cell in cells if cell.box.holds(point)), None)


def _line_height(boxes: Sequence[Box]) -> float:
    heights = sorted(box.height for box in boxes)
    return heights[len(heights) // 2] if heights else 20.0


def _shrunk(box: Box, inset: float) -> Box:
    return Box(
        left=box.left + inset,
        top=box.top + inset,
        right=box.right - inset,
        bottom=box.bottom - inset,
    )


def _clipped(box: Box, room: Box) -> Box | None:
    """Give the part of a strip in a cell; None if its middle line is elsewhere."""
    middle = box.middle[1]
    if not room.top <= middle <= room.bottom:
        return None
    left, right = max(box.left, room.left), min(box.right, room.right)
    if right - left < min(0.4 * box.height, 0.5 * box.width):
        return None
    return replace(
        box,
        left=left,
        right=right,
        top=max(box.top, room.top),
        bottom=min(box.bottom, room.bottom),
    )


def _is_text(box: Box, height: float) -> bool:
    return box.height >= _SMALLEST_INK * height


def _without_doubles(boxes: Sequence[Box]) -> list[Box]:
    """Leave out a strip that lies inside of another."""
    return [
        box
        for box in boxes
        if not any(
            other is not box
            and other.holds(box.middle)
            and other.width * other.height > box.width * box.height
            for other in boxes
        )
    ]


def _overlooked(
    ink: Picture, room: Box, strips: Sequence[Box], height: float
) -> Iterator[Box]:
    """Give strips around the ink of a cell that lies in none of its strips."""
    import cv2

    left, top = int(room.left), int(room.top)
    area = ink[top : int(room.bottom), left : int(room.right)].copy()
    if not area.size:
        return
    for strip in strips:
        low = max(0, int(strip.top) - top - 2)
        near = max(0, int(strip.left) - left - 2)
        area[low : int(strip.bottom) - top + 3, near : int(strip.right) - left + 3] = 0
    _, _, found, _ = cv2.connectedComponentsWithStats(area)
    marks = [
        Box(left=x + left, top=y + top, right=x + left + w, bottom=y + top + h)
        for x, y, w, h, _ in found[1:]
        if _SMALLEST_INK * height <= h <= 1.3 * height and w <= 4 * height
    ]
    for row in _rows(marks):
        around = row[0]
        for mark in row[1:]:
            around = around.around(mark)
        if around.height >= 0.55 * height:
            yield _padded(around, room, height / 4)


def _rows(marks: Iterable[Box]) -> list[list[Box]]:
    """Part marks into rows by gaps between them, downwards."""
    rows: list[list[Box]] = []
    ordered = sorted(marks, key=lambda box: box.top)
    for before, mark in zip([None, *ordered], ordered, strict=False):
        if before is not None and mark.top < max(box.bottom for box in rows[-1]):
            rows[-1].append(mark)
        else:
            rows.append([mark])
    return rows


def _padded(box: Box, room: Box, margin: float) -> Box:
    return Box(
        left=max(room.left, box.left - margin),
        top=max(room.top, box.top - margin),
        right=min(room.right, box.right + margin),
        bottom=min(room.bottom, box.bottom + margin),
    )


def _cut(picture: Picture, box: Box) -> Picture:
    """Give the pixels of a strip; at least one."""
    top, left = max(0, int(box.top)), max(0, int(box.left))
    bottom, right = max(top + 1, round(box.bottom)), max(left + 1, round(box.right))
    return picture[top:bottom, left:right]
