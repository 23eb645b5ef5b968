"""Files that a browser sends: kept under names of ours until they are in the ledger.

What a browser calls a file is text for people and never a path. A batch that a killed
desk left behind is still there when the desk starts again.
"""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from xltool.text import file_name
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile

_LONGEST_STEM = 80
_NAMELESS = "未命名"
_SUFFIX = re.compile(r"[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The files of one upload, in a folder of their own."""

    folder: Path

    @property
    def name(self) -> str:
        """What the batch is called in addresses."""
        return self.folder.name

    @property
    def files(self) -> list[Path]:
        """The files in the order in which they were sent."""
        return sorted(path for path in self.folder.glob("*/*") if path.is_file())

    def remove(self) -> None:
        """Forget the files: they are in the ledger, or nobody wanted them there."""
        shutil.rmtree(self.folder, ignore_errors=True)


async def keep(uploads: Path, files: list[UploadFile]) -> Batch:
    """Store uploaded files; each in a folder of its own, as two may share a name."""
    batch = Batch(folder=uploads / secrets.token_hex(8))
    for number, file in enumerate(files):
        path = batch.folder / f"{number:04}" / safe_name(file.filename or "")
        write_atomically(path, await file.read())
    return batch


def safe_name(given: str) -> str:
    r"""Give a valid file name for what a browser calls a file.

    >>> safe_name("C:\\报表\\..\\市财政局.xlsx")
    '市财政局.xlsx'
    >>> safe_name("../../etc/passwd")
    'passwd'
    """
    last = PurePosixPath(PureWindowsPath(given).name).name
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        stem, suffix = last, ""
    shown = file_name(stem)[:_LONGEST_STEM] if stem.strip(" .") else _NAMELESS
    return f"{shown}.{suffix}" if _SUFFIX.fullmatch(suffix) else shown


def left_behind(uploads: Path) -> list[Batch]:
    """Give the batches that an earlier desk did not finish."""
    if not uploads.is_dir():
        return []
    return [Batch(folder=path) for path in sorted(uploads.iterdir()) if path.is_dir()]


def find(uploads: Path, name: str) -> Batch | None:
    """Give the batch of this name."""
    for batch in left_behind(uploads):
        if batch.name == name:
            return batch
    return None


def keep_text(uploads: Path, text: str) -> Path:
    """Store a text that was typed, as a file that a workflow can read."""
    path = uploads / secrets.token_hex(8) / "0000" / "正文.txt"
    write_atomically(path, text.encode())
    return path
