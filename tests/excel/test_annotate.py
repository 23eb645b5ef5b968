from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.styles import Color, GradientFill, PatternFill

from tests.excel.strange import book, packed, parts
from tests.soffice import convert, needs_soffice
from xltool.excel.annotate import annotate
from xltool.excel.annotate.marking import COLOURS
from xltool.excel.reading import read_bytes
from xltool.excel.reading.scanning import position
from xltool.findings import Finding, Place, Severity
from xltool.forms.layout import RESULTS_SHEET
from xltool.opc import editing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook

TASKS, FIGURES = "任务进展", "指标'数据"
MARKS = {colour: severity for severity, colour in COLOURS.items()}


def finding(
    sheet: str,
    cell: str,
    severity: Severity = Severity.ERROR,
    message: str = "请改正。",
) -> Finding:
    return Finding(
        severity=severity,
        code="V101",
        place=Place(sheet=sheet, cell=cell),
        found="=1+1",
        expected="数字",
        message=message,
    )


FIRST = (
    finding(TASKS, "B3"),
    finding(TASKS, "B3", Severity.QUERY, "请核实。"),
    finding(TASKS, "A3", Severity.QUERY),
    finding(TASKS, "Z2", Severity.NOTE),
    finding(FIGURES, "C40", Severity.NOTE),
    finding(FIGURES, "E5"),
    finding("不存在", "A1"),
    finding(TASKS, "第5行"),
    finding("", ""),
)
SECOND = (finding(TASKS, "B4", Severity.QUERY), finding(FIGURES, "A2"))


