from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.builders import a_registry, a_task, an_indicator
from xltool.cli.main import run
from xltool.errors import PeriodError
from xltool.excel.registry import write_registry
from xltool.findings import Finding, Place, Severity
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Arrival, Judged
from xltool.model.period import Period
from xltool.model.registry import Reporting
from xltool.model.submission import Judgement, UnitState, Verdict
from xltool.model.value import reported
from xltool.rollup.progress import ProgressStatus
from xltool.workflows.generating import generate
from xltool.workflows.rollup import rollup

if TYPE_CHECKING:
    from xltool.workspace import Workspace

JULY, JUNE = Period.parse("2025-07"), Period.parse("2025-06")
NOW = dt.datetime(2025, 8, 20, 8, 0, tzinfo=dt.UTC)
DOUBT = Finding(
    severity=Severity.QUERY,
    code="R03",
    place=Place(sheet="指标数据", cell="H5"),
    message="累计完成比上期还少。",
)


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    """A workspace with two units that share one indicator, and workbooks issued for June and July."""
    task = a_task(support_units=("平江县",))
    indicator = an_indicator(reporting=Reporting.EACH, value=Decimal(30))
    write_registry(workspace.registry, a_registry(task, indicator))
    for period in (JUNE, JULY):
        generate(
            workspace, period, now=dt.datetime(2025, period.month, 28, tzinfo=dt.UTC)
        )
    return workspace


def send(
    workspace: Workspace,
    unit: str,
    number: str,
    *,
    period: Period = JULY,
    day: int = 3,
    **words: Any,
) -> None:
    """Record an accepted submission as `collect` does."""
    sha256 = hashlib.sha256(f"{unit}{number}{period}".encode()).hexdigest()
    at = dt.datetime(period.year, period.month + 1, day, 1, 0, tzinfo=dt.UTC)
    key = ("指标数据", "T01-01-1", "累计完成")
    plain: dict[str, Any] = {
        "verdict": Verdict.ACCEPTED,
        "unit": unit,
        "period": str(period),
        "form": "月通报",
        "values": {key[0]: {key[1]: {key[2]: reported(Decimal(number))}}},
        "cells": {key: (key[0], "H5")},
    }
    judgement = Judgement(**{**plain, **words})
    with open_ledger(workspace.database_url) as ledger:
        arrival = Arrival(
            sha256=sha256,
            name=f"{unit}.xlsx",
            size=1,
            stored=sha256,
            sender="a@example.gov.cn",
        )
        ledger.record_originals(str(period), [arrival], received_at=at)
        (original,) = [
            one for one in ledger.originals(str(period)) if one.sha256 == sha256
        ]
        judged = Judged(original=original, judgement=judgement)
        ledger.record_submissions(str(period), [judged], judged_at=at)


def test_a_period_is_rolled_up_from_the_ledger(office: Workspace) -> None:
    send(office, "市科技局", "8")
    send(office, "平江县", "12.5")
    send(office, "市科技局", "6", period=JUNE)
    send(office, "平江县", "10", period=JUNE)
    result = rollup(office, JULY, now=NOW)
    (line,) = result.rollup.indicators
    assert (line.total.value.number, line.progress.status) == (
        Decimal("20.5"),
        ProgressStatus.ON_TRACK,
    )
    assert (line.change.last_period, line.change.increment) == (
        Decimal(16),
        Decimal("4.5"),
    )
    assert (
        result.path
        == office.reports("2025-07") / "全市重点工作汇总表（2025年7月）.xlsx"
    )
    source = (
        CalamineWorkbook.from_path(str(result.path))
        .get_sheet_by_name("数据来源")
        .to_python()[3]
    )
    assert {"市科技局", "市科技局.xlsx", "H5", "a@example.gov.cn"} <= set(source)


def test_it_can_be_rolled_up_at_any_time_and_again(office: Workspace) -> None:
    send(office, "市科技局", "8")
    first = rollup(office, JULY, now=NOW)
    content = first.path.read_bytes()
    assert first.rollup.indicators[0].total.partial
    assert (
        rollup(office, JULY, now=NOW + dt.timedelta(days=3)).path.read_bytes()
        == content
    )
    send(office, "平江县", "12.5", day=19)
    again = rollup(office, JULY, now=NOW)
    assert not again.rollup.indicators[0].total.partial
    assert again.rollup.overview.units.late == 1
    assert again.path.read_bytes() != content


