"""What formulas give after cells were filled in: the same as in a workbook that was issued with those values."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import INDICATORS, layout, stamp, values
from xltool.excel.cascade import filled
from xltool.excel.cascade.recalculating import moved, recalculated
from xltool.excel.issue import write_issued
from xltool.excel.reading import read_bytes
from xltool.formula import ExcelError
from xltool.model.grid import CellError

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.excel.cascade import Edits
    from xltool.formula import ExcelValue
    from xltool.model.grid import Raw, Workbook


def read(data: bytes) -> Workbook:
    workbook = read_bytes(data).workbook
    assert workbook is not None
    return workbook


def cells(workbook: Workbook) -> dict[tuple[str, int, int], Raw | CellError]:
    return {
        (sheet.name, row, column): cell
        for sheet in workbook.sheets
        for row, line in enumerate(sheet.rows)
        for column, cell in enumerate(line)
        if cell is not None
    }


def answers() -> tuple[bytes, Edits, bytes]:
    """Give an empty workbook, what one fills in, and the workbook that was issued with it."""
    given = {INDICATORS: values()[INDICATORS]}
    empty = write_issued(layout(), stamp(layout()))
    full = write_issued(layout(), stamp(layout()), values=given)
    sheet = layout().sheet(INDICATORS)
    edits: Edits = {}
    for row in sheet.rows:
        for key, value in given[INDICATORS].get(row.key, {}).items():
            content = value.content
            filled_in = content if isinstance(content, Decimal) else value.text
            edits[INDICATORS, row.row, sheet.columns[key]] = filled_in
    return empty, edits, full


def test_results_are_those_of_a_workbook_issued_with_the_values() -> None:
    empty, edits, full = answers()
    assert cells(read(filled(empty, edits))) == cells(read(full))


def test_older_checks_are_calculated_too() -> None:
    """Workbooks of 0.1.0 look the first sentence up without a row, and count with wildcards."""
    empty, edits, full = answers()

    def older(_name: str, content: bytes) -> bytes:
        text = content.decode("utf-8") if b"<f" in content else ""
        text = re.sub(
            r"IF\(SUMPRODUCT\(--\((\$[A-Z]+\d+:\$[A-Z]+\d+)&lt;&gt;\"\"\)\)=0,(.*?),"
            r"IFERROR\(INDEX\(\1,1,MATCH\(\"\?\*\",\1,0\)\),\"[^\"]*\"\)\)",
            r'IFERROR(INDEX(\1,MATCH("?*",\1,0)),\2)',
            text,
        )
        return text.encode() or content

    old = rewritten(empty, older)
    assert old != empty
    assert cells(read(filled(old, edits))) == cells(read(full))


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def test_a_result_that_is_not_known_is_taken_away() -> None:
    """SUBTOTAL is no function of ours: its old result would be wrong, and what stands on it."""
    empty, edits, _ = answers()
    sheet = layout().sheet(INDICATORS)
    row, column = sheet.rows[0].row, sheet.columns["完成率"]

    def unknown(_name: str, content: bytes) -> bytes:
        return content.replace(b"ROUND(N(", b"SUBTOTAL(N(")

    after = cells(read(filled(rewritten(empty, unknown), edits)))
    assert after[INDICATORS, row, column] == CellError("")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("$B$1*2", 14.0),
        ("SUM(B1:B3)", 12.0),
        ("SUM('别的 表'!A1,B1)", 8.0),
        ('IF(B1="","空",B2)', 5.0),
        ("COUNTA(B1:B9)", 4.0),
        ('IF(B1>5,"大","小")', "大"),
        ("B1/0", ExcelError("#DIV/0!")),
        ("C1+1", 15.0),
        ('INDEX(B1:D4,1,MATCH("?*",B1:D4,0))', "文字"),
        ('SUMPRODUCT(--(B1:B4<>""))', 4.0),
        ('B1&"B2"', "7B2"),
    ],
)
def test_a_formula_is_calculated_over_addresses(
    formula: str, expected: ExcelValue
) -> None:
    contents: dict[tuple[str, int, int], Raw | CellError] = {
        ("表", 0, 1): 7.0,
        ("表", 1, 1): 5.0,
        ("表", 2, 1): 0.0,
        ("表", 3, 1): "文字",
        ("别的 表", 0, 0): 1.0,
        ("表", 0, 2): 1.0,
    }
    formulas = {("表", 0, 2): "$B$1*2", ("表", 8, 0): formula}
    results = recalculated(formulas, contents, [("表", 0, 1), ("表", 3, 1)])
    assert results.known["表", 8, 0] == expected
    assert results.unknown == set()


def test_a_circle_has_no_result() -> None:
    formulas = {("表", 0, 0): "B1+1", ("表", 0, 1): "A1+C1"}
    results = recalculated(formulas, {}, [("表", 0, 2)])
    assert results.known == {}
    assert results.unknown == set(formulas)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1+$A1+A$1+$A$1", "C4+$A4+C$1+$A$1"),
        ("SUM(A1:B2)", "SUM(C4:D5)"),
        ("'一 表'!A1&\"A1\"", "'一 表'!C4&\"A1\""),
        ("LOG10(A1)", "LOG10(C4)"),
        ("表1!A1", "表1!C4"),
    ],
)
def test_a_shared_formula_moves_with_its_cell(text: str, expected: str) -> None:
    assert moved(text, 3, 2) == expected
