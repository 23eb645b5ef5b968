"""待确认: what waits for the clerk, and an answer written there as if it had been
typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.merge import Merged, MergedRow, memory_of
from xltool.decomposition.registry.doubts import DoubtKind
from xltool.decomposition.registry.sheets import ANSWER, DOUBTS, KEEP, OPEN, OPTIONS
from xltool.errors import FileInUseError, RegistryError
from xltool.excel.registry import MEMORY, read_book
from xltool.excel.registry.edit import edit_registry

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDoubt:
    """One row of 待确认 that has no answer yet, in the words of the sheet.

    `choices` are the answers that it offers; any other text is one too. With
    `has_picture` the cell of a scan is shown beside it in the registry.
    """

    code: str
    kind: str
    place: str
    printed: str
    question: str
    suggestion: str
    choices: tuple[str, ...]
    has_picture: bool


def open_doubts(workspace: Workspace) -> list[OpenDoubt]:
    """Give the doubts that wait for an answer, in the order of the sheet.

    RegistryError if there is no registry.
    """
    sheet = read_book(workspace.registry).get(DOUBTS.name)
    if sheet is None:
        return []
    found = []
    for _, cells in sheet.rows:
        if cells.get("状态", "") != OPEN or cells.get(ANSWER, "").strip():
            continue
        options = [cells.get(name, "").strip() for name in OPTIONS]
        doubt = OpenDoubt(
            code=cells.get("编号", ""),
            kind=cells.get("类别", ""),
            place=cells.get("位置", ""),
            printed=cells.get("原文", ""),
            question=cells.get("问题与办法", ""),
            suggestion=cells.get("建议", "").strip(),
            choices=tuple(one for one in options if one) or (KEEP,),
            has_picture=cells.get("类别", "") == DoubtKind.RECOGNITION.value,
        )
        found.append(doubt)
    return found


def answer_doubt(workspace: Workspace, *, code: str, answer: str) -> None:
    """Write the answer to the doubt of this 编号.

    `import` acts on it when it runs again. FileInUseError while a spreadsheet program
    has the registry open: what it saves later would undo the answer. RegistryError if
    there is no such doubt.
    """
    path = workspace.registry
    if is_open_elsewhere(path):
        raise FileInUseError(
            f"{path.name} 正在 Excel 或 WPS 里打开：请先保存并关闭它，答复才能写进去"
        )
    book = read_book(path)
    sheet = book.get(DOUBTS.name)
    rows = () if sheet is None else sheet.rows
    for number, cells in rows:
        if cells.get("编号", "") == code:
            row = MergedRow(cells=cells, row=number, changed={ANSWER: answer})
            memory = book.get(MEMORY)
            kept = [] if memory is None else [one for _, one in memory.rows]
            edit = Merged(rows={DOUBTS.name: [row]}, memory=memory_of(kept))
            edit_registry(path, book, edit)
            return
    raise RegistryError(f"“待确认”表里没有编号 {code}：台账已变，请刷新页面")


def doubt_picture(workspace: Workspace, code: str) -> bytes | None:
    """Give the picture (PNG) beside the doubt of this 编号; None if there is none.

    Reading it takes Pillow, which the extra `ocr` brings: without it no doubt has one.
    """
    import openpyxl

    sheet = read_book(workspace.registry).get(DOUBTS.name)
    places = [] if sheet is None else sheet.rows
    rows = [number for number, cells in places if cells.get("编号", "") == code]
    book = openpyxl.load_workbook(workspace.registry)
    for image in getattr(book[DOUBTS.name], "_images", ()):
        if rows and image.anchor._from.row == rows[0]:  # noqa: SLF001 - openpyxl's name
            return bytes(image._data())  # noqa: SLF001
    return None


def is_open_elsewhere(path: Path) -> bool:
    """Whether a spreadsheet program has a workbook open, by the file that it lays
    beside.

    Excel and WPS write `~$name`, LibreOffice `.~lock.name#`.
    """
    marks = (f"~${path.name}", f".~lock.{path.name}#")
    return any(path.with_name(mark).exists() for mark in marks)
