"""A clerk adds a field and a rule in Excel alone; they reach the issued workbook, the verdict and the roll-up."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.checks.returned import PERIOD, UNIT, registry
from tests.workflows.office import NOW, collected, entries, filled_in
from xltool.excel.registry import write_registry
from xltool.model.submission import Verdict
from xltool.model.value import reported
from xltool.workflows.generating import generate
from xltool.workflows.judging import validate
from xltool.workflows.rollup import rollup
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from xltool.workspace import Workspace

FIELD: dict[str, str | int] = {
    "所属表": "指标数据",
    "字段标识": "带动就业",
    "类型": "整数",
    "计量单位": "人",
    "必填": "是",
    "列宽": 10,
}
RULE: dict[str, str | int] = {
    "规则编号": "R90",
    "所属表": "指标数据",
    "条件": "[带动就业]<=3000",
    "级别": "须改正",
    "问题": "带动就业 [带动就业] 人偏大",
    "办法": "请核对",
}


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """A workspace whose monthly form asks for 带动就业 and limits it, as docs/forms.md tells a clerk to do."""
    workspace = set_up(tmp_path / "office")
    path = workspace.templates / "monthly.xlsx"
    design = openpyxl.load_workbook(path)
    _append(design["字段"], FIELD)
    _append(design["规则"], RULE)
    design.save(path)
    write_registry(workspace.registry, registry())
    generate(workspace, PERIOD, now=NOW)
    return workspace


def _append(sheet: Worksheet, cells: Mapping[str, str | int]) -> None:
    columns = {cell.value: place for place, cell in enumerate(sheet[1], start=1)}
    row = sheet.max_row + 1
    for title, content in cells.items():
        sheet.cell(row, columns[title], content)


def _answer(workspace: Workspace, people: int, folder: Path) -> Path:
    values = entries()
    for row in values["指标数据"].values():
        row["带动就业"] = reported(Decimal(people))
    folder.mkdir(exist_ok=True)
    path = folder / f"{UNIT}.xlsx"
    path.write_bytes(filled_in(workspace, values))
    return path


def test_the_field_is_asked_for_and_the_rule_judges(
    office: Workspace, tmp_path: Path
) -> None:
    (issued,) = office.issued(str(PERIOD)).glob(f"{UNIT}_*.xlsx")
    sheet = CalamineWorkbook.from_path(issued).get_sheet_by_name("指标数据").to_python()
    assert any("带动就业" in str(cell) for row in sheet for cell in row)

    (judged,) = validate(office, (_answer(office, 5000, tmp_path / "back"),)).files
    assert judged.verdict is Verdict.RETURNED
    assert {one.code for one in judged.findings if one.severity == "error"} == {"R90"}
    assert "带动就业 5000 人偏大" in judged.findings[0].message


def test_the_field_reaches_the_roll_up(office: Workspace, tmp_path: Path) -> None:
    result = collected(office, _answer(office, 120, tmp_path / "back"))
    assert result.files[0].verdict in {Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_QUERIES}

    made = rollup(office, PERIOD, now=NOW + dt.timedelta(days=1))

    book = CalamineWorkbook.from_filelike(io.BytesIO(made.path.read_bytes()))
    rows = book.get_sheet_by_name("指标明细").to_python()
    header = next(
        row for row in rows if "带动就业" in [str(cell).split("\n")[0] for cell in row]
    )
    column = [str(cell).split("\n")[0] for cell in header].index("带动就业")
    assert 120 in [row[column] for row in rows if len(row) > column]
