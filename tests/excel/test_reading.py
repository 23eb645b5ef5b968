from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import struct
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.excel import strange
from tests.excel.strange import book, cell, packed, parts
from tests.soffice import convert, needs_soffice
from xltool import findings
from xltool.excel.reading import (
    WorkbookReading,
    plain,
    read_bytes,
    read_workbook,
    spreadsheetml,
)
from xltool.excel.reading.plain import plain_sheet
from xltool.excel.reading.preparing import MOST_CELLS
from xltool.excel.reading.scanning import column_of
from xltool.excel.reading.sniffing import FileKind
from xltool.model.grid import CellError, Sheet
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from pathlib import Path


def sheet_of(data: bytes) -> Sheet:
    reading = read_bytes(data)
    assert reading.workbook is not None, reading.findings
    assert not reading.findings
    return reading.workbook.sheets[0]


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in read_bytes(data).findings]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<c {r}><v>12</v></c>", 12.0),
        ("<c {r}><v>4.3499999999999996</v></c>", 4.35),
        ("<c {r}><v>0.1234</v></c>", 0.1234),
        ("<c {r}><v>1E3</v></c>", 1000.0),
        ("<c {r}><v>0</v></c>", 0.0),
        ('<c {r} t="b"><v>1</v></c>', True),
        ('<c {r} t="b"><v>0</v></c>', False),
        ('<c {r} s="1"><v>45839</v></c>', dt.date(2025, 7, 1)),
        ('<c {r} s="1"><v>45839.5</v></c>', dt.datetime(2025, 7, 1, 12)),  # noqa: DTZ001 - cells have no zone
        ('<c {r} t="d"><v>2025-07-01</v></c>', dt.date(2025, 7, 1)),
        ('<c {r} t="s"><v>0</v></c>', "文字"),
        ('<c {r} t="s"><v>1</v></c>', "富 文本"),
        ('<c {r} t="s"><v>2</v></c>', "東京"),
        ('<c {r} t="s"><v>3</v></c>', "  两端  "),
        ('<c {r} t="s"><v>4</v></c>', "一\r二_x000D_"),
        ('<c {r} t="inlineStr"><is><t>内联</t></is></c>', "内联"),
        (
            '<c {r} t="inlineStr"><is><r><t>甲</t></r><rPh sb="0" eb="1"><t>音</t></rPh></is></c>',
            "甲",
        ),
        ('<c {r} t="str"><f>A2</f><v>算得</v></c>', "算得"),
        ('<c {r} t="str"><f>""</f><v></v></c>', None),
        ('<c {r} t="inlineStr"><is><t>00123</t></is></c>', "00123"),
        ('<c {r} t="inlineStr"><is><t>=1+1</t></is></c>', "=1+1"),
        ('<c {r} t="str"><v><![CDATA[a<b]]></v></c>', "a<b"),
        ('<c {r} t="e"><v>#REF!</v></c>', CellError("#REF!")),
        ("<c {r} t='e'><v>#REF!</v></c>", CellError("#REF!")),
        ('<c {r} t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
        ("<c {r}><f>1+1</f></c>", CellError("")),
        ("<c {r}><f>1+1</f><v/></c>", CellError("")),
        ("<c {r}><f>1+1</f><v></v></c>", CellError("")),
        ('<c {r}><f t="shared" si="0"/></c>', CellError("")),
        ("<c {r}><f>1+1</f><v>2</v></c>", 2.0),
        ("<c r='A1'><v>3</v></c>", 3.0),
        ("<c><v>4</v></c>", 4.0),
    ],
)
def test_a_cell_is_read_as_it_stands(xml: str, expected: object) -> None:
    strings = (
        "<si><t>文字</t></si><si><r><t>富</t></r><r><t xml:space='preserve'> 文本</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t xml:space='preserve'>  两端  </t></si>"
        "<si><t>一_x000D_二_x005F_x000D_</t></si>"
    )
    data = book(f'<row r="1">{xml}</row>'.replace("{r}", 'r="A1"'), strings=strings)
    rows = sheet_of(data).rows
    value = rows[0][0] if rows else None
    assert value == expected
    assert type(value) is type(expected)


def test_dates_since_1904_are_four_years_later() -> None:
    data = book(
        '<row r="1"><c r="A1" s="1"><v>44377</v></c></row>',
        properties='<workbookPr date1904="1"/>',
    )
    assert sheet_of(data).rows == [[dt.date(2025, 7, 1)]]


