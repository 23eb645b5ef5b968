"""The live formulas of 指标汇总: what `xltool.rollup` computes, said once more in cells.

Every number is rounded in the formula as it is in Python, so a recalculation changes no
value.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from xltool.excel.rollup.cells import literal
from xltool.rollup.aggregate import Method

if TYPE_CHECKING:
    from xltool.excel.rollup.positions import Span
    from xltool.rollup.aggregate import Total
    from xltool.rollup.progress import Goal
    from xltool.settings import Standing


class DetailSums:
    """Sums over 指标明细: over each of its sheets, by the titles of its columns."""

    def __init__(self, spans: tuple[Span[Any], ...], letters: dict[str, str]) -> None:
        """Take its sheets, and the letters of its columns by title."""
        self._ranges = [
            {title: span.range(one) for title, one in letters.items()} for span in spans
        ]

    def of(self, column: str, **conditions: str) -> str:
        """Sum a column where others (by title) equal what an expression gives."""
        return "+".join(
            f"SUMIFS({ranges[column]},{','.join(f'{ranges[title]},{wanted}' for title, wanted in conditions.items())})"
            for ranges in self._ranges
        )

    def total(self, total: Total, column: str, *, code: str, lead: str) -> str:
        """Give the whole's figure: the units' sum, their weighted mean, or the lead's own."""
        if total.method is Method.WEIGHTED:
            return f"({self.of('权数×数值', 指标编号=code)})/({self.of('权数', 指标编号=code)})"
        if total.method is Method.LEAD:
            return self.of(column, 指标编号=code, 填报单位=exactly(lead))
        return self.of(column, 指标编号=code)


class Refs(NamedTuple):
    """The cells of a row that formulas name; no `gap` where the distance cannot be measured."""

    value: str
    target: str
    gap: str | None = None


def plain(number: Decimal | float) -> str:
    """Give a number as it stands in a formula."""
    return f"{Decimal(str(number)):f}"


def share_of_year(progress: Decimal) -> str:
    """Give 序时进度 as the fraction that it is: =7/12."""
    fraction = Fraction(progress).limit_denominator(36)
    return f"={fraction.numerator}/{fraction.denominator}"


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


def completion_formula(refs: Refs) -> str:
    """Give the completion, as a share of 1."""
    return rounded_formula(f"{refs.value}/{refs.target}", 4)


def gap_formula(goal: Goal, refs: Refs, expected: str) -> str:
    """Give the distance from what is expected, in percentage points; better is greater."""
    points = (
        f"{refs.value}-{refs.target}"
        if goal.rate
        else f"({refs.value}/{refs.target}-{expected})*100"
    )
    return rounded_formula(f"-({points})" if goal.reverse else points, 2)


def status_formula(
    goal: Goal, standing: Standing, refs: Refs, *, year_over: bool
) -> str:
    """Give the status, by the same order of questions as `progress.judge`."""
    relation = ("<" if goal.reverse else ">") + ("" if goal.strict else "=")
    met = f"{refs.value}{relation}{refs.target}"
    by_gap = _by_gap(refs.gap, standing) if refs.gap else None
    exceeded = goal.accumulates and goal.reverse
    if year_over or (goal.accumulates and not goal.reverse):
        behind = by_gap or literal("滞后")
        return f'=IF({met},"已完成",{literal("严重滞后") if exceeded else behind})'
    if exceeded:
        return f'=IF({met},{by_gap or literal("达序时")},"严重滞后")'
    return f'=IF({met},"达序时",{by_gap or literal("滞后")})'


def _by_gap(gap: str, standing: Standing) -> str:
    on_track, serious = (
        plain(standing.on_track_gap),
        plain(standing.seriously_behind_gap),
    )
    return f'IF({gap}>=-{on_track},"达序时",IF({gap}<-{serious},"严重滞后","滞后"))'


def rank_formula(numbers: str, gaps: str, gap: str) -> str:
    """Rank among the rows that carry a number in the first column; ties share a place."""
    return f'=COUNTIFS({numbers},">0",{gaps},">"&{gap})+1'
