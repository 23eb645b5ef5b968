"""The table `figures`: every value that counts, with its source and how far it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.ledger.ledger import open_ledger
from xltool.model.value import State
from xltool.rollup.answers import CUMULATIVE, QUALITATIVE
from xltool.rollup.progress import ProgressStatus
from xltool.workflows.tables.columns import (
    PERIOD_COLUMNS,
    TableDesign,
    as_float,
    category,
    day,
    exact,
    moment,
    number,
    or_none,
    period_cells,
    text,
)
from xltool.workflows.tables.measured import open_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import FormDesign
    from xltool.model.period import Period
    from xltool.model.registry import Registry
    from xltool.model.submission import Figure
    from xltool.rollup.measuring import UnitShare
    from xltool.workflows.tables.columns import Cell
    from xltool.workflows.tables.measured import MeasuredPeriods, TableSource
    from xltool.workspace import Workspace

FIGURES = TableDesign(
    name="figures",
    title="填报数据",
    row="one value that a unit reported in a period and that counts",
    key=("period", "form", "unit", "sheet", "row", "field"),
    columns=(
        *PERIOD_COLUMNS,
        text("unit", "单位编码", "code of the unit in the registry"),
        text("unit_name", "单位", "its printed name"),
        text("group", "单位类别", "its group: 部门, 县市区 …"),
        text("form", "报表", "key of the form"),
        text("sheet", "表", "key of the sheet in the form's design"),
        text("row", "行", (
            "code of the task, the indicator or the table's row; +1, +2 … of a row the "
            "unit added"
        )),
        text("field", "字段", "key of the field in the form's design"),
        text("indicator", "指标编号", (
            "code of the indicator; empty in rows of other kinds"
        )),
        text("name", "名称", "name of the indicator, the task or the table's row"),
        text("task", "任务编号", "code of the task"),
        text("campaign", "攻坚", "the campaign that the task belongs to"),
        category("status", "填报状态", (
            "which of its four states the value is in"
        ), State),
        number("number", "数值", "the value where it is a number, in measurement_unit"),
        exact("number_exact", "精确数值", "the same exactly, with the decimals typed"),
        text("text", "文字", "the value as people read it"),
        day("day", "日期", "the value where it is a date"),
        text("measurement_unit", "计量单位", (
            "of an indicator's figure, from the registry; of a table's, from the design"
        )),
        number("target", "目标", "the unit's own target, in measurement_unit"),
        number("completion", "完成率", "value / target, as a share of 1"),
        number("expected", "应达进度", "what share was expected by then, of 1"),
        number("gap", "差距", (
            "distance from that in percentage points; better is greater"
        )),
        category("progress", "进展状态", (
            "已完成, 达序时, 滞后 … of the unit's figure"
        ), ProgressStatus),
        text("file", "来源文件", "name of the file it came in"),
        text("source_sheet", "来源工作表", "sheet of that file"),
        text("cell", "来源单元格", "cell of that sheet"),
        text("sender", "报送邮箱", "mail address that sent it; empty for a file"),
        moment("received_at", "收到时间", "when it came, in the office's time"),
        text("sha256", "文件校验码", "of the original file"),
    ),
)  # fmt: skip
_ANSWERS = {CUMULATIVE, QUALITATIVE}


def figure_rows(source: TableSource) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of `FIGURES`, by period and unit, each unit's in reading order."""
    with open_ledger(source.workspace.database_url) as ledger:
        history = open_history(source.workspace, ledger)
        for period in source.periods:
            yield from _of_period(source.workspace, history, period)


