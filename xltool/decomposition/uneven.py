"""A target whose shares do not add up to it: the question, and what an answer does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.indicators.figure_targets import is_even, total_of
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.indicator_answers import number_in
from xltool.decomposition.registry.sheets import INDICATORS, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.decomposition.indicators.figure_targets import PrintedShare
    from xltool.findings import Place
    from xltool.model.registry import Indicator


def evened(
    whole: Indicator, shares: Sequence[PrintedShare], place: Place, answers: Answers
) -> tuple[Indicator, tuple[Doubt, ...]]:
    """Give a target as the clerk answered, or as printed with the question.

    One that its shares make stays as it is. `place` is where the question is shown.

    The question is known by its figures: a table that changes them is asked about anew.
    """
    if is_even(whole, shares):
        return whole, ()
    total = total_of(shares)
    printed = f"{whole.name}：合计{plain(whole.value)}，各单位之和{plain(total)}"
    answer = answers.of(DoubtKind.SHARES).get(printed)
    value = number_in(answer) if answer else None
    if value is not None:
        return replace(whole, value=value), ()
    if answers.settles(DoubtKind.SHARES, printed):
        return whole, ()
    suggestion = f"{plain(total)}{whole.measurement_unit}"
    as_printed = f"{plain(whole.value)}{whole.measurement_unit}"
    finding = f.SHARES_UNEVEN.at(
        place, found=whole.name, total=plain(total), expected=plain(whole.value)
    )
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
