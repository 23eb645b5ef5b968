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
from itertools import chain

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

_SPREADS = (Takes.SPREAD, Takes.CONDITIONS)

_Written = tuple[str, int]
"""A piece of a formula, and how tightly its outermost operator binds."""


def to_text(expr: Expression) -> str:
    """Write a tree in the rule language; `parse` reads the same tree from it.

    >>> from xltool.formula.parser import parse
    >>> to_text(parse("（[甲]＋[乙]）*2"))
    '([甲]+[乙])*2'
    """
    return _Writer(str).write(expr)[0]


def to_excel(expr: Expression, locate: Locate) -> str:
    """Write a rule as a cell's formula, without the leading `=`.

    FormulaError if the formula is more than a spreadsheet takes, or several cells stand
    where one value is needed.

    >>> from xltool.formula.parser import parse
    >>> to_excel(parse("[甲]*2"), lambda reference: "$B5")
    '$B5*2'
    """
    formula = _CellWriter(locate).write(settled(expr))[0]
    too_much = beyond_limits(formula)
    if too_much:
        raise FormulaError(too_much)
    return formula


def literal(value: float | str) -> str:
    """Write a number or a text as a literal of a formula.

    >>> literal(0.1), literal("甲")
    ('0.1', '"甲"')
    """
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
    """Write a text literal, in pieces where it is longer than Excel takes."""
    starts = range(0, len(value), _LONGEST_LITERAL)
    pieces = [_quoted(value[start : start + _LONGEST_LITERAL]) for start in starts]
    if len(pieces) > 1:
        return "&".join(pieces), BINDING["&"]
    return _quoted(value), _ATOM


def _quoted(text: str) -> str:
    """Write a text in quotes, those in it twice.

    >>> _quoted('称"优"').count('"')
    6
    """
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


class _Writer:
    """Writes a tree with no more parentheses than it needs."""

    def __init__(self, locate: Locate) -> None:
        self._locate = locate

    def write(self, expr: Expression) -> _Written:
        """Write a tree, and say how tightly its outermost operator binds."""
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
        return _quoted(value), _ATOM

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
        """Write a call; our own functions and those of one area are written out."""
        function = FUNCTIONS[name]
        written = []
        for index, argument in enumerate(arguments):
            takes = function.parameter(index)
            written.append(self._argument(takes, argument))
        if name == "TOLERANCE":
            areas = chain.from_iterable(map(_areas, written))
            coarsest = ",".join(map(_COARSENESS.format, areas))
            return f"10^(MIN(99,MAX({coarsest}))-99)/2", BINDING["/"]
        if name == "DECIMALS":
            return _DECIMALS.format(written[0]), BINDING["*"]
        if name in ("COUNTIF", "COUNTBLANK", "SUMIF"):
            return _over_areas(name, function.takes, written)
        return f"{name}({','.join(written)})", _ATOM

    def _argument(self, takes: Takes, expr: Expression) -> str:
        """Write an argument so that every program takes it alike."""
        if isinstance(expr, Reference) and not expr.is_literal and takes in SEVERAL:
            return self._locate(expr)
        gives = kind(expr)
        if takes in _SPREADS and gives not in {Gives.NUMBER, Gives.LOGICAL}:
            # LibreOffice refuses SUM("12")
            expr = Binary("+", Number(0), expr)
        elif takes is Takes.CRITERION and gives is not Gives.TEXT:
            # LibreOffice looks for a number among numbers only
            expr = Binary("&", expr, Text(""))
        text, _ = self.write(expr)
        return text


def _areas(place: str) -> list[str]:
    """Split places joined by commas; a comma in a sheet's name parts nothing.

    >>> _areas("'一,二'!A1:A3,B5")
    ["'一,二'!A1:A3", 'B5']
    """
    return _AREA.findall(place)


def _over_areas(name: str, takes: tuple[Takes, ...], written: list[str]) -> _Written:
    """Write a function that takes one area as a sum over several."""
    spread = []
    for argument, taken in zip(written, takes, strict=False):
        spread.append(_areas(argument) if taken is Takes.CELLS else [argument])
    calls = []
    for index in range(len(spread[0])):
        arguments = [places[min(index, len(places) - 1)] for places in spread]
        calls.append(f"{name}({','.join(arguments)})")
    return "+".join(calls), _ATOM if len(calls) == 1 else BINDING["+"]