def test_strict_ooxml_is_read_with_its_dates_and_errors() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>45839</v></c><c r="B1" t="e"><v>#N/A</v></c></row>'
    data = book(rows, main=strange.STRICT_MAIN, office=strange.STRICT_OFFICE)
    assert sheet_of(data).rows == [[dt.date(2025, 7, 1), CellError("#N/A")]]


def test_rows_and_columns_are_counted_from_a1() -> None:
    sheet = sheet_of(book('<row r="3"><c r="C3"><v>1</v></c></row>'))
    assert sheet.cell(2, 2) == 1.0
    assert sheet.cell(0, 0) is None


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "D5:D5"])
def test_a_wrong_dimension_neither_rejects_nor_truncates(dimension: str) -> None:
    body = f'<dimension ref="{dimension}"/><sheetData><row r="5"><c r="D5"><v>7</v></c></row></sheetData>'
    assert sheet_of(packed(parts(body))).cell(4, 3) == 7.0


def test_hidden_rows_and_columns_and_merged_ranges_are_told() -> None:
    body = (
        '<cols><col min="1" max="1" width="9"/><col min="3" max="5" width="9" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    for text in (body, body.replace('"', "'")):
        sheet = sheet_of(packed(parts(text)))
        assert (sheet.hidden_rows, sheet.merged) == (frozenset({1}), ((0, 0, 0, 1),))
        assert sheet.hidden_columns == ((2, 4),)


def test_a_stray_cell_in_the_last_corner_costs_nothing() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far &amp; away</t></is></c></row>'
    )
    body = f'<sheetData>{rows}</sheetData><mergeCells><mergeCell ref="C1:D1"/></mergeCells>'
    sheet = sheet_of(packed(parts(body)))
    assert sheet.rows[0] == [1.0, CellError("#REF!")]
    assert sheet.cell(1_048_575, 16_383) == "far & away"
    assert sheet.merged == ((0, 2, 0, 3),)


@pytest.mark.parametrize("rows", [1, 98, 150])
@pytest.mark.no_cover
def test_a_far_cell_within_a_near_row_costs_nothing_and_is_read_where_it_says(
    rows: int,
) -> None:
    near = [
        f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, rows + 1)
    ]
    far = f'<row r="{rows + 1}"><c r="XFD1048576"><v>2</v></c><c r="B{rows + 1}"><v>3</v></c></row>'
    sheet = sheet_of(book(*near, far))
    assert (sheet.cell(1_048_575, 16_383), sheet.cell(rows, 1), sheet.cell(0, 0)) == (
        2.0,
        3.0,
        1.0,
    )


@pytest.mark.parametrize("spoilt", ["sharedStrings", "styles", "worksheets/sheet1"])
def test_what_every_cell_depends_on_must_be_xml(spoilt: str) -> None:
    contents = parts(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        strings="<si><t>文</t></si>",
    )
    contents[f"xl/{spoilt}.xml"] = contents[f"xl/{spoilt}.xml"].replace(
        b"</", b"</x", 1
    )
    assert codes(packed(contents)) in (
        [findings.DAMAGED.code],
        [findings.SHEET_UNREADABLE.code],
    )


def test_a_spoilt_format_does_not_turn_a_date_into_a_number() -> None:
    row = '<row r="1"><c r="A1" s="1"><v>45839</v></c></row>'
    assert codes(book(row, styles=strange.DATES.replace('"14"', '"x14"'))) == [
        findings.DAMAGED.code
    ]
    assert codes(book(row.replace('s="1"', 's=""'))) == [findings.SHEET_UNREADABLE.code]


@pytest.mark.parametrize("value", ["1.5", " 1", "x", ""])
def test_a_text_with_an_odd_number_is_not_the_first_text(value: str) -> None:
    data = book(
        f'<row r="1"><c r="A1" t="s"><v>{value}</v></c></row>',
        strings="<si><t>零</t></si><si><t>一</t></si>",
    )
    reading = read_bytes(data)
    assert reading.findings or not (
        reading.workbook and reading.workbook.sheets[0].rows
    )


def test_formats_far_away_without_values_do_not_count() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="XFD900000" s="1"/></row>'
    assert sheet_of(book(rows)).rows == [[1.0]]


