from __future__ import annotations

import os
from functools import partial
from random import Random
from typing import TYPE_CHECKING
from zipfile import ZipFile

import xlsxwriter
from lxml import etree

from tests.formula.generated import Table, locate, rule, table
from tests.soffice import convert, needs_soffice
from xltool.formula import ExcelError, evaluate, parse, to_excel

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.formula import ExcelValue

CASES = int(os.environ.get("XLTOOL_FORMULA_CASES", "4000"))
SEED = int(os.environ.get("XLTOOL_FORMULA_SEED", "2025"))
_TYPED_ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#VALUE!": '="x"+1'}
_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def write(path: Path, cells: Table, formulas: list[str]) -> None:
    """Write the table and the formulas, each with the cached value 0."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        asked, values = book.add_worksheet("式"), book.add_worksheet("值")
        for row, line in enumerate(cells.rows):
            for column, value in enumerate(line):
                if isinstance(value, ExcelError):
                    values.write_formula(row, column, _TYPED_ERRORS[value.code], None, value.code)
                elif value is not None:
                    values.write(row, column, value)
        for row, formula in enumerate(formulas):
            asked.write_formula(row, 0, f"={formula}", None, 0)


def results(path: Path, count: int) -> list[ExcelValue]:
    """Read the recalculated values of the first sheet as they are stored, dates as numbers."""
    found: list[ExcelValue] = [""] * count
    with ZipFile(path) as package, package.open("xl/worksheets/sheet1.xml") as sheet:
        for _, cell in etree.iterparse(sheet, tag=f"{_SPACE}c"):
            value = cell.findtext(f"{_SPACE}v")
            if value is not None:
                found[int(cell.get("r", "")[1:]) - 1] = _stored(value, cell.get("t", "n"))
    return found


def _stored(value: str, kind: str) -> ExcelValue:
    if kind == "b":
        return value == "1"
    if kind == "e":
        return ExcelError(value)
    return float(value) if kind == "n" else value


def agree(ours: ExcelValue, theirs: ExcelValue) -> bool:
    """Whether two results are the same: numbers but for binary dust, and whichever of several errors it is."""
    if isinstance(ours, ExcelError):
        return isinstance(theirs, ExcelError)
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= 1e-9 + max(abs(ours), abs(theirs)) * 1e-12
    return type(ours) is type(theirs) and ours == theirs


@needs_soffice
def test_a_rule_judges_in_the_sheet_as_it_does_at_the_collector(tmp_path: Path) -> None:
    random = Random(SEED)  # noqa: S311 - the same rules every time, not a secret
    cells = table(random)
    rows = [random.randrange(len(cells.rows)) for _ in range(CASES)]
    rules = [rule(random) for _ in range(CASES)]
    trees = [parse(text) for text in rules]
    formulas = [to_excel(tree, partial(locate, row)) for tree, row in zip(trees, rows, strict=True)]
    write(tmp_path / "rules.xlsx", cells, formulas)
    (tmp_path / "made").mkdir()
    theirs = results(convert(tmp_path / "rules.xlsx", "xlsx", tmp_path / "made"), CASES)
    ours = [evaluate(tree, partial(cells.lookup, row)) for tree, row in zip(trees, rows, strict=True)]
    wrong = [
        f"{rules[one]}\n  = {formulas[one]}\n  here {ours[one]!r}, LibreOffice {theirs[one]!r}, {cells.rows[rows[one]]}"
        for one in range(CASES)
        if not agree(ours[one], theirs[one])
    ]
    assert not wrong, f"{len(wrong)} of {CASES} differ\n" + "\n".join(wrong[:20])
