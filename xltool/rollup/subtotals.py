"""小计 of the total, computed from the total's own rows, exactly.

A unit's own 小计 is checked when it comes in and never added up: the sums of the whole
follow from the rows of the whole.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xltool.forms.codes import coded_rows
from xltool.forms.fixed_tables import codes_in
from xltool.formula import Expression, FormulaError, Reference, parse
from xltool.formula.syntax import Binary, Call, Negation, Number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class NotExactError(ValueError):
    """An expression with more in it than +, -, *, / and SUM."""


def exact_subtotal(
    subtotal: str, numbers: Mapping[str, Fraction], printed: Sequence[str]
) -> Fraction:
    """Compute a 小计 over the codes of a table; a row without a number counts 0.

    NotExactError where it is more than sums, differences, products and quotients.

    >>> numbers = {"01": Fraction(3), "02": Fraction(1, 2)}
    >>> exact_subtotal("SUM([01:03])-[02]", numbers, ["01", "02", "03"])
    Fraction(3, 1)
    """

    def value(expression: Expression) -> Fraction:
        match expression:
            case Number(number):
                return Fraction(repr(number))
            case Reference():
                return sum(values(expression), Fraction(0))
            case Negation(operand):
                return -value(operand)
            case Binary(operator, left, right) if operator in _OPERATORS:
                return _OPERATORS[operator](value(left), value(right))
            case Call("SUM" | "N", arguments):
                return sum(map(value, arguments), Fraction(0))
            case _:
                raise NotExactError(subtotal)

    def values(reference: Reference) -> list[Fraction]:
        inner = ".".join(part for part in (reference.sheet, reference.field) if part)
        codes = coded_rows(codes_in(inner), printed)
        return [numbers[code] for code in printed if code in codes & numbers.keys()]

    try:
        return value(parse(subtotal))
    except (FormulaError, ZeroDivisionError) as error:
        raise NotExactError(subtotal) from error


_OPERATORS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
