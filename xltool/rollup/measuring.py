"""One indicator in one period: each unit's share of it, and the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from xltool.model.registry import Level, Role
from xltool.model.value import MISSING, State, Value
from xltool.rollup.aggregate import Method, Total, aggregate
from xltool.rollup.answers import CUMULATIVE, LAST_YEAR, QUALITATIVE, AnswersByUnit
from xltool.rollup.pace import pace_of
from xltool.rollup.progress import Progress, ProgressStatus, goal_of, judge_at

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from xltool.model.period import Period
    from xltool.model.registry import Indicator, Registry, Task
    from xltool.rollup.pace import Pace
    from xltool.rollup.progress import Goal
    from xltool.settings import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An indicator with everything the registry says about who reports it.

    `lead` is empty where nobody or a collective leads. `goal` is what the whole is
    measured against, `goals` what each reporter is.
    """

    indicator: Indicator
    lead: str
    goal: Goal
    goals: Mapping[str, Goal]
    parent: Indicator | None = None

    @property
    def reporters(self) -> tuple[str, ...]:
        """The units that report it, the lead first."""
        return tuple(self.goals)


class UnitShare(NamedTuple):
    """One unit's part. `weight` is what a weighted rate weighs it with."""

    unit: str
    value: Value
    goal: Goal
    progress: Progress
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An indicator in a period; `pace` is what was expected of it by then."""

    period: Period
    total: Total
    progress: Progress
    shares: tuple[UnitShare, ...]
    pace: Pace


def duties_of(registry: Registry) -> tuple[Duty, ...]:
    """Give what is reported on: the registry's targets, in its order."""
    tasks = {task.code: task for task in registry.tasks}
    by_code = {indicator.code: indicator for indicator in registry.indicators}
    shares: dict[str, dict[str, Decimal]] = {}
    for (code, unit), share in registry.shares.items():
        shares.setdefault(code, {})[unit] = share
    duties = []
    for indicator in registry.indicators:
        if not is_reported_on(indicator, tasks):
            continue
        duty = Duty(
            indicator=indicator,
            lead=_sole_lead(registry, tasks[indicator.task]),
            goal=goal_of(indicator),
            goals=_goals(registry, indicator, shares.get(indicator.code, {})),
            parent=by_code.get(indicator.parent),
        )
        duties.append(duty)
    return tuple(duties)


def is_reported_on(indicator: Indicator, tasks: Collection[str]) -> bool:
    """Whether an indicator is a target of our own level, of a task that is there."""
    if indicator.task not in tasks:
        return False
    return indicator.role is Role.TARGET and indicator.level is Level.OWN


def _goals(
    registry: Registry, indicator: Indicator, shares: Mapping[str, Decimal]
) -> dict[str, Goal]:
    """Give what each unit is measured against: its own `shares`, by unit.

    It is the unit's share, or the whole target where that is not divided. Without a
    share, a unit that is one of several has no target of a sum; a rate or an average
    holds for each of them.
    """
    reporters = registry.reporters(indicator)
    whole = goal_of(indicator)
    undivided = len(reporters) == 1 or not indicator.adds_up
    plain = whole if undivided else replace(whole, target=None)
    goals = {}
    for unit in reporters:
        share = shares.get(unit)
        if share is None:
            goals[unit] = plain
            continue
        told = registry.share_comparisons.get((indicator.code, unit))
        own = replace(indicator, comparison=told) if told else indicator
        goals[unit] = goal_of(own, share)
    return goals


def _sole_lead(registry: Registry, task: Task) -> str:
    """Give the unit that leads a task; empty for a collective (各县市区).

    No one figure of a collective could stand for the whole.
    """
    leads = registry.expanded((task.lead_unit,))
    return leads[0] if len(leads) == 1 else ""


