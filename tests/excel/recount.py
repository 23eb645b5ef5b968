"""A second evaluation of a roll-up, straight from the figures: shares no code with `xltool.rollup`.

Numbers are fractions; nothing is rounded before the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model.registry import Indicator
    from xltool.rollup.inputs import PeriodRecord, RollupInputs

ADDED = {"数量", "金额"}


@dataclass
class Counted:
    """What one line of 指标汇总 must say; None is an empty cell or a word."""

    value: Fraction | None
    completion: Fraction | None
    gap: Fraction | None
    status: str
    last: Fraction | None
    increment: Fraction | None
    last_year: Fraction | None
    rank: int | None = None


def half_up(number: Fraction, places: int) -> Fraction:
    scaled = abs(number) * 10**places
    return Fraction(floor(scaled + Fraction(1, 2)), 10**places) * (
        1 if number >= 0 else -1
    )


def recount(inputs: RollupInputs) -> dict[str, Counted]:
    year = Fraction(inputs.period.end.month, 12)
    before = inputs.earlier[-1] if inputs.earlier else None
    found = {
        one.code: _line(inputs, one, year, before) for one in inputs.registry.indicators
    }
    gaps = [line.gap for line in found.values() if line.gap is not None]
    for line in found.values():
        if line.gap is not None:
            line.rank = 1 + sum(gap > line.gap for gap in gaps)
    return found


def told(record: PeriodRecord | None, code: str) -> dict[str, object]:
    """What units answered on an indicator: numbers as fractions, else the state's name."""
    answers: dict[str, object] = {}
    for figure in record.figures if record else ():
        if figure.row == code and figure.field == "累计完成":
            content = figure.value.content
            answers[figure.unit] = (
                Fraction(content)
                if isinstance(content, Decimal)
                else figure.value.state.value
            )
    return answers


def numbers_of(record: PeriodRecord | None, code: str) -> dict[str, Fraction]:
    return {
        unit: number
        for unit, number in told(record, code).items()
        if isinstance(number, Fraction)
    }


def whole(
    inputs: RollupInputs, one: Indicator, record: PeriodRecord | None
) -> tuple[Fraction | None, frozenset[str]]:
    """The figure of the whole city and the units that are in it."""
    reporters = inputs.registry.reporters(one)
    numbers = {
        unit: number
        for unit, number in numbers_of(record, one.code).items()
        if unit in reporters
    }
    if not numbers or one.kind.value == "定性":
        return None, frozenset()
    if len(reporters) == 1 or one.kind.value in ADDED:
        return sum(numbers.values(), Fraction(0)), frozenset(numbers)
    weights = numbers_of(record, one.parent)
    if one.parent and all(weights.get(unit, 0) > 0 for unit in numbers):
        total = sum((weights[unit] for unit in numbers), Fraction(0))
        mean = (
            sum(
                (number * weights[unit] for unit, number in numbers.items()),
                Fraction(0),
            )
            / total
        )
        return half_up(mean, 1), frozenset(numbers)
    lead = next(
        task.lead_unit for task in inputs.registry.tasks if task.code == one.task
    )
    return (
        (numbers[lead], frozenset({lead})) if lead in numbers else (None, frozenset())
    )


def _line(
    inputs: RollupInputs, one: Indicator, year: Fraction, before: PeriodRecord | None
) -> Counted:
    value, units = whole(inputs, one, inputs.current)
    last, last_units = whole(inputs, one, before)
    base, base_units = whole(inputs, one, inputs.last_year)
    last = last if last_units == units else None
    base = base if base_units == units else None
    completion, gap = _distance(one, value, year)
    increment = None
    if one.kind.value in ADDED and value is not None:
        increment = (
            value
            if inputs.period.number == 1
            else None
            if last is None
            else value - last
        )
    return Counted(
        value, completion, gap, _status(inputs, one, value, gap), last, increment, base
    )


def _distance(
    one: Indicator, value: Fraction | None, year: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    if value is None or one.value is None or one.kind.value == "位次":
        return None, None
    target = Fraction(one.value)
    sign = -1 if "<" in one.comparison or one.reverse else 1
    completion = value / target if value >= 0 else None
    if one.kind.value in {"增速", "占比"}:
        gap = value - target
    else:
        gap = (value / target - (year if one.kind.value in ADDED else 1)) * 100
    return completion, sign * half_up(gap, 2)


def _status(
    inputs: RollupInputs, one: Indicator, value: Fraction | None, gap: Fraction | None
) -> str:
    if value is None:
        return _without_a_value(inputs, one)
    assert one.value is not None
    less = "<" in one.comparison or one.reverse or one.kind.value == "位次"
    target = Fraction(one.value)
    reached = {(True, True): value < target, (True, False): value <= target, (False, True): value > target,
               (False, False): value >= target}[less, one.comparison in {"<", ">"}]  # fmt: skip
    adds, over = one.kind.value in ADDED, inputs.period.end.month == 12
    if reached and (over or (adds and not less)):
        return "已完成"
    if adds and less and not reached:
        return "严重滞后"
    if reached and not adds:
        return "达序时"
    if gap is None:
        return "滞后"
    return "达序时" if gap >= 0 else "滞后" if gap >= -10 else "严重滞后"


def _without_a_value(inputs: RollupInputs, one: Indicator) -> str:
    reporters = inputs.registry.reporters(one)
    states: defaultdict[object, int] = defaultdict(int)
    for unit in reporters:
        answer = told(inputs.current, one.code).get(unit, "未报")
        states["number" if isinstance(answer, Fraction) else answer] += 1
    if one.kind.value == "定性":
        answered = any(
            figure.row == one.code and figure.field == "定性进展"
            for figure in inputs.current.figures
        )
        return "定性" if answered else "未报"
    if states["number"]:
        return "不汇总"
    return "未报" if states["未报"] else "不适用"
