"""年月, 身份证号 and 统一社会信用代码 as cells hold them.

The numbers check themselves (`forms.check_digits` has the standards). python-stdnum
would refuse codes of rural collectives (they begin with N) and citizens born where the
administrative division was given a new number since, so it is not used.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from xltool.checks.dates import SERIALS
from xltool.findings import (
    CODE_READ,
    CREDIT_CODE_WRONG,
    DIGITS_LOST,
    ID_NUMBER_WRONG,
    NOT_A_YEAR_MONTH,
)
from xltool.forms.check_digits import LENGTH, is_credit_code, is_id_number
from xltool.forms.contents import day_of_serial
from xltool.forms.design import FieldType
from xltool.model.grid import is_number
from xltool.model.value import MISSING, reported
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.checks.answers import Reading
    from xltool.model.grid import Raw

_YEAR_MONTH = re.compile(r"(?P<year>20\d\d)(?:[-./年]?)(?P<month>\d{1,2})月?份?")
"""2025-07, 2025.7, 202507, 2025年7月份."""
_YEAR_MONTH_DAY = re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-\d\d")
_OLD_LENGTH = 15
"""Of a 身份证号 as it was until 1999."""
_MOST_DIGITS = 15
"""Of a number in a cell; further digits were typed, and are lost."""


def read_code(raw: Raw, kind: FieldType) -> Reading:
    """Read a cell of one of these types."""
    if kind is FieldType.YEAR_MONTH:
        return _year_month(raw)
    return _checked_number(raw, kind)


def _year_month(raw: Raw) -> Reading:
    """Read a year and a month; a day that a program has added is left out.

    >>> value, _ = _year_month("2025年7月份")
    >>> value.text
    '2025-07'
    """
    text = _as_text(raw)
    if is_number(raw) and raw in SERIALS:
        text = day_of_serial(raw).isoformat()
    folded = squeeze(half_width(text))
    match = _YEAR_MONTH.fullmatch(folded) or _YEAR_MONTH_DAY.fullmatch(folded)
    if match is None:
        return MISSING, (NOT_A_YEAR_MONTH.at(found=text),)
    month = int(match["month"])
    if not 1 <= month <= 12:
        return MISSING, (NOT_A_YEAR_MONTH.at(found=text),)
    return _read_as(f"{match['year']}-{month:02d}", text)


def _checked_number(raw: Raw, kind: FieldType) -> Reading:
    """Read a number that checks itself.

    Blanks, hyphens and full-width digits do not matter: people group the digits.
    """
    text = _as_text(raw)
    code = squeeze(half_width(text)).replace("-", "").upper()
    if not isinstance(raw, str) and len(code) > _MOST_DIGITS:
        return MISSING, (DIGITS_LOST.at(found=text),)
    if kind is FieldType.ID_NUMBER:
        is_valid = is_id_number(code)
        wrong = ID_NUMBER_WRONG
    else:
        is_valid = is_credit_code(code)
        wrong = CREDIT_CODE_WRONG
    if not is_valid:
        return MISSING, (wrong.at(found=text, why=_why(code)),)
    return _read_as(code, text)


def _read_as(code: str, text: str) -> Reading:
    """Give a code that a cell's text stands for; a note if it is written otherwise."""
    if text.strip() == code:
        return reported(code, text), ()
    return reported(code, text), (CODE_READ.at(found=text, expected=code),)


def _why(code: str) -> str:
    """Say what is wrong with a code that does not check.

    >>> _why("110105491231002"), _why("9111000060003734")
    ('是 15 位的旧号码', '有 16 位，应为 18 位')
    """
    if len(code) == _OLD_LENGTH and code.isdigit():
        return "是 15 位的旧号码"
    if len(code) != LENGTH:
        return f"有 {len(code)} 位，应为 {LENGTH} 位"
    return "校验位对不上，有一位写错了"


def _as_text(raw: Raw) -> str:
    """Give a cell's content as the characters that somebody typed.

    A code in a cell for numbers has lost its leading zeros, or its last digits.

    >>> _as_text(202507.0), _as_text("2025-07")
    ('202507', '2025-07')
    """
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat()
    if is_number(raw):
        is_whole = math.isfinite(raw) and raw == int(raw)
        return f"{raw:.0f}" if is_whole else str(raw)
    return str(raw)
