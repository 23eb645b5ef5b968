"""The checks in an issued workbook, calculated by a second spreadsheet program: √ stands only where nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.checks.returned import INDICATORS, layout, stamp, values
from tests.gnumeric import needs_gnumeric, recalculated
from xltool.excel.issue import write_issued
from xltool.excel.issue.self_check import READY
from xltool.excel.reading import read_bytes
from xltool.forms.layout import SELF_CHECK_SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.grid import Workbook

pytestmark = needs_gnumeric


def read(path: Path) -> Workbook:
    workbook = read_bytes(path.read_bytes()).workbook
    assert workbook is not None
    return workbook


def texts(workbook: Workbook, sheet: str) -> list[str]:
    page = next(one for one in workbook.sheets if one.name == sheet)
    return [cell for row in page.rows for cell in row if isinstance(cell, str)]


@pytest.mark.parametrize("filled", [True, False])
def test_gnumeric_calculates_what_we_wrote(tmp_path: Path, *, filled: bool) -> None:
    path = tmp_path / "下发.xlsx"
    path.write_bytes(
        write_issued(layout(), stamp(layout()), values=values() if filled else {})
    )
    ours, theirs = read(path), read(recalculated(path, tmp_path))
    written = {sheet.name: sheet for sheet in ours.sheets}
    for sheet in theirs.sheets:
        for row, line in enumerate(sheet.rows):
            for column, cell in enumerate(line):
                expected = written[sheet.name].cell(row, column)
                assert cell == expected, (sheet.name, row, column)
    assert (READY in texts(theirs, SELF_CHECK_SHEET)) == filled


def test_gnumeric_sees_what_was_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "下发.xlsx"
    path.write_bytes(write_issued(layout(), stamp(layout()), values=values()))
    book = openpyxl.load_workbook(path)
    page = book[INDICATORS]
    (figure,) = (cell for row in page.iter_rows() for cell in row if cell.value == 7)
    figure.value = None
    book.save(path)
    theirs = read(recalculated(path, tmp_path))
    said = [text for text in texts(theirs, INDICATORS) if text.startswith("待填：")]
    assert len(said) == 2  # the check itself, and 校验
    assert "√" in texts(theirs, INDICATORS)
    verdicts = texts(theirs, SELF_CHECK_SHEET)
    assert READY not in verdicts
    assert "还有 1 处待填、0 处须改正、0 处须核实" in verdicts
