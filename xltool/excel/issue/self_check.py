"""The last sheet of an issued workbook, 填报自检.

Counts what is left and says whether the workbook can be sent in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.issue.cells import Cell, Row, across
from xltool.excel.issue.locating import quoted
from xltool.excel.issue.page_setup import set_up_on_one_page
from xltool.excel.issue.sheet import said_in
from xltool.forms.layout import SELF_CHECK_SHEET
from xltool.forms.row_checks import OUTCOMES, PASSED
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.issue.sheet import Failing, IssueSheet

VERDICT_CELL = "B4"
"""Where 填报自检 says whether the workbook can be sent in."""
READY = "可以报送"
_WIDTHS = (3, 26, 14, 14, 14, 40)
_LAST_COLUMN = len(_WIDTHS) - 1
_VERDICT_ROW, _HEADER_ROW = 3, 5


def verdict(waiting: int, errors: int, queries: int) -> str:
    """Give what 填报自检 says where so many checks fail."""
    counts = (waiting, errors, queries)
    if not any(counts):
        return READY
    parts = []
    for number, word in zip(counts, OUTCOMES, strict=True):
        parts.append(f"{number} 处{word}")
    return f"还有 {'、'.join(parts)}"


def self_check_rows(
    sheets: Sequence[IssueSheet], counts: Sequence[Failing]
) -> Iterator[Row]:
    """Describe the sheet; `counts` are the failing checks of each data sheet."""
    merged = (1, _LAST_COLUMN)
    yield Row(0, across(*merged, "title", SELF_CHECK_SHEET), 40, merged)
    hint = "随填随算，不用操作。数字不是 0 的，点表名过去看“校验”栏。"
    yield Row(1, across(*merged, "hint", hint), 22, merged)
    yield _verdict_row(len(sheets), counts, merged)
    headers = []
    for column, text in enumerate(("工作表", *OUTCOMES, "情况"), 1):
        headers.append(Cell(column, "header", text))
    yield Row(_HEADER_ROW, headers, 22)
    lines = zip(sheets, counts, strict=True)
    for number, (sheet, count) in enumerate(lines, start=_HEADER_ROW + 1):
        yield Row(number, _line(sheet, count), 22)


def _verdict_row(
    sheets: int, counts: Sequence[Failing], merged: tuple[int, int]
) -> Row:
    """Describe the row that says whether the workbook can be sent in."""
    left = [0] * len(OUTCOMES)
    for count in counts:
        left = [total + number for total, number in zip(left, count, strict=True)]
    total, *blanks = across(*merged, "verdict", verdict(*left))
    total = total._replace(formula=_verdict_formula(sheets))
    return Row(_VERDICT_ROW, [total, *blanks], 42, merged)


def _line(sheet: IssueSheet, counts: Failing) -> list[Cell]:
    """Describe one sheet's line."""
    area = _checks_of(sheet)
    cells = [Cell(1, "link", sheet.layout.design.title)]
    outcomes = zip(OUTCOMES, counts, strict=True)
    for column, (word, count) in enumerate(outcomes, start=2):
        formula = f'COUNTIF({area},"{word}*")' if area else "0"
        cells.append(Cell(column, "cell_centre", float(count), formula))
    shown = f"还有 {sum(counts)} 处" if sum(counts) else PASSED
    left = said_in(area) if area else "0"
    formula = f'IF({left}=0,"{PASSED}","还有 "&{left}&" 处")'
    cells.append(Cell(_LAST_COLUMN, "cell_centre", shown, formula))
    return cells


def _checks_of(sheet: IssueSheet) -> str:
    """Give the address of a sheet's hidden checks; empty where it has none."""
    if not sheet.checks:
        return ""
    rows = f"${sheet.first_row + 1}", f"${sheet.last_row + 1}"
    return f"{quoted(sheet.layout.name)}!{sheet.checks_between(*rows)}"


def _verdict_formula(sheets: int) -> str:
    """Give the formula of what is left: READY only where every sheet's line says √.

    So an engine that cannot count, or finds an error, does not say that all is well.
    """
    first = _HEADER_ROW + 2
    last = _HEADER_ROW + 1 + sheets
    parts = []
    for column, word in enumerate(OUTCOMES, start=2):
        letters = column_letters(column)
        parts.append(f'"&SUM(${letters}${first}:${letters}${last})&" 处{word}')
    state = column_letters(_LAST_COLUMN)
    states = f"${state}${first}:${state}${last}"
    passed = f'SUMPRODUCT(--({states}="{PASSED}"))={sheets}'
    return f'IF({passed},"{READY}","还有 {"、".join(parts)}")'


def set_up_self_check(
    page: Worksheet, sheets: Sequence[IssueSheet], formats: Mapping[str, Format]
) -> None:
    """Set up the sheet: link each line to its sheet, colour what the lines say."""
    first = _HEADER_ROW + 1
    last = _HEADER_ROW + len(sheets)
    set_up_on_one_page(page, _WIDTHS, last, "#2E7D32")
    for row, sheet in enumerate(sheets, start=first):
        name = sheet.layout.name
        target = f"internal:{quoted(name)}!A1"
        page.write_url(row, 1, target, formats["link"], name)
    for word, style in ((READY, "good"), ("还有", "doubtful")):
        options = {
            "type": "text",
            "criteria": "begins with",
            "value": word,
            "format": formats[style],
        }
        page.conditional_format(_VERDICT_ROW, 1, _VERDICT_ROW, _LAST_COLUMN, options)
        page.conditional_format(first, _LAST_COLUMN, last, _LAST_COLUMN, options)
