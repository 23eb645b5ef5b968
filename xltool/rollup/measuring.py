"""One indicator in one period: each unit's share of it, and the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from xltool.model.registry import Level, Role
from xltool.model.value import MISSING, State, Value
from xltool.rollup.aggregate import Method, Total, aggregate
from xltool.rollup.answers import CUMULATIVE, LAST_YEAR, QUALITATIVE, Answers
from xltool.rollup.progress import Progress, Status, goal_of, judge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from xltool.model.period import Period
    from xltool.model.registry import Indicator, Registry, Task
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


class Share(NamedTuple):
    """One unit's part. `weight` is what a weighted rate weighs it with."""

    unit: str
    value: Value
    goal: Goal
    progress: Progress
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An indicator in a period."""

    period: Period
    total: Total
    progress: Progress
    shares: tuple[Share, ...]


def duties_of(registry: Registry) -> tuple[Duty, ...]:
    """Give what is reported on: the registry's targets, in its order."""
    tasks = {task.code: task for task in registry.tasks}
    by_code = {indicator.code: indicator for indicator in registry.indicators}
    shares: dict[str, dict[str, Decimal]] = {}
    for (code, unit), share in registry.shares.items():
        shares.setdefault(code, {})[unit] = share
    return tuple(
        Duty(
            indicator=one,
            lead=_sole_lead(registry, tasks[one.task]),
            goal=goal_of(one),
            goals=_goals(one, registry.reporters(one), shares.get(one.code, {})),
            parent=by_code.get(one.parent),
        )
        for one in registry.indicators
        if one.task in tasks and one.role is Role.TARGET and one.level is Level.OWN
    )


def _goals(
    indicator: Indicator, reporters: tuple[str, ...], shares: Mapping[str, Decimal]
) -> dict[str, Goal]:
    """Give what each unit is measured against: its share, or the whole target where that is not divided.

    Without a share, a unit that is one of several has no target of a sum; a rate holds
    for each of them.
    """
    whole = goal_of(indicator)
    undivided = len(reporters) == 1 or not indicator.kind.accumulates
    plain = whole if undivided else replace(whole, target=None)
    return {
        unit: goal_of(indicator, shares[unit]) if unit in shares else plain
        for unit in reporters
    }


def _sole_lead(registry: Registry, task: Task) -> str:
    """Give the unit that leads a task; a collective (各县市区) has no figure that could stand for the whole."""
    leads = registry.expanded((task.lead_unit,))
    return leads[0] if len(leads) == 1 else ""


def measure(
    duty: Duty,
    answers: Answers,
    last_year: Answers,
    *,
    period: Period,
    standing: Standing,
) -> Measured:
    """Measure an indicator in a period by the answers of that period; last year's serve as weights."""
    values = {unit: answer(duty, answers, unit) for unit in duty.reporters}
    weights = _weights(duty, answers, last_year)
    total = aggregate(duty.indicator.kind, values, lead=duty.lead, weights=weights)
    time_progress = period.time_progress
    return Measured(
        period=period,
        total=total,
        progress=_progress(total, duty.goal, period, standing),
        shares=tuple(
            Share(
                unit=unit,
                value=value,
                goal=duty.goals[unit],
                progress=judge(value, duty.goals[unit], time_progress, standing),
                weight=weights.get(unit) if total.method is Method.WEIGHTED else None,
            )
            for unit, value in values.items()
        ),
    )


def answer(duty: Duty, answers: Answers, unit: str) -> Value:
    """Give a unit's answer: the number, or the text of what is qualitative."""
    if duty.goal.qualitative:
        told = answers.value(unit, duty.indicator.code, QUALITATIVE)
        if told is not MISSING:
            return told
    return answers.value(unit, duty.indicator.code, CUMULATIVE)


def last_years_answer(
    duty: Duty, unit: str, last_year: Answers, *, now: Answers
) -> Value:
    """Give a unit's answer of a year ago: from the ledger, else as it entered 上年同期 itself this year."""
    told = answer(duty, last_year, unit)
    return now.value(unit, duty.indicator.code, LAST_YEAR) if told is MISSING else told


def last_years_total(duty: Duty, last_year: Answers, now: Answers) -> Total:
    """Give the same period's total a year ago."""
    values = {
        unit: last_years_answer(duty, unit, last_year, now=now)
        for unit in duty.reporters
    }
    weights = _weights(duty, last_year, Answers())
    return aggregate(duty.indicator.kind, values, lead=duty.lead, weights=weights)


def _progress(total: Total, goal: Goal, period: Period, standing: Standing) -> Progress:
    if total.method is Method.NOT_ADDED and total.value.state is State.REPORTED:
        return Progress(status=Status.NOT_ADDED)
    return judge(total.value, goal, period.time_progress, standing)


def _weights(duty: Duty, answers: Answers, last_year: Answers) -> dict[str, Decimal]:
    """Weights of a rate are the quantity that it is a rate of, where the registry names it as its parent.

    A growth rate is weighted with last year's level, a share with this year's.
    """
    if duty.parent is None or not duty.parent.kind.accumulates:
        return {}
    source = last_year if duty.indicator.kind.is_growth else answers
    numbers = {
        unit: source.value(unit, duty.parent.code, CUMULATIVE).number
        for unit in duty.reporters
    }
    return {unit: number for unit, number in numbers.items() if number is not None}
