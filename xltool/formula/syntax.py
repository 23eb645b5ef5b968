"""The rule language as a tree: what a rule says, without its spelling.

A tree is what the clerk wrote; `rounding.settled` makes of it what is calculated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PARENT = "上级"
"""`[上级.字段]`: the cell of the row that this row is a part of."""
PARTS = "分项"
"""`[分项.字段]`: the cells of the rows that are this row's parts and sum up to it."""
SUBSETS = "其中"
"""`[其中.字段]`: the cells of the rows that are contained in this row without
exhausting it.
"""
CONSTANTS = "报告期"
"""`[报告期.月份]` and the like: a constant of the reporting period."""

LAST_PERIOD, LAST_YEAR = "上期", "上年同期"
"""`上期([字段])`: what the unit reported there in the period before; 上年同期 a year
ago. Known when a workbook is issued, and a constant there.
"""
OTHER_FORM, ALL_UNITS = "报表", "全部单位"
"""`报表("季总结",[表.字段])`: what the unit reported in another form of the period;
`全部单位(SUM,[字段])`: of all units. Known only when what came back is judged.
"""
LATER = (OTHER_FORM, ALL_UNITS)
MERGING = ("SUM", "AVERAGE", "MAX", "MIN", "COUNT")
"""What `全部单位` may do with the units' values."""

COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
ARITHMETIC = ("+", "-", "*", "/", "^")
BINDING = dict.fromkeys(COMPARISONS, 1) | {
    "&": 2,
    "+": 3,
    "-": 3,
    "*": 4,
    "/": 4,
    "^": 5,
}
"""How tightly an operator binds."""


class FormulaError(ValueError):
    """A rule that cannot be read; `message` says in Chinese what is wrong and where.

    `position` counts characters of the rule from 0.
    """

    def __init__(self, message: str, position: int = 0) -> None:
        """Say what is wrong, and at which character."""
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    """A literal of at most fifteen digits, never negative."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A literal text."""

    value: str


@dataclass(frozen=True, slots=True)
class Logical:
    """TRUE or FALSE."""

    value: bool


class Reference(NamedTuple):
    """A field in brackets.

    `[字段]` (then `sheet` is empty), `[表.字段]`, or one of the words above in place of
    a sheet. `rows` are codes of rows of a fixed table: `[字段@15]`, `[表.字段@01:10]`,
    `[字段@01:03,07]`. `scope` says whose or when: one of the words above, behind a
    colon the form or what is done with the units' values.
    """

    sheet: str
    field: str
    rows: str = ""
    scope: str = ""

    @property
    def is_constant(self) -> bool:
        """Whether it is a constant of the period."""
        return self.sheet == CONSTANTS

    @property
    def is_literal(self) -> bool:
        """Whether it stands for a literal, not for cells."""
        return self.is_constant or bool(self.scope)

    @property
    def is_later(self) -> bool:
        """Whether it is known only when what came back is judged."""
        return self.scope.partition(":")[0] in LATER

    @property
    def is_cell(self) -> bool:
        """Whether it is always exactly one cell."""
        if self.rows:
            return not self.is_several_rows
        return self.sheet in ("", PARENT)

    @property
    def is_several_rows(self) -> bool:
        """Whether it names several rows by their codes."""
        return ":" in self.rows or "," in self.rows

    @property
    def is_own(self) -> bool:
        """Whether it is a cell of the row that it is asked in."""
        return self.is_of_row and not self.scope

    @property
    def is_of_row(self) -> bool:
        """Whether it is about the row that it is asked in, now or in another period."""
        return not self.sheet and not self.rows

    def __str__(self) -> str:
        sheet = f"{self.sheet}." if self.sheet else ""
        rows = f"@{self.rows}" if self.rows else ""
        cells = f"[{sheet}{self.field}{rows}]"
        scope, _, of = self.scope.partition(":")
        if scope == OTHER_FORM:
            return f'{scope}("{of}",{cells})'
        if scope == ALL_UNITS:
            return f"{scope}({of},{cells})"
        return f"{scope}({cells})" if scope else cells


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus; it binds tighter than every other operator."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Percent:
    """Postfix %."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two operands: one of `COMPARISONS`, `ARITHMETIC` or `&`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `functions.FUNCTIONS`, by its English name in capitals."""

    name: str
    arguments: tuple[Expression, ...]


Expression = Number | Text | Logical | Reference | Negation | Percent | Binary | Call


def children(expr: Expression) -> tuple[Expression, ...]:
    """Give the operands or arguments of an expression."""
    match expr:
        case Negation(operand) | Percent(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def walk(expr: Expression) -> Iterator[Expression]:
    """Every expression within `expr`, itself first, from left to right."""
    waiting = [expr]
    while waiting:
        expression = waiting.pop()
        yield expression
        waiting.extend(reversed(children(expression)))


def references(expr: Expression) -> tuple[Reference, ...]:
    """Give what a rule refers to: each reference once, in the order of the rule."""
    return tuple(dict.fromkeys(one for one in walk(expr) if isinstance(one, Reference)))
