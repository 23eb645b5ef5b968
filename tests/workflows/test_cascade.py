"""`xltool cascade`: a county's roll-up fills the workbook that another office issued to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.conformance import faults
from tests.soffice import convert, needs_soffice
from tests.workflows.office import (
    JULY,
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
)
from xltool.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    workspace = open_office(tmp_path / "county")
    collected(
        workspace, drop_off(tmp_path, "报送.xlsx", filled_in(workspace, entries()))
    )
    return workspace


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A workbook that an office with another key issued; it has no figures yet."""
    city = open_office(tmp_path / "city")
    path = next(one for one in city.issued(JULY).glob("*.xlsx") if sheet(one))
    return drop_off(tmp_path, "上级下发.xlsx", path.read_bytes())


def sheet(path: Path) -> list[dict[str, Any]]:
    """Give the rows of 指标数据 that ask for something, by header."""
    book = CalamineWorkbook.from_path(str(path))
    if "指标数据" not in book.sheet_names:
        return []
    rows = book.get_sheet_by_name("指标数据").to_python(skip_empty_area=False)
    titles = next(number for number, row in enumerate(rows) if "指标编号" in row)
    header = [str(cell) for cell in rows[titles]]
    code = header.index("指标编号")
    return [
        dict(zip(header, row, strict=False)) for row in rows[titles + 1 :] if row[code]
    ]


def confirm(office: Workspace, word: str = "是") -> None:
    """Fill in 采用 as a clerk does."""
    import openpyxl

    book = openpyxl.load_workbook(office.root / "cascade.xlsx")
    page = book["指标对应"]
    titles = [cell.value for cell in page[1]]
    for row in range(2, page.max_row + 1):
        page.cell(row, titles.index("采用") + 1, word)
    book.save(office.root / "cascade.xlsx")


def called(office: Workspace, workbook: Path, *more: str, period: str = JULY) -> int:
    return run(["-w", str(office.root), "cascade", period, str(workbook), *more])


def test_the_first_run_only_proposes(
    office: Workspace, theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(office, theirs) == 3

    assert "在“采用”填 是 或 否" in capsys.readouterr().out
    assert (office.root / "cascade.xlsx").exists()
    assert not list(office.reports(JULY).glob("*已填*"))


def test_what_is_confirmed_is_filled_into_a_copy(
    office: Workspace, theirs: Path
) -> None:
    original = theirs.read_bytes()
    called(office, theirs)
    confirm(office)
    called(office, theirs)

    (path,) = office.reports(JULY).glob("*已填*.xlsx")
    assert theirs.read_bytes() == original
    before, after = sheet(theirs), sheet(path)
    assert [row["指标编号"] for row in before] == [row["指标编号"] for row in after]
    assert all(row["累计完成"] == "" for row in before)
    own = {row["指标编号"]: row["累计完成"] for row in after}
    reported = entries()["指标数据"]
    assert own["T01-01-1"] == float(reported["T01-01-1"]["累计完成"].text)
    assert faults(path.read_bytes()) == []
    assert faults((office.root / "cascade.xlsx").read_bytes()) == []


def test_the_confirmations_are_kept(
    office: Workspace, theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(office, theirs)
    confirm(office, "否")
    capsys.readouterr()
    called(office, theirs, "--json")

    document = json.loads(capsys.readouterr().out)
    assert document["answered"] == 0
    assert {one["code"] for one in document["findings"]} == {"U202"}


def test_a_cell_that_says_something_else_is_left(
    office: Workspace, theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from decimal import Decimal

    from xltool.excel.cascade import filled
    from xltool.excel.reading import read_workbook

    book = read_workbook(theirs).workbook
    assert book is not None
    page = next(one for one in book.sheets if one.name == "指标数据")
    row = next(number for number, cells in enumerate(page.rows) if "T01-01-1" in cells)
    header = next(cells for cells in page.rows if "指标编号" in cells)
    theirs.write_bytes(
        filled(
            theirs.read_bytes(),
            {("指标数据", row, header.index("累计完成")): Decimal("0.5")},
        )
    )
    called(office, theirs)
    confirm(office)
    capsys.readouterr()
    called(office, theirs, "--json")

    assert "U207" in {
        one["code"] for one in json.loads(capsys.readouterr().out)["findings"]
    }


def test_another_periods_workbook_is_refused(
    office: Workspace, theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(office, theirs, period="2025-06") == 1
    assert "2025-07" in capsys.readouterr().err


def test_a_workbook_without_indicators_is_refused(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.builders import xlsx

    path = tmp_path / "别的.xlsx"
    path.write_bytes(xlsx("# 表\n| 甲 | 乙 |\n| 1 | 2 |"))

    assert called(office, path) == 1
    assert "累计完成" in capsys.readouterr().err


@needs_soffice
def test_another_program_reads_what_was_filled_in(
    office: Workspace, theirs: Path, tmp_path: Path
) -> None:
    called(office, theirs)
    confirm(office)
    called(office, theirs)
    (path,) = office.reports(JULY).glob("*已填*.xlsx")

    again = convert(path, "xlsx", tmp_path)
    assert [row["累计完成"] for row in sheet(again)] == [
        row["累计完成"] for row in sheet(path)
    ]
