"""Decomposition tables in spreadsheets of every kind."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from tests.soffice import convert, needs_soffice
from tests.workflows.makers import TABLE, write
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.printed import MAX_COLUMNS, Hidden
from xltool.decomposition.table.printed_rows import printed_rows
from xltool.errors import InputFileError
from xltool.excel.registry import read_registry
from xltool.excel.tables import cell_text, read_grids
from xltool.model.grid import CellError, Raw
from xltool.workflows.importing import import_table

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (1.0, "1"),
        (12, "12"),
        (0.1, "0.1"),
        (1e15, "1000000000000000"),
        (True, "是"),
        (dt.date(2025, 12, 31), "2025年12月31日"),
        (dt.datetime(2025, 12, 31, 8), "2025年12月31日"),  # noqa: DTZ001 - a cell has no zone
        (CellError("#REF!"), ""),
        (" 甲\n\n乙 ", "甲\n乙"),
    ],
)
def test_cells_are_text_as_people_read_it(cell: Raw | CellError, text: str) -> None:
    assert cell_text(cell) == text


def test_numbers_are_what_their_format_shows_and_crossed_out_cells_are_apart(
    tmp_path: Path,
) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("指标")
        page.write_row(0, 0, ["序号", "指标名称", "目标值", "责任单位"])
        rows = [("投资增速", 0.0654, "0.0%"), ("植树", 500, '0"株"'), ("道路", 4, "")]
        for number, (name, value, code) in enumerate(rows, 1):
            page.write_row(number, 0, [number, name])
            form = book.add_format({"num_format": code}) if code else None
            page.write_number(number, 2, value, form)
        crossed = book.add_format({"font_strikeout": True})
        page.write_row(4, 0, [4, "作废", 77, "县林业局"], crossed)
        page.write_rich_string(5, 1, "绿化", crossed, "美化", "工程")
    (grid,) = read_grids(path.read_bytes(), path.name)
    assert [row.cells[2] for row in grid.rows[1:4]] == ["6.54%", "500株", "4"]
    assert grid.rows[4].cells == ("", "", "", "")
    assert grid.rows[5].cells[1] == "绿化工程"
    assert grid.rows[-1].cells == ("已划去：4 作废 77 县林业局",)
    assert grid.rows[-1].outside


def test_merged_cells_titles_and_hidden_sheets(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("分解表")
        page.merge_range(0, 0, 0, 3, "2025年任务分解表")
        page.write_row(1, 0, ["序号", "工作", "目标任务", "责任单位"])
        page.merge_range(2, 0, 3, 0, 1)
        page.merge_range(2, 1, 3, 1, "招商")
        page.write_column(2, 2, ["引进3家。", "签约2个。"])
        page.merge_range(2, 3, 3, 3, "市商务局")
        page.merge_range(4, 0, 4, 3, "二、科技创新赋能攻坚")
        page.write_row(5, 0, [2, "平台", "新增1个。", "市科技局"])
        draft = book.add_worksheet("草稿")
        draft.write_row(0, 0, ["序号", "目标任务", "责任单位"])
        draft.write_row(1, 0, [9, "不要。", "市某局"])
        draft.hide()
    table, left_out = read_grids(path.read_bytes(), path.name)
    assert left_out.hidden == Hidden(whole=True)
    rows, _ = printed_rows([table])
    assert [
        (
            row.text(ColumnPart.SEQ),
            row.text(ColumnPart.OWN),
            row.text(ColumnPart.UNIT),
            row.label,
        )
        for row in rows
    ] == [
        ("1", "引进3家。", "市商务局", "3"),
        ("1", "签约2个。", "市商务局", "4"),
        ("2", "新增1个。", "市科技局", "6"),
    ]
    assert rows[2].text(ColumnPart.CAMPAIGN) == "科技创新赋能攻坚"


def test_hidden_rows_and_columns_are_told(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("分解表")
        page.write_column(0, 0, ["序号", 1, 2])
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(1, 16_383, None, None, {"hidden": True})
    (grid,) = read_grids(path.read_bytes(), path.name)
    assert grid.hidden.rows == {2}
    assert grid.hidden.columns == set(range(1, MAX_COLUMNS))


def test_comments_stand_beside_and_formulas_without_a_result_are_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["序号", "目标值", "=B1"])
    page["B1"].comment = Comment("去年是312家", "甲")
    book.save(path)
    grid, comments = read_grids(path.read_bytes(), path.name)
    assert grid.broken == ((0, 2),)
    assert comments.aside
    assert [(row.label, row.cells) for row in comments.rows] == [
        ("B1", ("去年是312家",))
    ]


def test_what_cannot_be_read_says_so() -> None:
    with pytest.raises(InputFileError, match="坏的"):
        read_grids(b"PK\x03\x04broken", "坏的.xlsx")


@needs_soffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_programs_formats_give_the_same_tasks(
    workspace: Workspace, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "saved").mkdir()
    source = write(tmp_path / "分解表.xlsx")
    first = import_table(workspace, source)
    workspace.registry.unlink()
    second = import_table(workspace, convert(source, kind, tmp_path / "saved"))
    assert second.registry == first.registry


@needs_soffice
def test_the_registry_survives_another_program_and_its_edits(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = tmp_path / "分解表.txt"
    import_table(workspace, write(table))
    later = [*TABLE, ["5", "新事", "", "新增平台3个。", "罗朗", "市科技局", ""]]
    edited = import_table(workspace, write(table, later)).registry
    (tmp_path / "saved").mkdir()
    saved = convert(workspace.registry, "xlsx", tmp_path / "saved")
    assert read_registry(saved) == (edited, ())
    workspace.registry.write_bytes(saved.read_bytes())
    again = import_table(workspace, table)
    assert again.registry == edited
    assert not again.changed