def test_what_was_returned_does_not_count(office: Workspace) -> None:
    send(
        office,
        "市科技局",
        "8",
        verdict=Verdict.RETURNED,
        findings=(replace(DOUBT, severity=Severity.ERROR),),
    )
    result = rollup(office, JULY, now=NOW)
    units = result.rollup.overview.units
    assert (
        units.due,
        units.received,
        units.accepted,
        units.returned,
        units.missing,
    ) == (2, 1, 0, 1, 1)
    assert result.rollup.indicators[0].progress.status is ProgressStatus.MISSING
    assert [one.standing.state for one in result.rollup.units] == [
        UnitState.RETURNED,
        UnitState.OVERDUE,
    ]


def test_queries_and_waivers_travel_to_the_workbook(office: Workspace) -> None:
    send(
        office,
        "市科技局",
        "8",
        verdict=Verdict.ACCEPTED_WITH_QUERIES,
        findings=(DOUBT,),
    )
    with open_ledger(office.database_url) as ledger:
        ledger.waive(
            "2025-07", "市科技局", "R03", reason="按新口径核减", who="综合科", at=NOW
        )
    rows = (
        CalamineWorkbook.from_path(str(rollup(office, JULY, now=NOW).path))
        .get_sheet_by_name("校验与核实")
        .to_python()
    )
    assert [row[1:3] for row in rows[3:5]] == [
        ["已放行", "市科技局"],
        ["放行记录", "市科技局"],
    ]
    assert "按新口径核减" in rows[4]


def test_nothing_issued_is_nothing_to_roll_up(workspace: Workspace) -> None:
    write_registry(workspace.registry, a_registry(a_task(), an_indicator()))
    with pytest.raises(PeriodError, match="xltool generate 2025-07"):
        rollup(workspace, JULY, now=NOW)


def test_the_command_prints_what_the_interface_promises(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    send(office, "市科技局", "7")
    send(office, "平江县", "10")
    assert run(["-w", str(office.root), "rollup", "2025-07", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document.pop("path").endswith("汇总表（2025年7月）.xlsx")
    assert document.pop("form") == "月通报"
    assert document.pop("own_layout") is None
    assert document.pop("own_layout_missing") == []
    assert document.pop("own_layout_reason") == ""
    assert document.pop("leaders_set") is None
    tables = document.pop("tables")  # free sheets: nothing of this form is merged
    assert [(one["title"], one["rows"]) for one in tables] == [
        ("重点项目", []),
        ("突出问题", []),
        ("特色亮点", []),
    ]
    assert document == {
        "edition": 1,
        "units": {"due": 2, "received": 2, "accepted": 2, "returned": 0, "missing": 0},
        "indicators": [
            {
                "code": "T01-01-1",
                "name": "新增省级创新平台",
                "measurement_unit": "个",
                "target": 30,
                "value": 17,
                "completion": 56.67,
                "status": "滞后",
                "rank": 1,
                "plan": None,
                "outlook": 29,
            }
        ],
    }


def test_the_command_shows_a_person_the_figures_and_the_path(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    send(office, "市科技局", "7")
    assert run(["-w", str(office.root), "rollup", "2025-07"]) == 0
    shown = capsys.readouterr().out
    assert "新增省级创新平台" in shown
    assert "未报 1" in shown
    assert "汇总表（2025年7月）.xlsx" in shown.replace("\n", "")


def test_a_forgotten_unit_needs_a_person(office: Workspace) -> None:
    task = a_task(support_units=("平江县", "临湘市"))
    write_registry(
        office.registry, a_registry(task, an_indicator(reporting=Reporting.EACH))
    )
    generate(
        office, Period.parse("2025-07"), ["平江县"], now=NOW
    )  # from then on it is in force
    assert run(["-w", str(office.root), "rollup", "2025-07"]) == 3