def test_values_all_over_a_sheet_are_too_scattered() -> None:
    rows = "".join(
        f'<row r="{n * 60}"><c r="{"ABCDEFGH"[n % 8]}{n * 60}"><v>1</v></c></row>'
        for n in range(1, 5)
    )
    far = "".join(
        f'<row r="{1000 + n}"><c r="XF{"ABCD"[n % 4]}{1000 + n}"><v>1</v></c></row>'
        for n in range(3500)
    )
    assert codes(book(rows, far)) == [findings.TOO_SCATTERED.code]


def test_a_cell_beyond_the_limits_of_excel_makes_the_sheet_unreadable() -> None:
    assert codes(book('<row r="2000000"><c r="A2000000"><v>1</v></c></row>')) == [
        findings.SHEET_UNREADABLE.code
    ]


def test_one_bad_sheet_among_good_ones_is_named_and_the_others_are_read() -> None:
    good = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    for bad in (
        "<sheetData><row",
        '<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>',
    ):
        reading = read_bytes(packed(parts(good, bad, good)))
        assert reading.workbook is not None
        assert [sheet.name for sheet in reading.workbook.sheets] == ["S1", "S3"]
        assert [(each.code, each.place.sheet) for each in reading.findings] == [
            (findings.SHEET_UNREADABLE.code, "S2")
        ]


def test_a_sheet_whose_part_is_missing_does_not_take_the_others_along() -> None:
    contents = parts(
        "<sheetData/>", '<sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>'
    )
    del contents["xl/worksheets/sheet1.xml"]
    reading = read_bytes(packed(contents))
    assert reading.workbook is not None
    assert reading.workbook.sheets[0].rows == [[5.0]]
    assert [each.code for each in reading.findings] == [findings.SHEET_UNREADABLE.code]


def test_two_sheets_of_one_name_are_named_and_never_read_twice() -> None:
    contents = parts(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', "<sheetData/>"
    )
    contents["xl/workbook.xml"] = contents["xl/workbook.xml"].replace(b'"S2"', b'"S1"')
    reading = read_bytes(packed(contents))
    assert [each.code for each in reading.findings] == [findings.SAME_SHEET_NAME.code]
    assert reading.workbook is not None
    assert len(reading.workbook.sheets) == 1


def test_chart_sheets_have_no_cells_and_hidden_sheets_are_told() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        made.add_worksheet("甲").write(0, 0, 1)
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=甲!$A$1"})
        made.add_chartsheet("图").set_chart(chart)
        made.add_worksheet("乙").hide()
    reading = read_bytes(out.getvalue())
    assert reading.workbook is not None
    assert [(sheet.name, sheet.visible) for sheet in reading.workbook.sheets] == [
        ("甲", True),
        ("乙", False),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("styles.xml", "formats.xml"), ("sharedStrings.xml", "texts.xml")]
)
def test_parts_under_other_names_are_found_by_their_relationships(
    old: str, new: str
) -> None:
    rows = (
        '<row r="1"><c r="A1" s="1"><v>45839</v></c><c r="B1" t="s"><v>0</v></c></row>'
    )
    contents = parts(f"<sheetData>{rows}</sheetData>", strings="<si><t>文字</t></si>")
    contents[f"xl/{new}"] = contents.pop(f"xl/{old}")
    relations = "xl/_rels/workbook.xml.rels"
    contents[relations] = contents[relations].replace(old.encode(), new.encode())
    assert sheet_of(packed(contents)).rows == [[dt.date(2025, 7, 1), "文字"]]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
)
def test_parts_in_other_encodings_are_read(encoding: str, part: str) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>内联</t></is></c></row>'
    contents = parts(f"<sheetData>{rows}</sheetData>", strings="<si><t>文字</t></si>")
    declared = encoding.removesuffix("-sig")
    contents[part] = (
        f'<?xml version="1.0" encoding="{declared}"?>{contents[part].decode()}'.encode(
            encoding
        )
    )
    assert sheet_of(packed(contents)).rows == [["文字", "内联"]]


def test_prefixed_xml_is_read_like_any_other() -> None:
    contents = parts("")
    contents["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{strange.MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c>'
        '<x:c r="B1"><x:f>1+1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    ).encode()
    assert sheet_of(packed(contents)).rows == [[CellError("#N/A"), CellError("")]]


def test_entities_are_refused_before_they_grow() -> None:
    bomb = '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for part in (
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
    ):
        contents = parts("<sheetData/>")
        contents[part] = bomb.encode() + contents[part]
        assert codes(packed(contents)) == [findings.UNSAFE_PACKAGE.code], part


