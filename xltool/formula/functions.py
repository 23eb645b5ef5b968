"""The functions of the rule language: what each takes, and what it gives.

They are Excel's, by name and meaning, and only those that Excel, WPS and LibreOffice calculate alike; `DECIMALS`
and `TOLERANCE` are our own and become plain Excel in the sheet (`to_excel`). Left out on purpose: MOD (of binary
fractions: MOD(5.3,0.1) is 0 here and 0.1 there), TEXT (formats depend on the region), TODAY and NOW (a verdict
must not change overnight), XOR, IFS and everything else newer than Excel 2007.

Known differences, Excel's way being followed: FIND("",x) and SEARCH("",x) are 1 (LibreOffice: #VALUE!); 0^0 is
#NUM! (1); a negative number to a fraction is #NUM! (LibreOffice takes odd roots); dates before March 1900.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from xltool.formula.criteria import matcher, wildcards
from xltool.formula.values import (
    DIV0,
    DOWN,
    LONGEST_TEXT,
    NA,
    NUM,
    UP,
    VALUE,
    ExcelError,
    ExcelValue,
    Failure,
    Operand,
    Range,
    checked,
    date_serial,
    difference,
    limited,
    number_text,
    power,
    read_number,
    rounded,
    serial_date,
    to_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
    """Cells, of which the function takes what suits it, or a single value, which must suit."""
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
    """One function. `takes` has one entry per parameter; those after `required` are optional.

    With `repeats` the last parameter may be given again and again. `compute` gets converted arguments; for
    SPREAD, CONDITIONS and CELLS these are `Range`s or single values. IF and IFERROR choose what to calculate:
    `evaluate` knows them, and `compute` says so.
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


# ---- over cells --------------------------------------------------------------------------------------


def _each(arguments: tuple[Operand, ...]) -> Iterator[tuple[ExcelValue, bool]]:
    """Every value, and whether it comes from a cell."""
    for argument in arguments:
        if isinstance(argument, Range):
            yield from ((value, True) for value in argument.values)
        else:
            yield argument, False


def _numbers(arguments: tuple[Operand, ...]) -> list[float]:
    """Give the numbers of SUM's kind of arguments; texts, blanks and TRUE in cells are passed over."""
    found = []
    for value, from_cell in _each(arguments):
        if isinstance(value, ExcelError):
            raise Failure(value)
        if not from_cell or isinstance(value, float):
            found.append(to_number(value))
    return found


def _total(numbers: list[float]) -> float:
    """Add exactly; what remains if the last number cancels all others is nothing, as with a subtraction."""
    if not numbers:
        return 0.0
    try:
        return checked(difference(math.fsum(numbers[:-1]), -numbers[-1]))
    except OverflowError:
        raise Failure(NUM) from None


def _sum(*arguments: Operand) -> float:
    return _total(_numbers(arguments))


def _average(*arguments: Operand) -> float:
    numbers = _numbers(arguments)
    if not numbers:
        raise Failure(DIV0)
    return checked(_total(numbers) / len(numbers))


def _max(*arguments: Operand) -> float:
    return max(_numbers(arguments), default=0.0)


def _min(*arguments: Operand) -> float:
    return min(_numbers(arguments), default=0.0)


def _count(*arguments: Operand) -> float:
    return float(sum(_is_countable(value, from_cell=from_cell) for value, from_cell in _each(arguments)))


def _is_countable(value: ExcelValue, *, from_cell: bool) -> bool:
    if from_cell or isinstance(value, ExcelError):
        return isinstance(value, float)
    return not isinstance(value, str) or read_number(value) is not None


def _counta(*arguments: Operand) -> float:
    return float(sum(value is not None for value, _ in _each(arguments)))


def _countblank(cells: Range) -> float:
    return float(sum(value is None or value == "" for value in cells.values))


def _countif(cells: Range, criterion: str) -> float:
    return float(sum(map(matcher(criterion), cells.values)))


def _sumif(cells: Range, criterion: str, summed: Range | None = None) -> float:
    wanted = matcher(criterion)
    values = (summed or cells).values
    return _sum(Range(tuple(value for cell, value in zip(cells.values, values, strict=False) if wanted(cell))))


