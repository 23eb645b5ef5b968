"""Whether a figure is what there is or what is made, as it was answered for it alone.

Registries of before asked for each target; the question is one for a document now
(`decomposition.unsettled`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.levels import may_be_stock
from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.model.indicator_kind import IndicatorKind
from xltool.text import squeeze

if TYPE_CHECKING:
    from xltool.model.registry import Indicator


def kind_said(words: str) -> IndicatorKind | None:
    """Give the sort of quantity that the clerk's words name, if they name one."""
    said = squeeze(words)
    return next((kind for kind in IndicatorKind if kind.value == said), None)


def is_unsorted(indicator: Indicator, answers: Answers) -> bool:
    """Whether 海外仓达到8个 may count all that there are, and no answer is for it."""
    is_settled = answers.settles(DoubtKind.SORT, indicator.source_text)
    return may_be_stock(indicator) and not is_settled


def sorted_as_answered(indicator: Indicator, answers: Answers) -> Indicator:
    """Give an indicator the 性质 that the clerk chose for it alone."""
    kind = kind_said(answers.of(DoubtKind.SORT).get(indicator.source_text, ""))
    return replace(indicator, kind=kind) if kind else indicator
