from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.frames.year import record_city
from tests.rollup.city import a_city
from xltool import frames
from xltool.frames import Office, open_office
from xltool.model.period import Period
from xltool.model.value import Value
from xltool.workflows.rollup import rollup
from xltool.workflows.setup import set_up
from xltool.workflows.tables import TABLES
from xltool.workflows.tables.columns import ColumnKind

if TYPE_CHECKING:
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.rollup import Rollup
    from xltool.workflows.tables.columns import TableDesign

NOW = dt.datetime(2025, 8, 20, tzinfo=dt.UTC)
JULY = "2025-07"
_NAMES = [design.name for design in TABLES]
_TYPES = {
    ColumnKind.TEXT: "string",
    ColumnKind.CATEGORY: "category",
    ColumnKind.INTEGER: "Int64",
    ColumnKind.NUMBER: "Float64",
    ColumnKind.EXACT: "object",
    ColumnKind.DATE: "datetime64[s]",
    ColumnKind.TIME: "datetime64[us, UTC+08:00]",
    ColumnKind.TRUTH: "boolean",
}


def a_year_with_odd_texts() -> RollupInputs:
    """The city with a code that looks like a number, and a text that looks like a formula."""
    inputs = a_city(7)
    figures = list(inputs.current.figures)
    for place, figure in enumerate(figures):
        if figure.field == "本期进展":
            odd = Value(state=figure.value.state, content="=1+1", raw="=1+1")
            figures[place] = figure._replace(value=odd)
            break
    current = replace(inputs.current, figures=tuple(figures))
    return replace(inputs, current=current)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose ledger holds seven months of this year and one of the last."""
    workspace = set_up(tmp_path_factory.mktemp("office") / "workspace")
    record_city(workspace, a_year_with_odd_texts())
    return open_office(workspace.root)


@pytest.fixture(scope="module")
def rolled(office: Office) -> Rollup:
    return rollup(office.workspace, Period.parse(JULY), now=NOW).rollup


@pytest.mark.parametrize("design", TABLES, ids=_NAMES)
def test_a_table_has_the_same_columns_and_types_whatever_is_asked_for(
    office: Office, design: TableDesign
) -> None:
    function = getattr(frames, design.name)
    every = function(office)
    assert tuple(every.columns) == design.names
    for column in design.columns:
        assert str(every[column.name].dtype) == _TYPES[column.kind], column.name
    few = function(office, JULY)
    none = function(office, [])
    assert list(few.dtypes.items()) == list(every.dtypes.items())
    assert list(none.dtypes.items()) == list(every.dtypes.items())
    assert len(none) == 0
    assert len(few) < len(every) or not len(every)


@pytest.mark.parametrize("design", TABLES, ids=_NAMES)
def test_a_docstring_lists_the_columns_with_their_types(design: TableDesign) -> None:
    text = getattr(frames, design.name).__doc__ or ""
    listed = re.findall(
        r"^ *- `(\w+)` \(([^)]*(?:\([^)]*\))?[^)]*)\):", text, re.MULTILINE
    )
    assert tuple(name for name, _ in listed) == design.names
    for (_, kind), column in zip(listed, design.columns, strict=True):
        assert kind.startswith(_TYPES[column.kind]), column.name


@pytest.mark.parametrize("design", TABLES, ids=_NAMES)
def test_rows_are_told_apart_by_the_key(office: Office, design: TableDesign) -> None:
    frame = getattr(frames, design.name)(office)
    if design.key:
        assert not frame.duplicated(list(design.key)).any()


@pytest.mark.no_cover
def test_the_figures_are_the_roll_ups_to_the_last_digit(
    office: Office, rolled: Rollup
) -> None:
    frame = frames.figures(office, JULY)
    answers = frame[(frame.field == "累计完成") & frame.indicator.notna()]
    exact = answers.set_index(["indicator", "unit"])
    compared = 0
    for line in rolled.indicators:
        for unit in line.units:
            number = unit.share.value.number
            if number is None:
                continue
            row = exact.loc[(line.indicator.code, unit.unit)]
            progress = unit.share.progress
            assert str(row.number_exact) == str(number)
            assert row.progress == progress.status.value
            if progress.completion is not None:
                assert row.completion == float(progress.completion)
            if progress.gap is not None:
                assert row.gap == float(progress.gap)
            source = unit.row["累计完成"].source
            assert (row.file, row.cell) == (source.file, source.cell)
            compared += 1
    assert compared > 100


def test_the_indicators_are_the_roll_ups(office: Office, rolled: Rollup) -> None:
    frame = frames.indicators(office, JULY).set_index("indicator")
    assert list(frame.index) == [line.indicator.code for line in rolled.indicators]
    for line in rolled.indicators:
        row, progress, outlook = (
            frame.loc[line.indicator.code],
            line.progress,
            line.outlook,
        )
        exact = row.value_exact
        assert (None if exact is None else str(exact)) == (
            None if line.total.value.number is None else str(line.total.value.number)
        )
        assert row["status"] == progress.status.value
        assert row.campaign == line.task.campaign
        assert (None if pd.isna(row["rank"]) else row["rank"]) == line.rank
        assert pd.isna(row.outlook) == (outlook is None)
        if outlook is not None:
            assert row.outlook == float(outlook.expected)
            assert row.prospect == outlook.prospect.value


@pytest.mark.no_cover
def test_a_frame_of_one_period_is_that_part_of_the_frame_of_all(office: Office) -> None:
    for name in ("figures", "indicators", "tasks"):
        function = getattr(frames, name)
        every = function(office)
        part = every[every.period == JULY].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, function(office, JULY))
        pd.testing.assert_frame_equal(part, function(office, Period.parse(JULY)))


def test_periods_sort_by_their_days(office: Office) -> None:
    frame = frames.units(office)
    days = frame.period_end
    assert days.is_monotonic_increasing
    assert frame.period.iloc[0] == "2024-07"
    assert str(frame.period_start.iloc[0].date()) == "2024-07-01"


def test_texts_stay_texts_and_times_are_the_offices(office: Office) -> None:
    frame = frames.figures(office, JULY)
    assert "=1+1" in set(frame.text)
    assert str(frame.received_at.iloc[0])[:16] == "2025-08-03 09:00"
    assert all(isinstance(one, Decimal) for one in frame.number_exact.dropna())
    phones = frame[frame.field == "联系电话"].text
    assert phones.str.startswith("0730-").all()


def test_states_are_told_apart(office: Office) -> None:
    frame = frames.figures(office)
    assert set(frame.status.cat.categories) == {"已报", "零报告", "不适用", "未报"}
    zero = frame[frame.status == "零报告"]
    assert (zero.number.dropna() == 0).all()


def test_headings_in_chinese(office: Office) -> None:
    frame = frames.labelled(frames.figures(office, JULY)[["unit_name", "number"]])
    assert list(frame.columns) == ["单位", "数值"]
    more = frames.labelled(frames.indicators(office, JULY).assign(mine=1))
    assert "年度目标" in more.columns
    assert "mine" in more.columns


def test_the_analysts_task_in_ten_lines(office: Office) -> None:
    """Completion by campaign and month, with the unit that lags most, traced to its cell."""
    indicators, figures = frames.indicators(office), frames.figures(office)
    table = indicators.pivot_table(
        index="campaign", columns="period", values="completion", observed=True
    )
    behind = figures[figures.gap.notna()].sort_values("gap")
    last = behind.drop_duplicates(["period", "campaign"])
    traced = last[["period", "campaign", "unit_name", "gap", "file", "cell"]]
    assert table.shape == (7, 8)
    assert len(traced) == 8 * 7
    assert traced.notna().all(axis=None)
