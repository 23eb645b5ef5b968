"""From a blank form as an office has it to the merged total in the same form."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from tests.builders import a_unit
from tests.excel.own_forms import fixed_form, list_form
from xltool.cli.main import run
from xltool.excel.own_layout.positions import position_of
from xltool.excel.registry import write_registry
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.registry import Registry
from xltool.settings import DEFAULT_TOML
from xltool.workflows.forgetting import forget
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    import pytest

    from xltool.ledger.records import Issue
    from xltool.workspace import Workspace

LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
OTHERS: dict[str, object] = {
    "百分比": 5,
    "日期": dt.date(2025, 8, 4),
    "电话": "0731-8888888",
}


def fill_in(workspace: Workspace, issue: Issue, times: int, path: Path) -> None:
    """Enter in every cell of a unit's its row's number, so many times a hundred."""
    layout = layout_from_json(issue.layout)
    book = openpyxl.load_workbook(workspace.issued("2025-07") / issue.file)
    for sheet in layout.sheets:
        for row in sheet.rows:
            for field in filter(row.takes, sheet.fields):
                line, column = position_of(sheet, row, field)
                number = 100 * times + line if field.type.value == "数字" else "张三"
                cell = book[sheet.name].cell(line + 1, column + 1)
                cell.value = OTHERS.get(field.type.value, number)  # type: ignore[assignment]
    book.save(path)


def an_office(folder: Path, blank: bytes, name: str) -> Workspace:
    """Set up two counties with one form of the office's own, issued for July."""
    workspace = set_up(folder / "office", DEFAULT_TOML)
    for shipped in workspace.templates.glob("*.xlsx"):
        shipped.unlink()
    units = (a_unit("甲县"), a_unit("乙县"))
    write_registry(workspace.registry, Registry(units=units))
    form = folder / "空表.xlsx"
    form.write_bytes(blank)
    base = ["-w", str(workspace.root)]
    assert run([*base, "design", str(form), "--name", name]) in {0, 3}
    assert run([*base, "generate", "2025-07"]) == 0
    return workspace


def returned(workspace: Workspace, names: dict[str, int]) -> None:
    """Collect the lists of units, each with so many entries of 1.5 each."""
    folder = workspace.root.parent / "收到的"
    folder.mkdir(exist_ok=True)
    with open_ledger(workspace.database_url) as ledger:
        issues = {issue.unit: issue for issue in ledger.issued("2025-07")}
    for name, count in names.items():
        issue = issues[name]
        book = openpyxl.load_workbook(workspace.issued("2025-07") / issue.file)
        for row in range(4, 4 + count):
            entry = (
                f"{name}项目{row}",
                "产业",
                1.5,
                dt.date(2025, 8, 4),
                "0731-8888888",
            )
            for column, value in enumerate(entry, start=2):
                book["项目清单"].cell(row, column).value = value  # type: ignore[assignment]
        book.save(folder / issue.file)
    base = ["-w", str(workspace.root)]
    assert run([*base, "collect", "2025-07", str(folder)]) in {0, 3}


def test_the_lists_of_all_units_stand_one_under_the_other_in_their_own_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = an_office(tmp_path, list_form(), "项目")
    base = ["-w", str(workspace.root), "rollup", "2025-07"]
    assert run(base) == 0
    assert "没有按原表填汇总：还没有合格的报表。" in capsys.readouterr().out
    returned(workspace, {"甲县": 3})
    capsys.readouterr()
    assert run(base) == 0
    said = capsys.readouterr().out
    assert "按原表填好的汇总" in said
    assert "其中没有计入 1 个单位（没有合格的报表）：乙县。" in said
    returned(workspace, {"甲县": 3, "乙县": 2})
    capsys.readouterr()
    assert run([*base, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["own_layout_missing"] == []
    path = Path(result["own_layout"])
    page = openpyxl.load_workbook(path, data_only=True)["项目清单"]
    names = [page[f"B{row}"].value for row in range(4, 10)]
    assert [str(name)[:2] for name in names] == ["甲县"] * 3 + ["乙县"] * 2 + ["No"]
    assert page["D14"].value == 7.5
    returned(workspace, {"乙县": 8})
    capsys.readouterr()
    assert run([*base, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["own_layout"] is None
    assert "各单位共11行，原表只有10行" in result["own_layout_reason"]
    assert not path.exists()


def test_what_is_forgotten_is_not_kept_in_the_own_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = an_office(tmp_path, list_form(), "项目")
    returned(workspace, {"甲县": 1})
    base = ["-w", str(workspace.root)]
    capsys.readouterr()
    assert run([*base, "rollup", "2025-07", "--json"]) == 0
    path = Path(json.loads(capsys.readouterr().out)["own_layout"])
    assert openpyxl.load_workbook(path)["项目清单"]["F4"].value == "0731-8888888"
    forget(workspace, Period.parse("2025-08"), confirmed=True, now=LATER)
    page = openpyxl.load_workbook(path)["项目清单"]
    assert page["B4"].value == "甲县项目4"
    assert page["F4"].value != "0731-8888888"


def test_a_blank_form_becomes_a_total_in_its_own_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = an_office(tmp_path, fixed_form(), "收入月报")
    base = ["-w", str(workspace.root)]
    folder = tmp_path / "收到的"
    folder.mkdir()
    with open_ledger(workspace.database_url) as ledger:
        issues = ledger.issued("2025-07")
    for times, issue in enumerate(issues, start=1):
        fill_in(workspace, issue, times, folder / issue.file)
    assert run([*base, "collect", "2025-07", str(folder)]) == 0
    capsys.readouterr()
    assert run([*base, "rollup", "2025-07", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["units"]["accepted"] == 2
    total = openpyxl.load_workbook(said["own_layout"], data_only=True).worksheets[0]
    rows = {str(row[1].value): row for row in total.iter_rows() if row[1].value}
    parts = [rows[code][2].value for code in ("03", "04", "05")]
    assert parts == [316, 318, 320]  # rows 8 to 10 of the sheet: 108 + 208 …
    assert rows["02"][2].value == sum(parts)  # type: ignore[arg-type]
    assert rows["01"][2].value == rows["02"][2].value + rows["06"][2].value  # type: ignore[operator]
