from __future__ import annotations

import random
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.city import AREAS, a_city
from tests.rollup.periods import a_figure, a_standing, inputs_of
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.registry import Reporting
from xltool.model.submission import Figure, UnitState
from xltool.model.value import NOT_APPLICABLE, reported
from xltool.rollup.aggregate import Method
from xltool.rollup.answers import COMPARED
from xltool.rollup.progress import ProgressStatus
from xltool.rollup.rollup import Rollup, roll_up
from xltool.rollup.supervision import Matter, SupervisionMeasure

TASK = a_task(lead_unit="市科技局", support_units=("平江县", "临湘市"))
EACH = an_indicator(reporting=Reporting.EACH, value=Decimal(30))


@pytest.fixture(scope="module")
def city() -> Rollup:
    return roll_up(a_city(7))


def test_the_order_of_the_figures_does_not_matter() -> None:
    inputs = a_city(3)
    figures = list(inputs.current.figures)
    random.Random(7).shuffle(figures)  # noqa: S311 - an order, not a secret
    shuffled = replace(inputs, current=replace(inputs.current, figures=tuple(figures)))
    assert roll_up(shuffled).indicators == roll_up(inputs).indicators


def test_what_a_unit_did_not_report_is_missing_and_named() -> None:
    rolled = roll_up(
        inputs_of(
            a_registry(TASK, EACH), {"2025-07": [a_figure("市科技局", number="5")]}
        )
    )
    (line,) = rolled.indicators
    assert line.total.value.number == 5
    assert (line.total.partial, line.total.missing) == (True, ("平江县", "临湘市"))
    assert [unit.share.progress.status for unit in line.units][1:] == [
        ProgressStatus.MISSING,
        ProgressStatus.MISSING,
    ]
    assert [unit.total_rank for unit in line.units] == [1, None, None]
    (finding,) = [one for one in rolled.findings if one.code == "U104"]
    assert "1/3" in finding.message
    assert "平江县、临湘市" in finding.message


def test_a_divided_target_measures_each_unit_by_its_share() -> None:
    shares = {
        ("T01-01-1", "市科技局"): Decimal(20),
        ("T01-01-1", "平江县"): Decimal(10),
    }
    figures = [
        a_figure("市科技局", number="20"),
        a_figure("平江县", number="1"),
        a_figure("临湘市", number="4"),
    ]
    (line,) = roll_up(
        inputs_of(a_registry(TASK, EACH, shares=shares), {"2025-07": figures})
    ).indicators
    statuses = [unit.share.progress.status for unit in line.units]
    assert statuses == [
        ProgressStatus.DONE,
        ProgressStatus.SERIOUSLY_BEHIND,
        ProgressStatus.NO_TARGET,
    ]


def test_a_rates_target_holds_for_every_unit() -> None:
    rate = replace(EACH, kind=K.GROWTH, value=Decimal(10), measurement_unit="%")
    figures = [a_figure("平江县", number="12"), a_figure("临湘市", number="9")]
    rolled = roll_up(inputs_of(a_registry(TASK, rate), {"2025-07": figures}))
    (line,) = rolled.indicators
    assert line.progress.status is ProgressStatus.NOT_ADDED
    assert [unit.share.progress.status for unit in line.units] == [
        ProgressStatus.MISSING,
        ProgressStatus.ON_TRACK,
        ProgressStatus.BEHIND,
    ]
    assert [one.code for one in rolled.findings] == ["U103"]


def test_a_rate_is_weighted_with_the_quantity_that_is_its_parent() -> None:
    amount = replace(EACH, kind=K.AMOUNT, value=Decimal(1000))
    growth = an_indicator(
        "T01-01-2",
        kind=K.GROWTH,
        value=Decimal(5),
        parent="T01-01-1",
        reporting=Reporting.EACH,
        measurement_unit="%",
    )
    now = [
        a_figure(unit, row="T01-01-2", number=rate)
        for unit, rate in (("平江县", "10"), ("临湘市", "2"))
    ]
    then = [a_figure("平江县", number="100"), a_figure("临湘市", number="300")]
    rolled = roll_up(
        inputs_of(a_registry(TASK, amount, growth), {"2025-07": now, "2024-07": then})
    )
    line = rolled.indicators[1]
    assert (line.total.method, line.total.value.number) == (
        Method.WEIGHTED,
        Decimal("4.0"),
    )


def test_a_figure_of_a_unit_that_does_not_report_it_is_left_out_and_said() -> None:
    figures = [a_figure("市科技局", number="5"), a_figure("平江县", number="3")]
    rolled = roll_up(inputs_of(a_registry(TASK, an_indicator()), {"2025-07": figures}))
    assert rolled.indicators[0].total.value.number == 5
    assert [one.code for one in rolled.findings] == ["U105"]


def test_an_indicator_nobody_reports_is_an_error() -> None:
    rolled = roll_up(
        inputs_of(a_registry(a_task(lead_unit=""), an_indicator()), {"2025-07": []})
    )
    assert "U102" in [one.code for one in rolled.findings]


