"""应达进度: what share of its target an indicator should have reached by a period's
end.

Without anything else said it is 序时进度, the share of the year gone. An indicator with
a 完成时限 of its own has to be there by that day; one with a plan by stages (3月底 3,
6月底 6 …) has to have what the last stage that is due asks.
"""

from __future__ import annotations

import calendar
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xltool.rollup.due_dates import due_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from xltool.model.period import Period
    from xltool.model.registry import Indicator, PlanStage

_FINEST = 372
"""序时进度 is counted in thirds of a month at the finest: 7/12 has no end as a decimal.
"""


class Pace(NamedTuple):
    """What is expected by now: `expected` is a share of the target, 1 the whole of it.

    `over` says that the target is due: time can mend nothing any more. `asked` is what
    the plan asks by now, in the indicator's 计量单位; None where there is no plan, or
    no stage of it is due yet. `next_stage` is what its first stage asks, as long as
    none is due.
    """

    expected: Fraction
    over: bool
    asked: Decimal | None = None
    next_stage: Decimal | None = None


def yearly_pace(time_progress: Decimal) -> Pace:
    """Give the pace of what is due at the year's end; `time_progress` is 序时进度."""
    expected = Fraction(time_progress).limit_denominator(_FINEST)
    return Pace(expected=expected, over=expected == 1)


def pace_of(indicator: Indicator, period: Period, *, limit: bool = False) -> Pace:
    """Give the pace of an indicator: its plan's, its own deadline's, or the year's.

    Of a `limit` that is used up over the year, the stage that is due next says how much
    may be used by now; of everything else the stage that was due last.
    """
    year = yearly_pace(period.time_progress)
    due = due_date(indicator.deadline, period.year)
    if indicator.plan and indicator.value:
        pace = _planned(indicator.plan, indicator.value, period, over=year.over)
        if limit:
            return _allowed(indicator.plan, indicator.value, period, pace)
        return pace
    if due is None or due.year > period.year:
        return year
    if due <= period.end:
        return Pace(expected=Fraction(1), over=True)
    return Pace(
        expected=min(Fraction(1), year.expected / share_of_year(due)), over=False
    )


def share_of_year(day: dt.date) -> Fraction:
    """Give the share of the year gone at a day's end: whole months are twelfths."""
    days = calendar.monthrange(day.year, day.month)[1]
    return (day.month - 1 + Fraction(day.day, days)) / 12


def _planned(
    plan: Sequence[PlanStage], target: Decimal, period: Period, *, over: bool
) -> Pace:
    """Give what a plan asks by a period's end: its last stage that is due.

    Before the first stage nothing is expected.
    """
    due = [stage for stage in plan if stage.until <= period.end]
    if not due:
        return Pace(expected=Fraction(0), over=over, next_stage=plan[0].value)
    asked = due[-1].value
    expected = Fraction(asked) / Fraction(target)
    finished = len(due) == len(plan) and asked == target
    return Pace(expected=expected, over=over or finished, asked=asked)


def _allowed(
    plan: Sequence[PlanStage], limit: Decimal, period: Period, pace: Pace
) -> Pace:
    """Give how much of a limit may be used by a period's end: the plan's next stage."""
    coming = [stage.value for stage in plan if stage.until >= period.end]
    allowed = coming[0] if coming else limit
    expected = Fraction(allowed) / Fraction(limit)
    return pace._replace(expected=expected, asked=allowed)
