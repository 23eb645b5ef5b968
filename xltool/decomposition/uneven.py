"""A target whose shares do not add up to it: the question, and what an answer does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.indicator_answers import number_in
from xltool.decomposition.registry.sheets import INDICATORS, plain

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.findings import Finding
    from xltool.model.registry import Indicator


def evened(
    whole: Indicator, total: Decimal, finding: Finding, answers: Answers
) -> tuple[Indicator, tuple[Doubt, ...]]:
    """Give a target as the clerk answered, or as printed with the question.

    `total` is what the shares add up to, `finding` says at its place that they differ.

    The question is known by its figures: a table that changes them is asked about anew.
    """
    printed = f"{whole.name}：合计{plain(whole.value)}，各单位之和{plain(total)}"
    answer = answers.of(DoubtKind.SHARES).get(printed)
    value = number_in(answer) if answer else None
    if value is not None:
        return replace(whole, value=value), ()
    if answers.settles(DoubtKind.SHARES, printed):
        return whole, ()
    suggestion = f"{plain(total)}{whole.measurement_unit}"
    as_printed = f"{plain(whole.value)}{whole.measurement_unit}"
    doubt = Doubt(
        kind=DoubtKind.SHARES,
        printed=printed,
        suggestion=suggestion,
        finding=finding,
        sheet=INDICATORS.name,
        row_key=whole.code,
        column="目标值",
        options=(suggestion, as_printed),
    )
    return whole, (doubt,)
