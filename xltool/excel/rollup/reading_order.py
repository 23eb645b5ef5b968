"""The order in which 数据来源 shows figures."""

from __future__ import annotations

from array import array
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model.figures import FigureRow, FigureTable
    from xltool.rollup.inputs import RollupInputs


_MOST = 1 << 24
"""More rows, units and entries than there are."""


def reading_order(inputs: RollupInputs, figures: FigureTable) -> array[int]:
    """Give the numbers of the figures by sheet, by row as the registry has it, by unit
    and by field.
    """
    ranks = _Ranks(inputs, figures)
    order = array("I")
    for rows in ranks.by_sheet(figures.rows):
        rows.sort(key=ranks.of_row)
        for _, equals in groupby(rows, ranks.of_row):
            order.extend(ranks.by_field(tuple(equals)))
    return order


class _Ranks:
    """Where each sheet, row, unit and field stands among its like."""

    def __init__(self, inputs: RollupInputs, figures: FigureTable) -> None:
        form = inputs.form
        self._sheets = _places(sheet.key for sheet in form.sheets)
        codes = [task.code for task in inputs.registry.tasks]
        codes += [one.code for one in inputs.registry.indicators]
        self._rows = _places(codes)
        self._printed: dict[tuple[str, str], int] = {}
        self._fields: dict[tuple[str, str], int] = {}
        for sheet in form.sheets:
            for place, row in enumerate(sheet.fixed_rows):
                self._printed[sheet.key, row.code] = place
            for place, field in enumerate(sheet.fields):
                self._fields[sheet.key, field.key] = place
        known = [unit.code for unit in inputs.registry.units]
        others = {row.unit for row in figures.rows} - set(known)
        self._units = _places([*known, *sorted(others)])
        self._by_field: dict[tuple[str, tuple[str, ...]], list[int]] = {}

    def by_sheet(self, rows: Iterable[FigureRow]) -> Iterator[list[FigureRow]]:
        """Give the rows of each sheet, in the order of the sheets.

        They are sorted in turn: what rows are ordered by takes as much memory as they.
        """
        found: dict[int, list[FigureRow]] = {}
        for row in rows:
            rank = self._sheets.get(row.sheet, len(self._sheets))
            found.setdefault(rank, []).append(row)
        for rank in sorted(found):
            yield found.pop(rank)

    def of_row(self, row: FigureRow) -> int:
        """Give what rows of a sheet are ordered by: row, unit and entry as one number.

        A tuple of them would take three times the memory, for each row.
        """
        key = row.key
        place = self._printed.get((row.sheet, key))
        if place is None:
            place = self._rows.get(key, -1)
        rank = (place + 1) * _MOST
        rank += self._units[row.unit]
        return rank * _MOST + _entry(key)

    def by_field(self, rows: Sequence[FigureRow]) -> Iterable[int]:
        """Give the numbers of the figures of rows of one rank, by field."""
        if len(rows) == 1:
            first = rows[0].first
            return [first + place for place in self._places_of(rows[0])]
        found = []
        for row in rows:
            for number, name in enumerate(row.shape.fields, start=row.first):
                rank = self._of_field(row.sheet, name)
                found.append((rank, number))
        return [number for _, number in sorted(found)]

    def _places_of(self, row: FigureRow) -> list[int]:
        """Give the places of a row's fields in their order: many rows have the same."""
        sheet, fields = row.sheet, row.shape.fields
        known = self._by_field.get((sheet, fields))
        if known is None:
            ranks = [self._of_field(sheet, name) for name in fields]
            known = sorted(range(len(fields)), key=ranks.__getitem__)
            self._by_field[sheet, fields] = known
        return known

    def _of_field(self, sheet: str, name: str) -> tuple[int, str]:
        return self._fields.get((sheet, name), len(self._fields)), name


def _places(codes: Iterable[str]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}


def _entry(row: str) -> int:
    """Give the number of a row that a unit added (+1, +2 …); 0 for any other."""
    if not row.startswith("+") or not row[1:].isdecimal():
        return 0
    return min(int(row[1:]), _MOST - 1)
