"""A person types 120% into an issued workbook: Excel keeps 1.2 and a format, and 120 per cent is what is read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl

from tests.workflows.office import drop_off, entries, filled_in, open_office
from xltool.findings import Severity
from xltool.model.submission import Verdict
from xltool.workflows.judging import validate

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.workflows.judging import FileResult

SHEET = "指标数据"
TYPED = {
    # indicator, field: what the cell holds, what is said
    ("T01-02-2", "同比增长"): (1.2, "显示为 120%，按 120 读取"),
    ("T01-02-1", "累计完成"): (0.063, "显示为 6.3%，按 6.3 读取"),
}
AMOUNT = ("T02-01-1", "累计完成")


def _judged(
    folder: Path, typed: dict[tuple[str, str], float], number_format: str
) -> FileResult:
    workspace = open_office(folder / "office")
    book = openpyxl.load_workbook(io.BytesIO(filled_in(workspace, entries())))
    page = book[SHEET]
    places: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(page.iter_rows(values_only=True), start=1):
        places |= {
            str(text).split("\n")[0].rstrip("*"): (row, column)
            for column, text in enumerate(line, start=1)
        }
    for (code, field), number in typed.items():
        cell = page.cell(places[code][0], places[field][1], number)
        cell.number_format = number_format
    buffer = io.BytesIO()
    book.save(buffer)
    back = drop_off(folder / "back", "回.xlsx", buffer.getvalue())
    (result,) = validate(workspace, (back,)).files
    return result


def _about(result: FileResult, code: str, field: str) -> list[Finding]:
    return [
        one
        for one in result.findings
        if (one.place.row_key, one.place.field) == (code, field)
    ]


def test_what_is_shown_as_per_cent_is_read_as_it_is_shown(tmp_path: Path) -> None:
    result = _judged(
        tmp_path, {place: number for place, (number, _) in TYPED.items()}, "0%"
    )
    for place, (_, said) in TYPED.items():
        (note,) = _about(result, *place)
        assert (note.code, note.severity) == ("V312", Severity.NOTE)
        assert said in note.message
    assert result.verdict is Verdict.ACCEPTED


def test_a_share_without_the_format_is_asked_about(tmp_path: Path) -> None:
    result = _judged(tmp_path, {("T01-02-1", "累计完成"): 0.063}, '0.0"%"')
    assert "V202" in [one.code for one in _about(result, "T01-02-1", "累计完成")]


def test_an_amount_shown_as_per_cent_is_asked_about(tmp_path: Path) -> None:
    result = _judged(tmp_path, {AMOUNT: 256700.5}, "0%")
    assert [one.code for one in _about(result, *AMOUNT)] == ["V207"]