def test_a_part_that_grows_without_end_is_refused() -> None:
    contents = parts("<sheetData/>")
    contents["xl/worksheets/sheet1.xml"] += b" " * (70 << 20)
    data = packed(contents)
    assert len(data) < 100_000
    assert codes(data) == [findings.TOO_LARGE.code]


def test_a_size_in_the_header_is_not_believed() -> None:
    contents = parts("<sheetData/>")
    contents["xl/sharedStrings.xml"] += b" " * (70 << 20)
    data = packed(contents).replace(
        (70 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")
    )
    assert codes(data) in ([findings.TOO_LARGE.code], [findings.DAMAGED.code])


def test_too_many_parts_duplicate_parts_and_climbing_paths_are_refused() -> None:
    many = parts("<sheetData/>") | {f"xl/media/{n}.bin": b"" for n in range(5000)}
    climbing = parts("<sheetData/>") | {"../../evil.xml": b""}
    twice = parts("<sheetData/>") | {"XL/Workbook.xml": b"<workbook/>"}
    for contents in (many, climbing, twice):
        assert codes(packed(contents)) == [findings.UNSAFE_PACKAGE.code]


def test_every_truncation_is_told_and_none_is_half_read() -> None:
    data = book(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 50))
    )
    for length in range(1, len(data), 97):
        reading = read_bytes(data[:length])
        assert reading.workbook is None
        assert reading.findings


