from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from xltool.checks.values import read_value
from xltool.forms.check_digits import credit_code_condition, id_number_condition
from xltool.forms.design import Field, FieldType
from xltool.forms.type_conditions import year_month_condition
from xltool.formula import evaluate, parse

if TYPE_CHECKING:
    from xltool.model.grid import Raw

AROUND = dt.date(2025, 7, 31)
READ = [
    (FieldType.YEAR_MONTH, "2025-07", "2025-07", []),
    (FieldType.YEAR_MONTH, "2025年7月", "2025-07", ["V321"]),
    (FieldType.YEAR_MONTH, 202507.0, "2025-07", ["V321"]),
    (FieldType.YEAR_MONTH, dt.datetime(2025, 7, 1), "2025-07", ["V321"]),  # noqa: DTZ001 - a cell has no zone
    (FieldType.YEAR_MONTH, 45839.0, "2025-07", ["V321"]),
    (FieldType.YEAR_MONTH, "2025-13", "", ["V121"]),
    (FieldType.YEAR_MONTH, "去年底", "", ["V121"]),
    (FieldType.ID_NUMBER, "11010519491231002X", "11010519491231002X", []),
    (FieldType.ID_NUMBER, "110105 19491231 002x", "11010519491231002X", ["V321"]),
    (FieldType.ID_NUMBER, "110105194912310021", "", ["V122"]),
    (FieldType.ID_NUMBER, "110105491231002", "", ["V122"]),
    (FieldType.ID_NUMBER, 1.10105194912310e17, "", ["V111"]),
    (FieldType.CREDIT_CODE, "91110000600037341L", "91110000600037341L", []),
    (FieldType.CREDIT_CODE, "９１１１００００６０００３７３４１Ｌ", "91110000600037341L", ["V321"]),
    (FieldType.CREDIT_CODE, "91110000600037341M", "", ["V123"]),
    (FieldType.CREDIT_CODE, "9111000060003734", "", ["V123"]),
    (FieldType.ATTACHMENT, "批复.pdf", "批复.pdf", []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "expected", "codes"), READ)
def test_a_cell_of_these_types_is_read_or_it_is_said_why_not(
    kind: FieldType, raw: Raw, expected: str, codes: list[str]
) -> None:
    field = Field(key="甲", label="甲", type=kind)
    value, findings = read_value(raw, field, around=AROUND)
    assert value.text == expected
    assert [one.code for one in findings] == codes


def test_a_synonym_is_read_with_a_note() -> None:
    field = Field(key="状态", label="状态", type=FieldType.CHOICE, choices="状态")
    value, findings = read_value(
        "正在推进",
        field,
        around=AROUND,
        choices=("推进中", "已完成"),
        synonyms=(("正在推进", "推进中"),),
    )
    assert value.text == "推进中"
    assert [one.code for one in findings] == ["V310"]


LIVE = [
    (id_number_condition("[甲]"), "11010519491231002X", True),
    (id_number_condition("[甲]"), "110105194912310021", False),
    (id_number_condition("[甲]"), "1101051949123100", False),
    (id_number_condition("[甲]"), "11010519491231002Ｘ", False),
    (credit_code_condition("[甲]"), "91110000600037341L", True),
    (credit_code_condition("[甲]"), "91110000600037341l", True),
    (credit_code_condition("[甲]"), "91110000600037341I", False),
    (year_month_condition("[甲]"), "2025-07", True),
    (year_month_condition("[甲]"), "2025-00", False),
    (year_month_condition("[甲]"), 202507.0, True),
    (year_month_condition("[甲]"), 45839.0, True),
    (year_month_condition("[甲]"), "七月", False),
]


@pytest.mark.parametrize(("condition", "content", "holds"), LIVE)
def test_the_sheet_checks_them_while_they_are_typed(
    condition: str, content: str | float, *, holds: bool
) -> None:
    assert evaluate(parse(condition), lambda _: content) is holds
