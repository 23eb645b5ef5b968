"""The results of formulas that depend on cells we filled in, calculated again without a
spreadsheet program.

A cell formula is read as a rule (`xltool.formula`) whose fields are addresses. What
cannot be read so loses its old result, which would be wrong: whoever opens the file
calculates it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.excel.reading.scanning import column_of, range_of
from xltool.formula import (
    ExcelError,
    Expression,
    FormulaError,
    Range,
    Reference,
    evaluate,
    parse,
)
from xltool.model.grid import CellError, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.formula import ExcelValue, Operand
    from xltool.model.grid import Raw

Cell = tuple[str, int, int]
"""(Sheet name, row, column), counted from 0."""
Area = tuple[str, int, int, int, int]
"""(Sheet name, first row, first column, last row, last column)."""

_ADDRESS = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_AREA = rf"(?:'(?:[^']|'')+'!|[\w.]+!)?{_ADDRESS}(?::{_ADDRESS})?"
_PIECE = re.compile(rf'(?P<text>"(?:[^"]|"")*")|(?<![\w.])(?P<area>{_AREA})(?![\w(!])')
_SAID = re.compile(rf'SUMPRODUCT\(--\((?P<area>{_AREA})(?:<>""|="(?P<word>√)")\)\)')
"""How many cells say something, or that they are passed."""
_FIRST = re.compile(
    rf'INDEX\((?P<area>{_AREA}),(?:1,)?MATCH\("\?\*",(?P<same>{_AREA}),0\)\)'
)
"""The first text in a row."""
_OF_DECIMALS = (
    rf"SUMPRODUCT\(MAX\(ISNUMBER\({_AREA}\)\*\({_AREA}<>0\)"
    rf'\*\(99\+FIND\("\.",{_AREA}&"\."\)-LEN\({_AREA}\)\)\)\)'
)
_TOLERANCE = re.compile(
    rf"10\^\(MIN\(99,MAX\((?P<of>{_OF_DECIMALS}(?:,{_OF_DECIMALS})*)\)\)-99\)/2"
)
"""What TOLERANCE is in a cell (`xltool.formula.to_excel`)."""
_ISNUMBER = re.compile(rf"ISNUMBER\((?P<area>{_AREA})\)")
_PART = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_FIRST_TEXT = "首个文字"
_CELLS, _ONE = "区", ""
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone
_DEEPEST = 60
"""Formulas that stand on each other; an issued workbook has four."""


@dataclass(slots=True)
class _Formula:
    """A formula that was read: its tree, and what the fields in it stand for."""

    tree: Expression
    areas: dict[Reference, Area]
    first_texts: frozenset[Reference]


@dataclass(slots=True)
class Results:
    """What became of the formulas: new values, and those whose value is not known."""

    known: dict[Cell, ExcelValue] = field(default_factory=dict)
    unknown: set[Cell] = field(default_factory=set)


def moved(text: str, rows: int, columns: int) -> str:
    """Give a formula as a cell so many rows below and columns to the right has it.

    >>> moved('IF($K5="","K5",K$4)', 1, 1)
    'IF($K6="","K5",L$4)'
    """

    def piece(found: re.Match[str]) -> str:
        if found["text"]:
            return found["text"]
        sheet, mark, addresses = found["area"].rpartition("!")
        return f"{sheet}{mark}{_PART.sub(part, addresses)}"

    def part(found: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, number = found.groups()
        if not fixed_column:
            letters = column_letters(column_of(letters) + columns)
        if not fixed_row:
            number = str(int(number) + rows)
        return f"{fixed_column}{letters}{fixed_row}{number}"

    return _PIECE.sub(piece, text)


def recalculated(
    formulas: Mapping[Cell, str],
    contents: Mapping[Cell, Raw | CellError],
    changed: Iterable[Cell],
) -> Results:
    """Calculate the formulas that depend on `changed` cells.

    `contents` are all cells of the workbook as they are now, formulas with their old
    results. A formula that cannot be read may depend on anything, so its result is
    unknown, and what stands on it, too.
    """
    read = {cell: _read(text, cell[0]) for cell, text in formulas.items()}
    results = Results(unknown={cell for cell, one in read.items() if one is None})
    known = {cell: one for cell, one in read.items() if one is not None}
    stale = _dependents(known, {*changed, *results.unknown})
    calculator = _Calculator(known, contents, stale, results)
    for cell in stale:
        calculator.value(cell)
    return results


def _read(text: str, sheet: str) -> _Formula | None:
    """Read a formula as a rule; None where it says more than a rule can."""
    areas: dict[Reference, Area] = {}
    first_texts: set[Reference] = set()

    def named(written: str, *, first_text: bool = False) -> str:
        area = _area(written, sheet)
        single = area[1:3] == area[3:5] and not first_text
        prefix = _FIRST_TEXT if first_text else "格"
        reference = Reference(
            _ONE if single or first_text else _CELLS, f"{prefix}{len(areas)}"
        )
        areas[reference] = area
        if first_text:
            first_texts.add(reference)
        return str(reference)

    def counted(found: re.Match[str]) -> str:
        if found["word"]:
            return f'COUNTIF({found["area"]},"{found["word"]}")'
        size = sum(1 for _ in _cells_of(_area(found["area"], sheet)))
        return f"({size}-COUNTBLANK({found['area']}))"

    def tolerance(found: re.Match[str]) -> str:
        areas = (each["area"] for each in _ISNUMBER.finditer(found["of"]))
        return f"TOLERANCE({','.join(areas)})"

    def first(found: re.Match[str]) -> str:
        return named(found["area"], first_text=True)

    def piece(found: re.Match[str]) -> str:
        return found["text"] or named(found["area"])

    try:
        plain = _TOLERANCE.sub(tolerance, text)
        plain = _FIRST.sub(first, _SAID.sub(counted, plain))
        tree = parse(_PIECE.sub(piece, plain))
    except (FormulaError, ValueError):
        return None
    return _Formula(tree, areas, frozenset(first_texts))


def _area(written: str, sheet: str) -> Area:
    """Give the area of a reference; without a sheet's name, of the formula's own."""
    name, _, addresses = written.rpartition("!")
    if name:
        sheet = name.strip("'").replace("''", "'")
    return (sheet, *range_of(addresses.replace("$", "")))


def _dependents(known: Mapping[Cell, _Formula], changed: set[Cell]) -> list[Cell]:
    """Give the formulas that depend on changed cells, directly or through others."""
    readers: dict[Cell, list[Cell]] = defaultdict(list)
    for cell, formula in known.items():
        for area in formula.areas.values():
            for source in _cells_of(area):
                readers[source].append(cell)
    stale: dict[Cell, None] = {}
    waiting = list(changed)
    while waiting:
        for cell in readers.get(waiting.pop(), ()):
            if cell not in stale:
                stale[cell] = None
                waiting.append(cell)
    return list(stale)


def _cells_of(area: Area) -> Iterator[Cell]:
    """Give the cells of an area, row by row."""
    sheet, top, left, bottom, right = area
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield sheet, row, column


class _Calculator:
    """Gives the value of a cell now.

    A stale formula is calculated when it is asked for.
    """

    def __init__(
        self,
        formulas: Mapping[Cell, _Formula],
        contents: Mapping[Cell, Raw | CellError],
        stale: Iterable[Cell],
        results: Results,
    ) -> None:
        self.formulas, self.contents = formulas, contents
        self.stale = frozenset(stale)
        self.results = results
        self.depth = 0

    def value(self, cell: Cell) -> ExcelValue:
        """Give what a cell holds now."""
        if cell not in self.stale:
            return self._content(cell)
        if cell not in self.results.known:
            self._calculate(cell)
        return self.results.known.get(cell)

    def _calculate(self, cell: Cell) -> None:
        """Calculate a stale formula, after those that it stands on."""
        formula = self.formulas[cell]
        sources = (one for area in formula.areas.values() for one in _cells_of(area))
        self.depth += 1
        if self.depth > _DEEPEST or any(self._is_unknown(one) for one in sources):
            self.results.unknown.add(cell)
        else:
            found = evaluate(
                formula.tree, lambda reference: self._operand(formula, reference)
            )
            self.results.known[cell] = found
        self.depth -= 1

    def _is_unknown(self, cell: Cell) -> bool:
        """Say whether nobody can say what a cell holds."""
        if cell in self.stale and cell not in self.results.known:
            self._calculate(cell)
        return cell in self.results.unknown

    def _operand(self, formula: _Formula, reference: Reference) -> Operand:
        """Give what a reference stands for: a value, or those of an area."""
        values = tuple(map(self.value, _cells_of(formula.areas[reference])))
        if reference in formula.first_texts:
            texts = (one for one in values if isinstance(one, str) and one)
            return next(texts, ExcelError("#N/A"))
        return values[0] if reference.sheet == _ONE else Range(values)

    def _content(self, cell: Cell) -> ExcelValue:
        """Give what a cell holds that need not be calculated."""
        raw = self.contents.get(cell)
        if raw is None:
            return "" if cell in self.formulas else None
        return _excel_value(raw)


def _excel_value(raw: Raw | CellError) -> ExcelValue:
    """Give a cell's content as formulas see it."""
    if isinstance(raw, CellError):
        return ExcelError(raw.code or "#N/A")
    if raw is None or isinstance(raw, (bool, str)):
        return raw
    if isinstance(raw, (int, float)):
        return float(raw)
    return _serial(raw)


def _serial(moment: dt.date | dt.time | dt.timedelta) -> float:
    """Give a date or time as cells count them, in days."""
    match moment:
        case dt.datetime():
            return (moment - _EPOCH) / dt.timedelta(days=1)
        case dt.date():
            return float((moment - _EPOCH.date()).days)
        case dt.timedelta():
            return moment / dt.timedelta(days=1)
    start = dt.datetime.combine(_EPOCH.date(), moment.replace(tzinfo=None))
    return (start - _EPOCH) / dt.timedelta(days=1)