def measure(
    duty: Duty,
    answers: AnswersByUnit,
    last_year: AnswersByUnit,
    *,
    period: Period,
    standing: Standing,
) -> Measured:
    """Measure an indicator in a period by the answers of that period.

    Last year's answers serve as weights.
    """
    values = {unit: answer(duty, answers, unit) for unit in duty.reporters}
    weights = _weights(duty, answers, last_year)
    total = _whole(duty, values, weights)
    pace = _pace(duty, period)
    shares = []
    for unit, value in values.items():
        goal = duty.goals[unit]
        share = UnitShare(
            unit=unit,
            value=value,
            goal=goal,
            progress=judge_at(value, goal, pace, standing),
            weight=weights.get(unit) if total.method is Method.WEIGHTED else None,
        )
        shares.append(share)
    return Measured(
        period=period,
        total=total,
        progress=_progress(total, duty.goal, pace, standing),
        shares=tuple(shares),
        pace=pace,
    )


def progress_of(
    value: Value, goal: Goal, duty: Duty, *, period: Period, standing: Standing
) -> Progress:
    """Measure one unit's value against its own goal, by a period's end."""
    return judge_at(value, goal, _pace(duty, period), standing)


def _pace(duty: Duty, period: Period) -> Pace:
    limit = duty.goal.accumulates and duty.goal.reverse
    return pace_of(duty.indicator, period, limit=limit)


def _whole(
    duty: Duty, values: Mapping[str, Value], weights: Mapping[str, Decimal]
) -> Total:
    """Make one figure of an indicator from those of its units."""
    indicator = duty.indicator
    return aggregate(
        indicator.kind,
        values,
        adds_up=indicator.adds_up,
        lead=duty.lead,
        weights=weights,
    )


def answer(duty: Duty, answers: AnswersByUnit, unit: str) -> Value:
    """Give a unit's answer: the number, or the text of what is qualitative.

    A qualitative indicator may have a figure, too: then that is told where no text is.
    """
    if duty.goal.qualitative:
        told = answers.value(unit, duty.indicator.code, QUALITATIVE)
        if told is not MISSING:
            return told
    return answers.value(unit, duty.indicator.code, CUMULATIVE)


def last_years_answer(
    duty: Duty, unit: str, last_year: AnswersByUnit, *, now: AnswersByUnit
) -> Value:
    """Give a unit's answer of a year ago.

    From the ledger, else as it entered 上年同期 itself this year.
    """
    told = answer(duty, last_year, unit)
    return now.value(unit, duty.indicator.code, LAST_YEAR) if told is MISSING else told


def last_years_total(duty: Duty, last_year: AnswersByUnit, now: AnswersByUnit) -> Total:
    """Give the same period's total a year ago.

    Of the units that report the indicator today, so that both years speak of the same.
    """
    values = {
        unit: last_years_answer(duty, unit, last_year, now=now)
        for unit in duty.reporters
    }
    weights = _weights(duty, last_year, AnswersByUnit())
    return _whole(duty, values, weights)


def _progress(total: Total, goal: Goal, pace: Pace, standing: Standing) -> Progress:
    """Judge the whole; what cannot be added up, as a rate, has no progress."""
    if total.method is Method.NOT_ADDED and total.value.state is State.REPORTED:
        return Progress(status=ProgressStatus.NOT_ADDED)
    return judge_at(total.value, goal, pace, standing)


def _weights(
    duty: Duty, answers: AnswersByUnit, last_year: AnswersByUnit
) -> dict[str, Decimal]:
    """Weights of a rate are the quantity that it is a rate of, where the registry names
    it as its parent.

    A growth rate is weighted with last year's level, a share with this year's.
    """
    if duty.parent is None or not duty.parent.adds_up:
        return {}
    source = last_year if duty.indicator.kind.is_growth else answers
    weights = {}
    for unit in duty.reporters:
        number = source.value(unit, duty.parent.code, CUMULATIVE).number
        if number is not None:
            weights[unit] = number
    return weights
