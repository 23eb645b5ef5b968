"""From a raw cell to a value, with a finding for every conversion, doubt and failure.

Never a silent coercion: what is read otherwise than it stands is a note, what may be
meant otherwise is a query, what cannot be read is an error and MISSING, never 0.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.checks.dates import read_date
from xltool.checks.numbers import PERCENT, exact, read_number, read_shown_as_percent
from xltool.findings import (
    BLANK_MARK,
    CHOICE_READ,
    DATE_IN_NUMBER,
    DITTO,
    FORMULA_ERROR,
    FORMULA_NOT_CALCULATED,
    NOT_A_CHOICE,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_A_PHONE,
    NOT_INTEGER,
    PHONE_DOUBTFUL,
    STATE_READ,
    TEXT_FROM_DATE,
    UNCLEAR_BLANK,
)
from xltool.forms.design import Field, FieldType
from xltool.model.grid import CellError
from xltool.model.value import MISSING, State, Value, reported
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.checks.numbers import Reading as NumberReading
    from xltool.findings import Finding
    from xltool.model.grid import Raw

NOT_APPLICABLE_WORDS = {"不适用", "不涉及", "不存在此项", "N/A", "n/a", "NA"}
ZERO_WORDS = {"零报告", "零报", "0报告"}
NOTHING_WORDS = {"无", "没有", "暂无", "空", "未发生", "None", "none"}
_BLANK_MARKS = re.compile(r"[-—–−―_/\\.。、·*×]+|…+")
_DITTO = re.compile(
    r"(内容)?(同|与)(上|前|左|下|右)(行|列|项|期|表|月|条|一致|相同|一行|一项)?(相同|一致)?|[〃″\"“”]+"
)
_AROUND_ANSWERS = "。.()（）．"
_LONGEST_ANSWER = 8
"""Characters; 内容与上一行相同 has as many."""
_NUMERIC = {FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT}
_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(
    r"0\d{2,3}[- ]?\d{7,8}(?:(?:-|转|ext\.?)\d{1,6})?|\d{7,8}|[48]00-?\d{3}-?\d{4}"
)

Reading = tuple[Value, tuple["Finding", ...]]


def read_value(
    raw: Raw | CellError,
    field: Field,
    measurement_unit: str = "",
    *,
    around: dt.date,
    choices: tuple[str, ...] = (),
) -> Reading:
    """Read one cell of `field`; `around` is the period's end, `choices` are those of a CHOICE field.

    The findings have no place yet: who calls knows where the cell stands.
    """
    if isinstance(raw, CellError):
        return MISSING, (
            FORMULA_ERROR.at(found=raw.code)
            if raw.code
            else FORMULA_NOT_CALCULATED.at(),
        )
    if raw is None:
        return MISSING, ()
    if isinstance(raw, str):
        bare = squeeze(raw)
        if not bare:
            return MISSING, ()
        answer = None if _says_more(bare) else _answer_in_words(raw, bare, field)
        if answer is not None:
            return answer
    return _content(raw, field, measurement_unit, around=around, choices=choices)


def read_percent_cell(
    raw: Raw | CellError, field: Field, measurement_unit: str = ""
) -> Reading | None:
    """Read a cell whose number format shows per cent; None where `field` takes no number or the cell holds none."""
    if field.type not in _NUMERIC or raw is None or isinstance(raw, (str, CellError)):
        return None
    return _number(raw, field, measurement_unit, read_shown_as_percent)


def _content(
    raw: Raw,
    field: Field,
    measurement_unit: str,
    *,
    around: dt.date,
    choices: tuple[str, ...],
) -> Reading:
    match field.type:
        case FieldType.NUMBER | FieldType.INTEGER | FieldType.PERCENT:
            return _number(raw, field, measurement_unit)
        case FieldType.DATE:
            return _date(raw, around)
        case FieldType.CHOICE:
            return _choice(raw, choices)
        case FieldType.PHONE:
            return _phone(raw)
        case FieldType.TEXT:
            return _text(raw)


def raw_text(raw: Raw | CellError) -> str:
    """Give a cell as it came, as text: what a finding quotes and the ledger keeps."""
    match raw:
        case None:
            return ""
        case CellError():
            return raw.code
        case bool():
            return "TRUE" if raw else "FALSE"
        case int() | float():
            return f"{exact(raw):f}" if abs(raw) < 1e300 else repr(raw)
        case dt.datetime() if raw.time() == dt.time():
            return raw.date().isoformat()
    return str(raw)


def _says_more(bare: str) -> bool:
    """Say whether a text without blanks is longer than any answer in words; the others begin with a sign."""
    return (
        len(bare) > _LONGEST_ANSWER
        and bare[0].isalnum()
        and len(bare.rstrip(_AROUND_ANSWERS)) > _LONGEST_ANSWER
    )


def _answer_in_words(raw: str, bare: str, field: Field) -> Reading | None:
    """Read 不适用, 零报告, a dash, 无, 同上; None where the text is none of these.

    `bare` is `raw` without blanks.
    """
    word = half_width(bare).strip(_AROUND_ANSWERS) or bare
    if word in NOT_APPLICABLE_WORDS:
        value = Value(state=State.NOT_APPLICABLE, raw=raw)
        return value, _unless_exact(raw, State.NOT_APPLICABLE)
    if word in ZERO_WORDS:
        zero = Decimal(0) if field.type in _NUMERIC else None
        return Value(state=State.ZERO, content=zero, raw=raw), _unless_exact(
            raw, State.ZERO
        )
    if _DITTO.fullmatch(word):
        return MISSING, (DITTO.at(found=raw),)
    if _BLANK_MARKS.fullmatch(word) or (
        word in NOTHING_WORDS and field.type is not FieldType.TEXT
    ):
        return MISSING, (
            (UNCLEAR_BLANK if field.required else BLANK_MARK).at(found=raw),
        )
    return None


def _unless_exact(raw: str, state: State) -> tuple[Finding, ...]:
    return (
        ()
        if raw.strip() == state.value
        else (STATE_READ.at(found=raw, expected=state.value),)
    )


def _number(
    raw: Raw,
    field: Field,
    measurement_unit: str,
    read: Callable[[str | float, str], NumberReading] = read_number,
) -> Reading:
    if isinstance(raw, bool):
        return MISSING, (NOT_A_NUMBER.at(found=raw_text(raw)),)
    if not isinstance(raw, (str, int, float)):
        return MISSING, (DATE_IN_NUMBER.at(found=raw_text(raw)),)
    unit = measurement_unit or (PERCENT if field.type is FieldType.PERCENT else "")
    number, findings = read(raw, unit)
    if number is None:
        return MISSING, findings
    if field.type is FieldType.INTEGER and number != number.to_integral_value():
        return MISSING, (NOT_INTEGER.at(found=raw_text(raw)),)
    return reported(number, raw_text(raw)), findings


def _date(raw: Raw, around: dt.date) -> Reading:
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, dt.date)):
        return MISSING, (NOT_A_DATE.at(found=raw_text(raw)),)
    day, findings = read_date(raw, around)
    return (MISSING if day is None else reported(day, raw_text(raw))), findings


@lru_cache(maxsize=4096, typed=True)
def _choice(raw: Raw, choices: tuple[str, ...]) -> Reading:
    text = raw_text(raw)
    wanted = _bare(text)
    for choice in choices:
        if _bare(choice) == wanted:
            notes = (
                ()
                if text.strip() == choice
                else (CHOICE_READ.at(found=text, expected=choice),)
            )
            return reported(choice, text), notes
    near = [
        choice
        for choice in choices
        if wanted and (wanted in _bare(choice) or _bare(choice) in wanted)
    ]
    hint = f"（是不是“{near[0]}”？）" if len(near) == 1 else ""
    return MISSING, (
        NOT_A_CHOICE.at(found=text, expected="、".join(choices), hint=hint),
    )


def _bare(text: str) -> str:
    """Give a choice without blanks and punctuation, as it is compared."""
    return "".join(char for char in half_width(text) if char.isalnum())


def _phone(raw: Raw) -> Reading:
    """Read phone numbers as text: a cell that holds a number has lost a leading 0, if there was one."""
    text = raw_text(raw).strip()
    if isinstance(raw, str) and re.fullmatch(r"\d\.\d+E\+?\d\d", text):
        if (
            int(Decimal(text).as_tuple().exponent) > 0
        ):  # Excel showed it short: the last digits are lost
            return MISSING, (NOT_A_PHONE.at(found=text),)
        text = f"{Decimal(text):f}"
    numbers = [
        one for one in re.split(r"[、,，;；/]+|\s+(?=\d{7})", half_width(text)) if one
    ]
    if not any(char.isdigit() for char in text):
        return MISSING, (NOT_A_PHONE.at(found=text),)
    plain = [
        re.sub(r"[^\d转a-z.-]", "", one) for one in numbers if re.search(r"\d{3}", one)
    ]
    odd = not plain or not all(
        _MOBILE.fullmatch(one.replace("-", "")) or _LANDLINE.fullmatch(one)
        for one in plain
    )
    return reported(text, raw_text(raw)), (
        (PHONE_DOUBTFUL.at(found=text),) if odd else ()
    )


def _text(raw: Raw) -> Reading:
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        text = raw_text(raw)
        return reported(text, text), (TEXT_FROM_DATE.at(expected=text),)
    text = raw_text(raw)
    lines = (
        text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    )
    return reported(lines, text), ()
