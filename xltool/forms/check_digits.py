"""Numbers that check themselves, as conditions of the rule language.

The last of the 18 characters of 身份证号 (GB 11643-1999, ISO 7064 MOD 11-2) and of
统一社会信用代码 (GB 32100-2015, MOD 31) follows from the 17 before it: the weighted sum
of all has a fixed remainder. So a wrong character shows while it is typed.
"""

from __future__ import annotations

import datetime as dt

LENGTH = 18
_ID_SIGNS = "0123456789X"
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)


def is_id_number(text: str) -> bool:
    """Say whether a text is a citizen's number, whose birthday there is.

    >>> is_id_number("11010519491231002X"), is_id_number("110105194912310021")
    (True, False)
    """
    born = text[6:14]
    return _agrees(text, _ID_SIGNS, _ID_WEIGHTS, 11, 1) and _is_day(born)


def is_credit_code(text: str) -> bool:
    """Say whether a text is an organisation's code.

    >>> is_credit_code("91110000600037341L"), is_credit_code("91110000600037341M")
    (True, False)
    """
    return _agrees(text, _CREDIT_SIGNS, _CREDIT_WEIGHTS, 31, 0)


def _agrees(
    text: str, signs: str, weights: tuple[int, ...], modulus: int, remainder: int
) -> bool:
    """Say whether a code's weighted sum leaves the remainder that the standard asks."""
    if len(text) != LENGTH or not set(text) <= set(signs):
        return False
    pairs = zip(text, weights, strict=True)
    return sum(signs.index(sign) * by for sign, by in pairs) % modulus == remainder


def _is_day(digits: str) -> bool:
    """Say whether eight digits are a day of the calendar.

    >>> _is_day("19491231"), _is_day("19490231")
    (True, False)
    """
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def id_number_condition(cell: str) -> str:
    """Give the condition that a cell holds a citizen's number."""
    return _condition(cell, _ID_SIGNS, _ID_WEIGHTS, modulus=11, remainder=1)


def credit_code_condition(cell: str) -> str:
    """Give the condition that a cell holds an organisation's code."""
    return _condition(cell, _CREDIT_SIGNS, _CREDIT_WEIGHTS, modulus=31, remainder=0)


def _condition(
    cell: str, signs: str, weights: tuple[int, ...], *, modulus: int, remainder: int
) -> str:
    """Write the weighted sum; SEARCH counts signs from 1, so each weighs once too much.

    A character that is no sign is an error, and so no such number.
    """
    terms = [
        f'SEARCH(MID({cell},{place},1),"{signs}")*{weight}'
        for place, weight in enumerate(weights, start=1)
    ]
    total = "+".join(terms)
    wanted = sum(weights) + remainder
    multiple = f"({total}-{wanted})/{modulus}"
    valid = f"IFERROR({multiple}=INT({multiple}),FALSE)"
    return f"IF(LEN({cell})={LENGTH},{valid},FALSE)"
