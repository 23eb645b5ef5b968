"""Roles by learnt weights: they fit their labels, explain themselves, and ask where they waver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.roles.__main__ import of_clauses, of_whole_documents
from xltool.decomposition.indicators.reading import extract_indicators
from xltool.decomposition.indicators.role_model import (
    ROLES,
    drawn_together,
    probabilities,
    reasons,
)
from xltool.decomposition.indicators.roles import ClauseReading, combined
from xltool.decomposition.indicators.setting import Setting
from xltool.model.registry import Level, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.roles.__main__ import Figure

KINDS = [
    (
        "新建环城路一条，全长8.4公里，路面宽24米。",
        {"8.4": "parameter", "24": "parameter"},
    ),
    ("计划安排资金3600万元，新建村卫生室42所。", {"3600": "parameter", "42": "target"}),
    ("投资720万元，改造农贸市场3个。", {"720": "parameter", "3": "target"}),
    ("新建人才公寓600套，总投资2.8亿元。", {"600": "target", "2.8": "parameter"}),
    ("对购买农机的合作社每台补助4000元。", {"4000": "parameter"}),
    ("对68个在建工地开展检查，整改率达到100%。", {"68": "scope", "100": "target"}),
    ("去年全市接种疫苗21万剂次，今年完成25万剂次。", {"21": "fact", "25": "target"}),
    ("财政收入增长5%以上，税收占比不低于70%。", {"5": "target", "70": "target"}),
]


@pytest.mark.parametrize(("text", "roles"), KINDS)
def test_a_figure_is_what_its_words_make_of_it(
    text: str, roles: dict[str, str]
) -> None:
    found, _ = extract_indicators(
        text, task="T1", level=Level.OWN, setting=Setting(year=2025)
    )
    read = {f"{one.value:f}": one.role.value for one in found if one.value is not None}
    assert {value: read.get(value) for value in roles} == roles


def test_a_passage_on_an_earlier_year_states_facts() -> None:
    text = (
        "2023年，全县经济平稳运行。初步核算，实现生产总值310亿元，增长5.1%；"
        "社会消费品零售总额96亿元。今年力争生产总值增长6%。"
    )
    found, _ = extract_indicators(
        text, task="T1", level=Level.OWN, setting=Setting(year=2024)
    )
    read = {f"{one.value:f}": one.role for one in found if one.value is not None}
    assert [read[value] for value in ("310", "5.1", "96", "6")] == [
        Role.FACT,
        Role.FACT,
        Role.FACT,
        Role.TARGET,
    ]


@pytest.mark.parametrize("labelled", [of_clauses, of_whole_documents])
def test_the_weights_fit_the_labels_that_they_were_learnt_from(
    labelled: Callable[[], Iterator[Figure]],
) -> None:
    figures = list(labelled())
    right = 0
    for figure in figures:
        likely = probabilities(figure.features)
        right += max(likely, key=lambda role: likely[role]) is figure.role
    assert right / len(figures) > 0.92


def test_chances_add_up_to_one_and_nothing_known_is_an_even_chance() -> None:
    assert sum(probabilities(["kind=money", "near=size"]).values()) == pytest.approx(1)
    assert set(probabilities([]).values()) == {1 / len(ROLES)}


def test_the_figures_of_a_paragraph_are_drawn_halfway_to_each_other() -> None:
    rest = dict.fromkeys(ROLES, 0.0)
    sure = {**rest, Role.FACT: 0.9, Role.TARGET: 0.1}
    open_ = {**rest, Role.FACT: 0.5, Role.TARGET: 0.3, Role.SCOPE: 0.2}
    drawn_sure, drawn_open = drawn_together([sure, open_])
    # log odds 2.197 and 0 have the mean 1.099: 1.648 and 0.549
    assert drawn_sure[Role.FACT] == pytest.approx(0.8386, abs=1e-4)
    assert drawn_open[Role.FACT] == pytest.approx(0.6340, abs=1e-4)
    assert sum(drawn_open.values()) == pytest.approx(1)
    assert drawn_open[Role.TARGET] == pytest.approx(1.5 * drawn_open[Role.SCOPE])


def test_a_decision_is_explained_by_its_features() -> None:
    why = reasons(["near=past", "kind=money", "no such feature"], Role.FACT)
    assert why[0] == "near=past"


TARGET = ClauseReading(role=Role.TARGET)
PARAMETER = ClauseReading(role=Role.PARAMETER)
SCOPE = ClauseReading(role=Role.SCOPE)


@pytest.mark.parametrize(
    ("pattern", "target", "role", "asked"),
    [
        (TARGET, 0.95, Role.TARGET, False),
        (TARGET, 0.45, Role.TARGET, True),
        (TARGET, 0.55, Role.TARGET, False),
        (TARGET, 0.12, Role.PARAMETER, False),
        (PARAMETER, 0.10, Role.PARAMETER, False),
        (PARAMETER, 0.70, Role.PARAMETER, False),
        (PARAMETER, 0.85, Role.PARAMETER, True),
        (PARAMETER, 0.95, Role.PARAMETER, True),
        (SCOPE, 0.95, Role.TARGET, True),
    ],
)
def test_where_patterns_and_weights_disagree_the_clerk_is_asked(
    pattern: ClauseReading, target: float, role: Role, *, asked: bool
) -> None:
    rest = dict.fromkeys(ROLES, 0.0)
    likely = {**rest, Role.TARGET: target, Role.PARAMETER: 1 - target}
    reading = combined(pattern, likely)
    assert reading.role is role
    assert (reading.confidence < 0.7) is asked


@pytest.mark.parametrize(
    ("fact", "is_in_cell", "role", "is_open"),
    [
        (0.05, False, Role.TARGET, False),
        (0.30, False, Role.TARGET, True),
        (0.60, False, Role.FACT, True),
        (0.95, False, Role.FACT, False),
        (0.30, True, Role.TARGET, False),
        (0.60, True, Role.TARGET, True),
        (0.95, True, Role.FACT, False),
    ],
)
def test_what_may_have_been_reached_is_a_fact_or_asked_about(
    fact: float, role: Role, *, is_in_cell: bool, is_open: bool
) -> None:
    rest = dict.fromkeys(ROLES, 0.0)
    likely = {**rest, Role.FACT: fact, Role.TARGET: 1 - fact}
    reading = combined(TARGET, likely, is_in_cell=is_in_cell)
    assert (reading.role, reading.is_time_open) == (role, is_open)
