"""What may be typed, and what 校验 says of it, follow from one table of conditions."""

from __future__ import annotations

import pytest

from xltool.forms.design import FieldType
from xltool.forms.type_conditions import (
    EARLIEST_DAY,
    LATEST_DAY,
    nil_answers,
    type_condition,
    typing_condition,
)
from xltool.formula import ExcelValue, evaluate, parse

CELL = "[甲]"
FITTING = [
    (FieldType.NUMBER, -12.5, "十二"),
    (FieldType.PERCENT, 6.3, "6.3%左右"),
    (FieldType.INTEGER, 7.0, 7.5),
    (FieldType.DATE, float(EARLIEST_DAY), EARLIEST_DAY - 1.0),
    (FieldType.DATE, float(LATEST_DAY), LATEST_DAY + 1.0),
    (FieldType.PHONE, "8621379", "621379"),
    (FieldType.YEAR_MONTH, "2025-07", "七月"),
    (FieldType.YEAR_MONTH, 202507.0, "20250"),
    (FieldType.ID_NUMBER, "11010519491231002X", "1101051949123100"),
    (FieldType.CREDIT_CODE, "91110000600037341L", "9111000060003734"),
]


def _holds(condition: str, content: ExcelValue) -> bool:
    return evaluate(parse(condition), lambda _: content) is True


@pytest.mark.parametrize(("kind", "fitting", "other"), FITTING)
def test_a_condition_tells_what_fits_a_type_from_what_does_not(
    kind: FieldType, fitting: ExcelValue, other: ExcelValue
) -> None:
    assert _holds(type_condition(kind, CELL), fitting)
    assert not _holds(type_condition(kind, CELL), other)


@pytest.mark.parametrize(("kind", "fitting", "other"), FITTING)
def test_what_the_check_lets_pass_may_be_typed(
    kind: FieldType, fitting: ExcelValue, other: ExcelValue
) -> None:
    condition = typing_condition(kind, CELL)
    assert _holds(condition, fitting)
    if condition == type_condition(kind, CELL):
        assert not _holds(condition, other)


@pytest.mark.parametrize("kind", FieldType)
def test_what_may_be_typed_fits_into_a_data_validation(kind: FieldType) -> None:
    cell = "XFD1048576"
    condition = f"=OR({typing_condition(kind, cell)},{nil_answers(cell)})"
    assert len(condition) <= 255


def test_no_report_and_not_applicable_answer_a_cell() -> None:
    condition = f"OR({nil_answers(CELL)})"
    assert _holds(condition, "零报告")
    assert _holds(condition, "不适用 ")
    assert not _holds(condition, "无")
