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
from typing import TYPE_CHECKING

from xltool.model.registry import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

ROLES = (Role.TARGET, Role.PARAMETER, Role.SCOPE, Role.FACT, Role.BASIS)
"""In the order of the weights."""


def probabilities(features: Iterable[str]) -> dict[Role, float]:
    """Give how likely each role is."""
    weights = _weights()
    scores = [0.0] * len(ROLES)
    for feature in features:
        for place, weight in enumerate(weights.get(feature, ())):
            scores[place] += weight
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    total = sum(raised)
    shares = [score / total for score in raised]
    return dict(zip(ROLES, shares, strict=True))


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
