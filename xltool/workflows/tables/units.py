"""The table `units`: where each unit stands in each period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.ledger.ledger import open_ledger
from xltool.model.submission import UnitState, Verdict
from xltool.rollup.discipline import Mark, mark_of
from xltool.workflows.period import status
from xltool.workflows.tables.columns import (
    PERIOD_COLUMNS,
    TableDesign,
    category,
    integer,
    moment,
    or_none,
    period_cells,
    text,
    truth,
)
from xltool.workflows.tables.measured import open_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.workflows.tables.columns import Cell
    from xltool.workflows.tables.measured import TableSource

UNITS = TableDesign(
    name="units",
    title="单位",
    row="one unit in one period: what it was issued, what came, how it stands",
    key=("period", "unit"),
    columns=(
        *PERIOD_COLUMNS,
        text("unit", "单位编码", "code of the unit in the registry"),
        text("unit_name", "单位", "its printed name"),
        text("group", "单位类别", "its group: 部门, 县市区 …"),
        category("state", "状态", "where it stands", UnitState),
        category("reported", "报送情况", "how it reported, as 报送情况 has it", Mark),
        truth("on_time", "按时", "whether something acceptable came in time"),
        moment("issued_at", "下发时间", "when it was first issued a workbook"),
        moment(
            "received_at", "收到时间", "when what counts came, or the last that came"
        ),
        category("verdict", "校验结论", "of that submission", Verdict),
        integer(
            "findings", "校验问题", "findings of that submission that are not waived"
        ),
    ),
)


def unit_rows(source: TableSource) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of `UNITS`, by period and in the order of the directory."""
    with open_ledger(source.workspace.database_url) as ledger:
        history = open_history(source.workspace, ledger)
        registries = {period: history.registry_of(period) for period in source.periods}
    for period in source.periods:
        groups = {unit.code: unit.group for unit in registries[period].units}
        for standing in status(source.workspace, period, now=source.now).units:
            verdict = standing.verdict
            yield (
                *period_cells(period),
                standing.code,
                standing.name,
                or_none(groups.get(standing.code, "")),
                standing.state.value,
                mark_of(standing).value,
                standing.on_time,
                standing.issued_at,
                standing.received_at,
                None if verdict is None else verdict.value,
                standing.findings,
            )
