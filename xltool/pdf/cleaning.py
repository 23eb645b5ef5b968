"""A scanned page made ready for recognition: seals taken off, turned upright.

Pictures are arrays of OpenCV: rows of pixels, blue, green and red.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Picture = NDArray[Any]

_COLOURED = 45
"""How much more a pixel of a seal has of its own colour than of others, of 255."""
_SMALLEST_SEAL = 0.05
"""Of the page's shorter side."""
_LARGEST_SEAL = 0.6
"""The same; the page may be the photograph of a part of one."""
_LONGEST_SEAL = 1.8
"""How many times longer than wide a seal may be: some are oval."""
_IN_CORNERS = 0.02
"""How much of a round seal's ink may stand outside of its ring."""
_MOST_INK = 0.6
"""How much of a seal is ink: a cell that is filled with a colour is all of it."""
_EDGE = 5
"""Pixels: how far the faint edge of a seal's ink reaches."""
_MOST_TURNED = 6.0
"""Degrees: how far a page may lie askew."""
_COARSE_STEP = 0.5
_TURN_STEP = 0.1
"""Degrees: the angle is sought in large steps first, and then around the best one."""
_TURN_WIDTH = 900
"""Pixels: the angle is measured on a small copy this wide."""


def without_seals(picture: Picture) -> Picture:
    """Take seals off and leave the print below them.

    In red light red ink is as bright as paper and black ink is black. Only what is as
    big and as round as a seal is taken off: red figures in a table stay. Of other
    colours (blue and violet seals, those of companies above all) only round ones are:
    whole paragraphs are printed and written in blue.

    A seal lies over the date and the office's name, and often over the table's last
    rows.
    """
    import numpy as np

    blue, green, red = (picture[:, :, at].astype(np.int16) for at in range(3))
    redness = red - np.maximum(blue, green)
    cleaned = _without(picture, redness > _COLOURED, _is_seal)
    brightest = cleaned.max(axis=2).astype(np.int16)
    saturation = brightest - cleaned.min(axis=2)
    return _without(cleaned, saturation > _COLOURED, _is_round_seal)


def _without(
    picture: Picture,
    coloured: Picture,
    is_seal: Callable[[Picture, int], bool],
) -> Picture:
    """Take off the spots of coloured pixels that are seals."""
    import cv2
    import numpy as np

    mask = coloured.astype(np.uint8)
    if not mask.any():
        return picture
    side = min(picture.shape[:2])
    # A seal's ring and its characters are one only when their gaps are closed; OpenCV
    # wants an odd number of pixels.
    reach = max(3, side // 60) | 1
    spread = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(spread)
    cleaned = picture.copy()
    for left, top, width, height, _ in found[1:]:
        area = slice(top, top + height), slice(left, left + width)
        if is_seal(mask[area], side):
            _whiten(cleaned[area], mask[area])
    return cleaned


def _is_seal(spot: Picture, side: int) -> bool:
    """Whether a red spot is as big and as round as a seal; `side` is the page's.

    The spot is 1 where there is ink.
    """
    shorter, longer = sorted(spot.shape)
    is_big = shorter >= _SMALLEST_SEAL * side
    return bool(is_big and longer < _LONGEST_SEAL * shorter)


def _is_round_seal(spot: Picture, side: int) -> bool:
    """Whether a spot of any colour is a seal by its ring, and not filled.

    What stands in the corners of a seal's box is outside of its ring.
    """
    import numpy as np

    if not _is_seal(spot, side) or min(spot.shape) > _LARGEST_SEAL * side:
        return False
    down, across = np.nonzero(spot)
    if not down.size:
        return False
    down, across = (
        2 * (at - at.min()) / max(np.ptp(at), 1) - 1 for at in (down, across)
    )
    in_corners = np.mean(np.hypot(down, across) > 1.1)
    return bool(in_corners < _IN_CORNERS and spot.mean() < _MOST_INK)


def _whiten(area: Picture, mask: Picture) -> None:
    """Set a seal's ink, and the edge of it, to what it is in light of its own colour.

    There it is not quite as bright as paper: what is as bright as it is becomes white.

    `area` is the part of the page around a seal, and is changed itself; `mask` is 1
    where there is ink of the seal.
    """
    import cv2
    import numpy as np

    inked = mask.astype(bool)
    if not inked.any():
        return
    ink_in_light = np.median(area[inked], axis=0)
    colour = int(ink_in_light.argmax())
    light = area[:, :, colour].astype(np.float32)
    ink = float(ink_in_light[colour])
    brightening = 255.0 / max(ink - 12.0, 128.0)
    brighter = np.clip(light * brightening, 0, 255)
    edge = cv2.dilate(mask, np.ones((_EDGE, _EDGE), np.uint8)).astype(bool)
    grey = brighter[edge].astype(np.uint8)
    area[edge] = grey[:, None].repeat(3, axis=1)


def ink_of(picture: Picture) -> Picture:
    """Give what is dark against its surroundings: 255 where there is ink, else 0.

    What is dark is told by the neighbourhood: scans are shaded at the edges.
    """
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

    The picture is made small first: the angle is the same, and is found in less time.
    """
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    scale = min(1.0, _TURN_WIDTH / max(height, width))
    size = (int(width * scale), int(height * scale))
    small = ink_of(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))

    def sharpness(angle: float) -> float:
        """Give how much the rows of pixels differ after a turn."""
        rows = _rotated(small, angle, 0).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    coarse = np.arange(-_MOST_TURNED, _MOST_TURNED + 0.01, _COARSE_STEP)
    best = max(coarse, key=sharpness)
    fine = np.arange(best - _COARSE_STEP, best + _COARSE_STEP + 0.01, _TURN_STEP)
    return float(max(fine, key=sharpness))


def turned(picture: Picture, angle: float) -> Picture:
    """Turn a picture by so many degrees against the clock, on a larger white sheet."""
    larger: Picture = _rotated(picture, angle, (255, 255, 255), grow=True)
    return larger


def _rotated(picture: Picture, angle: float, paper: Any, *, grow: bool = False) -> Any:
    """Turn a picture around its middle; `paper` is the colour of what comes in.

    Where it may `grow`, the sheet becomes as large as the turned one needs.
    """
    import cv2

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    size = (width, height)
    if grow:
        cos = abs(matrix[0, 0])
        sin = abs(matrix[0, 1])
        wide = int(width * cos + height * sin)
        high = int(width * sin + height * cos)
        matrix[0, 2] += (wide - width) / 2
        matrix[1, 2] += (high - height) / 2
        size = (wide, high)
    return cv2.warpAffine(
        picture,
        matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderValue=paper,
    )
