"""Values as a cell holds them, and Excel's conversions and comparisons of them.

Where LibreOffice (7.4) differs from Excel, the following is Excel's; `docs/rules.md`
tells clerks the same:

- A text converts to a number if it is a plain numeral (`12`, `-1.5`, `1e3`), one with
  thousands commas (`1,234`), one with % (`12%`), or an ISO date (`2025-07-01`). Excel
  knows more (`2025/7/1`, `(5)`, `￥5`, `1 2/3`), which depend on the computer's region;
  here those are #VALUE!.
- TRUE and FALSE are neither numbers nor texts. LibreOffice takes them for 1 and 0 in
  comparisons and ranges.
- Numbers are written with up to fifteen digits and without exponent while that takes
  twenty characters. LibreOffice writes exponents from 1E-15 downwards and 1E16 upwards,
  with three digits.
- The length of a text counts UTF-16 units: a character beyond the basic plane is two.
  LibreOffice counts one.

Where Excel does not say, or only a recalculation can, the following is LibreOffice's,
and equal to Excel's for numbers of up to fifteen digits: two numbers are equal if they
differ by less than 2^-48 of themselves (Excel: if their first fifteen digits are the
same).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class ExcelError:
    """An error value, such as `#N/A`."""

    code: str


NA = ExcelError("#N/A")
VALUE = ExcelError("#VALUE!")
DIV0 = ExcelError("#DIV/0!")
NUM = ExcelError("#NUM!")

ExcelValue = float | str | bool | ExcelError | None
"""What a cell holds; None is a blank cell. A date is its serial number."""


@dataclass(slots=True, eq=False)
class Range:
    """The values of several cells, in their order.

    Equal ranges hold the same kinds of values: TRUE is not 1.
    """

    values: tuple[ExcelValue, ...]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Range)
            and self.values == other.values
            and [*map(type, self.values)] == [*map(type, other.values)]
        )

    def __hash__(self) -> int:
        return hash(self.values)


Operand = ExcelValue | Range
"""What a reference stands for."""


class Failure(Exception):  # noqa: N818 - an Excel error on its way through a formula, not one of Python's
    """An Excel error that has come up.

    It goes up to the function that asks for errors, or becomes the result.
    """

    def __init__(self, error: ExcelError) -> None:
        """Fail with an error."""
        super().__init__(error.code)
        self.error = error


_NUMERAL = re.compile(
    r"""
    [ ]*
    (?P<sign>[+-]?)
    (?P<digits>
        (?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?  # 1,234.5 or 1234.5
      | \.\d+                                # .5
    )
    (?P<exponent>e[+-]?\d{1,3})?             # 1e3
    (?P<percent>%?)                          # 12%
    [ ]*
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
DAY_ZERO = dt.date(1899, 12, 30)
"""Cells count days from here. Excel's leap-year error of 1900 lies before every date
that a report holds.
"""
_LAST_DAY = 2958465
_SMALLEST = 2.2250738585072014e-308
_LONGEST_PLAIN = 20
_SURELY_EXACT = 16
"""Characters, the point included, in which there are at most fifteen digits."""
LONGEST_TEXT = 32767
_FEW_DECIMALS, _FEW_DIGITS, _CLEARLY = 6, 1e9, 0.4999
"""Numbers of so few decimals, and so few digits in all, are rounded in binary unless
they are next to a tie.
"""
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_ANY_SIZE = Context(prec=700)


def cells(operand: Operand) -> Range:
    """Take an operand as cells."""
    return operand if isinstance(operand, Range) else Range((operand,))


def content(operand: Operand) -> ExcelValue:
    """Take an operand as what one cell holds, perhaps an error.

    Several cells are #VALUE!.
    """
    if isinstance(operand, Range):
        return operand.values[0] if len(operand.values) == 1 else VALUE
    return operand


def single(operand: Operand) -> float | str | bool | None:
    """Take an operand as one value; an error fails, and so do several cells."""
    value = content(operand)
    if isinstance(value, ExcelError):
        raise Failure(value)
    return value


def to_number(value: Operand) -> float:
    """Convert as arithmetic does.

    Blank is 0, TRUE is 1, a numeral its number, any other text #VALUE!.

    >>> to_number("1,234.5"), to_number("12%"), to_number(None), to_number(True)
    (1234.5, 0.12, 0.0, 1.0)
    """
    if isinstance(value, float):
        return value
    if value is None:
        return 0.0
    if isinstance(value, str):
        number = read_number(value)
        if number is None:
            raise Failure(VALUE)
        return number
    return float(value) if isinstance(value, bool) else to_number(single(value))


def read_number(text: str) -> float | None:
    """Read a text as a number; None if it is none (see above).

    >>> read_number("-1.5E3"), read_number("2025-07-31"), read_number("12家") is None
    (-1500.0, 45869.0, True)
    """
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return date_number(text.strip(" "))
    digits = match["digits"].replace(",", "")
    number = float(f"{match['sign']}{digits}{match['exponent'] or ''}")
    if match["percent"]:
        number /= 100
    return number if math.isfinite(number) else None


def date_number(text: str) -> float | None:
    """Read `2025-07-01` as a serial number.

    None if it is no date, or one before March 1900.
    """
    match = _ISO_DATE.fullmatch(text)
    try:
        serial = (dt.date(*map(int, match.groups())) - DAY_ZERO).days if match else 0
    except ValueError:
        return None
    return float(serial) if serial > 60 else None


def serial_date(serial: float) -> dt.date:
    """Give the date of a serial number; #NUM! for one that is none.

    Before March 1900 it is LibreOffice's date: Excel counts a 29 February 1900 that
    never was.

    >>> serial_date(45869.75)
    datetime.date(2025, 7, 31)
    """
    if not 0 <= serial < _LAST_DAY + 1:
        raise Failure(NUM)
    return DAY_ZERO + dt.timedelta(days=math.floor(serial))


def date_serial(year: int, month: int, day: int) -> float:
    """Give the serial number of a day; month and day may overflow, as in Excel.

    #NUM! outside 1900 to 9999.

    >>> date_serial(2025, 14, 0) == date_serial(2026, 1, 31)
    True
    """
    months = year * 12 + month - 1
    if not 1900 <= months // 12 <= 9999:
        raise Failure(NUM)
    first = dt.date(months // 12, months % 12 + 1, 1)
    serial = (first - DAY_ZERO).days + day - 1
    if not 0 <= serial <= _LAST_DAY:
        raise Failure(NUM)
    return float(serial)


def to_text(value: Operand) -> str:
    """Convert as & does.

    Blank is empty, a number is written as in a cell of format General.

    >>> to_text(12.50), to_text(None), to_text(True)
    ('12.5', '', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return number_text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return to_text(single(value))


def limited(text: str) -> str:
    """Give a text as a cell holds it: longer than 32,767 characters is #VALUE!."""
    if len(text) > LONGEST_TEXT:
        raise Failure(VALUE)
    return text


def number_text(number: float) -> str:
    """Write a number with up to fifteen digits.

    >>> number_text(0.1 + 0.2), number_text(-1e20), number_text(1.5e-7)
    ('0.3', '-1E+20', '0.00000015')
    """
    if number == 0:
        return "0"
    shortest = repr(number)
    if len(shortest) <= _SURELY_EXACT and "e" not in shortest:
        return shortest.removesuffix(".0")
    sign = "-" if number < 0 else ""
    mantissa, _, power = f"{abs(number):.14e}".partition("e")
    digits = mantissa.replace(".", "").rstrip("0")
    exponent = int(power)
    plain = _plainly(digits, exponent)
    if exponent < _LONGEST_PLAIN and len(plain) <= _LONGEST_PLAIN:
        return f"{sign}{plain}"
    mantissa = _joined(digits[0], digits[1:])
    return f"{sign}{mantissa}E{exponent:+03d}"


def _plainly(digits: str, exponent: int) -> str:
    """Write digits without an exponent.

    >>> _plainly("125", 0), _plainly("125", -2), _plainly("125", 4)
    ('1.25', '0.0125', '12500')
    """
    if exponent < 0:
        zeros = "0" * (-exponent - 1)
        return f"0.{zeros}{digits}"
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return _joined(whole, digits[exponent + 1 :])


def _joined(whole: str, fraction: str) -> str:
    """Write a number's digits with a point where there are decimals."""
    return f"{whole}.{fraction}" if fraction else whole


def to_logical(value: Operand) -> bool:
    """Convert as IF does.

    Blank and 0 are FALSE, other numbers TRUE, of texts only these two words.

    >>> to_logical(0.0), to_logical("true"), to_logical(None)
    (False, True, False)
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.upper()
        if word in ("TRUE", "FALSE"):
            return word == "TRUE"
        return to_number(value) != 0
    return to_number(value) != 0


def in_cell(number: float) -> float | ExcelError:
    """Give a number as a cell holds it.

    What is too large is #NUM!, what is too small is 0.
    """
    if not math.isfinite(number):
        return NUM
    return 0.0 if abs(number) < _SMALLEST else number


def checked(number: float) -> float:
    """Give the result of a calculation as a cell holds it.

    Overflow is #NUM!, underflow is 0.
    """
    if not math.isfinite(number):
        raise Failure(NUM)
    return 0.0 if abs(number) < _SMALLEST else number


def nearly_equal(left: float, right: float) -> bool:
    """Whether two numbers are equal as a spreadsheet sees it.

    Integers only if they are the same. The bounds are those of LibreOffice's
    `rtl_math_approxEqual`.

    >>> nearly_equal(0.1 + 0.2, 0.3), nearly_equal(0.3, 0.3000001)
    (True, False)
    """
    if left == right:
        return True
    if (
        abs(left - right) >= abs(left) * 2**-48
    ):  # as the last line finds: most numbers that differ
        return False
    if left == 0 or right == 0 or (left < 0) != (right < 0):
        return False
    if left.is_integer() and right.is_integer() and max(abs(left), abs(right)) < 2**53:
        return False
    return abs(left - right) < min(abs(left), abs(right)) * 2**-48


def difference(left: float, right: float) -> float:
    """Subtract; what remains of nearly equal numbers is nothing.

    >>> difference(0.1 + 0.2, 0.3), difference(5.0, 3.0)
    (0.0, 2.0)
    """
    return 0.0 if nearly_equal(left, right) else left - right


def power(base: float, exponent: float) -> float:
    """Raise a number to a power, Excel's way in the cases where programs differ.

    >>> power(2.0, 10.0), power(9.0, 0.5)
    (1024.0, 3.0)
    """
    if base == 0 and exponent <= 0:
        raise Failure(DIV0 if exponent else NUM)
    try:
        result = base**exponent
    except OverflowError:
        raise Failure(NUM) from None
    if isinstance(result, complex):
        raise Failure(NUM)
    return checked(result)


def compare(left: Operand, right: Operand) -> int:
    """Order two values: -1, 0 or 1.

    Numbers come before texts, texts before FALSE and TRUE. Each is taken as one value
    (see `single`). A blank is 0, an empty text or FALSE, whichever the other side asks
    for. Texts are compared without regard to case; which of two different texts is the
    greater follows their code points (Excel follows the computer's language), so rules
    should only ask whether they are equal.

    >>> compare(2.0, 10.0), compare("A", "a"), compare("a", 10.0), compare(None, "")
    (-1, 0, 1, 0)
    """
    if isinstance(left, float) and isinstance(right, float):
        return 0 if nearly_equal(left, right) else _order(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return _order(left.lower(), right.lower())
    if isinstance(left, _NOT_ONE_VALUE) or isinstance(right, _NOT_ONE_VALUE):
        return compare(single(left), single(right))
    if left is None:
        return compare(_blank_beside(right), right)
    if right is None:
        return compare(left, _blank_beside(left))
    return _order(_rank(left), _rank(right))


_NOT_ONE_VALUE = (Range, ExcelError)


def _blank_beside(other: ExcelValue) -> ExcelValue:
    """Give what a blank is beside another value: nothing of the same kind."""
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else 0.0


def _rank(value: ExcelValue) -> int:
    """Give the place of a value's kind: numbers, texts, FALSE, TRUE."""
    if isinstance(value, bool):
        return 2 + value
    return 1 if isinstance(value, str) else 0


_Ordered = TypeVar("_Ordered", float, str)


def _order(left: _Ordered, right: _Ordered) -> int:
    """Give -1, 0 or 1 where the left is less, the same or greater.

    >>> _order(2.0, 10.0), _order("乙", "乙")
    (-1, 0)
    """
    return (left > right) - (left < right)


def rounded(number: float, digits: int, how: str = ROUND_HALF_UP) -> float:
    """Round what a number's first fifteen digits say.

    Negative decimals round to tens, hundreds and so on. `how` is a rounding of
    `decimal`; ROUND_CEILING and ROUND_FLOOR mean away from and towards zero.

    >>> rounded(2.345, 2), rounded(-0.5, 0), rounded(1250.0, -2)
    (2.35, -1.0, 1300.0)
    """
    if digits >= 0 and number.is_integer():
        return number
    if how == ROUND_HALF_UP and 0 <= digits <= _FEW_DECIMALS:
        scaled = abs(number) * 10**digits
        whole = math.floor(scaled + 0.5) if scaled < _FEW_DIGITS else math.inf
        if abs(scaled - whole) < _CLEARLY:  # whatever the last digits are
            return checked(math.copysign(whole / 10**digits, number))
    exact = _FIFTEEN.create_decimal_from_float(abs(number))
    if digits > 400 or not exact:
        return number
    step = Decimal(1).scaleb(-max(digits, -400))
    size = float(exact.quantize(step, rounding=how, context=_ANY_SIZE))
    return checked(math.copysign(size, number))


UP, DOWN = ROUND_CEILING, ROUND_FLOOR
