"""Whether a figure is what there is or what is made: asked, and as it was answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.levels import may_be_stock
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.sheets import INDICATORS
from xltool.findings import KIND_UNSURE
from xltool.model.indicator_kind import IndicatorKind
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.findings import Place
    from xltool.model.registry import Indicator


def sort_doubts(
    indicator: Indicator, answers: Answers, place: Place
) -> Iterator[Doubt]:
    """Ask whether 海外仓达到8个 counts all that there are, unless that is answered."""
    printed = indicator.source_text
    if not may_be_stock(indicator) or answers.settles(DoubtKind.SORT, printed):
        return
    stock = IndicatorKind.STOCK.value
    made = IndicatorKind.COUNT.value
    finding = KIND_UNSURE.at(place, found=printed, expected=stock, otherwise=made)
    yield Doubt(
        kind=DoubtKind.SORT,
        printed=printed,
        suggestion=stock,
        finding=finding,
        sheet=INDICATORS.name,
        row_key=indicator.code,
        column="性质",
        options=(stock, made),
    )


def sorted_as_answered(indicator: Indicator, answers: Answers) -> Indicator:
    """Give an indicator the 性质 that the clerk chose."""
    said = squeeze(answers.of(DoubtKind.SORT).get(indicator.source_text, ""))
    chosen = [kind for kind in IndicatorKind if kind.value == said]
    return replace(indicator, kind=chosen[0]) if chosen else indicator
