"""From a blank form to a total, as a clerk goes: design, check, generate, collect, rollup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from tests.builders import a_unit
from tests.excel.own_forms import fixed_form
from xltool.cli.main import run
from xltool.excel.registry import write_registry
from xltool.model.registry import Registry
from xltool.settings import DEFAULT_TOML
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace

MONTH = "2025-08"
LEAVES = (9, 10, 11, 12, 13)
"""The rows of the form that the units fill in, counted as Excel does."""
SIGNED = "单位负责人：李某　　填报人：张某　　填报日期：2025年9月2日"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = set_up(tmp_path_factory.mktemp("own") / "office", DEFAULT_TOML)
    for shipped in workspace.templates.glob("*.xlsx"):
        shipped.unlink()
    units = (a_unit("市财政局"), a_unit("望湖区"), a_unit("云岭区"))
    write_registry(workspace.registry, Registry(units=units))
    return workspace


def said(
    capsys: pytest.CaptureFixture[str], workspace: Workspace, *arguments: str
) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["-w", str(workspace.root), *arguments, "--json"]) in {0, 3}
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def _filled(path: Path, target: Path, first: int) -> None:
    """Fill in a workbook as a unit does; what it computes is left to its program."""
    book = load_workbook(path)
    sheet = book["收入月报"]
    for row in LEAVES:
        for place, column in enumerate("CDEF"):
            sheet[f"{column}{row}"] = first + 10 * place + row
    sheet["A15"] = SIGNED
    book.save(target)


def test_a_blank_form_becomes_a_recounted_total_without_code(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = tmp_path / "财政收入月报.xlsx"
    blank.write_bytes(fixed_form())
    designed = said(capsys, office, "design", str(blank), "--name", "收入")
    assert [one["rows_from"] for one in designed["sheets"]] == ["固定", "单行"]
    findings = said(capsys, office, "check")["findings"]
    assert [one["code"] for one in findings if one["severity"] == "error"] == []

    issued = said(capsys, office, "generate", MONTH)["files"]
    assert [one["name"] for one in issued] == ["市财政局", "望湖区", "云岭区"]
    back = tmp_path / "back"
    back.mkdir()
    for number, one in enumerate(issued):
        path = office.root / one["path"]
        _filled(path, back / path.name, 100 * number)
    files = said(capsys, office, "collect", MONTH, str(back))["files"]
    assert [one["verdict"] for one in files] == ["accepted"] * 3, files

    rolled = said(capsys, office, "rollup", MONTH)
    rows = {row["code"]: row["cells"] for row in rolled["tables"][0]["rows"]}
    leaf = sum(100 * number + 9 for number in range(3))
    assert rows["03"]["金额"]["value"] == leaf
    assert rows["02"]["金额"]["value"] == leaf + 3 * (1 + 2) + 2 * leaf
    everything = sum(100 * number + row for number in range(3) for row in LEAVES)
    assert rows["08"]["金额"]["value"] == everything
    assert rows["08"]["累计金额"]["value"] == everything + 20 * 3 * len(LEAVES)

    total = load_workbook(rolled["own_layout"], data_only=True)["收入月报"]
    assert total["C14"].value == everything
    assert total["A1"].value == "财政收入情况表"


def test_a_design_is_never_replaced(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = tmp_path / "表.xlsx"
    blank.write_bytes(fixed_form())
    assert run(["-w", str(office.root), "design", str(blank), "--name", "又一份"]) == 0
    assert run(["-w", str(office.root), "design", str(blank), "--name", "又一份"]) == 1
    assert "已经有了" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("表.xlsx", b"PK\x03\x04 broken", "不能作版式"),
        ("表.docx", b"%PDF-1.4", "不能作版式"),
        ("表.xlsx", b"", "空文件"),
    ],
)
def test_what_is_no_form_is_refused_in_one_line(  # noqa: PLR0917
    office: Workspace,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes,
    words: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert run(["-w", str(office.root), "design", str(path)]) == 1
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
