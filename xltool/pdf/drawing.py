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
        """Add a line if it is horizontal or vertical, and no speck."""
        across, down = abs(end[0] - start[0]), abs(end[1] - start[1])
        if down <= _STRAIGHT and across >= _SHORTEST:
            low, high = sorted((start[0], end[0]))
            at = (start[1] + end[1]) / 2
            self.horizontal.append(RulingLine(at=at, start=low, end=high))
        elif across <= _STRAIGHT and down >= _SHORTEST:
            low, high = sorted((start[1], end[1]))
            at = (start[0] + end[0]) / 2
            self.vertical.append(RulingLine(at=at, start=low, end=high))


def rules_of(page: Any, place: Callable[[float, float], Point]) -> Rules:
    """Give the ruling lines of a page of pypdfium2.

    `place` turns a point of the PDF into one of the page as it is seen.
    """
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH

    rules = Rules()
    for path in page.get_objects(filter=[FPDF_PAGEOBJ_PATH]):
        if len(rules.horizontal) + len(rules.vertical) > MOST_RULES:
            return Rules()
        _add_path(path, rules, place)
    return rules


def _add_path(path: Any, rules: Rules, place: Callable[[float, float], Point]) -> None:
    matrix = _matrix(path)
    filled, stroked = _draw_mode(path)
    for line in _outlines(path):
        points = [place(*matrix.on_point(*point)) for point in line]
        if stroked:
            for start, end in pairwise(points):
                rules.add(start, end)
        elif filled:
            _add_bar(points, rules)


def _matrix(path: Any) -> Any:
    """Give the matrix from the path's points to the page; forms nest."""
    matrix = path.get_matrix()
    container = path.container
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = container.container
    return matrix


def _draw_mode(path: Any) -> tuple[bool, bool]:
    from pypdfium2.raw import FPDFPath_GetDrawMode

    filled, stroked = c_int(), c_int()
    FPDFPath_GetDrawMode(path, filled, stroked)
    return bool(filled.value), bool(stroked.value)


def _outlines(path: Any) -> list[list[Point]]:
    """Give the corners of each part of a path; curves end a part."""
    from pypdfium2 import raw

    outlines: list[list[Point]] = []
    count = min(raw.FPDFPath_CountSegments(path), MOST_RULES)
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        across, down = c_float(), c_float()
        raw.FPDFPathSegment_GetPoint(segment, across, down)
        point = (across.value, down.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO and outlines:
            outlines[-1].append(point)
        else:
            outlines.append([point])
        if raw.FPDFPathSegment_GetClose(segment):
            outlines[-1].append(outlines[-1][0])
    return outlines


def _add_bar(points: list[Point], rules: Rules) -> None:
    """Add a thin filled bar as the line through its middle."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if bottom - top <= _THIN < right - left:
        middle = (top + bottom) / 2
        rules.add((left, middle), (right, middle))
    elif right - left <= _THIN < bottom - top:
        middle = (left + right) / 2
        rules.add((middle, top), (middle, bottom))
