from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.soffice import convert, needs_soffice

if TYPE_CHECKING:
    from pathlib import Path


@needs_soffice
def test_a_workbook_is_recalculated_when_it_is_converted(tmp_path: Path) -> None:
    written = tmp_path / "written.xlsx"
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet("表").write_formula(0, 0, "=6*7", None, 0)
    (tmp_path / "made").mkdir()
    made = convert(written, "xlsx", tmp_path / "made")
    assert CalamineWorkbook.from_path(made).get_sheet_by_name("表").to_python() == [
        [42.0]
    ]
