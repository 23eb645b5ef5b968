"""What cells of every kind of workbook show beside their values: formats, crossed-out and raised pieces, comments."""

from __future__ import annotations

import datetime as dt
import io
import struct
from decimal import Decimal
from typing import TYPE_CHECKING

import olefile
import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.excel import strange
from tests.excel.strange import book, packed, parts
from tests.excel.test_reading import record, wide, xlsb
from tests.soffice import convert, needs_soffice
from xltool import findings
from xltool.excel.reading import read_bytes
from xltool.excel.reading.biff_globals import read_globals
from xltool.excel.reading.biff_records import Kind, records
from xltool.model.grid import PICTURE, Appearance, CellError, Run, Sheet
from xltool.model.number_format import format_that_shows, is_plain, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xltool.excel.reading.biff_records import Record

FORMATS = (
    '0.0"亿元"',
    "0.00,",
    '"下降"0.0"%"',
    "0.0%",
    "General",
    "#,##0.00_);[Red](#,##0.00)",
)
ODD = 4
"""So many of them show a number otherwise than it stands."""


def workbook(folder: Path) -> Path:
    """Make a workbook whose cells show more than they hold, as XlsxWriter writes it."""
    path = folder / "表.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("表")
        struck = made.add_format({"font_strikeout": True})
        raised = made.add_format({"font_script": 1})
        ordinary = made.add_format({})
        for row, code in enumerate(FORMATS):
            page.write_number(row, 0, 35600, made.add_format({"num_format": code}))
        page.write_number(6, 0, 30, struck)
        page.write_rich_string(7, 0, struck, "30", ordinary, "32.64")
        page.write_rich_string(8, 0, ordinary, "32.64", raised, "1")
        page.write_string(9, 0, "整格划掉", struck)
        page.write_number(10, 0, 1.5, made.add_format({"num_format": "[h]:mm"}))
        page.write_formula(11, 0, '=IF(TODAY()<1,6.3,"")', None, "")
        page.write_comment(0, 1, "核减：批注")
    return path


def only_sheet(data: bytes) -> Sheet:
    reading = read_bytes(data)
    assert reading.workbook is not None, reading.findings
    assert not reading.findings
    return reading.workbook.sheets[0]


def pieces(look: Appearance) -> list[tuple[str, bool, bool]]:
    return [(run.text, run.struck, run.raised) for run in look.runs]


@pytest.mark.parametrize(
    "suffix",
    ["xlsx", *(pytest.param(one, marks=needs_soffice) for one in ("xls", "ods"))],
)
def test_every_kind_of_workbook_tells_what_its_cells_show(
    suffix: str, tmp_path: Path
) -> None:
    source = workbook(tmp_path)
    path = source if suffix == "xlsx" else convert(source, suffix, tmp_path)
    sheet = only_sheet(path.read_bytes())
    looks = sheet.appearances
    seen = [shown(Decimal(35600), looks[row, 0].number_format) for row in range(ODD)]
    assert [one.whole for one in seen] == [
        "35600亿元",
        "35.6",
        "下降35600%",
        "3560000%",
    ]
    assert not any((row, 0) in looks for row in range(ODD, 6))
    assert looks[6, 0].struck
    assert looks[9, 0].struck
    assert pieces(looks[7, 0]) == [("30", True, False), ("32.64", False, False)]
    assert pieces(looks[8, 0]) == [("32.64", False, False), ("1", False, True)]
    assert not looks[7, 0].struck
    assert sheet.cell(10, 0) == dt.timedelta(hours=36)
    if suffix != "xlsx":  # there XlsxWriter leaves the empty result out
        assert sheet.cell(11, 0) is None
    assert sheet.comments == {(0, 1): "核减：批注"}


def test_rich_texts_that_stand_in_their_cells_are_told() -> None:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page["B2"] = CellRichText(TextBlock(InlineFont(strike=True), "30"), "32.64")
    page["B3"] = CellRichText("普通", TextBlock(InlineFont(b=True), "粗"))
    buffer = io.BytesIO()
    made.save(buffer)
    looks = only_sheet(buffer.getvalue()).appearances
    assert {place: pieces(look) for place, look in looks.items()} == {
        (1, 1): [("30", True, False), ("32.64", False, False)]
    }


def test_chinese_dates_without_a_code_are_dates() -> None:
    """A Chinese Excel gives its own dates numbers alone: 31 is 2025年7月1日, 57 2025年7月."""
    styles = (
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="57"/></cellXfs>'
    )
    row = (
        '<row r="1"><c r="A1" s="1"><v>45839</v></c><c r="B1" s="2"><v>45839</v></c>'
        '<c r="C1"><v>45839</v></c></row>'
    )
    day = dt.date(2025, 7, 1)
    assert only_sheet(book(row, styles=styles)).rows == [[day, day, 45839.0]]
    since = '<workbookPr date1904="1"/>'
    later = only_sheet(book(row, styles=styles, properties=since)).cell(0, 0)
    assert later == dt.date(2029, 7, 2)


