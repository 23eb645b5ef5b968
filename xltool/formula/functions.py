"""The functions of the rule language: what each takes, and what it gives.

They are Excel's, by name and meaning, and only those that Excel, WPS and LibreOffice
calculate alike; `DECIMALS` and `TOLERANCE` are our own and become plain Excel in the
sheet (`to_excel`). Left out on purpose: MOD (of binary fractions: MOD(5.3,0.1) is 0
here and 0.1 there), TEXT (formats depend on the region), TODAY and NOW (a verdict must
not change overnight), XOR, IFS and everything else newer than Excel 2007.

Known differences, Excel's way being followed: FIND("",x) and SEARCH("",x) are 1
(LibreOffice: #VALUE!); 0^0 is #NUM! (1); a negative number to a fraction is #NUM!
(LibreOffice takes odd roots); dates before March 1900.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from xltool.formula import cells, texts
from xltool.formula.values import (
    DOWN,
    NA,
    NUM,
    UP,
    ExcelError,
    ExcelValue,
    Failure,
    date_serial,
    power,
    rounded,
    serial_date,
    to_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Takes(Enum):
    """What a parameter takes, and so how its argument is converted."""

    NUMBER = auto()
    TEXT = auto()
    VALUE = auto()
    """Any value but a judgement; errors fail."""
    CONTENT = auto()
    """Any value but a judgement; an error is one too."""
    ANYTHING = auto()
    """Any value; an error is one too."""
    CONDITION = auto()
    BRANCH = auto()
    """A result that is calculated only if it is chosen."""
    SPREAD = auto()
    """Cells, of which the function takes what suits it, or a single value, which must
    suit.
    """
    CONDITIONS = auto()
    """As SPREAD, for judgements."""
    CELLS = auto()
    """Only a reference."""
    CELL = auto()
    """Only a reference to one cell."""
    CRITERION = auto()
    """What COUNTIF and SUMIF look for, as a text."""


SEVERAL = (Takes.SPREAD, Takes.CONDITIONS, Takes.CELLS)
"""The parameters in which a reference may be to several cells."""


class Gives(Enum):
    """What an expression results in, if not in an error."""

    NUMBER = auto()
    TEXT = auto()
    LOGICAL = auto()
    VALUE = auto()
    """A number or a text: what a cell holds."""
    BRANCH = auto()
    """What the branches give."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    `takes` has one entry per parameter; those after `required` are optional. With
    `repeats` the last parameter may be given again and again. `compute` gets converted
    arguments; for SPREAD, CONDITIONS and CELLS these are `Range`s or single values. IF
    and IFERROR choose what to calculate: `evaluate` knows them, and `compute` says so.
    """

    takes: tuple[Takes, ...]
    gives: Gives
    compute: Callable[..., ExcelValue]
    required: int
    repeats: bool = False

    def parameter(self, index: int) -> Takes:
        """What the argument of this index (from 0) is taken as."""
        return self.takes[min(index, len(self.takes) - 1)]

    def accepts(self, count: int) -> bool:
        """Whether it can be given so many arguments."""
        return self.required <= count and (self.repeats or count <= len(self.takes))


# ---- numbers and dates
# -------------------------------------------------------------------------------


def _round(number: float, digits: float) -> float:
    return rounded(number, int(digits))


def _round_up(number: float, digits: float) -> float:
    return rounded(number, int(digits), UP)


def _round_down(number: float, digits: float = 0) -> float:
    return rounded(number, int(digits), DOWN)


def _int(number: float) -> float:
    """Round down: towards the smaller number, not towards zero.

    >>> _int(2.5), _int(-2.5)
    (2.0, -3.0)
    """
    return rounded(number, 0, UP if number < 0 else DOWN)


def _sign(number: float) -> float:
    """Give -1, 0 or 1.

    >>> _sign(-0.5), _sign(0.0)
    (-1.0, 0.0)
    """
    return float((number > 0) - (number < 0))


def _sqrt(number: float) -> float:
    """Give the square root; #NUM! of a negative number."""
    if number < 0:
        raise Failure(NUM)
    return math.sqrt(number)


