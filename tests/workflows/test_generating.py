from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, a_unit, an_indicator
from tests.forms.shipped import REGISTRY, UNIT
from xltool.cli.main import run
from xltool.errors import DesignError, PeriodError, RegistryError
from xltool.excel.registry import write_registry
from xltool.forms.layout_json import layout_from_json
from xltool.forms.stamp import verify
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Arrival, Judged
from xltool.model.period import Period
from xltool.model.submission import Judgement, Verdict
from xltool.model.value import reported
from xltool.workflows import making
from xltool.workflows.checking import check
from xltool.workflows.generating import IssueState, generate
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.registry import Registry
    from xltool.workspace import Workspace

JULY = Period.parse("2025-07")
NOW = dt.datetime(2025, 7, 28, 9, tzinfo=dt.UTC)


def _workspace(folder: Path, registry: Registry = REGISTRY) -> Workspace:
    workspace = set_up(folder)
    write_registry(workspace.registry, registry)
    return workspace


def test_every_unit_with_tasks_gets_a_workbook_and_a_record(tmp_path: Path) -> None:
    workspace = _workspace(tmp_path)
    result = generate(workspace, JULY, now=NOW)
    assert [one.path.name for one in result.workbooks] == [
        "东山县_月通报_2025-07.xlsx",
        "西河县_月通报_2025-07.xlsx",
        "市发展改革委_月通报_2025-07.xlsx",
        "市商务局_月通报_2025-07.xlsx",
    ]
    assert result.deadline == dt.date(2025, 8, 7)
    with open_ledger(workspace.database_url) as ledger:
        issues = ledger.issued("2025-07")
    assert [one.file for one in issues] == [one.path.name for one in result.workbooks]
    for issue, workbook in zip(issues, result.workbooks, strict=True):
        stamp = verify(issue.stamp, workspace.key())
        assert stamp is not None
        assert (stamp.unit, stamp.period, stamp.serial) == (workbook.unit, "2025-07", 1)
        assert layout_from_json(issue.layout).unit.code == workbook.unit


def test_a_second_run_writes_the_same_bytes_and_records_nothing(tmp_path: Path) -> None:
    workspace = _workspace(tmp_path)
    first = {
        one.path: one.path.read_bytes()
        for one in generate(workspace, JULY, now=NOW).workbooks
    }
    next(iter(first)).unlink()
    again = generate(workspace, JULY, now=NOW + dt.timedelta(days=1))
    assert {one.path: one.path.read_bytes() for one in again.workbooks} == first
    assert {one.state for one in again.workbooks} == {IssueState.SAME}
    with open_ledger(workspace.database_url) as ledger:
        assert len(ledger.issued("2025-07")) == len(first)


def test_a_changed_task_is_issued_anew_with_the_next_serial(tmp_path: Path) -> None:
    workspace = _workspace(tmp_path)
    generate(workspace, JULY, now=NOW)
    tasks = tuple(
        replace(task, text="改过的任务") if task.code == "T02-01" else task
        for task in REGISTRY.tasks
    )
    workspace.registry.unlink()
    write_registry(workspace.registry, replace(REGISTRY, tasks=tasks))
    result = generate(workspace, JULY, now=NOW)
    assert {one.unit: (one.state, one.serial) for one in result.workbooks} == {
        "东山县": (IssueState.SAME, 1),
        "西河县": (IssueState.SAME, 1),
        UNIT: (IssueState.RENEWED, 2),
        "市商务局": (IssueState.RENEWED, 2),
    }


def test_units_are_chosen_by_any_of_their_names(tmp_path: Path) -> None:
    units = (a_unit("市科技局", aliases=("科技局",)), a_unit("市商务局"))
    registry = a_registry(*units, a_task(), a_task("T01-02", lead_unit="市商务局"))
    workspace = _workspace(tmp_path, registry)
    assert [
        one.unit for one in generate(workspace, JULY, ["科 技局"], now=NOW).workbooks
    ] == ["市科技局"]
    with pytest.raises(
        RegistryError, match="没有承担任务的单位“市科枝局”，是不是“市科技局”"
    ):
        generate(workspace, JULY, ["市科枝局"], now=NOW)


def test_the_last_accepted_values_come_back_in_the_next_workbook(
    tmp_path: Path,
) -> None:
    workspace = _workspace(tmp_path)
    june = Period.parse("2025-06")
    generate(workspace, june, now=NOW)
    arrival = Arrival(sha256="a" * 64, name="a.xlsx", size=1, stored="a.xlsx")
    values = {
        "任务进展": {"T01-01": {"本期进展": reported("已入库三十个")}},
        "指标数据": {"T01-01-1": {"累计完成": reported(Decimal("36.20"))}},
    }
    judgement = Judgement(
        verdict=Verdict.ACCEPTED,
        unit=UNIT,
        period="2025-06",
        form="月通报",
        form_version="1",
        values=values,
    )
    with open_ledger(workspace.database_url) as ledger:
        ledger.record_originals("2025-06", [arrival], received_at=NOW)
        judged = Judged(original=ledger.unjudged("2025-06")[0], judgement=judgement)
        ledger.record_submissions("2025-06", [judged], judged_at=NOW)
        generate(workspace, JULY, now=NOW)
        layouts = {
            one.unit: layout_from_json(one.layout) for one in ledger.issued("2025-07")
        }
    mine, county = (
        layouts[unit].sheet("指标数据").row("T01-01-1") for unit in (UNIT, "东山县")
    )
    assert (
        layouts[UNIT].sheet("任务进展").row("T01-01").prefilled["上期进展"].text
        == "已入库三十个"
    )
    assert mine.prefilled["上期累计"].text == "36.20"
    assert county.prefilled["上期累计"].text == "36.20"
    assert not county.reports