@pytest.mark.parametrize(
    "xml",
    [
        '<c {r} t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
        '<c {r} t="e" vm="1"><v>#VALUE!</v></c>',
    ],
)
def test_a_picture_in_a_cell_is_no_text(xml: str) -> None:
    data = book(f'<row r="1">{xml}</row>'.replace("{r}", 'r="A1"'))
    assert only_sheet(data).rows == [[PICTURE]]


@pytest.mark.parametrize("empty", ["<t />", "<t/>", '<t xml:space="preserve" />'])
def test_an_empty_text_may_be_written_in_any_way(empty: str) -> None:
    strings = f"<si>{empty}</si><si><t>文</t></si>"
    data = book('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', strings=strings)
    assert only_sheet(data).rows == [["文"]]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<v>76</v><is><t>文</t></is>", "文"),
        ("<is><t>文</t></is><v>76</v>", "文"),
        ("<v>文</v>", "文"),
    ],
)
def test_a_text_in_its_cell_is_read_whatever_stands_beside_it(
    inner: str, expected: str
) -> None:
    row = f'<row r="1"><c r="A1" t="inlineStr">{inner}</c></row>'
    assert only_sheet(book(row)).rows == [[expected]]


def test_conversations_on_cells_are_quoted() -> None:
    contents = parts('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    related = "".join(
        f'<Relationship Id="r{n}" Type="{strange.OFFICE}/{kind}" Target="/xl/{part}"/>'
        for n, (kind, part) in enumerate(
            (("comments", "comments1.xml"), ("threadedComment", "threaded1.xml"))
        )
    )
    contents["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{strange.PACKAGE}/relationships">{related}</Relationships>'
    ).encode()
    contents["xl/comments1.xml"] = (
        f'<comments xmlns="{strange.MAIN}"><authors><author>张三</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><t>[线程批注]</t></text></comment>'
        '<comment ref="B2" authorId="0"><text><r><t>张三:</t></r><r><t>\n核减</t></r></text></comment>'
        "</commentList></comments>"
    ).encode()
    contents["xl/threaded1.xml"] = (
        '<ThreadedComments xmlns="x"><threadedComment ref="A1" id="1"><text>为什么少了</text></threadedComment>'
        '<threadedComment ref="A1" id="2" parentId="1"><text>已核减</text></threadedComment></ThreadedComments>'
    ).encode()
    assert only_sheet(packed(contents)).comments == {
        (0, 0): "为什么少了；已核减",
        (1, 1): "核减",
    }
    contents["xl/comments1.xml"] = b"<comments"
    assert only_sheet(packed(contents)).comments == {}


def test_short_cells_of_an_xlsb_stand_behind_the_cell_before_them() -> None:
    style = struct.pack("<I", 0)
    cells = (
        record(5, struct.pack("<II", 0, 0) + struct.pack("<d", 12.5)),
        record(17, style + wide("文字")),
        record(12, style),
        record(16, style + struct.pack("<d", 2.5)),
        record(14, style + bytes([23])),
    )
    (row,) = only_sheet(xlsb(*cells)).rows[1:2]
    assert row == [12.5, "文字", None, 2.5, CellError("#REF!")]