def _judgements(arguments: tuple[Operand, ...]) -> list[bool]:
    """Give the judgements of AND's kind of arguments; texts and blanks in cells are passed over."""
    found = []
    for value, from_cell in _each(arguments):
        if isinstance(value, ExcelError):
            raise Failure(value)
        if not from_cell or isinstance(value, (float, bool)):
            found.append(to_number(value) != 0)
    if not found:
        raise Failure(VALUE)
    return found


def _tolerance(*areas: Range) -> float:
    """Give half a unit of the coarsest last place in which any number but 0 is written; 0 if there is none."""
    return max((10.0 ** -_decimals(number) for number in _numbers(areas) if number), default=0.0) / 2


def _decimals(value: ExcelValue) -> float:
    """Count the decimals with which a number is written; 0 for a text or a blank."""
    return float(len(number_text(value).partition(".")[2])) if isinstance(value, float) else 0.0


# ---- numbers and dates -------------------------------------------------------------------------------


def _round(number: float, digits: float) -> float:
    return rounded(number, int(digits))


def _round_up(number: float, digits: float) -> float:
    return rounded(number, int(digits), UP)


def _round_down(number: float, digits: float = 0) -> float:
    return rounded(number, int(digits), DOWN)


def _int(number: float) -> float:
    return rounded(number, 0, UP if number < 0 else DOWN)


def _sign(number: float) -> float:
    return float((number > 0) - (number < 0))


def _sqrt(number: float) -> float:
    if number < 0:
        raise Failure(NUM)
    return math.sqrt(number)


def _date(year: float, month: float, day: float) -> float:
    return date_serial(int(year), int(month), int(day))


def _year(serial: float) -> float:
    return float(serial_date(serial).year)


def _month(serial: float) -> float:
    return float(serial_date(serial).month)


def _day(serial: float) -> float:
    return float(serial_date(serial).day)


# ---- texts -------------------------------------------------------------------------------------------


def _units(text: str) -> str:
    """Take a text apart into UTF-16 units, which is how Excel counts."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[at] + 256 * units[at + 1]) for at in range(0, len(units), 2))


def _joined(units: str) -> str:
    """Put UTF-16 units together again; half a character stays half."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _size(number: float, *, least: int = 0) -> int:
    """Take a number as a count or a position of characters."""
    if number < least:
        raise Failure(VALUE)
    return int(min(number, LONGEST_TEXT))


def _len(text: str) -> float:
    return float(len(_units(text)))


def _left(text: str, count: float = 1) -> str:
    return _joined(_units(text)[: _size(count)])


def _right(text: str, count: float = 1) -> str:
    size = _size(count)
    return _joined(_units(text)[-size:]) if size else ""


def _mid(text: str, start: float, count: float) -> str:
    first = _size(start, least=1) - 1
    return _joined(_units(text)[first : first + _size(count)])


def _find(wanted: str, text: str, start: float = 1) -> float:
    found = _units(text).find(_units(wanted), _size(start, least=1) - 1)
    if found < 0:
        raise Failure(VALUE)
    return float(found + 1)


def _search(wanted: str, text: str, start: float = 1) -> float:
    found = wildcards(_units(wanted)).search(_units(text), _size(start, least=1) - 1)
    if found is None:
        raise Failure(VALUE)
    return float(found.start() + 1)


def _substitute(text: str, old: str, new: str, which: float | None = None) -> str:
    if which is not None and which < 1:
        raise Failure(VALUE)
    if not old:
        return text
    if which is None:
        return limited(text.replace(old, new))
    parts = text.split(old)
    if len(parts) <= int(which):
        return text
    return limited(old.join(parts[: int(which)]) + new + old.join(parts[int(which) :]))


def _trim(text: str) -> str:
    return " ".join(word for word in text.split(" ") if word)


def _rept(text: str, count: float) -> str:
    size = _size(count)
    if size * len(text) > LONGEST_TEXT:
        raise Failure(VALUE)
    return text * size


def _concatenate(*texts: str) -> str:
    return limited("".join(texts))


def _t(value: ExcelValue) -> str:
    return value if isinstance(value, str) else ""


def _n(value: ExcelValue) -> float:
    return 0.0 if isinstance(value, str) else to_number(value)


# ---- what a value is ---------------------------------------------------------------------------------


def _na() -> ExcelValue:
    raise Failure(NA)


