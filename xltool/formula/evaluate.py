"""A rule's value, calculated as a spreadsheet program would.

A tree is turned into nested functions once; each takes the look-up of one row and gives a value, or fails with an
Excel error (`Failure`), which IFERROR, COUNT and the IS functions catch. Nothing else is ever raised for data.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from xltool.formula.criteria import ORDERS
from xltool.formula.functions import FUNCTIONS, SEVERAL, Gives, Takes
from xltool.formula.kinds import kind
from xltool.formula.rounding import settled
from xltool.formula.syntax import (
    COMPARISONS,
    Binary,
    Call,
    Expression,
    Logical,
    Negation,
    Number,
    Percent,
    Reference,
    Text,
)
from xltool.formula.values import (
    DIV0,
    VALUE,
    ExcelError,
    ExcelValue,
    Failure,
    Operand,
    Range,
    checked,
    compare,
    difference,
    limited,
    power,
    to_logical,
    to_number,
    to_text,
)

Lookup = Callable[[Reference], Operand]
"""Gives what a reference stands for in one row: a value as a cell holds it (a number is a float), or a `Range`."""
_Step = Callable[[Lookup], Any]


def evaluate(expr: Expression, lookup: Lookup) -> ExcelValue:
    """Give a rule's value in one row. A blank as the result is 0, as in a cell."""
    return compiled(expr)(lookup)


@lru_cache(maxsize=4096)
def compiled(expr: Expression) -> Callable[[Lookup], ExcelValue]:
    """Prepare a rule that is to be evaluated in many rows."""
    step = _value(settled(expr))

    def value(lookup: Lookup) -> ExcelValue:
        try:
            found: ExcelValue = step(lookup)
        except Failure as failure:
            return failure.error
        return 0.0 if found is None else found

    return value


def _value(expr: Expression) -> _Step:
    match expr:
        case Number() | Text() | Logical():
            step = _constant(expr.value)
        case Reference():
            step = _reference(expr)
        case Negation(operand):
            step = _negation(operand)
        case Percent(operand):
            step = _percent(operand)
        case Binary(operator, left, right):
            step = _binary(operator, left, right)
        case Call(name, arguments):
            step = _call(name, arguments)
    return step


def _constant(value: ExcelValue) -> _Step:
    return lambda _: value


def _reference(reference: Reference) -> _Step:
    def value(lookup: Lookup) -> ExcelValue:
        found = lookup(reference)
        return _single(found) if isinstance(found, (Range, ExcelError)) else found

    return value


def _single(operand: Range | ExcelError) -> ExcelValue:
    """Take what a reference stands for as one value; several are #VALUE!, an error fails."""
    if isinstance(operand, Range):
        if len(operand.values) != 1:
            raise Failure(VALUE)
        [value] = operand.values
    else:
        value = operand
    if isinstance(value, ExcelError):
        raise Failure(value)
    return value


# ---- operators ---------------------------------------------------------------------------------------


def _negation(operand: Expression) -> _Step:
    number = _number(operand)
    return lambda lookup: 0.0 - number(lookup)


def _percent(operand: Expression) -> _Step:
    number = _number(operand)
    return lambda lookup: checked(number(lookup) / 100)


def _binary(operator: str, left: Expression, right: Expression) -> _Step:
    if operator == "&":
        first, second = _text(left), _text(right)
        return lambda lookup: limited(first(lookup) + second(lookup))
    if operator in COMPARISONS:
        holds, first, second = ORDERS[operator], _value(left), _value(right)
        return lambda lookup: holds(compare(first(lookup), second(lookup)), 0)
    calculate = _ARITHMETIC[operator]
    first, second = _number(left), _number(right)
    return lambda lookup: calculate(first(lookup), second(lookup))


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise Failure(DIV0)
    return checked(left / right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: checked(difference(left, -right)),
    "-": lambda left, right: checked(difference(left, right)),
    "*": lambda left, right: checked(left * right),
    "/": _divide,
    "^": power,
}


def _number(expr: Expression) -> _Step:
    return _converted(expr, Gives.NUMBER, to_number)


def _text(expr: Expression) -> _Step:
    return _converted(expr, Gives.TEXT, to_text)


def _logical(expr: Expression) -> _Step:
    return _converted(expr, Gives.LOGICAL, to_logical)


def _converted(expr: Expression, wanted: Gives, convert: Callable[[ExcelValue], Any]) -> _Step:
    """Convert what an expression gives, unless it always gives what is wanted."""
    step = _value(expr)
    return step if kind(expr) is wanted else lambda lookup: convert(step(lookup))


# ---- functions ---------------------------------------------------------------------------------------


def _call(name: str, arguments: tuple[Expression, ...]) -> _Step:
    if name == "IF":
        return _if(*arguments)
    if name == "IFERROR":
        return _iferror(*arguments)
    if name in _JUNCTIONS and all(kind(one) is Gives.LOGICAL for one in arguments):
        return _junction(_JUNCTIONS[name], arguments)
    function = FUNCTIONS[name]
    steps = tuple(_argument(function.parameter(index), one) for index, one in enumerate(arguments))
    compute = function.compute
    if len(steps) == 1:
        [only] = steps
        return lambda lookup: compute(only(lookup))
    return lambda lookup: compute(*[step(lookup) for step in steps])


_JUNCTIONS: dict[str, Callable[[list[bool]], bool]] = {"AND": all, "OR": any}


def _junction(decide: Callable[[list[bool]], bool], arguments: tuple[Expression, ...]) -> _Step:
    """Join judgements; every one is made, because an error in any is the result."""
    steps = [_value(one) for one in arguments]
    return lambda lookup: decide([step(lookup) for step in steps])


def _if(condition: Expression, chosen: Expression, other: Expression | None = None) -> _Step:
    asked, other = _logical(condition), other or Logical(value=False)
    if (chosen, other) == (Logical(value=True), Logical(value=False)):
        return asked
    then, otherwise = _value(chosen), _value(other)
    return lambda lookup: then(lookup) if asked(lookup) else otherwise(lookup)


def _iferror(tried: Expression, instead: Expression) -> _Step:
    first, second = _value(tried), _value(instead)

    def value(lookup: Lookup) -> Any:
        try:
            return first(lookup)
        except Failure:
            return second(lookup)

    return value


def _argument(takes: Takes, expr: Expression) -> _Step:
    if isinstance(expr, Reference) and not expr.is_constant and takes in SEVERAL:
        return lambda lookup: _range(lookup(expr))
    return _CONVERSIONS[takes](expr)


def _range(operand: Operand) -> Range:
    return operand if isinstance(operand, Range) else Range((operand,))


def _anything(expr: Expression) -> _Step:
    step = _value(expr)

    def value(lookup: Lookup) -> Any:
        try:
            return step(lookup)
        except Failure as failure:
            return failure.error

    return value


_CONVERSIONS: dict[Takes, Callable[[Expression], _Step]] = {
    Takes.NUMBER: _number,
    Takes.TEXT: _text,
    Takes.CRITERION: _text,
    Takes.VALUE: _value,
    Takes.CONDITION: _logical,
    Takes.CONTENT: _anything,
    Takes.ANYTHING: _anything,
    Takes.SPREAD: _anything,
    Takes.CONDITIONS: _anything,
    Takes.CELL: _value,
}
