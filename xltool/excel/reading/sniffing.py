"""What a file is, from its bytes: names lie, and units send all sorts of things."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool import findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.findings import Finding


class FileKind(StrEnum):
    """What was recognised.

    Those of `READABLE` are read; the others are named to the sender.
    """

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    EMPTY = "空文件"
    LOCK_FILE = "Office 打开文件时留下的临时文件（~$ 开头）"
    ENCRYPTED = "加密文件"
    DAMAGED_ZIP = "不完整的文件"
    WORD = "Word 文档"
    SLIDES = "演示文稿"
    PDF = "PDF 文件"
    OFD = "OFD 版式文件"
    PICTURE = "图片"
    ARCHIVE = "压缩包"
    MAIL = "邮件"
    HTML = "改了后缀的网页"
    XML_2003 = "XML 电子表格（2003）"
    FLAT_ODS = "单一文件的 OpenDocument 表格"
    OLD_XLS = "Excel 4.0 及更早的表格"
    TEXT = "文本文件（csv/txt）"
    OTHER_OLE = "其他 Office 文件"
    OTHER_ZIP = "压缩包或其他软件的文件"
    UNKNOWN = "无法识别的文件"


READABLE = frozenset(
    {FileKind.XLSX, FileKind.XLSM, FileKind.XLSB, FileKind.XLS, FileKind.ODS}
)

_SAVE_AS = "用 Excel 或 WPS 打开，另存为 .xlsx 并核对"
_FILL_IN = "把内容填进下发的 Excel 表"
_UNPACK = "解压，直接发送表格（或改用 zip 压缩包）"
_REMEDIES = {
    FileKind.LOCK_FILE: "关闭 Excel 或 WPS，找到不带 ~$ 的那个文件",
    FileKind.WORD: _FILL_IN,
    FileKind.SLIDES: _FILL_IN,
    FileKind.PDF: f"另附盖章扫描件，并{_FILL_IN}",
    FileKind.OFD: _FILL_IN,
    FileKind.PICTURE: _FILL_IN,
    FileKind.ARCHIVE: _UNPACK,
    FileKind.OTHER_ZIP: _UNPACK,
    FileKind.MAIL: "把邮件里的附件另存出来",
    FileKind.UNKNOWN: "先解密（装有文件加密软件时），再用 Excel 或 WPS 另存为 .xlsx",
    FileKind.OTHER_OLE: _FILL_IN,
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("encryptedpackage", FileKind.ENCRYPTED),
    ("workbook", FileKind.XLS),
    ("book", FileKind.XLS),
    ("worddocument", FileKind.WORD),
    ("powerpoint document", FileKind.SLIDES),
)
"""Streams of compound files, the first that is there tells the kind."""
_LARGEST_LOCK_FILE = 1024
_HEAD = 8192
"""Bytes of a text that are looked at."""
_MAGIC: tuple[tuple[int, bytes, FileKind], ...] = (
    (4, b"ftyp", FileKind.PICTURE),
    (0, b"ftyp", FileKind.PICTURE),
    (0, b"%PDF", FileKind.PDF),
    (0, b"\x89PNG", FileKind.PICTURE),
    (0, b"\xff\xd8\xff", FileKind.PICTURE),
    (0, b"GIF8", FileKind.PICTURE),
    (0, b"BM", FileKind.PICTURE),
    (0, b"II*\0", FileKind.PICTURE),
    (0, b"MM\0*", FileKind.PICTURE),
    (0, b"RIFF", FileKind.PICTURE),
    (0, b"Rar!", FileKind.ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (0, b"\x1f\x8b", FileKind.ARCHIVE),
    (0, b"BZh", FileKind.ARCHIVE),
    (0, b"\xfd7zXZ", FileKind.ARCHIVE),
    (0, b"{\\rtf", FileKind.WORD),
    (0, b"\x09\x00\x04\x00", FileKind.OLD_XLS),
    (0, b"\x09\x02\x06\x00", FileKind.OLD_XLS),
    (0, b"\x09\x04\x06\x00", FileKind.OLD_XLS),
)
"""Where a kind of file has which bytes: (offset, bytes, kind)."""
_TEXT_MARKS: tuple[tuple[str, FileKind], ...] = (
    ("urn:schemas-microsoft-com:office:spreadsheet", FileKind.XML_2003),
    ("urn:oasis:names:tc:opendocument", FileKind.FLAT_ODS),
    ("mime-version:", FileKind.MAIL),
    ("<html", FileKind.HTML),
    ("<!doctype html", FileKind.HTML),
    ("<table", FileKind.HTML),
)
_PARTS: tuple[tuple[str, FileKind], ...] = (
    ("xl/workbook.bin", FileKind.XLSB),
    ("word/document.xml", FileKind.WORD),
    ("ppt/presentation.xml", FileKind.SLIDES),
    ("ofd.xml", FileKind.OFD),
)


def sniff(data: bytes, name: str = "") -> FileKind:
    """Tell what `data` is.

    `name` only recognises the `~$` files that Office leaves behind.
    """
    if not data:
        return FileKind.EMPTY
    if name.startswith("~$") and len(data) < _LARGEST_LOCK_FILE:
        return FileKind.LOCK_FILE
    if data.startswith(b"PK"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    for start, magic, kind in _MAGIC:
        if data.startswith(magic, start):
            return kind
    return _text_kind(data[:_HEAD])


def _zip_kind(data: bytes) -> FileKind:
    """Tell what a zip is by its directory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return FileKind.DAMAGED_ZIP
    return kind_of_parts(names, data)


