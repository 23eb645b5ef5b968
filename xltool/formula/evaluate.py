"""A rule's value, calculated as a spreadsheet program would.

Trees are turned into nested functions once; each takes what one row holds and gives a
value, or fails with an Excel error (`Failure`), which IFERROR, COUNT and the IS
functions catch. Nothing else is ever raised for data. What several rules ask of a row,
or one asks twice, is calculated once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeGuard

from xltool.formula.criteria import ORDERS
from xltool.formula.functions import FUNCTIONS, SEVERAL, Function, Gives, Takes
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
    children,
)
from xltool.formula.values import (
    DIV0,
    ExcelError,
    ExcelValue,
    Failure,
    Operand,
    cells,
    checked,
    compare,
    content,
    difference,
    limited,
    power,
    single,
    to_logical,
    to_number,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Lookup = Callable[[Reference], Operand]
"""Gives what a reference stands for in one row: a value as a cell holds it (a number is
a float), or a `Range`.
"""
_Row = list[Any]
"""What the references stand for in one row; behind them, what the parts gave that are
asked for more than once.
"""
_Step = Callable[[_Row], Any]
_UNKNOWN = object()


@dataclass(frozen=True, slots=True, eq=False)
class Calculation:
    """Some rules as one function of what they refer to.

    It gives the value of each in one row. A blank as the result is 0, as in a cell.
    """

    references: tuple[Reference, ...]
    values: Callable[..., tuple[ExcelValue, ...]]


def evaluate(expr: Expression, lookup: Lookup) -> ExcelValue:
    """Give a rule's value in one row.

    >>> from xltool.formula.parser import parse
    >>> evaluate(parse("IF([完成]>0,[完成]*2,0)"), lambda reference: 3.0)
    6.0
    """
    prepared = calculation([expr])
    [value] = prepared.values(*map(lookup, prepared.references))
    return value


def calculation(rules: Sequence[Expression]) -> Calculation:
    """Prepare rules that are to be evaluated in many rows.

    >>> from xltool.formula.parser import parse
    >>> prepared = calculation([parse("[甲]*2"), parse("1/[甲]")])
    >>> prepared.values(4.0), prepared.values(0.0)[1].code
    ((8.0, 0.25), '#DIV/0!')
    """
    trees = [settled(one) for one in rules]
    translation = _Translation(trees)
    steps = [translation.value(tree) for tree in trees]
    unknown = [_UNKNOWN] * translation.shared

    def values(*operands: Operand) -> tuple[ExcelValue, ...]:
        row: _Row = [*operands, *unknown]
        found: list[ExcelValue] = []
        for step in steps:
            try:
                value = step(row)
            except Failure as failure:
                value = failure.error
            found.append(0.0 if value is None else value)
        return tuple(found)

    return Calculation(translation.references, values)


class _Translation:
    """The steps for some trees and for each of their parts.

    In a row stand what the `references` stand for, then the results of those parts (so
    many are `shared`) that are asked for in more than one place.
    """

    def __init__(self, trees: Sequence[Expression]) -> None:
        parts = _parts(trees)
        self.references = tuple(part for part in parts if isinstance(part, Reference))
        shared = _shared(trees, parts)
        self.shared = len(shared)
        places = enumerate((*self.references, *shared))
        self._places = {part: place for place, part in places}
        self._steps: dict[Expression, _Step] = {}
        for part in parts:  # a whole comes after its parts
            self._steps[part] = self._calculated(part)
            if part in self._places and not isinstance(part, Reference):
                self._steps[part] = _once(self._steps[part], self._places[part])

    def value(self, expr: Expression) -> _Step:
        """Give the step of what gives one value, or fails."""
        return self._steps[expr]

    def _calculated(self, expr: Expression) -> _Step:
        """Translate a part whose own parts are translated."""
        match expr:
            case Number() | Text() | Logical():
                step = _constant(expr.value)
            case Reference():
                step = _on(single, self._operand(expr))
            case Negation(operand):
                step = _on(lambda number: 0.0 - number, self._number(operand))
            case Percent(operand):
                step = _on(lambda number: checked(number / 100), self._number(operand))
            case Binary(operator, left, right):
                step = self._binary(operator, left, right)
            case Call(name, arguments):
                step = self._call(name, arguments)
        return step

    def _binary(self, operator: str, left: Expression, right: Expression) -> _Step:
        if operator in COMPARISONS:
            return self._comparison(operator, left, right)
        convert = self._text if operator == "&" else self._number
        return _of_two(_OPERATORS[operator], convert(left), convert(right))

    def _number(self, expr: Expression) -> _Step:
        return self._converted(expr, Gives.NUMBER, to_number)

    def _text(self, expr: Expression) -> _Step:
        return self._converted(expr, Gives.TEXT, to_text)

    def _logical(self, expr: Expression) -> _Step:
        return self._converted(expr, Gives.LOGICAL, to_logical)

    def _converted(
        self, expr: Expression, wanted: Gives, convert: Callable[[Operand], Any]
    ) -> _Step:
        """Convert what an expression gives, unless it always gives what is wanted."""
        step = self._operand(expr)
        return step if kind(expr) is wanted else _on(convert, step)

    def _operand(self, expr: Expression) -> _Step:
        """Translate what is looked at by a function that takes operands as they are."""
        if isinstance(expr, Reference):
            return itemgetter(self._places[expr])
        return self.value(expr)

    def _comparison(self, operator: str, left: Expression, right: Expression) -> _Step:
        """Compare two values; the commonest two comparisons have ways of their own."""
        holds = ORDERS[operator]
        if right == _ZERO and kind(left) is Gives.NUMBER:
            return _on(lambda number: holds(number, 0), self.value(left))
        if operator in {"=", "<>"} and _is_caseless(right):
            word = right.value
            return _is_word(self._operand(left), word, expected=operator == "=")
        second = self._operand(right)
        # what fails on the left fails before anything is calculated on the right
        if isinstance(right, _CALCULATED):
            first = self.value(left)
        else:
            first = self._operand(left)
        return lambda row: holds(compare(first(row), second(row)), 0)

    def _call(self, name: str, arguments: tuple[Expression, ...]) -> _Step:
        """Translate a call: IF, IFERROR, AND and OR choose what they look at."""
        if name == "IF":
            return self._if(*arguments)
        if name == "IFERROR":
            return self._iferror(*arguments)
        if name in _JUNCTIONS and all(kind(one) is Gives.LOGICAL for one in arguments):
            judgements = [self.value(one) for one in arguments]
            return _junction(judgements, decisive=_JUNCTIONS[name])
        return self._computed(FUNCTIONS[name], arguments)

    def _computed(self, function: Function, arguments: tuple[Expression, ...]) -> _Step:
        """Translate a call of a function that takes what all its arguments give."""
        compute = function.compute
        steps = []
        for index, argument in enumerate(arguments):
            steps.append(self._argument(function.parameter(index), argument))
        match steps:
            case [only]:
                return _on(compute, only)
            case [first, second]:
                return _of_two(compute, first, second)
        return lambda row: compute(*[step(row) for step in steps])

    def _if(
        self, condition: Expression, chosen: Expression, other: Expression | None = None
    ) -> _Step:
        """Calculate what is chosen only: no error in the other branch matters."""
        asked = self._logical(condition)
        if (chosen, other) == (Logical(value=True), Logical(value=False)):
            return asked
        then = self.value(chosen)
        otherwise = self.value(other) if other else _constant(value=False)
        return lambda row: then(row) if asked(row) else otherwise(row)

    def _iferror(self, tried: Expression, instead: Expression) -> _Step:
        """Calculate the second only where the first fails."""
        first = self.value(tried)
        second = self.value(instead)

        def value(row: _Row) -> Any:
            try:
                return first(row)
            except Failure:
                return second(row)

        return value

    def _argument(self, takes: Takes, expr: Expression) -> _Step:
        """Convert an argument as its parameter takes it."""
        match takes:
            case Takes.NUMBER:
                return self._number(expr)
            case Takes.TEXT | Takes.CRITERION:
                return self._text(expr)
            case Takes.CONDITION:
                return self._logical(expr)
            case Takes.VALUE | Takes.CELL:
                return self.value(expr)
        if not isinstance(expr, Reference):
            return _caught(self.value(expr))
        take = cells if takes in SEVERAL and not expr.is_literal else content
        return _on(take, self._operand(expr))


def _is_caseless(expr: Expression) -> TypeGuard[Text]:
    """Say whether an expression is a text that no other equals but for capitals."""
    return isinstance(expr, Text) and _has_one_spelling(expr.value)


def _parts(trees: Iterable[Expression]) -> dict[Expression, None]:
    """Give the parts of some trees, each once, a whole after its parts."""
    found: dict[Expression, None] = {}
    waiting = list(trees)
    while waiting:
        missing = [one for one in children(waiting[-1]) if one not in found]
        if missing:
            waiting += missing
        else:
            found[waiting.pop()] = None
    return found


def _shared(
    trees: Iterable[Expression], parts: Iterable[Expression]
) -> list[Expression]:
    """Give the parts that are calculated, and asked for in more than one place.

    Their results are kept in the row, so that each is calculated once: a rule's
    condition often stands in its message, too.
    """
    asked = Counter(trees)
    for part in parts:
        asked.update(children(part))
    return [one for one in parts if asked[one] > 1 and isinstance(one, _CALCULATED)]


_ZERO = Number(0)
"""Nothing but 0 is nearly equal to it."""
_CALCULATED = (Negation, Percent, Binary, Call)
_JUNCTIONS = {"AND": False, "OR": True}
"""The judgement that decides, whatever the others are."""


def _has_one_spelling(text: str) -> bool:
    """Whether no other text is the same but for capitals.

    >>> _has_one_spelling("零报告"), _has_one_spelling("N/A")
    (True, False)
    """
    return text != "" and text.lower() == text.upper()


def _is_word(step: _Step, word: str, *, expected: bool) -> _Step:
    """Ask whether a value is a word of one spelling, as 零报告 is.

    What is no text is compared as any two values.
    """

    def value(row: _Row) -> bool:
        found = step(row)
        if isinstance(found, str):
            return (found == word) is expected
        return (compare(found, word) == 0) is expected

    return value


def _constant(value: ExcelValue) -> _Step:
    """Give the step of what is the same in every row."""
    return lambda _: value


def _on(calculate: Callable[[Any], Any], step: _Step) -> _Step:
    """Give the step that calculates with what another step gives."""
    return lambda row: calculate(step(row))


def _of_two(calculate: Callable[[Any, Any], Any], first: _Step, second: _Step) -> _Step:
    """Give the step that calculates with what two others give."""
    return lambda row: calculate(first(row), second(row))


def _junction(steps: Sequence[_Step], *, decisive: bool) -> _Step:
    """Join judgements; every one is made, because an error in any is the result."""

    def value(row: _Row) -> bool:
        found = not decisive
        for step in steps:
            if step(row) is decisive:
                found = decisive
        return found

    return value


def _caught(step: _Step) -> _Step:
    """Give an error as a value."""

    def value(row: _Row) -> ExcelValue:
        try:
            found: ExcelValue = step(row)
        except Failure as failure:
            return failure.error
        return found

    return value


def _once(step: _Step, place: int) -> _Step:
    """Calculate a part when it is asked for first."""

    def value(row: _Row) -> Any:
        found = row[place]
        if found is _UNKNOWN:
            try:
                found = step(row)
            except Failure as failure:
                found = failure.error
            row[place] = found
        if isinstance(found, ExcelError):
            raise Failure(found)
        return found

    return value


def _divide(left: float, right: float) -> float:
    """Divide; by 0 it is #DIV/0!."""
    if right == 0:
        raise Failure(DIV0)
    return checked(left / right)


_OPERATORS: dict[str, Callable[[Any, Any], ExcelValue]] = {
    "&": lambda left, right: limited(left + right),
    "+": lambda left, right: checked(difference(left, -right)),
    "-": lambda left, right: checked(difference(left, right)),
    "*": lambda left, right: checked(left * right),
    "/": _divide,
    "^": power,
}
