from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.frames.test_frames import a_year_with_odd_texts
from tests.frames.year import record_city
from xltool.cli.main import run
from xltool.workflows.exporting import DICTIONARY
from xltool.workflows.setup import set_up
from xltool.workflows.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace

JULY = "2025-07"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = set_up(tmp_path_factory.mktemp("exported") / "workspace")
    record_city(workspace, a_year_with_odd_texts())
    return workspace


def exported(
    office: Workspace, folder: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> dict[str, int]:
    arguments = ["-w", str(office.root), "export", *words, "--to", str(folder)]
    assert run([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"folder", "files", "rows"}
    assert list(document["rows"]) == [design.name for design in TABLES]
    rows: dict[str, int] = document["rows"]
    return rows


def test_csv_opens_in_excel_and_nothing_in_it_becomes_a_formula(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = exported(office, tmp_path, capsys, JULY, "2025-06", "--format", "csv")
    assert (tmp_path / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == rows["figures"]
    assert [one["text"] for one in lines if "1+1" in one["text"]] == ["'=1+1"]
    for line in lines:
        for name, text in line.items():
            negative = name.startswith(("number", "gap", "completion"))
            assert negative or not text.startswith(("=", "+", "-", "@")), (name, text)
    with (tmp_path / f"{DICTIONARY}.csv").open(encoding="utf-8-sig") as file:
        listed = [(one["表"], one["列"]) for one in csv.DictReader(file)]
    assert listed == [(design.name, name) for design in TABLES for name in design.names]


def test_a_workbook_has_a_sheet_for_each_table_and_the_dictionary(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = exported(office, tmp_path, capsys, JULY)
    book = CalamineWorkbook.from_path(str(tmp_path / "xltool.xlsx"))
    assert book.sheet_names == [*(one.title for one in TABLES), DICTIONARY]
    for design in TABLES:
        sheet = book.get_sheet_by_name(design.title).to_python(skip_empty_area=False)
        assert [str(title).split("\n")[-1] for title in sheet[0]] == list(design.names)
        assert len(sheet) == rows[design.name] + 1
    figures = book.get_sheet_by_name("填报数据").to_python()
    titles = [str(title).split("\n")[-1] for title in figures[0]]
    texts = {row[titles.index("text")] for row in figures}
    assert "=1+1" in texts
    again = tmp_path / "again"
    exported(office, again, capsys, JULY)
    first = (tmp_path / "xltool.xlsx").read_bytes()
    assert (again / "xltool.xlsx").read_bytes() == first


def test_parquet_keeps_types_and_exact_numbers(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = exported(office, tmp_path, capsys, JULY, "--format", "parquet")
    table = parquet.read_table(tmp_path / "figures.parquet")
    assert table.num_rows == rows["figures"]
    assert str(table.schema.field("number").type) == "double"
    assert (
        str(table.schema.field("received_at").type) == "timestamp[us, tz=Asia/Shanghai]"
    )
    numbers = table.column("number").to_pylist()
    exact = table.column("number_exact").to_pylist()
    for number, text in zip(numbers, exact, strict=True):
        assert (number is None) == (text is None)
        assert text is None or float(text) == number


def test_a_period_that_was_not_issued_is_one_clear_line(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["-w", str(office.root), "export", "2031-01", "--to", str(tmp_path)]) == 1
    )
    assert "2031年1月还没有下发报表" in capsys.readouterr().err
    assert run(["-w", str(office.root), "export", "soon", "--to", str(tmp_path)]) == 2
