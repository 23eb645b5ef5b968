from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.excel.issued import Cell, cell, sheets_of, values_in
from tests.forms.forms import a_form, a_layout
from tests.forms.shipped import correct_values, shipped_layout, value
from tests.soffice import convert, needs_soffice
from xltool.excel.issue import write_issued
from xltool.excel.issue.self_check import READY, VERDICT_CELL, verdict
from xltool.forms.design import FieldType
from xltool.forms.evaluation import Evaluation
from xltool.forms.layout import header_of
from xltool.model.value import MISSING, NOT_APPLICABLE, State, Value, reported
from xltool.settings import Office

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.forms.design import Field
    from xltool.forms.layout import Layout
    from xltool.model.value import Values

_NUMBERS = (FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT)
_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() not in ("", "零报告", "不适用"))
_SPECIAL = st.sampled_from(
    [NOT_APPLICABLE, Value(state=State.ZERO, raw="零报告"), MISSING]
)


def _answers(field: Field, layout: Layout) -> st.SearchStrategy[Value]:
    if field.type in _NUMBERS:
        numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
        return st.one_of(
            numbers.map(lambda number: reported(number.normalize())), _SPECIAL
        )
    if field.type is FieldType.DATE:
        return st.one_of(
            st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1)).map(reported), _SPECIAL
        )
    if field.type is FieldType.CHOICE:
        return st.sampled_from(layout.form.choices[field.choices]).map(reported)
    return st.one_of(_TEXTS.map(reported), _SPECIAL)


@st.composite
def filled(draw: st.DrawFn, layout: Layout) -> Values:
    values: Values = {}
    for sheet, row, field in layout.inputs():
        if draw(st.booleans()):
            answer = draw(_answers(field, layout))
            if answer is not MISSING:
                values.setdefault(sheet.design.key, {}).setdefault(row.key, {})[
                    field.key
                ] = answer
    return values


@settings(deadline=None, max_examples=25)
@given(st.data())
@pytest.mark.no_cover
def test_what_is_written_into_the_inputs_reads_back_as_it_was(
    data: st.DataObject,
) -> None:
    layout = a_layout()
    values = data.draw(filled(layout))
    assert values_in(write_issued(layout, "x", values=values), layout) == values


def test_the_same_inputs_give_the_same_bytes() -> None:
    layout, values = shipped_layout(), correct_values()
    first = write_issued(layout, "x", values=values)
    assert write_issued(shipped_layout(), "x", values=values) == first
    assert {
        entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()
    } == {1980}


def test_sheets_stand_in_the_order_of_the_form_between_instructions_and_self_check() -> (
    None
):
    names = list(sheets_of(write_issued(shipped_layout(), "stamp text")))
    assert names == [
        "填报说明",
        "填报信息",
        "任务进展",
        "指标数据",
        "重点项目",
        "突出问题",
        "特色亮点",
        "填报自检",
        "_xltool",
    ]


def test_the_stamp_stands_in_a_sheet_that_excel_does_not_offer_to_show() -> None:
    content = write_issued(a_layout(), "stamp text")
    assert sheets_of(content)["_xltool"] == [["stamp text"]]
    assert re.search(
        r'name="_xltool" sheetId="\d+" state="veryHidden"',
        _part(content, "xl/workbook.xml"),
    )


def test_the_first_sheet_says_who_when_and_to_whom() -> None:
    office = Office(name="市督查室", contact="赵晨", phone="0730-8888888")
    text = _text_of(
        sheets_of(write_issued(shipped_layout(), "x", office=office))["填报说明"]
    )
    for word in (
        "市发展改革委",
        "2025年7月",
        "1-7月",
        "2025年8月7日",
        "市督查室　赵晨　0730-8888888",
        "零报告",
        "不适用",
    ):
        assert word in text


def test_headers_keys_and_prefilled_values_stand_where_the_layout_says() -> None:
    layout = shipped_layout()
    sheets = sheets_of(write_issued(layout, "x"))
    for sheet in layout.sheets:
        rows = sheets[sheet.name]
        for field in sheet.fields:
            assert cell(rows, sheet.header_row, sheet.columns[field.key]) == header_of(
                field
            )
        assert sheet.check_column is not None
        assert cell(rows, sheet.header_row, sheet.check_column) == "校验"
        assert [cell(rows, row.row, sheet.key_column) for row in sheet.rows] == [
            row.key for row in sheet.rows
        ]
    figures = layout.sheet("指标数据")
    row = figures.row("T01-01-1").row
    assert cell(sheets["指标数据"], row, figures.columns["上期累计"]) == 36.2
    assert cell(sheets["指标数据"], row, figures.columns["指标名称"]) == "争取各类资金"


def test_text_from_units_is_never_a_formula_or_a_link() -> None:
    layout = a_layout()
    for text in (
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(1)",
        "http://example.com",
        "007",
        "{=1}",
    ):
        values: Values = {"任务进展": {"T01-01": {"本期进展": reported(text)}}}
        content = write_issued(layout, "x", values=values)
        assert values_in(content, layout) == values
        part = _part(content, "xl/worksheets/sheet3.xml")
        assert "hyperlink" not in part
        assert all(
            "R" in one or "IF" in one for one in re.findall(r"<f>(.*?)</f>", part)
        )


def test_inputs_are_unlocked_and_everything_else_is_protected() -> None:
    layout = shipped_layout("monthly", "东山县")
    book = _openpyxl(write_issued(layout, "x"))
    for sheet in layout.sheets:
        page = book[sheet.name]
        assert page.protection.sheet
        for row in sheet.rows:
            for field in sheet.fields:
                style = page.cell(row.row + 1, sheet.columns[field.key] + 1).protection
                assert style.locked is not (field.is_input and row.reports), (
                    row.key,
                    field.key,
                )
    assert book["突出问题"].protection.insertRows is False  # False: allowed
    assert book["指标数据"].protection.insertRows is True


