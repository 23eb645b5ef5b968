"""The live formulas of 指标汇总.

What `xltool.rollup` computes, said once more in cells. Every number is rounded in the
formula as it is in Python, so a recalculation changes no value.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xltool.excel.rollup.cells import literal
from xltool.rollup.aggregate import Method

if TYPE_CHECKING:
    from xltool.excel.rollup.positions import Span
    from xltool.rollup.aggregate import Total
    from xltool.rollup.progress import Goal
    from xltool.settings import Standing

_SHARE_DECIMALS = 12
"""As `xltool.rollup.progress` has shares: more than any printed per cent shows."""
_ON_TRACK, _BEHIND, _SERIOUS = '"达序时"', '"滞后"', '"严重滞后"'


class DetailSums:
    """Sums over 指标明细: over each of its sheets, by the titles of its columns."""

    def __init__(self, spans: tuple[Span[Any], ...], letters: dict[str, str]) -> None:
        """Take its sheets, and the letters of its columns by title."""
        self._ranges = [
            {title: span.range(one) for title, one in letters.items()} for span in spans
        ]

    def of(self, column: str, **conditions: str) -> str:
        """Sum a column where others (by title) equal what an expression gives."""
        sums = []
        for ranges in self._ranges:
            criteria = ""
            for title, wanted in conditions.items():
                criteria += f",{ranges[title]},{wanted}"
            sums.append(f"SUMIFS({ranges[column]}{criteria})")
        return "+".join(sums)

    def total(self, total: Total, column: str, *, code: str, lead: str) -> str:
        """Give the whole's figure.

        The units' sum, their weighted mean, or the lead's own.
        """
        if total.method is Method.WEIGHTED:
            return (
                f"({self.of('权数×数值', 指标编号=code)})/("
                f"{self.of('权数', 指标编号=code)})"
            )
        if total.method is Method.LEAD:
            return self.of(column, 指标编号=code, 填报单位=exactly(lead))
        return self.of(column, 指标编号=code)


class Refs(NamedTuple):
    """The cells of a row that formulas name.

    No `gap` where the distance cannot be measured.
    """

    value: str
    target: str
    gap: str | None = None


def plain(number: Decimal | float) -> str:
    """Give a number as it stands in a formula."""
    return f"{Decimal(str(number)):f}"


def as_fraction(share: Decimal | Fraction) -> str:
    """Give 应达进度 as the fraction that it is: 7/12."""
    if isinstance(share, Decimal):
        fraction = Fraction(share).limit_denominator(36)
    else:
        fraction = share
    return f"{fraction.numerator}/{fraction.denominator}"


def share_of_year(progress: Decimal | Fraction) -> str:
    """Give the formula of 应达进度: =7/12."""
    return f"={as_fraction(progress)}"


@lru_cache(4096)  # each unit's name stands in the formulas of all its indicators
def exactly(text: str) -> str:
    """Give a criterion of SUMIFS that means this very text: wildcards escaped."""
    escaped = "".join(f"~{char}" if char in "*?~" else char for char in text)
    return literal(escaped)


def rounded_formula(expression: str, decimals: int) -> str:
    """Give the formula of an expression, rounded as its value is.

    Rounded twice: where a difference cancels digits, binary 1.8749999999999998 stands
    for 1.875, and must round as that does.
    """
    return f"=ROUND(ROUND({expression},{max(10, decimals)}),{decimals})"


def completion_formula(refs: Refs, *, high: Decimal | None = None) -> str:
    """Give the completion as a share of 1.

    Of a range that is overshot, of its upper end.
    """
    whole = refs.target
    if high is not None:
        whole = f"IF({refs.value}>{plain(high)},{plain(high)},{refs.target})"
    return f"=ROUND({refs.value}/{whole},{_SHARE_DECIMALS})"


def gap_formula(
    goal: Goal, refs: Refs, expected: str, *, bar: Decimal | None = None
) -> str:
    """Give the distance from what is expected, in percentage points; better is greater.

    `bar` is what a plan asks for now of what is compared with the target itself.
    """
    if goal.rate:
        wanted = refs.target if bar is None else plain(bar)
        points = f"{refs.value}-{wanted}"
    else:
        points = f"({refs.value}/{refs.target}-{expected})*100"
    if goal.high is not None:
        points = f"MIN({points},{_room(goal, refs, plain(goal.high))})"
    return rounded_formula(f"-({points})" if goal.reverse else points, 2)


def _room(goal: Goal, refs: Refs, high: str) -> str:
    """Give how far a value is below the upper end of its range, in points."""
    if goal.rate:
        return f"{high}-{refs.value}"
    return f"(1-{refs.value}/{high})*100"


def status_formula(
    goal: Goal,
    standing: Standing,
    refs: Refs,
    *,
    year_over: bool,
    bar: Decimal | None = None,
) -> str:
    """Give the status, by the same order of questions as `progress.judge_at`.

    `year_over` says that the target is due.
    """
    met = _met(goal, refs.value, refs.target if bar is None else plain(bar))
    if goal.accumulates and goal.reverse:
        return _limit_status(met, refs.gap, standing, year_over=year_over)
    may_be_on_track = goal.accumulates or standing.on_track_gap > 0
    missed = _by_gap(refs.gap, standing, lenient=not year_over and may_be_on_track)
    if year_over or goal.accumulates:
        return _either(met, literal("已完成"), missed)
    if not goal.keeps:
        return _either(met, _ON_TRACK, missed)
    safe = _met(goal, refs.value, refs.target)
    reached = f'IF({safe},"已完成",{_ON_TRACK})'
    return _either(met, reached, missed)


def _limit_status(
    met: str, gap: str | None, standing: Standing, *, year_over: bool
) -> str:
    """Give the status of what may not be exceeded: once it is, it is so for good."""
    if year_over:
        return _either(met, literal("已完成"), _SERIOUS)
    within = _by_gap(gap, standing, lenient=True) if gap else _ON_TRACK
    return _either(met, within, _SERIOUS)


def _either(condition: str, if_true: str, if_false: str) -> str:
    """Write a formula that gives one of two values."""
    return f"=IF({condition},{if_true},{if_false})"


def _met(goal: Goal, value: str, wanted: str) -> str:
    """Give the condition that a value reaches what is wanted, within its range."""
    relation = ("<" if goal.reverse else ">") + ("" if goal.strict else "=")
    reached = f"{value}{relation}{wanted}"
    if goal.high is None:
        return reached
    return f"AND({reached},{value}<={plain(goal.high)})"


def _by_gap(gap: str | None, standing: Standing, *, lenient: bool) -> str:
    """Give the status of what is not met, or (`lenient`) may still be 达序时."""
    if gap is None:
        return _BEHIND
    serious = plain(standing.seriously_behind_gap)
    behind = f"IF({gap}<-{serious},{_SERIOUS},{_BEHIND})"
    if not lenient:
        return behind
    return f"IF({gap}>=-{plain(standing.on_track_gap)},{_ON_TRACK},{behind})"


def rank_formula(numbers: str, gaps: str, gap: str) -> str:
    """Rank among the rows that carry a number in the first column.

    Ties share a place.
    """
    return f'=COUNTIFS({numbers},">0",{gaps},">"&{gap})+1'


def weighted_expression(numbers: str, weights: str) -> str:
    """Give the weighted mean of a range; what is no number has no weight.

    >>> weighted_expression("D5:D7", "C5:C7")
    'SUMPRODUCT(D5:D7,C5:C7)/SUMPRODUCT(--ISNUMBER(D5:D7),C5:C7)'
    """
    counted = f"SUMPRODUCT(--ISNUMBER({numbers}),{weights})"
    return f"SUMPRODUCT({numbers},{weights})/{counted}"
