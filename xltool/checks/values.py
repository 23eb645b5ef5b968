"""From a raw cell to a value, with a finding for every conversion, doubt and failure.

Never a silent coercion: what is read otherwise than it stands is a note, what may be
meant otherwise is a query, what cannot be read is an error and MISSING, never 0.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from xltool.checks.answers import answer_in_words
from xltool.checks.codes import read_code
from xltool.checks.dates import read_date
from xltool.checks.invisible import reversing, without_invisible
from xltool.checks.numbers import PERCENT, exact, read_number
from xltool.checks.shown import read_shown_number, shown_text, visible_text
from xltool.findings import (
    CHOICE_READ,
    DATE_IN_NUMBER,
    FORMULA_ERROR,
    FORMULA_NOT_CALCULATED,
    NOT_A_CHOICE,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_A_PHONE,
    NOT_INTEGER,
    PHONE_DOUBTFUL,
    PICTURE_IN_CELL,
    REVERSED_TEXT,
    SHOWN_TEXT_READ,
    STRUCK_CELL,
    TEXT_FROM_DATE,
)
from xltool.forms.design import NUMERIC, Field, FieldType
from xltool.model.grid import PICTURE, CellError, is_number
from xltool.model.value import MISSING, reported
from xltool.text import half_width, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xltool.checks.answers import Reading
    from xltool.checks.numbers import Reading as NumberReading
    from xltool.findings import Finding
    from xltool.model.grid import Appearance, Raw, Run

_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(
    r"""
    0\d{2,3} [- ]? \d{7,8} (?: (?:-|转|ext\.?) \d{1,6} )?  # 0718-8621379转806
  | \d{7,8}                                             # 8621379
  | [48]00 -? \d{3} -? \d{4}                            # 400-810-1234
    """,
    re.VERBOSE,
)
_BETWEEN_PHONES = re.compile(r"[、,，;；/]+|\s+(?=\d{7})")
_SCIENTIFIC = re.compile(r"\d\.\d+E\+?\d\d")
"""1.3907181234E+10: a number that a program wrote out as text."""


def read_value(  # noqa: PLR0913 - each is a different thing that a cell's meaning depends on
    raw: Raw | CellError,
    field: Field,
    measurement_unit: str = "",
    *,
    around: dt.date,
    choices: tuple[str, ...] = (),
    synonyms: tuple[tuple[str, str], ...] = (),
) -> Reading:
    """Read one cell of `field`.

    `around` is the period's end, `choices` are those of a CHOICE field, `synonyms` what
    is read for one of them. The findings
    have no place yet: who calls knows where the cell stands.

    A text first may be an answer in words (不适用, 零报告, 见附件); what remains is
    read as the field's type asks.
    """
    if isinstance(raw, CellError):
        return MISSING, (_error(raw),)
    if raw is None:
        return MISSING, ()
    if not isinstance(raw, str):
        return _content(
            raw,
            field,
            measurement_unit,
            around=around,
            choices=choices,
            synonyms=synonyms,
        )
    order = reversing(raw)
    if order:
        return MISSING, (REVERSED_TEXT.at(found=raw, characters=order),)
    text = without_invisible(raw)
    value, findings = answer_in_words(text, field) or _content(
        text, field, measurement_unit, around=around, choices=choices, synonyms=synonyms
    )
    return value if text is raw else replace(value, raw=raw), findings


def _error(raw: CellError) -> Finding:
    """Say which error stands in a cell, or that nobody has calculated its formula."""
    if raw == PICTURE:
        return PICTURE_IN_CELL.at()
    return FORMULA_ERROR.at(found=raw.code) if raw.code else FORMULA_NOT_CALCULATED.at()


def read_as_shown(
    raw: Raw | CellError,
    look: Appearance,
    field: Field,
    measurement_unit: str,
    read: Callable[[Raw | CellError], Reading],
) -> Reading:
    """Read a cell that shows more than its value says; `read` reads what remains."""
    if isinstance(raw, CellError):
        return read(raw)
    if look.struck:
        return MISSING, (STRUCK_CELL.at(found=shorten(raw_text(raw))),)
    if look.runs and isinstance(raw, str):
        return _read_visible(raw, look.runs, read)
    code = look.number_format
    if not code or not is_number(raw):
        return read(raw)
    if field.type in NUMERIC:
        as_shown = partial(read_shown_number, code=code)
        return _number(raw, field, measurement_unit, as_shown)
    text: Raw = raw
    said: tuple[Finding, ...] = ()
    if field.type is not FieldType.DATE:
        text, said = _shown_text(raw, code)
    value, findings = read(text)
    return value, (*said, *findings)


def _read_visible(
    raw: str, runs: Sequence[Run], read: Callable[[Raw | CellError], Reading]
) -> Reading:
    """Read a text without its crossed-out pieces and footnote marks."""
    text, said = visible_text(runs)
    if not text.strip():
        return MISSING, (STRUCK_CELL.at(found=shorten(raw)),)
    value, findings = read(text)
    return value, (*said, *findings)


def _shown_text(raw: float, code: str) -> tuple[Raw, tuple[Finding, ...]]:
    """Give the text that a number in a cell for texts looks like.

    7 in the format `000` is the 007 that a person sees.
    """
    text = shown_text(raw, code)
    held = raw_text(raw)
    if not text or text == held:
        return raw, ()
    return text, (SHOWN_TEXT_READ.at(found=held, expected=text),)


def _content(  # noqa: PLR0913 - as `read_value`
    raw: Raw,
    field: Field,
    measurement_unit: str,
    *,
    around: dt.date,
    choices: tuple[str, ...],
    synonyms: tuple[tuple[str, str], ...],
) -> Reading:
    """Read what a cell holds as its field's type; arguments as of `read_value`."""
    match field.type:
        case FieldType.NUMBER | FieldType.INTEGER | FieldType.PERCENT:
            return _number(raw, field, measurement_unit)
        case FieldType.DATE:
            return _date(raw, around)
        case FieldType.CHOICE:
            return _choice(raw, choices, synonyms)
        case FieldType.PHONE:
            return _phone(raw)
        case FieldType.YEAR_MONTH | FieldType.ID_NUMBER | FieldType.CREDIT_CODE:
            return read_code(raw, field.type)
        case FieldType.TEXT | FieldType.ATTACHMENT:
            return _text(raw)


