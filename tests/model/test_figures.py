from __future__ import annotations

import datetime as dt

import pytest

from xltool.model.figures import FigureTable, PickedRow, figure_table
from xltool.model.submission import Figure, Source
from xltool.model.value import MISSING, reported

CAME = dt.datetime(2025, 8, 1, 9, tzinfo=dt.UTC)


def a_figure(unit: str, row: str, field: str, text: str = "已开工") -> Figure:
    source = Source(f"{unit}.xlsx", "ab" * 32, "进度", f"C{len(row)}", "a@b.cn", CAME)
    value = reported(text) if text else MISSING
    return Figure(unit, "任务进展", row, field, value, source)


FIGURES = (
    a_figure("甲局", "T1", "状态"),
    a_figure("甲局", "T1", "说明", ""),
    a_figure("甲局", "T2", "状态"),
    a_figure("乙局", "T1", "状态", "已停工"),
    a_figure("乙局", "T1", "说明"),
    a_figure("甲局", "T1", "状态", "又来一次"),
)


@pytest.mark.parametrize("figures", [FIGURES, FIGURES[::-1], FIGURES[::2], ()])
def test_a_table_gives_back_every_figure_in_its_order(
    figures: tuple[Figure, ...],
) -> None:
    table = figure_table(figures)
    assert tuple(table) == figures
    assert len(table) == len(figures)
    numbered = (
        table.row_of(number).figure(number - table.row_of(number).first)
        for number in range(len(table))
    )
    assert tuple(numbered) == figures
    assert figure_table(table) is table


def test_a_row_answers_what_is_not_blank_and_numbers_what_is() -> None:
    row = figure_table(FIGURES).rows[0]
    assert dict(row) == {"状态": FIGURES[0]}
    assert row.value("说明") is row.value("没有这一项") is MISSING
    assert "说明" not in row
    assert row.number("说明") == 1
    assert row.figure(1) == FIGURES[1]


def test_the_same_row_of_two_units_shares_its_shape() -> None:
    figures = [a_figure(unit, "T1", "状态") for unit in ("甲局", "乙局")]
    first, second = figure_table(figures).rows
    assert first.shape is second.shape


def test_of_rows_with_one_key_the_later_answer_counts() -> None:
    first, *_, last = figure_table(FIGURES).rows
    both = PickedRow(dict.fromkeys(first, first)).with_row(last)
    assert both.value("状态").text == "又来一次"
    assert both.number("状态") == 5


def test_rows_of_two_tables_are_numbered_on() -> None:
    one, other = figure_table(FIGURES[:3]), figure_table(FIGURES[3:])
    table = FigureTable((*one.rows, *other.rows))
    assert tuple(table) == FIGURES
    assert [row.first for row in table.rows] == [0, 2, 3, 5]
