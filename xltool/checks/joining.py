"""Two files of one unit that each fill in half of the workbook are one report.

Two divisions have each filled in their own half. Where no cell says one thing here and
another there, the halves are joined and judged as one; where some do, these cells are
named, and a person decides which file is right there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.checks.comparing import entries_elsewhere, filled
from xltool.checks.rules import rule_findings
from xltool.checks.verdict import verdict_of
from xltool.findings import (
    HALVES_CONTRADICT,
    HALVES_JOINED,
    HALVES_SETTLED,
    Place,
)
from xltool.forms.building import grown
from xltool.forms.row_checks import row_checks
from xltool.model.value import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.findings import Finding, Kind
    from xltool.forms.layout import Layout
    from xltool.model.submission import Judgement
    from xltool.model.value import Rows, Values

Cell = tuple[str, str, str]
"""Sheet, row and field, by their keys."""
_MOST = 20
"""Contradictions that are named; nobody reads more."""


class Right(StrEnum):
    """Which of two files is right where they differ, as a person decided."""

    LATER = "后一份"
    EARLIER = "前一份"


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """What the unit sent before: the file's name, its values, and where each stood."""

    name: str = ""
    values: Values = field(default_factory=dict)
    cells: dict[Cell, tuple[str, str]] = field(default_factory=dict)


def joined(
    judgement: Judgement, half: Half, layout: Layout | None, right: Right | None = None
) -> Judgement:
    """Join a file with the one before it, where each has what the other lacks.

    Without the layout that is valid, or where the two contradict each other and nobody
    has said which is `right`, what the other file has is only pointed out.

    Where the earlier file lacks nothing that this one has, or this one nothing, one of
    the two is a correction of the other, and no halves are joined.
    """
    mine = filled(judgement.values)
    theirs = filled(half.values)
    only_theirs = theirs - mine
    if not only_theirs or not mine - theirs:
        return judgement
    differing = _differing(judgement, half, mine & theirs)
    if layout is None or (differing and right is None):
        pointed_out = entries_elsewhere(judgement, half.values, half.name)
        findings = (
            *_named(HALVES_CONTRADICT, differing, judgement, half),
            *pointed_out.findings,
        )
        return replace(judgement, findings=findings, verdict=verdict_of(findings))
    taken = only_theirs
    if right is Right.EARLIER:
        taken = only_theirs | set(differing)
    whole = _judged_as_one(judgement, half, layout, taken)
    notes = _settled(differing, judgement, half, right)
    return replace(whole, findings=(*whole.findings, *notes))


def _differing(judgement: Judgement, half: Half, both: set[Cell]) -> list[Cell]:
    """Give the cells in which one file says this and the other that."""
    found = []
    for cell in sorted(both):
        sheet, row, key = cell
        mine = judgement.values[sheet][row][key].text
        if mine != half.values[sheet][row][key].text:
            found.append(cell)
    return found


def _named(
    kind: Kind, cells: list[Cell], judgement: Judgement, half: Half
) -> Iterator[Finding]:
    """Name cells in which the files differ: what this one says, and what the other."""
    for cell in cells[:_MOST]:
        sheet, row, key = cell
        name, address = judgement.cells.get(cell, (sheet, ""))
        yield kind.at(
            Place(sheet=name, cell=address, row_key=row, field=key),
            found=judgement.values[sheet][row][key].text,
            expected=half.values[sheet][row][key].text,
            other=half.name,
            row=row,
            field=key,
        )


def _settled(
    cells: list[Cell], judgement: Judgement, half: Half, right: Right | None
) -> Iterator[Finding]:
    """Say of each cell that a person decided on what holds and what does not."""
    for finding in _named(HALVES_SETTLED, cells, judgement, half):
        holds, dropped = finding.found, finding.expected
        if right is Right.EARLIER:
            holds, dropped = dropped, holds
        place = finding.place
        yield HALVES_SETTLED.at(
            place, found=holds, expected=dropped, row=place.row_key, field=place.field
        )


def _judged_as_one(
    judgement: Judgement, half: Half, layout: Layout, taken: set[Cell]
) -> Judgement:
    """Add the cells that are taken from the other file, and judge the whole.

    Where a cell came from is kept with it: the earlier file's name stands before the
    sheet's.
    """
    values = {
        sheet: {row: dict(fields) for row, fields in rows.items()}
        for sheet, rows in judgement.values.items()
    }
    cells = dict(judgement.cells)
    for cell in (*sorted(taken), *_free_cells(judgement.values, half.values)):
        sheet, row, key = cell
        fields = values.setdefault(sheet, {}).setdefault(row, {})
        fields[key] = half.values[sheet][row][key]
        name, address = half.cells.get(cell, (sheet, ""))
        cells[cell] = (f"{half.name}：{name}", address)
    note = HALVES_JOINED.at(found=len(taken), other=half.name)
    findings = (
        note,
        *(one for one in judgement.findings if one.code not in _rule_codes(layout)),
        *_broken_rules(layout, values, judgement),
    )
    return replace(
        judgement,
        values=values,
        cells=cells,
        findings=findings,
        verdict=verdict_of(findings),
    )


def _free_cells(mine: Values, theirs: Values) -> Iterator[Cell]:
    """Give the cells of free sheets in which only the other file has entries."""
    for sheet, rows in theirs.items():
        free = [row for row in rows if row.startswith("+")]
        if not free or _entered(mine.get(sheet, {})):
            continue
        for row in free:
            for key in rows[row]:
                yield sheet, row, key


def _entered(rows: Rows) -> bool:
    """Say whether anything was entered in the rows of a sheet."""
    return any(
        value.state is not State.MISSING
        for fields in rows.values()
        for value in fields.values()
    )


def _rule_codes(layout: Layout) -> set[str]:
    """Give the codes of a form's checks: what they found in one half is out of date."""
    return {
        check.rule.code
        for sheet in layout.sheets
        for check in row_checks(sheet.design, layout.form)
    }


def _broken_rules(
    layout: Layout, values: Values, judgement: Judgement
) -> Iterator[Finding]:
    """Judge the joined values; places are those of the later file."""
    names = {sheet.design.key: sheet.name for sheet in layout.sheets}

    def place_of(sheet: str, row: str, key: str) -> Place:
        name, address = judgement.cells.get((sheet, row, key), (names[sheet], ""))
        return Place(sheet=name, cell=address, row_key=row, field=key)

    return rule_findings(grown(layout, values), values, place_of)
