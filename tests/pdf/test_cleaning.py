"""Seals of any colour are taken off a scanned page, and print in colour stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.pages import BLUE, RED, blurred, stamped
from xltool.pdf.cleaning import ink_of, without_seals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[Any]

DARK_BLUE = (140, 60, 35)
VIOLET = (170, 60, 130)
GREEN = (70, 150, 40)


def printed(colour: tuple[int, int, int] = (20, 20, 20)) -> Picture:
    """Draw a page with lines of print."""
    import cv2

    page = np.full((1400, 1000, 3), 255, np.uint8)
    for line in range(24):
        place = 60, 120 + 50 * line
        cv2.putText(page, "1234.56 8790 36.5%", place, 0, 1.4, colour, 3, cv2.LINE_AA)
    return page


@pytest.mark.parametrize("colour", [RED, BLUE, DARK_BLUE, VIOLET, GREEN])
def test_a_seal_goes_and_the_print_below_it_stays(colour: tuple[int, int, int]) -> None:
    page = printed()
    cleaned = without_seals(blurred(stamped(page, 0.4, 0.5, colour)))
    differs = ink_of(cleaned) != ink_of(blurred(page))
    stamp = ink_of(blurred(stamped(page, 0.4, 0.5, colour))) != ink_of(blurred(page))
    assert differs.sum() < stamp.sum() / 10


@pytest.mark.parametrize("colour", [BLUE, DARK_BLUE, VIOLET])
def test_coloured_print_is_no_seal(colour: tuple[int, int, int]) -> None:
    page = printed(colour)
    page[:, 500:] = 255
    page[500:] = 255
    assert (without_seals(page) == page).all()


def test_a_cell_filled_with_a_colour_is_no_seal() -> None:
    import cv2

    page = printed()
    cv2.rectangle(page, (100, 200), (300, 380), BLUE, -1)
    cv2.putText(page, "2025", (120, 300), 0, 1.4, (255, 255, 255), 3, cv2.LINE_AA)
    assert (without_seals(page) == page).all()
