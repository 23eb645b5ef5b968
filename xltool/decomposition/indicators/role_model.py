"""Roles by weights that were learnt from labelled clauses.

A role's score is the sum of its weights over the features of a figure; probabilities
are the softmax of the scores (multinomial logistic regression). `benchmarks.roles`
learns the weights from `benchmarks/roles/clauses.txt` and the labelled tables of the
tests, and measures them on documents left out.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from operator import add
from typing import TYPE_CHECKING

from xltool.model.registry import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROLES = (Role.TARGET, Role.PARAMETER, Role.SCOPE, Role.FACT, Role.BASIS)
"""In the order of the weights."""


def probabilities(features: Iterable[str]) -> dict[Role, float]:
    """Give how likely each role is."""
    scores = [0.0] * len(ROLES)
    for weights in filter(None, map(_weights().get, features)):
        scores = list(map(add, scores, weights))
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    total = sum(raised)
    shares = [score / total for score in raised]
    return dict(zip(ROLES, shares, strict=True))


def drawn_together(
    chances: Sequence[Mapping[Role, float]],
) -> list[dict[Role, float]]:
    """Give the chances of the figures of one paragraph, each drawn halfway to the rest.

    A paragraph that tells of what was done mostly tells of nothing else, so a figure
    whose own words do not say is what those beside it are. Only the chance of a fact is
    drawn, by the mean of its log odds; the other roles keep their proportions.
    """
    odds = [_log_odds(chance[Role.FACT]) for chance in chances]
    common = sum(odds) / len(odds)
    drawn = []
    for chance, own in zip(chances, odds, strict=True):
        fact = 1 / (1 + math.exp(-(own + common) / 2))
        scale = (1 - fact) / (1 - _within(chance[Role.FACT]))
        others = {role: value * scale for role, value in chance.items()}
        drawn.append(others | {Role.FACT: fact})
    return drawn


def _log_odds(chance: float) -> float:
    chance = _within(chance)
    return math.log(chance / (1 - chance))


def _within(chance: float) -> float:
    return min(max(chance, _LEAST), 1 - _LEAST)


_LEAST = 1e-4


def reasons(features: Iterable[str], role: Role, most: int = 5) -> list[str]:
    """Give the features that speak most for a role, strongest first."""
    place = ROLES.index(role)
    weights = _weights()
    weighed = {
        feature: weights[feature][place] for feature in features if feature in weights
    }
    strongest = sorted(weighed, key=lambda feature: (-weighed[feature], feature))
    return [feature for feature in strongest[:most] if weighed[feature] > 0]


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    text = (files(__package__) / "role_weights.json").read_text(encoding="utf-8")
    learnt = json.loads(text)["weights"]
    return {feature: tuple(weights) for feature, weights in learnt.items()}