def test_a_changed_byte_in_a_part_is_never_read_over() -> None:
    data = bytearray(
        book(
            "".join(
                f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200)
            )
        )
    )
    part = open_package(bytes(data)).parts["xl/worksheets/sheet1.xml"]
    data[part.start + part.compressed // 2] ^= 0x55
    assert codes(bytes(data)) == [findings.SHEET_UNREADABLE.code]


def test_deep_xml_gives_an_answer() -> None:
    deep = "<a>" * 50_000 + "</a>" * 50_000
    reading = read_bytes(packed(parts(f"<sheetData/>{deep}")))
    assert reading.workbook or reading.findings


@pytest.mark.parametrize(
    ("name", "kind"), [("空.xlsx", FileKind.EMPTY), ("没有.xlsx", FileKind.UNKNOWN)]
)
def test_files_that_give_nothing_are_named(
    tmp_path: Path, name: str, kind: FileKind
) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    reading = read_workbook(tmp_path / name)
    assert reading.kind is kind
    assert reading.workbook is None
    expected = findings.EMPTY_FILE if kind is FileKind.EMPTY else findings.CANNOT_OPEN
    assert reading.findings[0].code == expected.code


@needs_soffice
def test_an_xls_that_claims_more_than_it_has_is_read_without_the_memory(
    tmp_path: Path,
) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(
        book('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c></row>')
    )
    data = bytearray(convert(source, "xls", tmp_path / "out").read_bytes())
    claim = struct.pack("<HHIIHHH", 0x200, 14, 0, 1, 0, 2, 0)
    at = data.index(claim)
    data[at : at + len(claim)] = struct.pack(
        "<HHIIHHH", 0x200, 14, 4_000_000_000, 1, 0, 256, 0
    )
    assert sheet_of(bytes(data)).rows[0] == [1.0, CellError("#N/A")]


XLSB_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.bin" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


def record(kind: int, body: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(body)]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(*cells: bytes) -> bytes:
    """Give an .xlsb of one hidden sheet 数据 with hidden columns C and D, and a hidden second row that holds these
    cells, by [MS-XLSB].
    """
    workbook = (
        record(131)
        + record(143)
        + record(156, struct.pack("<II", 1, 1) + wide("rId1") + wide("数据"))
    )
    row = struct.pack("<IIH", 1, 0, 300) + bytes([0, 0x10, 0]) + struct.pack("<I", 0)
    merged = record(176, struct.pack("<4I", 4, 4, 0, 2))
    sheet = (
        record(129)
        + record(148, struct.pack("<4I", 1, 1, 0, 2))
        + record(60, struct.pack("<4IH", 0, 1, 2304, 0, 0))
        + record(60, struct.pack("<4IH", 2, 3, 2304, 0, 1))
        + record(145)
        + record(0, row)
    )
    sheet += (
        b"".join(cells) + record(146) + record(177) + merged + record(178) + record(130)
    )
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.bin": workbook + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": XLSB_RELATIONS.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def test_an_xlsb_is_read_with_its_errors_hidden_rows_and_merged_ranges() -> None:
    place = [struct.pack("<II", column, 0) for column in range(3)]
    cells = (
        record(5, place[0] + struct.pack("<d", 12.5)),
        record(6, place[1] + wide("文字")),
        record(3, place[2] + bytes([23])),
    )
    sheet = sheet_of(xlsb(*cells))
    assert sheet.rows[1] == [12.5, "文字", CellError("#REF!")]
    assert (sheet.name, sheet.visible, sheet.hidden_rows, sheet.merged) == (
        "数据",
        False,
        frozenset({1}),
        ((4, 0, 4, 2),),
    )
    assert sheet.hidden_columns == ((2, 3),)


def test_an_xlsb_whose_cells_lie_too_far_apart_is_refused() -> None:
    far = record(0, struct.pack("<IIH", 1_048_575, 0, 300) + bytes(7)) + record(
        5, struct.pack("<IId", 16_383, 0, 1.0)
    )
    assert codes(xlsb(record(5, struct.pack("<IId", 0, 0, 1.0)), far)) == [
        findings.TOO_SCATTERED.code
    ]


def test_a_damaged_xlsb_is_named() -> None:
    assert codes(xlsb(record(3, b"\0"))) == [findings.DAMAGED.code]


def test_a_workbook_without_sheets_says_so() -> None:
    assert codes(packed(parts())) == [findings.NO_SHEETS.code]


def test_excels_own_password_is_no_hindrance_and_a_real_one_is_named() -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    contents = parts('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    contents["xl/media/image1.png"] = hashlib.shake_128(b"picture").digest(
        9000
    )  # msoffcrypto cannot encrypt tiny files
    plain = packed(contents)
    for password, expected in (
        ("VelvetSweatshop", findings.DEFAULT_PASSWORD),
        ("保密", findings.ENCRYPTED),
    ):
        out = io.BytesIO()
        OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
        reading = read_bytes(out.getvalue())
        assert [each.code for each in reading.findings] == [expected.code]
        assert (reading.workbook is not None) is (expected is findings.DEFAULT_PASSWORD)


values = st.one_of(
    st.floats(-1e12, 1e12).map(lambda number: float(f"{number:.12g}")),
    st.booleans(),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]),
        min_size=1,
        max_size=20,
    ).filter(lambda text: text == text.strip() and "_x" not in text),
    st.none(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(values, max_size=6), max_size=8))
def test_what_was_written_is_read(rows: list[list[object]]) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"strings_to_numbers": False, "strings_to_formulas": False}
    ) as made:
        sheet = made.add_worksheet("表")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    read = sheet_of(out.getvalue())
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            back = read.cell(number, column)
            assert (back, type(back)) == (value, type(value))


CELLS = (
    '<c r="{r}"><v>1</v></c>', '<c r="{r}" s="1"/>', '<c r="{r}" t="e"><v>#N/A</v></c>', '<c r="{r}"><f>A1</f></c>',
    '<c r="{r}"><f>A1</f><v></v></c>', '<c r="{r}" t="str"><f>A1</f><v></v></c>', '<c r="{r}"><f>A1</f><v>2</v></c>',
    '<c r="{r}"><f t="shared" si="0"/><v>2</v></c>', '<c r="{r}" t="inlineStr"><is><t>&lt;f></t></is></c>',
    '<c s="1" r="{r}"><v>1</v></c>', "<c r='{r}' t='e'><v>#REF!</v></c>", '<c r="{r}"><f>A1</f><v/></c>',
    '<c r="{r}" s="2"><v>0.5</v></c>', '<c r="{r}" s="2" t="n"><v>1E-2</v></c>', '<c r="{r}" s="2" t="n"></c>',
    '<c r="{r}" s="1"><v>45839</v></c>', '<c r="{r}" t="b"><v>1</v></c>', '<c r="{r}" t="s"><v>1</v></c>',
    '<c r="{r}" t="str"><f>A1</f><v xml:space="preserve"> x&amp;&#20013;</v></c>', '<c r="{r}" t="str"><v>x]]</v></c>',
    '<c r="{r}" s="3" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c r="AAA9"/>', '<c r="AAA7"><v>5</v></c>',
    '<c r="{r}" t="inlineStr"><is><r><t>a</t></r></is></c>', '<c r="{r}" t="d"><v>2025-07-01</v></c>',
)  # fmt: skip
ROWS = (
    "",
    ' ht="15" customHeight="1"',
    ' hidden="1"',
    ' hidden="false" x14ac:dyDescent="0.2"',
    ' hidden="true"',
)
BETWEEN = (
    "",
    "",
    "",
    "",
    "\n",
    "<!-- c -->",
    "<x/>",
    "7",
    "&#0;",
    "<v>7</v>",
    '<c r="B2"><v>9</v></c>',
    "</c>",
    "\x01",
)
STRINGS = "<si><t>零</t></si><si><t>一</t></si>"
PERCENTS = (
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="0"/>'
    '<xf numFmtId="4"/></cellXfs>'
)  # fmt: skip