def kind_of_parts(stored: Iterable[str], data: bytes) -> FileKind:
    """Tell what a zip is by the names of its members."""
    names = {name.replace("\\", "/").lstrip("/").lower() for name in stored}
    for part, kind in _PARTS:
        if part in names:
            return kind
    if "[content_types].xml" in names and _has_folder(names, "xl/"):
        return FileKind.XLSM if "xl/vbaproject.bin" in names else FileKind.XLSX
    if {"content.xml", "meta-inf/manifest.xml"} <= names:
        return _opendocument_kind(data)
    return FileKind.XLSX if "xl/workbook.xml" in names else FileKind.OTHER_ZIP


def _has_folder(names: Iterable[str], folder: str) -> bool:
    """Say whether a member lies in a folder."""
    return any(name.startswith(folder) for name in names)


def _opendocument_kind(data: bytes) -> FileKind:
    """Tell which OpenDocument it is by the type that stands first in the file."""
    mimetype = data[:200]
    if b"opendocument.text" in mimetype:
        return FileKind.WORD
    if b"opendocument.presentation" in mimetype:
        return FileKind.SLIDES
    return FileKind.ODS


def _ole_kind(data: bytes) -> FileKind:
    """Tell what a compound file is by the names of its streams."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            paths = ole.listdir(streams=True, storages=True)
    except Exception:  # noqa: BLE001 - olefile meets damage with whatever Python raises
        return FileKind.DAMAGED_ZIP
    names = {path[0].lower() for path in paths}
    for stream, kind in _STREAMS:
        if stream in names:
            return kind
    return FileKind.OTHER_OLE


def _text_kind(head: bytes) -> FileKind:
    """Tell what a text is by the words that it has early."""
    text = _decoded(head)
    if text is None:
        return FileKind.UNKNOWN
    folded = text.lower()
    for mark, kind in _TEXT_MARKS:
        if mark in folded:
            return kind
    return FileKind.TEXT


def _decoded(head: bytes) -> str | None:
    """Read the beginning of a text; None where it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    if b"\0" in head:
        return None
    # the cut may split a character, of four bytes at most
    shortest = max(len(head) - 4, 0)
    for encoding in ("utf-8-sig", "gb18030"):
        for end in range(len(head), shortest, -1):
            try:
                return head[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


def refusal(kind: FileKind) -> Finding:
    """Give the finding for a file that is not read, with what its sender should do."""
    match kind:
        case FileKind.EMPTY:
            return findings.EMPTY_FILE.at()
        case FileKind.ENCRYPTED:
            return findings.ENCRYPTED.at()
        case FileKind.DAMAGED_ZIP:
            return findings.DAMAGED.at(found=kind.value)
        case _:
            return findings.NOT_A_WORKBOOK.at(
                found=kind.value, how=_REMEDIES.get(kind, _SAVE_AS)
            )
