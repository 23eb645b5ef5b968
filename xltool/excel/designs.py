"""Reads the form designs of a workspace: the workbooks in `workbook_templates/`."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from xltool.findings import (
    DESIGN_NONE,
    DESIGN_UNREADABLE,
    LAYOUT_MISSING,
    Place,
    Severity,
    worst,
)
from xltool.forms.design import shared
from xltool.forms.design_answers import with_answers
from xltool.forms.design_checks import without_backups
from xltool.forms.design_parsing import parse_design
from xltool.opc.package import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.forms.design_table import Rows

LAYOUT_SUFFIX = ".版式.xlsx"
"""How the name of the office's own file ends beside its design."""


def read_designs(folder: Path) -> tuple[tuple[FormDesign, ...], tuple[Finding, ...]]:
    """Read every design in a folder; a design with errors is left out.

    Places name the file before the sheet.
    """
    read = {path: read_sheets(path) for path in _workbooks(folder)}
    layouts = {layout_named(sheets) for sheets in read.values()}
    paths = [path for path in read if path.name not in layouts]
    findings: list[Finding] = []
    forms: list[tuple[str, FormDesign]] = []
    for path in paths:
        form, found = _design(path, read[path])
        findings += found
        if form is not None:
            forms.append((path.name, form))
    forms, backups = without_backups(forms)
    findings += backups
    if not paths:
        findings.append(DESIGN_NONE.at(Place(sheet=folder.name)))
    return tuple(form for _, form in forms), tuple(findings)


def _workbooks(folder: Path) -> Iterator[Path]:
    """Give the workbooks of a folder that may be designs: no lock files, no layouts."""
    for path in sorted(folder.glob("*.xlsx")):
        if not path.name.startswith(("~$", ".")) and not is_layout(path.name):
            yield path


def read_design(path: Path) -> tuple[FormDesign | None, tuple[Finding, ...]]:
    """Read one design workbook."""
    return _design(path, read_sheets(path))


def _design(
    path: Path, sheets: dict[str, Rows] | None
) -> tuple[FormDesign | None, tuple[Finding, ...]]:
    """Read a design with its layout and the answers to its doubts."""
    if sheets is None:
        return None, (DESIGN_UNREADABLE.at(Place(sheet=path.name), found=path.name),)
    sheets, answers = with_answers(sheets)
    form, findings = parse_design(sheets)
    if form is not None and form.own_layout:
        form, said = _on_own_layout(form, sheets, path.parent)
        findings = (*findings, *said)
    placed = []
    for finding in (*findings, *answers):
        sheet = f"{path.name} {finding.place.sheet}"
        placed.append(finding.moved(replace(finding.place, sheet=sheet)))
    return form, tuple(placed)


def _on_own_layout(
    form: FormDesign, sheets: dict[str, Rows], folder: Path
) -> tuple[FormDesign | None, tuple[Finding, ...]]:
    """Give the design with its places in the office's own file."""
    from xltool.excel.own_layout.placing import placed
    from xltool.excel.own_layout.template import open_template

    try:
        content = (folder / form.own_layout).read_bytes()
        template = open_template(content)
    except (OSError, PackageError, ValueError):
        return None, (LAYOUT_MISSING.at(Place(sheet="设置"), found=form.own_layout),)
    form, findings = placed(form, sheets, template)
    form = replace(form, layout_sha256=sha256(content).hexdigest())
    usable = worst(findings) is not Severity.ERROR
    return (shared(form) if usable else None), findings


def is_layout(name: str) -> bool:
    """Say whether a file is called as `xltool design` calls the office's own."""
    return name.endswith(LAYOUT_SUFFIX)


def layout_named(sheets: dict[str, Rows] | None) -> str:
    """Give the name of the office's own file that a design names; empty for none."""
    for row in (sheets or {}).get("设置", ()):
        if len(row) > 1 and row[0] == "版式" and row[1]:
            return str(row[1]).strip()
    return ""


def read_sheets(path: Path) -> dict[str, Rows] | None:
    """Give every sheet's rows of cells, None for an empty cell.

    None if the file is no workbook that can be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    sheets: dict[str, Rows] = {}
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            table = workbook.get_sheet_by_name(name)
            rows = table.to_python(skip_empty_area=False)
            sheets[name] = [[_filled(cell) for cell in row] for row in rows]
    except (CalamineError, OSError):
        return None
    return sheets


def _filled(cell: Any) -> Any:
    """Give a cell of calamine's as the grids have it: nothing for an empty text."""
    return None if cell == "" else cell