def read_by_the_parser(data: bytes) -> WorkbookReading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spreadsheetml, "plain_sheet", lambda *_: None)
        patch.setattr(spreadsheetml, "plain_strings", lambda _: None)
        return read_bytes(data)


def read_as_a_list(data: bytes) -> WorkbookReading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_LARGEST_FORM", 0)
        return read_bytes(data)


def said(reading: WorkbookReading) -> object:
    """What a reading says, whatever the lengths of its rows."""
    sheets = reading.workbook.sheets if reading.workbook else ()
    return reading.findings, [
        (
            [(row, column, type(cell), cell) for row, line in enumerate(sheet.rows) for column, cell in enumerate(line)
             if cell is not None],
            sheet.hidden_rows, sheet.hidden_columns, sheet.merged, sheet.appearances,
        )
        for sheet in sheets
    ]  # fmt: skip


FIRST_ROWS = [1] * 10 + [1995] * 5 + [60_000]
"""Sixty thousand empty rows above the first take a fifth of a second to compare."""


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(ROWS), st.lists(st.sampled_from(CELLS), max_size=5)),
        max_size=6,
    ),
    st.integers(0, 60),
    st.sampled_from(BETWEEN),
    st.sampled_from(FIRST_ROWS),
)
@example(rows=[(ROWS[0], CELLS[:3])], place=60, odd=BETWEEN[0], first=60_000)
@pytest.mark.no_cover
def test_looking_at_the_bytes_gives_what_parsing_gives(
    rows: list[tuple[str, list[str]]], place: int, odd: str, first: int
) -> None:
    written = "".join(
        f'<row r="{n}"{words}>'
        + "".join(c.replace("{r}", f"{'ABCDE'[i]}{n}") for i, c in enumerate(row))
        + "</row>"
        for n, (words, row) in enumerate(rows, first)
    )
    tags = re.split("(?<=>)", written)
    tags.insert(place, odd)
    body = f'<sheetData>{"".join(tags)}</sheetData><mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>'
    data = packed(parts(body, strings=STRINGS, styles=PERCENTS))
    assert (
        said(read_bytes(data))
        == said(read_as_a_list(data))
        == said(read_by_the_parser(data))
    )


@pytest.mark.parametrize(
    "item",
    [
        "<t>文</t>", "<t/>", '<t xml:space="preserve"> 文 </t>', "<r><t>甲</t></r><r><rPr><b/></rPr><t>乙</t></r>",
        '<t>文</t><phoneticPr fontId="1" type="noConversion"/>', "<t>a]]&gt;&amp;&#10;&#128512;</t>", "<t>]]></t>",
        "<t>&#0;</t>", "<t>\x02</t>", "<t>文<x/>字</t>", "<t>&nbsp;</t>", "<t>&#x4E2D;</t>", "", "<t>甲</t><t>乙</t>",
    ],
)  # fmt: skip
def test_plain_strings_are_read_as_the_parser_reads_them(item: str) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    data = book(rows, strings=f"<si>{item}</si><si><t>次</t></si>")
    assert said(read_bytes(data)) == said(read_by_the_parser(data))


