"""How far a value is against its goal: completion, distance from 序时进度, status."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xltool.model.value import State, Value
from xltool.rollup.pace import yearly_pace

if TYPE_CHECKING:
    from xltool.model.registry import Indicator
    from xltool.rollup.pace import Pace
    from xltool.settings import Standing

_DECIMALS = 12
"""Decimals of a share of 1: more than any printed per cent shows."""


class ProgressStatus(StrEnum):
    """Where an indicator stands."""

    DONE = "已完成"
    ON_TRACK = "达序时"
    BEHIND = "滞后"
    SERIOUSLY_BEHIND = "严重滞后"
    MISSING = "未报"
    NOT_APPLICABLE = "不适用"
    QUALITATIVE = "定性"
    """Answered in text: people judge it."""
    NO_TARGET = "无目标"
    """Reported, but the registry has no number to measure it against."""
    NOT_ADDED = "不汇总"
    """Several units reported a rate that may not be added up."""


LAGGING = frozenset({ProgressStatus.BEHIND, ProgressStatus.SERIOUSLY_BEHIND})
MEASURED = (
    ProgressStatus.DONE,
    ProgressStatus.ON_TRACK,
    ProgressStatus.BEHIND,
    ProgressStatus.SERIOUSLY_BEHIND,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a value is measured against.

    `accumulates`: the value grows over the year and is compared with 序时进度; else (a
    stock, a level, a rate, a rank, a duration) with the target itself. `high` is the
    upper end of a range that may not be passed either. `reverse`: less is better.
    `strict`: the target itself is not enough (突破、超过). `rate`: in per cent itself.
    `keeps`: what is reached stays reached (占比), so that it is 已完成 at once.
    `ordinal`: a rank, of which no ratio makes sense.
    """

    target: Decimal | None
    high: Decimal | None = None
    accumulates: bool = True
    reverse: bool = False
    strict: bool = False
    rate: bool = False
    keeps: bool = True
    ordinal: bool = False
    qualitative: bool = False

    def met_by(self, number: Decimal, bar: Decimal | None = None) -> bool:
        """Whether a number reaches the target, or the `bar` that is asked for now."""
        wanted = self.target if bar is None else bar
        if wanted is None or (self.strict and number == wanted):
            return False
        if self.reverse:
            return number <= wanted
        return number >= wanted and not self.overshot_by(number)

    def overshot_by(self, number: Decimal) -> bool:
        """Whether a number passes the upper end of its range."""
        return self.high is not None and number > self.high


class Progress(NamedTuple):
    """How far a value is.

    `completion` and `expected` are shares of 1, `gap` is in percentage points to two
    decimals, better being greater; `exact_gap` is the same before it is rounded.
    Completion is value / target also where less is better: then it is the part of the
    limit that is used up, and `limit` is True; likewise of a range that is overshot,
    against its upper end. `expected` is 应达进度 (`rollup.pace`) for what accumulates
    and 1 for everything else. The gap of a rate (`rate`) is value - target. `met` says
    whether what is asked by now is reached.
    """

    status: ProgressStatus
    completion: Decimal | None = None
    expected: Decimal | None = None
    gap: Decimal | None = None
    limit: bool = False
    rate: bool = False
    met: bool | None = None
    exact_gap: Decimal | None = None
    asked: Decimal | None = None
    """What the plan asks by now, in the indicator's 计量单位."""


_UNMEASURED = {status: Progress(status=status) for status in ProgressStatus}
"""Progress of what cannot be measured: many units have the same, held once."""


def goal_of(indicator: Indicator, share: Decimal | None = None) -> Goal:
    """Give the goal of an indicator, or of a unit's `share` of it.

    A range (2—3家) is reached at its low bound, or kept within its high one where less
    is better. Of what is no count or amount, more than the high bound is outside of it.
    """
    ordinal = indicator.kind.is_rank
    reverse = indicator.reverse or ordinal or indicator.comparison in {"<", "<="}
    accumulates = indicator.kind.accumulates
    target, high = _bounds(indicator, share, reverse=reverse)
    qualitative = indicator.kind.is_qualitative or indicator.comparison == "text"
    return Goal(
        target=None if qualitative else target,
        high=None if accumulates else high,
        accumulates=accumulates,
        reverse=reverse,
        strict=indicator.comparison in {"<", ">"},
        rate=indicator.kind.is_rate,
        keeps=indicator.kind.is_kept and not reverse,
        ordinal=ordinal,
        qualitative=qualitative,
    )


