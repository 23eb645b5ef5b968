"""Opens whatever file a clerk gives as a table or a text: tells what it is by its bytes, and reads it safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.decomposition.table.text_tables import decoded, text_grid
from xltool.errors import InputFileError
from xltool.excel.reading.sniffing import READABLE, FileKind, sniff

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.decomposition.table.printed import Grid

LARGEST_FILE = 60 << 20
LARGEST_TEXT = 30 << 20
"""Bytes.

The text of the largest decomposition table of a province is a tenth of this.
"""

_TEXTS = (FileKind.TEXT, FileKind.HTML, FileKind.MAIL)
_WANTED = "请提供 .xlsx、.xls、.ods、.docx、.txt、.md、.tsv、.csv 或 .html 格式的分解表"


def read_source(path: Path) -> tuple[Grid, ...]:
    """Read the tables of a file.

    InputFileError, one line that says what to do, for what cannot be used.
    """
    data = _content(path)
    kind = sniff(data, path.name)
    if kind in READABLE:
        from xltool.excel.tables import read_grids

        return read_grids(data, path.name)
    if kind is FileKind.WORD and data.startswith(b"PK"):
        return _word(data, path.name)
    if kind in _TEXTS or kind is FileKind.UNKNOWN:
        return (_text(data, path),)
    if kind is FileKind.WORD:
        raise InputFileError(
            f"{path.name} 是旧版 Word 文档：请用 Word 或 WPS 打开，另存为 .docx 后重试"
        )
    if kind is FileKind.ENCRYPTED:
        raise InputFileError(f"{path.name} 有打开密码：请去除密码后重试")
    raise InputFileError(f"{path.name} 是{kind.value}，不能导入：{_WANTED}")


def read_text(path: Path) -> str:
    """Give the text of a .docx or a text file.

    InputFileError, one line that says what to do, for any other.
    """
    data = _content(path)
    kind = sniff(data, path.name)
    if kind is FileKind.WORD and data.startswith(b"PK"):
        return _word_text(data, path.name)
    text = decoded(data) if kind in _TEXTS or kind is FileKind.UNKNOWN else None
    if text is None or len(data) > LARGEST_TEXT:
        raise InputFileError(
            f"{path.name} 不是能读的文稿：请用 Word 或 WPS 打开，另存为 .docx 或 .txt 后重试"
        )
    return text


def _content(path: Path) -> bytes:
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
    if len(data) > LARGEST_TEXT:
        raise InputFileError(
            f"{path.name} 太大（{len(data) >> 20} MB）：请只保留分解表后重试"
        )
    text = decoded(data)
    if text is None:
        raise InputFileError(f"{path.name} 不是文本文件，内容也认不出：{_WANTED}")
    return text_grid(text, path.stem)


def _word(data: bytes, name: str) -> tuple[Grid, ...]:
    from xltool.word.tables import grids_of

    return grids_of(*_word_parts(data, name))


def _word_text(data: bytes, name: str) -> str:
    from xltool.word.text import text_of

    return text_of(*_word_parts(data, name))


def _word_parts(data: bytes, name: str) -> tuple[bytes, bytes]:
    """Give the parts with the document's text and with its automatic numbers."""
    from xltool.opc.package import PackageError, open_package

    try:
        package = open_package(data)
        document = package.find("word/document.xml")
        if document is None:
            raise InputFileError(
                f"{name} 不是 Word 的 .docx 文档：请用 Word 或 WPS 打开，另存为 .docx 后重试"
            )
        numbering = package.find("word/numbering.xml")
        return package.read(document), package.read(numbering) if numbering else b""
    except PackageError as error:
        raise InputFileError(f"{name} 打不开：{error.finding().message}") from None
