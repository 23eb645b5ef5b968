"""Reads the form designs of a workspace: the workbooks in `workbook_templates/`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.findings import DESIGN_NONE, DESIGN_UNREADABLE, Place
from xltool.forms.design_checks import without_backups
from xltool.forms.design_parsing import parse_design

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.forms.design_table import Rows


def read_designs(folder: Path) -> tuple[tuple[FormDesign, ...], tuple[Finding, ...]]:
    """Read every design in a folder; a design with errors is left out.

    Places name the file before the sheet.
    """
    findings: list[Finding] = []
    forms: list[tuple[str, FormDesign]] = []
    paths = [
        path
        for path in sorted(folder.glob("*.xlsx"))
        if not path.name.startswith(("~$", "."))
    ]
    for path in paths:
        form, found = read_design(path)
        findings += found
        if form is not None:
            forms.append((path.name, form))
    forms, backups = without_backups(forms)
    findings += backups
    if not paths:
        findings.append(DESIGN_NONE.at(Place(sheet=folder.name)))
    return tuple(form for _, form in forms), tuple(findings)


def read_design(path: Path) -> tuple[FormDesign | None, tuple[Finding, ...]]:
    """Read one design workbook."""
    sheets = read_sheets(path)
    if sheets is None:
        return None, (DESIGN_UNREADABLE.at(Place(sheet=path.name), found=path.name),)
    form, findings = parse_design(sheets)
    return form, tuple(
        finding.moved(
            replace(finding.place, sheet=f"{path.name} {finding.place.sheet}")
        )
        for finding in findings
    )


def read_sheets(path: Path) -> dict[str, Rows] | None:
    """Give every sheet's rows of cells.

    None if the file is no workbook that can be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        tables = [
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in names
        ]
    except (CalamineError, OSError):
        return None
    return {
        name: [[None if cell == "" else cell for cell in row] for row in table]
        for name, table in zip(names, tables, strict=True)
    }
