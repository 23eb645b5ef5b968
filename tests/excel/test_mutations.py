"""Hundreds of workbooks with one tag spoilt: each gives the right values, or a finding, and never others in silence.

What is right, an independent reader says (`by_the_standard`); where the file keeps no standard any more, right is
what stood there before.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from tests.excel import by_the_standard
from tests.excel.strange import packed
from tests.soffice import convert, needs_soffice
from xltool.excel.reading import WorkbookReading, read_bytes
from xltool.model.grid import CellError, address
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TAG = re.compile(rb"<[^<>]*>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
PARTS = ("xl/worksheets/sheet1.xml",) * 3 + (
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
JUNK = (
    b"<c>", b"</c>", b"<v>", b"</v>", b"<row>", b"</row>", b"<f>", b"</f>", b"<x/>", b"<!-- c -->", b"<![CDATA[5]]>",
    b"<?p i?>", b"</sheetData>", b"<sheetData>", b"<t>", b"</t>", b"<is>", b"</is>", b"</si>", b"<si>", b"<v>7</v>",
    b"<v/>", b"9", b"&amp;", b"&x;", b"<", b">", b"\n", b'<c r="B2"><v>77</v></c>', b'<row r="3"/>',
)  # fmt: skip
NAMES = (b"c", b"v", b"f", b"row", b"x", b"t", b"is", b"V")
CONTENTS = (
    b"",
    b"0",
    b"99",
    b"s",
    b"str",
    b"e",
    b"b",
    b"A1",
    b"C3",
    b"inlineStr",
    b"-1",
)


@pytest.fixture(scope="module")
def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False}) as made:
        date, border = (
            made.add_format({"num_format": "yyyy-mm-dd"}),
            made.add_format({"border": 1}),
        )
        sheet = made.add_worksheet("甲")
        sheet.merge_range(0, 0, 0, 4, "标题", border)
        for row in range(1, 8):
            sheet.write_string(row, 0, f"文{row}", border)
            sheet.write_number(row, 1, row * 1.37)
            sheet.write_formula(
                row, 2, f'=IF(B{row + 1}>3,"大","")', border, "大" if row > 2 else ""
            )
            sheet.write_datetime(row, 3, dt.datetime(2025, 7, row), date)  # noqa: DTZ001 - cells have no zone
            sheet.write_blank(row, 4, None, border)
            sheet.write_boolean(row, 5, row % 2 == 0)
        sheet.write_formula(9, 0, "=1/0", None, "#DIV/0!")
        sheet.write_rich_string(9, 2, border, "富", date, "文本")
    return out.getvalue()


def read(reading: WorkbookReading) -> by_the_standard.Cells:
    """Give what xltool read, as the oracle says it."""
    sheets = reading.workbook.sheets if reading.workbook else ()
    return {
        (sheet.name, address(row, column)): _said(value)
        for sheet in sheets
        for row, line in enumerate(sheet.rows)
        for column, value in enumerate(line)
        if value is not None
    }


def _said(value: object) -> object:
    if isinstance(value, CellError):
        return value.code or "="
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - cells have no zone
    return value


def mutations(data: bytes, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Give (what was done, workbook) with one tag of one part spoilt in each."""
    chance = random.Random(seed)  # noqa: S311 - the same mutations every time
    package = open_package(data)
    contents = {name: package.read(name) for name in package.parts}
    for _ in range(count):
        part = chance.choice(PARTS)
        before, tag, after = _split(contents[part], chance)
        spoilt = chance.choice(
            (_deleted, _doubled, _renamed, _followed, _reattributed, _bitten)
        )(tag, chance)
        yield (
            f"{part}: {before[-60:]!r} {tag!r} -> {spoilt!r}",
            packed(contents | {part: before + spoilt + after}),
        )


def _split(content: bytes, chance: random.Random) -> tuple[bytes, bytes, bytes]:
    found = chance.choice(list(TAG.finditer(content)))
    return content[: found.start()], found[0], content[found.end() :]


def _deleted(_tag: bytes, _chance: random.Random) -> bytes:
    return b""


def _doubled(tag: bytes, _chance: random.Random) -> bytes:
    return tag * 2


def _renamed(tag: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"[\w:]+", chance.choice(NAMES), tag, count=1)


def _followed(tag: bytes, chance: random.Random) -> bytes:
    return tag + chance.choice(JUNK)


def _reattributed(tag: bytes, chance: random.Random) -> bytes:
    found = list(ATTRIBUTE.finditer(tag))
    if not found:
        return tag.replace(b"/", b"", 1)
    one = chance.choice(found)
    content = chance.choice(CONTENTS)
    new = chance.choice(
        (
            b"",
            one[0] * 2,
            one[1] + b"='" + one[2] + b"'",
            one[1] + b'="' + content + b'"',
        )
    )
    return tag[: one.start()] + new + tag[one.end() :]


def _bitten(tag: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(tag))
    return (
        tag[:at]
        + chance.choice((b"", b"<", b">", b"/", b'"', b" ", b"a", b"1", b"&"))
        + tag[at + 1 :]
    )


def misread(data: bytes, before: by_the_standard.Cells) -> object:
    """Give what was read otherwise than it stands there, without a word; nothing if all is well."""
    reading = read_bytes(data)
    if reading.findings:
        return None
    found = read(reading)
    if found == before:
        return None
    try:
        standing = by_the_standard.cells(data)
    except Exception as error:  # noqa: BLE001 - whatever the oracle stumbles over, our reader did not
        return error
    return {place: (found.get(place), standing.get(place)) for place in {*found, *standing}
            if _text(found.get(place)) != _text(standing.get(place))} or None  # fmt: skip


def _text(value: object) -> str:
    """Blanks around a number make it a text for calamine: the checks read it as a number again."""
    text = str(value).strip()
    return f"{float(text):g}" if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def assert_nothing_is_misread(data: bytes, count: int, seed: int) -> None:
    before = read(read_bytes(data))
    assert before == by_the_standard.cells(data)
    wrong = [
        (what, found)
        for what, mutated in mutations(data, count, seed)
        if (found := misread(mutated, before))
    ]
    assert not wrong


@pytest.mark.parametrize("seed", range(3))
def test_no_spoilt_tag_is_misread_in_silence(workbook: bytes, seed: int) -> None:
    assert_nothing_is_misread(workbook, 200, seed)


@needs_soffice
def test_nor_is_one_of_a_file_that_libreoffice_saved(
    workbook: bytes, tmp_path: Path
) -> None:
    (tmp_path / "表.xlsx").write_bytes(workbook)
    saved = convert(tmp_path / "表.xlsx", "xlsx", tmp_path / "out").read_bytes()
    assert_nothing_is_misread(saved, 200, 9)
