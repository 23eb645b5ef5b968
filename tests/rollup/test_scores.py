from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import a_registry, a_task, a_unit, an_indicator
from tests.rollup.periods import a_figure, a_standing, inputs_of
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.submission import Figure, UnitState
from xltool.model.value import reported
from xltool.rollup.inputs import FirstSent
from xltool.rollup.progress import goal_of, judge
from xltool.rollup.rollup import roll_up
from xltool.rollup.scores import attainment
from xltool.rollup.supervision import Matter, SupervisionItem
from xltool.settings import Standing

JULY = Decimal(7) / Decimal(12)


@pytest.mark.parametrize(
    ("words", "number", "wanted"),
    [
        ({"value": Decimal(120)}, "35", "0.5"),
        ({"value": Decimal(120)}, "70", "1"),
        ({"value": Decimal(120)}, "300", "1"),
        # limits: never 100 % where they are missed
        ({"value": Decimal(60), "comparison": "<="}, "35", "1"),
        ({"value": Decimal(60), "comparison": "<="}, "70", "0.5"),
        ({"value": Decimal(0), "comparison": "<="}, "0", "1"),
        ({"value": Decimal(0), "comparison": "<="}, "1", "0"),
        ({"value": Decimal(-2), "comparison": "<=", "kind": K.GROWTH}, "3.1", "0"),
        ({"value": Decimal(-2), "comparison": "<=", "kind": K.GROWTH}, "-2.5", "1"),
        ({"value": Decimal(5), "comparison": "<", "kind": K.SHARE}, "5", "0.9999"),
        ({"value": Decimal(5), "comparison": ">", "kind": K.SHARE}, "5", "0.9999"),
        # rates and ranks
        ({"value": Decimal(8), "kind": K.GROWTH}, "4", "0.5"),
        ({"value": Decimal(8), "kind": K.GROWTH}, "-4", "0"),
        ({"value": Decimal(3), "kind": K.RANK}, "4", "0"),
        ({"value": Decimal(3), "kind": K.RANK}, "2", "1"),
    ],
)
def test_attainment_is_the_share_of_what_is_expected_by_now(
    words: dict[str, Any], number: str, wanted: str
) -> None:
    goal = goal_of(an_indicator(**words))
    value = reported(Decimal(number))
    found = attainment(judge(value, goal, JULY, Standing()))
    assert found is not None
    assert abs(found - Decimal(wanted)) < Decimal("1e-9")


def test_an_overshot_range_is_no_whole_either() -> None:
    words: dict[str, Any] = {
        "comparison": "range",
        "value": Decimal(60),
        "value_high": Decimal(80),
    }
    goal = goal_of(an_indicator(kind=K.SHARE, **words))
    found = attainment(judge(reported(Decimal(160)), goal, JULY, Standing()))
    assert found == Decimal("0.5")


def test_one_accident_against_a_limit_of_none_is_not_the_first_place() -> None:
    task = a_task(support_units=("甲县", "乙县"))
    limit = an_indicator(comparison="<=", value=Decimal(0), reporters=("甲县", "乙县"))
    shares = {(limit.code, "甲县"): Decimal(0), (limit.code, "乙县"): Decimal(0)}
    counted = an_indicator("T01-01-2", reporters=("甲县", "乙县"), kind=K.GROWTH)
    figures = [
        a_figure("甲县", number="1"),
        a_figure("乙县", number="0"),
        a_figure("甲县", row="T01-01-2", number="10"),
        a_figure("乙县", row="T01-01-2", number="9"),
    ]
    registry = a_registry(task, limit, counted, shares=shares)
    scores = {
        one.unit: one
        for one in roll_up(inputs_of(registry, {"2025-07": figures})).scores
    }
    assert scores["甲县"].progress == Decimal("0.5")
    assert scores["乙县"].progress == Decimal("0.95")
    assert (scores["乙县"].rank, scores["甲县"].rank) == (1, 2)


def test_what_was_right_when_first_sent_tells_units_apart() -> None:
    task = a_task(support_units=("甲县",))
    each = an_indicator(kind=K.GROWTH, reporters=("市科技局", "甲县"))
    figures = [a_figure(unit, number="10") for unit in ("市科技局", "甲县")]
    inputs = inputs_of(a_registry(task, each), {"2025-07": figures})
    first = {"甲县": FirstSent(20, 15), "市科技局": FirstSent(20, 20)}
    current = replace(inputs.current, first_sent=first)
    scores = roll_up(replace(inputs, current=current)).scores
    right = {one.unit: one.completeness for one in scores}
    assert right["甲县"] == Decimal("0.75")
    assert right["市科技局"] == 1


def standings_of(*states: tuple[UnitState, bool | None]) -> list[SupervisionItem]:
    """Give what is said of a unit with these states, month by month, from 2024-11 on."""
    names = ("2024-11", "2024-12", "2025-01", "2025-02")
    months: dict[str, list[Figure]] = {name: [] for name in names if name >= "2025"}
    registry = a_registry(a_unit(), a_task(deadline="2024年11月底前"), an_indicator())
    inputs = inputs_of(registry, months)
    past = inputs_of(registry, {"2025-11": [], "2025-12": []})
    records = [*past.earlier, past.current, *inputs.earlier, inputs.current]
    changed = []
    for number, (record, (state, on_time)) in enumerate(
        zip(records, states, strict=True)
    ):
        period = record.period
        if number < 2:
            period = replace(period, year=2024)
        standing = a_standing("市科技局", state, on_time=on_time)
        changed.append(replace(record, period=period, standings=(standing,)))
    rolled = roll_up(
        replace(
            inputs,
            past=tuple(changed[:2]),
            earlier=(changed[2],),
            current=changed[3],
        )
    )
    return list(rolled.supervision)


LATE, IN_TIME = (UnitState.ACCEPTED, False), (UnitState.ACCEPTED, True)
NOTHING, BACK = (UnitState.OVERDUE, None), (UnitState.RETURNED, None)
NOT_DUE = (UnitState.NOT_ISSUED, None)


@pytest.mark.parametrize(
    ("states", "periods"),
    [
        ((LATE, NOTHING, BACK, NOTHING), 4),
        ((NOTHING, BACK, NOTHING, LATE), 4),
        ((LATE, LATE, LATE, BACK), 4),
        ((NOTHING, IN_TIME, LATE, NOTHING), 2),
        ((NOTHING, NOT_DUE, LATE, NOTHING), 3),
    ],
)
def test_every_failure_to_report_counts_alike_and_over_the_years_end(
    states: tuple[tuple[UnitState, bool | None], ...], periods: int
) -> None:
    matters = {Matter.NOT_REPORTED, Matter.RETURNED, Matter.LATE}
    (item,) = [one for one in standings_of(*states) if one.matter in matters]
    assert item.periods == periods


def test_an_overdue_task_counts_on_in_january() -> None:
    items = standings_of(IN_TIME, IN_TIME, IN_TIME, IN_TIME)
    (overdue,) = [one for one in items if one.matter is Matter.OVERDUE]
    assert overdue.periods == 4
