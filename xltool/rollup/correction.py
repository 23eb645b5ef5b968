"""更正说明: what an edition corrects of the one given before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure that another edition prints differently.

    Empty where one of them has none.
    """

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """更正说明: what is different from the edition that was given before, and why."""

    reason: str
    differences: tuple[Difference, ...]
