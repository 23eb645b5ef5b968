from __future__ import annotations

import os
from functools import partial
from random import Random
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
import xlsxwriter
from lxml import etree

from tests.formula.generated import Filled, locate, rule, table
from tests.soffice import convert, needs_soffice
from xltool.excel.designs import read_designs
from xltool.formula import ExcelError, evaluate, parse, to_excel
from xltool.workspace import templates_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xltool.formula import ExcelValue, Locate, Lookup

CASES = int(os.environ.get("XLTOOL_FORMULA_CASES", "4000"))
SEED = int(os.environ.get("XLTOOL_FORMULA_SEED", "2025"))
_TYPED_ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#VALUE!": '="x"+1'}
_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def write(
    path: Path, rows: Sequence[Sequence[ExcelValue]], formulas: list[str]
) -> None:
    """Write the cells on the sheet `值` and the formulas on the first, each with the cached value 0."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        asked, values = book.add_worksheet("式"), book.add_worksheet("值")
        for row, line in enumerate(rows):
            for column, value in enumerate(line):
                if isinstance(value, ExcelError):
                    values.write_formula(
                        row, column, _TYPED_ERRORS[value.code], None, value.code
                    )
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
                found[int(cell.get("r", "")[1:]) - 1] = _stored(
                    value, cell.get("t", "n")
                )
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


def differences(
    folder: Path,
    rows: Sequence[Sequence[ExcelValue]],
    rules: list[str],
    locates: Sequence[Locate],
    lookups: Sequence[Lookup],
) -> list[str]:
    """Ask each rule here and in LibreOffice, and tell where the answers differ."""
    trees = [parse(text) for text in rules]
    formulas = list(map(to_excel, trees, locates))
    write(folder / "rules.xlsx", rows, formulas)
    (folder / "made").mkdir()
    theirs = results(
        convert(folder / "rules.xlsx", "xlsx", folder / "made"), len(rules)
    )
    ours = list(map(evaluate, trees, lookups))
    return [
        f"{rules[one]}\n  = {formulas[one]}\n  here {ours[one]!r}, LibreOffice {theirs[one]!r}"
        for one in range(len(rules))
        if not agree(ours[one], theirs[one])
    ]


@needs_soffice
@pytest.mark.no_cover
def test_a_rule_judges_in_the_sheet_as_it_does_at_the_collector(tmp_path: Path) -> None:
    random = Random(SEED)  # noqa: S311 - the same rules every time, not a secret
    cells = table(random)
    rows = [random.randrange(len(cells.rows)) for _ in range(CASES)]
    rules = [rule(random) for _ in range(CASES)]
    locates, lookups = (
        [partial(locate, row) for row in rows],
        [partial(cells.lookup, row) for row in rows],
    )
    wrong = differences(tmp_path, cells.rows, rules, locates, lookups)
    assert not wrong, f"{len(wrong)} of {CASES} differ\n" + "\n".join(wrong[:20])


@needs_soffice
@pytest.mark.no_cover
def test_the_rules_that_ship_judge_whatever_a_unit_types_as_the_sheet_does(
    tmp_path: Path,
) -> None:
    random = Random(SEED)  # noqa: S311 - as above
    designs, _ = read_designs(templates_folder())
    shipped = sorted({one.condition for design in designs for one in design.rules})
    rules = shipped * max(1, CASES // 2 // len(shipped))
    filled = [Filled(random, text, row) for row, text in enumerate(rules)]
    rows = [one.cells for one in filled]
    wrong = differences(
        tmp_path,
        rows,
        rules,
        [one.locate for one in filled],
        [one.lookup for one in filled],
    )
    assert not wrong, f"{len(wrong)} of {len(rules)} differ\n" + "\n".join(wrong[:20])