def _date(year: float, month: float, day: float) -> float:
    """Give the serial number of a date; month 13 is January of the next year.

    >>> _date(2025, 13, 1) == _date(2026, 1, 1)
    True
    """
    return date_serial(int(year), int(month), int(day))


def _year(serial: float) -> float:
    return float(serial_date(serial).year)


def _month(serial: float) -> float:
    return float(serial_date(serial).month)


def _day(serial: float) -> float:
    return float(serial_date(serial).day)


# ---- what a value is
# ---------------------------------------------------------------------------------


def _n(value: ExcelValue) -> float:
    """Give a number as it is and 0 for a text: what a 小计 takes of 不适用.

    >>> _n("不适用"), _n(2.5), _n(None)
    (0.0, 2.5, 0.0)
    """
    return 0.0 if isinstance(value, str) else to_number(value)


def _na() -> ExcelValue:
    """Give #N/A, which ISNA tells from other errors."""
    raise Failure(NA)


def _is(*kinds: type) -> Callable[[ExcelValue], bool]:
    """Give the test whether a value is of one of some kinds."""
    return lambda value: isinstance(value, kinds)


def _is_na(value: ExcelValue) -> bool:
    return value == NA


def _chosen(*_: ExcelValue) -> ExcelValue:
    """Stand for IF and IFERROR.

    `evaluate` calculates them without computing all arguments.
    """
    raise NotImplementedError


def _takes(
    takes: tuple[Takes, ...],
    gives: Gives,
    compute: Callable[..., ExcelValue],
    *,
    optional: int = 0,
    repeats: bool = False,
) -> Function:
    """Describe a function, of whose parameters the last so many are `optional`."""
    return Function(takes, gives, compute, len(takes) - optional, repeats)


_NUMBER, _TEXT, _SPREAD, _CELLS = (
    (Takes.NUMBER,),
    (Takes.TEXT,),
    (Takes.SPREAD,),
    (Takes.CELLS,),
)
_ANYTHING, _CRITERION, _JUDGED = (
    (Takes.ANYTHING,),
    (Takes.CRITERION,),
    (Takes.CONDITIONS,),
)