def _of_period(
    workspace: Workspace, history: MeasuredPeriods, period: Period
) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of a period: every figure that counts."""
    registry = history.registry_of(period)
    shares = {}
    for duty, measured in history.measured(workspace, period):
        for share in measured.shares:
            shares[share.unit, duty.indicator.code] = share
    when = period_cells(period)
    rows = _rows_of(registry)
    units = _units_of(registry)
    nobody: tuple[Cell, ...] = (None, None)
    for form, design in history.designs(period).items():
        printed = {} if design is None else _printed_rows(design)
        for figure in history.ledger.figures(str(period), form):
            unit = units.get(figure.unit, nobody)
            if figure.sheet in printed:
                about = printed[figure.sheet].get(figure.row, _NO_ROW)
                progress = (_measured_in(figure, design, about[4]), *_NO_PROGRESS)
            else:
                about = rows.get(figure.row, _NO_ROW)
                progress = _progress_cells(figure, about[4], shares)
            yield (
                *when,
                figure.unit,
                *unit,
                form,
                figure.sheet,
                figure.row,
                figure.field,
                *about[:4],
                *_value_cells(figure),
                *progress,
                *_source_cells(figure),
            )


_NO_PROGRESS: tuple[Cell, ...] = (None, None, None, None, None)


def _measured_in(figure: Figure, design: FormDesign | None, of_row: Cell) -> Cell:
    """Give the 计量单位 of a table's number: its column's, else its row's."""
    if design is None or figure.value.number is None:
        return None
    try:
        field = design.sheet(figure.sheet).field(figure.field)
    except KeyError:
        return of_row
    return field.measurement_unit or of_row


def _printed_rows(design: FormDesign) -> dict[str, dict[str, tuple[Cell, ...]]]:
    """Give what the rows of a form's own tables are about, by sheet and code."""
    found: dict[str, dict[str, tuple[Cell, ...]]] = {}
    for sheet in design.sheets:
        if sheet.rows_from is RowsFrom.FIXED:
            found[sheet.key] = {
                row.code: (None, row.name, None, None, or_none(row.measurement_unit))
                for row in sheet.fixed_rows
            }
    return found


_NO_ROW: tuple[Cell, ...] = (None, None, None, None, None)


def _units_of(registry: Registry) -> dict[str, tuple[Cell, ...]]:
    """Give a unit's name and group by its code."""
    return {unit.code: (unit.name, or_none(unit.group)) for unit in registry.units}


def _rows_of(registry: Registry) -> dict[str, tuple[Cell, ...]]:
    """Give what a row is about, by its key.

    Indicator, name, task, campaign, 计量单位.
    """
    found: dict[str, tuple[Cell, ...]] = {}
    campaigns = {}
    for task in registry.tasks:
        campaigns[task.code] = or_none(task.campaign)
        name = or_none(task.name or task.text)
        found[task.code] = (None, name, task.code, campaigns[task.code], None)
    for indicator in registry.indicators:
        campaign = campaigns.get(indicator.task)
        unit = or_none(indicator.measurement_unit)
        found[indicator.code] = (
            indicator.code,
            indicator.name,
            indicator.task,
            campaign,
            unit,
        )
    return found


def _value_cells(figure: Figure) -> tuple[Cell, ...]:
    """Give a value as a state, a number, an exact number, a text and a day."""
    value, content = figure.value, figure.value.content
    exactly = content if isinstance(content, Decimal) else None
    date = content if isinstance(content, dt.date) else None
    return value.state.value, as_float(exactly), exactly, or_none(value.text), date


def _progress_cells(
    figure: Figure, measurement_unit: Cell, shares: dict[tuple[str, str], UnitShare]
) -> tuple[Cell, ...]:
    """Give 计量单位, target and progress of an indicator's own figure."""
    if figure.field not in _ANSWERS:
        return None, None, None, None, None, None
    share = shares.get((figure.unit, figure.row))
    if share is None:
        return measurement_unit, None, None, None, None, None
    progress = share.progress
    return (
        measurement_unit,
        as_float(share.goal.target),
        as_float(progress.completion),
        as_float(progress.expected),
        as_float(progress.gap),
        progress.status.value,
    )


def _source_cells(figure: Figure) -> tuple[Cell, ...]:
    """Give where a figure was sent in."""
    source = figure.source
    return (
        source.file,
        or_none(source.sheet),
        or_none(source.cell),
        or_none(source.sender),
        source.received_at,
        source.sha256,
    )
