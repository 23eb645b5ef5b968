"""Makes the parts of the sample that other programs write: `make sample` (needs LibreOffice).

`xltool/sample/decomposition.docx` from decomposition.md, `returned.xls` and `returned.ods` from what two
units of the demo answer, and `submissions/` from a whole run of the demo. A file whose content is as it
was stays untouched.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import tempfile
import zipfile
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt
from python_calamine import CalamineWorkbook

from tests.builders import grid
from tests.conftest import ROOT
from tests.soffice import convert
from xltool.workflows.demo.cycle import MONTH, answer, desks, prepare
from xltool.workflows.demo.respondents import (
    HABITS,
    Habit,
    correctly,
    saved_as_ods,
    saved_as_xls,
)

SAMPLE = ROOT / "xltool" / "sample"
SUBMISSIONS = ROOT / "submissions" / "2025-07"
ELSEWHERE: dict[Habit, str] = {saved_as_xls: "xls", saved_as_ods: "ods"}
"""What respondents do in LibreOffice: habit -> the format in which it saves."""
_WIDTHS = (1.2, 2.2, 2.6, 4.2, 9.6, 1.8, 2.6, 2.0)
_FIXED_TIME = (2025, 1, 1, 0, 0, 0)


def decomposition_docx(markdown: str) -> bytes:
    """Give the decomposition table as an office would send it: A4 landscape, one table."""
    sheet = grid(markdown).sheets[0]
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = dt.datetime(
        2025, 1, 1, tzinfo=dt.UTC
    )
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = (
        WD_ORIENT.LANDSCAPE,
        Cm(29.7),
        Cm(21),
    )
    section.left_margin = section.right_margin = Cm(1.7)
    document.styles["Normal"].font.size = Pt(9)
    document.add_heading(sheet.name, level=1)
    table = document.add_table(rows=0, cols=len(sheet.rows[0]), style="Table Grid")
    for row in sheet.rows:
        for cell, content, width in zip(
            table.add_row().cells, row, _WIDTHS, strict=True
        ):
            cell.width = Cm(width)
            cell.text = f"{content:g}" if isinstance(content, float) else str(content)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _with_fixed_times(package: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(
                zipfile.ZipInfo(name, _FIXED_TIME), old.read(name), zipfile.ZIP_DEFLATED
            )
    return buffer.getvalue()


def cells(path: Path) -> dict[str, list[list[object]]]:
    """Give what a reader sees in a workbook, sheet by sheet."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def main() -> None:
    """Make everything that is due."""
    markdown = (SAMPLE / "decomposition.md").read_text(encoding="utf-8")
    (SAMPLE / "decomposition.docx").write_bytes(decomposition_docx(markdown))
    with tempfile.TemporaryDirectory() as folder:
        workspace = prepare(Path(folder) / "demo", print)
        for desk in desks(workspace, MONTH):
            if suffix := ELSEWHERE.get(HABITS.get(desk.layout.unit.code, correctly)):
                correctly(desk)
                _replace(
                    convert(desk.named(".xlsx"), suffix, Path(folder)),
                    SAMPLE / f"returned.{suffix}",
                )
                desk.named(".xlsx").unlink()
        made = {path.name: path for path in answer(workspace, MONTH, HABITS).iterdir()}
        SUBMISSIONS.mkdir(parents=True, exist_ok=True)
        for path in SUBMISSIONS.iterdir():
            if path.name not in made:
                path.unlink()
        for name, path in made.items():
            _replace(path, SUBMISSIONS / name)


def _replace(made: Path, target: Path) -> None:
    """Put a workbook into its place, unless one with the same content is there."""
    if not target.exists() or cells(made) != cells(target):
        print("new:", target.relative_to(ROOT))
        shutil.copy(made, target)


if __name__ == "__main__":
    main()
