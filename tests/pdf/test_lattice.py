from __future__ import annotations

import pytest

from xltool.pdf.lattice import Lattice, lattices_of
from xltool.pdf.page import RulingLine


def ruled(
    rows: list[tuple[float, float, float]], columns: list[tuple[float, float, float]]
) -> tuple[Lattice, ...]:
    return lattices_of(
        [RulingLine(at=at, start=start, end=end) for at, start, end in rows],
        [RulingLine(at=at, start=start, end=end) for at, start, end in columns],
        slack=3,
    )


def spans(lattice: Lattice) -> list[tuple[int, int, int, int]]:
    return [(one.top, one.left, one.bottom, one.right) for one in lattice.cells]


OUTLINE = [(0.0, 0.0, 200.0), (100.0, 0.0, 200.0)]
SIDES = [(0.0, 0.0, 100.0), (200.0, 0.0, 100.0)]

TABLES = {
    "four cells": (
        [(50, 0, 200)],
        [(100, 0, 100)],
        [(0, 0, 0, 0), (0, 1, 0, 1), (1, 0, 1, 0), (1, 1, 1, 1)],
    ),
    "merged across": (
        [(50, 0, 200)],
        [(100, 50, 100)],
        [(0, 0, 0, 1), (1, 0, 1, 0), (1, 1, 1, 1)],
    ),
    "merged down": (
        [(50, 100, 200)],
        [(100, 0, 100)],
        [(0, 0, 1, 0), (0, 1, 0, 1), (1, 1, 1, 1)],
    ),
    "lines drawn in pieces, not quite in line": (
        [(49, 0, 99), (51, 101, 200)],
        [(99, 0, 49), (101, 51, 100)],
        [(0, 0, 0, 0), (0, 1, 0, 1), (1, 0, 1, 0), (1, 1, 1, 1)],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_lines_give_cells_and_their_absence_merged_ones(name: str) -> None:
    rows, columns, expected = TABLES[name]
    found = ruled([*OUTLINE, *rows], [*SIDES, *columns])
    assert [spans(one) for one in found] == [expected]


def test_tables_that_do_not_touch_are_two_from_top_to_bottom() -> None:
    below = [(at + 300, start, end) for at, start, end in OUTLINE]
    sides = [(at, start + 300, end + 300) for at, start, end in SIDES]
    found = ruled([*below, *OUTLINE, (50, 0, 200), (350, 0, 200)], [*sides, *SIDES])
    assert [one.box.top for one in found] == [0, 300]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(OUTLINE, SIDES), ([(10.0, 0.0, 500.0)], []), ([], [])],
    ids=["a frame", "a line under a heading", "nothing"],
)
def test_what_has_no_two_cells_is_no_table(
    rows: list[tuple[float, float, float]], columns: list[tuple[float, float, float]]
) -> None:
    assert ruled(rows, columns) == ()
