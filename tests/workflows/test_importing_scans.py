"""Pictures beside the doubts of a scan: they survive the clerk's edits and the next import."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.table.printed import UnsureText
from xltool.workflows import importing
from xltool.workflows.importing import import_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xltool.decomposition.table.printed import Grid
    from xltool.workspace import Workspace

    Import = Callable[..., importing.ImportResult]


def png(shade: int) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (400, 60), shade).save(file, "PNG")
    return file.getvalue()


def scanned(*texts: str) -> tuple[Grid, ...]:
    grid = a_grid(
        "序号|工作任务|责任单位",
        *(f"{number}|{text}。|市工信局" for number, text in enumerate(texts, 1)),
        lettered=False,
    )
    unsure = tuple(
        UnsureText(row=row, column=1, text=text, page=1, picture=png(row * 20))
        for row, text in enumerate(texts, 1)
    )
    return (replace(grid, unsure=unsure),)


@pytest.fixture
def imported(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Import:
    def run(*texts: str) -> importing.ImportResult:
        monkeypatch.setattr(importing, "read_source", lambda *_: scanned(*texts))
        return import_table(workspace, tmp_path / "扫描件.png")

    return run


def pictures(workspace: Workspace) -> list[tuple[int, int]]:
    """Give row and column, from 0, of the pictures of 待确认."""
    page = openpyxl.load_workbook(workspace.registry)["待确认"]
    corners = [image.anchor._from for image in page._images]  # type: ignore[attr-defined]
    return [(corner.row, corner.col) for corner in corners]


def test_each_doubt_has_its_picture_beside_it(
    workspace: Workspace, imported: Import
) -> None:
    result = imported("建成基站880个", "新增企业16家")
    assert result.open_doubts == 2
    assert pictures(workspace) == [(1, 8), (2, 8)]


def test_answers_and_new_doubts_leave_the_pictures_where_they_are(
    workspace: Workspace,
    imported: Import,
) -> None:
    imported("建成基站880个")
    book = openpyxl.load_workbook(workspace.registry)
    book["待确认"]["G2"] = "建成基站380个"
    book["待确认"]["J1"] = "我的备注"
    book.save(workspace.registry)
    result = imported("建成基站880个", "新增企业16家")
    assert [str(one.value) for one in result.registry.indicators] == ["380", "16"]
    assert result.open_doubts == 1
    assert pictures(workspace) == [(1, 8), (2, 8)]
    page = openpyxl.load_workbook(workspace.registry)["待确认"]
    assert [page["H2"].value, page["H3"].value] == ["已处理", "待处理"]
    assert page["J1"].value == "我的备注"
    assert (page.row_dimensions[3].height or 0) > 38


def test_a_registry_that_has_no_drawing_yet_gets_one(
    workspace: Workspace,
    imported: Import,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    plain = tuple(replace(grid, unsure=()) for grid in scanned("建成基站880个"))
    monkeypatch.setattr(importing, "read_source", lambda *_: plain)
    import_table(workspace, tmp_path / "扫描件.png")
    assert pictures(workspace) == []
    imported("建成基站880个")
    assert pictures(workspace) == [(1, 8)]
