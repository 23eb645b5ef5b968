"""Ruling lines give the cells of a table, merged ones too.

Lines that touch make a table. Their places across and down cut it into the smallest
possible fields; fields with no line between them are one merged cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from operator import attrgetter
from typing import TYPE_CHECKING

from xltool.pdf.page import Box, RulingLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SLACK = 0.004
"""Of a page's longer side: lines nearer than this are one (three points of A4)."""
_COVERED = 0.5
"""Share of a field's side that a line has to run along to part it from the next."""

Field = tuple[int, int]
"""Row and column of a smallest field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatticeCell:
    """A cell from its first to its last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """A ruled table: where its lines stand, and its cells in reading order."""

    across: tuple[float, ...]
    down: tuple[float, ...]
    cells: tuple[LatticeCell, ...]

    @property
    def box(self) -> Box:
        """The table's outline."""
        return Box(
            left=self.across[0],
            top=self.down[0],
            right=self.across[-1],
            bottom=self.down[-1],
        )


def lattices_of(
    horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine], *, slack: float
) -> tuple[Lattice, ...]:
    """Give the ruled tables of a page from top to bottom.

    Lines nearer to each other than `slack` are one line. A frame around a page and a
    line under a heading are no tables: a table has two cells at least.

    Tables may stand beside each other, or inside of each other's cells.
    """
    rows = _joined(horizontal, slack)
    columns = _joined(vertical, slack)
    found: list[Lattice] = []
    for group_rows, group_columns in _touching(rows, columns, slack):
        lattice = _lattice(group_rows, group_columns, slack)
        if lattice is not None and len(lattice.cells) > 1:
            found.append(lattice)
    found.sort(key=attrgetter("box.top", "box.left"))
    return tuple(found)


def _joined(rules: Iterable[RulingLine], slack: float) -> list[RulingLine]:
    """Join pieces of line that stand in one line and overlap or touch.

    Word draws the border of every cell by itself, and scans break long lines.
    """
    joined: list[RulingLine] = []
    for rule in sorted(rules, key=attrgetter("at", "start")):
        for number, other in enumerate(joined):
            if _is_same_line(rule, other, slack):
                joined[number] = _both(rule, other)
                break
        else:
            joined.append(rule)
    return joined


def _both(rule: RulingLine, other: RulingLine) -> RulingLine:
    """Give the line that two pieces make."""
    return RulingLine(
        at=(rule.at + other.at) / 2,
        start=min(rule.start, other.start),
        end=max(rule.end, other.end),
    )


def _is_same_line(rule: RulingLine, other: RulingLine, slack: float) -> bool:
    """Whether two pieces stand in one line and overlap or touch."""
    if abs(rule.at - other.at) > slack:
        return False
    return rule.start <= other.end + slack and other.start <= rule.end + slack


def _touching(
    rows: list[RulingLine], columns: list[RulingLine], slack: float
) -> Iterator[tuple[list[RulingLine], list[RulingLine]]]:
    """Part the lines into groups that touch each other, directly or through others.

    A table is all that hangs together: every vertical line meets a horizontal one.
    """
    free_rows, free_columns = list(rows), list(columns)
    while free_rows:
        group_rows, group_columns = [free_rows.pop()], list[RulingLine]()
        grown = True
        while grown:
            met = _meeting(free_columns, group_rows, slack)
            group_columns += met
            more = _meeting(free_rows, group_columns, slack)
            group_rows += more
            grown = bool(met or more)
        yield group_rows, group_columns


def _meeting(
    free: list[RulingLine], group: Sequence[RulingLine], slack: float
) -> list[RulingLine]:
    """Take the lines that meet one of a group out of those that are free.

    Those taken are no longer in `free`.
    """
    met = [line for line in free if any(_meet(line, other, slack) for other in group)]
    free[:] = [line for line in free if line not in met]
    return met


def _meet(line: RulingLine, other: RulingLine, slack: float) -> bool:
    """Whether two lines of different direction cross or touch."""
    crosses = line.start - slack <= other.at <= line.end + slack
    return crosses and other.start - slack <= line.at <= other.end + slack


def _lattice(
    rows: list[RulingLine], columns: list[RulingLine], slack: float
) -> Lattice | None:
    """Give the table of lines that touch; None for a frame's corner or a cross.

    Two lines in each direction at least make a cell.
    """
    down = _places((rule.at for rule in rows), slack)
    across = _places((rule.at for rule in columns), slack)
    if len(down) < 2 or len(across) < 2:
        return None
    fields = _Fields(len(down) - 1, len(across) - 1)
    for row, column in _open_sides(columns, across, down, slack):
        fields.join((row, column), (row, column - 1))
    for column, row in _open_sides(rows, down, across, slack):
        fields.join((row, column), (row - 1, column))
    cells = [_cell(group, across, down) for group in fields.groups()]
    cells.sort(key=attrgetter("top", "left"))
    return Lattice(across=tuple(across), down=tuple(down), cells=tuple(cells))


def _open_sides(
    lines: list[RulingLine], places: list[float], sides: list[float], slack: float
) -> Iterator[tuple[int, int]]:
    """Give the fields that no line parts from the one before, by side and place.

    `places` are those of the lines, `sides` where the fields along a line begin and
    end: with vertical lines a side is a row and a place a column.

    Every side of every field is looked at, so that a line that ends in the middle of a
    table parts only the fields it runs along.
    """
    for place in range(1, len(places) - 1):
        here = [line for line in lines if abs(line.at - places[place]) <= slack]
        for side, (start, end) in enumerate(pairwise(sides)):
            if not _is_ruled(here, start, end):
                yield side, place


def _places(places: Iterable[float], slack: float) -> list[float]:
    """Give the distinct places of lines; near ones are one, at their mean.

    They are taken in order, so that a chain of near lines is one place.
    """
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= slack:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


class _Fields:
    """Fields that are joined into cells: a forest, in which each points at an owner."""

    def __init__(self, rows: int, columns: int) -> None:
        places = product(range(rows), range(columns))
        self._owner: dict[Field, Field] = {place: place for place in places}

    def join(self, field: Field, other: Field) -> None:
        """Let two fields be of one cell.

        The groups of both are one from then on.
        """
        self._owner[self._root(field)] = self._root(other)

    def groups(self) -> list[list[Field]]:
        """Give the fields of each cell."""
        groups: dict[Field, list[Field]] = {}
        for field in self._owner:
            groups.setdefault(self._root(field), []).append(field)
        return list(groups.values())

    def _root(self, field: Field) -> Field:
        while self._owner[field] != field:
            field = self._owner[field]
        return field


def _is_ruled(lines: list[RulingLine], start: float, end: float) -> bool:
    """Whether a line runs along this side of a field.

    Half of the side is enough: scanned lines have gaps.
    """
    covered = 0.0
    for line in lines:
        covered += max(0.0, min(line.end, end) - max(line.start, start))
    return covered >= _COVERED * (end - start)


def _cell(fields: list[Field], across: list[float], down: list[float]) -> LatticeCell:
    """Give the cell that fields make, from its first to its last row and column.

    A cell that is no rectangle (a drawing's) takes the one around it.
    """
    rows = [row for row, _ in fields]
    columns = [column for _, column in fields]
    top, bottom = min(rows), max(rows)
    left, right = min(columns), max(columns)
    return LatticeCell(
        top=top,
        left=left,
        bottom=bottom,
        right=right,
        box=Box(
            left=across[left],
            top=down[top],
            right=across[right + 1],
            bottom=down[bottom + 1],
        ),
    )
