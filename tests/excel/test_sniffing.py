from __future__ import annotations

import io
import zipfile

import docx
import pytest

from tests.excel.strange import packed, parts
from xltool import findings
from xltool.excel.reading import read_bytes
from xltool.excel.reading.sniffing import READABLE, FileKind, refusal, sniff


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", FileKind.EMPTY),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
        (b"\xff\xd8\xff\xe0", FileKind.PICTURE),
        (b"\0\0\0\x18ftypheic", FileKind.PICTURE),
        (b"RIFF\0\0\0\0WEBP", FileKind.PICTURE),
        (b"Rar!\x1a\x07\x01\0", FileKind.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
        (b"\x1f\x8b\x08", FileKind.ARCHIVE),
        (b"{\\rtf1", FileKind.WORD),
        (b"<html><table>", FileKind.HTML),
        ("<!DOCTYPE HTML><html>县".encode("gb18030"), FileKind.HTML),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            FileKind.XML_2003,
        ),
        (
            b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">',
            FileKind.FLAT_ODS,
        ),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed", FileKind.MAIL),
        ("指标,累计\n投资,12".encode("gbk"), FileKind.TEXT),
        ("指标\t累计".encode("utf-16"), FileKind.TEXT),
        (b"\x09\x02\x06\x00\x00\x00", FileKind.OLD_XLS),
        (b"\0\1\2\3", FileKind.UNKNOWN),
        (b"%TSD-Header-###%\0\xff\xfe\0", FileKind.UNKNOWN),
        (b"PK\x03\x04broken", FileKind.DAMAGED_ZIP),
        (zipped("报表.xlsx"), FileKind.OTHER_ZIP),
        (zipped("OFD.xml", "Doc_0/Document.xml"), FileKind.OFD),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), FileKind.SLIDES),
        (word(), FileKind.WORD),
        (packed(parts("<sheetData/>")), FileKind.XLSX),
        (packed(parts("<sheetData/>") | {"xl/vbaProject.bin": b""}), FileKind.XLSM),
    ],
)
def test_a_file_is_told_by_its_bytes(data: bytes, kind: FileKind) -> None:
    assert sniff(data, "报表.xlsx") is kind


def test_a_lock_file_is_told_by_its_name() -> None:
    assert sniff(b"\x05clerk", "~$月通报.xlsx") is FileKind.LOCK_FILE


@pytest.mark.parametrize("kind", sorted(set(FileKind) - READABLE))
def test_every_refusal_says_what_to_do(kind: FileKind) -> None:
    finding = refusal(kind)
    assert "请" in finding.message
    assert finding.code in {
        findings.EMPTY_FILE.code, findings.ENCRYPTED.code, findings.DAMAGED.code, findings.NOT_A_WORKBOOK.code
    }  # fmt: skip


def test_what_is_no_workbook_is_named_in_the_finding() -> None:
    reading = read_bytes(b"%PDF-1.7\n")
    assert reading.workbook is None
    assert "PDF" in reading.findings[0].message