@pytest.fixture(scope="module")
def xls(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook as an .xls."""
    folder = tmp_path_factory.mktemp("xls")
    return convert(workbook(folder), "xls", folder).read_bytes()


def rewritten(xls: bytes, change: Callable[[Record, bytearray], None]) -> bytes:
    """Give an .xls with some of the records of its first sheet and its globals changed."""
    file = io.BytesIO(xls)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        stream = bytes(ole.openstream("Workbook").read())
        changed = bytearray(stream)
        offset = read_globals(stream).sheets[0].offset
        for one in (*records(stream, 0), *records(stream, offset)):
            change(one, changed)
        ole.write_stream("Workbook", bytes(changed))
        return file.getvalue()


@needs_soffice
def test_an_xls_before_excel_97_is_refused_by_name(xls: bytes) -> None:
    def older(one: Record, stream: bytearray) -> None:
        if one.kind == Kind.BOF:
            struct.pack_into("<H", stream, one.start + 4, 0x500)

    reading = read_bytes(rewritten(xls, older))
    assert [one.code for one in reading.findings] == [findings.OLD_FORMAT.code]
    assert reading.workbook is None


@needs_soffice
@pytest.mark.parametrize("kind", [Kind.FORMULA_3, Kind.FORMULA_4])
def test_formulas_under_another_number_are_read(xls: bytes, kind: Kind) -> None:
    """A record of a formula with the result 7 goes by the number that the old documents give."""

    def renumber(one: Record, stream: bytearray) -> None:
        if one.kind == Kind.FORMULA:
            struct.pack_into("<H", stream, one.start, kind)
            struct.pack_into("<d", stream, one.start + 10, 7.0)

    assert only_sheet(rewritten(xls, renumber)).cell(11, 0) == 7.0


@needs_soffice
def test_a_formula_of_an_xls_that_nobody_calculated_is_said(xls: bytes) -> None:
    def uncalculated(one: Record, stream: bytearray) -> None:
        if one.kind == Kind.FORMULA:
            struct.pack_into("<H", stream, one.start + 4 + 14, 2)

    assert only_sheet(rewritten(xls, uncalculated)).cell(11, 0) == CellError("")


@needs_soffice
@pytest.mark.parametrize(("number", "is_day"), [(31, True), (20, False), (60, False)])
def test_a_format_of_an_xls_is_known_by_its_code(
    xls: bytes, number: int, *, is_day: bool
) -> None:
    """Gnumeric gives its formats numbers under which Excel has others; a Chinese Excel has more of its own."""

    def renumber(one: Record, stream: bytearray) -> None:
        if one.kind == Kind.FORMAT and "亿元".encode("utf-16-le") in one.body:
            codes.append(struct.unpack_from("<H", one.body)[0])
            if number != 31:
                struct.pack_into("<H", stream, one.start + 4, number)
        elif one.kind == Kind.XF and struct.unpack_from("<2xH", one.body)[0] in codes:
            struct.pack_into("<H", stream, one.start + 6, number)

    codes: list[int] = []
    cell = only_sheet(rewritten(xls, renumber)).cell(0, 0)
    assert cell == (dt.date(1997, 6, 19) if is_day else 35600)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("35.6", "35.6亿元"),
        ("32640", "32.64"),
        ("-6.3", "下降6.3%"),
        ("6.3", "下降6.3%"),
        ("0.063", "6.3%"),
        ("326400", "32.6万"),
        ("-6.3", "-6.3"),
        ("-6.3", "(6.30)"),
        ("1234.5", "1,234.5"),
        ("12", ""),
        ("12", "完成"),
    ],
)
def test_a_format_is_known_from_what_it_shows(number: str, text: str) -> None:
    code = format_that_shows(Decimal(number), text)
    seen = shown(Decimal(number), code or "General")
    expected = {
        "下降6.3%": "下降6.3%",
        "(6.30)": "-6.3",
        "1,234.5": "1234.5",
        "32.6万": "32.64万",
    }
    assert seen.whole == expected.get(text, text)
    assert is_plain(code or "General") == (text in {"-6.3", "(6.30)", "1,234.5"})


def test_runs_are_pieces_of_one_text() -> None:
    assert Run(text="甲") == Run(text="甲", struck=False, raised=False)


def test_a_sheet_that_is_only_a_name_is_named_and_does_no_harm() -> None:
    """Macro sheets that a virus left, and tools that forget a relationship, leave such names behind."""
    contents = parts('<sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>')
    listed = b'<sheet name="Macro1" sheetId="9" state="veryHidden" r:id=""/></sheets>'
    workbook = contents["xl/workbook.xml"].replace(b"</sheets>", listed)
    reading = read_bytes(packed({**contents, "xl/workbook.xml": workbook}))
    assert reading.workbook is not None
    assert [sheet.rows for sheet in reading.workbook.sheets] == [[[5.0]]]
    assert [(one.code, one.found) for one in reading.findings] == [
        (findings.SHEET_WITHOUT_PART.code, "Macro1")
    ]


def test_rows_within_groups_of_an_ods_are_read() -> None:
    row = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="{0}">'
        "<text:p>{0}</text:p></table:table-cell></table:table-row>"
    )
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    declared = " ".join(f'xmlns:{key}="{value}"' for key, value in names.items())
    table = (
        f"<table:table-header-rows>{row.format(1)}</table:table-header-rows>"
        f"<table:table-row-group>{row.format(2)}</table:table-row-group>{row.format(3)}"
    )
    content = (
        f"<office:document-content {declared}><office:body><office:spreadsheet>\n"
        f'<table:table table:name="表">\n{table}\n</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    contents = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }
    data = packed(contents)
    assert only_sheet(data).rows == [[1.0], [2.0], [3.0]]
