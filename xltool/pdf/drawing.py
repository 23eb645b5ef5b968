"""The ruling lines that a PDF page draws: strokes, frames and thin filled bars."""

from __future__ import annotations

from ctypes import c_float, c_int
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from xltool.pdf.page import RulingLine

if TYPE_CHECKING:
    from collections.abc import Callable

Point = tuple[float, float]

_THIN = 3.0
"""Points: a filled bar up to this thick is a line."""
_SHORTEST = 4.0
_STRAIGHT = 0.8
"""Points: how far a line may lean and still be horizontal or vertical."""
MOST_RULES = 4_000
"""A page with more lines than this is a drawing."""


@dataclass(slots=True)
class Rules:
    """The lines of a page, collected."""

    horizontal: list[RulingLine] = field(default_factory=list)
    vertical: list[RulingLine] = field(default_factory=list)

    def add(self, start: Point, end: Point) -> None:
        """Add a line if it is horizontal or vertical, and no speck.

        Both may lean by less than a point: scans and converters draw them so.
        """
        left, right = sorted((start[0], end[0]))
        top, bottom = sorted((start[1], end[1]))
        across = right - left
        down = bottom - top
        if down <= _STRAIGHT and across >= _SHORTEST:
            at = (start[1] + end[1]) / 2
            self.horizontal.append(RulingLine(at=at, start=left, end=right))
        elif across <= _STRAIGHT and down >= _SHORTEST:
            at = (start[0] + end[0]) / 2
            self.vertical.append(RulingLine(at=at, start=top, end=bottom))


def rules_of(page: Any, place: Callable[[float, float], Point]) -> Rules:
    """Give the ruling lines of a page of pypdfium2; none for a drawing.

    `place` turns a point of the PDF into one of the page as it is seen.

    A map or a chart has thousands of lines, and no table in them.
    """
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH

    rules = Rules()
    for path in page.get_objects(filter=[FPDF_PAGEOBJ_PATH]):
        if len(rules.horizontal) + len(rules.vertical) > MOST_RULES:
            return Rules()
        _add_path(path, rules, place)
    return rules


def _add_path(path: Any, rules: Rules, place: Callable[[float, float], Point]) -> None:
    """Add the lines that a path strokes, or the thin bars that it fills.

    A frame is stroked; Word and Excel print borders as bars that they fill.
    """
    matrix = _matrix(path)
    filled, stroked = _draw_mode(path)
    for outline in _outlines(path):
        points = [place(*matrix.on_point(*point)) for point in outline]
        if stroked:
            for start, end in pairwise(points):
                rules.add(start, end)
        elif filled:
            _add_bar(points, rules)


def _matrix(path: Any) -> Any:
    """Give the matrix from the path's points to the page; forms nest.

    A path inside of a form stands where the form stands.
    """
    matrix = path.get_matrix()
    container = path.container
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = container.container
    return matrix


def _draw_mode(path: Any) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    from pypdfium2.raw import FPDFPath_GetDrawMode

    filled = c_int()
    stroked = c_int()
    FPDFPath_GetDrawMode(path, filled, stroked)
    return bool(filled.value), bool(stroked.value)


def _outlines(path: Any) -> list[list[Point]]:
    """Give the corners of each part of a path; curves end a part.

    A part that is closed ends where it began.
    """
    from pypdfium2 import raw

    outlines: list[list[Point]] = []
    count = min(raw.FPDFPath_CountSegments(path), MOST_RULES)
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        point = _end_of(segment)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO and outlines:
            outlines[-1].append(point)
        else:
            outlines.append([point])
        if raw.FPDFPathSegment_GetClose(segment):
            first = outlines[-1][0]
            outlines[-1].append(first)
    return outlines


def _end_of(segment: Any) -> Point:
    """Give the point at which a segment of a path ends."""
    from pypdfium2.raw import FPDFPathSegment_GetPoint

    across = c_float()
    down = c_float()
    FPDFPathSegment_GetPoint(segment, across, down)
    return across.value, down.value


def _add_bar(points: list[Point], rules: Rules) -> None:
    """Add a thin filled bar as the line through its middle.

    A filled rectangle that is thick both ways is a cell's shade and no line.
    """
    places_across = [across for across, _ in points]
    places_down = [down for _, down in points]
    left, right = min(places_across), max(places_across)
    top, bottom = min(places_down), max(places_down)
    if bottom - top <= _THIN < right - left:
        middle = (top + bottom) / 2
        rules.add((left, middle), (right, middle))
    elif right - left <= _THIN < bottom - top:
        middle = (left + right) / 2
        rules.add((middle, top), (middle, bottom))
