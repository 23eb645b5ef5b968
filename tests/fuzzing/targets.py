"""What is fuzzed: each kind of input with its seeds, and what reads it.

The seeds are real ones, or made as real programs make them. A reader gives findings for
what it cannot read; whatever else it does is a failure.
"""

from __future__ import annotations

import io
import struct
import time
import zipfile
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import py7zr

from tests.excel.strange import book
from tests.excel.test_reading import record, wide, xlsb
from tests.fuzzing.mutations import mutated, mutated_part, random_for
from tests.mail.tnef import winmail
from xltool.excel.archives.member import LARGEST_ARCHIVE, MOST_MEMBERS
from xltool.excel.reading import read_bytes
from xltool.mail.parsing import read_envelope, read_letter
from xltool.workflows.opening import OpeningRules, Origin, open_original

if TYPE_CHECKING:
    from collections.abc import Callable

_SAMPLE = Path(__file__).parents[2] / "xltool" / "sample"
_SECONDS = 8.0
_ROWS = "".join(
    f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>{n}</v></c></row>'
    for n in range(1, 12)
)
_METHODS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
    zipfile.ZIP_BZIP2,
    zipfile.ZIP_LZMA,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One kind of input; `share` of a hundred inputs are of it."""

    name: str
    seeds: Callable[[], tuple[bytes, ...]]
    read: Callable[[bytes], None]
    share: int


def failures(number: int, count: int) -> list[str]:
    """Read `count` inputs from a number on; give those whose reader failed, and how."""
    found = []
    for each in range(number, number + count):
        target = _target(each)
        data = input_of(target, each)
        began = time.process_time()
        try:
            target.read(data)
        except Exception as error:  # noqa: BLE001 - what is looked for
            found.append(f"{target.name} {each}: {type(error).__name__}: {error}"[:300])
            continue
        took = time.process_time() - began
        if took > _SECONDS:
            found.append(f"{target.name} {each}: took {took:.1f} s")
    return found


def input_of(target: Target, number: int) -> bytes:
    """Give one input; the same number always gives the same."""
    chance = random_for(target.name, number)
    seed = chance.choice(target.seeds())
    if seed.startswith(b"PK") and chance.random() < 0.5:
        return mutated_part(seed, chance)
    return mutated(seed, chance)


def _target(number: int) -> Target:
    place = number * 37 % sum(target.share for target in TARGETS)
    for target in TARGETS:
        if place < target.share:
            return target
        place -= target.share
    raise AssertionError(number)


def _open(name: str, data: bytes) -> None:
    opened = open_original(name, data, Origin(path=name), OpeningRules())
    assert len(opened.files) <= MOST_MEMBERS + 200
    assert sum(len(one.content) for one in opened.files) <= LARGEST_ARCHIVE


def _read_zip(data: bytes) -> None:
    _open("报送.zip", data)


def _read_mail(data: bytes) -> None:
    _open("来信.eml", data)
    read_envelope(data[:2000])


def _read_tnef(data: bytes) -> None:
    read_letter(_mail(("winmail.dat", data)))


def _read_spreadsheet(data: bytes) -> None:
    reading = read_bytes(data, "报表.xlsx")
    assert reading.workbook is not None or reading.findings


def _mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "张三 <kjj@example.gov.cn>"
    message["Subject"] = "七月报表"
    message["Date"] = "Tue, 05 Aug 2025 09:00:00 +0800"
    message["Received"] = "from a by b; Tue, 05 Aug 2025 09:00:05 +0800"
    message["Message-ID"] = "<unit-1@example.gov.cn>"
    message.set_content("报表见附件。https://wx.mail.qq.com/ftn/download?key=1")
    for name, content in files:
        message.add_attachment(
            content, filename=name, maintype="application", subtype="octet-stream"
        )
    return message.as_bytes()


@cache
def _zips() -> tuple[bytes, ...]:
    small, seeds = book(_ROWS, strings="<si><t>文字</t></si>"), []
    for method in _METHODS:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("七月/科技局.xlsx", small)
            archive.writestr("说明.txt", "见附件" * 20)
        seeds.append(buffer.getvalue())
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("内.zip", seeds[1])
        archive.writestr("来信.eml", _mail(("表.xlsx", small)))
    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w") as seven:
        seven.writestr(small, "科技局.xlsx")
    return (*seeds, outer.getvalue(), packed.getvalue())


@cache
def _mails() -> tuple[bytes, ...]:
    small = book(_ROWS, strings="<si><t>文字</t></si>")
    plain = _mail(("科技局.xlsx", small))
    nested = _mail(("转发.eml", plain), ("汇总.zip", _zips()[1]))
    return plain, nested, _mail(("winmail.dat", winmail(("科技局.xlsx", small))))


@cache
def _tnefs() -> tuple[bytes, ...]:
    return (winmail(("科技局.xlsx", b"PK" * 100)),)


@cache
def _small_books() -> tuple[bytes, ...]:
    return (
        book(_ROWS, strings="<si><t>文字</t></si>"),
        book(_ROWS, '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'),
    )


@cache
def _binary_books() -> tuple[bytes, ...]:
    places = [struct.pack("<II", column, 0) for column in range(2)]
    cells = (
        record(5, places[0] + struct.pack("<d", 12.5)),
        record(6, places[1] + wide("文字")),
    )
    return (xlsb(*cells),)


@cache
def _old_books() -> tuple[bytes, ...]:
    return ((_SAMPLE / "returned.xls").read_bytes(),)


@cache
def _open_documents() -> tuple[bytes, ...]:
    return ((_SAMPLE / "returned.ods").read_bytes(),)


TARGETS = (
    Target(name="zip", seeds=_zips, read=_read_zip, share=30),
    Target(name="mail", seeds=_mails, read=_read_mail, share=30),
    Target(name="tnef", seeds=_tnefs, read=_read_tnef, share=15),
    Target(name="xlsx", seeds=_small_books, read=_read_spreadsheet, share=20),
    Target(name="xlsb", seeds=_binary_books, read=_read_spreadsheet, share=10),
    Target(name="xls", seeds=_old_books, read=_read_spreadsheet, share=3),
    Target(name="ods", seeds=_open_documents, read=_read_spreadsheet, share=2),
)
