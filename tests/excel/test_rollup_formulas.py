"""The formulas of 指标汇总 against `judge`, recalculated by LibreOffice: thousands of values at once."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.builders import an_indicator
from tests.soffice import convert, needs_soffice
from xltool.excel.rollup.formulas import (
    Refs,
    completion_formula,
    gap_formula,
    share_of_year,
    status_formula,
)
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.value import reported
from xltool.rollup.progress import MEASURED, Goal, Progress, goal_of, judge
from xltool.settings import Standing

if TYPE_CHECKING:
    from pathlib import Path

STANDING = Standing(on_track_gap=0.5, seriously_behind_gap=8.25)
KINDS = (
    IndicatorKind.COUNT,
    IndicatorKind.AMOUNT,
    IndicatorKind.STOCK,
    IndicatorKind.LEVEL,
    IndicatorKind.GROWTH,
    IndicatorKind.DURATION,
    IndicatorKind.RANK,
)
Case = tuple[Decimal, Goal, Decimal, Progress]


def cases(count: int) -> list[Case]:
    """Values near every threshold as well as anywhere: ends of halves are where two roundings differ."""
    luck = random.Random(20250731)  # noqa: S311 - an order, not a secret
    made: list[Case] = []
    while len(made) < count:
        months = luck.randint(1, 12)
        places, kind = luck.choice((0, 0, 1, 2, 4)), luck.choice(KINDS)
        target = Decimal(
            luck.choice((480, 120, 8, 3, 1630, luck.randint(1, 10**7)))
        ).scaleb(-luck.choice((0, 0, 2)))
        goal = goal_of(
            an_indicator(
                kind=kind,
                value=target,
                comparison=luck.choice((">=", ">", "<=", "<", "=", "range")),
            )
        )
        if goal.target is None:
            continue
        near = target * months / 12 * luck.randint(80, 120) / 100
        value = luck.choice((near, target, Decimal(0))).quantize(
            Decimal(1).scaleb(-places)
        )
        time_progress = Decimal(months) / 12
        progress = judge(reported(value), goal, time_progress, STANDING)
        if progress.status in MEASURED:
            made.append((value, goal, time_progress, progress))
    return made


@needs_soffice
@pytest.mark.no_cover
def test_what_the_cells_compute_is_what_was_computed(tmp_path: Path) -> None:
    made = cases(4000)
    path = tmp_path / "cases.xlsx"
    _write(path, made)
    (tmp_path / "out").mkdir()
    workbook = CalamineWorkbook.from_path(str(convert(path, "xlsx", tmp_path / "out")))
    rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for row, (value, goal, time_progress, progress) in zip(rows, made, strict=True):
        case = (value, goal, time_progress)
        assert row[2] == (
            "" if progress.completion is None else float(progress.completion)
        ), case
        assert row[3] == ("" if progress.gap is None else float(progress.gap)), case
        assert row[4] == progress.status, case


def _write(path: Path, made: list[Case]) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, (value, goal, time_progress, progress) in enumerate(made):
        refs = Refs(
            f"A{row + 1}",
            f"B{row + 1}",
            None if progress.gap is None else f"D{row + 1}",
        )
        sheet.write_number(row, 0, float(value))
        sheet.write_number(row, 1, float(goal.target or 0))
        if progress.completion is not None:
            sheet.write_formula(row, 2, completion_formula(refs))
        if progress.gap is not None:
            expected = (
                share_of_year(time_progress).removeprefix("=")
                if goal.accumulates
                else "1"
            )
            sheet.write_formula(row, 3, gap_formula(goal, refs, expected))
        sheet.write_formula(
            row, 4, status_formula(goal, STANDING, refs, year_over=time_progress == 1)
        )
    book.close()
