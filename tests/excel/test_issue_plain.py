"""Issued workbooks beside the same ones written by XlsxWriter cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.excel.issued import sheets_of, values_in
from tests.excel.plain_issue import write_plain
from tests.excel.test_issue import filled
from tests.forms.forms import a_form, a_layout
from tests.forms.shipped import PERIODS, UNIT, correct_values, shipped_layout
from tests.soffice import convert, needs_soffice
from xltool.excel.issue import write_issued
from xltool.forms.building import grown
from xltool.model.value import Values, reported
from xltool.settings import Office

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from xltool.forms.layout import Layout

OFFICE = Office(name="市督查室<&>", contact="赵晨", phone="0730-8888888")
_LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")
_OWN_PARTS = {
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
}
"""Parts that differ because texts stand in their cells and every style is there: cells are compared instead."""


def _same(layout: Layout, values: Values) -> None:
    ours, plain = (
        write(layout, "x<&>", values=values, office=OFFICE)
        for write in (write_issued, write_plain)
    )
    assert not _different(sheets_of(ours), sheets_of(plain))
    _same_cells(*(openpyxl.load_workbook(io.BytesIO(one)) for one in (ours, plain)))
    assert not _different(_around(ours), _around(plain))


def _different(ours: Mapping[str, object], plain: Mapping[str, object]) -> list[str]:
    return [
        name for name in ours.keys() | plain.keys() if ours.get(name) != plain.get(name)
    ]


def _same_cells(ours: Workbook, plain: Workbook) -> None:
    looks: dict[tuple[int, int], tuple[Any, Any]] = {}
    for name in plain.sheetnames:
        ours_rows, plain_rows = ours[name].iter_rows(), plain[name].iter_rows()
        for row, other_row in zip(ours_rows, plain_rows, strict=True):
            for cell, other in zip(row, other_row, strict=True):
                assert (cell.value, cell.data_type) == (other.value, other.data_type), (
                    name,
                    cell.coordinate,
                )
                looks[cell.style_id, other.style_id] = cell, other
        heights, plain_heights = (
            {number: row.height for number, row in page.row_dimensions.items()}
            for page in (ours[name], plain[name])
        )
        assert heights == plain_heights
    for cell, other in looks.values():
        for look in _LOOKS:
            assert repr(getattr(cell, look)) == repr(getattr(other, look)), (
                cell.parent.title,
                cell.coordinate,
                look,
            )


def _around(content: bytes) -> dict[str, str]:
    """Give every part, of sheets what stands around their rows."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {
            name: package.read(name).decode()
            for name in package.namelist()
            if name not in _OWN_PARTS
        }
    without_rows = {
        name: re.sub("<sheetData>.*</sheetData>", "", part, flags=re.DOTALL)
        for name, part in parts.items()
    }
    return {
        name: re.sub(r'sqref="(\w+):\1"', r'sqref="\1"', part)
        for name, part in without_rows.items()
    }


@pytest.mark.parametrize("form", PERIODS)
@pytest.mark.parametrize("unit", [UNIT, "东山县"])
def test_a_blank_workbook_is_the_plain_one(form: str, unit: str) -> None:
    _same(shipped_layout(form, unit), {})


@settings(deadline=None, max_examples=3, phases=[Phase.generate])
@given(data=st.data())
@pytest.mark.parametrize("form", PERIODS)
@pytest.mark.no_cover
def test_a_filled_workbook_is_the_plain_one(form: str, data: st.DataObject) -> None:
    layout = shipped_layout(form)
    _same(layout, data.draw(filled(layout)))


def test_a_workbook_with_added_rows_and_a_list_in_cells_is_the_plain_one() -> None:
    layout, values = shipped_layout(), correct_values()
    values["突出问题"] |= {
        f"+{number}": values["突出问题"]["+1"] for number in range(10, 40)
    }
    _same(grown(layout, values), values)
    _same(a_layout(a_form(choices={"进展状态": ("甲,乙", "丙")})), {})


def test_a_workbook_holds_nothing_of_the_one_before() -> None:
    first = write_issued(
        shipped_layout(), "the first stamp", office=OFFICE, values=correct_values()
    )
    second = write_issued(
        shipped_layout("monthly", "东山县"), "the second stamp", office=OFFICE
    )
    assert second == write_issued(
        shipped_layout("monthly", "东山县"), "the second stamp", office=OFFICE
    )
    with zipfile.ZipFile(io.BytesIO(second)) as package:
        text = "".join(package.read(name).decode() for name in package.namelist())
    assert "填报单位：市发展改革委" not in text
    assert "the first stamp" not in text
    assert first != second


@pytest.mark.parametrize(
    "text",
    ["<r><t>甲</t></r>", "a_x0041_x0042_b", "甲\x0b乙", "甲\r\n乙", " 甲 ", "]]>&amp;"],
)
def test_text_that_looks_like_markup_is_read_back_as_it_was(text: str) -> None:
    layout = a_layout()
    values: Values = {"任务进展": {"T01-01": {"本期进展": reported(text)}}}
    assert values_in(write_issued(layout, text, values=values), layout) == values


def test_the_form_may_name_any_row() -> None:
    layout = a_layout(a_form(name="第1000101行、10001户"))
    content = write_issued(layout, "x")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "第1000101行、10001户" in package.read("docProps/core.xml").decode()
        assert "10002" not in package.read("xl/workbook.xml").decode()


@needs_soffice
@pytest.mark.no_cover
def test_libreoffice_reads_the_cells_that_it_reads_of_the_plain_workbook(
    tmp_path: Path,
) -> None:
    read: list[Any] = []
    for write in (write_issued, write_plain):
        path = tmp_path / f"{write.__name__}.xlsx"
        path.write_bytes(write(shipped_layout(), "x", values=correct_values()))
        (tmp_path / write.__name__).mkdir()
        converted = convert(path, "xlsx", tmp_path / write.__name__).read_bytes()
        book = openpyxl.load_workbook(io.BytesIO(converted))
        formulas = [
            [[cell.value for cell in row] for row in page.iter_rows()] for page in book
        ]
        read.append((sheets_of(converted), formulas))
    assert bool(read[0] == read[1])
