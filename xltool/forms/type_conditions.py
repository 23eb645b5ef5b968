"""What a filled cell of each field type holds, as conditions of Excel's formulas.

A condition is written for any cell. For `[字段]` it is a check of the rule language,
which the 校验 column shows and the collector evaluates (`row_checks`); for an address
it says what may be typed there (`excel.issue.entering`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from xltool.forms.check_digits import (
    LENGTH,
    credit_code_condition,
    id_number_condition,
)
from xltool.forms.contents import serial_day
from xltool.forms.design import FieldType
from xltool.model.value import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NIL = (State.ZERO.value, State.NOT_APPLICABLE.value)
"""What answers a cell, or as first cell a whole row of a free sheet, without anything
to report.
"""
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Other years in a 日期 or 年月 are slips of the pen."""
EARLIEST_DAY = int(serial_day(dt.date(FIRST_YEAR, 1, 1)))
LATEST_DAY = int(serial_day(dt.date(LAST_YEAR, 12, 31)))
_SHORTEST_PHONE, _LONGEST_PHONE = 7, 40
"""Characters; an office often gives a landline and a mobile number."""

WANTED = {
    FieldType.NUMBER: "数字，不带单位和文字",
    FieldType.PERCENT: "百分数的数字部分（6.3% 填 6.3）",
    FieldType.INTEGER: "整数",
    FieldType.DATE: "日期，如 2025-7-31",
    FieldType.PHONE: "电话号码，座机带区号",
    FieldType.CHOICE: "下拉列表里的选项",
    FieldType.TEXT: "文字",
    FieldType.YEAR_MONTH: "年月，如 2025-07",
    FieldType.ID_NUMBER: "18 位身份证号",
    FieldType.CREDIT_CODE: "18 位统一社会信用代码",
    FieldType.ATTACHMENT: "随表报送的文件名，如 批复.pdf",
}
"""What a field of each type asks for, as it is called in messages."""


def type_condition(kind: FieldType, cell: str) -> str:
    """Give the condition that a filled cell holds what its field's type asks for.

    Empty where anything does, and for a choice, whose condition is its list.

    >>> type_condition(FieldType.INTEGER, "[家数]")
    'IF(ISNUMBER([家数]),[家数]=INT([家数]),FALSE)'
    """
    return _written(_CONDITIONS, kind, cell)


def typing_condition(kind: FieldType, cell: str) -> str:
    """Give the condition under which Excel lets something be typed into a cell.

    A data validation holds 255 characters. Where the type's condition is longer, a
    shorter one stands for it that refuses nothing the type's own condition lets pass.

    >>> typing_condition(FieldType.ID_NUMBER, "C5")
    'LEN(TRIM(C5))=18'
    """
    return _written(_CONDITIONS | _SHORT_CONDITIONS, kind, cell)


def _written(
    conditions: Mapping[FieldType, Callable[[str], str]], kind: FieldType, cell: str
) -> str:
    """Write the condition of a type for a cell; empty where there is none."""
    condition = conditions.get(kind)
    return condition(cell) if condition else ""


def nil_answers(cell: str) -> str:
    """Give the conditions, separated by commas, that a cell says 零报告 or 不适用."""
    return ",".join(f'TRIM({cell})="{word}"' for word in NIL)


def year_month_condition(cell: str) -> str:
    """Give the condition that a cell holds a year and a month.

    2025-07, 202507 or a date.
    """
    text = f"TRIM({cell})"
    month = f"IFERROR(VALUE(RIGHT({text},2)),0)"
    year = f"IFERROR(VALUE(LEFT({text},4)),0)"
    conditions = (
        f"LEN({text})>=6",
        f"LEN({text})<=7",
        f"{year}>={FIRST_YEAR}",
        f"{year}<={LAST_YEAR}",
        f"{month}>=1",
        f"{month}<=12",
    )
    return f"OR(AND({','.join(conditions)}),{_is_day(f'N({cell})')})"


def _number(cell: str) -> str:
    return f"ISNUMBER({cell})"


def _integer(cell: str) -> str:
    return f"IF(ISNUMBER({cell}),{cell}=INT({cell}),FALSE)"


def _date(cell: str) -> str:
    return f"IF(ISNUMBER({cell}),{_is_day(cell)},FALSE)"


def _is_day(number: str) -> str:
    return f"AND({number}>={EARLIEST_DAY},{number}<={LATEST_DAY})"


def _phone(cell: str) -> str:
    length = f"LEN(TRIM({cell}))"
    return f"AND({length}>={_SHORTEST_PHONE},{length}<={_LONGEST_PHONE})"


def _begins_with_number(cell: str) -> str:
    """2025-07, 202507, 2025年7月 and a date's serial number begin with four digits."""
    text = f"TRIM({cell})"
    year = f"ISNUMBER(VALUE(LEFT({text},4)))"
    return f"AND(LEN({text})>=5,LEN({text})<=10,{year})"


def _has_code_length(cell: str) -> str:
    return f"LEN(TRIM({cell}))={LENGTH}"


_CONDITIONS: dict[FieldType, Callable[[str], str]] = {
    FieldType.NUMBER: _number,
    FieldType.PERCENT: _number,
    FieldType.INTEGER: _integer,
    FieldType.DATE: _date,
    FieldType.PHONE: _phone,
    FieldType.YEAR_MONTH: year_month_condition,
    FieldType.ID_NUMBER: id_number_condition,
    FieldType.CREDIT_CODE: credit_code_condition,
}
_SHORT_CONDITIONS: dict[FieldType, Callable[[str], str]] = {
    FieldType.YEAR_MONTH: _begins_with_number,
    FieldType.ID_NUMBER: _has_code_length,
    FieldType.CREDIT_CODE: _has_code_length,
}
"""For the types whose condition is too long for a data validation."""
