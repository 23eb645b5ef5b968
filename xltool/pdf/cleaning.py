"""A scanned page made ready for recognition: seals taken off, turned upright.

Pictures are arrays of OpenCV: rows of pixels, blue, green and red.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[Any]

_RED = 45
"""How much more red than green and blue a pixel of a seal has, of 255."""
_SMALLEST_SEAL = 0.05
"""Of the page's shorter side."""
_MOST_TURNED = 6.0
"""Degrees: how far a page may lie askew."""
_TURN_STEP = 0.1
_TURN_WIDTH = 900
"""Pixels: the angle is measured on a small copy this wide."""


def without_seals(picture: Picture) -> Picture:
    """Take red seals off and leave the print below them.

    In red light red ink is as bright as paper and black ink is black. Only what is as
    big and as round as a seal is taken off: red figures in a table stay.
    """
    import cv2
    import numpy as np

    blue, green, red = (picture[:, :, at].astype(np.int16) for at in range(3))
    mask = ((red - np.maximum(blue, green)) > _RED).astype(np.uint8)
    if not mask.any():
        return picture
    side = min(picture.shape[:2])
    reach = max(3, side // 60) | 1
    spread = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(spread)
    cleaned = picture.copy()
    for left, top, width, height, _ in found[1:]:
        large = min(width, height) >= _SMALLEST_SEAL * side
        if large and max(width, height) < 1.8 * min(width, height):
            area = slice(top, top + height), slice(left, left + width)
            _whiten(cleaned[area], mask[area])
    return cleaned


def _whiten(area: Picture, mask: Picture) -> None:
    """Set red ink, and the edge of it, to what it is in red light.

    Red ink is not quite as bright as paper: what is as bright as it is becomes white.
    """
    import cv2
    import numpy as np

    light = area[:, :, 2].astype(np.float32)
    ink = float(np.median(light[mask.astype(bool)])) if mask.any() else 255.0
    edge = cv2.dilate(mask, np.ones((5, 5), np.uint8)).astype(bool)
    brighter = np.clip(light * (255.0 / max(ink - 12.0, 128.0)), 0, 255)
    area[edge] = brighter[edge].astype(np.uint8)[:, None].repeat(3, axis=1)


def ink_of(picture: Picture) -> Picture:
    """Give what is dark against its surroundings: 255 where there is ink, else 0."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    block = max(15, min(grey.shape) // 30) | 1
    return cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 15
    )


def upright(picture: Picture) -> Picture:
    """Turn a page that lies askew by a few degrees."""
    angle = slant_of(picture)
    return picture if abs(angle) < _TURN_STEP else turned(picture, angle)


def slant_of(picture: Picture) -> float:
    """Give by how many degrees, clockwise, the lines of a page slope down.

    Lines of text and of tables are level at the angle at which the rows of pixels
    differ most from each other.
    """
    import cv2
    import numpy as np

    scale = min(1.0, _TURN_WIDTH / max(picture.shape[:2]))
    size = (int(picture.shape[1] * scale), int(picture.shape[0] * scale))
    small = ink_of(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))

    def sharpness(angle: float) -> float:
        rows = _rotated(small, angle, 0).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    coarse = np.arange(-_MOST_TURNED, _MOST_TURNED + 0.01, 0.5)
    best = max(coarse, key=sharpness)
    fine = np.arange(best - 0.5, best + 0.51, _TURN_STEP)
    return float(max(fine, key=sharpness))


def turned(picture: Picture, angle: float) -> Picture:
    """Turn a picture by so many degrees against the clock, on a larger white sheet."""
    larger: Picture = _rotated(picture, angle, (255, 255, 255), grow=True)
    return larger


def _rotated(picture: Picture, angle: float, paper: Any, *, grow: bool = False) -> Any:
    import cv2

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    size = (width, height)
    if grow:
        cos = abs(matrix[0, 0])
        sin = abs(matrix[0, 1])
        size = (int(width * cos + height * sin), int(width * sin + height * cos))
        matrix[0, 2] += (size[0] - width) / 2
        matrix[1, 2] += (size[1] - height) / 2
    return cv2.warpAffine(
        picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=paper
    )
