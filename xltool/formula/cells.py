"""The functions that look at many cells: sums, counts, and judgements over ranges.

Excel's rule for them: of cells they take what suits them and pass over the rest; a
value written into the call must suit. An error anywhere is the result, except for those
that count.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from xltool.formula.criteria import matcher
from xltool.formula.values import (
    DIV0,
    NUM,
    VALUE,
    ExcelError,
    ExcelValue,
    Failure,
    Operand,
    Range,
    checked,
    difference,
    number_text,
    power,
    read_number,
    to_number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def _each(arguments: tuple[Operand, ...]) -> Iterator[tuple[ExcelValue, bool]]:
    """Every value, and whether it comes from a cell."""
    for argument in arguments:
        if isinstance(argument, Range):
            yield from ((value, True) for value in argument.values)
        else:
            yield argument, False


def _numbers(arguments: tuple[Operand, ...]) -> list[float]:
    """Give the numbers of SUM's kind of arguments.

    Texts, blanks and TRUE in cells are passed over.
    """
    found = []
    for value, from_cell in _each(arguments):
        if isinstance(value, ExcelError):
            raise Failure(value)
        if not from_cell or isinstance(value, float):
            found.append(to_number(value))
    return found


def _added(numbers: list[float]) -> float:
    """Add exactly.

    What remains if the last number cancels all others is nothing, as with a
    subtraction.
    """
    if not numbers:
        return 0.0
    try:
        return checked(difference(math.fsum(numbers[:-1]), -numbers[-1]))
    except OverflowError:
        raise Failure(NUM) from None


def total(*arguments: Operand) -> float:
    """Add the numbers."""
    return _added(_numbers(arguments))


def average(*arguments: Operand) -> float:
    """Give the mean of the numbers; none at all is #DIV/0!."""
    numbers = _numbers(arguments)
    if not numbers:
        raise Failure(DIV0)
    return checked(_added(numbers) / len(numbers))


def largest(*arguments: Operand) -> float:
    """Give the greatest number; 0 if there is none."""
    return max(_numbers(arguments), default=0.0)


def smallest(*arguments: Operand) -> float:
    """Give the least number; 0 if there is none."""
    return min(_numbers(arguments), default=0.0)


def count(*arguments: Operand) -> float:
    """Count the numbers.

    Of values written into the call, those that can be numbers count.
    """
    return float(
        sum(
            _is_countable(value, from_cell=from_cell)
            for value, from_cell in _each(arguments)
        )
    )


def _is_countable(value: ExcelValue, *, from_cell: bool) -> bool:
    if from_cell or isinstance(value, ExcelError):
        return isinstance(value, float)
    return not isinstance(value, str) or read_number(value) is not None


def count_filled(*areas: Range) -> float:
    """Count all cells but blanks."""
    return float(sum([len(area.values) - area.values.count(None) for area in areas]))


def count_blank(cells: Range) -> float:
    """Count blanks and empty texts."""
    return float(sum(value is None or value == "" for value in cells.values))


def count_if(cells: Range, criterion: str) -> float:
    """Count the cells that meet a criterion."""
    return float(sum(map(matcher(criterion), cells.values)))


def sum_if(cells: Range, criterion: str, summed: Range | None = None) -> float:
    """Add the numbers that stand where a criterion is met."""
    wanted = matcher(criterion)
    values = (summed or cells).values
    return total(
        Range(
            tuple(
                value
                for cell, value in zip(cells.values, values, strict=False)
                if wanted(cell)
            )
        )
    )


def _judgements(arguments: tuple[Operand, ...]) -> list[bool]:
    """Give the judgements of AND's kind of arguments.

    Texts and blanks in cells are passed over.
    """
    found = []
    for value, from_cell in _each(arguments):
        if isinstance(value, ExcelError):
            raise Failure(value)
        if not from_cell or isinstance(value, (float, bool)):
            found.append(to_number(value) != 0)
    if not found:
        raise Failure(VALUE)
    return found


def all_hold(*arguments: Operand) -> bool:
    """Whether every judgement holds."""
    return all(_judgements(arguments))


def any_holds(*arguments: Operand) -> bool:
    """Whether at least one judgement holds."""
    return any(_judgements(arguments))


def tolerance(*areas: Range) -> float:
    """Give half a unit of the coarsest last place in which any number but 0 is written.

    Next to 0 if there is none.
    """
    fewest = min(
        (decimals(number) for number in _numbers(areas) if number), default=99.0
    )
    return power(10.0, -fewest) / 2


def decimals(value: ExcelValue) -> float:
    """Count the decimals with which a number is written; 0 for a text or a blank."""
    if isinstance(value, float):
        return float(len(number_text(value).partition(".")[2]))
    return 0.0
