"""Opens whatever file a clerk gives as a table or a text.

What it is, its bytes tell and not its name. Whatever is more than text is opened in a
child process: a document that kills, hangs or swells its reader costs the clerk a line.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xltool.decomposition.table.text_tables import decoded, text_grid
from xltool.errors import InputFileError
from xltool.excel.reading.sniffing import READABLE, FileKind, sniff
from xltool.workflows.source_jobs import (
    SourceRefusal,
    read_document,
    read_form,
    read_word_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xltool.decomposition.table.printed import Grid
    from xltool.excel.designing.found import FoundForm
    from xltool.execution.child import WorkerDied
    from xltool.settings import Judging

LARGEST_FILE = 60 << 20
LARGEST_TEXT = 30 << 20
"""Bytes.

The text of the largest decomposition table of a province is a tenth of this.
"""

_TEXTS = (FileKind.TEXT, FileKind.HTML, FileKind.MAIL)
_WANTED = (
    "请提供 .xlsx、.xls、.ods、.docx、.pdf、.txt、.md、.tsv、.csv、.html "
    "或扫描件图片（.png .jpg .tif .bmp）格式的分解表"
)
_RECOGNIZED = (FileKind.PDF, FileKind.PICTURE)
"""Kinds that may have to be recognised, which takes more time and memory."""
_RECOGNITION_SECONDS = 1800.0
_RECOGNITION_MIB = 4096


def read_source(path: Path, limits: Judging) -> tuple[Grid, ...]:
    """Read the tables of a file.

    `limits` are those for reading one file. InputFileError, one line that says what to
    do, for what cannot be used.
    """
    data = _content(path)
    kind = sniff(data, path.name)
    if kind in _TEXTS or kind is FileKind.UNKNOWN:
        return (_text(data, path),)
    if kind is FileKind.WORD and not data.startswith(b"PK"):
        raise InputFileError(
            f"{path.name} 是旧版 Word 文档：请用 Word 或 WPS 打开，另存为 .docx 后重试"
        )
    if kind in READABLE or kind is FileKind.WORD or kind in _RECOGNIZED:
        return _in_child(data, kind, path.name, limits)
    if kind is FileKind.ENCRYPTED:
        raise InputFileError(f"{path.name} 有打开密码：请去除密码后重试")
    if kind is FileKind.OFD:
        raise InputFileError(
            f"{path.name} 是 OFD 版式文件：请用 OFD 阅读器另存为 PDF 后重试"
        )
    raise InputFileError(f"{path.name} 是{kind.value}，不能导入：{_WANTED}")


def _in_child(
    data: bytes, kind: FileKind, name: str, limits: Judging
) -> tuple[Grid, ...]:
    """Read the tables of a document in a process of its own."""
    if kind in _RECOGNIZED:
        limits = replace(
            limits,
            timeout_seconds=max(limits.timeout_seconds, _RECOGNITION_SECONDS),
            memory_mib=max(limits.memory_mib, _RECOGNITION_MIB),
        )
    grids: tuple[Grid, ...] = _run(read_document, data, kind, name, limits=limits)
    return grids


def _run(function: Callable[..., Any], *args: Any, limits: Judging) -> Any:
    """Call a function of `source_jobs` in a process of its own.

    Its last argument is the file's name.
    """
    from xltool.execution.child import WorkerDied
    from xltool.execution.workers import WorkerPool

    pool = WorkerPool(timeout=limits.timeout_seconds, memory_mib=limits.memory_mib)
    try:
        outcome = pool.run(function, *args)
    except WorkerDied as died:
        raise InputFileError(_cause(died, args[-1])) from None
    finally:
        pool.stop()
    if isinstance(outcome, SourceRefusal):
        raise InputFileError(outcome.message)
    return outcome


def _cause(died: WorkerDied, name: str) -> str:
    """Word why a document could not be read to its end."""
    if died.reason == "timeout":
        return (
            f"{name} 读了太久，已停止：请只保留分解表后重试，"
            "或在 xltool.toml 加大 timeout_seconds"
        )
    if died.reason == "memory":
        return (
            f"{name} 占用内存太多，已停止：请只保留分解表后重试，"
            "或在 xltool.toml 加大 memory_mib"
        )
    return f"{name} 打不开，可能已损坏：请用原来的软件打开，另存一份后重试"


def read_text(path: Path, limits: Judging) -> str:
    """Give the text of a .docx or a text file.

    `limits` are those for reading one file. InputFileError, one line that says what to
    do, for any other.
    """
    data = _content(path)
    kind = sniff(data, path.name)
    if kind is FileKind.WORD and data.startswith(b"PK"):
        printed: str = _run(read_word_text, data, path.name, limits=limits)
        return printed
    text = decoded(data) if kind in _TEXTS or kind is FileKind.UNKNOWN else None
    if text is None or len(data) > LARGEST_TEXT:
        raise InputFileError(
            f"{path.name} 不是能读的文稿：请用 Word 或 WPS 打开，另存为 .docx 或 "
            ".txt 后重试"
        )
    return text


def read_blank_form(path: Path, name: str, limits: Judging) -> tuple[bytes, FoundForm]:
    """Give the bytes of a blank form, and what was found in it.

    InputFileError, one line that says what to do, for what is no .xlsx.
    """
    data = _content(path)
    kind = sniff(data, path.name)
    if kind is not FileKind.XLSX:
        raise InputFileError(
            f"{path.name} 是{kind.value}，不能作版式：请用 Excel 或 WPS 打开，"
            "另存为 .xlsx 后重试"
        )
    found: FoundForm = _run(read_form, data, name, limits=limits)
    return data, found


def _content(path: Path) -> bytes:
    """Read a document; InputFileError where it cannot be, is empty or too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputFileError(
                f"{path.name} 太大（{size >> 20} MB）：请只保留分解表后重试"
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputFileError(f"找不到文件 {path}：请核对文件名和所在文件夹") from None
    except OSError as error:
        raise InputFileError(
            f"读不了 {path}（{error.strerror}）：请关闭正在使用它的程序后重试"
        ) from None
    if not data.strip():
        raise InputFileError(f"{path.name} 是空文件：请核对是否选错了文件")
    return data


def _text(data: bytes, path: Path) -> Grid:
    """Read a text as one table; InputFileError where it is none."""
    if len(data) > LARGEST_TEXT:
        raise InputFileError(
            f"{path.name} 太大（{len(data) >> 20} MB）：请只保留分解表后重试"
        )
    text = decoded(data)
    if text is None:
        raise InputFileError(f"{path.name} 不是文本文件，内容也认不出：{_WANTED}")
    return text_grid(text, path.stem)