def test_a_row_that_another_unit_reports_has_no_checks() -> None:
    layout = shipped_layout("monthly", "东山县")
    sheet = layout.sheet("指标数据")
    foreign = [row for row in sheet.rows if not row.reports]
    assert foreign
    rows = sheets_of(write_issued(layout, "x"))["指标数据"]
    assert {
        text for row in foreign for text in rows[row.row][(sheet.check_column or 0) :]
    } == {""}


@pytest.mark.parametrize(
    "choices",
    [tuple(f"选项{n:03d}" for n in range(300)), ("甲,乙", "丙")],
    ids=["long", "comma"],
)
def test_a_choice_list_that_does_not_fit_stands_in_a_hidden_sheet(
    choices: tuple[str, ...],
) -> None:
    form = a_form(choices={"进展状态": choices})
    content = write_issued(a_layout(form), "x")
    assert [row[0] for row in sheets_of(content)["_选项"]] == ["进展状态", *choices]
    assert f"'_选项'!$A$2:$A${len(choices) + 1}" in _part(
        content, "xl/worksheets/sheet3.xml"
    )


def test_a_short_choice_list_stands_in_the_drop_down() -> None:
    content = write_issued(a_layout(), "x")
    assert "_选项" not in sheets_of(content)
    assert '"未启动,推进中,已完成"' in _part(content, "xl/worksheets/sheet3.xml")


def test_pages_are_a4_landscape_with_repeated_header_and_page_numbers() -> None:
    page = _openpyxl(write_issued(shipped_layout(), "x"))["指标数据"]
    assert (
        page.page_setup.orientation,
        page.page_setup.paperSize,
        page.page_setup.fitToHeight,
    ) == ("landscape", 9, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$4:$4"
    assert page.freeze_panes == "D5"
    assert "&P" in page.oddFooter.center.text


def test_every_formula_carries_its_value() -> None:
    content = write_issued(shipped_layout(), "x", values=correct_values())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [
            package.read(name).decode()
            for name in package.namelist()
            if "worksheets/sheet" in name
        ]
    formulas = [one for part in sheets for one in re.findall(r"<f[ >].*?</c>", part)]
    assert len(formulas) > 200
    assert all("<v>" in one for one in formulas)


def test_a_workbook_that_is_filled_in_correctly_says_that_it_can_be_sent() -> None:
    sheets = sheets_of(write_issued(shipped_layout(), "x", values=correct_values()))
    assert VERDICT_CELL == "B4"
    assert cell(sheets["填报自检"], 3, 1) == READY
    assert str(
        cell(sheets_of(write_issued(shipped_layout(), "x"))["填报自检"], 3, 1)
    ).startswith("还有 ")


_TYPED = (*("", "", "", "零报告", "不适用", " ", "约30", "推进中", "已完成", "在建", "已销号", "6", "6.1", "0", "-3"),
          *("40.4303", "24.7573", "14.2959", "1.377", "1E+15", "0.063", "101", "12000", "已立项"))  # fmt: skip


def _typed_at_random(layout: Layout, seed: int) -> Values:
    """Fill a month in as chance has it, on top of what is correct."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, nothing secret
    values = correct_values() if seed % 2 else {}
    for sheet, row, field in layout.inputs():
        if chance.random() < 0.6:
            typed = chance.choice(_TYPED)
            answer = (
                reported(dt.date(2025, chance.randint(1, 12), 5))
                if chance.random() < 0.1
                else value(typed)
            )
            rows = values.setdefault(sheet.design.key, {})
            rows[row.key] = {
                **rows.get(row.key, {}),
                field.key: answer if typed else MISSING,
            }
    return values


@needs_soffice
@pytest.mark.parametrize(
    ("form", "seed"), [("monthly", 0), ("monthly", 1), ("quarterly", 5)]
)
def test_libreoffice_comes_to_the_same_verdict_in_every_cell(
    form: str, seed: int, tmp_path: Path
) -> None:
    layout = shipped_layout(form)
    values = _typed_at_random(layout, seed)
    path = tmp_path / "issued.xlsx"
    path.write_bytes(write_issued(layout, "x", values=values))
    (tmp_path / "out").mkdir()
    ours = sheets_of(path.read_bytes())
    theirs = sheets_of(convert(path, "xlsx", tmp_path / "out").read_bytes())
    evaluation = Evaluation(layout, values)
    sentences: list[str] = []
    for sheet in layout.sheets:
        for row in sheet.rows:
            for column in range(len(sheet.fields) + 2 + len(evaluation.checks(sheet))):
                written, shown = (
                    cell(one[sheet.name], row.row, column) for one in (ours, theirs)
                )
                same = (
                    pytest.approx(written, rel=1e-14)
                    if isinstance(written, float)
                    else written
                )
                assert shown == same, (
                    sheet.name,
                    row.key,
                    column,
                )  # LibreOffice saves fifteen digits
            sentences += [sentence for _, sentence in evaluation.failures(sheet, row)]
    counts = [
        sum(one.startswith(word) for one in sentences)
        for word in ("待填", "须改正", "须核实")
    ]
    assert cell(theirs["填报自检"], 3, 1) == verdict(*counts)
    assert sum(counts) == len(sentences)
    assert theirs["填报自检"] == ours["填报自检"]


def _part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def _text_of(rows: list[list[Cell]]) -> str:
    return "\n".join(str(one) for row in rows for one in row)


def _openpyxl(content: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202 - openpyxl's own type
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(content))
