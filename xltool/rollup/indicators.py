"""指标汇总 and 指标明细.

Every indicator as a whole, with its past, its rank and each unit's part.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.rollup.answers import GROWTH, NO_ROW, AnswersByUnit, find_answers
from xltool.rollup.changes import PeriodChange, change_of
from xltool.rollup.measuring import (
    Duty,
    Measured,
    UnitShare,
    answer,
    duties_of,
    last_years_answer,
    last_years_total,
    measure,
)
from xltool.rollup.outlook import Outlook, outlook_of
from xltool.rollup.ranking import competition_ranks
from xltool.rollup.table_fields import table_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xltool.model.period import Period
    from xltool.model.registry import Indicator, Task
    from xltool.model.value import Value
    from xltool.rollup.aggregate import Total
    from xltool.rollup.answers import Row
    from xltool.rollup.inputs import PeriodRecord, RollupInputs
    from xltool.rollup.progress import Goal, Progress

_NOTHING = AnswersByUnit()
RECENT = 12
"""Periods whose figures are shown beside the present one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """指标明细: one unit's line of an indicator.

    `row` are all fields that it reported, with their sources.
    """

    unit: str
    share: UnitShare
    last_period: Value
    last_year: Value
    growth: Decimal | None
    """同比 as the unit reported it, in per cent."""
    total_rank: int | None = None
    growth_rank: int | None = None
    progress_rank: int | None = None
    row: Row = field(default_factory=lambda: NO_ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """指标汇总: one indicator.

    `trail` are the earlier periods of the year and this one, oldest first; `recent` the
    totals of up to twelve last periods, also of last year. `outlook` is where it will
    stand at the year's end.
    """

    indicator: Indicator
    task: Task
    lead: str
    measured: Measured
    goal: Goal
    change: PeriodChange
    units: tuple[UnitLine, ...]
    trail: tuple[Measured, ...]
    recent: tuple[tuple[Period, Total], ...] = ()
    outlook: Outlook | None = None
    rank: int | None = None

    @property
    def total(self) -> Total:
        """The figure of the whole."""
        return self.measured.total

    @property
    def progress(self) -> Progress:
        """How far the whole is."""
        return self.measured.progress


@dataclass(frozen=True, slots=True)
class Year:
    """The answers of this year's periods up to the one that is rolled up, and last
    year's.

    `last_year` are those of the same period a year ago, `past` those of every period of
    last year that is known, the oldest first.
    """

    period: Period
    answers: Mapping[Period, AnswersByUnit]
    last_year: AnswersByUnit
    past: Mapping[Period, AnswersByUnit] = field(default_factory=dict)

    @property
    def current(self) -> AnswersByUnit:
        """The answers of the period that is rolled up."""
        return self.answers[self.period]

    @property
    def previous(self) -> AnswersByUnit:
        """The answers of the period before that one; empty where there is none."""
        before = self.period.previous
        return self.answers.get(before, _NOTHING) if before else _NOTHING


def year_of(inputs: RollupInputs) -> Year:
    """Sort the figures of every period that a roll-up looks at."""
    tables = table_keys(inputs.form)

    def answers_of(record: PeriodRecord) -> AnswersByUnit:
        return find_answers(record.figures, tables)

    records = (*inputs.earlier, inputs.current)
    last_year = inputs.last_year
    return Year(
        period=inputs.period,
        answers={record.period: answers_of(record) for record in records},
        last_year=answers_of(last_year) if last_year else _NOTHING,
        past={record.period: answers_of(record) for record in inputs.past},
    )


def indicator_lines(inputs: RollupInputs, year: Year) -> tuple[IndicatorLine, ...]:
    """Give every indicator in the registry's order.

    They are ranked by their distance from what is expected of them.
    """
    tasks = {task.code: task for task in inputs.registry.tasks}
    then = _duties_then(inputs)
    lines = []
    for duty in duties_of(inputs.registry):
        lines.append(_line(duty, tasks[duty.indicator.task], inputs, year, then))
    gaps = {line.indicator.code: line.progress.gap for line in lines}
    ranks = competition_ranks(gaps)
    return tuple(replace(line, rank=ranks.get(line.indicator.code)) for line in lines)


def _duties_then(inputs: RollupInputs) -> dict[Period, dict[str, Duty]]:
    """Give the duties of each period that had a registry of its own, by code.

    A target that was revised since, and a task that has moved, are measured as they
    were.
    """
    found: dict[Period, dict[str, Duty]] = {}
    known: dict[int, dict[str, Duty]] = {}
    for record in (*inputs.past, *inputs.earlier):
        registry = record.registry
        if registry is None or registry == inputs.registry:
            continue
        if id(registry) not in known:
            duties = duties_of(registry)
            known[id(registry)] = {duty.indicator.code: duty for duty in duties}
        found[record.period] = known[id(registry)]
    return found


def _line(
    duty: Duty,
    task: Task,
    inputs: RollupInputs,
    year: Year,
    then: Mapping[Period, Mapping[str, Duty]],
) -> IndicatorLine:
    """Work out everything that a roll-up says of one indicator.

    `then` are the duties of periods that had another registry.
    """
    code = duty.indicator.code
    trail = []
    for period, answers in year.answers.items():
        own = then.get(period, {}).get(code)
        measured = measure(
            own or duty,
            answers,
            year.last_year,
            period=period,
            standing=inputs.settings.standing,
        )
        trail.append(measured if own is None else _as_it_was(measured))
    past = past_totals(duty, year.past, then)
    return IndicatorLine(
        indicator=duty.indicator,
        task=task,
        lead=duty.lead or task.lead_unit,
        measured=trail[-1],
        goal=duty.goal,
        change=_change(duty, trail, year),
        units=_unit_lines(duty, trail[-1], year),
        trail=tuple(trail),
        recent=_recent(trail, past),
        outlook=outlook_of(duty, trail, past),
    )


def _as_it_was(measured: Measured) -> Measured:
    """Mark that another registry was in force."""
    total = replace(measured.total, by_earlier_registry=True)
    return replace(measured, total=total)


def past_totals(
    duty: Duty,
    past: Mapping[Period, AnswersByUnit],
    then: Mapping[Period, Mapping[str, Duty]],
) -> tuple[tuple[Period, Total], ...]:
    """Give last year's totals, period by period, of those that reported it then."""
    totals = []
    for period, answers in past.items():
        own = then.get(period, {}).get(duty.indicator.code)
        total = last_years_total(own or duty, answers, _NOTHING)
        total = replace(total, by_earlier_registry=own is not None)
        if total.answered:
            totals.append((period, total))
    return tuple(totals)


def _recent(
    trail: Sequence[Measured], past: Sequence[tuple[Period, Total]]
) -> tuple[tuple[Period, Total], ...]:
    """Give the last periods' totals, over the year's end."""
    now = [(measured.period, measured.total) for measured in trail]
    return (*past, *now)[-RECENT:]


def _change(duty: Duty, trail: Sequence[Measured], year: Year) -> PeriodChange:
    """Give how the whole has changed since the last period, and since last year."""
    totals = {one.period: one.total for one in trail}
    previous = year.period.previous
    before = previous.previous if previous else None
    current = year.current
    growths = {
        unit: current.value(unit, duty.indicator.code, GROWTH).number
        for unit in duty.reporters
    }
    return change_of(
        totals[year.period],
        kind=duty.indicator.kind,
        previous=totals.get(previous) if previous else None,
        before_previous=totals.get(before) if before else None,
        place=1 if previous is None else 2 if before is None else 3,
        last_year=last_years_total(duty, year.last_year, current),
        growths={
            unit: growth for unit, growth in growths.items() if growth is not None
        },
    )


def _unit_lines(duty: Duty, measured: Measured, year: Year) -> tuple[UnitLine, ...]:
    """Give each unit's part of an indicator, with its ranks among them."""
    code = duty.indicator.code
    current, before = year.current, year.previous
    growths = {
        share.unit: current.value(share.unit, code, GROWTH).number
        for share in measured.shares
    }
    totals = {share.unit: share.value.number for share in measured.shares}
    by_total = competition_ranks(totals, ascending=duty.goal.reverse)
    by_growth = competition_ranks(growths, ascending=duty.goal.reverse)
    by_progress = competition_ranks(
        {share.unit: share.progress.gap for share in measured.shares}
    )
    return tuple(
        UnitLine(
            unit=share.unit,
            share=share,
            last_period=answer(duty, before, share.unit),
            last_year=last_years_answer(duty, share.unit, year.last_year, now=current),
            growth=growths[share.unit],
            total_rank=by_total.get(share.unit),
            growth_rank=by_growth.get(share.unit),
            progress_rank=by_progress.get(share.unit),
            row=current.row(share.unit, code),
        )
        for share in measured.shares
    )
