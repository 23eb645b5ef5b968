"""Rounding away what binary arithmetic leaves.

100.1-100 is 0.0999999999999943 to a computer, and must still count as 0.1. Excel, WPS
and LibreOffice each hide a part of such errors, and each another part. So that a rule
judges what the clerk sees, and all of them judge alike, a calculated number is rounded
to six decimals before it is compared, rounded or taken as a condition; both back ends
do so from this one tree. Values that stand in cells as they are typed are never
touched.
"""

from __future__ import annotations

from xltool.formula.syntax import (
    ARITHMETIC,
    COMPARISONS,
    Binary,
    Call,
    Expression,
    Negation,
    Number,
    Percent,
)

KEPT_DECIMALS = 6
"""Enough for any printed figure, and coarse enough to hide the dust of amounts up to
10^9.
"""

_DUSTY = ("SUM", "SUMIF", "AVERAGE", "SQRT", "POWER")
_PASSING_ON = ("ABS", "MAX", "MIN")
_JUDGING = ("AND", "OR", "NOT", "SIGN", "INT")
_ROUNDING = ("ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC")


def settled(expr: Expression) -> Expression:
    """Give the tree that is calculated."""
    match expr:
        case Negation(operand):
            return Negation(settled(operand))
        case Percent(operand):
            return Percent(settled(operand))
        case Binary(operator, left, right):
            left = settled(left)
            right = settled(right)
            if operator in COMPARISONS:
                left = _clean(left)
                right = _clean(right)
            return Binary(operator, left, right)
        case Call(name, arguments):
            return Call(name, _cleaned(name, tuple(map(settled, arguments))))
        case _:
            return expr


def _cleaned(name: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Clean those arguments whose last decimals decide."""
    if name in _JUDGING:
        return tuple(map(_clean, arguments))
    if name == "IF" or (name in _ROUNDING and _is_coarse(arguments[1:])):
        return (_clean(arguments[0]), *arguments[1:])
    return arguments


def _is_coarse(digits: tuple[Expression, ...]) -> bool:
    """Whether a rounding is to fewer decimals than are kept anyway.

    Without a number of decimals it is to integers.
    """
    match digits:
        case () | (Negation(Number()),):
            return True
        case (Number(value),):
            return value < KEPT_DECIMALS
        case _:
            return False


def _clean(expr: Expression) -> Expression:
    match expr:
        case Call("IF", (condition, *branches)):
            return Call("IF", (condition, *map(_clean, branches)))
        case Call("IFERROR", arguments):
            return Call("IFERROR", tuple(map(_clean, arguments)))
        case _ if _is_dusty(expr):
            return Call("ROUND", (expr, Number(KEPT_DECIMALS)))
        case _:
            return expr


def _is_dusty(expr: Expression) -> bool:
    match expr:
        case Binary(operator):
            return operator in ARITHMETIC
        case Negation(operand):
            return _is_dusty(operand)
        case Percent(operand):
            return not isinstance(operand, Number)
        case Call(name, arguments):
            return name in _DUSTY or (
                name in _PASSING_ON and any(map(_is_dusty, arguments))
            )
        case _:
            return False
