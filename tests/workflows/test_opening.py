"""What comes out of an original, however it is packed, and what does not."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
import zlib

import py7zr
import pytest

from tests.excel.strange import packed, parts
from tests.workflows.posting import PJ, a_mail
from xltool.excel.archives import Budget
from xltool.workflows.opening import (
    OpenedAs,
    OpeningRules,
    Origin,
    is_mail,
    may_be_container,
    open_original,
)

BOOK = packed(parts("<sheetData/>"))
STAMPED = packed(parts("<sheetData/>", strings="<si><t>xltool1.abc.def</t></si>"))
PDF = b"%PDF-1.7 scan"


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def seven_zipped(name: str, content: bytes, password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        archive.writestr(content, name)
    return buffer.getvalue()


def rar(name: str, content: bytes) -> bytes:
    """Write a RAR 4 archive of one stored file (technote.txt of its makers)."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    raw = name.encode("ascii")
    size, crc = len(content), zlib.crc32(content)
    words = struct.pack("<IIBIIBBHI", size, size, 2, crc, 0, 20, 0x30, len(raw), 32)
    file = block(0x74, 0x8000, words + raw)
    return b"Rar!\x1a\x07\0" + block(0x73, 0, b"\0" * 6) + file + content


def opened(name: str, content: bytes, **rules: object) -> dict[str, OpenedAs]:
    result = open_original(
        name,
        content,
        Origin(path=name),
        OpeningRules(**rules),  # type: ignore[arg-type]
    )
    return {one.origin.path: one.role for one in result.files}


def codes(name: str, content: bytes) -> list[str]:
    result = open_original(name, content, Origin(path=name), OpeningRules())
    return [one.code for one in result.findings]


@pytest.mark.parametrize(
    ("name", "content", "paths"),
    [
        ("a.zip", zipped(("七月/甲.xlsx", BOOK)), ["a.zip/甲.xlsx"]),
        (
            "a.zip",
            zipped(("内.zip", zipped(("甲.xlsx", BOOK)))),
            ["a.zip/内.zip", "a.zip/内.zip/甲.xlsx"],
        ),
        (
            "a.zip",
            zipped(("信.eml", a_mail(("甲.xlsx", BOOK)))),
            ["a.zip/信.eml", "a.zip/信.eml/甲.xlsx"],
        ),
        ("a.7z", seven_zipped("七月/甲.xlsx", BOOK), ["a.7z/甲.xlsx"]),
        (
            "a.eml",
            a_mail(("包.7z", seven_zipped("甲.xlsx", BOOK))),
            ["a.eml/包.7z", "a.eml/包.7z/甲.xlsx"],
        ),
        (
            "a.eml",
            a_mail(("转发.eml", a_mail(("甲.xlsx", BOOK)))),
            ["a.eml/甲.xlsx"],
        ),
        ("甲.eml", BOOK, []),
    ],
)
def test_mails_and_archives_are_opened_in_each_other(
    name: str, content: bytes, paths: list[str]
) -> None:
    assert list(opened(name, content)) == paths


@pytest.mark.skipif(shutil.which("bsdtar") is None, reason="bsdtar is not here")
def test_a_rar_is_opened_where_the_computer_can() -> None:
    assert list(opened("a.rar", rar("jia.xlsx", BOOK))) == ["a.rar/jia.xlsx"]


def test_a_rar_that_cannot_be_opened_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert codes("a.rar", rar("jia.xlsx", BOOK)) == ["F104"]
    assert codes("a.zip", zipped(("内.rar", rar("jia.xlsx", BOOK)))) == ["F116"]


def test_what_comes_beside_a_workbook_is_its_enclosure_and_else_judged() -> None:
    beside = a_mail(("甲.xlsx", BOOK), ("盖章.pdf", PDF))
    assert opened("a.eml", beside)["a.eml/盖章.pdf"] is OpenedAs.ENCLOSURE
    alone = zipped(("一.eml", beside), ("二.eml", a_mail(("盖章.pdf", PDF), sender=PJ)))
    roles = opened("a.zip", alone)
    assert roles["a.zip/一.eml/盖章.pdf"] is OpenedAs.ENCLOSURE
    assert roles["a.zip/二.eml/盖章.pdf"] is OpenedAs.REPORT


@pytest.mark.parametrize(
    "name", ["smime.p7s", "ATT00001.htm", "image001.png", "invite.ics", "周.vcf"]
)
def test_the_furniture_of_a_mail_is_left_out(name: str) -> None:
    mail = a_mail(("甲.xlsx", BOOK), (name, b"x"))
    assert list(opened("a.eml", mail)) == ["a.eml/甲.xlsx"]


def test_of_what_a_robot_sends_only_stamped_reports_are_taken() -> None:
    mail = a_mail(("甲.xlsx", STAMPED), ("广告.xlsx", BOOK), Precedence="bulk")
    assert list(opened("a.eml", mail)) == ["a.eml/甲.xlsx"]
    assert opened("a.eml", a_mail(("广告.xlsx", BOOK), Precedence="bulk")) == {}


def test_what_comes_out_is_bounded_and_the_rest_is_said() -> None:
    bomb = zipped(*((f"{n}.xlsx", b"%d" % n + b"\0" * (20 << 20)) for n in range(4)))
    result = open_original("a.zip", bomb, Origin(path=""), OpeningRules())
    total = sum(len(one.content) for one in result.files)
    assert total <= Budget.of(bomb).size == 32 << 20
    assert {one.code for one in result.findings} == {"F117"}


def test_a_zip_of_zips_costs_no_more_than_its_budget() -> None:
    inner = zipped(*((f"{n}.txt", b"x") for n in range(400)))
    outer = zipped(*((f"{n}.zip", inner) for n in range(400)))
    result = open_original("a.zip", outer, Origin(path=""), OpeningRules())
    assert len(result.files) <= 600
    assert "F118" in {one.code for one in result.findings}


def test_a_password_that_is_known_opens_and_another_is_said() -> None:
    content = seven_zipped("甲.xlsx", BOOK, password="2025")  # noqa: S106 - of a test
    assert codes("a.7z", content) == ["F117"]
    assert list(opened("a.7z", content, passwords=("1", "2025"))) == ["a.7z/甲.xlsx"]


@pytest.mark.parametrize(
    "content",
    [
        seven_zipped("甲.xlsx", BOOK)[:-30],
        b"Rar!\x1a\x07" + b"x" * 40,
        zipped(),
    ],
    ids=["7z", "rar", "empty"],
)
def test_what_cannot_be_opened_gives_a_finding(content: bytes) -> None:
    assert may_be_container("a.zip", content)
    assert codes("a.zip", content)


@pytest.mark.parametrize(
    ("name", "content", "mail"),
    [
        ("a.eml", b"From: a@b.cn\r\n\r\nx", True),
        ("a.txt", b"Received: from x\r\nFrom: a@b.cn\r\n\r\nx", True),
        ("a.txt", "任务：七月".encode(), False),
        ("a.eml", BOOK, False),
    ],
)
def test_a_mail_is_known_by_its_beginning(
    name: str,
    content: bytes,
    mail: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert is_mail(name, content) is mail