texts = st.lists(
    st.sampled_from(
        [
            "文",
            "a",
            " ",
            "\t",
            "\n",
            "\r",
            "\u3000",
            "_",
            "_x000D_",
            "_x",
            "]]>",
            "]]&gt;",
            "&amp;",
            "&#10;",
            "&",
        ]
    )
    | st.characters(codec="utf-8", exclude_characters="<&"),
    max_size=4,
).map("".join)
numbers = st.from_regex(
    r"\A-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,3})?\Z"
) | st.sampled_from(
    [
        ".5",
        "5.",
        "+5",
        "1_0",
        "inf",
        "nan",
        "0x1",
        " 5",
        "5 ",
        "",
        "-",
        "1e999",
        "9" * 39,
    ]
)
written = st.one_of(
    st.tuples(
        st.sampled_from(
            ["", ' s="1"', ' s="2"', ' s="04"', ' s="4"', ' s="99"', ' t="n"']
        ),
        numbers,
    ).map(lambda pair: f'<c r="{{r}}"{pair[0]}><v>{pair[1]}</v></c>'),
    texts.map(lambda text: f'<c r="{{r}}" t="inlineStr"><is><t>{text}</t></is></c>'),
    texts.map(
        lambda text: (
            f'<c r="{{r}}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        )
    ),
    texts.map(
        lambda text: f'<c r="{{r}}" t="str"><f>A1&amp;"{text}"</f><v>{text}</v></c>'
    ),
    st.integers(0, 9).map(lambda index: f'<c r="{{r}}" t="s"><v>{index}</v></c>'),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(written, max_size=4), max_size=4), st.lists(texts, max_size=8))
@pytest.mark.no_cover
def test_a_value_taken_from_a_match_is_that_of_calamine(
    rows: list[list[str]], shared: list[str]
) -> None:
    body = "".join(
        f'<row r="{n}">'
        + "".join(each.replace("{r}", f"{'ABCD'[i]}{n}") for i, each in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    strings = "".join(f"<si><t>{text}</t></si>" for text in shared)
    data = packed(
        parts(f"<sheetData>{body}</sheetData>", strings=strings, styles=PERCENTS)
    )
    assert repr(said(read_bytes(data))) == repr(
        said(read_by_the_parser(data))
    )  # as nan is nan
    assert repr(said(read_as_a_list(data))) == repr(said(read_by_the_parser(data)))


codes_of_formats = st.text(
    st.sampled_from('0#?.,%+-()_* ;yYmMdDhHsSeE[]"\\@G月日$AP/:'), max_size=8
)


@settings(max_examples=100, deadline=None)
@given(st.lists(codes_of_formats, min_size=1, max_size=20))
def test_what_may_be_a_date_is_left_to_calamine(custom: list[str]) -> None:
    listed = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
        for number, code in enumerate(custom, 164)
    )
    formats = "".join(
        f'<xf numFmtId="{number}"/>'
        for number in (*range(82), *range(164, 164 + len(custom)))
    )
    cells = "".join(
        f'<row r="{n + 1}"><c r="A{n + 1}" s="{n}"><v>45839.25</v></c></row>'
        for n in range(1, 82 + len(custom))
    )
    data = book(
        cells, styles=f"<numFmts>{listed}</numFmts><cellXfs>{formats}</cellXfs>"
    )
    assert said(read_bytes(data)) == said(read_by_the_parser(data))


def test_cells_in_another_order_are_for_the_parser() -> None:
    for rows in (
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
    ):
        assert (
            plain_sheet(
                f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
            )
            is None
        )
        assert said(read_bytes(book(rows))) == said(read_by_the_parser(book(rows)))


def test_a_long_list_is_read_like_a_form() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{"事" * 90}{n}</t></is></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in range(1, 1001)
    )
    assert len(rows.encode()) > 1 << 18
    assert sheet_of(book(rows)).rows == [
        [f"{'事' * 90}{n}", float(n)] for n in range(1, 1001)
    ]


def test_what_offices_write_is_plain() -> None:
    cells = '<c r="A1" s="1" t="s"><v>1</v></c><c r="B1" s="1"/><c r="C1" t="str"><f t="shared" si="0"/><v>x</v></c>'
    excel = f'<row r="1" spans="1:3" ht="15" customHeight="1" x14ac:dyDescent="0.2">{cells}</row>'
    libreoffice = f'<row r="1" customFormat="false" ht="15" hidden="false" outlineLevel="0" collapsed="false">{cells}</row>'
    for row in (excel, libreoffice):
        assert plain_sheet(
            f"<worksheet><sheetData>{row}</sheetData></worksheet>".encode()
        )