def _bounds(
    indicator: Indicator, share: Decimal | None, *, reverse: bool
) -> tuple[Decimal | None, Decimal | None]:
    """Give the target, and the upper end of a range that may be overshot."""
    if share is not None:
        return share, None
    if indicator.comparison != "range":
        return indicator.value, None
    if reverse:
        return indicator.value_high, None
    return indicator.value, indicator.value_high


def judge(
    value: Value, goal: Goal, time_progress: Decimal, standing: Standing
) -> Progress:
    """Measure a value against a goal that is due at the year's end.

    `time_progress` is the share of the year gone.
    """
    return judge_at(value, goal, yearly_pace(time_progress), standing)


def judge_at(value: Value, goal: Goal, pace: Pace, standing: Standing) -> Progress:
    """Measure a value against its goal, as far as the pace asks for it by now."""
    if value.state is State.MISSING:
        return _UNMEASURED[ProgressStatus.MISSING]
    if value.state is State.NOT_APPLICABLE:
        return _UNMEASURED[ProgressStatus.NOT_APPLICABLE]
    number = value.number
    if goal.qualitative or number is None:
        return _UNMEASURED[ProgressStatus.QUALITATIVE]
    if goal.target is None:
        return _UNMEASURED[ProgressStatus.NO_TARGET]
    return _measured(number, goal, goal.target, pace, standing)


def _measured(
    number: Decimal, goal: Goal, target: Decimal, pace: Pace, standing: Standing
) -> Progress:
    """Measure a number against its target and what is expected of it by now."""
    bar = bar_of(goal, target, pace)
    expected = pace.expected if goal.accumulates else share_of(bar, target)
    met = goal.met_by(number, None if goal.accumulates else bar)
    exact = _exact_gap(number, goal, target, bar, expected)
    gap = None if exact is None else rounded_fraction(exact, 2)
    overshot = goal.overshot_by(number)
    whole = goal.high if overshot and goal.high is not None else target
    return Progress(
        status=_status(goal, number, met=met, gap=gap, over=pace.over, rules=standing),
        completion=_completion(number, whole, goal),
        expected=None if gap is None else as_decimal(expected),
        gap=gap,
        limit=goal.reverse or overshot,
        rate=goal.rate,
        met=met,
        exact_gap=None if exact is None else as_decimal(exact),
        asked=pace.asked,
    )


def bar_of(goal: Goal, target: Decimal, pace: Pace) -> Decimal:
    """Give what a rate, rank or duration is compared with.

    Its target, or its plan's stage.
    """
    if goal.accumulates:
        return target
    stage = pace.next_stage if pace.asked is None else pace.asked
    return target if stage is None else stage


def planned_bar(goal: Goal, pace: Pace) -> Decimal | None:
    """Give what a plan asks by now instead of the target; None where no plan does."""
    if goal.target is None:
        return None
    bar = bar_of(goal, goal.target, pace)
    return None if bar == goal.target else bar


def _completion(number: Decimal, whole: Decimal, goal: Goal) -> Decimal | None:
    """Give the share of the target that is reached; None of a rank."""
    return None if goal.ordinal or number < 0 else ratio(number, whole)


def _exact_gap(
    number: Decimal, goal: Goal, target: Decimal, bar: Decimal, expected: Fraction
) -> Fraction | None:
    """Give the distance from what is expected, in percentage points; better is greater.

    None of a rank, and of a target that nothing can be a share of.
    """
    if goal.ordinal or (target <= 0 and not goal.rate):
        return None
    if goal.rate:
        points = Fraction(number) - Fraction(bar)
    else:
        points = (Fraction(number) / Fraction(target) - expected) * 100
    if goal.high is not None:
        points = min(points, _room(number, goal.high, rate=goal.rate))
    return -points if goal.reverse else points


