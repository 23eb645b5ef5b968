"""The live formulas of 指标汇总: what `xltool.rollup` computes, said once more in cells.

Every number is rounded in the formula as it is in Python, so a recalculation changes no value.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from xltool.excel.rollup.page import literal
from xltool.rollup.aggregate import Method, Total
from xltool.rollup.progress import decimals_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.excel.rollup.positions import Span
    from xltool.rollup.progress import Goal
    from xltool.settings import Standing

Columns = dict[str, str]
"""The letters of columns of 指标明细 by title."""


def plain(number: Decimal | float) -> str:
    """Give a number as it stands in a formula."""
    return f"{Decimal(str(number)):f}"


def share_of_year(progress: Decimal) -> str:
    """Give 序时进度 as the fraction that it is: =7/12."""
    fraction = Fraction(progress).limit_denominator(36)
    return f"={fraction.numerator}/{fraction.denominator}"


def sum_ifs(spans: tuple[Span, ...], summed: str, conditions: Mapping[str, str]) -> str:
    """Sum a column of all spans where columns (by letters) equal what an expression gives."""
    return "+".join(
        f"SUMIFS({span.range(summed)},"
        + ",".join(f"{span.range(letters)},{wanted}" for letters, wanted in conditions.items())
        + ")"
        for span in spans
    )


def exactly(text: str) -> str:
    """Give a criterion of SUMIFS that means this very text: wildcards escaped."""
    escaped = "".join(f"~{char}" if char in "*?~" else char for char in text)
    return literal(escaped)


def total_formula(
    total: Total, spans: tuple[Span, ...], columns: Columns, column: str, *, code: str, lead: str, decimals: int
) -> str:
    """Give the whole's figure from the units' lines: their sum, their weighted mean, or the lead's own."""
    condition = {columns["指标编号"]: code}
    if total.method is Method.WEIGHTED:
        above, below = (sum_ifs(spans, columns[title], condition) for title in ("权数×数值", "权数"))
        return f"=ROUND(({above})/({below}),{decimals})"
    if total.method is Method.LEAD:
        condition[columns["填报单位"]] = exactly(lead)
    return f"=ROUND({sum_ifs(spans, columns[column], condition)},{decimals})"


def completion_formula(value: str, target: str) -> str:
    """Give the completion, as a share of 1."""
    return f"=ROUND({value}/{target},4)"


def gap_formula(value: str, target: str, expected: str, *, reverse: bool) -> str:
    """Give the distance from what is expected, in percentage points; better is greater."""
    points = f"ROUND(({value}/{target}-{expected})*100,2)"
    return f"=-{points}" if reverse else f"={points}"


def status_formula(goal: Goal, standing: Standing, *, value: str, target: str, gap: str | None, year_over: bool) -> str:
    """Give the status, by the same order of questions as `progress.judge`."""
    relation = ("<" if goal.reverse else ">") + ("" if goal.strict else "=")
    met = f"{value}{relation}{target}"
    by_gap = _by_gap(gap, standing) if gap else None
    if (goal.accumulates and not goal.reverse) or year_over:
        if_not = by_gap or '"滞后"'
        if goal.accumulates and goal.reverse:
            if_not = '"严重滞后"'
        return f'=IF({met},"已完成",{if_not})'
    if goal.accumulates:
        return f'=IF({met},{by_gap or literal("达序时")},"严重滞后")'
    return f'=IF({met},"达序时",{by_gap or literal("滞后")})'


def _by_gap(gap: str, standing: Standing) -> str:
    on_track, serious = plain(standing.on_track_gap), plain(standing.seriously_behind_gap)
    return f'IF({gap}>=-{on_track},"达序时",IF({gap}<-{serious},"严重滞后","滞后"))'


def rank_formula(numbers: str, gaps: str, gap: str) -> str:
    """Rank among the rows that carry a number in the first column; ties share a place."""
    return f'=COUNTIFS({numbers},">0",{gaps},">"&{gap})+1'


def most_decimals(*numbers: Decimal | None) -> int:
    """Give the decimals of the most precise of some numbers."""
    return max((decimals_of(number) for number in numbers if number is not None), default=0)
