"""A quarter against the one before it, of which only the months are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.frames.year import layouts_of, record_period
from tests.rollup.periods import a_figure, inputs_of
from xltool.excel.registry import write_registry
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.rollup.rollup import roll_up
from xltool.workflows.in_force import Files
from xltool.workflows.rollup import rollup_inputs

if TYPE_CHECKING:
    from xltool.workspace import Workspace

NOW = dt.datetime(2025, 10, 8, tzinfo=dt.UTC)
QUARTER = Period.parse("2025-Q3")


@pytest.mark.parametrize(
    ("numbers", "increment", "chain"),
    [
        ({"2025-03": "20", "2025-06": "50", "2025-Q3": "95"}, "45", "0.500"),
        ({"2025-06": "50", "2025-Q3": "95"}, "45", None),
        ({"2025-07": "60", "2025-Q3": "95"}, None, None),
        ({"2025-06": "50", "2025-Q2": "55", "2025-Q3": "95"}, "40", None),
    ],
    ids=["two quarters", "one quarter", "no quarter", "its own report goes before"],
)
def test_the_months_speak_for_a_quarter_without_a_form(
    workspace: Workspace,
    numbers: dict[str, str],
    increment: str | None,
    chain: str | None,
) -> None:
    registry = a_registry(a_task(), an_indicator(value=Decimal(120)))
    write_registry(workspace.registry, registry)
    records = {
        name: [a_figure("市科技局", number=number)] for name, number in numbers.items()
    }
    inputs = inputs_of(registry, records)
    layouts = layouts_of(workspace, inputs)
    monthly = Files(workspace).in_force(Period.parse("2025-07"))
    with open_ledger(workspace.database_url) as ledger:
        for record in (*inputs.earlier, inputs.current):
            record_period(ledger, record, layouts)
            given = replace(monthly, period=str(record.period))
            ledger.put_in_force(given, at=NOW, who="")

    gathered, _ = rollup_inputs(workspace, QUARTER, now=NOW)
    (line,) = roll_up(gathered).indicators

    assert line.change.increment == (Decimal(increment) if increment else None)
    assert line.change.chain == (Decimal(chain) if chain else None)
