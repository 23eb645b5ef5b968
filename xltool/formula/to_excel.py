"""A rule as text: in a cell of the issued workbook, or in the rule language again.

What programs do not calculate alike is written so that they do:

- a text literal of more than 255 characters is joined from pieces;
- a single value in SUM, AND … that may be a text or a blank is added to 0 (LibreOffice
  refuses SUM("12"));
- what COUNTIF and SUMIF look for is made a text (LibreOffice would look for a number
  only among numbers);
- COUNTIF, COUNTBLANK and SUMIF over scattered cells become sums over each;
- DECIMALS and TOLERANCE become plain functions on the text of the numbers, which no
  cell format changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from xltool.formula.functions import FUNCTIONS, SEVERAL, Gives, Takes
from xltool.formula.kinds import kind
from xltool.formula.rounding import settled
from xltool.formula.syntax import (
    BINDING,
    Binary,
    Call,
    Expression,
    FormulaError,
    Logical,
    Negation,
    Number,
    Percent,
    Reference,
    Text,
)

Locate = Callable[[Reference], str]
"""Gives where a reference's cells are: an A1 address, a range, several of these joined
by commas, or, for a constant of the period, a literal (see `literal`).
"""

LONGEST_FORMULA = 8192
DEEPEST_FORMULA = 64
_LONGEST_LITERAL = 255

_PERCENT, _MINUS, _ATOM = 6, 7, 8
_AREA = re.compile(r"(?:'(?:[^']|'')*'|[^',])+")
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'')
_COARSENESS = 'SUMPRODUCT(MAX(ISNUMBER({0})*({0}<>0)*(99+FIND(".",{0}&".")-LEN({0}))))'
"""99 less the decimals of the number that has fewest, 100 if it is whole; 0 if no cell
holds a number but 0.
"""
_DECIMALS = 'ISNUMBER({0})*MAX(0,LEN({0}&".")-FIND(".",{0}&".")-1)'

_Written = tuple[str, int]
"""A piece of a formula, and how tightly its outermost operator binds."""


def to_text(expr: Expression) -> str:
    """Write a tree in the rule language; `parse` reads the same tree from it."""
    return _Writer(str).write(expr)[0]


def to_excel(expr: Expression, locate: Locate) -> str:
    """Write a rule as a cell's formula, without the leading `=`.

    FormulaError if the formula is more than a spreadsheet takes, or several cells stand
    where one value is needed.
    """
    formula = _CellWriter(locate).write(settled(expr))[0]
    too_much = beyond_limits(formula)
    if too_much:
        raise FormulaError(too_much)
    return formula


def literal(value: float | str) -> str:
    """Write a number or a text as a literal of a formula."""
    if isinstance(value, str):
        return _text(value)[0]
    return f"{value:.15G}"


def beyond_limits(formula: str) -> str:
    """Say in Chinese which limit of Excel's a cell formula (without `=`) exceeds.

    Empty if none.
    """
    if len(formula) + 1 > LONGEST_FORMULA:
        return (
            f"单元格公式有 {len(formula) + 1} 个字符，Excel 最多 {LONGEST_FORMULA} "
            "个，请把规则拆短"
        )
    depth = deepest = 0
    for char in _QUOTED.sub("", formula):
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    if deepest > DEEPEST_FORMULA:
        return (
            f"单元格公式的括号有 {deepest} 层，Excel 最多 {DEEPEST_FORMULA} 层，"
            "请把规则拆短"
        )
    return ""


def _text(value: str) -> _Written:
    pieces = [
        value[at : at + _LONGEST_LITERAL]
        for at in range(0, len(value), _LONGEST_LITERAL)
    ] or [""]
    quoted = ['"{}"'.format(piece.replace('"', '""')) for piece in pieces]
    return "&".join(quoted), _ATOM if len(pieces) == 1 else BINDING["&"]


class _Writer:
    """Writes a tree with no more parentheses than it needs."""

    def __init__(self, locate: Locate) -> None:
        self._locate = locate

    def write(self, expr: Expression) -> _Written:
        match expr:
            case Number(number):
                written = literal(number), _ATOM
            case Text(text):
                written = self.text(text)
            case Logical(truth):
                written = str(truth).upper(), _ATOM
            case Reference():
                written = self.reference(expr)
            case Negation(operand):
                written = f"-{self._within(operand, _MINUS)}", _MINUS
            case Percent(operand):
                written = f"{self._within(operand, _PERCENT)}%", _PERCENT
            case Binary(operator, left, right):
                binding = BINDING[operator]
                first = self._within(left, binding)
                second = self._within(right, binding + 1)
                written = f"{first}{operator}{second}", binding
            case Call(name, arguments):
                written = self.call(name, arguments)
        return written

    def _within(self, expr: Expression, binding: int) -> str:
        """Write an operand, in parentheses where its place asks for them."""
        text, own = self.write(expr)
        return text if own >= binding else f"({text})"

    def text(self, value: str) -> _Written:
        return '"{}"'.format(value.replace('"', '""')), _ATOM

    def reference(self, reference: Reference) -> _Written:
        return self._locate(reference), _ATOM

    def call(self, name: str, arguments: tuple[Expression, ...]) -> _Written:
        return f"{name}({','.join(self.write(one)[0] for one in arguments)})", _ATOM


class _CellWriter(_Writer):
    """Writes for a cell.

    Excel's limits, places of cells, and what our own functions stand for.
    """

    def text(self, value: str) -> _Written:
        return _text(value)

    def reference(self, reference: Reference) -> _Written:
        place = self._locate(reference)
        if reference.is_literal:
            return place, _MINUS if place.startswith("-") else _ATOM
        if len(_areas(place)) != 1 or ":" in _QUOTED.sub("", place):
            message = f"{reference} 是多个单元格，只能放在 SUM、COUNT、MAX 等函数里"
            raise FormulaError(message)
        return place, _ATOM

    def call(self, name: str, arguments: tuple[Expression, ...]) -> _Written:
        function = FUNCTIONS[name]
        written = [
            self._argument(function.parameter(index), one)
            for index, one in enumerate(arguments)
        ]
        if name == "TOLERANCE":
            found = [
                _COARSENESS.format(area) for one in written for area in _areas(one)
            ]
            return f"10^(MIN(99,MAX({','.join(found)}))-99)/2", BINDING["/"]
        if name == "DECIMALS":
            return _DECIMALS.format(written[0]), BINDING["*"]
        if name in ("COUNTIF", "COUNTBLANK", "SUMIF"):
            return _over_areas(name, function.takes, written)
        return f"{name}({','.join(written)})", _ATOM

    def _argument(self, takes: Takes, expr: Expression) -> str:
        if isinstance(expr, Reference) and not expr.is_literal and takes in SEVERAL:
            return self._locate(expr)
        if takes in (Takes.SPREAD, Takes.CONDITIONS) and kind(expr) not in (
            Gives.NUMBER,
            Gives.LOGICAL,
        ):
            return self.write(Binary("+", Number(0), expr))[0]
        if takes is Takes.CRITERION and kind(expr) is not Gives.TEXT:
            return self.write(Binary("&", expr, Text("")))[0]
        return self.write(expr)[0]


def _areas(place: str) -> list[str]:
    """Split places joined by commas; a comma in a sheet's name parts nothing."""
    return _AREA.findall(place)


def _over_areas(name: str, takes: tuple[Takes, ...], written: list[str]) -> _Written:
    """Write a function that takes one area as a sum over several."""
    spread = [
        _areas(one) if takes[index] is Takes.CELLS else [one]
        for index, one in enumerate(written)
    ]
    count = len(spread[0])
    calls = [
        f"{name}({','.join(one[min(index, len(one) - 1)] for one in spread)})"
        for index in range(count)
    ]
    return "+".join(calls), _ATOM if count == 1 else BINDING["+"]
