"""The office's own workbook is issued as it is, and read again whatever was done to it."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from tests.conformance import faults
from tests.excel import own_forms
from tests.excel.own_forms import FORMS, ROWS, fixed_form
from tests.soffice import convert, needs_soffice
from xltool.checks.directory import Directory
from xltool.checks.identify import Context, Issued, Sent
from xltool.checks.judge import judge
from xltool.excel.designing.analysis import analyse
from xltool.excel.designing.reading import read_pages
from xltool.excel.designing.writing import write_design
from xltool.excel.designs import LAYOUT_SUFFIX, read_design
from xltool.excel.own_layout.base import own_sheet
from xltool.excel.own_layout.filling import filled_form
from xltool.excel.own_layout.writing import write_own_layout
from xltool.excel.reading import read_bytes
from xltool.forms.building import build_layout
from xltool.forms.layout_json import layout_from_json, layout_to_json
from xltool.forms.stamp import sign, stamp_of
from xltool.model.period import Period
from xltool.model.registry import Registry, Unit
from xltool.model.submission import Verdict
from xltool.model.value import Value, Values, reported
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook

    from xltool.findings import Finding
    from xltool.forms.design import Field, FormDesign
    from xltool.forms.layout import Layout
    from xltool.model.submission import Judgement

KEY = b"k" * 32
UNIT = Unit(code="U01", name="市教育局")
PERIOD = Period.parse("2025-07")


@cache
def _designed(folder: Path, name: str) -> tuple[FormDesign, bytes]:
    data = FORMS[name]()
    (folder / f"{name}{LAYOUT_SUFFIX}").write_bytes(data)
    form = analyse(read_pages(data), name)
    path = folder / f"{name}.xlsx"
    path.write_bytes(write_design(form, name, f"{name}{LAYOUT_SUFFIX}"))
    design, findings = read_design(path)
    assert design is not None, [one.message for one in findings]
    return design, data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("designs")


def laid_out(design: FormDesign) -> Layout:
    registry = Registry(tasks=(), indicators=(), units=(UNIT,))
    return build_layout(design, UNIT, PERIOD, registry, last_period={}, last_year={})


def issued(
    folder: Path, name: str, values: Values | None = None
) -> tuple[Layout, bytes]:
    design, data = _designed(folder, name)
    layout = laid_out(design)
    stamp = sign(stamp_of(layout, 1), KEY)
    return layout, write_own_layout(layout, stamp, data, values=values or {})


def judged(layout: Layout, content: bytes) -> Judgement:
    one = Issued(layout=layout, serial=1)
    context = Context(
        period=PERIOD,
        key=KEY,
        units=Directory((UNIT,)),
        issued=lambda _unit, _serial: one,
        form=layout,
    )
    reading = read_bytes(content)
    return judge(reading.workbook, Sent(name="表.xlsx"), context, reading.findings)


def entered(layout: Layout, number: Callable[[int], float]) -> Values:
    """Give values for every cell that a unit fills in; numbers by their place."""
    values: Values = {}
    for place, (sheet, row, one) in enumerate(layout.inputs()):
        rows = values.setdefault(sheet.design.key, {})
        rows.setdefault(row.key, {})[one.key] = _value(one, layout, number(place))
    return values


def _value(one: Field, layout: Layout, number: float) -> Value:
    match one.type.value:
        case "整数":
            return reported(Decimal(int(number)))
        case "数字" | "百分比":
            return reported(Decimal(str(number)))
        case "选项":
            choices = layout.form.choices[one.choices]
            return reported(choices[int(number) % len(choices)])
        case "日期":
            return reported(PERIOD.end)
        case "电话":
            return reported("0531-86012345")
    return reported(f"文字{number:g}")


def contents(values: Values) -> dict[tuple[str, str, str], object]:
    """Give what was reported, by its cell."""
    return {
        (sheet, row, field): value.content
        for sheet, rows in values.items()
        for row, fields in rows.items()
        for field, value in fields.items()
        if value.content is not None
    }


def expected(layout: Layout, values: Values) -> dict[tuple[str, str, str], object]:
    """Give what a reader must find: what was entered, without computed cells."""
    taken = {
        (sheet.design.key, row.key, one.key) for sheet, row, one in layout.inputs()
    }
    return {key: one for key, one in contents(values).items() if key in taken}


def read_back(layout: Layout, content: bytes) -> dict[tuple[str, str, str], object]:
    return expected(layout, judged(layout, content).values)


def edited(content: bytes, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# ---- issuing


@pytest.mark.parametrize("name", FORMS)
def test_every_part_but_those_that_must_change_is_there_byte_for_byte(
    folder: Path, name: str
) -> None:
    layout, content = issued(folder, name)
    before = zipfile.ZipFile(io.BytesIO(_designed(folder, name)[1]))
    after = zipfile.ZipFile(io.BytesIO(content))
    changed = {one for one in before.namelist() if after.read(one) != before.read(one)}
    assert len({sheet.name for sheet in layout.sheets}) == 1
    assert changed <= {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }


def test_what_was_in_a_filled_worksheet_is_all_still_there(folder: Path) -> None:
    _, content = issued(folder, "收入")
    names = ("mergeCells", "conditionalFormatting", "pageSetup", "headerFooter")
    before = _elements(fixed_form(), names)
    after = _elements(content, names)
    assert before
    assert [one for one in after if one in before] == before


def _elements(content: bytes, names: tuple[str, ...]) -> list[bytes]:
    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    root = etree.fromstring(part)
    found = [one for one in root if etree.QName(one).localname in names]
    return [etree.tostring(one, method="c14n") for one in found]


@pytest.mark.parametrize("name", ["收入"])
def test_an_issued_workbook_is_as_the_standard_wants_it(
    folder: Path, name: str
) -> None:
    assert faults(issued(folder, name)[1]) == []


def test_same_inputs_give_the_same_bytes(folder: Path) -> None:
    assert issued(folder, "收入")[1] == issued(folder, "收入")[1]


def test_the_unit_stands_behind_its_label_and_the_office_s_formulas_stay(
    folder: Path,
) -> None:
    book = load_workbook(io.BytesIO(issued(folder, "收入")[1]))
    sheet = book["收入月报"]
    assert sheet["A2"].value == "填报单位：市教育局"
    assert sheet["C14"].value == "=C7+C13"
    assert sheet["H5"].value == "校验"
    assert book["_xltool"].sheet_state == "veryHidden"
    assert book.sheetnames[-2:] == ["填报自检", "_xltool"]
    assert sheet.print_area == "'收入月报'!$A$1:$G$16"


def test_open_cells_of_a_protected_sheet_stay_open_and_lists_keep_their_drop_down(
    folder: Path,
) -> None:
    sheet = load_workbook(io.BytesIO(issued(folder, "项目")[1]))["项目清单"]
    assert not sheet["D4"].protection.locked
    assert sheet["D14"].protection.locked
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert [one.formula1 for one in lists] == ["=字典!$A$1:$A$3"]


def test_a_layout_of_the_office_s_own_is_kept_and_read_again(folder: Path) -> None:
    layout = laid_out(_designed(folder, "收入")[0])
    assert layout_from_json(layout_to_json(layout)) == layout


def test_the_total_stands_in_the_office_s_own_file(folder: Path) -> None:
    design, data = _designed(folder, "收入")
    layout = laid_out(design)
    values = entered(layout, lambda place: place + 1.5)
    book = load_workbook(io.BytesIO(filled_form(layout, values, data)), data_only=True)
    sheet = book["收入月报"]
    leaves = [sheet[f"C{row}"].value for row in (9, 10, 11, 12, 13)]
    assert all(isinstance(one, float) for one in leaves)
    assert sheet["C14"].value == pytest.approx(sum(leaves))
    assert book.sheetnames == ["收入月报", "填表说明"]


# ---- what is written is read back


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_what_is_written_into_an_own_layout_is_read_back(
    folder: Path, name: str, data: st.DataObject
) -> None:
    layout = laid_out(_designed(folder, name)[0])
    numbers = st.decimals(-9999, 9999, places=2, allow_nan=False)
    drawn = data.draw(st.lists(numbers, min_size=5, max_size=5))
    values = entered(layout, lambda place: float(drawn[place % 5]))
    content = issued(folder, name, values)[1]
    assert read_back(layout, content) == expected(layout, values)


# ---- whatever was done to it


def _insert_above(book: Workbook) -> None:
    for sheet in book.worksheets[:1]:
        merged = [str(one) for one in sheet.merged_cells.ranges]
        for one in merged:
            sheet.unmerge_cells(one)
        sheet.insert_rows(1, 2)
        sheet["A1"] = "已报"


def _insert_between(book: Workbook) -> None:
    sheet = book.worksheets[0]
    for one in [str(one) for one in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(one)
    sheet.insert_rows(9)


def _insert_column(book: Workbook) -> None:
    sheet = book.worksheets[0]
    for one in [str(one) for one in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(one)
    sheet.insert_cols(3)


def _rename(book: Workbook) -> None:
    book.worksheets[0].title = "Sheet1"


def _without_our_columns(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.delete_cols(7 if sheet.title != "收入月报" else 8, 60)


DAMAGES = {
    "rows above": (_insert_above,),
    "a row between": (_insert_between,),
    "a column": (_insert_column,),
    "another name": (_rename,),
    "our columns gone": (_without_our_columns,),
    "all of it": (_without_our_columns, _insert_above, _rename),
    "a row between, without our columns": (_without_our_columns, _insert_between),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FORMS)
def test_a_returned_own_layout_is_read_whatever_was_done_to_it(
    folder: Path, name: str, damage: str
) -> None:
    layout = laid_out(_designed(folder, name)[0])
    values = entered(layout, lambda place: place + 0.25)
    content = issued(folder, name, values)[1]

    def change(book: Workbook) -> None:
        for one in DAMAGES[damage]:
            one(book)

    found = judged(layout, edited(content, change)).values
    if layout.sheets[0].design.rows_from.value == "自由":  # rows get keys anew
        kept = map(str, contents(found).values())
        assert sorted(kept) == sorted(map(str, contents(values).values()))
    else:
        assert expected(layout, found) == expected(layout, values)


def test_an_untouched_own_layout_is_accepted_without_a_word(folder: Path) -> None:
    layout = laid_out(_designed(folder, "项目")[0])
    values = entered(layout, lambda place: place + 1)
    judgement = judged(layout, issued(folder, "项目", values)[1])
    assert judgement.verdict is Verdict.ACCEPTED
    assert [one.message for one in judgement.findings] == []


@needs_soffice
@pytest.mark.parametrize("kind", ["xls"])
def test_another_program_s_format_is_read(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    layout = laid_out(_designed(folder, "收入")[0])
    values = entered(layout, lambda place: place + 0.25)
    path = tmp_path / "表.xlsx"
    path.write_bytes(issued(folder, "收入", values)[1])
    content = convert(path, kind, tmp_path).read_bytes()
    assert read_back(layout, content) == expected(layout, values)


@needs_soffice
def test_live_checks_say_in_a_spreadsheet_program_what_they_say_here(
    folder: Path, tmp_path: Path
) -> None:
    layout = laid_out(_designed(folder, "收入")[0])
    values = entered(layout, lambda place: place + 0.25)
    first = next(iter(values["收入月报"]))
    values["收入月报"][first] = {
        key: reported("约三成") for key in values["收入月报"][first]
    }
    path = tmp_path / "表.xlsx"
    path.write_bytes(issued(folder, "收入", values)[1])
    ours = _checks(path)
    assert any("须改正" in str(one) for one in ours)
    assert _checks(convert(path, "xlsx", tmp_path)) == ours


def _checks(path: Path) -> list[object]:
    book = load_workbook(path, data_only=True)
    rows = range(7, 7 + len(ROWS))
    verdict = book["填报自检"]["B4"].value
    return [*(book["收入月报"][f"H{row}"].value for row in rows), verdict]


@pytest.mark.parametrize("name", FORMS)
def test_no_cell_has_an_empty_formula(folder: Path, name: str) -> None:
    package = open_package(issued(folder, name)[1])
    parts = [one for one in package.parts if one.startswith("xl/worksheets/sheet")]
    for part in parts:
        formulas = etree.fromstring(package.read(part)).iter("{*}f")
        assert all(one.text for one in formulas), part


def test_an_untouched_label_is_no_wrong_answer(folder: Path) -> None:
    sheet = load_workbook(io.BytesIO(issued(folder, "收入")[1]))["收入月报"]
    said = [cell.value for cell in sheet[15] if isinstance(cell.value, str)]
    assert not [one for one in said if "填报日期" in one and one.startswith("=")]


def test_an_answer_behind_its_label_has_no_live_check(folder: Path) -> None:
    layout = laid_out(_designed(folder, "收入")[0])
    single = next(one for one in layout.sheets if one.design.places.inside)  # type: ignore[union-attr]
    assert "填报日期" in single.design.places.inside  # type: ignore[union-attr]
    checked = {check.rule.field for check in own_sheet(single, layout).checks}
    assert not checked & set(single.design.places.inside)  # type: ignore[union-attr]


# ---- what a design says


def test_a_field_that_is_nowhere_in_the_layout_is_named(folder: Path) -> None:
    design = _changed(
        folder, "收入", "字段", "单元格", {"金额": "", "累计金额": "ZZZZ"}
    )
    assert set(_codes(design[1])) - {"D156"} == {"D154", "D152"}


def test_places_that_are_not_written_are_found_by_header_and_name(folder: Path) -> None:
    form, findings = _changed(
        folder, "业务", "字段", "单元格", dict.fromkeys((*MONTH_KEYS, "累计"), "")
    )
    assert [
        one.code
        for one in findings
        if one.code.startswith("D15") and one.code != "D156"
    ] == []
    assert form is not None
    places = form.sheets[0].places
    assert places is not None
    assert [places.columns[key] for key in (*MONTH_KEYS, "累计")] == [2, 3, 4, 5]


MONTH_KEYS = ("1月", "2月", "3月")


def test_an_answer_takes_the_place_of_what_was_taken(folder: Path) -> None:
    form, findings = _answered(folder, "项目", {"设置": "季"})
    assert form is not None
    assert (form.cycle.value, _codes(findings)) == ("季", [])


def test_a_doubt_without_an_answer_is_named_and_one_that_leads_nowhere_too(
    folder: Path,
) -> None:
    _, findings = _answered(folder, "项目", {"设置": ""})
    assert _codes(findings) == ["D156"]
    _, findings = _answered(folder, "项目", {"设置": "季"}, identity="没有这一项")
    assert _codes(findings) == ["D157"]


def _codes(findings: tuple[Finding, ...]) -> list[str]:
    """Give the codes of what is wrong with a layout or an answer."""
    return [one.code for one in findings if one.code.startswith("D15")]


def _changed(
    folder: Path, name: str, sheet: str, column: str, contents: dict[str, str]
) -> tuple[FormDesign | None, tuple[Finding, ...]]:
    _designed(folder, name)
    book = load_workbook(folder / f"{name}.xlsx")
    page = book[sheet]
    header = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=3):
        key = str(row[header.index("字段标识")].value)
        if key in contents:
            row[header.index(column)].value = contents[key]
    path = folder / f"{name}-改.xlsx"
    book.save(path)
    return read_design(path)


def _answered(
    folder: Path, name: str, answers: dict[str, str], identity: str = ""
) -> tuple[FormDesign | None, tuple[Finding, ...]]:
    """Read a design whose doubts are answered, those not named with 采纳."""
    _designed(folder, name)
    book = load_workbook(folder / f"{name}.xlsx")
    for row in book["待确认"].iter_rows(min_row=3):
        row[5].value = answers.get(str(row[6].value), "采纳")
        if identity:
            row[7].value = identity
    path = folder / f"{name}-答.xlsx"
    book.save(path)
    return read_design(path)


def test_a_long_list_of_choices_stands_in_a_hidden_sheet(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = tuple(f"第{number:03}类项目" for number in range(60))
    monkeypatch.setattr(own_forms, "KINDS", kinds)
    data = own_forms.list_form()
    (folder / f"长表{LAYOUT_SUFFIX}").write_bytes(data)
    form = analyse(read_pages(data), "长表")
    path = folder / "长表.xlsx"
    path.write_bytes(write_design(form, "长表", f"长表{LAYOUT_SUFFIX}"))
    design = read_design(path)[0]
    assert design is not None
    layout = laid_out(design)
    content = write_own_layout(layout, "xltool1.stamp", data, values={})
    sheet = load_workbook(io.BytesIO(content))["_选项"]
    assert sheet.sheet_state == "hidden"
    assert [cell.value for cell in sheet["A"]][1:] == list(kinds)
    assert faults(content) == []


def test_the_office_s_own_sign_of_money_is_no_question(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(fixed_form()))
    for row in range(7, 15):
        book["收入月报"][f"C{row}"].number_format = '"$"#,##0'
        book["收入月报"][f"D{row}"].number_format = '0"亿元"'
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    (tmp_path / f"钱{LAYOUT_SUFFIX}").write_bytes(data)
    path = tmp_path / "钱.xlsx"
    form = analyse(read_pages(data), "钱")
    path.write_bytes(write_design(form, "钱", f"钱{LAYOUT_SUFFIX}"))
    design = read_design(path)[0]
    assert design is not None
    layout = laid_out(design)
    values = entered(layout, lambda place: place + 1)
    stamp = sign(stamp_of(layout, 1), KEY)
    judgement = judged(layout, write_own_layout(layout, stamp, data, values=values))
    asked = {one.place.cell[0] for one in judgement.findings if one.place.sheet}
    assert "C" not in asked
    assert "D" in asked
