from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.excel.plain_rollup import written
from tests.excel.recount import recount, told
from tests.rollup.city import AREAS, a_city, a_form
from tests.soffice import convert, needs_soffice
from xltool.excel.rollup.cells import CONTINUED, pieces
from xltool.excel.rollup.summary_columns import COLUMNS
from xltool.forms.design import Field, FieldType, RowsFrom
from xltool.model.period import Period
from xltool.model.value import reported
from xltool.rollup.rollup import roll_up

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.rollup.inputs import RollupInputs

Rows = list[list[Any]]


def sheets_of(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def records(rows: Rows, key: str) -> list[dict[str, Any]]:
    """The rows below the header that have something in the column `key`, by column title."""
    header = next(row for row in rows if key in row)
    titles = [str(title).replace("\n", "") for title in header]
    below = rows[rows.index(header) + 1 :]
    return [
        dict(zip(titles, row, strict=False))
        for row in below
        if row[header.index(key)] not in {"", None}
    ]


def close(cell: object, number: Fraction | None) -> bool:
    if number is None:
        return not isinstance(cell, float)
    return isinstance(cell, float) and abs(Fraction(cell) - number) < Fraction(1, 10**9)


@pytest.fixture(scope="module")
def july() -> RollupInputs:
    return a_city(7)


@pytest.fixture(scope="module")
def content(july: RollupInputs) -> bytes:
    return written(roll_up(july))


@pytest.fixture(scope="module")
def book(content: bytes) -> dict[str, Rows]:
    return sheets_of(content)


@pytest.mark.parametrize("month", [1, 2, 7, 12])
def test_every_figure_of_the_summary_is_what_another_reckoning_gives(
    month: int,
) -> None:
    inputs = a_city(month)
    expected = recount(inputs)
    lines = records(sheets_of(written(roll_up(inputs)))["指标汇总"], "指标编号")
    assert sorted(row["指标编号"] for row in lines) == sorted(expected)
    for row in lines:
        line = expected[row["指标编号"]]
        assert close(row["累计完成"], line.value), row
        assert row["状态"] == line.status, row
        assert close(row["差距(百分点)"], line.gap), row
        assert close(row["上期累计"], line.last), row
        assert close(row["当期新增"], line.increment), row
        assert close(row["上年同期"], line.last_year), row
        assert row["排名"] == (line.rank or ""), row
        if line.completion is None:
            assert row["完成率"] == ""
        else:
            assert close(row["完成率"], line.completion), row


def test_every_line_of_the_details_is_what_the_unit_sent(
    july: RollupInputs, book: dict[str, Rows]
) -> None:
    lines = records(book["指标明细"], "指标编号")
    expected = [
        (one.code, unit)
        for one in july.registry.indicators
        for unit in july.registry.reporters(one)
    ]
    assert [(row["指标编号"], row["填报单位"]) for row in lines] == expected
    for row in lines:
        answer = told(july.current, row["指标编号"]).get(row["填报单位"])
        if isinstance(answer, Fraction):
            assert close(row["累计完成"], answer)
        elif row["指标名称"] != "高标准农田建设成效":
            assert row["累计完成"] == (answer or "未报")


def test_units_and_periods_are_counted_as_they_stand(
    july: RollupInputs, book: dict[str, Rows]
) -> None:
    lines = records(book["报送情况"], "单位")[:-1]
    assert len(lines) == len(july.current.standings)
    for row, standing in zip(lines, july.current.standings, strict=False):
        history = [
            record.standings[july.current.standings.index(standing)]
            for record in (*july.earlier, july.current)
        ]
        accepted = [one for one in history if one.state.value == "合格"]
        assert close(row["本年报送率"], Fraction(len(accepted), 7))
        on_time = sum(one.on_time is True for one in accepted)
        assert abs(Fraction(row["本年按时率"]) - Fraction(on_time, 7)) < Fraction(
            1, 10_000
        )


@pytest.mark.parametrize(
    ("name", "phone"), [("填报人", "联系电话"), ("填表人", "电话"), ("制表人", "手机")]
)
def test_who_filled_in_is_shown_by_whatever_name_the_form_gives_it(
    name: str, phone: str
) -> None:
    names = {"填报人": name, "联系电话": phone}
    inputs = a_city(1)
    figures = tuple(
        one._replace(field=names.get(one.field, one.field))
        for one in inputs.current.figures
    )
    current = replace(inputs.current, figures=figures)
    rolled = roll_up(replace(inputs, current=current))
    lines = records(sheets_of(written(rolled))["报送情况"], "单位")[:-1]
    reported_by = {one.unit for one in figures}
    told_of = {
        one["单位"] for one in lines if one["填报人"] and "0730-88" in one["联系电话"]
    }
    assert len(told_of) == len(reported_by)


def test_every_figure_has_its_source(july: RollupInputs, book: dict[str, Rows]) -> None:
    rows = records(book["数据来源"], "来源文件")
    assert len(rows) == len(july.current.figures)
    listed = {
        (row["填报单位"], row["编号"], row["字段"], row["单元格"], row["来源文件"])
        for row in rows
    }
    assert listed == {
        (one.unit, one.row, one.field, one.source.cell, one.source.file)
        for one in july.current.figures
    }


def test_links_lead_to_the_row_that_they_promise(
    content: bytes, book: dict[str, Rows]
) -> None:
    links = [
        formula
        for _, formula, _ in formulas_of(content, "指标明细")
        if "HYPERLINK" in formula
    ]
    assert links
    for row, formula in zip(
        (row for row in records(book["指标明细"], "指标编号") if row["来源"]),
        links,
        strict=True,
    ):
        target = re.search(r"#'(.+?)'!A(\d+)", formula)
        assert target is not None
        source = book[target[1]][int(target[2]) - 1]
        assert {row["指标编号"], row["填报单位"]} <= set(source)


@needs_soffice
@pytest.mark.parametrize("month", [7, 12])
@pytest.mark.no_cover
def test_libreoffices_recalculation_changes_no_value(
    month: int, tmp_path: Path
) -> None:
    path = tmp_path / "written.xlsx"
    path.write_bytes(written(roll_up(a_city(month))))
    (tmp_path / "out").mkdir()
    ours, theirs = (
        sheets_of(path.read_bytes()),
        sheets_of(convert(path, "xlsx", tmp_path / "out").read_bytes()),
    )
    assert list(ours) == list(theirs)
    for name, rows in ours.items():
        for number, (mine, other) in enumerate(
            zip(rows, theirs[name], strict=False), start=1
        ):
            for cell, recalculated in zip(mine, other, strict=False):
                assert same(cell, recalculated), (name, number, cell, recalculated)


def same(cell: object, other: object) -> bool:
    if isinstance(cell, float) and isinstance(other, float):
        return abs(cell - other) <= 1e-9 * max(1.0, abs(cell))
    return cell == other


@pytest.mark.no_cover
def test_same_inputs_same_bytes(july: RollupInputs, content: bytes) -> None:
    backwards = replace(
        july, current=replace(july.current, figures=tuple(july.current.figures)[::-1])
    )
    assert written(roll_up(july)) == content
    sheets = sheets_of(written(roll_up(backwards)))
    assert sheets["指标汇总"] == sheets_of(content)["指标汇总"]
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_units_write_is_never_a_formula(july: RollupInputs) -> None:
    wicked = (
        "=1+1",
        "+SUM(A1)",
        "-2+3",
        "@cmd",
        "\t=1",
        "https://example.org",
        "<b>粗</b>",
    )
    figures = list(july.current.figures)
    texts = [
        place
        for place, one in enumerate(figures)
        if one.field in {"本期进展", "内容", "问题描述"}
    ]
    for place, text in zip(texts, wicked, strict=False):
        figures[place] = figures[place]._replace(value=reported(text))
    content = written(
        roll_up(replace(july, current=replace(july.current, figures=tuple(figures))))
    )
    cells = {
        cell
        for rows in sheets_of(content).values()
        for row in rows
        for cell in row
        if isinstance(cell, str)
    }
    assert set(wicked) - {"\t=1"} <= cells
    for name in sheets_of(content):
        for _, formula, _ in formulas_of(content, name):
            assert not any(text.lstrip("=\t") == formula for text in wicked)
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert not [name for name in package.namelist() if "externalLink" in name]


def test_missing_zero_and_not_applicable_are_printed_apart(july: RollupInputs) -> None:
    codes = [one.code for one in july.registry.indicators if one.name == "固定资产投资"]
    figures = [
        one._replace(value=reported(Decimal(0)))
        if one.row == codes[0] and one.field == "累计完成"
        else one
        for one in july.current.figures
        if (one.unit, one.row) != ("临江县", codes[0])
    ]
    book = sheets_of(
        written(
            roll_up(
                replace(july, current=replace(july.current, figures=tuple(figures)))
            )
        )
    )
    answers = {
        row["填报单位"]: row["累计完成"]
        for row in records(book["指标明细"], "指标编号")
        if row["指标编号"] == codes[0]
    }
    assert answers["临江县"] == "未报"
    assert answers["东湖区"] == 0.0
    assert "不适用" in {
        row["累计完成"] for row in records(book["指标明细"], "指标编号")
    }


def test_a_field_that_the_clerk_added_has_a_column() -> None:
    inputs = a_city(
        1,
        form=a_form(
            Field(key="涉及企业数", label="涉及企业数（家）", type=FieldType.INTEGER)
        ),
    )
    first = next(one for one in inputs.current.figures if one.field == "累计完成")
    added = first._replace(field="涉及企业数", value=reported(Decimal(48)))
    figures = (*inputs.current.figures, added)
    book = sheets_of(
        written(
            roll_up(replace(inputs, current=replace(inputs.current, figures=figures)))
        )
    )
    lines = records(book["指标明细"], "指标编号")
    told_there = {
        (row["指标编号"], row["填报单位"]): row["涉及企业数（家）"] for row in lines
    }
    assert told_there[first.row, first.unit] == 48


def test_rows_beyond_a_sheet_go_on_in_the_next_and_still_count(
    july: RollupInputs, book: dict[str, Rows]
) -> None:
    content = written(roll_up(july), last_row=100)
    parts = sheets_of(content)
    details = [name for name in parts if name.startswith("指标明细")]
    assert details[:2] == ["指标明细", "指标明细(2)"]
    assert all(
        len(parts[name]) <= 100
        for name in parts
        if name.startswith(("指标明细", "数据来源"))
    )
    together = [row for name in details for row in records(parts[name], "指标编号")]
    assert [row["累计完成"] for row in together] == [
        row["累计完成"] for row in records(book["指标明细"], "指标编号")
    ]
    values = [
        [row["累计完成"] for row in records(each["指标汇总"], "指标编号")]
        for each in (parts, book)
    ]
    assert values[0] == values[1]
    sums = [
        formula
        for _, formula, _ in formulas_of(content, "指标汇总")
        if formula.startswith("ROUND(ROUND(SUMIFS")
    ]
    assert all("指标明细(2)" in formula for formula in sums)


def test_a_text_too_long_for_a_row_goes_on_visibly(july: RollupInputs) -> None:
    long = "".join(f"第{number}条措施已经落实到位，" for number in range(3000))
    figures = [
        one._replace(value=reported(long))
        if (one.unit, one.field) == ("市发改委", "本期进展")
        else one
        for one in july.current.figures
    ]
    content = written(
        roll_up(replace(july, current=replace(july.current, figures=tuple(figures))))
    )
    column = [
        row["本期进展"] for row in records(sheets_of(content)["任务进展"], "本期进展")
    ]
    assert any(str(cell).endswith(CONTINUED) for cell in column)
    assert long in "".join(str(cell).removesuffix(CONTINUED) for cell in column)
    assert max(len(str(cell)) for cell in column) <= 32_767


def test_pieces_lose_nothing() -> None:
    text = "办理进度，" * 9000
    cut = pieces(text, 40)
    assert "".join(piece.removesuffix(CONTINUED) for piece in cut) == text
    assert all(piece.endswith(CONTINUED) for piece in cut[:-1])
    assert pieces("短", 40) == ["短"]


def test_every_sheet_prints_on_a4_with_its_head_repeated(content: bytes) -> None:
    for name in sheets_of(content):
        xml = sheet_xml(content, name)
        assert 'paperSize="9"' in xml, name
        assert "第 &amp;P 页 共 &amp;N 页" in xml, name
    assert 'fitToHeight="0"' not in sheet_xml(content, "总览")
    with zipfile.ZipFile(BytesIO(content)) as package:
        titles = package.read("xl/workbook.xml").decode()
        assert (
            len(
                [
                    name
                    for name in package.namelist()
                    if name.startswith("xl/charts/chart")
                ]
            )
            == 4
        )
    assert titles.count("_xlnm.Print_Titles") == len(sheets_of(content)) - 2
    # 总览 and 总览图 are a page each


def test_numbers_fit_their_columns(july: RollupInputs) -> None:
    large = reported(Decimal("1234567890123.4567"))
    figures = tuple(
        one._replace(value=large)
        if (one.unit, one.field) == ("市财政局", "累计完成")
        else one
        for one in july.current.figures
    )
    content = written(
        roll_up(replace(july, current=replace(july.current, figures=figures)))
    )
    place = COLUMNS.place("累计完成") + 1
    widths = re.findall(
        rf'<col min="{place}" max="{place}" width="([\d.]+)"',
        sheet_xml(content, "指标汇总"),
    )
    assert float(widths[0]) > len("1,234,567,890,123.4567")


def test_projects_are_summed(july: RollupInputs, book: dict[str, Rows]) -> None:
    (row,) = [
        row
        for row in records(book["重点项目"], "填报单位")
        if row["填报单位"] == "合计"
    ]
    told_plans = [
        one.value.number for one in july.current.figures if one.field == "年度计划投资"
    ]
    assert close(
        row["年度计划投资(万元)"],
        sum((Fraction(plan) for plan in told_plans if plan), Fraction(0)),
    )


def test_a_sheet_name_that_excel_would_refuse_is_replaced(july: RollupInputs) -> None:
    odd = ("突出/问题[全市]" + "很长" * 20, "总览", "总览")
    free = [sheet for sheet in july.form.sheets if sheet.rows_from is RowsFrom.FREE]
    renamed = dict(zip((sheet.key for sheet in free), odd, strict=True))
    sheets = tuple(
        replace(sheet, title=renamed.get(sheet.key, sheet.title))
        for sheet in july.form.sheets
    )
    names = list(
        sheets_of(
            written(roll_up(replace(july, form=replace(july.form, sheets=sheets))))
        )
    )
    assert {"总览", "总览(2)", "总览(3)"} <= set(names)
    assert ("突出_问题_全市_" + "很长" * 20)[:31] in names


@pytest.mark.parametrize("name", ["2025-07-T2", "2025-Q3", "2025"])
def test_every_cycle_can_be_rolled_up(name: str) -> None:
    period = Period.parse(name)
    inputs = a_city(1)
    current = replace(inputs.current, period=period)
    book = sheets_of(
        written(roll_up(replace(inputs, current=current, earlier=(), last_year=None)))
    )
    assert period.label in book["总览"][0][0]
    line = next(
        row for row in records(book["指标汇总"], "指标编号") if row["序时进度"] != ""
    )
    assert line["序时进度"] == pytest.approx(float(period.time_progress))


def test_areas_have_a_sheet_and_the_missing_one_no_rank(book: dict[str, Rows]) -> None:
    rows = records(book["县市区对比"], "单位")
    lines = [row for row in rows if row["单位"] == "西园管理区"]
    assert lines
    assert all(
        (row["总量排名"], row["进度排名"], row["状态"]) == ("", "", "未报")
        for row in lines
    )
    assert {row["单位"] for row in rows} >= set(AREAS)


def sheet_xml(content: bytes, name: str) -> str:
    names = list(sheets_of(content))
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read(f"xl/worksheets/sheet{names.index(name) + 1}.xml").decode()


def formulas_of(content: bytes, name: str) -> list[tuple[str, str, str]]:
    """Address, formula and cached value of every formula of a sheet, in reading order."""
    found = re.findall(
        r'<c r="([A-Z]+\d+)"[^>]*><f>(.*?)</f><v>(.*?)</v>', sheet_xml(content, name)
    )
    return [(address, formula.replace("&quot;", '"').replace("&gt;", ">").replace("&lt;", "<"), value)
            for address, formula, value in found]  # fmt: skip