def a_picture() -> io.BytesIO:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0\xff\0\0" * 2)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def original() -> bytes:
    """A workbook with everything that a careless editor loses."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        plain = made.add_format({"bold": True, "border": 1})
        entry = made.add_format(
            {"bg_color": "#FFF2CC", "border": 1, "num_format": "0.00", "locked": False}
        )
        for name in (TASKS, FIGURES):
            sheet = made.add_worksheet(name)
            quoted = name.replace("'", "''")
            sheet.write_row(0, 0, ["甲", "乙", "丙"], plain)
            for row in range(1, 30):
                sheet.write_string(row, 0, f"第{row}行", plain)
                sheet.write_number(row, 1, row * 1.5, entry)
                sheet.write_blank(row, 2, None, entry)
                sheet.write_formula(row, 3, f"=B{row + 1}*2", None, row * 3.0)
            sheet.set_column("E:E", 12, entry)
            sheet.repeat_rows(0)
            sheet.autofilter(0, 0, 29, 2)
            sheet.insert_image("G2", "a.png", {"image_data": a_picture()})
            chart = made.add_chart({"type": "column"})
            chart.add_series({"values": f"='{quoted}'!$B$2:$B$10"})
            sheet.insert_chart("G8", chart)
            sheet.add_sparkline("F2", {"range": f"'{quoted}'!B2:B9"})
            sheet.conditional_format(
                "B2:B30", {"type": "data_bar", "data_bar_2010": True}
            )
            sheet.data_validation("C2:C30", {"validate": "list", "source": ["a", "b"]})
        first = made.get_worksheet_by_name(TASKS)
        first.write_comment("A3", "旧批注", {"author": "张三"})
        first.insert_button("I30", {"caption": "按钮"})
        made.get_worksheet_by_name(FIGURES).activate()
        made.define_name("全局", f"={TASKS}!$B$2")
    return out.getvalue()


def annotated(data: bytes, findings: Sequence[Finding]) -> bytes:
    result = annotate(data, findings)
    assert result is not None
    return result


def opened(data: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it would lose on saving
        return openpyxl.load_workbook(io.BytesIO(data))


def marks(data: bytes) -> dict[tuple[str, str], Severity]:
    return {
        (sheet.title, cell.coordinate): MARKS[cell.fill.fgColor.rgb]
        for sheet in opened(data).worksheets
        if sheet.title != RESULTS_SHEET
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in MARKS
    }


def notes(data: bytes) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in opened(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def looks(data: bytes) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (sheet.title, cell.coordinate): (
            cell.value,
            cell.number_format,
            cell.fill.fgColor.rgb,
            cell.border.left.style,
            cell.font.b,
            cell.protection.locked,
        )
        for sheet in opened(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style or cell.value is not None
    }


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_bad_cells_are_marked_by_their_worst_finding(original: bytes) -> None:
    assert marks(annotated(original, FIRST)) == {
        (TASKS, "B3"): Severity.ERROR,
        (TASKS, "A3"): Severity.QUERY,
        (TASKS, "Z2"): Severity.NOTE,
        (FIGURES, "C40"): Severity.NOTE,
        (FIGURES, "E5"): Severity.ERROR,
    }


def test_a_marked_cell_keeps_its_other_formatting(original: bytes) -> None:
    after = opened(annotated(original, FIRST))
    for cell in (after[TASKS]["B3"], after[FIGURES]["E5"]):
        assert (cell.number_format, cell.border.left.style, cell.protection.locked) == (
            "0.00",
            "thin",
            False,
        )


def test_comments_are_added_and_those_of_others_kept(original: bytes) -> None:
    written = notes(annotated(original, FIRST))
    assert "请改正。" in written[TASKS, "B3"]
    assert "请核实。" in written[TASKS, "B3"]
    assert written[TASKS, "A3"].startswith("旧批注\n【校验】")
    assert len(written) == 5


def test_the_first_sheet_lists_every_finding_as_text(original: bytes) -> None:
    after = opened(annotated(original, FIRST))
    listing = after.worksheets[0]
    assert after.active is listing
    assert (listing.title, listing.auto_filter.ref) == (RESULTS_SHEET, "A2:F11")
    rows = list(listing.iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("级别", "代码", "位置", "发现", "应为", "办法")
    assert rows[1] == ("须改正", "V101", f"{TASKS} B3", "=1+1", "数字", "请改正。")
    assert len(rows) == len(FIRST) + 1
    assert listing["D3"].data_type != "f"
    assert listing["C8"].hyperlink.location == "'指标''数据'!E5"
    assert listing["C9"].hyperlink is None, "a link to a sheet that is not there"


def test_parts_that_do_not_change_are_there_byte_for_byte(original: bytes) -> None:
    before, after = contents(original), contents(annotated(original, FIRST))
    assert set(before) <= set(after)
    sheets = ("xl/worksheets/", "xl/comments", "xl/drawings/vml", "xl/styles.xml")
    touched = (
        *sheets,
        "xl/workbook.xml",
        "xl/_rels/workbook",
        "[Content_Types]",
        "docProps/app.xml",
    )
    assert {
        name
        for name in before
        if before[name] != after[name] and not name.startswith(touched)
    } == set()


def test_elements_that_a_careless_editor_loses_are_kept(original: bytes) -> None:
    after = contents(annotated(original, FIRST))
    for sheet in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        for element in (
            b"x14:sparkline",
            b"x14:dataBar",
            b"<dataValidation ",
            b"<drawing ",
            b"<v>3</v>",
            b"<autoFilter",
        ):
            assert element in after[sheet]
    assert b"Button" in after["xl/drawings/vmlDrawing1.vml"]


def test_local_names_and_the_active_tab_follow_the_new_first_sheet(
    original: bytes,
) -> None:
    after = opened(annotated(original, FIRST))
    assert [sheet.title for sheet in after.worksheets] == [
        RESULTS_SHEET,
        TASKS,
        FIGURES,
    ]
    assert [sheet.print_title_rows for sheet in after.worksheets] == [
        None,
        "$1:$1",
        "$1:$1",
    ]
    assert [bool(sheet.sheet_view.tabSelected) for sheet in after.worksheets] == [
        True,
        False,
        False,
    ]
    assert after.defined_names["全局"].attr_text == f"{TASKS}!$B$2"


def test_values_are_as_before(original: bytes) -> None:
    before, after = (
        read_bytes(original).workbook,
        read_bytes(annotated(original, FIRST)).workbook,
    )
    assert before is not None
    assert after is not None
    assert [sheet.rows for sheet in before.sheets] == [
        sheet.rows for sheet in after.sheets[1:]
    ]


def test_marks_of_an_earlier_round_are_gone(original: bytes) -> None:
    second = annotated(annotated(original, FIRST), SECOND)
    assert marks(second) == {
        (TASKS, "B4"): Severity.QUERY,
        (FIGURES, "A2"): Severity.ERROR,
    }
    assert set(notes(second)) == {(TASKS, "A3"), (TASKS, "B4"), (FIGURES, "A2")}
    assert notes(second)[TASKS, "A3"] == "旧批注"
    assert [sheet.title for sheet in opened(second).worksheets] == [
        RESULTS_SHEET,
        TASKS,
        FIGURES,
    ]
    assert annotated(second, SECOND) == annotated(annotated(second, SECOND), SECOND)


def test_without_findings_the_file_is_as_it_was(original: bytes) -> None:
    assert annotate(original, ()) == original
    cleared = annotated(annotated(original, FIRST), ())
    before, after = looks(original), looks(cleared)
    assert {place: look for place, look in after.items() if place in before} == before
    assert notes(cleared) == notes(original)
    assert set(contents(cleared)) == set(contents(original))
    for name in ("xl/workbook.xml", "docProps/app.xml"):
        assert contents(cleared)[name].count(RESULTS_SHEET.encode()) == 0


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 45), st.integers(0, 8), st.sampled_from(Severity)),
        min_size=1,
        max_size=8,
    )
)
def test_any_marks_come_and_go(cells: list[tuple[int, int, Severity]]) -> None:
    data = book(
        '<row r="2"><c r="B2" s="1"><v>45839</v></c><c r="D2"><v>1</v></c></row>',
        styles=STYLES,
    )
    findings = [
        finding("S1", f"{'ABCDEFGHI'[column]}{row + 1}", severity)
        for row, column, severity in cells
    ]
    marked = annotated(data, findings)
    assert {position(address) for _, address in marks(marked)} == {
        (row, column) for row, column, _ in cells
    }
    cleared = read_bytes(annotated(marked, ())).workbook
    assert cleared == read_bytes(data).workbook


def fancy() -> bytes:
    """Give a workbook whose cells have fills that are more than a colour."""
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.title = TASKS
    fills = (
        GradientFill(degree=45, stop=("FFFF0000", "FF00FF00")),
        GradientFill(type="path", left=0.5, right=0.5, stop=("FFFFFFFF", "FF0000FF")),
        PatternFill("lightUp", fgColor="FF112233", bgColor="FF445566"),
        PatternFill("gray125"),
        PatternFill("solid", fgColor="FF000001"),
        PatternFill("solid", fgColor="FF000002"),
        PatternFill("solid", fgColor=Color(theme=4, tint=0.4)),
        PatternFill(),
    )
    for row, fill in enumerate(fills, 1):
        page.cell(row, 1, row).fill = fill
        page.cell(row, 2).fill = fill
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def resaved(data: bytes) -> bytes:
    """Give a workbook as a program saves it that counts the formats anew."""
    made = opened(data)
    made[TASKS]["D1"].fill = PatternFill("solid", fgColor="FFABCDEF")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("between", [bytes, resaved])
def test_fills_of_any_kind_are_back_when_the_mark_comes_off(
    between: Callable[[bytes], bytes],
) -> None:
    original = fancy()
    places = [f"{column}{row}" for row in range(1, 9) for column in "AB"]
    rounds = (
        [finding(TASKS, place, Severity.QUERY) for place in places],
        [finding(TASKS, place) for place in places],
    )
    data = original
    for findings in rounds:
        data = between(annotated(data, findings))
        assert {cell for _, cell in marks(data)} == set(places)
    cleared = opened(annotated(data, ()))[TASKS]
    before = opened(original)[TASKS]
    assert [repr(cleared[place].fill) for place in places] == [
        repr(before[place].fill) for place in places
    ]


def test_the_formats_that_are_kept_are_out_of_sight() -> None:
    listing = opened(
        annotated(fancy(), [finding(TASKS, "A1"), finding(TASKS, "B3")])
    ).worksheets[0]
    assert listing.column_dimensions["H"].hidden
    assert [listing.cell(row, 8).fill.fill_type for row in (1, 2, 3)] == [
        "linear",
        "lightUp",
        None,
    ]


ROWS = (
    '<row r="2" spans="1:3"><c r="A2" s="1"><v>45839</v></c><c r="C2" t="inlineStr"><is><t>c r="B2"</t></is></c></row>',
    '<row r="3" s="1" customFormat="1" ht="20"/>',
    '<row r="5"><c r="B5"/><c r="D5"><f>IF(A2&lt;3,"&lt;row ","")</f><v>1</v></c><c r="AA5"><v>2</v></c></row>',
    "<row r='7'><c r='A7'><v>1</v></c></row>",
    '<row r="8"><c r="B8"><v>1</v></c><c r="A8"><v>2</v></c></row>',
    '\n<row r="9"><c r="A9"><v>1</v></c></row>',
    '<row r="10"><!-- <row r="11"> --><c r="A10"><v>1</v></c></row>',
    '<row r="12">\n<c r="A12"><v>1</v></c></row>',
    '<row r="13"><c r="A13" t="str"><v><![CDATA[</row><row r="14"/>]]></v></c></row>',
    '<row r="15"></row>',
)
AFTER = (
    "",
    '<mergeCells count="1"><mergeCell ref="F1:G1"/></mergeCells><pageMargins left="1"/><extLst/>',
    '<customSheetViews><customSheetView guid="{0}"><pageMargins left="1"/></customSheetView></customSheetViews>',
    '<conditionalFormatting sqref="A1"/><pageMargins left="1"/><legacyDrawingHF r:id="rId9" xmlns:r="r"/>',
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(ROWS), unique=True),
    st.sampled_from(AFTER),
    st.lists(
        st.sampled_from(
            [
                "A2",
                "B2",
                "C2",
                "B3",
                "D5",
                "C5",
                "AB5",
                "A7",
                "A8",
                "A9",
                "A10",
                "A12",
                "A13",
                "A15",
                "Z1",
                "C99",
            ]
        )
    ),
)
@pytest.mark.no_cover
def test_an_excerpt_of_a_sheet_is_edited_as_the_whole_of_it(
    rows: list[str], after: str, cells: list[str]
) -> None:
    rows.sort(key=ROWS.index)
    data = packed(
        parts(f"<sheetData>{''.join(rows)}</sheetData>{after}", styles=STYLES)
    )
    findings = [finding("S1", cell) for cell in cells]
    marked = annotated(data, findings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editing, "excerpt", lambda *_: None)
        expected = annotated(data, findings)
        cleared = annotated(marked, ())
    assert canonical(marked) == canonical(expected)
    assert canonical(annotated(marked, ())) == canonical(cleared)


def canonical(data: bytes) -> dict[str, str]:
    return {
        name: etree.canonicalize(content.decode())
        for name, content in contents(data).items()
    }


STYLES = (
    '<fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellXfs count="2"><xf numFmtId="0" fillId="0"/><xf numFmtId="14" fillId="0"/></cellXfs>'
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "<b>&amp;",
        "_x0041_",
        "\x00\x0b坏",
        "长" * 40_000,
    ],
)
def test_text_stays_text(text: str) -> None:
    data = book('<row r="1"><c r="A1"><v>1</v></c></row>', styles=STYLES)
    marked = annotated(data, [finding("S1", "A1", message=text)])
    reading = read_bytes(marked)
    assert reading.workbook is not None
    shown = str(reading.workbook.sheets[0].cell(2, 5))
    assert (
        shown.strip() == "".join(char for char in text if char >= " ")[:32_767].strip()
    )
    assert b"<f>" not in contents(marked)["xl/worksheets/sheet2.xml"]


def test_what_cannot_be_edited_is_left_to_the_caller() -> None:
    threaded = parts("<sheetData/>", styles=STYLES)
    del threaded["xl/styles.xml"]
    broken = parts("<sheetData><row r='1'></sheetData>", styles=STYLES)
    for data in (b"", b"%PDF", b"PK\x03\x04", packed(threaded), packed(broken)):
        assert annotate(data, [finding("S1", "A1")]) is None


def test_threaded_comments_are_left_alone() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    made = parts(sheet, styles=STYLES)
    made["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" '
        b'Target="../comments1.xml"/></Relationships>'
    )
    made["xl/comments1.xml"] = (
        b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>tc={1}</author>'
        b'</authors><commentList><comment ref="A1" authorId="0"><text><t>[Threaded]</t></text></comment></commentList>'
        b"</comments>"
    )
    after = contents(
        annotated(packed(made), [finding("S1", "A1"), finding("S1", "B1")])
    )
    assert b"[Threaded]</t></text>" in after["xl/comments1.xml"]
    assert after["xl/comments1.xml"].count(b"<comment ") == 2


@needs_soffice
def test_libreoffice_opens_it_and_marks_are_known_again_after_it_saved(
    original: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "退回.xlsx"
    path.write_bytes(annotated(original, FIRST))
    saved = convert(path, "xlsx", tmp_path / "out").read_bytes()
    assert set(marks(saved)) == set(marks(path.read_bytes()))
    cleared = annotated(saved, ())
    assert marks(cleared) == {}
    assert notes(cleared) == {(TASKS, "A3"): "旧批注"}
    assert RESULTS_SHEET not in opened(cleared).sheetnames
