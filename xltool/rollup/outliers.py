"""异常值: figures that are far from a unit's own history, or from those of its peers.

Distances are counted in medians and MADs, the modified z-score of Iglewicz and Hoaglin
(How to Detect and Handle Outliers, 1993), who advise 3.5: unlike means and standard
deviations they are not drawn away by the outlier itself.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LIMIT = 3.5
_NORMAL = 0.6745
"""The MAD of a normal distribution, in standard deviations."""
_NORMAL_OF_MEAN = 1.2533
"""A standard deviation of a normal distribution, in mean absolute deviations."""
LEAST_HISTORY, LEAST_PEERS = 6, 8
"""Figures without which nothing is called unusual."""
_LEAST_DEVIATION = 0.25
"""Of the median: what is nearer to it is never unusual, however even the others are."""


class Unusual(NamedTuple):
    """A figure that is far from the others, whose median is `usual`.

    `score` counts how far.
    """

    value: float
    usual: float
    score: float


def unusual(value: float, others: Sequence[float], least: int) -> Unusual | None:
    """Say whether a figure is far from others; None if it is not, or nobody can tell.

    >>> unusual(900, [95, 100, 105, 98, 102, 110], 6).usual
    101.0
    >>> unusual(112, [95, 100, 105, 98, 102, 110], 6) is None
    True
    """
    if len(others) < least:
        return None
    usual = median(others)
    deviation = _deviation(others, usual)
    distance = abs(value - usual)
    if deviation == 0 or distance < _LEAST_DEVIATION * abs(usual):
        return None
    score = distance / deviation
    return Unusual(value, usual, score) if score > _LIMIT else None


def _deviation(others: Sequence[float], usual: float) -> float:
    """Give the MAD as a standard deviation.

    Where most are alike, the mean deviation's.
    """
    distances = [abs(one - usual) for one in others]
    by_median = median(distances) / _NORMAL
    return by_median or fmean(distances) * _NORMAL_OF_MEAN


def against_history(figures: Sequence[float], *, cumulated: bool) -> Unusual | None:
    """Say whether the last of a unit's figures is far from those before it.

    Of what is cumulated (within a year, so that it may fall back in January) it is what
    each period added that is compared.
    """
    values = _increments(figures) if cumulated else list(figures)
    if not values:
        return None
    return unusual(values[-1], values[:-1], LEAST_HISTORY)


def _increments(figures: Sequence[float]) -> list[float]:
    """Give what each period added; where the sum began anew, the new sum itself."""
    added = []
    for before, after in pairwise([0.0, *figures]):
        fell_back = after < before / 2
        added.append(after if fell_back else after - before)
    return added


def against_peers(figures: Mapping[str, float]) -> dict[str, Unusual]:
    """Give the units whose figure is far from those of all others."""
    found = {}
    for unit, value in figures.items():
        others = [figures[one] for one in figures if one != unit]
        result = unusual(value, others, LEAST_PEERS - 1)
        if result is not None:
            found[unit] = result
    return found
