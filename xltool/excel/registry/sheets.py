"""Adds a sheet to a registry that was made by an older version.

Every other part stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.opc.editing import Editor

if TYPE_CHECKING:
    from xltool.opc.package import Package

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WORKBOOK = "xl/workbook.xml"
_EMPTY = f'<worksheet xmlns="{_S}"><sheetData/></worksheet>'


def with_sheet(package: Package, name: str) -> bytes:
    """Give the workbook with an empty sheet of this name behind its others."""
    editor = Editor(package)
    part = editor.free("xl/worksheets/sheet{}.xml")
    editor.add(part, _EMPTY.encode(), _TYPE)
    identity = editor.relate(_WORKBOOK, "worksheet", part)
    sheets = editor.tree(_WORKBOOK).find(f"{{{_S}}}sheets")
    if sheets is not None:
        taken = [int(sheet.get("sheetId", "0")) for sheet in sheets]
        sheet = sheets.makeelement(
            f"{{{_S}}}sheet",
            {"name": name, "sheetId": str(max(taken, default=0) + 1)},
        )
        sheet.set(f"{{{_R}}}id", identity)
        sheets.append(sheet)
        editor.touch(_WORKBOOK)
    return editor.result()
