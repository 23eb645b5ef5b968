"""Ruling lines of a picture: long, thin, level or upright strokes of ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.pdf.page import RulingLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_SHORTEST = 45
"""A line is at least this part of the page's longer side long."""
_THICKEST = 120
"""And at most this part of it thick."""
_ANCHORED = 0.006
"""Of the longer side: so near to a line across it a line of a table ends."""
_LONG = 0.12
"""Of the longer side: a line this long is one even where it ends in the open."""


def ruling_lines(
    ink: NDArray[Any],
) -> tuple[tuple[RulingLine, ...], tuple[RulingLine, ...]]:
    """Give the horizontal and the vertical lines of a page's ink."""
    side = max(ink.shape)
    horizontal = _strokes(ink)
    vertical = _strokes(ink.T.copy())
    return _anchored(horizontal, vertical, side), _anchored(vertical, horizontal, side)


def _anchored(
    rules: Iterable[RulingLine], across: Sequence[RulingLine], side: int
) -> tuple[RulingLine, ...]:
    """Leave out short strokes that end in the open: of a seal, a bold character."""
    slack = _ANCHORED * side
    return tuple(
        rule
        for rule in rules
        if rule.end - rule.start >= _LONG * side
        or (
            _meets(rule.start, rule.at, across, slack)
            and _meets(rule.end, rule.at, across, slack)
        )
    )


def _meets(end: float, at: float, across: Iterable[RulingLine], slack: float) -> bool:
    return any(
        abs(rule.at - end) <= slack and rule.start - slack <= at <= rule.end + slack
        for rule in across
    )


def _strokes(ink: NDArray[Any]) -> tuple[RulingLine, ...]:
    """Give the level strokes.

    Ink is spread by a pixel up and down first, so that a line that is not quite level
    or a little blurred stays whole.
    """
    import cv2
    import numpy as np

    side = max(ink.shape)
    length = max(20, side // _SHORTEST)
    spread = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    long = cv2.morphologyEx(spread, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    joined = cv2.morphologyEx(
        long, cv2.MORPH_CLOSE, np.ones((3, length // 2), np.uint8)
    )
    _, _, found, middles = cv2.connectedComponentsWithStats(joined)
    rules = []
    for (left, _, width, height, _), (_, middle) in zip(
        found[1:], middles[1:], strict=True
    ):
        if width >= length and height <= max(8, side // _THICKEST):
            rules.append(
                RulingLine(at=float(middle), start=float(left), end=float(left + width))
            )
    return tuple(rules)
