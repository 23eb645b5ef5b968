"""Fixed tables, matrices and lists as they are issued: read back, and recalculated by LibreOffice."""

from __future__ import annotations

import io
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.test_fixed_tables import KEY, judged, layout, values
from tests.soffice import convert, needs_soffice
from xltool.excel.issue import write_issued
from xltool.excel.reading import read_bytes
from xltool.forms.stamp import sign, stamp_of
from xltool.model.value import State, Value, Values, reported

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.forms.design import Field
    from xltool.model.submission import Judgement

NAMES = ("张三", "李四", "王五")
IDS = (
    "11010519491231002X",
    "110105194912310021",
    "11010519491231",
    "51068119910402002x",
)
CREDIT = ("91110000600037341L", "91110000600037341M", "N2430600MF12345678", "无")
MONTHS = ("2025-07", "2025-00", "202512", "上月")
CITIES = ("岳阳市", "长沙市", "岳阳", "株洲市")
COUNTIES = ("岳阳县", "市辖区", "望城区")
AMOUNTS = ("1.1", "0", "250", "-3.25", "99999999.99")
WORDS = ("不适用", "零报告", "约30")


def issued(filled: Values) -> bytes:
    return write_issued(layout(), sign(stamp_of(layout(), 1), KEY), values=filled)


def read(content: bytes) -> Judgement:
    reading = read_bytes(content, "x.xlsx")
    assert reading.workbook is not None
    return judged(reading.workbook)


def told(some: Values) -> dict[tuple[str, str, str], object]:
    """What was reported, without the 小计, which the sheet computes."""
    return {
        (sheet, row, field): value.text
        for sheet, rows in some.items()
        for row, fields in rows.items()
        for field, value in fields.items()
        if value.state is not State.MISSING and row not in {"01", "06"}
    }


@st.composite
def filled_tables(draw: st.DrawFn) -> Values:
    numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
    drawn: Values = {}
    for sheet, row, field in layout().inputs():
        if sheet.design.fixed_rows and field.key != "说明" and draw(st.booleans()):
            value = reported(draw(numbers).normalize())
            drawn.setdefault(sheet.design.key, {}).setdefault(row.key, {})[
                field.key
            ] = value
    return drawn


@settings(deadline=None, max_examples=20)
@given(filled_tables())
def test_what_is_written_into_a_fixed_table_or_a_matrix_is_read_back(
    filled: Values,
) -> None:
    assert told(read(issued(filled)).values) == told(filled)


def random_values(random: Random) -> Values:
    """Fill in what a unit may, and may not, type."""
    found: Values = {}
    for sheet, row, field in layout().inputs():
        value = _random(random, field)
        if value is not None:
            found.setdefault(sheet.design.key, {}).setdefault(row.key, {})[
                field.key
            ] = value
    return found


def _random(random: Random, field: Field) -> Value | None:
    pools: dict[str, tuple[str, ...]] = {
        "姓名": NAMES,
        "身份证号": IDS,
        "代码": CREDIT,
        "起始": MONTHS,
        "市州": CITIES,
        "县区": COUNTIES,
        "说明": ("剔除重复登记", ""),
    }
    if field.key in pools:
        text = random.choice((*pools[field.key], ""))
        return reported(text) if text else None
    drawn = random.random()
    if drawn < 0.2:
        return None
    if drawn < 0.3:
        return reported(random.choice(WORDS))
    return reported(Decimal(random.choice(AMOUNTS)))


@needs_soffice
def test_libreoffice_computes_and_checks_them_as_we_do(tmp_path: Path) -> None:
    random = Random(2025)  # noqa: S311 - the same values every time, not a secret
    content = issued(random_values(random))
    (tmp_path / "issued.xlsx").write_bytes(content)
    (tmp_path / "made").mkdir()
    made = convert(tmp_path / "issued.xlsx", "xlsx", tmp_path / "made")
    ours = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    theirs = openpyxl.load_workbook(made, data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    compared = 0
    wrong = []
    for page in formulas:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                mine = ours[page.title][cell.coordinate].value
                other = theirs[page.title][cell.coordinate].value
                compared += 1
                if not _alike(mine, other):
                    wrong.append((page.title, cell.coordinate, mine, other))
    assert wrong == []
    assert compared > 300


def _alike(mine: object, other: object) -> bool:
    if isinstance(mine, int | float) and isinstance(other, int | float):
        return abs(mine - other) <= 1e-9 * max(1, abs(mine))
    return (mine or "") == (other or "")


@needs_soffice
def test_a_fixed_table_and_a_matrix_come_back_from_libreoffice(tmp_path: Path) -> None:
    filled = values()
    (tmp_path / "issued.xlsx").write_bytes(issued(filled))
    (tmp_path / "made").mkdir()
    for kind in ("ods", "xls"):
        made = convert(tmp_path / "issued.xlsx", kind, tmp_path / "made")
        reading = read_bytes(made.read_bytes(), made.name)
        assert reading.workbook is not None
        judgement = judged(reading.workbook)
        assert told(judgement.values) == told(filled)
        assert [one for one in judgement.findings if one.code.startswith("V")] == []
