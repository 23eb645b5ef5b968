"""A target that was revised, a task that moved: earlier periods are measured as they were."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.periods import a_figure, inputs_of
from xltool.rollup.progress import ProgressStatus
from xltool.rollup.rollup import roll_up


def test_a_revised_target_does_not_rewrite_the_months_before() -> None:
    """60 of 120 in June is on track; the target of 240 came in July."""
    old = a_registry(a_task(), an_indicator(value=Decimal(120)))
    new = a_registry(a_task(), an_indicator(value=Decimal(240)))
    figures = {
        "2025-06": [a_figure("市科技局", number="60")],
        "2025-07": [a_figure("市科技局", number="70")],
    }
    inputs = inputs_of(new, figures)
    (june,) = inputs.earlier
    inputs = replace(inputs, earlier=(replace(june, registry=old),))
    (line,) = roll_up(inputs).indicators
    statuses = [measured.progress.status for measured in line.trail]
    assert statuses == [ProgressStatus.ON_TRACK, ProgressStatus.SERIOUSLY_BEHIND]
    (item,) = roll_up(inputs).supervision
    assert item.periods == 1


def test_a_task_that_moved_keeps_its_last_figure() -> None:
    old = a_registry(a_task(), an_indicator())
    new = a_registry(a_task(lead_unit="市工信局"), an_indicator())
    figures = {
        "2025-06": [a_figure("市科技局", number="4")],
        "2025-07": [a_figure("市工信局", number="6")],
    }
    inputs = inputs_of(new, figures)
    (june,) = inputs.earlier
    moved = replace(inputs, earlier=(replace(june, registry=old),))
    (line,) = roll_up(moved).indicators
    assert (line.change.last_period, line.change.increment) == (Decimal(4), Decimal(2))
    (unknown,) = roll_up(inputs).indicators
    assert unknown.change.last_period is None


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ("2024年12月底前", True),
        ("2025年6月底前", False),
        ("6月底前", False),
        ("", False),
    ],
)
def test_a_registry_of_last_year_that_judges_this_one_is_said(
    deadline: str, *, said: bool
) -> None:
    registry = a_registry(a_task(deadline=deadline), an_indicator())
    figures = {"2025-01": [a_figure("市科技局", number="1")]}
    found = roll_up(inputs_of(registry, figures)).findings
    assert ("U113" in [one.code for one in found]) is said