FUNCTIONS: dict[str, Function] = {
    "AND": _takes(_JUDGED, Gives.LOGICAL, cells.all_hold, repeats=True),
    "OR": _takes(_JUDGED, Gives.LOGICAL, cells.any_holds, repeats=True),
    "NOT": _takes((Takes.CONDITION,), Gives.LOGICAL, lambda condition: not condition),
    "IF": _takes(
        (Takes.CONDITION, Takes.BRANCH, Takes.BRANCH), Gives.BRANCH, _chosen, optional=1
    ),
    "IFERROR": _takes((Takes.BRANCH, Takes.BRANCH), Gives.BRANCH, _chosen),
    "SUM": _takes(_SPREAD, Gives.NUMBER, cells.total, repeats=True),
    "AVERAGE": _takes(_SPREAD, Gives.NUMBER, cells.average, repeats=True),
    "MAX": _takes(_SPREAD, Gives.NUMBER, cells.largest, repeats=True),
    "MIN": _takes(_SPREAD, Gives.NUMBER, cells.smallest, repeats=True),
    "COUNT": _takes(_SPREAD, Gives.NUMBER, cells.count, repeats=True),
    "COUNTA": _takes(_CELLS, Gives.NUMBER, cells.count_filled, repeats=True),
    "COUNTBLANK": _takes(_CELLS, Gives.NUMBER, cells.count_blank),
    "COUNTIF": _takes(_CELLS + _CRITERION, Gives.NUMBER, cells.count_if),
    "SUMIF": _takes(
        _CELLS + _CRITERION + _CELLS, Gives.NUMBER, cells.sum_if, optional=1
    ),
    "TOLERANCE": _takes(_CELLS, Gives.NUMBER, cells.tolerance, repeats=True),
    "DECIMALS": _takes((Takes.CELL,), Gives.NUMBER, cells.decimals),
    "ABS": _takes(_NUMBER, Gives.NUMBER, abs),
    "SIGN": _takes(_NUMBER, Gives.NUMBER, _sign),
    "ROUND": _takes(_NUMBER * 2, Gives.NUMBER, _round),
    "ROUNDUP": _takes(_NUMBER * 2, Gives.NUMBER, _round_up),
    "ROUNDDOWN": _takes(_NUMBER * 2, Gives.NUMBER, _round_down),
    "TRUNC": _takes(_NUMBER * 2, Gives.NUMBER, _round_down, optional=1),
    "INT": _takes(_NUMBER, Gives.NUMBER, _int),
    "SQRT": _takes(_NUMBER, Gives.NUMBER, _sqrt),
    "POWER": _takes(_NUMBER * 2, Gives.NUMBER, power),
    "DATE": _takes(_NUMBER * 3, Gives.NUMBER, _date),
    "YEAR": _takes(_NUMBER, Gives.NUMBER, _year),
    "MONTH": _takes(_NUMBER, Gives.NUMBER, _month),
    "DAY": _takes(_NUMBER, Gives.NUMBER, _day),
    "LEN": _takes(_TEXT, Gives.NUMBER, texts.length),
    "LEFT": _takes(_TEXT + _NUMBER, Gives.TEXT, texts.left, optional=1),
    "RIGHT": _takes(_TEXT + _NUMBER, Gives.TEXT, texts.right, optional=1),
    "MID": _takes(_TEXT + _NUMBER * 2, Gives.TEXT, texts.middle),
    "FIND": _takes(_TEXT * 2 + _NUMBER, Gives.NUMBER, texts.find, optional=1),
    "SEARCH": _takes(_TEXT * 2 + _NUMBER, Gives.NUMBER, texts.search, optional=1),
    "SUBSTITUTE": _takes(_TEXT * 3 + _NUMBER, Gives.TEXT, texts.substitute, optional=1),
    "TRIM": _takes(_TEXT, Gives.TEXT, texts.trim),
    "EXACT": _takes(_TEXT * 2, Gives.LOGICAL, lambda left, right: left == right),
    "UPPER": _takes(_TEXT, Gives.TEXT, str.upper),
    "LOWER": _takes(_TEXT, Gives.TEXT, str.lower),
    "CONCATENATE": _takes(_TEXT, Gives.TEXT, texts.concatenate, repeats=True),
    "REPT": _takes(_TEXT + _NUMBER, Gives.TEXT, texts.repeat),
    "VALUE": _takes((Takes.VALUE,), Gives.NUMBER, to_number),
    "T": _takes((Takes.VALUE,), Gives.TEXT, texts.text_only),
    "N": _takes((Takes.VALUE,), Gives.NUMBER, _n),
    "NA": _takes((), Gives.VALUE, _na),
    "ISBLANK": _takes(_ANYTHING, Gives.LOGICAL, lambda value: value is None),
    "ISNUMBER": _takes((Takes.CONTENT,), Gives.LOGICAL, _is(float)),
    "ISTEXT": _takes((Takes.CONTENT,), Gives.LOGICAL, _is(str)),
    "ISLOGICAL": _takes(_ANYTHING, Gives.LOGICAL, _is(bool)),
    "ISERROR": _takes(_ANYTHING, Gives.LOGICAL, _is(ExcelError)),
    "ISNA": _takes(_ANYTHING, Gives.LOGICAL, _is_na),
}

CHINESE_NAMES = {"小数位数": "DECIMALS", "精度": "TOLERANCE"}
"""Our own functions by their Chinese names."""
