"""How far a value is against its goal: completion, distance from 序时进度, status."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xltool.model.value import State, Value

if TYPE_CHECKING:
    from xltool.model.registry import Indicator
    from xltool.settings import Standing

_WHOLE = Decimal(1)


class Status(StrEnum):
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


LAGGING = frozenset({Status.BEHIND, Status.SERIOUSLY_BEHIND})
MEASURED = (Status.DONE, Status.ON_TRACK, Status.BEHIND, Status.SERIOUSLY_BEHIND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a value is measured against.

    `accumulates`: the value grows over the year and is compared with 序时进度; else (a
    rate, a rank, a duration) with the target itself. `reverse`: less is better.
    `strict`: the target itself is not enough (突破、超过). `rate`: in per cent itself.
    `ordinal`: a rank, of which no ratio makes sense.
    """

    target: Decimal | None
    accumulates: bool = True
    reverse: bool = False
    strict: bool = False
    rate: bool = False
    ordinal: bool = False
    qualitative: bool = False

    def met_by(self, number: Decimal) -> bool:
        """Whether a number reaches the target."""
        if self.target is None or (self.strict and number == self.target):
            return False
        return number <= self.target if self.reverse else number >= self.target


class Progress(NamedTuple):
    """`completion` and `expected` are shares of 1, `gap` is in percentage points, better being greater.

    Completion is value / target also where less is better: then it is the part of the
    limit that is used up, and `limit` is True. `expected` is 序时进度 for what
    accumulates and 1 for everything else. The gap of a rate (`rate`) is value - target.
    """

    status: Status
    completion: Decimal | None = None
    expected: Decimal | None = None
    gap: Decimal | None = None
    limit: bool = False
    rate: bool = False


def goal_of(indicator: Indicator, share: Decimal | None = None) -> Goal:
    """Give the goal of an indicator, or of a unit's `share` of it.

    A range (2—3家) is reached at its low bound, or kept within its high one where less
    is better.
    """
    ordinal = indicator.kind.is_rank
    reverse = indicator.reverse or ordinal or indicator.comparison in {"<", "<="}
    target = indicator.value if share is None else share
    if share is None and reverse and indicator.comparison == "range":
        target = indicator.value_high
    qualitative = indicator.kind.is_qualitative or indicator.comparison == "text"
    return Goal(
        target=None if qualitative else target,
        accumulates=indicator.kind.accumulates,
        reverse=reverse,
        strict=indicator.comparison in {"<", ">"},
        rate=indicator.kind.is_rate,
        ordinal=ordinal,
        qualitative=qualitative,
    )


def judge(
    value: Value, goal: Goal, time_progress: Decimal, standing: Standing
) -> Progress:
    """Measure a value against its goal.

    `time_progress` is the share of the year gone.
    """
    if value.state is State.MISSING:
        return Progress(status=Status.MISSING)
    if value.state is State.NOT_APPLICABLE:
        return Progress(status=Status.NOT_APPLICABLE)
    number = value.number
    if goal.qualitative or number is None:
        return Progress(status=Status.QUALITATIVE)
    if goal.target is None:
        return Progress(status=Status.NO_TARGET)
    expected = time_progress if goal.accumulates else _WHOLE
    gap = _gap(number, goal.target, goal, expected)
    return Progress(
        status=_status(
            goal,
            met=goal.met_by(number),
            gap=gap,
            year_over=time_progress == 1,
            standing=standing,
        ),
        completion=None if goal.ordinal or number < 0 else ratio(number, goal.target),
        expected=None if gap is None else expected,
        gap=gap,
        limit=goal.reverse,
        rate=goal.rate,
    )


def _gap(
    number: Decimal, target: Decimal, goal: Goal, expected: Decimal
) -> Decimal | None:
    if goal.ordinal or (target <= 0 and not goal.rate):
        return None
    points = number - target if goal.rate else _points(number, target, expected)
    return rounded(-points if goal.reverse else points, 2)


def _points(number: Decimal, target: Decimal, expected: Decimal) -> Decimal:
    """Give (number / target - expected) in points, rounded once: 7/12 has no end, and its tail must not decide."""
    share_of_year = Fraction(expected).limit_denominator(36)
    hundredths = (Fraction(number) / Fraction(target) - share_of_year) * 10_000
    whole = int(abs(hundredths) + Fraction(1, 2))
    return Decimal(whole if hundredths >= 0 else -whole) / 100


def _status(
    goal: Goal, *, met: bool, gap: Decimal | None, year_over: bool, standing: Standing
) -> Status:
    if met and (year_over or (goal.accumulates and not goal.reverse)):
        return Status.DONE
    if not met and goal.reverse and goal.accumulates:
        return (
            Status.SERIOUSLY_BEHIND
        )  # the year's limit is already exceeded: time cannot mend it
    if gap is None or (met and not goal.accumulates):
        return Status.ON_TRACK if met else Status.BEHIND
    if gap >= -Decimal(str(standing.on_track_gap)):
        return Status.ON_TRACK
    return (
        Status.SERIOUSLY_BEHIND
        if gap < -Decimal(str(standing.seriously_behind_gap))
        else Status.BEHIND
    )


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """Give part / whole to four decimals (hundredths of a per cent); None where the whole is not positive."""
    return rounded(part / whole, 4) if whole > 0 else None


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Round half up, as spreadsheets and people do."""
    with localcontext(prec=200):
        return (
            number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
        )  # never -0


def decimals_of(number: Decimal) -> int:
    """Count the decimals with which a number is written."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