def raw_text(raw: Raw | CellError) -> str:
    """Give a cell as it came, as text: what a finding quotes and the ledger keeps.

    >>> raw_text(12.0), raw_text(dt.datetime(2025, 7, 31)), raw_text(None)
    ('12', '2025-07-31', '')
    """
    match raw:
        case None:
            return ""
        case CellError():
            return raw.code
        case bool():
            return "TRUE" if raw else "FALSE"
        case int() | float():
            return f"{exact(raw):f}" if abs(raw) < 1e300 else repr(raw)
        case dt.timedelta():
            return _hours(raw)
        case dt.datetime() if raw.time() == dt.time():
            raw = raw.date()
    return str(raw)


def _hours(time: dt.timedelta) -> str:
    """Write a length of time as a cell shows it: 36:00:00.

    >>> _hours(dt.timedelta(hours=36))
    '36:00:00'
    """
    minutes, seconds = divmod(round(time.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _number(
    raw: Raw,
    field: Field,
    measurement_unit: str,
    read: Callable[[str | float, str], NumberReading] = read_number,
) -> Reading:
    """Read a number; `read` is how a number in a cell becomes one in a unit.

    A cell that Excel made a date of (3-1, 12/5) has lost what was typed.
    """
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
    """Read a date, as a date, a number or a text."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, dt.date)):
        return MISSING, (NOT_A_DATE.at(found=raw_text(raw)),)
    day, findings = read_date(raw, around)
    return (MISSING if day is None else reported(day, raw_text(raw))), findings


@lru_cache(maxsize=4096, typed=True)
def _choice(
    raw: Raw, choices: tuple[str, ...], synonyms: tuple[tuple[str, str], ...]
) -> Reading:
    """Read one of the `choices`, or what the office reads for one of them.

    Blanks, widths and punctuation do not matter: 推进中。 is 推进中.
    """
    text = raw_text(raw)
    wanted = _bare(text)
    meanings = [(choice, choice) for choice in choices]
    for written, choice in (*meanings, *synonyms):
        if _bare(written) != wanted:
            continue
        if text.strip() == choice:
            return reported(choice, text), ()
        return reported(choice, text), (CHOICE_READ.at(found=text, expected=choice),)
    hint = ""
    near = [choice for choice in choices if _contain(wanted, _bare(choice))]
    if len(near) == 1:
        hint = f"（是不是“{near[0]}”？）"
    listed = "、".join(choices)
    return MISSING, (NOT_A_CHOICE.at(found=text, expected=listed, hint=hint),)


def _contain(text: str, choice: str) -> bool:
    """Say whether a text is part of a choice, or a choice of it.

    >>> _contain("推进", "推进中"), _contain("", "推进中")
    (True, False)
    """
    return bool(text) and (text in choice or choice in text)


def _bare(text: str) -> str:
    """Give a choice without blanks and punctuation, as it is compared.

    >>> _bare("推进中。"), _bare("（已）完成")
    ('推进中', '已完成')
    """
    return "".join(char for char in half_width(text) if char.isalnum())


def _phone(raw: Raw) -> Reading:
    """Read phone numbers as text.

    What does not look like a number that can be called is read, and asked about: a cell
    that holds a number has lost a leading 0, if there was one.
    """
    text = raw_text(raw).strip()
    if isinstance(raw, str) and _SCIENTIFIC.fullmatch(text):
        number = Decimal(text)
        if int(number.as_tuple().exponent) > 0:
            # 1.39E+10 was copied as Excel showed it: the last digits are lost
            return MISSING, (NOT_A_PHONE.at(found=text),)
        text = f"{number:f}"
    if not any(char.isdigit() for char in text):
        return MISSING, (NOT_A_PHONE.at(found=text),)
    value = reported(text, raw_text(raw))
    if _are_phone_numbers(text):
        return value, ()
    return value, (PHONE_DOUBTFUL.at(found=text),)


def _are_phone_numbers(text: str) -> bool:
    """Say whether a text gives phone numbers and nothing else with digits.

    >>> _are_phone_numbers("办公室 0718-8621379转806、13907181234")
    True
    >>> _are_phone_numbers("8621"), _are_phone_numbers("1390718123")
    (False, False)
    """
    numbers = []
    for piece in _BETWEEN_PHONES.split(half_width(text)):
        if re.search(r"\d{3}", piece):
            numbers.append(re.sub(r"[^\d转a-z.-]", "", piece))
    return bool(numbers) and all(map(_is_phone_number, numbers))


def _is_phone_number(text: str) -> bool:
    """Say whether a text without blanks is one number that can be called."""
    is_mobile = _MOBILE.fullmatch(text.replace("-", ""))
    return bool(is_mobile or _LANDLINE.fullmatch(text))


def _text(raw: Raw) -> Reading:
    """Read a text; a date in a field for texts is what Excel made of 3-1."""
    text = raw_text(raw)
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        return reported(text, text), (TEXT_FROM_DATE.at(expected=text),)
    # some programs write a line's end as the escape of a carriage return
    lines = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return reported(lines.strip(), text), ()
