"""From a blank form as an office has it to the merged total in the same form."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import openpyxl

from tests.builders import a_unit
from tests.excel.own_forms import fixed_form
from xltool.cli.main import run
from xltool.excel.own_layout.furniture import position_of
from xltool.excel.registry import write_registry
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.registry import Registry
from xltool.settings import DEFAULT_TOML
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from xltool.ledger.records import Issue
    from xltool.workspace import Workspace

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


def test_a_blank_form_becomes_a_total_in_its_own_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = set_up(tmp_path / "office", DEFAULT_TOML)
    for shipped in workspace.templates.glob("*.xlsx"):
        shipped.unlink()
    units = (a_unit("甲县"), a_unit("乙县"))
    write_registry(workspace.registry, Registry(units=units))
    blank = tmp_path / "空表.xlsx"
    blank.write_bytes(fixed_form())
    base = ["-w", str(workspace.root)]
    assert run([*base, "design", str(blank), "--name", "收入月报"]) in {0, 3}
    assert run([*base, "generate", "2025-07"]) == 0
    returned = tmp_path / "收到的"
    returned.mkdir()
    with open_ledger(workspace.database_url) as ledger:
        issues = ledger.issued("2025-07")
    for times, issue in enumerate(issues, start=1):
        fill_in(workspace, issue, times, returned / issue.file)
    assert run([*base, "collect", "2025-07", str(returned)]) == 0
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