def test_two_units_whose_files_would_share_a_name_are_told_apart(
    tmp_path: Path,
) -> None:
    registry = a_registry(
        a_unit("甲/乙", code="一"),
        a_unit("甲:乙", code="二"),
        a_task(lead_unit="一", support_units=("二",)),
    )
    names = [
        one.path.name
        for one in generate(_workspace(tmp_path, registry), JULY, now=NOW).workbooks
    ]
    assert names == ["甲_乙_月通报_2025-07.xlsx", "甲_乙_月通报_2025-07(2).xlsx"]


def test_a_closed_period_takes_no_new_workbook(tmp_path: Path) -> None:
    workspace = _workspace(tmp_path)
    with open_ledger(workspace.database_url) as ledger:
        ledger.close("2025-07", at=NOW, who="")
    with pytest.raises(PeriodError, match="2025-07 已经关账"):
        generate(workspace, JULY, now=NOW)


def test_what_keeps_a_period_from_being_issued_is_said_in_one_line(
    tmp_path: Path,
) -> None:
    workspace = set_up(tmp_path)
    with pytest.raises(RegistryError, match="没有承担任务的单位"):
        generate(workspace, JULY, now=NOW)
    write_registry(workspace.registry, REGISTRY)
    with pytest.raises(DesignError, match="没有周期为“年”的报表设计"):
        generate(workspace, Period.parse("2025"), now=NOW)
    (workspace.templates / "monthly.xlsx").write_bytes(b"broken")
    with pytest.raises(DesignError, match="xltool check"):
        generate(workspace, JULY, now=NOW)
    found = [one.code for one in check(workspace).findings]
    assert found == ["D191", "D124", "I243"]
    generate(workspace, Period.parse("2025-Q3"), now=NOW)


def test_check_names_the_file_before_the_sheet_and_a_missing_registry(
    tmp_path: Path,
) -> None:
    workspace = _workspace(tmp_path)
    (workspace.templates / "copy.xlsx").write_bytes(
        (workspace.templates / "monthly.xlsx").read_bytes()
    )
    workspace.registry.unlink()
    found = {one.code: one for one in check(workspace).findings}
    assert found["D123"].place.sheet == "copy.xlsx 设置"
    assert "xltool import" in found["D192"].message
    for path in workspace.templates.glob("*.xlsx"):
        path.unlink()
    assert "D125" in {one.code for one in check(workspace).findings}


def test_the_command_prints_one_json_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _workspace(tmp_path)
    assert (
        run(["-w", str(tmp_path), "generate", "2025-07", "--unit", "东山县", "--json"])
        == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert (document["period"], document["deadline"]) == ("2025-07", "2025-08-07")
    assert [(one["unit"], one["state"], one["rows"]) for one in document["files"]] == [
        ("东山县", "新发", 2)
    ]
    assert run(["-w", str(tmp_path), "generate", "2025-07"]) == 0
    said = capsys.readouterr()
    assert "市发展改革委_月通报_2025-07.xlsx" in said.out
    assert said.err == ""


def test_a_period_that_is_none_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(tmp_path), "generate", "2025-13"]) == 2
    assert "不是报告期" in capsys.readouterr().err


def test_what_nobody_would_report_on_is_said_by_check_and_by_generate(
    tmp_path: Path,
) -> None:
    workspace = set_up(tmp_path / "office")
    registry = a_registry(
        a_unit("各县市区", group="集合"),
        a_unit("市人民银行", reports=False),
        a_unit("市科技局"),
        a_task("T01-01", support_units=("各县市区",)),
        a_task("T01-02", name="稳住信贷", lead_unit="市人民银行"),
        an_indicator("T01-01-1"),
        an_indicator("T01-02-1", task="T01-02", name="贷款余额"),
    )
    write_registry(workspace.registry, registry)
    said = [
        ("I215", "各县市区"),
        ("D193", "T01-02 稳住信贷"),
        ("D194", "T01-02-1 贷款余额"),
    ]
    assert [
        (one.code, one.found) for one in check(workspace).findings if one.code != "D191"
    ] == said
    assert [
        (one.code, one.found) for one in generate(workspace, JULY, now=NOW).findings
    ] == said


def test_children_make_the_same_workbooks_and_what_kills_them_is_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = _workspace(tmp_path)
    generate(workspace, JULY, now=NOW)
    alone = _taken_away(workspace)
    monkeypatch.setattr(making, "MANY", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    generate(workspace, JULY, now=NOW)
    by_children = _taken_away(workspace)
    monkeypatch.setattr(making, "make_of_json", _die)
    generate(workspace, JULY, now=NOW)

    assert by_children == alone
    assert _taken_away(workspace) == alone


def _die(*_: object) -> bytes:
    os._exit(1)


def _taken_away(workspace: Workspace) -> dict[str, bytes]:
    """Give the issued files, which must be made again then."""
    found = {}
    for path in workspace.issued(str(JULY)).iterdir():
        found[path.name] = path.read_bytes()
        path.unlink()
    return found
