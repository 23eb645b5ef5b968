"""Tables of Word documents: merged cells, several paragraphs, automatic numbers, text between them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.printed_rows import PrintedRow, printed_rows
from xltool.errors import InputFileError
from xltool.word.asides import aside_of
from xltool.word.tables import grids_of
from xltool.word.text import text_of

if TYPE_CHECKING:
    from docx.document import Document as Opened
    from docx.table import Table


def rows_of(document: Opened) -> tuple[PrintedRow, ...]:
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        grids = grids_of(
            package.read("word/document.xml"), package.read("word/numbering.xml")
        )
    return printed_rows(grids)[0]


def a_table(document: Opened, *rows: str) -> Table:
    cells = [row.split("|") for row in rows]
    table: Table = document.add_table(len(cells), len(cells[0]))
    for at, row in enumerate(cells):
        for column, text in enumerate(row):
            table.cell(at, column).text = text.strip()
    return table


def test_cells_merged_down_and_across_are_read() -> None:
    document = Document()
    table = a_table(
        document,
        "序号|工作|目标任务||责任单位",
        "|||  |",
        "1|招商|多引进。|引进3家。|市商务局",
        "|||签约2个。|市工信局",
    )
    for column, text in ((2, "省里"), (3, "我市")):
        table.cell(1, column).text = text
    for top, left, bottom, right in (
        (0, 0, 1, 0),
        (0, 1, 1, 1),
        (0, 2, 0, 3),
        (0, 4, 1, 4),
        (2, 0, 3, 0),
        (2, 1, 3, 1),
        (2, 2, 3, 2),
    ):
        table.cell(top, left).merge(table.cell(bottom, right))
    first, second = rows_of(document)
    assert (
        first.text(ColumnPart.UPPER),
        first.text(ColumnPart.OWN),
        first.text(ColumnPart.UNIT),
    ) == (
        "多引进。",
        "引进3家。",
        "市商务局",
    )
    assert (
        second.text(ColumnPart.SEQ),
        second.text(ColumnPart.OWN),
        second.text(ColumnPart.UNIT),
    ) == (
        "1",
        "签约2个。",
        "市工信局",
    )


def test_paragraphs_of_a_cell_are_lines_and_headings_name_the_campaign() -> None:
    document = Document()
    document.add_paragraph("一、科技创新赋能攻坚")
    table = a_table(document, "序号|目标任务|责任单位", "1|新增平台1个。|市科技局")
    table.cell(1, 1).add_paragraph("培育企业3家。")
    document.add_paragraph("抄送：各单位")
    (row,) = rows_of(document)
    assert row.text(ColumnPart.OWN) == "新增平台1个。\n培育企业3家。"
    assert row.text(ColumnPart.CAMPAIGN) == "科技创新赋能攻坚"


def test_automatic_numbers_are_read_as_people_read_them() -> None:
    document = Document()
    table = a_table(document, "序号|目标任务|责任单位", "1|新增平台1个。|市科技局")
    cell = table.cell(1, 1)
    cell.paragraphs[0].style = "List Number"
    cell.add_paragraph("培育企业3家。")
    number = next(
        one.get(f"{{{nsdecls('w').split(chr(34))[1]}}}val")
        for one in document.styles["List Number"].element.iter()
        if one.tag.endswith("}numId")
    )
    for paragraph in cell.paragraphs:
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            )
        )
    (row,) = rows_of(document)
    assert row.text(ColumnPart.OWN) == "1. 新增平台1个。\n2. 培育企业3家。"


def test_deleted_text_is_gone_and_inserted_text_is_there() -> None:
    document = Document()
    table = a_table(document, "序号|目标任务|责任单位", "1|引进|市商务局")
    paragraph = table.cell(1, 1).paragraphs[0]._p
    paragraph.append(
        parse_xml(
            f"<w:del {nsdecls('w')}><w:r><w:delText>30家</w:delText></w:r></w:del>"
        )
    )
    paragraph.append(
        parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>3家。</w:t></w:r></w:ins>")
    )
    (row,) = rows_of(document)
    assert row.text(ColumnPart.OWN) == "引进3家。"


@pytest.mark.parametrize(
    "content", [b"", b"<broken", b"<w/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']
)
def test_what_is_no_document_gets_one_clear_line(content: bytes) -> None:
    with pytest.raises(InputFileError):
        grids_of(content)


BOX = """<w:r {namespaces} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>
<wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox>
</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def test_a_text_box_is_read_once_as_paragraphs_of_its_own() -> None:
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>2.改造学校6所。</w:t></w:r></w:p></w:txbxContent>"
    run = BOX.format(namespaces=nsdecls("w"), box=box)
    document.add_paragraph("1.新建园区5个。")._p.append(parse_xml(run))
    table = a_table(document, "1|新建泵站3座。")
    table.cell(0, 1).paragraphs[0]._p.append(parse_xml(run))
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        (grid,) = grids_of(package.read("word/document.xml"))
        printed = text_of(package.read("word/document.xml"))
    lines = ["1.新建园区5个。", "2.改造学校6所。"]
    assert [row.cells[0] for row in grid.rows if row.outside] == lines
    assert grid.rows[-1].cells == ("1", "新建泵站3座。\n2.改造学校6所。")
    assert printed.splitlines()[:2] == lines


def test_notes_and_headers_stand_beside_the_text() -> None:
    namespaces = nsdecls("w")
    part = f"<w:ftr {namespaces}><w:p><w:r><w:t>- 3 -</w:t></w:r></w:p><w:p><w:r><w:t>共印60份</w:t></w:r></w:p></w:ftr>"
    aside = aside_of("word/footer2.xml", part.encode())
    assert aside.aside
    assert (aside.name, [(row.label, row.cells) for row in aside.rows]) == (
        "页脚",
        [("第2段", ("共印60份",))],
    )
