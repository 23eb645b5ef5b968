"""`xltool design`.

A form design from a blank form as an office has it. The design is written beside the
other designs, and the file beside it: it is the design's 版式.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import InputFileError
from xltool.excel.designing.writing import write_design
from xltool.excel.designs import LAYOUT_SUFFIX
from xltool.workflows.sources import read_blank_form
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.excel.designing.found import DesignDoubt, FoundSheet
    from xltool.workspace import Workspace

_UNUSABLE = re.compile(r"[\\/:*?\"<>|\[\].\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignResult:
    """The design that was written, and what is doubtful about it."""

    path: Path
    layout: Path
    name: str
    sheets: tuple[FoundSheet, ...]
    doubts: tuple[DesignDoubt, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `design --json`."""
        return {
            "path": str(self.path),
            "layout": str(self.layout),
            "name": self.name,
            "sheets": [_sheet_json(sheet) for sheet in self.sheets],
            "doubts": [_doubt_json(doubt) for doubt in self.doubts],
        }


def design(workspace: Workspace, path: Path, name: str = "") -> DesignResult:
    """Write a design from the blank form at `path`, under `name` or the file's own.

    InputFileError where the file is no form, or there is such a design already.
    """
    key = _UNUSABLE.sub("", name or path.stem)[:40] or "报表"
    folder = workspace.templates
    target = folder / f"{key}.xlsx"
    layout = folder / f"{key}{LAYOUT_SUFFIX}"
    for taken in (target, layout):
        if taken.exists():
            raise InputFileError(
                f"{taken} 已经有了：请用 --name 换一个名称，或先移走原来的设计"
            )
    data, found = read_blank_form(path, key, workspace.settings.judging)
    if not found.sheets:
        raise InputFileError(
            f"{path.name} 里没有找到要填的格：请核对是不是空白表，"
            "表头下面要有空行或空列"
        )
    content = write_design(found, key, layout.name)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(layout, data)
    write_atomically(target, content)
    return DesignResult(
        path=target,
        layout=layout,
        name=found.name,
        sheets=found.sheets,
        doubts=found.doubts,
    )


def _sheet_json(sheet: FoundSheet) -> dict[str, object]:
    """Give a sheet of the design as `design --json` has it."""
    return {
        "key": sheet.key,
        "worksheet": sheet.worksheet,
        "rows_from": sheet.rows_from,
        "fields": [
            {
                "key": one.key,
                "label": one.label,
                "heads": list(one.heads),
                "type": one.type,
                "measurement_unit": one.unit,
                "place": one.place,
            }
            for one in sheet.fields
        ],
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                "level": row.level,
                "subtotal": row.subtotal,
                "row": row.row + 1,
            }
            for row in sheet.rows
        ],
    }


def _doubt_json(doubt: DesignDoubt) -> dict[str, object]:
    """Give a doubt as `design --json` has it."""
    return {
        "place": doubt.place,
        "question": doubt.question,
        "taken": doubt.taken,
        "options": doubt.options,
    }