def _room(number: Decimal, high: Decimal, *, rate: bool) -> Fraction:
    """Give how far a number is below the upper end of its range, in percentage
    points.

    >>> _room(Decimal("95"), Decimal("100"), rate=True)
    Fraction(5, 1)
    """
    if rate:
        return Fraction(high) - Fraction(number)
    return (1 - Fraction(number) / Fraction(high)) * 100


def _status(  # noqa: PLR0913 - what a status depends on
    goal: Goal,
    number: Decimal,
    *,
    met: bool,
    gap: Decimal | None,
    over: bool,
    rules: Standing,
) -> ProgressStatus:
    """Give the status; docs/figures.md words the same rules for people.

    `met` says that the number reaches its bar, `over` that the target is due; `gap` is
    the distance from what is expected by now, in percentage points.
    """
    if met:
        is_done = over or _is_safe(goal, number)
        if is_done:
            return ProgressStatus.DONE
        if not goal.accumulates or gap is None:
            return ProgressStatus.ON_TRACK
    elif goal.accumulates and goal.reverse:
        # The year's limit is already exceeded: time cannot mend it.
        return ProgressStatus.SERIOUSLY_BEHIND
    elif gap is None:
        return ProgressStatus.BEHIND
    lenient = _is_lenient(goal, met=met, over=over, rules=rules)
    return _status_by_gap(gap, rules, lenient=lenient)


def _status_by_gap(gap: Decimal, rules: Standing, *, lenient: bool) -> ProgressStatus:
    """Give the status by the distance from what is expected, in percentage points.

    `lenient` says that a small enough gap is 达序时.
    """
    if gap < -Decimal(str(rules.seriously_behind_gap)):
        return ProgressStatus.SERIOUSLY_BEHIND
    if gap < -Decimal(str(rules.on_track_gap)) or not lenient:
        return ProgressStatus.BEHIND
    return ProgressStatus.ON_TRACK


def _is_safe(goal: Goal, number: Decimal) -> bool:
    """Whether what is reached today cannot be lost before the year ends."""
    return goal.keeps and goal.met_by(number)


def _is_lenient(goal: Goal, *, met: bool, over: bool, rules: Standing) -> bool:
    """Whether a small enough gap is 达序时.

    Of what accumulates always, before the target is due; of what is compared with the
    target itself only where it is met, or the office's settings allow a gap.
    """
    if met:
        return True
    if over:
        return False
    return goal.accumulates or rules.on_track_gap > 0


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """Give part / whole as a share of 1; None where the whole is not positive.

    It has so many decimals that only the rounding of who prints it is seen.

    >>> ratio(Decimal(1), Decimal(3)), ratio(Decimal(1), Decimal(0))
    (Decimal('0.333333333333'), None)
    """
    return as_decimal(Fraction(part) / Fraction(whole)) if whole > 0 else None


def share_of(part: Decimal, whole: Decimal) -> Fraction:
    """Give part / whole; 1 where nothing can be a share of the whole."""
    return Fraction(part) / Fraction(whole) if whole > 0 else Fraction(1)


def as_decimal(number: Fraction) -> Decimal:
    """Give a fraction to twelve decimals."""
    return rounded_fraction(number, _DECIMALS)


def rounded_fraction(number: Fraction, decimals: int) -> Decimal:
    """Round an exact number half up, once.

    >>> rounded_fraction(Fraction(2, 3), 2), rounded_fraction(Fraction(-5, 2), 0)
    (Decimal('0.67'), Decimal('-3'))
    """
    twice = 2 * abs(number.numerator) * 10**decimals
    whole = (twice + number.denominator) // (2 * number.denominator)
    return Decimal(whole if number >= 0 else -whole).scaleb(-decimals)


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Round half up, as spreadsheets and people do.

    >>> rounded(Decimal("2.345"), 2), rounded(Decimal("-0.004"), 2)
    (Decimal('2.35'), Decimal('0.00'))
    """
    step = Decimal(1).scaleb(-decimals)
    with localcontext(prec=200):
        return number.quantize(step, ROUND_HALF_UP) + 0  # never -0


def decimals_of(number: Decimal) -> int:
    """Count the decimals with which a number is written.

    >>> decimals_of(Decimal("12.50")), decimals_of(Decimal("3"))
    (2, 0)
    """
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
