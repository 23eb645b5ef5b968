"""A unit is asked about a figure that is far from its own history, once that is long enough."""

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
from xltool.model.submission import Judgement, Verdict
from xltool.model.value import reported
from xltool.workflows.in_force import Files
from xltool.workflows.unusual import UnusualFigures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import InForce
    from xltool.workspace import Workspace

AUGUST = Period.parse("2025-08")
KEY = ("指标数据", "T01-01-1", "累计完成")


@pytest.fixture
def ledger(workspace: Workspace) -> Iterator[Ledger]:
    """A ledger of seven months, about ten a month."""
    registry = a_registry(a_task(), an_indicator(value=Decimal(120)))
    write_registry(workspace.registry, registry)
    months = {
        f"2025-{month:02d}": [a_figure("市科技局", number=str(10 * month + month % 3))]
        for month in range(1, 8)
    }
    inputs = inputs_of(registry, months)
    layouts = layouts_of(workspace, inputs)
    with open_ledger(workspace.database_url) as ledger:
        for record in (*inputs.earlier, inputs.current):
            record_period(ledger, record, layouts)
        current = replace(inputs.current, period=AUGUST, figures=())
        record_period(ledger, current, layouts)
        given: InForce = Files(workspace).in_force(AUGUST)
        ledger.put_in_force(given, at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC), who="")
        yield ledger


def sent(number: str, explanation: str = "") -> Judgement:
    sheet, row, field = KEY
    fields = {field: reported(Decimal(number))}
    if explanation:
        fields["说明"] = reported(explanation)
    return Judgement(
        verdict=Verdict.ACCEPTED,
        unit="市科技局",
        values={sheet: {row: fields}},
        cells={KEY: (sheet, "L5")},
    )


@pytest.mark.parametrize(
    ("judgement", "verdict", "codes"),
    [
        (sent("82"), Verdict.ACCEPTED, []),
        (sent("820"), Verdict.ACCEPTED_WITH_QUERIES, ["V320"]),
        (sent("820", "无误"), Verdict.ACCEPTED_WITH_QUERIES, ["V320"]),
        (sent("820", "新并入开发区数据，附文件"), Verdict.ACCEPTED, ["V320"]),
        (replace(sent("820"), unit="乙县"), Verdict.ACCEPTED, []),
        (replace(sent("820"), values={}), Verdict.ACCEPTED, []),
    ],
)
def test_a_figure_is_asked_about_until_it_is_explained(
    ledger: Ledger, judgement: Judgement, verdict: Verdict, codes: list[str]
) -> None:
    found = UnusualFigures(ledger, AUGUST).asked_about(judgement)
    assert [one.code for one in found.findings] == codes
    assert found.verdict is verdict
    for finding in found.findings:
        assert (finding.place.sheet, finding.place.cell) == ("指标数据", "L5")


def test_five_months_tell_nothing(ledger: Ledger) -> None:
    may = UnusualFigures(ledger, Period.parse("2025-06"))
    assert may.asked_about(sent("820")).findings == ()