def test_a_unit_with_tasks_that_was_issued_nothing_is_an_error() -> None:
    inputs = inputs_of(a_registry(TASK, EACH), {"2025-07": []})
    forgotten = a_standing("平江县", UnitState.NOT_ISSUED)
    current = replace(
        inputs.current, standings=(inputs.current.standings[0], forgotten)
    )
    rolled = roll_up(replace(inputs, current=current))
    assert "U101" in [one.code for one in rolled.findings]
    assert rolled.units[1].reported.whole == 0


def test_lead_and_support_that_disagree_are_shown() -> None:
    figures = [
        a_figure("市科技局", row="T01-01", field="进展状态", value=reported("已完成")),
        a_figure("平江县", row="T01-01", field="进展状态", value=reported("推进中")),
        a_figure("临湘市", row="T01-01", field="进展状态", value=reported("已完成")),
    ]
    rolled = roll_up(inputs_of(a_registry(TASK, an_indicator()), {"2025-07": figures}))
    assert [one.unit for one in rolled.tasks[0].disputed] == ["平江县"]
    assert [one.code for one in rolled.findings if one.code == "U106"] == ["U106"]


def test_a_task_past_its_deadline_is_overdue_unless_it_is_done() -> None:
    task = replace(TASK, deadline="2025年6月底前")
    inputs = inputs_of(a_registry(task, an_indicator()), {"2025-06": [], "2025-07": []})
    rolled = roll_up(inputs)
    overdue = [one for one in rolled.supervision if one.matter is Matter.OVERDUE]
    assert [(one.unit, one.periods, one.measure) for one in overdue] == [
        ("市科技局", 2, SupervisionMeasure.CIRCULATE)
    ]
    done = [
        a_figure("市科技局", row="T01-01", field="进展状态", value=reported("已完成"))
    ]
    told = roll_up(inputs_of(a_registry(task, an_indicator()), {"2025-07": done}))
    assert not told.tasks[0].overdue


@pytest.mark.parametrize(
    ("numbers", "measure", "periods"),
    [
        (["1", "2", "1", "2"], SupervisionMeasure.SUMMON, 4),
        (["9", "9", "1", "2"], SupervisionMeasure.CIRCULATE, 2),
        (["9", "9", "9", "2"], SupervisionMeasure.REMIND, 1),
        (["1", "2", None, "2"], SupervisionMeasure.SUMMON, 3),
        (["1", "2", "9", "2"], SupervisionMeasure.REMIND, 1),
    ],
)
def test_consecutive_periods_behind_lead_to_measures(
    numbers: list[str | None], measure: SupervisionMeasure, periods: int
) -> None:
    months = {
        f"2025-{month:02d}": []
        if number is None
        else [a_figure("市科技局", number=number)]
        for month, number in enumerate(numbers, start=4)
    }
    rolled = roll_up(inputs_of(a_registry(a_task(), an_indicator()), months))
    (item,) = [
        one for one in rolled.supervision if one.matter is Matter.SERIOUSLY_BEHIND
    ]
    assert (item.measure, item.periods) == (measure, periods)
    assert item.facts.count("%") == periods


def test_units_that_do_not_report_lead_the_list() -> None:
    months: dict[str, list[Figure]] = {"2025-05": [], "2025-06": [], "2025-07": []}
    rolled = roll_up(inputs_of(a_registry(a_task(), an_indicator()), months))
    assert [(one.matter, one.measure) for one in rolled.supervision] == [
        (Matter.NOT_REPORTED, SupervisionMeasure.SUMMON)
    ]


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(UnitState), st.sampled_from([True, False, None])),
        min_size=3,
        max_size=3,
    ),
    st.integers(0, 3),
)
def test_no_rate_of_reporting_passes_the_whole(
    states: list[tuple[UnitState, bool | None]], reporting: int
) -> None:
    inputs = inputs_of(a_registry(TASK, EACH), {"2025-06": [], "2025-07": []})
    units = [unit.code for unit in inputs.registry.units]
    figures = tuple(a_figure(unit, number="1") for unit in units[:reporting]) * 2
    standings = tuple(
        a_standing(unit, state, on_time=on_time)
        for unit, (state, on_time) in zip(units, states, strict=True)
    )
    rolled = roll_up(
        replace(
            inputs,
            current=replace(inputs.current, figures=figures, standings=standings),
        )
    )
    rates = [
        rate
        for one in rolled.units
        for rate in (one.reported, one.on_time, one.filled)
        if rate
    ]
    rates += [point.discipline.reported for point in rolled.overview.trend]
    assert all(0 <= rate.part <= rate.whole for rate in rates)
    assert all(rate.share is None or 0 <= rate.share <= 1 for rate in rates)


def test_units_add_up(city: Rollup) -> None:
    units = city.overview.units
    assert units.due == units.received + units.missing == 23
    assert units.accepted + units.returned <= units.received
    assert sum(city.overview.indicators.values()) == len(city.indicators) == 24
    assert sum(city.overview.tasks.values()) == len(city.tasks) == 24


