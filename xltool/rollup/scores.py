"""单位排名: each unit's score and place within its group, and its own average
completion.

docs/figures.md words these rules for people, so that a stranger can count them again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.rollup.progress import MEASURED, ProgressStatus, rounded
from xltool.rollup.ranking import competition_ranks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.rollup.discipline import UnitDiscipline
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.progress import Progress
    from xltool.settings import Scoring

_WHOLE = Decimal(1)
_MISSED = Decimal("0.9999")
"""The most that a target counts that is not reached: 100 % is for what is reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScore:
    """One unit's score out of 100 and its parts, shares of 1; None where there is none.

    Where a part is missing (nothing accepted in this period, no indicator that can be
    measured) there is no score and no rank: missing is not 0. `completeness` is the
    share of the required cells that were right when the unit first sent them.
    """

    unit: str
    group: str
    measured: int
    statuses: dict[ProgressStatus, int]
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
        for unit_line in line.units:
            parts.setdefault(unit_line.unit, []).append(unit_line.share.progress)
    scores = []
    for unit in units:
        progresses = parts.get(unit.unit, [])
        group = groups.get(unit.unit, "")
        scores.append(_score(unit, group, progresses, inputs.settings.scoring))
    return _ranked(scores)


def _ranked(scores: list[UnitScore]) -> tuple[UnitScore, ...]:
    """Rank all units, and each group by itself; the same score shares a place.

    Units of one group (县市区, 市直部门) are also ranked among themselves: their tasks
    are alike.
    """
    ranks = competition_ranks({one.unit: one.score for one in scores})
    in_group: dict[str, int] = {}
    for group in {one.group for one in scores}:
        members = {one.unit: one.score for one in scores if one.group == group}
        in_group |= competition_ranks(members)
    ranked = []
    for score in scores:
        rank = ranks.get(score.unit)
        group_rank = in_group.get(score.unit)
        ranked.append(replace(score, rank=rank, group_rank=group_rank))
    return tuple(sorted(ranked, key=lambda score: score.rank or len(ranked) + 1))


def _score(
    unit: UnitDiscipline, group: str, progresses: list[Progress], scoring: Scoring
) -> UnitScore:
    """Score one unit by its progress, punctuality and completeness."""
    progress = average(attainment(part) for part in progresses)
    completeness = unit.right.share if unit.right else None
    weighed = (
        (progress, scoring.progress),
        (unit.on_time.share, scoring.punctuality),
        (completeness, scoring.completeness),
    )
    statuses = [part.status for part in progresses]
    return UnitScore(
        unit=unit.unit,
        group=group,
        measured=sum(status in MEASURED for status in statuses),
        statuses={status: statuses.count(status) for status in ProgressStatus},
        completion=average(capped_completion(part) for part in progresses),
        progress=progress,
        punctuality=unit.on_time.share,
        completeness=completeness,
        score=weighed_points(weighed),
    )


def weighed_points(parts: Iterable[tuple[Decimal | None, float]]) -> Decimal | None:
    """Give the score out of 100 of weighed parts, which are shares of 1.

    None where a part that weighs is not there.

    >>> weighed_points([(Decimal("0.9"), 60.0), (Decimal("1"), 40.0)])
    Decimal('94.00')
    >>> weighed_points([(None, 60.0), (Decimal("1"), 40.0)]) is None
    True
    """
    weighing = [(part, Decimal(str(weight))) for part, weight in parts if weight > 0]
    known = [(part, weight) for part, weight in weighing if part is not None]
    if not known or len(known) < len(weighing):
        return None
    whole = sum((weight for _, weight in known), start=Decimal(0))
    points = sum((part * weight for part, weight in known), start=Decimal(0))
    return rounded(points / whole * 100, 2)


def attainment(progress: Progress) -> Decimal | None:
    """How much of what is expected by now is there, at most 1.

    None of what no rule measures. Where no share can be told (a rank, a rate that fell,
    a limit of 0), it is all or nothing. What is asked for and not reached never counts
    as a whole.
    """
    if progress.met is None:
        return None
    completion = progress.completion
    expected = progress.expected
    if completion is None or expected is None:
        return _WHOLE if progress.met else Decimal(0)
    if progress.limit:
        return _kept(completion, expected, met=progress.met)
    if completion >= expected:
        return _WHOLE if progress.met or progress.status not in _UNMET else _MISSED
    return min(completion / expected, _MISSED)


def _kept(used: Decimal, allowed: Decimal, *, met: bool) -> Decimal:
    """Give the attainment of a limit by what is used of it, and what may be by now.

    >>> _kept(Decimal("0.8"), Decimal("0.5"), met=False)
    Decimal('0.625')
    """
    if used <= allowed:
        return _WHOLE if met else _MISSED
    return min(allowed / used, _MISSED)


_UNMET = (ProgressStatus.BEHIND, ProgressStatus.SERIOUSLY_BEHIND)


def capped_completion(progress: Progress) -> Decimal | None:
    """Give the completion for an average: at most 100 %.

    None for limits, of which less is better, and for ranks. Of a rate that has none (it
    fell, or was to fall) it is all or nothing.
    """
    if progress.limit or progress.met is None:
        return None
    if progress.completion is not None:
        return min(_WHOLE, progress.completion)
    if progress.gap is None:
        return None
    return _WHOLE if progress.met else Decimal(0)


def average(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Give the mean of those that are there, to twelve decimals; None of none.

    >>> average([Decimal("1"), None, Decimal("0.5")])
    Decimal('0.750000000000')
    """
    known = [number for number in numbers if number is not None]
    if not known:
        return None
    return rounded(sum(known, start=Decimal(0)) / len(known), 12)
