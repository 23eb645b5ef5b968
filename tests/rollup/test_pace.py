from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.periods import a_figure, inputs_of
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.period import Period
from xltool.model.registry import PlanStage
from xltool.rollup.pace import pace_of, share_of_year
from xltool.rollup.progress import Progress, ProgressStatus
from xltool.rollup.rollup import roll_up
from xltool.rollup.wording import progress_words

PLAN = (
    PlanStage(until=dt.date(2025, 3, 31), value=Decimal(10)),
    PlanStage(until=dt.date(2025, 6, 30), value=Decimal(30)),
    PlanStage(until=dt.date(2025, 12, 31), value=Decimal(100)),
)


@pytest.mark.parametrize(
    ("deadline", "period", "expected", "over"),
    [
        ("", "2025-04", "1/3", False),
        ("2025年6月底前", "2025-04", "2/3", False),
        ("6月底前", "2025-06", "1", True),
        ("6月底前", "2025-07", "1", True),
        ("上半年", "2025-03", "1/2", False),
        ("9月15日前", "2025-08", "16/17", False),
        ("2024年底前", "2025-01", "1", True),
        ("2026年6月底前", "2025-07", "7/12", False),
        ("长期推进", "2025-07", "7/12", False),
        ("9月20日前", "2025-09-T2", "1", True),
    ],
)
def test_an_indicator_has_to_be_there_by_its_own_deadline(
    deadline: str, period: str, expected: str, *, over: bool
) -> None:
    indicator = an_indicator(deadline=deadline)
    pace = pace_of(indicator, Period.parse(period))
    assert (pace.expected, pace.over) == (Fraction(expected), over)


def test_a_day_is_a_share_of_its_month() -> None:
    assert share_of_year(dt.date(2025, 6, 30)) == Fraction(1, 2)
    assert share_of_year(dt.date(2025, 2, 14)) == Fraction(1, 8)


@pytest.mark.parametrize(
    ("period", "number", "status", "asked"),
    [
        ("2025-02", "0", ProgressStatus.ON_TRACK, None),
        ("2025-03", "9", ProgressStatus.BEHIND, "10"),
        ("2025-06", "30", ProgressStatus.ON_TRACK, "30"),
        ("2025-07", "30", ProgressStatus.ON_TRACK, "30"),
        ("2025-07", "19.9", ProgressStatus.SERIOUSLY_BEHIND, "30"),
        ("2025-12", "99", ProgressStatus.BEHIND, "100"),
        ("2025-12", "100", ProgressStatus.DONE, "100"),
    ],
)
def test_a_target_with_a_plan_is_measured_by_the_stage_that_is_due(
    period: str, number: str, status: ProgressStatus, asked: str | None
) -> None:
    progress = rolled(period, number, value=Decimal(100), plan=PLAN)
    wanted = None if asked is None else Decimal(asked)
    assert (progress.status, progress.asked) == (status, wanted)


def test_a_plan_is_named_where_it_is_measured_by() -> None:
    progress = rolled("2025-07", "25", value=Decimal(100), plan=PLAN)
    assert progress_words(progress) == "完成25.0%，低于计划进度5.0个百分点"


def test_a_limit_may_be_used_up_to_its_next_stage() -> None:
    words: dict[str, Any] = {"value": Decimal(100), "plan": PLAN, "comparison": "<="}
    assert rolled("2025-05", "30", **words).status is ProgressStatus.ON_TRACK
    assert rolled("2025-05", "31", **words).status is ProgressStatus.BEHIND
    assert rolled("2025-07", "40", **words).status is ProgressStatus.ON_TRACK


def test_a_rate_is_compared_with_its_stage() -> None:
    plan = (
        PlanStage(until=dt.date(2025, 6, 30), value=Decimal(95)),
        PlanStage(until=dt.date(2025, 12, 31), value=Decimal(98)),
    )
    words: dict[str, Any] = {"value": Decimal(98), "plan": plan, "kind": K.GROWTH}
    assert rolled("2025-03", "95", **words).status is ProgressStatus.ON_TRACK
    july = rolled("2025-07", "94", **words)
    assert (july.status, july.gap) == (ProgressStatus.BEHIND, Decimal("-1.00"))
    assert rolled("2025-12", "97", **words).status is ProgressStatus.BEHIND


def rolled(period: str, number: str, **words: Any) -> Progress:
    registry = a_registry(a_task(), an_indicator(**words))
    figures = {period: [a_figure("市科技局", number=number)]}
    (line,) = roll_up(inputs_of(registry, figures)).indicators
    return line.progress
