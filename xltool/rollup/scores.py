"""单位排名: each unit's score and place within its group, and its own average completion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.rollup.progress import MEASURED, Status, rounded
from xltool.rollup.ranking import competition_ranks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.rollup.discipline import UnitDiscipline
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.progress import Progress
    from xltool.settings import Scoring

_WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScore:
    """One unit's score out of 100 and its parts (shares of 1), None where there is nothing to go by.

    Where a part is missing (nothing accepted in this period, no indicator that can be
    measured) there is no score and no rank: missing is not 0.
    """

    unit: str
    group: str
    measured: int
    statuses: dict[Status, int]
    completion: Decimal | None
    progress: Decimal | None
    punctuality: Decimal | None
    completeness: Decimal | None
    score: Decimal | None
    rank: int | None = None
    group_rank: int | None = None


def unit_scores(
    inputs: RollupInputs,
    indicators: tuple[IndicatorLine, ...],
    units: tuple[UnitDiscipline, ...],
) -> tuple[UnitScore, ...]:
    """Give every due unit, the best first, those without a score last."""
    groups = {unit.code: unit.group for unit in inputs.registry.units}
    parts: dict[str, list[Progress]] = {}
    for line in indicators:
        for one in line.units:
            parts.setdefault(one.unit, []).append(one.share.progress)
    scores = [
        _score(
            one,
            groups.get(one.unit, ""),
            parts.get(one.unit, []),
            inputs.settings.scoring,
        )
        for one in units
    ]
    ranks = competition_ranks({one.unit: one.score for one in scores})
    in_group: dict[str, int] = {}
    for group in {one.group for one in scores}:
        in_group |= competition_ranks(
            {one.unit: one.score for one in scores if one.group == group}
        )
    ranked = [
        replace(one, rank=ranks.get(one.unit), group_rank=in_group.get(one.unit))
        for one in scores
    ]
    return tuple(sorted(ranked, key=lambda one: one.rank or len(ranked) + 1))


def _score(
    one: UnitDiscipline, group: str, progresses: list[Progress], scoring: Scoring
) -> UnitScore:
    progress = average(attainment(part) for part in progresses)
    completeness = one.filled.share if one.filled else None
    weighed = (
        (progress, scoring.progress),
        (one.on_time.share, scoring.punctuality),
        (completeness, scoring.completeness),
    )
    statuses = [part.status for part in progresses]
    return UnitScore(
        unit=one.unit,
        group=group,
        measured=sum(status in MEASURED for status in statuses),
        statuses={status: statuses.count(status) for status in Status},
        completion=average(capped_completion(part) for part in progresses),
        progress=progress,
        punctuality=one.on_time.share,
        completeness=completeness,
        score=weighed_points(weighed),
    )


def weighed_points(parts: Iterable[tuple[Decimal | None, float]]) -> Decimal | None:
    """Give the score out of 100 of weighed parts (shares of 1); None where a part that weighs is not there."""
    weighing = [(part, Decimal(str(weight))) for part, weight in parts if weight > 0]
    known = [(part, weight) for part, weight in weighing if part is not None]
    if not known or len(known) < len(weighing):
        return None
    whole = sum((weight for _, weight in known), start=Decimal(0))
    points = sum((part * weight for part, weight in known), start=Decimal(0))
    return rounded(points / whole * 100, 2)


def attainment(progress: Progress) -> Decimal | None:
    """How much of what is expected by now is there, at most 1; a broken limit counts less than 1 likewise."""
    done = _completion(progress)
    if done is None or progress.expected is None:
        return None
    if progress.limit:
        return _WHOLE if done <= progress.expected else progress.expected / done
    return min(_WHOLE, done / progress.expected)


def capped_completion(progress: Progress) -> Decimal | None:
    """Give the completion for an average: at most 100 %; None for limits, of which less is better."""
    done = _completion(progress)
    return None if done is None or progress.limit else min(_WHOLE, done)


def _completion(progress: Progress) -> Decimal | None:
    """Give the completion; of a rate that has none (it fell, or was to fall) all or nothing."""
    if progress.completion is None and progress.gap is not None:
        return _WHOLE if progress.gap >= 0 else Decimal(0)
    return progress.completion


def average(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Give the mean of those that are there, to four decimals; None of none."""
    known = [number for number in numbers if number is not None]
    return rounded(sum(known, start=Decimal(0)) / len(known), 4) if known else None
