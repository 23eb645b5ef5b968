"""Leaders' names, printed whole or mixed by OCR. All names are invented; the structures are real ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xltool.decomposition.units.leaders import resolve_leaders

if TYPE_CHECKING:
    from pathlib import Path

LISTED = ("曾向南", "罗朗", "陈语", "何江东", "许知远", "陈明轩")


def names(cell: str, *others: str, listed: tuple[str, ...] = ()) -> tuple[str, ...]:
    return resolve_leaders([cell, *others], listed)[cell].names


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("曾向南、罗朗", ("曾向南", "罗朗")),
        ("曾向南\n罗朗", ("曾向南", "罗朗")),
        ("曾向南", ("曾向南",)),
        ("罗　朗", ("罗朗",)),
        ("曾向南（常务副市长）", ("曾向南",)),
        ("副市长罗朗", ("罗朗",)),
        ("分管副市长", ("分管副市长",)),
        ("", ()),
    ],
)
def test_cells_that_cannot_be_mixed_are_taken_as_printed(
    cell: str, expected: tuple[str, ...]
) -> None:
    assert names(cell) == expected


def test_names_borne_out_by_another_cell_are_taken_though_only_blanks_part_them() -> (
    None
):
    assert names("曾向南 罗朗", "罗朗 曾向南 陈语") == ("曾向南", "罗朗")


def test_a_cell_read_by_columns_is_restored_from_names_printed_whole_elsewhere() -> (
    None
):
    found = resolve_leaders(["曾何陈 向江 南东语", "曾向南、何江东", "陈语"], ())[
        "曾何陈 向江 南东语"
    ]
    assert found.names == ("曾向南", "何江东", "陈语")
    assert found.restored
    assert not found.open


def test_a_cell_in_any_order_is_restored_if_there_is_only_one_way() -> None:
    assert set(names("陈明 陈语轩", listed=("陈明轩", "陈语"))) == {"陈明轩", "陈语"}
    assert names("陈明 陈语轩", listed=("陈明轩", "陈语", "陈轩", "陈明语")) == ()


@pytest.mark.parametrize(
    "cell", ["曾罗陈 南朗语", "曾向南 陈江语", "陈明 陈语轩", "何江远 许知东 陈语"]
)
def test_nothing_is_invented_where_nothing_is_known(cell: str) -> None:
    assert names(cell) == ()


def test_a_lost_character_keeps_the_cell_open_with_a_suggestion() -> None:
    found = resolve_leaders(["曾罗陈 南朗语"], LISTED)["曾罗陈 南朗语"]
    assert (found.names, found.open, found.missing, found.leftover) == (
        (),
        True,
        "向",
        "",
    )
    assert set(found.suggestion) == {"曾向南", "罗朗", "陈语"}


def test_a_name_into_which_a_character_slipped_does_not_become_a_person() -> None:
    cells = ["曾向南 陈东语", "曾向南 陈语", "陈语 罗朗", "罗朗 曾向南"]
    found = resolve_leaders(cells, ())
    assert found["曾向南 陈东语"].names == ("曾向南",)
    assert found["曾向南 陈东语"].leftover == "东"


def test_the_surnames_of_a_column_are_no_person_even_if_they_repeat() -> None:
    cells = ["曾罗陈 向朗语", "曾罗陈 何江语", "曾何陈 向勋江 南东语"]
    assert all("曾罗陈" not in one.names for one in resolve_leaders(cells, ()).values())


def test_a_name_that_lost_a_character_does_not_become_another_person() -> None:
    assert names("罗朗 江东 陈语", listed=LISTED) == ("罗朗", "陈语")


PEOPLE = st.lists(st.sampled_from(LISTED), min_size=2, max_size=5, unique=True)


@settings(max_examples=100, deadline=None)
@given(PEOPLE)
def test_whatever_is_read_by_columns_comes_back_whole(people: list[str]) -> None:
    first, last = (
        "".join(name[0] for name in people),
        "".join(name[-1] for name in people),
    )
    middle = "".join(name[1] for name in people if len(name) == 3)
    assert set(names(f"{first} {middle} {last}", listed=LISTED)) == set(people)


@settings(max_examples=100, deadline=None)
@given(
    PEOPLE,
    st.integers(min_value=0, max_value=14),
    st.integers(min_value=1, max_value=4),
)
def test_only_known_people_are_ever_named(
    people: list[str], lost: int, width: int
) -> None:
    text = "".join(people)
    assume(lost < len(text))
    damaged = text[:lost] + text[lost + 1 :]
    cell = " ".join(damaged[at : at + width] for at in range(0, len(damaged), width))
    chunks = cell.split()
    assert all(name in LISTED or name in chunks for name in names(cell, listed=LISTED))
    if len(chunks) > 1:
        assert set(names(cell, listed=LISTED)) <= set(LISTED)


def test_the_real_table_names_nobody_wrongly(shared: Path) -> None:
    lines = (
        (shared / "labels" / "decomposition_units.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    rows = [json.loads(line) for line in lines]
    found = resolve_leaders([row["leaders_printed"] for row in rows], ())
    for row in rows:
        right = {leader["name"] for leader in row["leaders"]}
        named = set(found[row["leaders_printed"]].names)
        assert named <= right
        assert not named & set(row["false_names_if_naive"])