def _is(*kinds: type) -> Callable[[ExcelValue], bool]:
    return lambda value: isinstance(value, kinds)


def _is_na(value: ExcelValue) -> bool:
    return value == NA


def _chosen(*_: ExcelValue) -> ExcelValue:
    """Stand for IF and IFERROR, which `evaluate` calculates without computing all arguments."""
    raise NotImplementedError


def _takes(
    takes: tuple[Takes, ...],
    gives: Gives,
    compute: Callable[..., ExcelValue],
    *,
    optional: int = 0,
    repeats: bool = False,
) -> Function:
    return Function(takes, gives, compute, len(takes) - optional, repeats)


_NUMBER, _TEXT, _SPREAD, _CELLS = (Takes.NUMBER,), (Takes.TEXT,), (Takes.SPREAD,), (Takes.CELLS,)
_ANYTHING, _CRITERION, _JUDGED = (Takes.ANYTHING,), (Takes.CRITERION,), (Takes.CONDITIONS,)

FUNCTIONS: dict[str, Function] = {
    "AND": _takes(_JUDGED, Gives.LOGICAL, lambda *given: all(_judgements(given)), repeats=True),
    "OR": _takes(_JUDGED, Gives.LOGICAL, lambda *given: any(_judgements(given)), repeats=True),
    "NOT": _takes((Takes.CONDITION,), Gives.LOGICAL, lambda condition: not condition),
    "IF": _takes((Takes.CONDITION, Takes.BRANCH, Takes.BRANCH), Gives.BRANCH, _chosen, optional=1),
    "IFERROR": _takes((Takes.BRANCH, Takes.BRANCH), Gives.BRANCH, _chosen),
    "SUM": _takes(_SPREAD, Gives.NUMBER, _sum, repeats=True),
    "AVERAGE": _takes(_SPREAD, Gives.NUMBER, _average, repeats=True),
    "MAX": _takes(_SPREAD, Gives.NUMBER, _max, repeats=True),
    "MIN": _takes(_SPREAD, Gives.NUMBER, _min, repeats=True),
    "COUNT": _takes(_SPREAD, Gives.NUMBER, _count, repeats=True),
    "COUNTA": _takes(_CELLS, Gives.NUMBER, _counta, repeats=True),
    "COUNTBLANK": _takes(_CELLS, Gives.NUMBER, _countblank),
    "COUNTIF": _takes(_CELLS + _CRITERION, Gives.NUMBER, _countif),
    "SUMIF": _takes(_CELLS + _CRITERION + _CELLS, Gives.NUMBER, _sumif, optional=1),
    "TOLERANCE": _takes(_CELLS, Gives.NUMBER, _tolerance, repeats=True),
    "DECIMALS": _takes((Takes.CELL,), Gives.NUMBER, _decimals),
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
    "LEN": _takes(_TEXT, Gives.NUMBER, _len),
    "LEFT": _takes(_TEXT + _NUMBER, Gives.TEXT, _left, optional=1),
    "RIGHT": _takes(_TEXT + _NUMBER, Gives.TEXT, _right, optional=1),
    "MID": _takes(_TEXT + _NUMBER * 2, Gives.TEXT, _mid),
    "FIND": _takes(_TEXT * 2 + _NUMBER, Gives.NUMBER, _find, optional=1),
    "SEARCH": _takes(_TEXT * 2 + _NUMBER, Gives.NUMBER, _search, optional=1),
    "SUBSTITUTE": _takes(_TEXT * 3 + _NUMBER, Gives.TEXT, _substitute, optional=1),
    "TRIM": _takes(_TEXT, Gives.TEXT, _trim),
    "EXACT": _takes(_TEXT * 2, Gives.LOGICAL, lambda left, right: left == right),
    "UPPER": _takes(_TEXT, Gives.TEXT, str.upper),
    "LOWER": _takes(_TEXT, Gives.TEXT, str.lower),
    "CONCATENATE": _takes(_TEXT, Gives.TEXT, _concatenate, repeats=True),
    "REPT": _takes(_TEXT + _NUMBER, Gives.TEXT, _rept),
    "VALUE": _takes((Takes.VALUE,), Gives.NUMBER, to_number),
    "T": _takes((Takes.VALUE,), Gives.TEXT, _t),
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