@needs_soffice
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_libreoffice_saves_is_read_alike(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(source) as made:
        sheet = made.add_worksheet("数据")
        sheet.write_column(0, 0, ["甲", 1.25, 0.1234])
        sheet.write_formula(0, 1, "=1/0")
        sheet.write_formula(1, 1, "=A2*2")
        sheet.write_formula(2, 1, '=""')
        sheet.write_datetime(
            0,
            2,
            dt.datetime(2025, 7, 1),  # noqa: DTZ001
            made.add_format({"num_format": "yyyy-mm-dd"}),
        )
        sheet.write_string(1, 2, "00123")
        sheet.merge_range(4, 0, 4, 2, "合并")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(3, 4, None, None, {"hidden": True})
        made.add_worksheet("藏").hide()
    saved = convert(source, suffix, tmp_path / "out")
    reading = read_workbook(saved)
    assert reading.workbook is not None
    first, second = reading.workbook.sheets
    assert first.rows[0][:3] == ["甲", CellError("#DIV/0!"), dt.date(2025, 7, 1)]
    assert first.rows[1][:3] == [1.25, 2.5, "00123"]
    assert first.rows[2][:2] == [0.1234, None]
    assert first.merged == ((4, 0, 4, 2),)
    assert first.hidden_rows == frozenset({1})
    assert first.hidden_columns == ((3, 4),)
    assert (second.name, second.visible) == ("藏", False)


def test_an_archive_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert codes(out.getvalue()) == [findings.NOT_A_WORKBOOK.code]


def test_a_single_cell_can_be_written_by_hand() -> None:
    assert sheet_of(cell("<c {r}><v>1</v></c>")).rows == [[1.0]]


ODD_FORMATS = {
    "0%": True,
    "0.00%": True,
    "0.0%": True,
    "[Red]0.0%;-0.0%": True,
    '0.0"%"': True,
    "0.0\\%": True,
    '0.0"亿元"': True,
    "0.00,": True,
    "General": False,
    "0.00": False,
}


def shares() -> bytes:
    """A workbook with 0.063 in each of the formats, one below the other, and a text in the first of them."""
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for row, code in enumerate(ODD_FORMATS, start=3):
        page.cell(row, 2, 0.063).number_format = code
    page.cell(1, 1, "6.3%").number_format = "0%"
    page.cell(2, 1).number_format = "0%"
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_numbers_that_a_format_shows_otherwise_are_known() -> None:
    expected = {
        (row, 1) for row, shown in enumerate(ODD_FORMATS.values(), start=2) if shown
    }
    assert set(sheet_of(shares()).appearances) == expected


def test_numbers_that_a_format_shows_otherwise_are_known_in_a_compacted_sheet() -> None:
    made = openpyxl.load_workbook(io.BytesIO(shares()))
    made.worksheets[0].cell(900_000, 9_000, 1.2).number_format = "0%"
    buffer = io.BytesIO()
    made.save(buffer)
    sheet = sheet_of(buffer.getvalue())
    assert (899_999, 8_999) in sheet.appearances
    assert all(
        sheet.cell(row, column) in {0.063, 1.2} for row, column in sheet.appearances
    )


@needs_soffice
def test_numbers_that_a_format_shows_otherwise_are_known_in_an_ods(
    tmp_path: Path,
) -> None:
    source = tmp_path / "shares.xlsx"
    source.write_bytes(shares())
    sheet = sheet_of(convert(source, "ods", tmp_path).read_bytes())
    assert {(2, 1), (3, 1), (4, 1)} <= set(sheet.appearances)
    assert not set(sheet.appearances) & {(10, 1), (11, 1), (0, 0)}


@pytest.mark.parametrize(
    "cell", ["A1", "T99999", "U1", "AA1", "A100000", "T100001", "XFD1048576"]
)
def test_the_box_of_a_list_is_its_last_row_by_its_last_column_or_within_the_limit(
    cell: str,
) -> None:
    letters, number = re.fullmatch("([A-Z]+)([0-9]+)", cell).groups()  # type: ignore[union-attr]
    exact = int(number) * (column_of(letters) + 1)
    box = plain._box(f'<c r="A1"/><c r="{cell}"/>')
    assert box in {exact, MOST_CELLS}
    assert box >= exact
