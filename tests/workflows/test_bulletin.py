"""`xltool bulletin`: from a workspace's ledger to the .docx, as a clerk calls it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from tests.workflows.office import (
    JULY,
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
)
from xltool.cli.main import run
from xltool.model.period import Period
from xltool.rollup.rollup import roll_up
from xltool.workflows.rollup import rollup_inputs
from xltool.workflows.sources import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.rollup.rollup import Rollup
    from xltool.workspace import Workspace


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    workspace = open_office(tmp_path / "office")
    collected(
        workspace, drop_off(tmp_path, "报送.xlsx", filled_in(workspace, entries()))
    )
    return workspace


def called(office: Workspace, *more: str) -> int:
    return run(
        [
            "-w",
            str(office.root),
            "bulletin",
            JULY,
            "--number",
            "7",
            "--date",
            "2025-08-19",
            *more,
        ]
    )


def test_the_document_lies_in_the_reports_and_is_proofread(
    office: Workspace, tmp_path: Path
) -> None:
    opening = tmp_path / "部署.txt"
    opening.write_text("会议强调，要抓紧抓实。", encoding="gb18030")

    assert called(office, "--opening", str(opening)) == 0

    (path,) = office.reports(JULY).glob("*第7期工作专报.docx")
    text = read_text(path, office.settings.judging)
    assert "会议强调，要抓紧抓实。" in text
    assert "第 7 期" in text
    assert "2025年8月19日" in text
    assert run(["proof", str(path)]) == 0


def test_the_same_call_gives_the_same_bytes(office: Workspace) -> None:
    called(office)
    (path,) = office.reports(JULY).glob("*.docx")
    first = path.read_bytes()
    called(office)

    assert path.read_bytes() == first


def test_gaps_are_told(office: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(office, "--json") == 0

    document = json.loads(capsys.readouterr().out)
    assert document["path"].endswith(".docx")
    assert "U303" in {one["code"] for one in document["findings"]}


def test_a_missing_template_is_named(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (office.templates / "bulletin.docx").unlink()

    assert called(office) == 1
    assert "xltool init" in capsys.readouterr().err


def test_what_leaders_were_given_is_an_edition(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(office)
    (path,) = office.reports(JULY).glob("*.docx")
    first = path.read_bytes()
    called(office)  # the same again is no other edition
    more = filled_in(office, entries(T01_01_1="9"))
    collected(office, drop_off(tmp_path, "更正.xlsx", more, minutes=60))
    called(office)
    capsys.readouterr()

    assert run(["-w", str(office.root), "editions", JULY, "--json"]) == 0

    told = json.loads(capsys.readouterr().out)["editions"]
    assert [(one["kind"], one["number"]) for one in told] == [
        ("工作专报", 1),
        ("工作专报", 2),
    ]
    assert told[1]["differences"]
    (kept,) = (office.reports(JULY) / "editions").glob("*第1版*.docx")
    assert kept.read_bytes() == first


def roll_up_of(office: Workspace) -> Rollup:
    now = dt.datetime(2025, 8, 20, tzinfo=dt.UTC)
    inputs, _ = rollup_inputs(office, Period.parse(JULY), now=now)
    return roll_up(inputs)


def against(office: Workspace, path: Path, what: str, *more: str) -> int:
    return run(["-w", str(office.root), "proof", str(path), "--against", what, *more])


def test_a_text_is_compared_with_its_periods_rollup(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(office)
    capsys.readouterr()
    name = roll_up_of(office).indicators[0]
    value = name.total.value.number
    unit = name.indicator.measurement_unit
    text = tmp_path / "文稿.txt"
    text.write_text(
        f"【重要指标】\n1-7月，{name.indicator.name}{value}1{unit}。\n",
        encoding="utf-8",
    )

    assert against(office, text, JULY, "--json") == 3

    checks = json.loads(capsys.readouterr().out)["checks"]
    (found,) = [one for one in checks if one["kind"] == "rollup"]
    assert found["result"] == "disagrees"
    assert found["suggested"] == f"{value}1{unit}→{value}{unit}"
    assert found["places"][0].startswith("专报【重要指标】")
    assert found["places"][1].startswith("2025-07 汇总“指标汇总”")


def test_what_is_neither_file_nor_period_is_wrong_usage(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "文稿.txt"
    text.write_text("完成投资3亿元。", encoding="utf-8")

    assert against(office, text, "没有的.docx") == 2
    assert "没有文件 没有的.docx，它也不是报告期" in capsys.readouterr().err


def test_without_a_last_issue_it_says_so(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "文稿.txt"
    text.write_text("完成投资3亿元。", encoding="utf-8")

    assert against(office, text, JULY) == 0
    assert "没有上一期专报可对照" in capsys.readouterr().out