def test_a_unit_without_an_accepted_report_has_no_score(city: Rollup) -> None:
    last = [one for one in city.scores if one.rank is None]
    assert {"西园管理区", "市营商环境办"} <= {one.unit for one in last}
    assert all(one.score is None for one in last)
    scored = [one.score for one in city.scores if one.score is not None]
    assert scored == sorted(scored, reverse=True)
    assert all(0 <= score <= 100 for score in scored)


def test_areas_are_compared_area_by_area(city: Rollup) -> None:
    for comparison in city.areas:
        assert sorted(line.unit for line in comparison.lines) == sorted(AREAS)
        ranks = [line.progress_rank for line in comparison.lines if line.progress_rank]
        assert ranks == sorted(ranks)
        assert all(
            line.total_rank is None
            for line in comparison.lines
            if line.share.value.number is None
        )


def test_zero_reports_and_empty_sheets_are_told_apart(city: Rollup) -> None:
    problems = next(one for one in city.sections if one.design.key == "突出问题")
    everyone = {entry.unit for entry in problems.entries} | {
        *problems.none,
        *problems.silent,
        *problems.absent,
    }
    assert len(everyone) == 23
    assert problems.none
    assert set(problems.absent) == {"市营商环境办", "西园管理区"}


def test_not_applicable_is_an_answer() -> None:
    figures = [a_figure("市科技局", value=NOT_APPLICABLE)]
    rolled = roll_up(
        inputs_of(a_registry(a_task(), an_indicator()), {"2025-07": figures})
    )
    assert rolled.indicators[0].progress.status is ProgressStatus.NOT_APPLICABLE
    assert rolled.units[0].filled is not None
    assert rolled.units[0].filled.part == 1


@pytest.mark.no_cover
def test_a_year_of_a_large_city_takes_seconds() -> None:
    """Twelve periods, thirteen areas and sixty departments, every department with tasks of its own."""
    from tests.rollup.city import a_large_city

    inputs = a_large_city()
    assert len(inputs.registry.reporting_units()) == 73
    started = time.process_time()
    roll_up(inputs)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("part", "numbers", "said"),
    [
        ("分项", ("10", "6", "4"), False),
        ("分项", ("10", "6", "3"), True),
        ("分项", ("10.0", "6.04", "4"), False),
        ("其中", ("10", "6", "3"), False),
        ("其中", ("10", "6", "5"), True),
    ],
)
def test_parts_that_other_units_report_are_held_against_the_total(
    part: str, numbers: tuple[str, str, str], *, said: bool
) -> None:
    total = an_indicator(value=Decimal(30))
    parts = [
        an_indicator(
            f"T01-01-{n}",
            name=f"第{n}部分",
            parent="T01-01-1",
            part=part,
            reporters=(unit,),
        )
        for n, unit in ((2, "平江县"), (3, "临湘市"))
    ]
    figures = [
        a_figure("市科技局", number=numbers[0]),
        a_figure("平江县", row="T01-01-2", number=numbers[1]),
        a_figure("临湘市", row="T01-01-3", number=numbers[2]),
    ]
    rolled = roll_up(inputs_of(a_registry(TASK, total, *parts), {"2025-07": figures}))
    found = [one for one in rolled.findings if one.code == "U107"]
    assert bool(found) is said
    assert all("平江县" in one.message and "市科技局" in one.message for one in found)


def test_of_other_periods_only_what_is_compared_is_looked_at() -> None:
    inputs = a_city(7)
    assert inputs.last_year is not None
    kept = [
        replace(
            record,
            figures=tuple(one for one in record.figures if one.field in COMPARED),
        )
        for record in (*inputs.earlier, inputs.last_year)
    ]
    less = replace(inputs, earlier=tuple(kept[:-1]), last_year=kept[-1])
    assert replace(roll_up(less), inputs=inputs) == roll_up(inputs)


def test_a_row_that_comes_back_says_since_when_it_is_known() -> None:
    inputs = a_city(7)
    sheets = [
        replace(
            sheet,
            fields=tuple(
                replace(one, ends=("已销号",)) if one.key == "销号情况" else one
                for one in sheet.fields
            ),
        )
        for sheet in inputs.form.sheets
    ]
    carrying = replace(inputs, form=replace(inputs.form, sheets=tuple(sheets)))
    by_key = {one.design.key: one for one in roll_up(carrying).sections}
    problems = by_key["突出问题"].entries
    known = {(one.unit, one.key): one.since for one in problems}
    for entry in problems:
        months = [
            record.period
            for record in (*inputs.earlier, inputs.current)
            if any(
                (one.unit, one.row, one.field) == (entry.unit, entry.key, "问题描述")
                and one.value.text != "0"
                for one in record.figures
            )
        ]
        assert known[entry.unit, entry.key] == months[0]
    assert {one.since for one in by_key["重点项目"].entries} == {None}
    assert len({one.since for one in problems}) > 1
