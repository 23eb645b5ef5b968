"""What a child process does with a document that a clerk gives: it may die of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import InputFileError
from xltool.excel.reading.sniffing import READABLE, FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.decomposition.table.printed import Grid
    from xltool.excel.designing.found import FoundForm


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRefusal:
    """Why a document cannot be used, in words for the clerk."""

    message: str


def read_document(
    data: bytes, kind: FileKind, name: str
) -> tuple[Grid, ...] | SourceRefusal:
    """Read the tables of a document of this kind."""
    try:
        return _grids(data, kind, name)
    except InputFileError as error:
        return SourceRefusal(message=str(error))


def read_word_text(data: bytes, name: str) -> str | SourceRefusal:
    """Read the text of a Word document."""
    from xltool.word.text import text_of

    try:
        return text_of(*word_parts(data, name))
    except InputFileError as error:
        return SourceRefusal(message=str(error))


def read_form(data: bytes, name: str) -> FoundForm | SourceRefusal:
    """Find what a blank form asks for; `name` is what it is called."""
    from xltool.excel.designing.analysis import analyse
    from xltool.excel.designing.reading import read_pages
    from xltool.opc.package import PackageError

    try:
        pages = read_pages(data)
    except PackageError as error:
        return SourceRefusal(message=f"{name}：{error.finding().message}")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        return SourceRefusal(
            message=f"{name} 读不出版面（{error}）：请用 Excel 或 WPS 打开，"
            "另存为 .xlsx 后重试"
        )
    return analyse(pages, name)


def _grids(data: bytes, kind: FileKind, name: str) -> tuple[Grid, ...]:
    """Read the tables of a document of any kind."""
    if kind in READABLE:
        from xltool.excel.tables import read_grids

        return read_grids(data, name)
    if kind is FileKind.WORD:
        from xltool.word.tables import grids_of

        return (*grids_of(*word_parts(data, name)), *_asides(data))
    from xltool.pdf.reading import read_pdf, read_picture

    try:
        return read_pdf(data) if kind is FileKind.PDF else read_picture(data)
    except InputFileError as error:
        raise InputFileError(f"{name}：{error}") from None


def _asides(data: bytes) -> Iterator[Grid]:
    """Give what stands beside the text of a Word document that can be opened."""
    from xltool.opc.package import open_package
    from xltool.word.asides import aside_of, is_aside

    package = open_package(data)
    for part in sorted(filter(is_aside, package.parts)):
        yield aside_of(part, package.read(part))


def word_parts(data: bytes, name: str) -> tuple[bytes, bytes]:
    """Give the parts with a document's text and with its automatic numbers."""
    from xltool.opc.package import PackageError, open_package

    try:
        package = open_package(data)
        document = package.find("word/document.xml")
        if document is None:
            raise InputFileError(
                f"{name} 不是 Word 的 .docx 文档："
                "请用 Word 或 WPS 打开，另存为 .docx 后重试"
            )
        numbering = package.find("word/numbering.xml")
        return package.read(document), package.read(numbering) if numbering else b""
    except PackageError as error:
        raise InputFileError(f"{name} 打不开：{error.finding().message}") from None
