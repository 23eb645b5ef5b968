"""A fixed table that came back, whatever people did to it."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_unit
from tests.forms.test_fixed_tables import DESIGN, LAST, parsed
from xltool.checks.directory import Directory
from xltool.checks.identify import Context, Issued, Sent
from xltool.checks.judge import judge
from xltool.excel.issue import write_issued
from xltool.excel.reading import read_bytes
from xltool.forms.building import build_layout
from xltool.forms.row_checks import row_checks
from xltool.forms.stamp import sign, stamp_of
from xltool.model.period import Period
from xltool.model.value import Value, Values, reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.forms.layout import Layout
    from xltool.model.grid import CellError, Raw, Workbook
    from xltool.model.submission import Judgement

KEY = b"k" * 32
UNIT = "市科技局"
PERIOD = Period.parse("2025-07")
Rows = list[list["Raw | CellError"]]


@cache
def layout() -> Layout:
    registry = a_registry(a_unit(UNIT))
    return build_layout(
        parsed(),
        registry.unit(UNIT),
        PERIOD,
        registry,
        last_period=LAST,
        last_year=LAST,
    )


def values() -> Values:
    """What is in order throughout; 小计 as the sheet computes them."""
    month = {"02": "1.1", "03": "0.4", "04": "2.2", "05": "3"}
    total = {"02": "7.5", "03": "2", "04": "9", "05": "12"}
    last = {"02": "1", "04": "2", "05": "2.5"}
    rows: dict[str, dict[str, Value]] = {}
    for field, cells in (("本月金额", month), ("累计金额", total), ("上年金额", last)):
        for row, text in cells.items():
            rows.setdefault(row, {})[field] = reported(Decimal(text))
    columns = ("1月计划", "1月实际", "2月计划", "2月实际")
    plan = {one: reported(Decimal(place)) for place, one in enumerate(columns, 5)}
    return {
        "收支": rows,
        "分月": {
            "1": plan,
            "2": {"1月计划": reported(Decimal(4)), "1月实际": reported(Decimal(3))},
        },
        "信息": {"1": {"市州": reported("岳阳市"), "县区": reported("市辖区")}},
    }


@cache
def issued() -> Workbook:
    stamp = sign(stamp_of(layout(), 1), KEY)
    written = write_issued(layout(), stamp, values=values())
    reading = read_bytes(written, "x.xlsx")
    assert reading.workbook is not None
    return reading.workbook


def returned(change: Callable[[Rows], None], sheet: str = "收支情况") -> Judgement:
    """Judge the workbook after something was done to the rows of a sheet."""
    book = issued()
    sheets = []
    for one in book.sheets:
        rows = copy.deepcopy(one.rows)
        if one.name == sheet:
            change(rows)
        sheets.append(replace(one, rows=rows))
    return judged(replace(book, sheets=tuple(sheets)))


def judged(book: Workbook) -> Judgement:
    registry = a_registry(a_unit(UNIT))
    context = Context(
        period=PERIOD,
        key=KEY,
        units=Directory(registry.units),
        issued=lambda _unit, _serial: Issued(layout=layout(), serial=1),
        form=layout(),
    )
    return judge(book, Sent(name="x.xlsx"), context)


def nothing(rows: Rows) -> None:
    """Leave everything as it is."""


def row_above(rows: Rows) -> None:
    rows.insert(0, ["上级要求于8月5日前报送"])


def rows_between(rows: Rows) -> None:
    rows.insert(8, [None] * len(rows[0]))


def column_before(rows: Rows) -> None:
    for row in rows:
        row.insert(0, None)


def hidden_keys_gone(rows: Rows) -> None:
    for row in rows:
        del row[0]


def codes_gone(rows: Rows) -> None:
    for row in rows:
        del row[2]
        del row[0]


def codes_became_numbers(rows: Rows) -> None:
    for row in rows[5:]:
        row[2] = float(str(row[2])) if row[2] else None
        row[0] = None


def sorted_backwards(rows: Rows) -> None:
    rows[5:] = reversed(rows[5:])


def heads_gone(rows: Rows) -> None:
    rows[3] = [None if cell in ("本月", "累计") else cell for cell in rows[3]]


def heads_repeated(rows: Rows) -> None:
    """Undo the merging, and write the head over each column."""
    for column in range(1, len(rows[3])):
        if rows[3][column] is None and column < 8:
            rows[3][column] = rows[3][column - 1]


def heads_swapped(rows: Rows) -> None:
    """Move the columns of 累计 before those of 本月."""
    for row in rows[3:]:
        row[4:8] = [row[6], row[7], row[4], row[5]]


HANDS = [
    nothing,
    row_above,
    rows_between,
    column_before,
    hidden_keys_gone,
    codes_gone,
    codes_became_numbers,
    sorted_backwards,
    heads_gone,
    heads_repeated,
    heads_swapped,
]


@pytest.mark.parametrize("hand", HANDS, ids=lambda one: one.__name__)
def test_a_fixed_table_is_read_whatever_was_done_to_it(
    hand: Callable[[Rows], None],
) -> None:
    judgement = returned(hand)
    read = {
        (row, field): value.number
        for row, fields in judgement.values["收支"].items()
        for field, value in fields.items()
        if value.number is not None
    }
    sent = {
        (row, field): value.number
        for row, fields in values()["收支"].items()
        for field, value in fields.items()
    }
    assert {key: read.get(key) for key in sent} == sent
    assert read["01", "本月金额"] == Decimal("3.3")
    assert read["06", "本月金额"] == Decimal("0.3")
    assert [one for one in judgement.findings if one.severity.value == "error"] == []


def at(code: str, field: str) -> tuple[int, int]:
    sheet = layout().sheet("收支")
    return sheet.row(code).row, sheet.columns[field]


def changed(code: str, field: str, content: Raw) -> Judgement:
    def change(rows: Rows) -> None:
        row, column = at(code, field)
        rows[row][column] = content

    return returned(change)


CHANGES = [
    ("01", "本月金额", 3.5, ["V125"]),
    ("01", "本月金额", 3.0, []),
    ("01", "本月金额", None, []),
    ("03", "上年金额", 0.4, ["V126"]),
    ("03", "上年金额", "—", []),
    ("03", "本月金额", 2.0, ["R02"]),
    ("04", "累计金额", 2.0, ["R01", "V125"]),
    ("05", "累计金额", 10.5, ["R05"]),
    ("05", "累计金额", None, ["R01", "必填·累计金额"]),
    ("05", "本月金额", "待定", ["V104"]),
]


@pytest.mark.parametrize(("code", "field", "content", "codes"), CHANGES)
def test_what_is_wrong_with_a_cell_is_said(
    code: str, field: str, content: Raw, codes: list[str]
) -> None:
    judgement = changed(code, field, content)
    found = sorted(
        one.code for one in judgement.findings if one.severity.value == "error"
    )
    assert found == codes


def chosen(city: str, county: str) -> list[str]:
    def change(rows: Rows) -> None:
        sheet = layout().sheet("信息")
        row = rows[sheet.rows[0].row]
        row[sheet.columns["市州"]] = city
        row[sheet.columns["县区"]] = county

    return [one.code for one in returned(change, "填报信息").findings]


def test_a_choice_of_another_parent_is_an_error() -> None:
    assert chosen("长沙市", "岳阳县") == ["V124"]
    assert chosen("长沙市", "市辖区") == []


def test_a_synonym_of_the_parent_is_read_with_a_note() -> None:
    assert chosen("巴陵", "岳阳县") == ["V310"]


def test_a_fixed_table_with_nothing_in_it_is_never_in_order() -> None:
    def emptied(rows: Rows) -> None:
        sheet = layout().sheet("分月")
        for row in sheet.rows:
            for one in sheet.fields:
                if row.takes(one):
                    rows[row.row][sheet.columns[one.key]] = None

    text = DESIGN.replace(
        "| 分月 | 实际 | 实际 | 数字 | 亿元 | 是 |",
        "| 分月 | 实际 | 实际 | 数字 | 亿元 | |",
    )
    sheet = parsed(text).sheet("分月")
    checks = row_checks(sheet, parsed(text))
    assert (checks[0].rule.code, checks[0].rows) == ("空表", frozenset(["1"]))
    assert "[2月实际@1]" in checks[0].rule.condition
    codes = {one.code for one in returned(emptied, "分月投资").findings}
    assert "必填·1月实际" in codes
